"""The special functions that are names of ``torch`` itself: error function, gamma, Bessel, logit.

Their values come from ``scipy.special``, which is imported when the first of them is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap
from tensorlab.ops._kernels import FLOATS, only, scipy_function, without_derivative
from tensorlab.ops.plans import Array
from tensorlab.ops.table import pointwise
from tensorlab.ops.writing import in_place

_ROOT_PI = math.sqrt(math.pi)


# -- error functions ------------------------------------------------------------------------------------------------


@pointwise(gives="float", input=lambda g, input: (2 / _ROOT_PI) * (-(input * input)).exp() * g)
def erf(input: Array) -> Array:
    """The error function: the share of a bell curve that lies within ``input``."""
    return scipy_function("erf")(input)


@pointwise(gives="float", input=lambda g, input: (-2 / _ROOT_PI) * (-(input * input)).exp() * g)
def erfc(input: Array) -> Array:
    """``1 - erf(input)``, exact where that is small."""
    return scipy_function("erfc")(input)


def _erfinv_rule(g: Any, input: Any) -> Any:
    found = erfinv(input)
    return 0.5 * _ROOT_PI * (found * found).exp() * g


@pointwise(gives="float", input=_erfinv_rule)
def erfinv(input: Array) -> Array:
    """What :func:`erf` makes ``input`` of."""
    return scipy_function("erfinv")(input)


# -- gamma functions ------------------------------------------------------------------------------------------------


@pointwise(gives="float", input=lambda g, input: g * input.digamma())
def lgamma(input: Array) -> Array:
    """Logarithm of the absolute value of the gamma function."""
    found = scipy_function("gammaln")(input)
    return np.where(np.isinf(input), np.inf, found)


@pointwise(gives="float", input=lambda g, input: g * polygamma(1, input))
def digamma(input: Array) -> Array:
    """The slope of :func:`lgamma`."""
    return scipy_function("psi")(input)


def _trigamma(input: Array) -> Array:
    zeta = scipy_function("zeta")
    # Euler's reflection, for the left half.
    mirrored = (math.pi / np.sin(math.pi * input)) ** 2 - zeta(2, 1 - input)
    return np.where(input < 0.5, mirrored, zeta(2, np.maximum(input, 0.5)))


@pointwise(
    name="polygamma", node="PolygammaBackward0", gives="float", input=lambda g, input, n: g * polygamma(n + 1, input)
)
def polygamma_op(input: Array, n: int = 0) -> Array:
    """The ``n``-th derivative of :func:`digamma`."""
    if n == 0:
        return scipy_function("psi")(input)
    if n == 1:
        return _trigamma(input)
    return (-1) ** (n + 1) * math.factorial(n) * scipy_function("zeta")(n + 1, input)


def _order(n: Any) -> int:
    order = int(n)
    if order < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return order


def polygamma(input: Any, n: Any, *, out: Any = None) -> Any:
    """The ``n``-th derivative of :func:`digamma`: ``torch.polygamma(n, input)`` or ``input.polygamma(n)``."""
    order, values = (input, n) if isinstance(n, Tensor) else (n, input)
    return polygamma_op(values, _order(order), out=out)


polygamma_written = pointwise(
    name="polygamma", node="PolygammaBackward1", gives="float", input=lambda g, input, n: g * polygamma(n + 1, input)
)(polygamma_op.function)


def polygamma_(input: Any, n: int) -> Any:
    """``polygamma``, written into the tensor itself."""
    return in_place(polygamma_written, input, _order(n))


def _steps(p: int, dtype: dtypes.dtype) -> Any:
    """How far the arguments of the gammas of :func:`mvlgamma` are below its own."""
    return wrap(-0.5 * np.arange(p, dtype=dtype.numpy), dtype)


def _mvlgamma_rule(g: Any, input: Any, p: int) -> Any:
    return g * digamma(input.unsqueeze(-1) + _steps(p, input.dtype)).sum(-1)


def _check_mvlgamma(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if dtype is dtypes.bool:
        raise RuntimeError("The input tensor may not be a boolean tensor.")


@pointwise(gives="float", check=_check_mvlgamma, input=_mvlgamma_rule)
def mvlgamma(input: Array, p: int = 1) -> Array:
    """Logarithm of the gamma function in ``p`` dimensions."""
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    below = input[..., None] - 0.5 * np.arange(p, dtype=input.dtype)
    return scipy_function("gammaln")(below).sum(-1) + p * (p - 1) / 4 * math.log(math.pi)


def _share(name: str, input: Array, other: Array, at_nothing: float) -> Array:
    """A share of the gamma function; at 0, and of an infinite shape, PyTorch knows it without looking further."""
    is_known = (other == 0) & ~(input <= 0) | (input == np.inf) & ~(other < 0) & ~np.isinf(other)
    return np.where(is_known, at_nothing, scipy_function(name)(input, other))


def _gamma_density(input: Any, other: Any) -> Any:
    return ((input - 1) * other.log() - other - lgamma(input)).exp()


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "igamma_cpu"),
    input=without_derivative("igamma: input"),
    other=lambda g, input, other: g * _gamma_density(input, other),
)
def igamma(input: Array, other: Array) -> Array:
    """The lower incomplete gamma function, as a share of the whole."""
    return _share("gammainc", input, other, 0)


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "igammac_cpu"),
    input=without_derivative("igammac: input"),
    other=lambda g, input, other: -g * _gamma_density(input, other),
)
def igammac(input: Array, other: Array) -> Array:
    """The upper incomplete gamma function, as a share of the whole."""
    return _share("gammaincc", input, other, 1)


# -- others ---------------------------------------------------------------------------------------------------------


def _i0_rule(g: Any, input: Any) -> Any:
    from tensorlab.ops._special import i1

    return g * i1(input)


@pointwise(gives="float", node="I0Backward0", input=_i0_rule)
def i0(input: Array) -> Array:
    """The modified Bessel function of order 0."""
    return scipy_function("i0")(input)


def _xlogy_input(g: Any, input: Any, other: Any) -> Any:
    slope = other.log() if isinstance(other, Tensor) else input.new_full((), other).log()
    return g * slope.masked_fill((input == 0) & (other <= 0), 0.0)


@pointwise(
    gives="float",
    numbers={"input": "XlogyBackward1", "other": "XlogyBackward2"},
    input=_xlogy_input,
    other=lambda g, input, other: g * input / other,
)
def xlogy(input: Array, other: Array) -> Array:
    """``input * log(other)``, 0 where ``input`` is 0."""
    found = np.where(input == 0, 0, input * np.log(other))
    return np.where(np.isnan(other), other, found)


def _logit_rule(g: Any, input: Any, eps: float | None) -> Any:
    low, high = (0.0, 1.0) if eps is None else (eps, 1 - eps)
    outside = (input < low) | (input > high)
    return (g / (input * (1 - input)).abs()).masked_fill(outside, math.nan if eps is None else 0.0)


@pointwise(gives="float", input=_logit_rule)
def logit(input: Array, eps: float | None = None) -> Array:
    """What sigmoid makes ``input`` of, cut to between ``eps`` and ``1 - eps`` first."""
    inside = input if eps is None else np.clip(input, eps, 1 - eps)
    return np.log(inside / (1 - inside))
