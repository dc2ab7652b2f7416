"""A session whose user code runs in a kernel process, over Jupyter's protocol.

What the kernel sends waits in one queue (:mod:`ui.session.client` fills it), which the window's thread empties a few
milliseconds at a time. So neither 100 000 events nor a line of ten megabytes stops the window.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from tensorlab.kernel import protocol
from ui.session.base import KernelState, Session
from ui.session.loading import in_turns
from ui.session.pace import Turns
from ui.session.process import KernelProcess

TICK = 8
"""Milliseconds between two looks at the queue while it fills."""

BUDGET = 0.006
"""Seconds of the window's thread that a tick may take."""


_CLIENT = ("qtpy.QtCore", "qtpy.QtGui", "qtpy.QtWidgets", "ui.session.client")
"""What a client needs, in pieces that load quickly."""


class JupyterSession(Session):
    """Runs user code in a process of its own, which may hang, crash or be killed without harm to the window.

    Attributes:
        client: the kernel client of the present life, for a console widget.
    """

    can_drive = True
    client_changed = Signal(object)
    """Another kernel life, another client: the console has to listen to this one."""
    _woken = Signal()
    _died = Signal(object)

    def __init__(self, parent: QObject | None = None, profile: Path | None = None) -> None:
        super().__init__(parent)
        self._profile = profile or _profile()
        self._process: KernelProcess | None = None
        self.client: Any = None
        self._comm = ""
        self._inbox: deque[Any] = deque()
        self._early: list[tuple[str, dict[str, Any]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._drain)
        self._woken.connect(self._wake)
        self._died.connect(self._bury)

    @property
    def process_id(self) -> int:
        """The kernel's process, 0 when there is none."""
        return 0 if self._process is None else self._process.pid

    # -- a kernel's life ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._set_kernel(KernelState.STARTING)
        life = uuid.uuid4().hex
        self._comm = life
        self._process = KernelProcess(self._profile, lambda: self._died.emit(life))
        # When the event loop turns, so not before a window is made; the kernel needs longer to come up.
        in_turns(self, _CLIENT, lambda: self._connect(life))

    def _connect(self, life: str) -> None:
        from ui.session.client import connected

        if life != self._comm or self._process is None:
            return
        self._inbox = deque()
        self.client = connected(self._process.connection_file, self._inbox, self._woken.emit)
        self.client_changed.emit(self.client)
        early, self._early = self._early, []
        for code, options in early:
            self._execute(code, **options)

    def shutdown(self) -> None:
        self._end()
        self._set_kernel(KernelState.ABSENT)

    def restart(self) -> None:
        self._end()
        self._new_life()
        self.start()

    def interrupt(self) -> None:
        if self._process is not None:
            self._process.interrupt()

    def _end(self) -> None:
        self._comm = ""
        self._timer.stop()
        self._early.clear()
        if self.client is not None:
            from ui.session.client import hang_up

            hang_up(self.client)
            self.client = None
        if self._process is not None:
            self._process.end()
            self._process = None
        self._inbox.clear()

    def _bury(self, life: str) -> None:
        """The process is gone though nobody has ended it. What it had sent before is still applied."""
        if life != self._comm:
            return
        while self._inbox:
            self._apply(self._inbox.popleft())
        for request in list(self._answers):
            self._receive(_unanswerable(request))
        self._set_kernel(KernelState.DEAD)
        for cell in sorted(self._open_cells, reverse=True):
            self._receive(protocol.CellEnded(cell, -1, False))

    # -- code ---------------------------------------------------------------------------------------------------------

    def run_cell(self, code: str) -> None:
        self._execute(code)

    def run_script(self, text: str, path: str, first_line: int = 1) -> None:
        self._execute(f"lab.run({text!r}, {path!r}, {first_line})", store_history=False)

    def _execute(self, code: str, **options: Any) -> None:
        if self._is_there():
            self.client.execute(code, allow_stdin=False, stop_on_error=False, **options)
        elif self.kernel is KernelState.STARTING:
            self._early.append((code, options))

    def _is_there(self) -> bool:
        return self.client is not None and self._process is not None and self._process.is_alive

    # -- the wire -----------------------------------------------------------------------------------------------------

    def _send(self, message: protocol.Message) -> None:
        if not self._is_there():
            if isinstance(message, protocol.Edit | protocol.Slice | protocol.Draw | protocol.NodeDetails):
                self._receive(_unanswerable(message.request))
            return
        data, _ = protocol.encode(message)
        channel = self.client.shell_channel if self._in_turn(message) else self.client.control_channel
        channel.send(self.client.session.msg("comm_msg", {"comm_id": self._comm, "data": data}))

    def _in_turn(self, message: protocol.Message) -> bool:
        """Whether it must come after the cells before it and before those after it; others are read at once."""
        return isinstance(message, protocol.Edit) or (
            isinstance(message, protocol.Drive) and self.kernel is KernelState.IDLE
        )

    def _open_comm(self) -> None:
        data, _ = protocol.encode(protocol.Hello())
        content = {"comm_id": self._comm, "target_name": protocol.TARGET, "data": data}
        self.client.shell_channel.send(self.client.session.msg("comm_open", content))

    def _wake(self) -> None:
        if self._inbox and not self._timer.isActive():
            self._timer.start()
            self._drain()

    def _drain(self) -> None:
        if Turns.is_taken():
            return
        deadline = time.perf_counter() + BUDGET
        inbox = self._inbox
        while inbox and time.perf_counter() < deadline:
            self._apply(inbox.popleft())
        Turns.over()
        if not inbox:
            self._timer.stop()

    def _apply(self, message: Any) -> None:
        if isinstance(message, protocol.ProtocolError):
            self.refused.emit(self.tr("A message from the kernel was dropped."), str(message))
        elif not isinstance(message, dict):
            self._receive(message)
        elif self.client is not None:
            if message["header"]["msg_type"] == "iopub_welcome":
                self._open_comm()
            else:
                self.client.iopub_channel.message_received.emit(message)


def _unanswerable(request: int) -> protocol.Refused:
    """What a kernel that is gone would say."""
    return protocol.Refused(request, "gone", "no kernel is running")


def _profile() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(place or Path.home() / ".tensorlab") / "console"
