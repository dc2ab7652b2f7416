"""The special functions that ``torch.special`` has and ``torch`` has not."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops._composed import plus, times
from tensorlab.ops._kernels import precise, scipy_function, without_derivative
from tensorlab.ops.plans import Array
from tensorlab.ops.special import erf
from tensorlab.ops.table import pointwise

_ROOT_HALF = math.sqrt(0.5)

# -- around the bell curve ------------------------------------------------------------------------------------------


@pointwise(gives="float", node="SpecialEntrBackward0", input=lambda g, input: g * (-(1 + input.log())))
def entr(input: Array) -> Array:
    """``-x log(x)``: what a chance adds to an entropy."""
    return scipy_function("entr")(input)


@pointwise(
    gives="float",
    check=precise("erfcx_cpu"),
    node="SpecialErfcxBackward0",
    input=lambda g, input, result: (2.0 * input * result - 2.0 / math.sqrt(math.pi)) * g,
)
def erfcx(input: Array) -> Array:
    """``erfc`` times ``exp(x²)``."""
    return scipy_function("erfcx")(input)


def ndtr(input: Any, *, out: Any = None) -> Any:
    """The share of the bell curve below ``input``."""
    return times(plus(erf(times(input, _ROOT_HALF)), 1), 0.5, out=out)


@pointwise(
    gives="float",
    check=precise("ndtri_cpu"),
    node="SpecialNdtriBackward0",
    input=lambda g, result: g * math.sqrt(2 * math.pi) * (result * result / 2).exp(),
)
def ndtri(input: Array) -> Array:
    """Below which point this share of the bell curve lies."""
    return scipy_function("ndtri")(input)


@pointwise(
    gives="float",
    check=precise("log_ndtr_cpu"),
    node="SpecialLogNdtrBackward0",
    input=lambda g, input: g / erfcx(input * -_ROOT_HALF) * math.sqrt(2 / math.pi),
)
def log_ndtr(input: Array) -> Array:
    """Logarithm of :func:`ndtr`, exact far on the left."""
    return scipy_function("log_ndtr")(input)


def _xlog1py_input(g: Any, input: Any, other: Any) -> Any:
    slope = other.log1p() if isinstance(other, Tensor) else input.new_full((), other).log1p()
    return g * slope.masked_fill((input == 0) & (other <= -1), 0.0)


@pointwise(
    gives="float",
    node="SpecialXlog1PyBackward0",
    numbers={"input": "SpecialXlog1PyBackward1", "other": "SpecialXlog1PyBackward2"},
    input=_xlog1py_input,
    other=lambda g, input, other: g * input / (other + 1),
)
def xlog1py(input: Array, other: Array) -> Array:
    """``input * log(1 + other)``, 0 where ``input`` is 0."""
    found = np.where(input == 0, 0, input * np.log1p(other))
    return np.where(np.isnan(other), other, found)


@pointwise(
    gives="float",
    check=precise("zeta_cpu"),
    node="SpecialZetaBackward0",
    numbers={"input": "SpecialZetaBackward1", "other": "SpecialZetaBackward2"},
    input=without_derivative("zeta"),
    other=lambda g, input, other: _zeta_rule(g, input, other),
)
def zeta(input: Array, other: Array) -> Array:
    """Hurwitz' sum of ``1 / (k + other) ** input`` over all k from 0."""
    made = scipy_function("zeta")(input, other)
    # Without an end there is nothing to add up; PyTorch's steps come to no number.
    return np.where((other == np.inf) & np.isfinite(made), np.nan, made)


def _zeta_rule(g: Any, input: Any, other: Any) -> Any:
    return g * -input * zeta(input + 1.0, other)


# -- Bessel and Airy ------------------------------------------------------------------------------------------------


def _slope_of_order_one(input: Any, slope: Callable[[Any], Any]) -> Any:
    """The slope where the input is not next to 0, and ½ there."""
    tiny = (input.abs() > dtypes.finfo(input.dtype).eps).logical_not()
    return slope(input.masked_fill(tiny, 1.0)).masked_fill(tiny, 0.5)


@pointwise(
    gives="float",
    node="SpecialI0EBackward0",
    input=lambda g, input, result: _i0e_rule(g, input, result),
)
def i0e(input: Array) -> Array:
    """``i0`` times ``exp(-|x|)``."""
    return scipy_function("i0e")(input)


def _i0e_rule(g: Any, input: Any, result: Any) -> Any:
    return g * (i1e(input) - input.sgn() * result)


@pointwise(
    gives="float",
    node="SpecialI1Backward0",
    input=lambda g, input, result: g * _slope_of_order_one(input, lambda x: x.i0() - result / x),
)
def i1(input: Array) -> Array:
    """The modified Bessel function of order 1."""
    return scipy_function("i1")(input)


@pointwise(
    gives="float",
    node="SpecialI1EBackward0",
    input=lambda g, input, result: (
        g * _slope_of_order_one(input, lambda x: i0e(x) - result * (x.sgn() + x.reciprocal()))
    ),
)
def i1e(input: Array) -> Array:
    """:func:`i1` times ``exp(-|x|)``."""
    return scipy_function("i1e")(input)


