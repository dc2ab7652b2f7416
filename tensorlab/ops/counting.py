"""What is in a tensor, and how often: places that are not zero, distinct elements, counts and histograms."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.ops._kernels import undifferentiable, unsupported
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import into

# -- where ----------------------------------------------------------------------------------------------------------


@op(name="nonzero")
def nonzero_op(input: Array) -> Array:
    """The positions of all elements that are not zero, one row each."""
    if input.ndim == 0:
        return np.zeros((int(bool(input)), 0), np.int64)
    # Column by column in memory, as PyTorch leaves it.
    return np.asfortranarray(np.argwhere(input).astype(np.int64))


def nonzero(input: Any, *, out: Any = None, as_tuple: bool = False) -> Any:
    """Where the elements are that are not zero: a row each, or ``as_tuple`` a tensor for each axis."""
    if as_tuple and input.dim() == 0:
        return nonzero(input.unsqueeze(0), as_tuple=True)
    found = nonzero_op(input)
    if as_tuple:
        return tuple(found.unbind(1))
    return found if out is None else into(out, found, "nonzero")


def nonzero_static(input: Any, *, size: int, fill_value: int = -1, out: Any = None) -> Any:
    """The first ``size`` positions of elements that are not zero, filled up with ``fill_value``."""
    if size < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    found = nonzero_op(input)._array[:size]
    made = np.full((size, input.dim()), fill_value, np.int64)
    made[: len(found)] = found
    result = wrap(made, dtypes.int64)
    return result if out is None else into(out, result, "nonzero_static")


def unravel_index(indices: Any, shape: Any) -> tuple[Any, ...]:
    """The positions on each axis of a tensor of this shape that positions in its elements read as one row mean."""
    if indices.dtype.is_floating_point or indices.dtype is dtypes.bool:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    sizes = (shape,) if isinstance(shape, int) else tuple(int(size) for size in shape)
    if any(size < 0 for size in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    left, steps = 1, []
    for size in reversed(sizes):
        steps.append((left, size))
        left *= size
    flat = indices._array
    return tuple([wrap(np.asarray(flat // step % size), indices.dtype) for step, size in reversed(steps)])


def argwhere(input: Any) -> Any:
    """Where the elements are that are not zero, a row each."""
    return nonzero_op(input)


_ISIN = [
    "Tensor elements, Tensor test_elements",
    "Number element, Tensor test_elements",
    "Tensor elements, Number test_element",
]


def isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False, out: Any = None
) -> Any:
    """Whether each element is among those of the other tensor."""
    if not isinstance(elements, Tensor) and not isinstance(test_elements, Tensor):
        got = f"({type(elements).__name__}, {type(test_elements).__name__})"
        rest = ", *, bool assume_unique = False, bool invert = False, Tensor out = None)"
        forms = "".join(f" * ({one}{rest}\n" for one in _ISIN)
        raise TypeError(
            f"isin() received an invalid combination of arguments - got {got}, but expected one of:\n{forms}"
        )
    given, tested = (one._array if isinstance(one, Tensor) else np.asarray(one) for one in (elements, test_elements))
    made = wrap(np.asarray(np.isin(given, tested, invert=invert)), dtypes.bool)
    return made if out is None else into(out, made, "isin")


# -- distinct elements ----------------------------------------------------------------------------------------------


@op(node="Unique2Backward0", name="unique", results=("values", "inverse", "counts"), input=undifferentiable("_unique2"))
def unique_all(input: Array) -> tuple[Array, Array, Array]:
    """The distinct elements in order, which of them each element is, and how often each occurs."""
    values, inverse, counts = np.unique(input, return_inverse=True, return_counts=True, equal_nan=False)
    return values, inverse.reshape(input.shape).astype(np.int64), counts.astype(np.int64)


@op(
    node="UniqueDimBackward0",
    name="unique",
    results=("values", "inverse", "counts"),
    input=undifferentiable("unique_dim"),
)
def unique_along(input: Array, dim: int) -> tuple[Array, Array, Array]:
    """The distinct slices along an axis in order, which of them each slice is, and how often each occurs."""
    axis = wrap_dim(dim, input.ndim)
    _check_not_empty(input, axis)
    values, inverse, counts = np.unique(input, return_inverse=True, return_counts=True, axis=axis)
    return np.ascontiguousarray(values), inverse.reshape(-1).astype(np.int64), counts.astype(np.int64)


def _check_not_empty(input: Array, axis: int) -> None:
    zeros = [place for place, size in enumerate(input.shape) if size == 0]
    if input.ndim and input.shape[axis] == 0 and len(zeros) > 1:
        raise RuntimeError("Number of zero sized dimensions is more than one, so unique cannot be applied ")
    if zeros and axis not in zeros:
        raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")


def _chosen(made: Sequence[Any], return_inverse: bool, return_counts: bool) -> Any:
    values, inverse, counts = made
    found = [values, *([inverse] if return_inverse else []), *([counts] if return_counts else [])]
    return found[0] if len(found) == 1 else tuple(found)


def unique(
    input: Any, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The distinct elements, or slices along ``dim``, in order."""
    made = unique_all(input) if dim is None else unique_along(input, dim)
    return _chosen(made, return_inverse, return_counts)


