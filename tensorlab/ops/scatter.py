"""Elements taken from, and put to, positions along an axis: gather and scatter, ``index_…``, ``take``, and masks.

The operations of one name come in three: out of place, in place (``…_``), and as the rules of each other, since what
gathers forward scatters backward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor, address, memory_start, wrap_dim
from tensorlab.ops.counting import nonzero
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import check_strides, expand_op, reshape
from tensorlab.ops.table import op
from tensorlab.ops.writing import in_place

INDEX_TYPES = (np.dtype(np.int64), np.dtype(np.int32))


def _name_of(array: Array) -> str:
    return dtypes.from_numpy(array.dtype).type_name


# -- a position for each element ------------------------------------------------------------------------------------


def _check_positions(name: str, input: Array, dim: int, index: Array, of: str = "self") -> int:
    """The axis, after a look at type and rank of the positions."""
    axis = wrap_dim(dim, input.ndim)
    if index.size and index.dtype not in INDEX_TYPES:
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    if index.size and max(index.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError(f"Index tensor must have the same number of dimensions as {of} tensor")
    return axis


def _check_bounds(index: Array, axis: int, size: int) -> None:
    wrong = index[(index < 0) | (index >= size)]
    if wrong.size:
        raise RuntimeError(f"index {int(wrong.flat[0])} is out of bounds for dimension {axis} with size {size}")


def _places(index: Array, axis: int) -> tuple[Array, ...]:
    """For numpy: where each element of ``index`` points."""
    grid: list[Array] = list(np.indices(index.shape, sparse=True))
    grid[axis] = index
    return tuple(grid)


def _at_least_1d(*arrays: Array) -> list[Array]:
    return [array.reshape(1) if array.ndim == 0 else array for array in arrays]


def _gather_rule(g: Any, input: Any, dim: int, index: Any, sparse_grad: bool) -> Any:
    return g.new_zeros(input.shape).scatter_add(dim, index, g)


@op(name="gather", operands=("input", "index"), constants=("index",), strict_out=True, input=_gather_rule)
def gather(input: Array, dim: int, index: Array, sparse_grad: bool = False) -> Array:
    """The elements at positions along an axis, one for each element of ``index``."""
    axis = _check_positions("gather", input, dim, index, "input")
    if not index.size:
        return np.empty(index.shape, input.dtype)
    whole, places = _at_least_1d(input, index)
    for other in range(whole.ndim):
        if other != axis and places.shape[other] > whole.shape[other]:
            raise RuntimeError(
                f"Size does not match at dimension {other} expected index {list(index.shape)} to be no larger than "
                f"self {list(input.shape)} apart from dimension {axis}"
            )
    _check_bounds(places, axis, whole.shape[axis])
    return np.asarray(whole[_places(places, axis)].reshape(index.shape), order="C")


def _check_scatter(name: str, input: Array, dim: int, index: Array, src: Array | None) -> int:
    if src is not None and src.dtype != input.dtype:
        raise RuntimeError(f"{name}(): Expected self.dtype to be equal to src.dtype")
    axis = _check_positions(name, input, dim, index)
    if not index.size:
        return axis
    whole, places = _at_least_1d(input, index)
    source = None if src is None else _at_least_1d(src)[0]
    if source is not None and source.ndim != places.ndim:
        if source.ndim < places.ndim:
            raise errors.dimension_out_of_range(source.ndim, source.ndim)
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    fits = all(places.shape[other] <= whole.shape[other] for other in range(whole.ndim) if other != axis)
    if not fits or (source is not None and any(a > b for a, b in zip(places.shape, source.shape, strict=True))):
        least = "" if src is None else f" and to be no larger size than src {list(src.shape)}"
        raise RuntimeError(
            f"Expected index {list(index.shape)} to be no larger than self {list(input.shape)} apart from dimension "
            f"{axis}{least}"
        )
    _check_bounds(places, axis, whole.shape[axis])
    return axis


def _combined(name: str, input: Array, dim: int, index: Array, src: Array, combine: Callable[..., Any] | None) -> Array:
    """A copy with ``src`` put, or combined with what is there, at positions along an axis."""
    axis = _check_scatter(name, input, dim, index, src if src.ndim or not input.ndim else None)
    made = np.array(input, order="C")
    if index.size:
        whole, places = _at_least_1d(made, index)
        source = src if src.ndim == 0 else src[tuple([slice(size) for size in places.shape])]
        if combine is None:
            whole[_places(places, axis)] = source
        else:
            combine(whole, _places(places, axis), source)
    return made


@op(
    name="scatter",
    node="ScatterBackward0",
    operands=("input", "index", "src"),
    constants=("index",),
    input=lambda g, index, dim: g.scatter(dim, index, 0.0),
    src=lambda g, index, dim: g.gather(dim, index),
)
def scatter_op(input: Array, dim: int, index: Array, src: Array) -> Array:
    """A copy with ``src`` put at positions along an axis."""
    return _combined("scatter", input, dim, index, src, None)


@op(
    name="scatter",
    node="ScatterBackward1",
    operands=("input", "index"),
    constants=("index",),
    input=lambda g, index, dim: g.scatter(dim, index, 0.0),
)
def scatter_value(input: Array, dim: int, index: Array, value: float) -> Array:
    """A copy with a number put at positions along an axis."""
    return _combined("scatter", input, dim, index, np.asarray(value).astype(input.dtype), None)


@op(name="scatter", node="ScatterBackward2", operands=("input", "index", "src"))
def scatter_combined(input: Array, dim: int, index: Array, src: Array, reduce: str) -> Array:
    """A copy with ``src`` added to, or multiplied with, what is at positions along an axis."""
    if reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    return _combined("scatter", input, dim, index, src, (np.add if reduce == "add" else np.multiply).at)


def _scattering(input: Any, dim: int, index: Any, src: Any, value: Any, reduce: str | None) -> tuple[Any, ...]:
    """The form of scatter that these arguments mean, and its own arguments."""
    source = value if src is None else src
    if isinstance(src, Tensor) and src.dtype is not input.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if reduce is not None:
        return scatter_combined, dim, index, source if isinstance(source, Tensor) else input.new_tensor(source), reduce
    return scatter_op if isinstance(source, Tensor) else scatter_value, dim, index, source


def scatter(input: Any, dim: int, index: Any, src: Any = None, *, value: Any = None, reduce: str | None = None) -> Any:
    """A copy with ``src``, a tensor or a number, put at positions along ``dim``."""
    form, *arguments = _scattering(input, dim, index, src, value, reduce)
    return form(input, *arguments)


def scatter_(input: Any, dim: int, index: Any, src: Any = None, *, value: Any = None, reduce: str | None = None) -> Any:
    """``scatter``, written into the tensor itself."""
    form, *arguments = _scattering(input, dim, index, src, value, reduce)
    return in_place(form, input, *arguments)


@op(
    name="scatter_add",
    operands=("input", "index", "src"),
    constants=("index",),
    input=lambda g: g,
    src=lambda g, index, dim: g.gather(dim, index),
)
def scatter_add(input: Array, dim: int, index: Array, src: Array) -> Array:
    """A copy with ``src`` added at positions along an axis."""
    return _combined("scatter", input, dim, index, src, np.add.at)


# -- reduced where positions meet -----------------------------------------------------------------------------------

_REDUCTIONS: dict[str, Any] = {
    "sum": np.add,
    "prod": np.multiply,
    "mean": np.add,
    "amax": np.maximum,
    "amin": np.minimum,
}


def _neutral(reduce: str, dtype: Any) -> Any:
    """What leaves a reduction as it is."""
    if reduce in ("sum", "mean"):
        return 0
    if reduce == "prod":
        return 1
    if dtype.kind == "b":
        return reduce == "amin"
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    infinite = np.inf if dtype.kind == "f" else None
    if reduce == "amax":
        return limits.min if infinite is None else -infinite
    return limits.max if infinite is None else infinite


def _reduced(input: Array, axis: int, index: Array, src: Array, reduce: str, include_self: bool) -> Array:
    made = np.array(input, order="C")
    if not index.size:
        return made
    whole, places, source = _at_least_1d(made, index, src)
    where = _places(places, axis)
    if not include_self:
        whole[where] = _neutral(reduce, whole.dtype)
    _REDUCTIONS[reduce].at(whole, where, source[tuple([slice(size) for size in places.shape])])
    if reduce == "mean":
        count = np.full(whole.shape, int(include_self), np.int64)
        np.add.at(count, where, 1)
        count[count == 0] = 1
        whole[...] = whole / count if whole.dtype.kind == "f" else whole // count
    return made


def _reduce_input_rule(
    g: Any, input: Any, src: Any, result: Any, index: Any, dim: int, reduce: str, include_self: bool
) -> Any:
    """What of the gradient goes to the elements that were there before."""
    if reduce == "sum":
        found = g
    elif reduce == "mean":
        found = g / _counts(g, src, index, dim, include_self)
    elif reduce == "prod":
        others = input.masked_fill(input == 0, 1.0)
        found = g * others.scatter_reduce(dim, index, src, "prod", include_self=include_self) / others
    else:
        found = (input == result).to(g.dtype) * _shared_among_best(g, input, src, result, index, dim)
    return found if include_self else found.scatter(dim, index, 0.0)


def _reduce_src_rule(
    g: Any, input: Any, src: Any, result: Any, index: Any, dim: int, reduce: str, include_self: bool
) -> Any:
    """What of the gradient goes to the elements that were brought."""
    if reduce == "sum":
        return g.gather(dim, index)
    if reduce == "mean":
        return g.gather(dim, index) / _counts(g, src, index, dim, include_self).gather(dim, index)
    if reduce in ("amax", "amin"):
        best = (src == result.gather(dim, index)).to(g.dtype)
        return best * _shared_among_best(g, input, src, result, index, dim).gather(dim, index)
    # A product with one zero among its factors has a derivative by that zero: the product of the others.
    zero = src == 0
    zeros = input.new_zeros(input.shape).scatter_add(dim, index, zero.to(g.dtype)).gather(dim, index)
    single = zero.logical_and(zeros == 1)
    others = input.scatter_reduce(dim, index, src.masked_fill(single, 1.0), "prod", include_self=include_self)
    usual = (g * result).gather(dim, index) / src.masked_fill(zero, 1.0)
    return (g * others).gather(dim, index).where(single, usual)


def _counts(g: Any, src: Any, index: Any, dim: int, include_self: bool) -> Any:
    start = g.new_full(tuple(g.shape), float(include_self))
    counts = start.scatter_add(dim, index, src.new_full(tuple(src.shape), 1.0))
    return counts.masked_fill(counts == 0, 1.0)


def _shared_among_best(g: Any, input: Any, src: Any, result: Any, index: Any, dim: int) -> Any:
    """The gradient, divided by how many elements reach the extreme."""
    best = (src == result.gather(dim, index)).to(g.dtype)
    count = (input == result).to(g.dtype) + input.new_zeros(input.shape).scatter_add(dim, index, best)
    return g / count


@op(
    name="scatter_reduce",
    operands=("input", "index", "src"),
    constants=("index",),
    input=_reduce_input_rule,
    src=_reduce_src_rule,
)
def scatter_reduce(input: Array, dim: int, index: Array, src: Array, reduce: str, include_self: bool = True) -> Array:
    """A copy with what meets at a position along an axis reduced to its sum, product, mean or extreme."""
    if reduce not in _REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    axis = _check_scatter("scatter", input, dim, index, src)
    return _reduced(input, axis, index, src, reduce, include_self)


# -- a position for each slice --------------------------------------------------------------------------------------


def _check_vector(name: str, index: Array) -> None:
    if index.ndim > 1:
        raise IndexError(
            f"{name}(): Index is supposed to be a vector, but got dim: {index.ndim} with type: {_name_of(index)} and "
            f"size: {list(index.shape)}"
        )
    if index.dtype not in INDEX_TYPES:
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index but got: {_name_of(index)}")


def _slices(axis: int, index: Array) -> tuple[Any, ...]:
    return (slice(None),) * axis + (np.atleast_1d(index),)


def _index_select_rule(g: Any, input_sizes: Sequence[int], dim: int, index: Any) -> Any:
    return g.new_zeros(tuple(input_sizes)).index_add(dim, index, g)


@op(
    name="index_select",
    operands=("input", "index"),
    constants=("index",),
    strict_out=True,
    input=_index_select_rule,
)
def index_select(input: Array, dim: int, index: Array) -> Array:
    """The slices at positions along an axis."""
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index.dtype not in INDEX_TYPES:
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    axis = wrap_dim(dim, input.ndim)
    if input.ndim == 0 and index.size != 1:
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {index.size} value(s)")
    whole = np.atleast_1d(input)
    wrong = index[(index < 0) | (index >= whole.shape[axis])]
    is_empty_stack = whole.ndim > 1 and not whole.size
    if wrong.size and is_empty_stack and not whole.shape[axis]:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    if wrong.size and (axis == 1 or is_empty_stack):
        raise RuntimeError(
            f"INDICES element is out of DATA bounds, id={int(wrong.flat[0])} axis_dim={whole.shape[axis]}"
        )
    if wrong.size:
        raise IndexError("index out of range in self")
    made = np.take(whole, np.atleast_1d(index), axis)
    return made.reshape(()) if input.ndim == 0 else made


def _check_source(name: str, input: Array, axis: int, index: Array, source: Array) -> None:
    count = source.shape[axis] if source.ndim else 1
    if index.size != count:
        raise RuntimeError(
            f"{name}(): Number of indices ({index.size}) should be equal to source.size(dim): ({count}), for dim: "
            f"{axis}"
        )


@op(
    name="index_add",
    operands=("input", "index", "source"),
    constants=("index",),
    input=lambda g: g,
    source=lambda g, dim, index, source, alpha: _selected(g, dim, index, source.shape) * alpha,
)
def index_add(input: Array, dim: int, index: Array, source: Array, alpha: float = 1) -> Array:
    """A copy with the slices of ``source``, times ``alpha``, added at positions along an axis."""
    _check_vector("index_add_", index)
    axis = wrap_dim(dim, input.ndim)
    if source.dtype != input.dtype:
        raise RuntimeError(
            f"index_add_(): self ({_name_of(input)}) and source ({_name_of(source)}) must have the same scalar type"
        )
    if not input.ndim and not source.ndim and index.size != 1:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    _check_source("index_add_", input, axis, index, source)
    if bool(input.ndim) != bool(source.ndim):
        raise _unlike_slices(input, source)
    if source.ndim and input.ndim and _others(source, axis) != _others(input, axis):
        raise _unlike_slices(input, source)
    made = np.array(input, order="C")
    if made.ndim > 1 and not made.size:
        return made
    whole = np.atleast_1d(made)
    wrong = index[(index < 0) | (index >= whole.shape[axis])]
    if wrong.size and (whole.ndim == 1 or 0 < axis < whole.ndim - 1):
        raise IndexError("index out of range in self")
    if wrong.size:
        size = whole.shape[axis]
        raise RuntimeError(f"index {int(wrong.flat[0])} is out of bounds for dimension {axis} with size {size}")
    np.add.at(whole, _slices(axis, index), source if alpha == 1 else source * np.asarray(alpha).astype(source.dtype))
    return made


def _unlike_slices(input: Array, source: Array) -> Exception:
    return RuntimeError(
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
        f"{list(input.shape)} source.shape = {list(source.shape)}"
    )


def _others(array: Array, axis: int) -> tuple[int, ...]:
    return (*array.shape[:axis], *array.shape[axis + 1 :])


def _selected(g: Any, dim: int, index: Any, source_sizes: Sequence[int]) -> Any:
    """The slices of the gradient in the shape of the source, which may have no axes."""
    return g.index_select(dim, index).reshape(tuple(source_sizes))


@op(
    name="index_copy",
    operands=("input", "index", "source"),
    constants=("index",),
    input=lambda g, dim, index: g.index_fill(dim, index, 0.0),
    source=lambda g, dim, index, source: _selected(g, dim, index, source.shape),
)
def index_copy(input: Array, dim: int, index: Array, source: Array) -> Array:
    """A copy with the slices of ``source`` at positions along an axis."""
    axis = wrap_dim(dim, input.ndim)
    if index.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    if source.ndim == 0 and index.size != 1:
        raise IndexError(f"index_copy_(): When source is scalar, index should have one element (got {index.size})")
    if source.ndim != input.ndim and source.ndim and input.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({source.ndim}), destination dimensionality ({input.ndim})"
        )
    if index.dtype != np.int64:
        raise RuntimeError(f"index_copy_(): Expected a long tensor for index, but got {_name_of(index)}")
    if source.dtype != input.dtype:
        raise RuntimeError(
            "index_copy_(): self and source expected to have the same dtype, but got (self) "
            f"{_name_of(input)} and (source) {_name_of(source)}"
        )
    if input.ndim and _others(source, axis) != _others(input, axis):
        raise RuntimeError(
            f"index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{_spaced(_others(input, axis))} at dimension {axis} and source slice shape: "
            f"{_spaced(_others(source, axis))} at dimension 0."
        )
    if source.ndim and index.size != source.shape[axis]:
        raise IndexError(
            f"index_copy_(): Number of indices ({index.size}) should be equal to source.size(dim) "
            f"({source.shape[axis]})"
        )
    made = np.array(input, order="C")
    whole = np.atleast_1d(made)
    if not input.size:
        _check_slices(input, axis, index)
    wrong = index[(index < 0) | (index >= whole.shape[axis])]
    if wrong.size:
        raise IndexError(
            f"index_copy_(): index {int(wrong.flat[0])} is out of bounds for dimension {axis} with size "
            f"{whole.shape[axis]}"
        )
    whole[_slices(axis, index)] = source
    return made


def _spaced(sizes: Sequence[int]) -> str:
    return " ".join(map(str, sizes))


def _check_slices(input: Array, axis: int, index: Array) -> int:
    """The number of elements that would be written to nothing; raise where there are some.

    PyTorch looks at the slices that are written as at memory, and at positions only where there are elements.
    """
    sizes = [*input.shape[:axis], index.size, *input.shape[axis + 1 :]]
    if prod(sizes):
        steps = [0 if place == axis else step for place, step in enumerate(dtypes.contiguous_strides(input.shape))]
        check_strides(input, sizes, steps, (address(input) - memory_start(input)) // input.itemsize)
    return prod(sizes)


def _filled(input: Array, dim: int, index: Array, value: Any) -> Array:
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    if index.dtype != np.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    axis = wrap_dim(dim, input.ndim)
    if not input.size and not _check_slices(input, axis, index):
        return input.copy()
    made = np.array(input, order="C")
    whole = np.atleast_1d(made)
    size = whole.shape[axis]
    wrong = index[(index < -size) | (index >= size)]
    if wrong.size:
        raise IndexError(f"index {int(wrong.flat[0])} is out of bounds for dimension {axis} with size {size}")
    whole[_slices(axis, index)] = value
    return made


@op(
    name="index_fill",
    node="IndexFillBackward0",
    operands=("input", "index"),
    constants=("index",),
    input=lambda g, dim, index: g.index_fill(dim, index, 0.0),
)
def index_fill_number(input: Array, dim: int, index: Array, value: float) -> Array:
    """A copy with a number in the slices at positions along an axis."""
    return _filled(input, dim, index, value)


@op(
    name="index_fill",
    node="IndexFillBackward1",
    operands=("input", "index", "value"),
    constants=("index",),
    input=lambda g, dim, index: g.index_fill(dim, index, 0.0),
    value=lambda g, dim, index: g.index_select(dim, index.unique()).sum(),
)
def index_fill_tensor(input: Array, dim: int, index: Array, value: Array) -> Array:
    """A copy with the one element of a tensor in the slices at positions along an axis."""
    if value.ndim:
        raise RuntimeError(
            f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    return _filled(input, dim, index, value)


def index_fill(input: Any, dim: int, index: Any, value: Any) -> Any:
    """A copy with ``value`` in the slices at positions along ``dim``."""
    return (index_fill_tensor if isinstance(value, Tensor) else index_fill_number)(input, dim, index, value)


def index_fill_(input: Any, dim: int, index: Any, value: Any) -> Any:
    """``index_fill``, written into the tensor itself."""
    form = index_fill_tensor if isinstance(value, Tensor) else index_fill_number
    return in_place(form, input, dim, index, value)


def _wide(index: Any, dim: int, source: Any) -> Any:
    """The positions of slices as positions of elements."""
    if source.dim() == 0:
        return index.reshape(())
    axis = wrap_dim(dim, source.dim())
    sizes = [1] * source.dim()
    sizes[axis] = -1
    return expand_op(reshape(index, sizes), tuple(source.shape))


def _index_reduce_input(
    g: Any, input: Any, source: Any, result: Any, index: Any, dim: int, reduce: str, include_self: bool
) -> Any:
    return _reduce_input_rule(g, input, source, result, _wide(index, dim, source), dim, reduce, include_self)


def _index_reduce_source(
    g: Any, input: Any, source: Any, result: Any, index: Any, dim: int, reduce: str, include_self: bool
) -> Any:
    return _reduce_src_rule(g, input, source, result, _wide(index, dim, source), dim, reduce, include_self)


@op(
    name="index_reduce",
    operands=("input", "index", "source"),
    constants=("index",),
    input=_index_reduce_input,
    source=_index_reduce_source,
)
def index_reduce(input: Array, dim: int, index: Array, source: Array, reduce: str, include_self: bool = True) -> Array:
    """A copy with the slices that meet at a position along an axis reduced to their product, mean or extreme."""
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    _check_vector("index_reduce", index)
    axis = wrap_dim(dim, input.ndim)
    if source.dtype != input.dtype:
        raise RuntimeError(
            f"index_reduce_(): self ({_name_of(input)}) and source ({_name_of(source)}) must have the same scalar type"
        )
    _check_source("index_reduce", input, axis, index, source)
    _check_bounds(index, axis, input.shape[axis] if input.ndim else 1)
    sizes = [1] * source.ndim
    if sizes:
        sizes[axis] = -1
    wide = np.broadcast_to(index.reshape(sizes), source.shape)
    return _reduced(input, axis, wide, source, reduce, include_self)


# -- a position in the whole tensor ---------------------------------------------------------------------------------


def _flat_positions(index: Array, count: int) -> Array:
    wrong = index[(index < -count) | (index >= count)]
    if wrong.size:
        raise IndexError(f"out of range: tried to access index {int(wrong.flat[0])} on a tensor of {count} elements.")
    return index


@op(
    name="take",
    operands=("input", "index"),
    constants=("index",),
    strict_out=True,
    input=lambda g, input, index: g.new_zeros(input.shape).put(index, g, True),
)
def take(input: Array, index: Array) -> Array:
    """The elements at positions in the tensor read as one row."""
    if index.dtype != np.int64:
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {_name_of(index)}")
    if index.size and not input.size:
        raise IndexError("take(): tried to take from an empty tensor")
    return np.ravel(input)[_flat_positions(index, input.size)]


def _put_input_rule(g: Any, index: Any, source_sizes: Sequence[int], accumulate: bool) -> Any:
    return g if accumulate else g.put(index, g.new_zeros(tuple(source_sizes)), False)


@op(
    name="put",
    operands=("input", "index", "source"),
    constants=("index",),
    input=_put_input_rule,
    source=lambda g, index, source: g.take(index).reshape(source.shape),
)
def put(input: Array, index: Array, source: Array, accumulate: bool = False) -> Array:
    """A copy with ``source`` at positions in the tensor read as one row."""
    if index.dtype != np.int64:
        raise RuntimeError(f"put_(): Expected a long tensor for index, but got {_name_of(index)}")
    if source.dtype != input.dtype:
        raise RuntimeError(
            "put_(): self and source expected to have the same dtype, but got self.dtype = "
            f"{_name_of(input)} and source.dtype = {_name_of(source)}"
        )
    if source.size != index.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{source.size}, index.numel() = {index.size}"
        )
    if index.size and not input.size:
        raise IndexError("put_(): Tried to put elements into an empty tensor")
    made = np.array(input, order="C")
    flat, places = made.reshape(-1), np.ravel(_flat_positions(index, input.size))
    if accumulate:
        np.add.at(flat, places, np.ravel(source))
    else:
        flat[places] = np.ravel(source)
    return made


def take_along_dim(input: Any, indices: Any, dim: int | None = None) -> Any:
    """The elements at positions along ``dim``, both tensors broadcast on the other axes."""
    if indices.dtype is not dtypes.int64:
        kind = indices.dtype.type_name
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {kind}")
    if dim is None:
        return gather(reshape(input, -1), 0, reshape(indices, -1))
    if input.dim() != indices.dim():
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{input.dim()} dimensions for input, and {indices.dim()} dimensions for indices"
        )
    axis = wrap_dim(dim, input.dim())
    shapes = [tuple(one.shape) for one in (input, indices)]
    others = [(*shape[:axis], 1, *shape[axis + 1 :]) for shape in shapes]
    common = np.broadcast_shapes(*others)
    wide = [
        expand_op(one, (*common[:axis], shape[axis], *common[axis + 1 :]))
        for one, shape in zip((input, indices), shapes, strict=True)
    ]
    return gather(wide[0], axis, _from_the_left(wide[1], shapes[0][axis]))


def _from_the_left(indices: Any, size: int) -> Any:
    """Positions counted from the right, -1 being the last, as positions from the left."""
    return where(indices < 0, indices + size, indices) if (indices._array < 0).any() else indices


# -- masks ----------------------------------------------------------------------------------------------------------


def _under(input: Array, mask: Array) -> Sequence[Array]:
    """Both stretched to the shape that they have together."""
    try:
        return np.broadcast_arrays(input, mask)
    except ValueError as error:
        raise errors.shapes_clash(mask.shape, input.shape) from error


@op(
    name="masked_select",
    operands=("input", "mask"),
    constants=("mask",),
    strict_out=True,
    input=lambda g, input, mask: _masked_back(g, input.shape, mask),
)
def masked_select(input: Array, mask: Array) -> Array:
    """The elements where the mask is true, in a row."""
    if mask.dtype != np.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    whole, chosen = _under(input, mask)
    return whole[chosen]


def _masked_back(g: Any, input_sizes: Sequence[int], mask: Any) -> Any:
    """Zeros of the common shape, with the gradient where the mask is true; the table sums over stretched axes."""
    sizes = np.broadcast_shapes(tuple(input_sizes), tuple(mask.shape))
    return g.new_zeros(tuple(sizes)).masked_scatter(mask, g)


@op(
    name="masked_scatter",
    operands=("input", "mask", "source"),
    constants=("mask",),
    input=lambda g, mask: g.masked_fill(mask, 0.0),
    source=lambda g, mask, source_sizes: _masked_source(g, mask, source_sizes),
)
def masked_scatter(input: Array, mask: Array, source: Array) -> Array:
    """A copy with the elements of ``source``, in order, where the mask is true."""
    if source.dtype != input.dtype:
        raise RuntimeError(
            "masked_scatter: expected self and source to have same dtypes but got"
            f"{_name_of(input)} and {_name_of(source)}"
        )
    if mask.dtype != np.bool_:
        raise RuntimeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {_name_of(mask)}")
    whole, chosen = _under(input, mask)
    count = int(chosen.sum())
    if count > source.size:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    made = np.array(whole, order="C")
    made[chosen] = np.ravel(source)[:count]
    return made


def _masked_source(g: Any, mask: Any, source_sizes: Sequence[int]) -> Any:
    """The gradient of the elements that were used, zeros for the rest of the source."""
    used = g.masked_select(mask.expand(g.shape))
    count = int(np.prod(tuple(source_sizes)))
    rest = g.new_zeros((count - used.numel(),))
    return _joined(used, rest).reshape(tuple(source_sizes))


def _joined(first: Any, second: Any) -> Any:
    from tensorlab.ops.joins import cat

    return cat([first, second])


def where(condition: Any, input: Any = None, other: Any = None, *, out: Any = None) -> Any:
    """One of two, element by element; with a condition alone, where it is true."""
    from tensorlab.ops.pointwise import where_op

    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if condition.dtype not in (dtypes.bool, dtypes.uint8):
        kind = condition.dtype.type_name
        raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {kind}")
    return where_op(condition, input, other, out=out)
