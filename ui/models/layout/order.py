"""The order of the points within each row, with as few crossings as can be found quickly.

There are three starts: a depth-first walk up from the results, which draws a tree without any crossing, and two down
from the leaves, which keep apart what runs in parallel. From each, points move to the best place in their row
(sifting), and from the best one rows are sorted again and again by the mean place of their neighbours (barycentre).
The best order met on the way is kept.

Source: Sugiyama, Tagawa, Toda 1981; Matuszewski et al., "Using Sifting for k-Layer Straightline Crossing Minimization",
1999.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.rows import Rows

SWEEPS = 24
PATIENCE = 2
"""Sweeps without gain before sorting ends."""
SIFTINGS = 8
"""Turns through all rows."""
REACH = 48
"""How many places a point may move in one turn."""

Places = NDArray[np.int64]
"""The place of each point within its row, counted from the left, shape (points,)."""


def order(rows: Rows) -> Places:
    """A place for each point."""
    lists = _Lists.of(rows)
    met: list[tuple[int, Places]] = []
    for start in (_walk_up, _walk_down, _walk_down_from_the_youngest):
        place = _ranked(rows.row, start(lists))
        if crossings(rows, place):
            place = _sifted(rows, lists, place)
        met.append((crossings(rows, place), place))
        if not met[-1][0]:
            return place
    _, best = min(met, key=lambda one: one[0])
    place = _sorted_by_neighbours(rows, lists, best)
    return place if place is best else _sifted(rows, lists, place)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Rows as lists: for each point those it is linked to above and below, and the points of each row."""

    above: list[list[int]]
    below: list[list[int]]
    points: list[list[int]]

    @classmethod
    def of(cls, rows: Rows) -> _Lists:
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


def _ranked(row: NDArray[np.int64], key: NDArray[np.float64]) -> Places:
    """Places within each row by ascending key."""
    by_key = np.lexsort((key, row))
    first = np.searchsorted(row[by_key], row[by_key])
    place = np.empty(len(row), np.int64)
    place[by_key] = np.arange(len(row)) - first
    return place


def _walk_up(lists: _Lists) -> NDArray[np.float64]:
    """When a depth-first walk up from the results leaves each point."""
    left_at = [-1.0] * len(lists.above)
    is_met = [False] * len(lists.above)
    clock = 0
    ahead = [point for point, below in enumerate(lists.below) if not below][::-1]
    while ahead:
        point = ahead.pop()
        if point < 0:
            left_at[~point] = clock
            clock += 1
        elif not is_met[point]:
            is_met[point] = True
            # The complement of a point says that all above it have been left.
            ahead.append(~point)
            ahead.extend(reversed(lists.above[point]))
    return np.array(left_at)


def _walk_down(lists: _Lists) -> NDArray[np.float64]:
    """When a depth-first walk down from the leaves, the youngest use first, meets each point."""
    return _walked_down(lists, [point for point, above in enumerate(lists.above) if not above][::-1])


def _walk_down_from_the_youngest(lists: _Lists) -> NDArray[np.float64]:
    """The same, but the leaves that came last are walked from first."""
    return _walked_down(lists, [point for point, above in enumerate(lists.above) if not above])


def _walked_down(lists: _Lists, ahead: list[int]) -> NDArray[np.float64]:
    met_at = [-1.0] * len(lists.below)
    clock = 0
    while ahead:
        point = ahead.pop()
        if met_at[point] < 0:
            met_at[point] = clock
            clock += 1
            ahead += lists.below[point]
    return np.array(met_at)


def _sorted_by_neighbours(rows: Rows, lists: _Lists, start: Places) -> Places:
    wide = [points for points in lists.points if len(points) > 1]
    # A row needs sorting again only when it or the row it is sorted by has moved since.
    moved = [[True] * len(wide), [True] * len(wide)]
    best, fewest = start, crossings(rows, start)
    place = start.tolist()
    without_gain = 0
    for sweep in range(SWEEPS):
        upwards = sweep % 2
        links, ties = (lists.below if upwards else lists.above), (1 if sweep % 4 < 2 else -1)
        for number in reversed(range(len(wide))) if upwards else range(len(wide)):
            if moved[upwards][number]:
                moved[upwards][number] = False
                if _sort(wide[number], place, links, ties):
                    moved[1 - upwards][number] = True
                    for beside, way in ((number - 1, 1), (number + 1, 0)):
                        if 0 <= beside < len(wide):
                            moved[way][beside] = True
        now = np.array(place, np.int64)
        count = crossings(rows, now)
        if count < fewest:
            best, fewest, without_gain = now, count, 0
        else:
            without_gain += 1
        if not fewest or without_gain > PATIENCE:
            break
    return best


