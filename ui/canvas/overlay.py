"""What lies over the batch: rings round the selected and the pointed-at node, and gradients on their way.

Only these change many times a second or with the pointer, so that the batch below is painted when the picture changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui.canvas.arrays import draw_lines
from ui.canvas.batch import Batch
from ui.canvas.figures import RADIUS
from ui.canvas.painting import SHAPES
from ui.canvas.strokes import paint_flow
from ui.models.picture import Flow, NodeKind

NO_NODE = -1


class Ring(QGraphicsItem):
    """A line round one node, a little outside it."""

    def __init__(self, batch: Batch, role: str, width: float, gap: float) -> None:
        super().__init__()
        self._batch = batch
        self._role = role
        self._width = width
        self._gap = gap
        self._box = QRectF()
        self._pill = False
        self.setZValue(2)
        self.setVisible(False)

    def surround(self, node: int, away: QPointF | None = None) -> None:
        """Go round the node with this index, or round where it would be if it were moved; or nowhere."""
        self.prepareGeometryChange()
        shown = 0 <= node < len(self._batch.picture.nodes) and bool(self._batch.picture.visible[node])
        if shown:
            self._box = self._batch.sheet.box(node).translated(away or QPointF())
            self._pill = self._batch.picture.nodes.kinds[node] != NodeKind.TENSOR
        self.setVisible(shown)

    def boundingRect(self) -> QRectF:
        reach = self._gap + self._width
        return self._box.adjusted(-reach, -reach, reach, reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._batch.look.color(self._role), self._width)
        pen.setCosmetic(QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform()) < 1)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = self._gap - self._width / 2
        box = self._box.adjusted(-reach, -reach, reach, reach)
        radius = box.height() / 2 if self._pill else RADIUS + reach
        painter.drawRoundedRect(box, radius, radius)


class Lit(QGraphicsItem):
    """Nodes and edges that are pointed out: a path, what a search has found, or what differs from another run.

    Args:
        sign: stands at the corner of each node.
    """

    def __init__(self, batch: Batch, role: str, sign: str = "") -> None:
        super().__init__()
        self._batch = batch
        self._role = role
        self._sign = sign
        self._nodes: NDArray[np.int64] = np.zeros(0, np.int64)
        self._edges: NDArray[np.int64] = np.zeros(0, np.int64)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(1)

    def point_out(self, nodes: NDArray[np.int64], edges: NDArray[np.int64] | None = None) -> None:
        """Point out these; none ends it."""
        self.prepareGeometryChange()
        self._nodes = nodes
        self._edges = np.zeros(0, np.int64) if edges is None else edges
        self.update()

    @property
    def nodes(self) -> NDArray[np.int64]:
        return self._nodes

    def boundingRect(self) -> QRectF:
        return self._batch.boundingRect() if len(self._nodes) else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        picture, sheet, area = self._batch.picture, self._batch.sheet, option.exposedRect
        pen = QPen(self._batch.look.color(self._role), 2.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        among = np.zeros(len(picture.edges), np.bool_)
        among[self._edges] = True
        lines, _ = sheet.strands.of_edges(sheet.edges_in(area, among & picture.visible_edges))
        draw_lines(painter, lines)
        inside = np.zeros(len(picture.nodes), np.bool_)
        inside[self._nodes] = True
        for node in sheet.nodes_in(area, inside & picture.visible).tolist():
            box = sheet.box(node).adjusted(-3, -3, 3, 3)
            radius = RADIUS + 3 if picture.nodes.kinds[node] == NodeKind.TENSOR else box.height() / 2
            painter.drawRoundedRect(box, radius, radius)
            if self._sign:
                painter.setFont(self._batch.look.font("label_strong"))
                painter.drawText(box.topLeft() + QPointF(-14, 8), self._sign)


class Ties(QGraphicsItem):
    """Dotted lines from a node to those it is bound to without an edge: what it saved, whose memory it shares."""

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self._batch = batch
        self._path = QPainterPath()
        self.others: tuple[int, ...] = ()
        self.setZValue(1)

    def bind(self, node: int) -> None:
        """Show those of this node, or none."""
        picture = self._batch.picture
        self.prepareGeometryChange()
        is_shown = 0 <= node < len(picture.nodes) and bool(picture.visible[node])
        self.others = tuple(other for other in picture.moment.ties(node) if picture.visible[other]) if is_shown else ()
        self._path = QPainterPath()
        for other in self.others:
            start, end = (QPointF(*picture.nodes.centres[each].tolist()) for each in (node, other))
            bow = QPointF(0.15 * (end.y() - start.y()), 0.15 * (start.x() - end.x()))
            self._path.moveTo(start)
            self._path.quadTo((start + end) / 2 + bow, end)

    def boundingRect(self) -> QRectF:
        return self._path.controlPointRect().adjusted(-4, -4, 4, 4) if self.others else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._batch.look.color("accent"), 1.5)
        pen.setCosmetic(True)
        pen.setDashPattern([1.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        for other in self.others:
            painter.drawEllipse(QPointF(*self._batch.picture.nodes.centres[other].tolist()), 3, 3)


class Flows(QGraphicsItem):
    """The edges on which a gradient is moving; its dashes go where it goes."""

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self._batch = batch
        self._edges: list[int] = []
        self._offset = 0.0
        self._bounds = QRectF()
        self.setZValue(1)

    def follow_picture(self) -> None:
        """Take over the edges that carry a moving gradient in the batch's picture."""
        picture = self._batch.picture
        edges = np.flatnonzero((picture.moment.flows == Flow.FLOWING) & picture.visible_edges)
        self.prepareGeometryChange()
        self._edges = edges.tolist()
        boxes = self._batch.sheet.edge_boxes[edges]
        if self._edges:
            (left, top), (right, bottom) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
            self._bounds = QRectF(left, top, right - left, bottom - top).adjusted(-8, -8, 8, 8)
        else:
            self._bounds = QRectF()

    @property
    def moving(self) -> bool:
        return bool(self._edges)

    def advance_by(self, distance: float) -> None:
        """Move the dashes on, in pixels."""
        self._offset += distance
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        # From afar the batch draws every gradient as a plain line.
        if QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform()) < SHAPES:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for edge in self._edges:
            paint_flow(
                painter,
                self._batch.sheet,
                self._batch.picture,
                edge,
                self._batch.look,
                self._offset,
                self._batch.quick.width(edge),
            )
