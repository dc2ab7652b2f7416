"""Angles and hyperbolas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.ops._kernels import FLOATS, only, without_derivative, zero_like
from tensorlab.ops.plans import Applied, Array, Itself, on_both
from tensorlab.ops.pointwise import where_op
from tensorlab.ops.table import Pointwise, pointwise
from tensorlab.ops.writing import in_place


def _same(method: str, ufunc: Any) -> Any:
    """A function of rules that is the ufunc on arrays and the method on tensors."""

    def both(value: Any) -> Any:
        return getattr(value, method)() if isinstance(value, Tensor) else ufunc(value)

    return on_both(both)


_sin, _cos = _same("sin", np.sin), _same("cos", np.cos)
_sinh, _cosh = _same("sinh", np.sinh), _same("cosh", np.cosh)

# -- circular -------------------------------------------------------------------------------------------------------


@pointwise(np.sin, gives="float", input=lambda g, input: g * _cos(input))
def sin(input: Array) -> Array:
    """Sine of radians."""
    return np.sin(input)


@pointwise(np.cos, gives="float", input=lambda g, input: g * -_sin(input))
def cos(input: Array) -> Array:
    """Cosine of radians."""
    return np.cos(input)


@pointwise(np.tan, gives="float", input=lambda g, result: g * (1 + result**2))
def tan(input: Array) -> Array:
    """Tangent of radians."""
    return np.tan(input)


@pointwise(gives="float", input=lambda g, input: g * (-input * input + 1).rsqrt())
def asin(input: Array) -> Array:
    """Inverse sine, in radians."""
    return np.arcsin(input)


@pointwise(gives="float", input=lambda g, input: g * -(-input * input + 1).rsqrt())
def acos(input: Array) -> Array:
    """Inverse cosine, in radians."""
    return np.arccos(input)


@pointwise(np.arctan, gives="float", input=lambda g, input: g / (1 + input * input))
def atan(input: Array) -> Array:
    """Inverse tangent, in radians."""
    return np.arctan(input)


def _atan2_rule(g: Any, near: Any, input: Any, other: Any) -> Any:
    square = input * input + other * other
    # At the origin there is no angle, and nothing is passed on.
    return g * near * square.reciprocal().masked_fill(square == 0, 0.0)


@pointwise(
    gives="float",
    tensors=("input", "other"),
    input=lambda g, input, other: _atan2_rule(g, other, input, other),
    other=lambda g, input, other: _atan2_rule(g, -input, input, other),
)
def atan2(input: Array, other: Array) -> Array:
    """The angle of the point (other, input)."""
    return np.arctan2(input, other)


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "hypot_cpu"),
    input=lambda g, input, result: g * input / result,
    other=lambda g, other, result: g * other / result,
)
def hypot(input: Array, other: Array) -> Array:
    """The longest side of a right triangle, from its other two."""
    return np.hypot(input, other)


# -- hyperbolic -----------------------------------------------------------------------------------------------------


@pointwise(np.sinh, gives="float", input=lambda g, input: g * _cosh(input))
def sinh(input: Array) -> Array:
    """Hyperbolic sine."""
    return np.sinh(input)


@pointwise(np.cosh, gives="float", input=lambda g, input: g * _sinh(input))
def cosh(input: Array) -> Array:
    """Hyperbolic cosine."""
    return np.cosh(input)


@pointwise(
    grad_output=Itself("output"),
    output=lambda g, grad_output, output: g * (-2 * output * grad_output),
)
def tanh_backward(grad_output: Array, output: Array) -> Array:
    """The gradient of the input of :func:`tanh`."""
    return grad_output * (1 - output * output)


@pointwise(np.tanh, gives="float", input=Applied(tanh_backward, "result"))
def tanh(input: Array) -> Array:
    """Hyperbolic tangent."""
    return np.tanh(input)


@pointwise(gives="float", input=lambda g, input: g * (input**2 + 1).rsqrt())
def asinh(input: Array) -> Array:
    """Inverse hyperbolic sine."""
    return np.arcsinh(input)


@pointwise(gives="float", input=lambda g, input: g * (input * input - 1).rsqrt())
def acosh(input: Array) -> Array:
    """Inverse hyperbolic cosine."""
    return np.arccosh(input)


@pointwise(gives="float", input=lambda g, input: g * 1 / (1 - input**2))
def atanh(input: Array) -> Array:
    """Inverse hyperbolic tangent."""
    return np.arctanh(input)


def _written(operation: Pointwise) -> Pointwise:
    """The form in place, which PyTorch takes into the graph but cannot differentiate."""
    missing = without_derivative(f"inplace version of {operation.name}")
    node = f"{operation.name.title()}Backward1"
    return pointwise(gives="float", name=operation.name, node=node, input=missing)(operation.function)


_asinh_written, _acosh_written, _atanh_written = _written(asinh), _written(acosh), _written(atanh)


def asinh_(input: Any) -> Any:
    """``asinh``, written into the tensor itself."""
    return in_place(_asinh_written, input)


def acosh_(input: Any) -> Any:
    """``acosh``, written into the tensor itself."""
    return in_place(_acosh_written, input)


def atanh_(input: Any) -> Any:
    """``atanh``, written into the tensor itself."""
    return in_place(_atanh_written, input)


# -- degrees, and angles of numbers ---------------------------------------------------------------------------------

_DEGREE = math.pi / 180
_RADIAN = 180 / math.pi


@pointwise(gives="float", node="Deg2RadBackward0", input=lambda g: g * _DEGREE)
def deg2rad(input: Array) -> Array:
    """Degrees as radians."""
    return input * input.dtype.type(_DEGREE)


@pointwise(gives="float", node="Rad2DegBackward0", input=lambda g: g * _RADIAN)
def rad2deg(input: Array) -> Array:
    """Radians as degrees."""
    return input * input.dtype.type(_RADIAN)


@pointwise(gives="float", input=lambda g: g.new_zeros(g.shape))
def angle(input: Array) -> Array:
    """The angle of a number in the complex plane: 0, or π where it is negative."""
    return np.where(np.isnan(input), input, np.where(input < 0, math.pi, 0.0))


def _sinc_rule(g: Any, input: Any) -> Any:
    turned = input * math.pi
    square = input * input * math.pi
    return where_op(square == 0, zero_like(g), g * ((turned * turned.cos() - turned.sin()) / square))


@pointwise(gives="float", input=_sinc_rule)
def sinc(input: Array) -> Array:
    """``sin(πx) / πx``, 1 at 0."""
    return np.sinc(input)
