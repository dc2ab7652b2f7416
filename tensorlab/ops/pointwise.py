"""Mathematics element by element: arithmetic, powers, exponentials, logarithms, choosing, and the first activations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Kind
from tensorlab.ops._kernels import (
    FLOATS,
    NUMBERS,
    Check,
    check_sub,
    logistic,
    only,
    undifferentiable,
    unsupported,
    zero_like,
)
from tensorlab.ops.plans import Applied, Array, Itself, on_both
from tensorlab.ops.table import pointwise
from tensorlab.ops.writing import in_place

_LN2, _LN10 = math.log(2), math.log(10)


@on_both
def _sign(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.sgn()
    # Not np.sign, for which what is no number has a sign that is none.
    return np.subtract(value > 0, value < 0, dtype=value.dtype)


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


# -- sums -----------------------------------------------------------------------------------------------------------


def _fused(one: Array, other: Array, base: Array) -> Array:
    """``one * other + base``, rounded once: a processor does so in single precision, and PyTorch lets it."""
    if one.dtype != np.float32:
        return one * other + base
    return (one.astype(np.float64) * other + base).astype(np.float32)


def _check_alpha(input: Array, alpha: Any) -> None:
    if input.dtype.kind != "f" and isinstance(alpha, float):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if isinstance(alpha, bool) and input.dtype != np.bool_:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")


def _plus(input: Array, other: Array, alpha: Any) -> Array:
    """``input + alpha * other``."""
    if alpha.__class__ is int and alpha == 1:
        return np.add(input, other)
    _check_alpha(other, alpha)
    return _fused(other, other.dtype.type(alpha), input)


def _minus(input: Array, other: Array, alpha: Any) -> Array:
    """``input - alpha * other``."""
    if alpha.__class__ is int and alpha == 1:
        return np.subtract(input, other)
    _check_alpha(other, alpha)
    return _fused(other, -other.dtype.type(alpha), input)


@pointwise(np.add, scalar="AddBackward1", input=lambda g: g, other=lambda g, alpha: g if alpha == 1 else g * alpha)
def add(input: Array, other: Array, alpha: float = 1) -> Array:
    """``input + alpha * other``."""
    return _plus(input, other, alpha)


@pointwise(
    np.subtract,
    scalar="SubBackward1",
    check=check_sub,
    input=lambda g: g,
    other=lambda g, alpha: -g if alpha == 1 else g * -alpha,
)
def sub(input: Array, other: Array, alpha: float = 1) -> Array:
    """``input - alpha * other``."""
    return _minus(input, other, alpha)


@pointwise(
    numbers={"other": "RsubBackward1"},
    tensors=("input",),
    check=check_sub,
    input=lambda g, alpha: -g if alpha == 1 else g * -alpha,
    other=lambda g: g,
)
def rsub(input: Array, other: Array, alpha: float = 1) -> Array:
    """``other - alpha * input``."""
    return _minus(other, input, alpha)


def _check_neg(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if dtype is dtypes.bool:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
            "the `~` or `logical_not()` operator instead."
        )


@pointwise(np.negative, check=_check_neg, input=lambda g: -g)
def neg(input: Array) -> Array:
    """``-input``."""
    return np.negative(input)


def positive(input: Any) -> Any:
    """The tensor itself."""
    if input.dtype is dtypes.bool:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


@pointwise(np.absolute, check=only(NUMBERS, "abs_cpu"), input=lambda g, input: g * _sign(input))
def abs(input: Array) -> Array:
    """Absolute value; the derivative at 0 is 0."""
    return np.absolute(input)


# -- products and quotients -----------------------------------------------------------------------------------------


@pointwise(
    np.multiply,
    scalar="MulBackward1",
    input=lambda g, other: g * other,
    other=lambda g, input: g * input,
)
def mul(input: Array, other: Array) -> Array:
    """Product element by element, with broadcasting."""
    return np.multiply(input, other)


@pointwise(
    np.true_divide,
    gives="float",
    name="div",
    scalar="DivBackward1",
    input=lambda g, other: g / other,
    other=lambda g, input, other: -g * ((input / other) / other),
)
def true_divide(input: Array, other: Array) -> Array:
    """Quotient; whole numbers give floats."""
    return np.true_divide(input, other)


def _check_divisor(input: Array, other: Array) -> None:
    if 0 in np.broadcast_shapes(input.shape, other.shape):
        return
    if other.dtype.kind in "iub" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")


def _quotient(input: Array, other: Array, rounding_mode: str) -> Array:
    _check_divisor(input, other)
    if input.dtype.kind == "f":
        return np.floor_divide(input, other) if rounding_mode == "floor" else np.trunc(input / other)
    whole = np.floor_divide(input, other)
    if rounding_mode == "floor":
        return whole
    # One up where something is left and the signs differ: there floor went away from zero.
    return whole + ((whole * other != input) & ((input < 0) != (other < 0)))


@pointwise(
    name="div",
    node="DivBackward2",
    check=only(NUMBERS, "div_floor_cpu"),
    input=lambda g, other, rounding_mode: _nothing(g),
    other=lambda g, input, other, rounding_mode: _nothing(g),
)
def div_rounded(input: Array, other: Array, rounding_mode: str = "floor") -> Array:
    """Quotient rounded down (``floor``) or towards 0 (``trunc``)."""
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    return _quotient(input, other, rounding_mode)


def div(input: Any, other: Any, *, rounding_mode: str | None = None, out: Any = None) -> Any:
    """Quotient: true, or rounded ``"floor"`` or ``"trunc"``."""
    if rounding_mode is None:
        return true_divide(input, other, out=out)
    return div_rounded(input, other, rounding_mode, out=out)


def div_(input: Any, other: Any, *, rounding_mode: str | None = None) -> Any:
    """``div``, written into the tensor itself."""
    if rounding_mode is None:
        return in_place(true_divide, input, other)
    return in_place(div_rounded, input, other, rounding_mode)


@pointwise(
    node="NotImplemented",
    numbers={"other": "NotImplemented"},
    check=only(NUMBERS, "div_floor_cpu"),
    input=undifferentiable("floor_divide"),
    other=undifferentiable("floor_divide"),
)
def floor_divide(input: Array, other: Array) -> Array:
    """Quotient rounded towards minus infinity, in the operands' type."""
    return _quotient(input, other, "floor")


