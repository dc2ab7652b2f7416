"""Shapes to play with: a row for each operand, a number for each axis, and buttons for one axis more or less."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.widgets.icon_button import IconButton
from ui.widgets.label import Label
from ui.widgets.number_box import NumberBox

MOST_AXES = 5
LARGEST = 99


class SizeEditor(QWidget):
    """Sizes of several operands are aligned ``from_right``, as broadcasting reads them."""

    shapes_changed = Signal(object)
    """A list with the shape of each operand."""

    def __init__(self, from_right: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from_right = from_right
        self._names: list[str] = []
        self._shapes: list[tuple[int, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def set_shapes(self, names: Sequence[str], shapes: Sequence[Sequence[int]]) -> None:
        """Show these; nothing is emitted."""
        new = [tuple(shape) for shape in shapes]
        if new != self._shapes or list(names) != self._names:
            self._names, self._shapes = list(names), new
            self._build()

    def shapes(self) -> list[tuple[int, ...]]:
        """What is shown."""
        return list(self._shapes)

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, (name, shape) in enumerate(zip(self._names, self._shapes, strict=True)):
            if name:
                self._grid.addWidget(Label(name, "control_strong"), number, 0)
            self._grid.addWidget(self._row(number, name, shape), number, 1 if name else 0, 1, 1 if name else 2)

    def _row(self, number: int, name: str, shape: tuple[int, ...]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        if self._from_right:
            line.addStretch(1)
        for axis, size in enumerate(shape):
            spin = NumberBox()
            spin.setRange(0, LARGEST)
            spin.setFixedWidth(spin.least_width())
            spin.setValue(size)
            spin.name(self.tr("Size of axis {axis} of {name}").format(axis=axis, name=name))
            spin.valueChanged.connect(lambda size, axis=axis: self._resize(number, axis, size))
            line.addWidget(spin)
        less = IconButton("minus", self.tr("Take away the first axis of {name}").format(name=name))
        less.setEnabled(bool(shape))
        less.clicked.connect(lambda: self._take(number, shape[1:]))
        more = IconButton("plus", self.tr("Put an axis of 1 in front of {name}").format(name=name))
        more.setEnabled(len(shape) < MOST_AXES)
        more.clicked.connect(lambda: self._take(number, (1, *shape)))
        line.addWidget(less)
        line.addWidget(more)
        if not self._from_right:
            line.addStretch(1)
        return row

    def _resize(self, number: int, axis: int, size: int) -> None:
        """A size alone is changed: the fields stay, so that the key that was pressed can be pressed again."""
        shape = self._shapes[number]
        self._shapes[number] = (*shape[:axis], size, *shape[axis + 1 :])
        self.shapes_changed.emit(self.shapes())

    def _take(self, number: int, shape: tuple[int, ...]) -> None:
        self._shapes[number] = shape
        self._build()
        self.shapes_changed.emit(self.shapes())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._build()
        super().changeEvent(event)
