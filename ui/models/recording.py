"""All that happened, a column per fact. No display, no kernel: append a batch and look.

The state at a step is a comparison of columns with it, or the last row of a fact's table at or before it; nothing is
replayed, so any step, forwards or backwards, costs the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.events import NEVER, NOBODY, Flag, Kind, Place, Summary
from tensorlab.kernel.protocol import FLOW_ACCUMULATED, FLOW_ARRIVED, TABLES, Batch

Ints = NDArray[np.int64]


class NodeKind(IntEnum):
    """What a node of the recording is."""

    TENSOR = 0
    FUNCTION = 1
    ACCUMULATE = 2


class Step(NamedTuple):
    """One event: what kind, where in the code, in which phase, about which node or call."""

    kind: int
    place: int
    phase: int
    subject: int


class Input(NamedTuple):
    """A tensor that went into an operation, as which argument, at which version of its memory."""

    tensor: int
    version: int
    argument: str


class Saved(NamedTuple):
    """What an operation kept for backward: its name, whose memory it is, how many bytes."""

    name: str
    tensor: int
    bytes: int


@dataclass(frozen=True)
class Call:
    """One ``backward()`` or ``autograd.grad()``; ``end`` is NEVER while it runs, ``error`` empty when it went well."""

    number: int
    step: int
    end: int
    root: int
    is_backward: bool
    retain_graph: bool
    create_graph: bool
    inputs: tuple[int, ...]
    error: str


@dataclass(frozen=True)
class Problem:
    """The user's code raised at this step."""

    step: int
    kind: str
    message: str
    notes: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Source:
    """A cell or script: its text, and the number of its first line."""

    text: str
    first_line: int