@pointwise(
    node="RemainderBackward1",
    numbers={"other": "RemainderBackward0"},
    check=only(NUMBERS, "remainder_cpu"),
    input=lambda g: g,
    other=lambda g, input, other: -g * div(input, other, rounding_mode="floor"),
)
def remainder(input: Array, other: Array) -> Array:
    """What is left of dividing; has the divisor's sign."""
    _check_divisor(input, other)
    return np.remainder(input, other)


@pointwise(
    node="FmodBackward1",
    numbers={"other": "FmodBackward0"},
    tensors=("input",),
    check=only(NUMBERS, "fmod_cpu"),
    input=lambda g: g,
    other=lambda g, input, other: -g * div(input, other, rounding_mode="trunc"),
)
def fmod(input: Array, other: Array) -> Array:
    """What is left of dividing; has the dividend's sign."""
    _check_divisor(input, other)
    return np.fmod(input, other)


@pointwise(np.reciprocal, gives="float", input=lambda g, result: -g * (result * result))
def reciprocal(input: Array) -> Array:
    """``1 / input``."""
    return np.reciprocal(input)


_NO_WHOLE_ADDCDIV = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true "
    "division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * "
    "torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) "
    "for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / "
    "tensor2), for all dtypes."
)


def _check_addcdiv(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if all(o.dtype.kind is not Kind.FLOAT for o in operands[1:]):
        raise RuntimeError(_NO_WHOLE_ADDCDIV)


@pointwise(
    tensors=("input", "tensor1", "tensor2"),
    check=only(NUMBERS, "addcmul_cpu_out"),
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (tensor2 * value),
    tensor2=lambda g, tensor1, value: g * (tensor1 * value),
)
def addcmul(input: Array, tensor1: Array, tensor2: Array, value: float = 1) -> Array:
    """``input + value * tensor1 * tensor2``."""
    return _fused(input.dtype.type(value) * tensor1, tensor2, input)


@pointwise(
    tensors=("input", "tensor1", "tensor2"),
    check=_check_addcdiv,
    input=lambda g: g,
    tensor1=lambda g, tensor2, value: g * (value / tensor2),
    tensor2=lambda g, tensor1, tensor2, value: -g * (value * tensor1 / (tensor2 * tensor2)),
)
def addcdiv(input: Array, tensor1: Array, tensor2: Array, value: float = 1) -> Array:
    """``input + value * tensor1 / tensor2``."""
    return input + input.dtype.type(value) * tensor1 / tensor2


def _check_end(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    input, end, *_ = operands
    if isinstance(end, Tensor) and end.dtype is not input.dtype:
        kinds = dtypes.word(input.dtype), dtypes.word(end.dtype)
        raise RuntimeError("expected dtype {} for `end` but got dtype {}".format(*kinds))


def _check_lerp_number(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    _check_end(operands, dtype)
    only(FLOATS, "lerp_kernel_scalar")(operands, dtype)


def _check_lerp(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    _check_end(operands, dtype)
    input, _, weight = operands
    if isinstance(weight, Tensor) and weight.shape and weight.dtype is not input.dtype:
        kinds = dtypes.word(input.dtype), dtypes.word(weight.dtype)
        raise RuntimeError("expected dtype {} for `weight` but got dtype {}".format(*kinds))
    only(FLOATS, "lerp_kernel_tensor")(operands, dtype)


def _between(input: Array, end: Array, weight: Any) -> Array:
    away = end - input
    near = np.absolute(weight) < 0.5
    return _fused(np.where(near, weight, weight - 1).astype(input.dtype), away, np.where(near, input, end))


@pointwise(
    name="lerp",
    node="LerpBackward0",
    promoting=("weight",),
    tensors=("input", "end"),
    aside=("weight",),
    check=_check_lerp_number,
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
)
def lerp_number(input: Array, end: Array, weight: Any) -> Array:
    """:func:`lerp` with one weight for all."""
    return _between(input, end, weight)


@pointwise(
    name="lerp",
    node="LerpBackward1",
    tensors=("input", "end", "weight"),
    check=_check_lerp,
    input=lambda g, weight: g * (1 - weight),
    end=lambda g, weight: g * weight,
    weight=lambda g, input, end: g * (end - input),
)
def lerp_tensor(input: Array, end: Array, weight: Array) -> Array:
    """:func:`lerp` with a weight for each element."""
    return _between(input, end, weight)


def lerp(input: Any, end: Any, weight: Any, *, out: Any = None) -> Any:
    """``input + weight * (end - input)``; from the other end where that is nearer, so that both ends are exact."""
    if not isinstance(end, Tensor):
        forms = [f"Tensor input, Tensor end, {kind} weight, *, Tensor out = None" for kind in ("Tensor", "Number")]
        raise errors.no_such_form("lerp", (input, end, weight), forms)
    return (lerp_tensor if isinstance(weight, Tensor) else lerp_number)(input, end, weight, out=out)


def lerp_(input: Any, end: Any, weight: Any) -> Any:
    """``lerp``, written into the tensor itself."""
    return in_place(lerp_tensor if isinstance(weight, Tensor) else lerp_number, input, end, weight)


# -- powers ---------------------------------------------------------------------------------------------------------


@on_both
def _pow_rule(g: Any, input: Any, exponent: Any) -> Any:
    if exponent == 0:
        return _nothing(g) if isinstance(g, Tensor) else np.zeros_like(g)
    if isinstance(input, Tensor):
        # A power again even where it is the first, so that this gradient has a graph to be derived through.
        return g * (exponent * pow_number(input, exponent - 1.0))
    return g * (exponent * (input if exponent == 2 else input ** (exponent - 1)))


@pointwise(
    name="pow",
    node="PowBackward0",
    promoting=("exponent",),
    input=lambda g, input, exponent: _pow_rule(g, input, exponent),
)
def pow_number(input: Array, exponent: Any) -> Array:
    """Each element to the same power."""
    if input.dtype.kind in "iu" and exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    is_simple = exponent in (2, 3) or (input.dtype.kind == "f" and input.dtype != np.float16)
    simple = _SIMPLE_POWERS.get(exponent) if is_simple else None
    return np.power(input, exponent) if simple is None else simple(input)


_SIMPLE_POWERS: dict[float, Callable[[Array], Array]] = {
    0.5: np.sqrt,
    2: lambda base: base * base,
    3: lambda base: base * base * base,
    -0.5: lambda base: 1 / np.sqrt(base),
    -1: np.reciprocal,
    -2: lambda base: 1 / (base * base),
}
"""Powers that PyTorch computes without a power function, as numpy does for some."""


def _whole_power(input: Array, exponent: Array) -> Array:
    """Powers of whole numbers; where the exponent is negative, what is left of the fraction: 0, or ±1 for ±1."""
    power = np.power(input, np.maximum(exponent, 0))
    if not np.any(exponent < 0):
        return power
    below = np.where(input == 1, 1, np.where(input == -1, 1 - 2 * (exponent % 2), 0))
    return np.where(exponent < 0, below, power)


def _pow_self(g: Any, input: Any, exponent: Any) -> Any:
    return where_op(exponent == 0, zero_like(g), g * (exponent * input ** (exponent - 1)))


def _pow_exponent(g: Any, input: Any, exponent: Any, result: Any) -> Any:
    return g * where_op((input == 0) & (exponent >= 0), zero_like(g), result * input.log())


_check_pow = only(NUMBERS, "pow")


@pointwise(name="pow", node="PowBackward1", check=_check_pow, input=_pow_self, exponent=_pow_exponent)
def pow_tensor(input: Array, exponent: Array) -> Array:
    """Each element to a power of its own."""
    return np.power(input, exponent) if input.dtype.kind == "f" else _whole_power(input, exponent)


def _pow_base_rule(g: Any, exponent: Any, input: Any, result: Any) -> Any:
    if input == 0:
        return g * _nothing(g).masked_fill(exponent < 0, -math.inf)
    return g * (result * (math.log(input) if input > 0 else math.nan))


@pointwise(name="pow", node="PowBackward2", promoting=("input",), check=_check_pow, exponent=_pow_base_rule)
def pow_base(exponent: Array, input: Any) -> Array:
    """One number to many powers."""
    base = exponent.dtype.type(input)
    return np.power(base, exponent) if exponent.dtype.kind == "f" else _whole_power(base, exponent)


def pow(input: Any, exponent: Any, *, out: Any = None) -> Any:
    """``input ** exponent``, of tensors and numbers."""
    if not isinstance(exponent, Tensor):
        return pow_number(input, exponent, out=out)
    return pow_tensor(input, exponent, out=out) if isinstance(input, Tensor) else pow_base(exponent, input, out=out)


def pow_(input: Any, exponent: Any) -> Any:
    """``pow``, written into the tensor itself."""
    return in_place(pow_tensor if isinstance(exponent, Tensor) else pow_number, input, exponent)


def float_power(input: Any, exponent: Any, *, out: Any = None) -> Any:
    """``input ** exponent`` in double precision."""
    base, power = (x.to(dtypes.float64) if isinstance(x, Tensor) else x for x in (input, exponent))
    return pow(base, power, out=out)


def square(input: Any, *, out: Any = None) -> Any:
    """``input ** 2``."""
    return pow_number(input, 2, out=out)


def float_power_(input: Any, exponent: Any) -> Any:
    """``float_power``, written into a tensor of double precision itself."""
    if input.dtype is not dtypes.float64:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {input.dtype.type_name} but the operation's result requires "
            "dtype Double"
        )
    return pow_(input, exponent.to(dtypes.float64) if isinstance(exponent, Tensor) else exponent)


def square_(input: Any) -> Any:
    """``square``, written into the tensor itself."""
    return pow_(input, 2)


@pointwise(np.sqrt, gives="float", input=lambda g, result: g / (2 * result))
def sqrt(input: Array) -> Array:
    """Square root; its derivative at 0 is infinite."""
    return np.sqrt(input)


@pointwise(gives="float", input=lambda g, result: -0.5 * g * result**3)
def rsqrt(input: Array) -> Array:
    """``1 / sqrt(input)``."""
    return np.reciprocal(np.sqrt(input))


# -- exponentials and logarithms ------------------------------------------------------------------------------------


@pointwise(np.exp, gives="float", input=lambda g, result: g * result)
def exp(input: Array) -> Array:
    """e to the power of each element."""
    return np.exp(input)


@pointwise(np.exp2, gives="float", input=lambda g, result: g * result * _LN2)
def exp2(input: Array) -> Array:
    """2 to the power of each element."""
    return np.exp2(input)


@pointwise(np.expm1, gives="float", input=lambda g, result: g * (result + 1))
def expm1(input: Array) -> Array:
    """``exp(input) - 1``, exact near 0."""
    return np.expm1(input)


@pointwise(np.log, gives="float", input=lambda g, input: g / input)
def log(input: Array) -> Array:
    """Natural logarithm."""
    return np.log(input)


@pointwise(np.log2, gives="float", input=lambda g, input: g / (input * _LN2))
def log2(input: Array) -> Array:
    """Logarithm to base 2."""
    return np.log2(input)


@pointwise(gives="float", input=lambda g, input: g / (input * _LN10))
def log10(input: Array) -> Array:
    """Logarithm to base 10."""
    # In double precision: in single, numpy misses even the powers of ten by a digit.
    return np.log10(input.astype(np.float64)).astype(input.dtype)


@pointwise(np.log1p, gives="float", input=lambda g, input: g / (input + 1))
def log1p(input: Array) -> Array:
    """``log(1 + input)``, exact near 0."""
    return np.log1p(input)


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "logaddexp_cpu"),
    input=lambda g, input, other: g / (1 + (other - input).exp()),
    other=lambda g, input, other: g / (1 + (input - other).exp()),
)
def logaddexp(input: Array, other: Array) -> Array:
    """``log(exp(input) + exp(other))`` without overflow."""
    return np.logaddexp(input, other)


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "logaddexp2_cpu"),
    input=lambda g, input, other: g / (1 + pow(2, other - input)),
    other=lambda g, input, other: g / (1 + pow(2, input - other)),
)
def logaddexp2(input: Array, other: Array) -> Array:
    """``log2(2 ** input + 2 ** other)`` without overflow."""
    return np.logaddexp2(input, other)


