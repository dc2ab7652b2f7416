"""Choosing elements: ``x[…]`` read and written, narrow and select, gather and scatter, masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.dtypes import Kind
from tensorlab.graph.mode import enabled
from tensorlab.graph.node import note_write
from tensorlab.ops import creation, table
from tensorlab.ops.shape import alias, to, unsqueeze
from tensorlab.ops.table import Array, on_both, op

# -- slices: views --------------------------------------------------------------------------------------------------


@on_both
def _into_slice(g: Any, input_sizes: Sequence[int], key: tuple[Any, ...]) -> Any:
    """Zeros with the gradient where the slice was."""
    make = scatter_slice if isinstance(g, Tensor) else scatter_slice.function
    return make(g, tuple(input_sizes), key)


def _sliced(g: Any, key: tuple[Any, ...]) -> Any:
    return slice_op(g, key)


@op(name="slice_backward", node="SliceBackwardBackward0", input=lambda g, key: _sliced(g, key))
def scatter_slice(input: Array, sizes: Sequence[int], key: tuple[Any, ...]) -> Array:
    """Zeros of a size, with the input where a basic index points."""
    whole = np.zeros(tuple(sizes), input.dtype)
    whole[key] = input
    return whole


@op(name="select", shares=True, input=lambda g, input_sizes, dim, index: _select_rule(g, input_sizes, dim, index))
def select(input: Array, dim: int, index: int) -> Array:
    """One position of an axis, which goes away."""
    if input.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis = wrap_dim(dim, input.ndim)
    size = input.shape[axis]
    if not -size <= index < size:
        raise errors.index_out_of_bounds(index, axis, size)
    return input[(slice(None),) * axis + (index, ...)]


@on_both
def _select_rule(g: Any, input_sizes: Sequence[int], dim: int, index: int) -> Any:
    key = (slice(None),) * wrap_dim(dim, len(input_sizes)) + (index,)
    return _into_slice(g, input_sizes, key)


@op(name="slice", shares=True, input=lambda g, input_sizes, key: _into_slice(g, input_sizes, key))
def slice_op(input: Array, key: tuple[Any, ...]) -> Array:
    """A stretch of positions of an axis."""
    return input[(*key, ...)]


def narrow_bounds(input: Any, dim: int, start: Any, length: int) -> tuple[int, int, int]:
    """Axis, first position and length of a stretch, checked and counted from the left."""
    if input.dim() == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if isinstance(start, Tensor) and (start.dim() or start.dtype.kind is not Kind.INT):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    axis = wrap_dim(dim, input.dim())
    size = input.shape[axis]
    place = int(start)
    if not -size <= place <= size:
        raise IndexError(f"start out of range (expected to be in range of [-{size}, {size}], but got {place})")
    first = place + size if place < 0 else place
    if first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return axis, first, length


def narrow(input: Any, dim: int, start: Any, length: int) -> Any:
    """``length`` positions of an axis from ``start``."""
    axis, first, _ = narrow_bounds(input, dim, start, length)
    return slice_op(input, (slice(None),) * axis + (slice(first, first + length),))


# -- lists and masks: copies ----------------------------------------------------------------------------------------


def _index_rule(g: Any, input_sizes: Sequence[int], indices: Any, key: Any) -> Any:
    return index_add_at(g, tuple(input_sizes), key)


@op(name="index_put", node="IndexPutBackwardBackward0", input=lambda g, key: index_op(g, key))
def index_add_at(input: Array, sizes: Sequence[int], key: Any) -> Array:
    """Zeros of a size, with the input added wherever an index points: repeated positions add up."""
    whole = np.zeros(tuple(sizes), input.dtype)
    np.add.at(whole, _arrays(key), input)
    return whole


@op(name="index", input=_index_rule, constants=("indices",))
def index_with(input: Array, indices: Any, key: Any) -> Array:
    """The elements at lists of positions, or where a mask is true."""
    return input[_arrays(key)]


def index_op(input: Any, key: Any) -> Any:
    """``index_with``, telling of the first index tensor as an operand: it is saved for backward, as in PyTorch."""
    first = next((part for part in key if isinstance(part, Tensor)), None)
    return index_with(input, first, key)


def _arrays(key: Any) -> tuple[Any, ...]:
    return tuple([part._array if isinstance(part, Tensor) else part for part in key])


def _is_basic(part: Any) -> bool:
    return (
        part is None or part is Ellipsis or (isinstance(part, (int, slice, np.integer)) and not isinstance(part, bool))
    )


def _as_parts(index: Any) -> list[Any]:
    parts = list(index) if isinstance(index, tuple) else [index]
    return [_plain(part) for part in parts]


def _plain(part: Any) -> Any:
    """A part of an index as an int, a slice, None, Ellipsis, or a tensor."""
    if isinstance(part, Tensor):
        if part.dtype.is_floating_point:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        if not part.shape and part.dtype.kind is Kind.INT:
            return int(part)
        return to(part, dtypes.bool) if part.dtype is dtypes.uint8 else part
    if isinstance(part, slice):
        if part.step is not None and int(part.step) <= 0:
            raise ValueError("step must be greater than zero")
        return slice(*[None if end is None else int(end) for end in (part.start, part.stop, part.step)])
    if isinstance(part, (bool, np.bool_)):
        return wrap(np.asarray(part), dtypes.bool)
    if isinstance(part, (list, tuple, range, np.ndarray)):
        return creation.tensor(list(part) if isinstance(part, range) else part)
    if part is None or part is Ellipsis or isinstance(part, int):
        return part
    if hasattr(part, "__index__"):
        return int(part)
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
        f"{type(part).__name__})"
    )


def _check(parts: Sequence[Any], input: Any) -> list[Any]:
    """Spell out the ellipsis, and raise where an index does not fit."""
    used = sum(_width(part) for part in parts)
    if used > input.dim():
        raise IndexError(f"too many indices for tensor of dimension {input.dim()}")
    rest: list[Any] = [slice(None)] * (input.dim() - used)
    place = next((i for i, part in enumerate(parts) if part is Ellipsis), len(parts))
    full = [*parts[:place], *rest, *parts[place + 1 :]]
    axis = 0
    for number, part in enumerate(full):
        if isinstance(part, Tensor):
            _check_tensor(part, input, axis, number)
        axis += _width(part)
    return full


def _width(part: Any) -> int:
    """How many axes of the tensor a part of the index uses up."""
    if part is None or part is Ellipsis:
        return 0
    return part.dim() if isinstance(part, Tensor) and part.dtype is dtypes.bool else 1


def _check_tensor(part: Tensor, input: Any, axis: int, number: int) -> None:
    if part.dtype is dtypes.bool:
        covered = input.shape[axis : axis + part.dim()]
        if tuple(part.shape) != tuple(covered):
            raise IndexError(
                f"The shape of the mask {list(part.shape)} at index {number} does not match the shape of the indexed "
                f"tensor {list(input.shape)} at index {number}"
            )
        return
    size = input.shape[axis]
    array = part._array
    wrong = array[(array < -size) | (array >= size)] if array.size else array
    if wrong.size:
        raise errors.index_out_of_bounds(int(wrong.flat[0]), axis, size)


def getitem(input: Any, index: Any) -> Any:
    """``input[index]``: positions and slices give a view, lists and masks a copy."""
    parts = _as_parts(index)
    if all(_is_basic(part) for part in parts):
        return _basic(input, parts)
    full = _check(parts, input)
    # Positions, slices and new axes first, as views; the lists then index what is left.
    simple = [part if _is_basic(part) else slice(None) for part in full for _ in range(max(1, _width(part)))]
    view = _basic(input, simple) if any(part != slice(None) for part in simple) else input
    key: list[Any] = [part if isinstance(part, Tensor) else slice(None) for part in full if not isinstance(part, int)]
    while key and isinstance(key[-1], slice):
        key.pop()
    return index_op(view, tuple(key))


def _basic(input: Any, parts: Sequence[Any]) -> Any:
    full = _check(parts, input)
    view = input
    axis = 0
    for part in full:
        if part is None:
            view = unsqueeze(view, axis)
            axis += 1
        elif isinstance(part, slice):
            if part != slice(None):
                view = slice_op(view, (slice(None),) * axis + (part,))
            axis += 1
        else:
            size = view.shape[axis]
            if not -size <= part < size:
                raise errors.index_out_of_bounds(int(part), axis, size)
            view = select(view, axis, int(part))
    # ``x[:]`` and ``x[...]`` are a view of their own, never ``x`` itself.
    return slice_op(view, (slice(None),)) if view is input and input.dim() else (alias(view) if view is input else view)


def setitem(input: Any, index: Any, value: Any) -> None:
    """``input[index] = value``."""
    parts = _as_parts(index)
    if all(_is_basic(part) for part in parts):
        _set_basic(input, parts, value)
        return
    full = _check(parts, input)
    given = value if isinstance(value, Tensor) else wrap(np.asarray(value).astype(input._array.dtype), input.dtype)
    table.check_writable(input)
    tracked = enabled.get() and (input.requires_grad or given.requires_grad)
    key = tuple(full)
    if tracked:
        table.in_place(index_put, input, given, key=key)
        return
    array = input._array
    array[_arrays(key)] = given._array
    note_write(array)
    if events.tracer is not None:
        events.tracer.mutated("index_put_", input, [("self", input), *_named_value(value)], None)


def _named_value(value: Any) -> list[tuple[str, Tensor]]:
    return [("value", value)] if isinstance(value, Tensor) else []


def _put_rule(g: Any, key: Any) -> Any:
    kept = g.clone()
    setitem(kept, key, 0)
    return kept


@op(name="index_put", node="IndexPutBackward0", input=_put_rule, values=lambda g, key: getitem(g, key))
def index_put(input: Array, values: Array, key: Any) -> Array:
    """A copy with ``values`` at lists of positions or where a mask is true."""
    made = input.copy()
    made[_arrays(key)] = values
    return made


def _set_basic(input: Any, parts: Sequence[Any], value: Any) -> None:
    tracer = events.tracer
    if enabled.get() and input.requires_grad and input.is_leaf:
        raise errors.view_of_leaf_in_place()
    if tracer is not None:
        tracer.muted += 1
    try:
        view = _basic(input, parts)
        source = value if isinstance(value, Tensor) else creation.scalar_like(value, input)
        if len(source.shape) > len(view.shape):
            source = source.reshape(tuple(source.shape)[len(source.shape) - len(view.shape) :])
        _check_fits(source, view)
        table.in_place(copy, view, source)
    finally:
        if tracer is not None:
            tracer.muted -= 1
    if tracer is not None and not tracer.muted:
        node = None if input.grad_fn is None or not isinstance(input.grad_fn, table.CopySlices) else input.grad_fn
        tracer.mutated("copy_", input, [("self", input), *_named_value(value)], node)


def _check_fits(source: Any, view: Any) -> None:
    for back in range(1, len(source.shape) + 1):
        got, wanted = source.shape[-back], view.shape[-back]
        if got not in (1, wanted):
            axis = len(view.shape) - back
            raise RuntimeError(
                f"The expanded size of the tensor ({wanted}) must match the existing size ({got}) at non-singleton "
                f"dimension {axis}.  Target sizes: {list(view.shape)}.  Tensor sizes: {list(source.shape)}"
            )


@op(name="copy", node="CopyBackwards", input=lambda g: g.new_zeros(g.shape), src=lambda g: g)
def copy(input: Array, src: Array) -> Array:
    """``src`` in the shape and type of ``input``."""
    return np.broadcast_to(src, input.shape).astype(input.dtype)


# -- gather and scatter ---------------------------------------------------------------------------------------------


@op(
    name="gather",
    constants=("index",),
    input=lambda g, input_sizes, dim, index: g.new_zeros(tuple(input_sizes)).scatter_add(dim, index, g),
)
def gather_op(input: Array, index: Array, dim: int) -> Array:
    """The elements at positions along an axis, one for each element of ``index``."""
    if input.ndim == 0:
        return input[np.zeros(index.shape, np.int64)] if index.ndim else input.copy()
    axis = wrap_dim(dim, input.ndim)
    wrong = index[(index < 0) | (index >= input.shape[axis])]
    if wrong.size:
        raise RuntimeError(
            f"index {int(wrong.flat[0])} is out of bounds for dimension {axis} with size {input.shape[axis]}"
        )
    part = input[tuple([slice(None) if i == axis else slice(size) for i, size in enumerate(index.shape)])]
    return np.take_along_axis(part, index, axis)


def gather(input: Any, dim: int, index: Any, *, sparse_grad: bool = False) -> Any:
    """The elements at positions along ``dim``, one for each element of ``index``."""
    return gather_op(input, index, dim)


@op(
    name="scatter",
    node="ScatterBackward0",
    constants=("index",),
    input=lambda g, index, dim: g.scatter(dim, index, 0.0),
    src=lambda g, index, dim: g.gather(dim, index),
)
def scatter_op(input: Array, index: Array, src: Array, dim: int) -> Array:
    """A copy with ``src`` put at positions along an axis."""
    made = input.copy()
    np.put_along_axis(made, index, src[tuple([slice(size) for size in index.shape])], wrap_dim(dim, input.ndim))
    return made


@op(
    name="scatter",
    node="ScatterBackward1",
    constants=("index",),
    input=lambda g, index, dim: g.scatter(dim, index, 0.0),
)
def scatter_value(input: Array, index: Array, dim: int, value: float) -> Array:
    """A copy with a number put at positions along an axis."""
    made = input.copy()
    np.put_along_axis(made, index, np.asarray(value).astype(input.dtype), wrap_dim(dim, input.ndim))
    return made


def scatter(input: Any, dim: int, index: Any, src: Any = None, *, value: Any = None) -> Any:
    """A copy with ``src``, a tensor or a number, put at positions along ``dim``."""
    source = value if src is None else src
    if isinstance(source, Tensor):
        return scatter_op(input, index, source, dim)
    return scatter_value(input, index, dim, source)


@op(name="scatter_add", constants=("index",), input=lambda g: g, src=lambda g, index, dim: g.gather(dim, index))
def scatter_add_op(input: Array, index: Array, src: Array, dim: int) -> Array:
    """A copy with ``src`` added at positions along an axis."""
    made = input.copy()
    axis = wrap_dim(dim, input.ndim)
    places = list(np.indices(index.shape, sparse=True))
    places[axis] = index
    np.add.at(made, tuple(places), src[tuple([slice(size) for size in index.shape])])
    return made


def scatter_add(input: Any, dim: int, index: Any, src: Any) -> Any:
    """A copy with ``src`` added at positions along ``dim``."""
    return scatter_add_op(input, index, src, dim)


@op(
    name="index_select",
    constants=("index",),
    input=lambda g, input_sizes, index, dim: _index_select_rule(g, input_sizes, index, dim),
)
def index_select_op(input: Array, index: Array, dim: int) -> Array:
    """The slices at positions along an axis."""
    return np.take(input, index, wrap_dim(dim, input.ndim))


def _index_select_rule(g: Any, input_sizes: Sequence[int], index: Any, dim: int) -> Any:
    key = (slice(None),) * wrap_dim(dim, len(input_sizes)) + (index,)
    return index_add_at(g, tuple(input_sizes), key)


def index_select(input: Any, dim: int, index: Any) -> Any:
    """The slices at positions along ``dim``."""
    return index_select_op(input, index, dim)


def masked_select(input: Any, mask: Any) -> Any:
    """The elements where the mask is true, in a row."""
    return index_op(input.expand(mask.shape) if tuple(input.shape) != tuple(mask.shape) else input, (mask,))


@op()
def nonzero_op(input: Array) -> Array:
    """The positions of all elements that are not zero, one row each."""
    return np.argwhere(input).astype(np.int64)


def nonzero(input: Any, *, as_tuple: bool = False) -> Any:
    """Where the elements are that are not zero."""
    found = nonzero_op(input)
    return tuple(found[:, axis] for axis in range(input.dim())) if as_tuple else found


def where(condition: Any, input: Any = None, other: Any = None, *, out: Any = None) -> Any:
    """One of two, element by element; with a condition alone, where it is true."""
    from tensorlab.ops.pointwise import where_op

    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    return where_op(condition, input, other, out=out)
