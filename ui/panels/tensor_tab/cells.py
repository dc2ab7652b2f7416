"""Where a page's numbers come from: a value that the recording kept, or the living tensor, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.selection import Selection
from ui.session.base import Session

BLOCK = 128
"""Rows and columns that are asked of the kernel at once."""

MOST_READ = 65_536
"""Cells that are read for figures and pictures; of more, an even sample."""

MOST_AT_ONCE = 512 * 512
"""Cells that the kernel gives in one answer."""


class KeptCells:
    """The cells of a value that the recording kept."""

    def __init__(self, plane: NDArray[Any]) -> None:
        self._plane = plane

    @property
    def rows(self) -> int:
        return int(self._plane.shape[0])

    @property
    def columns(self) -> int:
        return int(self._plane.shape[1])

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        return self._plane[first_row:end_row, first_column:end_column]


class LiveCells:
    """The cells of a living tensor, read from the kernel block by block as they come into sight."""

    def __init__(self, session: Session, tensor: int, selection: Selection, arrived: Callable[[], None]) -> None:
        self._session = session
        self._tensor = tensor
        self._selection = selection
        self._arrived = arrived
        self._blocks: dict[tuple[int, int], NDArray[Any] | None] = {}

    @property
    def rows(self) -> int:
        return self._selection.grid_shape[0]

    @property
    def columns(self) -> int:
        return self._selection.grid_shape[1]

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        places = [
            (row, column)
            for row in range(first_row // BLOCK, -(-end_row // BLOCK))
            for column in range(first_column // BLOCK, -(-end_column // BLOCK))
        ]
        for place in places:
            if place not in self._blocks:
                self._ask(place)
        found = [self._blocks[place] for place in places]
        if not found or any(block is None for block in found):
            return None
        row, column = first_row // BLOCK, first_column // BLOCK
        across = len(range(column, -(-end_column // BLOCK)))
        whole = np.block([[found[i + j] for j in range(across)] for i in range(0, len(found), across)])
        top, left = first_row - row * BLOCK, first_column - column * BLOCK
        return np.asarray(whole[top : top + end_row - first_row, left : left + end_column - first_column])

    def _ask(self, place: tuple[int, int]) -> None:
        self._blocks[place] = None
        rows, columns = self._selection.rows_axis, self._selection.columns_axis
        index: list[int | tuple[int, ...]] = list(self._selection.positions)
        for axis, number, length in ((rows, place[0], self.rows), (columns, place[1], self.columns)):
            if axis is not None:
                index[axis] = (number * BLOCK, min((number + 1) * BLOCK, length))

        def done(cells: NDArray[Any] | None, _: str) -> None:
            if cells is not None:
                self._blocks[place] = as_plane(cells, self._selection)
                self._arrived()

        self._session.read_cells(self._tensor, index, done)


def as_plane(cells: NDArray[Any], selection: Selection) -> NDArray[Any]:
    """Cells of at most two axes as rows and columns."""
    plane = cells.T if selection.is_transposed else cells
    if plane.ndim == 2:
        return plane
    flat = plane.reshape(-1)
    return flat.reshape(-1, 1) if selection.rows_axis is not None else flat.reshape(1, -1)


def is_live(session: Session, tensor: int) -> bool:
    """Whether the shown step is now and the tensor still exists, so that the kernel can be asked."""
    recording = session.recording
    last = recording.last_step
    return session.is_live and bool(recording.born[tensor] <= last < recording.collected[tensor])


def read_plane(
    session: Session,
    tensor: int,
    selection: Selection,
    done: Callable[[NDArray[Any]], None],
    most: int = MOST_READ,
) -> None:
    """The slice as it is at the shown step, as rows and columns; of more than ``most`` cells an even sample."""
    value = session.value(tensor)
    if value is not None:
        done(as_plane(value[selection.index()], selection))
    elif is_live(session, tensor):
        rows, columns = selection.grid_shape
        step = max(1, int(np.ceil(np.sqrt(rows * columns / most))))
        index: list[int | tuple[int, ...]] = [
            entry if isinstance(entry, int) else (0, selection.shape[axis], step)
            for axis, entry in enumerate(selection.index())
        ]
        _ask(session, tensor, index, lambda cells: done(as_plane(cells, selection)))


def read_whole(session: Session, tensor: int, done: Callable[[NDArray[Any], bool], None]) -> None:
    """All elements at the shown step, or an even sample of them; ``done`` hears whether it is one."""
    value = session.value(tensor)
    if value is not None:
        done(value, False)
    elif is_live(session, tensor):
        shape = session.recording.shape(tensor, session.step)
        step = 1
        while np.prod([-(-length // step) for length in shape], dtype=np.float64) > MOST_READ:
            step += 1
        _ask(session, tensor, [(0, length, step) for length in shape], lambda cells: done(cells, step > 1))


def _ask(
    session: Session, tensor: int, index: list[int | tuple[int, ...]], done: Callable[[NDArray[Any]], None]
) -> None:
    def answered(cells: NDArray[Any] | None, _: str) -> None:
        if cells is not None:
            done(cells)

    session.read_cells(tensor, index, answered)
