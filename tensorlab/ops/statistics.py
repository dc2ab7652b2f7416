"""Spread, middle and order statistics: variance, median, mode, quantiles."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.dtypes import Kind
from tensorlab.ops import _introsort, reduce
from tensorlab.ops._composed import squeezed
from tensorlab.ops._folding import Dim, averaged, axes_of, count_along, in_rows, into_place, raised, shared_by_all
from tensorlab.ops._kernels import unsupported
from tensorlab.ops._selection import named
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import check_apart, into

# -- variance -------------------------------------------------------------------------------------------------------


def _variance(input: Array, dim: Dim, correction: float, keepdim: bool, name: str) -> tuple[Array, Array]:
    """Mean square distance from the mean, and the mean, with axes kept."""
    axes = axes_of(dim, input.ndim)
    count = count_along(input.shape, dim)
    if count - correction <= 0:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
            "(input numel divided by output numel).",
            UserWarning,
            stacklevel=7,
        )
    total: Any = np.add.reduce
    middle = total(input, axis=axes, keepdims=True) / input.dtype.type(count)
    away = input - middle
    left = input.dtype.type(max(0, count - correction))
    square = total(away * away, axis=axes, keepdims=keepdim) / left
    return in_rows(square), in_rows(middle if keepdim else middle.squeeze(axes))


def _check_spread(input: Any, name: str) -> None:
    if input.dtype.kind is not Kind.FLOAT:
        subject = "std and var" if name in ("std", "var") else name
        raise RuntimeError(f"{subject} only support floating point and complex dtypes")


def _var_rule(g: Any, input: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    left = count_along(input.shape, dim) - correction
    scale = 2.0 / left if left else math.inf
    if dim is None or not input.dim():
        return scale * g * (input - reduce.mean_all(input))
    return scale * raised(g, input.shape, dim, keepdim) * (input - reduce.mean_dim(input, dim, True))


def _std_rule(g: Any, input: Any, result: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    return _var_rule((g / (result * 2)).masked_fill(result == 0, 0.0), input, dim, correction, keepdim)


@op(name="var", node="VarBackward0", input=_var_rule)
def var_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    """The mean square distance from the mean."""
    return _variance(input, dim, correction, keepdim, "var")[0]


@op(name="std", node="StdBackward0", input=_std_rule)
def std_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    """The square root of the variance."""
    return np.sqrt(_variance(input, dim, correction, keepdim, "std")[0])


def _both(spread: Any, middle: Any) -> Any:
    """The sum of two gradients, of which one may be missing."""
    if spread is None or middle is None:
        return middle if spread is None else spread
    return spread + middle


@op(
    name="var_mean",
    node="VarMeanBackward0",
    results=("result0", "result1"),
    input=lambda gs, input, dim, correction, keepdim: _both(
        None if gs[0] is None else _var_rule(gs[0], input, dim, correction, keepdim),
        None if gs[1] is None else averaged(gs[1], input.shape, dim, keepdim),
    ),
)
def var_mean_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> tuple[Array, Array]:
    """Variance and mean."""
    return _variance(input, dim, correction, keepdim, "var_mean")


@op(
    name="std_mean",
    node="StdMeanBackward0",
    results=("result0", "result1"),
    input=lambda gs, input, result0, dim, correction, keepdim: _both(
        None if gs[0] is None else _std_rule(gs[0], input, result0, dim, correction, keepdim),
        None if gs[1] is None else averaged(gs[1], input.shape, dim, keepdim),
    ),
)
def std_mean_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> tuple[Array, Array]:
    """Standard deviation and mean."""
    square, middle = _variance(input, dim, correction, keepdim, "std_mean")
    return np.sqrt(square), middle


def _spread(operation: Any, input: Any, dim: Any, unbiased: Any, keepdim: bool, correction: Any, out: Any) -> Any:
    """One of the four, with PyTorch's two ways to say what is taken off the number of elements."""
    _check_spread(input, operation.name)
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    return operation(input, dim, correction, keepdim, out=out)


