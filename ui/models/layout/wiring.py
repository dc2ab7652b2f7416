"""A graph as the layout sees it: nodes are the numbers 0 … n-1 in the graph's own order, edges are pairs of them.

Everything after this file works on numbers, in the order in which nodes and edges were added, so the answer does not
depend on how names are hashed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.models import networks as nx
from ui.models.picture import CARD, PILL

HIGHEST_CARD = 1.5 * CARD[1]
"""What is higher than this is a frame."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """Sizes and edges of n nodes.

    Attributes:
        sizes: width and height, shape (n, 2).
        edges: upper and lower end of each edge, shape (m, 2).
        above, below: for each node, the nodes its edges come from and go to.
        axes: how far right of the middle of each node its edges are in line with, shape (n,).
    """

    sizes: NDArray[np.float64]
    edges: NDArray[np.int64]
    above: list[list[int]]
    below: list[list[int]]
    axes: NDArray[np.float64]

    @classmethod
    def of(cls, graph: nx.DiGraph, nodes: Iterable[Hashable], hung_up: Set[Hashable] = frozenset()) -> Wiring:
        """The part of ``graph`` that joins these nodes, numbered in this order; edges into ``hung_up`` are left out."""
        number = {node: i for i, node in enumerate(nodes)}
        # The order of predecessors is that of the operands.
        edges = [(number[u], i) for v, i in number.items() if v not in hung_up for u in graph.pred[v] if u in number]
        sizes = np.array([size(graph, node) for node in number], np.float64).reshape(-1, 2)
        return cls.linked(sizes, np.array(edges, np.int64).reshape(-1, 2))

    @classmethod
    def linked(
        cls, sizes: NDArray[np.float64], edges: NDArray[np.int64], axes: NDArray[np.float64] | None = None
    ) -> Wiring:
        """Nodes of these sizes, joined by these edges; in line with their middles unless told."""
        above: list[list[int]] = [[] for _ in range(len(sizes))]
        below: list[list[int]] = [[] for _ in range(len(sizes))]
        for upper, lower in edges.tolist():
            above[lower].append(upper)
            below[upper].append(lower)
        return cls(sizes, edges, above, below, np.zeros(len(sizes)) if axes is None else axes)

    def parts(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """The nodes and the edges of what hangs together, in the order of their first nodes."""
        part = [-1] * len(self)
        count = 0
        for first in range(len(self)):
            if part[first] >= 0:
                continue
            part[first] = count
            reached = [first]
            for node in reached:
                for other in (*self.above[node], *self.below[node]):
                    if part[other] < 0:
                        part[other] = count
                        reached.append(other)
            count += 1
        of_node = np.array(part, np.int64)
        of_edge = of_node[self.edges[:, 0]]
        return list(zip(_members(of_node, count), _members(of_edge, count), strict=True))

    def only(self, nodes: NDArray[np.int64], edges: NDArray[np.int64]) -> Wiring:
        """A part by itself, numbered anew."""
        if len(nodes) == len(self):
            return self
        number = np.empty(len(self), np.int64)
        number[nodes] = np.arange(len(nodes))
        return Wiring.linked(self.sizes[nodes], number[self.edges[edges]], self.axes[nodes])

    def __len__(self) -> int:
        return len(self.above)

    @property
    def are_made(self) -> NDArray[np.bool_]:
        """Which nodes are no leaves: they come from others, or are frames with something made in them, shape (n,)."""
        return np.array([bool(above) for above in self.above], np.bool_) | (self.sizes[:, 1] > HIGHEST_CARD)

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


def _members(part: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    by_part = np.argsort(part, kind="stable")
    return np.split(by_part, np.searchsorted(part[by_part], np.arange(1, count))) if count else []


def size(graph: nx.DiGraph, node: Hashable) -> tuple[float, float]:
    """Width and height of a node, from its attributes or else from its kind."""
    about = graph.nodes[node]
    width, height = CARD if about.get("kind", "tensor") == "tensor" else PILL
    return about.get("width", width), about.get("height", height)


def parts_of(nodes: Iterable[Hashable], above: Callable[[Hashable], Iterable[Hashable]]) -> list[list[Hashable]]:
    """These nodes, sorted into those that hang together through each other, in the order of their first."""
    root: dict[Hashable, Hashable] = {node: node for node in nodes}

    def first(node: Hashable) -> Hashable:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for node in root:
        for upper in above(node):
            if upper in root:
                root[first(upper)] = first(node)
    found: dict[Hashable, list[Hashable]] = {}
    for node in root:
        found.setdefault(first(node), []).append(node)
    return list(found.values())
