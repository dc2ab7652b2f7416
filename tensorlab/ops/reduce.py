"""Axes that fold away: sums, means, extremes, and running sums."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod as prod_of
from typing import Any, NamedTuple

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.ops.table import Array, on_both, op

Dim = int | Sequence[int] | None

# As Any, since numpy's stubs take no plain bool for keepdims.
_fold_add: Any = np.add.reduce
_fold_multiply: Any = np.multiply.reduce
_fold_largest: Any = np.maximum.reduce
_fold_smallest: Any = np.minimum.reduce


def axes_of(dim: Dim, rank: int) -> Any:
    """The axes as numpy wants them; None for all."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return None
    dims = (dim,) if isinstance(dim, int) else dim
    axes = tuple([wrap_dim(int(one), rank) for one in dims])
    if len(set(axes)) != len(axes):
        raise RuntimeError(f"dim {axes[-1]} appears multiple times in the list of dims")
    return axes if rank else None


@on_both
def restore(g: Any, sizes: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """Spread what a reduction gave back over the axes that it had folded: a view, nothing is copied."""
    if not keepdim and dim is not None:
        g = g.reshape(kept_shape(sizes, dim))
    return spread(g, sizes)


@on_both
def spread(g: Any, sizes: Sequence[int]) -> Any:
    """Stretch axes of size 1, and add some on the left: a view, nothing is copied."""
    if isinstance(g, Tensor):
        return g.expand(tuple(sizes))
    if g.ndim == 0:
        # By hand: numpy's own broadcast_to takes ten times as long.
        return np.ndarray(tuple(sizes), g.dtype, np.asarray(g), 0, (0,) * len(sizes))
    return np.broadcast_to(g, sizes)


@on_both
def kept_shape(sizes: Sequence[int], dim: Dim) -> tuple[int, ...]:
    """The shape with the folded axes at 1."""
    axes = axes_of(dim, len(sizes))
    return tuple(1 if axes is None or i in axes else size for i, size in enumerate(sizes))


# -- sums and means -------------------------------------------------------------------------------------------------


def _sum_type(input: Array, dtype: Any) -> Any:
    if dtype is not None:
        return dtype.numpy
    return np.int64 if input.dtype.kind in "iub" else input.dtype


@op(name="sum", node="SumBackward0", input=lambda g, input_sizes: spread(g, input_sizes))
def sum_all(input: Array, dtype: Any = None) -> Array:
    """The sum of all elements."""
    return _fold_add(input, axis=None, dtype=_sum_type(input, dtype))


@op(
    name="sum",
    node="SumBackward1",
    input=lambda g, input_sizes, dim, keepdim: restore(g, input_sizes, dim, keepdim),
)
def sum_dim(input: Array, dim: Dim, keepdim: bool = False, dtype: Any = None) -> Array:
    """The sum along some axes."""
    return _fold_add(input, axis=axes_of(dim, input.ndim), dtype=_sum_type(input, dtype), keepdims=keepdim)


def sum(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The sum of the elements, of all or along ``dim``."""
    if dim is None and not keepdim:
        return sum_all(input, dtype, out=out)
    return sum_dim(input, () if dim is None else dim, keepdim, dtype, out=out)


@on_both
def _count(sizes: Sequence[int], dim: Dim) -> int:
    axes = axes_of(dim, len(sizes))
    return prod_of([size for axis, size in enumerate(sizes) if axes is None or axis in axes])


def _check_mean(input: Array, dtype: Any, name: str = "mean") -> Any:
    kind = dtypes.from_numpy(input.dtype) if dtype is None else dtype
    if not kind.is_floating_point:
        raise RuntimeError(
            f"{name}(): could not infer output dtype. Input dtype must be either a floating point or complex "
            "dtype. Got: "
            f"{kind.type_name}"
        )
    return kind.numpy


@op(
    name="mean",
    node="MeanBackward0",
    input=lambda g, input_sizes: spread(g / _count(input_sizes, None), input_sizes),
)
def mean_all(input: Array, dtype: Any = None) -> Array:
    """The mean of all elements."""
    kind = _check_mean(input, dtype)
    return np.asarray(_fold_add(input, axis=None, dtype=kind) / kind.type(input.size)).astype(kind)


@op(
    name="mean",
    node="MeanBackward1",
    input=lambda g, input_sizes, dim, keepdim: restore(g / _count(input_sizes, dim), input_sizes, dim, keepdim),
)
def mean_dim(input: Array, dim: Dim, keepdim: bool = False, dtype: Any = None) -> Array:
    """The mean along some axes."""
    kind = _check_mean(input, dtype)
    axes = axes_of(dim, input.ndim)
    return np.asarray(_fold_add(input, axis=axes, dtype=kind, keepdims=keepdim) / kind.type(_count(input.shape, dim)))


def mean(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The mean of the elements, of all or along ``dim``."""
    if dim is None and not keepdim:
        return mean_all(input, dtype, out=out)
    return mean_dim(input, () if dim is None else dim, keepdim, dtype, out=out)


def _var_rule(g: Any, input: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    count = _count(input.shape, dim)
    away = input - mean_dim(input, () if dim is None else dim, True)
    return restore(g, input.shape, dim, keepdim) * (away * (2.0 / (count - correction)))


def _spread(input: Array, dim: Dim, correction: float, keepdim: bool) -> Array:
    _check_mean(input, None, "var")
    axes = axes_of(dim, input.ndim)
    away = input - np.mean(input, axis=axes, keepdims=True)
    left = input.dtype.type(_count(input.shape, dim) - correction)
    return _fold_add(away * away, axis=axes, keepdims=keepdim) / left


@op(name="var", node="VarBackward0", input=_var_rule)
def var_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    """The mean square distance from the mean."""
    return _spread(input, dim, correction, keepdim)


def _std_rule(g: Any, input: Any, result: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    return _var_rule(g / (2 * result), input, dim, correction, keepdim)


@op(name="std", node="StdBackward0", input=_std_rule)
def std_op(input: Array, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    """The square root of the variance."""
    return np.sqrt(_spread(input, dim, correction, keepdim))


def _correction(dim: Any, unbiased: bool | None, correction: float | None) -> tuple[Any, float]:
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    return dim, correction


def var(
    input: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: float | None = None
) -> Any:
    """The variance, with one degree of freedom taken off unless told otherwise."""
    axes, off = _correction(dim, unbiased, correction)
    return var_op(input, axes, off, keepdim)


def std(
    input: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: float | None = None
) -> Any:
    """The standard deviation, with one degree of freedom taken off unless told otherwise."""
    axes, off = _correction(dim, unbiased, correction)
    return std_op(input, axes, off, keepdim)


# -- products -------------------------------------------------------------------------------------------------------


def _others_product(input: Any, axis: int) -> Any:
    """For each element the product of the others along the axis, zeros and all."""
    ahead = input.cumprod(axis)
    behind = input.flip(axis).cumprod(axis).flip(axis)
    size = input.shape[axis]
    ones = input.narrow(axis, 0, 1) * 0 + 1
    before = ones if size == 1 else _cat([ones, ahead.narrow(axis, 0, size - 1)], axis)
    after = ones if size == 1 else _cat([behind.narrow(axis, 1, size - 1), ones], axis)
    return before * after


def _cat(tensors: Sequence[Any], axis: int) -> Any:
    from tensorlab.ops.joins import cat

    return cat(tensors, axis)


def _prod_all_rule(g: Any, input: Any) -> Any:
    return (g * _others_product(input.reshape(-1), 0)).reshape(input.shape)


@op(name="prod", node="ProdBackward0", input=_prod_all_rule)
def prod_all(input: Array, dtype: Any = None) -> Array:
    """The product of all elements."""
    return _fold_multiply(input, axis=None, dtype=_sum_type(input, dtype))


@op(
    name="prod",
    node="ProdBackward1",
    input=lambda g, input, dim, keepdim: (
        restore(g, input.shape, dim, keepdim) * _others_product(input, wrap_dim(dim, input.dim()))
    ),
)
def prod_dim(input: Array, dim: int, keepdim: bool = False, dtype: Any = None) -> Array:
    """The product along an axis."""
    return _fold_multiply(input, axis=axes_of(dim, input.ndim), dtype=_sum_type(input, dtype), keepdims=keepdim)


def prod(input: Any, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The product of the elements, of all or along ``dim``."""
    return prod_all(input, dtype) if dim is None else prod_dim(input, dim, keepdim, dtype)


# -- extremes -------------------------------------------------------------------------------------------------------


class max_result(NamedTuple):
    values: Any
    indices: Any

    def __repr__(self) -> str:
        return _named("max", self)


class min_result(NamedTuple):
    values: Any
    indices: Any

    def __repr__(self) -> str:
        return _named("min", self)


def _named(name: str, result: Any) -> str:
    fields = ",\n".join(f"{key}={value!r}" for key, value in zip(result._fields, result, strict=True))
    return f"torch.return_types.{name}(\n{fields})"


def _shared_evenly(g: Any, input: Any, result: Any, dim: Dim, keepdim: bool) -> Any:
    """Ties share the gradient evenly."""
    best = input == restore(result, input.shape, dim, keepdim)
    best = best.to(input.dtype)
    return restore(g, input.shape, dim, keepdim) * best / sum(best, dim, dim is not None)


@op(name="max", node="MaxBackward1", input=lambda g, input, result: _shared_evenly(g, input, result, None, False))
def max_all(input: Array) -> Array:
    """The largest element."""
    _check_some("max", input)
    return _fold_largest(input, axis=None)


@op(name="min", node="MinBackward1", input=lambda g, input, result: _shared_evenly(g, input, result, None, False))
def min_all(input: Array) -> Array:
    """The smallest element."""
    _check_some("min", input)
    return _fold_smallest(input, axis=None)


def _check_some(name: str, input: Array) -> None:
    if input.size == 0:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
            "the 'dim' argument."
        )


def _into_place(gs: Any, input_sizes: Sequence[int], indices: Any, dim: int, keepdim: bool) -> Any:
    g = gs[0]
    if not input_sizes:
        return g
    if not keepdim:
        g, indices = g.unsqueeze(dim), indices.unsqueeze(dim)
    return g.new_zeros(tuple(input_sizes)).scatter(dim, indices, g)


def _extreme_along(input: Array, dim: int, keepdim: bool, find: Any) -> tuple[Array, Array]:
    if input.ndim == 0:
        return input.copy(), np.zeros((), np.int64)
    axis = wrap_dim(dim, input.ndim)
    places = np.expand_dims(find(input, axis=axis), axis).astype(np.int64)
    values = np.take_along_axis(input, places, axis)
    return (values, places) if keepdim else (values.squeeze(axis), places.squeeze(axis))


@op(name="max", node="MaxBackward0", results=("values", "indices"), input=_into_place)
def max_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The largest elements along an axis, and where they are."""
    return _extreme_along(input, dim, keepdim, np.argmax)


@op(name="min", node="MinBackward0", results=("values", "indices"), input=_into_place)
def min_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The smallest elements along an axis, and where they are."""
    return _extreme_along(input, dim, keepdim, np.argmin)


def max(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The largest element, the largest along ``dim`` with their places, or the larger of two tensors."""
    from tensorlab.ops.pointwise import maximum

    if isinstance(dim, Tensor) or other is not None:
        return maximum(input, dim if other is None else other)
    return max_all(input) if dim is None else max_result(*max_dim(input, dim, keepdim))


def min(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The smallest element, the smallest along ``dim`` with their places, or the smaller of two tensors."""
    from tensorlab.ops.pointwise import minimum

    if isinstance(dim, Tensor) or other is not None:
        return minimum(input, dim if other is None else other)
    return min_all(input) if dim is None else min_result(*min_dim(input, dim, keepdim))


@op(input=lambda g, input, result, dim, keepdim: _shared_evenly(g, input, result, dim, keepdim))
def amax(input: Array, dim: Dim = (), keepdim: bool = False) -> Array:
    """The largest elements along some axes; ties share the gradient."""
    return _fold_largest(input, axis=axes_of(dim, input.ndim), keepdims=keepdim)


@op(input=lambda g, input, result, dim, keepdim: _shared_evenly(g, input, result, dim, keepdim))
def amin(input: Array, dim: Dim = (), keepdim: bool = False) -> Array:
    """The smallest elements along some axes; ties share the gradient."""
    return _fold_smallest(input, axis=axes_of(dim, input.ndim), keepdims=keepdim)


@op()
def argmax(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the largest element is: its flat position, or its position along ``dim``."""
    return _place(input, dim, keepdim, np.argmax)


@op()
def argmin(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the smallest element is: its flat position, or its position along ``dim``."""
    return _place(input, dim, keepdim, np.argmin)


def _place(input: Array, dim: int | None, keepdim: bool, find: Any) -> Array:
    axis = None if dim is None or input.ndim == 0 else wrap_dim(dim, input.ndim)
    return np.asarray(find(input, axis=axis, keepdims=keepdim), np.int64)


@op()
def all(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether no element is zero."""
    return np.asarray(np.all(input, axis=axes_of(dim, input.ndim), keepdims=keepdim), np.bool_)


@op()
def any(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether some element is not zero."""
    return np.asarray(np.any(input, axis=axes_of(dim, input.ndim), keepdims=keepdim), np.bool_)


@op()
def count_nonzero(input: Array, dim: Dim = None) -> Array:
    """How many elements are not zero."""
    return np.asarray(np.count_nonzero(input, axis=axes_of(dim, input.ndim)), np.int64)


@on_both
def exponential(value: Any) -> Any:
    return value.exp() if isinstance(value, Tensor) else np.exp(value)


# -- norms and softmax ----------------------------------------------------------------------------------------------


def _norm_rule(g: Any, input: Any, result: Any, ord: float, dim: Dim, keepdim: bool) -> Any:
    whole = restore(result, input.shape, dim, keepdim)
    g = restore(g, input.shape, dim, keepdim)
    if ord == 2:
        return (input / whole * g).masked_fill(whole == 0, 0.0)
    if ord == 1:
        return input.sign() * g
    if ord in (float("inf"), float("-inf")):
        best = (input.abs() == whole).to(input.dtype)
        return input.sign() * g * best / sum(best, dim, dim is not None)
    return (input * input.abs() ** (ord - 2) * (g / whole ** (ord - 1))).masked_fill(whole == 0, 0.0)


@op(name="vector_norm", node="LinalgVectorNormBackward0", input=_norm_rule)
def vector_norm(input: Array, ord: float = 2, dim: Dim = None, keepdim: bool = False) -> Array:
    """The length of the elements as vectors along some axes."""
    axes = axes_of(dim, input.ndim)
    size = np.absolute(input)
    if ord == 2:
        return np.sqrt(_fold_add(size * size, axis=axes, keepdims=keepdim))
    if ord == 1:
        return _fold_add(size, axis=axes, keepdims=keepdim)
    if ord in (float("inf"), float("-inf")):
        fold = _fold_largest if ord > 0 else _fold_smallest
        return fold(size, axis=axes, keepdims=keepdim)
    if ord == 0:
        return np.asarray((size != 0).sum(axis=axes, keepdims=keepdim), input.dtype)
    total = _fold_add(size ** input.dtype.type(ord), axis=axes, keepdims=keepdim)
    return total ** input.dtype.type(1 / ord)


def norm(input: Any, p: Any = "fro", dim: Dim = None, keepdim: bool = False) -> Any:
    """The length of the elements as a vector; ``p`` is its order."""
    order = 2 if p in ("fro", None) else float(p)
    return vector_norm(input, order, dim, keepdim)


@on_both
def _folded(g: Any, dim: int) -> Any:
    """The sum along an axis, which stays at size 1."""
    return sum(g, dim, True) if isinstance(g, Tensor) else _fold_add(g, axis=dim if g.ndim else None, keepdims=True)


@on_both
def _softmax_rule(g: Any, result: Any, dim: int) -> Any:
    weighted = g * result
    return weighted - result * _folded(weighted, dim)


def _check_float(input: Array, kernel: str) -> None:
    if input.dtype.kind != "f":
        name = dtypes.from_numpy(input.dtype).type_name
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{name}'")


@op(name="softmax", node="SoftmaxBackward0", input=lambda g, result, dim: _softmax_rule(g, result, dim))
def softmax_op(input: Array, dim: int) -> Array:
    """Positive shares that add up to 1 along an axis."""
    _check_float(input, "softmax_lastdim_kernel_impl")
    axis = wrap_dim(dim, input.ndim) if input.ndim else None
    powers = np.exp(input - np.max(input, axis=axis, keepdims=True))
    return powers / _fold_add(powers, axis=axis, keepdims=True)


@op(
    name="log_softmax",
    node="LogSoftmaxBackward0",
    input=lambda g, result, dim: g - exponential(result) * _folded(g, dim),
)
def log_softmax_op(input: Array, dim: int) -> Array:
    """The logarithm of softmax, without overflow."""
    _check_float(input, "log_softmax_lastdim_kernel_impl")
    axis = wrap_dim(dim, input.ndim) if input.ndim else None
    low = input - np.max(input, axis=axis, keepdims=True)
    return low - np.log(_fold_add(np.exp(low), axis=axis, keepdims=True))


def softmax(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """Positive shares that add up to 1 along ``dim``."""
    return softmax_op(input if dtype is None else input.to(dtype), dim)


def log_softmax(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """The logarithm of softmax along ``dim``."""
    return log_softmax_op(input if dtype is None else input.to(dtype), dim)


@op(
    input=lambda g, input, result, dim, keepdim: (
        restore(g, input.shape, dim, keepdim) * exponential(input - restore(result, input.shape, dim, keepdim))
    )
)
def logsumexp(input: Array, dim: Dim, keepdim: bool = False) -> Array:
    """``log(sum(exp(input)))`` along some axes, without overflow."""
    axes = axes_of(dim, input.ndim)
    top = np.max(input, axis=axes, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(input.dtype)
    total = np.log(_fold_add(np.exp(input - top), axis=axes, keepdims=True)) + top
    return total if keepdim else np.squeeze(total, axis=axes if axes is not None else tuple(range(input.ndim)))


# -- running sums and products --------------------------------------------------------------------------------------


# Element i is a term of every later sum, so its gradient is a running sum from the other end.
@op(input=lambda g, dim: g.flip(dim).cumsum(dim).flip(dim))
def cumsum(input: Array, dim: int, dtype: Any = None) -> Array:
    """Running sums along an axis."""
    axis = wrap_dim(dim, input.ndim)
    return np.cumsum(input, axis=axis if input.ndim else None, dtype=_sum_type(input, dtype)).reshape(input.shape)


def _cumprod_rule(g: Any, input: Any, result: Any, dim: int) -> Any:
    return (g * result).flip(dim).cumsum(dim).flip(dim) / input


@op(input=_cumprod_rule)
def cumprod(input: Array, dim: int, dtype: Any = None) -> Array:
    """Running products along an axis."""
    axis = wrap_dim(dim, input.ndim)
    return np.cumprod(input, axis=axis if input.ndim else None, dtype=_sum_type(input, dtype)).reshape(input.shape)
