"""Python's collector, kept to the window's thread.

Left to itself it runs on whichever thread happens to need memory and ends what it finds there, Qt's objects among it,
which may end on the thread of the window alone: a timer that another thread has taken apart takes the process with it.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

TICK = 50
"""Milliseconds between two looks at how much there is."""

REST = 60.0
"""Seconds between two collections of everything, which take longest."""


class Garbage(QObject):
    """Collects what Python would have collected, from the event loop of the thread that made it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last_of_all = time.monotonic()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.collect)
        gc.disable()
        self._timer.start()

    def collect(self) -> None:
        """Collect the youngest objects if there are enough, older ones more rarely."""
        counts, limits = gc.get_count(), gc.get_threshold()
        now = time.monotonic()
        if counts[2] > limits[2] and now - self._last_of_all > REST:
            self._last_of_all = now
            gc.collect(2)
        elif counts[1] > limits[1]:
            gc.collect(1)
        elif counts[0] > limits[0]:
            gc.collect(0)