def _of_scipy(name: str, source: str, doc: str) -> Any:
    """A function that PyTorch does not differentiate."""

    def compute(input: Array) -> Array:
        return scipy_function(source)(input)

    compute.__doc__ = doc
    return pointwise(gives="float", name=name, node=f"Special{name}", check=precise(f"{name}_cpu"))(compute)


bessel_j0 = _of_scipy("bessel_j0", "j0", "The Bessel function of the first kind, of order 0.")
bessel_j1 = _of_scipy("bessel_j1", "j1", "The Bessel function of the first kind, of order 1.")
bessel_y0 = _of_scipy("bessel_y0", "y0", "The Bessel function of the second kind, of order 0.")
bessel_y1 = _of_scipy("bessel_y1", "y1", "The Bessel function of the second kind, of order 1.")
modified_bessel_i0 = _of_scipy("modified_bessel_i0", "i0", "The modified Bessel function of the first kind, order 0.")
modified_bessel_i1 = _of_scipy("modified_bessel_i1", "i1", "The modified Bessel function of the first kind, order 1.")
modified_bessel_k0 = _of_scipy("modified_bessel_k0", "k0", "The modified Bessel function of the second kind, order 0.")
modified_bessel_k1 = _of_scipy("modified_bessel_k1", "k1", "The modified Bessel function of the second kind, order 1.")
scaled_modified_bessel_k0 = _of_scipy("scaled_modified_bessel_k0", "k0e", "``modified_bessel_k0`` times ``exp(x)``.")
scaled_modified_bessel_k1 = _of_scipy("scaled_modified_bessel_k1", "k1e", "``modified_bessel_k1`` times ``exp(x)``.")


@pointwise(gives="float", check=precise("spherical_bessel_j0_cpu"))
def spherical_bessel_j0(input: Array) -> Array:
    """``sin(x) / x``, 1 at 0."""
    return np.where(np.isinf(input), 0, np.sinc(input / math.pi))


@pointwise(gives="float", check=precise("airy_ai_cpu"))
def airy_ai(input: Array) -> Array:
    """Airy's function Ai."""
    return scipy_function("airy")(input)[0]


# -- polynomials ----------------------------------------------------------------------------------------------------

Step = Callable[[int, Array, Array, Array], Array]


def _polynomial(name: str, first: Callable[[Array], Array], step: Step, shifted: bool = False) -> Any:
    """Polynomials by their recurrence: 1, ``first(x)``, and each further one from the two before; 0 below order 0."""

    def compute(input: Array, n: Array) -> Array:
        x = 2 * input - 1 if shifted else input
        order = np.nan_to_num(n).astype(np.int64)
        before, now = np.ones_like(x), first(x)
        found = np.where(order == 0, before, np.where(order == 1, now, 0))
        for k in range(2, 1 + int(order.max(initial=0))):
            before, now = now, step(k, x, now, before)
            found = np.where(order == k, now, found)
        return found

    compute.__doc__ = f"The polynomial ``{name}`` of degree ``n`` at ``input``."
    return pointwise(gives="float", name=name, node=f"Special{name}", check=precise(f"{name}_cpu"))(compute)


def _chebyshev(k: int, x: Array, now: Array, before: Array) -> Array:
    return 2 * x * now - before


def _hermite_h(k: int, x: Array, now: Array, before: Array) -> Array:
    return 2 * x * now - 2 * (k - 1) * before


def _hermite_he(k: int, x: Array, now: Array, before: Array) -> Array:
    return x * now - (k - 1) * before


def _laguerre(k: int, x: Array, now: Array, before: Array) -> Array:
    return ((2 * k - 1 - x) * now - (k - 1) * before) / k


def _legendre(k: int, x: Array, now: Array, before: Array) -> Array:
    return ((2 * k - 1) * x * now - (k - 1) * before) / k


_KINDS: Sequence[tuple[str, Callable[[Array], Array]]] = (
    ("t", lambda x: x),
    ("u", lambda x: 2 * x),
    ("v", lambda x: 2 * x - 1),
    ("w", lambda x: 2 * x + 1),
)
POLYNOMIALS: dict[str, Any] = {
    "hermite_polynomial_h": _polynomial("hermite_polynomial_h", lambda x: 2 * x, _hermite_h),
    "hermite_polynomial_he": _polynomial("hermite_polynomial_he", lambda x: x, _hermite_he),
    "laguerre_polynomial_l": _polynomial("laguerre_polynomial_l", lambda x: 1 - x, _laguerre),
    "legendre_polynomial_p": _polynomial("legendre_polynomial_p", lambda x: x, _legendre),
}
for _kind, _first in _KINDS:
    for _prefix in ("", "shifted_"):
        _name = f"{_prefix}chebyshev_polynomial_{_kind}"
        POLYNOMIALS[_name] = _polynomial(_name, _first, _chebyshev, shifted=bool(_prefix))
