"""The bends of neural networks, element by element; each with its slope.

A slope at a kink is PyTorch's. Rules are written so that they run on bare arrays where the slope is simple enough, and
on tensors, to be differentiated again, always.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.ops._folding import in_rows
from tensorlab.ops._kernels import FLOATS, NUMBERS, only, unsupported
from tensorlab.ops.plans import Applied, Array, on_both
from tensorlab.ops.pointwise import threshold_backward, where_op
from tensorlab.ops.slopes import (
    BEND,
    ROOT_2_OVER_PI,
    ROOT_HALF,
    elu_backward,
    gelu_backward,
    glu_backward,
    halves,
    hardshrink_backward,
    hardsigmoid_backward,
    hardswish_backward,
    hardtanh_backward,
    leaky_relu_backward,
    log_sigmoid_backward,
    softplus_backward,
    softshrink_backward,
)
from tensorlab.ops.table import op, pointwise

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _logistic(x: Array) -> Array:
    """``1 / (1 + exp(-x))`` without overflow."""
    small = np.exp(-np.absolute(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small)).astype(x.dtype)


@on_both
def _where(condition: Any, value: Any, other: Any) -> Any:
    """One of two gradients, element by element."""
    if isinstance(condition, Tensor):
        return where_op(condition, value, other)
    return np.where(condition, value, other)


@on_both
def _exp(x: Any) -> Any:
    return x.exp() if isinstance(x, Tensor) else np.exp(x)


@on_both
def _sigmoid(x: Any) -> Any:
    return x.sigmoid() if isinstance(x, Tensor) else _logistic(np.asarray(x))


@on_both
def _tanh(x: Any) -> Any:
    return x.tanh() if isinstance(x, Tensor) else np.tanh(x)


@on_both
def _erf(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x.erf()
    from scipy.special import erf

    return erf(x)


# -- straight pieces --------------------------------------------------------------------------------------------------


@pointwise(
    check=only(FLOATS, "leaky_relu_cpu"),
    input=Applied(leaky_relu_backward, "input", "negative_slope"),
)
def leaky_relu(input: Array, negative_slope: float = 0.01) -> Array:
    """The input where it is positive, else a small share of it."""
    return np.where(input > 0, input, input * input.dtype.type(negative_slope))


@pointwise(
    name="prelu",
    node="PreluKernelBackward0",
    input=lambda g, input, weight: _where(input > 0, g, g * weight),
    weight=lambda g, input: _where(input > 0, g * 0, g * input),
)
def prelu_kernel(input: Array, weight: Array) -> Array:
    """The input where it is positive, else ``weight`` times it."""
    return np.where(input > 0, input, weight * input)


@op(name="rrelu", node="RreluWithNoiseBackward0", constants=("noise",), input=lambda g, input, noise: g * noise)
def rrelu_with_noise(input: Array, noise: Array) -> Array:
    """The input times slopes that were drawn before."""
    return input * noise


def _check_hardtanh(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if dtype is dtypes.bool:
        raise RuntimeError("Bool inputs not supported for hardtanh")


@pointwise(
    node="HardtanhBackward0",
    check=_check_hardtanh,
    input=Applied(hardtanh_backward, "input", "min_val", "max_val"),
)
def hardtanh(input: Array, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """The input, cut off below and above."""
    return np.clip(input, input.dtype.type(min_val), input.dtype.type(max_val))


@pointwise(
    name="threshold",
    check=only(NUMBERS, "threshold_cpu"),
    input=Applied(threshold_backward, "input", "threshold"),
)
def threshold_op(input: Array, threshold: float = 0.0, value: float = 0.0) -> Array:
    """The input where it is above a threshold, else a fixed value."""
    return np.where(input <= threshold, input.dtype.type(value), input)


@pointwise(
    check=only(FLOATS, "hardshrink_cpu"),
    input=Applied(hardshrink_backward, "input", "lambd"),
)
def hardshrink(input: Array, lambd: float = 0.5) -> Array:
    """The input, but zero where it is small."""
    return np.where((input >= -lambd) & (input <= lambd), input.dtype.type(0), input)


@pointwise(
    check=only(FLOATS, "softshrink_check"),
    input=Applied(softshrink_backward, "input", "lambd"),
)
def softshrink(input: Array, lambd: float = 0.5) -> Array:
    """The input moved towards zero, and zero where it is small."""
    step = input.dtype.type(lambd)
    return np.where(input > step, input - step, np.where(input < -step, input + step, input * 0))


@pointwise(check=only(FLOATS, "hardsigmoid_cpu"), input=Applied(hardsigmoid_backward, "input"))
def hardsigmoid(input: Array) -> Array:
    """A sigmoid of straight pieces."""
    return np.clip(input + 3, 0, 6) / input.dtype.type(6)


@pointwise(
    check=only(FLOATS, "hardswish_cpu"),
    input=Applied(hardswish_backward, "input"),
)
def hardswish(input: Array) -> Array:
    """``input * hardsigmoid(input)``."""
    return input * np.clip(input + 3, 0, 6) / input.dtype.type(6)


# -- exponentials on one side -----------------------------------------------------------------------------------------


@on_both
def _elu_slope(
    g: Any, input: Any, alpha: float, scale: float = 1.0, input_scale: float = 1.0, is_result: bool = False
) -> Any:
    """The slope of an elu with other constants, from its input or its result."""
    run = elu_backward if isinstance(g, Tensor) else elu_backward.function
    return run(g, input, alpha, scale, input_scale, is_result)


@pointwise(
    check=only(FLOATS, "elu_cpu"),
    input=Applied(elu_backward, "input", "alpha", "scale", "input_scale"),
)
def elu(input: Array, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Array:
    """The input where it is positive, else ``alpha * (exp(input) - 1)``."""
    kind = input.dtype.type
    low = np.expm1(np.minimum(input, 0) * kind(input_scale)) * kind(alpha * scale)
    return np.where(input > 0, input * kind(scale), low)


@pointwise(
    check=only(FLOATS, "elu_cpu"),
    node="EluBackward0",
    input=lambda g, input: _elu_slope(g, input, _SELU_ALPHA, _SELU_SCALE),
)
def selu(input: Array) -> Array:
    """An elu whose two constants keep the spread of what passes through many layers."""
    return elu.function(input, _SELU_ALPHA, _SELU_SCALE)


@pointwise(
    check=only(FLOATS, "elu_cpu"),
    input=lambda g, input, alpha: _elu_slope(g, input, alpha, 1.0, 1.0 / alpha),
)
def celu(input: Array, alpha: float = 1.0) -> Array:
    """An elu with a smooth slope for every ``alpha``."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return elu.function(input, alpha, 1.0, 1.0 / alpha)


