"""The inside of a recurrent step as one operation, as PyTorch fuses it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import op


@on_both
def _parts(gates: Any, curved: Any) -> tuple[Any, Any, Any, Any]:
    """How much enters, how much stays, what is new, how much leaves: as it was kept on arrays, anew on tensors."""
    width = gates.shape[-1] // 4
    if not isinstance(gates, Tensor):
        return tuple([curved[..., i * width : (i + 1) * width] for i in range(4)])
    enter, stay, new, leave = gates.split(width, -1)
    return enter.sigmoid(), stay.sigmoid(), new.tanh(), leave.sigmoid()


@on_both
def _through_cell(gs: Any, parts: Any, cell: Any) -> tuple[Any, Any]:
    """The gradient of the new cell, and that of the leaving gate's logit."""
    enter, stay, new, leave = parts
    from_hidden, from_cell = gs[:2]
    if from_hidden is None:
        return from_cell, leave * 0
    inner = stay * cell + enter * new
    bend = inner.tanh() if isinstance(inner, Tensor) else np.tanh(inner)
    total = from_hidden * leave * (1 - bend * bend)
    return (total if from_cell is None else total + from_cell), from_hidden * bend * leave * (1 - leave)


@on_both
def _gates_rule(gs: Any, gates: Any, cell: Any, curved: Any) -> Any:
    parts = _parts(gates, curved)
    total, leaving = _through_cell(gs, parts, cell)
    enter, stay, new, _ = parts
    slopes = [
        total * new * enter * (1 - enter),
        total * cell * stay * (1 - stay),
        total * enter * (1 - new * new),
        leaving,
    ]
    return cat(slopes, -1) if isinstance(gates, Tensor) else np.concatenate(slopes, -1)


@on_both
def _cell_rule(gs: Any, gates: Any, cell: Any, curved: Any) -> Any:
    parts = _parts(gates, curved)
    return _through_cell(gs, parts, cell)[0] * parts[1]


@op(
    name="_thnn_fused_lstm_cell",
    node="ThnnFusedLstmCellBackward0",
    operands=("gates", "cell"),
    results=("hidden", "new_cell", "curved"),
    gates=_gates_rule,
    cell=_cell_rule,
)
def lstm_cell(gates: Array, cell: Array) -> tuple[Array, Array, Array]:
    """The hidden state and the cell after one step, and the gates after their curves, which backward needs.

    Args:
        gates: what input and hidden state give together, shape (batch, 4 * width).
        cell: the cell before the step, shape (batch, width).
    """
    width = cell.shape[-1]
    curved = 1 / (1 + np.exp(-gates))
    np.tanh(gates[..., 2 * width : 3 * width], out=curved[..., 2 * width : 3 * width])
    enter, stay, new, leave = _parts(gates, curved)
    inner = stay * cell + enter * new
    return leave * np.tanh(inner), inner, curved
