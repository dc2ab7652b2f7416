"""A sentence beside the thing it speaks of: inside the view, never a dialog, gone with the next gesture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.label import Label

_WIDEST = 320


class Note(Label):
    """Shown under a place of its parent, or above it where there is no room below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "control", "error_text", parent)
        self._ground = parent
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(12, 5, 8, 5)
        self.hide()

    def show_below(self, place: QRect, text: str) -> None:
        """Say this of ``place``, which is in the coordinates of the parent."""
        self.setText(text)
        room = self._ground.rect()
        # Measured without wrapping first: a short sentence needs no wide box.
        width = min(self.fontMetrics().horizontalAdvance(text) + 24, _WIDEST, room.width())
        box = QRect(place.left(), place.bottom() + 4, width, self.heightForWidth(width))
        if box.bottom() > room.bottom():
            box.moveBottom(place.top() - 4)
        box.moveRight(min(box.right(), room.right()))
        box.moveLeft(max(box.left(), room.left()))
        self.setGeometry(box)
        self.setAccessibleName(text)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), look.color("error_tint"))
            painter.setPen(QPen(look.color("border"), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.fillRect(0, 0, 3, self.height(), look.color("error"))
        finally:
            painter.end()
        super().paintEvent(event)
