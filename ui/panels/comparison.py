"""Two runs side by side: what to compare with what, and each difference with the way to its step."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.models.comparison import Difference, What
from ui.models.words import number_text
from ui.session.base import Session
from ui.session.comparing import MOST, Stretch
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.link import Link


class ComparisonPanel(QWidget):
    """The comparison dock."""

    file_wanted = Signal()
    """Another recording is to be opened beside the shown one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._here_word, self._there_word = Label("", "control", "muted"), Label("", "control", "muted")
        self._here, self._there = DropDown(), DropDown()
        self._open, self._compare, self._end = Link(), Button(), Button()
        self._told = Label("", "control")
        self._first, self._previous, self._next = Button(), Button(), Button()
        self._table = QTableWidget(0, 4)
        self._empty = EmptyState()
        self._stack = QStackedWidget()
        self._arrange()
        comparing = session.comparing
        comparing.changed.connect(self._show)
        comparing.stretches_changed.connect(self._show_stretches)
        self._open.clicked.connect(self.file_wanted)
        self._compare.clicked.connect(self._begin)
        self._end.clicked.connect(comparing.end)
        self._first.clicked.connect(lambda: self._choose(0))
        self._previous.clicked.connect(lambda: self._choose(self._table.currentRow() - 1))
        self._next.clicked.connect(lambda: self._choose(self._table.currentRow() + 1))
        self._table.currentCellChanged.connect(lambda row, *_: self._go_to(row))
        self._retranslate()

    def _arrange(self) -> None:
        table = self._table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(4):
            wide = QHeaderView.ResizeMode.Stretch if column else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, wide)
        header.resizeSection(0, 220)
        chosen, found = QHBoxLayout(), QHBoxLayout()
        for part in (self._here_word, self._here, self._there_word, self._there, self._open):
            chosen.addWidget(part)
        chosen.addStretch(1)
        chosen.addWidget(self._compare)
        found.addWidget(self._told, 1)
        for button in (self._first, self._previous, self._next, self._end):
            found.addWidget(button)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(6)
        layout.addLayout(chosen)
        layout.addLayout(found)
        layout.addWidget(self._stack, 1)

    # -- what to compare ----------------------------------------------------------------------------------------------

    def _show_stretches(self) -> None:
        """Offer what there is; at first the latest run and the one before it of the same script."""
        comparing = self._session.comparing
        self._ours, self._theirs = comparing.here(), comparing.there()
        for box, stretches in ((self._here, self._ours), (self._there, self._theirs)):
            box.clear()
            box.addItems([self._name(stretch) for stretch in stretches])
            box.updateGeometry()
        if self._ours:
            latest = self._ours[-1]
            self._here.setCurrentIndex(len(self._ours) - 1)
            self._there.setCurrentIndex(self._counterpart(latest))
        self._compare.setEnabled(bool(self._ours and self._theirs))

    def _counterpart(self, latest: Stretch) -> int:
        others = [(place, one) for place, one in enumerate(self._theirs) if one.side != latest.side]
        same = [(place, one) for place, one in others if one.source == latest.source]
        shown = [place for place, one in same if not one.origin and not one.life]
        return shown[-1] if shown else next((place for place, _ in (*same, *others)), 0)

    def _name(self, stretch: Stretch) -> str:
        if stretch.source:
            text = self.tr("{source}, run {run}").format(source=stretch.source, run=stretch.run)
        else:
            text = self.tr("the whole recording")
        if stretch.origin:
            return self.tr("{file}: {what}").format(file=stretch.origin, what=text)
        if stretch.life:
            return self.tr("before restart {number}: {what}").format(number=stretch.life, what=text)
        return text

    def _begin(self) -> None:
        here, there = self._here.currentIndex(), self._there.currentIndex()
        if here >= 0 and there >= 0:
            self._session.comparing.begin(self._ours[here].side, self._theirs[there].side)

    # -- what differs -------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        comparing = self._session.comparing
        differences = comparing.differences
        if self._table.rowCount() > len(differences):
            self._table.setRowCount(0)
        for row in range(self._table.rowCount(), len(differences)):
            self._table.insertRow(row)
            for column, text in enumerate(self._cells(differences[row])):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._stack.setCurrentIndex(1 if differences else 0)
        self._told.setText(self._summary())
        for button in (self._first, self._previous, self._next):
            button.setEnabled(bool(differences))
        self._end.setEnabled(comparing.comparison is not None)

    def _summary(self) -> str:
        comparing = self._session.comparing
        comparison, count = comparing.comparison, len(comparing.differences)
        if comparison is None:
            return ""
        if comparing.works:
            return self.tr("Comparing… differences so far: {count}").format(count=count)
        if count >= MOST:
            return self.tr("The first {count} differences are shown.").format(count=count)
        words = self.tr("Differences: {count}. Values compared: {compared}, not kept: {unknown}.")
        return words.format(count=count, compared=comparison.compared, unknown=comparison.unknown)

    def _cells(self, one: Difference) -> tuple[str, ...]:
        nothing = self.tr("did not run") if one.what is What.STATEMENT else "–"
        texts = (" ".join(text.split()) or nothing for text in (one.here_text, one.there_text))
        return (self._where(one), self._what(one), *texts)

    def _where(self, one: Difference) -> str:
        comparison = self._session.comparing.comparison
        assert comparison is not None, "differences come of a comparison"
        side, step = (comparison.here, one.here) if one.here >= 0 else (comparison.there, one.there)
        place = side.recording.place_of(step)
        number = side.recording.iteration_at(step)
        text = self.tr("{source}, line {line}").format(source=place.source, line=place.line)
        return text if not number else self.tr("{place}, iteration {number}").format(place=text, number=number)

    def _what(self, one: Difference) -> str:
        words = {
            What.STATEMENT: self.tr("the statement {label}"),
            What.OPERATION: self.tr("the operation {label}"),
            What.SHAPE: self.tr("the shape of {label}"),
            What.DTYPE: self.tr("the type of {label}"),
            What.REQUIRES_GRAD: self.tr("requires_grad of {label}"),
            What.VALUE: self.tr("the value of {label}"),
            What.GRADIENT: self.tr("the gradient {label}"),
            What.PRINT: self.tr("what {label} prints"),
            What.ERROR: self.tr("the error of {label}"),
        }
        text = words[one.what].format(label=one.label)
        if one.what in (What.VALUE, What.GRADIENT) and math.isfinite(one.largest):
            return self.tr("{what}, by {largest} at most").format(what=text, largest=number_text(one.largest))
        return text

    def _choose(self, row: int) -> None:
        """Go to a difference; from the last one on there is no next."""
        self._table.setCurrentCell(max(0, min(row, self._table.rowCount() - 1)), 0)

    def _go_to(self, row: int) -> None:
        differences = self._session.comparing.differences
        if 0 <= row < len(differences) and differences[row].here >= 0:
            one = differences[row]
            self._session.playback.pause()
            self._session.show_step(one.here)
            if one.node_here >= 0:
                self._session.select(one.node_here)

    # -- words --------------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._here_word.setText(self.tr("Compare"))
        self._there_word.setText(self.tr("with"))
        self._here.setAccessibleName(self.tr("What to compare"))
        self._there.setAccessibleName(self.tr("What to compare it with"))
        self._open.setText(self.tr("Another recording…"))
        self._compare.setText(self.tr("Compare"))
        self._end.setText(self.tr("Stop comparing"))
        self._first.setText(self.tr("First difference"))
        self._previous.setText(self.tr("Previous"))
        self._next.setText(self.tr("Next"))
        self._table.setAccessibleName(self.tr("Differences"))
        columns = (self.tr("Where"), self.tr("What differs"), self.tr("Here"), self.tr("There"))
        self._table.setHorizontalHeaderLabels(columns)
        self._empty.set_texts(self.tr("Choose two runs and compare them: nodes, shapes, values and gradients."))
        self._table.setRowCount(0)
        self._show_stretches()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
