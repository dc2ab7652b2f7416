"""Everything the Inspector says of one tensor or node at one step, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY, Flag, Place, Summary
from ui.models.recording import NodeKind, Recording


class Life(Enum):
    """What has become of a node; the word is the panel's to translate."""

    LATER = "later"
    ALIVE = "alive"
    FREED = "freed"
    COLLECTED = "collected"


@dataclass(frozen=True)
class Reference:
    """Another tensor or node, to be followed."""

    id: int
    label: str
    detail: str = ""


@dataclass(frozen=True)
class SavedValue:
    """Something an operation kept for its backward: ``name`` as in ``grad_fn._saved_<name>``."""

    name: str
    owner: Reference | None
    bytes: int
    kept: bool


@dataclass(frozen=True)
class Addition:
    """One row of the gradient ledger: a backward added to ``.grad`` at this step."""

    step: int
    line: int
    total: NDArray[Any] | None


@dataclass(frozen=True)
class Inspection:
    """One node. What does not apply to its kind is empty."""

    id: int
    kind: NodeKind
    life: Life
    title: str
    source_text: str
    place: Place
    born: int
    is_leaf: bool = False
    is_view: bool = False
    requires_grad: bool = False
    shape: tuple[int, ...] = ()
    stride: tuple[int, ...] = ()
    offset: int = 0
    dtype: str = ""
    version: int = 0
    retains_grad: bool = False
    value: NDArray[Any] | None = None
    summary: Summary | None = None
    gradient: NDArray[Any] | None = None
    has_grad: bool = False
    arriving: NDArray[Any] | None = None
    grad_fn: Reference | None = None
    maker: int = NOBODY
    base: Reference | None = None
    op: str = ""
    grad_fn_name: str = ""
    scope: str = ""
    saved: tuple[SavedValue, ...] = ()
    parents: tuple[Reference, ...] = ()
    children: tuple[Reference, ...] = ()
    next_functions: tuple[Reference | None, ...] = ()
    ledger: tuple[Addition, ...] = ()


def inspect(recording: Recording, node: int, step: int) -> Inspection:
    """What is known of ``node`` at ``step``."""
    if recording.kind[node] == NodeKind.TENSOR:
        return _tensor(recording, node, step)
    return _function(recording, node, step)


def life_of(recording: Recording, node: int, step: int) -> Life:
    if recording.born[node] > step:
        return Life.LATER
    if recording.collected[node] <= step:
        return Life.COLLECTED
    return Life.FREED if recording.released[node] <= step else Life.ALIVE


def _reference(recording: Recording, node: int, step: int) -> Reference:
    if recording.kind[node] == NodeKind.TENSOR:
        return Reference(node, recording.label(node, step), _shape(recording.shape(node, step)))
    return Reference(node, recording.grad_fn_name(node) or recording.op(node))


def _shape(shape: tuple[int, ...]) -> str:
    return str(tuple(shape))


def _source_text(recording: Recording, place: Place) -> str:
    text = recording.source_text(place.source)
    lines = text.splitlines() if text else []
    return lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""


def _tensor(recording: Recording, node: int, step: int) -> Inspection:
    at = max(step, int(recording.born[node]))
    place = recording.place(node)
    grad = recording.grad(node, at)
    grad_fn = recording.grad_fn(node, at)
    producer = recording.producer(node)
    users = [fn for fn in recording.users(node) if recording.born[fn] <= step]
    storage = recording.storage(node, at)
    owner = storage if storage != node and recording.flags(node) & Flag.VIEW else NOBODY
    return Inspection(
        id=node,
        kind=NodeKind.TENSOR,
        life=life_of(recording, node, step),
        title=recording.label(node, at),
        source_text=_source_text(recording, place),
        place=place,
        born=int(recording.born[node]),
        is_leaf=recording.is_leaf(node, at),
        is_view=bool(recording.flags(node) & Flag.VIEW),
        requires_grad=recording.requires_grad(node, at),
        shape=recording.shape(node, at),
        stride=recording.stride(node, at),
        offset=recording.storage_offset(node, at),
        dtype=recording.dtype(node),
        version=recording.version(node, at),
        retains_grad=recording.retains_grad(node, at),
        value=recording.value(node, at),
        summary=recording.summary(node, at),
        gradient=recording.value(grad, at) if grad != NOBODY else None,
        has_grad=grad != NOBODY,
        arriving=recording.gradient_of(node, step),
        grad_fn=None if grad_fn == NOBODY else _reference(recording, grad_fn, at),
        maker=producer,
        base=None if owner == NOBODY else _reference(recording, owner, at),
        op=recording.op(node),
        scope=recording.scope(producer) if producer != NOBODY else "",
        parents=() if producer == NOBODY else (_reference(recording, producer, at),),
        children=tuple(_reference(recording, fn, at) for fn in users),
        ledger=_ledger(recording, node, step),
    )


def _function(recording: Recording, node: int, step: int) -> Inspection:
    at = max(step, int(recording.born[node]))
    place = recording.place(node)
    kept = recording.released[node] > step and recording.collected[node] > step
    parents: tuple[Reference, ...] = ()
    children: tuple[Reference, ...]
    if recording.kind[node] == NodeKind.ACCUMULATE:
        leaf = recording.leaf(node)
        children = () if leaf == NOBODY else (_reference(recording, leaf, at),)
    else:
        parents = tuple(_reference(recording, used.tensor, at) for used in recording.inputs(node))
        made = [out for out in recording.outputs(node) if recording.born[out] < NEVER]
        children = tuple(_reference(recording, out, at) for out in made)
    edges = [after for after, _ in recording.next_functions(node)]
    return Inspection(
        id=node,
        kind=NodeKind(int(recording.kind[node])),
        life=life_of(recording, node, step),
        title=recording.label(node, at),
        source_text=_source_text(recording, place),
        place=place,
        born=int(recording.born[node]),
        op=recording.op(node),
        grad_fn_name=recording.grad_fn_name(node),
        scope=recording.scope(node),
        arriving=recording.gradient_of(node, step),
        saved=tuple(
            SavedValue(
                item.name,
                None if item.tensor == NOBODY else _reference(recording, item.tensor, at),
                item.bytes,
                kept,
            )
            for item in recording.saved(node)
        ),
        parents=parents,
        children=children,
        next_functions=tuple(None if n == NOBODY else _reference(recording, n, at) for n in edges),
    )


def _ledger(recording: Recording, leaf: int, step: int) -> tuple[Addition, ...]:
    rows = []
    for when in recording.accumulations(leaf):
        if when > step:
            break
        grad = recording.grad(leaf, when)
        total = None if grad == NOBODY else recording.value(grad, when)
        rows.append(Addition(when, recording.place_of(when).line, None if total is None else np.array(total)))
    return tuple(rows)
