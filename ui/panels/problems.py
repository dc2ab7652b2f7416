"""What went wrong, newest first: each error with its reason, its remedy, and the way to its moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.models.recording import ErrorStep
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.empty_state import EmptyState
from ui.widgets.error_card import ErrorCard, Fix

MOST = 20
"""Errors that get a card."""


class ProblemsPanel(QWidget):
    """The problems dock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = -1
        self._empty = EmptyState()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        layout.addWidget(self._empty)
        self._soon = Pace(self._show, 50, self)
        session.recorded.connect(self._soon.soon)
        session.recording_replaced.connect(self._start_anew)
        self._retranslate()
        self._show()

    def _start_anew(self) -> None:
        self._shown = -1
        self._show()

    def _show(self) -> None:
        count = len(self._session.recording.tables["errors"])
        if count == self._shown:
            return
        self._shown = count
        errors = self._session.recording.errors[-MOST:]
        self._scroll.setVisible(bool(errors))
        self._empty.setVisible(not errors)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        for error in reversed(errors):
            column.addWidget(self._card(error))
        column.addStretch(1)
        self._scroll.setWidget(page)

    def _card(self, error: ErrorStep) -> ErrorCard:
        notes = dict(part.split(": ", 1) for part in error.notes.splitlines() if ": " in part)
        card = ErrorCard()
        where = self.tr("{kind} in {source}, line {line}")
        title = where.format(kind=error.kind, source=error.place.source, line=error.place.line)
        fixes = [Fix(notes["try"])] if "try" in notes else []
        card.show_error(title, notes.get("why", ""), f"{error.kind}: {error.message}", fixes)
        # A fix is for the user to put where it belongs: it is copied, and nothing runs.
        card.fix_chosen.connect(lambda code: QGuiApplication.clipboard().setText(code))
        card.show_moment.connect(lambda: self._go_to(error))
        return card

    def _go_to(self, error: ErrorStep) -> None:
        self._session.show_step(error.step)
        self._session.open_source(error.place.source, error.place.line)

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Problems"))
        self._empty.set_texts(self.tr("No problems."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._start_anew()
        super().changeEvent(event)
