"""What the rules of the radar look at: all that a recording tells since a step, beside the code that did it.

A rule is a function that finds what is legal and probably not meant::

    @trap("write-through-expand")
    def write_through_expand(scene: Scene) -> Iterator[Trap]: ...

It tells each place once, however often a loop came by. Whether a line is muted is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tensorlab.events import NOBODY
from ui.models.columns import Ints
from ui.models.diagnosis import Fix, Operand
from ui.models.moment import Moment, Programs
from ui.models.recording import Call, Recording

MOST = 20_000
"""Writes that are looked at, the latest first: the radar is for programs that someone reads."""

FEW = 12
"""Executions of one place in the code that are looked at, from its first and from its last."""


@dataclass
class Trap:
    """A rule's find at a moment; ``culprit`` is another one at which it began."""

    moment: Moment
    fields: dict[str, str] = field(default_factory=dict)
    operands: Iterable[Operand] = ()
    fixes: Iterable[Fix | None] = ()
    culprit: Moment | None = None
    variant: str = ""


class Scene:
    """A recording from a step on."""

    def __init__(self, recording: Recording, programs: Programs, since: int = 0) -> None:
        self.recording = recording
        self.programs = programs
        self.since = since
        self._moments: dict[int, Moment] = {}
        self._reached: dict[int, set[int]] = {}

    def moment(self, step: int) -> Moment:
        """A step beside its code."""
        if step not in self._moments:
            self._moments[step] = Moment(self.recording, self.programs, step)
        return self._moments[step]

    def born(self, node: int) -> Moment:
        return self.moment(int(self.recording.born[node]))

    def executions(self, *names: str) -> list[int]:
        """The operations of these names since the step, oldest first; of those of one place the first and the last."""
        table = self.recording.tables["functions"]
        rows = np.flatnonzero(np.isin(table["op"], self._texts(names)) & (table["step"] >= self.since))
        return [int(one) for one in table["id"][rows[self._some_of_each_place(table["step"][rows])]]]

    def ops(self, *names: str) -> Iterator[int]:
        """The same, each place in the code once for each set of shapes."""
        recording = self.recording
        seen: set[tuple[object, ...]] = set()
        for function in self.executions(*names):
            step = int(recording.born[function])
            shapes = tuple(
                recording.shape(used.tensor, step) for used in recording.inputs(function) if used.tensor >= 0
            )
            key = (recording.tables["steps"].cell(step, "place"), shapes)
            if key not in seen:
                seen.add(key)
                yield function

    @property
    def writes(self) -> Iterator[int]:
        """The operations that wrote into a tensor, each place once."""
        table = self.recording.tables["functions"]
        rows = np.flatnonzero((table["target"] >= 0) & (table["step"] >= self.since))
        places = self.recording.tables["steps"]["place"][table["step"][rows]]
        for row in np.sort(np.unique(places, return_index=True)[1]):
            yield int(table["id"][rows[row]])

    @cached_property
    def writes_by_memory(self) -> dict[int, list[tuple[int, int]]]:
        """(step, function) of every write, by the memory that was written to."""
        recording, table = self.recording, self.recording.tables["functions"]
        found: dict[int, list[tuple[int, int]]] = {}
        memory: dict[int, int] = {}
        rows = np.flatnonzero(table["target"] >= 0)[-MOST:]
        columns = (table[name][rows].tolist() for name in ("step", "id", "target"))
        for step, function, target in zip(*columns, strict=True):
            if target not in memory:
                memory[target] = recording.storage(target, step)
            found.setdefault(memory[target], []).append((step, function))
        return found

    def created(self, *names: str) -> list[int]:
        """The tensors that these factories made since the step, one for each place in the code."""
        table = self.recording.tables["tensors"]
        rows = np.flatnonzero(
            np.isin(table["op"], self._texts(names)) & (table["step"] >= self.since) & (table["producer"] < 0)
        )
        places = self.recording.tables["steps"]["place"][table["step"][rows]]
        return [int(table["id"][rows[row]]) for row in np.sort(np.unique(places, return_index=True)[1])]

    def _texts(self, names: tuple[str, ...]) -> list[int]:
        wanted = set(names)
        return [number for number, text in enumerate(self.recording.texts) if text in wanted]

    def _some_of_each_place(self, steps: Ints) -> Ints:
        """The rows of the first and the last few of these steps at each place, in their order."""
        places = self.recording.tables["steps"]["place"][steps]
        order = np.argsort(places, kind="stable")
        _, starts, counts = np.unique(places[order], return_index=True, return_counts=True)
        number = np.arange(len(order)) - np.repeat(starts, counts)
        from_end = np.repeat(counts, counts) - number
        return np.sort(order[(number < FEW) | (from_end <= FEW)])

    def ancestors(self, tensor: int) -> list[int]:
        """The tensors it was computed from, nearest first, itself included."""
        return self.moment(self.recording.last_step).ancestors(tensor)

    def comes_from(self, tensor: int, *ops: str) -> bool:
        """Whether one of these operations is among those that led to a tensor."""
        recording = self.recording
        makers = (recording.producer(one) for one in self.ancestors(tensor))
        return any(maker != NOBODY and recording.op(maker) in ops for maker in makers)

    def reached(self, call: Call) -> set[int]:
        """The functions that a backward went through, leaves left out."""
        if call.number not in self._reached:
            recording = self.recording
            found, waiting = {call.root}, [call.root]
            while waiting:
                for after, _ in recording.next_functions(waiting.pop()):
                    if after != NOBODY and after not in found and recording.leaf(after) == NOBODY:
                        found.add(after)
                        waiting.append(after)
            self._reached[call.number] = found
        return self._reached[call.number]

    @cached_property
    def ended_calls(self) -> list[Call]:
        """The backward passes that ended without an error."""
        return [call for call in self.recording.calls if not call.error and call.root != NOBODY]


Rule = Callable[[Scene], Iterator[Trap]]

RULES: dict[str, Rule] = {}
"""Every rule by its name."""


def trap(name: str) -> Callable[[Rule], Rule]:
    """Declare a rule under the name by which it is muted."""

    def declare(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return declare
