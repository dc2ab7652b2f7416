"""Axes that fold away: sums, means, products, extremes, truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes, errors, return_types
from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.ops._folding import (
    Dim,
    averaged,
    axes_of,
    cat,
    check_some,
    count_along,
    fold_add,
    fold_largest,
    fold_multiply,
    fold_smallest,
    in_rows,
    into_place,
    raised,
    restore,
    shared_along,
    shared_by_all,
    spread,
    sum_type,
)
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import into

# -- sums and means -------------------------------------------------------------------------------------------------


@op(name="sum", node="SumBackward0", input=lambda g, input_sizes: spread(g, input_sizes))
def sum_all(input: Array, dtype: Any = None) -> Array:
    """The sum of all elements."""
    return fold_add(input, None, sum_type(input, dtype))


@op(
    name="sum",
    node="SumBackward1",
    input=lambda g, input_sizes, dim, keepdim: restore(g, input_sizes, dim, keepdim),
)
def sum_dim(input: Array, dim: Dim, keepdim: bool = False, dtype: Any = None) -> Array:
    """The sum along some axes."""
    return in_rows(fold_add(input, axis=axes_of(dim, input.ndim), dtype=sum_type(input, dtype), keepdims=keepdim))


def sum(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The sum of the elements, of all or along ``dim``."""
    if dim is None and not keepdim:
        return sum_all.call(input, dtype, out=out)
    return sum_dim.call(input, () if dim is None else dim, keepdim, dtype, out=out)


@op(
    name="nansum",
    node="NansumBackward0",
    input=lambda g, input, dim, keepdim: restore(g, input.shape, dim, keepdim) * input.isnan().logical_not(),
)
def nansum_op(input: Array, dim: Dim = None, keepdim: bool = False, dtype: Any = None) -> Array:
    """The sum along some axes of what are numbers."""
    numbers = np.where(np.isnan(input), input.dtype.type(0), input)
    return in_rows(fold_add(numbers, axis=axes_of(dim, input.ndim), dtype=sum_type(input, dtype), keepdims=keepdim))


