"""Where the cells of a grid are.

Scrolling goes by whole cells, so a position never outgrows an int, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize


@dataclass(frozen=True)
class GridGeometry:
    """Cells of one size, under a row of column numbers and beside a column of row numbers."""

    rows: int
    columns: int
    cell: QSize
    header: QSize
    """Width of the row numbers, height of the column numbers."""
    viewport: QSize
    top: int = 0
    """The first row that is shown."""
    left: int = 0
    """The first column that is shown."""

    @property
    def whole_rows(self) -> int:
        """How many rows fit completely; at least one."""
        return max(1, (self.viewport.height() - self.header.height()) // self.cell.height())

    @property
    def whole_columns(self) -> int:
        """How many columns fit completely; at least one."""
        return max(1, (self.viewport.width() - self.header.width()) // self.cell.width())

    def visible(self) -> tuple[int, int, int, int]:
        """First and end row, first and end column of what is shown, cells cut by the edge included."""
        last_row = min(self.rows, self.top + self.whole_rows + 1)
        last_column = min(self.columns, self.left + self.whole_columns + 1)
        return self.top, max(self.top, last_row), self.left, max(self.left, last_column)

    def rect(self, row: int, column: int) -> QRect:
        """The place of a cell, whether shown or not."""
        x = self.header.width() + (column - self.left) * self.cell.width()
        y = self.header.height() + (row - self.top) * self.cell.height()
        return QRect(QPoint(x, y), self.cell)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point; None over the headers and outside."""
        if point.x() < self.header.width() or point.y() < self.header.height():
            return None
        row = self.top + (point.y() - self.header.height()) // self.cell.height()
        column = self.left + (point.x() - self.header.width()) // self.cell.width()
        return (row, column) if row < self.rows and column < self.columns else None

    def scrolled_to(self, row: int, column: int) -> tuple[int, int]:
        """First row and column to show, so that a cell is seen whole and nothing moves without need."""
        top = max(min(self.top, row), row - self.whole_rows + 1)
        left = max(min(self.left, column), column - self.whole_columns + 1)
        return top, left
