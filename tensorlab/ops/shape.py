"""The same elements seen under another shape or in another order of axes: a view wherever PyTorch gives one."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor, address, memory_start, wrap_dim
from tensorlab.explain import memory
from tensorlab.graph.mode import is_deriving
from tensorlab.graph.node import memory_of
from tensorlab.layouts import is_unusual, kept
from tensorlab.ops.plans import Array, on_both, sum_to_size
from tensorlab.ops.table import op
from tensorlab.outdated import warn_of


def as_strided_array(array: Array, shape: Sequence[int], strides: Sequence[int], start: int = 0) -> Array:
    """A view from the array's first element on, or ``start`` bytes after it, with strides in bytes.

    Unlike numpy's ``as_strided`` it hangs on the memory's owner, by which all who share a memory are known.
    """
    owner = memory_of(array)
    if not owner.flags.forc:
        return np.lib.stride_tricks.as_strided(array, shape, strides)
    return np.ndarray(shape, array.dtype, owner, address(array) - address(owner) + start, strides)


def sizes_from(args: Sequence[Any]) -> tuple[int, ...]:
    """``f(2, 3)`` and ``f((2, 3))`` mean the same."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        args = args[0]
    for size in args:
        if size.__class__ is not int:
            break
    else:
        return args if args.__class__ is tuple else tuple(args)
    for place, size in enumerate(args):
        if not hasattr(size, "__index__"):
            kind = type(size).__name__
            raise TypeError(f"argument 'size' must be tuple of ints, but found element of type {kind} at pos {place}")
    return tuple([int(size) for size in args])


def check_elements(parts: Sequence[Any], argument: int = 0) -> None:
    """Raise where something in a sequence of tensors is none."""
    for place, one in enumerate(parts):
        if not isinstance(one, Tensor):
            raise TypeError(f"expected Tensor as element {place} in argument {argument}, but got {type(one).__name__}")


def _named_or(args: Sequence[Any], named: Any) -> tuple[int, ...]:
    """Sizes or axes given one by one, as a tuple, or by name."""
    return sizes_from(args if named is None else (named,))


def _strided(array: Array, shape: Sequence[int], strides: Sequence[int], first: int = 0) -> Array:
    """A view with these strides in elements, starting ``first`` elements from the array's first."""
    if array.size == 0:
        return array.reshape(tuple(shape))
    step = array.itemsize
    start = array if first == 0 else _moved(array, first)
    return as_strided_array(start, tuple(shape), tuple([stride * step for stride in strides]))


def _moved(array: Array, first: int) -> Array:
    owner = memory_of(array)
    flat = as_strided_array(owner, (owner.size,), (array.itemsize,))
    offset = (address(array) - memory_start(array)) // array.itemsize
    return flat[offset + first :]


@on_both
def reshaped(g: Any, sizes: Sequence[int]) -> Any:
    return g.reshape(tuple(sizes))


@on_both
def swapped(g: Any, dim0: int, dim1: int) -> Any:
    return g.transpose(dim0, dim1) if isinstance(g, Tensor) else g.swapaxes(dim0, dim1) if g.ndim else g


def _distinct(dims: Sequence[int], rank: int) -> list[int]:
    """Axis numbers from the left, each once."""
    axes: list[int] = []
    for dim in dims:
        axis = wrap_dim(dim, rank)
        if axis in axes:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
        axes.append(axis)
    return axes


# -- another shape --------------------------------------------------------------------------------------------------


