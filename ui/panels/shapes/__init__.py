"""The explain dock: why the shown operation gave this shape, in a picture of its own operands.

It follows the selection, or the tensors that are compared by hand; each page can also be played with.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.models.explanation import Operand, Page, Subject, subject_of
from ui.panels.shapes.broadcast import BroadcastPage
from ui.panels.shapes.concatenate import ConcatenatePage
from ui.panels.shapes.dtype import TypePage
from ui.panels.shapes.indexing import IndexPage
from ui.panels.shapes.order import OrderPage
from ui.panels.shapes.page import ExplainPage
from ui.panels.shapes.product import ProductPage
from ui.panels.shapes.reduce import ReducePage
from ui.panels.shapes.storage import StoragePage
from ui.session.base import Session
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState

TENSOR_FORMAT = "application/x-tensorlab-tensor"
"""A tensor that is dragged from a list: its id as text."""

PLAYED = Subject(Page.BROADCAST, (Operand.played("a", (3,)), Operand.played("b", (3, 1), 10)), code="a + b")
"""What is shown to somebody who wants to play before there are tensors."""


class ShapesPanel(QWidget):
    """The shapes dock: one page for each kind of question."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._compared: list[int] = list(session.operands)
        self._selected = session.selection
        self._before: list[int] = []
        self._subject: Subject | None = None
        self._chosen: Page | None = None
        self._plays = False
        self._choice = DropDown()
        storage = StoragePage(session.select)
        self._code = ElidedLabel(font="code_small", color="muted")
        self._pages: dict[Page, ExplainPage] = {
            Page.BROADCAST: BroadcastPage(),
            Page.ORDER: OrderPage(),
            Page.REDUCE: ReducePage(),
            Page.MATMUL: ProductPage(),
            Page.DTYPE: TypePage(),
            Page.INDEX: IndexPage(),
            Page.CONCATENATE: ConcatenatePage(),
            Page.STORAGE: storage,
        }
        self._stack = QStackedWidget()
        self._empty = EmptyState()
        self.setAcceptDrops(True)
        self._arrange()

        self._choice.activated.connect(self._choose)
        self._empty.action_triggered.connect(self._play)
        session.operands_changed.connect(self._compare)
        session.view_asked.connect(storage.ask)
        session.selection_changed.connect(self._follow)
        session.step_changed.connect(self._show)
        session.recording_replaced.connect(lambda: self._compare(()))
        self._retranslate()
        self._show()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 16, 0)
        head.setSpacing(8)
        head.addWidget(self._choice)
        head.addWidget(self._code, 1)
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._full = QWidget()
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._full)
        outer.addWidget(self._empty)

    @property
    def page(self) -> ExplainPage:
        """The page in front."""
        page = self._stack.currentWidget()
        assert isinstance(page, ExplainPage), "the stack holds nothing but pages"
        return page

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _compare(self, operands: Sequence[int]) -> None:
        """Explain these together, until something else is selected; a page that was chosen by hand is left."""
        self._compared = list(operands)
        self._chosen = None
        self._plays = False
        for page in self._pages.values():
            page.forget()
        self._show()

    def _follow(self, selected: int) -> None:
        """Explain what is selected now. A tensor that is dragged was selected by the press, so what was shown before
        is kept in mind: that is what it may be dropped to."""
        self._before, self._selected = self._compared or [self._selected], selected
        self._compare(())

    def _play(self) -> None:
        self._plays = True
        self._show()

    def _choose(self, _: int) -> None:
        self._chosen = self._choice.currentData()
        self._show()

    def _show(self) -> None:
        session = self._session
        subject = subject_of(session.recording, session.step, self._compared, session.selection)
        if subject is None and self._plays:
            subject = PLAYED
        self._full.setVisible(subject is not None)
        self._empty.setVisible(subject is None)
        self._subject = subject
        if subject is None:
            return
        self._code.setText(subject.code or ", ".join(operand.name for operand in subject.operands))
        page = self._chosen or subject.page
        self._choice.setCurrentIndex(self._choice.findData(page))
        self._stack.setCurrentWidget(self._pages[page])
        if page is Page.STORAGE:
            self._pages[page].set_sharing(self._sharing())
        self._pages[page].show_subject(subject)

    def _sharing(self) -> dict[int, list[tuple[int, str]]]:
        """For each operand, who else looks at its memory: ids and names."""
        recording, step = self._session.recording, self._session.step
        found = {}
        subject = self._subject
        shown = () if subject is None else (*subject.operands, *((subject.result,) if subject.result else ()))
        named = recording.names_at(step) if recording.last_step >= 0 else {}
        for operand in shown:
            if operand.id < 0:
                continue
            memory = recording.storage(operand.id, step)
            found[operand.id] = [
                (tensor, name)
                for name, tensor in named.items()
                if tensor != operand.id and recording.storage(tensor, step) == memory
            ]
        return found

    # -- language -----------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        words = {
            Page.BROADCAST: self.tr("Broadcast"),
            Page.ORDER: self.tr("Reshape and order"),
            Page.REDUCE: self.tr("Reduce"),
            Page.MATMUL: self.tr("Matrix product"),
            Page.DTYPE: self.tr("Types"),
            Page.INDEX: self.tr("Index"),
            Page.CONCATENATE: self.tr("Concatenate"),
            Page.STORAGE: self.tr("Storage"),
        }
        chosen = self._choice.currentData()
        self._choice.clear()
        for page, text in words.items():
            self._choice.addItem(text, page)
        self._choice.setCurrentIndex(max(0, self._choice.findData(chosen)))
        self._choice.setAccessibleName(self.tr("What is explained"))
        self._empty.set_texts(
            self.tr("Select an operation, or two tensors in the list, to see how their shapes line up."),
            "lab.explain(a, b)",
            self.tr("Play with shapes"),
        )

    # -- tensors that are dropped here --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(TENSOR_FORMAT):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A tensor is added to those that are compared; one that is selected is the first of them."""
        dropped = int(bytes(event.mimeData().data(TENSOR_FORMAT).data()))
        recording = self._session.recording
        held = self._compared or (self._before if self._selected == dropped else [self._selected])
        others = [one for one in held if 0 <= one < recording.n_nodes and recording.is_tensor(one) and one != dropped]
        self._session.compare([*others, dropped])
        event.acceptProposedAction()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