class Table:
    """Rows of integers that only grow, in memory that doubles."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = {name: place for place, name in enumerate(columns)}
        self._rows = np.zeros((16, len(columns)), np.int64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, rows: Ints) -> None:
        wanted = self._count + len(rows)
        if wanted > len(self._rows):
            grown = np.zeros((max(wanted, 2 * len(self._rows)), self._rows.shape[1]), np.int64)
            grown[: self._count] = self._rows[: self._count]
            self._rows = grown
        self._rows[self._count : wanted] = rows
        self._count = wanted

    @property
    def rows(self) -> Ints:
        return self._rows[: self._count]

    def column(self, name: str) -> Ints:
        return self._rows[: self._count, self._columns[name]]


class _Facts:
    """The values of one fact over time, for every tensor; the last at or before a step holds."""

    def __init__(self) -> None:
        self._steps: dict[int, list[int]] = defaultdict(list)
        self._values: dict[int, list[int]] = defaultdict(list)

    def add(self, step: int, subject: int, value: int) -> None:
        self._steps[subject].append(step)
        self._values[subject].append(value)

    def at(self, subject: int, step: int, otherwise: int) -> int:
        steps = self._steps.get(subject)
        if steps is None:
            return otherwise
        place = bisect_right(steps, step)
        return self._values[subject][place - 1] if place else otherwise

    def changes(self, subject: int) -> Sequence[int]:
        """The steps at which the fact was set."""
        return self._steps.get(subject, ())


class RecordingError(ValueError):
    """A batch that does not continue the recording."""


class Recording:
    """One kernel's life."""

    def __init__(self) -> None:
        self.tables = {name: Table(columns) for name, columns in TABLES.items()}
        self.texts: list[str] = []
        self.sources: dict[str, Source] = {}
        self.dims: list[int] = []
        self.floats: list[float] = []
        self.blob = bytearray()
        self._nodes = np.zeros((5, 64), np.int64)  # kind, born, released, collected, place
        self._count = 0
        self._row: dict[int, int] = {}  # node → its row in its own table
        self._layouts, self._requires, self._grad_fns = _Facts(), _Facts(), _Facts()
        self._grads, self._retains, self._memory = _Facts(), _Facts(), _Facts()
        self._names: dict[str, tuple[list[int], list[int]]] = {}
        self._called: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._inputs: dict[int, list[int]] = defaultdict(list)
        self._users: dict[int, list[int]] = defaultdict(list)
        self._outputs: dict[int, list[int]] = defaultdict(list)
        self._edges: dict[int, list[int]] = defaultdict(list)
        self._saved: dict[int, list[int]] = defaultdict(list)
        self._arrivals: dict[int, list[int]] = defaultdict(list)
        self._accumulations: dict[int, list[int]] = defaultdict(list)
        self._ends: dict[int, tuple[int, int]] = {}
        self._targets: dict[int, list[int]] = defaultdict(list)

    # -- growing --------------------------------------------------------------------------------------------------------

    def append(self, batch: Batch) -> None:
        """Add the next stretch.

        Raises:
            RecordingError: it begins elsewhere than where the recording ends.
        """
        if batch.first_step != len(self.tables["steps"]):
            raise RecordingError(
                f"a batch from step {batch.first_step} does not continue a recording of {len(self.tables['steps'])} steps"
            )
        first = {name: len(table) for name, table in self.tables.items()}
        self.texts.extend(batch.texts)
        self.dims.extend(batch.dims.tolist())
        self.floats.extend(batch.floats.tolist())
        self.blob += batch.blob
        for name, rows in batch.tables.items():
            self.tables[name].extend(rows)
        self._index_nodes(batch, first)
        self._index_links(batch, first)
        self._index_facts(batch, first)
        self._index_calls(batch, first)

    def _index_nodes(self, batch: Batch, first: dict[str, int]) -> None:
        places = self.tables["steps"].column("place")
        for name, kind in (
            ("tensors", NodeKind.TENSOR),
            ("functions", NodeKind.FUNCTION),
            ("accumulates", NodeKind.ACCUMULATE),
        ):
            rows = batch.tables[name]
            if not len(rows):
                continue
            steps, ids = rows[:, 0], rows[:, 1]
            self._make_room(int(ids.max()) + 1)
            self._nodes[0, ids] = kind
            self._nodes[1, ids] = steps
            self._nodes[4, ids] = places[steps]
            for place, node in enumerate(ids.tolist()):
                self._row[node] = first[name] + place
        for step, node in batch.tables["collected"].tolist():
            self._make_room(node + 1)
            self._nodes[3, node] = step
            for function in self._targets.get(node, ()):
                # An untracked write has no node of its own: it is over when what it wrote to is.
                self._nodes[3, function] = step
        for step, node, _ in batch.tables["released"].tolist():
            self._make_room(node + 1)
            self._nodes[2, node] = step

    def _make_room(self, count: int) -> None:
        if count > self._nodes.shape[1]:
            grown = np.zeros((5, max(count, 2 * self._nodes.shape[1])), np.int64)
            grown[:, : self._count] = self._nodes[:, : self._count]
            self._nodes = grown
        if count > self._count:
            self._nodes[1:4, self._count : count] = NEVER
            self._count = count

    def _index_links(self, batch: Batch, first: dict[str, int]) -> None:
        for place, row in enumerate(batch.tables["inputs"].tolist(), first["inputs"]):
            self._inputs[row[0]].append(place)
            self._users[row[1]].append(row[0])
        for place, row in enumerate(batch.tables["edges"].tolist(), first["edges"]):
            self._edges[row[0]].append(place)
        for place, row in enumerate(batch.tables["saved"].tolist(), first["saved"]):
            self._saved[row[0]].append(place)
        for _, node, producer, *_ in batch.tables["tensors"].tolist():
            if producer != NOBODY:
                self._outputs[producer].append(node)
        for _, node, _, grad_fn, _, _, target in batch.tables["functions"].tolist():
            if target != NOBODY and grad_fn < 0:
                self._targets[target].append(node)

    def _index_facts(self, batch: Batch, first: dict[str, int]) -> None:
        for place, row in enumerate(batch.tables["layouts"].tolist(), first["layouts"]):
            self._layouts.add(row[0], row[1], place)
        for name, facts in (
            ("requires_grad", self._requires),
            ("grad_fn", self._grad_fns),
            ("grad", self._grads),
            ("retains_grad", self._retains),
        ):
            for step, tensor, value in batch.tables[name].tolist():
                facts.add(step, tensor, value)
        for place, row in enumerate(batch.tables["versions"].tolist(), first["versions"]):
            self._memory.add(row[0], row[1], place)
        for step, text, is_global, tensor in batch.tables["names"].tolist():
            name = self.texts[text]
            if is_global:
                steps, values = self._names.setdefault(name, ([], []))
                steps.append(step)
                values.append(tensor)
            if tensor != NOBODY:
                self._called[tensor].append((step, name))

    def _index_calls(self, batch: Batch, first: dict[str, int]) -> None:
        for place, row in enumerate(batch.tables["flows"].tolist(), first["flows"]):
            if row[5] == FLOW_ARRIVED:
                self._arrivals[row[2]].append(place)
        for step, call, error in batch.tables["ends"].tolist():
            self._ends[call] = (step, error)
        steps = self.tables["steps"].rows[batch.first_step :]
        for offset in np.flatnonzero(steps[:, 0] == Kind.ACCUMULATED).tolist():
            self._accumulations[int(steps[offset, 3])].append(batch.first_step + offset)

    def cell_began(self, source: str, text: str, first_line: int = 1) -> None:
        """The text of a cell or script, known to the user as ``source``."""
        self.sources[source] = Source(text, first_line)

    # -- nodes ----------------------------------------------------------------------------------------------------------

    @property
    def last_step(self) -> int:
        """The number of the latest step, -1 before the first."""
        return len(self.tables["steps"]) - 1

    @property
    def n_nodes(self) -> int:
        return self._count

    @property
    def kind(self) -> Ints:
        """A :class:`NodeKind` for each node, shape (n_nodes,)."""
        return self._nodes[0, : self._count]

    @property
    def born(self) -> Ints:
        """The step at which each node came to be, shape (n_nodes,)."""
        return self._nodes[1, : self._count]

    @property
    def released(self) -> Ints:
        """The step at which backward freed what the node had saved, NEVER where it hasn't, shape (n_nodes,)."""
        return self._nodes[2, : self._count]

    @property
    def collected(self) -> Ints:
        """The step after which nobody referred to the node any more, shape (n_nodes,)."""
        return self._nodes[3, : self._count]

    def alive(self, step: int) -> NDArray[np.bool_]:
        """Which nodes exist at ``step``, shape (n_nodes,)."""
        return (self.born <= step) & (step < self.collected)

    def _text(self, index: int) -> str:
        return self.texts[index] if index >= 0 else ""

    def _own(self, node: int, column: str) -> int:
        name = ("tensors", "functions", "accumulates")[int(self.kind[node])]
        table = self.tables[name]
        return int(table.rows[self._row[node], TABLES[name].index(column)])

    def is_tensor(self, node: int) -> bool:
        return bool(self.kind[node] == NodeKind.TENSOR)

    def op(self, node: int) -> str:
        """The operation that ran, or that made the tensor: ``mul``."""
        return "AccumulateGrad" if self.kind[node] == NodeKind.ACCUMULATE else self._text(self._own(node, "op"))

    def grad_fn_name(self, node: int) -> str:
        """``MulBackward0``; empty for tensors and for operations that were not tracked."""
        if self.kind[node] == NodeKind.ACCUMULATE:
            return "AccumulateGrad"
        return "" if self.is_tensor(node) else self._text(self._own(node, "grad_fn")).rpartition("::")[2]

    def dtype(self, tensor: int) -> str:
        return self._text(self._own(tensor, "dtype"))

    def flags(self, tensor: int) -> int:
        return self._own(tensor, "flags")

    def is_view(self, node: int) -> bool:
        return self.is_tensor(node) and bool(self.flags(node) & Flag.VIEW)

    def producer(self, tensor: int) -> int:
        """The function that made it, NOBODY for a leaf."""
        return self._own(tensor, "producer") if self.is_tensor(tensor) else NOBODY

    def target(self, function: int) -> int:
        """The tensor that an in-place operation wrote to, NOBODY for others."""
        return self._own(function, "target") if self.kind[function] == NodeKind.FUNCTION else NOBODY

    def leaf(self, accumulate: int) -> int:
        """The leaf that an AccumulateGrad serves."""
        return self._own(accumulate, "leaf")

    def scope(self, function: int) -> str:
        return self._text(self._own(function, "scope")) if self.kind[function] == NodeKind.FUNCTION else ""

    def inputs(self, function: int) -> list[Input]:
        rows = self.tables["inputs"].rows
        found = [rows[place].tolist() for place in self._inputs.get(function, ())]
        return [Input(row[1], row[2], self._text(row[3])) for row in found]

    def outputs(self, function: int) -> list[int]:
        """The tensors it made."""
        return self._outputs.get(function, [])

    def users(self, tensor: int) -> list[int]:
        """The functions that it went into, in order, each once."""
        return list(dict.fromkeys(self._users.get(tensor, ())))

    def next_functions(self, node: int) -> list[tuple[int, int]]:
        """(node or NOBODY, input number) for each input of the operation."""
        rows = self.tables["edges"].rows
        return [(int(rows[place, 1]), int(rows[place, 2])) for place in self._edges.get(node, ())]

    def saved(self, function: int) -> list[Saved]:
        rows = self.tables["saved"].rows
        found = [rows[place].tolist() for place in self._saved.get(function, ())]
        return [Saved(self._text(row[1]), row[2], row[3]) for row in found]

    # -- facts at a step ------------------------------------------------------------------------------------------------

    def _layout(self, tensor: int, step: int) -> list[int]:
        step = max(step, int(self.born[tensor]))
        return self.tables["layouts"].rows[self._layouts.at(tensor, step, 0)].tolist()  # type: ignore[no-any-return]

    def shape(self, tensor: int, step: int) -> tuple[int, ...]:
        *_, rank, start = self._layout(tensor, step)
        return tuple(self.dims[start : start + rank])

    def stride(self, tensor: int, step: int) -> tuple[int, ...]:
        *_, rank, start = self._layout(tensor, step)
        return tuple(self.dims[start + rank : start + 2 * rank])

    def storage_offset(self, tensor: int, step: int) -> int:
        return self._layout(tensor, step)[3]

    def storage(self, tensor: int, step: int) -> int:
        """The id of its memory: that of the first tensor seen in it."""
        return self._layout(tensor, step)[2]

    def requires_grad(self, tensor: int, step: int) -> bool:
        return bool(self._requires.at(tensor, step, 0))

    def grad_fn(self, tensor: int, step: int) -> int:
        """The id of its grad_fn, NOBODY for a leaf."""
        return self._grad_fns.at(tensor, step, NOBODY)

    def grad(self, tensor: int, step: int) -> int:
        """The id of its ``.grad``, NOBODY while that is None."""
        return self._grads.at(tensor, step, NOBODY)

    def retains_grad(self, tensor: int, step: int) -> bool:
        return bool(self._retains.at(tensor, step, 0))

    def is_leaf(self, tensor: int, step: int) -> bool:
        return self.grad_fn(tensor, step) == NOBODY

    def _version_row(self, storage: int, step: int) -> list[int] | None:
        place = self._memory.at(storage, step, -1)
        return None if place < 0 else self.tables["versions"].rows[place].tolist()  # type: ignore[no-any-return]

    def version(self, tensor: int, step: int) -> int:
        """How often its memory had been changed in place."""
        row = self._version_row(self.storage(tensor, step), step)
        return 0 if row is None else row[2]

    def accumulations(self, leaf: int) -> list[int]:
        """The steps at which backward added into its ``.grad``."""
        return self._accumulations.get(leaf, [])

    def gradient_count(self, leaf: int, step: int) -> int:
        """How many gradients its present ``.grad`` is the sum of."""
        since = max((s for s in self._grads.changes(leaf) if s <= step and self.grad(leaf, s) == NOBODY), default=-1)
        return sum(since < added <= step for added in self.accumulations(leaf))

    # -- values ---------------------------------------------------------------------------------------------------------

    def value(self, tensor: int, step: int) -> NDArray[Any] | None:
        """Its elements at a step; None where they were not kept."""
        if step < self.born[tensor]:
            return None
        row = self._version_row(self.storage(tensor, step), step)
        if row is None or row[5] < 0:
            return None
        numpy_dtype = dtypes.named(self.dtype(tensor)).numpy
        kept = np.frombuffer(self.blob, numpy_dtype, row[6] // numpy_dtype.itemsize, row[5])
        return _strided(
            kept, self.shape(tensor, step), self.stride(tensor, step), self.storage_offset(tensor, step) - row[4]
        )

    def summary(self, tensor: int, step: int) -> Summary | None:
        """What is told of memory too large to keep."""
        row = self._version_row(self.storage(tensor, step), step)
        if row is None or row[7] < 0:
            return None
        size, low, high, mean, std, nans, infs, sampled = self.floats[row[7] : row[7] + 8]
        return Summary(int(size), low, high, mean, std, int(nans), int(infs), bool(sampled))

    def gradient_of(self, node: int, step: int) -> NDArray[Any] | None:
        """The gradient that has last arrived: at a function, or at the grad_fn of a tensor."""
        where = self.grad_fn(node, step) if self.is_tensor(node) else node
        rows = self.tables["flows"].rows
        for place in reversed(self._arrivals.get(where, ())):
            row = rows[place].tolist()
            if row[0] <= step:
                return self._flow_value(row)
        return None

    def _flow_value(self, row: Sequence[int]) -> NDArray[Any] | None:
        if row[11] < 0:
            return None
        numpy_dtype = np.dtype(self.texts[row[6]])
        shape = tuple(self.dims[row[8] : row[8] + row[7]])
        return np.frombuffer(self.blob, numpy_dtype, row[12] // numpy_dtype.itemsize, row[11]).reshape(shape)

    # -- names and places -----------------------------------------------------------------------------------------------

    def names_at(self, step: int) -> dict[str, int]:
        """The tensors that the module's names mean at a step."""
        found = {}
        for name, (steps, values) in self._names.items():
            place = bisect_right(steps, step)
            if place and values[place - 1] != NOBODY:
                found[name] = values[place - 1]
        return found

    def name(self, tensor: int, step: int) -> str:
        """The name that means it at a step, else the first that ever did, else empty."""
        called = self._called.get(tensor)
        if not called:
            return ""
        for when, name in reversed(called):
            if when <= step and self._means(name, step) == tensor:
                return name
        return called[0][1]

    def _means(self, name: str, step: int) -> int:
        known = self._names.get(name)
        if known is None:
            return NOBODY
        place = bisect_right(known[0], step)
        return known[1][place - 1] if place else NOBODY

    def label(self, node: int, step: int) -> str:
        """What to call it: a name, else the source text of its expression, else the operation."""
        if not self.is_tensor(node):
            return self.op(node)
        name = self.name(node, step)
        if name:
            return name
        owner = self._owner(node)
        if owner:
            return owner
        text = self.expression(node)
        return text if text and len(text) <= 40 else self.op(node) or f"lab[{node}]"

    def _owner(self, tensor: int) -> str:
        """``x.grad`` for the gradient of a named leaf."""
        if not self.flags(tensor) & Flag.GRADIENT:
            return ""
        step = int(self.born[tensor])
        subject = self.step(step).subject
        return f"{self.label(subject, step)}.grad" if 0 <= subject < self._count and subject != tensor else ""

    def expression(self, node: int) -> str:
        """The source text that made the node, on one line."""
        place = self.place(node)
        source = self.sources.get(place.source)
        if source is None or place.column < 0 or place.line != place.end_line:
            return ""
        lines = source.text.splitlines()
        row = place.line - source.first_line
        if not 0 <= row < len(lines):
            return ""
        return lines[row].encode()[place.column : place.end_column].decode(errors="replace")

    def _place(self, index: int) -> Place:
        row = self.tables["places"].rows[index].tolist()
        return Place(self._text(row[0]), row[1], row[2], row[3], row[4], self._text(row[5]))

    def place(self, node: int) -> Place:
        """Where in the code the node was made."""
        return self._place(int(self._nodes[4, node]))

    def place_of(self, step: int) -> Place:
        """Where in the code a step happened."""
        return self._place(int(self.tables["steps"].rows[step, 1]))

    def line_text(self, place: Place) -> str:
        """The whole line of source at a place."""
        source = self.sources.get(place.source)
        lines = source.text.splitlines() if source else []
        row = place.line - (source.first_line if source else 1)
        return lines[row].strip() if 0 <= row < len(lines) else ""

    # -- steps, calls, problems -----------------------------------------------------------------------------------------

    def step(self, number: int) -> Step:
        return Step(*self.tables["steps"].rows[number].tolist())

    @property
    def kinds(self) -> Ints:
        return self.tables["steps"].column("kind")

    @property
    def phases(self) -> Ints:
        return self.tables["steps"].column("phase")

    @property
    def lines(self) -> Ints:
        """The line of each step, 0 where it has none."""
        places = self.tables["places"].column("line")
        return places[self.tables["steps"].column("place")] if len(places) else np.zeros(0, np.int64)

    @property
    def calls(self) -> list[Call]:
        found = []
        for step, call, root, is_backward, retain, create, start, count in self.tables["calls"].rows.tolist():
            end, error = self._ends.get(call, (NEVER, -1))
            asked = tuple(self.dims[start : start + count])
            flags = (bool(is_backward), bool(retain), bool(create))
            found.append(Call(call, step, end, root, *flags, asked, self._text(error)))
        return found

    def call_at(self, step: int) -> Call | None:
        """The backward that runs at a step."""
        return next((call for call in reversed(self.calls) if call.step <= step < call.end), None)

    def flows_of(self, call: int, step: int) -> Ints:
        """The rows of a call's gradient movements up to a step."""
        rows = self.tables["flows"].rows
        return rows[(rows[:, 1] == call) & (rows[:, 0] <= step)]

    def flow_shape(self, row: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.dims[row[8] : row[8] + row[7]])

    def running(self, step: int) -> int:
        """The node that a backward has reached at a step, NOBODY outside of one."""
        call = self.call_at(step)
        if call is None:
            return NOBODY
        rows = self.flows_of(call.number, step)
        rows = rows[(rows[:, 5] == FLOW_ARRIVED) | (rows[:, 5] == FLOW_ACCUMULATED)]
        return int(rows[-1, 2]) if len(rows) else call.root

    @property
    def problems(self) -> list[Problem]:
        found = []
        for step, kind, message, notes in self.tables["errors"].rows.tolist():
            texts = tuple(line for line in self._text(notes).split("\n") if line)
            found.append(Problem(step, self._text(kind), self._text(message), texts, self.place_of(step)))
        return found


def _strided(kept: NDArray[Any], shape: Sequence[int], strides: Sequence[int], offset: int) -> NDArray[Any] | None:
    """A tensor's elements out of its storage's; None when they reach beyond what was kept."""
    if 0 in shape:
        return np.zeros(tuple(shape), kept.dtype)
    last = offset + sum((size - 1) * step for size, step in zip(shape, strides, strict=True))
    if offset < 0 or last >= len(kept):
        return None
    steps = tuple(step * kept.itemsize for step in strides)
    return np.lib.stride_tricks.as_strided(kept[offset:], tuple(shape), steps, writeable=False)
