"""Every command by its name: type a part of it, in either language, and press Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

ActionRole = Qt.ItemDataRole.UserRole


class Palette(QDialog):
    """Floats over the window until a command is chosen."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Type a part of a command's name"))
        self._line.setAccessibleName(self.tr("Find a command"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Commands"))
        layout = QVBoxLayout(self)
        layout.addWidget(self._line)
        layout.addWidget(self._list)
        self.resize(480, 360)
        self._line.textChanged.connect(self._filter)
        self._line.returnPressed.connect(self._run)
        self._line.installEventFilter(self)
        self._list.itemActivated.connect(self._run)
        self._filter("")

    def _filter(self, wanted: str) -> None:
        self._list.clear()
        for action in self._actions:
            names = f"{action.text()} {action.property('english')} {action.property('chinese')}"
            if wanted.lower() not in names.lower() or not action.isEnabled():
                continue
            shortcut = action.shortcut().toString()
            item = QListWidgetItem(f"{action.text()}    {shortcut}" if shortcut else action.text())
            item.setData(ActionRole, action)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _run(self) -> None:
        item = self._list.currentItem()
        self.close()
        if item is not None:
            item.data(ActionRole).trigger()

    def eventFilter(self, watched: QObject, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in moves:
                row = self._list.currentRow() + moves[Qt.Key(event.key())]
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
                return True
        return False
