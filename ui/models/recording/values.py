"""The value of a tensor at a step, as far as it was kept; where it was not, why."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.events import Kind, Summary, summarise
from ui.models.recording.names import Names

MOST_SEEN = 2**16
"""Elements that a kept value may have: an expanded tensor sees a few numbers that are kept as any number of its own."""

_WRITES = (Kind.MUTATED, Kind.CHANGED, Kind.ACCUMULATED)


class Values(Names):
    """A value belongs to a memory: each tensor sees its part of it, in its own order."""

    def value(self, tensor: int, step: int) -> NDArray[Any] | None:
        """The value as it was, read only, or None; :meth:`why_no_value` tells why."""
        row, _ = self._kept(tensor, step)
        return None if row < 0 else self._view(tensor, step, row)

    def summary(self, tensor: int, step: int) -> Summary | None:
        """Range, mean and spread: of the value that is kept, else as told when it was too large to keep."""
        value = self.value(tensor, step)
        if value is not None:
            return summarise(value)
        versions = self.tables["versions"]
        rows = versions.of("storage", self.storage(tensor, step))
        rows = rows[: np.searchsorted(rows, versions.until(step))]
        if not len(rows):
            return None
        start, about = versions.cell(int(rows[-1]), "summary"), versions.cell(int(rows[-1]), "tensor")
        if start < 0 or self._extent(about, step) != self._extent(tensor, step):
            return None
        size, low, high, mean, std, nans, infs, is_sampled = self.floats.values[start : start + 8].tolist()
        return Summary(int(size), low, high, mean, std, int(nans), int(infs), bool(is_sampled))

    def why_no_value(self, tensor: int, step: int) -> str:
        """ "" when there is one, else ``later`` (not born yet), ``large`` (too large to keep) or ``dropped``."""
        return self._kept(tensor, step)[1]

    def version(self, tensor: int, step: int) -> int:
        """How often its memory has been written to."""
        versions = self.tables["versions"]
        rows = versions.of("storage", self.storage(tensor, step))
        rows = rows[: np.searchsorted(rows, versions.until(step))]
        writers = versions["tensor"][rows]
        if self._apart:
            rows = rows[writers == tensor] if tensor in self._apart else rows[~np.isin(writers, list(self._apart))]
        return int(versions["version"][rows].max()) if len(rows) else 0

    def _extent(self, tensor: int, step: int) -> tuple[int, int]:
        """The first element of its storage that a tensor looks at, and the one after the last."""
        low = high = self.storage_offset(tensor, step)
        for size, stride in zip(self.shape(tensor, step), self.stride(tensor, step), strict=True):
            if size <= 0:
                return low, low
            reach = (size - 1) * stride
            low, high = min(low, low + reach), max(high, high + reach)
        return low, high + 1

    def _kept(self, tensor: int, step: int) -> tuple[int, str]:
        """The row of ``versions`` that holds its value, or -1 and the reason why none does."""
        if not self.is_tensor(tensor) or step < self.born[tensor]:
            return -1, "later"
        if prod(self.shape(tensor, step)) > MOST_SEEN:
            return -1, "large"
        versions = self.tables["versions"]
        low, high = self._extent(tensor, step)
        rows = versions.of("storage", self.storage(tensor, step))
        for row in rows[: np.searchsorted(rows, versions.until(step))][::-1].tolist():
            first, size = versions.cell(row, "first"), self._elements(row)
            if size is not None and first <= low and high <= first + size:
                blob, count = versions.cell(row, "blob"), versions.cell(row, "bytes")
                is_read = self.memory.read(blob, count) is not None
                return (row, "") if is_read else (-1, "dropped")
            if self._writes(row, low, high):
                break
        return -1, "large"

    def _elements(self, row: int) -> int | None:
        """How many elements of a storage a row of ``versions`` keeps; None when it keeps no bytes."""
        versions = self.tables["versions"]
        kind = numpy_type(self._text(versions.cell(row, "dtype")))
        return None if kind is None or versions.cell(row, "blob") < 0 else versions.cell(row, "bytes") // kind.itemsize

    def _writes(self, row: int, low: int, high: int) -> bool:
        """Whether that row tells of a change to these elements."""
        versions = self.tables["versions"]
        step = versions.cell(row, "step")
        if self.kinds[step] not in _WRITES:
            return False
        first, end = self._extent(versions.cell(row, "tensor"), step)
        return first < high and low < end

    def _view(self, tensor: int, step: int, row: int) -> NDArray[Any] | None:
        versions = self.tables["versions"]
        kind = numpy_type(self._text(versions.cell(row, "dtype")))
        data = self.memory.read(versions.cell(row, "blob"), versions.cell(row, "bytes"))
        assert kind is not None and data is not None, "a kept row has a dtype and its bytes"
        shape, stride = self.shape(tensor, step), self.stride(tensor, step)
        if any(size < 0 for size in shape):
            return None
        if 0 in shape:
            return np.zeros(shape, kind)
        flat = np.frombuffer(data, kind, len(data) // kind.itemsize)
        start = self.storage_offset(tensor, step) - versions.cell(row, "first")
        steps = [each * kind.itemsize for each in stride]
        return np.lib.stride_tricks.as_strided(flat[start:], shape, steps, writeable=False)


@lru_cache(maxsize=64)
def numpy_type(name: str) -> np.dtype[Any] | None:
    """The numpy type that holds a dtype of this name, None for a name that is no dtype."""
    try:
        return dtypes.named(name).numpy
    except KeyError:
        return None
