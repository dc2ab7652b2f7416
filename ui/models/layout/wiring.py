"""A graph as the layout sees it: nodes are the numbers 0 … n-1 in the graph's own order, edges are pairs of them.

Everything after this file works on numbers, in the order in which nodes and edges were added, so the answer does not
depend on how names are hashed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Set
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ui.models.picture import CARD, PILL


@dataclass(frozen=True, slots=True)
class Wiring:
    """Sizes and edges of n nodes.

    Attributes:
        sizes: width and height, shape (n, 2).
        edges: upper and lower end of each edge, shape (m, 2).
        above, below: for each node, the nodes its edges come from and go to.
    """

    sizes: NDArray[np.float64]
    edges: NDArray[np.int64]
    above: list[list[int]]
    below: list[list[int]]

    @classmethod
    def of(cls, graph: nx.DiGraph, nodes: Iterable[Hashable], hung_up: Set[Hashable] = frozenset()) -> Wiring:
        """The part of ``graph`` that joins these nodes, numbered in this order; edges into ``hung_up`` are left out."""
        number = {node: i for i, node in enumerate(nodes)}
        inner = number.keys() - hung_up
        edges = [(number[u], number[v]) for u in number for v in graph.succ[u] if v in inner]
        # The order of predecessors is that of the operands.
        above = [[number[u] for u in graph.pred[v] if u in number] if v in inner else [] for v in number]
        below = [[number[v] for v in graph.succ[u] if v in inner] for u in number]
        sizes = np.array([size(graph, node) for node in number], np.float64).reshape(-1, 2)
        return cls(sizes, np.array(edges, np.int64).reshape(-1, 2), above, below)

    def __len__(self) -> int:
        return len(self.above)

    def topological(self) -> list[int]:
        """Every node after all that are above it."""
        waiting = [len(nodes) for nodes in self.above]
        ready = [node for node, count in enumerate(waiting) if not count]
        for node in ready:
            for lower in self.below[node]:
                waiting[lower] -= 1
                if not waiting[lower]:
                    ready.append(lower)
        if len(ready) < len(self):
            raise nx.NetworkXUnfeasible("a graph with a cycle has no rows")
        return ready


def size(graph: nx.DiGraph, node: Hashable) -> tuple[float, float]:
    """Width and height of a node, from its attributes or else from its kind."""
    about = graph.nodes[node]
    width, height = CARD if about.get("kind", "tensor") == "tensor" else PILL
    return about.get("width", width), about.get("height", height)


def parts(graph: nx.DiGraph, nodes: Iterable[Hashable]) -> list[list[Hashable]]:
    """These nodes, sorted into those that hang together through each other."""
    number = {node: i for i, node in enumerate(nodes)}
    part: dict[Hashable, int] = {}
    found: list[list[Hashable]] = []
    for first in number:
        if first in part:
            continue
        part[first] = len(found)
        reached = [first]
        for node in reached:
            for other in (*graph.pred[node], *graph.succ[node]):
                if other in number and other not in part:
                    part[other] = len(found)
                    reached.append(other)
        found.append(sorted(reached, key=number.__getitem__))
    return found
