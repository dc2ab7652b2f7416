"""Choosing elements: ``x[…]`` read and written, select and narrow, and ``index_put``.

An index is read from left to right: positions, slices and new axes make a view first; the tensors, lists and masks
that are left then choose from the axes of that view, and make a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, address, wrap, wrap_dim
from tensorlab.dtypes import Kind, sizes
from tensorlab.explain.shapes import broadcast
from tensorlab.graph.mode import is_grad_enabled, is_inference
from tensorlab.graph.node import RECORDED, UNASKED, count_write, edge_of, memory_of
from tensorlab.layouts import common_strides, with_strides
from tensorlab.ops import creation, writing
from tensorlab.ops.filling import _check_number, fill_element_written
from tensorlab.ops.histories import view_of
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.shape import alias, as_strided_array, check_elements, to, unsqueeze, view_op
from tensorlab.ops.table import op

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
        shape = list(input.shape)
        raise IndexError(f"select(): index {index} out of range for tensor of size {shape} at dimension {axis}")
    return input[(slice(None),) * axis + (index, ...)]


@on_both
def _select_rule(g: Any, input_sizes: Sequence[int], dim: int, index: int) -> Any:
    key = (slice(None),) * wrap_dim(dim, len(input_sizes)) + (index,)
    return _into_slice(g, input_sizes, key)


@op(name="slice", shares=True, input=lambda g, input_sizes, key: _into_slice(g, input_sizes, key))
def slice_op(input: Array, key: tuple[Any, ...]) -> Array:
    """A stretch of positions of an axis."""
    found = input[key]
    if found.__class__ is not np.ndarray:
        return input[(*key, ...)]
    return found if found.size else _nothing_at(input, key, found)


def _nothing_at(input: Array, key: tuple[Any, ...], found: Array) -> Array:
    """An empty stretch where it would begin, as long as that is in the memory: numpy's begins at the first element."""
    start = sum(part.indices(size)[0] * step for part, size, step in zip(key, input.shape, input.strides, strict=False))
    owner = memory_of(input)
    if address(input) - address(owner) + start > owner.nbytes or not owner.size:
        return found
    return as_strided_array(input, found.shape, found.strides, start)


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
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {place})")
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
    return index_add_at(None, g, tuple(input_sizes), key)


@op(
    name="_index_put_impl",
    node="IndexPutImplBackward0",
    input=lambda g: g,
    values=lambda g, key: index_op(g, key),
)
def index_add_at(input: Array | None, values: Array, sizes: Sequence[int], key: Any) -> Array:
    """Zeros of a size, or the input, with values added wherever an index points: repeated positions add up."""
    whole = np.zeros(tuple(sizes), values.dtype) if input is None else input.copy()
    np.add.at(whole, _arrays(key), values)
    return whole


@op(name="index", input=_index_rule, constants=("indices",))
def index_with(input: Array, indices: Any, key: Any) -> Array:
    """The elements at lists of positions, or where a mask is true."""
    where = _arrays(key)
    made = np.ascontiguousarray(input[where])
    return made if made.ndim < 2 or input.flags.c_contiguous else with_strides(made, _strides_of(made, input, where))


