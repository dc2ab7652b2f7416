"""Where elements stand in memory, and whether the same memory can be seen under another shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod


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


@dataclass(frozen=True)
class Viewing:
    """Whether memory can be seen under a shape without copying.

    Attributes:
        shape: the shape asked for, with -1 filled in; None when no such shape holds the elements.
        stride: the strides of the view, None when there is none.
        blocked: two neighbouring axes of the tensor that the shape would merge, though their memory is not in one run.
    """

    shape: tuple[int, ...] | None
    stride: tuple[int, ...] | None
    blocked: tuple[int, int] | None = None

    def __str__(self) -> str:
        if self.shape is None:
            return "impossible: the number of elements does not fit"
        if self.stride is not None:
            return f"a view with stride {self.stride}"
        if self.blocked is None:
            return "copy needed"
        return f"copy needed: axes {self.blocked[0]} and {self.blocked[1]} cannot merge"


def view(shape: Sequence[int], stride: Sequence[int], wanted: Sequence[int]) -> Viewing:
    """Can memory of this shape and stride be seen as ``wanted``?

    Source: PyTorch documentation of ``Tensor.view``: axes may merge where stride[i] = stride[i+1] × size[i+1].
    """
    filled = infer(wanted, prod(shape))
    if filled is None:
        return Viewing(None, None)
    if prod(shape) == 0:
        return Viewing(filled, contiguous_strides(filled))
    return _strides(tuple(shape), tuple(stride), filled)


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


def _strides(shape: tuple[int, ...], stride: tuple[int, ...], wanted: tuple[int, ...]) -> Viewing:
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
            return Viewing(wanted, None, (axis - 1, axis) if axis else None)
        if axis:
            base, run, filled = stride[axis - 1], 1, 1
    for rest in range(place + 1):
        result[rest] = 1
    return Viewing(wanted, tuple(result))
