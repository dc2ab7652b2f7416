"""How the numbers of a grid are written: one form for all of them, so that the eye can compare.

The form is chosen once from a sample and kept while one scrolls or slices. Views have a true minus sign (U+2212);
text that is copied has what Python reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MINUS = "−"

_MOST_EXACT = 3
_LARGE, _SMALL = 1e5, 1e-3


@dataclass(frozen=True)
class CellFormat:
    """Decimals of every number; None where each is written with an exponent."""

    decimals: int | None = 2

    @classmethod
    def of(cls, values: NDArray[Any]) -> CellFormat:
        """The form that suits these values: exact when a few decimals are enough, else by their size."""
        if values.dtype.kind not in "fc":
            return cls(0)
        parts = (
            np.concatenate([values.real.ravel(), values.imag.ravel()]) if values.dtype.kind == "c" else values.ravel()
        )
        numbers = parts[np.isfinite(parts)].astype(np.float64)
        top = float(np.abs(numbers).max()) if numbers.size else 0.0
        if top and not _SMALL <= top < _LARGE:
            return cls(None)
        for decimals in range(1, _MOST_EXACT + 1):
            if np.allclose(np.round(numbers, decimals), numbers, rtol=4 * np.finfo(values.dtype).eps, atol=0):
                return cls(decimals)
        if top >= 1000:
            return cls(1)
        return cls(max(2, min(1 - math.floor(math.log10(top)), 5)))

    def texts(self, block: NDArray[Any]) -> list[list[str]]:
        """The words of a block of shape (rows, columns)."""
        write = {"f": self._real, "c": self._complex}.get(block.dtype.kind, str)
        return [[write(value).replace("-", MINUS) for value in row] for row in block.tolist()]

    def text(self, value: object) -> str:
        """The words of a single value."""
        return self.texts(np.array([[value]]))[0][0]

    def _real(self, value: float) -> str:
        if not math.isfinite(value):
            return str(value)
        if value and (self.decimals is None or abs(value) >= 10 * _LARGE):
            mantissa, exponent = f"{value:.2e}".split("e")
            return f"{mantissa}e{int(exponent)}"
        return f"{value:.{self.decimals or 0}f}"

    def _complex(self, value: complex) -> str:
        imaginary = self._real(value.imag)
        sign = "" if imaginary.startswith("-") else "+"
        return f"{self._real(value.real)}{sign}{imaginary}j"


def exact(value: object) -> str:
    """All that a value holds, for a read-out: six significant digits, with a true minus."""
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}".replace("-", MINUS)
    if isinstance(value, (complex, np.complexfloating)):
        return f"{complex(value):.6g}".replace("-", MINUS)
    return str(value).replace("-", MINUS)


def as_tsv(block: NDArray[Any]) -> str:
    """A block as tab-separated text that a spreadsheet or Python reads back without loss."""
    return "\n".join("\t".join(_shortest(value) for value in row) for row in block)


def _shortest(value: object) -> str:
    """The shortest text that reads back to the same number of the same type: 0.1 for a float32 of 0.1."""
    return str(value)
