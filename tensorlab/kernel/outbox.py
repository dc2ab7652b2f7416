"""From the tracer's list to numbered batches, never more than the window can take.

The code of the user only appends to a list. Whoever calls :meth:`Outbox.pump` (a thread every 16 ms, or a session in
the same process) takes events off its front, packs them and sends them, as long as the window has acknowledged enough.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from tensorlab.events import Tracer
from tensorlab.kernel.protocol import CellEnded, Encoder, Message, Trace

CREDIT = 4
"""So many batches may be unacknowledged."""

LARGEST = 20_000
"""So many events pending make the user's code wait."""

BATCH = 4_000
"""Events in a batch, at most: the window takes in a batch at a time, which should not keep it long."""

PATIENCE = 2.0
"""Seconds that a silent window may hold up the user's code, once."""

SLICE = 0.05
"""Seconds of one wait: an interrupt is answered between two."""


class Outbox:
    """What has happened and is not yet told.

    Args:
        tracer: whose events are sent.
        send: puts one message on its way; called by :meth:`pump` only, and for other messages by their owners.
        waiting: called with True and False when the user's code starts and stops waiting for the window.
    """

    def __init__(self, tracer: Tracer, send: Callable[[Message], None], waiting: Callable[[bool], None]) -> None:
        self._tracer = tracer
        self._send = send
        self._waiting = waiting
        self._encoder = Encoder()
        self._places = 0
        self._taken = 0
        self._sequence = 0
        self._unacknowledged: dict[int, Trace] = {}
        self._notices: deque[tuple[int, Message]] = deque()
        self._packing = threading.Lock()
        self._acknowledged = threading.Event()
        self._given_up = False
        self.wake = threading.Event()

    @property
    def pending(self) -> int:
        """Events not yet sent."""
        return len(self._tracer.events)

    @property
    def steps(self) -> int:
        """Events so far, sent or not."""
        return self._taken + len(self._tracer.events)

    @property
    def is_idle(self) -> bool:
        """Whether everything has been sent."""
        return not self._tracer.events and not self._notices

    def notice(self, message: Message) -> None:
        """Send a message after all that has happened until now."""
        self._notices.append((self.steps, message))
        self.wake.set()

    def pump(self) -> None:
        """Send what may be sent."""
        with self._packing:
            while self._send_next():
                pass

    def empty(self, seconds: float) -> None:
        """Send everything, as fast as the window takes it."""
        deadline = time.monotonic() + seconds
        self.pump()
        while not self.is_idle and time.monotonic() < deadline:
            self._acknowledged.wait(SLICE)
            self._acknowledged.clear()
            self.pump()

    def _send_next(self) -> bool:
        events = self._tracer.events
        count = min(len(events), BATCH)
        if self._notices:
            position, message = self._notices[0]
            count = min(count, position - self._taken)
            if count <= 0:
                self._notices.popleft()
                if isinstance(message, CellEnded):
                    message.seq = self._sequence - 1
                self._send(message)
                return True
        if count == 0 or len(self._unacknowledged) >= CREDIT:
            return False
        # Copied, then deleted: others append all the time, and each of the two steps is atomic.
        chunk = events[:count]
        places = self._tracer.places[self._places :]
        del events[:count]
        self._taken += count
        self._places += len(places)
        trace = Trace(self._sequence, self._encoder.batch(chunk, places))
        self._unacknowledged[trace.seq] = trace
        self._sequence += 1
        self._send(trace)
        return True

    def acknowledge(self, seq: int) -> None:
        """The window has applied every batch up to this one."""
        for number in [number for number in self._unacknowledged if number <= seq]:
            del self._unacknowledged[number]
        self._given_up = False
        self._acknowledged.set()
        self.wake.set()

    def resend(self, seq: int) -> None:
        """The window has missed this batch: send it and all later ones again."""
        with self._packing:
            for number in sorted(self._unacknowledged):
                if number >= seq:
                    self._send(self._unacknowledged[number])

    def wait(self) -> None:
        """Hold the user's code until the window has caught up; for a silent window, only once and not for long."""
        if self._given_up:
            return
        deadline = time.monotonic() + PATIENCE
        self._waiting(True)
        self.wake.set()
        try:
            while self.pending >= LARGEST:
                if time.monotonic() >= deadline:
                    self._given_up = True
                    break
                if self._acknowledged.wait(SLICE):
                    self._acknowledged.clear()
                    deadline = time.monotonic() + PATIENCE
        finally:
            self._waiting(False)
