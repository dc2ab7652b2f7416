"""A tensor in a tab of its own: what it is in one row, a slice bar for its axes, and its numbers to edit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tensorlab.events import NOBODY
from tensorlab.explain.memory import contiguous_strides
from ui.models.inspection import inspect
from ui.models.selection import Selection
from ui.models.words import number_text, shape_text
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.chip import HeaderChip
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.slice_bar import SliceBar
from ui.widgets.tensor_grid import TensorGrid

BLOCK = 128
"""Rows and columns that are asked of the kernel at once."""


class _KeptCells:
    """The cells of a value that the recording kept."""

    def __init__(self, plane: NDArray[Any]) -> None:
        self._plane = plane

    @property
    def rows(self) -> int:
        return int(self._plane.shape[0])

    @property
    def columns(self) -> int:
        return int(self._plane.shape[1])

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        return self._plane[first_row:end_row, first_column:end_column]


class _LiveCells:
    """The cells of a living tensor, read from the kernel block by block as they come into sight."""

    def __init__(self, session: Session, tensor: int, selection: Selection, arrived: Any) -> None:
        self._session = session
        self._tensor = tensor
        self._selection = selection
        self._arrived = arrived
        self._blocks: dict[tuple[int, int], NDArray[Any] | None] = {}

    @property
    def rows(self) -> int:
        return self._selection.grid_shape[0]

    @property
    def columns(self) -> int:
        return self._selection.grid_shape[1]

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        places = [
            (row, column)
            for row in range(first_row // BLOCK, -(-end_row // BLOCK))
            for column in range(first_column // BLOCK, -(-end_column // BLOCK))
        ]
        for place in places:
            if place not in self._blocks:
                self._ask(place)
        found = [self._blocks[place] for place in places]
        if not found or any(block is None for block in found):
            return None
        row, column = first_row // BLOCK, first_column // BLOCK
        across = len(range(column, -(-end_column // BLOCK)))
        whole = np.block([[found[i + j] for j in range(across)] for i in range(0, len(found), across)])
        top, left = first_row - row * BLOCK, first_column - column * BLOCK
        return np.asarray(whole[top : top + end_row - first_row, left : left + end_column - first_column])

    def _ask(self, place: tuple[int, int]) -> None:
        self._blocks[place] = None
        rows, columns = self._selection.rows_axis, self._selection.columns_axis
        index: list[int | tuple[int, int]] = list(self._selection.positions)
        for axis, number, length in ((rows, place[0], self.rows), (columns, place[1], self.columns)):
            if axis is not None:
                index[axis] = (number * BLOCK, min((number + 1) * BLOCK, length))

        def done(cells: NDArray[Any] | None, _: str) -> None:
            if cells is not None:
                self._blocks[place] = _as_plane(cells, self._selection)
                self._arrived()

        self._session.read_cells(self._tensor, index, done)


def _as_plane(cells: NDArray[Any], selection: Selection) -> NDArray[Any]:
    """Cells of at most two axes as rows and columns."""
    plane = cells.T if selection.is_transposed else cells
    if plane.ndim == 2:
        return plane
    flat = plane.reshape(-1)
    return flat.reshape(-1, 1) if selection.rows_axis is not None else flat.reshape(1, -1)


class TensorTab(QWidget):
    """One tensor at the shown step."""

    title_changed = Signal(str)

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._name = Label(font="title")
        self._shape = Label(font="code")
        self._from = ElidedLabel(font="code_small", color="muted")
        self._chips = [HeaderChip() for _ in range(7)]
        self._slices = SliceBar()
        self._grid = TensorGrid()
        self._hover = Label(font="code_small", color="muted")
        self._notice = Label(font="control", color="muted")
        self._selection = Selection.of(())
        self._shown_key: tuple[Any, ...] = ()
        self._arrange()
        self._soon = Pace(self._show, 16, self)

        session.step_changed.connect(self._soon.soon)
        session.recorded.connect(self._soon.soon)
        self._slices.selection_changed.connect(self._slice)
        self._grid.edit_requested.connect(self._edit)
        self._grid.hovered.connect(self._read_out)
        self._show()

    @property
    def tensor(self) -> int:
        return self._tensor

    @property
    def grid(self) -> TensorGrid:
        return self._grid

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._shape)
        head.addWidget(self._from, 1)
        chips = QWidget()
        flow = FlowLayout(chips)
        for chip in self._chips:
            flow.addWidget(chip)
        foot = QHBoxLayout()
        foot.addWidget(self._hover, 1)
        foot.addWidget(self._notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(chips)
        layout.addWidget(self._slices)
        layout.addWidget(self._grid, 1)
        layout.addLayout(foot)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        recording, step = self._session.recording, self._session.step
        if self._tensor >= recording.n_nodes:
            return
        facts = inspect(recording, self._tensor, step)
        self._name.setText(facts.title)
        self._shape.setText(shape_text(facts.shape))
        self._from.setText(facts.source_text)
        self._show_chips()
        if self._selection.shape != facts.shape:
            self._selection = Selection.of(facts.shape)
            self._slices.set_tensor(facts.title, facts.shape)
            self._selection = self._slices.selection()
        self._show_cells()
        self.title_changed.emit(facts.title)

    def _show_chips(self) -> None:
        facts = inspect(self._session.recording, self._tensor, self._session.step)
        yes, no = self.tr("yes"), self.tr("no")
        contiguous = facts.stride == contiguous_strides(facts.shape)
        texts = (
            ("dtype", facts.dtype),
            ("stride", shape_text(facts.stride)),
            (self.tr("contiguous"), yes if contiguous else no),
            (self.tr("version"), str(facts.version)),
            ("requires_grad", str(facts.requires_grad)),
            (self.tr("leaf"), yes if facts.is_leaf else no),
            ("grad_fn", "None" if facts.grad_fn is None else facts.grad_fn.label),
        )
        for chip, (key, value) in zip(self._chips, texts, strict=True):
            chip.set_fact(key, value)

    def _show_cells(self) -> None:
        recording, step = self._session.recording, self._session.step
        value = recording.value(self._tensor, step)
        alive = recording.born[self._tensor] <= step < recording.collected[self._tensor]
        live = self._session.is_live and alive and recording.collected[self._tensor] > recording.last_step
        key = (self._selection, recording.version(self._tensor, step), live, value is None, alive)
        if key == self._shown_key:
            return
        self._shown_key = key
        notice = ""
        source: Any = None
        if value is not None:
            source = _KeptCells(_as_plane(value[self._selection.index()], self._selection))
        elif live:
            source = _LiveCells(self._session, self._tensor, self._selection, self._grid.block_arrived)
        elif recording.born[self._tensor] > step:
            notice = self.tr("Not created yet at this step.")
        else:
            notice = self.tr("The value at this step was not kept: {bytes} bytes.").format(bytes=self._bytes())
        self._grid.set_source(source, recording.dtype(self._tensor), keep_look=True)
        self._grid.set_editable(bool(live))
        edit = self.tr("Type to edit; the change is echoed as code.") if live else notice
        self._notice.setText(edit or self.tr("Read only: return to live to edit."))

    def _bytes(self) -> int:
        recording = self._session.recording
        size = np.dtype(recording.dtype(self._tensor).replace("bfloat16", "float16")).itemsize
        return int(np.prod(recording.shape(self._tensor, self._session.step), dtype=np.int64)) * size

    def _slice(self, selection: Selection) -> None:
        self._selection = selection
        self._show_cells()

    # -- gestures -----------------------------------------------------------------------------------------------------

    def _edit(self, row: int, column: int, literal: str) -> None:
        place = self._selection.element_text("{x}", row, column)
        line = f"{place} = {literal}" if self._selection.shape else f"{{x}}.fill_({literal})"
        self._session.edit(self._tensor, line)

    def _read_out(self, row: int, column: int) -> None:
        if row < 0:
            self._hover.setText("")
            return
        recording, step = self._session.recording, self._session.step
        element = self._selection.element(row, column)
        stride, offset = recording.stride(self._tensor, step), recording.storage_offset(self._tensor, step)
        flat = offset + sum(i * s for i, s in zip(element, stride, strict=True))
        parts = [self.tr("index {index}").format(index=list(element)), self.tr("offset {offset}").format(offset=flat)]
        value = recording.value(self._tensor, step)
        if value is not None:
            parts.append(self.tr("value {value}").format(value=number_text(value[element])))
        grad = recording.grad(self._tensor, step)
        gradient = None if grad == NOBODY else recording.value(grad, step)
        if gradient is not None and gradient.shape == recording.shape(self._tensor, step):
            parts.append(self.tr("gradient {value}").format(value=number_text(gradient[element])))
        self._hover.setText("   ".join(parts))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shown_key = ()
            self._show()
        super().changeEvent(event)
