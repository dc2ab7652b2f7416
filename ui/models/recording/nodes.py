"""What never changes about a node: a column over all ids, and the three moments of its life."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY, Flag
from ui.models.picture import NodeKind
from ui.models.recording.growth import Growth
from ui.models.recording.records import Input, Saved

Bools = NDArray[np.bool_]

# Members of an enumeration are slow to reach, and these are asked for at every look at a node.
_TENSOR, _FUNCTION, _ACCUMULATE = int(NodeKind.TENSOR), int(NodeKind.FUNCTION), int(NodeKind.ACCUMULATE)
_TABLE_OF = {_TENSOR: "tensors", _FUNCTION: "functions", _ACCUMULATE: "accumulates"}


class Nodes(Growth):
    """Tensors, operations and the ends of graphs, by id."""

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
