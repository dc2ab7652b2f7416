"""The way each edge takes from the lower border of one node to the upper border of the next.

Edges that end at one node end side by side at its ports, sorted so that they do not cross there, the steepest in the
middle when it is upright. An edge that passes a row stands upright in it, in a gap between the nodes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.stretches import Stretches

PORT_GAP = 12.0
PORT_INSET = 14.0
CLEARANCE = 8.0
"""Between an edge and a node that it passes."""

Point = tuple[float, float]
Reals = NDArray[np.float64]


class Bands:
    """The nodes of a drawing as horizontal bands, to find a way between them; more can come at any time.

    Attributes:
        centres, sizes: of the nodes, by their numbers.
        tops, bottoms: of the bands, from above; they do not overlap.
    """

    def __init__(self) -> None:
        self.centres: list[Point] = []
        self.sizes: list[Point] = []
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        self._taken: list[Stretches] = []
        self._boxes: list[list[tuple[float, float, float, float]]] = []
        """Left, right, top and bottom of what stands in each band, from the left."""
        self._widest = 0.0

    @classmethod
    def of(cls, centres: Reals, sizes: Reals) -> Bands:
        """All nodes of a drawing, shape (n, 2) each."""
        bands = cls()
        half = sizes / 2
        low, high = centres - half, centres + half
        bands.centres = [(x, y) for x, y in centres.tolist()]
        bands.sizes = [(width, height) for width, height in sizes.tolist()]
        reach = np.column_stack([low[:, 0] - CLEARANCE, high[:, 0] + CLEARANCE, low[:, 1], high[:, 1]])
        # From the top down each node meets the last band or none.
        for left, right, top, bottom in reach[np.argsort(low[:, 1], kind="stable")].tolist():
            if bands.bottoms and top < bands.bottoms[-1]:
                bands.bottoms[-1] = max(bands.bottoms[-1], bottom)
                bands._boxes[-1].append((left, right, top, bottom))
            else:
                bands.tops.append(top)
                bands.bottoms.append(bottom)
                bands._boxes.append([(left, right, top, bottom)])
        for boxes in bands._boxes:
            boxes.sort()
        bands._taken = [Stretches.of(boxes) for boxes in bands._boxes]
        bands._widest = float((reach[:, 1] - reach[:, 0]).max(initial=0.0))
        return bands

    def add(self, centre: Point, size: Point) -> None:
        """One more node; its number is the next."""
        self.centres.append(centre)
        self.sizes.append(size)
        self.block(centre, size)

    def block(self, centre: Point, size: Point) -> None:
        """Something that has no number stands here."""
        (x, y), (width, height) = centre, size
        left, right = x - width / 2 - CLEARANCE, x + width / 2 + CLEARANCE
        top, bottom = y - height / 2, y + height / 2
        band = self._band(top, bottom)
        self._taken[band].take(left, right)
        insort(self._boxes[band], (left, right, top, bottom))
        self._widest = max(self._widest, right - left)

    def _band(self, top: float, bottom: float) -> int:
        """The band that holds all between two heights: a new one where there was none, one where there were several."""
        first, end = bisect_right(self.bottoms, top), bisect_left(self.tops, bottom)
        if first >= end:
            self.tops.insert(first, top)
            self.bottoms.insert(first, bottom)
            self._taken.insert(first, Stretches())
            self._boxes.insert(first, [])
            return first
        for stretch in chain.from_iterable(self._taken[first + 1 : end]):
            self._taken[first].take(*stretch)
        if end - first > 1:
            self._boxes[first:end] = [sorted(chain.from_iterable(self._boxes[first:end]))]
        self._taken[first:end] = [self._taken[first]]
        self.tops[first:end] = [min(self.tops[first], top)]
        self.bottoms[first:end] = [max(self.bottoms[end - 1], bottom)]
        return first

    def around(self, node: int) -> int:
        """The band that a node stands in."""
        return bisect_right(self.tops, self.centres[node][1] - self.sizes[node][1] / 2) - 1

    def between(self, top: float, bottom: float) -> range:
        """The bands that lie wholly between two heights."""
        return range(bisect_left(self.tops, top), bisect_left(self.bottoms, bottom))

    def is_free(self, band: int, x: float, top: float, bottom: float) -> bool:
        """Whether an edge can pass upright between two heights of a band."""
        boxes = self._boxes[band]
        near = islice(boxes, bisect_left(boxes, (x - self._widest,)), bisect_left(boxes, (x,)))
        return not any(right > x and low > top and high < bottom for _, right, high, low in near)

    def free(self, band: int, wish: float) -> float:
        """The place nearest to ``wish`` where an edge can pass this band."""
        return self._taken[band].nearest(wish)


def ways(
    edges: Sequence[tuple[int, int]], bands: Bands, through: Mapping[int, Sequence[float]] | None = None
) -> list[list[Point]]:
    """The points of each edge.

    Args:
        edges: source and target of each, by the numbers of the nodes.
        bands: the nodes.
        through: for some edges, by their index, where they pass each row between their ends.
    """
    through = through or {}
    result = [_way(edge, bands, through.get(i)) for i, edge in enumerate(edges)]
    _spread_over_ports(edges, result, bands)
    return [_led_upright(way, edge, bands) for edge, way in zip(edges, result, strict=True)]


def simplified(way: list[Point]) -> list[Point]:
    """The same way without the points between others that stand straight above each other.

    >>> simplified([(0.0, 0.0), (2.0, 5.0), (2.0, 7.0), (2.0, 9.0), (3.0, 12.0)])
    [(0.0, 0.0), (2.0, 5.0), (2.0, 9.0), (3.0, 12.0)]
    """
    if len(way) < 3:
        return way
    turns = [point for before, point, after in zip(way, way[1:], way[2:], strict=False) if _turns(before, point, after)]
    return [way[0], *turns, way[-1]]


def _turns(before: Point, point: Point, after: Point) -> bool:
    is_upright = before[0] == point[0] == after[0]
    return not is_upright or (point[1] - before[1]) * (after[1] - point[1]) < 0


def _led_upright(way: list[Point], edge: tuple[int, int], bands: Bands) -> list[Point]:
    """Upright until it has left the taller nodes beside its source, and from where it meets those beside its target."""
    if len(way) < 2 or way[0][1] == way[-1][1]:
        return way
    led = way
    down = way[-1][1] > way[0][1]
    for place, node, leaves in ((0, edge[0], down), (-1, edge[1], not down)):
        x, y = way[place]
        band = bands.around(node)
        border = bands.bottoms[band] if leaves else bands.tops[band]
        if (
            abs(border - y) > 1
            and _is_on_the_way(border, way)
            and bands.is_free(band, x, min(y, border), max(y, border))
        ):
            led = [*led[:1], (x, border), *led[1:]] if place == 0 else [*led[:-1], (x, border), *led[-1:]]
    return led


def _is_on_the_way(y: float, way: list[Point]) -> bool:
    low, high = min(way[0][1], way[-1][1]), max(way[0][1], way[-1][1])
    return low < y < high


def _way(edge: tuple[int, int], bands: Bands, through: Sequence[float] | None) -> list[Point]:
    (x, y), (to_x, to_y) = (bands.centres[node] for node in edge)
    half, to_half = ((width / 2, height / 2) for width, height in (bands.sizes[node] for node in edge))
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


def _spread_over_ports(edges: Sequence[tuple[int, int]], ways: list[list[Point]], bands: Bands) -> None:
    """Give the edges that end at the same side of a node neighbouring ports, an upright one the one in the middle."""
    arriving: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
    for i, (_, target) in enumerate(edges):
        arriving[target, ways[i][-1][1] < bands.centres[target][1]].append(i)
    for (target, _), own in arriving.items():
        if len(own) == 1:
            continue
        own.sort(key=lambda i: ways[i][-2][0])
        x = bands.centres[target][0]
        upright = next((k for k, i in enumerate(own) if abs(ways[i][-2][0] - x) < 1), None)
        middle = (len(own) - 1) / 2 if upright is None else float(upright)
        longer_side = max(middle, len(own) - 1 - middle)
        gap = min(PORT_GAP, (bands.sizes[target][0] / 2 - PORT_INSET) / max(longer_side, 1))
        for k, i in enumerate(own):
            ways[i][-1] = (x + gap * (k - middle), ways[i][-1][1])
