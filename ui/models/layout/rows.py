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
    """A graph in rows whose every link joins neighbouring rows.

    A longer edge is led through bends. All edges of a node share theirs: they leave as one trunk, from which each
    branches off in the row before its target.

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
        nodes = len(wiring)
        source, target = wiring.edges.T
        span = row[target] - row[source]
        count = np.where(span <= _longest_led(span, source, nodes), span - 1, 0)
        length = np.zeros(nodes, np.int64)
        np.maximum.at(length, source, count)
        owner = np.repeat(np.arange(nodes), length)
        trunk = nodes + np.cumsum(length) - length
        bend = nodes + np.arange(len(owner))
        depth = bend - trunk[owner]
        first = trunk[source]
        short = (span == 1) | (count > 0)
        return cls(
            row=np.concatenate([row, row[owner] + depth + 1]),
            upper=np.concatenate(
                [np.where(count > 0, first + count - 1, source)[short], np.where(depth, bend - 1, owner)]
            ),
            lower=np.concatenate([target[short], bend]),
            nodes=nodes,
            bends=[range(a, a + k) for a, k in zip(first.tolist(), count.tolist(), strict=True)],
        )

    def __len__(self) -> int:
        return len(self.row)


def _longest_led(span: NDArray[np.int64], source: NDArray[np.int64], nodes: int) -> int:
    """The span up to which all trunks together keep within the allowed number of bends."""
    by_source = np.lexsort((span, source))
    spans, sources = span[by_source], source[by_source]
    before = np.concatenate([[1], np.where(sources[1:] == sources[:-1], spans[:-1], 1)])
    affordable = np.cumsum(np.bincount(spans, spans - before)) <= BENDS_PER_NODE * nodes
    return int(np.flatnonzero(affordable).max(initial=1))
