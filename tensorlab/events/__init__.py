"""What happens to tensors and their graph, as plain data, for whoever listens.

The core calls the one :class:`Tracer` that listens, with live objects; the tracer turns each call into one tuple of
numbers and strings and appends it to a list. One tuple is one *step* of a recording. No tuple holds a tensor, a node or
an array: holding one would keep alive the very graph that is being watched.

With nobody listening, an operation pays one global load and a comparison::

    tracer = events.tracer
    if tracer is not None:
        tracer.operated(...)

Every tuple starts ``(kind, place, phase, …)``; :class:`Kind` says what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tensorlab.events.forms import Form
from tensorlab.events.living import Tracked
from tensorlab.events.onlooking import Onlooker, Relay
from tensorlab.events.records import (
    NEVER,
    NOBODY,
    Fact,
    Flag,
    FlowRecord,
    FunctionRecord,
    Kind,
    Phase,
    Place,
    Summary,
    TensorRecord,
    Turn,
    summarise,
)
from tensorlab.events.tracing import Tracer

__all__ = [
    "NEVER",
    "NOBODY",
    "Fact",
    "Flag",
    "FlowRecord",
    "Form",
    "FunctionRecord",
    "Kind",
    "Onlooker",
    "Phase",
    "Place",
    "Summary",
    "TensorRecord",
    "Tracer",
    "Tracked",
    "Turn",
    "listen",
    "look_away",
    "look_on",
    "start",
    "stop",
    "summarise",
    "tracer",
]

tracer: Tracer | None = None
"""Who listens now. The core reads it on every operation; set it through :func:`listen`."""


_recorder: Tracer | None = None
_onlookers: list[Onlooker] = []


def _seat() -> None:
    """Put in the listener's place whoever is to hear now: the recorder, and those who look on beside it."""
    global tracer
    tracer = Relay(_recorder, _onlookers) if _onlookers else _recorder  # type: ignore[assignment]


@contextmanager
def listen(listener: Tracer | None = None) -> Iterator[Tracer]:
    """Record what happens inside the block.

    >>> with listen() as heard:
    ...     z = x * y
    >>> [Kind(event[0]).name for event in heard.events]
    ['MET', 'MET', 'OPERATED']
    """
    global _recorder
    before, heard = _recorder, listener or Tracer()
    start(heard)
    try:
        yield heard
    finally:
        _recorder = before
        _seat()


def start(listener: Tracer) -> None:
    """Listen until further notice, as a kernel does."""
    global _recorder
    _recorder = listener
    _seat()


def stop() -> None:
    """Listen no more."""
    global _recorder
    _recorder = None
    _seat()


def look_on(onlooker: Onlooker) -> None:
    """Tell this one of each node that is made, until :func:`look_away`."""
    _onlookers.append(onlooker)
    _seat()


def look_away(onlooker: Onlooker) -> None:
    """Tell it no more."""
    _onlookers.remove(onlooker)
    _seat()
