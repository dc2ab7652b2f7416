"""The same elements seen under another shape, and tensors joined or taken apart: a view wherever PyTorch gives one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor, address, memory_start, wrap_dim
from tensorlab.explain import storage
from tensorlab.ops.table import Array, on_both, op, sum_to_size, variadic

as_strided_array = np.lib.stride_tricks.as_strided


def sizes_from(args: Sequence[Any]) -> tuple[int, ...]:
    """``f(2, 3)`` and ``f((2, 3))`` mean the same."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        args = args[0]
    return tuple([int(size) for size in args])


def _strided(array: Array, shape: Sequence[int], strides: Sequence[int], first: int = 0) -> Array:
    """A view with these strides in elements, starting ``first`` elements from the array's first."""
    if array.size == 0:
        return array.reshape(tuple(shape))
    step = array.itemsize
    start = array if first == 0 else _moved(array, first)
    return as_strided_array(start, tuple(shape), tuple([stride * step for stride in strides]))


def _moved(array: Array, first: int) -> Array:
    memory = array
    while isinstance(memory.base, np.ndarray):
        memory = memory.base
    flat = as_strided_array(memory, (memory.size,), (array.itemsize,))
    offset = (address(array) - memory_start(array)) // array.itemsize
    return flat[offset + first :]


@on_both
def reshaped(g: Any, sizes: Sequence[int]) -> Any:
    return g.reshape(tuple(sizes))


@on_both
def swapped(g: Any, dim0: int, dim1: int) -> Any:
    return g.transpose(dim0, dim1) if isinstance(g, Tensor) else g.swapaxes(dim0, dim1) if g.ndim else g


# -- another shape --------------------------------------------------------------------------------------------------


