"""Routes as short straight lines, many at once: what a smooth line looks like when it is drawn by the thousand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.picture import Routes

GRADIENT_DASH = (6.0, 4.0)
PIECES = 10
"""Straight lines that a bend is drawn with."""

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Strands:
    """The lines of m routes, those of one after those of another.

    Attributes:
        lines: x and y of both ends, shape (s, 4).
        starts: where the lines of each route begin, and the end, shape (m + 1,).
    """

    lines: NDArray[np.float32]
    starts: Ints

    @classmethod
    def of(cls, routes: Routes) -> Strands:
        points, starts = routes.points, routes.starts
        if len(points) < 2:
            return cls(np.zeros((0, 4), np.float32), np.zeros(len(starts), np.int64))
        is_pair = np.ones(len(points) - 1, np.bool_)
        is_pair[starts[1:-1] - 1] = False
        first = np.flatnonzero(is_pair)
        begin, end = points[first], points[first + 1]
        apart = np.abs(end - begin)
        is_bend = (apart >= 1).all(axis=1)
        count = np.where(is_bend, PIECES, 1)
        offset = np.concatenate([[0], np.cumsum(count)])
        lines = np.empty((int(offset[-1]), 4), np.float32)
        lines[offset[:-1][~is_bend]] = np.hstack([begin, end])[~is_bend]
        bends = _bends(begin[is_bend], end[is_bend], *_turns(points, first[is_bend]))
        lines[(offset[:-1][is_bend][:, None] + np.arange(PIECES)).reshape(-1)] = bends.reshape(-1, 4)
        # The pairs before a route's first are those of all routes before it.
        return cls(lines, offset[starts - np.arange(len(starts))])

    def of_edges(self, edges: Ints) -> tuple[Reals, Ints]:
        """The lines of some routes, and for each line the place of its route among these."""
        first, count = self.starts[edges], self.starts[edges + 1] - self.starts[edges]
        owner = np.repeat(np.arange(len(edges)), count)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        return self.lines[first[owner] + within].astype(np.float64), owner


def _turns(points: Reals, first: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a line that comes from above or below goes back there at the first and at the second of two points."""
    y = points[:, 1]
    before, after = y[np.maximum(first - 1, 0)], y[np.minimum(first + 2, len(y) - 1)]
    begin, end = y[first], y[first + 1]
    return (before - begin) * (end - begin) > 0, (begin - end) * (after - end) > 0


def _bends(begin: Reals, end: Reals, turns_first: NDArray[np.bool_], turns_last: NDArray[np.bool_]) -> Reals:
    """Curves that are vertical at both ends, or level where the line turns back; shape (k, PIECES, 4)."""
    way = end - begin
    upright, level = way * (0.0, 0.5), way * (0.5, 0.0)
    one = begin + np.where(turns_first[:, None], level, upright)
    other = end - np.where(turns_last[:, None], level, upright)
    t = np.linspace(0.0, 1.0, PIECES + 1)[None, :, None]
    s = 1.0 - t
    curve = s**3 * begin[:, None] + 3 * s**2 * t * one[:, None] + 3 * s * t**2 * other[:, None] + t**3 * end[:, None]
    return np.concatenate([curve[:, :-1], curve[:, 1:]], axis=2)


def within(lines: Reals, area: Box) -> tuple[Reals, Reals]:
    """How much of the way along each line it enters an area and leaves it; the end before the begin where it does not.

    Source: Liang and Barsky, "A New Concept and Method for Line Clipping", 1984.
    """
    low, high = np.array(area[:2]), np.array(area[2:])
    begin, way = lines[:, :2], lines[:, 2:] - lines[:, :2]
    stands = way == 0
    step = np.where(stands, 1.0, way)
    ends = np.stack([(low - begin) / step, (high - begin) / step])
    enters, leaves = ends.min(axis=0), ends.max(axis=0)
    # A line that does not move along an axis is inside all the way, or never.
    inside = (begin >= low) & (begin <= high)
    enters = np.where(stands, np.where(inside, 0.0, 2.0), enters)
    leaves = np.where(stands, np.where(inside, 1.0, -1.0), leaves)
    return np.maximum(enters.max(axis=1), 0.0), np.minimum(leaves.min(axis=1), 1.0)


def dashed(lines: Reals, owner: Ints, dash: tuple[float, float], area: Box | None = None) -> tuple[Reals, Ints]:
    """The dashes along lines that follow each other, as lines, and the route of each.

    Args:
        lines: those of several routes, shape (s, 4).
        owner: the route of each; equal neighbours go on where the one before ends.
        dash: length of a dash and of the gap after it.
        area: only those in this rectangle are wanted; they are where they are in the whole.
    """
    if not len(lines):
        return lines, owner
    way = lines[:, 2:] - lines[:, :2]
    length = np.hypot(*way.T)
    total = np.cumsum(length)
    is_first = np.concatenate([[True], owner[1:] != owner[:-1]])
    base = np.maximum.accumulate(np.where(is_first, total - length, 0.0))
    begin = total - length - base
    enters, leaves = (np.zeros(len(lines)), np.ones(len(lines))) if area is None else within(lines, area)
    seen = np.flatnonzero(enters <= leaves)
    period = dash[0] + dash[1]
    low, high = (
        np.floor((begin[seen] + share[seen] * length[seen]) / period).astype(np.int64) for share in (enters, leaves)
    )
    count = high - low + 1
    line = np.repeat(seen, count)
    number = np.repeat(low, count) + np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    start = np.clip(number * period - begin[line], 0.0, length[line])
    stop = np.clip(number * period + dash[0] - begin[line], 0.0, length[line])
    kept = stop - start > 0.01
    line, start, stop = line[kept], start[kept], stop[kept]
    unit = way / np.maximum(length, 1e-9)[:, None]
    at = lines[line, :2]
    return np.hstack([at + unit[line] * start[:, None], at + unit[line] * stop[:, None]]), owner[line]
