"""A file of numbers read piece by piece, so that whoever waits hears how far it is and can give up.

A large table takes seconds. Only what a preview shows is kept of it; the line of Python reads it again.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models.new_tensor import MOST_PREVIEWED, Invalid, Loaded, Reason
from ui.models.number_files import Layout, sniffed

PIECE = 1 << 18
"""Characters of a table that are read at once, to the end of their line."""

Step = float | Loaded | Invalid
"""How much is read, from 0 to 1; or, at last, what the file holds, or what is wrong with it."""


def reading(path: Path) -> Iterator[list[Step]]:
    """Read a ``.npy`` or a table."""
    try:
        yield from _array(path) if path.suffix == ".npy" else _table(path)
    except Invalid as invalid:
        yield [invalid]
    except (ValueError, OSError, EOFError):
        yield [Invalid(Reason.FILE, path.name)]


def _array(path: Path) -> Iterator[list[Step]]:
    values = np.load(path, mmap_mode="r", allow_pickle=False)
    yield [loaded(f"torch.from_numpy(np.load({str(path)!r}))", values)]


def loaded(code: str, values: NDArray[Any]) -> Loaded:
    """What a line of Python reads, these being its numbers."""
    rows = max(1, MOST_PREVIEWED // max(1, values[:1].size)) if values.ndim else 1
    kept = np.array(values[:rows] if values.ndim else values)
    return Loaded(code, values.shape, values.dtype.name, kept)


def _table(path: Path) -> Iterator[list[Step]]:
    layout, size = sniffed(path), max(1, path.stat().st_size)
    kept: list[NDArray[Any]] = []
    rows, columns = 0, 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, layout.encoding) as file:
        line = sum(1 for _ in islice(file, layout.header))
        while lines := file.readlines(PIECE):
            piece = _numbers(lines, layout, columns, line, path.name)
            rows, columns, line = rows + len(piece), columns or piece.shape[1], line + len(lines)
            if not kept or rows * columns <= MOST_PREVIEWED:
                kept.append(piece)
            yield [min(1.0, raw.tell() / size)]
    if not rows:
        raise Invalid(Reason.FILE, path.name)
    code = f"torch.from_numpy(np.loadtxt({str(path)!r}, {layout.code}))"
    yield [Loaded(code, (rows, columns), "float32", np.concatenate(kept))]


def _numbers(lines: Sequence[str], layout: Layout, columns: int, before: int, name: str) -> NDArray[Any]:
    """The numbers of some lines, of which ``before`` have gone before and had so many ``columns``."""
    try:
        # From a generator, since numpy lets no other thread work while it goes through a list.
        with warnings.catch_warnings(action="ignore"):  # it warns of lines that are all empty
            found = np.loadtxt((line for line in lines), **layout.arguments)
    except ValueError:
        raise _first_wrong(lines, layout, columns, before, name) from None
    if found.size and columns and found.shape[1] != columns:
        raise _first_wrong(lines, layout, columns, before, name)
    return found


def _first_wrong(lines: Sequence[str], layout: Layout, columns: int, before: int, name: str) -> Invalid:
    """The first cell that is no number, or the first row of another length."""
    rows = [(number, layout.cells(line)) for number, line in enumerate(lines, before + 1) if line.strip()]
    columns = columns or len(rows[0][1])
    for number, row in rows:
        if len(row) != columns:
            return Invalid(Reason.RAGGED, name, number, len(row))
        for column, cell in enumerate(row, 1):
            if not layout.is_number(cell):
                return Invalid(Reason.CELL, cell[:40], number, column)
    return Invalid(Reason.FILE, name)
