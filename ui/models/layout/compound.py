"""A drawing with frames in it: what is inside a frame is drawn by itself, and stands in the drawing around as one node.

An edge that passes the border of a frame is led in the drawing that holds both its ends up to that border, and from
there on inside, past the nodes on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.plan import Plan, planned
from ui.models.layout.ways import Point, ways
from ui.models.layout.wiring import Wiring

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
    """What stands directly in one frame: nodes, and inner frames as n + their number."""

    items: list[int]
    edges: list[int]
    wiring: Wiring
    plan: Plan
    size: Point
    corner: Point = (0.0, 0.0)


def framed(
    sizes: Reals,
    edges: Ints,
    frame: Ints,
    parents: list[int],
    progress: Progress | None = None,
    chipped: int | None = None,
) -> Compound:
    """The best drawing of a graph in frames.

    Args:
        sizes: of the nodes, shape (n, 2).
        edges: upper and lower end of each, shape (m, 2).
        frame: the innermost frame of each node, or -1, shape (n,).
        parents: the frame around each frame, or -1; it has a smaller number.
        progress: is told from time to time how much is done, from 0 to 1.
        chipped: only nodes below this number may have chips.
    """
    most = len(sizes) if chipped is None else chipped
    return _Compounding(sizes, edges, frame, parents, progress or (lambda _: None), most).drawn()


class _Compounding:
    def __init__(
        self, sizes: Reals, edges: Ints, frame: Ints, parents: list[int], progress: Progress, chipped: int
    ) -> None:
        self._sizes = sizes
        self._edges = edges
        self._frame = frame.tolist()
        self._parents = parents
        self._progress = progress
        self._chipped = chipped
        self._levels: dict[int, _Level] = {}
        self._within: list[tuple[int, ...]] = []
        for parent in parents:
            around = self._within[parent] if parent >= 0 else ()
            self._within.append((*around, len(self._within)))

    def drawn(self) -> Compound:
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
                    self._levels[inner].corner = (left + MARGIN, top + HEADER)
        return Compound(centres, boxes, *self._chips(), self._ways(centres, boxes))

    # -- every frame by itself ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        count = len(self._sizes)
        items: dict[int, list[int]] = {number: [] for number in range(OUTSIDE, len(self._parents))}
        for node, frame in enumerate(self._frame):
            items[frame].append(node)
        for inner, parent in enumerate(self._parents):
            items[parent].append(count + inner)
        ends: dict[int, list[tuple[int, int, int]]] = {number: [] for number in items}
        for edge, (upper, lower) in enumerate(self._edges.tolist()):
            level, above, below = self._meet(upper, lower)
            ends[level].append((edge, above, below))
        for done, number in enumerate(reversed(range(OUTSIDE, len(self._parents)))):
            self._levels[number] = self._level(items[number], ends[number], is_whole=number == OUTSIDE)
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

    def _level(self, items: list[int], ends: list[tuple[int, int, int]], *, is_whole: bool) -> _Level:
        number = {item: i for i, item in enumerate(items)}
        count = len(self._sizes)
        sizes = np.array(
            [self._sizes[item] if item < count else self._outer(self._levels[item - count].size) for item in items]
        ).reshape(-1, 2)
        linked = np.array([(number[above], number[below]) for _, above, below in ends], np.int64).reshape(-1, 2)
        wiring = Wiring.linked(sizes, linked)
        plan = planned(wiring, in_strips=is_whole, may_have_chips=np.array(items) < self._chipped)
        return _Level(items, [edge for edge, _, _ in ends], wiring, plan, plan.size)

    @staticmethod
    def _outer(size: Point) -> Point:
        return size[0] + 2 * MARGIN, size[1] + HEADER + MARGIN

    # -- all together -------------------------------------------------------------------------------------------------

    def _chips(self) -> tuple[Ints, Ints, Reals]:
        owners: list[int] = []
        edges: list[int] = []
        centres: list[list[float]] = []
        for level in self._levels.values():
            plan = level.plan
            owners += [level.items[owner] for owner in plan.chip_owners.tolist()]
            edges += [level.edges[edge] for edge in plan.chip_edges.tolist()]
            centres += (plan.chip_centres + level.corner).tolist()
        return np.array(owners, np.int64), np.array(edges, np.int64), np.array(centres, np.float64).reshape(-1, 2)

    def _ways(self, centres: Reals, boxes: Reals) -> list[list[Point]]:
        found: list[list[Point]] = [[] for _ in range(len(self._edges))]
        for level in self._levels.values():
            right, down = level.corner
            for edge, way in zip(level.edges, level.plan.ways, strict=True):
                found[edge] = [(x + right, y + down) for x, y in way] if right or down else way
        if len(self._parents):
            for edge, (upper, lower) in enumerate(self._edges.tolist()):
                level, _, _ = self._meet(upper, lower)
                found[edge] = [
                    *self._way_out(upper, level, found[edge][0], boxes),
                    *found[edge],
                    *self._way_in(lower, level, found[edge][-1], boxes),
                ]
        return [_without_repeats(way) for way in found]

    def _way_in(self, node: int, outer: int, at: Point, boxes: Reals) -> list[Point]:
        """From the upper border of the outermost frame around a node to the node, level by level."""
        led: list[Point] = []
        for frame in self._frames_between(node, outer):
            item = self._item_in(node, frame)
            led += self._inside(frame, item, (at[0], float(boxes[frame, 1])), is_entry=True)
            at = led[-1]
        return led

    def _way_out(self, node: int, outer: int, to: Point, boxes: Reals) -> list[Point]:
        """From a node to the lower border of the outermost frame around it."""
        frames = self._frames_between(node, outer)
        led: list[Point] = []
        for frame in reversed(frames):
            item = self._item_in(node, frame)
            bottom = float(boxes[frame, 3])
            level = self._levels[frame]
            x = led[-1][0] if led else float(level.plan.centres[level.items.index(item), 0]) + level.corner[0]
            led += self._inside(frame, item, (x, bottom), is_entry=False)
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

    def _inside(self, frame: int, item: int, border: Point, *, is_entry: bool) -> list[Point]:
        """Between a point on the border of a frame and something that stands in it."""
        level = self._levels[frame]
        right, down = level.corner
        count = len(level.items)
        gate = np.array([[border[0] - right, border[1] - down]])
        places = np.vstack([level.plan.centres, gate])
        sizes = np.vstack([level.wiring.sizes, np.zeros((1, 2))])
        number = level.items.index(item)
        (way,) = ways([(count, number) if is_entry else (number, count)], places, sizes)
        return [(x + right, y + down) for x, y in way]


def _without_repeats(way: list[Point]) -> list[Point]:
    """A way without points that follow themselves."""
    return [point for i, point in enumerate(way) if not i or point != way[i - 1]]


__all__ = ["Compound", "framed"]
