"""The places of the points within their rows, and how many links cross when they stand there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.rows import Rows

Places = NDArray[np.int64]
"""The place of each point within its row, counted from the left, shape (points,)."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Rows as lists: for each point those it is linked to above and below, and the points of each row."""

    above: list[list[int]]
    below: list[list[int]]
    points: list[list[int]]

    @classmethod
    def of(cls, rows: Rows) -> Lists:
        above: list[list[int]] = [[] for _ in range(len(rows))]
        below: list[list[int]] = [[] for _ in range(len(rows))]
        for upper, lower in zip(rows.upper.tolist(), rows.lower.tolist(), strict=True):
            below[upper].append(lower)
            above[lower].append(upper)
        points: list[list[int]] = [[] for _ in range(int(rows.row.max(initial=-1)) + 1)]
        for point, row in enumerate(rows.row.tolist()):
            points[row].append(point)
        return cls(above, below, points)


def crossings(rows: Rows, place: Places) -> int:
    """How many pairs of links cross."""
    by_upper_end = np.lexsort((place[rows.lower], place[rows.upper], rows.row[rows.upper]))
    lower = rows.lower[by_upper_end]
    return inversions(rows.row[lower] * len(rows) + place[lower])


def inversions(values: NDArray[np.int64]) -> int:
    """How many pairs stand in the wrong order.

    Counted bit by bit from the highest: among ranks that agree so far, each 1 that stands before a 0 is one pair.

    >>> inversions(np.array([3, 1, 2]))
    2
    """
    ranks = np.empty(len(values), np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    total = 0
    for bit in reversed(range(len(values).bit_length())):
        is_one = ranks >> bit & 1
        ones_before = np.concatenate([[0], np.cumsum(is_one)])
        # Ranks are 0 … n-1, so those that agree in the higher bits begin where their smallest member belongs.
        start = ranks >> (bit + 1) << (bit + 1)
        total += int(np.sum((ones_before[:-1] - ones_before[start])[is_one == 0]))
        ranks = ranks[np.argsort(ranks >> bit, kind="stable")]
    return total
