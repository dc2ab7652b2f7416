"""How a tensor lies in memory: the flat strip, the tensor over it, and whether it can be seen as another shape."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.explain import Layout, Viewing, view
from tensorlab.explain import storage as layout_of
from ui.models import boards
from ui.models.explanation import Operand, Subject, parse_sizes
from ui.panels.shapes.page import ExplainPage, board_of, field, index_text, sentence, short_name
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.link import Link

MOST = 96
"""Elements that are drawn one by one."""


class StoragePage(ExplainPage):
    """Offset, strides, and what they mean."""

    def __init__(self, select: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._select = select
        self._operands: list[Operand] = []
        self._sharing: dict[int, list[tuple[int, str]]] = {}
        self._which = DropDown()
        self._facts = ElidedLabel(font="code_small", color="muted")
        self._says = sentence("text")
        self._share_row = QWidget()
        self._shares = FlowLayout(self._share_row, 4)
        self._ask = Label(font="control")
        self._wanted = field(self)
        self._verdict = sentence("text")
        line = QHBoxLayout()
        line.setContentsMargins(-8, 0, 0, 0)
        line.addWidget(self._which)
        line.addWidget(self._facts, 1)
        self.column.addLayout(line)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self.column.addWidget(self._share_row)
        question = QHBoxLayout()
        question.addWidget(self._ask)
        question.addWidget(self._wanted)
        question.addStretch(1)
        self.column.addLayout(question)
        self.column.addWidget(self._verdict)
        self.column.addStretch(1)
        self._which.activated.connect(self._choose)
        self._board.pointed.connect(self._read_out)
        self.retranslate()

    def set_sharing(self, sharing: dict[int, list[tuple[int, str]]]) -> None:
        changed = sharing != self._sharing
        self._sharing = sharing
        if changed:
            self.refresh()

    def ask(self, sizes: tuple[int, ...]) -> None:
        """Ask for a view of this shape, as if it had been typed."""
        self._wanted.setText(", ".join(map(str, sizes)))
        self.refresh()

    def subject_changed(self, subject: Subject) -> None:
        known = {operand.id: operand for operand in subject.operands}
        if subject.result is not None:
            known[subject.result.id] = subject.result
        before = self._wanted.text()
        self._operands = list(known.values())
        self._which.clear()
        for operand in self._operands:
            self._which.addItem(short_name(operand))
        # Of an operation, the result is what one wonders about.
        self._which.setCurrentIndex(len(self._operands) - 1 if subject.result is not None else 0)
        self._which.updateGeometry()
        if not before:
            self._wanted.setText("-1")

    def _choose(self, _: int) -> None:
        self.refresh()

    @property
    def _operand(self) -> Operand:
        return self._operands[max(0, self._which.currentIndex())]

    def _layout(self) -> Layout:
        operand = self._operand
        return layout_of(operand.shape, operand.stride, operand.offset)

    def refresh(self) -> None:
        if not self._operands:
            return
        operand, layout = self._operand, self._layout()
        self._facts.setText(f"{operand.shape} · stride {operand.stride} · offset {operand.offset}")
        self._says.setText(self._sentence(layout))
        drawn = len(operand.shape) <= 3 and 0 < layout.count <= MOST and boards.can_draw(operand.shape or (1,))
        self._board.setVisible(drawn)
        if drawn:
            captions = [self.tr("memory, by position"), f"{short_name(operand)} {operand.shape}"]
            blocks = boards.storage_blocks(layout, operand.value, captions, MOST)
            self._board.show_blocks(blocks, boards.stride_arrows(layout))
        self._show_sharing()
        self._answer()

    def _sentence(self, layout: Layout) -> str:
        letters = "ijklmnop"[: len(layout.shape)]
        terms = " + ".join([str(layout.offset), *(f"{i}·{s}" for i, s in zip(letters, layout.stride, strict=False))])
        place = index_text(short_name(self._operand), tuple(letters))  # type: ignore[arg-type]
        head = self.tr("{place} stands at {sum}.").format(place=place, sum=terms)
        if layout.repeats:
            return f"{head} " + self.tr("Stride 0: one element is read at several indices.")
        if layout.is_contiguous:
            return f"{head} " + self.tr("Contiguous: it stands as it is read.")
        return f"{head} " + self.tr("Not contiguous: reading it in order jumps about in memory.")

    def _show_sharing(self) -> None:
        self._shares.clear()
        others = self._sharing.get(self._operand.id, [])
        self._share_row.setVisible(bool(others))
        if not others:
            return
        self._shares.addWidget(Label(self.tr("The same memory is seen by:"), "control", "muted"))
        for tensor, name in others:
            link = Link(name, "code_small")
            link.clicked.connect(lambda _=False, tensor=tensor: self._select(tensor))
            self._shares.addWidget(link)

    def _answer(self) -> None:
        operand = self._operand
        try:
            wanted = parse_sizes(self._wanted.text())
        except ValueError:
            self._verdict.set_color("muted")
            self._verdict.setText(self.tr("Type whole numbers with commas, such as 3, 2."))
            return
        found = view(operand.shape, operand.stride, wanted)
        role = "error_text" if found.shape is None else "leaf_text" if found.stride is None else "computed_text"
        self._verdict.set_color(role)
        self._verdict.setText(self._phrase(found))

    def _phrase(self, found: Viewing) -> str:
        if found.shape is None:
            into = "×".join("?" if size == -1 else str(size) for size in found.wanted)
            return self.tr("✗ Impossible: {count} elements do not fill {shape}.").format(
                count=found.source.count, shape=into or "()"
            )
        if found.stride is not None:
            return self.tr("✓ A view of shape {shape}, with stride {stride}.").format(
                shape=found.shape, stride=found.stride
            )
        assert found.blocked is not None and found.merging is not None, "what needs a copy has axes to blame"
        outer, size, inner = found.merging
        return self.tr(
            "⚠ A copy is needed for {shape}: axes {first} and {second} cannot merge. A step along axis {first} moves "
            "{outer} in memory; to go on where axis {second} ends it would have to move {size}·{inner} = {product}."
        ).format(
            shape=found.shape,
            first=found.blocked[0],
            second=found.blocked[1],
            outer=outer,
            size=size,
            inner=inner,
            product=size * inner,
        )

    def _read_out(self, block: int, cell: int) -> None:
        layout = self._layout()
        if block < 0:
            self._says.setText(self._sentence(layout))
            return
        shown = self._board.blocks()
        place = min(shown[block].cells[cell].keys)
        readers = [at for at, one in enumerate(shown[1].cells) if place in one.keys]
        if not readers:
            self._says.setText(self.tr("Position {place}: this tensor does not look here.").format(place=place))
            return
        index = shown[1].index(cell if block else readers[0])
        name = index_text(short_name(self._operand), index)
        words = f"{name}: {layout.formula(index)}"
        if len(readers) > 1:
            words += "  " + self.tr("(read at {count} indices)").format(count=len(readers))
        self._says.setText(words)

    def retranslate(self) -> None:
        self._ask.setText(self.tr("Can I view it as"))
        self._wanted.setAccessibleName(self.tr("Shape to view it as"))
        self._which.setAccessibleName(self.tr("Which tensor"))
        self._board.setAccessibleName(self.tr("Memory, and the tensor over it"))
