"""Where elements stand in memory, and whether the same memory can be seen under another shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

MOST_WRITTEN = 64
"""Positions that a layout writes out as text."""


def address(index: Sequence[int], stride: Sequence[int], offset: int = 0) -> int:
    """Position in storage of the element at ``index``.

    Args:
        index: one position per axis, shape (ndim,).
        stride: step per axis, in elements (numpy's ``strides`` are in bytes).
        offset: where the tensor starts in its storage, in elements.

    Raises:
        IndexError: ``index`` and ``stride`` differ in length.

    >>> address((1, 2), stride=(4, 1))
    6
    """
    if len(index) != len(stride):
        raise IndexError(f"an index of {len(index)} positions for {len(stride)} axes")
    return offset + sum(position * step for position, step in zip(index, stride, strict=True))


def contiguous_strides(shape: Sequence[int]) -> tuple[int, ...]:
    """The strides of a row-major tensor: the last axis moves by one element.

    >>> contiguous_strides((2, 3))
    (3, 1)
    """
    strides = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


def positions(shape: Sequence[int], stride: Sequence[int], offset: int = 0) -> Iterator[int]:
    """Where each element stands, in the order in which the tensor is read."""
    for index in product(*(range(size) for size in shape)):
        yield address(index, stride, offset)


@dataclass(frozen=True)
class Layout:
    """How a tensor lies in its storage; strides and offset count elements.

    >>> print(storage((3, 2), (1, 3)))
    shape (3, 2), stride (1, 3), offset 0
    element [i, j] stands at 0 + i·1 + j·3
    not contiguous: axis 1 should step by 1 and steps by 3
    positions  0 3 1 4 2 5
    """

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int = 0

    @property
    def count(self) -> int:
        """How many elements the tensor has."""
        return prod(self.shape)

    @property
    def is_contiguous(self) -> bool:
        """Whether the elements stand one after another in the order in which they are read."""
        return self.count == 0 or self.out_of_step is None

    @property
    def out_of_step(self) -> int | None:
        """The last axis whose stride is not what a row-major tensor has; axes of one element count for nothing."""
        usual = contiguous_strides(self.shape)
        wrong = [axis for axis, size in enumerate(self.shape) if size != 1 and self.stride[axis] != usual[axis]]
        return wrong[-1] if wrong else None

    @property
    def extent(self) -> tuple[int, int]:
        """The first position that is used, and the one after the last."""
        if not self.count:
            return self.offset, self.offset
        reach = sum((size - 1) * step for size, step in zip(self.shape, self.stride, strict=True))
        return self.offset, self.offset + reach + 1

    @property
    def repeats(self) -> bool:
        """Whether several indices read the same element, so that a write would show in several places."""
        return any(step == 0 and size > 1 for size, step in zip(self.shape, self.stride, strict=True))

    def at(self, index: Sequence[int]) -> int:
        """The position of one element in its storage."""
        return address(index, self.stride, self.offset)

    def formula(self, index: Sequence[int]) -> str:
        """The sum that gives a position.

        >>> storage((2, 3), (3, 1)).formula((1, 2))
        '0 + 1·3 + 2·1 = 5'
        """
        terms = [f"{place}·{step}" for place, step in zip(index, self.stride, strict=True)]
        return f"{' + '.join([str(self.offset), *terms])} = {self.at(index)}"

    def positions(self) -> list[int]:
        """Where each element stands, in reading order."""
        return list(positions(self.shape, self.stride, self.offset))

    def __str__(self) -> str:
        letters = _letters(len(self.shape))
        terms = [f"{letter}·{step}" for letter, step in zip(letters, self.stride, strict=True)]
        lines = [
            f"shape {self.shape}, stride {self.stride}, offset {self.offset}",
            f"element [{', '.join(letters)}] stands at {' + '.join([str(self.offset), *terms])}",
        ]
        axis = self.out_of_step
        if self.is_contiguous:
            lines.append("contiguous: read in the order in which it stands")
        else:
            assert axis is not None, "a tensor that is not contiguous has an axis to blame"
            usual = contiguous_strides(self.shape)[axis]
            lines.append(f"not contiguous: axis {axis} should step by {usual} and steps by {self.stride[axis]}")
        if self.repeats:
            lines.append("stride 0: several indices read one element")
        if self.count <= MOST_WRITTEN:
            lines.append("positions  " + " ".join(map(str, self.positions())))
        return "\n".join(lines)


def _letters(rank: int) -> list[str]:
    return [chr(ord("i") + axis) if rank <= 10 else f"i{axis}" for axis in range(rank)]


def storage(shape: Sequence[int], stride: Sequence[int] | None = None, offset: int = 0) -> Layout:
    """How a tensor of this shape and stride lies in memory; row-major without a stride.

    Raises:
        IndexError: shape and stride differ in length.
    """
    steps = contiguous_strides(shape) if stride is None else tuple(map(int, stride))
    if len(steps) != len(shape):
        raise IndexError(f"a stride of {len(steps)} steps for {len(shape)} axes")
    return Layout(tuple(map(int, shape)), steps, int(offset))


@dataclass(frozen=True)
class Viewing:
    """Whether memory can be seen under a shape without copying.

    Attributes:
        shape: the shape asked for, with -1 filled in; None when no such shape holds the elements.
        stride: the strides of the view, None when there is none.
        blocked: two neighbouring axes of the tensor that the shape would merge, though their memory is not in one run.
        source: the layout that was to be seen otherwise.
        wanted: the shape as it was asked for.
    """

    shape: tuple[int, ...] | None
    stride: tuple[int, ...] | None
    blocked: tuple[int, int] | None = None
    source: Layout = Layout((), ())
    wanted: tuple[int, ...] = ()

    @property
    def merging(self) -> tuple[int, int, int] | None:
        """Why the blocked axes cannot merge: the outer stride is not the inner size times the inner stride."""
        if self.blocked is None:
            return None
        outer, inner = self.blocked
        return self.source.stride[outer], self.source.shape[inner], self.source.stride[inner]

    def __str__(self) -> str:
        if self.shape is None:
            into = "×".join("?" if size == -1 else str(size) for size in self.wanted)
            return f"impossible: {self.source.count} elements into {into or 'a single number'}"
        if self.stride is not None:
            return f"a view with stride {self.stride}"
        assert self.merging is not None and self.blocked is not None, "what needs a copy has axes to blame"
        outer, size, inner = self.merging
        return f"copy needed: axes {self.blocked[0]} and {self.blocked[1]} cannot merge, {outer} ≠ {size}·{inner}"


def view(shape: Sequence[int], stride: Sequence[int], wanted: Sequence[int]) -> Viewing:
    """Can memory of this shape and stride be seen as ``wanted``?

    Source: PyTorch documentation of ``Tensor.view``: axes may merge where stride[i] = stride[i+1] × size[i+1].
    """
    source, asked = Layout(tuple(shape), tuple(stride)), tuple(wanted)
    filled = infer(wanted, source.count)
    if filled is None:
        return Viewing(None, None, None, source, asked)
    if source.count == 0:
        # PyTorch keeps the strides of an empty tensor only under its own shape.
        return Viewing(
            filled, source.stride if filled == source.shape else contiguous_strides(filled), None, source, asked
        )
    steps, blocked = _strides(source.shape, source.stride, filled)
    return Viewing(filled, steps, blocked, source, asked)


def infer(wanted: Sequence[int], count: int) -> tuple[int, ...] | None:
    """``wanted`` with its -1 filled in, None where no size fits ``count`` elements."""
    holes = [place for place, size in enumerate(wanted) if size == -1]
    known = prod(size for size in wanted if size != -1)
    if len(holes) > 1 or any(size < -1 for size in wanted):
        return None
    if not holes:
        return tuple(wanted) if known == count else None
    if known == 0 or count % known:
        return None
    return tuple(count // known if size == -1 else size for size in wanted)


def _strides(
    shape: tuple[int, ...], stride: tuple[int, ...], wanted: tuple[int, ...]
) -> tuple[tuple[int, ...] | None, tuple[int, int] | None]:
    """Walk both shapes from the right, run by run of axes whose memory is in one piece."""
    result = [0] * len(wanted)
    place = len(wanted) - 1
    run = 1  # elements of the run of the tensor's axes so far
    filled = 1  # elements of the wanted axes laid over it
    base = stride[-1] if stride else 1
    for axis in range(len(shape) - 1, -1, -1):
        run *= shape[axis]
        ends = axis == 0 or (shape[axis - 1] != 1 and stride[axis - 1] != run * base)
        if not ends:
            continue
        while place >= 0 and (filled < run or wanted[place] == 1):
            result[place] = filled * base
            filled *= wanted[place]
            place -= 1
        if filled != run:
            # An axis of one element blocks nothing: the next one that has more is named.
            inner = next(other for other in range(axis, len(shape)) if shape[other] != 1)
            return None, (axis - 1, inner)
        if axis:
            base, run, filled = stride[axis - 1], 1, 1
    for rest in range(place + 1):
        result[rest] = 1
    return tuple(result), None
