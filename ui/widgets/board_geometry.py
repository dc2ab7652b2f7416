"""Where the cells of a board are: blocks from left to right, in a new line where one is full, slabs as they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from ui.models.boards import Block

GAP = 2
SLAB_GAP = 10
BLOCK_GAP = 12
ARROW = 15
_SIGN = 22
_SIGN_IN_CELLS = 1.1
"""Room for a sign: so many pixels, or so many heights of a cell where those are more."""


@dataclass(frozen=True)
class Placed:
    """One block on the board: a box for its caption, for the sign before it, for each cell, and for each header."""

    caption: QRect
    sign: QRect
    cells: tuple[QRect, ...]
    headers: tuple[QRect, ...]

    @property
    def outline(self) -> QRect:
        """All of it but the sign."""
        box = QRect(self.caption)
        for cell in (*self.cells, *self.headers):
            box = box.united(cell)
        return box


def sign_width(cell: QSize) -> int:
    """Room for the sign between two blocks."""
    return max(_SIGN, round(cell.height() * _SIGN_IN_CELLS))


def lay_out(blocks: Sequence[Block], cell: QSize, width: int, captions: Sequence[QSize]) -> list[Placed]:
    """Place the blocks within a width.

    Args:
        cell: the size of every cell.
        captions: room that each caption wants above its block.
    """
    placed: list[Placed] = []
    x = y = bottom = 0
    for block, caption in zip(blocks, captions, strict=True):
        sign = sign_width(cell) if block.sign else (BLOCK_GAP if x else 0)
        size = QSize(max(_cells_width(block, cell, width), caption.width()), 0)
        if x and (block.new_line or x + sign + size.width() > width):
            x, y = 0, bottom + BLOCK_GAP
            sign = sign_width(cell) if block.sign else 0
        made = _place(block, cell, width, x + sign, y, caption, sign)
        placed.append(made)
        outline = made.outline
        x = outline.right() + 1
        bottom = max(bottom, outline.bottom() + 1 + (0 if _goes_on(block, cell, width) else block.room_below * ARROW))
    return placed


def _columns(block: Block, cell: QSize, width: int) -> int:
    """Cells beside each other: a vector goes on in the next line where the width is used up."""
    slabs, rows, columns = block.grid
    if slabs == rows == 1:
        return max(1, min(columns, (width - sign_width(cell)) // (cell.width() + GAP)))
    return max(1, columns)


def _goes_on(block: Block, cell: QSize, width: int) -> bool:
    """Whether a vector takes several lines; its arrows, which leave from the first cells, then stand between two."""
    return _columns(block, cell, width) < block.grid[2]


def _slabs_across(block: Block, cell: QSize, width: int) -> int:
    slabs, _, columns = block.grid
    one = columns * (cell.width() + GAP) + SLAB_GAP
    return max(1, min(slabs, (width - sign_width(cell) + SLAB_GAP) // one))


def _cells_width(block: Block, cell: QSize, width: int) -> int:
    across = _slabs_across(block, cell, width)
    return across * (_columns(block, cell, width) * (cell.width() + GAP) + SLAB_GAP) - SLAB_GAP - GAP


def _place(block: Block, cell: QSize, width: int, left: int, top: int, caption: QSize, sign: int) -> Placed:
    _, rows, columns = block.grid
    per_line = _columns(block, cell, width)
    goes_on = _goes_on(block, cell, width)
    lines = -(-columns // per_line) if goes_on else rows
    header = cell.height() - 6 if block.headers else 0
    step_x, step_y = cell.width() + GAP, cell.height() + GAP + header
    across = _slabs_across(block, cell, width)
    start = top + caption.height()
    cells, headers = [], []
    for number in range(len(block.cells)):
        slab, rest = divmod(number, max(1, rows * columns))
        line, column = divmod(rest, per_line)
        slab_down, slab_right = divmod(slab, across)
        x = left + slab_right * (per_line * step_x - GAP + SLAB_GAP) + column * step_x
        y = start + slab_down * (lines * step_y - GAP + SLAB_GAP) + line * step_y
        if line and goes_on:
            y += block.room_below * ARROW
        cells.append(QRect(x, y + header, cell.width(), cell.height()))
        if number < len(block.headers):
            headers.append(QRect(x, y, cell.width(), header))
    # A sign stands beside the middle of what it joins, at most beside the first slab.
    height = min(max(1, lines), 12) * step_y
    return Placed(
        QRect(left, top, max(caption.width(), 1), caption.height()),
        QRect(left - sign, start, sign, height),
        tuple(cells),
        tuple(headers),
    )
