"""Pictures of small tensors as plain cells: what is written in each, how it looks, and which cells belong together.

A board draws them; a cell that is pointed at lights every cell of the board that has one of its keys. Nothing here
knows a display.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.explain import Alignment, Indexing, Joining, Layout, Order, Product, Reduction
from ui.models.cell_format import CellFormat
from ui.models.explanation import Operand, compute

MOST_ACROSS, MOST_DOWN, MOST_SLABS = 12, 10, 4
"""The largest picture, along the last axis, the one before, and the one before that."""


class Look(Enum):
    """How a cell is drawn; the difference is never colour alone."""

    REAL = "real"
    GHOST = "ghost"
    """Dashed: it is read again, or a place that is no longer there; nothing is stored for it."""
    RESULT = "result"
    GRADIENT = "gradient"
    PICKED = "picked"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Cell:
    """One element: its words, its look, what it belongs to, and its place on a scale of colours, or None."""

    text: str
    look: Look = Look.REAL
    keys: frozenset[int] = frozenset()
    tint: float | None = None


@dataclass(frozen=True)
class Block:
    """A tensor of up to three axes.

    Attributes:
        caption: the words above it.
        shape: its axes; cells stand in reading order.
        sign: what stands between it and the block before.
        headers: numbers above the columns of the first row.
        new_line: whether it begins below the blocks before.
        room_below: lines of arrows that need room under the cells.
    """

    caption: str
    shape: tuple[int, ...]
    cells: tuple[Cell, ...]
    sign: str = ""
    headers: tuple[str, ...] = ()
    new_line: bool = False
    room_below: int = 0

    @property
    def grid(self) -> tuple[int, int, int]:
        """Slabs, rows and columns."""
        slabs, rows, columns = (1, 1, 1, *self.shape)[-3:]
        return slabs, rows, columns

    def index(self, cell: int) -> tuple[int, ...]:
        """The index of a cell by its number in reading order."""
        return tuple(int(place) for place in np.unravel_index(cell, self.shape)) if self.shape else ()


@dataclass(frozen=True)
class Arrow:
    """A step from one cell of a block to another, drawn below the cells at a depth of its own."""

    block: int
    start: int
    end: int
    text: str
    depth: int


def can_draw(*shapes: Sequence[int]) -> bool:
    """Whether these are small enough, and of few enough axes, to be drawn cell by cell."""
    return all(
        len(shape) <= 3 and 0 < (1, *shape)[-1] <= MOST_ACROSS and _second(shape) <= MOST_DOWN and _third(shape)
        for shape in shapes
    )


def _second(shape: Sequence[int]) -> int:
    return int(shape[-2]) if len(shape) > 1 and shape[-2] else (1 if len(shape) < 2 else MOST_DOWN + 1)


def _third(shape: Sequence[int]) -> bool:
    return len(shape) < 3 or 0 < shape[-3] <= MOST_SLABS


def texts(values: NDArray[Any]) -> list[str]:
    """Every value in its tensor's common form, in reading order."""
    form = CellFormat.of(values)
    if values.dtype.kind in "fc" and np.array_equal(values, np.round(values.real)) and form.decimals is not None:
        # Whole numbers stay short: a picture is no place for ``.0``.
        form = CellFormat(0)
    return [text for row in form.texts(values.reshape(1, -1)) for text in row]


def values_of(operand: Operand) -> NDArray[Any]:
    """An operand's numbers; counted ones where they were not kept."""
    return operand.value if operand.value is not None else np.arange(prod(operand.shape)).reshape(operand.shape)


# -- broadcasting ------------------------------------------------------------------------------------------------------

ALIGN, PAD, COMPARE, STRETCH, COMPUTE, BACKWARD = range(1, 7)
"""The six steps of broadcasting."""


def broadcast_blocks(
    operands: Sequence[Operand],
    alignment: Alignment,
    step: int,
    sign: str,
    captions: Sequence[str],
    recorded: NDArray[Any] | None = None,
) -> list[Block]:
    """The picture that belongs to a step; the key of a cell is the number of the result's cell that it goes into.

    Args:
        sign: how two operands meet; "" for another operation, whose numbers are known only when they are
            ``recorded``: of its gradients only how many are summed is told, as ``Σ3``.
    """
    if alignment.result is None or not can_draw(*alignment.shapes):
        return [_plain(operand, caption) for operand, caption in zip(operands, captions, strict=False)]
    if step < STRETCH:
        blocks = [
            _own(operand, number, alignment, caption)
            for number, (operand, caption) in enumerate(zip(operands, captions, strict=False))
        ]
    else:
        blocks = [
            _stretched(operand, number, alignment, caption)
            for number, (operand, caption) in enumerate(zip(operands, captions, strict=False))
        ]
    signed = [replace(block, sign=(sign or ",") if at else "") for at, block in enumerate(blocks)]
    if step < COMPUTE:
        return signed
    result = _result(operands, alignment, sign, captions[-1], recorded)
    if step == COMPUTE:
        return [*signed, result]
    gradient = replace(
        result, caption=captions[-1], sign="", cells=tuple(replace(one, text="1") for one in result.cells)
    )
    back = [
        _summed(operands, number, alignment, sign, caption) for number, caption in enumerate(captions[: len(operands)])
    ]
    return [gradient, *(replace(block, sign="→" if not at else "") for at, block in enumerate(back))]


