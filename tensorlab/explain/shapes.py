"""How shapes line up when tensors meet: axis by axis from the right, or where they clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Fit(Enum):
    """What happens to one operand on one axis."""

    EQUAL = "equal"
    PADDED = "padded"
    """The operand has no such axis; a 1 is written in front, and stretches."""
    STRETCHED = "stretched"
    """Its size is 1 and it is read again and again: stride 0, nothing is copied."""
    CLASH = "clash"


@dataclass(frozen=True)
class Axis:
    """One column of the aligned shapes.

    Attributes:
        position: counted from the right, -1 is the last axis.
        sizes: the size of every operand, None where it has no such axis.
        result: the size of the result, None on a clash.
        fits: what happens to each operand.
    """

    position: int
    sizes: tuple[int | None, ...]
    result: int | None
    fits: tuple[Fit, ...]

    @property
    def clashes(self) -> bool:
        return self.result is None

    @property
    def stretches(self) -> bool:
        return any(fit in (Fit.STRETCHED, Fit.PADDED) for fit in self.fits) and self.result != 1


@dataclass(frozen=True)
class Alignment:
    """The shapes of some operands, right-aligned.

    >>> print(broadcast((3,), (3, 1)))
    (3,)       1  3
    (3, 1)     3  1
    result     3  3
    """

    shapes: tuple[tuple[int, ...], ...]
    axes: tuple[Axis, ...]

    @property
    def result(self) -> tuple[int, ...] | None:
        """The shape of the result, None when an axis clashes."""
        if self.clash is not None:
            return None
        return tuple(axis.result for axis in self.axes if axis.result is not None)

    @property
    def clash(self) -> Axis | None:
        """The first axis from the right where the sizes do not fit."""
        return next((axis for axis in reversed(self.axes) if axis.clashes), None)

    def __str__(self) -> str:
        names = [str(shape) for shape in self.shapes]
        width = max([len(name) for name in names] + [6]) + 4
        cells = [
            ["1" if axis.sizes[i] is None else str(axis.sizes[i]) for axis in self.axes] for i in range(len(names))
        ]
        cells.append(["×" if axis.result is None else str(axis.result) for axis in self.axes])
        broad = [max(len(row[j]) for row in cells) for j in range(len(self.axes))]
        lines = [
            name.ljust(width) + "  ".join(cell.rjust(size) for cell, size in zip(row, broad, strict=True))
            for name, row in zip([*names, "result"], cells, strict=True)
        ]
        return "\n".join(line.rstrip() for line in lines)


def _axis(position: int, sizes: tuple[int | None, ...]) -> Axis:
    wanted = {size for size in sizes if size not in (None, 1)}
    if len(wanted) > 1:
        return Axis(position, sizes, None, tuple(Fit.CLASH if size in wanted else Fit.EQUAL for size in sizes))
    result = next(iter(wanted)) if wanted else 1
    fits = tuple(Fit.PADDED if size is None else (Fit.EQUAL if size == result else Fit.STRETCHED) for size in sizes)
    return Axis(position, sizes, result, fits)


def broadcast(*shapes: Sequence[int]) -> Alignment:
    """How these shapes broadcast together; a clash is told, not raised.

    Source: PyTorch, "Broadcasting semantics".
    """
    rank = max((len(shape) for shape in shapes), default=0)
    axes = []
    for place in range(rank):
        back = rank - place
        sizes = tuple(int(shape[-back]) if len(shape) >= back else None for shape in shapes)
        axes.append(_axis(-back, sizes))
    return Alignment(tuple(tuple(map(int, shape)) for shape in shapes), tuple(axes))


def matmul(left: Sequence[int], right: Sequence[int]) -> Alignment:
    """How the batch axes of a matrix product line up, and its two matrix axes after them.

    The inner sizes must be equal; where they are not, the last two axes clash.
    """
    a = (1, *left) if len(left) == 1 else tuple(left)
    b = (*right, 1) if len(right) == 1 else tuple(right)
    batch = broadcast(a[:-2], b[:-2])
    meets = a[-1] == b[-2]
    fit = Fit.EQUAL if meets else Fit.CLASH
    last = (
        Axis(-2, (a[-2], b[-2]), a[-2] if meets else None, (Fit.EQUAL, fit)),
        Axis(-1, (a[-1], b[-1]), b[-1] if meets else None, (fit, Fit.EQUAL)),
    )
    moved = tuple(Axis(axis.position - 2, axis.sizes, axis.result, axis.fits) for axis in batch.axes)
    return Alignment((tuple(left), tuple(right)), (*moved, *last))
