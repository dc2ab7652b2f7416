"""Every shortcut on one page: type a part of a command's name or of its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)


class Shortcuts(QDialog):
    """A list to look things up in while the window stays usable."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = [action for action in actions if action.shortcuts()]
        self._line = QLineEdit()
        self._table = QTableWidget(0, 2)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self._line)
        layout.addWidget(self._table)
        self.resize(480, 560)
        self._line.textChanged.connect(self._show)
        self._retranslate()

    def rows(self) -> list[tuple[str, str]]:
        """What is shown: command and keys."""
        cells = [(self._table.item(row, 0), self._table.item(row, 1)) for row in range(self._count())]
        return [(command.text(), keys.text()) for command, keys in cells if command is not None and keys is not None]

    def _count(self) -> int:
        return self._table.rowCount()

    def _show(self) -> None:
        wanted = self._line.text().lower()
        self._table.setRowCount(0)
        for action in self._actions:
            style = QKeySequence.SequenceFormat.NativeText
            keys = ", ".join(sequence.toString(style) for sequence in action.shortcuts())
            if wanted not in f"{action.text()} {keys}".lower():
                continue
            row = self._count()
            self._table.insertRow(row)
            self._table.setItem(row, 0, QTableWidgetItem(action.text()))
            self._table.setItem(row, 1, QTableWidgetItem(keys))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Shortcuts"))
        self._line.setPlaceholderText(self.tr("Type a part of a command's name or of its keys"))
        self._line.setAccessibleName(self.tr("Find a shortcut"))
        self._table.setAccessibleName(self.tr("Shortcuts"))
        self._table.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
