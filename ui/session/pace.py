"""Looking again soon, but never so often that looking is all that gets done."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SHARE = 6
"""Between two looks passes at least this many times what the last one took, so the window has time for the user."""


BREATH = 5
"""Milliseconds between the looks of two who want to look at the same moment, as all do when a cell has ended."""


class Pace(QObject):
    """Calls ``work`` once for any number of requests that come close together, and after a breath if others work.

    Args:
        interval: milliseconds from a request to the work; longer where the work itself takes long.
    """

    _last_end = 0.0

    def __init__(self, work: Callable[[], None], interval: int, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._interval = interval
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self._do)

    def soon(self) -> None:
        """There is something new to look at."""
        if not self._timer.isActive():
            self._timer.start()

    def _do(self) -> None:
        began = time.perf_counter()
        if (began - Pace._last_end) * 1000 < BREATH:
            self._timer.start(BREATH)
            return
        self._work()
        Pace._last_end = time.perf_counter()
        took = (Pace._last_end - began) * 1000
        self._timer.setInterval(max(self._interval, int(took * SHARE)))


def over_in(seconds: float) -> Callable[[], bool]:
    """Tells whether so much time has passed since."""
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= until
