"""Two runs side by side: which statement ran in only one of them, and what came out differently in both.

Runs are compared statement by statement. Lines are matched first, so that an edited script is compared with what it
was; then the iterations of loops by their numbers, and inside each the statements in their order. What a statement did
is compared operation by operation: shapes, types, values, gradients, what it printed, how it failed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY, Kind
from ui.models.recording import Cell, Recording
from ui.models.words import summary_text

_COMPARED = (
    Kind.CREATED,
    Kind.OPERATED,
    Kind.MUTATED,
    Kind.CHANGED,
    Kind.ACCUMULATED,
    Kind.PRINTED,
    Kind.ERROR,
)
"""Steps that are looked at; what follows from them, names and lives of nodes, is not told once more."""


class What(Enum):
    """In what two runs differ."""

    STATEMENT = "statement"
    OPERATION = "operation"
    SHAPE = "shape"
    DTYPE = "dtype"
    REQUIRES_GRAD = "requires_grad"
    VALUE = "value"
    GRADIENT = "gradient"
    PRINT = "print"
    ERROR = "error"


class Side(NamedTuple):
    """A stretch of a recording: the steps ``first`` to ``last``, both included."""

    recording: Recording
    first: int
    last: int

    @classmethod
    def whole(cls, recording: Recording) -> Side:
        """All of it."""
        return cls(recording, 0, recording.last_step)

    @classmethod
    def of_cell(cls, recording: Recording, cell: Cell) -> Side:
        """One run of a script or cell."""
        return cls(recording, cell.step, min(cell.end_step - 1, recording.last_step))

    @property
    def cells(self) -> list[Cell]:
        """The runs that it has steps of."""
        return [cell for cell in self.recording.cells if cell.step <= self.last and self.first < cell.end_step]


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same here and there.

    Attributes:
        label: what it is about: a tensor's name, or the code of a statement.
        here, there: the step at which it shows, -1 where there is none.
        here_text, there_text: what it is on each side, "" for nothing.
        node_here, node_there: the tensor or operation, or NOBODY.
        largest: of values, by how much they differ at most; NaN where one of them is.
    """

    what: What
    label: str
    here: int
    there: int
    here_text: str = ""
    there_text: str = ""
    node_here: int = NOBODY
    node_there: int = NOBODY
    largest: float = 0.0


class _Run(NamedTuple):
    """One execution of a statement, or the part of it between two others: its steps that are looked at."""

    key: Hashable
    steps: tuple[int, ...]


Found = Iterator[list[Difference]]


