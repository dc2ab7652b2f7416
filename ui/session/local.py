"""A session whose user code runs in this process: the same agent, every message through the same encode and decode.

For fast tests and demonstrations. It has no protection from what user code may do; the window uses
:class:`ui.session.jupyter.JupyterSession`.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from tensorlab.kernel import protocol
from tensorlab.kernel.agent import Agent
from ui.session.base import KernelState, Session


class LocalSession(Session):
    """Runs cells at once, or one after another from the event loop.

    Args:
        immediate: a cell has run when :meth:`run_cell` returns; otherwise it waits for the event loop.
    """

    written = Signal(str)
    """What user code has printed, results and errors included."""

    def __init__(self, parent: QObject | None = None, *, immediate: bool = True) -> None:
        super().__init__(parent)
        self._immediate = immediate
        self._prompts = 0
        self._agent: Agent | None = None

    def start(self) -> None:
        self._set_kernel(KernelState.STARTING)
        self._agent = Agent(self._arrive, {"__name__": "__main__"})
        self._send(protocol.Hello())

    def shutdown(self) -> None:
        self._agent = None
        self._set_kernel(KernelState.ABSENT)

    def restart(self) -> None:
        self.shutdown()
        self._prompts = 0
        self._new_life()
        self.start()

    def interrupt(self) -> None:
        """Nothing runs while the window's thread is here to ask."""

    def run_cell(self, code: str) -> None:
        self._prompts += 1
        source = f"In [{self._prompts}]"
        self._later(lambda agent: self._report(agent.workspace.execute(code, source, show=print)))

    def run_script(self, text: str, path: str, first_line: int = 1) -> None:
        def run(agent: Agent) -> None:
            try:
                agent.workspace.run(text, path, first_line)
            except BaseException as error:  # the user's code may raise anything, which is theirs and not this process's
                self._report(error)

        self._later(run)

    def _later(self, job: Callable[[Agent], object]) -> None:
        if self._immediate:
            self._do(job)
        else:
            QTimer.singleShot(0, self, lambda: self._do(job))

    def _do(self, job: Callable[[Agent], object]) -> None:
        agent = self._agent
        assert agent is not None, "the session has been started"
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            job(agent)
        if output.getvalue():
            self.written.emit(output.getvalue())
        agent.outbox.pump()

    def _report(self, error: BaseException | None) -> None:
        if error is not None:
            print(f"{type(error).__name__}: {error}")  # noqa: T201

    # -- the wire -----------------------------------------------------------------------------------------------------

    def _send(self, message: protocol.Message) -> None:
        agent = self._agent
        if agent is None:
            return
        data, buffers = protocol.encode(message)
        there = protocol.decode(data, buffers)
        if isinstance(there, protocol.Edit):
            self._do(lambda agent: agent.edit(there))
        else:
            agent.read(there)

    def _arrive(self, message: protocol.Message) -> None:
        data, buffers = protocol.encode(message)
        here = protocol.decode(data, buffers)
        self._receive(here)
        if isinstance(here, protocol.Status) and here.waiting and self._agent is not None:
            # The user's code waits for a window that lives on its own thread: catch up now.
            self._agent.outbox.pump()
