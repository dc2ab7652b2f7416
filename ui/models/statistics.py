"""What is said of many numbers at once: least and greatest, mean and spread, and how many are no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 32


@dataclass(frozen=True)
class Statistics:
    """Of all cells; the four figures are those of the finite ones, nan where there are none."""

    count: int
    minimum: float
    maximum: float
    mean: float
    std: float
    nans: int
    infs: int
    zeros: int

    @classmethod
    def of(cls, values: NDArray[Any]) -> Statistics:
        """The figures of some values; the spread divides by n − 1, as PyTorch's ``std`` does."""
        numbers = real(values)
        finite = numbers[np.isfinite(numbers)]
        nans = int(np.isnan(numbers).sum())
        infs = int(numbers.size - finite.size - nans)
        zeros = int((finite == 0).sum())
        if not finite.size:
            nothing = float("nan")
            return cls(numbers.size, nothing, nothing, nothing, nothing, nans, infs, zeros)
        with np.errstate(all="ignore"):
            spread = float(finite.std(ddof=1)) if finite.size > 1 else float("nan")
            mean = float(finite.mean())
        return cls(numbers.size, float(finite.min()), float(finite.max()), mean, spread, nans, infs, zeros)


@dataclass(frozen=True)
class Histogram:
    """How many finite values fall between each two edges."""

    counts: NDArray[np.int64]
    edges: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[Any], bins: int = BINS) -> Histogram:
        """At most ``bins`` of equal width; one for each whole number where these are few."""
        numbers = real(values)
        finite = numbers[np.isfinite(numbers)]
        if not finite.size:
            return cls(np.zeros(0, np.int64), np.zeros(0))
        low, high = float(finite.min()), float(finite.max())
        if values.dtype.kind in "biu" and high - low < bins:
            edges = np.arange(low - 0.5, high + 1)
        elif low == high:
            edges = np.array([low - 0.5, high + 0.5])
        else:
            edges = np.linspace(low, high, bins + 1)
        counts, edges = np.histogram(finite, edges)
        return cls(counts.astype(np.int64), edges.astype(np.float64))


def real(values: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers on a line, flat: truth as 0 and 1, complex numbers by their size."""
    flat = values.reshape(-1)
    return (np.abs(flat) if flat.dtype.kind == "c" else flat).astype(np.float64)