def _strides_of(made: Array, input: Array, where: Sequence[Any]) -> tuple[int, ...]:
    """The strides of chosen elements: in the order of the axes that nothing was chosen from."""
    places = [place for place, part in enumerate(where) if not isinstance(part, slice)]
    width = made.ndim - input.ndim + sum(where[place].ndim if where[place].dtype == bool else 1 for place in places)
    axes: list[int] = []
    axis = 0
    for part in where:
        count = part.ndim if not isinstance(part, slice) and part.dtype == bool else 1
        axes += range(axis, axis + count) if isinstance(part, slice) else []
        axis += count
    axes += range(axis, input.ndim)
    is_together = places == [*range(places[0], places[-1] + 1)]
    before = places[0] if is_together else 0
    steps = [input.strides[axis] // input.itemsize for axis in axes]
    source = [*steps[:before], *[0] * width, *steps[before:]]
    # The chosen places among themselves stand row by row.
    chosen = [0] * before + [*range(width, 0, -1)] + [0] * (len(steps) - before)
    return common_strides(made.shape, [source, chosen])


def index_op(input: Any, key: Any) -> Any:
    """``index_with``, telling of the first index tensor as an operand: it is saved for backward, as in PyTorch."""
    first = next((part for part in key if isinstance(part, Tensor)), None)
    return index_with(input, first, key)


def _arrays(key: Any) -> tuple[Any, ...]:
    return tuple([part._array if isinstance(part, Tensor) else part for part in key])


# -- reading an index -----------------------------------------------------------------------------------------------

_INDEX_TYPES = frozenset({dtypes.int64, dtypes.int32, dtypes.uint8, dtypes.bool})
_WHOLE = slice(None)


def _parts_of(index: Any, input: Any) -> list[Any]:
    """The parts of an index: each an int, a bool, a slice, None, Ellipsis, or a tensor."""
    if isinstance(index, tuple) or (isinstance(index, list) and _stands_for_tuple(index)):
        return [_plain(part) for part in index]
    part = _plain(index)
    if not input.shape:
        _check_without_axes(input, part)
    return [part]


def _stands_for_tuple(index: list[Any]) -> bool:
    """``x[[[0, 1], [1, 2]]]`` means ``x[[0, 1], [1, 2]]``, as it once did in numpy."""
    return len(index) < 32 and any(
        part is None or part is Ellipsis or isinstance(part, (list, tuple, slice, Tensor)) for part in index
    )


def _plain(part: Any) -> Any:
    """A part of an index as an int, a bool, a slice, None, Ellipsis, or a tensor."""
    if part is None or part is Ellipsis or isinstance(part, (bool, int)):
        return part
    if isinstance(part, Tensor):
        return _plain_tensor(part)
    if isinstance(part, slice):
        if part.step is not None and int(part.step) <= 0:
            raise ValueError("step must be greater than zero" if part.step else "slice step cannot be zero")
        return slice(*[_end(end) for end in (part.start, part.stop, part.step)])
    if isinstance(part, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(part, (list, tuple, range, np.ndarray)):
        made = creation.tensor(list(part) if isinstance(part, range) else part)
        return _plain_tensor(made if made.numel() else to(made, dtypes.int64))
    if hasattr(part, "__index__") and not isinstance(part, np.bool_):
        return int(part)
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
        f"{_type_name(part)})"
    )


def _end(end: Any) -> int | None:
    if end is not None and not hasattr(end, "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return None if end is None else int(end)


def _plain_tensor(part: Any) -> Any:
    _check_index_type(part)
    if not part.shape:
        return int(part) if part.dtype not in (dtypes.bool, dtypes.uint8) else bool(part)
    return to(part, dtypes.bool) if part.dtype is dtypes.uint8 else part


def _check_index_type(part: Any) -> None:
    if part.dtype not in _INDEX_TYPES:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")


def _width(part: Any) -> int:
    """How many axes of the tensor a part of the index uses up."""
    if part is None or part is Ellipsis or isinstance(part, bool):
        return 0
    return part.dim() if isinstance(part, Tensor) and part.dtype is dtypes.bool else 1


def _check_without_axes(input: Any, part: Any) -> None:
    """Raise what PyTorch says where a 0-d tensor is indexed as if it had an axis."""
    if isinstance(part, slice):
        edge_of(input)
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if isinstance(part, int) and part and not isinstance(part, bool):
        raise IndexError(f"index {part} is out of bounds for dimension 0 with size 0")
    if isinstance(part, int) and not isinstance(part, bool):
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )


def _spelled_out(parts: Sequence[Any], rank: int) -> list[tuple[int, Any]]:
    """The parts with their numbers, and slices in place of the ellipsis."""
    used = sum(map(_width, parts))
    if used > rank:
        raise IndexError(f"too many indices for tensor of dimension {rank}")
    full: list[tuple[int, Any]] = []
    for number, part in enumerate(parts):
        if part is not Ellipsis:
            full.append((number, part))
        elif used < rank:
            full += [(number, _WHOLE)] * (rank - used)
            used = rank
    return full


def _is_whole(part: slice, size: int) -> bool:
    start, stop, step = part.start, part.stop, part.step
    return (start is None or start == 0) and (step is None or step == 1) and (stop is None or stop >= size)


def _addressed(input: Any, parts: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
    """The view that positions, slices and new axes make, and what tensors choose from its axes."""
    view, axis = input, 0
    key: list[Any] = []
    for number, part in _spelled_out(parts, len(input.shape)):
        if isinstance(part, Tensor):
            key.append(part)
            axis += _width(part)
        elif isinstance(part, bool):
            view = unsqueeze(view, axis)
            key.append(wrap(np.zeros(int(part), np.int64), dtypes.int64))
            axis += 1
        elif part is None:
            view = unsqueeze(view, axis)
            key.append(_WHOLE)
            axis += 1
        elif isinstance(part, slice):
            if not _is_whole(part, view.shape[axis]):
                view = slice_op(view, (_WHOLE,) * axis + (part,))
            key.append(_WHOLE)
            axis += 1
        else:
            size = view.shape[axis]
            if not -size <= part < size:
                raise errors.index_out_of_bounds(part, number, size)
            view = select(view, axis, part)
    while key and isinstance(key[-1], slice):
        key.pop()
    return view, _checked(key, view) if key else ()


def _check_mask(mask: Tensor, view: Any, axis: int) -> None:
    for place, size in enumerate(mask.shape):
        if view.shape[axis + place] != size:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {place} does not match the shape of the indexed "
                f"tensor {list(view.shape)} at index {axis + place}"
            )


def _chooses_nothing(key: Sequence[Any], view: Any) -> bool:
    """Whether an axis that no tensor indexes is empty: then no position is ever looked at."""
    axis = 0
    for part in key:
        if isinstance(part, slice) and view.shape[axis] == 0:
            return True
        axis += 1 if isinstance(part, slice) else _width(part)
    return 0 in view.shape[axis:]


def _checked(key: Sequence[Any], view: Any) -> tuple[Any, ...]:
    """The key, after a look whether masks and positions fit their axes and lists of positions fit together."""
    axis = number = 0
    shapes: list[tuple[int, ...]] = []
    placed: list[tuple[int, int, int, Array]] = []
    for place, part in enumerate(key):
        if isinstance(part, slice):
            axis += 1
        elif part.dtype is dtypes.bool:
            _check_mask(part, view, axis)
            shapes += [(int(part._array.sum()),)] * part.dim()
            axis, number = axis + part.dim(), number + part.dim()
        else:
            shapes.append(part._array.shape)
            placed.append((place, number, view.shape[axis], part._array))
            axis, number = axis + 1, number + 1
    _check_together(shapes)
    nothing = _chooses_nothing(key, view)
    made = list(key)
    for place, number, size, array in placed:
        wrong = array[(array < -size) | (array >= size)]
        if wrong.size and not size:
            raise IndexError("index is out of bounds for dimension with size 0")
        if wrong.size and not nothing:
            raise errors.index_out_of_bounds(int(wrong.flat[0]), number, size)
        if wrong.size:
            made[place] = wrap(np.zeros_like(array), made[place].dtype)
    return tuple(made)


def _check_together(shapes: Sequence[tuple[int, ...]]) -> None:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError as error:
        said = ", ".join(str(list(shape)) for shape in shapes)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {said}"
        ) from error