def _plain(operand: Operand, caption: str) -> Block:
    return Block(caption, operand.shape, tuple(Cell(text) for text in _texts_of(operand)))


def _texts_of(operand: Operand) -> list[str]:
    """An operand's numbers as text; nothing where they were not kept."""
    return [""] * prod(operand.shape) if operand.value is None else texts(operand.value)


def _cells_of(alignment: Alignment, operand: int) -> dict[tuple[int, ...], set[int]]:
    """Element of an operand → the numbers of the result's cells that it goes into."""
    assert alignment.result is not None, "shapes that clash have no result"
    found: dict[tuple[int, ...], set[int]] = {}
    for number, index in enumerate(product(*map(range, alignment.result))):
        found.setdefault(alignment.source(operand, index), set()).add(number)
    return found


def _own(operand: Operand, number: int, alignment: Alignment, caption: str) -> Block:
    keys = _cells_of(alignment, number)
    written = _texts_of(operand)
    indices = product(*map(range, operand.shape))
    cells = tuple(Cell(t, Look.REAL, frozenset(keys.get(i, ()))) for t, i in zip(written, indices, strict=True))
    return Block(caption, operand.shape, cells)


def _stretched(operand: Operand, number: int, alignment: Alignment, caption: str) -> Block:
    assert alignment.result is not None, "shapes that clash are not stretched"
    written = np.array(_texts_of(operand), dtype=object).reshape(operand.shape)
    again = [len(alignment.result) + axis for axis in alignment.stretched(number)]
    cells = []
    for at, index in enumerate(product(*map(range, alignment.result))):
        is_ghost = any(index[axis] for axis in again)
        text = str(written[alignment.source(number, index)])
        cells.append(Cell(text, Look.GHOST if is_ghost else Look.REAL, frozenset({at})))
    return Block(caption, alignment.result, tuple(cells))


def _result(
    operands: Sequence[Operand], alignment: Alignment, sign: str, caption: str, recorded: NDArray[Any] | None
) -> Block:
    assert alignment.result is not None, "shapes that clash have no result"
    first, second = operands[0].value, operands[-1].value
    if recorded is not None:
        written = texts(recorded)
    elif sign and len(operands) == 2 and first is not None and second is not None:
        written = texts(compute(sign, first, second))
    else:
        written = [""] * prod(alignment.result)
    cells = tuple(Cell(text, Look.RESULT, frozenset({at})) for at, text in enumerate(written))
    return Block(caption, alignment.result, cells, sign="=")


def _summed(operands: Sequence[Operand], number: int, alignment: Alignment, sign: str, caption: str) -> Block:
    """The gradient of an operand when every cell of the result has a gradient of 1."""
    assert alignment.result is not None, "shapes that clash have no gradient"
    shape = operands[number].shape
    flowing = np.broadcast_to(_local_rule(operands, number, sign), alignment.result)
    total = flowing.sum(alignment.summed(number), keepdims=True).reshape(shape)
    keys = _cells_of(alignment, number)
    known = sign == "+" or (sign and all(operand.value is not None for operand in operands))
    # Each gradient is summed from as many cells as the element went into; by which rule each came is not known here.
    written = texts(np.asarray(total)) if known else [f"Σ{count:.0f}" for count in np.asarray(total).reshape(-1)]
    indices = product(*map(range, shape))
    cells = tuple(Cell(t, Look.GRADIENT, frozenset(keys.get(i, ()))) for t, i in zip(written, indices, strict=True))
    return Block(caption, shape, cells)


def _local_rule(operands: Sequence[Operand], number: int, sign: str) -> NDArray[Any]:
    """The derivative of the result by one operand, where the sign says how they met; 1 where it does not."""
    if len(operands) != 2 or sign in ("", "+") or any(operand.value is None for operand in operands):
        return np.ones(())
    left, right = (values_of(operand).astype(np.float64) for operand in operands)
    with np.errstate(all="ignore"):
        rules = {
            "−": (np.ones(()), -np.ones(())),
            "×": (right, left),
            "÷": (1 / right, -left / right**2),
        }
        return np.asarray(rules[sign][number])


