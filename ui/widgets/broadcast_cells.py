"""Broadcasting element by element: real cells are solid, cells that are only read again are dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.cell_format import CellFormat

MOST_ROWS, MOST_COLUMNS = 6, 5
"""Larger results are not drawn cell by cell."""

_GAP = 2
_SIGN = 24


@dataclass(frozen=True)
class Part:
    """One square of cells: its name, the words of every cell of the result's shape, and which cells are real."""

    name: str
    texts: tuple[tuple[str, ...], ...]
    real: NDArray[np.bool_]
    down: bool
    across: bool


def can_show(shape: Sequence[int]) -> bool:
    """Whether a result of this shape is small enough to be drawn cell by cell."""
    rows, columns = _as_grid(shape)
    return len(shape) <= 2 and 0 < rows <= MOST_ROWS and 0 < columns <= MOST_COLUMNS


def part_of(name: str, values: NDArray[Any], shape: Sequence[int]) -> Part:
    """An operand as it is read for a result of ``shape``, at most two axes."""
    rows, columns = _as_grid(shape)
    own_rows, own_columns = _as_grid(values.shape)
    spread = np.broadcast_to(values.reshape(own_rows, own_columns), (rows, columns))
    down, across = own_rows < rows, own_columns < columns
    real = np.ones((rows, columns), np.bool_)
    if down:
        real[1:] = False
    if across:
        real[:, 1:] = False
    texts = CellFormat.of(values).texts(spread)
    return Part(name, tuple(tuple(row) for row in texts), real, down, across)


def _as_grid(shape: Sequence[int]) -> tuple[int, int]:
    rows, columns = (1, 1, *shape)[-2:]
    return rows, columns


class BroadcastCells(QWidget):
    """Operands, signs between them, and the result, as small squares of cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self._sign = "+"
        self._captions: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def show_operands(
        self, names: Sequence[str], values: Sequence[NDArray[Any]], result: NDArray[Any], sign: str
    ) -> None:
        """Show ``values`` joined by ``sign``; the result's shape must satisfy :func:`can_show`."""
        self._sign = sign
        parts = [part_of(name, array, result.shape) for name, array in zip(names, values, strict=True)]
        self._parts = [*parts, part_of(f" {sign} ".join(names), result, result.shape)]
        self._phrase()
        self._restyle()

    def captions(self) -> list[str]:
        """The words over each square."""
        return self._captions

    def parts(self) -> list[Part]:
        """What is drawn, the result last."""
        return self._parts

    def _phrase(self) -> None:
        self._captions = [self._caption(part) for part in self._parts]
        self.setAccessibleName(self.tr("Element by element"))
        self.setAccessibleDescription("; ".join(self._captions))

    def _caption(self, part: Part) -> str:
        if part.down and part.across:
            return self.tr("{name}, stride 0 both ways").format(name=part.name)
        if part.down:
            return self.tr("{name}, stride 0 down").format(name=part.name)
        if part.across:
            return self.tr("{name}, stride 0 across").format(name=part.name)
        return part.name

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _cell(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("code_small"))
        texts = [text for part in self._parts for row in part.texts for text in row]
        longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return QSize(max(longest + 10, metrics.height() + 8), metrics.height() + 6)

    def _lefts(self) -> list[int]:
        """Left edge of every square, the captions above having their room too."""
        metrics = QFontMetrics(theme.current().font("label"))
        lefts, left = [], 0
        for part, caption in zip(self._parts, self._captions, strict=True):
            lefts.append(left)
            cells = len(part.texts[0]) * (self._cell().width() + _GAP)
            left += max(cells, metrics.horizontalAdvance(caption) + 8) + _SIGN
        return lefts

    def _top(self) -> int:
        return QFontMetrics(theme.current().font("label")).height() + 4

    def sizeHint(self) -> QSize:
        if not self._parts:
            return QSize(0, 0)
        metrics = QFontMetrics(theme.current().font("label"))
        last = max(
            len(self._parts[-1].texts[0]) * (self._cell().width() + _GAP), metrics.horizontalAdvance(self._captions[-1])
        )
        rows = len(self._parts[-1].texts)
        return QSize(self._lefts()[-1] + last + 2, self._top() + rows * (self._cell().height() + _GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            lefts = self._lefts()
            for number, part in enumerate(self._parts):
                self._paint_part(painter, lefts[number], part, self._captions[number], part is self._parts[-1])
                if number:
                    sign = "=" if part is self._parts[-1] else self._sign
                    self._paint_sign(painter, lefts[number], sign, len(part.texts))
        finally:
            painter.end()

    def _paint_sign(self, painter: QPainter, left: int, sign: str, rows: int) -> None:
        look = theme.current()
        painter.setFont(look.font("control"))
        painter.setPen(look.color("muted"))
        height = rows * (self._cell().height() + _GAP)
        painter.drawText(QRect(left - _SIGN, self._top(), _SIGN - 4, height), Qt.AlignmentFlag.AlignCenter, sign)

    def _paint_part(self, painter: QPainter, left: int, part: Part, caption: str, is_result: bool) -> None:
        look = theme.current()
        painter.setFont(look.font("label"))
        painter.setPen(look.color("muted"))
        painter.drawText(QRect(left, 0, self.width(), self._top()), Qt.AlignmentFlag.AlignLeft, caption)
        painter.setFont(look.font("code_small"))
        cell = self._cell()
        for row, texts in enumerate(part.texts):
            for column, text in enumerate(texts):
                x = left + column * (cell.width() + _GAP)
                y = self._top() + row * (cell.height() + _GAP)
                box = QRectF(x + 0.5, y + 0.5, cell.width() - 1, cell.height() - 1)
                self._paint_cell(painter, box, text, bool(part.real[row, column]), is_result)

    def _paint_cell(self, painter: QPainter, box: QRectF, text: str, real: bool, is_result: bool) -> None:
        look = theme.current()
        pen = QPen(look.color("border" if real else "muted"), 1)
        if not real:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(look.color("computed_tint" if is_result else "raised") if real else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(look.color("text" if real else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._phrase()
            self._restyle()
        super().changeEvent(event)
