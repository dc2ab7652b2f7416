"""Finding nodes of a recording by what they are: ``mul``, ``shape:3x1``, ``dtype:int64``, ``grad:none``, ``leaf``.

Words of a search are parted by blanks, and all of them must hold. A word that is no claim is looked for in names of
tensors and of operations.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models.columns import Ints
from ui.models.graph_state import fixed_column
from ui.models.picture import NodeKind
from ui.models.recording import Recording
from ui.models.words import short_dtype

Bools = NDArray[np.bool_]

CLAIMS = ("leaf", "freed", "collected", "nan", "view", "grad:none", "grad:some", "shape:", "dtype:")
"""What can be asked for besides names, as it is typed."""


def found(recording: Recording, ids: Ints, step: int, text: str, invalid: Bools | None = None) -> Bools:
    """Which of these nodes a search finds at ``step``, shape (n,); none for an empty search.

    Args:
        invalid: which of the nodes have NaN or infinity in them, shape (n,).
    """
    search = _Search(recording, ids, step, np.zeros(len(ids), np.bool_) if invalid is None else invalid)
    words = text.casefold().split()
    holds = np.full(len(ids), bool(words)) & (recording.born[ids] <= step)
    for word in words:
        holds &= search.claim(word)
    return holds


class _Search:
    def __init__(self, recording: Recording, ids: Ints, step: int, invalid: Bools) -> None:
        self._recording = recording
        self._ids = ids
        self._step = step
        self._invalid = invalid
        self._is_tensor = recording.kind[ids] == NodeKind.TENSOR

    def claim(self, word: str) -> Bools:
        claims: dict[str, Callable[[], Bools]] = {
            "leaf": lambda: self._is_tensor & self._recording.is_leaf_at(self._step)[self._ids],
            "freed": lambda: np.asarray(self._recording.released[self._ids] <= self._step),
            "collected": lambda: np.asarray(self._recording.collected[self._ids] <= self._step),
            "nan": lambda: self._invalid,
            "view": self._views,
            "grad:none": lambda: self._is_tensor & ~self._has_grad(),
            "grad:some": lambda: self._is_tensor & self._has_grad(),
        }
        if word in claims:
            return claims[word]()
        name, colon, value = word.partition(":")
        if colon and name == "shape":
            return self._shaped(value)
        if colon and name == "dtype":
            return self._typed(value)
        return self._named(word)

    def _has_grad(self) -> Bools:
        return np.asarray(self._recording.grad_at(self._step)[self._ids] != NOBODY)

    def _views(self) -> Bools:
        return np.asarray(fixed_column(self._recording, "tensors", "flags", self._ids, 0) & 1 > 0)

    def _shaped(self, text: str) -> Bools:
        """``3x1``, ``3,1`` or ``(3, 1)``; ``()`` and ``scalar`` are shapes without axes; ``*`` stands for any size."""
        wanted = re.findall(r"\d+|\*", text)
        table = self._recording.tables["layouts"]
        rows = table.latest("tensor", self._recording.n_nodes, self._step)[self._ids]
        known = np.flatnonzero(rows >= 0)
        known = known[table["rank"][rows[known]] == len(wanted)]
        start = table["start"][rows[known]]
        for axis, size in enumerate(wanted):
            if size != "*":
                fits = self._recording.dims.values[start + axis] == int(size)
                known, start = known[fits], start[fits]
        holds = np.zeros(len(self._ids), np.bool_)
        holds[known] = True
        return holds

    def _typed(self, text: str) -> Bools:
        numbers = fixed_column(self._recording, "tensors", "dtype", self._ids, -1)
        return self._texts_hold(numbers, lambda name: text in (name, short_dtype(name)))

    def _named(self, word: str) -> Bools:
        recording = self._recording
        holds = np.zeros(len(self._ids), np.bool_)
        numbers = [recording.name_texts_at(self._step)[self._ids]]
        numbers += [fixed_column(recording, "functions", column, self._ids, -1) for column in ("op", "grad_fn")]
        for each in numbers:
            holds |= self._texts_hold(each, lambda name: word in name.casefold())
        return holds

    def _texts_hold(self, numbers: Ints, claim: Callable[[str], bool]) -> Bools:
        """For numbers of texts whether the text fulfils a claim; each text is looked at once."""
        distinct, which = np.unique(numbers, return_inverse=True)
        holds = [number >= 0 and claim(self._recording.texts[number]) for number in distinct.tolist()]
        return np.array(holds, np.bool_)[which]
