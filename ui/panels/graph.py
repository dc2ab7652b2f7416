"""The Graph tab: the canvas, and under it the timeline, which cannot be lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tensorlab.errors import SaveError
from ui.canvas.exporter import Exporter
from ui.canvas.view import LEGIBLE, Canvas
from ui.models.arrangement import Arrangement
from ui.models.folding import MOST_UNFOLDED, Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.grouping import Key
from ui.models.picture import NodeKind
from ui.models.search import found
from ui.session.arranger import Arranger
from ui.session.base import Session
from ui.session.graph_teller import GraphTeller
from ui.session.pace import Pace, over_in
from ui.widgets.empty_state import EmptyState
from ui.widgets.link import Link
from ui.widgets.notice import Notice

MOMENT = 16
"""Milliseconds between two looks at a recording that grows or is scrubbed."""
LARGE = 2_000
"""To unpack the arrangement of so many takes long enough for one turn, and to draw them for the next."""
SLICE = 0.004
"""Seconds for which new nodes are taken in before the window has its turn."""
A_WHILE = 5_000
"""More new nodes than this take about a second to take in, or longer."""
PATIENCE = 300
"""Milliseconds from which on it is told that arranging takes time."""


Move = tuple[int, tuple[float, float]]
"""A node, and where it stood before it was moved."""


class GraphPanel(QWidget):
    """Shows the session's recording as a graph at the shown step.

    Attributes:
        settles_after_runs: whether the graph is laid out anew whenever code has run, not only the first time.
    """

    export_refused = Signal(object, bool)
    """A graph could not be written: the :class:`SaveError`, and whether it was all of it."""

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
        self._exporter = Exporter(self)
        self._exports_whole = False
        self._cancelled, self._unfolded, self._folded, self._export_cancelled = (Link() for _ in range(4))
        self._notice = Notice((self._cancelled, self._unfolded, self._folded))
        self._export_notice = Notice((self._export_cancelled,))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._notice)
        layout.addWidget(self._export_notice)
        layout.addWidget(self._stack)
        self._soon = Pace(self._show, MOMENT, self)
        self._further = Pace(self._show, 0, self, share=0)
        self._adopted = Pace(self._show_adopted, 0, self, share=0)
        self._reads_long = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._tell)
        self._teller = GraphTeller(session, lambda: self._model, self)
        self._is_fresh = True
        self._fits_after = False
        self._has_news = False
        self._done = 0.0
        self._followed: dict[Key, int] = {}
        self._moves: list[Move] = []
        self._undone: list[Move] = []
        self._pins: dict[int, tuple[float, float]] = {}

        session.recorded.connect(self._soon.soon)
        session.step_changed.connect(self._soon.soon)
        session.recording_replaced.connect(self._start_anew)
        session.recording_thinned.connect(self._go_on)
        session.selection_changed.connect(self._show_selected)
        session.cell_ended.connect(self._settle_first)
        session.comparing.changed.connect(self._show_different)
        self._arranger.arranged.connect(self._adopt)
        self._arranger.progressed.connect(self._progress)
        self._arranger.failed.connect(self._fail)
        self._cancelled.clicked.connect(self._cancel)
        self._unfolded.clicked.connect(self.show_all)
        self._folded.clicked.connect(self.fold)
        self._exporter.progressed.connect(self._export_progressed)
        self._exporter.written.connect(self._export_notice.hide)
        self._exporter.refused.connect(self._export_refused)
        self._exporter.failed.connect(self._export_failed)
        self._export_cancelled.clicked.connect(self._cancel_export)
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
            self._model.wish(replace(self._model.wishes, shown={**self._model.wishes.shown, key: shown}))
            self._arrange(fits=False, stays=True)

    def _follow_iterations(self) -> None:
        """Show the iterations that the step has come into; the last ones while code runs."""
        followed, self._followed = self._followed, self._model.iterations_at(self._session.step)
        is_live = self._session.step >= self._session.recording.last_step
        shown = dict(self._model.wishes.shown)
        entered = {key: number for key, number in self._followed.items() if followed.get(key) != number}
        for key, number in entered.items():
            shown[key] = number
            if is_live:
                del shown[key]
        self._model.wish(replace(self._model.wishes, shown=shown))
        if any(self._model.iterations_shown[key] != number for key, number in entered.items()):
            self._arrange(fits=False, stays=True)

    def _wish(self, wishes: Wishes) -> None:
        self._model.wish(wishes)
        self._arrange(fits=False)

    # -- arranging ----------------------------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """The window closes: nothing is arranged any more."""
        self._arranger.shutdown()
        self._exporter.shutdown()

    def settle(self) -> None:
        """Lay the graph out anew, with its words legible."""
        self._arrange(fits=True)

    def _arrange(self, *, fits: bool, stays: bool = False) -> None:
        self._fits_after |= fits
        self._done = 0.0
        self._patience.start()
        self._arranger.ask(self._model.order(stays=stays))

    def _adopt(self, arrangement: Arrangement) -> None:
        self._patience.stop()
        self._model.adopt(arrangement)
        for node, place in self._pins.items():
            self._model.move(node, place)
        if self._model.count_drawn < LARGE:
            self._show_adopted()
        else:
            self._adopted.soon()

    def _show_adopted(self) -> None:
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
        self._pins.clear()
        self._model = GraphModel(self._session.recording, self._mode)
        self._is_fresh = self._session.recording.last_step < 0
        self._fits_after = not self._is_fresh
        self._show()

    def _go_on(self) -> None:
        """The recording goes on without what it began with: so does the graph, looked at as before."""
        self._arranger.cancel()
        wishes = self._model.wishes
        self._model = GraphModel(self._session.recording, self._mode, self._model.positions)
        self._model.wish(wishes)
        self._soon.soon()

    def _settle_first(self) -> None:
        """The first code that makes a graph gets the best layout; what comes later is added beside it."""
        is_wanted = self._is_fresh or self.settles_after_runs
        self._fits_after |= is_wanted and self._session.recording.n_nodes > 0
        self._is_fresh &= not self._fits_after
        self._has_news = True
        self._show()

    def _show_news(self) -> None:
        """What a run has added last is in sight when it ends."""
        recording, nodes = self._session.recording, self._canvas.picture.nodes
        if not self._has_news or self._fits_after or not self._session.is_live or not recording.cells:
            return
        self._has_news = False
        ids = nodes.ids[self._canvas.picture.visible & (nodes.ids >= 0)]
        new = ids[recording.born[ids] >= recording.cells[-1].step]
        if len(new):
            self._canvas.show_node(int(new.max()))

    # -- exporting ----------------------------------------------------------------------------------------------------

    def export(self, path: Path, language: str, *, whole: bool) -> None:
        """Write what is drawn, or (whole) every node also of a graph that is folded, at the shown step."""
        self._exports_whole = whole
        if whole:
            self._exporter.export_whole(self._model, self._session.step, path, language)
        else:
            self._exporter.export(self._canvas.picture, path, language)
        self._export_progressed(0.0)

    def _export_progressed(self, done: float) -> None:
        text = self.tr("Writing {name}: {percent} %")
        text = text.format(name=self._exporter.path.name, percent=round(100 * done))
        self._export_notice.show_text(text, self._export_cancelled)

    def _cancel_export(self) -> None:
        self._exporter.cancel()
        self._export_notice.hide()

    def _export_refused(self, trouble: SaveError) -> None:
        self._export_notice.hide()
        self.export_refused.emit(trouble, self._exports_whole)

    def _export_failed(self, why: str) -> None:
        self._export_notice.hide()
        self._session.refused.emit(self.tr("The graph could not be written."), why)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Take in what has been recorded since, for a moment, and draw it."""
        is_over = over_in(SLICE)
        self._model.update(is_over)
        self._tell_of_reading()
        if self._model.is_behind or is_over():
            self._further.soon()
            return
        if self._fits_after and self._model.count and not self._arranger.is_busy:
            self._arrange(fits=True)
        elif self._model.is_outgrown and not self._arranger.is_busy:
            self._arrange(fits=False, stays=True)
        if is_over():
            self._further.soon()
            return
        self._follow_iterations()
        self._draw()
        self._show_news()

    def _tell_of_reading(self) -> None:
        """Say how far a graph is taken in that takes its time: what is drawn meanwhile is of a while ago."""
        was_long, self._reads_long = self._reads_long, self._model.to_come > (0 if self._reads_long else A_WHILE)
        if self._reads_long or was_long:
            self._tell()

    def _draw(self) -> None:
        picture = self._model.picture(self._session.step)
        self._canvas.set_picture(picture)
        self._show_different()
        self._stack.setCurrentWidget(self._canvas if len(picture.nodes) else self._empty)

    def _show_different(self) -> None:
        """Mark what another run has otherwise, as it stands in the picture now."""
        different = {one.node_here for one in self._session.comparing.differences}
        self._canvas.show_different(self._model.shown_for(np.array(sorted(different), np.int64)))

    def _tell(self) -> None:
        """Say what is going on with a graph that is large, and what can be done about it."""
        count, drawn = self._model.count, self._model.count_drawn
        if self._arranger.is_busy:
            text = self.tr("Arranging {count} nodes: {percent} %")
            self._notice.show_text(text.format(count=count, percent=round(100 * self._done)), self._cancelled)
        elif self._reads_long:
            nodes = self._session.recording.n_nodes
            percent = 100 * (nodes - self._model.to_come) // max(1, nodes)
            self._notice.show_text(self.tr("The graph is being read: {percent} %").format(percent=percent))
        elif self._model.is_folded and not self._model.wishes.compact:
            text = self.tr("{count} nodes are folded into {drawn}, so that they can be read.")
            self._notice.show_text(text.format(count=count, drawn=drawn), self._unfolded)
        elif self._model.wishes.fold is False and count > MOST_UNFOLDED:
            self._notice.show_text(self.tr("All {count} nodes are shown.").format(count=count), self._folded)
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
            self._pins[node] = place
            if node not in dict(self._moves):
                del self._pins[node]
            self._draw()

    def _move(self, node: int, place: QPointF) -> None:
        before = self._model.move(node, (place.x(), place.y()))
        if before is not None:
            self._moves.append((node, before))
            self._undone.clear()
            self._pins[node] = (place.x(), place.y())
            self._draw()

    # -- Qt -----------------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._empty.set_texts(
            self.tr("The graph appears here while code runs. Try:"), "x = torch.ones(2, requires_grad=True); y = x * x"
        )
        self._cancelled.setText(self.tr("Cancel"))
        self._unfolded.setText(self.tr("Show all"))
        self._folded.setText(self.tr("Fold"))
        self._export_cancelled.setText(self.tr("Cancel"))
        self._tell()

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
        # By themselves the arrows walk along the edges.
        is_far = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        return event.key() in keys or (is_far and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right))
