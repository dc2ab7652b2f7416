"""The order of the points within each row, with as few crossings as can be found quickly.

There are two starts: a depth-first walk up from the results, which draws a tree without any crossing, and waves that
spread from the topmost leaf along all links, which keep apart what runs in parallel. From each, points move to the best
place in their row (sifting), and from the best one rows are sorted again and again by the mean place of their
neighbours (barycentre). The best order met on the way is kept, and shaken (:mod:`ui.models.layout.shaking`).

Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.places import Lists, Places, crossings
from ui.models.layout.rows import Rows
from ui.models.layout.shaking import shaken
from ui.models.layout.sifting import sifted

SWEEPS = 24
PATIENCE = 2
"""Sweeps without gain before sorting ends."""


def order(rows: Rows) -> Places:
    """A place for each point."""
    lists = Lists.of(rows)
    met: list[tuple[int, Places]] = []
    for start in (_walk_up, _waves):
        place = _ranked(rows.row, start(lists))
        if crossings(rows, place):
            place = sifted(rows, lists, place)
        met.append((crossings(rows, place), place))
        if not met[-1][0]:
            return place
    _, best = min(met, key=lambda one: one[0])
    place = _sorted_by_neighbours(rows, lists, best)
    if place is not best:
        place = sifted(rows, lists, place)
    return shaken(rows, lists, place)


def _ranked(row: NDArray[np.int64], key: NDArray[np.float64]) -> Places:
    """Places within each row by ascending key."""
    by_key = np.lexsort((key, row))
    first = np.searchsorted(row[by_key], row[by_key])
    place = np.empty(len(row), np.int64)
    place[by_key] = np.arange(len(row)) - first
    return place


def _walk_up(lists: Lists) -> NDArray[np.float64]:
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


def _waves(lists: Lists) -> NDArray[np.float64]:
    """When a wave reaches each point that begins at the topmost leaf and spreads along all links, up and down."""
    met_at = [-1.0] * len(lists.above)
    reached = [next(point for point in lists.points[0] if not lists.above[point])] if lists.points else []
    seen = set(reached)
    for clock, point in enumerate(reached):
        met_at[point] = clock
        for other in (*lists.above[point], *lists.below[point]):
            if other not in seen:
                seen.add(other)
                reached.append(other)
    return np.array(met_at)


def _sorted_by_neighbours(rows: Rows, lists: Lists, start: Places) -> Places:
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
