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
from ui.models.diagnosis import Fix, Operand
from ui.models.moment import Moment, Programs
from ui.models.recording import Call, Recording

MOST = 20_000
"""Operations that are looked at, the latest first: the radar is for programs that someone reads."""


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

    @cached_property
    def functions(self) -> list[int]:
        """The operations since the step, oldest first."""
        table = self.recording.tables["functions"]
        return [int(one) for one in table["id"][table["step"] >= self.since][-MOST:]]

    def ops(self, *names: str) -> Iterator[int]:
        """The operations of these names, each place in the code once for each set of shapes."""
        recording = self.recording
        seen: set[tuple[object, ...]] = set()
        wanted = {number for number, text in enumerate(recording.texts) if text in names}
        table = recording.tables["functions"]
        chosen = np.isin(table["op"], list(wanted)) & (table["step"] >= self.since)
        for function in table["id"][chosen][-MOST:].tolist():
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
        recording, seen = self.recording, set()
        table = recording.tables["functions"]
        for function in table["id"][(table["target"] >= 0) & (table["step"] >= self.since)][-MOST:].tolist():
            place = recording.tables["steps"].cell(int(recording.born[function]), "place")
            if place not in seen:
                seen.add(place)
                yield function

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
"""Every rule by its name, the most telling first: of several on a line the first is told."""


def trap(name: str) -> Callable[[Rule], Rule]:
    """Declare a rule under the name by which it is muted."""

    def declare(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return declare
