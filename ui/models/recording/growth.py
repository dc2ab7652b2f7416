"""How a recording grows, batch by batch, and lets go of its oldest when it has outgrown its memory."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, Flag
from tensorlab.kernel.protocol import TABLES, Batch
from ui.models.batch_check import Counts, check
from ui.models.columns import Column, Ints, Table
from ui.models.memory import Memory
from ui.models.picture import NodeKind
from ui.models.recording.records import Cell
from ui.models.thinning import Cut, Gap, joined, oldest_half

UNKNOWN = 255
"""The kind of an id that nothing is known of."""

MEMORY_LIMIT = 512 * 2**20

SPARE = 0.6
"""The part of its room that a table uses before it gets more."""

DRAWN = 1400
"""Bytes that the window takes for a node beside the recording, as measured with a hundred thousand."""

NODE_TABLES = ("tensors", "functions", "accumulates")
"""The tables in which nodes stand, in the order of their kinds."""


class Growth:
    """The sum of its batches, as columns.

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

    def snapshot(self) -> Self:
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

    def without(self, cut: Cut) -> Self:
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
        for name in NODE_TABLES:
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

    # -- the columns of the nodes --------------------------------------------------------------------------------------

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


def _cuts(recording: Growth) -> Iterator[list[Cut]]:
    """One cut, or none when no iteration may go."""
    tables = recording.tables
    going = oldest_half(tables["iterations"], recording.gaps, recording.last_step, recording.bookmarks)
    if going:
        nodes = recording.born, recording.collected
        yield [Cut(tables, going, *nodes, recording.held, recording.memory.end)]
