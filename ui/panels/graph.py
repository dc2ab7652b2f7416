"""The Graph tab: the canvas, and under it the timeline, which cannot be lost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.canvas.view import LEGIBLE, Canvas
from ui.models.graph import GraphModel, Mode
from ui.session.base import Session
from ui.session.pace import Pace
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label

MOST_NODES = 1_500
"""Nodes of a recording beyond which the canvas takes in no more."""

SETTLED_AT_ONCE = 300
"""Nodes that are laid out anew without being asked: more would make the window wait."""

MOMENT = 16
"""Milliseconds between two looks at a recording that grows or is scrubbed."""


class GraphPanel(QWidget):
    """Shows the session's recording as a graph at the shown step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mode = Mode.BOTH
        self._model = GraphModel(session.recording, self._mode)
        self._canvas = Canvas()
        self._empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._empty)
        self._notice = Label(font="control", color="muted")
        self._notice.setContentsMargins(16, 6, 16, 6)
        self._notice.setWordWrap(True)
        self._notice.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._notice)
        layout.addWidget(self._stack)
        self._soon = Pace(self._show, MOMENT, self)
        self._is_fresh = True

        session.recorded.connect(self._soon.soon)
        session.step_changed.connect(self._soon.soon)
        session.recording_replaced.connect(self._start_anew)
        session.selection_changed.connect(self._canvas.select)
        session.cell_ended.connect(self._settle_first)
        self._canvas.node_clicked.connect(session.select)
        self._canvas.node_activated.connect(self._open)
        self._canvas.background_clicked.connect(lambda: session.select(-1))
        self._retranslate()
        self._show()

    @property
    def canvas(self) -> Canvas:
        return self._canvas

    @property
    def mode(self) -> Mode:
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Show the values' way, the gradients' way, or both in one picture."""
        self._mode = mode
        self._start_anew()

    def settle(self) -> None:
        """Lay the graph out anew, with its words legible."""
        if not self._is_full():
            self._model.settle()
        self._draw()
        self._canvas.fit(at_least=LEGIBLE)

    def _start_anew(self) -> None:
        self._model = GraphModel(self._session.recording, self._mode)
        if not self._is_full():
            self._model.settle()
        self._is_fresh = self._session.recording.last_step < 0
        self._draw()
        self._canvas.fit(at_least=LEGIBLE)

    def _settle_first(self) -> None:
        """The first code that makes a graph gets the best layout; what comes later is added beside it."""
        self._show()
        if self._is_fresh and len(self._model.graph):
            self._is_fresh = False
            if len(self._model.graph) <= SETTLED_AT_ONCE:
                self.settle()
            else:
                self._canvas.fit(at_least=LEGIBLE)

    def _show(self) -> None:
        if not self._is_full():
            self._model.update()
        self._draw()

    def _is_full(self) -> bool:
        """Whether more nodes than the canvas takes have been recorded; it then keeps what it has, and says so."""
        count = self._session.recording.n_nodes
        full = count > MOST_NODES
        self._notice.setVisible(full)
        if full:
            text = self.tr(
                "{count} nodes are recorded; the canvas shows the first {most}. The lists and the timeline show all."
            )
            self._notice.setText(text.format(count=count, most=len(self._model.graph)))
        return full

    def _draw(self) -> None:
        picture = self._model.picture(self._session.step)
        self._canvas.set_picture(picture)
        self._stack.setCurrentWidget(self._canvas if len(picture.nodes) else self._empty)

    def _open(self, node: int) -> None:
        if self._session.recording.producer(node) != -1 or self._session.recording.dtype(node):
            self._session.open_tensor(node)

    def _retranslate(self) -> None:
        self._empty.set_texts(
            self.tr("The graph appears here while code runs. Try:"), "x = torch.ones(2, requires_grad=True); y = x * x"
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._draw()
        super().changeEvent(event)


def with_timeline(graph: GraphPanel, timeline: QWidget) -> QWidget:
    """The canvas above, the timeline below; its keys work in both."""
    page = _Page(timeline)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(graph, 1)
    layout.addWidget(timeline)
    graph.canvas.installEventFilter(page)
    return page


class _Page(QWidget):
    """Hands the canvas's keys that mean nothing there to the timeline."""

    def __init__(self, timeline: QWidget) -> None:
        super().__init__()
        self._timeline = timeline

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_timelines(event):
            handle = getattr(self._timeline, "handle_key", None)
            return bool(handle(event)) if handle is not None else False
        return False

    @staticmethod
    def _is_timelines(event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
        return event.key() in keys
