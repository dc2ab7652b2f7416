"""Whole parts, signs, and the pieces that a floating point number is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab.dtypes import Kind
from tensorlab.ops._kernels import FLOATS, NUMBERS, only, undifferentiable, unsupported
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op, pointwise
from tensorlab.ops.writing import in_place

_LN2 = math.log(2)


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


# -- whole numbers --------------------------------------------------------------------------------------------------


@pointwise(check=only(NUMBERS, "floor_vml_cpu"), input=_nothing)
def floor(input: Array) -> Array:
    """The largest whole number not above."""
    return np.floor(input)


@pointwise(check=only(NUMBERS, "ceil_vml_cpu"), input=_nothing)
def ceil(input: Array) -> Array:
    """The smallest whole number not below."""
    return np.ceil(input)


@pointwise(check=only(NUMBERS, "trunc_vml_cpu"), input=_nothing)
def trunc(input: Array) -> Array:
    """The whole part."""
    return np.trunc(input)


@pointwise(check=only(FLOATS, "frac_cpu"), input=lambda g: g)
def frac(input: Array) -> Array:
    """What is left of the whole part."""
    return input - np.trunc(input)


@pointwise(name="round", node="RoundBackward0", check=only(NUMBERS, "round_vml_cpu"), input=_nothing)
def round_whole(input: Array) -> Array:
    """The nearest whole number, halves to the even one."""
    return np.rint(input) if input.dtype.kind == "f" else input.copy()


@pointwise(name="round", node="RoundBackward1", input=_nothing)
def round_places(input: Array, decimals: int = 0) -> Array:
    """The nearest number with so many digits behind the point, before it where negative."""
    if input.dtype.kind != "f":
        raise unsupported("round_cpu" if decimals else "round_vml_cpu", dtypes.from_numpy(input.dtype))
    power = input.dtype.type(10.0 ** max(decimals, -decimals))
    return np.rint(input * power) / power if decimals >= 0 else np.rint(input / power) * power


def round(input: Any, *, decimals: int | None = None, out: Any = None) -> Any:
    """The nearest whole number, halves to the even one; or the nearest with so many ``decimals``."""
    return round_whole(input, out=out) if decimals is None else round_places(input, decimals, out=out)


def round_(input: Any, *, decimals: int | None = None) -> Any:
    """``round``, written into the tensor itself."""
    if decimals is None:
        return in_place(round_whole, input)
    return in_place(round_places, input, decimals)


# -- signs ----------------------------------------------------------------------------------------------------------


def _sign_of(input: Array) -> Array:
    if input.dtype == np.bool_:
        return input.copy()
    return np.nan_to_num(np.sign(input))


@pointwise(input=_nothing)
def sign(input: Array) -> Array:
    """-1, 0 or 1; 0 for what is not a number."""
    return _sign_of(input)


@pointwise(input=lambda g, input, result: _nothing(g))
def sgn(input: Array) -> Array:
    """:func:`sign`, under the name that complex numbers share."""
    return _sign_of(input)


@pointwise(
    gives="float",
    numbers={"other": "CopysignBackward1"},
    tensors=("input",),
    input=lambda g, input, result: g * (result / input).masked_fill(input == 0, 0.0),
    other=_nothing,
)
def copysign(input: Array, other: Array) -> Array:
    """The size of one number with the sign of another."""
    return np.copysign(input, other)


def _check_same_type(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if operands[0].dtype is not operands[1].dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")


@pointwise(
    node="NotImplemented",
    tensors=("input", "values"),
    check=_check_same_type,
    input=undifferentiable("heaviside"),
    values=undifferentiable("heaviside"),
)
def heaviside(input: Array, values: Array) -> Array:
    """0 below 0, 1 above, and ``values`` at 0."""
    return np.where(input == 0, values, (input > 0).astype(input.dtype))


# -- pieces of a floating point number ------------------------------------------------------------------------------


@pointwise(
    tensors=("input", "other"),
    check=only(FLOATS, "nextafter_cpu"),
    input=lambda g, input, other: g.masked_fill(input == other, 0.0),
    other=_nothing,
)
def nextafter(input: Array, other: Array) -> Array:
    """The next number that can be written, on the way to ``other``."""
    return np.nextafter(input, other)


def _check_ldexp(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    if operands[1].dtype is dtypes.bool and operands[0].dtype.is_floating_point:
        raise unsupported("ldexp_cpu_exp", dtypes.bool)


@pointwise(
    gives="float",
    tensors=("input", "other"),
    check=_check_ldexp,
    input=lambda g, other: g * other.exp2(),
    other=lambda g, result: g * result * _LN2,
)
def ldexp(input: Array, other: Array) -> Array:
    """``input`` times 2 to the power of ``other``."""
    return input * np.exp2(other)


@op(name="frexp", results=("mantissa", "exponent"), input=lambda gs, exponent: gs[0] / exponent.exp2())
def _frexp(input: Array) -> tuple[Array, Array]:
    mantissa, exponent = np.frexp(input)
    return mantissa, exponent.astype(np.int32)


def frexp(input: Any, *, out: Any = None) -> Any:
    """A number between ½ and 1, and the power of 2 that it was multiplied by."""
    if input.dtype.kind is not Kind.FLOAT:
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    return return_types.frexp(*_frexp(input, out=out))
