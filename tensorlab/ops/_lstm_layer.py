"""A whole LSTM layer in one direction as one operation, as PyTorch runs it on oneDNN: one node for all time steps.

On arrays its gradients come from one walk back through time, which the rules of all operands share; on tensors, where
they are to be differentiated again, from the same layer composed of operations that can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.graph.backward import grad
from tensorlab.graph.mode import enable_grad, is_grad_enabled
from tensorlab.ops._recurrence import lstm_cell
from tensorlab.ops.joins import stack
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import op

_OPERANDS = ("input", "weight0", "weight1", "weight2", "weight3", "hx_", "cx_")


def _times(count: int, reverse: bool) -> Iterable[int]:
    return range(count - 1, -1, -1) if reverse else range(count)


# -- back through time ------------------------------------------------------------------------------------------------


def _slopes(gs: Sequence[Any], given: Sequence[Any], workspace: Array, reverse: bool) -> tuple[Array, Array, Array]:
    """The gradients of the gates before their curves at each step, of the first hidden state and of the first cell."""
    _, _, weight, _, _, _, first_cell = given
    width = first_cell.shape[-1]
    curved, cells = workspace[..., : 4 * width], workspace[..., 4 * width :]
    from_output, hidden, cell = (None if one is None else np.asarray(one) for one in gs[:3])
    hidden = np.zeros_like(first_cell) if hidden is None else hidden
    cell = np.zeros_like(first_cell) if cell is None else cell
    made = np.empty_like(curved)
    for time in _times(len(cells), not reverse):
        enter, stay, new, leave = (curved[time][..., i * width : (i + 1) * width] for i in range(4))
        earlier = time + 1 if reverse else time - 1
        past = cells[earlier] if 0 <= earlier < len(cells) else first_cell
        hidden = hidden if from_output is None else hidden + from_output[time]
        bend = np.tanh(cells[time])
        cell = cell + hidden * leave * (1 - bend * bend)
        slopes = (
            cell * new * enter * (1 - enter),
            cell * past * stay * (1 - stay),
            cell * enter * (1 - new * new),
            hidden * bend * leave * (1 - leave),
        )
        made[time] = np.concatenate(slopes, -1)
        hidden, cell = made[time] @ weight, cell * stay
    return made, hidden, cell


def _all_gradients(
    gs: Sequence[Any], given: Sequence[Any], output: Array, workspace: Array, reverse: bool
) -> list[Array]:
    """The gradient of each operand, from one walk; each in memory of its own."""
    input, weight, _, bias, _, first_hidden, _ = given
    slopes, hidden, cell = _slopes(gs, given, workspace, reverse)
    rows = slopes.reshape(-1, slopes.shape[-1])
    past = (output[1:], first_hidden[None]) if reverse else (first_hidden[None], output[:-1])
    known = np.concatenate(past).reshape(len(rows), -1)
    by_input = rows.T @ input.reshape(len(rows), -1)
    by_bias = [None, None] if bias is None else [rows.sum(0), rows.sum(0)]
    return [slopes @ weight, by_input, rows.T @ known, *by_bias, hidden, cell]


class _Walk:
    """The gradients that the last node has not yet asked for: its rules ask one after another for one each."""

    gs: Any = None
    found: list[Array]


_last = _Walk()


# -- on tensors -------------------------------------------------------------------------------------------------------


def _composed(
    input: Any, weight: Any, recurrent: Any, bias: Any, other_bias: Any, hidden: Any, cell: Any, *, reverse: bool
) -> tuple[Any, Any, Any]:
    """The layer in operations that can be differentiated."""
    parts = input @ weight.t()
    if bias is not None:
        parts = parts + bias + other_bias
    made: list[Any] = [None] * len(parts)
    for time in _times(len(parts), reverse):
        hidden, cell, _ = lstm_cell(parts[time] + hidden @ recurrent.t(), cell)
        made[time] = hidden
    return stack(made), hidden, cell


def _by_composing(gs: Sequence[Any], given: Sequence[Any], reverse: bool, number: int) -> Any:
    again = is_grad_enabled()
    with enable_grad():
        own = [one if one is None or (again and one.requires_grad) else one.detach().requires_grad_() for one in given]
        results = _composed(*own, reverse=reverse)
        pairs = [(made, g) for made, g in zip(results, gs, strict=False) if g is not None]
        return grad([one for one, _ in pairs], own[number], [g for _, g in pairs], create_graph=again)[0]


def _rule(number: int) -> Any:
    """The gradient of one operand."""

    @on_both
    def rule(
        gs: Any,
        input: Any,
        weight0: Any,
        weight1: Any,
        weight2: Any,
        weight3: Any,
        hx_: Any,
        cx_: Any,
        output: Any,
        workspace: Any,
        reverse: bool,
    ) -> Any:
        given = (input, weight0, weight1, weight2, weight3, hx_, cx_)
        if isinstance(input, Tensor):
            return _by_composing(gs, given, reverse, number)
        if _last.gs is not gs:
            _last.gs, _last.found = gs, _all_gradients(gs, given, output, workspace, reverse)
        mine, _last.found[number] = _last.found[number], None
        return mine

    return rule


# -- the operation ----------------------------------------------------------------------------------------------------


@op(
    name="mkldnn_rnn_layer",
    node="MkldnnRnnLayerBackward0",
    operands=_OPERANDS,
    results=("output", "hy", "cy", "workspace"),
    **{name: _rule(number) for number, name in enumerate(_OPERANDS)},
)
def lstm_layer(
    input: Array,
    weight0: Array,
    weight1: Array,
    weight2: Array | None,
    weight3: Array | None,
    hx_: Array,
    cx_: Array,
    reverse: bool,
) -> tuple[Array, Array, Array, Array]:
    """The hidden states at all steps, the last hidden state and cell, and what backward needs.

    Args:
        input: shape (time, batch, features).
        weight0, weight2: what input gives to the gates, shapes (4 * width, features) and (4 * width,).
        weight1, weight3: what the hidden state gives, shapes (4 * width, width) and (4 * width,).
        hx_, cx_: the first hidden state and cell, shape (batch, width).
        reverse: whether time runs from the last step to the first.
    """
    parts = input @ weight0.T if weight2 is None else input @ weight0.T + weight2
    width, hidden, cell = cx_.shape[-1], hx_, cx_
    output = np.empty((*input.shape[:2], width), input.dtype)
    workspace = np.empty((*input.shape[:2], 5 * width), input.dtype)
    for time in _times(len(parts), reverse):
        known = hidden @ weight1.T if weight3 is None else hidden @ weight1.T + weight3
        hidden, cell, curved = lstm_cell.function(parts[time] + known, cell)
        output[time], workspace[time] = hidden, np.concatenate((curved, cell), -1)
    return output, hidden, cell, workspace
