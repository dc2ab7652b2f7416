"""A virtual grid of numbers with heat colours: only the visible block is ever asked for, formatted and painted.

The numbers come from a source that may still be waiting for them. Scrolling goes by cells, not pixels, and no section
is kept per row, so a vector of a thousand million elements is no harder than a small matrix.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui import theme
from ui.models.block_text import is_cut, pasted
from ui.models.cell_format import CellFormat, as_tsv, exact
from ui.models.cell_text import Refusal, parse
from ui.widgets.cell_editor import CellEditor, sentence
from ui.widgets.grid_geometry import GridGeometry
from ui.widgets.grid_painter import GridPainter, Selected, cell_size, header_size
from ui.widgets.heatmap import Range, robust_range, symmetric_range
from ui.widgets.note import Note

_MOST_COPIED = 250_000
_MOST_SECTIONS = 2**31 - 1

Span = range  # the grid has a ``range`` of colours


class CellSource(Protocol):
    """Where the numbers come from."""

    @property
    def rows(self) -> int: ...

    @property
    def columns(self) -> int: ...

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        """The cells of a rectangle, shape (rows, columns); None when they are still on their way."""
        ...


class TensorGrid(QAbstractScrollArea):
    """Numbers in rows and columns. Type to edit, drag or Shift to select, Ctrl+C to copy, Ctrl+V to paste."""

    edit_requested = Signal(int, int, str)
    """Row, column, and the value as a Python literal."""
    block_requested = Signal(object, object, object)
    """Rows and columns (ranges) and what they become: rows of literals, or one literal for all."""
    increment_requested = Signal(object, object, int)
    """Rows and columns (ranges) and what is added to each."""
    hovered = Signal(int, int)
    """The cell under the pointer; (-1, -1) when there is none."""
    current_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: CellSource | None = None
        self._dtype = "float32"
        self._editable = True
        self._why = ""
        self._heat: str | None = "data"
        self._range: Range | None = None
        self._form: CellFormat | None = None
        self._fixed_form = False
        self._cell = QSize(54, 23)
        self._selected: Selected | None = None
        self._block: NDArray[Any] | None = None
        self._block_place: tuple[int, int, int, int] | None = None
        self._hovered = (-1, -1)
        self._edited = (0, 0)
        self._editor = CellEditor(self.viewport())
        self._note = Note(self.viewport())

        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._editor.accepted.connect(self._take)
        self._editor.cancelled.connect(self.setFocus)
        theme.manager().changed.connect(self._restyle)
        self._retranslate()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def set_source(self, source: CellSource | None, dtype: str = "float32", keep_look: bool = False) -> None:
        """Show these numbers.

        ``keep_look`` keeps colours, form and place, for another slice of the same tensor.
        """
        self._editor.close_quietly()
        self._note.hide()
        self._source = source
        self._dtype = dtype
        self._block_place = None
        if not keep_look:
            self._range = None
            self._form = self._form if self._fixed_form else None
            self._selected = None
        self._keep_selection_inside()
        self._arrange()

    def set_heat(self, scale: str | None, shown: Range | None = None) -> None:
        """Colours: ``"data"``, ``"gradient"`` or None for plain; without a range, the first block decides it."""
        self._heat = scale
        self._range = shown
        self._learn_range()
        self.viewport().update()

    def set_editable(self, editable: bool, why: str = "") -> None:
        """Whether typing changes cells; a look into the past cannot be changed."""
        self._editable = editable
        self._why = why

    def block_arrived(self) -> None:
        """The source has numbers that it had not: ask again and repaint."""
        self._block_place = None
        self.viewport().update()

    def range(self) -> Range | None:
        """The numbers at the ends of the colour scale; None while unknown."""
        return self._range

    def set_format(self, form: CellFormat | None) -> None:
        """How numbers are written from now on; None lets the numbers decide."""
        self._form = form
        self._fixed_form = form is not None
        self._block_place = None
        self.viewport().update()

    def selected(self) -> tuple[Span, Span] | None:
        """Rows and columns of the chosen cells."""
        return (self._selected.rows(), self._selected.columns()) if self._selected else None

    def say(self, words: str) -> None:
        """A sentence at the current cell, gone with the next gesture."""
        if self._selected is not None:
            self._note.show_below(self._geometry().rect(self._selected.row, self._selected.column), words)

    def current(self) -> tuple[int, int] | None:
        """The current cell."""
        return (self._selected.row, self._selected.column) if self._selected else None

    def set_current(self, row: int, column: int) -> None:
        """Go to a cell and show it."""
        self._go(row, column, extend=False)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is in the viewport."""
        return self._geometry().rect(row, column)

    def problem(self) -> str:
        """The sentence that is shown at the editor or the cell; empty without one."""
        note = self._note.text() if self._note.isVisibleTo(self.viewport()) else ""
        return self._editor.problem() or note

    def is_editing(self) -> bool:
        return self._editor.isVisibleTo(self.viewport())

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _geometry(self) -> GridGeometry:
        rows, columns = self._counts()
        header = header_size(rows, self._cell)
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        return GridGeometry(rows, columns, self._cell, header, self.viewport().size(), top, left)

    def _counts(self) -> tuple[int, int]:
        if self._source is None:
            return (0, 0)
        return min(self._source.rows, _MOST_SECTIONS), min(self._source.columns, _MOST_SECTIONS)

    def _arrange(self) -> None:
        """Scroll bars as long as what does not fit."""
        geometry = self._geometry()
        self.verticalScrollBar().setRange(0, max(0, geometry.rows - geometry.whole_rows))
        self.verticalScrollBar().setPageStep(geometry.whole_rows)
        self.horizontalScrollBar().setRange(0, max(0, geometry.columns - geometry.whole_columns))
        self.horizontalScrollBar().setPageStep(geometry.whole_columns)
        self.viewport().update()

    def _visible_block(self) -> NDArray[Any] | None:
        """The numbers that are shown, asked for once per place."""
        place = self._geometry().visible()
        if place != self._block_place and self._source is not None:
            self._block = self._source.block(*place)
            self._block_place = place if self._block is not None else None
            self._learn_form()
            self._learn_range()
        return self._block

    def _learn_form(self) -> None:
        """The first numbers decide how all are written and how wide the columns are."""
        if self._block is None:
            return
        if self._form is None:
            self._form = CellFormat.of(self._block)
        elif not self._fixed_form:
            return
        self._measure()

    def _measure(self) -> None:
        if self._form is None or self._block is None:
            return
        size = cell_size(self._form, self._block, self._counts()[1])
        if size != self._cell:
            self._cell = size
            self._arrange()

    def _learn_range(self) -> None:
        if self._range is None and self._block is not None and self._heat is not None:
            find = symmetric_range if self._heat == "gradient" else robust_range
            self._range = find(self._block)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        # Asked for before painting: the first block may change the size of the cells.
        block = self._visible_block() if self._source is not None else None
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(self.viewport().rect(), theme.current().color("background"))
            self._paint_grid(painter, block)
        finally:
            painter.end()

    def _paint_grid(self, painter: QPainter, block: NDArray[Any] | None) -> None:
        geometry = self._geometry()
        first_row, end_row, first_column, end_column = geometry.visible()
        cells = GridPainter(painter, geometry, self._selected)
        cells.paint_headers()
        painter.setClipRect(self.viewport().rect().adjusted(geometry.header.width(), geometry.header.height(), 0, 0))
        if block is None or self._form is None:
            cells.paint_waiting()
        else:
            # A first block may have widened the cells: then fewer of them are shown than were asked for.
            fitting = block[: end_row - first_row, : end_column - first_column]
            table = theme.current().heat(self._heat) if self._heat else None
            cells.paint_block(fitting, self._form, self._range, table)
        painter.setClipRect(
            self.viewport().rect().adjusted(geometry.header.width() - 3, geometry.header.height() - 3, 0, 0)
        )
        cells.paint_selection()

    # -- current cell and selection ------------------------------------------------------------------------------------

    def _select(self, row: int, column: int, extend: bool = False) -> None:
        before = self.current()
        if extend and self._selected is not None:
            self._selected = Selected(row, column, self._selected.other_row, self._selected.other_column)
        else:
            self._selected = Selected(row, column, row, column)
        self._note.hide()
        self.viewport().update()
        if before != (row, column):
            self._tell()
            self.current_changed.emit(row, column)

    def _keep_selection_inside(self) -> None:
        rows, columns = self._counts()
        if not rows or not columns:
            self._selected = None
        elif self._selected is None or self._selected.rows()[-1] >= rows or self._selected.columns()[-1] >= columns:
            self._select(0, 0)

    def _go(self, row: int, column: int, extend: bool) -> None:
        rows, columns = self._counts()
        if not rows or not columns:
            return
        row, column = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))
        top, left = self._geometry().scrolled_to(row, column)
        self.verticalScrollBar().setValue(top)
        self.horizontalScrollBar().setValue(left)
        self._select(row, column, extend)

    def value_at(self, row: int, column: int) -> object | None:
        """The number of a cell; None when it is not at hand."""
        if self._source is None:
            return None
        block = self._source.block(row, row + 1, column, column + 1)
        return None if block is None else block[0, 0]

    def _tell(self) -> None:
        """Let a screen reader say where one is and what is there."""
        if self._selected is None:
            return
        row, column = self._selected.row, self._selected.column
        value = self.value_at(row, column)
        place = self.tr("Row {row}, column {column}").format(row=row, column=column)
        told = self.tr("{place}: {value}").format(place=place, value=exact(value)) if value is not None else place
        self.setAccessibleDescription(told)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # -- editing and copying -------------------------------------------------------------------------------------------

    def _edit(self, text: str | None) -> None:
        """Open the editor, with the value that is there or with what has been typed."""
        if self._selected is None:
            return
        row, column = self._selected.row, self._selected.column
        box = self._geometry().rect(row, column)
        if not self._editable:
            self._note.show_below(box, self._why_not())
            return
        self._edited = (row, column)
        value = self.value_at(row, column)
        known = "" if value is None else str(value)
        self._editor.begin(box.adjusted(0, 0, -1, -1), self._dtype, known if text is None else text, text is None)

    def _take(self, literal: str, key: int) -> None:
        row, column = self._edited
        self.setFocus()
        self.edit_requested.emit(row, column, literal)
        step = {
            Qt.Key.Key_Return: (1, 0),
            Qt.Key.Key_Enter: (1, 0),
            Qt.Key.Key_Tab: (0, 1),
            Qt.Key.Key_Backtab: (0, -1),
        }.get(Qt.Key(key), (0, 0))
        if step != (0, 0):
            self._go(row + step[0], column + step[1], extend=False)

    def paste(self) -> None:
        """Put what a spreadsheet has copied at the current cell; one number fills all chosen cells."""
        if self._selected is None or not self._may_write():
            return
        rows, columns = self._selected.rows(), self._selected.columns()
        counts = self._counts()
        text, room = QGuiApplication.clipboard().text(), (counts[0] - rows.start, counts[1] - columns.start)
        try:
            cells = pasted(text, self._dtype, *room)
        except Refusal as refusal:
            self.say(sentence(refusal))
            return
        if len(cells) == len(cells[0]) == 1:
            self.block_requested.emit(rows, columns, cells[0][0])
            return
        self._select(rows.start, columns.start)
        self._select(rows.start + len(cells) - 1, columns.start + len(cells[0]) - 1, extend=True)
        self.block_requested.emit(*self._spans(), cells)
        if is_cut(text, *room):
            self.say(self.tr("Only the part that fits was pasted."))

    def fill(self) -> None:
        """All chosen cells become what the first of them is."""
        if self._selected is None or not self._may_write():
            return
        rows, columns = self._spans()
        value = self.value_at(rows.start, columns.start)
        if value is not None and len(rows) * len(columns) > 1:
            self.block_requested.emit(rows, columns, parse(str(value), self._dtype))

    def increment(self, step: int) -> None:
        """Add to all chosen cells."""
        if self._selected is None or not self._may_write():
            return
        if self._dtype == "bool":
            self.say(self.tr("True and False cannot be counted up."))
            return
        self.increment_requested.emit(*self._spans(), step)

    def _spans(self) -> tuple[Span, Span]:
        assert self._selected is not None, "there are chosen cells"
        return self._selected.rows(), self._selected.columns()

    def _why_not(self) -> str:
        return self._why or self.tr("These values cannot be changed here.")

    def _may_write(self) -> bool:
        if not self._editable:
            self.say(self._why_not())
        return self._editable

    def copy(self) -> None:
        """Put the chosen cells on the clipboard, as tab-separated text."""
        if self._selected is None or self._source is None:
            return
        rows, columns = self._selected.rows(), self._selected.columns()
        box = self._geometry().rect(self._selected.row, self._selected.column)
        if len(rows) * len(columns) > _MOST_COPIED:
            limit = self.tr("At most {count} cells can be copied at once.").format(count=f"{_MOST_COPIED:,}")
            self._note.show_below(box, limit)
            return
        block = self._source.block(rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)
        if block is None:
            self._note.show_below(box, self.tr("These values are still being loaded; copy them again in a moment."))
            return
        QGuiApplication.clipboard().setText(as_tsv(np.asarray(block)))

    # -- language and look ---------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Values"))
        self._tell()

    def _restyle(self) -> None:
        self._measure()
        self._arrange()

    # -- Qt ------------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._editor.close_quietly()
        self._note.hide()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._geometry().cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._go(*place, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._geometry().cell_at(event.position().toPoint()) is not None:
            self._edit(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._geometry().cell_at(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton and place is not None:
            self._go(*place, extend=True)
        self._hover(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, place: tuple[int, int] | None) -> None:
        place = place or (-1, -1)
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif self._selected is None or not (self._change(event) or self._move(event) or self._begin(event)):
            super().keyPressEvent(event)

    def _select_all(self) -> None:
        rows, columns = self._counts()
        if rows and columns:
            self._selected = Selected(0, 0, rows - 1, columns - 1)
            self.viewport().update()

    def _change(self, event: QKeyEvent) -> bool:
        """Ctrl+D fills; Alt with an arrow counts up or down; Delete makes zeros."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if ctrl and key == Qt.Key.Key_D:
            self.fill()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.increment(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Delete and self._may_write():
            self.block_requested.emit(*self._spans(), parse("0", self._dtype))
        else:
            return key == Qt.Key.Key_Delete
        return True

    def _move(self, event: QKeyEvent) -> bool:
        """Walk with the arrow keys and their kin; with Shift the selection grows."""
        assert self._selected is not None, "there is a place to walk from"
        row, column = self._selected.row, self._selected.column
        rows, columns = self._counts()
        page = self._geometry().whole_rows
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        goals = {
            Qt.Key.Key_Left: (row, 0 if far else column - 1),
            Qt.Key.Key_Right: (row, columns - 1 if far else column + 1),
            Qt.Key.Key_Up: (0 if far else row - 1, column),
            Qt.Key.Key_Down: (rows - 1 if far else row + 1, column),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
            Qt.Key.Key_Home: (0 if far else row, 0),
            Qt.Key.Key_End: (rows - 1 if far else row, columns - 1),
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            return False
        self._go(*goal, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        return True

    def _begin(self, event: QKeyEvent) -> bool:
        """Enter, F2 or a printable character opens the editor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit(None)
            return True
        commanded = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.text().strip() and event.text().isprintable() and not commanded:
            self._edit(event.text())
            return True
        return False

    def sizeHint(self) -> QSize:
        return QSize(12 * self._cell.width(), 12 * self._cell.height())
