"""The first values of a tensor in small, with the colours of the large grid and numbers at the ends of its scale."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.cell_format import CellFormat
from ui.widgets.grid_painter import paint_hatch
from ui.widgets.heatmap import Range, color_indices, invalid, robust_range, symmetric_range, to_image, wants_white_ink

MOST = 8
"""At most so many rows and columns are shown."""

_SIDE = 4
_LEGEND = 6
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MiniGrid(QWidget):
    """Up to 8 × 8 values; an ellipsis stands where more follow. ``scale`` is ``"data"`` or ``"gradient"``."""

    def __init__(self, scale: str = "data", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._values: NDArray[Any] = np.empty((0, 0))
        self._part = ""
        self._form = CellFormat()
        self._range: Range | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def set_values(self, values: NDArray[Any]) -> None:
        """Show a tensor of any rank: of more than two axes, the first position on all but the last two."""
        self._part = f"[{', '.join(['0'] * (values.ndim - 2))}, :, :]" if values.ndim > 2 else ""
        self._values = _first_plane(values)
        self._form = CellFormat.of(self._values[:MOST, :MOST])
        find = symmetric_range if self._scale == "gradient" else robust_range
        self._range = find(values)
        self._tell()
        self._restyle()

    def shown_part(self) -> str:
        """Which part of a tensor of more than two axes is shown, as an index; empty if all of it."""
        return self._part

    def shown_size(self) -> tuple[int, int]:
        """Rows and columns of values that there is room for."""
        rows, columns = self._values.shape
        room = max(1, (self.width() - self._gutter()) // self._cell().width())
        fitting = min(columns, MOST)
        if fitting > room or (columns > fitting and fitting + 1 > room):
            fitting = max(1, room - 1)
        return min(rows, MOST), fitting

    def legend(self) -> tuple[str, str]:
        """The numbers at the ends of the colours; empty without a finite value."""
        if self._range is None:
            return ("", "")
        form = CellFormat.of(np.array([self._range.low, self._range.high])) if self._form.decimals == 0 else self._form
        return form.text(self._range.low), form.text(self._range.high)

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _cell(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("code_micro"))
        longest = max([4, *(len(text) for row in self._form.texts(self._values[:MOST, :MOST]) for text in row)])
        return QSize(metrics.horizontalAdvance("0") * longest + 2 * _SIDE + 2, metrics.height() + 8)

    def _gutter(self) -> int:
        """Width of the row numbers."""
        return QFontMetrics(theme.current().font("code_micro")).horizontalAdvance("00") + _SIDE

    def _head(self) -> int:
        """Height of the column numbers, and of the index over them."""
        line = QFontMetrics(theme.current().font("code_micro")).height() + 2
        return line * 2 if self._part else line

    def _height(self) -> int:
        line = QFontMetrics(theme.current().font("code_micro")).height()
        rows: int = min(self._values.shape[0], MOST)
        more = line if self._values.shape[0] > MOST else 0
        return self._head() + rows * self._cell().height() + more + 4 + _LEGEND + 2 + line

    def sizeHint(self) -> QSize:
        columns = self._values.shape[1]
        shown = min(columns, MOST) + (1 if columns > MOST else 0)
        return QSize(self._gutter() + self._width(max(1, shown)), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._gutter() + self._width(min(2, max(1, self._values.shape[1]))), self._height())

    def _width(self, columns: int) -> int:
        """What so many columns need, or the two numbers of the legend below them."""
        words = QFontMetrics(theme.current().font("code_micro"))
        legend = sum(words.horizontalAdvance(number) for number in self.legend()) + 4 * _SIDE
        return max(columns * self._cell().width(), legend)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setFont(theme.current().font("code_micro"))
            self._paint_numbers(painter)
            if self._values.size:
                self._paint_cells(painter)
                self._paint_legend(painter)
        finally:
            painter.end()

    def _rect(self, row: int, column: int) -> QRect:
        cell = self._cell()
        return QRect(
            self._gutter() + column * cell.width(), self._head() + row * cell.height(), cell.width(), cell.height()
        )

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setPen(theme.current().color("muted"))
        rows, columns = self.shown_size()
        line = painter.fontMetrics().height() + 2
        top = self._head() - line
        if self._part:
            painter.drawText(QRect(self._gutter(), 0, self.width() - self._gutter(), line), _LEFT, self._part)
        for column in range(columns):
            box = self._rect(0, column)
            painter.drawText(QRect(box.left(), top, box.width() - _SIDE - 1, line), _RIGHT, str(column))
        for row in range(rows):
            box = self._rect(row, 0)
            painter.drawText(QRect(0, box.top(), self._gutter() - _SIDE, box.height()), _RIGHT, str(row))
        if self._values.shape[1] > columns:
            after = self._rect(0, columns)
            painter.drawText(QRect(after.left() + _SIDE, top, after.width(), line), _LEFT, "…")
        if self._values.shape[0] > rows:
            box = self._rect(rows, 0)
            painter.drawText(QRect(0, box.top(), self._gutter() - _SIDE, line), _RIGHT, "…")

    def _paint_cells(self, painter: QPainter) -> None:
        rows, columns = self.shown_size()
        block = self._values[:rows, :columns]
        bad = invalid(block)
        white = np.zeros(block.shape, np.bool_)
        if self._range is not None:
            table = theme.current().heat(self._scale)
            indices = color_indices(block, self._range)
            painter.drawImage(self._rect(0, 0).united(self._rect(rows - 1, columns - 1)), to_image(indices, table))
            white = wants_white_ink(table)[indices]
        self._paint_gaps(painter, rows, columns)
        texts = self._form.texts(block)
        for row, column in np.ndindex(rows, columns):
            box = self._rect(row, column).adjusted(0, 0, -1, -1)
            ink = QColor(Qt.GlobalColor.white if white[row, column] else Qt.GlobalColor.black)
            if bad[row, column]:
                ink = self._paint_invalid(painter, box, texts[row][column])
            painter.setPen(ink)
            painter.drawText(box.adjusted(0, 0, -_SIDE, 0), _RIGHT, texts[row][column])

    def _paint_gaps(self, painter: QPainter, rows: int, columns: int) -> None:
        ground = theme.current().color("surface")
        area = self._rect(0, 0).united(self._rect(rows - 1, columns - 1))
        for row in range(rows):
            painter.fillRect(area.left(), self._rect(row, 0).bottom(), area.width(), 1, ground)
        for column in range(columns):
            painter.fillRect(self._rect(0, column).right(), area.top(), 1, area.height(), ground)

    def _paint_invalid(self, painter: QPainter, box: QRect, text: str) -> QColor:
        look = theme.current()
        paint_hatch(painter, box)
        width = painter.fontMetrics().horizontalAdvance(text) + 2 * _SIDE
        painter.fillRect(QRect(box.right() - width + 1, box.top(), width, box.height()), look.color("invalid_fill"))
        return look.color("invalid_text")

    def _paint_legend(self, painter: QPainter) -> None:
        if self._range is None:
            return
        _, columns = self.shown_size()
        left = self._gutter()
        width = min(self._width(columns) - 1, self.width() - left)
        line = painter.fontMetrics().height()
        top = self.height() - line - 2 - _LEGEND
        ramp = to_image(np.arange(256, dtype=np.uint8)[None], theme.current().heat(self._scale))
        painter.drawImage(QRectF(left, top, width, _LEGEND), ramp)
        low, high = self.legend()
        painter.setPen(theme.current().color("muted"))
        words = QRect(left, top + _LEGEND + 2, width, line)
        painter.drawText(words, _LEFT, low)
        painter.drawText(words, _RIGHT, high)

    # -- language ------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        rows, columns = self._values.shape
        low, high = self.legend()
        name = self.tr("Gradient, {rows} by {columns}, from {low} to {high}")
        if self._scale == "data":
            name = self.tr("Values, {rows} by {columns}, from {low} to {high}")
        self.setAccessibleName(name.format(rows=rows, columns=columns, low=low, high=high))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)


def _first_plane(values: NDArray[Any]) -> NDArray[Any]:
    """The last two axes at the first position of the others, shape (rows, columns); a vector is one row."""
    if values.ndim < 2:
        return values.reshape(1, -1)
    if 0 in values.shape[:-2]:
        return values.reshape(-1, values.shape[-1])[:0]
    return np.asarray(values[(0,) * (values.ndim - 2)])
