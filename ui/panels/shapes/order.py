"""View, permute and transpose side by side: numbers are coloured by where they stood, so a reader sees what moved."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from PySide6.QtWidgets import QGridLayout, QWidget

from tensorlab.explain import Order, permute, reshape, transpose
from ui.models import boards
from ui.models.explanation import Operand, Subject, parse_sizes
from ui.panels.shapes.page import ExplainPage, board_of, field, index_text, sentence, short_name
from ui.widgets.label import Label


class OrderPage(ExplainPage):
    """The same elements in another shape or another order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operand = Operand.played("x", (2, 3))
        self._target, self._dims = field(self), field(self)
        self._target_word, self._dims_word = Label(font="code_small"), Label(font="code_small")
        self._says = sentence()
        form = QGridLayout()
        form.setColumnStretch(2, 1)
        form.setVerticalSpacing(4)
        for row, (word, line) in enumerate(((self._target_word, self._target), (self._dims_word, self._dims))):
            form.addWidget(word, row, 0)
            form.addWidget(line, row, 1)
        self.column.addLayout(form)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self._problem = sentence("error_text")
        self.column.addWidget(self._problem)
        self.column.addStretch(1)
        self._board.pointed.connect(self._read_out)
        self.retranslate()

    def subject_changed(self, subject: Subject) -> None:
        self._operand = subject.operands[0]
        shape = self._operand.shape
        call = subject.call
        target, dims = tuple(reversed(shape)), tuple(reversed(range(len(shape))))
        if subject.op in ("view", "reshape") and subject.result is not None:
            target = subject.result.shape
        if subject.op == "permute" and call is not None and len(call.numbers) == len(shape):
            dims = call.numbers
        elif subject.op == "transpose" and call is not None and len(call.numbers) == 2:
            first, second = (axis % len(shape) for axis in call.numbers)
            order = list(range(len(shape)))
            order[first], order[second] = second, first
            dims = tuple(order)
        self._target.setText(", ".join(map(str, target)))
        self._dims.setText(", ".join(map(str, dims)))

    def refresh(self) -> None:
        name = short_name(self._operand)
        orders, problems = self._orders()
        self._target_word.setText(f"{self._called()}.reshape")
        self._dims_word.setText(f"{self._called()}.permute")
        self._problem.setText("\n".join(problems))
        self._problem.setVisible(bool(problems))
        self._says.setText(self._verdict(orders))
        self._board.setVisible(boards.can_draw(self._operand.shape, *(order.result for order in orders)))
        if self._board.isVisibleTo(self):
            shown = [(self._caption(order), order) for order in orders]
            self._board.show_blocks(boards.order_blocks(self._operand, shown, f"{name} {self._operand.shape}"))

    def _orders(self) -> tuple[list[Order], list[str]]:
        """What each field gives, and why one gives nothing."""
        shape, stride = self._operand.shape, self._operand.stride
        found: list[Order] = []
        problems: list[str] = []
        asked: tuple[Callable[[], Order], ...] = (
            lambda: reshape(shape, parse_sizes(self._target.text()), stride),
            lambda: permute(shape, parse_sizes(self._dims.text()), stride),
            lambda: transpose(shape, 0, -1, stride),
        )
        for make in asked[: 3 if len(shape) > 1 else 2]:
            try:
                found.append(make())
            except ValueError:
                problems.append(self.tr("Type whole numbers with commas, such as 3, 2."))
            except (RuntimeError, IndexError) as error:
                problems.append(str(error))
        if len(found) > 1 and found[-1].flat == found[-2].flat and found[-1].result == found[-2].result:
            found.pop()
        return found, problems

    def _called(self) -> str:
        """What stands before the dot; nothing where that is a long expression, which is told above."""
        name = short_name(self._operand)
        return name if name == self._operand.name else ""

    def _caption(self, order: Order) -> str:
        code = order.code.format(x=self._called())
        if order.shares_memory:
            return self.tr("{code} → {shape}  shares memory, stride {stride}").format(
                code=code, shape=order.result, stride=order.stride
            )
        return self.tr("{code} → {shape}  copied").format(code=code, shape=order.result)

    def _verdict(self, orders: list[Order]) -> str:
        same = [order for order in orders if order.result == orders[0].result]
        if len(same) > 1 and same[0].flat != same[1].flat:
            words = self.tr(
                "Both give {shape}, with the numbers in other places: only reshape keeps the reading order."
            )
            return words.format(shape=orders[0].result)
        return self.tr("Reshape keeps the reading order; permute and transpose only swap the strides.")

    def _read_out(self, block: int, cell: int) -> None:
        if block < 0:
            self.refresh_sentence()
            return
        shown = self._board.blocks()[block]
        flat = min(shown.cells[cell].keys)
        before = self._board.blocks()[0].index(flat)
        name = short_name(self._operand)
        self._says.setText(
            self.tr("{place} was number {flat} in reading order, {source}.").format(
                place=index_text("", shown.index(cell)) or name, flat=flat, source=index_text(name, before)
            )
        )

    def refresh_sentence(self) -> None:
        """The verdict again, when no cell is pointed at."""
        self._says.setText(self._verdict(self._orders()[0]) if prod(self._operand.shape) else "")

    def retranslate(self) -> None:
        self._target.setAccessibleName(self.tr("Shape to reshape to"))
        self._dims.setAccessibleName(self.tr("Order of the axes"))
        self._board.setAccessibleName(self.tr("The tensor and what becomes of it"))
