"""Tables that only grow: a contiguous numpy array for each column, and the rows of a subject found by bisection.

Appending is a copy of arrays into spare room that doubles when it is used up, so n rows cost O(n) however they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Column:
    """Numbers addressed by position; those not written yet hold ``blank``."""

    def __init__(self, blank: float = -1, dtype: type[np.generic] = np.int64) -> None:
        self._blank = blank
        self._room: NDArray[Any] = np.empty(64, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Any]:
        """All of them, shape (size,): a view, valid until the next growth."""
        return self._room[: self._size]

    @property
    def nbytes(self) -> int:
        return self._room.nbytes

    def copy(self) -> Column:
        """The same, apart from this one."""
        found = copy(self)
        found._room = self._room.copy()
        return found

    def snapshot(self) -> Column:
        """The same, which does not grow with this one; what is written to the positions there are is seen in both."""
        return copy(self)

    def grow(self, size: int) -> None:
        """Have the positions below ``size``."""
        if size > self._size:
            if size > len(self._room):
                self.make_room(size)
            self._room[self._size : size] = self._blank
            self._size = size

    @property
    def fill(self) -> float:
        """How much of its room is used, from 0 to 1."""
        return self._size / len(self._room)

    def make_room(self, size: int = 0) -> None:
        """Have room for so many, and for twice as many as now."""
        room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
        room[: self._size] = self.values
        self._room = room

    def append(self, values: NDArray[Any]) -> None:
        """Put these behind the last."""
        first = self._size
        self.grow(first + len(values))
        self._room[first : self._size] = values


class Table:
    """Rows of integers with named columns; ``table["step"]`` is one of them."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._number = {name: i for i, name in enumerate(columns)}
        self._room: Ints = np.zeros((len(columns), 16), np.int64)
        self._size = 0
        self._orders: dict[str, Order] = {}

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, column: str) -> Ints:
        """One column, shape (rows,): a view, valid until the next append."""
        return self._room[self._number[column], : self._size]

    @property
    def nbytes(self) -> int:
        return self._room.nbytes

    def snapshot(self) -> Table:
        """The rows there are now."""
        found = copy(self)
        found._orders = {}
        return found

    def only(self, rows: Ints) -> Table:
        """A table of these rows alone."""
        found = Table(self.columns)
        found._room, found._size = np.ascontiguousarray(self._room[:, rows]), len(rows)
        return found

    def append(self, rows: Ints) -> None:
        """Add rows, shape (n, columns)."""
        size = self._size + len(rows)
        if size > self._room.shape[1]:
            self.make_room(size)
        self._room[:, self._size : size] = rows.T
        self._size = size

    @property
    def fill(self) -> float:
        """How much of its room is used, from 0 to 1."""
        return self._size / int(self._room.shape[1])

    def make_room(self, size: int = 0) -> None:
        """Have room for so many, and for twice as many as now."""
        room: Ints = np.empty((len(self.columns), max(size, 2 * self._room.shape[1])), np.int64)
        room[:, : self._size] = self._room[:, : self._size]
        self._room = room

    def rows(self) -> Ints:
        """Everything, shape (rows, columns)."""
        return self.rows_from(0)

    def rows_from(self, first: int) -> Ints:
        """The rows from one on, shape (rows, columns)."""
        return np.ascontiguousarray(self._room[:, first : self._size].T)

    def cell(self, row: int, column: str) -> int:
        return int(self._room[self._number[column], row])

    def until(self, step: int) -> int:
        """How many rows belong to this step or one before; for tables that begin with ``step``."""
        return int(np.searchsorted(self._room[0, : self._size], step, side="right"))

    def of(self, column: str, subject: int) -> Ints:
        """The rows whose ``column`` is ``subject``, in order."""
        order = self._orders.get(column)
        if order is None:
            order = self._orders[column] = Order()
        return order.rows(self[column], subject)

    def last(self, column: str, subject: int, step: int) -> int:
        """The last row about ``subject`` at or before ``step``, -1 for none."""
        rows = self.of(column, subject)
        found = int(np.searchsorted(rows, self.until(step)))
        return int(rows[found - 1]) if found else -1

    def latest(self, column: str, count: int, step: int) -> Ints:
        """For each subject below ``count`` the last row about it at or before ``step``, -1 for none, shape (count,)."""
        end = self.until(step)
        rows: Ints = np.full(count, -1, np.int64)
        # Of several rows about one subject, the last assignment stays.
        rows[self[column][:end]] = np.arange(end)
        return rows


class Order:
    """The rows of a growing column sorted by what they are about, brought up to date when asked.

    The newest rows are sorted by themselves, and join the others when they have become many: so the column may grow
    between any two questions, and n rows still cost little more than O(n).
    """

    def __init__(self) -> None:
        self._old = _Sorted()
        self._new = _Sorted()

    def rows(self, column: Ints, subject: int) -> Ints:
        known = len(self._old.rows) + len(self._new.rows)
        if known < len(column):
            self._new = self._new.joined(column[known:], np.arange(known, len(column)))
            if len(self._new.rows) > _FEW + len(self._old.rows) // 8:
                self._old, self._new = self._old.joined(self._new.subjects, self._new.rows), _Sorted()
        old, new = self._old.about(subject), self._new.about(subject)
        return new if not len(old) else old if not len(new) else np.concatenate([old, new])


_FEW = 1000
_NONE: Ints = np.zeros(0, np.int64)


class _Sorted(NamedTuple):
    """Rows in the order of their subjects, those of one subject in their own order."""

    subjects: Ints = _NONE
    rows: Ints = _NONE
    least: int = 0
    largest: int = -1

    def joined(self, subjects: Ints, rows: Ints) -> _Sorted:
        """With these, all of them later rows."""
        subjects = np.concatenate([self.subjects, subjects])
        order = np.argsort(subjects, kind="stable")
        subjects = subjects[order]
        return _Sorted(subjects, np.concatenate([self.rows, rows])[order], int(subjects[0]), int(subjects[-1]))

    def about(self, subject: int) -> Ints:
        if not self.least <= subject <= self.largest:
            return _NONE
        first, end = self.subjects.searchsorted((subject, subject + 1))
        return self.rows[first:end]
