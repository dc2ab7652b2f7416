"""``python3 -m ui inspect FILE.tlab [--json] [--step K]``: what a recording holds, as text or as JSON.

Opening a recording needs no kernel and runs nothing; nothing here needs a display.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.errors import LoadError
from tensorlab.events import NEVER, NOBODY, Kind, Phase
from tensorlab.kernel.protocol import FLOW_ACCUMULATED, FLOW_ARRIVED, FLOW_BEGAN, FLOW_ENDED, FLOW_FAILED
from ui.models.recording import Call, NodeKind, Recording
from ui.models.recording_file import load

MOST_VALUES = 64
"""Elements of a gradient that are told one by one."""

_FLOWS = {
    FLOW_BEGAN: "began",
    FLOW_ARRIVED: "arrived",
    FLOW_ACCUMULATED: "accumulated",
    FLOW_ENDED: "ended",
    FLOW_FAILED: "failed",
}


def main(argv: Sequence[str]) -> int:
    """Print a recording; 0 when it could be opened, else 1 after one sentence on why not."""
    parser = argparse.ArgumentParser(prog="python3 -m ui inspect", description="Print what a recording holds.")
    parser.add_argument("file", help="a .tlab file")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument("--step", type=int, help="tell values, names and flags as they were at this step")
    options = parser.parse_args(argv)
    try:
        recording = load(options.file).recording
    except LoadError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    step: int | None = options.step
    if step is not None and not 0 <= step <= recording.last_step:
        print(f"There is no step {step}: {_steps_there_are(recording)}.", file=sys.stderr)  # noqa: T201
        return 1
    text = json.dumps(as_json(recording, step), indent=1) if options.json else as_text(recording, step)
    print(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace").decode(sys.stdout.encoding or "utf-8"))  # noqa: T201
    return 0


def _steps_there_are(recording: Recording) -> str:
    if recording.last_step < 0:
        return "the recording is empty"
    return f"the recording has the steps 0 to {recording.last_step}"


# -- as JSON ----------------------------------------------------------------------------------------------------------


def as_json(recording: Recording, step: int | None = None) -> dict[str, Any]:
    """Everything as plain values that JSON can hold; ``null`` is never, nobody or none.

    Args:
        step: what can change is told as it was then. By default a node is told as at its birth, and a gradient,
            the names and the storages as at the end.
    """
    end = recording.last_step if step is None else step
    return {
        "steps": [_step(recording, k) for k in range(recording.last_step + 1)],
        "nodes": [_node(recording, n, step, end) for n in range(recording.n_nodes) if recording.born[n] < NEVER],
        "lines": [_line(recording, k) for k in range(recording.last_step + 1)],
        "names": recording.names_at(end),
        "flows": [_flow(recording, row) for row in range(len(recording.tables["flows"]))],
        "calls": [_call(call) for call in recording.calls],
        "storages": _storages(recording, end),
        "errors": [
            {
                "step": error.step,
                "kind": error.kind,
                "message": error.message,
                "notes": error.notes.split("\n") if error.notes else [],
                "source": error.place.source,
                "line": error.place.line or None,
            }
            for error in recording.errors
        ],
    }


def _or_none(number: int) -> int | None:
    """None for NEVER and NOBODY."""
    return None if number in (NEVER, NOBODY) else int(number)


def _step(recording: Recording, step: int) -> dict[str, Any]:
    kind, _, phase, subject = recording.step(step)
    return {"step": step, "kind": kind.name.lower(), "phase": phase.name.lower(), "subject": _or_none(subject)}


def _line(recording: Recording, step: int) -> dict[str, Any]:
    place = recording.place_of(step)
    return {"step": step, "source": place.source or None, "line": place.line or None}


def _node(recording: Recording, node: int, step: int | None, end: int) -> dict[str, Any]:
    at = int(recording.born[node]) if step is None else step
    kind = NodeKind(int(recording.kind[node]))
    is_tensor = kind is NodeKind.TENSOR
    told: dict[str, Any] = {
        "id": node,
        "kind": kind.name.lower(),
        "op": recording.op(node) or None,
        "grad_fn": _grad_fn(recording, node, at),
        "name": (recording.name(node, at) or None) if is_tensor else None,
        "shape": list(recording.shape(node, at)) if is_tensor else None,
        "dtype": recording.dtype(node) or None,
        "requires_grad": recording.requires_grad(node, at) if is_tensor else None,
        "is_leaf": recording.is_leaf(node, at) if is_tensor else None,
        "line": recording.place(node).line or None,
        "parents": _parents(recording, node, kind),
        "born": _or_none(int(recording.born[node])),
        "released": _or_none(int(recording.released[node])),
        "collected": _or_none(int(recording.collected[node])),
    }
    if is_tensor:
        told["grad"] = _gradient(recording, node, end)
    return told


def _grad_fn(recording: Recording, node: int, step: int) -> str | None:
    """The name of an operation's own node, or of the one that a tensor came from."""
    if not recording.is_tensor(node):
        return recording.grad_fn_name(node) or None
    maker = recording.grad_fn(node, step)
    return None if maker == NOBODY else recording.grad_fn_name(maker)


def _parents(recording: Recording, node: int, kind: NodeKind) -> list[int]:
    """What it was made from: a tensor's operation, an operation's tensors, an AccumulateGrad's leaf."""
    if kind is NodeKind.FUNCTION:
        return [used.tensor for used in recording.inputs(node) if used.tensor != NOBODY]
    parent = recording.producer(node) if kind is NodeKind.TENSOR else recording.leaf(node)
    return [] if parent == NOBODY else [parent]


