"""Which row each node stands in: as few rows as the longest path needs, and edges as short as can be had cheaply.

A leaf stands just above its first use, and so does what is made of leaves alone. A result that nobody uses stays just
below what made it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.wiring import Wiring

BENDS_PER_NODE = 6
"""Edges that would need more bends than this are drawn past the rows, from the longest on."""


def rows(wiring: Wiring) -> NDArray[np.int64]:
    """The row of each node, counted from the top, shape (n,)."""
    order = wiring.topological()
    row = [0] * len(wiring)
    for node in order:
        row[node] = max((row[upper] + 1 for upper in wiring.above[node]), default=0)
    comes_along = _hangs_on_leaves(wiring, order)
    for node in reversed(order):
        below = wiring.below[node]
        lengthened = sum(not comes_along[upper] for upper in wiring.above[node])
        if below and lengthened <= len(below):
            row[node] = min(row[lower] for lower in below) - 1
    return np.array(row, np.int64)


def _hangs_on_leaves(wiring: Wiring, order: list[int]) -> list[bool]:
    """Which nodes serve one use only, as do all that they are made of: trees of leaves, which move as one."""
    alone = [len(below) == 1 for below in wiring.below]
    for node in order:
        alone[node] = alone[node] and all(alone[upper] for upper in wiring.above[node])
    return alone


@dataclass(frozen=True, slots=True)
class Rows:
    """A graph in rows whose every link joins neighbouring rows: a longer edge is a chain of bends.

    Attributes:
        row: the row of each point; the first ``nodes`` points are nodes, the others bends.
        upper, lower: the ends of each link.
        nodes: how many points are nodes.
        bends: for each edge its bends from top to bottom; none for edges between neighbours and for those that are
            too long to be led through the rows.
    """

    row: NDArray[np.int64]
    upper: NDArray[np.int64]
    lower: NDArray[np.int64]
    nodes: int
    bends: list[range]

    @classmethod
    def of(cls, wiring: Wiring) -> Rows:
        row = rows(wiring)
        source, target = wiring.edges.T
        span = row[target] - row[source]
        led = span <= _longest_led(span, len(wiring))
        count = np.where(led, span - 1, 0)
        owner = np.repeat(np.arange(len(span)), count)
        first = np.cumsum(count) - count
        depth = np.arange(len(owner)) - first[owner]
        bend = len(wiring) + np.arange(len(owner))
        starts, ends = depth == 0, depth == count[owner] - 1
        short = span == 1
        return cls(
            row=np.concatenate([row, row[source[owner]] + depth + 1]),
            upper=np.concatenate([source[short], source[owner[starts]], bend]),
            lower=np.concatenate([target[short], bend[starts], np.where(ends, target[owner], bend + 1)]),
            nodes=len(wiring),
            bends=[
                range(len(wiring) + a, len(wiring) + a + k) for a, k in zip(first.tolist(), count.tolist(), strict=True)
            ],
        )

    def __len__(self) -> int:
        return len(self.row)


def _longest_led(span: NDArray[np.int64], nodes: int) -> int:
    """The span up to which all edges together keep within the allowed number of bends."""
    spans, counts = np.unique(span, return_counts=True)
    affordable = np.cumsum((spans - 1) * counts) <= BENDS_PER_NODE * nodes
    return int(spans[affordable].max(initial=1))