# -- activations ----------------------------------------------------------------------------------------------------


@pointwise(
    grad_output=Itself("output"),
    output=lambda g, grad_output, output: g * grad_output * (-2 * output + 1),
)
def sigmoid_backward(grad_output: Array, output: Array) -> Array:
    """The gradient of the input of :func:`sigmoid`."""
    return grad_output * ((1 - output) * output)


@pointwise(gives="float", input=Applied(sigmoid_backward, "result"))
def sigmoid(input: Array) -> Array:
    """``1 / (1 + exp(-input))``."""
    return logistic(input)


@pointwise(
    grad_output=Itself("input", "threshold"),
    input=lambda g: _nothing(g),
)
def threshold_backward(grad_output: Array, input: Array, threshold: float = 0.0) -> Array:
    """The gradient where the input is above a threshold, else 0."""
    # Not ``input > threshold``: what is no number passes the gradient on.
    made = grad_output * ~(input <= threshold)
    # Adding 0 makes 0 of the -0 that a product leaves.
    made += 0.0
    return made


def _check_relu(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if dtype is dtypes.bool:
        raise RuntimeError("Boolean inputs not supported for relu")


@pointwise(check=_check_relu, input=Applied(threshold_backward, "result"))
def relu(input: Array) -> Array:
    """``max(input, 0)``; the derivative at 0 is 0."""
    return np.maximum(input, input.dtype.type(0))


# -- limits ---------------------------------------------------------------------------------------------------------


def _larger_share(g: Any, one: Any, other: Any) -> Any:
    """The gradient of the larger of two; where both are equal, each gets half."""
    return where_op(one == other, g / 2, g).masked_fill(one < other, 0.0)


@pointwise(
    np.maximum,
    tensors=("input", "other"),
    input=lambda g, input, other: _larger_share(g, input, other),
    other=lambda g, input, other: _larger_share(g, other, input),
)
def maximum(input: Array, other: Array) -> Array:
    """The larger of two, element by element; what is not a number wins."""
    return np.maximum(input, other)


@pointwise(
    np.minimum,
    tensors=("input", "other"),
    input=lambda g, input, other: _larger_share(g, -input, -other),
    other=lambda g, input, other: _larger_share(g, -other, -input),
)
def minimum(input: Array, other: Array) -> Array:
    """The smaller of two, element by element; what is not a number wins."""
    return np.minimum(input, other)


def _taken(first: Any, other: Any) -> Any:
    """Where the first operand was taken: where it was ahead, or the other is no number."""
    return first | other.isnan()


@pointwise(
    tensors=("input", "other"),
    input=lambda g, input, other: g.masked_fill(_taken(input >= other, other).logical_not(), 0.0),
    other=lambda g, input, other: g.masked_fill(_taken(input >= other, other), 0.0),
)
def fmax(input: Array, other: Array) -> Array:
    """The larger of two, element by element; a number wins over what is none."""
    return np.fmax(input, other)


@pointwise(
    tensors=("input", "other"),
    input=lambda g, input, other: g.masked_fill(_taken(input <= other, other).logical_not(), 0.0),
    other=lambda g, input, other: g.masked_fill(_taken(input <= other, other), 0.0),
)
def fmin(input: Array, other: Array) -> Array:
    """The smaller of two, element by element; a number wins over what is none."""
    return np.fmin(input, other)


def _inside(g: Any, input: Any, min: Any, max: Any) -> Any:
    """The gradient where the input was not cut off."""
    if min is None or max is None:
        return _where(input >= min if max is None else input <= max, g)
    return _where((input >= min) & (input <= max), g)


def _at_min(g: Any, input: Any, min: Any, max: Any) -> Any:
    return _where(input < min if max is None else (input < min) & (min < max), g)


def _at_max(g: Any, input: Any, min: Any, max: Any) -> Any:
    return _where(input > max if min is None else (input > max) | (max < min), g)


def _where(condition: Any, g: Any) -> Any:
    """The gradient where the condition is true, else 0."""
    return where_op(condition, g, zero_like(g))


def _check_clamp(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    bounds = [isinstance(bound, Tensor) for bound in operands[1:] if bound is not None]
    if not bounds:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if dtype is dtypes.bool and not any(bounds):
        which = "" if len(bounds) == 2 else "max_" if operands[1] is None else "min_"
        raise unsupported(f"clamp_{which}scalar_cpu", dtype)
    if len(set(bounds)) == 2:
        kinds = ", ".join("Tensor" if isinstance(o, Tensor) else type(o).__name__ for o in operands)
        raise TypeError(
            f"clamp() received an invalid combination of arguments - got ({kinds}), but expected one of:\n"
            " * (Tensor input, Tensor min = None, Tensor max = None, *, Tensor out = None)\n"
            " * (Tensor input, Number min = None, Number max = None, *, Tensor out = None)\n"
        )


@pointwise(
    node="ClampBackward0",
    numbers={"min": "ClampBackward1", "max": "ClampBackward1"},
    tensors=("input",),
    check=_check_clamp,
    input=_inside,
    min=_at_min,
    max=_at_max,
)
def clamp(input: Array, min: Any = None, max: Any = None) -> Array:
    """Cut off below ``min`` and above ``max``."""
    return np.clip(input, min, max)


def _check_bound(kernel: str) -> Check:
    def check(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
        if dtype is dtypes.bool and not isinstance(operands[1], Tensor):
            raise unsupported(kernel, dtype)

    return check


@pointwise(
    node="ClampMinBackward1",
    check=_check_bound("clamp_min_scalar_cpu"),
    numbers={"min": "ClampMinBackward0"},
    tensors=("input",),
    input=lambda g, input, min: _where(input >= min, g),
    min=lambda g, input, min: _where(input < min, g),
)
def clamp_min(input: Array, min: Array) -> Array:
    """Cut off below ``min``."""
    return np.maximum(input, min)


@pointwise(
    node="ClampMaxBackward1",
    check=_check_bound("clamp_max_scalar_cpu"),
    numbers={"max": "ClampMaxBackward0"},
    tensors=("input",),
    input=lambda g, input, max: _where(input <= max, g),
    max=lambda g, input, max: _where(input > max, g),
)
def clamp_max(input: Array, max: Array) -> Array:
    """Cut off above ``max``."""
    return np.minimum(input, max)


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


@pointwise(name="nan_to_num", node="NanToNumBackward0", input=lambda g, input: g * input.isfinite())
def without_nan(input: Array, nan: float = 0.0, posinf: float = 0.0, neginf: float = 0.0) -> Array:
    """Numbers in the place of what is not finite."""
    if input.dtype.kind != "f":
        return input.copy()
    found = np.where(np.isnan(input), nan, input)
    found = np.where(input == np.inf, posinf, found)
    return np.where(input == -np.inf, neginf, found)


def _numbers_for(input: Any, nan: float | None, posinf: float | None, neginf: float | None) -> tuple[float, ...]:
    """The numbers to put in; the largest that the type holds where none are given for the infinite."""
    largest = dtypes.finfo(input.dtype).max if input.dtype.is_floating_point else 0.0
    return (
        0.0 if nan is None else nan,
        largest if posinf is None else posinf,
        -largest if neginf is None else neginf,
    )


def nan_to_num(
    input: Any, nan: float | None = None, posinf: float | None = None, neginf: float | None = None, *, out: Any = None
) -> Any:
    """Numbers in the place of what is not finite: 0, and the largest and smallest that there are."""
    return without_nan(input, *_numbers_for(input, nan, posinf, neginf), out=out)


def nan_to_num_(input: Any, nan: float | None = None, posinf: float | None = None, neginf: float | None = None) -> Any:
    """``nan_to_num``, written into the tensor itself."""
    return in_place(without_nan, input, *_numbers_for(input, nan, posinf, neginf))