def _gradient(recording: Recording, tensor: int, step: int) -> Any:
    gradient = recording.grad(tensor, step)
    return None if gradient == NOBODY else _values(recording, gradient, step)


def _values(recording: Recording, tensor: int, step: int) -> Any:
    """The elements where they are few and known, else a summary."""
    value = recording.value(tensor, step)
    if value is not None and value.size <= MOST_VALUES:
        return _plain(value)
    summary = recording.summary(tensor, step)
    if summary is None:
        return {"shape": list(recording.shape(tensor, step)), "reason": recording.why_no_value(tensor, step)}
    numbers = {key: _number(number) for key, number in summary._asdict().items()}
    return {"shape": list(recording.shape(tensor, step)), **numbers}


def _plain(value: NDArray[Any]) -> Any:
    """Nested lists; what JSON has no number for is a word: ``"nan"``, ``"inf"``, ``"-inf"``."""
    flat = np.empty(value.size, object)
    flat[:] = [_number(one) for one in value.reshape(-1).tolist()]
    return flat.reshape(value.shape).tolist()


def _number(number: Any) -> Any:
    return str(number) if isinstance(number, float) and not math.isfinite(number) else number


def _flow(recording: Recording, row: int) -> dict[str, Any]:
    flows = recording.tables["flows"]
    kind = flows.cell(row, "kind")
    has_gradient = kind in (FLOW_BEGAN, FLOW_ARRIVED)
    value = recording.gradient(row) if has_gradient else None
    return {
        "step": flows.cell(row, "step"),
        "call": flows.cell(row, "call"),
        "kind": _FLOWS[kind],
        "node": _or_none(flows.cell(row, "node")),
        "input": flows.cell(row, "input"),
        "source": _or_none(flows.cell(row, "source")),
        "shape": list(recording.gradient_shape(row)) if has_gradient else None,
        "largest": _number(recording.largest_of(row)) if has_gradient else None,
        "nans": flows.cell(row, "nans"),
        "values": None if value is None or value.size > MOST_VALUES else _plain(value),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "call": call.number,
        "step": call.step,
        "end": _or_none(call.end_step),
        "root": _or_none(call.root),
        "is_backward": call.is_backward,
        "retain_graph": call.retain_graph,
        "create_graph": call.create_graph,
        "inputs": list(call.inputs),
        "error": call.error or None,
    }


def _storages(recording: Recording, step: int) -> list[dict[str, Any]]:
    shared = recording.shares_memory(step)
    return [
        {"storage": storage, "version": recording.version(tensors[0], step), "tensors": tensors}
        for storage, tensors in sorted(shared.items())
    ]


# -- as text ----------------------------------------------------------------------------------------------------------


def as_text(recording: Recording, step: int | None = None) -> str:
    """A page for a reader: how much of what there is, the names and their tensors, the calls, the errors."""
    if recording.last_step < 0:
        return "The recording is empty."
    at = recording.last_step if step is None else step
    parts = [_overview(recording, at), _named(recording, at), _backwards(recording), _failures(recording)]
    return "\n\n".join(part for part in parts if part)


def _overview(recording: Recording, step: int) -> str:
    alive = recording.alive(step)
    counts = {kind: int((alive & (recording.kind == kind)).sum()) for kind in NodeKind}
    kinds = Counter(Kind(int(kind)).name.lower() for kind in recording.kinds[: step + 1])
    phases = Counter(Phase(int(phase)).name.lower() for phase in recording.phases[: step + 1])
    return "\n".join(
        [
            f"Step {step} of 0 to {recording.last_step}",
            f"Alive: {counts[NodeKind.TENSOR]} tensors, {counts[NodeKind.FUNCTION]} operations, "
            f"{counts[NodeKind.ACCUMULATE]} AccumulateGrad",
            "Events: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()),
            "Phases: " + ", ".join(f"{count} {phase}" for phase, count in phases.most_common()),
        ]
    )


def _named(recording: Recording, step: int) -> str:
    rows = [_row(recording, name, tensor, step) for name, tensor in sorted(recording.names_at(step).items())]
    return "\n".join(["Names:", *rows]) if rows else ""


def _row(recording: Recording, name: str, tensor: int, step: int) -> str:
    maker = _grad_fn(recording, tensor, step)
    facts = [str(recording.shape(tensor, step)), recording.dtype(tensor)]
    if recording.requires_grad(tensor, step):
        facts.append(f"grad_fn={maker}" if maker else "requires_grad, leaf")
    if recording.grad(tensor, step) != NOBODY:
        facts.append(f".grad={json.dumps(_gradient(recording, tensor, step))}")
    return f"  {name}  {', '.join(facts)}"


def _backwards(recording: Recording) -> str:
    rows = []
    for call in recording.calls:
        what = "backward()" if call.is_backward else "autograd.grad()"
        how = f"failed: {call.error}" if call.error else "ended" if call.end_step < NEVER else "is still running"
        rows.append(f"  step {call.step}, line {recording.place_of(call.step).line}: {what} {how}")
    return "\n".join(["Backward:", *rows]) if rows else ""


def _failures(recording: Recording) -> str:
    rows = [f"  step {e.step}, {e.place.source} line {e.place.line}: {e.kind}: {e.message}" for e in recording.errors]
    return "\n".join(["Errors:", *rows]) if rows else ""
