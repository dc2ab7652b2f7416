"""Sifting: one point after the other moves to where it crosses least within its row, as long as that saves crossings.

Source: Matuszewski et al., "Using Sifting for k-Layer Straightline Crossing Minimization", 1999.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np

from ui.models.layout.places import Lists, Places
from ui.models.layout.rows import Rows

SIFTINGS = 8
"""Turns through all rows."""
REACH = 48
"""How many places a point may move in one turn."""


def sifted(rows: Rows, lists: Lists, place: Places) -> Places:
    """The places once no point by itself saves a crossing any more, or after as many turns as there is time for."""
    sifting = Sifting(rows, lists, place)
    sifting.rest()
    return sifting.places


State = tuple[list[int], list[list[int]]]
"""Where each point stands, and the points of each row."""


class Sifting:
    """The rows as lists, so that a point can be taken out of one and put in elsewhere."""

    def __init__(self, rows: Rows, lists: Lists, place: Places) -> None:
        self._where: list[int] = place.tolist()
        self._row: list[int] = rows.row.tolist()
        self._above, self._below = lists.above, lists.below
        by_row: list[list[int]] = [[] for _ in range(len(lists.points))]
        for point in np.lexsort((place, rows.row)).tolist():
            by_row[self._row[point]].append(point)
        self._rows = by_row
        self._is_settled = [len(row) < 2 for row in by_row]

    @property
    def places(self) -> Places:
        return np.array(self._where, np.int64)

    def points_of(self, number: int) -> list[int]:
        """The points of a row, from the left."""
        return self._rows[number]

    def crossed_rows(self) -> list[int]:
        """The rows with links that cross others."""
        return [number for number, row in enumerate(self._rows) if _crossed([*self._ends(row).values()])]

    def rest(self) -> None:
        """Turn after turn, until nothing is saved."""
        for turn in range(SIFTINGS):
            if not self.turn(upwards=turn % 2 == 1):
                break

    def move_aside(self, points: Iterable[int], places: int) -> None:
        """Move each of these, at most one of a row, as many places to the right."""
        for point in points:
            number = self._row[point]
            row = self._rows[number]
            at = self._where[point]
            row.insert(min(max(at + places, 0), len(row) - 1), row.pop(at))
            self._renumber(row)
            self._unsettle(number)

    def state(self) -> State:
        """What :meth:`take_back` goes back to."""
        return self._where[:], [row[:] for row in self._rows]

    def take_back(self, state: State) -> None:
        """Have the points stand as they did when they were at rest."""
        self._where, self._rows = state
        self._is_settled = [True] * len(self._rows)

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
            self._unsettle(number)
        return saved

    def _unsettle(self, number: int) -> None:
        for other in range(max(number - 1, 0), min(number + 2, len(self._rows))):
            self._is_settled[other] = len(self._rows[other]) < 2

    def _sift(self, row: list[int]) -> int:
        ends = self._ends(row)
        # A point that crosses nothing has nothing to save.
        total = 0
        for point in [row[place] for place in _crossed([*ends.values()])]:
            at = row.index(point)
            to, saved = _best_place(row, at, ends)
            if saved:
                row.insert(to, row.pop(at))
                total += saved
        if total:
            self._renumber(row)
        return total

    def _ends(self, row: list[int]) -> dict[int, Ends]:
        where = self._where
        return {
            point: tuple(sorted([where[other] for other in side[point]]) for side in (self._above, self._below))
            for point in row
        }

    def _renumber(self, row: list[int]) -> None:
        where = self._where
        for place, point in enumerate(row):
            where[point] = place


Ends = tuple[list[int], ...]
"""The places of a point's neighbours above and below, ascending."""


def _crossed(ends: list[Ends]) -> list[int]:
    """The places in a row of the points with links that cross others."""
    crossed: set[int] = set()
    for above_or_below in zip(*ends, strict=True):
        reach = -1
        for place, others in enumerate(above_or_below):
            if others:
                if others[0] < reach:
                    crossed.add(place)
                reach = max(reach, others[-1])
        if not crossed:
            continue
        reach = len(above_or_below) + max((others[-1] for others in above_or_below if others), default=0)
        for place in reversed(range(len(above_or_below))):
            others = above_or_below[place]
            if others:
                if others[-1] > reach:
                    crossed.add(place)
                reach = min(reach, others[0])
    return sorted(crossed)


def _best_place(row: list[int], at: int, ends: dict[int, Ends]) -> tuple[int, int]:
    """Where in its row the point at ``at`` crosses least, among the places near it, and how much that saves."""
    above, below = ends[row[at]]
    best, most = at, 0
    for way, last in ((1, min(at + REACH, len(row) - 1)), (-1, max(at - REACH, 0))):
        saved = 0
        for to in range(at + way, last + way, way):
            others_above, others_below = ends[row[to]]
            if above and others_above:
                saved += way * _saving(above, others_above)
            if below and others_below:
                saved += way * _saving(below, others_below)
            if saved > most:
                best, most = to, saved
    return best, most


def _saving(left: list[int], right: list[int]) -> int:
    """Crossings saved when links to ``left`` and links to ``right`` (both ascending) change sides.

    >>> _saving([4, 5], [1])
    2
    """
    if left[0] > right[-1]:
        return len(left) * len(right)
    if left[-1] < right[0]:
        return -len(left) * len(right)
    saved = 0
    for place in left:
        saved += bisect_left(right, place) - (len(right) - bisect_right(right, place))
    return saved
