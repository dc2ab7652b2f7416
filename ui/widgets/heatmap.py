"""From numbers to heat colours, as pure functions.

Values are placed in a range, the range is divided into 256 steps, and a step has a colour and an ink that can be read
on it. The range is asked for once and kept while slices change, so that equal numbers keep equal colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

STEPS = 256


@dataclass(frozen=True)
class Range:
    """The numbers at the two ends of a colour scale."""

    low: float
    high: float


def real_part(values: NDArray[Any]) -> NDArray[Any]:
    """What a colour can stand for: numbers as they are, truth as 0 and 1, a complex number by its size."""
    if values.dtype.kind == "c":
        return np.asarray(np.abs(values))
    return values.astype(np.uint8) if values.dtype.kind == "b" else values


def invalid(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values are nan or infinite, of the same shape."""
    if values.dtype.kind in "fc":
        return np.asarray(~np.isfinite(values))
    return np.zeros(values.shape, np.bool_)


def sample(values: NDArray[Any], limit: int = 65536) -> NDArray[Any]:
    """At most about ``limit`` of the values, evenly taken, of shape (n,).

    Every axis is thinned by its own step, so a huge array is never copied nor flattened.
    """
    excess = values.size / limit
    step = 1
    while excess > 1 and step < max(values.shape):
        step += 1
        excess = np.prod([-(-length // step) for length in values.shape]) / limit
    return values[(slice(None, None, step),) * values.ndim].ravel()


def robust_range(values: NDArray[Any], low: float = 1, high: float = 99) -> Range | None:
    """The range that 98 % of the finite values fall in, so that one outlier does not flatten the rest.

    None when there is no finite value.
    """
    finite = _finite_sample(values)
    if not finite.size:
        return None
    # To the outer neighbour: of fewer than a hundred values, the range is that of all of them.
    bottom = np.percentile(finite, low, method="lower")
    top = np.percentile(finite, high, method="higher")
    if bottom == top:
        bottom, top = finite.min(), finite.max()
    return Range(float(bottom), float(top))


def symmetric_range(values: NDArray[Any]) -> Range | None:
    """A range with 0 in its middle, for gradients: the sign is read from the colour."""
    finite = _finite_sample(values)
    if not finite.size:
        return None
    reach = float(np.percentile(np.abs(finite), 99, method="higher")) or float(np.abs(finite).max())
    return Range(-reach, reach)


def _finite_sample(values: NDArray[Any]) -> NDArray[np.float64]:
    taken = real_part(sample(values)).astype(np.float64)
    return taken[np.isfinite(taken)]


def color_indices(values: NDArray[Any], shown: Range) -> NDArray[np.uint8]:
    """Step of every value on the scale, of the same shape; the middle where the range is a single number."""
    numbers = real_part(values).astype(np.float64)
    span = shown.high - shown.low
    if span <= 0:
        return np.full(numbers.shape, STEPS // 2, np.uint8)
    with np.errstate(invalid="ignore", over="ignore"):
        steps = (numbers - shown.low) * ((STEPS - 1) / span)
    return np.clip(np.nan_to_num(steps), 0, STEPS - 1).round().astype(np.uint8)


def wants_white_ink(table: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """For each colour of a table (n, 3 or 4): whether white reaches a contrast of 4.5 : 1 on it, else black is used.

    Source: WCAG 2.2, "relative luminance" and "contrast ratio".
    """
    part = table[:, :3] / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(1.05 / (luminance + 0.05) >= 4.5)


def to_image(
    indices: NDArray[np.uint8],
    table: NDArray[np.uint8],
    mask: NDArray[np.bool_] | None = None,
    mask_color: QColor | None = None,
) -> QImage:
    """One pixel a value, shape (rows, columns); where ``mask`` holds, ``mask_color``."""
    red, green, blue = (table[:, channel].astype(np.uint32) for channel in range(3))
    packed = (0xFF000000 | red << 16 | green << 8 | blue)[indices]
    if mask is not None and mask_color is not None:
        packed[mask] = mask_color.rgba()
    packed = np.ascontiguousarray(packed)
    rows, columns = packed.shape
    # The copy owns its pixels; the array may go.
    return QImage(packed.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
