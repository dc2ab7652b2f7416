"""How the shapes of two or more tensors line up: the ones compared by hand, else those of the selected operation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from tensorlab.events import NOBODY
from tensorlab.explain import Alignment, broadcast, matmul
from ui.models.recording import NodeKind
from ui.session.base import Session
from ui.widgets.broadcast_cells import BroadcastCells, can_show
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.shape_strip import ShapeStrip

_SIGNS = {"add": "+", "sub": "−", "mul": "×", "div": "÷"}
_RESULTS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.true_divide}
_PRODUCTS = {"mm", "mv", "bmm", "matmul", "dot"}


class ShapesPanel(QWidget):
    """The shapes dock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._compared: list[int] = list(session.operands)
        self._title = Label(font="control_strong")
        self._verdict = Label(font="control", color="muted")
        self._verdict.setWordWrap(True)
        self._strip = ShapeStrip()
        self._cells = BroadcastCells()
        self._empty = EmptyState()
        inner = QWidget()
        inner.setObjectName("page")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (self._title, self._strip, self._verdict, self._cells):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)

        session.operands_changed.connect(self._compare)
        session.selection_changed.connect(lambda _: self._compare(()))
        session.step_changed.connect(self._show)
        session.recording_replaced.connect(lambda: self._compare(()))
        self._retranslate()
        self._show()

    def _compare(self, operands: Sequence[int]) -> None:
        """Line these tensors up, until something else is selected."""
        self._compared = list(operands)
        self._show()

    def _function(self) -> int:
        """The selected operation, or the one that made the selected tensor; NOBODY for neither."""
        recording, node = self._session.recording, self._session.selection
        if node == NOBODY or node >= recording.n_nodes:
            return NOBODY
        if recording.kind[node] == NodeKind.TENSOR:
            node = recording.producer(node)
        return node if node != NOBODY and recording.kind[node] == NodeKind.FUNCTION else NOBODY

    def _operands(self) -> tuple[str, list[int]]:
        """The operation and its operands: those compared by hand, else those of the selected node."""
        recording = self._session.recording
        if self._compared:
            return "", self._compared
        node = self._function()
        if node == NOBODY:
            return "", []
        operands = [used.tensor for used in recording.inputs(node)]
        return (recording.op(node), operands) if self._line_up(node, operands) else ("", [])

    def _line_up(self, node: int, operands: list[int]) -> bool:
        """Whether the operation lines its operands' shapes up: a cat or a convolution does not."""
        recording = self._session.recording
        at = int(recording.born[node])
        shapes = [recording.shape(tensor, at) for tensor in operands]
        results = [recording.shape(tensor, at) for tensor in recording.outputs(node)]
        return len(operands) >= 2 and results == [_aligned(recording.op(node), shapes).result]

    def _show(self) -> None:
        op, operands = self._operands()
        shown = len(operands) >= 2
        self._scroll.setVisible(shown)
        self._empty.setVisible(not shown)
        if not shown:
            return
        recording, step = self._session.recording, self._session.step
        at = max([step, *(int(recording.born[tensor]) for tensor in operands)])
        names = [recording.label(tensor, at) for tensor in operands]
        shapes = [recording.shape(tensor, at) for tensor in operands]
        alignment = _aligned(op, shapes)
        self._title.setText(
            ", ".join(names) if not op else self.tr("{op} of {names}").format(op=op, names=", ".join(names))
        )
        self._strip.set_alignment(names, alignment)
        self._verdict.setText(self._sentence(alignment))
        self._show_cells(op, operands, names, at)

    def _show_cells(self, op: str, operands: Sequence[int], names: Sequence[str], step: int) -> None:
        """The numbers themselves, for a small sum, difference, product or quotient of two."""
        recording = self._session.recording
        values = [value for value in (recording.value(tensor, step) for tensor in operands) if value is not None]
        made = recording.outputs(self._function())[:1] if op in _SIGNS else []
        result = recording.value(made[0], step) if made else None
        # Hidden with ``alpha=``: the sign alone would not tell how the result came about.
        if result is None or len(values) != len(operands) or len(values) != 2 or not can_show(result.shape):
            self._cells.hide()
            return
        self._cells.setVisible(np.allclose(_RESULTS[op](*values), result, equal_nan=True))
        self._cells.show_operands(names, values, result, _SIGNS[op])

    def _sentence(self, alignment: Alignment) -> str:
        clash = alignment.clash
        if clash is not None:
            sizes = " ≠ ".join(str(size) for size in clash.sizes if size is not None)
            return self.tr("Axis {axis} does not fit: {sizes}, and none of them is 1.").format(
                axis=clash.position, sizes=sizes
            )
        stretched = [str(axis.position) for axis in alignment.axes if axis.stretches]
        if not stretched:
            return self.tr("The shapes fit as they are. Result: {shape}").format(shape=alignment.result)
        return self.tr("Stretched along axis {axes}, without copying. Result: {shape}").format(
            axes=", ".join(stretched), shape=alignment.result
        )

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Shapes"))
        self._empty.set_texts(
            self.tr("Select an operation, or two tensors in the list, to see how their shapes line up.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)


def _aligned(op: str, shapes: Sequence[tuple[int, ...]]) -> Alignment:
    """How an operation lines shapes up: a product by its inner axes, all else by broadcasting."""
    return matmul(*shapes).alignment if op in _PRODUCTS and len(shapes) == 2 and all(shapes) else broadcast(*shapes)
