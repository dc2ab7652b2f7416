"""What a reduction does to a shape: the named axes fold away, or stay as ones with ``keepdim``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod


@dataclass(frozen=True)
class Reduction:
    """``sum(dim)`` and its kin.

    Attributes:
        shape: of the tensor.
        dims: the axes that fold, counted from the left, in order.
        keepdim: whether they stay as axes of one element.

    >>> print(reduce((2, 3), 1))
    shape      2  3
    folds         ↓
    result     2
    result (2,): each element comes from 3; with keepdim=True it would be (2, 1)
    backward of a sum gives each of the 3 the gradient of its one result
    """

    shape: tuple[int, ...]
    dims: tuple[int, ...]
    keepdim: bool = False

    @property
    def result(self) -> tuple[int, ...]:
        """The shape of the result."""
        return self.with_keepdim if self.keepdim else self.without_keepdim

    @property
    def with_keepdim(self) -> tuple[int, ...]:
        return tuple(1 if axis in self.dims else size for axis, size in enumerate(self.shape))

    @property
    def without_keepdim(self) -> tuple[int, ...]:
        return tuple(size for axis, size in enumerate(self.shape) if axis not in self.dims)

    @property
    def count(self) -> int:
        """How many elements fold into one."""
        return prod(self.shape[axis] for axis in self.dims)

    def sources(self, index: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """The indices of the elements that fold into one of the result, which is indexed without kept axes."""
        rest = iter(index)
        ranges = [range(size) if axis in self.dims else (next(rest),) for axis, size in enumerate(self.shape)]
        yield from product(*ranges)

    def folded(self, index: Sequence[int]) -> tuple[int, ...]:
        """The index in the result, without kept axes, of what an element goes into."""
        return tuple(place for axis, place in enumerate(index) if axis not in self.dims)

    def __str__(self) -> str:
        width = max([len(str(size)) for size in self.shape], default=1)
        cells = [str(size).rjust(width) for size in self.shape]
        folds = [("↓" if axis in self.dims else "").rjust(width) for axis in range(len(self.shape))]
        left = [
            (("1" if self.keepdim else "") if axis in self.dims else str(size)).rjust(width)
            for axis, size in enumerate(self.shape)
        ]
        lines = [
            f"{word:<11}{'  '.join(row)}".rstrip()
            for word, row in zip(("shape", "folds", "result"), (cells, folds, left), strict=True)
        ]
        other = self.without_keepdim if self.keepdim else self.with_keepdim
        lines.append(
            f"result {self.result}: each element comes from {self.count}; "
            f"with keepdim={not self.keepdim} it would be {other}"
        )
        lines.append(f"backward of a sum gives each of the {self.count} the gradient of its one result")
        return "\n".join(lines)


def reduce(shape: Sequence[int], dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Reduction:
    """How a shape reduces over ``dim``; over every axis where it is None.

    Raises:
        IndexError: there is no such axis, as PyTorch says it.
        RuntimeError: an axis is named twice, as PyTorch says it.

    Source: PyTorch documentation of ``torch.sum``.
    """
    rank = len(shape)
    asked = range(rank) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    dims: list[int] = []
    for one in asked or range(rank):
        low = max(rank, 1)
        if not -low <= one < low:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-low}, {low - 1}], but got {one})")
        if one % low in dims:
            raise RuntimeError(f"dim {one % low} appears multiple times in the list of dims")
        dims.append(one % low)
    return Reduction(tuple(map(int, shape)), tuple(sorted(axis for axis in dims if axis < rank)), keepdim)
