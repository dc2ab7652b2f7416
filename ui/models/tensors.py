"""The rows of the tensors dock at a step, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tensorlab.events import NOBODY, Flag
from ui.models.recording import NodeKind, Recording
from ui.models.words import shape_text, summary_text

MOST_UNNAMED = 200
"""Tensors without a name that get a row; the newest are shown."""


class Group(Enum):
    """Where a row stands."""

    NAMED = "named"
    UNNAMED = "unnamed"
    LATER = "later"


class GradState(Enum):
    """What is to be said of ``.grad``."""

    OFF = "off"
    NONE_YET = "none yet"
    NOT_KEPT = "not kept"
    KEPT = "kept"


@dataclass(frozen=True)
class TensorRow:
    """One tensor. ``memory`` is the letter of its storage, the same for all that share it."""

    id: int
    group: Group
    name: str
    shape: tuple[int, ...]
    dtype: str
    requires_grad: bool
    is_leaf: bool
    is_view: bool
    grad: GradState
    adds: int
    summary: str
    memory: str
    is_shared: bool

    def matches(self, wanted: str) -> bool:
        """Whether it fits every word of a filter: a part of the name, ``shape:3x1``, ``dtype:int64``, ``grad:none``."""
        return all(self._fits(word) for word in wanted.lower().split())

    def _fits(self, word: str) -> bool:
        key, colon, value = word.partition(":")
        if not colon:
            return word in self.name.lower() or (word == "leaf" and self.is_leaf)
        if key == "shape":
            return "x".join(map(str, self.shape)) == value
        if key == "dtype":
            return value in self.dtype
        if key == "grad":
            return (self.grad is GradState.KEPT) != (value == "none")
        return False


def tensor_rows(recording: Recording, step: int) -> list[TensorRow]:
    """Every tensor worth a row at ``step``: those with a name, the newest without, and those that will get a name."""
    if recording.last_step < 0:
        return []
    named = recording.names_at(step)
    later = {n: t for n, t in recording.names_at(recording.last_step).items() if t not in named.values()}
    later = {name: tensor for name, tensor in later.items() if recording.born[tensor] > step}
    alive = recording.alive(step) & (recording.kind == NodeKind.TENSOR)
    known = set(named.values())
    newest = alive.nonzero()[0][-2 * MOST_UNNAMED :].tolist()
    unnamed = [t for t in newest if t not in known and not recording.flags(t) & Flag.GRADIENT]
    rows = [(Group.NAMED, name, tensor) for name, tensor in named.items()]
    rows += [(Group.UNNAMED, recording.label(t, step), t) for t in unnamed[-MOST_UNNAMED:]]
    letters = _letters(recording, step, [tensor for _, _, tensor in rows])
    made = [_row(recording, step, group, name, tensor, letters) for group, name, tensor in rows]
    last = recording.last_step
    return made + [_row(recording, last, Group.LATER, name, tensor, {}) for name, tensor in later.items()]


def _letters(recording: Recording, step: int, tensors: list[int]) -> dict[int, tuple[str, bool]]:
    """Storage → its letter, and whether more than one tensor of the list looks at it."""
    owners: dict[int, set[int]] = {}
    for tensor in tensors:
        owners.setdefault(recording.storage(tensor, step), set()).add(tensor)
    return {s: (_letter(place), len(sharers) > 1) for place, (s, sharers) in enumerate(owners.items())}


def _letter(place: int) -> str:
    """A, B … Z, AA, AB …"""
    ahead, own = divmod(place, 26)
    return (_letter(ahead - 1) if ahead else "") + chr(ord("A") + own)


def _row(
    recording: Recording, step: int, group: Group, name: str, tensor: int, letters: dict[int, tuple[str, bool]]
) -> TensorRow:
    memory, shared = letters.get(recording.storage(tensor, step), ("", False))
    value = recording.value(tensor, step)
    summary = summary_text(value, recording.summary(tensor, step))
    shape = recording.shape(tensor, step)
    return TensorRow(
        tensor,
        group,
        name,
        shape,
        recording.dtype(tensor),
        recording.requires_grad(tensor, step),
        recording.is_leaf(tensor, step),
        recording.is_view(tensor),
        grad_state(recording, tensor, step),
        recording.gradient_count(tensor, step),
        summary or shape_text(shape),
        memory,
        shared,
    )


def grad_state(recording: Recording, tensor: int, step: int) -> GradState:
    """What is to be said of a tensor's ``.grad`` at a step."""
    if recording.grad(tensor, step) != NOBODY:
        return GradState.KEPT
    if not recording.requires_grad(tensor, step):
        return GradState.OFF
    keeps = recording.is_leaf(tensor, step) or recording.retains_grad(tensor, step)
    return GradState.NONE_YET if keeps else GradState.NOT_KEPT
