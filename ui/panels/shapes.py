"""How the shapes of two or more tensors line up: the ones compared by hand, else those of the selected operation."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from tensorlab.events import NOBODY
from tensorlab.explain.shapes import Alignment, broadcast, matmul
from ui.models.recording import NodeKind
from ui.session.base import Session
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.shape_strip import ShapeStrip

_PRODUCTS = {"mm", "mv", "bmm", "matmul", "dot"}


class ShapesPanel(QWidget):
    """The shapes dock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = Label(font="control_strong")
        self._verdict = Label(font="control", color="muted")
        self._verdict.setWordWrap(True)
        self._strip = ShapeStrip()
        self._empty = EmptyState()
        inner = QWidget()
        inner.setObjectName("page")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (self._title, self._strip, self._verdict):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)

        session.operands_changed.connect(self._show)
        session.selection_changed.connect(self._show)
        session.step_changed.connect(self._show)
        session.recording_replaced.connect(self._show)
        self._retranslate()
        self._show()

    def _operands(self) -> tuple[str, list[int]]:
        """The operation and its operands: those compared by hand, else those of the selected node."""
        recording, session = self._session.recording, self._session
        if session.operands:
            return "", list(session.operands)
        node = session.selection
        if node == NOBODY or node >= recording.n_nodes:
            return "", []
        if recording.kind[node] == NodeKind.TENSOR:
            node = recording.producer(node)
        if node == NOBODY or recording.kind[node] != NodeKind.FUNCTION:
            return "", []
        return recording.op(node), [used.tensor for used in recording.inputs(node)]

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
        alignment = matmul(*shapes) if op in _PRODUCTS and len(shapes) == 2 and all(shapes) else broadcast(*shapes)
        self._title.setText(
            ", ".join(names) if not op else self.tr("{op} of {names}").format(op=op, names=", ".join(names))
        )
        self._strip.set_alignment(names, alignment)
        self._verdict.setText(self._sentence(alignment))

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
        self._empty.set_texts(
            self.tr("Select an operation, or two tensors in the list, to see how their shapes line up.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
