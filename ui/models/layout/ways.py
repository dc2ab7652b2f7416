"""The way each edge takes from the lower border of one node to the upper border of the next.

Edges that end at one node end side by side at its ports, sorted so that they do not cross there, the steepest in the
middle when it is upright. An edge that passes a row stands upright in it, in a gap between the nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

PORT_GAP = 12.0
PORT_INSET = 14.0
CLEARANCE = 8.0
"""Between an edge and a node that it passes."""

Point = tuple[float, float]
Reals = NDArray[np.float64]


class Bands:
    """The nodes of a drawing as horizontal bands, to find a way between them."""

    def __init__(self, centres: Reals, sizes: Reals) -> None:
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        self.blocked: list[list[tuple[float, float]]] = []
        self.of: list[int] = [0] * len(centres)
        self._heights: list[list[tuple[float, float, float, float]]] = []
        half = sizes / 2
        for top, node in sorted(zip((centres[:, 1] - half[:, 1]).tolist(), range(len(centres)), strict=True)):
            left, right = centres[node, 0] - half[node, 0] - CLEARANCE, centres[node, 0] + half[node, 0] + CLEARANCE
            bottom = top + float(sizes[node, 1])
            if self.bottoms and top < self.bottoms[-1]:
                self.bottoms[-1] = max(self.bottoms[-1], bottom)
                self.blocked[-1].append((left, right))
                self._heights[-1].append((left, right, top, bottom))
            else:
                self.tops.append(top)
                self.bottoms.append(bottom)
                self.blocked.append([(left, right)])
                self._heights.append([(left, right, top, bottom)])
            self.of[node] = len(self.tops) - 1
        for band in self.blocked:
            band.sort()

    def between(self, top: float, bottom: float) -> range:
        """The bands that lie wholly between two heights."""
        return range(bisect_left(self.tops, top), bisect_left(self.bottoms, bottom))

    def is_free(self, band: int, x: float, top: float, bottom: float) -> bool:
        """Whether an edge can pass upright between two heights of a band."""
        return not any(
            left < x < right and low > top and high < bottom for left, right, high, low in self._heights[band]
        )

    def free(self, band: int, wish: float) -> float:
        """The place nearest to ``wish`` where an edge can pass this band."""
        gaps = []
        reach = -np.inf
        for left, right in self.blocked[band]:
            if left > reach:
                gaps.append((reach, left))
            reach = max(reach, right)
        gaps.append((reach, np.inf))
        return min((min(max(wish, left), right) for left, right in gaps), key=lambda x: abs(x - wish))


def ways(
    edges: Sequence[tuple[int, int]],
    centres: Reals,
    sizes: Reals,
    through: Mapping[int, Sequence[float]] | None = None,
) -> list[list[Point]]:
    """The points of each edge.

    Args:
        edges: source and target of each.
        centres, sizes: of the nodes, shape (n, 2).
        through: for some edges, by their index, where they pass each row between their ends.
    """
    bands = Bands(centres, sizes)
    through = through or {}
    result = [_way(edge, centres, sizes, bands, through.get(i)) for i, edge in enumerate(edges)]
    _spread_over_ports(edges, result, centres, sizes)
    return [_led_upright(way, edge, bands) for edge, way in zip(edges, result, strict=True)]


def _led_upright(way: list[Point], edge: tuple[int, int], bands: Bands) -> list[Point]:
    """Upright until it has left the taller nodes beside its source, and from where it meets those beside its target."""
    if len(way) < 2 or way[0][1] == way[-1][1]:
        return way
    led = list(way)
    down = way[-1][1] > way[0][1]
    for place, node, leaves in ((0, edge[0], down), (-1, edge[1], not down)):
        x, y = way[place]
        band = bands.of[node]
        border = bands.bottoms[band] if leaves else bands.tops[band]
        between = min(y, border), max(y, border)
        if between[1] - between[0] > 1 and bands.is_free(band, x, *between) and _is_on_the_way(border, way):
            led.insert(1 if place == 0 else len(led) - 1, (x, border))
    return led


def _is_on_the_way(y: float, way: list[Point]) -> bool:
    low, high = min(way[0][1], way[-1][1]), max(way[0][1], way[-1][1])
    return low < y < high


def _way(
    edge: tuple[int, int], centres: Reals, sizes: Reals, bands: Bands, through: Sequence[float] | None
) -> list[Point]:
    (x, y), (to_x, to_y) = centres[edge[0]].tolist(), centres[edge[1]].tolist()
    half, to_half = sizes[edge[0]] / 2, sizes[edge[1]] / 2
    if abs(to_y - y) < half[1] + to_half[1]:
        side = 1.0 if to_x > x else -1.0
        return [(x + side * half[0], y), (to_x - side * to_half[0], to_y)]
    down = to_y > y
    start, end = (y + half[1], to_y - to_half[1]) if down else (y - half[1], to_y + to_half[1])
    passed = bands.between(min(start, end), max(start, end))
    inner: list[Point] = []
    for i, band in enumerate(passed if down else reversed(passed)):
        # Without a given place an edge goes straight on as long as it can.
        wish = through[i] if through is not None and len(through) == len(passed) else inner[-1][0] if inner else x
        at = bands.free(band, wish)
        ends = (bands.tops[band], bands.bottoms[band])
        inner += [(at, ends[0] if down else ends[1]), (at, ends[1] if down else ends[0])]
    return [(x, start), *inner, (to_x, end)]


def _spread_over_ports(edges: Sequence[tuple[int, int]], ways: list[list[Point]], centres: Reals, sizes: Reals) -> None:
    """Give the edges that end at the same side of a node neighbouring ports, an upright one the one in the middle."""
    arriving: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
    for i, (_, target) in enumerate(edges):
        arriving[target, ways[i][-1][1] < centres[target, 1]].append(i)
    for (target, _), own in arriving.items():
        own.sort(key=lambda i: ways[i][-2][0])
        x = float(centres[target, 0])
        upright = next((k for k, i in enumerate(own) if abs(ways[i][-2][0] - x) < 1), None)
        middle = (len(own) - 1) / 2 if upright is None else float(upright)
        longer_side = max(middle, len(own) - 1 - middle)
        gap = min(PORT_GAP, (float(sizes[target, 0]) / 2 - PORT_INSET) / max(longer_side, 1))
        for k, i in enumerate(own):
            ways[i][-1] = (x + gap * (k - middle), ways[i][-1][1])
