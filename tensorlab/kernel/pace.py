"""How fast the user's code runs: freely, with a rest after each statement, or stopped until it is told to go on.

The code that runs calls :meth:`Pace.rest` between two statements, inside loops and functions too; the window sets the
pace from another thread. A rest is made of short waits, so that an interrupt ends it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SLICE = 0.05
"""Seconds of one wait: an interrupt is answered between two."""


class Pace:
    """The pace of one kernel's code.

    Args:
        stands: called with True when the code comes to rest between two statements, and with False when it goes on.
    """

    def __init__(self, stands: Callable[[bool], None]) -> None:
        self._stands = stands
        self._rest: float | None = 0.0
        self._single = False
        self._changed = threading.Event()

    @property
    def is_free(self) -> bool:
        """Whether nothing is to happen between two statements."""
        return self._rest == 0.0

    def run(self) -> None:
        """Go on without rests."""
        self._set(0.0)

    def slow(self, rest: float) -> None:
        """Go on, and rest so many seconds after each statement."""
        self._set(max(rest, SLICE))

    def stop(self) -> None:
        """Rest after the present statement until told otherwise."""
        self._set(None)

    def step(self) -> None:
        """Run one statement, then stop."""
        self._single = True
        self._set(None)

    def _set(self, rest: float | None) -> None:
        self._rest = rest
        self._changed.set()

    def rest(self) -> None:
        """Called between two statements by the code that runs."""
        if self.is_free:
            return
        self._stands(True)
        began = time.monotonic()
        try:
            while not self._is_over(time.monotonic() - began):
                self._changed.wait(SLICE)
                self._changed.clear()
        finally:
            self._stands(False)

    def _is_over(self, waited: float) -> bool:
        if self._single:
            self._single = False
            return True
        return self._rest is not None and waited >= self._rest
