"""Where NaN and infinity come from: which values have some, and in which of them they were born.

Every value that was kept or summed up is looked at once, when it comes. A value is a birthplace when it has NaN or
infinity and none of the operands that it was made from had.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.events import NOBODY
from ui.models.columns import Column, Ints
from ui.models.recording import Recording

Bools = NDArray[np.bool_]

_NANS, _INFS = 5, 6
"""Where a summary tells how many there are."""


class Invalid:
    """Follows the values of one recording."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._is_bad = Column(0, np.bool_)

    @property
    def is_behind(self) -> bool:
        """Whether there are values that have not been looked at."""
        return len(self._is_bad) < len(self._recording.tables["versions"])

    def follow(self, most: int | None = None) -> None:
        """Look at the values that have come since, or up to so many of them."""
        first, end = len(self._is_bad), len(self._recording.tables["versions"])
        last = end if most is None else min(end, first + most)
        self._is_bad.append(np.array([self._bad(row) for row in range(first, last)], np.bool_))

    def _bad(self, row: int) -> bool:
        recording, versions = self._recording, self._recording.tables["versions"]
        summary = versions.cell(row, "summary")
        if summary >= 0:
            return bool(recording.floats.values[summary + _NANS] or recording.floats.values[summary + _INFS])
        dtype, blob = _float(recording.texts[versions.cell(row, "dtype")]), versions.cell(row, "blob")
        if dtype is None or blob < 0:
            return False
        data = recording.memory.read(blob, versions.cell(row, "bytes"))
        return data is not None and not np.isfinite(np.frombuffer(data, dtype)).all()

    @property
    def is_clean(self) -> bool:
        """Whether there is none anywhere."""
        return not self._is_bad.values.any()

    def at(self, step: int) -> Bools:
        """For each id whether its value has NaN or infinity at ``step``, shape (n_nodes,)."""
        recording = self._recording
        found = np.zeros(recording.n_nodes, np.bool_)
        if self.is_clean:
            return found
        versions, layouts = recording.tables["versions"], recording.tables["layouts"]
        latest = versions.latest("storage", recording.n_nodes, step)
        rows = layouts.latest("tensor", recording.n_nodes, step)
        storages = np.where(rows >= 0, layouts["storage"][rows], -1)
        seen = np.where(storages >= 0, latest[storages], -1)
        seen[seen >= len(self._is_bad)] = -1
        return np.asarray(np.where(seen >= 0, self._is_bad.values[seen], False))

    def born(self, step: int) -> Ints:
        """The tensors in which NaN or infinity was born by ``step``."""
        bad = self.at(step)
        recording = self._recording
        found = []
        for tensor in np.flatnonzero(bad).tolist():
            maker = recording.producer(tensor)
            operands = [] if maker == NOBODY else [used.tensor for used in recording.inputs(maker)]
            if not any(operand != NOBODY and bad[operand] for operand in operands):
                found.append(tensor)
        return np.array(found, np.int64)


@lru_cache(maxsize=32)
def _float(name: str) -> np.dtype[Any] | None:
    """The numpy type of a dtype that knows NaN, None for the others."""
    try:
        found = dtypes.named(name).numpy
    except KeyError:
        return None
    return found if found.kind in "fc" else None