class Comparison:
    """Compares two sides, a block of statements at a time.

    Args:
        tolerance: values that differ by no more are the same.

    Attributes:
        compared: how many values were compared, element by element.
        unknown: how many could not be, since one side has not kept them.
    """

    def __init__(self, here: Side, there: Side, tolerance: float = 0.0) -> None:
        self.here = here
        self.there = there
        self.compared = 0
        self.unknown = 0
        self._tolerance = tolerance

    def differences(self) -> Found:
        """What differs, in the order of this side; what ran only there comes where it would have."""
        lines = _matched_lines(self.here, self.there)
        ours, theirs = _blocks(self.here, lines), _blocks(self.there, {})
        unkept = {*_unkept(self.here), *_unkept(self.there)}
        for name in _in_order(list(ours), list(theirs)):
            if name in unkept:
                continue
            if name in ours and name in theirs:
                yield list(self._block(ours[name], theirs[name]))
            else:
                yield [self._only(self.here, ours[name]) if name in ours else self._only(self.there, theirs[name])]

    def _only(self, side: Side, runs: Sequence[_Run]) -> Difference:
        """Statements that ran on one side only."""
        step = runs[0].steps[0]
        code = _code_at(side.recording, step)
        if side is self.here:
            return Difference(What.STATEMENT, code, step, -1, here_text=code)
        return Difference(What.STATEMENT, code, -1, step, there_text=code)

    def _block(self, ours: list[_Run], theirs: list[_Run]) -> Iterator[Difference]:
        for mine, other in _paired([run.key for run in ours], [run.key for run in theirs]):
            if mine is not None and other is not None:
                yield from self._statement(ours[mine], theirs[other])
            elif mine is not None:
                yield self._only(self.here, [ours[mine]])
            elif other is not None:
                yield self._only(self.there, [theirs[other]])

    def _statement(self, mine: _Run, other: _Run) -> Iterator[Difference]:
        ours, theirs = mine.steps, other.steps
        keys = [_key(self.here.recording, step) for step in ours]
        for place, opposite in _paired(keys, [_key(self.there.recording, step) for step in theirs]):
            here = -1 if place is None else ours[place]
            there = -1 if opposite is None else theirs[opposite]
            if here >= 0 and there >= 0:
                yield from self._step(here, there)
            else:
                yield self._operation(here, there)

    def _operation(self, here: int, there: int) -> Difference:
        """Something happened on one side only."""
        ours, theirs = self.here.recording, self.there.recording
        text, node = ("", NOBODY) if here < 0 else (_what_ran(ours, here), _node(ours, here))
        counterpart, other = ("", NOBODY) if there < 0 else (_what_ran(theirs, there), _node(theirs, there))
        return Difference(What.OPERATION, text or counterpart, here, there, text, counterpart, node, other)

    # -- one step -----------------------------------------------------------------------------------------------------

    def _step(self, here: int, there: int) -> Iterator[Difference]:
        ours, theirs = self.here.recording, self.there.recording
        kind = ours.step(here).kind
        if kind in (Kind.PRINTED, Kind.ERROR):
            texts = _told(ours, here), _told(theirs, there)
            if texts[0] != texts[1]:
                what = What.PRINT if kind is Kind.PRINTED else What.ERROR
                yield Difference(what, _code_at(ours, here), here, there, *texts)
            return
        for mine, other in zip_longest(_tensors(ours, here), _tensors(theirs, there), fillvalue=NOBODY):
            if mine == NOBODY or other == NOBODY:
                yield self._operation(here, there)
            else:
                what = What.GRADIENT if kind is Kind.ACCUMULATED else What.VALUE
                yield from self._tensor(what, here, there, mine, other)

    def _tensor(self, what: What, here: int, there: int, mine: int, other: int) -> Iterator[Difference]:
        ours, theirs = self.here.recording, self.there.recording
        shapes = ours.shape(mine, here), theirs.shape(other, there)
        dtypes = ours.dtype(mine), theirs.dtype(other)
        asks = ours.requires_grad(mine, here), theirs.requires_grad(other, there)
        for fact, (text, counterpart) in ((What.SHAPE, shapes), (What.DTYPE, dtypes), (What.REQUIRES_GRAD, asks)):
            if text != counterpart:
                label = ours.label(mine, here)
                yield Difference(fact, label, here, there, str(text), str(counterpart), mine, other)
        if shapes[0] == shapes[1] and dtypes[0] == dtypes[1]:
            yield from self._value(what, here, there, mine, other)

    def _value(self, what: What, here: int, there: int, mine: int, other: int) -> Iterator[Difference]:
        ours, theirs = self.here.recording, self.there.recording
        values = ours.value(mine, here), theirs.value(other, there)
        if values[0] is not None and values[1] is not None:
            self.compared += 1
            largest = _largest(values[0], values[1])
            if largest <= self._tolerance:
                return
        summaries = ours.summary(mine, here), theirs.summary(other, there)
        if values[0] is None or values[1] is None:
            self.unknown += 1
            largest = math.nan
            if None in summaries or summaries[0] == summaries[1]:
                return
        text, counterpart = (summary_text(*known) for known in zip(values, summaries, strict=True))
        yield Difference(what, ours.label(mine, here), here, there, text, counterpart, mine, other, largest)


