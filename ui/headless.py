"""A script run to its end in a kernel process without a window, recorded by the window's own session."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from PySide6.QtCore import QEventLoop, QObject, QTimer

from ui.session.base import KernelState, Session

START_LIMIT = 60_000
"""Milliseconds that a kernel may take to start."""


class Output(QObject):
    """Passes on what a script prints.

    Args:
        out: where its standard output goes.
        traces: whether tracebacks are passed on, too.
    """

    def __init__(self, out: TextIO | None = None, traces: bool = True) -> None:
        super().__init__()
        self._out = out
        self._traces = traces

    def listen_to(self, client: Any) -> None:
        client.iopub_channel.message_received.connect(self._pass_on)

    def _pass_on(self, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["header"]["msg_type"] == "stream":
            stream = sys.stderr if content["name"] == "stderr" else self._out or sys.stdout
            stream.write(content["text"])
        elif message["header"]["msg_type"] == "error" and self._traces:
            sys.stderr.write("\n".join(content["traceback"]) + "\n")


def ready(session: Session) -> bool:
    """Wait for a kernel that is starting; whether it is there, after a sentence if not."""
    if wait(lambda: session.kernel is KernelState.IDLE, START_LIMIT):
        return True
    sys.stderr.write("The kernel did not start.\n")
    return False


def run(session: Session, text: str, path: Path, last_words: str = "The kernel is gone.") -> bool:
    """Run a script to its end; whether it ended without an error, after ``last_words`` if the kernel died of it."""
    results: list[bool] = []
    session.cell_ended.connect(lambda _, ok: results.append(ok))
    session.run_script(text, str(path.absolute()))
    wait(lambda: bool(results) and session.kernel is not KernelState.BUSY)
    if session.kernel is KernelState.DEAD:
        sys.stderr.write(f"{last_words}\n")
        return False
    return all(results)


def wait(until: Callable[[], bool], limit: int = 0) -> bool:
    """Let events run until something holds, or the limit in milliseconds is over."""
    loop = QEventLoop()
    look = QTimer(interval=10)
    look.timeout.connect(lambda: loop.quit() if until() else None)
    look.start()
    if limit:
        QTimer.singleShot(limit, loop.quit)
    if not until():
        loop.exec()
    look.stop()
    return until()
