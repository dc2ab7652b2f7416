"""The one item of the scene that paints all nodes and edges, from arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui.canvas.lettering import Lettering
from ui.canvas.quick import Quick
from ui.canvas.sheet import Sheet
from ui.canvas.stamps import Stamps
from ui.models.picture import Picture
from ui.theme import Theme

MARGIN = 200.0
"""Around the nodes, for the words beside them and for rings."""


class Batch(QGraphicsItem):
    """Paints the picture it was given; it has no behaviour."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.picture = Picture.empty()
        self.sheet = Sheet(self.picture.nodes, self.picture.edges)
        self._faint: Mapping[int, float] = {}
        self.shows_strength = False
        self._bounds = QRectF()
        self.set_look(look)

    def set_look(self, look: Theme) -> None:
        self.look = look
        self.letters = Lettering(look)
        self._stamps = Stamps(look, self.letters)
        self._prepare()

    def set_picture(self, picture: Picture) -> None:
        """Show a picture; geometry is made anew only for other nodes or edges."""
        if not self.sheet.describes(picture.nodes, picture.edges):
            self.sheet = Sheet(picture.nodes, picture.edges, picture.frames)
            self.picture = picture
            self.prepareGeometryChange()
            self._bounds = self._reach()
        self.picture = picture
        self._prepare()

    def set_strength_shown(self, shown: bool) -> None:
        """Draw gradients as broad as they are strong, or all the same."""
        self.shows_strength = shown
        self._prepare()

    def _prepare(self) -> None:
        self.quick = Quick(self.sheet, self.picture, self.look, self.letters, self._stamps)
        self.quick.by_strength = self.shows_strength
        self.update()

    def set_faint(self, opacity: Mapping[int, float]) -> None:
        """Let some nodes be seen only in part, while they appear."""
        self._faint = opacity
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        area = option.exposedRect
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        self.quick.paint(painter, area, zoom, self._faint)
        if not self.quick.is_finished:
            QTimer.singleShot(0, self.update)

    def _reach(self) -> QRectF:
        frames = np.array([frame.box for frame in self.picture.frames]).reshape(-1, 4)
        boxes = np.vstack([self.sheet.boxes, self.sheet.edge_boxes, frames])
        if not len(boxes):
            return QRectF()
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return QRectF(left, top, right - left, bottom - top).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
