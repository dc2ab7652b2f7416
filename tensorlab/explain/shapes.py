"""How shapes line up when tensors meet: axis by axis from the right, or where they clash, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod

MOST_FIXES = 4


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
class Fix:
    """A change of one operand after which the shapes fit.

    Attributes:
        operand: which one, counted from 0.
        code: what to write for it, with ``{x}`` where it stands.
        shape: what that makes of it.
        result: the shape of the result then.
    """

    operand: int
    code: str
    shape: tuple[int, ...]
    result: tuple[int, ...]


@dataclass(frozen=True)
class Alignment:
    """The shapes of some operands, right-aligned.

    >>> print(broadcast((3,), (3, 1)))
    (3,)      1  3
    (3, 1)    3  1
    result    3  3
    (3,) is read again along axis -2: stride 0, nothing is copied; backward sums its gradient over axis -2
    (3, 1) is read again along axis -1: stride 0, nothing is copied; backward sums its gradient over axis -1
    the result has 9 elements, more than either operand
    try b.view(-1), of shape (3,): the result is (3,)
    try a.unsqueeze(1), of shape (3, 1): the result is (3, 1)
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

    @property
    def outgrows(self) -> bool:
        """Whether the result has more elements than every operand: pairs were made, which is often not meant."""
        result = self.result
        return result is not None and all(prod(result) > prod(shape) for shape in self.shapes)

    def stretched(self, operand: int) -> tuple[int, ...]:
        """The axes along which an operand is read again, counted from the right."""
        return tuple(
            axis.position
            for axis in self.axes
            if axis.result not in (None, 1) and axis.fits[operand] in (Fit.STRETCHED, Fit.PADDED)
        )

    def summed(self, operand: int) -> tuple[int, ...]:
        """The axes over which backward sums the result's gradient for this operand, counted from the right.

        What forward reads again, backward adds up; an axis that was written in front goes altogether.
        """
        return tuple(
            axis.position
            for axis in self.axes
            if axis.fits[operand] is Fit.PADDED or axis.position in self.stretched(operand)
        )

    def stride(self, operand: int) -> tuple[int, ...]:
        """The strides with which a row-major operand is read for the result: 0 wherever it is read again."""
        steps, step = [], 1
        for axis in reversed(self.axes):
            size = axis.sizes[operand]
            steps.append(0 if size is None or axis.position in self.stretched(operand) else step)
            step *= max(size or 1, 1)
        return tuple(reversed(steps))

    def source(self, operand: int, index: Sequence[int]) -> tuple[int, ...]:
        """The index in an operand of what a cell of the result is computed from.

        >>> broadcast((3,), (3, 1)).source(0, (2, 1))
        (1,)
        """
        own = []
        for axis, place in zip(self.axes, index, strict=True):
            size = axis.sizes[operand]
            if size is not None:
                own.append(0 if size == 1 else place)
        return tuple(own)

    def fixes(self) -> tuple[Fix, ...]:
        """Changes of one operand that end a clash, or that keep the result from outgrowing both operands."""
        if len(self.shapes) != 2 or not (self.clash is not None or self.outgrows):
            return ()
        found: dict[tuple[int, tuple[int, ...]], Fix] = {}
        for operand in (1, 0):
            other = self.shapes[1 - operand]
            for code, shape in _changes(self.shapes[operand], turn=self.clash is not None):
                after = broadcast(other, shape)
                if after.result is not None and not (self.clash is None and after.outgrows):
                    found.setdefault((operand, shape), Fix(operand, code, shape, after.result))
        return tuple(sorted(found.values(), key=lambda fix: prod(fix.result))[:MOST_FIXES])

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
        return "\n".join(line.rstrip() for line in [*lines, *self._sentences()])

    def _sentences(self) -> Iterator[str]:
        clash = self.clash
        if clash is not None:
            sizes = " and ".join(str(size) for size in dict.fromkeys(clash.sizes) if size not in (None, 1))
            yield f"axis {clash.position} has {sizes}: they must be equal, or one of them 1"
        for operand, shape in enumerate(self.shapes if clash is None else ()):
            axes = ", ".join(map(str, self.stretched(operand)))
            if axes:
                again = f"{shape} is read again along axis {axes}: stride 0, nothing is copied"
                yield f"{again}; backward sums its gradient over axis {', '.join(map(str, self.summed(operand)))}"
        result = self.result
        if result is not None and self.outgrows and len(self.shapes) > 1:
            yield f"the result has {prod(result)} elements, more than either operand"
        for fix in self.fixes():
            written = fix.code.format(x="ab"[fix.operand])
            yield f"try {written}, of shape {fix.shape}: the result is {fix.result}"


def _changes(shape: tuple[int, ...], turn: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Ways to see the same elements under another shape, the plainest first."""
    if len(shape) > 1 and sum(size != 1 for size in shape) == 1:
        yield "{x}.view(-1)", (prod(shape),)
    if turn and len(shape) == 2:
        yield "{x}.T", shape[::-1]
    for dim in range(len(shape), -1, -1):
        yield f"{{x}}.unsqueeze({dim})", (*shape[:dim], 1, *shape[dim:])
    for dim, size in enumerate(shape):
        if size == 1:
            yield f"{{x}}.squeeze({dim})", (*shape[:dim], *shape[dim + 1 :])


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
