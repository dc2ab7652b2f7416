"""One axis of a tensor in little room: the same as a row of the slice bar, as a chip in a line of others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.models.selection import Role
from ui.widgets.axis_row import role_words
from ui.widgets.drop_down import DropDown
from ui.widgets.label import Label
from ui.widgets.number_box import NumberBox
from ui.widgets.play_button import PlayButton


class AxisChip(QWidget):
    """Number, length, role, and the position where the axis is held."""

    role_chosen = Signal(int, object)
    position_chosen = Signal(int, int)

    def __init__(self, axis: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._axis = axis
        self._count = 0
        self._number = Label(str(axis), "code_small", "muted")
        self._length = Label("", "code_small")
        self._role = DropDown()
        self._spin = NumberBox()
        self._play = PlayButton()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(6)
        for part in (self._number, self._length, self._role, self._spin, self._play):
            line.addWidget(part)
        self._role.activated.connect(lambda _: self.role_chosen.emit(axis, self._role.currentData()))
        self._spin.valueChanged.connect(lambda position: self.position_chosen.emit(axis, position))
        self._play.due.connect(lambda: self.position_chosen.emit(axis, (self._spin.value() + 1) % max(1, self._count)))
        self.retranslate()

    def show_axis(self, length: int, role: Role, position: int) -> None:
        """Show this; nothing is emitted."""
        self._count = length
        self._length.setText(f"×{length}")
        self._role.setCurrentIndex(self._role.findData(role))
        held = role is Role.SLIDER
        self._spin.blockSignals(True)
        self._spin.setRange(0, max(0, length - 1))
        self._spin.setValue(position)
        self._spin.blockSignals(False)
        for part in (self._spin, self._play):
            part.setVisible(held)
            part.setEnabled(length > 1)
        if not held:
            self._play.stop()

    def dispose(self) -> None:
        """Take the chip away."""
        self._play.stop()
        self.hide()
        self.deleteLater()

    def retranslate(self) -> None:
        """Say everything again in the reader's language."""
        chosen = self._role.currentData()
        self._role.clear()
        for role, word in role_words():
            self._role.addItem(word, role)
        self._role.setCurrentIndex(max(0, self._role.findData(chosen)))
        self._role.setAccessibleName(self.tr("Role of axis {axis}").format(axis=self._axis))
        self._spin.name(self.tr("Position on axis {axis}").format(axis=self._axis))
        self._play.set_words(
            self.tr("Play along axis {axis}").format(axis=self._axis),
            self.tr("Pause axis {axis}").format(axis=self._axis),
        )
