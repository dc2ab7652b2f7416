"""The box of what lies over something else: a search field, a map, the buttons for zoom."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from ui import theme

_RADIUS = 5


def paint_box(painter: QPainter, room: QRect, role: str) -> None:
    """A rounded ground in a role's colour, with a border that is sharp on every screen."""
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("border"), 1))
    painter.setBrush(look.color(role))
    painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
