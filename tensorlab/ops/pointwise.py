"""Mathematics element by element: arithmetic, powers, exponentials, comparison, logic, rounding, activations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops.table import Array, on_both, pointwise

_LN2, _LN10 = math.log(2), math.log(10)


def _same(method: str, ufunc: Any) -> Any:
    """A function of rules that is the ufunc on arrays and the method on tensors."""

    def both(value: Any) -> Any:
        return getattr(value, method)() if isinstance(value, Tensor) else ufunc(value)

    return on_both(both)


_sign, _sin, _cos = _same("sign", np.sign), _same("sin", np.sin), _same("cos", np.cos)

# -- arithmetic -----------------------------------------------------------------------------------------------------


@pointwise(np.add, input=lambda g: g, other=lambda g, alpha: g if alpha == 1 else g * alpha)
def add(input: Array, other: Array, alpha: float = 1) -> Array:
    """``input + alpha * other``."""
    return np.add(input, other if alpha == 1 else other * input.dtype.type(alpha))


@pointwise(np.subtract, input=lambda g: g, other=lambda g, alpha: -g if alpha == 1 else g * -alpha)
def sub(input: Array, other: Array, alpha: float = 1) -> Array:
    """``input - alpha * other``."""
    if input.dtype == np.bool_:
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    return np.subtract(input, other if alpha == 1 else other * input.dtype.type(alpha))


@pointwise(name="rsub", node="RsubBackward1", promoting=("other",), input=lambda g: -g)
def rsub(input: Array, other: Any) -> Array:
    """``other - input``, for a number ``other``."""
    return np.subtract(other, input)


@pointwise(np.multiply, input=lambda g, other: g * other, other=lambda g, input: g * input)
def mul(input: Array, other: Array) -> Array:
    """Product element by element, with broadcasting."""
    return np.multiply(input, other)


@pointwise(
    np.true_divide,
    gives="float",
    name="div",
    input=lambda g, other: g / other,
    other=lambda g, input, other: -g * ((input / other) / other),
)
def true_divide(input: Array, other: Array) -> Array:
    """Quotient; whole numbers give floats."""
    return np.true_divide(input, other)


@pointwise()
def floor_divide(input: Array, other: Array) -> Array:
    """Quotient rounded towards minus infinity, in the operands' type."""
    _check_divisor(other)
    return np.floor_divide(input, other)


@pointwise(
    input=lambda g: g,
    other=lambda g, input, other: -g * (input / other).floor(),
)
def remainder(input: Array, other: Array) -> Array:
    """What is left of dividing; has the divisor's sign."""
    _check_divisor(other)
    return np.remainder(input, other)


@pointwise(input=lambda g: g, other=lambda g, input, other: -g * (input / other).trunc())
def fmod(input: Array, other: Array) -> Array:
    """What is left of dividing; has the dividend's sign."""
    _check_divisor(other)
    return np.fmod(input, other)


def _check_divisor(other: Array) -> None:
    if other.dtype.kind in "iub" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")


@pointwise(np.negative, input=lambda g: -g)
def neg(input: Array) -> Array:
    """``-input``."""
    if input.dtype == np.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
            "mask, use the "
            "`~` or `logical_not()` operator instead."
        )
    return np.negative(input)


@pointwise(np.absolute, input=lambda g, input: g * _sign(input))
def abs(input: Array) -> Array:
    """Absolute value; the derivative at 0 is 0."""
    return np.absolute(input)


@pointwise(np.reciprocal, gives="float", input=lambda g, result: -g * (result * result))
def reciprocal(input: Array) -> Array:
    """``1 / input``."""
    return np.reciprocal(input)


def _maximum_share(g: Any, one: Any, other: Any) -> Any:
    """Where both are equal, each gets half."""
    return g * (one > other).to(g.dtype) + g * (one == other).to(g.dtype) * 0.5


@pointwise(
    np.maximum,
    input=lambda g, input, other: _maximum_share(g, input, other),
    other=lambda g, input, other: _maximum_share(g, other, input),
)
def maximum(input: Array, other: Array) -> Array:
    """The larger of two, element by element."""
    return np.maximum(input, other)


