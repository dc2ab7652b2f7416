"""A recording as a line of time: where a stride from a step leads.

A stride of more than one event leads to the *last* step of a run: what is shown then is how things stand after a line,
a phase or an iteration.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from tensorlab.events import NEVER
from ui.models.columns import Ints
from ui.models.course import line_keys, stretch_ends
from ui.models.recording import Recording


class Granularity(Enum):
    """How far one stride goes."""

    EVENT = "event"
    LINE = "line"
    PHASE = "phase"
    ITERATION = "iteration"


def _stops(recording: Recording, granularity: Granularity) -> Ints:
    """The steps that strides lead to, ascending; the last step is always one."""
    if granularity is Granularity.LINE:
        return stretch_ends(line_keys(recording))
    if granularity is Granularity.PHASE:
        return stretch_ends(recording.phases)
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
