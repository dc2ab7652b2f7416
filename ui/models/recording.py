"""All that happened, a column per fact: no display, no kernel; append a batch and look at any step.

Every question has the form *what was so at step k*. What never changes is a column over all nodes, and the lives of the
nodes are three more (``born``, ``released``, ``collected``); the state at k is a comparison of columns with k. What can
change is a table of (step, subject, value) in the order of steps, and the last row at or before k holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.events import NEVER, NOBODY, Flag, Kind, Phase, Place, Summary, summarise
from tensorlab.kernel.protocol import FLOW_ACCUMULATED, FLOW_ARRIVED, TABLES, Batch
from ui.models.batch_check import Counts, check
from ui.models.columns import Column, Ints, Table
from ui.models.memory import Memory
from ui.models.picture import NodeKind
from ui.models.thinning import Cut, Gap, joined, oldest_half

__all__ = [
    "NEVER",
    "NOBODY",
    "Call",
    "Cell",
    "ErrorStep",
    "Input",
    "NodeKind",
    "PrintStep",
    "Recording",
    "Saved",
    "Step",
]

Bools = NDArray[np.bool_]

UNKNOWN = 255
"""The kind of an id that nothing is known of."""

MEMORY_LIMIT = 512 * 2**20

MOST_SEEN = 2**16
"""Elements that a kept value may have: an expanded tensor sees a few numbers that are kept as any number of its own."""

SPARE = 0.6
"""The part of its room that a table uses before it gets more."""

DRAWN = 1400
"""Bytes that the window takes for a node beside the recording, as measured with a hundred thousand."""

_WRITES = (Kind.MUTATED, Kind.CHANGED, Kind.ACCUMULATED)
_CHARACTERS = 40

# Members of an enumeration are slow to reach, and these are asked for at every look at a node.
_TENSOR, _FUNCTION, _ACCUMULATE = int(NodeKind.TENSOR), int(NodeKind.FUNCTION), int(NodeKind.ACCUMULATE)
_TABLE_OF = {_TENSOR: "tensors", _FUNCTION: "functions", _ACCUMULATE: "accumulates"}


class Step(NamedTuple):
    """One event. ``subject`` is the node or tensor it is about; of a backward's begin and end, the call."""

    kind: Kind
    place: Place
    phase: Phase
    subject: int


class Input(NamedTuple):
    """A tensor that went into an operation, at the version it had, as the argument of this name."""

    tensor: int
    version: int
    argument: str


class Saved(NamedTuple):
    """What an operation keeps for backward: ``_saved_<name>``; ``tensor`` is NOBODY for a plain number."""

    name: str
    tensor: int
    bytes: int


class Call(NamedTuple):
    """One ``backward()`` or ``autograd.grad()``; ``error`` is the message it ended with, "" if it did not."""

    number: int
    step: int
    end_step: int
    root: int
    is_backward: bool
    retain_graph: bool
    create_graph: bool
    inputs: tuple[int, ...]
    error: str


class ErrorStep(NamedTuple):
    """The user's code raised."""

    step: int
    kind: str
    message: str
    notes: str
    place: Place


class PrintStep(NamedTuple):
    """The user's code printed."""

    step: int
    text: str


class Cell(NamedTuple):
    """A cell or a run of a script: its steps are ``step`` … ``end_step - 1``."""

    step: int
    end_step: int
    source: str
    text: str
    first_line: int


