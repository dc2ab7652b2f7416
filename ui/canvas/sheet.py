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
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from ui.models.picture import Edges, Nodes

Boxes = NDArray[np.float64]
"""Left, top, right and bottom, shape (n, 4)."""


class Sheet:
    """Where the nodes and edges of a picture are."""

    def __init__(self, nodes: Nodes, edges: Edges) -> None:
        self.nodes = nodes
        self.edges = edges
        half = nodes.sizes / 2
        self.boxes: Boxes = np.hstack([nodes.centres - half, nodes.centres + half])
        self.paths = [curve(route) for route in edges.routes]
        self.edge_boxes: Boxes = np.array(
            [(*np.min(route, axis=0), *np.max(route, axis=0)) for route in edges.routes], np.float64
        ).reshape(-1, 4)
        self.lines = [QLineF(*route[0], *route[-1]) for route in edges.routes]
        self.room_beside = cache(self._room_beside)

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

    def node_at(self, point: QPointF, among: NDArray[np.bool_], tolerance: float = 0.0) -> int:
        """The node under a point or, within the tolerance, the nearest to it; -1 if there is none."""
        x, y = point.x(), point.y()
        away = np.maximum(
            np.maximum(self.boxes[:, 0] - x, x - self.boxes[:, 2]),
            np.maximum(self.boxes[:, 1] - y, y - self.boxes[:, 3]),
        )
        away = np.where(among, away, np.inf)
        if not len(away):
            return -1
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= tolerance else -1

    def _room_beside(self, node: int) -> float:
        """How far it is from the right border of a node to the next node in its height."""
        _, top, right, bottom = self.boxes[node]
        level = (self.boxes[:, 1] < bottom) & (self.boxes[:, 3] > top) & (self.boxes[:, 0] >= right)
        return float(np.min(self.boxes[level, 0], initial=np.inf) - right)


def _overlap(boxes: Boxes, area: QRectF) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (
        (boxes[:, 0] <= area.right())
        & (boxes[:, 2] >= area.left())
        & (boxes[:, 1] <= area.bottom())
        & (boxes[:, 3] >= area.top())
    )
    return inside


def curve(route: Sequence[Sequence[float]] | NDArray[np.float64]) -> QPainterPath:
    """A smooth line through the points of a route, vertical at each of them."""
    points = [QPointF(x, y) for x, y in np.asarray(route, np.float64).tolist()]
    path = QPainterPath(points[0])
    for start, end in pairwise(points):
        if abs(end.x() - start.x()) < 1 or abs(end.y() - start.y()) < 1:
            path.lineTo(end)
        else:
            reach = QPointF(0, (end.y() - start.y()) / 2)
            path.cubicTo(start + reach, end - reach, end)
    return path
