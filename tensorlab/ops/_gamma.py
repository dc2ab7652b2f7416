"""Draws of gamma and Dirichlet distributions, with gradients to their parameters.

A draw is as a function of its parameter what keeps its place in the distribution: the rank ``F(x; a)`` stays. So its
slope is ``-(dF/da) / f(x; a)``, where ``f`` is the density.

Source: M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization Gradients" (2018).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import random
from tensorlab.ops._kernels import scipy_function
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op

_STEP = 1e-4
"""How far, relatively, a parameter is moved to see how the rank changes."""


def _slope_of_draw(parameter: Array, below: Callable[[Array], Array], above: Callable[[Array], Array]) -> Array:
    """Minus the slope of the rank, from whichever of both tails is the smaller, and so the more exact."""
    step = _STEP * np.maximum(parameter, 1e-3)
    low, high = parameter - step, parameter + step
    rising = below(high) - below(low)
    return np.where(below(parameter) < 0.5, -rising, above(high) - above(low)) / (2 * step)


def _drawn(concentration: Array) -> Array:
    source = random.default_generator
    made = np.array([source.gamma(float(one)) for one in concentration.flat], concentration.dtype)
    return np.maximum(made.reshape(concentration.shape), np.finfo(concentration.dtype).tiny)


def _gamma_rule(g: Any, input: Any, result: Any) -> Any:
    return g * standard_gamma_grad(input, result)


@op(name="_standard_gamma", node="StandardGammaBackward0", input=_gamma_rule)
def standard_gamma(input: Array) -> Array:
    """Draws of scale 1, one for each concentration."""
    return _drawn(input)


@op(name="_standard_gamma_grad", operands=("input", "output"))
def standard_gamma_grad(input: Array, output: Array) -> Array:
    """How each draw grows with its concentration."""
    a, x = input.astype(np.float64), output.astype(np.float64)
    lower, upper, log_gamma = (scipy_function(name) for name in ("gammainc", "gammaincc", "gammaln"))
    density = np.exp((a - 1) * np.log(x) - x - log_gamma(a))
    return (_slope_of_draw(a, lambda a: lower(a, x), lambda a: upper(a, x)) / density).astype(input.dtype)


def _shares_rule(g: Any, input: Any, result: Any) -> Any:
    slopes = dirichlet_grad(result, input, input.sum(-1, True).expand(input.shape))
    return slopes * (g - (result * g).sum(-1, True))


@op(name="_sample_dirichlet", node="_DirichletBackward", input=_shares_rule)
def sample_dirichlet(input: Array) -> Array:
    """Draws of shares that are 1 together, one for each row of concentrations."""
    made = _drawn(input)
    return made / made.sum(-1, keepdims=True)


@op(name="_dirichlet_grad", operands=("input", "alpha", "total"))
def dirichlet_grad(input: Array, alpha: Array, total: Array) -> Array:
    """How each share grows with its own concentration, before all are made 1 together again."""
    x, a, b = input.astype(np.float64), alpha.astype(np.float64), (total - alpha).astype(np.float64)
    rank, log_beta = scipy_function("betainc"), scipy_function("betaln")
    density = np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - log_beta(a, b))
    slope = _slope_of_draw(a, lambda a: rank(a, b, x), lambda a: rank(b, a, 1 - x))
    return (slope / density / (1 - x)).astype(input.dtype)
