"""Another process of this program that works for the window, one order at a time."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

import ui
from ui.models.piping import Failure, packed, unpacked

ENDING = 1000
"""Milliseconds that a process may take to end."""


class Worker(QObject):
    """Starts with the first order and is there until it is ended.

    Args:
        module: what the process runs; it serves orders as :mod:`ui.models.piping` tells.
    """

    progressed = Signal(float)
    """How much of the order is done, from 0 to 1."""
    answered = Signal(object)
    """What came of the order."""
    failed = Signal(str)
    """Nothing came of it, and why, as a programmer would read it."""

    def __init__(self, module: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._module = module
        self._process: QProcess | None = None
        self._arrived = bytearray()
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """Whether an order is being worked on."""
        return self._is_busy

    def ask(self, order: object) -> None:
        assert not self._is_busy, "one order at a time"
        self._is_busy = True
        self._running().write(packed(order))

    def end(self) -> None:
        """End the process, whatever it works on; it starts again with the next order."""
        if self._process is not None:
            process, self._process = self._process, None
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(ENDING)
            process.deleteLater()
        self._arrived.clear()
        self._is_busy = False

    def _running(self) -> QProcess:
        if self._process is None:
            self._process = QProcess(self)
            self._process.setWorkingDirectory(str(Path(ui.__file__).parent.parent))
            self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
            self._process.readyReadStandardOutput.connect(self._read)
            self._process.errorOccurred.connect(self._lost)
            self._process.finished.connect(self._lost)
            self._process.start(sys.executable, ["-m", self._module])
        return self._process

    def _read(self) -> None:
        assert self._process is not None, "only the running process is heard"
        self._arrived += self._process.readAllStandardOutput().data()
        for answer in unpacked(self._arrived):
            self._take(answer)

    def _take(self, answer: object) -> None:
        if not self._is_busy:
            return
        if isinstance(answer, float):
            self.progressed.emit(answer)
            return
        self._is_busy = False
        if isinstance(answer, Failure):
            self.failed.emit(answer.why)
        else:
            self.answered.emit(answer)

    def _lost(self) -> None:
        was_busy = self._is_busy
        self.end()
        if was_busy:
            self.failed.emit(f"the process {self._module} has ended")