# -- the other pages ---------------------------------------------------------------------------------------------------


def order_blocks(operand: Operand, orders: Iterable[tuple[str, Order]], caption: str) -> list[Block]:
    """A tensor and what became of it, coloured by where each element stood first; the key is that flat position."""
    count = prod(operand.shape)
    tints = [at / max(1, count - 1) for at in range(count)]
    written = texts(values_of(operand))
    first = tuple(Cell(written[at], Look.REAL, frozenset({at}), tints[at]) for at in range(count))
    blocks = [Block(caption, operand.shape, first)]
    for words, order in orders:
        cells = tuple(Cell(written[at], Look.REAL, frozenset({at}), tints[at]) for at in order.flat)
        blocks.append(Block(words, order.result, cells, new_line=True))
    return blocks


def reduce_blocks(
    operand: Operand, reduction: Reduction, op: str, caption: str, result: str, recorded: NDArray[Any] | None = None
) -> list[Block]:
    """A tensor, and what each group of elements folds into; the key is the number of the result's element."""
    own = {index: at for at, index in enumerate(product(*map(range, reduction.without_keepdim)))}
    count = max(1, len(own) - 1)
    cells = []
    for text, index in zip(_texts_of(operand), product(*map(range, operand.shape)), strict=True):
        group = own[reduction.folded(index)]
        cells.append(Cell(text, Look.REAL, frozenset({group}), group / count if len(own) > 1 else None))
    folded = recorded if recorded is not None else _fold(operand.value, reduction, op)
    told = [""] * prod(reduction.result) if folded is None else texts(np.asarray(folded))
    made = tuple(Cell(text, Look.RESULT, frozenset({at})) for at, text in enumerate(told))
    return [Block(caption, operand.shape, tuple(cells)), Block(result, reduction.result, made, sign="→")]


def _fold(values: NDArray[Any] | None, reduction: Reduction, op: str) -> NDArray[Any] | None:
    """What an operation makes of each group; None where that is not known here."""
    functions: dict[str, Callable[..., Any]] = {
        "sum": np.sum,
        "mean": np.mean,
        "prod": np.prod,
        "max": np.max,
        "min": np.min,
        "amax": np.max,
        "amin": np.min,
        "all": np.all,
        "any": np.any,
        "var": partial(np.var, ddof=1),
        "std": partial(np.std, ddof=1),
    }
    fold = functions.get(op)
    if values is None or fold is None:
        return None
    with np.errstate(all="ignore"):
        return np.asarray(fold(values, axis=reduction.dims, keepdims=reduction.keepdim))


def matmul_blocks(operands: Sequence[Operand], shape: Product, captions: Sequence[str]) -> list[Block]:
    """Two matrices and their product; keys are the numbers of the product's elements that an element goes into."""
    left, right = (values_of(operand) for operand in operands)
    if shape.result is None:
        return [_plain(operand, caption) for operand, caption in zip(operands, captions, strict=False)]
    with np.errstate(all="ignore"):
        made = np.matmul(left, right)
    numbers = np.arange(made.size).reshape(made.shape)
    rows = numbers if shape.rows is not None else np.expand_dims(numbers, -1 if shape.columns is None else -2)
    full = rows if shape.columns is not None else np.expand_dims(rows, -1)
    if shape.rows is None and shape.columns is None:
        full = numbers.reshape(1, 1)
    known = all(operand.value is not None for operand in operands)
    told = texts(np.asarray(made)) if known else [""] * made.size
    uses_left = _uses(left if left.ndim > 1 else left[None, :], full, -1)
    uses_right = _uses(right if right.ndim > 1 else right[:, None], full, -2)
    return [
        Block(captions[0], left.shape, _keyed(operands[0], uses_left)),
        Block(captions[1], right.shape, _keyed(operands[1], uses_right), sign="@"),
        Block(
            captions[2],
            made.shape,
            tuple(Cell(text, Look.RESULT, frozenset({at})) for at, text in enumerate(told)),
            sign="=",
        ),
    ]


