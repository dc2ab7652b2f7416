"""The versions that a tensor's memory has had, and what differs between two tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.recording import Recording


@dataclass(frozen=True)
class Version:
    """The tensor from this step on, until the next version.

    Attributes:
        changed: how many elements differ from the version before; -1 where one of the two was not kept.
        is_silent: whether the numbers have changed and the version has not, as by a write through ``.data``.
    """

    number: int
    step: int
    line: int
    text: str
    changed: int
    is_silent: bool = False


def versions(recording: Recording, tensor: int) -> list[Version]:
    """Every version that has been recorded, oldest first."""
    found: list[Version] = []
    before: NDArray[Any] | None = None
    last = -1
    rows = recording.tables["versions"]
    storage = recording.storage(tensor, recording.last_step)
    steps = sorted({int(rows["step"][row]) for row in rows.of("storage", storage)})
    for step in steps:
        if step < recording.born[tensor]:
            continue
        number, value = recording.version(tensor, step), recording.value(tensor, step)
        is_silent = number == last
        if is_silent and (before is None or value is None or not differs(before, value).any()):
            continue
        last = number
        place = recording.place_of(step)
        text = recording.source_text(place.source, step) or ""
        lines = text.splitlines()
        code = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
        changed = -1 if value is None or (found and before is None) else _changed(before, value)
        found.append(Version(number, step, place.line, code, changed, is_silent))
        before = value
    return found


def _changed(before: NDArray[Any] | None, value: NDArray[Any]) -> int:
    return 0 if before is None else int(differs(before, value).sum())


def differs(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.bool_]:
    """Which elements are not the same; nan is the same as nan. Shapes must be equal."""
    same = first == second
    if first.dtype.kind in "fc" and second.dtype.kind in "fc":
        same = same | (np.isnan(first) & np.isnan(second))
    return np.asarray(~same)


@dataclass(frozen=True)
class Comparison:
    """How two tensors of one shape differ.

    Attributes:
        difference: second minus first, as float64.
        changed: how many elements differ.
        largest: the largest difference by size, and where it is.
    """

    difference: NDArray[np.float64]
    changed: int
    largest: float
    place: tuple[int, ...]


def compare(first: NDArray[Any], second: NDArray[Any]) -> Comparison:
    """What has to be added to the first to get the second."""
    with np.errstate(all="ignore"):
        difference = np.asarray(second.astype(np.float64) - first.astype(np.float64))
    changed = differs(first, second)
    size = np.where(np.isnan(difference), 0, np.abs(difference))
    at = int(size.argmax()) if size.size else 0
    place = tuple(int(one) for one in np.unravel_index(at, size.shape)) if size.size and size.ndim else ()
    return Comparison(difference, int(changed.sum()), float(size.reshape(-1)[at]) if size.size else 0.0, place)
