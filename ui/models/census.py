"""How much is alive at a step: tensors, their memory, operations, and graphs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from ui.models.columns import Ints
from ui.models.recording import NodeKind, Recording


class Census(NamedTuple):
    """What exists at one step.

    Attributes:
        tensors: tensor objects.
        nbytes: bytes of memory that they look at; what several share counts once.
        operations: executions of operations that are not over.
        graphs: the tracked ones among those that no other leads to: each is the end of a graph.
    """

    tensors: int
    nbytes: int
    operations: int
    graphs: int


def census(recording: Recording, step: int) -> Census:
    """Count what is alive at ``step``."""
    if not recording.n_nodes:
        return Census(0, 0, 0, 0)
    alive = recording.alive(step)
    tensors = np.flatnonzero(alive & (recording.kind == NodeKind.TENSOR))
    operations = alive & (recording.kind == NodeKind.FUNCTION)
    return Census(
        len(tensors), _nbytes(recording, tensors, step), int(operations.sum()), _graphs(recording, operations)
    )


def _nbytes(recording: Recording, tensors: Ints, step: int) -> int:
    layouts = recording.tables["layouts"]
    rows = layouts.latest("tensor", recording.n_nodes, step)[tensors]
    known = rows >= 0
    rows, tensors = rows[known], tensors[known]
    ends = (layouts["offset"][rows] + _extents(recording, rows)) * _itemsizes(recording, tensors)
    largest = np.zeros(recording.n_nodes, np.int64)
    np.maximum.at(largest, layouts["storage"][rows], ends)
    return int(largest.sum())


def _extents(recording: Recording, rows: Ints) -> Ints:
    """How many elements lie between a tensor's first and last one, both included."""
    layouts, dims = recording.tables["layouts"], recording.dims.values
    ranks, starts = layouts["rank"][rows], layouts["start"][rows]
    extents = np.ones(len(rows), np.int64)
    for rank in np.unique(ranks).tolist():
        same = ranks == rank
        places = starts[same, None] + np.arange(2 * rank)
        sizes, strides = dims[places[:, :rank]], dims[places[:, rank:]]
        extents[same] = np.where((sizes == 0).any(axis=1), 0, 1 + ((sizes - 1) * strides).sum(axis=1))
    return extents


def _itemsizes(recording: Recording, tensors: Ints) -> Ints:
    names = recording.tables["tensors"]
    texts = np.zeros(recording.n_nodes, np.int64)
    texts[names["id"]] = names["dtype"]
    numbers, which = np.unique(texts[tensors], return_inverse=True)
    sizes = [dtypes.named(recording.texts[number]).itemsize for number in numbers.tolist()]
    return np.array(sizes, np.int64)[which]


def _graphs(recording: Recording, operations: NDArray[np.bool_]) -> int:
    functions, edges = recording.tables["functions"], recording.tables["edges"]
    tracked = np.zeros(recording.n_nodes, np.bool_)
    tracked[functions["id"]] = functions["grad_fn"] >= 0
    tops = tracked & operations
    inner = edges["next"][(edges["next"] >= 0) & operations[edges["node"]]]
    tops[inner] = False
    return int(tops.sum())