@op(
    name="unique_consecutive",
    results=("values", "inverse", "counts"),
    input=undifferentiable("unique_consecutive"),
)
def runs(input: Array, dim: int | None = None) -> tuple[Array, Array, Array]:
    """One element of each run of equal ones, which run each element is in, and how long each is."""
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    if axis is not None:
        _check_not_empty(input, axis)
    rows = input.reshape(-1, 1) if axis is None else np.moveaxis(np.atleast_1d(input), axis, 0)
    flat = rows.reshape(rows.shape[0], -1) if rows.size else rows.reshape(rows.shape[0], 0)
    starts = np.ones(rows.shape[0], np.bool_)
    starts[1:] = (flat[1:] != flat[:-1]).any(axis=1)
    inverse = np.cumsum(starts, dtype=np.int64) - 1
    counts = np.diff(np.append(np.flatnonzero(starts), rows.shape[0])).astype(np.int64)
    if axis is None:
        return np.ravel(input)[starts], inverse.reshape(input.shape), counts
    return np.ascontiguousarray(np.moveaxis(rows[starts], 0, axis)), inverse, counts


def unique_consecutive(
    input: Any, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The elements, or slices along ``dim``, without those equal to the one before."""
    return _chosen(runs(input, dim), return_inverse, return_counts)


# -- how often ------------------------------------------------------------------------------------------------------


@op(operands=("input", "weights"))
def bincount(input: Array, weights: Array | None = None, minlength: int = 0) -> Array:
    """How often each whole number occurs, or the sum of the weights where it does."""
    if input.dtype.kind not in "iu":
        raise unsupported("bincount_cpu", dtypes.from_numpy(input.dtype))
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if input.ndim == 1 and not input.size:
        return np.zeros(minlength, np.int64)
    if input.ndim != 1 or (input < 0).any():
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None:
        return np.bincount(input, minlength=minlength).astype(np.int64)
    if weights.shape != input.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    made = np.bincount(input, weights, minlength)
    return made.astype(np.float32 if weights.dtype == np.float32 else np.float64)


def _edges(name: str, values: Array, bins: int, low: float, high: float) -> Array:
    """The borders of equal bins; where both ends are the same, those of the values."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if low == high and values.size:
        low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        shown = ["-nan" if np.isnan(one) else f"{one:g}" for one in (low, high)]
        raise RuntimeError(f"torch.{name}: range of [{shown[0]}, {shown[1]}] is not finite")
    if low > high:
        raise RuntimeError(f"torch.{name}: max must be larger than min")
    if low == high:
        margin = 1 if name == "histc" else 0.5
        low, high = low - margin, high + margin
    return np.linspace(low, high, bins + 1, dtype=values.dtype)


@op()
def histc(input: Array, bins: int = 100, min: float = 0, max: float = 0) -> Array:
    """How many elements lie in each of ``bins`` equal stretches from ``min`` to ``max``."""
    if input.dtype.kind != "f":
        raise unsupported("histogram_cpu", dtypes.from_numpy(input.dtype))
    edges = _edges("histc", input, int(bins), float(min), float(max))
    return np.histogram(input.ravel().astype(np.float64), edges.astype(np.float64))[0].astype(input.dtype)


def histogram(
    input: Any, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False, out: Any = None
) -> Any:
    """How many elements, or how much of their weights, lie between the edges, and the edges."""
    if not input.dtype.is_floating_point:
        raise unsupported("histogramdd", input.dtype)
    values = input._array.ravel()
    edges = _given_edges(input, bins) if isinstance(bins, Tensor) else None
    if edges is None:
        low, high = (0.0, 0.0) if range is None else range
        edges = _edges("histogram()", values, bins, low, high)
    if weight is not None and weight.shape != input.shape:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor "
            f"excluding its innermost dimension, but got input with shape {[input.numel(), 1]} and weight with shape "
            f"{list(weight.shape)}"
        )
    parts = None if weight is None else weight._array.ravel().astype(np.float64)
    counts = np.histogram(values.astype(np.float64), edges.astype(np.float64), weights=parts)[0]
    if density:
        counts = counts / np.diff(edges) / counts.sum()
    made = (wrap(counts.astype(values.dtype), input.dtype), wrap(np.array(edges), input.dtype))
    return return_types.histogram(*(made if out is None else into(out, made, "histogram")))


