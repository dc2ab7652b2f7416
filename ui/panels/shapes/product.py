"""A matrix product: the inner sizes must meet, and the axes before them broadcast."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from tensorlab.explain import Product, matmul
from ui.models import boards
from ui.models.explanation import Operand, Subject, drawn_smaller
from ui.panels.shapes.page import ExplainPage, SizeNote, board_of, fixed_code, index_text, sentence, short_name
from ui.widgets.button import CodeButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.link import Link
from ui.widgets.shape_strip import ShapeStrip
from ui.widgets.size_editor import SizeEditor


class ProductPage(ExplainPage):
    """Row times column, for every row and every column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operands = (Operand.played("a", (2, 3)), Operand.played("b", (3, 2)))
        self._product = matmul((2, 3), (3, 2))
        self._title = ElidedLabel(font="control_strong")
        self._strip = ShapeStrip()
        self._says = sentence()
        self._fixes = QWidget()
        self._fix_row = FlowLayout(self._fixes, 4)
        self._play_link = Link(font="label")
        self._sizes = SizeEditor()
        self.column.addWidget(self._title)
        self.column.addWidget(self._strip)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self._note = SizeNote()
        self.column.addWidget(self._note)
        self.column.addWidget(self._fixes)
        self.column.addWidget(self._play_link)
        self.column.addWidget(self._sizes)
        self.column.addStretch(1)
        self._sizes.hide()
        self._board.pointed.connect(self._read_out)
        self._sizes.shapes_changed.connect(self._resize)
        self._play_link.clicked.connect(self._show_sizes)
        self.retranslate()

    def subject_changed(self, subject: Subject) -> None:
        known = [operand for operand in subject.operands if operand.shape][:2]
        left = known[0] if known else Operand.played("a", (2, 3))
        if len(known) == 2:
            self._operands = (left, known[1])
        else:
            self._operands = (left, Operand.played("b", (left.shape[-1], 2), 10))

    def refresh(self) -> None:
        left, right = self._operands
        if not left.shape or not right.shape:
            self._title.setText(f"{short_name(left)} @ {short_name(right)}")
            self._strip.hide()
            self._board.hide()
            self._fixes.hide()
            self._note.hide()
            self._says.setText(self.tr("A tensor without axes is no matrix: both need at least one axis."))
            self._sizes.set_shapes([short_name(one) for one in self._operands], [left.shape, right.shape])
            return
        product = self._product = matmul(left.shape, right.shape)
        names = [short_name(operand) for operand in self._operands]
        self._title.setText(" @ ".join(names))
        self._strip.show()
        self._strip.set_alignment(names, product.alignment)
        self._says.setText(self._verdict(product))
        shapes = [left.shape, right.shape, *([product.result] if product.result is not None else [])]
        operands: tuple[Operand, ...] = self._operands
        smaller = None if boards.can_draw(*shapes) else drawn_smaller(self._operands)
        if smaller is not None:
            operands = smaller[0]
        drawn = matmul(operands[0].shape, operands[1].shape)
        shown = [one.shape for one in operands] + ([drawn.result] if drawn.result is not None else [])
        self._board.setVisible(boards.can_draw(*shown))
        self._note.show_sizes(smaller[1] if smaller is not None and self._board.isVisibleTo(self) else {})
        if self._board.isVisibleTo(self):
            captions = [f"{name} {one.shape}" for name, one in zip(names, operands, strict=True)]
            self._board.show_blocks(boards.matmul_blocks(operands, drawn, [*captions, str(drawn.result)]))
        self._show_fixes(product)
        self._sizes.set_shapes(names, [left.shape, right.shape])

    def _show_fixes(self, product: Product) -> None:
        self._fix_row.clear()
        fixes = product.fixes()
        self._fixes.setVisible(bool(fixes))
        for fix in fixes:
            button = CodeButton(fixed_code(fix, self._operands), str(fix.result))
            button.clicked.connect(lambda _=False, at=fix.operand: self._turn(at))
            self._fix_row.addWidget(button)

    def _verdict(self, product: Product) -> str:
        first, second = product.inner
        if not product.meets:
            words = self.tr("The inner sizes must be equal: {first} columns on the left, {second} rows on the right.")
            return words.format(first=first, second=second)
        if product.result is None:
            return self.tr("The batch axes {left} and {right} do not broadcast.").format(
                left=product.batch.shapes[0], right=product.batch.shapes[1]
            )
        if product.batch.axes:
            return self.tr(
                "The inner sizes meet: {size} = {size}. The batch axes broadcast to {batch}. Result: {shape}"
            ).format(size=first, batch=product.batch.result, shape=product.result)
        return self.tr("The inner sizes meet: {size} = {size}, and go. Result: {shape}").format(
            size=first, shape=product.result
        )

    def _read_out(self, block: int, cell: int) -> None:
        if block < 0 or self._product.result is None:
            self._says.setText(self._verdict(self._product))
            return
        blocks = self._board.blocks()
        if block < 2:
            count = len(blocks[block].cells[cell].keys)
            place = index_text(short_name(self._operands[block]), blocks[block].index(cell))
            self._says.setText(self.tr("{place} goes into {count} elements.").format(place=place, count=count))
            return
        pairs = [[one.text for one in blocks[number].cells if cell in one.keys] for number in (0, 1)]
        terms = [f"{left}·{right}" for left, right in zip(*pairs, strict=True)]
        shown = " + ".join(terms[:6]) + (" + …" if len(terms) > 6 else "")
        self._says.setText(f"[{', '.join(map(str, blocks[2].index(cell)))}] = {shown} = {blocks[2].cells[cell].text}")

    def _turn(self, number: int) -> None:
        """Show the product with this operand's last two axes swapped."""
        operands = list(self._operands)
        old = operands[number]
        shape = (*old.shape[:-2], old.shape[-1], old.shape[-2])
        name = f"{old.name}.{'T' if len(shape) == 2 else 'mT'}"
        value = None if old.value is None else np.swapaxes(old.value, -1, -2)
        operands[number] = Operand(name, shape, old.stride, old.dtype, old.offset, value, old.id)
        self._operands = (operands[0], operands[1])
        self.refresh()

    def _show_sizes(self) -> None:
        self._sizes.setVisible(not self._sizes.isVisibleTo(self))
        self.retranslate()

    def _resize(self, shapes: list[tuple[int, ...]]) -> None:
        left, right = (
            one if one.shape == shape else Operand.played(one.name, shape)
            for one, shape in zip(self._operands, shapes, strict=True)
        )
        self._operands = (left, right)
        self.refresh()

    def retranslate(self) -> None:
        shown = self._sizes.isVisibleTo(self)
        self._play_link.setText(self.tr("▾ Change the sizes") if shown else self.tr("▸ Change the sizes"))
        self._board.setAccessibleName(self.tr("The matrices and their product"))
