"""What has become of the nodes of a graph at one step: arrays over all drawn nodes, and words for those looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from tensorlab.events import Flag as TensorFlag
from ui.models.columns import Ints
from ui.models.picture import Facts, Flag, Life, NodeKind, Role
from ui.models.recording import Recording
from ui.models.words import brief_text, number_text, shape_text, short_dtype

Bytes = NDArray[np.uint8]

_DECADES = 6.0
"""Powers of ten that the strengths of gradients tell apart."""
_LARGEST_MAP = 64
"""Cells along an axis of a small heat map."""


class Words(Sequence[str]):
    """Texts that are made when they are looked at, each once."""

    def __init__(self, count: int, make: Callable[[int], str]) -> None:
        self._count = count
        self._make = make
        self._made: dict[int, str] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(self._count)[place]]
        number = range(self._count)[place]
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]


class Labels(Mapping[int, str]):
    """For edges, the shape and type of the unnamed tensor that goes along them, made when looked at."""

    def __init__(self, recording: Recording, tensors: Mapping[int, int]) -> None:
        self._recording = recording
        self._tensors = tensors

    def __len__(self) -> int:
        return len(self._tensors)

    def __iter__(self) -> Iterator[int]:
        return iter(self._tensors)

    def __getitem__(self, edge: int) -> str:
        return subtitle(self._recording, self._tensors[edge], int(self._recording.born[self._tensors[edge]]))


def loop_text(recording: Recording, operation: int, *, is_inner: bool = False) -> str:
    """The line that begins the loop around an operation, or else the line of the operation.

    Args:
        is_inner: whether the innermost loop is meant; only where the iterations of the outer one begin is recorded.
    """
    row = -1 if is_inner else int(recording.iteration_rows(recording.born[[operation]])[0])
    began = recording.tables["iterations"].cell(row, "step") if row >= 0 else int(recording.born[operation])
    place = recording.place_of(began)
    lines = (recording.source_text(place.source, int(recording.born[operation])) or "").split("\n")
    if not 0 < place.line <= len(lines):
        return ""
    indent = _indent(lines[place.line - 1])
    for line in reversed(lines[: place.line - 1]):
        if line.strip() and _indent(line) < indent:
            indent = _indent(line)
            if line.lstrip().startswith(("for ", "while ", "async for ")):
                return line.strip().rstrip(":")
    return lines[place.line - 1].strip().rstrip(":")


def line_text(recording: Recording, operation: int) -> str:
    """The line of the code that an operation ran in."""
    place = recording.place(operation)
    lines = (recording.source_text(place.source, int(recording.born[operation])) or "").split("\n")
    return lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def strengths(largest: NDArray[np.float64]) -> NDArray[np.float64]:
    """How strong each gradient is among those shown, by its logarithm: from 0 to 1, and 0 where there is none."""
    known = largest > 0
    found = np.zeros(len(largest))
    if known.any():
        logs = np.log10(largest[known])
        low = max(float(logs.min()), float(logs.max()) - _DECADES)
        found[known] = np.clip((logs - low) / max(float(logs.max()) - low, 1e-9), 0.0, 1.0) if logs.max() > low else 1.0
    return found


def lives(recording: Recording, ids: Ints, shown_from: Ints, step: int) -> Bytes:
    """A :class:`ui.models.picture.Life` for each node."""
    life = np.full(len(ids), Life.ALIVE, np.uint8)
    life[recording.released[ids] <= step] = Life.FREED
    life[recording.collected[ids] <= step] = Life.COLLECTED
    life[shown_from > step] = Life.HIDDEN
    return life


def roles(recording: Recording, ids: Ints, step: int) -> Bytes:
    """A :class:`ui.models.picture.Role` for each node."""
    leaf, requires = recording.is_leaf_at(step)[ids], recording.requires_grad_at(step)[ids]
    found = np.where(leaf, np.where(requires, Role.LEAF, Role.DATA), Role.COMPUTED).astype(np.uint8)
    found[recording.kind[ids] != NodeKind.TENSOR] = Role.NONE
    return found


def flags(recording: Recording, ids: Ints, step: int) -> Bytes:
    """The bits of :class:`ui.models.picture.Flag` for each node."""
    is_view = fixed_column(recording, "tensors", "flags", ids, 0) & TensorFlag.VIEW > 0
    is_function = recording.kind[ids] == NodeKind.FUNCTION
    is_untracked = is_function & (fixed_column(recording, "functions", "grad_fn", ids, 0) < 0)
    bits = (
        (recording.requires_grad_at(step)[ids], Flag.REQUIRES_GRAD),
        (recording.grad_at(step)[ids] != NOBODY, Flag.HAS_GRAD),
        (is_view, Flag.VIEW),
        (is_untracked, Flag.UNTRACKED),
    )
    return sum((holds * np.uint8(bit) for holds, bit in bits), np.zeros(len(ids), np.uint8))


def fixed_column(recording: Recording, table: str, column: str, ids: Ints, otherwise: int) -> Ints:
    """What never changes about each node, ``otherwise`` for nodes of another kind."""
    values: Ints = np.full(recording.n_nodes, otherwise, np.int64)
    values[recording.tables[table]["id"]] = recording.tables[table][column]
    return values[ids]


def label_lengths(recording: Recording, tensors: Ints) -> Ints:
    """How many letters each tensor's label has by now, see :meth:`Recording.label`."""
    last = recording.last_step
    names = recording.name_texts_at(last)
    lengths = np.array([*map(len, recording.texts), 0], np.int64)
    found = lengths[names[tensors]]
    unnamed = np.flatnonzero(names[tensors] < 0)
    # What came out of the same place of the code is called the same.
    places = recording.tables["steps"]["place"][recording.born[tensors[unnamed]]]
    _, first, which = np.unique(places, return_index=True, return_inverse=True)
    texts = [recording.label(int(tensors[unnamed[one]]), last) for one in first.tolist()]
    found[unnamed] = np.array([len(text) for text in texts], np.int64)[which]
    owners = np.full(recording.n_nodes, NOBODY, np.int64)
    owners[recording.tables["grad"]["gradient"]] = recording.tables["grad"]["tensor"]
    gradients = unnamed[(owners[tensors[unnamed]] != NOBODY) & (names[owners[tensors[unnamed]]] >= 0)]
    found[gradients] = lengths[names[owners[tensors[gradients]]]] + len(".grad")
    return found


