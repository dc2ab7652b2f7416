"""Who lives: a number for each tensor and node that is told of, and the news of its end.

A thread, a weak reference, hangs on the living object and knows its number; when the object ends, so does the thread.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tensorlab.events.places import Places
from tensorlab.events.records import NOBODY, Kind, Phase


class Tracked(weakref.ref):  # type: ignore[type-arg]
    """The thread from a living tensor or node to its id. It hangs on the object itself and tells of its end."""

    __slots__ = ("id", "tracer")
    id: int
    tracer: Living


class TrackedNode(Tracked):
    """The thread to a node."""

    __slots__ = ()


class OnlyResult(Tracked):
    """The thread to the one result of an operation without a node, which is over with it. Its id is the one before."""

    __slots__ = ()


class Result(Tracked):
    """The thread to one of several results of an operation without a node, which is over when the last of them is."""

    __slots__ = ("of",)
    of: list[int]
    """The operation's id, and how many of its results live: one list for all of them."""


def ended(tracked: Tracked) -> None:
    """What hung on this thread is gone."""
    tracer, number = tracked.tracer, tracked.id
    tracer.living.pop(number, None)
    if number in tracer.lenders:
        tracer.hand_on(number)
    phase = _BACKWARD if tracer._engine else _FREE
    tracer.events.append((_COLLECTED, tracer.place_from(sys._getframe().f_back), phase, number))
    kind = tracked.__class__
    if kind is OnlyResult:
        tracer.events.append((_COLLECTED, tracer.last_place, phase, number - 1))
    elif kind is Result:
        operation = cast(Result, tracked).of
        operation[1] -= 1
        if not operation[1]:
            tracer.events.append((_COLLECTED, tracer.last_place, phase, operation[0]))


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
        self.phase = _BUILD
        self.living: dict[int, Tracked] = {}
        self.lent: dict[int, Tracked] = {}
        """Memory that numpy may write to, by the number of its storage, and a tensor that looks at it."""
        self.lenders: dict[int, int] = {}
        """The same the other way round: the tensor's number and the storage's."""
        self.on_lend: Callable[[int], None] | None = None
        self._engine = 0
        self._updating = 0
        self._ids = 0
        self._storages: dict[int, int] = {}

    def id_of(self, thing: Any) -> int:
        """Its id if it has one, else NOBODY."""
        try:
            tracked = thing._tracked
        except AttributeError:
            return NOBODY
        return tracked.id if tracked.tracer is self else NOBODY

    def _track(self, thing: Any, kind: type[Tracked] = Tracked) -> int:
        number = self._ids
        self._ids = number + 1
        self.living[number] = thing._tracked = tracked = kind(thing, ended)
        tracked.id = number
        tracked.tracer = self
        return number

    def _track_node(self, node: Any) -> int:
        return self._track(node, TrackedNode)

    def _track_result(self, thing: Any, operation: list[int]) -> int:
        number = self._track(thing, Result)
        thing._tracked.of = operation
        return number

    def _enter(self, engine: int = 0, updating: int = 0) -> None:
        """So many more calls of the engine run now, so many more updates."""
        self._engine += engine
        self._updating += updating
        self.phase = _BACKWARD if self._engine else _UPDATE if self._updating else _BUILD

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
