"""Whether a batch continues a recording: everything it points to must be there.

What arrives from a kernel or a file is data, and is checked before any of it is kept. Afterwards every index in the
recording's tables can be followed without looking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import Kind, Phase
from tensorlab.kernel.protocol import FLOW_FAILED, TABLES, Batch, ProtocolError

_GAP = 65_536
"""Ids are dense; a batch may skip a few, never so many that it would fill the memory."""

_NODES_OF_A_STEP = 16
"""More than the steps of a loop make on average."""


@dataclass(frozen=True)
class Counts:
    """How much of everything there is; ``blob`` are all bytes that ever came."""

    steps: int
    nodes: int
    texts: int
    places: int
    dims: int
    floats: int
    blob: int


_REFERENCES = {
    "text": (
        "tensors.op tensors.dtype functions.op functions.grad_fn functions.scope inputs.argument saved.name "
        "versions.dtype flows.dtype ends.error"
    ),
    "written text": "names.name prints.text errors.class errors.message errors.notes places.source places.scope",
    "place": "steps.place",
    "node": (
        "tensors.producer functions.target accumulates.leaf inputs.tensor edges.next saved.tensor grad_fn.node "
        "grad.gradient names.tensor versions.tensor flows.node flows.source calls.root"
    ),
    "known node": (
        "tensors.id functions.id accumulates.id inputs.function edges.node saved.function layouts.tensor "
        "layouts.storage requires_grad.tensor grad_fn.tensor grad.tensor retains_grad.tensor versions.storage "
        "released.id collected.id"
    ),
}
_LEAST = {"text": -1, "written text": 0, "place": 0, "node": -1, "known node": 0}
_STRETCHES = (
    # table, where it starts, how long it is, how many times over, in what
    ("layouts", "start", "rank", 2, "dims"),
    ("flows", "shape", "rank", 1, "dims"),
    ("calls", "inputs", "n_inputs", 1, "dims"),
    ("versions", "blob", "bytes", 1, "blob"),
    ("flows", "blob", "bytes", 1, "blob"),
)
_SUMMARY_FLOATS = 8
_LONGEST_RANK = 64


Extents = dict[str, list[tuple[int, int]]]
"""The least and the largest number of each column, of the tables that have rows."""


def check(batch: Batch, known: Counts, missing: int = 0) -> Counts:
    """The counts once this batch is part of the recording.

    Args:
        missing: steps whose nodes have been let go, of a recording from a file.

    Raises:
        ProtocolError: it does not continue the recording, or points to what is not there.
    """
    if batch.first_step != known.steps:
        raise ProtocolError(f"a batch that starts at step {batch.first_step} does not follow step {known.steps - 1}")
    for name, columns in TABLES.items():
        table = batch.tables.get(name)
        if table is None or table.ndim != 2 or table.shape[1] != len(columns) or table.dtype != np.int64:
            raise ProtocolError(f"the table {name} is missing or has other columns")
    counts = Counts(
        steps=known.steps + batch.steps,
        nodes=_nodes(batch, known.nodes, missing),
        texts=known.texts + len(batch.texts),
        places=known.places + len(batch.tables["places"]),
        dims=known.dims + len(batch.dims),
        floats=known.floats + len(batch.floats),
        blob=known.blob + len(batch.blob),
    )
    extents = _extents(batch)
    _check_steps(batch, extents, counts)
    _check_references(batch, extents, counts)
    _check_stretches(batch, extents, counts)
    _check_order(batch)
    return counts


def _column(batch: Batch, table: str, column: str) -> NDArray[np.int64]:
    return batch.tables[table][:, TABLES[table].index(column)]


def _nodes(batch: Batch, known: int, missing: int) -> int:
    ids = [_column(batch, table, "id") for table in ("tensors", "functions", "accumulates")]
    count = max([known, *(int(column.max()) + 1 for column in ids if len(column))])
    if count > known + sum(map(len, ids)) + _GAP + _NODES_OF_A_STEP * missing:
        raise ProtocolError(f"an id {count - 1} where {known} would be the next")
    return count


def _require(fits: NDArray[np.bool_], table: str, column: str) -> None:
    if not fits.all():
        raise ProtocolError(f"row {int(np.argmin(fits))} of {table} points to a {column} that is not there")


def _extents(batch: Batch) -> Extents:
    """Each table's columns in few words: to look at every number once is dear, at every number for each rule dearer."""
    found = {}
    for name, rows in batch.tables.items():
        if len(rows):
            found[name] = list(zip(rows.min(axis=0).tolist(), rows.max(axis=0).tolist(), strict=True))
    return found


