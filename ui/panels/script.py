"""A script in a tab: edit it, run all or a part of it, see the line of the shown step and what is wrong with a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui import diagnoses
from ui.models.diagnosis import Diagnosis
from ui.models.line_shapes import LineShape, LineShapes
from ui.models.program import Edit
from ui.models.punctuation import misread
from ui.models.script_file import write_script
from ui.models.unsaved_text import UnsavedText
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.button import Button
from ui.widgets.code_editor import CodeEditor
from ui.widgets.label import Label
from ui.widgets.search_box import SearchBox

_EDGE = 8


class ScriptTab(QWidget):
    """One script.

    Args:
        path: where it is kept; without one it is new.
        untitled: what it is called as long as it is new.
    """

    title_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        text: str,
        path: Path | None = None,
        parent: QWidget | None = None,
        *,
        untitled: str = "untitled.py",
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.path = path
        self._untitled = untitled
        self._kept: set[Path] = set()
        self._error: Diagnosis | None = None
        self._traps: list[Diagnosis] = []
        self._shapes = LineShapes()
        self._line_shapes: dict[int, LineShape] = {}
        self._shows_shapes = True
        self._editor = CodeEditor()
        self._search_box = SearchBox(self)
        self._editor.setPlainText(text)
        self._editor.document().setModified(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._editor, 1)
        self._wide = _WideSigns()
        layout.addWidget(self._wide)
        self._look = QTimer(self, singleShot=True, interval=300)
        self._look.timeout.connect(self._look_for_wide_signs)
        self._editor.textChanged.connect(self._look.start)
        self._wide.mend_wanted.connect(self._write_half_width)
        self._look_for_wide_signs()
        self._editor.run_line_requested.connect(self._run_part)
        self._editor.document().modificationChanged.connect(lambda _: self.title_changed.emit(self.title))
        self._soon = Pace(self._show_shapes, 50, self)
        session.step_changed.connect(self._show_step)
        session.recording_replaced.connect(self._show_step)
        session.recorded.connect(self._soon.soon)
        session.recording_replaced.connect(self._soon.soon)
        session.step_changed.connect(self._soon.soon)
        self._editor.note_clicked.connect(self._select_bound)
        self._search_box.searched.connect(self._search)
        self._search_box.stepped.connect(self._go_to_found)
        self._search_box.closed.connect(self._end_search)
        self._retranslate()
        session.problems.changed.connect(self._show_problems)
        self._editor.trap_clicked.connect(self._offer)

    @property
    def editor(self) -> CodeEditor:
        return self._editor

    @property
    def text(self) -> str:
        return self._editor.toPlainText()

    @property
    def name(self) -> str:
        """The name of its file."""
        return self._untitled if self.path is None else self.path.name

    @property
    def source(self) -> str:
        """What the recording calls it: there may be another file of this name."""
        return self._session.source_of(self._place)

    @property
    def _place(self) -> str:
        return str(self.path or self._untitled)

    @property
    def title(self) -> str:
        return f"{self.name} •" if self.is_modified else self.name

    @property
    def revision(self) -> int:
        """Another number after each change of the text."""
        return self._editor.document().revision()

    def unsaved_text(self) -> UnsavedText:
        """What would be lost if the window were gone now."""
        return UnsavedText("" if self.path is None else str(self.path), self.name, self.text)

    @property
    def is_modified(self) -> bool:
        return self._editor.document().isModified()

    def save(self, path: Path) -> None:
        """Write the text into this file; the first time, what was opened is kept beside it.

        Raises:
            SaveError: it could not be written, and all is as it was.
        """
        write_script(path, self.text, keep_old=path not in self._kept)
        self._kept.add(path)
        self.path = path
        self._editor.document().setModified(False)
        self.title_changed.emit(self.title)

    def run(self) -> None:
        """Run all of it."""
        self._editor.set_problem(None)
        self._session.run_script(self.text, self._place)

    def _run_part(self, text: str, first_line: int) -> None:
        self._editor.set_problem(None)
        self._session.run_script(text, self._place, first_line)

    def run_line(self) -> None:
        """Run the selection, or the line of the cursor and go to the next."""
        self._editor.run_line()

    # -- shapes behind the lines --------------------------------------------------------------------------------------

    @property
    def shows_shapes(self) -> bool:
        """Whether the shapes of what a line has bound stand behind it."""
        return self._shows_shapes

    @shows_shapes.setter
    def shows_shapes(self, shown: bool) -> None:
        self._shows_shapes = shown
        self._show_shapes()

    def _show_shapes(self) -> None:
        recording, step = self._session.recording, self._session.step
        if not self.isVisible():
            return
        if not self._shapes.follow(recording):
            self._soon.soon()
            return
        found = self._shapes.at(self.source, step) if self._shows_shapes and step >= 0 else {}
        lines = self.text.split("\n")
        known = {line: told for line, told in found.items() if lines[line - 1 : line] == [told.code]}
        if known != self._line_shapes:
            # They move with their lines as one types, so they are set only when there are others.
            self._line_shapes = known
            self._editor.set_notes({line: told.text for line, told in known.items()})

    def _select_bound(self, line: int) -> None:
        """Select what the words behind a line tell of; of several, one after another."""
        told = self._line_shapes[line]
        at = told.tensors.index(self._session.selection) + 1 if self._session.selection in told.tensors else 0
        self._session.select(told.tensors[at % len(told.tensors)])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_shapes()

    # -- finding ------------------------------------------------------------------------------------------------------

    def find_text(self) -> None:
        """Open the search field, with what is selected."""
        selected = self._editor.textCursor().selectedText()
        self._search_box.enter(selected if selected and "\u2029" not in selected else "")
        self._place_search()

    def _search(self, text: str) -> None:
        self._search_box.set_found(0, self._editor.find_all(text))
        self._place_search()

    def _go_to_found(self, way: int) -> None:
        count = self._editor.find_all(self._search_box.text)
        self._search_box.set_found(self._editor.go_to_found(way), count)
        self._place_search()

    def _end_search(self) -> None:
        self._editor.find_all("")
        self._editor.setFocus()

    def _place_search(self) -> None:
        self._search_box.move(self._editor.viewport().geometry().right() - self._search_box.width() - _EDGE, _EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()

    def _retranslate(self) -> None:
        self._search_box.set_words(self.tr("Find in the script"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._say_again()
        super().changeEvent(event)

    # -- what is wrong ------------------------------------------------------------------------------------------------

    def _look_for_wide_signs(self) -> None:
        found = misread(self.text, self.name)
        self._wide.show_signs("" if found is None else found.fields["signs"])

    def _write_half_width(self) -> None:
        found = misread(self.text, self.name)
        if found is not None:
            self._editor.replace_lines(found.fixes[0].edits)
        self._look_for_wide_signs()

    def mend(self, edits: Sequence[Edit]) -> bool:
        """Change lines, if they still read as they did when they ran; whether they did."""
        ran = (self._session.recording.source_text(self.source) or "").split("\n")
        now = self.text.split("\n")
        for edit in edits:
            known = ran[edit.line - 1] if edit.line <= len(ran) else ""
            if edit.line > len(now) or (known and known != now[edit.line - 1]):
                return False
        self._editor.replace_lines(edits)
        self.show_line(min(edit.line for edit in edits))
        return True

    def show_line(self, line: int) -> None:
        """Put the cursor at a line, in sight."""
        cursor = self._editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.Start)
        cursor.movePosition(cursor.MoveOperation.Down, n=max(0, line - 1))
        self._editor.setTextCursor(cursor)
        self._editor.centerCursor()

    def _show_step(self) -> None:
        recording, step = self._session.recording, self._session.step
        if step < 0 or self._session.is_live:
            self._editor.set_shown_line(None)
            return
        place = recording.place_of(step)
        self._editor.set_shown_line(place.line if place.source == self.source else None)

    def _show_problems(self) -> None:
        """The error of the last run at its line, and a mark beside each line with a trap."""
        problems, name = self._session.problems, self.source
        runs = [cell.step for cell in self._session.recording.cells if cell.source == name]
        errors = [one for one in problems.errors if one.source == name and one.step >= runs[-1]]
        if errors:
            self._error = errors[-1]
            self._editor.set_problem(self._error.line, _words(self._error))
        traps = [one for one in problems.traps if one.source == name]
        if traps != self._traps:
            # Marks move with their lines as one types, so they are set only when there are others.
            self._traps = traps
            self._editor.set_traps([(one.line, _plain(diagnoses.sentence(one))) for one in traps])

    def _say_again(self) -> None:
        """The same in another language, beside the lines as they stand now."""
        wrong = self._editor.problem()
        if wrong is not None and self._error is not None:
            self._editor.set_problem(wrong[0], _words(self._error))
        marked = zip(self._editor.traps(), self._traps, strict=False)
        self._editor.set_traps([(line, _plain(diagnoses.sentence(told))) for (line, _), told in marked])

    def trap(self) -> Diagnosis | None:
        """The trap on the line of the cursor."""
        return self.trap_on(self._editor.textCursor().blockNumber() + 1)

    def trap_on(self, line: int) -> Diagnosis | None:
        """The trap whose mark is beside a line now."""
        marked = [place for place, _ in self._editor.traps()]
        return self._traps[marked.index(line)] if line in marked else None

    def _offer(self, line: int) -> None:
        """A menu at the mark of a trap."""
        told = self.trap_on(line)
        if told is not None:
            self.menu_for(told).popup(QCursor.pos())

    def menu_for(self, told: Diagnosis) -> QMenu:
        """What can be done about a trap."""
        problems = self._session.problems
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show it in Problems"), lambda: problems.wanted.emit(told))
        menu.addAction(self.tr("I meant it: mute this line"), lambda: problems.mute_line(told))
        menu.addAction(self.tr("Mute “{rule}”").format(rule=told.rule), lambda: problems.mute_rule(told.rule))
        return menu


def _words(error: Diagnosis) -> str:
    """An error as it is told beside its line."""
    words = [diagnoses.sentence(error), diagnoses.why(error), f"{error.kind}: {error.exact}"]
    return "\n".join(_plain(part) for part in words if part)


def _plain(text: str) -> str:
    return text.replace("`", "")


class _WideSigns(QWidget):
    """A row under the editor: full-width signs stand in the code, and one click writes Python's own."""

    mend_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._signs = ""
        self._told = Label()
        self._button = Button()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 8)
        row.addWidget(self._told)
        row.addWidget(self._button)
        row.addStretch(1)
        self._button.clicked.connect(self.mend_wanted)
        self.hide()

    def show_signs(self, signs: str) -> None:
        """Tell of these signs; of none, the row goes away."""
        self._signs = signs
        self._retranslate()
        self.setVisible(bool(signs))

    def _retranslate(self) -> None:
        self._told.setText(self.tr("Full-width punctuation: {signs}").format(signs=self._signs))
        self._button.set_text(self.tr("Write half-width"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