def _uses(matrix: NDArray[Any], numbers: NDArray[Any], inner: int) -> list[frozenset[int]]:
    """For each element of a matrix, the elements of the product that it goes into."""
    batch = numbers.shape[:-2]
    found: dict[tuple[int, ...], set[int]] = {}
    for outer in product(*map(range, batch)):
        own = tuple(
            0 if size == 1 else at
            for size, at in zip(matrix.shape[:-2], outer[len(batch) - matrix.ndim + 2 :], strict=True)
        )
        for row, column in product(*map(range, matrix.shape[-2:])):
            into = numbers[outer][row, :] if inner == -1 else numbers[outer][:, column]
            found.setdefault((*own, row, column), set()).update(int(number) for number in into)
    return [frozenset(found.get(index, ())) for index in product(*map(range, matrix.shape))]


def _keyed(operand: Operand, keys: Sequence[frozenset[int]]) -> tuple[Cell, ...]:
    return tuple(Cell(text, Look.REAL, key) for text, key in zip(_texts_of(operand), keys, strict=True))


def index_blocks(operand: Operand, found: Indexing, caption: str, result: str) -> list[Block]:
    """A tensor with what is picked, and the pick; the key is an element's flat position."""
    written = texts(values_of(operand))
    picked = set(found.flat)
    cells = tuple(
        Cell(text, Look.PICKED if at in picked else Look.REAL, frozenset({at})) for at, text in enumerate(written)
    )
    made = tuple(Cell(written[at], Look.RESULT, frozenset({at})) for at in found.flat)
    return [Block(caption, operand.shape, cells), Block(result, found.result, made, sign="→")]


def concatenate_blocks(
    operands: Sequence[Operand], joining: Joining, captions: Sequence[str], result: str
) -> list[Block]:
    """Tensors and what they make together; the key is the number of the result's element, the tint its tensor."""
    blocks = []
    arrays = [values_of(operand) for operand in operands]
    tints = [at / max(1, len(operands) - 1) for at in range(len(operands))]
    if joining.result is None:
        return [_plain(operand, caption) for operand, caption in zip(operands, captions, strict=True)]
    numbers = np.arange(prod(joining.result)).reshape(joining.result)
    for at, (array, caption) in enumerate(zip(arrays, captions, strict=True)):
        length = array.shape[joining.dim] if array.ndim == numbers.ndim else 0
        own = numbers.take(range(joining.starts[at], joining.starts[at] + length), joining.dim).ravel()
        cells = tuple(
            Cell(text, Look.REAL, frozenset({int(number)}), tints[at])
            for text, number in zip(texts(array), own, strict=True)
        )
        blocks.append(Block(caption, array.shape, cells, sign="," if at else ""))
    joined = np.concatenate([array for array in arrays if array.ndim == numbers.ndim], joining.dim)
    places = product(*map(range, joining.result))
    made = tuple(
        Cell(text, Look.RESULT, frozenset({at}), tints[joining.source(place[joining.dim])[0]])
        for at, (text, place) in enumerate(zip(texts(joined), places, strict=True))
    )
    return [*blocks, Block(result, joining.result, made, sign="→")]


def storage_blocks(layout: Layout, values: NDArray[Any] | None, captions: Sequence[str], most: int = 64) -> list[Block]:
    """The flat strip of memory with its positions, and the tensor over it; the key is a position in storage."""
    positions = layout.positions()
    first, end = layout.extent
    start, stop = max(0, min(first, 0)), min(end, first + most)
    written = texts(values) if values is not None else [str(position) for position in positions]
    text_at = dict(zip(positions, written, strict=True))
    count = max(1, len(positions) - 1)
    tint_at = {position: number / count for number, position in reversed(list(enumerate(positions)))}
    strip = tuple(
        Cell(
            text_at.get(place, ""),
            Look.REAL if place in text_at else Look.GHOST,
            frozenset({place}),
            tint_at.get(place),
        )
        for place in range(start, stop)
    )
    grid = tuple(
        Cell(text, Look.REAL, frozenset({position}), tint_at[position])
        for position, text in zip(positions, written, strict=True)
    )
    headers = tuple(str(place) for place in range(start, stop))
    return [
        Block(captions[0], (stop - start,), strip, headers=headers, room_below=len(stride_arrows(layout))),
        Block(captions[1], layout.shape, grid, new_line=True),
    ]


def stride_arrows(layout: Layout) -> list[Arrow]:
    """From the first element to its neighbour along each axis, as steps on the strip of :func:`storage_blocks`."""
    first = layout.offset
    axes = [axis for axis, size in enumerate(layout.shape) if size > 1 and layout.stride[axis] > 0]
    by_length = sorted(axes, key=lambda axis: layout.stride[axis])
    letters = "ijk"
    return [
        Arrow(0, first, first + layout.stride[axis], f"{letters[axis]} +{layout.stride[axis]}", depth)
        for depth, axis in enumerate(by_length)
        if axis < len(letters)
    ]