_Step: TypeAlias = tuple[int, int, Any]
"""A view made by one part of an index: which part, of which axis of what is left, and the position or slice."""


def _steps_of(places: Sequence[Any], shape: Sequence[int]) -> list[_Step] | None:
    """How to make the view at positions and slices of the first axes; None where an index is anything else."""
    if len(places) > len(shape):
        return None
    steps: list[_Step] = []
    axis = number = 0
    for part, size in zip(places, shape):  # noqa: B905  (there may be more axes)
        if part.__class__ is int:
            if not -size <= part < size:
                return None
            steps.append((number, axis, part))
        elif part.__class__ is slice:
            start = 0 if part.start is None else part.start
            stop = size if part.stop is None else part.stop
            step = 1 if part.step is None else part.step
            if start.__class__ is not int or stop.__class__ is not int or step.__class__ is not int or step <= 0:
                return None
            # A slice that leaves an axis whole makes no view.
            if start or step != 1 or stop < size:
                steps.append((number, axis, part))
            axis += 1
        else:
            return None
        number += 1  # noqa: SIM113  (enumerate takes longer)
    return steps


def _key(axis: int, part: slice) -> tuple[slice, ...]:
    """The slice of an axis as an index of its own."""
    return (_WHOLE,) * axis + (part,) if axis else (part,)


