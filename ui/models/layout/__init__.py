"""Where the nodes of a graph stand: in rows, flowing downwards, every edge led round the nodes it passes.

The pipeline: numbers for names (:mod:`wiring`), a row for each node (:mod:`rows`), an order within the rows
(:mod:`order`), a distance across (:mod:`across`), a way for each edge (:mod:`ways`). A leaf with many uses gets
chips (:mod:`chips`), a deep graph is cut into strips (:mod:`strips`). :func:`append` adds nodes without moving any
(:mod:`growth`); :mod:`compound` draws frames round parts. Everything is a pure function of the graph in the order it
was built in.

A graph is a ``networkx.DiGraph`` without cycles whose edges follow the values, from operand to operation to result.
Node attributes: ``kind`` ('tensor', 'function' or 'accumulate'), and ``width`` and ``height`` where they differ from
the usual size of that kind. Positions are the middles of the nodes, in pixels at 100 %, y downwards.

Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np

from ui.models import networks as nx
from ui.models.layout.growth import append
from ui.models.layout.plan import planned
from ui.models.layout.ways import Bands, Point, ways
from ui.models.layout.wiring import Wiring, size

__all__ = ["append", "routed", "routes"]

Position = tuple[float, float]
Edge = tuple[Hashable, Hashable]


def routed(graph: nx.DiGraph) -> tuple[dict[Hashable, Position], dict[Edge, list[Point]]]:
    """The best drawing of the whole graph: a position for each node and the points that each edge passes.

    The edges of a leaf with many uses begin at its chips, all but the first.
    """
    nodes = list(graph)
    wiring = Wiring.of(graph, nodes)
    plan = planned(wiring)
    ends = [(nodes[u], nodes[v]) for u, v in wiring.edges.tolist()]
    positions = {node: (x, y) for node, (x, y) in zip(nodes, plan.centres.tolist(), strict=True)}
    return positions, dict(zip(ends, plan.ways, strict=True))


def routes(
    graph: nx.DiGraph, positions: Mapping[Hashable, Position], edges: Iterable[Edge] | None = None
) -> dict[Edge, list[Point]]:
    """The points that edges pass in a drawing that has grown; of all edges, unless some are named."""
    number = {node: i for i, node in enumerate(positions)}
    wanted = [(u, v) for u, v in (graph.edges if edges is None else edges) if u in number and v in number]
    centres = np.array(list(positions.values()), np.float64).reshape(-1, 2)
    sizes = np.array([size(graph, node) for node in positions], np.float64).reshape(-1, 2)
    found = ways([(number[u], number[v]) for u, v in wanted], Bands.of(centres, sizes))
    return dict(zip(wanted, found, strict=True))


routed.append = append  # type: ignore[attr-defined]
