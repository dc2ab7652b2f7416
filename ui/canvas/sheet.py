"""The geometry of a picture, made once for nodes and edges that stay: what is where, and which lines lead where.

Everything that a repaint or a mouse move asks is answered from arrays: which nodes lie in a rectangle, which one is
under the pointer, how much room there is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from ui.canvas.strands import Strands
from ui.models.picture import Edges, Frame, Nodes, Routes

ROOM = 400.0
"""As far as it is looked for the next node beside one."""

Boxes = NDArray[np.float64]
"""Left, top, right and bottom, shape (n, 4)."""


class Sheet:
    """Where the nodes and edges of a picture are."""

    def __init__(self, nodes: Nodes, edges: Edges, frames: Sequence[Frame] = ()) -> None:
        self._frames: Boxes = np.array([frame.box for frame in frames], np.float64).reshape(-1, 4)
        self.nodes = nodes
        self.edges = edges
        half = nodes.sizes / 2
        self.boxes: Boxes = np.hstack([nodes.centres - half, nodes.centres + half])
        routes = edges.routes if isinstance(edges.routes, Routes) else Routes.of(edges.routes)
        self.strands = Strands.of(routes)
        self.edge_boxes = _boxes_of(routes)
        self._routes = routes
        self._buckets = Buckets(nodes.centres, nodes.sizes)
        self.path = cache(self._path)
        self.room_beside = cache(self._room_beside)

    def _path(self, edge: int) -> QPainterPath:
        """The smooth line of an edge."""
        return curve(self._routes[edge])

    def describes(self, nodes: Nodes, edges: Edges) -> bool:
        """Whether this is the geometry of these very nodes and edges."""
        return self.nodes is nodes and self.edges is edges

    def box(self, node: int) -> QRectF:
        left, top, right, bottom = self.boxes[node].tolist()
        return QRectF(left, top, right - left, bottom - top)

    def nodes_in(self, area: QRectF, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The nodes that reach into an area."""
        return np.flatnonzero(among & _overlap(self.boxes, area))

    def edges_in(self, area: QRectF, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The edges that may pass an area."""
        return np.flatnonzero(among & _overlap(self.edge_boxes, area))

    def straight(self, edges: NDArray[np.int64]) -> NDArray[np.float64]:
        """The straight lines between the points of some routes, shape (s, 4)."""
        starts = self._routes.starts
        count = starts[edges + 1] - starts[edges] - 1
        owner = np.repeat(np.arange(len(edges)), count)
        first = starts[edges][owner] + np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        return np.hstack([self._routes.points[first], self._routes.points[first + 1]])

    def node_at(self, point: QPointF, among: NDArray[np.bool_], tolerance: float = 0.0) -> int:
        """The node under a point or, within the tolerance, the nearest to it; -1 if there is none."""
        x, y = point.x(), point.y()
        best, nearest = -1, tolerance
        for node in self._buckets.near(x, y, tolerance):
            if among[node]:
                left, top, right, bottom = self.boxes[node].tolist()
                away = max(left - x, x - right, top - y, y - bottom)
                if away <= nearest and (best < 0 or away < nearest):
                    best, nearest = node, away
        return best

    def _room_beside(self, node: int) -> float:
        """How far it is from the right border of a node to the next node or frame in its height."""
        _, top, right, bottom = self.boxes[node].tolist()
        near = self.boxes[self._buckets.near(right + ROOM / 2, (top + bottom) / 2, ROOM / 2)]
        level = (near[:, 1] < bottom) & (near[:, 3] > top) & (near[:, 0] >= right)
        around = self._frames[(self._frames[:, 1] < top) & (self._frames[:, 3] > bottom)]
        borders = np.concatenate([near[level, 0], around[around[:, 2] >= right, 2], around[around[:, 0] > right, 0]])
        return float(np.min(borders, initial=np.inf) - right)


def _overlap(boxes: Boxes, area: QRectF) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (
        (boxes[:, 0] <= area.right())
        & (boxes[:, 2] >= area.left())
        & (boxes[:, 1] <= area.bottom())
        & (boxes[:, 3] >= area.top())
    )
    return inside


def _boxes_of(routes: Routes) -> Boxes:
    """The rectangle around each route."""
    if not len(routes):
        return np.zeros((0, 4))
    starts = routes.starts[:-1]
    low, high = np.minimum.reduceat(routes.points, starts), np.maximum.reduceat(routes.points, starts)
    return np.hstack([low, high])


class Buckets:
    """Points sorted into cells, so that those near a place are found without looking at all."""

    def __init__(self, centres: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
        self._cell = np.maximum(sizes.max(axis=0, initial=1.0), 1.0).tolist()
        cells = np.floor(centres / self._cell).astype(np.int64)
        none = np.zeros(2, np.int64)
        self._low: NDArray[np.int64] = cells.min(axis=0) if len(cells) else none
        self._height = int((cells[:, 1].max() if len(cells) else 0) - self._low[1]) + 3
        keys = (cells[:, 0] - self._low[0]) * self._height + cells[:, 1] - self._low[1] + 1
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def near(self, x: float, y: float, reach: float) -> list[int]:
        """All that may be within reach of a place."""
        wide, high = self._cell
        left, right = (int((x + way) // wide - self._low[0]) for way in (-wide / 2 - reach, wide / 2 + reach))
        top, bottom = (int((y + way) // high - self._low[1]) + 1 for way in (-high / 2 - reach, high / 2 + reach))
        top, bottom = max(top, 0), min(bottom, self._height - 1)
        found: list[int] = []
        for column in range(left, right + 1):
            first, last = np.searchsorted(self._keys, (column * self._height + top, column * self._height + bottom + 1))
            found += self._order[first:last].tolist()
        return found


def curve(route: Sequence[Sequence[float]] | NDArray[np.float64]) -> QPainterPath:
    """A smooth line through the points of a route: vertical at each of them, level where it turns back."""
    points = [QPointF(x, y) for x, y in np.asarray(route, np.float64).tolist()]
    path = QPainterPath(points[0])
    for i, (start, end) in enumerate(pairwise(points)):
        way = end - start
        if abs(way.x()) < 1 or abs(way.y()) < 1:
            path.lineTo(end)
            continue
        before, after = points[max(i - 1, 0)].y(), points[min(i + 2, len(points) - 1)].y()
        upright, level = QPointF(0, way.y() / 2), QPointF(way.x() / 2, 0)
        turns_first, turns_last = (before - start.y()) * way.y() > 0, (end.y() - after) * way.y() > 0
        path.cubicTo(start + (level if turns_first else upright), end - (level if turns_last else upright), end)
    return path
