"""What went wrong, newest first, and what is legal and probably not meant: each with its reason and its remedy."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.models.diagnosis import Diagnosis
from ui.session.base import Session
from ui.widgets.diagnosis_card import LINE, DiagnosisCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.link import Link

MOST = 20
"""Problems that get a card."""


class ProblemsPanel(QWidget):
    """The problems dock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: list[Diagnosis] = []
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
        session.problems.changed.connect(self._show)
        session.problems.wanted.connect(self._bring_up)
        self._hear.clicked.connect(self._hear_again)
        self._retranslate()
        self._show()

    def _muted_row(self) -> QWidget:
        self._muted_note = QWidget()
        row = QHBoxLayout(self._muted_note)
        row.setContentsMargins(12, 4, 12, 0)
        row.addWidget(self._quiet)
        row.addWidget(self._hear)
        row.addStretch(1)
        return self._muted_note

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        known = self._session.problems
        problems = sorted([*known.errors, *known.traps], key=lambda one: one.step, reverse=True)[:MOST]
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
        card.view_wanted.connect(self._session.ask_for_view)
        card.step_wanted.connect(lambda step: self._go_to(told, step))
        card.muted.connect(lambda way: self._mute(told, way))
        return card

    def _go_to(self, told: Diagnosis, step: int) -> None:
        self._session.show_step(step)
        self._session.open_source(told.source, told.line)

    # -- muting -------------------------------------------------------------------------------------------------------

    def _mute(self, told: Diagnosis, way: int) -> None:
        if way == LINE:
            self._session.problems.mute_line(told)
        else:
            self._session.problems.mute_rule(told.rule)

    def _bring_up(self, wanted: Diagnosis) -> None:
        """Show the card of this problem, in a frame."""
        for card in self.findChildren(DiagnosisCard):
            if card.diagnosis == wanted:
                self._scroll.ensureWidgetVisible(card)

    def _tell_muted(self) -> None:
        problems = self._session.problems
        muted = problems.muted_rules
        self._muted_note.setVisible(bool(muted) or not problems.has_radar)
        if problems.has_radar:
            self._quiet.setText(self.tr("Muted: {rules}").format(rules=", ".join(muted)))
            self._hear.setText(self.tr("Hear of them again"))
        else:
            self._quiet.setText(self.tr("The trap radar is off."))
            self._hear.setText(self.tr("Switch it on"))

    def _hear_again(self) -> None:
        problems = self._session.problems
        if problems.has_radar:
            problems.hear_again()
        else:
            problems.switch_radar(True)

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Problems"))
        self._empty.set_texts(self.tr("No problems."))
        self._tell_muted()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
