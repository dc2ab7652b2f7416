"""The whole graph in the upper right corner of the canvas, with the part that is seen; a click looks there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.canvas.arrays import draw_lines, draw_rects
from ui.canvas.sheet import Sheet
from ui.models.picture import Life, Picture
from ui.widgets.box import paint_box

FROM = 60
"""A graph with fewer nodes needs no map."""
WIDTH, HEIGHT = 176, 132
_INSET = 8.0
_MOST_LINES = 3000
_SMALLEST = 1.5


class Minimap(QWidget):
    """Shows a picture and a rectangle; it is for the mouse alone, since the keys walk from node to node."""

    looked_at = Signal(QPointF)
    """A place of the scene was clicked or dragged to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._picture = Picture.empty()
        self._area = QRectF()
        self._seen = QRectF()
        self._drawn: QPixmap | None = None
        self.setFixedSize(QSize(WIDTH, HEIGHT))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.manager().changed.connect(self._redraw)

    def set_picture(self, picture: Picture, sheet: Sheet) -> None:
        self._picture, self._sheet = picture, sheet
        left, top, right, bottom = picture.bounds()
        self._area = QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))
        self._redraw()

    def set_seen(self, seen: QRectF) -> None:
        """The part of the scene that the canvas shows."""
        self._seen = seen
        self.update()

    @property
    def is_of_use(self) -> bool:
        """Whether the graph is large enough, and not all of it is seen anyway."""
        return int(self._picture.visible.sum()) > FROM and not self._seen.contains(self._area)

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    @property
    def _scale(self) -> float:
        inner = self.rect().adjusted(int(_INSET), int(_INSET), -int(_INSET), -int(_INSET))
        return min(inner.width() / self._area.width(), inner.height() / self._area.height())

    def _origin(self) -> QPointF:
        """Where the upper left corner of the scene's area is drawn."""
        size = self._area.size() * self._scale
        return QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)

    def _to_map(self, area: QRectF) -> QRectF:
        corner = (area.topLeft() - self._area.topLeft()) * self._scale + self._origin()
        return QRectF(corner, area.size() * self._scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            paint_box(painter, self.rect(), "surface")
            if self._drawn is None:
                self._drawn = self._map()
            painter.drawPixmap(0, 0, self._drawn)
            shown = self._to_map(self._seen.intersected(self._area.adjusted(-400, -400, 400, 400)))
            frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.setPen(QPen(look.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(shown.intersected(frame))
        finally:
            painter.end()

    def _map(self) -> QPixmap:
        """All edges and nodes, painted once for each picture."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        if self._sheet is None:
            return pixmap
        look, scale, origin = theme.current(), self._scale, self._origin()
        shift = np.array([origin.x() - self._area.left() * scale, origin.y() - self._area.top() * scale])
        painter = QPainter(pixmap)
        try:
            lines = self._sheet.straight(np.flatnonzero(self._picture.visible_edges))
            painter.setPen(QPen(look.color("line"), 1))
            draw_lines(painter, lines[:: len(lines) // _MOST_LINES + 1] * scale + np.tile(shift, 2))
            painter.setPen(Qt.PenStyle.NoPen)
            life = self._picture.moment.life
            for role, chosen in (("freed", life >= Life.FREED), ("computed", life == Life.ALIVE)):
                boxes = self._sheet.boxes[chosen] * scale + np.tile(shift, 2)
                boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + _SMALLEST)
                painter.setBrush(look.color(role))
                draw_rects(painter, boxes)
        finally:
            painter.end()
        return pixmap

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._look(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event)

    def _look(self, event: QMouseEvent) -> None:
        self.looked_at.emit((event.position() - self._origin()) / self._scale + self._area.topLeft())
        event.accept()
