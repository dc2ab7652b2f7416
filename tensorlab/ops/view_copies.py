"""Views with memory of their own, ``…_copy``; and copies of a tensor with one of its views replaced, ``…_scatter``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap_dim
from tensorlab.ops import index, joins, shape
from tensorlab.ops.diagonals import diagonal
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import _named_or
from tensorlab.ops.table import Op, op


def _copied(view: Op) -> Op:
    """The same operation, and the result is a copy."""

    @functools.wraps(view.function)
    def copied(*args: Any, **kwargs: Any) -> Any:
        made = view.function(*args, **kwargs)
        return tuple([one.copy() for one in made]) if isinstance(made, tuple) else np.array(made, order="C")

    copied.__module__ = __name__
    copied.__doc__ = f"``{view.name}`` as a copy."
    rules: dict[str, Any] = {name: rule for name, (rule, _) in view.rules.items()}
    return Op(copied, rules, name=view.name + "_copy", node=view.node.__name__ + "_copy")


alias_copy = _copied(shape.alias)
as_strided_copy = _copied(shape.as_strided)
expand_op = _copied(shape.expand_op)
permute_op = _copied(shape.permute_op)
split_op = _copied(joins.split_op)
split_with_sizes_copy = _copied(joins.split_with_sizes)
squeeze_all = _copied(shape.squeeze_all)
squeeze_dim = _copied(shape.squeeze_dim)
squeeze_dims = _copied(shape.squeeze_dims)
t_copy = _copied(shape.t)
transpose_copy = _copied(shape.transpose)
select_copy = _copied(index.select)
unbind_op = _copied(joins.unbind_op)
unfold_copy = _copied(shape.unfold)
unsqueeze_copy = _copied(shape.unsqueeze)
view_op = _copied(shape.view_op)
view_dtype = _copied(shape.view_dtype)
slice_op = _copied(index.slice_op)


def expand_copy(input: Any, *sizes: Any, size: Any = None, implicit: bool = False) -> Any:
    """``expand`` as a copy."""
    return expand_op(input, _named_or(sizes, size))


def permute_copy(input: Any, *args: Any, dims: Any = None) -> Any:
    """``permute`` as a copy."""
    return permute_op(input, _named_or(args, dims))


def split_copy(input: Any, split_size: int, dim: int = 0) -> tuple[Any, ...]:
    """``split`` into copies."""
    return tuple(split_op(input, split_size, dim))


def squeeze_copy(input: Any, dim: Any = None) -> Any:
    """``squeeze`` as a copy."""
    if dim is None:
        return squeeze_all(input)
    return squeeze_dims(input, tuple(dim)) if isinstance(dim, (tuple, list)) else squeeze_dim(input, dim)


def unbind_copy(input: Any, dim: int = 0) -> tuple[Any, ...]:
    """``unbind`` into copies."""
    return tuple(unbind_op(input, dim))


def view_copy(input: Any, *sizes: Any, size: Any = None, dtype: Any = None) -> Any:
    """``view`` as a copy."""
    if len(sizes) == 1 and isinstance(sizes[0], (dtypes.dtype, type)):
        dtype = sizes[0]
    kind = dtypes.chosen("view_copy", dtype)
    return view_op(input, _named_or(sizes, size)) if kind is None else view_dtype(input, kind)


def slice_copy(input: Any, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Any:
    """A stretch of positions of an axis, as a copy."""
    return slice_op(input, _slice_key(input, dim, start, end, step))


def detach_copy(input: Any) -> Any:
    """The same elements outside the graph, in memory of their own."""
    return shape.clone(input.detach())


def _narrow_rule(g: Any, input_sizes: Sequence[int], dim: int, start: int, length: int) -> Any:
    key = (slice(None),) * (dim % len(input_sizes)) + (slice(start, start + length),)
    return index.scatter_slice(g, tuple(input_sizes), key)


@op(name="narrow_copy", node="NarrowCopyBackward0", input=_narrow_rule)
def _narrow_copy(input: Array, dim: int, start: int, length: int) -> Array:
    return input[(slice(None),) * (dim % input.ndim) + (slice(start, start + length),)].copy()


def narrow_copy(input: Any, dim: int, start: Any, length: int) -> Any:
    """``narrow`` as a copy."""
    if dim >= input.dim() > 0:
        raise RuntimeError(
            "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could this error "
            "message be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    return _narrow_copy(input, *index.narrow_bounds(input, dim, start, length))


# -- one view replaced ----------------------------------------------------------------------------------------------


def _replaced(input: Array, src: Array, view: Callable[[Array], Array]) -> Array:
    """A copy of the input in which this view holds ``src``."""
    made = np.array(input, order="C")
    hole = view(made)
    if hole.shape != src.shape:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. "
            f"src size = {list(src.shape)}, slice size = {list(hole.shape)}"
        )
    hole[...] = src
    return made


def _diagonal_rule(g: Any, offset: int, dim1: int, dim2: int) -> Any:
    hole = diagonal.function(g._array, offset, dim1, dim2)
    return diagonal_scatter(g, g.new_zeros(hole.shape), offset, dim1, dim2)


@op(
    name="diagonal_scatter",
    node="DiagonalScatterBackward0",
    input=_diagonal_rule,
    src=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
)
def diagonal_scatter(input: Array, src: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """A copy with ``src`` on the diagonal."""
    return _replaced(input, src, lambda made: diagonal.function(made, offset, dim1, dim2))


def _select_rule(g: Any, dim: int, index: int) -> Any:
    axis = dim % g.dim()
    return select_scatter(g, g.new_zeros((*g.shape[:axis], *g.shape[axis + 1 :])), dim, index)


@op(
    name="select_scatter",
    node="SelectScatterBackward0",
    input=_select_rule,
    src=lambda g, dim, index: g.select(dim, index),
)
def select_scatter(input: Array, src: Array, dim: int, index: int) -> Array:
    """A copy with ``src`` at one position of an axis."""
    return _replaced(input, src, lambda made: _select(made, dim, index))


def _select(made: Array, dim: int, place: int) -> Array:
    return index.select.function(made, dim, place)


def _slice_key(input: Any, dim: int, start: int | None, end: int | None, step: int) -> tuple[slice, ...]:
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    return (*[slice(None)] * wrap_dim(dim, input.ndim), slice(start, end, step))


def _slice_scatter_rule(g: Any, dim: int, start: Any, end: Any, step: int) -> Any:
    hole = g[_slice_key(g, dim, start, end, step)]
    return slice_scatter(g, hole.new_zeros(hole.shape), dim, start, end, step)


@op(
    name="slice_scatter",
    node="SliceScatterBackward0",
    input=_slice_scatter_rule,
    src=lambda g, dim, start, end, step: g[_slice_key(g, dim, start, end, step)],
)
def slice_scatter(
    input: Array, src: Array, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Array:
    """A copy with ``src`` in a stretch of positions of an axis."""
    key = _slice_key(input, dim, start, end, step)
    return _replaced(input, src, lambda made: made[key])


def _as_strided_scatter_rule(g: Any, size: Any, stride: Any, storage_offset: Any) -> Any:
    return as_strided_scatter(g.contiguous(), g.new_zeros(tuple(size)), size, stride, storage_offset)


@op(
    name="as_strided_scatter",
    node="AsStridedScatterBackward0",
    input=_as_strided_scatter_rule,
    src=lambda g, size, stride, storage_offset: g.contiguous().as_strided(size, stride, storage_offset),
)
def as_strided_scatter(
    input: Array, src: Array, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Array:
    """A copy with ``src`` where these strides read."""
    return _replaced(input, src, lambda made: shape.as_strided.function(made, size, stride, storage_offset or 0))