def ties(recording: Recording, node: int, step: int) -> list[int]:
    """What a node is bound to without an edge: saved tensors and their owners, views and their base."""
    if not recording.is_tensor(node):
        if recording.released[node] <= step:
            return []
        return [saved.tensor for saved in recording.saved(node) if saved.tensor != NOBODY]
    owners = recording.tables["saved"].of("tensor", node)
    holders = recording.tables["saved"]["function"][owners]
    kept = [holder for holder in holders.tolist() if recording.born[holder] <= step < recording.released[holder]]
    layouts = recording.tables["layouts"]
    sharing = layouts["tensor"][layouts.of("storage", recording.storage(node, step))].tolist()
    return kept + [other for other in sharing if recording.born[other] <= step < recording.collected[other]]


def subtitle(recording: Recording, node: int, step: int) -> str:
    """The second line of a card: ``(32, 128) f32``; of a scalar its value."""
    if not recording.is_tensor(node):
        return ""
    shape, dtype = recording.shape(node, step), short_dtype(recording.dtype(node))
    value = None if shape else recording.value(node, step)
    return f"{shape_text(shape) if value is None else number_text(value.item())} {dtype}"


def facts(recording: Recording, node: int, step: int) -> Facts:
    """What a large card says: of a tensor its five facts, of an operation what it saved."""
    if not recording.is_tensor(node):
        return _facts_of_function(recording, node, step)
    value, maker, gradient = recording.value(node, step), recording.grad_fn(node, step), recording.grad(node, step)
    grad = None if gradient == NOBODY else recording.value(gradient, step)
    lines = (
        ("data", brief_text(value, recording.summary(node, step)) or "…"),
        ("requires_grad", str(recording.requires_grad(node, step))),
        ("grad", "None" if gradient == NOBODY else brief_text(grad, recording.summary(gradient, step)) or "…"),
        ("grad_fn", "None" if maker == NOBODY else recording.grad_fn_name(maker)),
        ("is_leaf", str(recording.is_leaf(node, step))),
    )
    return Facts(lines, plane(value), plane(grad))


def _facts_of_function(recording: Recording, node: int, step: int) -> Facts:
    lines = [("grad_fn", recording.grad_fn_name(node) or "None")]
    for saved in recording.saved(node):
        shape = "" if saved.tensor == NOBODY else shape_text(recording.shape(saved.tensor, step))
        lines.append((f"_saved_{saved.name}", shape))
    return Facts(tuple(lines))


def plane(value: NDArray[Any] | None) -> NDArray[Any] | None:
    """At most two axes of a value and a corner of these, as a small heat map shows it; nothing for a scalar."""
    if value is None or value.ndim == 0 or not value.size:
        return None
    while value.ndim > 2:
        value = value[0]
    corner = value[tuple(slice(_LARGEST_MAP) for _ in value.shape)]
    return corner.astype(np.float64) if corner.dtype.kind == "b" else corner