class Recording:
    """The sum of its batches.

    Args:
        memory_limit: bytes; above it the oldest kept values are let go, see :attr:`values_kept_from`.
        memory: the values to begin with, for a recording that had let some go before it was saved.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT, memory: Memory | None = None) -> None:
        self.memory_limit = memory_limit
        self.tables = {name: Table(columns) for name, columns in TABLES.items()}
        self.texts: list[str] = []
        self.dims = Column()
        self.floats = Column(0, np.float64)
        self.memory = memory or Memory()
        self.cells: list[Cell] = []
        self._counts = Counts(0, 0, 0, 0, 0, 0, self.memory.first)
        self._kind = Column(UNKNOWN, np.uint8)
        self._born = Column(NEVER)
        self._released = Column(NEVER)
        self._collected = Column(NEVER)
        self._row = Column()
        self.gaps: list[Gap] = []
        """The steps that are not kept: see :mod:`ui.models.thinning`."""
        self.held: set[int] = set()
        """Nodes that are looked at, which stay when others go."""
        self.bookmarks: dict[int, str] = {}
        """Steps that somebody has marked, and a note on each, "" for none."""
        self._apart: set[int] = set()
        """Tensors that count their writes apart from those who share their memory."""
        self._first_name = Column()
        self._names_cache: tuple[int, int, Ints] | None = None

    # -- growing ------------------------------------------------------------------------------------------------------

    def append(self, batch: Batch) -> None:
        """Add the next stretch.

        Raises:
            ProtocolError: it does not continue this recording, which stays as it was.
        """
        counts = check(batch, self._counts, sum(gap.last - gap.first + 1 for gap in self.gaps))
        for name, table in self.tables.items():
            table.append(batch.tables[name])
        self.texts.extend(batch.texts)
        self.dims.append(batch.dims)
        self.floats.append(batch.floats)
        self.memory.append(batch.blob)
        self._counts = counts
        self._grow_nodes(batch)
        self._make_room()
        while self.nbytes > self.memory_limit and self.memory.drop_oldest():
            pass

    def _make_room(self) -> None:
        """Let the fullest have more room before it needs it, so that not all move on the same occasion."""
        growing: list[Column | Table] = [*self._node_columns, *self.tables.values()]
        fullest = max(growing, key=lambda one: one.fill)
        if fullest.fill > SPARE:
            fullest.make_room()

    @property
    def _node_columns(self) -> tuple[Column, ...]:
        return (self._kind, self._born, self._released, self._collected, self._row, self._first_name)

    def snapshot(self) -> Recording:
        """The recording as it is now, for another thread to read while this one grows."""
        found = copy(self)
        found.tables = {name: table.snapshot() for name, table in self.tables.items()}
        found.texts, found.cells = self.texts[:], self.cells[:]
        found.dims, found.floats, found.memory = self.dims.snapshot(), self.floats.snapshot(), self.memory.snapshot()
        found._kind, found._born, found._row = self._kind.snapshot(), self._born.snapshot(), self._row.snapshot()
        found._released, found._collected = self._released.snapshot(), self._collected.snapshot()
        found._first_name = self._first_name.snapshot()
        found._apart, found.bookmarks, found.gaps = set(self._apart), dict(self.bookmarks), self.gaps[:]
        found.held = set(self.held)
        return found

    @property
    def is_too_large(self) -> bool:
        """Whether it takes more than it may."""
        return self.footprint > self.memory_limit

    def thinning(self) -> Iterator[list[Cut]]:
        """Find out, on whichever thread, what stays without its oldest iterations: cuts for :meth:`without`."""
        return _cuts(self.snapshot())

    def without(self, cut: Cut) -> Recording:
        """The recording that goes on without what a cut has left out; this one stays as it is, and grows no more."""
        found = self.snapshot()
        for name, table in cut.tables.items():
            table.append(self.tables[name].rows_from(cut.counts[name]))
            found.tables[name] = table
        found._forget_nodes(np.flatnonzero(cut.gone))
        found.memory.keep_only(cut.blobs, cut.memory_end)
        found.gaps = joined([*self.gaps, *cut.gaps])
        return found

    def _forget_nodes(self, gone: Ints) -> None:
        """Others read the columns that a snapshot shares, so new ones take their places."""
        self._names_cache = None
        self._kind, self._born, self._row = self._kind.copy(), self._born.copy(), self._row.copy()
        self._first_name = self._first_name.copy()
        self._kind.values[gone], self._born.values[gone] = UNKNOWN, NEVER
        self._row.values[gone], self._first_name.values[gone] = -1, -1
        for name in _TABLE_OF.values():
            self._row.values[self.tables[name]["id"]] = np.arange(len(self.tables[name]))
        self._apart.difference_update(gone.tolist())

    def gap_at(self, step: int) -> Gap | None:
        """The gap in which a step lies."""
        return next((gap for gap in self.gaps if gap.first <= step <= gap.last), None)

    def _grow_nodes(self, batch: Batch) -> None:
        for column in self._node_columns:
            column.grow(self._counts.nodes)
        kinds = (("tensors", NodeKind.TENSOR), ("functions", NodeKind.FUNCTION), ("accumulates", NodeKind.ACCUMULATE))
        for name, kind in kinds:
            rows = batch.tables[name]
            ids = rows[:, 1]
            self._kind.values[ids] = kind
            np.minimum.at(self._born.values, ids, rows[:, 0])
            self._row.values[ids] = np.arange(len(self.tables[name]) - len(rows), len(self.tables[name]))
        tensors = batch.tables["tensors"]
        self._apart.update(tensors[(tensors[:, 6] & Flag.OWN_VERSION) != 0, 1].tolist())
        for name, column in (("released", self._released), ("collected", self._collected)):
            rows = batch.tables[name]
            np.minimum.at(column.values, rows[:, 1], rows[:, 0])
        self._end_writes(batch.tables["collected"])
        names = batch.tables["names"]
        names = names[names[:, 3] >= 0][::-1]
        fresh = names[self._first_name.values[names[:, 3]] < 0]
        self._first_name.values[fresh[:, 3]] = fresh[:, 1]

    def _end_writes(self, collected: Ints) -> None:
        """An untracked in-place operation has no node and no output: it is over when the tensor it wrote into is."""
        functions = self.tables["functions"]
        over = np.isin(functions["target"], collected[:, 1]) & (functions["grad_fn"] < 0)
        self._collected.values[functions["id"][over]] = self._collected.values[functions["target"][over]]

    def cell_began(self, source: str, text: str, first_line: int) -> None:
        """A cell or script starts with the next step."""
        self.cells.append(Cell(self.last_step + 1, NEVER, source, text, first_line))

    def cell_ended(self) -> None:
        """The cell that began last of those that run is over."""
        running = [place for place, cell in enumerate(self.cells) if cell.end_step == NEVER]
        if running:
            self.cells[running[-1]] = self.cells[running[-1]]._replace(end_step=self.last_step + 1)

    @property
    def counts(self) -> Counts:
        """How much of everything there is; two recordings that agree here have grown equally far."""
        return self._counts

    @property
    def last_step(self) -> int:
        """-1 when nothing has happened."""
        return self._counts.steps - 1

    @property
    def n_nodes(self) -> int:
        return self._counts.nodes

    @property
    def nbytes(self) -> int:
        """The memory it takes, near enough: tables and kept values."""
        tables = sum(table.nbytes for table in self.tables.values())
        return tables + self.dims.nbytes + self.floats.nbytes + self.memory.kept + 80 * len(self.texts)

    @property
    def footprint(self) -> int:
        """The same with what the window makes of it, above all the drawing of its nodes."""
        drawn = sum(len(self.tables[name]) for name in ("tensors", "functions"))
        return self.nbytes + DRAWN * drawn

    @property
    def values_kept_from(self) -> int:
        """The first step whose small values are all kept; above 0, there is a gap before it."""
        if not self.memory.first:
            return 0
        versions = self.tables["versions"]
        lost = (versions["blob"] >= 0) & (versions["blob"] < self.memory.first) & (versions["bytes"] > 0)
        return int(versions["step"][lost][-1]) + 1 if lost.any() else 0

    # -- nodes: what never changes ------------------------------------------------------------------------------------

    @property
    def kind(self) -> NDArray[np.uint8]:
        """A :class:`NodeKind` for each id, shape (n_nodes,)."""
        return self._kind.values

    @property
    def born(self) -> Ints:
        """The step of each node's birth, shape (n_nodes,)."""
        return self._born.values

    @property
    def released(self) -> Ints:
        """The step at which each node's saved tensors were freed, or NEVER, shape (n_nodes,)."""
        return self._released.values

    @property
    def collected(self) -> Ints:
        """The step at which nobody referred to a node any more, or NEVER, shape (n_nodes,)."""
        return self._collected.values

    def alive(self, step: int) -> Bools:
        """Which nodes exist at ``step``, shape (n_nodes,)."""
        return (self.born <= step) & (step < self.collected)

    def released_by(self, step: int) -> Bools:
        """Which nodes have had their saved tensors freed by ``step``, shape (n_nodes,)."""
        return self.released <= step

    def collected_by(self, step: int) -> Bools:
        return self.collected <= step

    def _text(self, number: int) -> str:
        return self.texts[number] if number >= 0 else ""

    def _cell(self, node: int, kind: int, column: str, otherwise: int = NOBODY) -> int:
        """A column of the table in which nodes of this kind stand."""
        if self.kind[node] != kind:
            return otherwise
        return self.tables[_TABLE_OF[kind]].cell(int(self._row.values[node]), column)

    def op(self, node: int) -> str:
        """The operation as it was called, ``mul``; of a tensor, the one that made it."""
        number = self._cell(node, _FUNCTION, "op")
        return self._text(self._cell(node, _TENSOR, "op", number))

    def grad_fn_name(self, node: int) -> str:
        """``MulBackward0``, "" for an operation that was not tracked and for tensors."""
        if self.kind[node] == _ACCUMULATE:
            return "AccumulateGrad"
        return self._text(self._cell(node, _FUNCTION, "grad_fn"))

    def scope(self, node: int) -> str:
        """The modules and composite operations around an operation, joined by dots."""
        return self._text(self._cell(node, _FUNCTION, "scope"))

    def is_tensor(self, node: int) -> bool:
        return bool(self.kind[node] == _TENSOR)

    def is_view(self, node: int) -> bool:
        """Whether a tensor looks at memory of its base, or the outputs of an operation at that of its input."""
        if self.is_tensor(node):
            return bool(self.flags(node) & Flag.VIEW)
        return self._cell(node, _FUNCTION, "is_view", 0) == 1

    def target(self, node: int) -> int:
        """The tensor that an in-place operation wrote into, or NOBODY."""
        return self._cell(node, _FUNCTION, "target")

    def dtype(self, tensor: int) -> str:
        return self._text(self._cell(tensor, _TENSOR, "dtype"))

    def flags(self, tensor: int) -> int:
        """Bits of :class:`tensorlab.events.Flag`."""
        return self._cell(tensor, _TENSOR, "flags", 0)

    def producer(self, tensor: int) -> int:
        """The function that a tensor came out of, or NOBODY."""
        return self._cell(tensor, _TENSOR, "producer")

    def output_number(self, tensor: int) -> int:
        return self._cell(tensor, _TENSOR, "output", 0)

    def leaf(self, node: int) -> int:
        """The tensor that an AccumulateGrad adds to, or NOBODY."""
        return self._cell(node, _ACCUMULATE, "leaf")

    def accumulate_nodes(self, leaf: int) -> list[int]:
        """Every AccumulateGrad that this leaf has had, oldest first."""
        table = self.tables["accumulates"]
        return [int(table["id"][row]) for row in table.of("leaf", leaf)]

    def outputs(self, function: int) -> list[int]:
        table = self.tables["tensors"]
        return [int(table["id"][row]) for row in table.of("producer", function)]

    def inputs(self, function: int) -> list[Input]:
        table = self.tables["inputs"]
        return [
            Input(table.cell(row, "tensor"), table.cell(row, "version"), self._text(table.cell(row, "argument")))
            for row in table.of("function", function)
        ]

    def users(self, tensor: int) -> list[int]:
        """The operations that a tensor went into, oldest first, each once."""
        table = self.tables["inputs"]
        return list(dict.fromkeys(table["function"][table.of("tensor", tensor)].tolist()))

    def next_functions(self, node: int) -> list[tuple[int, int]]:
        """(node, input number) of each edge of the backward chain; NOBODY where no gradient goes."""
        table = self.tables["edges"]
        return [(table.cell(row, "next"), table.cell(row, "input")) for row in table.of("node", node)]

    def saved(self, function: int) -> list[Saved]:
        table = self.tables["saved"]
        return [
            Saved(self._text(table.cell(row, "name")), table.cell(row, "tensor"), table.cell(row, "bytes"))
            for row in table.of("function", function)
        ]

    # -- facts: what can change ---------------------------------------------------------------------------------------

    def _fact(self, name: str, tensor: int, step: int, otherwise: int) -> int:
        table = self.tables[name]
        row = table.last("tensor", tensor, step)
        return otherwise if row < 0 else table.cell(row, table.columns[-1])

    def _fact_at(self, name: str, step: int, otherwise: int) -> Ints:
        table = self.tables[name]
        rows = table.latest("tensor", self.n_nodes, step)
        values = np.full(self.n_nodes, otherwise, np.int64)
        known = rows >= 0
        values[known] = table[table.columns[-1]][rows[known]]
        return values

    def requires_grad(self, tensor: int, step: int) -> bool:
        return self._fact("requires_grad", tensor, step, 0) == 1

    def requires_grad_at(self, step: int) -> Bools:
        """The same for every id, shape (n_nodes,)."""
        return self._fact_at("requires_grad", step, 0).astype(np.bool_)

    def grad_fn(self, tensor: int, step: int) -> int:
        return self._fact("grad_fn", tensor, step, NOBODY)

    def grad_fn_at(self, step: int) -> Ints:
        return self._fact_at("grad_fn", step, NOBODY)

    def grad(self, tensor: int, step: int) -> int:
        """The tensor that ``.grad`` is, or NOBODY for None."""
        return self._fact("grad", tensor, step, NOBODY)

    def grad_at(self, step: int) -> Ints:
        return self._fact_at("grad", step, NOBODY)

    def retains_grad(self, tensor: int, step: int) -> bool:
        return self._fact("retains_grad", tensor, step, 0) == 1

    def is_leaf(self, tensor: int, step: int) -> bool:
        return self.grad_fn(tensor, step) == NOBODY

    def is_leaf_at(self, step: int) -> Bools:
        return np.equal(self.grad_fn_at(step), NOBODY)

    def _layout(self, tensor: int, step: int) -> int:
        """The row that tells how a tensor lies in memory; before its birth, the one of its birth; -1 for no tensor."""
        table = self.tables["layouts"]
        row = table.last("tensor", tensor, step)
        if row < 0:
            rows = table.of("tensor", tensor)
            row = int(rows[0]) if len(rows) else -1
        return row

    def _sizes(self, tensor: int, step: int, part: int) -> tuple[int, ...]:
        row = self._layout(tensor, step)
        if row < 0:
            return ()
        table = self.tables["layouts"]
        rank, start = table.cell(row, "rank"), table.cell(row, "start")
        first = start + part * rank
        return tuple(self.dims.values[first : first + rank].tolist())

    def shape(self, tensor: int, step: int) -> tuple[int, ...]:
        return self._sizes(tensor, step, 0)

    def stride(self, tensor: int, step: int) -> tuple[int, ...]:
        """In elements."""
        return self._sizes(tensor, step, 1)

    def storage_offset(self, tensor: int, step: int) -> int:
        row = self._layout(tensor, step)
        return 0 if row < 0 else self.tables["layouts"].cell(row, "offset")

    def storage(self, tensor: int, step: int) -> int:
        """A number for the memory it looks at: the id of the first tensor that did."""
        row = self._layout(tensor, step)
        return NOBODY if row < 0 else self.tables["layouts"].cell(row, "storage")

    def shares_memory(self, step: int) -> dict[int, list[int]]:
        """For each storage the living tensors that look at it."""
        table = self.tables["layouts"]
        rows = table.latest("tensor", self.n_nodes, step)
        tensors = np.flatnonzero((rows >= 0) & self.alive(step))
        shared: dict[int, list[int]] = {}
        for tensor, storage in zip(tensors.tolist(), table["storage"][rows[tensors]].tolist(), strict=True):
            shared.setdefault(storage, []).append(tensor)
        return shared

    # -- names --------------------------------------------------------------------------------------------------------

    def _bound_at(self, step: int) -> Ints:
        """The rows of ``names`` that hold at ``step``: for every name of the module or of a function, its last."""
        names = self.tables["names"]
        end = names.until(step)
        rows: Ints = np.full(2 * len(self.texts), -1, np.int64)
        rows[2 * names["name"][:end] + names["is_global"][:end]] = np.arange(end)
        rows = np.sort(rows[rows >= 0])
        return rows[names["tensor"][rows] >= 0]

    def name_texts_at(self, step: int) -> Ints:
        """For each id the text that is its name, or -1, shape (n_nodes,).

        Of several names bound at ``step`` the module's oldest counts; of none, the first it ever had.
        """
        if self._names_cache is not None and self._names_cache[:2] == (step, self.last_step):
            return self._names_cache[2]
        names = self.tables["names"]
        found = self._first_name.values.copy()
        rows = self._bound_at(step)[::-1]
        rows = rows[np.argsort(names["is_global"][rows], kind="stable")]
        found[names["tensor"][rows]] = names["name"][rows]
        self._names_cache = (step, self.last_step, found)
        return found

    def name(self, tensor: int, step: int) -> str:
        """The name bound to it then, else the first it ever had, else ""."""
        return self._text(int(self.name_texts_at(step)[tensor]))

    def is_named(self, step: int) -> Bools:
        """Which tensors have a name bound at ``step``, shape (n_nodes,)."""
        named = np.zeros(self.n_nodes, np.bool_)
        named[self.tables["names"]["tensor"][self._bound_at(step)]] = True
        return named

    def names_at(self, step: int) -> dict[str, int]:
        """The module's names and the tensors they mean.

        Between the end of a tensor and the step that tells what its name means now, the name means nothing.
        """
        names = self.tables["names"]
        rows = self._bound_at(step)
        rows = rows[(names["is_global"][rows] == 1) & (self.collected[names["tensor"][rows]] > step)]
        return {
            self._text(n): t for n, t in zip(names["name"][rows].tolist(), names["tensor"][rows].tolist(), strict=True)
        }

    def label(self, node: int, step: int) -> str:
        """What to call it: its name, else the text of the expression that made it, else its operation."""
        if self.is_tensor(node):
            return self.name(node, step) or self._unnamed(node, step)
        return self.op(node) or self.grad_fn_name(node)

    def _unnamed(self, tensor: int, step: int) -> str:
        flags = self.flags(tensor)
        if flags & Flag.GRADIENT:
            rows = self.tables["grad"].of("gradient", tensor)
            if len(rows):
                owner = self.tables["grad"].cell(int(rows[0]), "tensor")
                return f"{self.name(owner, step) or f'lab[{owner}]'}.grad"
        text = "" if flags & Flag.MET else self.expression(tensor)
        return text or self.op(tensor) or f"lab[{tensor}]"

    def expression(self, node: int) -> str:
        """The text that made a node, on one line, cut where it is long; "" where the source is not known."""
        if self.born[node] == NEVER:
            return ""
        text = self._excerpt(self.place(node), int(self.born[node]))
        return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"

    def _excerpt(self, place: Place, step: int) -> str:
        lines = (self.source_text(place.source, step) or "").split("\n")[max(0, place.line - 1) : place.end_line]
        if not lines or place.line < 1 or place.column < 0 or place.end_column < 0:
            return ""
        # Columns of compiled code count bytes of UTF-8.
        coded = [line.encode() for line in lines]
        coded[-1] = coded[-1][: place.end_column]
        coded[0] = coded[0][place.column :]
        return " ".join(b" ".join(coded).decode(errors="replace").split())

    # -- values -------------------------------------------------------------------------------------------------------

    def value(self, tensor: int, step: int) -> NDArray[Any] | None:
        """The value as it was, read only, or None; :meth:`why_no_value` tells why."""
        row, _ = self._kept(tensor, step)
        return None if row < 0 else self._view(tensor, step, row)

    def summary(self, tensor: int, step: int) -> Summary | None:
        """Range, mean and spread: of the value that is kept, else as told when it was too large to keep."""
        value = self.value(tensor, step)
        if value is not None:
            return summarise(value)
        versions = self.tables["versions"]
        rows = versions.of("storage", self.storage(tensor, step))
        rows = rows[: np.searchsorted(rows, versions.until(step))]
        if not len(rows):
            return None
        start, about = versions.cell(int(rows[-1]), "summary"), versions.cell(int(rows[-1]), "tensor")
        if start < 0 or self._extent(about, step) != self._extent(tensor, step):
            return None
        size, low, high, mean, std, nans, infs, is_sampled = self.floats.values[start : start + 8].tolist()
        return Summary(int(size), low, high, mean, std, int(nans), int(infs), bool(is_sampled))

    def why_no_value(self, tensor: int, step: int) -> str:
        """ "" when there is one, else ``later`` (not born yet), ``large`` (too large to keep) or ``dropped``."""
        return self._kept(tensor, step)[1]

    def version(self, tensor: int, step: int) -> int:
        """How often its memory has been written to."""
        versions = self.tables["versions"]
        rows = versions.of("storage", self.storage(tensor, step))
        rows = rows[: np.searchsorted(rows, versions.until(step))]
        writers = versions["tensor"][rows]
        if self._apart:
            rows = rows[writers == tensor] if tensor in self._apart else rows[~np.isin(writers, list(self._apart))]
        return int(versions["version"][rows].max()) if len(rows) else 0

    def _extent(self, tensor: int, step: int) -> tuple[int, int]:
        """The first element of its storage that a tensor looks at, and the one after the last."""
        low = high = self.storage_offset(tensor, step)
        for size, stride in zip(self.shape(tensor, step), self.stride(tensor, step), strict=True):
            if size <= 0:
                return low, low
            reach = (size - 1) * stride
            low, high = min(low, low + reach), max(high, high + reach)
        return low, high + 1

    def _kept(self, tensor: int, step: int) -> tuple[int, str]:
        """The row of ``versions`` that holds its value, or -1 and the reason why none does."""
        if not self.is_tensor(tensor) or step < self.born[tensor]:
            return -1, "later"
        if prod(self.shape(tensor, step)) > MOST_SEEN:
            return -1, "large"
        versions = self.tables["versions"]
        low, high = self._extent(tensor, step)
        rows = versions.of("storage", self.storage(tensor, step))
        for row in rows[: np.searchsorted(rows, versions.until(step))][::-1].tolist():
            first, size = versions.cell(row, "first"), self._elements(row)
            if size is not None and first <= low and high <= first + size:
                blob, count = versions.cell(row, "blob"), versions.cell(row, "bytes")
                is_read = self.memory.read(blob, count) is not None
                return (row, "") if is_read else (-1, "dropped")
            if self._writes(row, low, high):
                break
        return -1, "large"

    def _elements(self, row: int) -> int | None:
        """How many elements of a storage a row of ``versions`` keeps; None when it keeps no bytes."""
        versions = self.tables["versions"]
        kind = _numpy(self._text(versions.cell(row, "dtype")))
        return None if kind is None or versions.cell(row, "blob") < 0 else versions.cell(row, "bytes") // kind.itemsize

    def _writes(self, row: int, low: int, high: int) -> bool:
        """Whether that row tells of a change to these elements."""
        versions = self.tables["versions"]
        step = versions.cell(row, "step")
        if self.kinds[step] not in _WRITES:
            return False
        first, end = self._extent(versions.cell(row, "tensor"), step)
        return first < high and low < end

    def _view(self, tensor: int, step: int, row: int) -> NDArray[Any] | None:
        versions = self.tables["versions"]
        kind = _numpy(self._text(versions.cell(row, "dtype")))
        data = self.memory.read(versions.cell(row, "blob"), versions.cell(row, "bytes"))
        assert kind is not None and data is not None, "a kept row has a dtype and its bytes"
        shape, stride = self.shape(tensor, step), self.stride(tensor, step)
        if any(size < 0 for size in shape):
            return None
        if 0 in shape:
            return np.zeros(shape, kind)
        flat = np.frombuffer(data, kind, len(data) // kind.itemsize)
        start = self.storage_offset(tensor, step) - versions.cell(row, "first")
        steps = [each * kind.itemsize for each in stride]
        return np.lib.stride_tricks.as_strided(flat[start:], shape, steps, writeable=False)

    # -- gradients ----------------------------------------------------------------------------------------------------

    def accumulations(self, tensor: int) -> list[int]:
        """The steps at which a backward stored or added to its ``.grad``."""
        table = self.tables["grad"]
        steps = table["step"][table.of("tensor", tensor)]
        return [int(step) for step in steps if self.kinds[step] == Kind.ACCUMULATED]

    def gradient_count(self, tensor: int, step: int) -> int:
        """How many additions are in ``.grad`` since it was last None or zero."""
        table = self.tables["grad"]
        rows = table.of("tensor", tensor)
        steps = table["step"][rows[: np.searchsorted(rows, table.until(step))]]
        added = self.kinds[steps] == Kind.ACCUMULATED
        resets = steps[~added]
        since = max(int(resets[-1]) if len(resets) else -1, self._zeroed(self.grad(tensor, step), step))
        return int((added & (steps > since)).sum())

    def _zeroed(self, gradient: int, step: int) -> int:
        """The last step by ``step`` at which a gradient was set to zero in place, -1 for none."""
        functions = self.tables["functions"]
        rows = [] if gradient == NOBODY else functions.of("target", gradient).tolist()
        steps = [functions.cell(row, "step") for row in rows if self._text(functions.cell(row, "op")) == "zero_"]
        return max((each for each in steps if each <= step), default=-1)

    def gradient_of(self, node: int, step: int) -> NDArray[Any] | None:
        """The gradient that had reached a node or a tensor by ``step`` in the last backward that came by; or None."""
        if self.is_tensor(node):
            target, number = self.gradient_edge(node, step)
        else:
            target, number = node, 0
        if target == NOBODY:
            return None
        flows = self.tables["flows"]
        rows = flows.of("node", target)
        rows = rows[: np.searchsorted(rows, flows.until(step))]
        rows = rows[(flows["kind"][rows] == FLOW_ARRIVED) & (flows["input"][rows] == number)]
        if not len(rows):
            return None
        rows = rows[flows["call"][rows] == flows["call"][rows[-1]]]
        parts = [self.gradient(row) for row in rows.tolist()]
        total = parts[0]
        for part in parts[1:]:
            if total is None or part is None or part.shape != total.shape:
                return None
            total = total + part
        return total

    def gradient_edge(self, tensor: int, step: int) -> tuple[int, int]:
        """The node and input number at which a tensor's gradient arrives: its ``grad_fn``, or its AccumulateGrad."""
        node = self.grad_fn(tensor, step)
        if node != NOBODY:
            return node, self.output_number(tensor) if node == self.producer(tensor) else 0
        nodes = [each for each in self.accumulate_nodes(tensor) if self.born[each] <= step]
        return (nodes[-1], 0) if nodes else (NOBODY, 0)

    def gradient(self, flow: int) -> NDArray[Any] | None:
        """The value of one row of ``flows``, None when it was not kept."""
        flows = self.tables["flows"]
        kind = _numpy(self._text(flows.cell(flow, "dtype")))
        blob, size = flows.cell(flow, "blob"), flows.cell(flow, "bytes")
        data = None if blob < 0 else self.memory.read(blob, size)
        shape = self.gradient_shape(flow)
        if kind is None or data is None or int(np.prod(shape, dtype=object)) * kind.itemsize != size:
            return None
        return np.frombuffer(data, kind).reshape(shape)

    def gradient_shape(self, flow: int) -> tuple[int, ...]:
        flows = self.tables["flows"]
        start = flows.cell(flow, "shape")
        return () if start < 0 else tuple(self.dims.values[start : start + flows.cell(flow, "rank")].tolist())

    def largest_of(self, flow: int) -> float:
        """The largest magnitude in one row of ``flows``."""
        place = self.tables["flows"].cell(flow, "largest")
        return 0.0 if place < 0 else float(self.floats.values[place])

    # -- backward calls -----------------------------------------------------------------------------------------------

    def call(self, number: int) -> Call | None:
        rows = self.tables["calls"].of("call", number)
        return self._call(int(rows[0])) if len(rows) else None

    @property
    def calls(self) -> list[Call]:
        return [self._call(row) for row in range(len(self.tables["calls"]))]

    def _call(self, row: int) -> Call:
        table, ends = self.tables["calls"], self.tables["ends"]
        step, number, root, is_backward, retain, create, start, count = (table.cell(row, c) for c in table.columns)
        ended = ends.of("call", number)
        end, error = (
            (ends.cell(int(ended[0]), "step"), ends.cell(int(ended[0]), "error")) if len(ended) else (NEVER, -1)
        )
        inputs = tuple(self.dims.values[start : start + count].tolist())
        return Call(number, step, end, root, is_backward == 1, retain == 1, create == 1, inputs, self._text(error))

    def call_at(self, step: int) -> Call | None:
        """The backward that runs at ``step``; its last step still belongs to it."""
        for row in reversed(range(self.tables["calls"].until(step))):
            call = self._call(row)
            if step <= call.end_step:
                return call
            if not self._is_nested(call):
                return None
        return None

    def _is_nested(self, call: Call) -> bool:
        """Whether it began while another was running."""
        return call.step > 0 and self.phases[call.step - 1] == Phase.BACKWARD

    def flows_until(self, step: int) -> int:
        """How many rows of ``tables["flows"]`` belong to ``step`` or one before."""
        return self.tables["flows"].until(step)

    def flows_of(self, call: int) -> Ints:
        """The rows of ``tables["flows"]`` of one call."""
        return self.tables["flows"].of("call", call)

    def running(self, step: int) -> int:
        """The operation or node that works at ``step``, or NOBODY."""
        if not 0 <= step <= self.last_step:
            return NOBODY
        kind, subject = Kind(int(self.kinds[step])), int(self.tables["steps"]["subject"][step])
        if kind in (Kind.OPERATED, Kind.MUTATED, Kind.RELEASED):
            return subject
        if kind not in (Kind.BEGAN, Kind.ARRIVED, Kind.ACCUMULATED):
            return NOBODY
        flows = self.tables["flows"]
        row = flows.until(step) - 1
        source = flows.cell(row, "source")
        return source if source != NOBODY else flows.cell(row, "node")

    def failed_node(self, step: int) -> int:
        """The node in which the backward that fails at ``step`` was, or NOBODY."""
        if not 0 <= step <= self.last_step or self.kinds[step] != Kind.FAILED:
            return NOBODY
        flows = self.tables["flows"]
        rows = self.flows_of(int(self.tables["steps"]["subject"][step]))
        rows = rows[(rows < flows.until(step)) & (flows["kind"][rows] == FLOW_ARRIVED)]
        done = set(flows["source"][rows].tolist()) | self._accumulated(rows)
        waiting = [node for node in flows["node"][rows].tolist() if node not in done]
        # The engine takes the youngest node that has its gradient.
        return max(waiting, default=NOBODY)

    def _accumulated(self, rows: Ints) -> set[int]:
        flows = self.tables["flows"]
        calls = np.unique(flows["call"][rows])
        chosen = np.isin(flows["call"], calls) & (flows["kind"] == FLOW_ACCUMULATED)
        return set(flows["node"][chosen].tolist())

    # -- steps --------------------------------------------------------------------------------------------------------

    @property
    def kinds(self) -> Ints:
        """A :class:`tensorlab.events.Kind` for each step."""
        return self.tables["steps"]["kind"]

    @property
    def phases(self) -> Ints:
        """A :class:`tensorlab.events.Phase` for each step."""
        return self.tables["steps"]["phase"]

    @property
    def lines(self) -> Ints:
        """The line of code for each step, 0 where none is known."""
        return self.lines_from(0)

    def lines_from(self, step: int) -> Ints:
        """The same for the steps from this one on."""
        return self.tables["places"]["line"][self.tables["steps"]["place"][step:]]

    def step(self, step: int) -> Step:
        kind, _, phase, subject = (self.tables["steps"].cell(step, c) for c in self.tables["steps"].columns)
        return Step(Kind(kind), self.place_of(step), Phase(phase), subject)

    def place_of(self, step: int) -> Place:
        """Where in the code a step happened."""
        if not 0 <= step <= self.last_step:
            return Place("", 0, -1, 0, -1, "")
        table = self.tables["places"]
        row = self.tables["steps"].cell(step, "place")
        source, line, column, end_line, end_column, scope = (table.cell(row, c) for c in table.columns)
        return Place(self._text(source), line, column, end_line, end_column, self._text(scope))

    def place(self, node: int) -> Place:
        """Where in the code a node was born."""
        return self.place_of(int(self.born[node]))

    def source_text(self, source: str, step: int | None = None) -> str | None:
        """The code of this name, its lines numbered as in the places; as it was at ``step``, or last."""
        at = self.last_step if step is None else step
        cells = [cell for cell in self.cells if cell.source == source]
        known = [cell for cell in cells if cell.step <= at] or cells[:1]
        return "\n" * (known[-1].first_line - 1) + known[-1].text if known else None

    @property
    def iterations(self) -> Ints:
        """The steps at which the body of an outermost loop starts."""
        table = self.tables["iterations"]
        return table["step"][table["number"] >= 0]

    def iteration_at(self, step: int) -> int:
        """The number of the iteration in which a step lies, from 1; 0 where no loop runs."""
        row = int(self.iteration_rows(np.array([step]))[0])
        return self.tables["iterations"].cell(row, "number") + 1 if row >= 0 else 0

    def iteration_rows(self, steps: Ints) -> Ints:
        """The row of ``iterations`` in which each of these steps lies, -1 where no loop runs."""
        table = self.tables["iterations"]
        rows = np.searchsorted(table["step"], steps, side="right") - 1
        # No loop reaches into the next cell; recordings of old do not tell of a loop's end.
        cells = np.array([cell.step for cell in self.cells], np.int64)
        cell_of_row = np.append(np.searchsorted(cells, table["step"], side="right"), -1)
        is_over = np.append(table["number"], NOBODY) == NOBODY
        rows[is_over[rows] | (cell_of_row[rows] != np.searchsorted(cells, steps, side="right"))] = -1
        return rows

    @property
    def errors(self) -> list[ErrorStep]:
        table = self.tables["errors"]
        return [
            ErrorStep(step, self._text(kind), self._text(message), self._text(notes), self.place_of(step))
            for step, kind, message, notes in table.rows().tolist()
        ]

    @property
    def prints(self) -> list[PrintStep]:
        return [PrintStep(step, self._text(text)) for step, text in self.tables["prints"].rows().tolist()]


def _cuts(recording: Recording) -> Iterator[list[Cut]]:
    """One cut, or none when no iteration may go."""
    tables = recording.tables
    going = oldest_half(tables["iterations"], recording.gaps, recording.last_step, recording.bookmarks)
    if going:
        nodes = recording.born, recording.collected
        yield [Cut(tables, going, *nodes, recording.held, recording.memory.end)]


@lru_cache(maxsize=64)
def _numpy(name: str) -> np.dtype[Any] | None:
    """The numpy type that holds a dtype of this name, None for a name that is no dtype."""
    try:
        return dtypes.named(name).numpy
    except KeyError:
        return None
