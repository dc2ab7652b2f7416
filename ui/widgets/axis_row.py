"""One axis of a tensor: its number and length, what it does in the grid, and the position at which it is held."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSlider, QWidget

from ui import theme
from ui.models.selection import Role
from ui.widgets.label import Label
from ui.widgets.number_box import NumberBox
from ui.widgets.play_button import PlayButton
from ui.widgets.segmented import Segmented

NUMBER, LENGTH, ROLE, POSITION, EXACT, PLAY = range(6)
"""Columns of the layout that rows are placed in."""


class AxisRow(QObject):
    """The widgets of one row; they lie in the bar's layout, so that columns of all rows are aligned."""

    role_chosen = Signal(int, object)
    position_chosen = Signal(int, int)

    def __init__(self, axis: int, layout: QGridLayout, line: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._axis = axis
        self._count = 0
        self._number = Label(str(axis), "code_small", "muted")
        self._length = Label("", "code_small")
        self._role = Segmented()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._spin = NumberBox()
        self._play = PlayButton()
        self._all = _WholeBar()
        self._all_words = Label("", "label", "muted")
        self._length.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._all_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider.setMinimumWidth(80)
        layout.addWidget(self._number, line, NUMBER)
        layout.addWidget(self._length, line, LENGTH)
        layout.addWidget(self._role, line, ROLE)
        layout.addWidget(self._play, line, PLAY)
        for bar, exact in ((self._slider, self._spin), (self._all, self._all_words)):
            layout.addWidget(bar, line, POSITION)
            layout.addWidget(exact, line, EXACT)

        self._role.chosen.connect(lambda role: self.role_chosen.emit(axis, role))
        self._slider.valueChanged.connect(self._moved)
        self._spin.valueChanged.connect(self._moved)
        self._play.due.connect(self._advance)
        self.retranslate()

    def show_axis(self, length: int, role: Role, position: int) -> None:
        """Show this; nothing is emitted."""
        self._count = length
        self._length.setText(str(length))
        self._role.set_value(role)
        held = role is Role.SLIDER
        for control in (self._slider, self._spin):
            control.blockSignals(True)
            control.setRange(0, max(0, length - 1))
            control.setValue(position)
            control.setEnabled(length > 1)
            control.setVisible(held)
            control.blockSignals(False)
        self._play.setVisible(held)
        self._play.setEnabled(length > 1)
        if not held:
            self._play.stop()
        self._slider.setPageStep(max(1, length // 10))
        self._all.setVisible(not held)
        self._all_words.setVisible(not held)
        self._all_words.setText(self.tr("all {count} shown").format(count=length))

    def dispose(self) -> None:
        """Take the row out of the layout."""
        parts = (
            self._number,
            self._length,
            self._role,
            self._slider,
            self._spin,
            self._play,
            self._all,
            self._all_words,
        )
        self._play.stop()
        for widget in parts:
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def retranslate(self) -> None:
        """Say everything again in the reader's language."""
        self._role.set_choices(role_words())
        self._role.setAccessibleName(self.tr("Role of axis {axis}").format(axis=self._axis))
        words = self.tr("Position on axis {axis}").format(axis=self._axis)
        self._slider.setAccessibleName(words)
        self._spin.name(words)
        self._all_words.setText(self.tr("all {count} shown").format(count=self._count))
        self._play.set_words(
            self.tr("Play along axis {axis}").format(axis=self._axis),
            self.tr("Pause axis {axis}").format(axis=self._axis),
        )

    def _advance(self) -> None:
        """The next position, from the last one back to the first."""
        self.position_chosen.emit(self._axis, (self._spin.value() + 1) % max(1, self._count))

    def _moved(self, position: int) -> None:
        self.position_chosen.emit(self._axis, position)


def role_words() -> list[tuple[Role, str]]:
    """The roles that an axis can have, in words."""
    return [
        (Role.ROWS, QCoreApplication.translate("AxisRow", "Rows")),
        (Role.COLUMNS, QCoreApplication.translate("AxisRow", "Columns")),
        (Role.SLIDER, QCoreApplication.translate("AxisRow", "Slider")),
        (Role.TILE, QCoreApplication.translate("AxisRow", "Tile")),
    ]


class _WholeBar(QWidget):
    """A slider's groove that is full: every position is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(8)
        theme.manager().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("control"), 1))
            painter.setBrush(look.color("pressed"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        finally:
            painter.end()
