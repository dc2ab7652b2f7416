"""What can change about a tensor, as it was at a step: the last row at or before it holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models.columns import Ints
from ui.models.recording.steps import Steps

Bools = NDArray[np.bool_]


class Facts(Steps):
    """Facts of autograd, and how tensors lie in memory."""

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
