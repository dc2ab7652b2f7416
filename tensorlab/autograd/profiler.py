"""How long operations take: ``with profile() as prof: …``, then ``print(prof.key_averages().table())``.

An operation is heard of when it has run. So its time is that since the one before it had run, with the Python between
the two; a ``record_function`` block is measured from its first line to its last.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.autograd.profiler_util import EventList, FunctionEvent
from tensorlab.events.onlooking import Onlooker
from tensorlab.naming import name_as_in_torch


class _Block:
    """A part of the program being measured: when it began, and how much of it its own operations took."""

    def __init__(self, name: str, start: float) -> None:
        self.name = name
        self.start = start
        self.inside = 0.0


class _Clock(Onlooker):
    """Writes down each operation with its time."""

    def __init__(self, record_shapes: bool) -> None:
        self.found = EventList()
        self._shapes = record_shapes
        self._start = self._last = perf_counter()
        self._blocks: list[_Block] = []

    def ran(self, op: str, inputs: Sequence[Any]) -> None:
        now = perf_counter()
        shapes = [tuple(one.shape) if isinstance(one, Tensor) else () for one in inputs] if self._shapes else ()
        self._note(f"aten::{op}", self._last, now - self._last, now - self._last, shapes)
        self._last = now

    def made(self, outputs: Sequence[Any], node: Any, inputs: Sequence[Any], shares_memory: bool) -> None:
        """What was made does not matter."""

    def enter(self, name: str) -> None:
        """A block begins."""
        self._last = perf_counter()
        self._blocks.append(_Block(name, self._last))

    def leave(self) -> None:
        """The innermost block ends."""
        block, self._last = self._blocks.pop(), perf_counter()
        whole = self._last - block.start
        self._note(block.name, block.start, whole, max(whole - block.inside, 0.0), ())

    def _note(self, name: str, start: float, whole: float, own: float, shapes: Any) -> None:
        self.found.append(FunctionEvent(name, (start - self._start) * 1e6, whole * 1e6, own * 1e6, shapes))
        if self._blocks:
            self._blocks[-1].inside += whole


_clocks: list[_Clock] = []


class profile:
    """Measures what happens in the block.

    Args:
        enabled: measure nothing where it is False.
        record_shapes: keep the shapes of operands, for ``key_averages(group_by_input_shape=True)``.
    """

    def __init__(self, enabled: bool = True, *, record_shapes: bool = False, **_: Any) -> None:
        self.enabled = enabled
        self.record_shapes = record_shapes
        self._clock: _Clock | None = None

    def __enter__(self) -> Any:
        if self.enabled:
            self._clock = _Clock(self.record_shapes)
            _clocks.append(self._clock)
            events.look_on(self._clock)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._clock in _clocks:
            assert self._clock is not None, "it is among the clocks"
            events.look_away(self._clock)
            _clocks.remove(self._clock)

    @property
    def function_events(self) -> EventList:
        """Each call."""
        if self._clock is None:
            raise RuntimeError("Profiler didn't finish running")
        return self._clock.found

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of all operations."""
        return self.function_events.self_cpu_time_total

    def key_averages(self, group_by_input_shape: bool = False, **_: Any) -> EventList:
        """The calls summed up by name."""
        return self.function_events.key_averages(group_by_input_shape)

    def total_average(self) -> Any:
        """All calls in one."""
        return self.function_events.total_average()

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """The calls summed up by name, as text."""
        return self.function_events.table(sort_by, row_limit, **options)

    def export_chrome_trace(self, path: str) -> None:
        """Write a trace that ``chrome://tracing`` shows."""
        calls = [
            {"name": e.name, "ph": "X", "ts": e.start, "dur": e.cpu_time_total, "pid": "CPU", "tid": 1, "args": {}}
            for e in self.function_events
        ]
        Path(path).write_text(json.dumps(calls), encoding="utf-8")

    def __str__(self) -> str:
        return "<unfinished torch.autograd.profile>" if self._clock is None else str(self.function_events)

    __repr__ = __str__


class record_function:
    """Gives the operations of a block a name in the profile; also as a decorator."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name
        self.args = args
        self._entered: list[_Clock] = []

    def __enter__(self) -> record_function:
        self._entered = list(_clocks)
        for clock in self._entered:
            clock.enter(self.name)
        return self

    def __exit__(self, *exception: object) -> None:
        for clock in self._entered:
            clock.leave()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:
            with record_function(self.name):
                return function(*args, **kwargs)

        return measured


name_as_in_torch([profile, record_function])
