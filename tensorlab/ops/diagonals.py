"""Diagonals of matrices: taken out as a view, or laid into fresh zeros."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap_dim
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import as_strided_array, flatten
from tensorlab.ops.table import op
from tensorlab.ops.writing import in_place


def _axes(rank: int, dim1: int, dim2: int) -> tuple[int, int]:
    first, second = wrap_dim(dim1, rank), wrap_dim(dim2, rank)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return first, second


def _diagonal_of(g: Any, offset: int, dim1: int, dim2: int) -> Any:
    return diagonal(g, offset, dim1, dim2)


@op(name="diagonal_backward", node="DiagonalBackwardBackward0", input=_diagonal_of)
def diagonal_placed(input: Array, sizes: Sequence[int], offset: int, dim1: int, dim2: int) -> Array:
    """Zeros of a size with the input on a diagonal."""
    whole = np.zeros(tuple(sizes), input.dtype)
    diagonal.function(whole, offset, dim1, dim2)[...] = input
    return whole


def _diagonal_rule(g: Any, input_sizes: Sequence[int], offset: int, dim1: int, dim2: int) -> Any:
    return diagonal_placed(g, tuple(input_sizes), offset, dim1, dim2)


@op(name="diagonal", shares=True, input=_diagonal_rule)
def diagonal(input: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """The diagonal of two axes, as a view."""
    # By hand: numpy's own diagonal may not be written to.
    axes = _axes(input.ndim, dim1, dim2)
    start = np.moveaxis(input, axes, (-2, -1))[..., max(-offset, 0) :, max(offset, 0) :]
    *others, row, column = start.strides
    return as_strided_array(start, (*start.shape[:-2], min(start.shape[-2:])), (*others, row + column))


@op(
    name="diagonal_copy",
    node="DiagonalBackward0_copy",
    input=_diagonal_rule,
)
def diagonal_copy(input: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """The diagonal of two axes, as a copy."""
    return np.array(diagonal.function(input, offset, dim1, dim2), order="C")


@op(
    name="diag_embed",
    node="DiagEmbedBackward0",
    input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
)
def diag_embed(input: Array, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Array:
    """Matrices with the elements on their diagonal."""
    first, second = _axes(input.ndim + 1, dim1, dim2)
    side = input.shape[-1] + abs(offset)
    sizes = list(input.shape[:-1])
    sizes.insert(min(first, second), side)
    sizes.insert(max(first, second), side)
    return diagonal_placed.function(input, sizes, offset, first, second)


def diag(input: Any, diagonal: int = 0) -> Any:
    """A vector on the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    if input.dim() not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.dim()}D")
    return diag_embed(input, diagonal) if input.dim() == 1 else diagonal_copy(input, diagonal)


def diagflat(input: Any, offset: int = 0) -> Any:
    """All elements in a row on the diagonal of a matrix."""
    return diag_embed(input if input.dim() == 1 else flatten(input), offset)


def _trace_rule(g: Any, input_sizes: Sequence[int]) -> Any:
    return diagonal_placed(g.expand(min(input_sizes)), tuple(input_sizes), 0, 0, 1)


@op(name="trace", input=_trace_rule)
def trace(input: Array) -> Array:
    """The sum of the diagonal of a matrix."""
    if input.dtype == np.bool_:
        raise NotImplementedError(f"\"trace\" not implemented for '{dtypes.from_numpy(input.dtype).type_name}'")
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    return np.trace(input, dtype=np.int64 if input.dtype.kind in "iu" else input.dtype)


def _steps_apart(input: Array, wrap: bool) -> slice:
    """Where the diagonal stands in the elements read as one row."""
    rows, columns = input.shape[0], input.shape[1]
    step = sum(int(np.prod(input.shape[axis + 1 :])) for axis in range(input.ndim))
    stop = None if wrap or input.ndim > 2 or rows <= columns else columns * columns
    return slice(0, stop, step)


@op(
    name="fill_diagonal",
    node="FillDiagonalBackward0",
    input=lambda g, wrap: g.clone().fill_diagonal_(0.0, wrap),
)
def diagonal_filled(input: Array, fill_value: float, wrap: bool = False) -> Array:
    """A copy with a number on the main diagonal; of a tall matrix, ``wrap`` starts again after a gap of one row."""
    if input.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if input.ndim > 2 and len(set(input.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    made = np.array(input, order="C")
    made.reshape(-1)[_steps_apart(made, wrap)] = fill_value
    return made


def fill_diagonal_(input: Any, fill_value: float, wrap: bool = False) -> Any:
    """A number written on the main diagonal."""
    return in_place(diagonal_filled, input, fill_value, wrap)
