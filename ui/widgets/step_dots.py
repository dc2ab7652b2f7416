"""How far one is on a short walk: a dot for each step, those that are done filled."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_DOT = 6
"""Pixels of a dot, and between two, at the usual size of text."""


class StepDots(QWidget):
    """``step`` of ``count``; the words beside it say so."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._step = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def set_step(self, step: int) -> None:
        """Show that this is the step, counted from 1."""
        self._step = step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._count * 2 * self._dot(), self._dot() + 6)

    def _dot(self) -> int:
        return round(_DOT * max(1.0, theme.manager().scale))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number in range(self._count):
                done = number < self._step
                painter.setPen(QPen(look.color("accent" if done else "control"), 1))
                painter.setBrush(look.color("accent") if done else Qt.BrushStyle.NoBrush)
                dot = self._dot()
                painter.drawEllipse(QRectF(number * 2 * dot + 0.5, (self.height() - dot) / 2, dot - 1, dot - 1))
        finally:
            painter.end()
