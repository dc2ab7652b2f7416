"""The bytes of small memories and gradients that travelled with their steps; the oldest can be let go."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy

import numpy as np
from numpy.typing import NDArray


class Memory:
    """One long run of bytes, kept in the pieces in which it came."""

    def __init__(self, first: int = 0) -> None:
        self._starts: list[int] = []
        self._pieces: list[bytes] = []
        self._dropped = 0
        self.first = first
        self.end = first
        self.kept = 0

    def snapshot(self) -> Memory:
        """The same, to which nothing is added and from which nothing is let go."""
        found = copy(self)
        found._starts, found._pieces = self._starts[:], self._pieces[:]
        return found

    def append(self, piece: bytes) -> None:
        if piece:
            self._starts.append(self.end)
            self._pieces.append(piece)
            self.end += len(piece)
            self.kept += len(piece)

    def read(self, start: int, size: int) -> memoryview | None:
        """``size`` bytes from ``start``, None where they have been let go."""
        if size == 0:
            return memoryview(b"")
        if start < self.first or start + size > self.end:
            return None
        place = bisect_right(self._starts, start) - 1
        inside = start - self._starts[place]
        found = memoryview(self._pieces[place])[inside : inside + size]
        return found if len(found) == size else None

    def drop_oldest(self) -> bool:
        """Let the oldest piece go; False when there is none."""
        if self._dropped == len(self._pieces):
            return False
        piece = self._pieces[self._dropped]
        self._pieces[self._dropped] = b""
        self._dropped += 1
        self.kept -= len(piece)
        self.first = self._end_of(self._dropped - 1)
        return True

    def keep_only(self, starts: NDArray[np.int64], end: int) -> None:
        """Let go of every piece before ``end`` in which none of these places lies."""
        places = set((np.searchsorted(self._starts, starts, side="right") - 1).tolist())
        for place, piece in enumerate(self._pieces):
            if place not in places and self._starts[place] < end:
                self._pieces[place] = b""
                self.kept -= len(piece)

    def _end_of(self, place: int) -> int:
        return self._starts[place + 1] if place + 1 < len(self._starts) else self.end

    def joined(self) -> bytes:
        """All from :attr:`first` on, zeros in place of what has been let go."""
        pieces = range(self._dropped, len(self._pieces))
        return b"".join(self._pieces[one] or bytes(self._end_of(one) - self._starts[one]) for one in pieces)
