"""A drawing with frames in it: what is inside a frame is drawn by itself, and stands in the drawing around as one node.

An edge that passes the border of a frame is led in the drawing that holds both its ends up to that border, and from
there on inside, past the nodes on its way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.chips import MOST_LINES, Chips
from ui.models.layout.plan import Plan, planned
from ui.models.layout.ways import PORT_GAP, PORT_INSET, Bands, Point, ways
from ui.models.layout.wiring import Wiring
from ui.models.picture import CHIP

HEADER = 30.0
MARGIN = 16.0
OUTSIDE = -1

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Compound:
    """A whole drawing with frames.

    Attributes:
        centres: the middle of each node, shape (n, 2).
        boxes: left, top, right and bottom of each frame, shape (f, 4).
        chip_owners, chip_edges, chip_centres: see :class:`ui.models.layout.plan.Plan`.
        ways: the points that each edge passes.
    """

    centres: Reals
    boxes: Reals
    chip_owners: Ints
    chip_edges: Ints
    chip_centres: Reals
    ways: list[list[Point]]


@dataclass(slots=True)
class _Level:
    """What stands directly in one frame: nodes, and inner frames as n + their number; ``place`` finds them.

    ``axis`` is how far right of its middle edges enter and leave it.
    """

    items: list[int]
    place: dict[int, int]
    edges: list[int]
    wiring: Wiring
    plan: Plan
    size: Point
    axis: float
    corner: Point = (0.0, 0.0)


def framed(
    sizes: Reals,
    edges: Ints,
    frame: Ints,
    parents: list[int],
    progress: Progress | None = None,
    shared: NDArray[np.bool_] | None = None,
    heads: Sequence[float] | None = None,
) -> Compound:
    """The best drawing of a graph in frames.

    Args:
        sizes: of the nodes, shape (n, 2).
        edges: upper and lower end of each, shape (m, 2).
        frame: the innermost frame of each node, or -1, shape (n,).
        parents: the frame around each frame, or -1; it has a smaller number.
        progress: is told from time to time how much is done, from 0 to 1.
        shared: the nodes that have chips wherever another frame uses them, shape (n,).
        heads: the width that the head of each frame needs.
    """
    chips = Chips.of(Wiring.linked(sizes, edges), None if shared is None else ~shared)
    apart = np.zeros(0, np.int64) if shared is None else _uses_elsewhere(edges, frame, shared)
    cut = np.union1d(chips.edges, apart)
    linked = edges.copy()
    linked[cut, 0] = len(sizes) + np.arange(len(cut))
    whole = np.vstack([sizes, np.broadcast_to(CHIP, (len(cut), 2))])
    frames = np.concatenate([frame, frame[edges[cut, 1]]])
    heads = [0.0] * len(parents) if heads is None else heads
    drawn = _Compounding(whole, linked, frames, parents, heads, progress or (lambda _: None)).drawn()
    places, boxes, ways_found = drawn
    return Compound(places[: len(sizes)], boxes, edges[cut, 0], cut, places[len(sizes) :], ways_found)


def _uses_elsewhere(edges: Ints, frame: Ints, shared: NDArray[np.bool_]) -> Ints:
    """The edges of shared nodes that get a chip: those into another frame, and those after the first few."""
    uses = np.bincount(edges[:, 0], minlength=len(frame))
    seen: set[int] = set()
    found = []
    for edge in np.flatnonzero(shared[edges[:, 0]] & (uses[edges[:, 0]] > 1)).tolist():
        upper, lower = edges[edge].tolist()
        if frame[upper] != frame[lower] or (uses[upper] > MOST_LINES and upper in seen):
            found.append(edge)
        seen.add(upper)
    return np.array(found, np.int64)


@dataclass(slots=True)
class _Gates:
    """For each frame what in it edges come out of, and what they lead into."""

    out: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    into: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def of(self, frame: int) -> list[int]:
        """What the frame is in line with: its results, if it has any."""
        return self.out[frame] or self.into[frame]


class _Compounding:
    def __init__(
        self, sizes: Reals, edges: Ints, frame: Ints, parents: list[int], heads: Sequence[float], progress: Progress
    ) -> None:
        self._sizes = sizes
        self._edges = edges
        self._frame: list[int] = frame.tolist()
        self._parents = parents
        self._heads = heads
        self._progress = progress
        self._levels: dict[int, _Level] = {}
        self._within: list[tuple[int, ...]] = []
        for parent in parents:
            around = self._within[parent] if parent >= 0 else ()
            self._within.append((*around, len(self._within)))

    def drawn(self) -> tuple[Reals, Reals, list[list[Point]]]:
        self._lay_out()
        centres = np.zeros((len(self._sizes), 2))
        boxes = np.zeros((len(self._parents), 4))
        for number in range(OUTSIDE, len(self._parents)):
            level = self._levels[number]
            places = level.plan.centres + level.corner
            for item, (x, y), size in zip(level.items, places.tolist(), level.wiring.sizes, strict=True):
                if item < len(self._sizes):
                    centres[item] = (x, y)
                else:
                    inner = item - len(self._sizes)
                    left, top = x - size[0] / 2, y - size[1] / 2
                    boxes[inner] = (left, top, left + size[0], top + size[1])
                    spare = size[0] - 2 * MARGIN - self._levels[inner].size[0]
                    self._levels[inner].corner = (left + MARGIN + spare / 2, top + HEADER)
        return centres, boxes, self._ways(boxes)

    # -- every frame by itself ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        count = len(self._sizes)
        items: dict[int, list[int]] = {number: [] for number in range(OUTSIDE, len(self._parents))}
        for node, frame in enumerate(self._frame):
            items[frame].append(node)
        for inner, parent in enumerate(self._parents):
            items[parent].append(count + inner)
        ends: dict[int, list[tuple[int, int, int]]] = {number: [] for number in items}
        gates = _Gates()
        for edge, (upper, lower) in enumerate(self._edges.tolist()):
            level, above, below = self._meet(upper, lower)
            ends[level].append((edge, above, below))
            for frame in self._frames_between(upper, level):
                gates.out[frame].append(self._item_in(upper, frame))
            for frame in self._frames_between(lower, level):
                gates.into[frame].append(self._item_in(lower, frame))
        for done, number in enumerate(reversed(range(OUTSIDE, len(self._parents)))):
            is_whole = number == OUTSIDE
            self._levels[number] = self._level(items[number], ends[number], gates.of(number), is_whole=is_whole)
            self._progress((done + 1) / (len(self._parents) + 1))

    def _meet(self, upper: int, lower: int) -> tuple[int, int, int]:
        """The innermost frame around both ends, and what stands for each end in it."""
        above, below = (
            (OUTSIDE, *self._within[self._frame[node]]) if self._frame[node] >= 0 else (OUTSIDE,)
            for node in (upper, lower)
        )
        shared = 0
        while shared < min(len(above), len(below)) and above[shared] == below[shared]:
            shared += 1
        count = len(self._sizes)
        one = count + above[shared] if shared < len(above) else upper
        other = count + below[shared] if shared < len(below) else lower
        return above[shared - 1], one, other

    def _level(
        self, items: list[int], ends: list[tuple[int, int, int]], gates: Sequence[int], *, is_whole: bool
    ) -> _Level:
        number = {item: i for i, item in enumerate(items)}
        count = len(self._sizes)
        sizes = np.array([self._sizes[item] if item < count else self._outer(item - count) for item in items]).reshape(
            -1, 2
        )
        axes = np.array([0.0 if item < count else self._levels[item - count].axis for item in items])
        linked = np.array([(number[above], number[below]) for _, above, below in ends], np.int64).reshape(-1, 2)
        wiring = Wiring.linked(sizes, linked, axes)
        plan = planned(wiring, in_strips=is_whole, may_have_chips=np.zeros(len(items), np.bool_))
        own = [number[item] for item in gates]
        axis = float(np.mean(plan.centres[own, 0] + axes[own])) - plan.size[0] / 2 if own else 0.0
        return _Level(items, number, [edge for edge, _, _ in ends], wiring, plan, plan.size, axis)

    def _outer(self, frame: int) -> Point:
        """The size of a frame with what is in it and its head."""
        width, height = self._levels[frame].size
        return max(width + 2 * MARGIN, self._heads[frame]), height + HEADER + MARGIN

    # -- all together -------------------------------------------------------------------------------------------------

    def _ways(self, boxes: Reals) -> list[list[Point]]:
        found: list[list[Point]] = [[] for _ in range(len(self._edges))]
        for level in self._levels.values():
            right, down = level.corner
            for edge, way in zip(level.edges, level.plan.ways, strict=True):
                found[edge] = [(x + right, y + down) for x, y in way] if right or down else way
        if not len(self._parents):
            return found
        taken: Counter[tuple[int, int]] = Counter()
        for edge, (upper, lower) in enumerate(self._edges.tolist()):
            outer, above, below = self._meet(upper, lower)
            way = found[edge]
            if above != upper:
                way = [*self._way_out(upper, outer, boxes), *way[1:]]
            if below != lower:
                # Edges enter a frame above what they lead to, one beside the other.
                entry = self._middle_of(lower) + PORT_GAP * _aside(taken[lower, outer])
                taken[lower, outer] += 1
                way = [*way[:-1], *self._way_in(lower, outer, entry, boxes)]
            found[edge] = _without_repeats(way)
        return found

    def _middle_of(self, node: int) -> float:
        level = self._levels[self._frame[node]]
        return float(level.plan.centres[level.place[node], 0]) + level.corner[0]

    def _way_in(self, node: int, outer: int, x: float, boxes: Reals) -> list[Point]:
        """From the upper border of the outermost frame around a node to the node, level by level."""
        led: list[Point] = []
        for frame in self._frames_between(node, outer):
            led += self._inside(frame, self._item_in(node, frame), x, (x, float(boxes[frame, 1])), is_entry=True)
            x = led[-1][0]
        return led

    def _way_out(self, node: int, outer: int, boxes: Reals) -> list[Point]:
        """From a node to the lower border of the outermost frame around it."""
        led: list[Point] = []
        x = self._middle_of(node)
        for frame in reversed(self._frames_between(node, outer)):
            led += self._inside(frame, self._item_in(node, frame), x, (x, float(boxes[frame, 3])), is_entry=False)
            x = led[-1][0]
        return led

    def _frames_between(self, node: int, outer: int) -> tuple[int, ...]:
        """The frames around a node that lie within another, outer ones first."""
        frame = self._frame[node]
        if frame == outer:
            return ()
        within = self._within[frame]
        return within[within.index(outer) + 1 :] if outer >= 0 else within

    def _item_in(self, node: int, frame: int) -> int:
        """What stands for a node in a frame around it."""
        own = self._frame[node]
        if own == frame:
            return node
        within = self._within[own]
        return len(self._sizes) + within[within.index(frame) + 1]

    def _inside(self, frame: int, item: int, x: float, border: Point, *, is_entry: bool) -> list[Point]:
        """Between a point on the border of a frame and something that stands in it, at this distance from the left."""
        level = self._levels[frame]
        right, down = level.corner
        count, number = len(level.items), level.place[item]
        gate = np.array([[border[0] - right, border[1] - down]])
        places = np.vstack([level.plan.centres, gate])
        sizes = np.vstack([level.wiring.sizes, np.zeros((1, 2))])
        (way,) = ways([(count, number) if is_entry else (number, count)], Bands.of(places, sizes))
        end = -1 if is_entry else 0
        half = level.wiring.sizes[number, 0] / 2 - PORT_INSET
        middle = float(level.plan.centres[number, 0])
        way[end] = (min(max(x - right, middle - half), middle + half), way[end][1])
        return [(x + right, y + down) for x, y in way]


def _aside(number: int) -> float:
    """0, -1, 1, -2, 2 …"""
    return (number + 1) // 2 * (1.0 if number % 2 == 0 else -1.0)


def _without_repeats(way: list[Point]) -> list[Point]:
    """A way without points that follow themselves."""
    return [point for i, point in enumerate(way) if not i or point != way[i - 1]]


__all__ = ["Compound", "framed"]
