"""Every version of a tensor: what line made it, and what it changed, in colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.models.history import Version, compare, versions
from ui.models.selection import Selection
from ui.panels.tensor_tab.cells import KeptCells, as_plane
from ui.session.base import Session
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.tensor_grid import TensorGrid

VersionRole = Qt.ItemDataRole.UserRole


class HistoryPage(QWidget):
    """Versions on the left; on the right the values of the chosen one, and what it added to the one before."""

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._shown = -1
        self._list = QListWidget()
        self._says = ElidedLabel(font="code_small", color="muted")
        self._moment = Link()
        self._values, self._difference = TensorGrid(), TensorGrid()
        self._values_word, self._difference_word = Label(font="section"), Label(font="section", color="gradient_text")
        self._difference.set_heat("gradient")
        for grid in (self._values, self._difference):
            grid.set_editable(False)
        self._list.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(self._says, 1)
        head.addWidget(self._moment)
        right = QVBoxLayout()
        right.addLayout(head)
        for word, grid in ((self._values_word, self._values), (self._difference_word, self._difference)):
            right.addWidget(word)
            right.addWidget(grid, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addWidget(self._list)
        whole.addLayout(right, 1)
        self._list.currentItemChanged.connect(lambda *_: self._show())
        self._moment.clicked.connect(self._go)
        self._retranslate()

    def look_at(self, tensor: int) -> None:
        """Show another tensor from the next :meth:`refresh` on."""
        self._tensor = tensor
        self._shown = -1

    def refresh(self) -> None:
        """List the versions there are now."""
        last = self._session.recording.last_step
        if last == self._shown:
            return
        self._shown = last
        row = self._list.currentRow()
        at_end = row in (-1, self._list.count() - 1)
        self._list.clear()
        for version in versions(self._session.recording, self._tensor):
            item = QListWidgetItem(self._words(version))
            item.setData(VersionRole, version)
            self._list.addItem(item)
        self._list.setFixedWidth(max(150, self._list.sizeHintForColumn(0) + 24))
        self._list.setCurrentRow(self._list.count() - 1 if at_end else row)

    def _words(self, version: Version) -> str:
        words = (
            self.tr("still version {number}, line {line}")
            if version.is_silent
            else self.tr("version {number}, line {line}")
        )
        words = words.format(number=version.number, line=version.line)
        if version.changed > 0:
            words += "\n" + self.tr("{count} changed").format(count=f"{version.changed:,}")
        return words

    def _version(self) -> Version | None:
        item = self._list.currentItem()
        found: Version | None = None if item is None else item.data(VersionRole)
        return found

    def _show(self) -> None:
        version = self._version()
        if version is None:
            return
        recording = self._session.recording
        value = recording.value(self._tensor, version.step)
        row = self._list.currentRow()
        earlier = self._list.item(row - 1).data(VersionRole) if row > 0 else None
        before = None if earlier is None else recording.value(self._tensor, earlier.step)
        self._says.setText(version.text)
        for grid, word, shown in (
            (self._values, self._values_word, value),
            (
                self._difference,
                self._difference_word,
                compare(before, value).difference if before is not None and value is not None else None,
            ),
        ):
            grid.setVisible(shown is not None)
            word.setVisible(shown is not None)
            if shown is not None:
                look = Selection.of(shown.shape)
                grid.set_source(KeptCells(as_plane(shown[look.index()], look)), shown.dtype.name)
        if value is None:
            self._says.setText(self.tr("The value of this version was not kept."))

    def _go(self) -> None:
        version = self._version()
        if version is not None:
            self._session.show_step(version.step)

    def _retranslate(self) -> None:
        self._list.setAccessibleName(self.tr("Versions"))
        self._values_word.setText(self.tr("Values of this version"))
        self._difference_word.setText(self.tr("Added to the version before"))
        self._moment.setText(self.tr("Show the moment ›"))
        self._difference.setAccessibleName(self.tr("Difference"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._shown = -1
            self.refresh()
        super().changeEvent(event)
