"""Paints the visible block of a grid at once: one picture for the colours, one pass for the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from ui import theme
from ui.models.cell_format import CellFormat
from ui.widgets.grid_geometry import GridGeometry
from ui.widgets.heatmap import Range, color_indices, invalid, to_image, wants_white_ink

SIDE = 6
"""Room left and right of a cell's words."""


@dataclass(frozen=True)
class Selected:
    """The chosen cells, both corners included; the current cell is one of the corners."""

    row: int
    column: int
    other_row: int
    other_column: int

    def rows(self) -> range:
        return range(min(self.row, self.other_row), max(self.row, self.other_row) + 1)

    def columns(self) -> range:
        return range(min(self.column, self.other_column), max(self.column, self.other_column) + 1)


class GridPainter:
    """Draws with one painter, in one geometry."""

    def __init__(self, painter: QPainter, geometry: GridGeometry, selected: Selected | None) -> None:
        self._painter = painter
        self._geometry = geometry
        self._selected = selected
        self._look = theme.current()

    def paint_headers(self) -> None:
        """Column numbers above, row numbers on the left; those of the current cell stand out."""
        first_row, end_row, first_column, end_column = self._geometry.visible()
        header, cell = self._geometry.header, self._geometry.cell
        current = self._selected
        for column in range(first_column, end_column):
            x = self._geometry.rect(first_row, column).x()
            self._header(
                QRect(x, 0, cell.width(), header.height()), column, current is not None and column == current.column
            )
        for row in range(first_row, end_row):
            y = self._geometry.rect(row, first_column).y()
            self._header(QRect(0, y, header.width(), cell.height()), row, current is not None and row == current.row)

    def _header(self, box: QRect, position: int, current: bool) -> None:
        if current:
            self._painter.fillRect(box.adjusted(0, 0, -1, -1), self._look.color("selection"))
        font = QFont(self._look.font("code_small"))
        font.setBold(current)
        self._painter.setFont(font)
        self._painter.setPen(self._look.color("text" if current else "muted"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._painter.drawText(box.adjusted(0, 0, -SIDE - 1, 0), flags, str(position))

    def paint_waiting(self) -> None:
        """Calm empty cells while the numbers are on their way."""
        self._painter.fillRect(self._block_rect(), self._look.color("hover"))
        self._paint_gaps()

    def paint_block(
        self, block: NDArray[Any], form: CellFormat, shown: Range | None, table: NDArray[np.uint8] | None
    ) -> None:
        """The visible numbers; without a colour table, on the plain ground of a panel."""
        bad = invalid(block)
        white = np.zeros(block.shape, np.bool_)
        if table is None or shown is None:
            self._painter.fillRect(self._block_rect(), self._look.color("surface"))
        else:
            indices = color_indices(block, shown)
            self._painter.drawImage(self._block_rect(), to_image(indices, table))
            white = wants_white_ink(table)[indices]
        self._paint_gaps()
        texts = form.texts(block)
        plain = table is None or shown is None
        self._paint_texts(texts, ~bad & ~white, self._look.color("text") if plain else QColor(Qt.GlobalColor.black))
        self._paint_texts(texts, ~bad & white, QColor(Qt.GlobalColor.white))
        self._paint_invalid(texts, bad)

    def _block_rect(self) -> QRect:
        first_row, end_row, first_column, end_column = self._geometry.visible()
        if first_row == end_row or first_column == end_column:
            return QRect()
        return self._geometry.rect(first_row, first_column).united(self._geometry.rect(end_row - 1, end_column - 1))

    def _paint_gaps(self) -> None:
        """One pixel of ground between cells."""
        first_row, end_row, first_column, end_column = self._geometry.visible()
        area, cell = self._block_rect(), self._geometry.cell
        ground = self._look.color("background")
        for step in range(1, end_row - first_row + 1):
            self._painter.fillRect(area.left(), area.top() + step * cell.height() - 1, area.width(), 1, ground)
        for step in range(1, end_column - first_column + 1):
            self._painter.fillRect(area.left() + step * cell.width() - 1, area.top(), 1, area.height(), ground)

    def _paint_texts(self, texts: list[list[str]], where: NDArray[np.bool_], ink: QColor) -> None:
        painter = self._painter
        painter.setFont(self._look.font("code_small"))
        painter.setPen(ink)
        metrics = painter.fontMetrics()
        letter = metrics.horizontalAdvance("0")
        cell, origin = self._geometry.cell, self._block_rect().topLeft()
        right = origin.x() + cell.width() - 1 - SIDE
        baseline = origin.y() + (cell.height() - 1 + metrics.ascent() - metrics.descent()) // 2
        for row, column in np.argwhere(where).tolist():
            text = texts[row][column]
            # Mono letters: the width is known without asking.
            x = right + column * cell.width() - letter * len(text)
            painter.drawText(x, baseline + row * cell.height(), text)

    def _paint_invalid(self, texts: list[list[str]], bad: NDArray[np.bool_]) -> None:
        painter, look = self._painter, self._look
        first_row, _, first_column, _ = self._geometry.visible()
        metrics = QFontMetrics(look.font("code_small"))
        for row, column in np.argwhere(bad).tolist():
            box = self._geometry.rect(first_row + row, first_column + column).adjusted(0, 0, -1, -1)
            paint_hatch(painter, box)
            width = metrics.horizontalAdvance(texts[row][column]) + SIDE
            patch = QRect(box.right() - width - SIDE // 2, box.top(), width + SIDE // 2 + 1, box.height())
            painter.fillRect(patch, look.color("invalid_fill"))
        self._paint_texts(texts, bad, look.color("invalid_text"))

    def paint_selection(self) -> None:
        """A frame round the chosen cells and a ring round the current one."""
        selected = self._selected
        if selected is None:
            return
        rows, columns = selected.rows(), selected.columns()
        if len(rows) * len(columns) > 1:
            frame = self._clipped(rows[0], columns[0]).united(self._clipped(rows[-1], columns[-1]))
            # No veil over the cells: it would change the colours that are to be read.
            self._paint_ring(QRectF(frame))
        self._paint_ring(QRectF(self._clipped(selected.row, selected.column)))

    def _clipped(self, row: int, column: int) -> QRect:
        """The place of a cell, moved to just outside when it is far away, where coordinates would overflow."""
        first_row, end_row, first_column, end_column = self._geometry.visible()
        near_row = min(max(row, first_row - 1), end_row)
        near_column = min(max(column, first_column - 1), end_column)
        return self._geometry.rect(near_row, near_column)

    def _paint_ring(self, box: QRectF) -> None:
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = box.adjusted(-0.5, -0.5, -0.5, -0.5)
        painter.setPen(QPen(self._look.color("background"), 4))
        painter.drawRoundedRect(ring, 3, 3)
        painter.setPen(QPen(self._look.color("focus"), 2))
        painter.drawRoundedRect(ring, 3, 3)
        painter.restore()


def paint_hatch(painter: QPainter, box: QRect) -> None:
    """The ground of a value that is no number."""
    look = theme.current()
    painter.fillRect(box, look.color("invalid_fill"))
    painter.fillRect(box, QBrush(look.color("invalid_hatch"), Qt.BrushStyle.BDiagPattern))


def cell_size(form: CellFormat, sample: NDArray[Any], columns: int) -> QSize:
    """A cell that the numbers of a sample, the words of invalid ones and the column numbers fit in."""
    metrics = QFontMetrics(theme.current().font("code_small"))
    words = [text for row in form.texts(sample) for text in row]
    longest = max([4, len(str(max(0, columns - 1))), *map(len, words)])
    return QSize(metrics.horizontalAdvance("0") * longest + 2 * SIDE + 2, metrics.height() + 9)


def header_size(rows: int, cell: QSize) -> QSize:
    """Room for the largest row number, and a row of column numbers."""
    metrics = QFontMetrics(theme.current().font("code_small"))
    return QSize(metrics.horizontalAdvance("0") * len(str(max(0, rows - 1))) + 2 * SIDE + 12, cell.height())
