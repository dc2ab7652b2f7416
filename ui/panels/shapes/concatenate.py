"""Tensors one behind another along an axis; the others must be equal, for nothing is stretched."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.explain import Joining, concatenate
from ui.models import boards
from ui.models.explanation import Operand, Subject
from ui.panels.shapes.page import ExplainPage, board_of, index_text, sentence, short_name
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel


class ConcatenatePage(ExplainPage):
    """What ``torch.cat`` makes of the operands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operands: tuple[Operand, ...] = (Operand.played("a", (2, 3)), Operand.played("b", (1, 3), 10))
        self._code = ElidedLabel(font="code")
        self._dim = DropDown()
        self._says = sentence()
        line = QHBoxLayout()
        line.addWidget(self._code, 1)
        line.addWidget(self._dim)
        self.column.addLayout(line)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self.column.addStretch(1)
        self._dim.activated.connect(lambda _: self.refresh())
        self._board.pointed.connect(self._read_out)
        self.retranslate()

    def subject_changed(self, subject: Subject) -> None:
        known = tuple(operand for operand in subject.operands if operand.shape)
        if not known:
            known = (Operand.played("a", (2, 3)),)
        self._operands = known if len(known) > 1 else (*known, *known)
        rank = len(self._operands[0].shape)
        self._dim.clear()
        for axis in range(rank):
            self._dim.addItem(f"dim={axis}", axis)
        told = 0
        if subject.call is not None and subject.op == "cat":
            numbers = [one for one in subject.call.arguments if isinstance(one, int)]
            told = subject.call.get("dim", numbers[-1] if numbers else 0)
        self._dim.setCurrentIndex(told % rank)
        self._dim.updateGeometry()

    def _joining(self) -> Joining:
        return concatenate([operand.shape for operand in self._operands], self._dim.currentData() or 0)

    def refresh(self) -> None:
        joining = self._joining()
        names = [short_name(operand) for operand in self._operands]
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        self._code.setText(f"torch.cat([{shown}],")
        self._says.set_color("muted" if joining.clash is None else "error_text")
        self._says.setText(self._verdict(joining))
        shapes = [operand.shape for operand in self._operands]
        drawn = boards.can_draw(*shapes, *([joining.result] if joining.result is not None else []))
        self._board.setVisible(drawn)
        if drawn:
            captions = [f"{name} {shape}" for name, shape in zip(names, shapes, strict=True)]
            self._board.show_blocks(boards.concatenate_blocks(self._operands, joining, captions, str(joining.result)))

    def _verdict(self, joining: Joining) -> str:
        if joining.clash is None:
            sizes = " + ".join(str(one.shape[joining.dim]) for one in self._operands if one.shape != (0,))
            words = self.tr("Axis {dim} grows: {sizes}. Every other axis must be equal. Result: {shape}, copied.")
            return words.format(dim=joining.dim, sizes=sizes, shape=joining.result)
        number, axis = joining.clash
        name = short_name(self._operands[number])
        if axis < 0:
            return self.tr("{name} has another number of axes than the first.").format(name=name)
        return self.tr("Axis {axis} of {name} differs, and only axis {dim} may; nothing is stretched here.").format(
            axis=axis, name=name, dim=joining.dim
        )

    def _read_out(self, block: int, cell: int) -> None:
        joining = self._joining()
        blocks = self._board.blocks()
        if block < 0 or joining.result is None:
            self._says.setText(self._verdict(joining))
            return
        number = min(blocks[block].cells[cell].keys)
        index = blocks[-1].index(number)
        tensor, place = joining.source(index[joining.dim])
        own = (*index[: joining.dim], place, *index[joining.dim + 1 :])
        source = index_text(short_name(self._operands[tensor]), own)
        self._says.setText(f"[{', '.join(map(str, index))}] ← {source} = {blocks[-1].cells[number].text}")

    def retranslate(self) -> None:
        self._dim.setAccessibleName(self.tr("Axis along which they are joined"))
        self._board.setAccessibleName(self.tr("The tensors and what they make"))
