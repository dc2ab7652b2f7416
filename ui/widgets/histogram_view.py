"""How often which values occur: bars over an axis with numbers, what is no number counted beside."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.cell_format import exact
from ui.models.statistics import Histogram
from ui.widgets.focus_ring import paint_focus_ring, shows_focus

_MARGIN = 12
_TICKS = 5


class HistogramView(QWidget):
    """Point at a bar, or walk with the arrow keys, to read its edges and its count."""

    pointed = Signal(int)
    """The bar that is pointed at, -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram = Histogram(np.zeros(0, np.int64), np.zeros(0))
        self._current = -1
        self._logarithmic = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.manager().changed.connect(self.update)
        self._retranslate()

    def show_histogram(self, histogram: Histogram) -> None:
        """Draw these counts."""
        self._histogram = histogram
        self._current = -1
        self._retranslate()
        self.update()

    def set_logarithmic(self, on: bool) -> None:
        """Whether heights grow with the logarithm, so that rare values can be seen."""
        self._logarithmic = on
        self.update()

    def bar_rect(self, bar: int) -> QRectF:
        """Where a bar stands."""
        area = self._area()
        counts = self._heights()
        width = area.width() / max(1, len(counts))
        tall = counts[bar] * area.height()
        return QRectF(area.left() + bar * width + 0.5, area.bottom() - tall, max(1.0, width - 1), tall)

    def _heights(self) -> list[float]:
        counts = self._histogram.counts.astype(np.float64)
        if self._logarithmic:
            counts = np.log1p(counts)
        top = counts.max() if len(counts) else 1.0
        return [float(count) / (top or 1.0) for count in counts]

    def _area(self) -> QRectF:
        below = QFontMetrics(theme.current().font("code_small")).height() + 8
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -below)

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self._area()
            for bar in range(len(self._histogram.counts)):
                if not self._histogram.counts[bar]:
                    continue
                box = self.bar_rect(bar)
                box.setTop(min(box.top(), box.bottom() - 1))
                painter.fillRect(box, look.color("accent" if bar == self._current else "computed"))
            painter.setPen(QPen(look.color("border"), 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            self._paint_numbers(painter, area)
            if shows_focus(self) and self._current < 0:
                paint_focus_ring(painter, QRectF(self.rect()), 4)
        finally:
            painter.end()

    def _paint_numbers(self, painter: QPainter, area: QRectF) -> None:
        edges = self._histogram.edges
        if not len(edges):
            return
        look = theme.current()
        painter.setFont(look.font("code_small"))
        painter.setPen(look.color("muted"))
        for number in range(_TICKS):
            share = number / (_TICKS - 1)
            value = edges[0] + share * (edges[-1] - edges[0])
            x = area.left() + share * area.width()
            box = QRectF(x - 60, area.bottom() + 4, 120, 20)
            flags = Qt.AlignmentFlag.AlignHCenter
            if number == 0:
                box.moveLeft(area.left())
                flags = Qt.AlignmentFlag.AlignLeft
            elif number == _TICKS - 1:
                box.moveRight(area.right())
                flags = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, flags | Qt.AlignmentFlag.AlignTop, exact(float(f"{value:.4g}")))

    def _at(self, point: QPoint) -> int:
        area = self._area()
        count = len(self._histogram.counts)
        if not count or not area.adjusted(0, -_MARGIN, 0, 24).contains(point):
            return -1
        return min(count - 1, int((point.x() - area.left()) / area.width() * count))

    def _point(self, bar: int) -> None:
        if bar != self._current:
            self._current = bar
            self.update()
            self.pointed.emit(bar)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not len(self._histogram.counts):
            super().keyPressEvent(event)
        else:
            self._point(max(0, min(self._current + step, len(self._histogram.counts) - 1)))

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("How often which values occur"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
