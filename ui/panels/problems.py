"""What went wrong, newest first, and what is legal and probably not meant: each with its reason and its remedy.

Errors are read from the recording as it grows; the radar looks when a cell has ended, at what that cell has done, one
rule at a time so that the window never waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.models.diagnosis import Diagnosis
from ui.models.failure import diagnose
from ui.models.program import Edit
from ui.models.traps import Radar, muted_line
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.diagnosis_card import LINE, DiagnosisCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.link import Link

MOST = 20
"""Problems that get a card."""

MUTED_KEY = "traps/muted"


class ProblemsPanel(QWidget):
    """The problems dock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: list[Diagnosis] = []
        self._errors: list[Diagnosis] = []
        self._traps: list[Diagnosis] = []
        self._radar: Iterator[list[Diagnosis]] | None = None
        self._seen = 0
        self._empty = EmptyState()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = Label("", "label", "muted")
        self._hear = Link("", "label")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._muted_row())
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._empty, 1)
        self._soon = Pace(self._look, 50, self)
        self._sweep = QTimer(self, interval=0)
        self._sweep.timeout.connect(self._sweep_on)
        session.recorded.connect(self._soon.soon)
        session.cell_ended.connect(self._cell_ended)
        session.recording_replaced.connect(self._start_anew)
        self._hear.clicked.connect(self._hear_all)
        self._retranslate()
        self._start_anew()

    def _muted_row(self) -> QWidget:
        self._muted_note = QWidget()
        row = QHBoxLayout(self._muted_note)
        row.setContentsMargins(12, 4, 12, 0)
        row.addWidget(self._quiet)
        row.addWidget(self._hear)
        row.addStretch(1)
        return self._muted_note

    # -- looking ------------------------------------------------------------------------------------------------------

    def _start_anew(self) -> None:
        self._errors, self._traps, self._seen = [], [], 0
        self._radar = None
        self._sweep.stop()
        self._look()
        if self._session.recording.last_step >= 0:
            self._listen(0)
        self._show()

    def _look(self) -> None:
        """Take in the errors that are new."""
        errors = self._session.recording.errors
        if len(errors) > self._seen:
            recording = self._session.recording
            self._errors += [diagnose(recording, error) for error in errors[self._seen :][-MOST:]]
            self._seen = len(errors)
            self._show()

    def _cell_ended(self, _: int, __: bool) -> None:
        self._look()
        self._show()
        cells = self._session.recording.cells
        self._listen(cells[-1].step if cells else 0)

    def _listen(self, since: int) -> None:
        """Let the radar look at all since a step, in moments when nothing else is to be done."""
        self._radar = Radar(self._session.recording, since, self._muted_rules()).sweep()
        self._sweep.start()

    def _sweep_on(self) -> None:
        found = None if self._radar is None else next(self._radar, None)
        if found is None:
            self._sweep.stop()
            self._radar = None
            return
        if found:
            places = {(one.source, one.line) for one in found}
            self._traps = [one for one in self._traps if (one.source, one.line) not in places] + found
            self._show()

    # -- showing ------------------------------------------------------------------------------------------------------

    def _problems(self) -> list[Diagnosis]:
        """The newest first, those of a script's last run; a trap on a line that an error blames already is not told."""
        runs = {cell.source: cell.step for cell in self._session.recording.cells if cell.first_line == 1}
        errors = [one for one in self._errors if one.step >= runs.get(one.source, 0)]
        notes = [one for one in self._traps if one.step >= runs.get(one.source, 0)]
        blamed = {place for one in errors for place in ((one.source, one.line), (one.culprit_source, one.culprit_line))}
        notes = [one for one in notes if (one.source, one.line) not in blamed]
        return sorted([*errors, *notes], key=lambda one: one.step, reverse=True)[:MOST]

    def _show(self) -> None:
        problems = self._problems()
        self._scroll.setVisible(bool(problems))
        self._empty.setVisible(not problems)
        self._tell_muted()
        if problems == self._shown and problems:
            return
        self._shown = problems
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        for one in problems:
            column.addWidget(self._card(one))
        column.addStretch(1)
        self._scroll.setWidget(page)

    def _card(self, told: Diagnosis) -> DiagnosisCard:
        card = DiagnosisCard(told)
        # A fix changes the text of the script; nothing runs.
        card.mended.connect(lambda fix: self._session.mend(fix.source, fix.edits))
        card.line_wanted.connect(self._session.open_source)
        card.tensor_wanted.connect(self._session.select)
        card.shapes_wanted.connect(self._session.compare)
        card.step_wanted.connect(lambda step: self._go_to(told, step))
        card.muted.connect(lambda way: self._mute(told, way))
        return card

    def _go_to(self, told: Diagnosis, step: int) -> None:
        self._session.show_step(step)
        self._session.open_source(told.source, told.line)

    # -- muting -------------------------------------------------------------------------------------------------------

    def _muted_rules(self) -> set[str]:
        found = QSettings().value(MUTED_KEY, [])
        return {str(one) for one in (found if isinstance(found, list) else [found])}

    def _mute(self, told: Diagnosis, way: int) -> None:
        if way == LINE:
            text = self._session.recording.source_text(told.source, told.step) or ""
            line = text.split("\n")[told.line - 1] if text else ""
            self._traps = [one for one in self._traps if one != told]
            if not told.source.startswith("In ["):
                self._session.mend(told.source, (Edit(told.line, muted_line(line, told.rule)),))
        else:
            QSettings().setValue(MUTED_KEY, sorted(self._muted_rules() | {told.rule}))
            self._traps = [one for one in self._traps if one.rule != told.rule]
        self._show()

    def _hear_all(self) -> None:
        QSettings().remove(MUTED_KEY)
        self._listen(0)
        self._show()

    def _tell_muted(self) -> None:
        muted = sorted(self._muted_rules())
        self._muted_note.setVisible(bool(muted))
        self._quiet.setText(self.tr("Muted: {rules}").format(rules=", ".join(muted)))

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Problems"))
        self._empty.set_texts(self.tr("No problems."))
        self._hear.setText(self.tr("Hear of them again"))
        self._tell_muted()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
