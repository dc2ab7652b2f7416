"""A graph much deeper than wide is cut into strips side by side, so that a screen shows more of it.

Cuts are made where few edges pass. An edge that passes a cut turns round below its strip, goes up between the two, and
comes down into the next; edges that pass the same cut do so one beside the other, without crossing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.ways import Point

DEEP = 2400.0
"""Pixels from which a graph may be cut."""
SLENDER = 3.0
"""Only a graph this many times as deep as wide is cut."""
ASPECT = 1.5
MOST_CUT = 6
"""A place where more trunks of edges pass is not cut."""
GUTTER = 72.0
TRACK = 10.0
TURN = 14.0

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Strips:
    """Where a drawing is cut and where its strips go.

    Attributes:
        cuts: the height of each cut in the uncut drawing, ascending.
        width: from one strip to the next, with the gutter between them.
    """

    cuts: Reals
    width: float

    @classmethod
    def none(cls) -> Strips:
        """A drawing that stays whole."""
        return cls(np.zeros(0), 0.0)

    @classmethod
    def of(cls, bottoms: Reals, row_gap: float, width: float, spans: Ints) -> Strips:
        """Strips of about equal length.

        Args:
            bottoms: the lower end of each row.
            width: of the whole drawing.
            spans: the first and the last row of each trunk of edges, shape (k, 2).
        """
        height = float(bottoms[-1])
        if height < DEEP or height < SLENDER * width:
            return cls.none()
        count = max(1, round((height * ASPECT / (width + GUTTER)) ** 0.5))
        ends = np.zeros(len(bottoms) + 1, np.int64)
        np.add.at(ends, spans[:, 0], 1)
        np.add.at(ends, spans[:, 1], -1)
        passing = np.cumsum(ends)[:-1]
        cuts = []
        for number in range(1, count):
            wish = number * height / count
            first, last = np.searchsorted(bottoms, [wish - height / count / 3, wish + height / count / 3])
            rows = np.arange(first, max(first + 1, min(last, len(bottoms) - 1)))
            rows = rows[rows < len(bottoms) - 1]
            if len(rows):
                best = rows[np.lexsort((np.abs(bottoms[rows] - wish), passing[rows]))[0]]
                if passing[best] <= MOST_CUT:
                    cuts.append(float(bottoms[best]) + row_gap / 2)
        return cls(np.unique(cuts), width + GUTTER)

    def moved(self, centres: Reals, row_gap: float) -> Reals:
        """Where nodes come to stand."""
        return centres + self._shift(self._strip(centres[:, 1]), row_gap)

    def led(self, ways: list[list[Point]], row_gap: float) -> list[list[Point]]:
        """The ways of edges over the strips."""
        if not len(self.cuts):
            return ways
        ends = np.array([(way[0][1], way[-1][1]) for way in ways]).reshape(-1, 2)
        strips = self._strip(ends)
        shifts = self._shift(strips[:, 0], row_gap).tolist()
        stays = (strips[:, 0] == strips[:, 1]).tolist()
        tracks = self._tracks([way for way, stay in zip(ways, stays, strict=True) if not stay])
        return [
            [(x + right, y + down) for x, y in way] if stay else self._over(way, tracks, row_gap)
            for way, (right, down), stay in zip(ways, shifts, stays, strict=True)
        ]

    def _strip(self, y: Reals) -> Ints:
        return np.searchsorted(self.cuts, y)

    def _shift(self, strip: Ints, row_gap: float) -> Reals:
        tops = np.concatenate([[0.0], self.cuts + row_gap / 2])
        return np.column_stack([strip * self.width, -tops[strip]])

    def _tracks(self, ways: list[list[Point]]) -> dict[tuple[int, float], tuple[int, int]]:
        """For each cut and place where an edge passes it: its number from the right, and how many pass."""
        passing: defaultdict[int, set[float]] = defaultdict(set)
        for way in ways:
            for (x, y), (_, next_y) in pairwise(way):
                strip, after = self._strip(np.array([y, next_y])).tolist()
                if strip < after:
                    passing[strip].add(x)
        return {
            (strip, x): (number, len(places))
            for strip, places in passing.items()
            for number, x in enumerate(sorted(places, reverse=True))
        }

    def _over(self, way: list[Point], tracks: dict[tuple[int, float], tuple[int, int]], row_gap: float) -> list[Point]:
        points = np.array(way)
        strips = self._strip(points[:, 1])
        moved = points + self._shift(strips, row_gap)
        led: list[Point] = []
        for i, (x, y) in enumerate(moved.tolist()):
            led.append((x, y))
            if i + 1 < len(way) and strips[i] < strips[i + 1]:
                number, count = tracks[int(strips[i]), way[i][0]]
                to_x, to_y = moved[i + 1].tolist()
                lane = (strips[i] + 1) * self.width - GUTTER + 20.0 + TRACK * number
                low, high = y + TURN + TRACK * number, to_y - TURN - TRACK * (count - 1 - number)
                led += [((x + lane) / 2, low), (lane, y), (lane, to_y), ((lane + to_x) / 2, high)]
        return led
