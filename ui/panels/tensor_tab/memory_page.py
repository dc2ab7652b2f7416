"""Where the tensor's elements stand in memory, and which other tensors look at the same memory."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from tensorlab.explain import Layout
from tensorlab.explain import storage as layout_of
from ui.models import boards
from ui.models.words import shape_text
from ui.session.base import Session
from ui.widgets.cell_board import CellBoard
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.link import Link

MOST = 200
"""Elements that are drawn one by one."""


class MemoryPage(QWidget):
    """The flat strip with its positions, and the tensor over it."""

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._facts = Label(font="code_small", color="muted")
        self._says = Label(font="body")
        self._says.setWordWrap(True)
        self._board = CellBoard()
        self._others = QWidget()
        self._links = FlowLayout(self._others, 4)
        inner = QWidget()
        inner.setObjectName("page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 4, 8, 8)
        column.setSpacing(12)
        for widget in (self._facts, self._says, self._board, self._others):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._board.pointed.connect(self._read_out)
        self._retranslate()

    def look_at(self, tensor: int) -> None:
        """Show another tensor from the next :meth:`refresh` on."""
        self._tensor = tensor

    def _layout(self) -> Layout:
        recording, tensor = self._session.recording, self._tensor
        step = max(self._session.step, int(recording.born[tensor]))
        shape, stride = recording.shape(tensor, step), recording.stride(tensor, step)
        return layout_of(shape, stride, recording.storage_offset(tensor, step))

    def refresh(self) -> None:
        """Show how the tensor lies at the shown step."""
        recording = self._session.recording
        step = max(self._session.step, int(recording.born[self._tensor]))
        layout = self._layout()
        stride = shape_text(layout.stride)
        facts = self.tr("shape {shape} · stride {stride} · offset {offset}")
        self._facts.setText(facts.format(shape=shape_text(layout.shape), stride=stride, offset=layout.offset))
        self._says.setText(self._sentence(layout))
        drawn = 0 < layout.count <= MOST and boards.can_draw(layout.shape or (1,))
        self._board.setVisible(drawn)
        if drawn:
            captions = [self.tr("memory, by position"), recording.label(self._tensor, step)]
            blocks = boards.storage_blocks(layout, recording.value(self._tensor, step), captions, MOST)
            self._board.show_blocks(blocks, boards.stride_arrows(layout))
        self._show_others(step)

    def _show_others(self, step: int) -> None:
        recording = self._session.recording
        memory = recording.storage(self._tensor, step)
        named = recording.names_at(step)
        others = [
            (name, other)
            for name, other in named.items()
            if other != self._tensor and recording.storage(other, step) == memory
        ]
        self._links.clear()
        words = self.tr("The same memory is seen by:")
        if not others:
            words = self.tr("No other named tensor looks at this memory.")
        self._links.addWidget(Label(words, "control", "muted"))
        for name, other in others:
            link = Link(name, "code_small")
            link.clicked.connect(lambda _=False, other=other: self._session.open_tensor(other))
            self._links.addWidget(link)

    def _sentence(self, layout: Layout) -> str:
        if layout.repeats:
            return self.tr("Stride 0: one element is read at several indices, so nothing was copied.")
        if layout.is_contiguous:
            return self.tr("Contiguous: the elements stand in the order in which they are read.")
        return self.tr("Not contiguous: reading in order jumps about in memory.")

    def _read_out(self, block: int, cell: int) -> None:
        layout = self._layout()
        if block < 0:
            self._says.setText(self._sentence(layout))
            return
        blocks = self._board.blocks()
        place = min(blocks[block].cells[cell].keys)
        reader = cell if block else next((at for at, one in enumerate(blocks[1].cells) if place in one.keys), None)
        if reader is None:
            self._says.setText(self.tr("Position {place}: this tensor does not look here.").format(place=place))
        else:
            index = blocks[1].index(reader)
            self._says.setText(f"[{', '.join(map(str, index))}]: {layout.formula(index)}")

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Memory"))
        self._board.setAccessibleName(self.tr("Memory, and the tensor over it"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.refresh()
        super().changeEvent(event)