def _at_plain_places(input: Any, places: Sequence[Any], steps: Sequence[_Step]) -> Any:
    """The view that these steps make, one after another."""
    if not steps:
        # ``x[:]`` is a view of its own, never ``x`` itself.
        return slice_op(input, (_WHOLE,)) if len(places) == 1 else alias(input)
    if len(steps) > 1 and events.tracer is None:
        array = input._array[(*places, ...)]
        if array.size:
            return _in_one_go(input, array, steps)
    view = input
    for _, axis, part in steps:
        is_position = part.__class__ is int
        view = select.direct(view, axis, part) if is_position else slice_op.direct(view, _key(axis, part))
    return view


def _in_one_go(input: Any, array: Array, steps: Sequence[_Step]) -> Any:
    """The view that several steps make, when nobody listens: those between exist as nodes alone."""
    edge, origin = input._edge, RECORDED
    if edge is None or not is_grad_enabled():
        return view_of(input, array, None, origin)
    if edge is UNASKED:
        edge = input
    else:
        origin, edge = input._origin, edge_of(input)
    before, after = tuple(input.shape), array.shape
    for number, axis, part in steps:
        # The parts on the left have done their work on the shape, those on the right have not.
        shape = sizes[after[:axis] + before[number:]] if number else input.shape
        if part.__class__ is int:
            edge = select.link(edge, shape, axis, part)
        else:
            edge = slice_op.link(edge, shape, _key(axis, part))
    return view_of(input, array, edge, origin)


def getitem(input: Any, index: Any) -> Any:
    """``input[index]``: positions and slices give a view, lists and masks a copy."""
    places = index if index.__class__ is tuple else (index,)
    steps = _steps_of(places, input.shape)
    if steps is not None:
        return _at_plain_places(input, places, steps)
    view, key = _addressed(input, _parts_of(index, input))
    if key:
        return index_op(view, key)
    if view is not input:
        return view
    # ``x[:]`` and ``x[...]`` are a view of their own, never ``x`` itself.
    return slice_op(input, (_WHOLE,)) if isinstance(index, slice) else alias(input)


# -- writing to an index --------------------------------------------------------------------------------------------


_WIDE = frozenset({dtypes.float32, dtypes.float64})
_LARGE = 3e38


def _is_number_for(input: Any, index: Any, value: Any) -> bool:
    """Whether a plain number goes to plain places of a tensor that no graph and no listener knows of."""
    if type(value) not in (float, int) or not -_LARGE < value < _LARGE or input.dtype not in _WIDE:
        return False
    if input._edge is not None or events.tracer is not None or is_inference(input) or 0 in input._array.strides:
        return False
    return _steps_of(index if type(index) is tuple else (index,), input.shape) is not None


def setitem(input: Any, index: Any, value: Any) -> None:
    """``input[index] = value``."""
    if _is_number_for(input, index, value):
        input._array[index] = value
        count_write(input)
        return
    source = _value_for(input, value)
    if index is False:
        return
    tracer = events.tracer
    if tracer is not None:
        tracer.muted += 1
    try:
        if source is input and isinstance(index, Tensor):
            writing.check_history(input)
            raise errors.partial_overlap()
        view, key = _addressed(input, [None] if index is True else _parts_of(index, input))
        writing.check_mode(input)
        if key:
            first = _leading_ones(source)
            _put_into(view, key, view_op(source, source.shape[first:]) if first else source)
        else:
            _copy_into(view, source)
    finally:
        if tracer is not None:
            tracer.muted -= 1
    if tracer is not None and not tracer.muted:
        node = input._edge if isinstance(input._edge, writing.CopySlices) else None
        tracer.mutated("index_put_" if key else "copy_", input, ("self", "value"), (input, value), node)


