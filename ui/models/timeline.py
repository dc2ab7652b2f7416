"""Time as strips and strides: runs of one phase or line, a shape for each event, and the next place to stop."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import Kind, Phase
from ui.models.recording import Recording


class Granularity(Enum):
    """How far one stride goes."""

    EVENT = "event"
    LINE = "line"
    PHASE = "phase"
    ITERATION = "iteration"


class Stretch(NamedTuple):
    """Steps ``first`` to ``last``, both included, that share a value."""

    first: int
    last: int
    value: int


_MARKS = {
    Kind.CREATED: "create",
    Kind.OPERATED: "op",
    Kind.MUTATED: "inplace",
    Kind.MET: "create",
    Kind.CHANGED: "inplace",
    Kind.FACT: "name",
    Kind.LAYOUT: "view",
    Kind.BOUND: "name",
    Kind.BEGAN: "backward",
    Kind.ARRIVED: "backward",
    Kind.ACCUMULATED: "accumulate",
    Kind.RELEASED: "free",
    Kind.ENDED: "backward",
    Kind.FAILED: "error",
    Kind.COLLECTED: "free",
    Kind.PRINTED: "print",
    Kind.ERROR: "error",
}


def stretches(values: NDArray[np.int64]) -> list[Stretch]:
    """Neighbours of the same value, as one run each."""
    if not len(values):
        return []
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    ends = np.r_[starts[1:], len(values)] - 1
    return [Stretch(a, b, int(values[a])) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def phase_runs(recording: Recording) -> list[Stretch]:
    """The phases of training, in order."""
    return stretches(recording.phases)


def line_runs(recording: Recording) -> list[Stretch]:
    """The source lines, in order; 0 where a step has none."""
    return stretches(recording.lines)


def mark_names(recording: Recording) -> list[str]:
    """The shape that stands for each step."""
    names = np.array([_MARKS.get(Kind(k), "name") for k in range(max(_MARKS) + 1)], dtype=object)
    marks = names[np.minimum(recording.kinds, max(_MARKS))]
    marks[(recording.phases == Phase.UPDATE) & np.isin(recording.kinds, (Kind.MUTATED, Kind.FACT))] = "update"
    functions = recording.tables["functions"]
    if len(functions):
        views = functions["step"][functions["is_view"] == 1]
        marks[views] = "view"
    result: list[str] = marks.tolist()
    return result


def _stops(recording: Recording, granularity: Granularity) -> NDArray[np.int64]:
    """The last steps of all strides."""
    count = recording.last_step + 1
    if granularity is Granularity.EVENT:
        return np.arange(count, dtype=np.int64)
    if granularity is Granularity.LINE:
        runs = line_runs(recording)
    elif granularity is Granularity.PHASE:
        runs = phase_runs(recording)
    else:
        runs = _iterations(recording)
    return np.array([run.last for run in runs], np.int64)


def _iterations(recording: Recording) -> list[Stretch]:
    """From one first visit of the earliest repeated line to the next."""
    if "iterations" in recording.tables and len(recording.tables["iterations"]):
        starts = recording.tables["iterations"]["step"]
        edges = np.unique(np.r_[0, starts, recording.last_step + 1])
        pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        return [Stretch(a, b - 1, number) for number, (a, b) in enumerate(pairs) if b > a]
    return phase_runs(recording)


def next_stop(recording: Recording, step: int, granularity: Granularity) -> int:
    """The step one stride ahead; the last one at the end."""
    stops = _stops(recording, granularity)
    place = int(np.searchsorted(stops, step, side="right"))
    return int(stops[place]) if place < len(stops) else recording.last_step


def previous_stop(recording: Recording, step: int, granularity: Granularity) -> int:
    """The step one stride back; -1, before the first, at the beginning."""
    stops = _stops(recording, granularity)
    place = int(np.searchsorted(stops, step, side="left"))
    return int(stops[place - 1]) if place else -1


def _steps_of(recording: Recording, node: int) -> NDArray[np.int64]:
    subjects = recording.tables["steps"]["subject"]
    kinds = recording.kinds
    of_calls = np.isin(kinds, (Kind.BEGAN, Kind.ENDED, Kind.FAILED, Kind.PRINTED, Kind.ERROR))
    own = np.flatnonzero((subjects == node) & ~of_calls)
    return np.unique(np.r_[own, recording.born[node]]).astype(np.int64)


def next_of_node(recording: Recording, step: int, node: int) -> int:
    """The next step that is about this node; the same step when there is none."""
    steps = _steps_of(recording, node)
    place = int(np.searchsorted(steps, step, side="right"))
    return int(steps[place]) if place < len(steps) else step


def previous_of_node(recording: Recording, step: int, node: int) -> int:
    """The step before that is about this node; the same step when there is none."""
    steps = _steps_of(recording, node)
    place = int(np.searchsorted(steps, step, side="left"))
    return int(steps[place - 1]) if place else step


__all__ = [
    "Granularity",
    "Stretch",
    "line_runs",
    "mark_names",
    "next_of_node",
    "next_stop",
    "phase_runs",
    "previous_of_node",
    "previous_stop",
]
