"""The inside of a recurrent step as one operation, as PyTorch fuses it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.ops.joins import cat
from tensorlab.ops.table import Array, on_both, op


@on_both
def _parts(gates: Any) -> tuple[Any, Any, Any, Any]:
    """How much enters, how much stays, what is new, how much leaves."""
    width = gates.shape[-1] // 4
    curved = gates.sigmoid() if isinstance(gates, Tensor) else 1 / (1 + np.exp(-gates))
    new = gates[..., 2 * width : 3 * width]
    new = new.tanh() if isinstance(gates, Tensor) else np.tanh(new)
    return curved[..., :width], curved[..., width : 2 * width], new, curved[..., 3 * width :]


@on_both
def _through_cell(gs: Any, gates: Any, cell: Any) -> tuple[Any, Any]:
    """The gradient of the new cell, and that of the leaving gate's logit."""
    enter, stay, new, leave = _parts(gates)
    inner = stay * cell + enter * new
    bend = inner.tanh() if isinstance(inner, Tensor) else np.tanh(inner)
    from_hidden, from_cell = gs
    if from_hidden is None:
        return from_cell, leave * 0
    total = from_hidden * leave * (1 - bend * bend)
    return (total if from_cell is None else total + from_cell), from_hidden * bend * leave * (1 - leave)


@on_both
def _gates_rule(gs: Any, gates: Any, cell: Any) -> Any:
    total, leaving = _through_cell(gs, gates, cell)
    enter, stay, new, _ = _parts(gates)
    slopes = [
        total * new * enter * (1 - enter),
        total * cell * stay * (1 - stay),
        total * enter * (1 - new * new),
        leaving,
    ]
    return cat(slopes, -1) if isinstance(gates, Tensor) else np.concatenate(slopes, -1)


@on_both
def _cell_rule(gs: Any, gates: Any, cell: Any) -> Any:
    return _through_cell(gs, gates, cell)[0] * _parts(gates)[1]


@op(
    name="_thnn_fused_lstm_cell",
    node="ThnnFusedLstmCellBackward0",
    operands=("gates", "cell"),
    results=("hidden", "new_cell"),
    gates=_gates_rule,
    cell=_cell_rule,
)
def lstm_cell(gates: Array, cell: Array) -> tuple[Array, Array]:
    """The hidden state and the cell after one step.

    Args:
        gates: what input and hidden state give together, shape (batch, 4 * width).
        cell: the cell before the step, shape (batch, width).
    """
    enter, stay, new, leave = _parts(gates)
    inner = stay * cell + enter * new
    return leave * np.tanh(inner), inner
