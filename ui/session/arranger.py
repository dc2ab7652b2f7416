"""Arranging a graph without the window waiting: small ones at once, large ones in a process of their own."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

import ui
from ui.models.arrangement import Arrangement, Order, arrange
from ui.models.arranging import packed, unpacked

AT_ONCE = 120
"""Nodes that are arranged before the next frame is due."""
ENDING = 1000


class Arranger(QObject):
    """Takes one order at a time."""

    progressed = Signal(float)
    """How much of the order is done, from 0 to 1."""
    arranged = Signal(object)
    """The :class:`Arrangement` that the last order asked for."""
    failed = Signal(str)
    """It could not be arranged, and why, as a programmer would read it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._arrived = bytearray()
        self._is_busy = False
        self._waiting: Order | None = None

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def ask(self, order: Order) -> None:
        """Have a graph arranged; ``arranged`` tells when, also when that is at once.

        An order that is being worked on is finished and forgotten; of several that wait only the last counts.
        """
        if self._is_busy:
            self._waiting = order
            return
        self._is_busy = True
        if len(order.sizes) <= AT_ONCE:
            self._answer(arrange(order))
        else:
            self._running().write(packed(order))

    def cancel(self) -> None:
        """Forget all orders; a process that works on one is ended."""
        if self._is_busy and self._process is not None:
            self.shutdown()
        self._is_busy, self._waiting = False, None

    def shutdown(self) -> None:
        """End the process; it starts again with the next order."""
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
            self._process.start(sys.executable, ["-m", "ui.models.arranging"])
        return self._process

    def _read(self) -> None:
        assert self._process is not None, "only the running process is heard"
        self._arrived += self._process.readAllStandardOutput().data()
        for answer in unpacked(self._arrived):
            self._answer(answer)

    def _answer(self, answer: object) -> None:
        if not self._is_busy:
            return
        if isinstance(answer, float):
            self.progressed.emit(answer)
            return
        self._is_busy = False
        if self._waiting is not None:
            order, self._waiting = self._waiting, None
            self.ask(order)
        elif isinstance(answer, Arrangement):
            self.arranged.emit(answer)
        else:
            self.failed.emit(str(answer))

    def _lost(self) -> None:
        was_busy = self._is_busy
        self.shutdown()
        if was_busy:
            self.failed.emit("the process that arranges graphs has ended")