def _within(batch: Batch, extents: Extents, table: str, column: str, least: int, end: int) -> None:
    if table in extents:
        low, high = extents[table][TABLES[table].index(column)]
        if low < least or high >= end:
            values = _column(batch, table, column)
            _require((values >= least) & (values < end), table, column)


def _check_steps(batch: Batch, extents: Extents, counts: Counts) -> None:
    for name, columns in TABLES.items():
        if columns[0] == "step" and name in extents:
            _within(batch, extents, name, "step", batch.first_step, counts.steps)
            steps = batch.tables[name][:, 0]
            _require(steps[1:] >= steps[:-1], name, "step")
    _within(batch, extents, "steps", "kind", 0, len(Kind))
    _within(batch, extents, "steps", "phase", 0, len(Phase))
    _within(batch, extents, "flows", "kind", 0, FLOW_FAILED + 1)
    _check_subjects(batch, counts)


def _check_subjects(batch: Batch, counts: Counts) -> None:
    kinds, subjects = _column(batch, "steps", "kind"), _column(batch, "steps", "subject")
    is_of_call = np.isin(kinds, (Kind.BEGAN, Kind.ENDED, Kind.FAILED))
    end = np.where(is_of_call, counts.steps, counts.nodes)
    _require((subjects >= -1) & (subjects < end), "steps", "subject")


def _check_references(batch: Batch, extents: Extents, counts: Counts) -> None:
    ends = {
        "text": counts.texts,
        "written text": counts.texts,
        "place": counts.places,
        "node": counts.nodes,
        "known node": counts.nodes,
    }
    for what, names in _REFERENCES.items():
        for name in names.split():
            table, column = name.split(".")
            _within(batch, extents, table, column, _LEAST[what], ends[what])


def _check_stretches(batch: Batch, extents: Extents, counts: Counts) -> None:
    for table, start, length, times, what in _STRETCHES:
        if table not in extents:
            continue
        end = getattr(counts, what)
        _within(batch, extents, table, start, -1, end + 1)
        _within(batch, extents, table, length, -1, end + 1)
        first, size = _column(batch, table, start), _column(batch, table, length)
        _require((first < 0) | (first + times * size <= end), table, start)
    for table in ("layouts", "flows"):
        _within(batch, extents, table, "rank", 0, _LONGEST_RANK + 1)
    _within(batch, extents, "layouts", "start", 0, counts.dims + 1)
    _within(batch, extents, "versions", "summary", -1, max(0, counts.floats - _SUMMARY_FLOATS + 1))
    _within(batch, extents, "flows", "largest", -1, counts.floats)
    _within(batch, extents, "calls", "inputs", 0, counts.dims + 1)


def _check_order(batch: Batch) -> None:
    """What goes into an operation is older than it, and what comes out is younger: nothing can be its own ancestor."""
    _require(_column(batch, "inputs", "tensor") < _column(batch, "inputs", "function"), "inputs", "tensor")
    _require(_column(batch, "functions", "target") < _column(batch, "functions", "id"), "functions", "target")
    _require(_column(batch, "tensors", "producer") < _column(batch, "tensors", "id"), "tensors", "producer")
