"""A recording as a line of time: runs of phases and lines, a mark for each step, and where a stride from a step leads.

A stride of more than one event leads to the *last* step of a run: what is shown then is how things stand after a line,
a phase or an iteration.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, Kind, Phase
from ui.models.columns import Ints
from ui.models.recording import Recording


class Granularity(Enum):
    """How far one stride goes."""

    EVENT = "event"
    LINE = "line"
    PHASE = "phase"
    ITERATION = "iteration"


class Run(NamedTuple):
    """The steps ``first`` to ``last``, both included, have this phase or line in common."""

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
    Kind.ITERATION: "name",
}


def mark_names(recording: Recording) -> NDArray[np.str_]:
    """The shape that stands for each step: create, op, view, inplace, backward, accumulate, free, update, error …"""
    names = np.array([_MARKS[kind] for kind in Kind], "U10")[recording.kinds]
    changes = np.isin(recording.kinds, (Kind.MUTATED, Kind.FACT)) & (recording.phases == Phase.UPDATE)
    names[changes] = "update"
    functions = recording.tables["functions"]
    names[functions["step"][functions["is_view"] == 1]] = "view"
    return names


def _ends(values: Ints) -> Ints:
    """The last position of each stretch of equal values."""
    return np.flatnonzero(np.append(values[1:] != values[:-1], True)) if len(values) else values


class Runs(NamedTuple):
    """Runs as arrays, one entry a run: there may be a hundred thousand."""

    firsts: Ints
    lasts: Ints
    values: Ints

    def between(self, first: int, last: int, most: int) -> list[Run]:
        """The runs that meet the steps ``first`` to ``last``, at most about ``most`` of them, evenly picked."""
        begin = int(np.searchsorted(self.lasts, first))
        end = int(np.searchsorted(self.firsts, last, side="right"))
        stride = max(1, (end - begin) // most)
        chosen = [column[begin:end:stride].tolist() for column in self]
        return [Run(*run) for run in zip(*chosen, strict=True)]


def _runs(keys: Ints, values: Ints) -> Runs:
    lasts = _ends(keys)
    firsts = np.concatenate([[0], lasts[:-1] + 1])[: len(lasts)].astype(np.int64)
    return Runs(firsts, lasts, values[lasts])


def phase_runs(recording: Recording) -> Runs:
    """The four steps of training in turn; the value is a :class:`tensorlab.events.Phase`."""
    return _runs(recording.phases, recording.phases)


def line_runs(recording: Recording) -> Runs:
    """Which line of code was at work; the value is its number, 0 where none is known."""
    return _runs(_line_keys(recording), recording.lines)


def iteration_runs(recording: Recording) -> Runs:
    """The iterations of outermost loops; the value counts from 1 in each loop, and is 0 where no loop runs."""
    rows = recording.iteration_rows(np.arange(len(recording.kinds)))
    return _runs(rows, np.append(recording.tables["iterations"]["number"] + 1, 0)[rows])


def _line_keys(recording: Recording) -> Ints:
    """A number for each step that is the same where source and line are."""
    lines = recording.lines
    sources = recording.tables["places"]["source"][recording.tables["steps"]["place"]]
    return sources * (int(lines.max(initial=0)) + 2) + lines


def _stops(recording: Recording, granularity: Granularity) -> Ints:
    """The steps that strides lead to, ascending; the last step is always one."""
    if granularity is Granularity.LINE:
        return _ends(_line_keys(recording))
    if granularity is Granularity.PHASE:
        return _ends(recording.phases)
    turns = recording.tables["iterations"]["step"]
    return np.append(turns[turns > 0] - 1, recording.last_step)


def next_stop(recording: Recording, step: int, granularity: Granularity) -> int:
    """Where one stride forward from ``step`` leads; from the last step, nowhere."""
    if step >= recording.last_step:
        return recording.last_step
    if granularity is Granularity.EVENT:
        return step + 1
    stops = _stops(recording, granularity)
    return int(stops[np.searchsorted(stops, step, side="right")])


def previous_stop(recording: Recording, step: int, granularity: Granularity) -> int:
    """Where one stride back from ``step`` leads; -1 is before the first step."""
    if granularity is Granularity.EVENT:
        return max(-1, step - 1)
    stops = _stops(recording, granularity)
    place = int(np.searchsorted(stops, step)) - 1
    return int(stops[place]) if place >= 0 else -1


_ABOUT = (
    ("tensors", "id"),
    ("functions", "id"),
    ("functions", "target"),
    ("accumulates", "id"),
    ("layouts", "tensor"),
    ("requires_grad", "tensor"),
    ("grad_fn", "tensor"),
    ("grad", "tensor"),
    ("grad", "gradient"),
    ("retains_grad", "tensor"),
    ("names", "tensor"),
    ("versions", "tensor"),
    ("flows", "node"),
    ("flows", "source"),
    ("released", "id"),
    ("collected", "id"),
)


def steps_of_node(recording: Recording, node: int) -> Ints:
    """Every step at which something happened to a tensor or node, or something was made from it, ascending."""
    found = [recording.tables[table]["step"][recording.tables[table].of(column, node)] for table, column in _ABOUT]
    uses = recording.born[recording.users(node)]
    return np.unique(np.concatenate([*found, uses[uses < NEVER]]))


def next_of_node(recording: Recording, step: int, node: int) -> int:
    """The next step about a node; ``step`` itself when there is none."""
    steps = steps_of_node(recording, node)
    later = steps[steps > step]
    return int(later[0]) if len(later) else step


def previous_of_node(recording: Recording, step: int, node: int) -> int:
    """The step about a node before ``step``; ``step`` itself when there is none."""
    steps = steps_of_node(recording, node)
    earlier = steps[steps < step]
    return int(earlier[-1]) if len(earlier) else step
