"""A tensor in a tab of its own: what it is in one row, and pages for its numbers, gradient, memory and past."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QTabBar, QVBoxLayout, QWidget

from tensorlab.explain import contiguous_strides
from ui import theme
from ui.models.inspection import inspect
from ui.models.words import shape_text
from ui.panels.tensor_tab.compare_page import ComparePage
from ui.panels.tensor_tab.figures_page import FiguresPage
from ui.panels.tensor_tab.grid_page import GridPage
from ui.panels.tensor_tab.history_page import HistoryPage
from ui.panels.tensor_tab.memory_page import MemoryPage
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.chip import HeaderChip
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.tensor_grid import TensorGrid

VALUES, GRAD, HISTOGRAM, STORAGE, HISTORY, COMPARE = range(6)
"""The pages, in the order of their tabs."""

_TALL = 28
"""Lines of text from which on a tab has room for everything."""


class TensorTab(QWidget):
    """One tensor at the shown step."""

    title_changed = Signal(str)
    made = Signal(str)
    """The name of a tensor that a gesture has made, such as a clone that is changed instead."""

    def __init__(self, session: Session, tensor: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._name = Label(font="title")
        self._shape = Label(font="code")
        self._from = ElidedLabel(font="code_small", color="muted")
        self._chips = [HeaderChip() for _ in range(7)]
        self._facts = ElidedLabel(font="code_small", color="muted")
        self._bar = QTabBar()
        self._values = GridPage(session, tensor)
        self._compare = ComparePage(session, tensor)
        self._pages: list[GridPage | FiguresPage | MemoryPage | HistoryPage | ComparePage] = [
            self._values,
            GridPage(session, tensor, "gradient"),
            FiguresPage(session, tensor),
            MemoryPage(session, tensor),
            HistoryPage(session, tensor),
            self._compare,
        ]
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._arrange()
        self._soon = Pace(self._show, 16, self)

        session.step_changed.connect(self._soon.soon)
        session.recorded.connect(self._soon.soon)
        self._bar.currentChanged.connect(self._turn_to)
        self._values.opened.connect(self.made)
        self._retranslate()
        self._turn_to(VALUES)

    @property
    def tensor(self) -> int:
        return self._tensor

    @property
    def grid(self) -> TensorGrid:
        return self._values.grid

    def look_at(self, tensor: int) -> None:
        """Show another tensor in the same way: one that has taken the place of this one."""
        self._tensor = tensor
        for page in self._pages:
            page.look_at(tensor)
        self._show()

    def turn_to(self, page: int) -> None:
        """Show another page: VALUES, GRAD, HISTOGRAM, STORAGE, HISTORY or COMPARE."""
        self._bar.setCurrentIndex(page)

    def compare_with(self, other: int) -> None:
        """Show how it differs from another tensor."""
        self.turn_to(COMPARE)
        self._compare.compare_with(other)

    def copy_as(self, form: str) -> None:
        """Copy as ``"torch"``, ``"numpy"``, ``"tsv"``, ``"markdown"`` or ``"latex"``."""
        page = self._pages[self._bar.currentIndex()]
        (page if isinstance(page, GridPage) else self._values).copy_as(form)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._shape)
        head.addWidget(self._from, 1)
        self._chip_row = QWidget()
        flow = FlowLayout(self._chip_row)
        for chip in self._chips:
            flow.addWidget(chip)
        self._bar.setObjectName("pages")
        self._bar.setExpanding(False)
        self._bar.setDrawBase(False)
        inner = QWidget()
        inner.setObjectName("page")
        pages = QVBoxLayout(inner)
        pages.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            self._bar.addTab("")
            pages.addWidget(page, 1)
        # Nothing is squeezed where the window is small or the text large: then the page scrolls. What wraps stands
        # outside, since a page with words that wrap would ask for more height than it needs.
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._chip_row)
        layout.addWidget(self._facts)
        layout.addWidget(self._bar)
        layout.addWidget(self._scroll, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little height, the facts stand in one line, and the slice bar takes less."""
        is_short = self.height() < _TALL * QFontMetrics(theme.current().font("control")).height()
        self._chip_row.setVisible(not is_short)
        self._facts.setVisible(is_short)
        page = self._pages[self._bar.currentIndex()]
        if isinstance(page, GridPage | ComparePage):
            page.fit(self._scroll.height())

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
        self._pages[self._bar.currentIndex()].refresh()
        self._fit()
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
        self._facts.setText("  ".join(f"{key} {value}" for key, value in texts))

    def _turn_to(self, page: int) -> None:
        """Only the page in front takes room, so a large one makes no other scroll."""
        for number, other in enumerate(self._pages):
            other.setVisible(number == page)
        self._show()

    # -- language -----------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        words = (
            self.tr("Values"),
            self.tr("Gradient"),
            self.tr("Histogram"),
            self.tr("Storage"),
            self.tr("History"),
            self.tr("Compare"),
        )
        for page, text in enumerate(words):
            self._bar.setTabText(page, text)
        self._bar.setAccessibleName(self.tr("Pages of the tensor"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
