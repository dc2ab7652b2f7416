"""The same elements in another shape or another order: what view, reshape, permute and transpose each do.

Elements are told by their flat position in the tensor as it was, so that a reader sees which went where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorlab.explain.memory import Layout, Viewing, contiguous_strides, positions, storage, view

MOST_WRITTEN = 64
"""Elements that are written out as text."""


@dataclass(frozen=True)
class Order:
    """What became of a tensor's elements.

    Attributes:
        code: what was asked for, with ``{x}`` for the tensor.
        shape: of the tensor as it was.
        result: the shape now.
        stride: the strides of the result in the same memory, None where it had to be copied.
        flat: for each element of the result in reading order, its flat position in the tensor as it was.

    >>> print(permute((2, 3), (1, 0)))
    x.permute(1, 0): (2, 3) → (3, 2), shares memory, stride (1, 3)
    0  3
    1  4
    2  5
    """

    code: str
    shape: tuple[int, ...]
    result: tuple[int, ...]
    stride: tuple[int, ...] | None
    flat: tuple[int, ...]

    @property
    def shares_memory(self) -> bool:
        """Whether the result looks at the same memory; a write to one shows in the other."""
        return self.stride is not None

    @property
    def keeps_order(self) -> bool:
        """Whether the elements are still read in the same order."""
        return all(place == at for at, place in enumerate(self.flat))

    def __str__(self) -> str:
        memory = f"shares memory, stride {self.stride}" if self.shares_memory else "copied"
        head = f"{self.code.format(x='x')}: {self.shape} → {self.result}, {memory}"
        return "\n".join([head, *_rows(self.flat, self.result)])


def reshape(shape: Sequence[int], target: Sequence[int], stride: Sequence[int] | None = None) -> Order:
    """The same elements, in the same order, in another shape: a view where there is one, else a copy.

    Raises:
        RuntimeError: the elements do not fill that shape, as PyTorch says it.
    """
    source = storage(shape, stride)
    found = _view(source, target)
    assert found.shape is not None, "a shape that holds the elements has been found"
    return Order(
        f"{{x}}.reshape({_numbers(target)})", source.shape, found.shape, found.stride, tuple(range(source.count))
    )


def _view(source: Layout, target: Sequence[int]) -> Viewing:
    found = view(source.shape, source.stride, target)
    if found.shape is None:
        raise RuntimeError(f"shape '{list(target)}' is invalid for input of size {source.count}")
    return found


def permute(shape: Sequence[int], dims: Sequence[int], stride: Sequence[int] | None = None) -> Order:
    """The axes in another order; nothing moves in memory, only the strides change places.

    Raises:
        RuntimeError: ``dims`` does not name every axis once, as PyTorch says it.
    """
    source = storage(shape, stride)
    order = [_axis(dim, len(source.shape)) for dim in dims]
    if len(order) != len(source.shape):
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {len(source.shape)} is not equal to len(dims) = {len(order)}"
        )
    if len(set(order)) != len(order):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _ordered(f"{{x}}.permute({_numbers(dims)})", source, order)


def transpose(shape: Sequence[int], dim0: int = 0, dim1: int = 1, stride: Sequence[int] | None = None) -> Order:
    """Two axes change places; every other stays.

    Raises:
        IndexError: there is no such axis, as PyTorch says it.
    """
    source = storage(shape, stride)
    order = list(range(len(source.shape)))
    first, second = _axis(dim0, len(order)), _axis(dim1, len(order))
    if order:
        order[first], order[second] = order[second], order[first]
    return _ordered(f"{{x}}.transpose({dim0}, {dim1})", source, order)


def _ordered(code: str, source: Layout, order: Sequence[int]) -> Order:
    result = tuple(source.shape[axis] for axis in order)
    usual = contiguous_strides(source.shape)
    flat = tuple(positions(result, [usual[axis] for axis in order]))
    return Order(code, source.shape, result, tuple(source.stride[axis] for axis in order), flat)


def _axis(dim: int, rank: int) -> int:
    low = max(rank, 1)
    if not -low <= dim < low:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-low}, {low - 1}], but got {dim})")
    return dim % low


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _rows(flat: Sequence[int], shape: Sequence[int]) -> list[str]:
    """Flat positions as rows of text, a blank line between slabs."""
    if not flat or len(flat) > MOST_WRITTEN:
        return []
    width = len(str(max(flat)))
    across = shape[-1] if shape else 1
    rows = [flat[start : start + across] for start in range(0, len(flat), across)]
    lines = ["  ".join(str(place).rjust(width) for place in row) for row in rows]
    slab = shape[-2] if len(shape) > 2 else len(lines)
    return [line for at, line in enumerate(lines) for line in ((["", line]) if at and at % slab == 0 else [line])]