def _value_for(input: Any, value: Any) -> Any:
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (bool, int, float, np.number, np.bool_)):
        _check_number(value, input.dtype)
        return creation.scalar_like(value, input)
    raise TypeError(f"can't assign a {_type_name(value)} to a torch.{input.dtype.type_name}Tensor")


def _type_name(value: Any) -> str:
    kind = type(value)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


def _leading_ones(source: Any) -> int:
    """How many axes of size 1 come first."""
    return next((place for place, size in enumerate(source.shape) if size != 1), len(source.shape))


def _copy_into(view: Any, source: Any) -> None:
    if source.shape != view.shape:
        if not source.shape:
            writing.in_place(fill_element_written, view, source)
            return
        source = view_op(source, source.shape[_leading_ones(source) :])
        if source.shape != view.shape:
            source = source.expand(tuple(view.shape))
    writing.in_place(copy, view, source)


def _put_into(view: Any, key: tuple[Any, ...], source: Any) -> None:
    by_mask = len(key) == 1 and isinstance(key[0], Tensor) and key[0].dtype is dtypes.bool
    if by_mask and not source.shape:
        source = to(source, view.dtype)
    writing.in_place(index_put_op, view, source, key=key)


def _put_rule(g: Any, key: Any, accumulate: bool) -> Any:
    return g if accumulate else index_put_op(g, g.new_zeros(()), key)


@op(
    name="index_put",
    node="IndexPutBackward0",
    input=_put_rule,
    values=lambda g, key: index_op(g, key),
)
def index_put_op(input: Array, values: Array, key: Any, accumulate: bool = False) -> Array:
    """A copy with ``values`` at lists of positions or where a mask is true."""
    made = input.copy(order="K")
    where = _arrays(key)
    try:
        if accumulate:
            np.add.at(made, where, values)
        else:
            made[where] = values
    except ValueError as error:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to indexing result of "
            f"shape {list(made[where].shape)}"
        ) from error
    if values.dtype != input.dtype:
        names = [dtypes.from_numpy(array.dtype).type_name for array in (input, values)]
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {names[0]} for the destination and "
            f"{names[1]} for the source."
        )
    return made


def _key_from(input: Any, indices: Sequence[Any]) -> tuple[Any, ...]:
    """The key that a tuple of index tensors means."""
    check_elements(indices)
    for one in indices:
        _check_index_type(one)
    if len(indices) > input.dim():
        raise IndexError(f"too many indices for tensor of dimension {input.dim()} (got {len(indices)})")
    return _checked([to(one, dtypes.bool) if one.dtype is dtypes.uint8 else one for one in indices], input)


def index_put(input: Any, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Any:
    """A copy with ``values`` at the positions given, added to what is there if ``accumulate``."""
    return index_put_op(input, values, _key_from(input, indices), accumulate)


def index_put_(input: Any, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Any:
    """``index_put``, written into the tensor itself."""
    return writing.in_place(index_put_op, input, values, key=_key_from(input, indices), accumulate=accumulate)


@op(name="copy", node="CopyBackwards", input=lambda g: g.new_zeros(g.shape), src=lambda g: g)
def copy(input: Array, src: Array) -> Array:
    """``src`` in the shape and type of ``input``."""
    met = broadcast(input.shape, src.shape)
    if met.clash is not None:
        raise errors.shapes_clash(input.shape, src.shape)
    if met.result != input.shape:
        raise RuntimeError(
            f"output with shape {list(input.shape)} doesn't match the broadcast shape {list(met.result or ())}"
        )
    return np.broadcast_to(src, input.shape).astype(input.dtype)