def var(
    input: Any,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The variance along ``dim``, with one degree of freedom taken off unless told otherwise."""
    return _spread(var_op, input, dim, unbiased, keepdim, correction, out)


def std(
    input: Any,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The standard deviation along ``dim``, with one degree of freedom taken off unless told otherwise."""
    return _spread(std_op, input, dim, unbiased, keepdim, correction, out)


def var_mean(
    input: Any,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The variance, as :func:`var` gives it, and the mean."""
    return _spread(var_mean_op, input, dim, unbiased, keepdim, correction, out)


def std_mean(
    input: Any,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The standard deviation, as :func:`std` gives it, and the mean."""
    return _spread(std_mean_op, input, dim, unbiased, keepdim, correction, out)


# -- the element at a place in the order ----------------------------------------------------------------------------


def _along(input: Array, dim: int, keepdim: bool, find: Callable[[Array], Array]) -> tuple[Array, Array]:
    """The elements along an axis at the places that ``find`` gives for rows, shape (…, size) to (…)."""
    if input.ndim == 0:
        return input.copy(), np.zeros((), np.int64)
    axis = wrap_dim(dim, input.ndim)
    places = np.expand_dims(np.asarray(find(np.moveaxis(input, axis, -1)), np.int64), axis)
    values = np.take_along_axis(input, places, axis)
    return (values, places) if keepdim else (values.squeeze(axis), places.squeeze(axis))


def _ranked(rows: Array, rank: Array | int) -> Array:
    """Where the elements of this rank stand, shape (…, size) to (…); what is not a number comes last."""
    order = np.argsort(rows, axis=-1, kind="stable")
    return np.take_along_axis(order, np.broadcast_to(rank, rows.shape[:-1])[..., None], -1)[..., 0]


def _first_nan(rows: Array, places: Array) -> Array:
    """The place of the first element that is not a number, where there is one."""
    missing = np.isnan(rows)
    return np.where(missing.any(-1), missing.argmax(-1), places)


def _middle(rows: Array) -> Array:
    return _first_nan(rows, _ranked(rows, (rows.shape[-1] - 1) // 2))


def _middle_of_numbers(rows: Array) -> Array:
    count = rows.shape[-1] - np.isnan(rows).sum(-1)
    return _ranked(rows, np.maximum((count - 1) // 2, 0))


def _check_some(name: str, input: Any, dim: int) -> None:
    axis = wrap_dim(dim, input.dim())
    if input.dim() and input.shape[axis] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")


def _check_ordered(input: Any, kernel: str) -> None:
    if input.dtype is dtypes.bool:
        raise unsupported(kernel, input.dtype)


def _one_of_all(input: Array, find: Callable[[Array], Array]) -> Array:
    if not input.size:
        return np.full((), np.nan if input.dtype.kind == "f" else np.iinfo(input.dtype).min, input.dtype)
    flat = input.reshape(-1)
    return flat[find(flat)]


@op(name="median", node="MedianBackward0", input=lambda g, input, result: shared_by_all(g, input, result))
def median_all(input: Array) -> Array:
    """The element in the middle of the order, the lower of two."""
    return _one_of_all(input, _middle)


@op(
    name="nanmedian",
    node="NanmedianBackward0",
    input=lambda g, input, result: shared_by_all(g, input, result),
)
def nanmedian_all(input: Array) -> Array:
    """The element in the middle of the order of those that are numbers."""
    return _one_of_all(input, _middle_of_numbers)


_PAIR = ("values", "indices")


@op(name="median", node="MedianBackward1", results=_PAIR, input=into_place)
def median_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The elements in the middle along an axis, and where they are."""
    return _along(input, dim, keepdim, _middle)


@op(name="nanmedian", node="NanmedianBackward1", results=_PAIR, input=into_place)
def nanmedian_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The elements in the middle of the numbers along an axis, and where they are."""
    return _along(input, dim, keepdim, _middle_of_numbers)


def _check_median(input: Any, dim: int | None) -> None:
    if dim is not None:
        _check_some("median", input, dim)
    _check_ordered(input, "median_cpu" if dim is None else "median_out")


def median(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The element in the middle, the lower of two; along ``dim`` with their places."""
    _check_median(input, dim)
    if dim is None:
        return median_all(input, out=out)
    return return_types.median(*median_dim(input, dim, keepdim, out=out))


def nanmedian(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """:func:`median` of what are numbers."""
    _check_median(input, dim)
    if dim is None:
        return nanmedian_all(input, out=out)
    return return_types.nanmedian(*nanmedian_dim(input, dim, keepdim, out=out))


@op(name="kthvalue", node="KthvalueBackward0", results=_PAIR, input=into_place)
def kthvalue_op(input: Array, k: int, dim: int = -1, keepdim: bool = False) -> tuple[Array, Array]:
    """The ``k``-th smallest elements along an axis, and where they are."""
    return _along(input, dim, keepdim, lambda rows: named(rows, _ranked(rows, k - 1), k - 1))


def kthvalue(input: Any, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The ``k``-th smallest elements along ``dim``, and where they are."""
    axis = wrap_dim(dim, input.dim())
    _check_some("kthvalue", input, dim)
    if not 1 <= k <= (input.shape[axis] if input.dim() else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    _check_ordered(input, "kthvalue_cpu")
    if out is not None:
        check_apart(out[0], [input])
    return return_types.kthvalue(*kthvalue_op(input, k, dim, keepdim, out=out))


_LONGEST = 2000
"""Up to this length, ``mode`` names the one of several equal elements that PyTorch names."""


def _in_unstable_order(values: list[Any]) -> list[int]:
    places = list(range(len(values)))
    _introsort.sort(places, lambda one, other: bool(values[one] < values[other]))
    return places


def _most_frequent(rows: Array) -> Array:
    """The place of the last of the elements that occur most often, the smallest of such."""
    size = rows.shape[-1]
    order = np.argsort(rows, axis=-1, kind="stable")
    if np.isnan(rows).any() or _introsort.SHORT < size <= _LONGEST:
        for row in np.ndindex(rows.shape[:-1]):
            order[row] = _in_unstable_order(rows[row].tolist())
    ranked = np.take_along_axis(rows, order, -1)
    starts = np.ones(rows.shape, np.bool_)
    starts[..., 1:] = ranked[..., 1:] != ranked[..., :-1]
    here = np.arange(size)
    length = here - np.maximum.accumulate(np.where(starts, here, 0), axis=-1) + 1
    return np.take_along_axis(order, length.argmax(-1)[..., None], -1)[..., 0]


@op(name="mode", node="ModeBackward0", results=_PAIR, input=into_place)
def mode_op(input: Array, dim: int = -1, keepdim: bool = False) -> tuple[Array, Array]:
    """The most frequent elements along an axis, and where they are."""
    return _along(input, dim, keepdim, _most_frequent)


def mode(input: Any, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The most frequent elements along ``dim``, the smallest of such, and where they are."""
    _check_some("mode", input, dim)
    return return_types.mode(*mode_op(input, dim, keepdim, out=out))


# -- quantiles ------------------------------------------------------------------------------------------------------

_INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _shares(input: Any, q: Any, name: str) -> Any:
    """``q`` as a tensor, once it is what it must be."""
    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q}")
        return wrap(np.asarray(q, input.dtype.numpy), input.dtype)
    if q.dim() > 1:
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor")
    if q.dtype is not input.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    if not ((q._array >= 0) & (q._array <= 1)).all():
        raise RuntimeError(f"{name}() q values must be in the range [0, 1]")
    return q


def _check_quantile(input: Any, interpolation: str, name: str) -> None:
    if input.numel() == 0:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if interpolation not in _INTERPOLATIONS:
        raise RuntimeError(
            f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )


def _ranks(shares: Any, rows: Any, interpolation: str, ignores_nan: bool) -> Any:
    """Where each share falls in each sorted row, between two places; shape (rows, shares)."""
    missing = np.isnan(rows._array)
    last = rows.shape[-1] - 1
    if ignores_nan:
        ranks = shares._array * np.maximum(last - missing.sum(-1, keepdims=True), 0)
    else:
        ranks = np.where(missing.any(-1, keepdims=True), last, shares._array.reshape(1, -1) * last)
    rounded = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}.get(interpolation)
    return ranks.astype(rows._array.dtype) if rounded is None else rounded(ranks)


def _between(rows: Any, ranks: Array, interpolation: str) -> Any:
    """The sorted elements at these ranks, and what lies between two of them."""

    def at(places: Array) -> Any:
        return rows.gather(-1, wrap(places.astype(np.int64), dtypes.int64))

    below = at(ranks)
    if interpolation not in ("linear", "midpoint"):
        return below
    share = np.full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - np.trunc(ranks)
    return below.lerp(at(np.ceil(ranks)), wrap(share, rows.dtype))


def _quantile(
    input: Any, q: Any, dim: int | None, keepdim: bool, interpolation: str, name: str, ignores_nan: bool
) -> Any:
    _check_quantile(input, interpolation, name)
    shares = _shares(input, q, name)
    axis = None if dim is None else wrap_dim(dim, input.dim())
    if axis is None or not input.dim():
        turned, shape = input.flatten(), (1,) * input.dim() if keepdim else ()
    else:
        turned = input if axis == input.dim() - 1 else input.unsqueeze(-1).transpose(axis, -1)
        sizes = list(input.shape)
        sizes[axis : axis + 1] = [1] if keepdim else []
        shape = tuple(sizes)
    ordered = turned.sort(-1)[0]
    rows = ordered.reshape(-1, ordered.shape[-1])
    found = _between(rows, _ranks(shares, rows, interpolation, ignores_nan), interpolation)
    if shares.dim():
        return found.transpose(0, 1).reshape(shares.shape[0], *shape)
    return squeezed(found.reshape(*shape, 1), -1)


def quantile(
    input: Any,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Any = None,
) -> Any:
    """Below which number a share ``q`` of the elements lies."""
    made = _quantile(input, q, dim, keepdim, interpolation, "quantile", False)
    return made if out is None else into(out, made, "quantile")


def nanquantile(
    input: Any,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Any = None,
) -> Any:
    """:func:`quantile` of what are numbers."""
    made = _quantile(input, q, dim, keepdim, interpolation, "nanquantile", True)
    return made if out is None else into(out, made, "nanquantile")
