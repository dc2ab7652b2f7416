"""Pieces of text, each in its own font and colour, side by side in a rounded box that may be clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.focus_ring import RING, paint_focus_ring, shows_focus

_GAP = RING
_BETWEEN = 6

Piece = tuple[str, QFont, str]
"""Text, font, and role of colour."""


class Pieces(QAbstractButton):
    """The base of chips and buttons: what they write and how their box looks is all that is left to say."""

    def __init__(self, clickable: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._clickable = clickable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.manager().changed.connect(self._restyle)

    def pieces(self) -> list[Piece]:
        """What is written, from left to right."""
        raise NotImplementedError

    def shown_pieces(self) -> list[Piece]:
        """What there is room for: all of it, unless a kind of box can be narrower than its text."""
        return self.pieces()

    def box_height(self) -> int:
        """Height of the rounded box."""
        raise NotImplementedError

    def side(self) -> int:
        """Room left and right of the text."""
        raise NotImplementedError

    def paint_box(self, painter: QPainter, box: QRectF, hovered: bool) -> None:
        """Fill and border."""
        raise NotImplementedError

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        pieces = self.pieces()
        width = sum(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in pieces)
        width += _BETWEEN * (len(pieces) - 1) + 2 * self.side()
        return QSize(width + 2 * _GAP, self.box_height() + 2 * _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(_GAP, _GAP, -_GAP, -_GAP)
            self.paint_box(painter, box, self._clickable and self.underMouse())
            self._paint_pieces(painter, box)
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 6)
        finally:
            painter.end()

    def _paint_pieces(self, painter: QPainter, box: QRectF) -> None:
        look = theme.current()
        left = box.left() + self.side()
        pieces = self.shown_pieces()
        # Both fonts stand on one line of writing.
        tallest = max((QFontMetrics(font) for _, font, _ in pieces), key=lambda metrics: metrics.ascent())
        baseline = box.center().y() + (tallest.ascent() - tallest.descent()) / 2
        for text, font, role in pieces:
            painter.setFont(font)
            painter.setPen(look.color(role if self.isEnabled() else "disabled"))
            painter.drawText(int(left), round(baseline), text)
            left += painter.fontMetrics().horizontalAdvance(text) + _BETWEEN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self._clickable and self.rect().contains(pos)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)
