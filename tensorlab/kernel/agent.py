"""The kernel's end of the conversation, whatever carries it: answers the window and tells it what happens.

A transport gives the agent a function that sends a message, and hands every message that arrives to :meth:`Agent.read`
(on a thread that is free while code runs) or to :meth:`Agent.edit` (in turn with the cells).
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable
from typing import Any

from tensorlab.events import Tracer
from tensorlab.kernel import editing, reading, torch_alias
from tensorlab.kernel.outbox import Outbox
from tensorlab.kernel.protocol import (
    VERSION,
    Acknowledge,
    Draw,
    Drive,
    Edit,
    Edited,
    GraphPart,
    Hello,
    Message,
    NodeDetails,
    Refused,
    Resync,
    Slice,
    Welcome,
)
from tensorlab.kernel.workspace import Workspace

TICK = 0.016
"""Seconds between two looks at the tracer's list while code runs."""

REST = 0.25
"""The same while none runs."""


class Agent:
    """Owns the tracer, the workspace and the way out.

    Args:
        send: puts one message on its way; called from several threads.
        namespace: the globals of the user's code.
    """

    def __init__(self, send: Callable[[Message], None], namespace: dict[str, Any]) -> None:
        torch_alias.install()
        self._send = send
        self.tracer = Tracer(sources={})
        self.outbox = Outbox(self.tracer, send, self._waiting)
        self.workspace = Workspace(self.tracer, self.outbox, namespace)
        self._edits = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    # -- messages -----------------------------------------------------------------------------------------------------

    def read(self, message: Message) -> None:
        """A message that must be answered while code runs."""
        match message:
            case Hello():
                self._send(Welcome(VERSION, _version(), platform.python_version(), os.getpid()))
                self._send(self.workspace.status())
            case Acknowledge():
                self.outbox.acknowledge(message.seq)
            case Resync():
                self.outbox.resend(message.seq)
            case Slice():
                self._send(reading.cells(self.tracer, message))
            case Draw():
                self._send(reading.drawn(message))
            case NodeDetails():
                self._send(reading.details(self.tracer, message))
            case Drive():
                self._drive(message)
            case GraphPart():
                self.workspace.lab.answer(message)

    def _drive(self, message: Drive) -> None:
        pace = self.workspace.watch.pace
        match message.how:
            case "slow":
                pace.slow(message.rest)
            case "stop":
                pace.stop()
            case "step":
                pace.step()
            case _:
                pace.run()

    def edit(self, message: Edit) -> Edited | Refused:
        """Change a tensor by hand; the line counts as a cell of its own."""
        self._edits += 1
        source = f"edit {self._edits}"
        answer = editing.edit(
            self.tracer, self.workspace.namespace, message, lambda line: self.workspace.execute(line, source)
        )
        # After the steps it has made, so that whoever hears of it finds them in the recording.
        self.outbox.notice(answer)
        return answer

    def _waiting(self, waiting: bool) -> None:
        self._send(self.workspace.status(waiting))

    # -- telling by itself --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Tell what happens from a thread of its own, until :meth:`stop`."""
        self._thread = threading.Thread(target=self._pump, name="tensorlab-recording", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self.outbox.wake.set()
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def _pump(self) -> None:
        wake = self.outbox.wake
        while not self._stopped.is_set():
            self.outbox.pump()
            wake.wait(TICK if self.workspace.is_running else REST)
            wake.clear()


def _version() -> str:
    import tensorlab

    return str(getattr(tensorlab, "__version__", ""))
