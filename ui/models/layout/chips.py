"""A leaf that many operations use stands at its first use; at each further use stands a chip that bears its name.

A weight used in a hundred steps would otherwise draw a hundred lines across everything; with chips every step stays as
simple as the first. A chip is a node of the drawing that the graph does not have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.wiring import Wiring
from ui.models.picture import CHIP

MOST_LINES = 3
"""A leaf with more uses than this gets chips."""


@dataclass(frozen=True, slots=True)
class Chips:
    """The chips of a graph of n nodes; in the wiring they are the nodes n, n + 1, …

    Attributes:
        wiring: the graph with the chips as further nodes.
        owners: the leaf that each chip stands for.
        edges: the edge that begins at each chip.
    """

    wiring: Wiring
    owners: NDArray[np.int64]
    edges: NDArray[np.int64]

    @classmethod
    def of(cls, wiring: Wiring, may_have: NDArray[np.bool_] | None = None) -> Chips:
        """Chips for all uses but the first of every leaf that has too many, among the nodes that may have some."""
        count = len(wiring)
        source, target = wiring.edges.T
        uses = np.bincount(source, minlength=count)
        is_made = np.bincount(target, minlength=count) > 0
        is_shared = (uses > MOST_LINES) & ~is_made
        if may_have is not None:
            is_shared &= may_have
        shared = np.flatnonzero(is_shared[source])
        _, first = np.unique(source[shared], return_index=True)
        edges = np.delete(shared, first)
        if not len(edges):
            return cls(wiring, edges, edges)
        owners = source[edges]
        linked = wiring.edges.copy()
        linked[edges, 0] = count + np.arange(len(edges))
        sizes = np.vstack([wiring.sizes, np.broadcast_to(CHIP, (len(edges), 2))])
        axes = np.concatenate([wiring.axes, np.zeros(len(edges))])
        return cls(Wiring.linked(sizes, linked, axes), owners, edges)
