"""What the colours of a grid mean: a ramp with numbers at its ends, where values lie on it, and what lies on none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.words import number_text
from ui.widgets.grid_painter import paint_hatch
from ui.widgets.heatmap import STEPS, Range, color_indices, invalid, sample, to_image

_BARS = 36
_COLUMNS = 32
_RAMP = 10


class HeatLegend(QWidget):
    """``scale`` is ``"data"`` or ``"gradient"``."""

    def __init__(self, scale: str = "data", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._range: Range | None = None
        self._heights: NDArray[np.float64] = np.zeros(0)
        self._bad = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def set_scale(self, scale: str) -> None:
        """Take the other scale of colours."""
        self._scale = scale
        self.update()

    def show_values(self, values: NDArray[Any], shown: Range | None, nans: int, infs: int) -> None:
        """The values that are coloured, the numbers at the ends of the ramp, and how many are no numbers."""
        self._range = shown
        self._bad = (nans, infs)
        self._heights = np.zeros(0)
        if shown is not None and values.size and shown.high > shown.low:
            taken = sample(values)
            steps = color_indices(taken[~invalid(taken)], shown)
            counts = np.bincount(steps, minlength=STEPS).reshape(_COLUMNS, -1).sum(axis=1)
            self._heights = counts / max(1, int(counts.max()))
        self._tell()
        self.updateGeometry()
        self.update()

    def legend(self) -> tuple[str, str]:
        """The numbers at the ends."""
        return ("", "") if self._range is None else (number_text(self._range.low), number_text(self._range.high))

    def bad_words(self) -> list[str]:
        """What is hatched, and how often."""
        nans, infs = self._bad
        words = [self.tr("nan {count}").format(count=nans)] if nans else []
        return [*words, self.tr("inf {count}").format(count=infs)] if infs else words

    def _tell(self) -> None:
        low, high = self.legend()
        ends = self.tr("Colours from {low} to {high}").format(low=low, high=high)
        self.setAccessibleName(", ".join([ends, *self.bad_words()]))

    def _text_height(self) -> int:
        return QFontMetrics(theme.current().font("code_small")).height() + 4

    def sizeHint(self) -> QSize:
        lines = 2 if self.bad_words() else 1
        return QSize(160, _BARS + _RAMP + 4 + lines * self._text_height())

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            if self._range is not None:
                self._paint_bars(painter)
                ramp = QRect(0, _BARS + 2, self.width(), _RAMP)
                steps = np.arange(256, dtype=np.uint8)[None, :]
                painter.drawImage(ramp, to_image(steps, look.heat(self._scale)))
                painter.setFont(look.font("code_small"))
                painter.setPen(look.color("text"))
                words = QRect(0, ramp.bottom() + 2, self.width(), self._text_height())
                low, high = self.legend()
                painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
                painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)
            self._paint_bad(painter)
        finally:
            painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        if not len(self._heights):
            return
        width = self.width() / len(self._heights)
        for at, height in enumerate(self._heights):
            tall = max(1.0, height * (_BARS - 2)) if height else 0.0
            box = QRectF(at * width + 0.5, _BARS - tall, max(1.0, width - 1), tall)
            painter.fillRect(box, theme.current().color("edge"))

    def _paint_bad(self, painter: QPainter) -> None:
        look = theme.current()
        left, top = 0, _BARS + _RAMP + 4 + self._text_height()
        painter.setFont(look.font("label"))
        for words in self.bad_words():
            box = QRect(left, top + 3, 16, self._text_height() - 6)
            paint_hatch(painter, box)
            painter.setPen(look.color("error_text"))
            painter.drawText(QRect(left + 22, top, 90, self._text_height()), Qt.AlignmentFlag.AlignVCenter, words)
            left += 30 + painter.fontMetrics().horizontalAdvance(words) + 8

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
            self.update()
        super().changeEvent(event)
