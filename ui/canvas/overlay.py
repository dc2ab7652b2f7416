"""What lies over the batch: rings round the selected and the pointed-at node, and gradients on their way.

Only these change many times a second or with the pointer, so that the batch below is painted when the picture changes.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

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

    def surround(self, node: int) -> None:
        """Go round the node with this index, or nowhere."""
        self.prepareGeometryChange()
        shown = 0 <= node < len(self._batch.picture.nodes) and bool(self._batch.picture.visible[node])
        if shown:
            self._box = self._batch.sheet.box(node)
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
            paint_flow(painter, self._batch.sheet, self._batch.picture, edge, self._batch.look, self._offset)