@op(name="view", node="ViewBackward0", shares=True, input=lambda g, input_sizes: reshaped(g, input_sizes))
def view_op(input: Array, size: Sequence[int]) -> Array:
    """The same memory under another shape."""
    if input.flags.c_contiguous:
        try:
            return input.reshape(size)
        except ValueError:
            raise errors.invalid_shape(size, input.size) from None
    filled = storage.infer(size, input.size)
    if filled is None:
        raise errors.invalid_shape(size, input.size)
    strides = [stride // input.itemsize for stride in input.strides]
    viewing = storage.view(input.shape, strides, filled)
    if viewing.stride is None:
        raise errors.cannot_view(viewing.blocked)
    return _strided(input, filled, viewing.stride)


def view(input: Any, *shape: Any) -> Any:
    """The same memory under another shape, or as another type of the same width."""
    if len(shape) == 1 and isinstance(shape[0], dtypes.dtype):
        return view_dtype(input, shape[0])
    return view_op(input, sizes_from(shape))


@op(name="view", node="ViewBackward1", shares=True)
def view_dtype(input: Array, dtype: Any) -> Array:
    """The same memory read as another type."""
    return input.view(dtype.numpy)


@op(
    name="_unsafe_view",
    node="UnsafeViewBackward0",
    input=lambda g, input_sizes: reshaped(g, input_sizes),
)
def unsafe_view(input: Array, size: Sequence[int]) -> Array:
    """The fresh memory of a copy under another shape."""
    return input.reshape(tuple(size))


def reshape(input: Any, *shape: Any) -> Any:
    """Another shape: a view where the memory allows it, else a copy."""
    size = sizes_from(shape)
    if input._array.flags.c_contiguous:
        return view_op(input, size)
    filled = storage.infer(size, input.numel())
    if filled is None:
        raise errors.invalid_shape(size, input.numel())
    if storage.view(input.shape, input.stride(), filled).stride is not None:
        return view_op(input, filled)
    return unsafe_view(clone(input), filled)


def view_as(input: Any, other: Any) -> Any:
    """``input.view(other.size())``."""
    return view_op(input, tuple(other.shape))


def reshape_as(input: Any, other: Any) -> Any:
    """``input.reshape(other.size())``."""
    return reshape(input, tuple(other.shape))


def flatten(input: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Some neighbouring axes become one."""
    if input.dim() == 0:
        return reshape(input, 1)
    first, last = wrap_dim(start_dim, input.dim()), wrap_dim(end_dim, input.dim())
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return input
    return reshape(input, (*input.shape[:first], prod(input.shape[first : last + 1]), *input.shape[last + 1 :]))


def ravel(input: Any) -> Any:
    """All axes become one."""
    return flatten(input) if input.dim() != 1 else input


def unflatten(input: Any, dim: int, sizes: Sequence[int]) -> Any:
    """One axis becomes several."""
    axis = wrap_dim(dim, input.dim())
    filled = storage.infer(tuple(sizes), input.shape[axis])
    if filled is None:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {axis} "
            f"({input.shape[axis]}) "
            "in the input tensor"
        )
    return view_op(input, (*input.shape[:axis], *filled, *input.shape[axis + 1 :]))


@op(name="transpose", shares=True, input=lambda g, dim0, dim1: swapped(g, dim0, dim1))
def transpose(input: Array, dim0: int, dim1: int) -> Array:
    """Two axes change places."""
    if input.ndim == 0:
        return input.view()
    return np.swapaxes(input, wrap_dim(dim0, input.ndim), wrap_dim(dim1, input.ndim))


@op(name="t", node="TBackward0", shares=True, input=lambda g: g.T)
def t(input: Array) -> Array:
    """A matrix with rows and columns changed."""
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return input.T


def _permute_rule(g: Any, dims: Sequence[int]) -> Any:
    order = [0] * len(dims)
    for place, dim in enumerate(dims):
        order[dim % len(dims)] = place
    return g.permute(order)


@op(name="permute", shares=True, input=_permute_rule)
def permute_op(input: Array, dims: Sequence[int]) -> Array:
    """The axes in another order."""
    if len(dims) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    axes = [wrap_dim(dim, input.ndim) for dim in dims]
    if len(set(axes)) != len(axes):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return input.transpose(axes)


def permute(input: Any, *dims: Any) -> Any:
    """The axes in the order given."""
    return permute_op(input, sizes_from(dims))


def numpy_T(input: Any) -> Any:
    """The axes in reverse order."""
    return permute_op(input, tuple(range(input.dim()))[::-1])


def movedim(input: Any, source: Any, destination: Any) -> Any:
    """Some axes move to other places, the others keep their order."""
    rank = input.dim()
    sources = [wrap_dim(d, rank) for d in (source if isinstance(source, (tuple, list)) else (source,))]
    places = [wrap_dim(d, rank) for d in (destination if isinstance(destination, (tuple, list)) else (destination,))]
    rest = [axis for axis in range(rank) if axis not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        rest.insert(place, axis)
    return permute_op(input, rest)


@op(name="unsqueeze", shares=True, input=lambda g, dim: g.squeeze(dim))
def unsqueeze(input: Array, dim: int) -> Array:
    """A new axis of size 1."""
    return np.expand_dims(input, wrap_dim(dim, input.ndim + 1))


@op(name="squeeze", node="SqueezeBackward0", shares=True, input=lambda g, input_sizes: reshaped(g, input_sizes))
def squeeze_all(input: Array) -> Array:
    """Without its axes of size 1."""
    return np.squeeze(input)


@op(name="squeeze", node="SqueezeBackward1", shares=True, input=lambda g, input_sizes: reshaped(g, input_sizes))
def squeeze_dim(input: Array, dim: Any) -> Array:
    """Without these axes, where their size is 1."""
    dims = dim if isinstance(dim, (tuple, list)) else (dim,)
    axes = [wrap_dim(one, input.ndim) for one in dims]
    return np.squeeze(input, axis=tuple([axis for axis in axes if input.ndim and input.shape[axis] == 1]))


def squeeze(input: Any, dim: Any = None) -> Any:
    """Without its axes of size 1, or without ``dim`` if that has size 1."""
    return squeeze_all(input) if dim is None else squeeze_dim(input, dim)


@op(name="expand", shares=True, input=lambda g, input_sizes: sum_to_size(g, tuple(input_sizes)))
def expand_op(input: Array, size: Sequence[int]) -> Array:
    """Axes of size 1 read again and again: stride 0."""
    extra = len(size) - input.ndim
    if extra < 0:
        raise RuntimeError(
            f"expand(torch.FloatTensor{{{list(input.shape)}}}, size={list(size)}): the number of sizes provided "
            f"({len(size)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    filled = list(size)
    for axis, wanted in enumerate(size):
        old = input.shape[axis - extra] if axis >= extra else 1
        if wanted == -1 and axis >= extra:
            filled[axis] = old
        elif old != wanted and old != 1:
            raise errors.expand_mismatch(size, input.shape, axis, wanted, old)
    strides = [0] * extra + [0 if filled[i + extra] != input.shape[i] else input.strides[i] for i in range(input.ndim)]
    return as_strided_array(input, tuple(filled), tuple(strides))


def expand(input: Any, *sizes: Any) -> Any:
    """Axes of size 1 stretched without copying; -1 keeps a size."""
    return expand_op(input, sizes_from(sizes))


def expand_as(input: Any, other: Any) -> Any:
    """``input.expand(other.size())``."""
    return expand_op(input, tuple(other.shape))


def broadcast_to(input: Any, size: Sequence[int]) -> Any:
    """``input`` stretched to ``size``."""
    return expand_op(input, tuple(size))


def broadcast_shapes(*shapes: Sequence[int]) -> Any:
    """The shape that tensors of these shapes have together.

    Raises:
        RuntimeError: they do not broadcast.
    """
    from tensorlab.explain.shapes import broadcast

    result = broadcast(*shapes).result
    if result is None:
        raise RuntimeError("Shape mismatch: objects cannot be broadcast to a single shape")
    return dtypes.Size(result)


def broadcast_tensors(*tensors: Any) -> tuple[Any, ...]:
    """All of them stretched to the shape that they have together."""
    shape = broadcast_shapes(*[tensor.shape for tensor in tensors])
    return tuple(expand_op(tensor, tuple(shape)) for tensor in tensors)


@op(
    name="as_strided_sum",
    node="AsStridedBackwardBackward0",
    input=lambda g, size, stride, storage_offset: g.as_strided(size, stride, storage_offset),
)
def as_strided_sum(
    input: Array, sizes: Sequence[int], strides: Sequence[int], size: Any, stride: Any, storage_offset: int
) -> Array:
    """The other way of ``as_strided``: every place of memory gets the sum of what was read from it."""
    reach = sum(max(0, n - 1) * s for n, s in zip(sizes, strides, strict=True)) + 1
    last = sum(max(0, n - 1) * s for n, s in zip(size, stride, strict=True)) + storage_offset + 1
    memory = np.zeros(int(max(reach, last)), input.dtype)
    order = np.arange(memory.size, dtype=np.int64)
    places = as_strided_array(order[storage_offset:], tuple(size), tuple([8 * one for one in stride]))
    np.add.at(memory, places, input)
    return as_strided_array(memory, tuple(sizes), tuple([memory.itemsize * one for one in strides])).copy()


def _as_strided_rule(g: Any, input_sizes: Any, input_strides: Any, size: Any, stride: Any, storage_offset: Any) -> Any:
    return as_strided_sum(g, input_sizes, input_strides, size, stride, storage_offset or 0)


@op(name="as_strided", shares=True, input=_as_strided_rule)
def as_strided(input: Array, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Array:
    """The tensor's storage read with any strides."""
    at = (address(input) - memory_start(input)) // input.itemsize
    return _strided(input, size, stride, 0 if storage_offset is None else storage_offset - at)


# -- copies ---------------------------------------------------------------------------------------------------------


@op(name="clone", input=lambda g: g)
def clone(input: Array, memory_format: Any = None) -> Array:
    """A copy in memory of its own."""
    return input.copy(order="C") if 0 in input.strides and input.ndim else input.copy(order="K")


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
        return dtypes.round_to_bfloat16(input)
    if dtype.kind is dtypes.Kind.INT and input.dtype.kind == "f":
        # Beyond the type's range PyTorch wraps; numpy warns and may not.
        return np.trunc(input).astype(np.int64, casting="unsafe").astype(dtype.numpy)
    return input.astype(dtype.numpy)


def to(input: Any, *args: Any, dtype: Any = None, device: Any = None, copy: bool = False, **_: Any) -> Any:
    """The tensor as another type; itself when nothing changes."""
    for argument in args:
        if isinstance(argument, dtypes.dtype):
            dtype = argument
        elif isinstance(argument, Tensor):
            dtype = argument.dtype
        elif isinstance(argument, (str, dtypes.device)):
            device = argument
    if device is not None:
        dtypes.device(device)
    if dtype is None or dtype is input.dtype:
        return clone(input) if copy else input
    return convert(input, dtype)


def convert(input: Any, dtype: dtypes.dtype) -> Any:
    """A copy as another type."""
    return to_copy.finish([input], {"dtype": dtype}, to_copy.compute([input._array], {"dtype": dtype}), dtype)


@op(name="repeat", input=lambda g, input_sizes, repeats: _repeat_rule(g, input_sizes, repeats))
def repeat_op(input: Array, repeats: Sequence[int]) -> Array:
    """Copies side by side along each axis."""
    if len(repeats) < input.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    return np.tile(input, tuple(repeats))


def _repeat_rule(g: Any, input_sizes: Sequence[int], repeats: Sequence[int]) -> Any:
    sizes = [1] * (len(repeats) - len(input_sizes)) + list(input_sizes)
    split = [part for pair in zip(repeats, sizes, strict=True) for part in pair]
    return g.reshape(split).sum(list(range(0, len(split), 2))).reshape(tuple(input_sizes))


def repeat(input: Any, *sizes: Any) -> Any:
    """Copies side by side along each axis."""
    return repeat_op(input, sizes_from(sizes))


def tile(input: Any, *dims: Any) -> Any:
    """Copies side by side; missing counts are 1."""
    counts = sizes_from(dims)
    return repeat_op(input, (1,) * (input.dim() - len(counts)) + counts)


@op(name="flip", input=lambda g, dims: g.flip(dims))
def flip_op(input: Array, dims: Sequence[int]) -> Array:
    """In reverse order along some axes."""
    return np.flip(input, tuple([wrap_dim(dim, input.ndim) for dim in dims])).copy() if input.ndim else input.copy()


def flip(input: Any, *dims: Any) -> Any:
    """In reverse order along the axes given."""
    return flip_op(input, sizes_from(dims))


@op(name="roll", input=lambda g, shifts, dims: g.roll(_negative(shifts), dims))
def roll(input: Array, shifts: Any, dims: Any = None) -> Array:
    """Shifted along some axes; what falls off comes back on the other side."""
    axes = None if dims is None or dims == () else dims
    return np.roll(input, shifts, axes)


def _negative(shifts: Any) -> Any:
    return tuple(-shift for shift in shifts) if isinstance(shifts, (tuple, list)) else -shifts


@op(name="tril", input=lambda g, diagonal: g.tril(diagonal))
def tril(input: Array, diagonal: int = 0) -> Array:
    """The lower triangle, zeros above."""
    return np.tril(input, diagonal)


@op(name="triu", input=lambda g, diagonal: g.triu(diagonal))
def triu(input: Array, diagonal: int = 0) -> Array:
    """The upper triangle, zeros below."""
    return np.triu(input, diagonal)


def _diagonal_rule(g: Any, input_sizes: Sequence[int], offset: int, dim1: int, dim2: int) -> Any:
    whole = g.new_zeros(tuple(input_sizes))
    diagonal(whole, offset, dim1, dim2).copy_(g)
    return whole


@op(name="diagonal", shares=True, input=_diagonal_rule)
def diagonal(input: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """The diagonal of two axes, as a view."""
    # By hand: numpy's own diagonal may not be written to.
    axes = wrap_dim(dim1, input.ndim), wrap_dim(dim2, input.ndim)
    start = np.moveaxis(input, axes, (-2, -1))[..., max(-offset, 0) :, max(offset, 0) :]
    *others, row, column = start.strides
    return as_strided_array(start, (*start.shape[:-2], min(start.shape[-2:])), (*others, row + column))


@op(name="diag_embed", node="DiagEmbedBackward0", input=lambda g, offset: diagonal(g, offset, -2, -1))
def diag_embed(input: Array, offset: int = 0) -> Array:
    """Matrices with the elements on their diagonal."""
    size = input.shape[-1] + np.abs(offset)
    whole = np.zeros((*input.shape[:-1], size, size), input.dtype)
    rows = np.arange(input.shape[-1]) + max(0, -offset)
    whole[..., rows, rows + offset] = input
    return whole


def diag(input: Any, diagonal: int = 0) -> Any:
    """A vector on the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    if input.dim() == 1:
        return diag_embed(input, diagonal)
    return clone(_diagonal_of(input, diagonal))


_diagonal_of = diagonal


# -- joined and taken apart -----------------------------------------------------------------------------------------


def _cat_rule(g: Any, number: int, sizes: Sequence[Any], dim: int) -> Any:
    axis = wrap_dim(dim, g.dim())
    lengths = [1 if not size else (0 if tuple(size) == (0,) else size[axis]) for size in sizes]
    if lengths[number] == 0:
        return g.new_zeros(tuple(sizes[number]))
    return g.narrow(axis, int(sum(lengths[:number])), lengths[number])


@variadic(name="cat", tensors=_cat_rule)
def cat_op(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors one after another along an axis."""
    solid = [array for array in tensors if array.shape != (0,)] or list(tensors[:1])
    axis = wrap_dim(dim, solid[0].ndim)
    for number, array in enumerate(solid):
        if array.ndim != solid[0].ndim:
            raise RuntimeError(f"Tensors must have same number of dimensions: got {solid[0].ndim} and {array.ndim}")
        for place, (expected, got) in enumerate(zip(solid[0].shape, array.shape, strict=True)):
            if place != axis and expected != got:
                raise errors.sizes_must_match(axis, expected, got, number)
    return np.concatenate(solid, axis)


def cat(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """Tensors one after another along ``dim``."""
    parts = list(tensors)
    if not parts:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    if parts[0].dim() == 0:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated")
    dtype = parts[0].dtype
    for part in parts[1:]:
        dtype = dtypes.promote_types(dtype, part.dtype)
    return cat_op([to(part, dtype) for part in parts], dim, out=out)


concat = concatenate = cat


@variadic(name="stack", tensors=lambda g, number, dim: g.select(dim, number))
def stack_op(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors beside each other along a new axis."""
    for number, array in enumerate(tensors):
        if array.shape != tensors[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(tensors[0].shape)} at entry 0 and "
                f"{list(array.shape)} at entry {number}"
            )
    return np.stack(tensors, wrap_dim(dim, tensors[0].ndim + 1))


def stack(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """Tensors of one shape beside each other along a new axis."""
    parts = list(tensors)
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    return stack_op(parts, dim, out=out)


def hstack(tensors: Sequence[Any]) -> Any:
    """Side by side: along the second axis, vectors along their only one."""
    parts = [part.reshape(1) if part.dim() == 0 else part for part in tensors]
    return cat(parts, 0 if parts[0].dim() == 1 else 1)


def vstack(tensors: Sequence[Any]) -> Any:
    """On top of each other, vectors as rows."""
    return cat([part.reshape(1, -1) if part.dim() < 2 else part for part in tensors], 0)


def _split_rule(gs: Any, input_sizes: Sequence[int], split_sizes: Sequence[int], dim: int) -> Any:
    some = next(g for g in gs if g is not None)
    axis = wrap_dim(dim, len(input_sizes))
    parts = []
    for g, size in zip(gs, split_sizes, strict=True):
        shape = (*input_sizes[:axis], size, *input_sizes[axis + 1 :])
        parts.append(some.new_zeros(shape) if g is None else g)
    return cat(parts, axis)


@op(name="split", shares=True, input=_split_rule)
def split_op(input: Array, split_sizes: Sequence[int], dim: int = 0) -> tuple[Array, ...]:
    """Neighbouring pieces along an axis, as views."""
    axis = wrap_dim(dim, input.ndim)
    ends = np.cumsum([0, *split_sizes])
    return tuple(np.moveaxis(np.moveaxis(input, axis, 0)[a:b], 0, axis) for a, b in pairwise(ends))


def split(input: Any, split_size_or_sections: Any, dim: int = 0) -> tuple[Any, ...]:
    """Neighbouring pieces along ``dim``: of one size, or of the sizes given."""
    whole = input.shape[wrap_dim(dim, input.dim())]
    if isinstance(split_size_or_sections, int):
        step = split_size_or_sections
        sizes = [min(step, whole - start) for start in range(0, whole, step)] or [0]
    else:
        sizes = list(split_size_or_sections)
        if sum(sizes) != whole:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {whole} (input tensor's size at dimension "
                f"{wrap_dim(dim, input.dim())}), but got split_sizes={sizes}"
            )
    made = split_op(input, tuple(sizes), dim)
    return tuple(made)


def chunk(input: Any, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """At most ``chunks`` neighbouring pieces of equal size along ``dim``; the last may be smaller."""
    whole = input.shape[wrap_dim(dim, input.dim())]
    return split(input, max(1, -(-whole // chunks)), dim)


@op(name="unbind", shares=True, input=lambda gs, input_sizes, dim: _unbind_rule(gs, input_sizes, dim))
def unbind_op(input: Array, dim: int = 0) -> tuple[Array, ...]:
    """The slices along an axis, as views."""
    return tuple(np.moveaxis(input, wrap_dim(dim, input.ndim), 0)[i, ...] for i in range(input.shape[dim]))


def _unbind_rule(gs: Any, input_sizes: Sequence[int], dim: int) -> Any:
    some = next(g for g in gs if g is not None)
    return stack([some.new_zeros(some.shape) if g is None else g for g in gs], dim)


def unbind(input: Any, dim: int = 0) -> tuple[Any, ...]:
    """All slices along ``dim``."""
    return tuple(unbind_op(input, dim))


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Any, ...]:
    """Coordinates of a grid, one tensor an axis, as views."""
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    shape = [part.numel() for part in parts]
    grids = []
    for place, part in enumerate(parts):
        sizes = [1] * len(parts)
        sizes[place] = -1
        grids.append(part.reshape(sizes).expand(shape))
    if indexing == "xy" and len(parts) > 1:
        return tuple(grid.transpose(0, 1) for grid in grids)
    return tuple(grids)
