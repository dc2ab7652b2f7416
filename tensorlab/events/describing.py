"""Tensors, gradients and nodes as records: what a step says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tensorlab.events.living import Living, memory_of
from tensorlab.events.records import (
    NOBODY,
    Flag,
    FlowRecord,
    FunctionRecord,
    Kind,
    Phase,
    Summary,
    TensorRecord,
    summarise,
)

Born: TypeAlias = tuple[tuple[int, int], ...]
"""AccumulateGrad and leaf of each that comes into the graph with a node."""


class Describer(Living):
    """Describes what lives, and gives numbers to those who are met on the way.

    Args:
        sources: see :class:`tensorlab.events.places.Places`.
        preview_limit: memory up to this many bytes travels with its event, a larger one as a :class:`Summary`.
    """

    def __init__(self, sources: dict[str, str] | None = None, preview_limit: int = 4096) -> None:
        super().__init__(sources)
        self.preview_limit = preview_limit
        self.scope = ""

    def tensor_id(self, tensor: Any) -> int:
        """The id of a tensor; one not heard of before gets it now, and a MET step says so."""
        number = self.id_of(tensor)
        if number == NOBODY:
            # Described first: what cannot be described gets no number that no step ever tells of.
            record = self._tensor(tensor, self._ids, Flag.MET)
            number = self._track(tensor)
            self._tell(Kind.MET, record)
        return number

    def _tell(self, kind: Kind, *fields: Any, phase: Phase | None = None) -> None:
        self.events.append((kind, self.place(3), self.phase if phase is None else phase, *fields))

    def _tensor(self, tensor: Any, number: int, flags: int = 0, is_fresh: bool = False) -> TensorRecord:
        storage, offset, strides, start, values = self._lying(tensor, number, is_fresh)
        edge = _producer(tensor)
        if tensor._base is not None:
            flags |= Flag.VIEW
        if tensor._own_counter is not None:
            flags |= Flag.OWN_VERSION
        return TensorRecord(
            number,
            tensor.dtype.name,
            tuple(tensor.shape),
            strides,
            offset,
            storage,
            tensor._writes,
            flags,
            tensor.requires_grad,
            NOBODY if edge is None else self.id_of(edge),
            start,
            values,
        )

    def _lying(
        self, tensor: Any, number: int, is_fresh: bool
    ) -> tuple[int, int, tuple[int, ...], int, bytes | Summary | None]:
        """Storage, offset and strides; then the first element that is told, and the values from there."""
        array = tensor._raw
        if array.__class__ is not np.ndarray:
            # A number that has no memory yet; to ask for it would slow down all that is computed with it.
            return number, 0, (), 0, bytes(array)
        base = memory_of(array)
        if is_fresh or (storage := self._storages.get(id(base))) is None:
            storage = self._storages[id(base)] = number
        offset = 0 if base is array else (_address(array) - _address(base)) // array.itemsize
        strides = tensor._strides
        return storage, offset, strides, *self._values(base, array, offset, strides)

    def _values(
        self, base: NDArray[Any], array: NDArray[Any], offset: int, strides: Sequence[int]
    ) -> tuple[int, bytes | Summary | None]:
        """The storage's memory if it is small, else this tensor's stretch of it, else a summary."""
        if base.nbytes <= self.preview_limit and base.dtype == array.dtype:
            # In the order in which they lie, which need be neither C's nor Fortran's.
            return 0, base.ravel("K").tobytes()
        low = high = 0
        for size, stride in zip(array.shape, strides, strict=True):
            if size == 0:
                return 0, b""
            reach = (size - 1) * stride
            low, high = (low + reach, high) if reach < 0 else (low, high + reach)
        if (high - low + 1) * array.itemsize <= self.preview_limit:
            first = array[tuple([slice(-1, None) if s < 0 else slice(0, 1) for s in strides])]
            stretch = np.lib.stride_tricks.as_strided(first, (high - low + 1,), (array.itemsize,))
            return offset + low, stretch.tobytes()
        return 0, summarise(array)

    def _flow(self, gradient: NDArray[Any]) -> FlowRecord:
        if gradient.size == 1:
            number = float(gradient.item())
            usual = isfinite(number)
            largest = abs(number) if usual else 0.0
            values = gradient.tobytes() if gradient.nbytes <= self.preview_limit else None
            return FlowRecord(gradient.dtype.name, gradient.shape, largest, int(not usual), values)
        finite = gradient[np.isfinite(gradient)] if gradient.size else gradient
        nans = int(gradient.size - finite.size)
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        values = gradient.tobytes() if gradient.nbytes <= self.preview_limit else None
        return FlowRecord(gradient.dtype.name, gradient.shape, largest, nans, values)

    def _function(self, node: Any, number: int, op: str, used: tuple[Any, ...], result: int) -> FunctionRecord:
        """``used`` says of each input its id, its version and its argument's name."""
        if node is None:
            return FunctionRecord(number, op, "", self.scope, used, (), (), ())
        edges, born = self._edges(node)
        saved = tuple([self._saved(name, value, result) for name, value in node.saved_items() if value is not None])
        return FunctionRecord(number, op, node.name(), self.scope, used, edges, born, saved)

    def _edges(self, node: Any) -> tuple[tuple[tuple[int, int], ...], Born]:
        """The node that each edge leads to and which of its inputs; and what is born with it."""
        edges: list[tuple[int, int]] = []
        born: Born = ()
        for number, edge in enumerate(node.edges):
            if edge is None:
                edges.append((NOBODY, 0))
                continue
            target, born = self._met_edge(node, number, born)
            edges.append((target, edge[1] if edge.__class__ is tuple else 0))
        return tuple(edges), born

    def _met_edge(self, node: Any, number: int, born: Born) -> tuple[int, Born]:
        """The node that an edge leads to; one that nothing has told of before is born now, with those before it."""
        edge = node.edges[number]
        after = edge[0] if edge.__class__ is tuple else edge
        known = self.id_of(after)
        if known != NOBODY:
            return known, born
        leaf = getattr(after, "variable", None)
        known = self._track_node(after)
        return known, (*born, (known, NOBODY if leaf is None else self.id_of(leaf)))

    def _met(self, one: Any) -> tuple[int, int, int]:
        """Id, version and bytes of an argument, for what is no tensor as a form has it."""
        if hasattr(one, "_edge"):
            return self.tensor_id(one), one._writes, one._raw.nbytes
        return NOBODY, 0, NOBODY if one is None else 0

    def _used(self, names: Iterable[str], inputs: Iterable[Any]) -> tuple[tuple[int, int, str], ...]:
        """The tensors among the inputs."""
        named = zip(names, inputs, strict=True)
        return tuple([(self.tensor_id(one), one._writes, name) for name, one in named if hasattr(one, "_edge")])

    def _saved(self, name: str, value: Any, result: int) -> tuple[str, int, int]:
        """A tensor, a result's memory, a plain argument, or something that a hook has packed."""
        if isinstance(value, (np.ndarray, np.generic)):
            return name, result, value.nbytes
        memory = getattr(value, "_raw", None)
        return (name, NOBODY, 0) if memory is None else (name, self.id_of(value), memory.nbytes)


def _producer(tensor: Any) -> Any:
    """Its ``grad_fn``, as far as it can be told: a write that autograd could not follow spoils it."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])
