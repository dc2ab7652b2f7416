"""A reduction: the named axes fold away, and ``keepdim`` leaves a 1 where each was."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.explain import Reduction, reduce
from ui.models import boards
from ui.models.explanation import REDUCTIONS, Operand, Subject, drawn_smaller, reduction_of
from ui.panels.shapes.page import ExplainPage, SizeNote, board_of, index_text, sentence, short_name
from ui.widgets.check_box import CheckBox
from ui.widgets.drop_down import DropDown
from ui.widgets.label import Label


class ReducePage(ExplainPage):
    """Which elements fold into which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operand = Operand.played("x", (2, 3))
        self._op = "sum"
        self._recorded: tuple[Reduction, NDArray[Any] | None] | None = None
        self._name = Label(font="code")
        self._dim = DropDown()
        self._keepdim = CheckBox("keepdim")
        self._says = sentence()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._name)
        line.addWidget(self._dim)
        line.addWidget(self._keepdim)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self._note = SizeNote()
        self.column.addWidget(self._note)
        self.column.addStretch(1)
        self._dim.activated.connect(lambda _: self.refresh())
        self._keepdim.toggled.connect(lambda _: self.refresh())
        self._board.pointed.connect(self._read_out)
        self.retranslate()

    def subject_changed(self, subject: Subject) -> None:
        self._operand = subject.operands[0]
        self._op = subject.op if subject.op in REDUCTIONS else "sum"
        reduction = reduction_of(subject) if subject.op in REDUCTIONS else reduce(self._operand.shape, 0)
        result = subject.result
        told = result is not None and result.shape == reduction.result and subject.op in REDUCTIONS
        self._recorded = (reduction, result.value) if told and result is not None else None
        self._fill(reduction.dims)
        self._keepdim.blockSignals(True)
        self._keepdim.setChecked(reduction.keepdim)
        self._keepdim.blockSignals(False)

    def _fill(self, dims: tuple[int, ...]) -> None:
        rank = len(self._operand.shape)
        every = tuple(range(rank))
        choices: list[tuple[str, tuple[int, ...]]] = [(self.tr("all axes"), every)]
        choices += [(f"dim={axis}", (axis,)) for axis in every if rank > 1]
        if dims not in [value for _, value in choices]:
            choices.append((f"dim={dims}", dims))
        self._dim.clear()
        for text, value in choices:
            self._dim.addItem(text, value)
        self._dim.setCurrentIndex(next(at for at, (_, value) in enumerate(choices) if value == dims))
        self._dim.updateGeometry()

    def _reduction(self) -> Reduction:
        dims = self._dim.currentData()
        return reduce(self._operand.shape, tuple(dims) or None, self._keepdim.isChecked())

    def refresh(self) -> None:
        reduction = self._reduction()
        name = short_name(self._operand)
        self._name.setText(f"{name}.{self._op}")
        self._says.setText(self._verdict(reduction))
        operand, drawn = self._operand, reduction
        instead: dict[int, int] = {}
        smaller = drawn_smaller([operand])
        if not boards.can_draw(operand.shape, reduction.result) and smaller is not None:
            (operand,), instead = smaller
            drawn = reduce(operand.shape, reduction.dims or None, reduction.keepdim)
        self._board.setVisible(boards.can_draw(operand.shape, drawn.result))
        self._note.show_sizes(instead if self._board.isVisibleTo(self) else {})
        if self._board.isVisibleTo(self):
            captions = (f"{name} {operand.shape}", f"{self._op} {drawn.result}")
            kept = self._recorded
            recorded = kept[1] if kept is not None and kept[0] == drawn else None
            self._board.show_blocks(boards.reduce_blocks(operand, drawn, self._op, *captions, recorded))

    def _verdict(self, reduction: Reduction) -> str:
        axes = ", ".join(map(str, reduction.dims))
        if not self._operand.shape:
            return self.tr("A tensor without axes has nothing to fold.")
        words = (
            self.tr("Axis {axes} folds and stays as a 1: {shape} → {result}. {count} elements become one.")
            if reduction.keepdim
            else self.tr("Axis {axes} folds away: {shape} → {result}. {count} elements become one.")
        )
        return words.format(axes=axes, shape=reduction.shape, result=reduction.result, count=reduction.count)

    def _read_out(self, block: int, cell: int) -> None:
        reduction = self._reduction()
        if block < 0:
            self._says.setText(self._verdict(reduction))
            return
        group = min(self._board.blocks()[block].cells[cell].keys)
        first, result = self._board.blocks()
        members = [one.text for one in first.cells if group in one.keys]
        shown = ", ".join(members[:8]) + (", …" if len(members) > 8 else "")
        place = index_text(self._op, result.index(group))
        self._says.setText(f"{place} = {self._op}({shown}) = {result.cells[group].text}")

    def retranslate(self) -> None:
        self._dim.setAccessibleName(self.tr("Axes that fold"))
        self._board.setAccessibleName(self.tr("The tensor and what it folds into"))
        if self._dim.count():
            self._dim.setItemText(0, self.tr("all axes"))
