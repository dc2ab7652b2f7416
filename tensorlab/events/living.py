"""Who lives: a number for each tensor and node that is told of, and the news of its end.

A thread, a weak reference, hangs on the living object and knows its number; when the object ends, so does the thread.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events.places import Places
from tensorlab.events.records import NOBODY, Kind, Phase


class Tracked(weakref.ref):  # type: ignore[type-arg]
    """The thread from a living tensor or node to its id. It hangs on the object itself and tells of its end."""

    __slots__ = ("id", "tracer")
    id: int
    tracer: Living


class _Result(Tracked):
    """The thread to a result of an operation without a node, which is over when the last of its results is."""

    __slots__ = ("of",)
    of: Untracked


class Untracked:
    """An operation without a node."""

    __slots__ = ("function", "left")

    def __init__(self, function: int, left: int) -> None:
        self.function = function
        self.left = left


def ended(tracked: Tracked) -> None:
    """What hung on this thread is gone."""
    tracer, number = tracked.tracer, tracked.id
    tracer.living.pop(number, None)
    if number in tracer.lenders:
        tracer.hand_on(number)
    phase = _BACKWARD if tracer._engine else _FREE
    tracer.events.append((_COLLECTED, tracer.place(), phase, number))
    if tracked.__class__ is _Result:
        operation = tracked.of
        operation.left -= 1
        if not operation.left:
            tracer.events.append((_COLLECTED, tracer.last_place, phase, operation.function))


# What is looked up on every event, once: an enumeration's members are slow to reach.
_COLLECTED = Kind.COLLECTED
_BUILD, _BACKWARD, _UPDATE, _FREE = Phase


class Living(Places):
    """The living by their numbers, and the steps that were told.

    Args:
        sources: see :class:`Places`.
    """

    def __init__(self, sources: dict[str, str] | None = None) -> None:
        super().__init__(sources)
        self.events: list[tuple[Any, ...]] = []
        self.updating = 0
        self.living: dict[int, Tracked] = {}
        self.lent: dict[int, Tracked] = {}
        """Memory that numpy may write to, by the number of its storage, and a tensor that looks at it."""
        self.lenders: dict[int, int] = {}
        """The same the other way round: the tensor's number and the storage's."""
        self.on_lend: Callable[[int], None] | None = None
        self._engine = 0
        self._ids = 0
        self._storages: dict[int, int] = {}

    def id_of(self, thing: Any) -> int:
        """Its id if it has one, else NOBODY."""
        try:
            tracked = thing._tracked
        except AttributeError:
            return NOBODY
        return tracked.id if tracked.tracer is self else NOBODY

    def _track(self, thing: Any) -> int:
        number = self._ids
        self._ids = number + 1
        self.living[number] = thing._tracked = tracked = Tracked(thing, ended)
        tracked.id = number
        tracked.tracer = self
        return number

    def _track_result(self, thing: Any, operation: Untracked) -> int:
        number = self._ids
        self._ids = number + 1
        self.living[number] = thing._tracked = tracked = _Result(thing, ended)
        tracked.id = number
        tracked.tracer = self
        tracked.of = operation
        return number

    @property
    def phase(self) -> Phase:
        return _BACKWARD if self._engine else _UPDATE if self.updating else _BUILD

    def _lend(self, storage: int, number: int) -> None:
        before = self.lent.get(storage)
        if before is not None:
            self.lenders.pop(before.id, None)
        self.lent[storage] = self.living[number]
        self.lenders[number] = storage

    def hand_on(self, gone: int) -> None:
        """The tensor that stood for lent memory is gone; of those who look at it, too, another stands for it now."""
        storage = self.lenders.pop(gone)
        self.lent.pop(storage, None)
        for number, tracked in self.living.items():
            memory = getattr(tracked(), "_raw", None)
            if isinstance(memory, np.ndarray) and self._storages.get(id(memory_of(memory))) == storage:
                self._lend(storage, number)
                return


def memory_of(array: NDArray[Any]) -> NDArray[Any]:
    """The array that owns the memory, or the outermost one over memory that numpy does not own."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
