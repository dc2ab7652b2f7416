"""Two tensors, or one before and after: what has to be added to one to get the other."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.cell_format import exact
from ui.models.history import compare
from ui.models.selection import Selection
from ui.panels.tensor_tab.cells import KeptCells, as_plane, read_whole
from ui.session.base import Session
from ui.widgets.drop_down import DropDown
from ui.widgets.label import Label
from ui.widgets.slice_bar import SliceBar
from ui.widgets.tensor_grid import TensorGrid


class ComparePage(QWidget):
    """Choose another tensor of the same shape; the grid shows the difference, blue below zero and orange above."""

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._other = DropDown()
        self._with = Label(font="control")
        self._says = Label(font="control", color="muted")
        self._slices = SliceBar(session.looks)
        self._grid = TensorGrid()
        self._difference: NDArray[Any] | None = None
        self._grid.set_heat("gradient")
        self._grid.set_editable(False)
        head = QHBoxLayout()
        head.addWidget(self._with)
        head.addWidget(self._other)
        head.addSpacing(16)
        head.addWidget(self._says, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(self._slices)
        whole.addWidget(self._grid, 1)
        self._other.activated.connect(lambda _: self._compare())
        self._slices.selection_changed.connect(self._slice)
        self._retranslate()

    def look_at(self, tensor: int) -> None:
        """Show another tensor from the next :meth:`refresh` on."""
        self._tensor = tensor

    def fit(self, height: int) -> None:
        """Share the height that there is: with little of it, the slice bar takes less."""
        self._slices.set_short(height < 2 * self._slices.full_height())

    def compare_with(self, other: int) -> None:
        """Choose what to compare with."""
        self.refresh()
        self._other.setCurrentIndex(max(0, self._other.findData(other)))
        self._compare()

    def refresh(self) -> None:
        """Offer what has the same shape at the shown step."""
        recording, step = self._session.recording, self._session.step
        shape = recording.shape(self._tensor, max(step, int(recording.born[self._tensor])))
        chosen = self._other.currentData()
        self._other.clear()
        for name, other in recording.names_at(step).items() if step >= 0 else ():
            if other != self._tensor and recording.shape(other, step) == shape:
                self._other.addItem(name, other)
        self._other.setCurrentIndex(max(0, self._other.findData(chosen)))
        self._other.updateGeometry()
        self._other.setEnabled(bool(self._other.count()))
        self._slices.set_tensor(recording.label(self._tensor, step), shape)
        self._compare()

    def _compare(self) -> None:
        other = self._other.currentData()
        self._grid.setVisible(other is not None)
        self._slices.setVisible(other is not None)
        if other is None:
            self._says.setText(self.tr("No other named tensor has this shape."))
            return

        def first(own: NDArray[Any], _: bool) -> None:
            read_whole(self._session, other, lambda values, _: self._show(values, own))

        read_whole(self._session, self._tensor, first)

    def _show(self, other: NDArray[Any], own: NDArray[Any]) -> None:
        if other.shape != own.shape:
            return
        found = compare(other, own)
        self._difference = found.difference
        words = self.tr("{count} of {all} elements differ, most by {largest} at {place}.")
        if not found.changed:
            words = self.tr("All {all} elements are the same.")
        self._says.setText(
            words.format(
                count=f"{found.changed:,}", all=f"{own.size:,}", largest=exact(found.largest), place=list(found.place)
            )
        )
        self._slice(self._slices.selection())

    def _slice(self, selection: Selection) -> None:
        if self._difference is None or self._difference.ndim != len(selection.shape):
            return
        if self._difference.shape != selection.shape:
            selection = Selection.of(self._difference.shape)  # an even sample of a large tensor
        self._grid.set_source(KeptCells(as_plane(self._difference[selection.index()], selection)), "float64")

    def _retranslate(self) -> None:
        self._with.setText(self.tr("This tensor minus"))
        self._other.setAccessibleName(self.tr("What it is compared with"))
        self._grid.setAccessibleName(self.tr("Difference"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.refresh()
        super().changeEvent(event)
