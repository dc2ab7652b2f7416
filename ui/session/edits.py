"""Changes by hand: one after another, each with the line that takes it back.

A change is made to what was seen, so it names the version of the tensor's memory. What a hand itself does is no
conflict with what the same hand does next, however fast: each waits for the answer to the one before, and follows the
memory to its new version. The same holds for undo: taking a change back leaves the memory as the change before it
had left it, under a new version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tensorlab.kernel import protocol

if TYPE_CHECKING:
    from ui.session.base import Session


@dataclass(frozen=True)
class Change:
    """A line that may run while ``version`` is that of the tensor's memory.

    Attributes:
        tensor: its id.
        memory: a number for the memory it looks at.
        line: what is done, with ``{x}`` for the tensor.
        origin: of a change that takes another back: the version that had the numbers it brings back.
    """

    tensor: int
    memory: int
    line: str
    version: int
    origin: int = -1


Finished = Callable[[Change | None], None]
"""Called when a change is made, with the one that takes it back, or None where there is none."""


class Edits(QObject):
    """What is changed by hand, and what can be undone and redone."""

    changed = Signal()
    """Whether there is a change to undo or to redo may have changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._waiting: deque[Callable[[], tuple[Change, Finished] | None]] = deque()
        self._is_waiting_for_answer = False
        self._followed: dict[tuple[int, int], int] = {}

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def make(self, tensor: int, assignment: str, version: int | None = None) -> None:
        """Change a tensor.

        Args:
            tensor: its id.
            assignment: what to do with it, with ``{x}`` for the tensor: ``{x}[0, 2] = 3.5``.
            version: of the tensor that was looked at, by default the latest recorded; another one now is a conflict.
        """
        recording = self._session.recording
        last = recording.last_step
        seen = recording.version(tensor, last) if version is None else version
        change = Change(tensor, recording.storage(tensor, last), assignment, seen)

        def finished(opposite: Change | None) -> None:
            self._undone.clear()
            if opposite is not None:
                self._done.append(opposite)

        self._take_turn(lambda: (self._followed_up(change), finished))

    def undo(self) -> None:
        """Take the last change back; if the tensor has changed since, say so and change nothing."""
        self._take_turn(lambda: self._taken_back(self._done, self._undone))

    def redo(self) -> None:
        """Make the last change that was undone again."""
        self._take_turn(lambda: self._taken_back(self._undone, self._done))

    def start_anew(self) -> None:
        """The tensors are gone, and their changes with them."""
        self._done.clear()
        self._undone.clear()
        self._waiting.clear()
        self._followed.clear()
        self._is_waiting_for_answer = False
        self.changed.emit()

    # -- one after another --------------------------------------------------------------------------------------------

    def _taken_back(self, source: list[Change], other: list[Change]) -> tuple[Change, Finished] | None:
        if not source:
            return None
        change = source.pop()

        def finished(opposite: Change | None) -> None:
            if opposite is not None:
                source[:] = [_moved(one, change, opposite.version) for one in source]
                other.append(opposite)

        return change, finished

    def _take_turn(self, begin: Callable[[], tuple[Change, Finished] | None]) -> None:
        self._waiting.append(begin)
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not self._is_waiting_for_answer:
            begun = self._waiting.popleft()()
            if begun is not None:
                self._is_waiting_for_answer = True
                self._send(*begun)

    def _send(self, change: Change, finished: Finished) -> None:
        def answered(message: protocol.Edited | protocol.Refused) -> None:
            self._is_waiting_for_answer = False
            if isinstance(message, protocol.Refused):
                self._session.refuse(message)
            else:
                self._session.echoed.emit(message.code)
                self._followed[change.memory, change.version] = message.version
                opposite = replace(change, line=message.undo, version=message.version, origin=change.version)
                finished(opposite if message.undo else None)
            if not self._waiting:
                self._followed.clear()
            self.changed.emit()
            self._go_on()

        self._session.ask_to_edit(change.tensor, change.version, change.line, answered)

    def _followed_up(self, change: Change) -> Change:
        """A change that has waited, at the version to which those before it have brought the memory."""
        version = change.version
        while self._followed.get((change.memory, version), version) != version:
            version = self._followed[change.memory, version]
        return replace(change, version=version)


def _moved(one: Change, taken_back: Change, version: int) -> Change:
    """A change further down: where it was valid before the one that was taken back, it's valid again."""
    is_below = one.memory == taken_back.memory and one.version == taken_back.origin
    return replace(one, version=version) if is_below else one
