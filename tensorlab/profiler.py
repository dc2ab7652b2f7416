"""``torch.profiler``: the profiler of :mod:`tensorlab.autograd.profiler`, with a schedule of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from tensorlab.autograd import profiler as _autograd
from tensorlab.autograd.profiler import record_function

__all__ = ["ProfilerAction", "ProfilerActivity", "profile", "record_function", "schedule", "tensorboard_trace_handler"]


class ProfilerActivity(Enum):
    """What is measured; of these there is the CPU."""

    CPU = 0
    XPU = 1
    MTIA = 2
    CUDA = 3


class ProfilerAction(Enum):
    """What is done in a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """Which steps are measured: after ``wait`` and ``warmup`` ``active`` ones, ``repeat`` times (0: always)."""
    whole = wait + warmup + active

    def action(step: int) -> ProfilerAction:
        number = step - skip_first + (wait if skip_first_wait else 0)
        if number < 0 or (repeat and number // whole >= repeat):
            return ProfilerAction.NONE
        place = number % whole
        if place < wait:
            return ProfilerAction.NONE
        if place < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD_AND_SAVE if place == whole - 1 else ProfilerAction.RECORD

    return action


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False
) -> Callable[[profile], None]:
    """For ``on_trace_ready``: writes each trace into this folder."""

    def write(measured: profile) -> None:
        folder = Path(dir_name)
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.iterdir()))
        measured.export_chrome_trace(str(folder / f"{worker_name or 'worker'}.{number}.pt.trace.json"))

    return write


_RECORDING = (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)


class profile(_autograd.profile):
    """Measures what happens in the block, or the steps of it that a ``schedule`` says.

    Args:
        activities: accepted; the CPU is measured.
        schedule: step → what is done in it.
        on_trace_ready: called with the profiler when a round of steps is measured.
    """

    def __init__(
        self,
        *,
        activities: Iterable[ProfilerActivity] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[[Any], Any] | None = None,
        record_shapes: bool = False,
        **_: Any,
    ) -> None:
        super().__init__(record_shapes=record_shapes)
        self.step_num = 0
        self._schedule = schedule or (lambda _: ProfilerAction.RECORD)
        self._on_trace_ready = on_trace_ready
        self._action = self._schedule(0)

    def start(self) -> None:
        """Begin to measure."""
        if self._action in _RECORDING:
            super().__enter__()

    def stop(self) -> None:
        """Measure no more."""
        was_measuring = self._clock in _autograd._clocks
        super().__exit__()
        if was_measuring and self._on_trace_ready is not None:
            self._on_trace_ready(self)

    def step(self) -> None:
        """A step of training is over."""
        before, self.step_num = self._action, self.step_num + 1
        self._action = self._schedule(self.step_num)
        if before is ProfilerAction.RECORD_AND_SAVE:
            self.stop()
        if self._action in _RECORDING and (before is ProfilerAction.RECORD_AND_SAVE or before not in _RECORDING):
            super().__enter__()

    @property
    def events(self) -> Callable[[], Any]:
        return lambda: self.function_events

    def __enter__(self) -> Any:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
