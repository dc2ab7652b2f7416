"""Copies with the same elements in other places: repeated, turned round, rolled, or with a triangle of zeros."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.layouts import laid_out
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import _distinct, _named_or, contiguous_copy, expand_op, flatten, reshape, unsqueeze
from tensorlab.ops.table import op

# -- repeated -------------------------------------------------------------------------------------------------------


def _repeat_rule(g: Any, input_sizes: Sequence[int], repeats: Sequence[int]) -> Any:
    sizes = [1] * (len(repeats) - len(input_sizes)) + list(input_sizes)
    split = [part for pair in zip(repeats, sizes, strict=True) for part in pair]
    return g.reshape(split).sum(list(range(0, len(split), 2))).reshape(tuple(input_sizes)) if split else g


@op(name="repeat", input=_repeat_rule)
def repeat_op(input: Array, repeats: Sequence[int]) -> Array:
    """Copies side by side along each axis."""
    if len(repeats) < input.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    sizes = [1] * (len(repeats) - input.ndim) + list(input.shape)
    made = [size * count for size, count in zip(sizes, repeats, strict=True)]
    if any(size < 0 for size in made):
        wrong = next(size for size in made if size < 0)
        raise RuntimeError(f"Trying to create tensor with negative dimension {wrong}: {made}")
    # What is empty, or has one copy only, numpy would give back as it is.
    return np.array(np.tile(input, tuple(repeats)), order="C").reshape(made)


def repeat(input: Any, *sizes: Any, repeats: Any = None) -> Any:
    """Copies side by side along each axis."""
    return repeat_op(input, _named_or(sizes, repeats))


def tile(input: Any, *args: Any, dims: Any = None) -> Any:
    """Copies side by side; missing counts are 1."""
    counts = _named_or(args, dims)
    return repeat_op(input, (1,) * (input.dim() - len(counts)) + counts)


def repeat_interleave(
    input: Any, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Any:
    """Each element, or slice along ``dim``, several times in a row.

    With counts alone, the positions that they stand for: ``[2, 0, 1]`` gives ``[0, 0, 2]``.
    """
    if repeats is None:
        return _counted(input)
    source = flatten(input) if dim is None else input
    axis = 0 if dim is None else wrap_dim(dim, input.dim())
    size = source.shape[axis] if source.dim() else 1
    if not isinstance(repeats, Tensor):
        if repeats < 0:
            raise RuntimeError("Repeats must be non-negative")
        shape = (*source.shape[: axis + 1], repeats, *source.shape[axis + 1 :])
        return flatten(contiguous_copy(expand_op(unsqueeze(source, axis + 1), shape)), axis, axis + 1)
    if repeats.dim() > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    counts = expand_op(reshape(repeats, -1), (size,)) if repeats.numel() == 1 else repeats
    if counts.shape[0] != size:
        raise RuntimeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {counts.shape[0]} and "
            f"input.size({axis}) = {size}"
        )
    return source.index_select(axis, _counted(counts))


def _counted(repeats: Any) -> Any:
    if repeats.dim() != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    if repeats.dtype.is_floating_point:
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{repeats.dtype.type_name}'")
    if (repeats._array < 0).any():
        raise RuntimeError("repeats can not be negative")
    return places_counted(repeats)


@op(name="repeat_interleave")
def places_counted(input: Array) -> Array:
    """Each position as often as its count says."""
    return np.repeat(np.arange(input.size), input).astype(input.dtype)


# -- turned ---------------------------------------------------------------------------------------------------------


@op(name="flip", input=lambda g, dims: g.flip(dims))
def flip_op(input: Array, dims: Sequence[int]) -> Array:
    """In reverse order along some axes."""
    axes = _distinct(dims, input.ndim)
    turned = np.flip(input, tuple(axes)).copy() if input.ndim else input.copy()
    return laid_out(turned, [input])


def flip(input: Any, *args: Any, dims: Any = None) -> Any:
    """In reverse order along the axes given."""
    return flip_op(input, _named_or(args, dims))


def fliplr(input: Any) -> Any:
    """Each row in reverse order."""
    if input.dim() < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip_op(input, (1,))


def flipud(input: Any) -> Any:
    """The rows in reverse order."""
    if input.dim() < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip_op(input, (0,))


@op(name="rot90", node="Rot90Backward0", input=lambda g, k, dims: g.rot90(-k, dims))
def rot90(input: Array, k: int = 1, dims: Sequence[int] = (0, 1)) -> Array:
    """Turned by ``k`` quarters from the first axis towards the second."""
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if input.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    first, second = (wrap_dim(dim, input.ndim) for dim in dims)
    if first == second:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return np.rot90(input, k, (first, second)).copy(order="C" if k % 4 == 0 else "K")


def _negative(shifts: Any) -> Any:
    return tuple(-shift for shift in shifts) if isinstance(shifts, (tuple, list)) else -shifts


@op(name="roll", input=lambda g, shifts, dims: g.roll(_negative(shifts), dims))
def roll(input: Array, shifts: Any, dims: Any = ()) -> Array:
    """Shifted along some axes; what falls off comes back on the other side."""
    steps = tuple(shifts) if isinstance(shifts, (tuple, list)) else (shifts,)
    axes = () if dims is None else tuple(dims) if isinstance(dims, (tuple, list)) else (dims,)
    if not steps:
        raise RuntimeError("`shifts` required")
    if len(steps) != len(axes) and (axes or len(steps) != 1):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(axes)}")
    if not axes or not input.size:
        return np.roll(input, steps[0])
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {axes[0]} but tensor has no dimensions")
    return np.roll(np.ascontiguousarray(input), steps, [wrap_dim(axis, input.ndim) for axis in axes])


# -- triangles ------------------------------------------------------------------------------------------------------


def _check_matrix(name: str, input: Array) -> None:
    if input.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


@op(name="tril", input=lambda g, diagonal: g.tril(diagonal))
def tril(input: Array, diagonal: int = 0) -> Array:
    """The lower triangle, zeros above."""
    _check_matrix("tril", input)
    return np.ascontiguousarray(np.tril(input, diagonal))


@op(name="triu", input=lambda g, diagonal: g.triu(diagonal))
def triu(input: Array, diagonal: int = 0) -> Array:
    """The upper triangle, zeros below."""
    _check_matrix("triu", input)
    return np.ascontiguousarray(np.triu(input, diagonal))


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = dtypes.int64, device: Any = None, layout: Any = None
) -> Any:
    """Rows and columns of the elements of a lower triangle, shape (2, n)."""
    return _triangle(np.tri(max(row, 0), max(col, 0), offset, dtype=bool), row, col, dtype)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = dtypes.int64, device: Any = None, layout: Any = None
) -> Any:
    """Rows and columns of the elements of an upper triangle, shape (2, n)."""
    return _triangle(~np.tri(max(row, 0), max(col, 0), offset - 1, dtype=bool), row, col, dtype)


def _triangle(inside: Array, row: int, col: int, dtype: Any) -> Any:
    for name, size in (("row", row), ("col", col)):
        if size < 0:
            raise RuntimeError(f"{name} must be non-negative, got{size}")
    return wrap(np.stack(np.nonzero(inside)).astype(dtype.numpy), dtype)
