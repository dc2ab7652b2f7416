"""One connected part of a graph, drawn by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.across import across
from ui.models.layout.order import order
from ui.models.layout.rows import Rows
from ui.models.layout.strips import Strips
from ui.models.layout.ways import Bands, Point, simplified, ways
from ui.models.layout.wiring import Wiring

ROW_GAP = 32.0
TALL = 3.0
"""Times its own height from which on a node minds what stands beside it."""

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where the nodes of a part stand, from (0, 0) at its upper left corner.

    Attributes:
        centres: the middle of each node, shape (n, 2).
        size: width and height of the whole.
        bends: for the edges that pass rows, by their index, how far to the right they pass each.
        strips: how a deep drawing is cut.
    """

    centres: Reals
    size: tuple[float, float]
    bends: dict[int, list[float]]
    strips: Strips

    @classmethod
    def of(cls, wiring: Wiring, *, in_strips: bool = False) -> Drawing:
        rows = Rows.of(wiring)
        x = across(wiring, rows, order(rows))
        row = rows.row[: rows.nodes]
        tallest = np.zeros(int(row.max(initial=0)) + 1)
        np.maximum.at(tallest, row, wiring.sizes[:, 1])
        bottoms = np.cumsum(tallest + ROW_GAP) - ROW_GAP
        centres = np.column_stack([x[: rows.nodes], _heights(wiring, bottoms[row], tallest[row])])
        right, bottom = (centres + wiring.sizes / 2).max(axis=0).tolist()
        bends = {edge: x[chain.start : chain.stop].tolist() for edge, chain in enumerate(rows.bends) if chain}
        strips = Strips.of(bottoms, ROW_GAP, right, _trunks(wiring, row)) if in_strips else Strips.none()
        return cls(centres, (right, bottom), bends, strips)

    def ways(self, wiring: Wiring) -> list[list[Point]]:
        """The points that each edge passes."""
        return ways(wiring.edges.tolist(), Bands.of(self.centres, wiring.sizes), self.bends)

    def side_by_side(self, wiring: Wiring) -> tuple[Reals, list[list[Point]]]:
        """Centres and ways in strips, from (0, 0) at the upper left corner."""
        led = self.strips.led(self.ways(wiring), ROW_GAP)
        return self.strips.moved(self.centres, ROW_GAP), [simplified(way) for way in led]


def _trunks(wiring: Wiring, row: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each node that leads anywhere its row and the last one that its edges reach, shape (k, 2)."""
    last = row.copy()
    np.maximum.at(last, wiring.edges[:, 0], row[wiring.edges[:, 1]])
    return np.column_stack([row, last])[last > row]


def _heights(wiring: Wiring, bottom: Reals, tallest: Reals) -> Reals:
    """The middle of each node in its row; beside something tall, a leaf stands low and what is made stands high."""
    height = wiring.sizes[:, 1]
    low, high = bottom - height / 2, bottom - tallest + height / 2
    return np.where(tallest > TALL * height, np.where(wiring.are_made, high, low), bottom - tallest / 2)
