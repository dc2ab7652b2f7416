"""The order of the points within each row, with as few crossings as can be found quickly.

The start is a depth-first walk up from the results, which draws a tree without any crossing. Then rows are sorted again
and again by the mean place of their neighbours (barycentre), and last, neighbours that cross less the other way round
change places. The best order met on the way is kept.

Source: Sugiyama, Tagawa, Toda 1981; Gansner et al., "A Technique for Drawing Directed Graphs", 1993, section 3.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.rows import Rows

SWEEPS = 24
PATIENCE = 6
"""Sweeps without gain before sorting ends."""
EXCHANGES = 10

Places = NDArray[np.int64]
"""The place of each point within its row, counted from the left, shape (points,)."""


def order(rows: Rows) -> Places:
    """A place for each point."""
    place = _ranked(rows.row, _walk(rows))
    if not crossings(rows, place):
        return place
    place = _sorted_by_neighbours(rows, place)
    return _exchanged(rows, place)


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


def _ranked(row: NDArray[np.int64], key: NDArray[np.float64]) -> Places:
    """Places within each row by ascending key."""
    by_key = np.lexsort((key, row))
    first = np.searchsorted(row[by_key], row[by_key])
    place = np.empty(len(row), np.int64)
    place[by_key] = np.arange(len(row)) - first
    return place


def _walk(rows: Rows) -> NDArray[np.float64]:
    """When a depth-first walk up from the results leaves each point."""
    above: list[list[int]] = [[] for _ in range(len(rows))]
    for upper, lower in zip(rows.upper.tolist(), rows.lower.tolist(), strict=True):
        above[lower].append(upper)
    has_use = np.zeros(len(rows), np.bool_)
    has_use[rows.upper] = True
    left_at = np.full(len(rows), -1.0)
    clock = 0
    for result in np.flatnonzero(~has_use).tolist():
        path = [(result, iter(above[result]))]
        while path:
            point, further = path[-1]
            upper = next((p for p in further if left_at[p] < 0), None)
            if upper is None:
                path.pop()
                left_at[point] = clock
                clock += 1
            else:
                path.append((upper, iter(above[upper])))
    return left_at


Links = tuple[NDArray[np.int64], NDArray[np.int64]]
"""For each link of a row to a neighbouring one: the index of its point in this row, and the point at its other end."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The points of one row, and their links upwards and downwards."""

    points: NDArray[np.int64]
    up: Links
    down: Links

    def sort(self, place: Places, links: Links, ties: int) -> None:
        """Put the points in the order of their neighbours' mean place; a point without neighbours keeps its place."""
        own, other = links
        count = np.bincount(own, minlength=len(self.points))
        held = self.points[count > 0]
        mean = np.bincount(own, place[other], len(self.points))[count > 0] / count[count > 0]
        now = place[held]
        place[held[np.lexsort((now * ties, mean))]] = np.sort(now)


def _wide_rows(rows: Rows) -> list[_Row]:
    """The rows that hold more than one point, from the top."""
    by_row = np.argsort(rows.row, kind="stable")
    count = np.bincount(rows.row)
    first = np.cumsum(count) - count
    index = np.empty(len(rows), np.int64)
    index[by_row] = np.arange(len(rows)) - first[rows.row[by_row]]

    def links(own: NDArray[np.int64], other: NDArray[np.int64]) -> list[Links]:
        by_own = np.argsort(rows.row[own], kind="stable")
        bounds = np.searchsorted(rows.row[own[by_own]], np.arange(1, len(count)))
        return list(zip(np.split(index[own[by_own]], bounds), np.split(other[by_own], bounds), strict=True))

    parts = zip(np.split(by_row, first[1:]), links(rows.lower, rows.upper), links(rows.upper, rows.lower), strict=True)
    return [_Row(points, up, down) for points, up, down in parts if len(points) > 1]


def _sorted_by_neighbours(rows: Rows, place: Places) -> Places:
    wide = _wide_rows(rows)
    best, fewest = place, crossings(rows, place)
    place = place.copy()
    without_gain = 0
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for row in wide if downwards else reversed(wide):
            row.sort(place, row.up if downwards else row.down, ties=1 if sweep % 4 < 2 else -1)
        count = crossings(rows, place)
        if count < fewest:
            best, fewest, without_gain = place.copy(), count, 0
        else:
            without_gain += 1
        if not fewest or without_gain > PATIENCE:
            break
    return best


def _exchanged(rows: Rows, place: Places) -> Places:
    """Neighbours in a row change places as long as that saves crossings."""
    where = place.tolist()
    above: list[list[int]] = [[] for _ in where]
    below: list[list[int]] = [[] for _ in where]
    for upper, lower in zip(rows.upper.tolist(), rows.lower.tolist(), strict=True):
        below[upper].append(lower)
        above[lower].append(upper)
    by_row: list[list[int]] = [[] for _ in range(int(rows.row.max()) + 1)]
    for point in np.lexsort((place, rows.row)).tolist():
        by_row[rows.row[point]].append(point)

    def saved(left: int, right: int) -> int:
        return sum(
            _saving([where[p] for p in side[left]], sorted([where[p] for p in side[right]])) for side in (above, below)
        )

    for _ in range(EXCHANGES):
        gain = 0
        for row in by_row:
            for i in range(len(row) - 1):
                left, right = row[i], row[i + 1]
                saving = saved(left, right)
                if saving > 0:
                    row[i], row[i + 1] = right, left
                    where[right], where[left] = i, i + 1
                    gain += saving
        if not gain:
            break
    return np.array(where, np.int64)


def _saving(left: list[int], right: list[int]) -> int:
    """Crossings saved when links to ``left`` and links to ``right`` (ascending) change sides.

    >>> _saving([4, 5], [1])
    2
    """
    return sum(bisect_left(right, p) - (len(right) - bisect_right(right, p)) for p in left)