def histogramdd(input: Any, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False) -> Any:
    """How many points, or how much of their weights, lie in each box of a grid, and the grid's edges on each axis.

    Args:
        input: the points, shape (…, axes).
        bins: a number of boxes for all axes or for each, or the edges of each.
    """
    if not input.dtype.is_floating_point:
        raise unsupported("histogramdd", input.dtype)
    if input.dim() < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    axes = input.shape[-1]
    chosen = [bins] * axes if isinstance(bins, int) else list(bins)
    if len(chosen) != axes:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input.")
    points = input._array.reshape(-1, axes)
    edges = [
        _given_edges(input, one)
        if isinstance(one, Tensor)
        else _edges("histogramdd()", points[:, axis], one, *(range[2 * axis : 2 * axis + 2] if range else (0.0, 0.0)))
        for axis, one in enumerate(chosen)
    ]
    parts = None if weight is None else weight._array.ravel().astype(np.float64)
    counts = _counted(points, edges, parts)
    if density:
        counts = counts / counts.sum()
        for axis, one in enumerate(edges):
            counts = counts / np.diff(one).reshape([-1 if place == axis else 1 for place in builtins.range(axes)])
    hist = wrap(counts.astype(points.dtype), input.dtype)
    return return_types.histogramdd(hist, tuple([wrap(np.array(one), input.dtype) for one in edges]))


def _counted(points: Array, edges: Sequence[Array], parts: Array | None) -> Array:
    """How many points lie in each box, or how much of their parts; the last edge belongs to the last box."""
    boxes = tuple([len(one) - 1 for one in edges])
    inside = np.ones(len(points), bool)
    places = []
    for column, one in zip(points.T, edges, strict=True):
        inside &= (column >= one[0]) & (column <= one[-1])
        places.append(np.clip(np.searchsorted(one, column, "right") - 1, 0, len(one) - 2))
    flat = np.ravel_multi_index(tuple([place[inside] for place in places]), boxes)
    return np.bincount(flat, None if parts is None else parts[inside], int(np.prod(boxes))).reshape(boxes)


def _given_edges(input: Any, bins: Any) -> Array:
    if bins.dtype is not input.dtype:
        kinds = [dtypes.word(one.dtype) for one in (input, bins)]
        raise RuntimeError(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
            f"{kinds[0]} and bins for dimension 0 with dtype {kinds[1]}"
        )
    if bins.dim() != 1:
        raise RuntimeError(
            f"torch.histogramdd: bins tensor should have one dimension, but got {bins.dim()} dimensions in the bins "
            "tensor for dimension 0"
        )
    return bins._array
