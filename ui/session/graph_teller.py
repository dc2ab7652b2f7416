"""Tells running code which graph is shown, a part at a time, so that the window never waits for a large one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from tensorlab.kernel.protocol import GraphPart
from ui.models.graph import GraphModel
from ui.session.base import Session
from ui.session.pace import over_in

SLICE = 0.006
"""Seconds of the window's thread for one part."""


class GraphTeller(QObject):
    """Answers ``lab.graph()``.

    Args:
        shown: the graph that is shown now.
    """

    def __init__(self, session: Session, shown: Callable[[], GraphModel], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = shown
        self._parts: Iterator[GraphPart] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._tell_next)
        session.graph_wanted.connect(self._begin)

    def _begin(self, request: int) -> None:
        self._parts = self._told(request)
        if self._session.can_drive:
            self._timer.start()
        else:
            # The code that waits is on this thread.
            for part in self._parts:
                self._session.tell_graph(part)

    def _tell_next(self) -> None:
        part = next(self._parts, None)
        if part is None:
            self._timer.stop()
        else:
            self._session.tell_graph(part)

    def _told(self, request: int) -> Iterator[GraphPart]:
        """The parts, each the work of a moment."""
        model, step = self._shown(), self._session.step
        while model.is_behind:
            model.update(over_in(SLICE))
            yield GraphPart(request, step, [], [], False)
        whole = model.whole(step)
        part, until = GraphPart(request, step, [], [], False), time.perf_counter() + SLICE
        for node in whole.nodes():
            part.nodes.append(node)
            if time.perf_counter() > until:
                yield part
                part, until = GraphPart(request, step, [], [], False), time.perf_counter() + SLICE
        for edge in whole.edges():
            part.edges.append(edge)
            if time.perf_counter() > until:
                yield part
                part, until = GraphPart(request, step, [], [], False), time.perf_counter() + SLICE
        part.is_last = True
        yield part
