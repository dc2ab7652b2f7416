"""What was typed into a cell: the value as Python writes it, or why it is no number of that dtype."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from ui.models.cell_format import MINUS

_FLOAT_LIMITS = {
    "float16": 65504.0,
    "bfloat16": 3.3895313892515355e38,
    "float32": 3.4028234663852886e38,
    "float64": 1.7976931348623157e308,
}
_REALS_OF = {"complex64": "float32", "complex128": "float64"}


class Reason(Enum):
    """Why a text is refused."""

    EMPTY = "empty"
    NO_TRUTH = "no truth value"
    NO_WHOLE_NUMBER = "no whole number"
    NO_NUMBER = "no number"
    NO_COMPLEX_NUMBER = "no complex number"
    OUT_OF_RANGE = "out of range"
    RAGGED = "rows of different lengths"
    TOO_MANY = "too many"


@dataclass(eq=False)
class Refusal(Exception):
    """The text, the dtype that cannot hold it, and, where it is too large, the limits of the dtype."""

    reason: Reason
    text: str
    dtype: str
    low: str = ""
    high: str = ""


def parse(text: str, dtype: str) -> str:
    """The value as a Python literal, to be assigned to an element of ``dtype``.

    Raises:
        Refusal: the text is no number of that dtype.

    >>> parse("−3", "int8")
    '-3'
    >>> parse("nan", "float32")
    "float('nan')"
    """
    typed = text.strip().replace(MINUS, "-")
    if not typed:
        raise Refusal(Reason.EMPTY, text, dtype)
    if dtype == "bool":
        return _truth(typed, dtype)
    if dtype in _REALS_OF:
        return _complex(typed, dtype)
    if dtype in _FLOAT_LIMITS:
        return _real(typed, dtype)
    return _whole(typed, dtype)


def _truth(typed: str, dtype: str) -> str:
    truths = {"true": "True", "1": "True", "false": "False", "0": "False"}
    if typed.lower() not in truths:
        raise Refusal(Reason.NO_TRUTH, typed, dtype)
    return truths[typed.lower()]


def _whole(typed: str, dtype: str) -> str:
    try:
        value = int(typed)
    except ValueError:
        value = _whole_of_real(typed, dtype)
    low, high = integer_limits(dtype)
    if not low <= value <= high:
        raise Refusal(Reason.OUT_OF_RANGE, typed, dtype, str(low), str(high))
    return str(value)


def _whole_of_real(typed: str, dtype: str) -> int:
    """``3.0`` and ``1e3`` are whole numbers too."""
    try:
        real = float(typed)
    except ValueError:
        raise Refusal(Reason.NO_NUMBER, typed, dtype) from None
    if not real.is_integer():
        raise Refusal(Reason.NO_WHOLE_NUMBER, typed, dtype)
    return int(real)


def _real(typed: str, dtype: str) -> str:
    try:
        value = float(typed)
    except ValueError:
        raise Refusal(Reason.NO_NUMBER, typed, dtype) from None
    _check_size(value, typed, dtype, _FLOAT_LIMITS[dtype])
    return repr(value) if math.isfinite(value) else f"float('{value}')"


def _complex(typed: str, dtype: str) -> str:
    try:
        value = complex(typed.replace(" ", ""))
    except ValueError:
        raise Refusal(Reason.NO_COMPLEX_NUMBER, typed, dtype) from None
    for part in (value.real, value.imag):
        _check_size(part, typed, dtype, _FLOAT_LIMITS[_REALS_OF[dtype]])
    finite = math.isfinite(value.real) and math.isfinite(value.imag)
    return repr(value) if finite else f"complex('{str(value).strip('()')}')"


def _check_size(value: float, typed: str, dtype: str, limit: float) -> None:
    # Digits that overflow to infinity are too large as well; only the word means infinity itself.
    overflowed = math.isinf(value) and "inf" not in typed.lower()
    if overflowed or (math.isfinite(value) and abs(value) > limit):
        raise Refusal(Reason.OUT_OF_RANGE, typed, dtype, f"{-limit:.6g}", f"{limit:.6g}")


def integer_limits(dtype: str) -> tuple[int, int]:
    """Smallest and largest number of an integer dtype.

    >>> integer_limits("int8")
    (-128, 127)
    """
    signed = not dtype.startswith("u")
    bits = int(dtype.removeprefix("u").removeprefix("int"))
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