def _sort(points: list[int], place: list[int], links: list[list[int]], ties: int) -> bool:
    """Put points in the order of their neighbours' mean place, those without neighbours stay; whether any moved."""
    held = []
    for point in points:
        others = links[point]
        if others:
            total = 0
            for other in others:
                total += place[other]
            held.append((total / len(others), ties * place[point], point))
    places = sorted([ties * now for _, now, _ in held])
    held.sort()
    moved = False
    for (_, _, point), to in zip(held, places, strict=True):
        if place[point] != to:
            place[point] = to
            moved = True
    return moved


def _sifted(rows: Rows, lists: _Lists, place: Places) -> Places:
    """One point after the other moves to where it crosses least within its row, as long as that saves crossings."""
    sifting = _Sifting(rows, lists, place)
    for turn in range(SIFTINGS):
        if not sifting.turn(upwards=turn % 2 == 1):
            break
    return sifting.places


class _Sifting:
    """The rows as lists, so that a point can be taken out of one and put in elsewhere."""

    def __init__(self, rows: Rows, lists: _Lists, place: Places) -> None:
        self._where: list[int] = place.tolist()
        self._above, self._below = lists.above, lists.below
        by_row: list[list[int]] = [[] for _ in range(len(lists.points))]
        for point in np.lexsort((place, rows.row)).tolist():
            by_row[rows.row[point]].append(point)
        self._rows = by_row
        self._is_settled = [len(row) < 2 for row in by_row]

    @property
    def places(self) -> Places:
        return np.array(self._where, np.int64)

    def turn(self, upwards: bool) -> int:
        """Go once through all rows whose neighbours have changed; the crossings saved."""
        numbers = range(len(self._rows))
        return sum(self._settle(number) for number in (reversed(numbers) if upwards else numbers))

    def _settle(self, number: int) -> int:
        if self._is_settled[number]:
            return 0
        self._is_settled[number] = True
        saved = self._sift(self._rows[number])
        if saved:
            for other in range(max(number - 1, 0), min(number + 2, len(self._rows))):
                self._is_settled[other] = len(self._rows[other]) < 2
        return saved

    def _sift(self, row: list[int]) -> int:
        where = self._where
        ends = {
            point: tuple(sorted([where[other] for other in side[point]]) for side in (self._above, self._below))
            for point in row
        }
        if _is_free([ends[point] for point in row]):
            return 0
        total = 0
        for point in tuple(row):
            at = row.index(point)
            to, saved = _best_place(row, at, ends)
            if saved:
                row.insert(to, row.pop(at))
                total += saved
        for place, point in enumerate(row):
            where[point] = place
        return total


Ends = tuple[list[int], ...]
"""The places of a point's neighbours above and below, ascending."""


def _is_free(ends: list[Ends]) -> bool:
    """Whether no link of a row crosses another."""
    for side in zip(*ends, strict=True):
        reach = -1
        for places in side:
            if places:
                if places[0] < reach:
                    return False
                reach = places[-1]
    return True


def _best_place(row: list[int], at: int, ends: dict[int, Ends]) -> tuple[int, int]:
    """Where in its row the point at ``at`` crosses least, among the places near it, and how much that saves."""
    above, below = ends[row[at]]
    best, most = at, 0
    for way, last in ((1, min(at + REACH, len(row) - 1)), (-1, max(at - REACH, 0))):
        saved = 0
        for to in range(at + way, last + way, way):
            other_above, other_below = ends[row[to]]
            if above and other_above:
                saved += way * _saving(above, other_above)
            if below and other_below:
                saved += way * _saving(below, other_below)
            if saved > most:
                best, most = to, saved
    return best, most


def _saving(left: list[int], right: list[int]) -> int:
    """Crossings saved when links to ``left`` and links to ``right`` (both ascending) change sides.

    >>> _saving([4, 5], [1])
    2
    """
    low, high = right[0], right[-1]
    if left[0] > high:
        return len(left) * len(right)
    if left[-1] < low:
        return -len(left) * len(right)
    saved = 0
    for p in left:
        saved += bisect_left(right, p) - (len(right) - bisect_right(right, p))
    return saved
