"""How far one is on a short walk: a dot for each step, those that are done filled."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_DOT = 6
_GAP = 6


class StepDots(QWidget):
    """``step`` of ``count``; the words beside it say the same."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._step = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.update)

    def set_step(self, step: int) -> None:
        """Show that this is the step, counted from 1."""
        self._step = step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * (_DOT + _GAP), _DOT + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number in range(self._count):
                done = number < self._step
                painter.setPen(QPen(look.color("accent" if done else "control"), 1))
                painter.setBrush(look.color("accent") if done else Qt.BrushStyle.NoBrush)
                left = number * (_DOT + _GAP) + 0.5
                painter.drawEllipse(QRectF(left, (self.height() - _DOT) / 2, _DOT - 1, _DOT - 1))
        finally:
            painter.end()
