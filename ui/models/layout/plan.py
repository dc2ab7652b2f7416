"""A whole drawing: the parts of a graph that hang together, each drawn by itself, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.across import GAP
from ui.models.layout.chips import Chips
from ui.models.layout.drawing import ROW_GAP, Drawing
from ui.models.layout.strips import ASPECT
from ui.models.layout.ways import Point
from ui.models.layout.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole drawing, in arrays.

    Attributes:
        size: width and height.
        centres: the middle of each node, shape (n, 2).
        chip_owners, chip_edges, chip_centres: for each chip the leaf it stands for, the edge that begins at it, and its
            middle.
        ways: the points that each edge passes.
    """

    size: Point
    centres: NDArray[np.float64]
    chip_owners: NDArray[np.int64]
    chip_edges: NDArray[np.int64]
    chip_centres: NDArray[np.float64]
    ways: list[list[Point]]


def planned(wiring: Wiring, *, in_strips: bool = True, may_have_chips: NDArray[np.bool_] | None = None) -> Plan:
    """The best drawing of a whole graph, from (0, 0) at its upper left corner.

    Args:
        in_strips: whether a deep drawing is cut.
        may_have_chips: the nodes that may, all unless told, shape (n,).
    """
    chips = Chips.of(wiring, may_have_chips)
    whole = chips.wiring
    centres = np.zeros((len(whole), 2))
    led: list[list[Point]] = [[] for _ in range(len(whole.edges))]
    parts = [(nodes, edges, whole.only(nodes, edges)) for nodes, edges in whole.parts()]
    drawn = [Drawing.of(part, in_strips=in_strips).side_by_side(part) for _, _, part in parts]
    extents = [
        (places + part.sizes / 2).max(axis=0).tolist() for (places, _), (_, _, part) in zip(drawn, parts, strict=True)
    ]
    shelf = _Shelf(extents)
    for (nodes, edges, _), (places, found), extent in zip(parts, drawn, extents, strict=True):
        right, down = shelf.place(*extent)
        centres[nodes] = np.add(places, (right, down))
        for edge, way in zip(edges.tolist(), found, strict=True):
            led[edge] = [(x + right, y + down) for x, y in way] if right or down else way
    right, down = (centres + whole.sizes / 2).max(axis=0, initial=0.0).tolist()
    return Plan((right, down), centres[: len(wiring)], chips.owners, chips.edges, centres[len(wiring) :], led)


class _Shelf:
    """Parts side by side, and below each other once a line is as wide as a screen is for what is so high.

    In a line, low parts stand below each other, too, as long as none of them is wider than the first.
    """

    def __init__(self, extents: Sequence[Point]) -> None:
        area = sum((width + GAP) * (height + ROW_GAP) for width, height in extents)
        highest = max((height for _, height in extents), default=0.0)
        self.width = max(1000.0, ASPECT * area**0.5, ASPECT * highest)
        self.x = self.y = self.next_y = 0.0
        self._pile = (0.0, 0.0, 0.0)
        """Of the parts that stand below each other last in the line: from where to where, and how far down."""

    def place(self, width: float, height: float) -> Point:
        left, right, down = self._pile
        if right - left >= width and down + height + ROW_GAP <= self.next_y:
            self._pile = (left, right, down + height + ROW_GAP)
            return left, down
        if self.x and self.x + width > self.width:
            self.x, self.y = 0.0, self.next_y
        corner = (self.x, self.y)
        self.x += width + GAP
        self._pile = (corner[0], corner[0] + width, self.y + height + ROW_GAP)
        self.next_y = max(self.next_y, self.y + height + ROW_GAP)
        return corner
