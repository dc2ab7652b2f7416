"""The gradients of activations and of simple losses, as operations of their own.

They are what PyTorch's rules call, so that a gradient has their nodes in its own graph, and a second derivative goes
through theirs. The slope at a kink is PyTorch's; behind a slope that is made of straight pieces there is nothing left
to derive.
"""

from __future__ import annotations

import math
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap_dim
from tensorlab.ops._kernels import logistic, undifferentiable, zero_like
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array, Itself
from tensorlab.ops.pointwise import sigmoid_backward, where_op
from tensorlab.ops.table import op, pointwise

ROOT_HALF, ROOT_2_OVER_PI, BEND = math.sqrt(0.5), math.sqrt(2 / math.pi), 0.044715


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


def _inside(condition: Any, g: Any) -> Any:
    """The gradient where the condition is true, else 0."""
    return where_op(condition, g, zero_like(g))


# -- straight pieces --------------------------------------------------------------------------------------------------


@pointwise(grad_output=Itself("input", "negative_slope"), input=_nothing)
def leaky_relu_backward(grad_output: Array, input: Array, negative_slope: float = 0.01) -> Array:
    """Of ``leaky_relu``, from its input or its result."""
    return np.where(input > 0, grad_output, grad_output * negative_slope)


@pointwise(grad_output=Itself("input", "min_val", "max_val"), input=_nothing)
def hardtanh_backward(grad_output: Array, input: Array, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """Of ``hardtanh``."""
    return np.where((input > min_val) & (input < max_val), grad_output, grad_output * 0)


@pointwise(grad_output=Itself("input", "lambd"), input=_nothing)
def hardshrink_backward(grad_output: Array, input: Array, lambd: float = 0.5) -> Array:
    """Of ``hardshrink``."""
    return np.where((input >= -lambd) & (input <= lambd), grad_output * 0, grad_output)


@pointwise(grad_output=Itself("input", "lambd"), input=_nothing)
def softshrink_backward(grad_output: Array, input: Array, lambd: float = 0.5) -> Array:
    """Of ``softshrink``."""
    return np.where((input >= -lambd) & (input <= lambd), grad_output * 0, grad_output)


@pointwise(
    node="NotImplemented",
    grad_output=undifferentiable("hardsigmoid_backward"),
    input=undifferentiable("hardsigmoid_backward"),
)
def hardsigmoid_backward(grad_output: Array, input: Array) -> Array:
    """Of ``hardsigmoid``."""
    return np.where((input > -3) & (input < 3), grad_output / 6, grad_output * 0)


@pointwise(
    grad_output=Itself("input"),
    input=lambda g, grad_output, input: _inside((input > -3) & (input < 3), g * grad_output / 3.0),
)
def hardswish_backward(grad_output: Array, input: Array) -> Array:
    """Of ``hardswish``."""
    middle = np.where(input < 3, grad_output * (input / 3 + 0.5), grad_output)
    return np.where(input <= -3, grad_output * 0, middle)


# -- curves -----------------------------------------------------------------------------------------------------------


def _elu_curvature(
    g: Any, grad_output: Any, input: Any, alpha: float, scale: float, input_scale: float, is_result: bool
) -> Any:
    pulled = g * grad_output * input_scale
    if not is_result:
        pulled = pulled * (input * input_scale).exp() * (alpha * scale * input_scale)
    return pulled * (input < 0).to(g.dtype)


@pointwise(
    name="elu_backward",
    grad_output=Itself("input", "alpha", "scale", "input_scale", "is_result"),
    input=_elu_curvature,
)
def elu_backward(
    grad_output: Array,
    input: Array,
    alpha: float = 1.0,
    scale: float = 1.0,
    input_scale: float = 1.0,
    is_result: bool = False,
) -> Array:
    """Of ``elu``, from its input or its result."""
    if is_result:
        return np.where(input > 0, grad_output * scale, grad_output * (input + alpha * scale) * input_scale)
    grown = np.exp(np.minimum(input, 0) * input_scale)
    return np.where(input > 0, grad_output * scale, grad_output * grown * (alpha * scale * input_scale))


def _softplus_curvature(g: Any, grad_output: Any, input: Any, beta: float, threshold: float) -> Any:
    scaled = input * beta
    return sigmoid_backward(g * grad_output, scaled.sigmoid()) * (scaled < threshold).to(g.dtype) * beta


@pointwise(grad_output=Itself("input", "beta", "threshold"), input=_softplus_curvature)
def softplus_backward(grad_output: Array, input: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """Of ``softplus``."""
    scaled = input * beta
    return np.where(scaled > threshold, grad_output, grad_output * logistic(scaled))


def _log_sigmoid_curvature(g: Any, grad_output: Any, input: Any) -> Any:
    share = input.sigmoid()
    return g * grad_output * (share - 1) * share


@pointwise(grad_output=Itself("input"), input=_log_sigmoid_curvature)
def log_sigmoid_backward(grad_output: Array, input: Array) -> Array:
    """Of ``logsigmoid``."""
    return grad_output * logistic(-input)


def _gelu_curvature(g: Any, grad_output: Any, input: Any, approximate: str) -> Any:
    square = input * input
    if approximate == "none":
        density = (square * -0.5).exp() * (ROOT_2_OVER_PI * 0.5)
        return g * grad_output * (density * 2 - square * density)
    bend = ((input + input * square * BEND) * ROOT_2_OVER_PI).tanh()
    inner, steep = (square * (3 * BEND) + 1) * ROOT_2_OVER_PI, 1 - bend * bend
    curve = steep * inner + input * steep * (input * (3 * BEND * ROOT_2_OVER_PI) - bend * inner * inner)
    return g * grad_output * curve


@pointwise(grad_output=Itself("input", "approximate"), input=_gelu_curvature)
def gelu_backward(grad_output: Array, input: Array, approximate: str = "none") -> Array:
    """Of ``gelu``."""
    if approximate == "tanh":
        bend = np.tanh((input + input * input * input * BEND) * ROOT_2_OVER_PI)
        inner = (1 + input * input * (3 * BEND)) * ROOT_2_OVER_PI
        return grad_output * ((1 + bend) * 0.5 + input * (1 - bend * bend) * inner * 0.5)
    from scipy.special import erf

    below = (1 + erf(input * ROOT_HALF)) * 0.5
    density = np.exp(input * input * -0.5) * (1 / math.sqrt(2 * math.pi))
    return grad_output * (below + input * density)


# -- halves -----------------------------------------------------------------------------------------------------------


def halves(array: Any, dim: int) -> tuple[Any, Any]:
    """An axis cut in the middle."""
    axis = wrap_dim(dim, len(array.shape))
    size = array.shape[axis] // 2
    lead = (slice(None),) * axis
    return array[(*lead, slice(None, size))], array[(*lead, slice(size, None))]


def _glu_linear(g: Any, input: Any, dim: int) -> Any:
    (first, second), (value, gate) = halves(g, dim), halves(input, dim)
    share = gate.sigmoid()
    return first * share + second * value * share * (1 - share)


def _glu_curvature(g: Any, grad_output: Any, input: Any, dim: int) -> Any:
    (first, second), (value, gate) = halves(g, dim), halves(input, dim)
    share = gate.sigmoid()
    steep = grad_output * share * (1 - share)
    return cat([second * steep, steep * (first + second * value * (1 - 2 * share))], dim)


@op(grad_output=_glu_linear, input=_glu_curvature)
def glu_backward(grad_output: Array, input: Array, dim: int) -> Array:
    """Of ``glu``."""
    value, gate = halves(input, dim)
    share = logistic(gate)
    axis = wrap_dim(dim, input.ndim)
    return np.concatenate([grad_output * share, grad_output * value * share * (1 - share)], axis)


# -- losses -----------------------------------------------------------------------------------------------------------


def of_one_type(input: Array, target: Array) -> tuple[Array, Array]:
    """Both as the type that PyTorch promotes them to."""
    if input.dtype == target.dtype:
        return input, target
    kind = dtypes.promote_types(dtypes.from_numpy(input.dtype), dtypes.from_numpy(target.dtype)).numpy
    return input.astype(kind), target.astype(kind)


def _share(g: Any, input: Any, reduction: str) -> Any:
    """The gradient that each element gets."""
    return g / max(1, prod(input.shape)) if reduction == "mean" else g


@op(
    node="MseLossBackwardBackward0",
    grad_output=Itself("input", "target", "reduction"),
    input=lambda g, grad_output, input, reduction: _share(g * grad_output * 2.0, input, reduction),
    target=lambda g, grad_output, target, reduction: -_share(g * grad_output * 2.0, target, reduction),
)
def mse_loss_backward(grad_output: Array, input: Array, target: Array, reduction: str) -> Array:
    """Of ``mse_loss``."""
    input, target = of_one_type(input, target)
    return (input - target) * input.dtype.type(2) * _share(grad_output, input, reduction)


def _bent(g: Any, input: Any, target: Any, reduction: str, bend: float, steep: float) -> Any:
    """The slope of a square up to ``bend`` and of a line behind it, ``steep`` at the bend."""
    input, target = of_one_type(input, target)
    apart = input - target
    inner = (apart < bend) & (apart > -bend)
    return np.where(inner, apart * (steep / bend), np.sign(apart) * steep) * _share(g, input, reduction)


@op(
    node="SmoothL1LossBackwardBackward0",
    grad_output=Itself("input", "target", "reduction", "beta"),
    input=lambda g, grad_output, input, target, reduction, beta: _inner(
        g * grad_output, input, target, reduction, beta, 1 / beta
    ),
    target=lambda g, grad_output, input, target, reduction, beta: (
        -_inner(g * grad_output, input, target, reduction, beta, 1 / beta)
    ),
)
def smooth_l1_loss_backward(grad_output: Array, input: Array, target: Array, reduction: str, beta: float) -> Array:
    """Of ``smooth_l1_loss``."""
    return _bent(grad_output, input, target, reduction, beta, 1.0)


@op(
    grad_output=Itself("input", "target", "reduction", "delta"),
    input=lambda g, grad_output, input, target, reduction, delta: _inner(
        g * grad_output, input, target, reduction, delta, 1.0
    ),
    target=lambda g, grad_output, input, target, reduction, delta: (
        -_inner(g * grad_output, input, target, reduction, delta, 1.0)
    ),
)
def huber_loss_backward(grad_output: Array, input: Array, target: Array, reduction: str, delta: float) -> Array:
    """Of ``huber_loss``."""
    return _bent(grad_output, input, target, reduction, delta, delta)


def _inner(g: Any, input: Any, target: Any, reduction: str, bend: float, height: float) -> Any:
    """The curvature: one height up to ``bend``, none behind it."""
    return _share(g, input, reduction) * ((input - target).abs() < bend).to(g.dtype) * height


def _soft_curvature(g: Any, grad_output: Any, input: Any, target: Any, reduction: str) -> Any:
    share = (-target * input).sigmoid()
    return _share(g * grad_output, input, reduction) * (share * (1 - share)) * target * target


@op(
    constants=("target",),
    grad_output=Itself("input", "target", "reduction"),
    input=_soft_curvature,
)
def soft_margin_loss_backward(grad_output: Array, input: Array, target: Array, reduction: str) -> Array:
    """Of ``soft_margin_loss``."""
    return -target * logistic(-target * input) * _share(grad_output, input, reduction)
