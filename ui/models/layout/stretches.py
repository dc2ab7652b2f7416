"""Which parts of a line are taken, and where on it something still has room; found without looking at all of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class Stretches:
    """Parts of a line that are taken; those that meet are one."""

    def __init__(self) -> None:
        self._begins: list[float] = []
        self._ends: list[float] = []

    @classmethod
    def of(cls, parts: Iterable[tuple[float, ...]]) -> Stretches:
        """Those that begin and end like these, which are sorted."""
        stretches = cls()
        begins, ends = stretches._begins, stretches._ends
        for begin, end, *_ in parts:
            if ends and begin <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                begins.append(begin)
                ends.append(end)
        return stretches

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self._begins, self._ends, strict=True)

    def take(self, begin: float, end: float) -> None:
        """Nothing has room here any more."""
        first, last = bisect_left(self._ends, begin), bisect_right(self._begins, end)
        if first < last:
            begin, end = min(begin, self._begins[first]), max(end, self._ends[last - 1])
        self._begins[first:last], self._ends[first:last] = [begin], [end]

    def to_the_right(self, begin: float, length: float) -> float:
        """Where something of this length can begin, not before ``begin``.

        >>> line = Stretches()
        >>> line.take(2, 5), line.take(6, 9)
        (None, None)
        >>> line.to_the_right(1, 1), line.to_the_right(1.5, 1), line.to_the_right(1.5, 2)
        (1, 5, 9)
        """
        at = bisect_right(self._ends, begin)
        while at < len(self._begins) and self._begins[at] < begin + length:
            begin = self._ends[at]
            at += 1
        return begin

    def to_the_left(self, begin: float, length: float) -> float:
        """Where something of this length can begin, not after ``begin``."""
        at = bisect_left(self._begins, begin + length) - 1
        while at >= 0 and self._ends[at] > begin:
            begin = self._begins[at] - length
            at -= 1
        return begin

    def nearest(self, wish: float) -> float:
        """The place nearest to the wish that is not within a stretch; of two the left one."""
        at = bisect_right(self._begins, wish) - 1
        if at < 0 or self._ends[at] <= wish:
            return wish
        begin, end = self._begins[at], self._ends[at]
        return begin if wish - begin <= end - wish else end