@op(name="view", node="ViewBackward0", shares=True, input=lambda g, input_sizes: reshaped(g, input_sizes))
def view_op(input: Array, size: Sequence[int]) -> Array:
    """The same memory under another shape."""
    if input.flags.c_contiguous and (input.base is None or not (1 in input.shape and is_unusual(input))):
        try:
            made = input.reshape(size)
        except ValueError:
            raise errors.invalid_shape(size, input.size) from None
        if made.shape == size or min(size, default=0) >= -1:  # numpy takes every negative size as -1
            return made
    filled = memory.infer(size, input.size)
    if filled is None:
        raise errors.invalid_shape(size, input.size)
    strides = [stride // input.itemsize for stride in input.strides]
    viewing = memory.view(input.shape, strides, filled)
    if viewing.stride is None:
        assert viewing.blocked is not None, "what cannot be viewed has axes to blame"
        raise errors.cannot_view(size, viewing.blocked)
    return _strided(input, filled, viewing.stride)


@op(
    name="_reshape_alias",
    node="ReshapeAliasBackward0",
    shares=True,
    input=lambda g, input_sizes: reshaped(g, input_sizes),
)
def reshape_alias(input: Array, size: Sequence[int]) -> Array:
    """The same memory, read with other than row by row strides, under another shape."""
    return view_op.function(input, size)


def view(input: Any, *shape: Any, size: Any = None, dtype: Any = None) -> Any:
    """The same memory under another shape, or as another type."""
    if len(shape) == 1 and isinstance(shape[0], (dtypes.dtype, type)):
        dtype = shape[0]
    if dtype is not None:
        # PyTorch takes it for a tensor of its own that shares the memory: no view.
        made = view_dtype(input.detach(), dtypes.chosen("view", dtype))
        made._base_tensor = None
        return made
    return view_op.direct(input, _named_or(shape, size))


@op(name="view", node="ViewBackward1", shares=True)
def view_dtype(input: Array, dtype: Any) -> Array:
    """The same memory read as another type."""
    if input.itemsize != dtype.numpy.itemsize:
        _check_widths(input, dtype)
    return input.view(dtype.numpy)


def _check_widths(input: Array, dtype: dtypes.dtype) -> None:
    old, new = input.itemsize, dtype.numpy.itemsize
    change = f"to view {dtypes.from_numpy(input.dtype).type_name} as {dtype.type_name} (different element sizes)"
    if input.ndim == 0:
        raise RuntimeError(f"self.dim() cannot be 0 {change}")
    if input.strides[-1] != old:
        raise RuntimeError(f"self.stride(-1) must be 1 {change}, but got {input.strides[-1] // old}")
    if new > old and input.shape[-1] % (new // old):
        raise RuntimeError(f"self.size(-1) must be divisible by {new // old} {change}, but got {input.shape[-1]}")


@op(
    name="_unsafe_view",
    node="UnsafeViewBackward0",
    input=lambda g, input_sizes: reshaped(g, input_sizes),
)
def unsafe_view(input: Array, size: Sequence[int]) -> Array:
    """The fresh memory of a copy under another shape."""
    return view_op.function(input, tuple(size))


def reshape(input: Any, *args: Any, shape: Any = None) -> Any:
    """Another shape: a view where the memory allows it, else a copy."""
    size = sizes_from(args if shape is None else (shape,))
    if input._raw.flags.c_contiguous:
        return view_op.direct(input, size)
    filled = memory.infer(size, input.numel())
    if filled is None:
        raise errors.invalid_shape(size, input.numel())
    if memory.view(input.shape, input.stride(), filled).stride is not None:
        return reshape_alias(input, filled)
    return unsafe_view(contiguous_copy(input), filled)


def view_as(input: Any, other: Any) -> Any:
    """``input.view(other.size())``."""
    return view_op(input, tuple(other.shape))


def reshape_as(input: Any, other: Any) -> Any:
    """``input.reshape(other.size())``."""
    return reshape(input, tuple(other.shape))


def flatten(input: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Some neighbouring axes become one."""
    first, last = wrap_dim(start_dim, input.dim()), wrap_dim(end_dim, input.dim())
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if input.dim() == 0:
        return reshape(input, 1)
    if first == last:
        return input
    return reshape(input, (*input.shape[:first], prod(input.shape[first : last + 1]), *input.shape[last + 1 :]))


def ravel(input: Any) -> Any:
    """All axes become one."""
    return view_op(contiguous(input), (-1,) if input.numel() else (0,))


def unflatten(input: Any, dim: int, sizes: Sequence[int]) -> Any:
    """One axis becomes several."""
    if input.dim() == 0:
        raise RuntimeError(
            f"unflatten got an unexpected error:\nDimension specified as {dim} but tensor has no dimensions"
        )
    axis = wrap_dim(dim, input.dim())
    if len(sizes) == 0:
        raise RuntimeError("unflatten: sizes must be non-empty")
    if min(sizes) < -1 or list(sizes).count(-1) > 1:
        raise RuntimeError(f"unflatten got an unexpected error:\n{errors.invalid_shape(sizes, input.shape[axis])}")
    filled = memory.infer(tuple(sizes), input.shape[axis])
    if filled is None:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {axis} "
            f"({input.shape[axis]}) in the input tensor"
        )
    return view_op(input, (*input.shape[:axis], *filled, *input.shape[axis + 1 :]))


# -- the axes in another order --------------------------------------------------------------------------------------


@op(name="transpose", shares=True, input=lambda g, dim0, dim1: swapped(g, dim0, dim1))
def transpose(input: Array, dim0: int, dim1: int) -> Array:
    """Two axes change places."""
    try:
        return input.swapaxes(dim0, dim1)
    except np.exceptions.AxisError:
        for dim in (dim0, dim1):
            wrap_dim(dim, input.ndim)
        # Without axes, 0 and -1 name one nevertheless.
        return input.view()


def swapaxes(input: Any, axis0: int, axis1: int) -> Any:
    """``transpose`` by numpy's name."""
    return transpose(input, axis0, axis1)


def swapdims(input: Any, dim0: int, dim1: int) -> Any:
    """``transpose`` by another name."""
    return transpose(input, dim0, dim1)


@op(name="t", node="TBackward0", shares=True, input=lambda g: _turned(g))
def t(input: Array) -> Array:
    """A matrix with rows and columns changed."""
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return input.T


@on_both
def _turned(g: Any) -> Any:
    return t(g) if isinstance(g, Tensor) else g.T


@on_both
def _permute_rule(g: Any, dims: Sequence[int]) -> Any:
    order = [0] * len(dims)
    for place, dim in enumerate(dims):
        order[dim % len(dims)] = place
    return g.permute(order) if isinstance(g, Tensor) else g.transpose(order)


@op(name="permute", shares=True, input=_permute_rule)
def permute_op(input: Array, dims: Sequence[int]) -> Array:
    """The axes in another order."""
    if len(dims) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    try:
        return input.transpose(dims)
    except ValueError:
        for dim in dims:
            wrap_dim(dim, input.ndim)
        raise RuntimeError("permute(): duplicate dims are not allowed.") from None


def permute(input: Any, *args: Any, dims: Any = None) -> Any:
    """The axes in the order given."""
    return permute_op.call(input, _named_or(args, dims))


def numpy_T(input: Any) -> Any:
    """The axes in reverse order."""
    if input.dim() == 2 and is_deriving():
        return t(input)
    if input.dim() != 2:
        warn_of("T" if input.dim() else "T of a number")
    return permute_op.call(input, tuple(range(input.dim()))[::-1])


def matrix_T(input: Any, name: str = "mT") -> Any:
    """Each matrix of a stack with rows and columns changed."""
    if input.dim() == 1:
        raise RuntimeError(
            f"tensor.{name} is only supported on matrices or batches of matrices. Got {input.dim()}-D tensor."
        )
    return transpose(input, -2, -1) if input.dim() else input


def conjugate_T(input: Any) -> Any:
    """A matrix with rows and columns changed: real numbers are their own conjugates."""
    if input.dim() not in (0, 2):
        hint = " For batches of matrices, consider using tensor.mH" if input.dim() > 2 else ""
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). Got {input.dim()}-D tensor.{hint}")
    return transpose(input, 0, 1) if input.dim() else input


def adjoint(input: Any) -> Any:
    """Each matrix of a stack with rows and columns changed: real numbers are their own conjugates."""
    return matrix_T(input, "adjoint()")


def movedim(input: Any, source: Any, destination: Any) -> Any:
    """Some axes move to other places, the others keep their order."""
    rank = input.dim()
    given = [list(dims) if isinstance(dims, (tuple, list)) else [dims] for dims in (source, destination)]
    if len(given[0]) != len(given[1]):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({given[0]} dims) should contain the same number of "
            f"dims as destination ({given[1]} dims)"
        )
    sources, places = ([wrap_dim(dim, rank) for dim in dims] for dims in given)
    for name, axes in (("source", sources), ("destination", places)):
        if len(set(axes)) != len(axes):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({axes})")
    rest = [axis for axis in range(rank) if axis not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        rest.insert(place, axis)
    return permute_op(input, rest) if rank else alias(input)


@op(name="alias", shares=True, input=lambda g: g)
def alias(input: Array) -> Array:
    """The same tensor as a view."""
    return input.view()


# -- axes of size 1 -------------------------------------------------------------------------------------------------


@on_both
def _without(g: Any, dim: int) -> Any:
    """The gradient without an axis of size 1."""
    return g.squeeze(dim)


@op(name="unsqueeze", shares=True, input=lambda g, dim: _without(g, dim))
def unsqueeze(input: Array, dim: int) -> Array:
    """A new axis of size 1."""
    axis = wrap_dim(dim, input.ndim + 1)
    sizes = (*input.shape[:axis], 1, *input.shape[axis:])
    if not is_unusual(input):
        return input.reshape(sizes)
    # numpy's own new axis has the stride 0; PyTorch's steps over all that lies behind it.
    step = input.shape[axis] * input.strides[axis] if axis < input.ndim else input.itemsize
    return as_strided_array(input, sizes, (*input.strides[:axis], step, *input.strides[axis:]))


def _unsqueezed(g: Any, sizes: Sequence[int], dims: Sequence[int]) -> Any:
    """The gradient with the axes back that had the size 1."""
    for axis in sorted(wrap_dim(dim, len(sizes)) for dim in dims):
        if sizes and sizes[axis] == 1:
            g = g.unsqueeze(axis)
    return g


def _unsqueezed_all(g: Any, input_sizes: Sequence[int]) -> Any:
    return _unsqueezed(g, input_sizes, range(len(input_sizes)))


def _unsqueezed_one(g: Any, input_sizes: Sequence[int], dim: int) -> Any:
    return _unsqueezed(g, input_sizes, (dim,))


@op(name="squeeze", node="SqueezeBackward0", shares=True, input=_unsqueezed_all)
def squeeze_all(input: Array) -> Array:
    """Without its axes of size 1."""
    return np.squeeze(input)


@op(name="squeeze", node="SqueezeBackward1", shares=True, input=_unsqueezed_one)
def squeeze_dim(input: Array, dim: int) -> Array:
    """Without this axis, where its size is 1."""
    axis = wrap_dim(dim, input.ndim)
    return np.squeeze(input, axis) if input.ndim and input.shape[axis] == 1 else input.view()


@op(
    name="squeeze",
    node="SqueezeBackward2",
    shares=True,
    input=lambda g, input_sizes, dim: _unsqueezed(g, input_sizes, dim),
)
def squeeze_dims(input: Array, dim: Sequence[int]) -> Array:
    """Without these axes, where their size is 1."""
    axes = _distinct(dim, input.ndim)
    return np.squeeze(input, axis=tuple([axis for axis in axes if input.ndim and input.shape[axis] == 1]))


def squeeze(input: Any, dim: Any = None) -> Any:
    """Without its axes of size 1, or without ``dim`` if that has size 1."""
    if dim is None:
        return squeeze_all(input)
    return squeeze_dims(input, tuple(dim)) if isinstance(dim, (tuple, list)) else squeeze_dim(input, dim)


def atleast_1d(input: Any, *others: Any) -> Any:
    """With one axis or more."""
    return _at_least(input, others, lambda one: reshape(one, 1) if one.dim() == 0 else one)


def atleast_2d(input: Any, *others: Any) -> Any:
    """With two axes or more: a vector becomes a row."""

    def widened(one: Any) -> Any:
        return reshape(one, 1, 1) if one.dim() == 0 else unsqueeze(one, 0) if one.dim() == 1 else one

    return _at_least(input, others, widened)


def atleast_3d(input: Any, *others: Any) -> Any:
    """With three axes or more: a matrix becomes a stack of columns."""

    def widened(one: Any) -> Any:
        if one.dim() == 0:
            return reshape(one, 1, 1, 1)
        if one.dim() == 1:
            return unsqueeze(unsqueeze(one, 0), -1)
        return unsqueeze(one, -1) if one.dim() == 2 else one

    return _at_least(input, others, widened)


def _at_least(input: Any, others: Sequence[Any], widened: Any) -> Any:
    if others or isinstance(input, (tuple, list)):
        parts = input if isinstance(input, (tuple, list)) else (input, *others)
        check_elements(parts)
        return tuple(widened(one) for one in parts)
    return widened(input)


# -- stretched ------------------------------------------------------------------------------------------------------


def _negative_expansion(wanted: int, axis: int) -> Exception:
    if wanted < -1:
        return RuntimeError("numel: integer multiplication overflow")
    return RuntimeError(
        f"The expanded size of the tensor ({wanted}) isn't allowed in a leading, non-existing dimension {axis}"
    )


@op(name="expand", shares=True, input=lambda g, input_sizes: sum_to_size(g, tuple(input_sizes)))
def expand_op(input: Array, size: Sequence[int]) -> Array:
    """Axes of size 1 read again and again: stride 0."""
    extra = len(size) - input.ndim
    if extra < 0:
        kind = "CPUBoolType" if input.dtype == np.bool_ else f"torch.{dtypes.from_numpy(input.dtype).type_name}Tensor"
        raise RuntimeError(
            f"expand({kind}{{{list(input.shape)}}}, size={list(size)}): the number of sizes provided "
            f"({len(size)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    if input.ndim == 0 and any(wanted < 0 for wanted in size):
        raise RuntimeError("numel: integer multiplication overflow")
    filled = list(size)
    strides = [0] * extra + list(input.strides)
    for axis in range(len(filled) - 1, -1, -1):
        wanted, old = filled[axis], input.shape[axis - extra] if axis >= extra else 1
        if axis < extra and input.ndim:
            # A new axis of size 1 steps over all that lies behind it.
            strides[axis] = filled[axis + 1] * strides[axis + 1]
        if wanted == old:
            continue
        if wanted == -1 and axis >= extra:
            filled[axis] = old
            continue
        if old != 1:
            raise errors.expand_mismatch(size, input.shape, axis, wanted, old)
        if wanted < 0:
            raise _negative_expansion(wanted, axis)
        strides[axis] = 0
    return as_strided_array(input, tuple(filled), tuple(strides))


def expand(input: Any, *sizes: Any, size: Any = None, implicit: bool = False) -> Any:
    """Axes of size 1 stretched without copying; -1 keeps a size."""
    return expand_op(input, _named_or(sizes, size))


def expand_as(input: Any, other: Any) -> Any:
    """``input.expand(other.size())``."""
    return expand_op(input, tuple(other.shape))


def broadcast_to(input: Any, *args: Any, size: Any = None) -> Any:
    """``input`` stretched to ``size``."""
    return expand_op(input, _named_or(args, size))


def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes have together.

    Raises:
        RuntimeError: they do not broadcast.
    """
    given = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    common = [1] * max((len(shape) for shape in given), default=0)
    for number, shape in enumerate(given):
        for place in range(-1, -1 - len(shape), -1):
            size = shape[place]
            if size in (1, common[place]):
                continue
            if common[place] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {size} at {place}! Mismatching argument at index "
                    f"{number} had {shape}; but expected shape should be broadcastable to {common}"
                )
            if size < 0:
                raise ValueError("Attempting to broadcast a dimension with negative length!")
            common[place] = size
    return dtypes.Size(common)


def broadcast_tensors(*tensors: Any) -> tuple[Any, ...]:
    """All of them stretched to the shape that they have together."""
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    check_elements(parts)
    try:
        shape = np.broadcast_shapes(*[tuple(one.shape) for one in parts])
    except ValueError as error:
        raise errors.shapes_clash(*[tuple(one.shape) for one in parts]) from error
    return tuple(one if one.shape == shape else expand_op(one, tuple(shape)) for one in parts)


# -- any strides ----------------------------------------------------------------------------------------------------


Geometry: TypeAlias = "tuple[Sequence[int], Sequence[int], int]"
"""Sizes, steps and the first place in memory, of a tensor."""


def _places(geometry: Geometry, start: int) -> Array:
    """For each element its place, counted from ``start``."""
    sizes, strides, offset = geometry
    steps = [np.arange(size) * stride for size, stride in zip(sizes, strides, strict=True)]
    return sum(np.ix_(*steps), np.zeros(tuple(sizes), np.int64)) + (offset - start)


def _as_strided_backward(g: Any, source: Geometry, target: Geometry, counted: Geometry) -> Any:
    return as_strided_sum(g, target, source, counted)


@op(name="as_strided_sum", node="AsStridedBackwardBackward0", input=_as_strided_backward)
def as_strided_sum(input: Array, source: Geometry, target: Geometry, counted: Geometry) -> Array:
    """The other way of ``as_strided``: every place of memory gets the sum of what was read from it.

    Args:
        source: where the elements stand in memory.
        target: which places are given back.
        counted: where it reads a place several times, its sum is shared among them.
    """
    start = min(source[2], target[2])
    places, wanted, shared = (_places(one, start) for one in (source, target, counted))
    memory = np.zeros(1 + max([int(one.max()) for one in (places, wanted, shared) if one.size], default=0), input.dtype)
    np.add.at(memory, places, input)
    counts = np.bincount(shared.reshape(-1), minlength=memory.size)
    return np.asarray((memory / np.maximum(counts, 1)).astype(input.dtype)[wanted])


def _as_strided_rule(
    g: Any, input_sizes: Any, input_strides: Any, input_offset: int, size: Any, stride: Any, storage_offset: int | None
) -> Any:
    given = (tuple(input_sizes), tuple(input_strides), input_offset)
    read = (tuple(size), tuple(stride), input_offset if storage_offset is None else storage_offset)
    return as_strided_sum(g, read, given, given)


@op(name="as_strided", shares=True, input=_as_strided_rule)
def as_strided(input: Array, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Array:
    """The tensor's storage read with any strides."""
    at = (address(input) - memory_start(input)) // input.itemsize
    start = at if storage_offset is None else storage_offset
    check_strides(input, size, stride, start)
    return _strided(input, size, stride, start - at)


def check_strides(input: Array, size: Sequence[int], stride: Sequence[int], start: int) -> None:
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(step < 0 for step in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    if any(n < 0 for n in size):
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    if start < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {start}")
    reach = 0 if 0 in size else start + 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    have = memory_of(input).nbytes
    if reach * input.itemsize > have:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {start}, and itemsize "
            f"{input.itemsize} requiring a storage size of {reach * input.itemsize} are out of bounds for storage of "
            f"size {have}"
        )


def _unfold_rule(g: Any, input_sizes: Sequence[int], dimension: int, size: int, step: int) -> Any:
    return windows_added(g, tuple(input_sizes), dimension, size, step)


def _windows(g: Any, dim: int, size: int, step: int) -> Any:
    return unfold(g, dim, size, step)


@op(name="unfold_backward", node="UnfoldBackwardBackward0", input=_windows)
def windows_added(input: Array, input_sizes: Sequence[int], dim: int, size: int, step: int) -> Array:
    """The other way of ``unfold``: windows laid over each other and added."""
    whole = np.zeros(tuple(input_sizes), input.dtype)
    order = np.arange(whole.size, dtype=np.int64).reshape(whole.shape)
    np.add.at(whole.reshape(-1), unfold.function(order, dim, size, step), input)
    return whole


@op(name="unfold", shares=True, input=_unfold_rule)
def unfold(input: Array, dimension: int, size: int, step: int) -> Array:
    """Windows of ``size`` along an axis, ``step`` apart, on a new last axis."""
    axis = wrap_dim(dimension, input.ndim)
    length = input.shape[axis] if input.ndim else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > length:
        raise RuntimeError(f"maximum size for tensor at dimension {axis} is {length} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if input.ndim == 0:
        return input.reshape(1)[:size]
    count = (length - size) // step + 1
    shape = (*input.shape[:axis], count, *input.shape[axis + 1 :], size)
    jump = input.strides[axis]
    strides = (*input.strides[:axis], jump * step, *input.strides[axis + 1 :], jump)
    return as_strided_array(input, shape, strides)


# -- copies ---------------------------------------------------------------------------------------------------------


@op(name="clone", input=lambda g: g)
def clone(input: Array, memory_format: Any = None) -> Array:
    """A copy in memory of its own."""
    return input.copy(order="C") if memory_format is dtypes.contiguous_format else kept(input)


def contiguous(input: Any, memory_format: Any = None) -> Any:
    """The tensor itself if its elements are one after another in memory, else such a copy."""
    return input if input.is_contiguous() else contiguous_copy(input)


@op(name="clone", node="CloneBackward0", input=lambda g: g)
def contiguous_copy(input: Array) -> Array:
    """A copy whose elements are one after another, row by row."""
    return np.array(input, order="C")


@op(name="to", node="ToCopyBackward0", input=lambda g, input_dtype: g.to(input_dtype))
def to_copy(input: Array, dtype: Any) -> Array:
    """A copy as another type."""
    if dtype is dtypes.bfloat16:
        return dtypes.round_to_bfloat16(kept(input))
    if dtype.kind is dtypes.Kind.INT and input.dtype.kind == "f":
        return kept(_cut_off(input, np.int64 if dtype is dtypes.int64 else np.int32), dtype.numpy)
    return kept(input, dtype.numpy)


def _cut_off(input: Array, kind: Any) -> Array:
    """Whole numbers, as a processor makes them of floats: of all that is beyond them it makes the smallest."""
    limit = -float(np.iinfo(kind).min)
    fits = (input >= -limit) & (input < limit)
    return np.where(fits, input, -limit).astype(kind)


def to(input: Any, *args: Any, dtype: Any = None, device: Any = None, copy: bool = False, **_: Any) -> Any:
    """The tensor as another type; itself when nothing changes."""
    switches = [argument for argument in args if isinstance(argument, bool)]
    copy = copy or switches[1:] == [True]
    for argument in args:
        if isinstance(argument, (dtypes.dtype, type)):
            dtype = argument
        elif isinstance(argument, Tensor):
            dtype = argument.dtype
        elif isinstance(argument, (str, dtypes.device)):
            device = argument
    if device is not None:
        dtypes.check_device(device)
    wanted = dtypes.chosen("to", dtype)
    if wanted is None or wanted is input.dtype:
        return convert(input, input.dtype) if copy else input
    return convert(input, wanted)


def convert(input: Any, dtype: dtypes.dtype) -> Any:
    """A copy as another type."""
    return to_copy.finish([input], {"dtype": dtype}, to_copy.compute([input._array], {"dtype": dtype}), dtype)