def _largest(mine: NDArray[Any], other: NDArray[Any]) -> float:
    """By how much two values of one shape differ at most: NaN beside NaN is the same, NaN beside a number is NaN."""
    if mine.tobytes() == other.tobytes():
        return 0.0
    ours, theirs = (value.astype(np.float64) for value in (mine, other))
    is_same = (mine == other) | (np.isnan(ours) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        return float(np.where(is_same, 0.0, np.abs(ours - theirs)).max(initial=0.0))


# -- what a step is about ---------------------------------------------------------------------------------------------


def _key(recording: Recording, step: int) -> Hashable:
    """What makes a step the counterpart of another."""
    kind = recording.step(step).kind
    return kind, "" if kind in (Kind.PRINTED, Kind.ERROR) else _what_ran(recording, step)


def _node(recording: Recording, step: int) -> int:
    kind, _, _, subject = recording.step(step)
    return NOBODY if kind in (Kind.PRINTED, Kind.ERROR) else subject


def _what_ran(recording: Recording, step: int) -> str:
    kind, _, _, subject = recording.step(step)
    if kind is Kind.ACCUMULATED:
        return f"{recording.label(subject, step)}.grad"
    return _told(recording, step) if kind in (Kind.PRINTED, Kind.ERROR) else recording.op(subject)


def _told(recording: Recording, step: int) -> str:
    if recording.step(step).kind is Kind.PRINTED:
        prints = recording.tables["prints"]
        return recording.texts[prints.cell(prints.until(step) - 1, "text")]
    error = recording.errors[recording.tables["errors"].until(step) - 1]
    return f"{error.kind}: {error.message}"


def _tensors(recording: Recording, step: int) -> list[int]:
    """The tensors whose values a step made or changed."""
    kind, _, _, subject = recording.step(step)
    if kind is Kind.OPERATED:
        return recording.outputs(subject)
    if kind is Kind.MUTATED:
        return [recording.target(subject)]
    return [recording.grad(subject, step)] if kind is Kind.ACCUMULATED else [subject]


def _code_at(recording: Recording, step: int) -> str:
    """The line of code that ran."""
    place = recording.place_of(step)
    lines = (recording.source_text(place.source, step) or "").split("\n")
    return lines[place.line - 1].strip() if 0 < place.line <= len(lines) else f"{place.source}:{place.line}"


# -- what belongs beside what -----------------------------------------------------------------------------------------

Lines = dict[tuple[str, int], tuple[str, int]]


def _matched_lines(here: Side, there: Side) -> Lines:
    """For the lines of this side their counterparts on the other: sources by name or else in turn, lines by text."""
    ours = {cell.source: cell for cell in here.cells}
    theirs = {cell.source: cell for cell in there.cells}
    named = [name for name in ours if name in theirs]
    rest = ([name for name in ours if name not in named], [name for name in theirs if name not in named])
    found: Lines = {}
    for mine, other in [*((name, name) for name in named), *zip(*rest, strict=False)]:
        a, b = ours[mine], theirs[other]
        for line, counterpart in _matched(a.text.split("\n"), b.text.split("\n")):
            found[mine, a.first_line + line] = (other, b.first_line + counterpart)
    return found


def _matched(ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int]]:
    """Lines that are the same, and edited ones in their order between these."""
    for _, first, last, begin, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        yield from zip(range(first, last), range(begin, end), strict=False)


def _blocks(side: Side, lines: Lines) -> dict[Hashable, list[_Run]]:
    """The statements that ran, by iteration of a loop, and those between loops."""
    recording = side.recording
    steps = side.first + np.flatnonzero(np.isin(recording.kinds[side.first : side.last + 1], _COMPARED))
    places = recording.tables["steps"]["place"][steps]
    keys = recording.tables["places"]["source"][places] * (int(recording.lines.max(initial=0)) + 2)
    keys = keys + recording.lines[steps]
    rows = recording.iteration_rows(steps)
    turns = np.flatnonzero((np.diff(keys, prepend=-2) != 0) | (np.diff(rows, prepend=-2) != 0))
    table = recording.tables["iterations"]
    loops: dict[int, int] = {}
    found: dict[Hashable, list[_Run]] = {}
    for first, after in zip_longest(turns.tolist(), turns[1:].tolist(), fillvalue=len(steps)):
        row, step = int(rows[first]), int(steps[first])
        loop = loops.setdefault(table.cell(row, "loop"), len(loops)) if row >= 0 else len(loops)
        name = (loop, table.cell(row, "number")) if row >= 0 else ("between", loop)
        where = recording.place_of(step)
        key = lines.get((where.source, where.line), (where.source, where.line))
        found.setdefault(name, []).append(_Run(key, tuple(steps[first:after].tolist())))
    return found


def _unkept(side: Side) -> set[Hashable]:
    """The iterations of which the recording has let something go, named as in :func:`_blocks`."""
    table = side.recording.tables["iterations"]
    loops: dict[int, int] = {}
    found: set[Hashable] = set()
    for step, loop, number in table.rows().tolist():
        if side.first <= step <= side.last and number != NOBODY:
            place = loops.setdefault(loop, len(loops))
            if side.recording.gap_at(step) is not None:
                found.add((place, number))
    return found


def _in_order(ours: list[Hashable], theirs: list[Hashable]) -> Iterator[Hashable]:
    """All names once, in the order of both."""
    known = set(ours)
    places = {name: place for place, name in enumerate(theirs)}
    told = 0
    for name in ours:
        place = places.get(name, -1)
        if place >= told:
            yield from (other for other in theirs[told:place] if other not in known)
            told = place + 1
        yield name
    yield from (other for other in theirs[told:] if other not in known)


def _paired(ours: list[Hashable], theirs: list[Hashable]) -> Iterator[tuple[int | None, int | None]]:
    """The places of counterparts, and of those that have none."""
    if ours == theirs:
        yield from ((place, place) for place in range(len(ours)))
        return
    for tag, first, last, begin, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(first, last), range(begin, end), strict=True)
        else:
            yield from ((place, None) for place in range(first, last))
            yield from ((None, place) for place in range(begin, end))
