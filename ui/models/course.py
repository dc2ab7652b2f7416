"""The course of a recording, for strips along its time: runs of phases, lines and iterations, and a mark for each step.

What has happened does not change, so a course follows a recording that grows: only the new steps are looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import Kind, Phase
from ui.models.columns import Column, Ints
from ui.models.recording import Recording

MARKS = (
    "create",
    "op",
    "view",
    "inplace",
    "backward",
    "accumulate",
    "free",
    "update",
    "error",
    "trap",
    "print",
    "name",
)
"""What stands for a step; in arrays each has its number here."""

_MARK_OF = {
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
_NUMBER_OF = np.array([MARKS.index(_MARK_OF[kind]) for kind in Kind], np.uint8)


class Run(NamedTuple):
    """The steps ``first`` to ``last``, both included, have this phase or line in common."""

    first: int
    last: int
    value: int


class Runs:
    """Runs as arrays, one entry a run: there may be a hundred thousand."""

    def __init__(self) -> None:
        self._firsts, self._lasts, self._values = Column(), Column(), Column()
        self._key = 0

    def __len__(self) -> int:
        return len(self._lasts)

    def go_on(self, first: int, keys: Ints, values: Ints) -> None:
        """From step ``first`` on, steps of equal keys belong together; the value is that of the last of them."""
        if not len(keys):
            return
        ends = stretch_ends(keys)
        lasts, values = first + ends, values[ends]
        if len(self) and keys[0] == self._key:
            self._lasts.values[-1], self._values.values[-1] = lasts[0], values[0]
            lasts, values = lasts[1:], values[1:]
        begins = np.append(self._lasts.values[-1:], lasts[:-1]) + 1 if len(self) else np.append(0, lasts[:-1] + 1)
        self._firsts.append(begins[: len(lasts)])
        self._lasts.append(lasts)
        self._values.append(values)
        self._key = int(keys[-1])

    def between(self, first: int, last: int, most: int) -> list[Run]:
        """The runs that meet the steps ``first`` to ``last``, at most about ``most`` of them, evenly picked."""
        begin = int(np.searchsorted(self._lasts.values, first))
        end = int(np.searchsorted(self._firsts.values, last, side="right"))
        stride = max(1, (end - begin) // most)
        columns = (self._firsts, self._lasts, self._values)
        chosen = [column.values[begin:end:stride].tolist() for column in columns]
        return [Run(*run) for run in zip(*chosen, strict=True)]


def stretch_ends(values: Ints) -> Ints:
    """The last position of each stretch of equal values."""
    return np.flatnonzero(np.append(values[1:] != values[:-1], True)) if len(values) else values


class Course:
    """What there is to see along the time of a recording.

    Attributes:
        recording: followed as far as :meth:`follow` was called.
        phases: the four steps of training in turn; the value is a :class:`tensorlab.events.Phase`.
        lines: which line of code was at work; the value is its number, 0 where none is known.
        iterations: those of outermost loops; the value counts from 1 in each loop, and is 0 where no loop runs.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.phases, self.lines, self.iterations = Runs(), Runs(), Runs()
        self._marks = Column(0, np.uint8)
        self.follow()

    @property
    def marks(self) -> NDArray[np.uint8]:
        """The number of the shape that stands for each step, shape (steps,); see :data:`MARKS`."""
        return self._marks.values

    def follow(self) -> None:
        """Take in the steps since the last time."""
        recording, first = self.recording, len(self._marks)
        phases = recording.phases[first:]
        self.phases.go_on(first, phases, phases)
        self.lines.go_on(first, line_keys(recording, first), recording.lines_from(first))
        rows = recording.iteration_rows(np.arange(first, recording.last_step + 1))
        self.iterations.go_on(first, rows, np.append(recording.tables["iterations"]["number"] + 1, 0)[rows])
        self._marks.append(_marks_from(recording, first))


def line_keys(recording: Recording, first: int = 0) -> Ints:
    """A number for each step from ``first`` on that is the same where source and line are."""
    sources = recording.tables["places"]["source"][recording.tables["steps"]["place"][first:]]
    return (sources << 32) + recording.lines_from(first)


def _marks_from(recording: Recording, first: int) -> NDArray[np.uint8]:
    kinds, phases = recording.kinds[first:], recording.phases[first:]
    marks = _NUMBER_OF[kinds]
    changes = ((kinds == Kind.MUTATED) | (kinds == Kind.FACT)) & (phases == Phase.UPDATE)
    marks[changes] = MARKS.index("update")
    functions = recording.tables["functions"]
    row = functions.until(first - 1)
    views = functions["step"][row:][functions["is_view"][row:] == 1]
    marks[views - first] = MARKS.index("view")
    return marks
