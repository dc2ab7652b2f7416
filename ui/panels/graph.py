"""The Graph tab: the canvas, and under it the timeline, which cannot be lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.canvas.view import LEGIBLE, Canvas
from ui.models.arrangement import Arrangement
from ui.models.folding import MOST_UNFOLDED, Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.picture import NodeKind, Picture
from ui.models.search import found
from ui.session.arranger import Arranger
from ui.session.base import Session
from ui.session.graph_teller import GraphTeller
from ui.session.pace import Pace, over_in
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.link import Link

MOMENT = 16
"""Milliseconds between two looks at a recording that grows or is scrubbed."""
SLICE = 0.004
"""Seconds for which new nodes are taken in before the window has its turn."""
PATIENCE = 300
"""Milliseconds from which on it is told that arranging takes time."""


Move = tuple[int, tuple[float, float]]
"""A node, and where it stood before it was moved."""


class GraphPanel(QWidget):
    """Shows the session's recording as a graph at the shown step.

    Attributes:
        settles_after_runs: whether the graph is laid out anew whenever code has run, not only the first time.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.settles_after_runs = False
        self._mode = Mode.BOTH
        self._model = GraphModel(session.recording, self._mode)
        self._arranger = Arranger(self)
        self._canvas = Canvas()
        self._empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._empty)
        self._notice = Notice()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._notice)
        layout.addWidget(self._stack)
        self._soon = Pace(self._show, MOMENT, self)
        self._further = QTimer(self, singleShot=True, interval=0)
        self._further.timeout.connect(self._show)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._tell)
        self._teller = GraphTeller(session, lambda: self._model, self)
        self._is_fresh = True
        self._fits_after = False
        self._done = 0.0
        self._moves: list[Move] = []
        self._undone: list[Move] = []

        session.recorded.connect(self._soon.soon)
        session.step_changed.connect(self._soon.soon)
        session.recording_replaced.connect(self._start_anew)
        session.selection_changed.connect(self._show_selected)
        session.cell_ended.connect(self._settle_first)
        self._arranger.arranged.connect(self._adopt)
        self._arranger.progressed.connect(self._progress)
        self._arranger.failed.connect(self._fail)
        self._notice.cancelled.clicked.connect(self._cancel)
        self._notice.unfolded.clicked.connect(self.show_all)
        self._notice.folded.clicked.connect(self.fold)
        self._canvas.node_clicked.connect(self._select)
        self._canvas.node_activated.connect(self._open)
        self._canvas.background_clicked.connect(lambda: session.select(-1))
        self._canvas.frame_clicked.connect(lambda group: self._set_open(group, False))
        self._canvas.frame_slid.connect(self._slide)
        self._canvas.node_dragged.connect(self._move)
        self._canvas.iteration_stepped.connect(self.step_iteration)
        self._canvas.move_taken_back.connect(lambda again: self.redo() if again else self.undo())
        self._canvas.search_box.searched.connect(self._search)
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

    # -- folding ------------------------------------------------------------------------------------------------------

    @property
    def is_compact(self) -> bool:
        return bool(self._model.wishes.compact)

    def set_compact(self, compact: bool) -> None:
        """Fold unnamed tensors into their operations, and operations in a row into one."""
        self._wish(replace(self._model.wishes, compact=compact))

    def show_all(self) -> None:
        """Draw every node, however many there are."""
        self._wish(Wishes(fold=False))

    def fold(self) -> None:
        """Fold what repeats, and more of a large graph, as it is by itself."""
        self._wish(Wishes(fold=True))

    def whole_picture(self) -> Picture:
        """Every node at the shown step, drawn as well as can be."""
        if not self._model.is_folded:
            return self._canvas.picture
        model = GraphModel(self._session.recording, self._mode)
        model.wish(Wishes(fold=False))
        model.settle()
        return model.picture(self._session.step)

    def step_iteration(self, way: int) -> None:
        """Show the next or the previous iteration of the loop that the selected node is in, or else of the first."""
        loops = [frame for frame in self._canvas.picture.frames if frame.count]
        around = set(self._model.frames_around(self._canvas.selection))
        chosen = [frame for frame in loops if frame.id in around][-1:] or loops[:1]
        for frame in chosen:
            self._slide(frame.id, min(max(frame.shown + way, 0), frame.count - 1))

    def toggle_group(self) -> None:
        """Open the selected card, or close the group that the selected node is in."""
        group = self._canvas.selection
        if group < -1:
            self._set_open(group, True)
            return
        around = self._model.frames_around(group)
        if around:
            self._set_open(around[-1], False)

    def _set_open(self, group: int, is_open: bool) -> None:
        key = self._model.key_of(group)
        if key is not None:
            self._wish(replace(self._model.wishes, is_open={**self._model.wishes.is_open, key: is_open}))

    def _slide(self, group: int, shown: int) -> None:
        key = self._model.key_of(group)
        if key is not None:
            self._wish(replace(self._model.wishes, shown={**self._model.wishes.shown, key: shown}))

    def _wish(self, wishes: Wishes) -> None:
        self._model.wish(wishes)
        self._arrange(fits=False)

    # -- arranging ----------------------------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """The window closes: nothing is arranged any more."""
        self._arranger.shutdown()

    def settle(self) -> None:
        """Lay the graph out anew, with its words legible."""
        self._arrange(fits=True)

    def _arrange(self, *, fits: bool) -> None:
        self._fits_after |= fits
        self._done = 0.0
        self._patience.start()
        self._arranger.ask(self._model.order())

    def _adopt(self, arrangement: Arrangement) -> None:
        self._patience.stop()
        self._model.adopt(arrangement)
        self._draw()
        if self._fits_after:
            self._canvas.fit(at_least=LEGIBLE)
        self._fits_after = False
        self._tell()
        if self._model.is_behind or self._model.is_outgrown:
            self._soon.soon()

    def _progress(self, done: float) -> None:
        self._done = done
        if not self._patience.isActive():
            self._tell()

    def _cancel(self) -> None:
        self._arranger.cancel()
        self._tell()

    def _fail(self, why: str) -> None:
        self._patience.stop()
        self._session.refused.emit(self.tr("The graph could not be arranged."), why)
        self._tell()

    def _start_anew(self) -> None:
        self._arranger.cancel()
        self._moves.clear()
        self._undone.clear()
        self._model = GraphModel(self._session.recording, self._mode)
        self._is_fresh = self._session.recording.last_step < 0
        self._fits_after = not self._is_fresh
        self._show()

    def _settle_first(self) -> None:
        """The first code that makes a graph gets the best layout; what comes later is added beside it."""
        is_wanted = self._is_fresh or self.settles_after_runs
        self._fits_after |= is_wanted and self._session.recording.n_nodes > 0
        self._is_fresh &= not self._fits_after
        self._show()

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Take in what has been recorded since, for a moment, and draw it."""
        self._model.update(over_in(SLICE))
        if self._model.is_behind:
            self._further.start()
        else:
            if self._fits_after and self._model.count and not self._arranger.is_busy:
                self._arrange(fits=True)
            elif self._model.is_outgrown and not self._arranger.is_busy:
                self._arrange(fits=False)
            self._draw()

    def _draw(self) -> None:
        picture = self._model.picture(self._session.step)
        self._canvas.set_picture(picture)
        self._stack.setCurrentWidget(self._canvas if len(picture.nodes) else self._empty)

    def _tell(self) -> None:
        """Say what is going on with a graph that is large, and what can be done about it."""
        count, drawn = self._model.count, self._model.count_drawn
        if self._arranger.is_busy:
            text = self.tr("Arranging {count} nodes: {percent} %")
            self._notice.show_text(text.format(count=count, percent=round(100 * self._done)), self._notice.cancelled)
        elif self._model.is_folded and not self._model.wishes.compact:
            text = self.tr("{count} nodes are folded into {drawn}, so that they can be read.")
            self._notice.show_text(text.format(count=count, drawn=drawn), self._notice.unfolded)
        elif self._model.wishes.fold is False and count > MOST_UNFOLDED:
            self._notice.show_text(self.tr("All {count} nodes are shown.").format(count=count), self._notice.folded)
        else:
            self._notice.hide()

    def _select(self, node: int) -> None:
        self._session.select(max(node, -1))
        if node < -1:
            # A card stands for many nodes, so it is selected here alone.
            self._canvas.select(node)

    def _show_selected(self, node: int) -> None:
        """Ring a node, or the card that stands for it."""
        self._canvas.select(next(iter(self._model.shown_for(np.array([node]))), -1))

    def _open(self, node: int) -> None:
        if node < -1:
            self._set_open(node, True)
        elif self._session.recording.kind[node] == NodeKind.TENSOR:
            self._session.open_tensor(node)
        else:
            place = self._session.recording.place(node)
            self._session.open_source(place.source, place.line)

    # -- search -------------------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        ids = self._model.ids
        recording, step = self._session.recording, self._session.step
        hits = ids[found(recording, ids, step, text, self._model.invalid(step))] if len(ids) else ids
        self._canvas.show_found(self._model.shown_for(hits))

    # -- pins ---------------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return bool(self._moves)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def undo(self) -> None:
        """Take the last move of a node back."""
        self._take_back(self._moves, self._undone)

    def redo(self) -> None:
        """Move it again."""
        self._take_back(self._undone, self._moves)

    def _take_back(self, done: list[Move], undone: list[Move]) -> None:
        if done:
            node, place = done.pop()
            before = self._model.move(node, place)
            if before is not None:
                undone.append((node, before))
            self._draw()

    def _move(self, node: int, place: QPointF) -> None:
        before = self._model.move(node, (place.x(), place.y()))
        if before is not None:
            self._moves.append((node, before))
            self._undone.clear()
            self._draw()

    # -- Qt -----------------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._empty.set_texts(
            self.tr("The graph appears here while code runs. Try:"), "x = torch.ones(2, requires_grad=True); y = x * x"
        )
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._draw()
        super().changeEvent(event)


class Notice(QWidget):
    """A line over the canvas that says what is not as usual, with one link to change that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label(font="control", color="muted")
        self.cancelled = Link()
        self.unfolded = Link()
        self.folded = Link()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.addWidget(self._text)
        for link in self._links:
            layout.addWidget(link)
        layout.addStretch(1)
        self._retranslate()
        self.hide()

    @property
    def _links(self) -> tuple[Link, Link, Link]:
        return self.cancelled, self.unfolded, self.folded

    def show_text(self, text: str, link: Link) -> None:
        """Say this, and offer that."""
        self._text.setText(text)
        for each in self._links:
            each.setVisible(each is link)
        self.show()

    def _retranslate(self) -> None:
        self.cancelled.setText(self.tr("Cancel"))
        self.unfolded.setText(self.tr("Show all"))
        self.folded.setText(self.tr("Fold"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
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
