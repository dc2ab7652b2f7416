"""An editor for a script: line numbers, syntax colours, the line of the shown step, and an error beside its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from ui import theme
from ui.models.python_syntax import indent_after, statement_at, toggle_comment
from ui.widgets.error_card import Level, paint_glyph
from ui.widgets.python_highlighter import PythonHighlighter

_INDENT = 4
_PAD = 8
_BAR = 3
_MOST_FOUND = 1000


class _Note(NamedTuple):
    """Words behind a line, and the code of the line that they belong to."""

    line: int
    cursor: QTextCursor
    code: str
    text: str


class CodeEditor(QPlainTextEdit):
    """Type Python. Shift+Enter runs the selection, or the statement that the cursor is in, and goes to the next."""

    run_line_requested = Signal(str, int)
    """The text to run, and the number of its first line in the script, counted from 1."""
    trap_clicked = Signal(int)
    """The mark of a trap beside this line, counted from 1, was clicked."""
    note_clicked = Signal(int)
    """The words were clicked that were written behind this line, counted from 1; it may have moved since."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: int | None = None
        self._problem: tuple[QTextCursor, str] | None = None
        self._traps: list[tuple[QTextCursor, str]] = []
        self._notes: list[_Note] = []
        self._found: list[QTextCursor] = []
        self._gutter = _Gutter(self)
        self._highlighter = PythonHighlighter(self.document())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.viewport().setMouseTracking(True)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self.cursorPositionChanged.connect(self._gutter.update)
        theme.manager().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def set_shown_line(self, line: int | None) -> None:
        """Mark the line of the shown step, counted from 1, and bring it into view."""
        self._shown = line
        self._mark_lines()
        block = self._block(line)
        if block is not None and not self._is_in_view(block):
            self.verticalScrollBar().setValue(max(0, block.blockNumber() - self._lines_in_view() // 2))

    def shown_line(self) -> int | None:
        return self._shown

    def replace_lines(self, edits: Iterable[tuple[int, str | None]]) -> None:
        """Write other text in place of lines, counted from 1; None deletes one. It is undone in one step."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for line, text in sorted(edits, key=lambda edit: edit[0], reverse=True):
            block = self._block(line)
            if block is None:
                continue
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            if text is None and not cursor.atEnd():
                cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text or "")
        cursor.endEditBlock()

    def write_over(self, text: str) -> None:
        """Put another text in place of all that is there; it is undone in one step."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def set_problem(self, line: int | None, text: str = "") -> None:
        """Show an error beside its line, counted from 1; None takes it away. It moves with the line as one types."""
        block = self._block(line)
        self._problem = None if block is None else (QTextCursor(block), text)
        self._mark_lines()

    def problem(self) -> tuple[int, str] | None:
        """Line and text of the error that is shown."""
        if self._problem is None:
            return None
        cursor, text = self._problem
        return cursor.blockNumber() + 1, text

    def set_traps(self, traps: Sequence[tuple[int, str]]) -> None:
        """Mark lines, counted from 1, that are legal and probably not meant; the words are shown at the mark."""
        blocks = [(self._block(line), text) for line, text in traps]
        self._traps = [(QTextCursor(block), text) for block, text in blocks if block is not None]
        self._gutter.update()

    def traps(self) -> list[tuple[int, str]]:
        """Line and words of each mark, where it is now."""
        return [(cursor.blockNumber() + 1, text) for cursor, text in self._traps]

    def set_notes(self, notes: Mapping[int, str]) -> None:
        """Write words behind lines, counted from 1, until the line is changed."""
        blocks = [(line, self._block(line), text) for line, text in notes.items()]
        self._notes = [
            _Note(line, QTextCursor(block), block.text(), text) for line, block, text in blocks if block is not None
        ]
        self.viewport().update()

    def notes(self) -> dict[int, str]:
        """The words that stand behind lines now."""
        return {line: note.text for line, note in self._shown_notes().items()}

    def _shown_notes(self) -> dict[int, _Note]:
        """Notes of lines that are as they were, by where these are now; an error takes the place of one."""
        wrong = self.problem()
        shown = {note.cursor.blockNumber() + 1: note for note in self._notes if note.cursor.block().text() == note.code}
        if wrong is not None:
            shown.pop(wrong[0], None)
        return shown

    def line_at(self, y: int) -> int:
        """The line at this height of the gutter, counted from 1."""
        return self.cursorForPosition(QPoint(0, y)).blockNumber() + 1

    def _block(self, line: int | None) -> QTextBlock | None:
        block = self.document().findBlockByNumber(line - 1) if line is not None and line > 0 else None
        return block if block is not None and block.isValid() else None

    def _is_in_view(self, block: QTextBlock) -> bool:
        first = self.firstVisibleBlock().blockNumber()
        return first <= block.blockNumber() < first + self._lines_in_view() - 1

    def _lines_in_view(self) -> int:
        return max(1, self.viewport().height() // max(1, QFontMetrics(self.font()).lineSpacing()))

    def _mark_lines(self) -> None:
        look = theme.current()
        marks = []
        shown, problem = self._block(self._shown), self.problem()
        wrong = self._block(problem[0]) if problem is not None else None
        for block, role in ((shown, "selection"), (wrong, "error_tint")):
            if block is not None:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(block)
                mark.format.setBackground(look.color(role))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                marks.append(mark)
        for found in self._found:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = found
            mark.format.setBackground(look.color("running_tint"))
            marks.append(mark)
        self.setExtraSelections(marks)
        self._gutter.update()
        self.viewport().update()

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        try:
            if self._notes:
                self._paint_notes(painter)
            if self._problem is not None:
                self._paint_problem(painter, *self._problem)
        finally:
            painter.end()

    def _paint_notes(self, painter: QPainter) -> None:
        look = theme.current()
        painter.setFont(look.font("code_small"))
        painter.setPen(look.color("muted"))
        for room, note in self._placed_notes():
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, note.text)

    def _placed_notes(self) -> Iterator[tuple[QRect, _Note]]:
        """The notes in view, and where they stand."""
        notes = self._shown_notes()
        letters, metrics = QFontMetrics(theme.current().font("code_small")), QFontMetrics(self.font())
        for block, box in self._blocks_in_view():
            note = notes.get(block.blockNumber() + 1)
            if note is not None:
                left = round(self.contentOffset().x()) + metrics.horizontalAdvance(block.text()) + 3 * _PAD
                width = letters.horizontalAdvance(note.text) + 1
                yield QRect(left, round(box.top()), width, round(box.height())), note

    def _note_at(self, point: QPoint) -> int:
        """The line of the note at a point of the viewport, 0 where there is none."""
        return next((note.line for room, note in self._placed_notes() if room.contains(point)), 0)

    def _blocks_in_view(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > self.viewport().height():
                return
            yield block, box
            block = block.next()

    def _paint_problem(self, painter: QPainter, cursor: QTextCursor, text: str) -> None:
        """The words stand in one row behind the code of their line, or at the right edge where the code is long."""
        look = theme.current()
        block = cursor.block()
        box = self.blockBoundingGeometry(block).translated(self.contentOffset())
        painter.setFont(look.font("label"))
        words = f"✗ {' · '.join(text.splitlines())}"
        wanted = painter.fontMetrics().horizontalAdvance(words) + 2 * _PAD
        code = QFontMetrics(self.font()).horizontalAdvance(block.text()[:500])
        room = QRect(0, round(box.top()), self.viewport().width(), round(box.height()))
        left = round(self.contentOffset().x()) + code + 3 * _PAD
        room.setLeft(max(0, min(left, room.width() - min(wanted, room.width() // 2))))
        painter.fillRect(room, look.color("error_tint"))
        painter.setPen(look.color("error_text"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() - _PAD)
        painter.drawText(
            room.adjusted(_PAD, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
        )

    def paint_gutter(self, painter: QPainter, gutter: QRect) -> None:
        """The line numbers, in the painter of the gutter."""
        look = theme.current()
        painter.fillRect(gutter, look.color("background"))
        problem = self.problem()
        marks = dict.fromkeys((line for line, _ in self.traps()), Level.TRAP)
        if problem is not None:
            marks[problem[0]] = Level.ERROR
        for block, box in self._blocks_in_view():
            line = block.blockNumber() + 1
            row = QRect(0, round(box.top()), gutter.width(), round(box.height()))
            self._paint_number(painter, row, line, marks.get(line))

    def _paint_number(self, painter: QPainter, row: QRect, line: int, level: Level | None) -> None:
        look = theme.current()
        if line == self._shown:
            painter.fillRect(row, look.color("selection"))
            painter.fillRect(QRect(row.left(), row.top(), _BAR, row.height()), look.color("accent"))
        if level is not None:
            side = min(row.height(), 16)
            paint_glyph(painter, level, QRectF(row.left() + _BAR + 1, row.center().y() - side / 2 + 0.5, side, side))
        strong = line == self._shown or line == self.textCursor().blockNumber() + 1
        painter.setFont(self.font())
        role = "text" if strong else "muted"
        painter.setPen(look.color(role if level is None else f"{level.value}_text"))
        painter.drawText(
            row.adjusted(0, 0, -_PAD, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line)
        )

    # -- the gutter ----------------------------------------------------------------------------------------------------

    def gutter_width(self) -> int:
        """Room for the largest line number and a mark."""
        digits = max(2, len(str(self.blockCount())))
        return _BAR + 18 + QFontMetrics(self.font()).horizontalAdvance("0") * digits + _PAD

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inner = self.contentsRect()
        self._gutter.setGeometry(QRect(inner.left(), inner.top(), self.gutter_width(), inner.height()))

    def _follow(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    # -- pointing ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._note_at(event.position().toPoint()) if event.button() == Qt.MouseButton.LeftButton else 0
        if line:
            self.note_clicked.emit(line)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._note_at(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)

    # -- finding -------------------------------------------------------------------------------------------------------

    def find_all(self, text: str) -> int:
        """Mark every place where a text stands, whatever the case of its letters; how many there are."""
        self._found = []
        cursor = QTextCursor(self.document())
        while text and len(self._found) < _MOST_FOUND:
            cursor = self.document().find(text, cursor)
            if cursor.isNull():
                break
            self._found.append(QTextCursor(cursor))
        self._mark_lines()
        return len(self._found)

    def go_to_found(self, way: int) -> int:
        """Select the next place found from the cursor on, or the one before it; its number, from 1, 0 for none."""
        if not self._found:
            return 0
        here = self.textCursor()
        if way > 0:
            number = sum(found.selectionStart() < here.selectionEnd() for found in self._found) % len(self._found)
        else:
            number = sum(found.selectionEnd() <= here.selectionStart() for found in self._found) - 1
        self.setTextCursor(self._found[number])
        self.centerCursor()
        return number % len(self._found) + 1

    # -- typing --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.run_line()
        elif enter and not modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            self._break_line()
        elif key == Qt.Key.Key_Slash and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.toggle_comment()
        elif key == Qt.Key.Key_Backtab:
            self._shift_lines(_less)
        elif key == Qt.Key.Key_Tab and not modifiers:
            self._indent()
        elif key == Qt.Key.Key_Backspace and not modifiers and self._spaces_before_cursor():
            self._delete_indent()
        else:
            super().keyPressEvent(event)

    def run_line(self) -> None:
        """Ask to run what is selected, or the statement of the cursor's line, and go on to the line after it."""
        cursor = self.textCursor()
        text = self.toPlainText()
        if cursor.hasSelection():
            first, last = self._selected_lines()
        else:
            first, last = statement_at(text, cursor.blockNumber() + 1)
        lines = text.split("\n")[first - 1 : last]
        chosen = "\n".join(lines)
        if chosen.strip():
            self.run_line_requested.emit(chosen, first)
        if not cursor.hasSelection():
            self._go_after(last)

    def _go_after(self, line: int) -> None:
        block = self._block(line + 1)
        cursor = self.textCursor()
        if block is None:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        else:
            cursor.setPosition(block.position())
        self.setTextCursor(cursor)

    def toggle_comment(self) -> None:
        """Comment the selected lines, or take their comment signs away."""
        self._shift_lines(toggle_comment)

    def _break_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + indent_after(before))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _indent(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._shift_lines(_more)
        else:
            cursor.insertText(" " * (_INDENT - cursor.positionInBlock() % _INDENT))

    def _spaces_before_cursor(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return bool(before) and not before.strip(" ") and not cursor.hasSelection()

    def _delete_indent(self) -> None:
        cursor = self.textCursor()
        count = (cursor.positionInBlock() - 1) % _INDENT + 1
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
        cursor.removeSelectedText()

    def _selected_lines(self) -> tuple[int, int]:
        """First and last line of the selection, counted from 1; a line of which nothing is selected is not in it."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        if cursor.selectionEnd() == last.position() and last.blockNumber() > first.blockNumber():
            last = last.previous()
        return first.blockNumber() + 1, last.blockNumber() + 1

    def _shift_lines(self, change: Callable[[list[str]], list[str]]) -> None:
        """Replace the selected lines by what ``change`` makes of them, as one step of undo."""
        first, last = self._selected_lines()
        cursor = self.textCursor()
        start, end = self.document().findBlockByNumber(first - 1), self.document().findBlockByNumber(last - 1)
        lines = self.toPlainText().split("\n")[first - 1 : last]
        selected = cursor.hasSelection()
        cursor.beginEditBlock()
        cursor.setPosition(start.position())
        cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        position = cursor.selectionStart()
        changed = "\n".join(change(lines))
        cursor.insertText(changed)
        cursor.endEditBlock()
        if selected:
            cursor.setPosition(position)
            cursor.setPosition(self.document().findBlockByNumber(last - 1).position(), QTextCursor.MoveMode.KeepAnchor)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    # -- language and look ---------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Script"))

    def _restyle(self) -> None:
        font = QFont(theme.current().font("code"))
        self.setFont(font)
        self.setTabStopDistance(_INDENT * QFontMetrics(font).horizontalAdvance(" "))
        self._make_room()
        self._mark_lines()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


class _Gutter(QWidget):
    """The column of line numbers; the editor paints it."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._words_at(event.pos().y()), self)
            return True
        return super().event(event)

    def _words_at(self, y: int) -> str:
        return dict(self._editor.traps()).get(self._editor.line_at(y), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = round(event.position().y())
        if self._words_at(y):
            self._editor.trap_clicked.emit(self._editor.line_at(y))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._editor.paint_gutter(painter, self.rect())
        finally:
            painter.end()


def _more(lines: list[str]) -> list[str]:
    return [" " * _INDENT + line if line.strip() else line for line in lines]


def _less(lines: list[str]) -> list[str]:
    return [line[min(_INDENT, len(line) - len(line.lstrip(" "))) :] for line in lines]
