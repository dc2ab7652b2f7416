"""Tensors joined along an axis, taken apart into pieces that are views, and laid out as grids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.ops.index import slice_op
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.scatter import masked_select
from tensorlab.ops.shape import atleast_1d, atleast_2d, atleast_3d, check_elements, flatten, reshape, to
from tensorlab.ops.table import op, variadic
from tensorlab.ops.writing import check_apart
from tensorlab.outdated import warn_of


def _parts(name: str, tensors: Any) -> list[Any]:
    """The operands of a join as a list, checked to be tensors."""
    if isinstance(tensors, Tensor) or not isinstance(tensors, (tuple, list)):
        given = type(tensors).__name__
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {given}")
    check_elements(tensors)
    return list(tensors)


def _of_one_type(parts: Sequence[Any]) -> list[Any]:
    """The parts as they are where numpy finds PyTorch's common type by itself; else converted first."""
    kinds = {part.dtype for part in parts}
    if len(kinds) < 2 or dtypes.bfloat16 not in kinds:
        return list(parts)
    return [to(part, _common(kinds)) for part in parts]


def _common(kinds: Iterable[dtypes.dtype]) -> dtypes.dtype:
    first, *others = kinds
    for other in others:
        first = dtypes.promote_types(first, other)
    return first


def _joined(arrays: Sequence[Array]) -> Sequence[Array]:
    """The arrays in their common type."""
    kinds = {array.dtype for array in arrays}
    if len(kinds) == 1:
        return arrays
    common = _common([dtypes.from_numpy(kind) for kind in kinds]).numpy
    return [array.astype(common) for array in arrays]


# -- joined ---------------------------------------------------------------------------------------------------------


@on_both
def _cat_rule(g: Any, number: int, sizes: Sequence[Any], dim: int) -> Any:
    axis = wrap_dim(dim, len(g.shape))
    lengths = [0 if tuple(size) == (0,) else size[axis] for size in sizes]
    first, length = int(sum(lengths[:number])), lengths[number]
    if isinstance(g, Tensor):
        return g.narrow(axis, first, length) if length else g.new_zeros(tuple(sizes[number]))
    part = (slice(None),) * axis + (slice(first, first + length),)
    return g[part] if length else np.zeros(tuple(sizes[number]), g.dtype)


@on_both
def _stack_rule(g: Any, number: int, dim: int) -> Any:
    if isinstance(g, Tensor):
        return g.select(dim, number)
    return g[(slice(None),) * wrap_dim(dim, g.ndim) + (number, ...)]


@variadic(name="cat", tensors=_cat_rule)
def cat_op(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors one after another along an axis."""
    # An empty vector goes with any shape, as it always did.
    joined = _joined(tensors)
    solid = [array for array in joined if array.shape != (0,)] or [joined[0]]
    axis = wrap_dim(dim, solid[0].ndim)
    try:
        return np.ascontiguousarray(np.concatenate(solid, axis))
    except ValueError as error:
        raise _misfit(tensors, axis) from error


def _misfit(tensors: Sequence[Array], axis: int) -> Exception:
    """Which of the tensors cannot be joined to the first, and why."""
    solid = [(number, array) for number, array in enumerate(tensors) if array.shape != (0,)]
    model = solid[0][1]
    others = [place for place in range(model.ndim) if place != axis]
    number, array = next(
        (n, one) for n, one in solid if one.ndim != model.ndim or any(one.shape[i] != model.shape[i] for i in others)
    )
    if array.ndim != model.ndim:
        return RuntimeError(f"Tensors must have same number of dimensions: got {model.ndim} and {array.ndim}")
    place = next(i for i in others if array.shape[i] != model.shape[i])
    return errors.sizes_must_match(axis, model.shape[place], array.shape[place], number)


def cat(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """Tensors one after another along ``dim``."""
    parts = _parts("cat", tensors)
    if not parts:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for place, part in enumerate(parts):
        if part.dim() == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {place}) cannot be concatenated")
    if out is not None:
        check_apart(out, parts)
    return cat_op(_of_one_type(parts), dim, out=out)


def concat(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """The same as ``cat``."""
    return cat(tensors, dim, out=out)


def concatenate(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """The same as ``cat``."""
    return cat(tensors, dim, out=out)


@variadic(name="stack", tensors=_stack_rule)
def stack_op(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors beside each other along a new axis."""
    axis = wrap_dim(dim, tensors[0].ndim + 1)
    for number, array in enumerate(tensors):
        if array.shape != tensors[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(tensors[0].shape)} at entry 0 and "
                f"{list(array.shape)} at entry {number}"
            )
    return np.ascontiguousarray(np.stack(_joined(tensors), axis))


