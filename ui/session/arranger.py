"""Arranging a graph without the window waiting: small ones at once, large ones in a process of their own."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.models.arrangement import Arrangement, Order, arrange
from ui.session.worker import Worker

AT_ONCE = 120
"""Nodes that are arranged before the next frame is due."""


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
        self._worker = Worker("ui.models.arranging", self)
        self._waiting: Order | None = None
        self._worker.progressed.connect(self.progressed)
        self._worker.answered.connect(self._answered)
        self._worker.failed.connect(self._failed)

    @property
    def is_busy(self) -> bool:
        return self._worker.is_busy

    def ask(self, order: Order) -> None:
        """Have a graph arranged; ``arranged`` tells when, also when that is at once.

        An order that is being worked on is finished and forgotten; of several that wait only the last counts.
        """
        if self.is_busy:
            self._waiting = order
        elif len(order.sizes) <= AT_ONCE:
            self.arranged.emit(arrange(order))
        else:
            self._worker.ask(order)

    def cancel(self) -> None:
        """Forget all orders; a process that works on one is ended."""
        self._waiting = None
        if self.is_busy:
            self._worker.end()

    def shutdown(self) -> None:
        """End the process; it starts again with the next order."""
        self._worker.end()

    def _answered(self, arrangement: Arrangement) -> None:
        if not self._goes_on():
            self.arranged.emit(arrangement)

    def _failed(self, why: str) -> None:
        if not self._goes_on():
            self.failed.emit(why)

    def _goes_on(self) -> bool:
        """Whether an order was waiting, which is worked on now."""
        order, self._waiting = self._waiting, None
        if order is not None:
            self.ask(order)
        return order is not None
