"""Running sums, products and extremes along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab._tensor import wrap_dim
from tensorlab.ops._folding import cat, in_rows, sum_type
from tensorlab.ops._kernels import unsupported
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import in_place

# -- sums and products ----------------------------------------------------------------------------------------------


def _running(fold: Any, input: Array, dim: int, dtype: Any) -> Array:
    axis = wrap_dim(dim, input.ndim)
    kind = sum_type(input, dtype)
    return in_rows(fold(input, axis=axis, dtype=kind)) if input.ndim else input.astype(kind)


# Element i is a term of every later sum, so its gradient is a running sum from the other end.
@op(input=lambda g, dim: _from_the_end(g, dim))
def cumsum(input: Array, dim: int, dtype: Any = None) -> Array:
    """Running sums along an axis."""
    return _running(np.add.accumulate, input, dim, dtype)


def _from_the_end(g: Any, dim: int) -> Any:
    return g.flip(dim).cumsum(dim).flip(dim) if g.dim() else g


def _cumprod_rule(g: Any, input: Any, result: Any, dim: int) -> Any:
    if not input.dim():
        return g
    if (input._array != 0).all():
        return _from_the_end(result * g, dim) / input
    return _cumprod_with_zeros(g, input, wrap_dim(dim, input.dim()))


def _cumprod_with_zeros(g: Any, input: Any, axis: int) -> Any:
    """Each element's share in the later products, without dividing by it."""
    size = input.shape[axis]
    before = input.new_ones(input.narrow(axis, 0, 1).shape)
    found = []
    for place in range(size):
        later = cat([before, before * input.narrow(axis, place + 1, size - place - 1).cumprod(axis)], axis)
        found.append((g.narrow(axis, place, size - place) * later).sum(axis, keepdim=True))
        before = before * input.narrow(axis, place, 1)
    return cat(found, axis)


@op(input=_cumprod_rule)
def cumprod(input: Array, dim: int, dtype: Any = None) -> Array:
    """Running products along an axis."""
    return _running(np.multiply.accumulate, input, dim, dtype)


def _check_written(name: str, input: Any, dtype: Any) -> None:
    if input.dtype is dtypes.bool and dtype is None:
        raise unsupported(f"{name}_out_cpu", input.dtype)


def cumsum_(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """``cumsum``, written into the tensor itself."""
    _check_written("cumsum", input, dtype)
    return in_place(cumsum, input, dim, dtype=dtype)


def cumprod_(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """``cumprod``, written into the tensor itself."""
    _check_written("cumprod", input, dtype)
    return in_place(cumprod, input, dim, dtype=dtype)


def _backwards(values: Any, dim: int) -> Any:
    return values.flip(dim).logcumsumexp(dim).flip(dim)


def _logcumsumexp_rule(g: Any, input: Any, result: Any, dim: int) -> Any:
    if not input.dim():
        return g
    # In logarithms, as the forward is; those of positive and of negative gradients apart.
    least, size = dtypes.finfo(g.dtype).min, g.abs().log()
    shares = [
        (_backwards(size.masked_fill(sign.logical_not(), least) - result, dim) + input).exp() for sign in (g > 0, g < 0)
    ]
    return shares[0] - shares[1]


@op(input=_logcumsumexp_rule)
def logcumsumexp(input: Array, dim: int) -> Array:
    """``log(cumsum(exp(input)))`` along an axis, without overflow."""
    if input.dtype.kind != "f":
        raise unsupported("logcumsumexp_out_cpu", dtypes.from_numpy(input.dtype))
    axis = wrap_dim(dim, input.ndim)
    return in_rows(np.logaddexp.accumulate(input, axis=axis)) if input.ndim else input.copy()


# -- extremes -------------------------------------------------------------------------------------------------------


def _placed_back(gs: Any, input: Any, indices: Any, dim: int) -> Any:
    g = gs[0]
    return g.new_zeros(input.shape).scatter_add(dim, indices, g) if input.shape else g


def _running_extreme(fold: Any, input: Array, dim: int) -> tuple[Array, Array]:
    """The best so far, and the last place where it stood; what is not a number stays the best."""
    axis = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input.copy(), np.zeros((), np.int64)
    best = fold.accumulate(input, axis=axis)
    along = [1] * input.ndim
    along[axis] = input.shape[axis]
    here = np.arange(input.shape[axis]).reshape(along)
    stands = (input == best) | (input != input)
    return in_rows(best), in_rows(np.maximum.accumulate(np.where(stands, here, 0), axis=axis))


@op(name="cummax", node="CummaxBackward0", results=("values", "indices"), input=_placed_back)
def cummax_op(input: Array, dim: int) -> tuple[Array, Array]:
    """The largest so far along an axis, and where it stands."""
    return _running_extreme(np.maximum, input, dim)


@op(name="cummin", node="CumminBackward0", results=("values", "indices"), input=_placed_back)
def cummin_op(input: Array, dim: int) -> tuple[Array, Array]:
    """The smallest so far along an axis, and where it stands."""
    return _running_extreme(np.minimum, input, dim)


def cummax(input: Any, dim: int, *, out: Any = None) -> Any:
    """The largest so far along ``dim``, and where it stands."""
    return return_types.cummax(*cummax_op(input, dim, out=out))


def cummin(input: Any, dim: int, *, out: Any = None) -> Any:
    """The smallest so far along ``dim``, and where it stands."""
    return return_types.cummin(*cummin_op(input, dim, out=out))
