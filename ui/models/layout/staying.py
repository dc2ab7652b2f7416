"""A drawing with frames that has grown: what stands stays where it is, what is new is set down beside it.

What is new in a frame that stands is set down in it, and the frame reaches as far as that. A frame that is new is set
down as a whole, with all that is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.compound import HEADER, MARGIN, OUTSIDE, Compound
from ui.models.layout.growth import Box, Ground, box_of
from ui.models.layout.ways import Bands, Point, ways
from ui.models.picture import CARD, CHIP

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]
Unit = tuple[str, int]
"""A node, or a frame with all that is in it, as one thing that is set down."""


@dataclass(frozen=True)
class Known:
    """What stands already.

    Attributes:
        places: the middles of nodes, by their numbers.
        boxes: left, top, right and bottom of frames, by their numbers.
        chips: the middles of chips, by the numbers of the edges that begin at them.
        ways: the points that edges pass, by the numbers of the edges.
        kept_free: the middles of what may come back.
    """

    places: dict[int, Point]
    boxes: dict[int, Box]
    chips: dict[int, Point]
    ways: dict[int, list[Point]]
    kept_free: Sequence[Point] = ()


def stayed(
    sizes: Reals, edges: Ints, frame: Ints, parents: Sequence[int], heads: Sequence[float], known: Known
) -> Compound:
    """A drawing of the graph in frames in which all that is known stands where it stood; see :func:`framed`."""
    return _Staying(sizes, edges, frame, parents, heads, known).drawn()


class _Staying:
    def __init__(
        self, sizes: Reals, edges: Ints, frame: Ints, parents: Sequence[int], heads: Sequence[float], known: Known
    ) -> None:
        self._sizes: list[Point] = [(width, height) for width, height in sizes.tolist()]
        self._edges = edges
        self._frame: list[int] = frame.tolist()
        self._parents = parents
        self._heads = heads
        self._known = known
        self._places = dict(known.places)
        self._boxes = dict(known.boxes)
        self._root = self._roots()
        self._above: defaultdict[int, list[int]] = defaultdict(list)
        for upper, lower in edges.tolist():
            self._above[lower].append(upper)

    def drawn(self) -> Compound:
        within: defaultdict[int, list[int]] = defaultdict(list)
        for node, root in enumerate(self._root):
            within[root].append(node)
        for root, members in within.items():
            if root != OUTSIDE:
                self._set_down_inside(members)
                self._reach_round(root, members)
        self._set_down_outside(within)
        centres = np.array([self._places[node] for node in range(len(self._sizes))], np.float64).reshape(-1, 2)
        boxes = np.array([self._boxes[number] for number in range(len(self._parents))], np.float64).reshape(-1, 4)
        chips = np.array(sorted(self._known.chips), np.int64)
        spots = np.array([self._known.chips[edge] for edge in chips.tolist()], np.float64).reshape(-1, 2)
        return Compound(centres, boxes, self._edges[chips, 0], chips, spots, self._ways(centres, chips, spots))

    def _roots(self) -> list[int]:
        """The outermost frame around each node."""
        outermost: list[int] = []
        for number, parent in enumerate(self._parents):
            outermost.append(number if parent == OUTSIDE else outermost[parent])
        return [outermost[frame] if frame != OUTSIDE else OUTSIDE for frame in self._frame]

    # -- inside a frame -----------------------------------------------------------------------------------------------

    def _ground(self) -> Ground:
        ground = Ground()
        for place in self._known.kept_free:
            ground.block(box_of(place, CARD))
        return ground

    def _set_down_inside(self, members: Sequence[int]) -> None:
        own = set(members)
        ground = self._ground()
        for node, place in self._places.items():
            if node in own:
                ground.put(node, place, self._sizes[node])
            else:
                ground.block(box_of(place, self._sizes[node]))
        new = [node for node in members if node not in self._places]
        ground.grow(new, lambda node: [u for u in self._above[node] if u in own], self._sizes.__getitem__)
        self._places.update((node, ground.places[node]) for node in new)

    def _reach_round(self, root: int, members: Iterable[int]) -> None:
        """Have a frame and those within it reach round all that is in them."""
        inside: defaultdict[int, list[Box]] = defaultdict(list)
        for node in members:
            inside[self._frame[node]].append(box_of(self._places[node], self._sizes[node]))
        numbers = [number for number in range(len(self._parents)) if self._is_within(number, root)]
        for number in reversed(numbers):
            held = np.array(inside[number]).reshape(-1, 4)
            box = tuple(held.min(axis=0)[:2] - (MARGIN, HEADER)) + tuple(held.max(axis=0)[2:] + MARGIN)
            known = self._boxes.get(number, box)
            left, top, right, bottom = (float(side) for side in box)
            spare = max(self._heads[number] - (right - left), 0.0) if number not in self._boxes else 0.0
            left, right = left - spare / 2, right + spare / 2
            self._boxes[number] = (
                min(left, known[0]),
                min(top, known[1]),
                max(right, known[2]),
                max(bottom, known[3]),
            )
            inside[self._parents[number]].append(self._boxes[number])

    def _is_within(self, number: int, root: int) -> bool:
        while number > root:
            number = self._parents[number]
        return number == root

    # -- outside of all frames ----------------------------------------------------------------------------------------

    def _set_down_outside(self, within: dict[int, list[int]]) -> None:
        """The nodes in no frame, and frames that are new, each with all that is in it."""
        ground = self._ground()
        new: list[Unit] = []
        first: dict[Unit, int] = {}
        for root, members in within.items():
            units = [("node", node) for node in members] if root == OUTSIDE else [("frame", root)]
            for unit in units:
                first[unit] = unit[1] if root == OUTSIDE else members[0]
                if self._stands(unit):
                    box = self._box_of(unit)
                    ground.put(unit, _middle(box), _size(box))
                else:
                    new.append(unit)
        new.sort(key=first.__getitem__)
        ground.grow(new, lambda unit: self._units_above(unit, within), lambda unit: _size(self._box_of(unit)))
        for unit in new:
            self._move(unit, ground.places[unit], within)

    def _stands(self, unit: Unit) -> bool:
        kind, number = unit
        return number in (self._known.places if kind == "node" else self._known.boxes)

    def _box_of(self, unit: Unit) -> Box:
        kind, number = unit
        if kind == "frame":
            return self._boxes[number]
        return box_of(self._places.get(number, (0.0, 0.0)), self._sizes[number])

    def _units_above(self, unit: Unit, within: dict[int, list[int]]) -> list[Hashable]:
        kind, number = unit
        nodes = [number] if kind == "node" else within[number]
        above = (self._unit_of(upper) for node in nodes for upper in self._above[node])
        return [other for other in dict.fromkeys(above) if other != unit]

    def _unit_of(self, node: int) -> Unit:
        return ("node", node) if self._root[node] == OUTSIDE else ("frame", self._root[node])

    def _move(self, unit: Unit, to: Point, within: dict[int, list[int]]) -> None:
        kind, number = unit
        if kind == "node":
            self._places[number] = to
            return
        x, y = _middle(self._boxes[number])
        right, down = to[0] - x, to[1] - y
        for node in within[number]:
            self._places[node] = (self._places[node][0] + right, self._places[node][1] + down)
        for inner in range(len(self._parents)):
            if self._is_within(inner, number):
                left, top, end, bottom = self._boxes[inner]
                self._boxes[inner] = (left + right, top + down, end + right, bottom + down)

    # -- edges --------------------------------------------------------------------------------------------------------

    def _ways(self, centres: Reals, chips: Ints, spots: Reals) -> list[list[Point]]:
        begins = self._edges[:, 0].copy()
        begins[chips] = len(centres) + np.arange(len(chips))
        sizes = np.vstack([np.array(self._sizes).reshape(-1, 2), np.broadcast_to(CHIP, (len(chips), 2))])
        bands = Bands.of(np.vstack([centres, spots]), sizes)
        new = [edge for edge in range(len(self._edges)) if edge not in self._known.ways]
        led = ways([(int(begins[edge]), int(self._edges[edge, 1])) for edge in new], bands)
        found = {**self._known.ways, **dict(zip(new, led, strict=True))}
        return [found[edge] for edge in range(len(self._edges))]


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _size(box: Box) -> Point:
    return box[2] - box[0], box[3] - box[1]


__all__ = ["Known", "stayed"]
