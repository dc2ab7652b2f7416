"""Where the nodes of a graph stand: in rows, flowing downwards, every edge led round the nodes it passes.

The pipeline: numbers for names (:mod:`wiring`), a row for each node (:mod:`rows`), an order within the rows
(:mod:`order`), a distance across (:mod:`across`), a way for each edge (:mod:`ways`). :func:`append` adds nodes to a
drawing without moving any (:mod:`growth`). Everything is a pure function of the graph in the order it was built in.

A graph is a ``networkx.DiGraph`` without cycles whose edges follow the values, from operand to operation to result.
Node attributes: ``kind`` ('tensor', 'function' or 'accumulate'), and ``width`` and ``height`` where they differ from
the usual size of that kind. Positions are the middles of the nodes, in pixels at 100 %, y downwards.

Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import networkx as nx
import numpy as np

from ui.models.layout.across import GAP
from ui.models.layout.drawing import ROW_GAP, Drawing
from ui.models.layout.growth import append
from ui.models.layout.ways import Point, ways
from ui.models.layout.wiring import Wiring, parts, size

__all__ = ["append", "routed", "routes"]

Position = tuple[float, float]
Edge = tuple[Hashable, Hashable]


def routed(graph: nx.DiGraph) -> tuple[dict[Hashable, Position], dict[Edge, list[Point]]]:
    """The best drawing of the whole graph: a position for each node and the points that each edge passes."""
    positions: dict[Hashable, Position] = {}
    led: dict[Edge, list[Point]] = {}
    shelf = _Shelf(graph)
    for part in parts(graph, graph):
        wiring = Wiring.of(graph, part)
        drawing = Drawing.of(wiring)
        right, down = shelf.place(*drawing.size)
        for node, (x, y) in zip(part, drawing.centres.tolist(), strict=True):
            positions[node] = (x + right, y + down)
        for (u, v), way in zip(wiring.edges.tolist(), drawing.ways(wiring), strict=True):
            led[part[u], part[v]] = [(x + right, y + down) for x, y in way]
    return {node: positions[node] for node in graph}, led


def routes(
    graph: nx.DiGraph, positions: Mapping[Hashable, Position], edges: Iterable[Edge] | None = None
) -> dict[Edge, list[Point]]:
    """The points that edges pass in a drawing that has grown; of all edges, unless some are named."""
    number = {node: i for i, node in enumerate(positions)}
    wanted = [(u, v) for u, v in (graph.edges if edges is None else edges) if u in number and v in number]
    centres = np.array(list(positions.values()), np.float64).reshape(-1, 2)
    sizes = np.array([size(graph, node) for node in positions], np.float64).reshape(-1, 2)
    found = ways([(number[u], number[v]) for u, v in wanted], centres, sizes)
    return dict(zip(wanted, found, strict=True))


class _Shelf:
    """Parts side by side, and below each other once a line is as wide as the whole is likely to be high."""

    def __init__(self, graph: nx.DiGraph) -> None:
        areas = ((width + GAP) * (height + ROW_GAP) for width, height in (size(graph, node) for node in graph))
        self.width = max(1000.0, 1.5 * sum(areas) ** 0.5)
        self.x = self.y = self.next_y = 0.0

    def place(self, width: float, height: float) -> Position:
        if self.x and self.x + width > self.width:
            self.x, self.y = 0.0, self.next_y
        corner = (self.x, self.y)
        self.x += width + GAP
        self.next_y = max(self.next_y, self.y + height + ROW_GAP)
        return corner


routed.append = append  # type: ignore[attr-defined]
