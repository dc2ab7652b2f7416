"""The short forms in which shapes, types and numbers are shown everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import Summary

_SHORT = {
    "float64": "f64",
    "float32": "f32",
    "float16": "f16",
    "bfloat16": "bf16",
    "int64": "i64",
    "int32": "i32",
    "int16": "i16",
    "int8": "i8",
    "uint8": "u8",
    "bool": "bool",
}


def short_dtype(name: str) -> str:
    """``float32`` as ``f32``."""
    return _SHORT.get(name, name)


def shape_text(shape: Sequence[int]) -> str:
    """A shape as Python writes it: ``(3,)``."""
    return str(tuple(shape))


def number_text(value: Any) -> str:
    """One element, with four significant digits and a true minus sign."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value)).replace("-", "−")
    number = float(value)
    if np.isfinite(number) and number == int(number) and abs(number) < 1e6:
        return f"{number:.1f}".replace("-", "−")
    return f"{number:.4g}".replace("-", "−")


def is_path(name: str) -> bool:
    """Whether a name is dotted, ``model.0.weight``: of such a one the end tells most."""
    return "." in name and name.replace(".", "").isidentifier()


def summary_text(value: NDArray[Any] | None, summary: Summary | None) -> str:
    """All elements where they are few, else their range and mean: ``x∈[−1, 2] μ 0.3``."""
    if value is not None and value.size <= 4:
        return ", ".join(number_text(one) for one in value.reshape(-1).tolist())
    if value is not None and value.size:
        numbers = value.astype(np.float64).reshape(-1)
        finite = numbers[np.isfinite(numbers)]
        lost = numbers.size - finite.size
        if not finite.size:
            return f"NaN×{lost}"
        return _range(float(finite.min()), float(finite.max()), float(finite.mean()), lost)
    if summary is not None:
        return _range(summary.minimum, summary.maximum, summary.mean, summary.nans)
    return ""


def _range(low: float, high: float, mean: float, lost: int) -> str:
    text = f"x∈[{number_text(low)}, {number_text(high)}] μ {number_text(mean)}"
    return f"{text} NaN×{lost}" if lost else text


def brief_text(value: NDArray[Any] | None, summary: Summary | None) -> str:
    """The same where there is little room: one or two elements, else the range, ``−1…2.5``, or the one value."""
    if value is not None and value.size:
        if value.size <= 2:
            return summary_text(value, None)
        numbers = value.astype(np.float64).reshape(-1)
        finite = numbers[np.isfinite(numbers)]
        if finite.size < numbers.size:
            return f"NaN×{numbers.size - finite.size}"
        return _brief_range(float(finite.min()), float(finite.max()))
    if summary is not None:
        return f"NaN×{summary.nans}" if summary.nans else _brief_range(summary.minimum, summary.maximum)
    return ""


def _brief_range(low: float, high: float) -> str:
    return (f"{low:.2g}" if low == high else f"{low:.2g}…{high:.2g}").replace("-", "−")
