"""Comparison, logic, bits, and what kind of number an element is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops._kernels import INTS, WHOLE, only
from tensorlab.ops.plans import Array
from tensorlab.ops.table import Pointwise, pointwise

# -- comparison -----------------------------------------------------------------------------------------------------


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


def _comparison(title: str) -> Callable[[Callable[..., Any]], Pointwise]:
    """Declare a comparison: no gradient passes it, which shows where it is written into a tensor that has one."""
    return pointwise(
        gives="bool",
        node=f"{title}Backward1",
        numbers={"other": f"{title}Backward0"},
        tensors=("input",),
        input=_nothing,
        other=_nothing,
    )


@_comparison("Eq")
def eq(input: Array, other: Array) -> Array:
    """Where both are equal."""
    return np.equal(input, other)


@_comparison("Ne")
def ne(input: Array, other: Array) -> Array:
    """Where they differ."""
    return np.not_equal(input, other)


@_comparison("Lt")
def lt(input: Array, other: Array) -> Array:
    """Where the first is smaller."""
    return np.less(input, other)


@_comparison("Le")
def le(input: Array, other: Array) -> Array:
    """Where the first is not larger."""
    return np.less_equal(input, other)


@_comparison("Gt")
def gt(input: Array, other: Array) -> Array:
    """Where the first is larger."""
    return np.greater(input, other)


@_comparison("Ge")
def ge(input: Array, other: Array) -> Array:
    """Where the first is not smaller."""
    return np.greater_equal(input, other)


def _check_close(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    input, other = operands
    if input.dtype is not other.dtype:
        raise RuntimeError(f"{input.dtype.type_name} did not match {other.dtype.type_name}")


@pointwise(gives="bool", tensors=("input", "other"), check=_check_close)
def isclose(input: Array, other: Array, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Array:
    """Where they differ by at most ``atol + rtol * |other|``."""
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    return np.isclose(input, other, rtol, atol, equal_nan)


# -- logic ----------------------------------------------------------------------------------------------------------


@pointwise(gives="bool", tensors=("input", "other"))
def logical_and(input: Array, other: Array) -> Array:
    """Where both are not zero."""
    return np.logical_and(input, other)


@pointwise(gives="bool", tensors=("input", "other"))
def logical_or(input: Array, other: Array) -> Array:
    """Where at least one is not zero."""
    return np.logical_or(input, other)


@pointwise(gives="bool", tensors=("input", "other"))
def logical_xor(input: Array, other: Array) -> Array:
    """Where exactly one is not zero."""
    return np.logical_xor(input, other)


@pointwise(gives="bool")
def logical_not(input: Array) -> Array:
    """Where it is zero."""
    return np.logical_not(input)


# -- bits -----------------------------------------------------------------------------------------------------------


@pointwise(check=only(WHOLE, "bitwise_and_cpu"))
def bitwise_and(input: Array, other: Array) -> Array:
    """Bit by bit: both."""
    return np.bitwise_and(input, other)


@pointwise(check=only(WHOLE, "bitwise_or_cpu"))
def bitwise_or(input: Array, other: Array) -> Array:
    """Bit by bit: at least one."""
    return np.bitwise_or(input, other)


@pointwise(check=only(WHOLE, "bitwise_xor_cpu"))
def bitwise_xor(input: Array, other: Array) -> Array:
    """Bit by bit: exactly one."""
    return np.bitwise_xor(input, other)


@pointwise(check=only(WHOLE, "bitwise_not_cpu"))
def bitwise_not(input: Array) -> Array:
    """Bit by bit: the other one."""
    return np.invert(input)


def _outside(bits: Array, width: int) -> Array:
    return (bits < 0) | (bits >= width)


@pointwise(check=only(INTS, "lshift_cpu"))
def bitwise_left_shift(input: Array, other: Array) -> Array:
    """Every bit ``other`` places up; nothing is left of a number shifted by its whole width."""
    outside = _outside(other, 8 * input.itemsize)
    return np.where(outside, 0, np.left_shift(input, np.where(outside, 0, other)))


@pointwise(check=only(INTS, "rshift_cpu"))
def bitwise_right_shift(input: Array, other: Array) -> Array:
    """Every bit ``other`` places down; a negative number stays negative."""
    last = 8 * input.itemsize - (input.dtype.kind == "i")
    return np.right_shift(input, np.where(_outside(other, last), last, other).astype(input.dtype))


@pointwise(tensors=("input", "other"), check=only(INTS, "gcd_cpu"))
def gcd(input: Array, other: Array) -> Array:
    """The greatest number that divides both."""
    return np.gcd(input, other)


@pointwise(tensors=("input", "other"), check=only(INTS, "lcm_cpu"))
def lcm(input: Array, other: Array) -> Array:
    """The smallest number that both divide."""
    return np.lcm(input, other)


# -- kinds of numbers -----------------------------------------------------------------------------------------------


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
def isposinf(input: Array) -> Array:
    """Where it is plus infinity."""
    return input == np.inf


@pointwise(gives="bool")
def isneginf(input: Array) -> Array:
    """Where it is minus infinity."""
    return input == -np.inf


@pointwise(gives="bool")
def isreal(input: Array) -> Array:
    """Where it has no imaginary part: everywhere."""
    return np.ones(input.shape, np.bool_)


@pointwise(gives="bool")
def signbit(input: Array) -> Array:
    """Where the sign is minus, that of -0 too."""
    return np.signbit(input) if input.dtype.kind == "f" else input < 0


def allclose(input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close: :func:`isclose` everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def equal(input: Any, other: Any) -> bool:
    """Whether two tensors have the same shape and the same elements."""
    if not isinstance(other, Tensor):
        raise TypeError(f"equal(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
    return bool(input.shape == other.shape and np.array_equal(input._array, other._array))