# -- smooth -----------------------------------------------------------------------------------------------------------


@pointwise(
    check=only(FLOATS, "softplus_cpu"),
    input=Applied(softplus_backward, "input", "beta", "threshold"),
)
def softplus(input: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """A smooth relu: ``log(1 + exp(beta * input)) / beta``."""
    scaled = input * input.dtype.type(beta)
    curve = np.log1p(np.exp(np.minimum(scaled, threshold))) / input.dtype.type(beta)
    return np.where(scaled > threshold, input, curve)


@on_both
def _silu_slope(g: Any, input: Any) -> Any:
    share = _sigmoid(input)
    return g * share * (1 + input * (1 - share))


@pointwise(check=only(FLOATS, "silu_cpu"), input=lambda g, input: _silu_slope(g, input))
def silu(input: Array) -> Array:
    """``input * sigmoid(input)``."""
    return input / (1 + np.exp(-input))


@on_both
def _mish_slope(g: Any, input: Any) -> Any:
    share = _sigmoid(input)
    bend = _tanh(_softplus(input))
    return g * (bend + input * share * (1 - bend * bend))


@on_both
def _softplus(x: Any) -> Any:
    return x.exp().log1p() if isinstance(x, Tensor) else np.logaddexp(x, 0)


@pointwise(check=only(FLOATS, "mish_cpu"), input=lambda g, input: _mish_slope(g, input))
def mish(input: Array) -> Array:
    """``input * tanh(softplus(input))``."""
    return input * np.tanh(np.logaddexp(input, input.dtype.type(0)))


@op(name="log_sigmoid", input=Applied(log_sigmoid_backward, "input"))
def logsigmoid(input: Array) -> Array:
    """The logarithm of the sigmoid, without overflow."""
    if input.dtype.kind != "f":
        raise unsupported("log_sigmoid_cpu", dtypes.from_numpy(input.dtype))
    return in_rows(np.asarray(np.minimum(input, 0) - np.log1p(np.exp(-np.absolute(input)))))


@pointwise(check=only(FLOATS, "GeluKernelImpl"), input=Applied(gelu_backward, "input", "approximate"))
def gelu(input: Array, approximate: str = "none") -> Array:
    """``input`` times the chance that a normal number is below it."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    kind = input.dtype.type
    if approximate == "tanh":
        inner = kind(ROOT_2_OVER_PI) * (input + kind(BEND) * input * input * input)
        return kind(0.5) * input * (1 + np.tanh(inner))
    return input * kind(0.5) * (1 + _erf(input * kind(ROOT_HALF)).astype(input.dtype))


# -- written in place -------------------------------------------------------------------------------------------------

# The input is gone then, so these slopes are told from the result.


@pointwise(
    name="leaky_relu",
    node="LeakyReluBackward1",
    check=only(FLOATS, "leaky_relu_cpu"),
    input=Applied(leaky_relu_backward, "result", "negative_slope"),
)
def leaky_relu_written(input: Array, negative_slope: float = 0.01) -> Array:
    """``leaky_relu``, in place."""
    return leaky_relu.function(input, negative_slope)


@pointwise(
    name="threshold",
    node="ThresholdBackward1",
    check=only(NUMBERS, "threshold_cpu"),
    input=Applied(threshold_backward, "result", "threshold"),
)
def threshold_written(input: Array, threshold: float = 0.0, value: float = 0.0) -> Array:
    """``threshold``, in place."""
    return threshold_op.function(input, threshold, value)


@pointwise(
    name="elu",
    node="EluBackward1",
    check=only(FLOATS, "elu_cpu"),
    input=lambda g, result, alpha: _elu_slope(g, result, alpha, is_result=True),
)
def elu_written(input: Array, alpha: float = 1.0) -> Array:
    """``elu``, in place."""
    return elu.function(input, alpha)


@pointwise(
    name="celu",
    node="CeluBackward1",
    check=only(FLOATS, "elu_cpu"),
    input=lambda g, result, alpha: _elu_slope(g, result, alpha, 1.0, 1.0 / alpha, True),
)
def celu_written(input: Array, alpha: float = 1.0) -> Array:
    """``celu``, in place."""
    return celu.function(input, alpha)


@pointwise(
    name="selu",
    node="EluBackward1",
    check=only(FLOATS, "elu_cpu"),
    input=lambda g, result: _elu_slope(g, result, _SELU_ALPHA, _SELU_SCALE, is_result=True),
)
def selu_written(input: Array) -> Array:
    """``selu``, in place."""
    return selu.function(input)


@op(name="rrelu", node="RreluWithNoiseBackward1", constants=("noise",), input=lambda g, noise: g * noise)
def rrelu_written(input: Array, noise: Array) -> Array:
    """``rrelu``, in place."""
    return input * noise


WRITTEN = {
    one.name: one
    for one in (leaky_relu_written, threshold_written, elu_written, celu_written, selu_written, rrelu_written)
}
"""What stands in for an activation when it writes into its input."""


# -- halves -----------------------------------------------------------------------------------------------------------


@op(input=Applied(glu_backward, "input", "dim"))
def glu(input: Array, dim: int = -1) -> Array:
    """One half of an axis times the sigmoid of the other."""
    if not input.ndim:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis = wrap_dim(dim, input.ndim)
    if input.shape[axis] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {axis} is size {input.shape[axis]}")
    if input.dtype.kind != "f":
        raise unsupported("glu_cpu", dtypes.from_numpy(input.dtype))
    value, gate = halves(input, dim)
    return value * _logistic(gate)
