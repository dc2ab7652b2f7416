"""Looking again soon, but never so often that looking is all that gets done."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SHARE = 6
"""Between two looks passes at least this many times what the last one took, so the window has time for the user."""

BREATH = 2
"""Milliseconds between the works of two who want to work at the same moment, so that all else comes in between."""


class Turns:
    """Of those who work on the window's thread, one at a time: the window paints and listens before the next."""

    _last_end = 0.0

    @classmethod
    def is_taken(cls) -> bool:
        """Whether somebody has worked just now."""
        return (time.perf_counter() - cls._last_end) * 1000 < BREATH

    @classmethod
    def over(cls) -> None:
        """Somebody has worked."""
        cls._last_end = time.perf_counter()


class Pace(QObject):
    """Calls ``work`` once for any number of requests that come close together, and in a turn of its own.

    Args:
        interval: milliseconds from a request to the work; longer where the work itself takes long.
        share: how many times what the work took passes before it is done again.
    """

    def __init__(self, work: Callable[[], None], interval: int, parent: QObject, share: int = SHARE) -> None:
        super().__init__(parent)
        self._work = work
        self._interval = interval
        self._share = share
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self._do)

    def soon(self) -> None:
        """There is something new to look at."""
        if not self._timer.isActive():
            self._timer.start()

    def _do(self) -> None:
        if Turns.is_taken():
            self._timer.start(BREATH)
            return
        began = time.perf_counter()
        self._work()
        Turns.over()
        took = (time.perf_counter() - began) * 1000
        self._timer.setInterval(max(self._interval, int(took * self._share)))


def over_in(seconds: float) -> Callable[[], bool]:
    """Tells whether so much time has passed since."""
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= until
