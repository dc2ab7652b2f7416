"""All that is known of the selected tensor or node at the shown step, with links to its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from tensorlab.events import NOBODY
from ui import answers, theme
from ui.models.inspection import Inspection, Life, Reference, inspect
from ui.models.local_rules import local_rules
from ui.models.recording import NodeKind
from ui.models.why import Question, answer, questions
from ui.models.words import shape_text, summary_text
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.button import Button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label, with_code
from ui.widgets.link import Link
from ui.widgets.metrics import row_height
from ui.widgets.mini_grid import MiniGrid

INSET = 4
"""Room that a link leaves at its side for the ring of the focus; words beside links leave it, too."""

_ANSWER = "answer"


class InspectorPanel(QWidget):
    """The inspector dock. Its page is built anew for each selection and step: a dozen small widgets."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[int, Question] | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = EmptyState()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        layout.addWidget(self._empty)
        self._soon = Pace(self._show, 33, self)
        session.selection_changed.connect(self._show)
        session.step_changed.connect(self._soon.soon)
        session.recording_replaced.connect(self._show)
        self._retranslate()
        self._show()

    def _show(self) -> None:
        session = self._session
        known = session.selection != NOBODY and session.selection < session.recording.n_nodes
        self._scroll.setVisible(known)
        self._empty.setVisible(not known)
        if known:
            at = self._scroll.verticalScrollBar().value()
            self._scroll.setWidget(self._page(inspect(session.recording, session.selection, session.step)))
            self._scroll.verticalScrollBar().setValue(at)

    # -- the page -----------------------------------------------------------------------------------------------------

    def _page(self, facts: Inspection) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self._add_head(column, facts)
        if facts.kind == NodeKind.TENSOR:
            self._add_values(column, facts)
            self._add_why(column, facts)
            self._add_autograd(column, facts)
            self._add_rules(column, facts.maker)
            self._add_ledger(column, facts)
        else:
            self._add_node(column, facts)
            self._add_rules(column, facts.id)
            self._add_saved(column, facts)
        self._add_links(column, self.tr("Comes from"), facts.parents)
        self._add_links(column, self.tr("Leads to"), facts.children)
        self._add_links(column, "next_functions", [one for one in facts.next_functions if one is not None])
        column.addStretch(1)
        return page

    def _add_head(self, column: QVBoxLayout, facts: Inspection) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(facts.title, "title"))
        if facts.kind == NodeKind.TENSOR:
            about = ElidedLabel(f"{shape_text(facts.shape)} {facts.dtype}", "code_small", "muted")
            row.addWidget(about, 1)
        else:
            row.addStretch(1)
        column.addLayout(row)
        if facts.source_text:
            column.addWidget(ElidedLabel(facts.source_text, "code_small"))
        words = {
            Life.LATER: self.tr("not created yet"),
            Life.ALIVE: self.tr("alive"),
            Life.FREED: self.tr("saved tensors freed"),
            Life.COLLECTED: self.tr("collected"),
        }
        where = QWidget()
        line = FlowLayout(where, 12)
        line.addWidget(Label(words[facts.life], "label", "muted"))
        if facts.place.line > 0:
            text = self.tr("line {line} · step {step}").format(line=facts.place.line, step=facts.born + 1)
            line.addWidget(self._link(text, lambda: self._go_to(facts)))
        column.addWidget(where)

    def _room(self) -> int:
        """How wide a page can be, beside a bar to scroll it."""
        return self.width() - 32 - self._scroll.verticalScrollBar().sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.soon()

    def _go_to(self, facts: Inspection) -> None:
        self._session.open_source(facts.place.source, facts.place.line)
        self._session.show_step(facts.born)

    def _add_values(self, column: QVBoxLayout, facts: Inspection) -> None:
        parts: list[tuple[QVBoxLayout, MiniGrid]] = []
        for title, value, scale, role in (
            (self.tr("Value"), facts.value, "data", "text"),
            (self.tr("Gradient"), facts.gradient if facts.has_grad else facts.arriving, "gradient", "gradient_text"),
        ):
            if value is None or not value.size:
                continue
            part = QVBoxLayout()
            part.addWidget(Label(title, "section", role))
            grid = MiniGrid(scale)
            grid.set_values(value)
            part.addWidget(grid)
            part.addStretch(1)
            parts.append((part, grid))
        wanted = sum(grid.sizeHint().width() + 16 for _, grid in parts)
        grids: QBoxLayout = QHBoxLayout() if wanted <= self._room() else QVBoxLayout()
        grids.setSpacing(16)
        for part, _ in parts:
            grids.addLayout(part)
        grids.addStretch(1)
        column.addLayout(grids)
        if facts.value is None:
            kept = summary_text(None, facts.summary)
            column.addWidget(Label(kept or self.tr("The value at this step was not kept."), "code_small", "muted"))

    def _add_autograd(self, column: QVBoxLayout, facts: Inspection) -> None:
        column.addWidget(self._section(self.tr("Autograd")))
        short: list[tuple[str, str | Reference]] = [
            ("requires_grad", str(facts.requires_grad)),
            ("is_leaf", str(facts.is_leaf)),
            ("retains_grad", str(facts.retains_grad)),
            ("_version", str(facts.version)),
        ]
        rows: list[tuple[str, str | Reference]] = [
            ("grad_fn", "None" if facts.grad_fn is None else facts.grad_fn),
            (".grad", self._grad_words(facts)),
            ("stride", shape_text(facts.stride)),
            ("storage_offset", str(facts.offset)),
        ]
        if facts.base is not None:
            rows.append(("_base", facts.base))
        column.addLayout(self._table(short, across=1 if theme.manager().scale >= theme.LARGE_TEXT else 2))
        column.addLayout(self._table(rows))

    def _add_rules(self, column: QVBoxLayout, function: int) -> None:
        """What the operation does to a gradient on its way back, in symbols and then in numbers."""
        session = self._session
        rules = [] if function == NOBODY else local_rules(session.recording, function, session.step)
        if not rules:
            return
        column.addWidget(self._section(self.tr("Local rule, g being the gradient that comes")))
        for rule in rules:
            text = f"∂L/∂{rule.operand} = {rule.symbols}"
            column.addWidget(ElidedLabel(f"{text} = {rule.numbers}" if rule.numbers else text, "code_small"))
            if rule.summed_to is not None:
                words = self.tr("then summed to the shape {shape}").format(shape=shape_text(rule.summed_to))
                column.addWidget(Label(words, "label", "muted"))

    # -- why? ---------------------------------------------------------------------------------------------------------

    def _add_why(self, column: QVBoxLayout, facts: Inspection) -> None:
        """Questions that apply, and under them the answer of the one that was asked."""
        session = self._session
        step = max(session.step, facts.born)
        column.addWidget(self._section(self.tr("Why?")))
        row = QWidget()
        flow = FlowLayout(row, 4)
        asked = questions(session.recording, facts.id, step)
        for question in asked:
            button = Button(answers.question(question))
            button.clicked.connect(lambda _=False, question=question: self._ask(facts.id, question))
            flow.addWidget(button)
        column.addWidget(row)
        if self._asked is not None and self._asked[0] == facts.id and self._asked[1] in asked:
            self._add_answer(column, self._asked[1], facts.id, step)

    def _ask(self, tensor: int, question: Question) -> None:
        """Answer a question; asked again, the answer goes away."""
        self._asked = None if self._asked == (tensor, question) else (tensor, question)
        self._show()
        told = self.findChild(QWidget, _ANSWER)
        if told is not None:
            QTimer.singleShot(0, told, lambda: self._scroll.ensureWidgetVisible(told, 0, INSET))

    def _add_answer(self, page: QVBoxLayout, question: Question, tensor: int, step: int) -> None:
        whole = QWidget()
        whole.setObjectName(_ANSWER)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        page.addWidget(whole)
        column.addWidget(Label(answers.question(question), "control", "muted"))
        for because in answer(self._session.recording, question, tensor, step):
            told = Label(with_code(answers.reason(because), "control"), "control")
            told.setTextFormat(Qt.TextFormat.RichText)
            told.setWordWrap(True)
            column.addWidget(told)
            if because.step < 0:
                continue
            line = QHBoxLayout()
            line.setContentsMargins(-INSET, 0, 0, 0)
            text = self.tr("line {line} · step {step}").format(line=because.line, step=because.step + 1)
            line.addWidget(self._link(text, partial(self._go_to_event, because.step, because.node)))
            line.addStretch(1)
            column.addLayout(line)

    def _go_to_event(self, step: int, node: int) -> None:
        place = self._session.recording.place_of(step)
        self._session.open_source(place.source, place.line)
        self._session.show_step(step)
        if node != NOBODY:
            self._session.select(node)

    def _grad_words(self, facts: Inspection) -> str:
        if facts.has_grad:
            return self.tr("a tensor of {shape}").format(shape=shape_text(facts.shape))
        return "None"

    def _add_ledger(self, column: QVBoxLayout, facts: Inspection) -> None:
        if not facts.ledger:
            return
        column.addWidget(self._section(self.tr("Added to .grad")))
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        for row, added in enumerate(facts.ledger):
            text = self.tr("step {step}, line {line}").format(step=added.step + 1, line=added.line)
            grid.addWidget(self._link(text, partial(self._session.show_step, added.step)), row, 0)
            total = Label(f"= {summary_text(added.total, None)}", "code_small")
            grid.addWidget(total, row, 1)
        column.addLayout(grid)

    def _add_node(self, column: QVBoxLayout, facts: Inspection) -> None:
        column.addWidget(self._section(self.tr("Operation")))
        tracked = facts.grad_fn_name or self.tr("None: not tracked by autograd")
        rows: list[tuple[str, str | Reference]] = [(self.tr("operation"), facts.op), ("grad_fn", tracked)]
        if facts.scope:
            rows.append((self.tr("inside"), facts.scope))
        column.addLayout(self._table(rows))
        if facts.arriving is not None:
            column.addWidget(Label(self.tr("Gradient that arrived"), "section", "gradient_text"))
            grid = MiniGrid("gradient")
            grid.set_values(facts.arriving)
            column.addWidget(grid, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_saved(self, column: QVBoxLayout, facts: Inspection) -> None:
        if not facts.grad_fn_name or facts.kind != NodeKind.FUNCTION:
            return
        column.addWidget(self._section(self.tr("Saved for backward")))
        if not facts.saved:
            column.addWidget(Label(self.tr("Saved nothing, so it may run backward again."), "control", "muted"))
        for item in facts.saved:
            row = QHBoxLayout()
            row.addWidget(Label("●" if item.kept else "○", "control", "computed" if item.kept else "freed"))
            row.addWidget(Label(f"_saved_{item.name}", "code_small"))
            if item.owner is not None:
                row.addWidget(self._to(item.owner))
            row.addStretch(1)
            kept = self.tr("{bytes} B kept").format(bytes=item.bytes)
            row.addWidget(Label(kept if item.kept else self.tr("freed"), "label", "muted"))
            column.addLayout(row)

    def _add_links(self, column: QVBoxLayout, title: str, references: Sequence[Reference]) -> None:
        if not references:
            return
        column.addWidget(self._section(title))
        for reference in references:
            row = QHBoxLayout()
            row.setContentsMargins(-INSET, 0, 0, 0)
            row.addWidget(self._to(reference))
            row.addWidget(Label(reference.detail, "code_small", "muted"))
            row.addStretch(1)
            column.addLayout(row)

    # -- pieces -------------------------------------------------------------------------------------------------------

    def _section(self, title: str) -> QLabel:
        label = Label(title, "section", "muted")
        label.setContentsMargins(0, 6, 0, 0)
        return label

    def _table(self, rows: Sequence[tuple[str, str | Reference]], across: int = 1) -> QGridLayout:
        """Keys and values; ``across`` is how many pairs stand in a line."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        code = theme.current().font("code_small")
        height = row_height(code) - INSET
        grid.setColumnMinimumWidth(0, QFontMetrics(code).horizontalAdvance("storage_offset"))
        grid.setColumnStretch(2 * across - 1, 1)
        for number, (key, value) in enumerate(rows):
            place, column = divmod(number, across)
            grid.setRowMinimumHeight(place, height)
            grid.addWidget(Label(key, "code_small", "muted"), place, 2 * column)
            shown = self._to(value) if isinstance(value, Reference) else ElidedLabel(value, "code_small")
            shown.setFixedHeight(height)
            if isinstance(shown, Label):
                shown.setContentsMargins(INSET, 0, 0, 0)
            grid.addWidget(shown, place, 2 * column + 1, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _to(self, reference: Reference) -> Link:
        return self._link(reference.label, lambda: self._session.select(reference.id))

    def _link(self, text: str, follow: Callable[[], None]) -> Link:
        link = Link(text, "code_small")
        link.clicked.connect(lambda _: follow())
        return link

    def _retranslate(self) -> None:
        self._scroll.setAccessibleName(self.tr("Inspector"))
        self._empty.set_texts(self.tr("Select a node of the graph, or a tensor, to see all about it here."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
