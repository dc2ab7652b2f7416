"""What holds for every session: how much memory a recording may take, and which traps are told of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.session.base import Session
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.number_box import NumberBox

MEGABYTE = 2**20
LEAST, MOST = 16, 65_536
"""Megabytes that a recording may be given."""


class SettingsDialog(QDialog):
    """Every change holds at once; the window stays usable beside it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._recording = Label("", "card_title")
        self._memory_word = Label("", "control")
        self._memory = NumberBox()
        self._memory.setRange(LEAST, MOST)
        self._memory.setSingleStep(64)
        self._memory_note = Label("", "control", "muted")
        self._traps = Label("", "card_title")
        self._radar = CheckBox()
        self._muted_word = Label("", "control")
        self._rules = QWidget()
        self._close = Button()
        self._arrange()
        self._memory.setValue(session.memory_limit // MEGABYTE)
        self._memory.valueChanged.connect(lambda megabytes: session.set_memory_limit(megabytes * MEGABYTE))
        self._radar.toggled.connect(session.problems.switch_radar)
        self._close.clicked.connect(self.accept)
        session.problems.changed.connect(self._show)
        self._retranslate()

    def _arrange(self) -> None:
        self._memory_note.setWordWrap(True)
        self._memory_word.setBuddy(self._memory)
        memory = QHBoxLayout()
        memory.addWidget(self._memory_word)
        memory.addWidget(self._memory)
        memory.addStretch(1)
        QVBoxLayout(self._rules).setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self._recording)
        column.addLayout(memory)
        column.addWidget(self._memory_note)
        column.addSpacing(12)
        column.addWidget(self._traps)
        column.addWidget(self._radar)
        column.addWidget(self._muted_word)
        column.addWidget(self._rules)
        column.addStretch(1)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(480, 360)

    def _show(self) -> None:
        problems = self._session.problems
        self._radar.blockSignals(True)
        self._radar.setChecked(problems.has_radar)
        self._radar.blockSignals(False)
        rules = problems.muted_rules
        self._muted_word.setText(self.tr("Muted everywhere:") if rules else self.tr("No rule is muted."))
        column = self._rules.layout()
        assert column is not None, "the rules stand in a column"
        for row in self._rules.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            column.removeWidget(row)
            row.deleteLater()
        for rule in rules:
            column.addWidget(self._row(rule))

    def _row(self, rule: str) -> QWidget:
        row = QWidget()
        name, hear = Label(rule, "code_micro"), Link(self.tr("Hear of it again"))
        hear.setAccessibleName(self.tr("Hear of “{rule}” again").format(rule=rule))
        hear.clicked.connect(lambda: self._session.problems.hear_again(rule))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(hear)
        layout.addStretch(1)
        return row

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Settings"))
        self._recording.setText(self.tr("Recording"))
        self._memory_word.setText(self.tr("Memory for a recording"))
        self._memory.setSuffix(" MB")
        self._memory.name(self.tr("Memory for a recording, in megabytes"))
        self._memory_note.setText(
            self.tr(
                "When a recording outgrows it, the oldest iterations of long loops are let go, then the oldest "
                "values. The timeline shows where something is missing."
            )
        )
        self._traps.setText(self.tr("Trap radar"))
        self._radar.setText(self.tr("Look for traps after each run"))
        self._close.setText(self.tr("Close"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