@pointwise(
    np.minimum,
    input=lambda g, input, other: _maximum_share(g, other, input),
    other=lambda g, input, other: _maximum_share(g, input, other),
)
def minimum(input: Array, other: Array) -> Array:
    """The smaller of two, element by element."""
    return np.minimum(input, other)


def _clamp_rule(g: Any, input: Any, min: Any, max: Any) -> Any:
    inside = input == input
    if min is not None:
        inside = inside & (input >= min)
    if max is not None:
        inside = inside & (input <= max)
    return g * inside.to(g.dtype)


@pointwise(node="ClampBackward1", promoting=("min", "max"), input=_clamp_rule)
def clamp(input: Array, min: Any = None, max: Any = None) -> Array:
    """Cut off below ``min`` and above ``max``."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    low, high = (bound._array if isinstance(bound, Tensor) else bound for bound in (min, max))
    return np.clip(input, low, high)


@pointwise(
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
    weight=lambda g, input, end: g * (end - input),
)
def lerp(input: Array, end: Array, weight: Array) -> Array:
    """``input + weight * (end - input)``."""
    return input + weight * (end - input)


@pointwise(
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (tensor2 * value),
    tensor2=lambda g, tensor1, value: g * (tensor1 * value),
)
def addcmul(input: Array, tensor1: Array, tensor2: Array, value: float = 1) -> Array:
    """``input + value * tensor1 * tensor2``."""
    return input + input.dtype.type(value) * tensor1 * tensor2


@pointwise(
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (value / tensor2),
    tensor2=lambda g, tensor1, tensor2, value: -g * value * (tensor1 / (tensor2 * tensor2)),
)
def addcdiv(input: Array, tensor1: Array, tensor2: Array, value: float = 1) -> Array:
    """``input + value * tensor1 / tensor2``."""
    return input + input.dtype.type(value) * (tensor1 / tensor2)


# -- powers, exponentials, logarithms -------------------------------------------------------------------------------


@on_both
def _pow_rule(g: Any, input: Any, exponent: Any) -> Any:
    if exponent == 0:
        return g * 0.0
    return g * (exponent * (input if exponent == 2 else input ** (exponent - 1)))


def _check_power(input: Array, exponent: Any) -> None:
    if input.dtype.kind in "iub" and np.asarray(exponent).dtype.kind in "iub" and np.any(np.asarray(exponent) < 0):
        raise RuntimeError("Integers to negative integer powers are not allowed.")


@pointwise(
    name="pow",
    node="PowBackward0",
    promoting=("exponent",),
    input=lambda g, input, exponent: _pow_rule(g, input, exponent),
)
def pow_number(input: Array, exponent: Any) -> Array:
    """Each element to the same power."""
    _check_power(input, exponent)
    if exponent == 2:
        return np.multiply(input, input)
    return np.power(input, exponent)


@pointwise(
    name="pow",
    node="PowBackward1",
    input=lambda g, input, exponent: g * (exponent * input ** (exponent - 1)),
    exponent=lambda g, input, result: g * (result * input.log()).masked_fill((input == 0) & (result == 0), 0.0),
)
def pow_tensor(input: Array, exponent: Array) -> Array:
    """Each element to a power of its own."""
    _check_power(input, exponent)
    return np.power(input, exponent)


@pointwise(
    name="pow",
    node="PowBackward2",
    promoting=("input",),
    exponent=lambda g, input, result: g * (result * math.log(input)) if input > 0 else g * result * math.nan,
)
def pow_base(exponent: Array, input: Any) -> Array:
    """One number to many powers."""
    _check_power(np.asarray(input), exponent)
    return np.power(input, exponent)


def pow(input: Any, exponent: Any, *, out: Any = None) -> Any:
    """``input ** exponent``, of tensors and numbers."""
    if not isinstance(exponent, Tensor):
        return pow_number(input, exponent, out=out)
    return pow_tensor(input, exponent, out=out) if isinstance(input, Tensor) else pow_base(exponent, input, out=out)


@pointwise(input=lambda g, input: g * (2 * input))
def square(input: Array) -> Array:
    """``input * input``."""
    return np.multiply(input, input)


@pointwise(np.sqrt, gives="float", input=lambda g, result: g / (2 * result))
def sqrt(input: Array) -> Array:
    """Square root; its derivative at 0 is infinite."""
    return np.sqrt(input)


@pointwise(gives="float", input=lambda g, result: -0.5 * g * result**3)
def rsqrt(input: Array) -> Array:
    """``1 / sqrt(input)``."""
    return np.reciprocal(np.sqrt(input))


@pointwise(np.exp, gives="float", input=lambda g, result: g * result)
def exp(input: Array) -> Array:
    """e to the power of each element."""
    return np.exp(input)


@pointwise(gives="float", input=lambda g, result: g * result * _LN2)
def exp2(input: Array) -> Array:
    """2 to the power of each element."""
    return np.exp2(input)


@pointwise(gives="float", input=lambda g, result: g * (result + 1))
def expm1(input: Array) -> Array:
    """``exp(input) - 1``, exact near 0."""
    return np.expm1(input)


@pointwise(np.log, gives="float", input=lambda g, input: g / input)
def log(input: Array) -> Array:
    """Natural logarithm."""
    return np.log(input)


@pointwise(gives="float", input=lambda g, input: g / (input * _LN2))
def log2(input: Array) -> Array:
    """Logarithm to base 2."""
    return np.log2(input)


@pointwise(gives="float", input=lambda g, input: g / (input * _LN10))
def log10(input: Array) -> Array:
    """Logarithm to base 10."""
    # In double precision: in single, numpy misses even the powers of ten by a digit.
    return np.log10(input.astype(np.float64)).astype(input.dtype)


@pointwise(gives="float", input=lambda g, input: g / (input + 1))
def log1p(input: Array) -> Array:
    """``log(1 + input)``, exact near 0."""
    return np.log1p(input)


@pointwise(
    gives="float",
    input=lambda g, input, result: g * (input - result).exp(),
    other=lambda g, other, result: g * (other - result).exp(),
)
def logaddexp(input: Array, other: Array) -> Array:
    """``log(exp(input) + exp(other))`` without overflow."""
    return np.logaddexp(input, other)


# -- angles ---------------------------------------------------------------------------------------------------------


@pointwise(np.sin, gives="float", input=lambda g, input: g * _cos(input))
def sin(input: Array) -> Array:
    """Sine of radians."""
    return np.sin(input)


@pointwise(np.cos, gives="float", input=lambda g, input: g * -_sin(input))
def cos(input: Array) -> Array:
    """Cosine of radians."""
    return np.cos(input)


@pointwise(gives="float", input=lambda g, result: g * (1 + result * result))
def tan(input: Array) -> Array:
    """Tangent of radians."""
    return np.tan(input)


@pointwise(gives="float", input=lambda g, input: g * (1 - input * input).rsqrt())
def asin(input: Array) -> Array:
    """Inverse sine, in radians."""
    return np.arcsin(input)


@pointwise(gives="float", input=lambda g, input: g * -(1 - input * input).rsqrt())
def acos(input: Array) -> Array:
    """Inverse cosine, in radians."""
    return np.arccos(input)


@pointwise(gives="float", input=lambda g, input: g / (1 + input * input))
def atan(input: Array) -> Array:
    """Inverse tangent, in radians."""
    return np.arctan(input)


@pointwise(
    gives="float",
    input=lambda g, input, other: g * other / (input * input + other * other),
    other=lambda g, input, other: g * -input / (input * input + other * other),
)
def atan2(input: Array, other: Array) -> Array:
    """The angle of the point (other, input)."""
    return np.arctan2(input, other)


@pointwise(gives="float", input=lambda g, input: g * input.cosh())
def sinh(input: Array) -> Array:
    """Hyperbolic sine."""
    return np.sinh(input)


@pointwise(gives="float", input=lambda g, input: g * input.sinh())
def cosh(input: Array) -> Array:
    """Hyperbolic cosine."""
    return np.cosh(input)


@pointwise(np.tanh, gives="float", input=lambda g, result: g * (1 - result * result))
def tanh(input: Array) -> Array:
    """Hyperbolic tangent."""
    return np.tanh(input)


# -- activations ----------------------------------------------------------------------------------------------------


def _sigmoid(x: Array) -> Array:
    positive = np.exp(-np.absolute(x))
    return np.where(x >= 0, 1 / (1 + positive), positive / (1 + positive)).astype(x.dtype)


@pointwise(gives="float", input=lambda g, result: g * ((1 - result) * result))
def sigmoid(input: Array) -> Array:
    """``1 / (1 + exp(-input))``."""
    return _sigmoid(input)


@pointwise(input=lambda g, result: g * (result > 0))
def relu(input: Array) -> Array:
    """``max(input, 0)``; the derivative at 0 is 0."""
    return np.maximum(input, input.dtype.type(0))


@pointwise(
    input=lambda g, input, negative_slope: g * ((input > 0).to(g.dtype) + (input <= 0).to(g.dtype) * negative_slope)
)
def leaky_relu(input: Array, negative_slope: float = 0.01) -> Array:
    """The input where it is positive, else a small share of it."""
    return np.where(input > 0, input, input * input.dtype.type(negative_slope))


@pointwise(
    gives="float",
    input=lambda g, input, beta, threshold: (
        g
        * ((input * beta > threshold).to(g.dtype) + (input * beta <= threshold).to(g.dtype) * (input * beta).sigmoid())
    ),
)
def softplus(input: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """A smooth relu: ``log(1 + exp(beta * input)) / beta``."""
    scaled = input * input.dtype.type(beta)
    return np.where(scaled > threshold, input, np.log1p(np.exp(np.minimum(scaled, threshold))) / input.dtype.type(beta))


@pointwise(
    gives="float",
    input=lambda g, input: g * (input.sigmoid() * (1 + input * (1 - input.sigmoid()))),
)
def silu(input: Array) -> Array:
    """``input * sigmoid(input)``."""
    return input * _sigmoid(input)


@pointwise(
    gives="float",
    input=lambda g, input, alpha: g * ((input > 0).to(g.dtype) + (input <= 0).to(g.dtype) * input.exp() * alpha),
)
def elu(input: Array, alpha: float = 1.0) -> Array:
    """The input where it is positive, else ``alpha * (exp(input) - 1)``."""
    return np.where(input > 0, input, input.dtype.type(alpha) * np.expm1(np.minimum(input, 0)))


_erf = np.vectorize(math.erf, otypes=[np.float64])


@pointwise(gives="float", input=lambda g, input: g * (2 / math.sqrt(math.pi)) * (-(input * input)).exp())
def erf(input: Array) -> Array:
    """The error function."""
    return _erf(input).astype(input.dtype) if input.size else input.copy()


# -- rounding and signs ---------------------------------------------------------------------------------------------


@pointwise(input=lambda g: g.new_zeros(g.shape))
def floor(input: Array) -> Array:
    """The largest whole number not above."""
    return np.floor(input)


@pointwise(input=lambda g: g.new_zeros(g.shape))
def ceil(input: Array) -> Array:
    """The smallest whole number not below."""
    return np.ceil(input)


@pointwise(input=lambda g: g.new_zeros(g.shape))
def round(input: Array, decimals: int = 0) -> Array:
    """The nearest whole number, halves to the even one."""
    return np.round(input, decimals)


@pointwise(input=lambda g: g.new_zeros(g.shape))
def trunc(input: Array) -> Array:
    """The whole part."""
    return np.trunc(input)


@pointwise(input=lambda g: g)
def frac(input: Array) -> Array:
    """What is left of the whole part."""
    return input - np.trunc(input)


@pointwise(input=lambda g: g.new_zeros(g.shape))
def sign(input: Array) -> Array:
    """-1, 0 or 1."""
    return np.sign(input) if input.dtype != np.bool_ else input


# -- comparison and logic -------------------------------------------------------------------------------------------


@pointwise(gives="bool")
def eq(input: Array, other: Array) -> Array:
    """Where both are equal."""
    return np.equal(input, other)


@pointwise(gives="bool")
def ne(input: Array, other: Array) -> Array:
    """Where they differ."""
    return np.not_equal(input, other)


@pointwise(gives="bool")
def lt(input: Array, other: Array) -> Array:
    """Where the first is smaller."""
    return np.less(input, other)


@pointwise(gives="bool")
def le(input: Array, other: Array) -> Array:
    """Where the first is not larger."""
    return np.less_equal(input, other)


@pointwise(gives="bool")
def gt(input: Array, other: Array) -> Array:
    """Where the first is larger."""
    return np.greater(input, other)


@pointwise(gives="bool")
def ge(input: Array, other: Array) -> Array:
    """Where the first is not smaller."""
    return np.greater_equal(input, other)


@pointwise(gives="bool")
def logical_and(input: Array, other: Array) -> Array:
    """Where both are not zero."""
    return np.logical_and(input, other)


@pointwise(gives="bool")
def logical_or(input: Array, other: Array) -> Array:
    """Where at least one is not zero."""
    return np.logical_or(input, other)


@pointwise(gives="bool")
def logical_xor(input: Array, other: Array) -> Array:
    """Where exactly one is not zero."""
    return np.logical_xor(input, other)


@pointwise(gives="bool")
def logical_not(input: Array) -> Array:
    """Where it is zero."""
    return np.logical_not(input)


@pointwise()
def bitwise_and(input: Array, other: Array) -> Array:
    """Bit by bit: both."""
    return np.bitwise_and(input, other)


@pointwise()
def bitwise_or(input: Array, other: Array) -> Array:
    """Bit by bit: at least one."""
    return np.bitwise_or(input, other)


@pointwise()
def bitwise_xor(input: Array, other: Array) -> Array:
    """Bit by bit: exactly one."""
    return np.bitwise_xor(input, other)


@pointwise()
def bitwise_not(input: Array) -> Array:
    """Bit by bit: the other one."""
    return np.invert(input)


@pointwise(gives="bool")
def isnan(input: Array) -> Array:
    """Where it is not a number."""
    return np.isnan(input)


@pointwise(gives="bool")
def isinf(input: Array) -> Array:
    """Where it is infinite."""
    return np.isinf(input)


@pointwise(gives="bool")
def isfinite(input: Array) -> Array:
    """Where it is neither infinite nor not a number."""
    return np.isfinite(input)


@pointwise(gives="bool")
def isclose(input: Array, other: Array, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Array:
    """Where they differ by at most ``atol + rtol * |other|``."""
    return np.isclose(input, other, rtol, atol, equal_nan)


# -- choosing -------------------------------------------------------------------------------------------------------


@pointwise(
    name="where",
    node="WhereBackward0",
    constants=("condition",),
    input=lambda g, condition: g * condition.to(g.dtype),
    other=lambda g, condition: g * condition.logical_not().to(g.dtype),
)
def where_op(condition: Array, input: Array, other: Array) -> Array:
    """One of two, element by element."""
    return np.where(condition, input, other)


@pointwise(constants=("mask",), promoting=(), input=lambda g, mask: g.masked_fill(mask, 0))
def masked_fill(input: Array, mask: Array, value: Any = 0) -> Array:
    """``input`` with ``value`` where the mask is true."""
    number = value._array if isinstance(value, Tensor) else value
    return np.where(mask, np.asarray(number).astype(input.dtype), input)


def _nan_to_num_rule(g: Any, input: Any) -> Any:
    return g * input.isfinite().to(g.dtype)


@pointwise(input=_nan_to_num_rule)
def nan_to_num(input: Array, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Array:
    """Numbers in the place of what is not finite."""
    return np.nan_to_num(input, nan=nan, posinf=posinf, neginf=neginf)


def div(input: Any, other: Any, *, rounding_mode: str | None = None, out: Any = None) -> Any:
    """Quotient: true, or rounded ``"floor"`` or ``"trunc"``."""
    if rounding_mode is None:
        return true_divide(input, other, out=out)
    if rounding_mode == "floor":
        return floor_divide(input, other, out=out)
    if rounding_mode == "trunc":
        whole = true_divide(input, other).trunc()
        is_float = any(isinstance(x, Tensor) and x.dtype.is_floating_point for x in (input, other))
        return whole if is_float else whole.to(dtypes.int64)
    raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")