def nansum(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The sum of the elements that are numbers, of all or along ``dim``."""
    return nansum_op(input, dim, keepdim, dtype, out=out)


def _mean_type(input: Array, dtype: Any) -> Any:
    kind = dtypes.from_numpy(input.dtype) if dtype is None else dtype
    if kind.is_floating_point:
        return kind.numpy
    subject = "Input" if dtype is None else "Optional"
    raise RuntimeError(
        f"mean(): could not infer output dtype. {subject} dtype must be either a floating point or complex dtype. "
        f"Got: {kind.type_name}"
    )


@op(
    name="mean",
    node="MeanBackward0",
    input=lambda g, input_sizes: averaged(g, input_sizes, None, True),
)
def mean_all(input: Array, dtype: Any = None) -> Array:
    """The mean of all elements."""
    kind = _mean_type(input, dtype)
    return np.asarray(fold_add(input, axis=None, dtype=kind) / kind.type(input.size)).astype(kind)


@op(
    name="mean",
    node="MeanBackward1",
    input=lambda g, input_sizes, dim, keepdim: averaged(g, input_sizes, dim, keepdim),
)
def mean_dim(input: Array, dim: Dim, keepdim: bool = False, dtype: Any = None) -> Array:
    """The mean along some axes."""
    kind = _mean_type(input, dtype)
    total = fold_add(input, axis=axes_of(dim, input.ndim), dtype=kind, keepdims=keepdim)
    return in_rows(np.asarray(total / kind.type(count_along(input.shape, dim))))


def mean(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The mean of the elements, of all or along ``dim``."""
    if dim is None and not keepdim:
        return mean_all.call(input, dtype, out=out)
    return mean_dim.call(input, () if dim is None else dim, keepdim, dtype, out=out)


def nanmean(input: Any, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The mean of the elements that are numbers, of all or along ``dim``."""
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.type_name}"
        )
    count = sum(input.detach().isnan().logical_not(), dim, keepdim)
    made = nansum(input, dim, keepdim, dtype=dtype) / count
    return made if out is None else into(out, made, "nanmean", casts=True)


# -- products -------------------------------------------------------------------------------------------------------


def _others_product(input: Any, axis: int) -> Any:
    """For each element the product of the others along the axis, zeros and all."""
    size = input.shape[axis]
    ones = input.new_ones(input.detach().narrow(axis, 0, 1).shape)
    ahead = cat([ones, input.narrow(axis, 0, size - 1)], axis).cumprod(axis)
    behind = cat([ones, input.narrow(axis, 1, size - 1).flip(axis)], axis).cumprod(axis).flip(axis)
    return ahead * behind


def _shared_out(g: Any, input: Any, axis: int) -> Any:
    """The gradient of factors of which some are 0, of their product along an axis."""
    return g if input.shape[axis] == 1 else g * _others_product(input, axis)


def _prod_rule(g: Any, input: Any, result: Any, dim: int, keepdim: bool) -> Any:
    if not input.dim():
        return g.clone()
    g, result = raised(g, input.shape, dim, keepdim), raised(result, input.shape, dim, keepdim)
    if (input._array != 0).all():
        return g * (result / input)
    return _shared_out(g, input, wrap_dim(dim, input.dim()))


def _prod_all_rule(g: Any, input: Any, result: Any) -> Any:
    if not input.dim():
        return g.clone()
    zeros = np.count_nonzero(input._array == 0)
    if not zeros:
        return g * (result / input)
    if zeros > 1:
        return input.new_zeros(input.shape)
    return _shared_out(g, input.contiguous().view(-1), 0).view(input.shape)


@op(
    name="prod",
    node="ProdBackward0",
    input=lambda g, input, result: _prod_all_rule(g, input, result),
)
def prod_all(input: Array, dtype: Any = None) -> Array:
    """The product of all elements."""
    return fold_multiply(input, axis=None, dtype=sum_type(input, dtype))


@op(
    name="prod",
    node="ProdBackward1",
    input=lambda g, input, result, dim, keepdim: _prod_rule(g, input, result, dim, keepdim),
)
def prod_dim(input: Array, dim: int, keepdim: bool = False, dtype: Any = None) -> Array:
    """The product along an axis."""
    return in_rows(fold_multiply(input, axis=axes_of(dim, input.ndim), dtype=sum_type(input, dtype), keepdims=keepdim))


def prod(input: Any, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The product of the elements, of all or along ``dim``."""
    return prod_all(input, dtype, out=out) if dim is None else prod_dim(input, dim, keepdim, dtype, out=out)


# -- extremes -------------------------------------------------------------------------------------------------------


@op(name="max", node="MaxBackward1", input=lambda g, input, result: shared_by_all(g, input, result))
def max_all(input: Array) -> Array:
    """The largest element."""
    check_some("max", input, None)
    return fold_largest(input, axis=None)


@op(name="min", node="MinBackward1", input=lambda g, input, result: shared_by_all(g, input, result))
def min_all(input: Array) -> Array:
    """The smallest element."""
    check_some("min", input, None)
    return fold_smallest(input, axis=None)


def _extreme_along(name: str, input: Array, dim: int, keepdim: bool, find: Any) -> tuple[Array, Array]:
    axis = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return input.copy(), np.zeros((), np.int64)
    check_some(name, input, axis)
    places = np.expand_dims(find(input, axis=axis), axis).astype(np.int64)
    values = np.take_along_axis(input, places, axis)
    return (values, places) if keepdim else (values.squeeze(axis), places.squeeze(axis))


@op(name="max", node="MaxBackward0", results=("values", "indices"), input=into_place)
def max_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The largest elements along an axis, and where they are."""
    return _extreme_along("max", input, dim, keepdim, np.argmax)


@op(name="min", node="MinBackward0", results=("values", "indices"), input=into_place)
def min_dim(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, Array]:
    """The smallest elements along an axis, and where they are."""
    return _extreme_along("min", input, dim, keepdim, np.argmin)


def _one_axis(name: str, input: Any, dim: Any) -> int:
    if isinstance(dim, (int, np.integer)):
        return int(dim)
    forms = [
        "Tensor input, *, Tensor out = None",
        "Tensor input, Tensor other, *, Tensor out = None",
        "Tensor input, int dim, bool keepdim = False, *, tuple of Tensors out = None",
    ]
    raise errors.no_such_form(name, (input, dim), forms)


def max(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None, out: Any = None) -> Any:
    """The largest element, the largest along ``dim`` with their places, or the larger of two tensors."""
    from tensorlab.ops.pointwise import maximum

    if isinstance(dim, Tensor) or other is not None:
        return maximum(input, dim if other is None else other, out=out)
    if dim is None:
        return max_all(input, out=out)
    return return_types.max(*max_dim(input, _one_axis("max", input, dim), keepdim, out=out))


def min(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None, out: Any = None) -> Any:
    """The smallest element, the smallest along ``dim`` with their places, or the smaller of two tensors."""
    from tensorlab.ops.pointwise import minimum

    if isinstance(dim, Tensor) or other is not None:
        return minimum(input, dim if other is None else other, out=out)
    if dim is None:
        return min_all(input, out=out)
    return return_types.min(*min_dim(input, _one_axis("min", input, dim), keepdim, out=out))


@op(input=lambda g, input, result, dim, keepdim: shared_along(g, input, result, dim, keepdim))
def amax(input: Array, dim: Dim = (), keepdim: bool = False) -> Array:
    """The largest elements along some axes; ties share the gradient."""
    check_some("amax", input, dim)
    return in_rows(fold_largest(input, axis=axes_of(dim, input.ndim), keepdims=keepdim))


@op(input=lambda g, input, result, dim, keepdim: shared_along(g, input, result, dim, keepdim))
def amin(input: Array, dim: Dim = (), keepdim: bool = False) -> Array:
    """The smallest elements along some axes; ties share the gradient."""
    check_some("amin", input, dim)
    return in_rows(fold_smallest(input, axis=axes_of(dim, input.ndim), keepdims=keepdim))


def _aminmax_rule(gs: Any, input: Any, min: Any, max: Any, dim: int | None, keepdim: bool) -> Any:
    shares = [
        shared_along(g, input, result, dim, keepdim) for g, result in zip(gs, (min, max), strict=True) if g is not None
    ]
    return shares[0] if len(shares) == 1 else shares[0] + shares[1]


@op(name="aminmax", node="AminmaxBackward0", results=("min", "max"), input=_aminmax_rule)
def aminmax_op(input: Array, dim: int | None = None, keepdim: bool = False) -> tuple[Array, Array]:
    """The smallest and the largest elements."""
    axes = axes_of(dim, input.ndim)
    if axes is None and not input.size:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        )
    if axes is not None and input.shape[axes[0]] == 0:
        raise IndexError(f"aminmax: Expected reduction dim {axes[0]} to have non-zero size.")
    return (
        np.asarray(fold_smallest(input, axis=axes, keepdims=keepdim), order="C"),
        np.asarray(fold_largest(input, axis=axes, keepdims=keepdim), order="C"),
    )


def aminmax(input: Any, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Any:
    """The smallest and the largest elements, of all or along ``dim``."""
    for one in out or ():
        if one.dtype is not input.dtype:
            wanted, got = dtypes.word(input.dtype), dtypes.word(one.dtype)
            raise RuntimeError(f"Expected out tensor to have dtype {wanted}, but got {got} instead")
    return return_types.aminmax(*aminmax_op(input, dim, keepdim, out=out))


@op()
def argmax(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the largest element is: its flat position, or its position along ``dim``."""
    return _place("argmax", input, dim, keepdim, np.argmax)


@op()
def argmin(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the smallest element is: its flat position, or its position along ``dim``."""
    return _place("argmin", input, dim, keepdim, np.argmin)


def _place(name: str, input: Array, dim: int | None, keepdim: bool, find: Any) -> Array:
    if input.dtype == np.bool_:
        raise RuntimeError(f"{name}(): does not support bool input")
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    if axis is None and not input.size:
        raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
    check_some(name, input, axis)
    return np.asarray(find(input, axis=axis if input.ndim else None, keepdims=keepdim), np.int64)


# -- truth ----------------------------------------------------------------------------------------------------------


def _truth(fold: Callable[..., Any], input: Array, dim: Dim, keepdim: bool) -> Array:
    # Bytes stay bytes: they once were PyTorch's truth values.
    kind = np.uint8 if input.dtype == np.uint8 else np.bool_
    axes = axes_of(dim, input.ndim)
    if dim is not None and axes is None and input.ndim:
        # An empty list of axes folds none of them, here alone.
        return np.asarray(input != 0, kind)
    return np.asarray(fold(input, axis=axes, keepdims=keepdim), kind, order="C")


@op()
def all(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether no element is zero."""
    return _truth(np.all, input, dim, keepdim)


@op()
def any(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether some element is not zero."""
    return _truth(np.any, input, dim, keepdim)


@op()
def count_nonzero(input: Array, dim: Dim = None) -> Array:
    """How many elements are not zero."""
    return np.asarray(np.count_nonzero(input, axis=axes_of(dim, input.ndim)), np.int64, order="C")