def stack(tensors: Sequence[Any], dim: int = 0, *, out: Any = None) -> Any:
    """Tensors of one shape beside each other along a new axis."""
    parts = _parts("stack", tensors)
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    return stack_op(_of_one_type(parts), dim, out=out)


def _shaped_parts(name: str, tensors: Any, shaped: Callable[[Any], Any]) -> list[Any]:
    parts = _parts(name, tensors)
    if not parts:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return [shaped(part) for part in parts]


def hstack(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """Side by side: along the second axis, vectors along their only one."""
    parts = _shaped_parts("hstack", tensors, atleast_1d)
    return cat(parts, 0 if parts[0].dim() == 1 else 1, out=out)


def vstack(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """On top of each other, vectors as rows."""
    return cat(_shaped_parts("vstack", tensors, atleast_2d), 0, out=out)


def row_stack(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """The same as ``vstack``."""
    return vstack(tensors, out=out)


def dstack(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """Behind each other, along the third axis."""
    return cat(_shaped_parts("dstack", tensors, atleast_3d), 2, out=out)


def column_stack(tensors: Sequence[Any], *, out: Any = None) -> Any:
    """Side by side, vectors as columns."""

    def as_column(part: Any) -> Any:
        return reshape(part, (part.numel(), 1)) if part.dim() < 2 else part

    return cat(_shaped_parts("column_stack", tensors, as_column), 1, out=out)


def _block_rule(g: Any, number: int, sizes: Sequence[Any]) -> Any:
    blocks = [(1,) * (2 - len(size)) + tuple(size) for size in sizes]
    row, column = (sum(block[axis] for block in blocks[:number]) for axis in (0, 1))
    height, width = blocks[number]
    return g[row : row + height, column : column + width].reshape(tuple(sizes[number]))


@variadic(name="block_diag", tensors=_block_rule)
def blocks_op(tensors: Sequence[Array]) -> Array:
    """Matrices along the diagonal of a larger one."""
    for number, array in enumerate(tensors):
        if array.ndim > 2:
            raise RuntimeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {number} has {array.ndim} "
                "dimensions"
            )
    blocks = [np.atleast_2d(array) for array in _joined(tensors)]
    whole = np.zeros([sum(block.shape[axis] for block in blocks) for axis in (0, 1)], blocks[0].dtype)
    row = column = 0
    for block in blocks:
        height, width = block.shape
        whole[row : row + height, column : column + width] = block
        row, column = row + height, column + width
    return whole


def block_diag(*tensors: Any) -> Any:
    """Matrices along the diagonal of a larger one, zeros elsewhere; vectors count as rows."""
    if not tensors:
        dtype = dtypes.get_default_dtype()
        return wrap(np.zeros((1, 0), dtype.numpy), dtype)
    return blocks_op(_of_one_type(_parts("block_diag", tensors)))


# -- taken apart ----------------------------------------------------------------------------------------------------


def _pieces(input: Array, split_sizes: Sequence[int], dim: int) -> tuple[Array, ...]:
    before = (slice(None),) * wrap_dim(dim, input.ndim)
    return tuple([input[(*before, slice(a, b))] for a, b in pairwise(accumulate(split_sizes, initial=0))])


def _sizes_of(whole: int, split_size: int) -> list[int]:
    return [min(split_size, whole - start) for start in range(0, whole, split_size or 1)] or [0]


def _pieces_rule(gs: Any, input_sizes: Sequence[int], split_sizes: Sequence[int], dim: int) -> Any:
    some = next(g for g in gs if g is not None)
    axis = wrap_dim(dim, len(input_sizes))
    parts = []
    for g, size in zip(gs, split_sizes, strict=True):
        shape = (*input_sizes[:axis], size, *input_sizes[axis + 1 :])
        parts.append(some.new_zeros(shape) if g is None else g)
    return cat(parts, axis)


def _split_rule(gs: Any, input_sizes: Sequence[int], split_size: int, dim: int) -> Any:
    return _pieces_rule(gs, input_sizes, _sizes_of(input_sizes[dim], split_size), dim)


@op(name="split", shares=True, input=_split_rule)
def split_op(input: Array, split_size: int, dim: int = 0) -> tuple[Array, ...]:
    """Neighbouring pieces of one size along an axis, as views; the last may be smaller."""
    if input.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    if split_size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={split_size}")
    whole = input.shape[wrap_dim(dim, input.ndim)]
    if split_size == 0 and whole:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {whole}")
    return _pieces(input, _sizes_of(whole, split_size), dim)


@op(name="split_with_sizes", node="SplitWithSizesBackward0", shares=True, input=_pieces_rule)
def split_with_sizes(input: Array, split_sizes: Sequence[int], dim: int = 0) -> tuple[Array, ...]:
    """Neighbouring pieces of the sizes given along an axis, as views."""
    if input.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    axis = wrap_dim(dim, input.ndim)
    if any(size < 0 for size in split_sizes):
        raise RuntimeError(
            "split_with_sizes expects split_sizes have only non-negative entries, but got "
            f"split_sizes={list(split_sizes)}"
        )
    if sum(split_sizes) != input.shape[axis]:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {input.shape[axis]} (input tensor's size at "
            f"dimension {dim}), but got split_sizes={list(split_sizes)}"
        )
    return _pieces(input, split_sizes, axis)


def split(input: Any, split_size_or_sections: Any = None, dim: int = 0, *, split_size: Any = None) -> tuple[Any, ...]:
    """Neighbouring pieces along ``dim``: of one size, or of the sizes given."""
    sizes = split_size if split_size_or_sections is None else split_size_or_sections
    if isinstance(sizes, (tuple, list)):
        return tuple(split_with_sizes(input, tuple(sizes), dim))
    return tuple(split_op(input, int(sizes), dim))


def chunk(input: Any, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """At most ``chunks`` neighbouring pieces of equal size along ``dim``; the last may be smaller."""
    if input.dim() == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    whole = input.shape[wrap_dim(dim, input.dim())]
    return split(input, -(-whole // chunks), dim) if whole else split(input, [0] * chunks, dim)


@op(
    name="unsafe_split",
    node="UnsafeSplitBackward0",
    input=lambda gs, input_sizes, split_size, dim: _split_rule(gs, input_sizes, split_size, dim),
)
def unsafe_split(input: Array, split_size: int, dim: int = 0) -> tuple[Array, ...]:
    """As ``split``; each piece may be written to on its own."""
    return split_op.function(input, split_size, dim)  # type: ignore[no-any-return]


@op(
    name="unsafe_split_with_sizes",
    node="UnsafeSplitWithSizesBackward0",
    input=lambda gs, input_sizes, split_sizes, dim: _pieces_rule(gs, input_sizes, split_sizes, dim),
)
def unsafe_split_with_sizes(input: Array, split_sizes: Sequence[int], dim: int = 0) -> tuple[Array, ...]:
    """As ``split_with_sizes``; each piece may be written to on its own."""
    return split_with_sizes.function(input, split_sizes, dim)  # type: ignore[no-any-return]


def unsafe_chunk(input: Any, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """As ``chunk``; each piece may be written to on its own."""
    whole = input.shape[wrap_dim(dim, input.dim())]
    return tuple(unsafe_split(input, max(1, -(-whole // chunks)), dim))


def tensor_split(
    input: Any,
    indices_or_sections: Any = None,
    dim: int = 0,
    *,
    sections: Any = None,
    indices: Any = None,
    tensor_indices_or_sections: Any = None,
) -> tuple[Any, ...]:
    """Pieces along ``dim``: so many of nearly equal size, or cut before the positions given."""
    given = [indices_or_sections, sections, indices, tensor_indices_or_sections]
    where = next(one for one in given if one is not None)
    if input.dim() == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    if isinstance(where, Tensor):
        where = _positions(where)
    axis = wrap_dim(dim, input.dim())
    if isinstance(where, int):
        return _sections(input, where, axis)
    ends = [0, *where, input.shape[axis]]
    return tuple([_between(input, axis, a, b) for a, b in pairwise(ends)])


def _positions(where: Any) -> Any:
    if where.dtype is not dtypes.int64:
        raise RuntimeError(
            f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {where.dtype.type_name}"
        )
    if where.dim() > 1:
        raise RuntimeError(
            "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but "
            f"got a tensor with {where.dim()} dims"
        )
    return where.tolist()


def _sections(input: Any, sections: int, axis: int) -> tuple[Any, ...]:
    if sections <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {sections}")
    size, longer = divmod(input.shape[axis], sections)
    lengths = [size + (number < longer) for number in range(sections)]
    return tuple([_between(input, axis, a, b) for a, b in pairwise(accumulate(lengths, initial=0))])


def _between(input: Any, axis: int, first: int, last: int) -> Any:
    return slice_op(input, (slice(None),) * axis + (slice(first, last),))


def _divided(name: str, input: Any, where: Any, axis: int, least: int) -> tuple[Any, ...]:
    if input.dim() < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {input.dim()} "
            "dimensions!"
        )
    if isinstance(where, int) and where and input.shape[axis] % where:
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {axis}, but the size of the dimension "
            f"{input.shape[axis]} is not divisible by the split_size {where}!"
        )
    return tensor_split(input, where, axis)


def hsplit(input: Any, indices_or_sections: Any) -> tuple[Any, ...]:
    """Pieces side by side: along the second axis, a vector along its only one."""
    return _divided("hsplit", input, indices_or_sections, 0 if input.dim() <= 1 else 1, 1)


def vsplit(input: Any, indices_or_sections: Any) -> tuple[Any, ...]:
    """Pieces from top to bottom: along the first axis."""
    return _divided("vsplit", input, indices_or_sections, 0, 2)


def dsplit(input: Any, indices_or_sections: Any) -> tuple[Any, ...]:
    """Pieces behind each other: along the third axis."""
    return _divided("dsplit", input, indices_or_sections, 2, 3)


def _unbind_rule(gs: Any, input_sizes: Sequence[int], dim: int) -> Any:
    some = next(g for g in gs if g is not None)
    return stack([some.new_zeros(some.shape) if g is None else g for g in gs], dim)


@op(name="unbind", shares=True, input=_unbind_rule)
def unbind_op(input: Array, dim: int = 0) -> tuple[Array, ...]:
    """The slices along an axis, as views."""
    if input.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    before = (slice(None),) * wrap_dim(dim, input.ndim)
    return tuple([input[(*before, number, ...)] for number in range(input.shape[dim])])


def unbind(input: Any, dim: int = 0) -> tuple[Any, ...]:
    """All slices along ``dim``."""
    return tuple(unbind_op(input, dim))


# -- grids ----------------------------------------------------------------------------------------------------------


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Any, ...]:
    """Coordinates of a grid, one tensor an axis, as views."""
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    parts = _parts("meshgrid", given)
    if not parts:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for part in parts:
        if part.dtype is not parts[0].dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
        if part.dim() > 1:
            raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {_listed(part)}")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    if indexing is None:
        warn_of("meshgrid")
    if indexing == "xy" and len(parts) > 1:
        second, first, *others = meshgrid(parts[1], parts[0], *parts[2:], indexing="ij")
        return (first, second, *others)
    shape = [part.numel() for part in parts]
    views = [(1,) * place + (-1,) + (1,) * (len(parts) - place - 1) for place in range(len(parts))]
    return tuple([part.view(size).expand(shape) for part, size in zip(parts, views, strict=True)])


def _listed(tensor: Any) -> str:
    """A matrix as PyTorch's C++ side prints it."""
    if tensor.dim() != 2:
        return repr(tensor)
    rows = "\n".join(" " + "  ".join(f"{value:g}" for value in row) for row in tensor.tolist())
    kind = tensor.dtype.type_name
    return f"{rows}\n[ torch.{kind}Tensor{{{tensor.shape[0]},{tensor.shape[1]}}} ]"


def _check_vector(tensor: Any) -> None:
    if tensor.dim() != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(tensor.shape)}")


def cartesian_prod(*tensors: Any) -> Any:
    """Every choice of one element from each vector, a row each."""
    check_elements(tensors)
    for one in tensors:
        _check_vector(one)
    if len(tensors) == 1:
        return tensors[0]
    return stack([flatten(grid) for grid in meshgrid(*tensors)], 1)


def combinations(input: Any, r: int = 2, with_replacement: bool = False) -> Any:
    """Every choice of ``r`` elements in their order, a row each."""
    _check_vector(input)
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return input.new_empty((0,))
    places = np.indices((input.numel(),) * r)
    rising = np.ones(places.shape[1:], np.bool_)
    for before, after in pairwise(places):
        rising &= before <= after if with_replacement else before < after
    chosen = wrap(rising, dtypes.bool)
    return stack([masked_select(grid, chosen) for grid in meshgrid(*[input] * r)], 1)
