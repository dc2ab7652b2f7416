"""How tensors are put one behind another: every other axis must be equal, and nothing is stretched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Joining:
    """Tensors joined along one axis.

    Attributes:
        shapes: of the tensors.
        dim: the axis along which they stand, counted from the left.
        clash: the first axis that should be equal and is not, with the number of the tensor; None where all fit.
            An axis of -1 means that a tensor has another number of axes.

    >>> print(concatenate([(2, 3), (4, 3)], 0))
    (2, 3)    0 to 1 of axis 0
    (4, 3)    2 to 5 of axis 0
    result    (6, 3), copied
    """

    shapes: tuple[tuple[int, ...], ...]
    dim: int
    clash: tuple[int, int] | None

    @property
    def result(self) -> tuple[int, ...] | None:
        """The shape of the result, None on a clash."""
        if self.clash is not None:
            return None
        joined = next((shape for shape in self.shapes if shape != (0,)), (0,))
        total = sum(shape[self.dim] for shape in self.shapes if len(shape) == len(joined))
        return (*joined[: self.dim], total, *joined[self.dim + 1 :])

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each tensor begins along the axis."""
        sizes = [shape[self.dim] if self.dim < len(shape) else 0 for shape in self.shapes]
        return tuple(accumulate(sizes[:-1], initial=0))

    def source(self, place: int) -> tuple[int, int]:
        """Which tensor a position along the axis comes from, and its position there."""
        number = max(at for at, start in enumerate(self.starts) if start <= place)
        return number, place - self.starts[number]

    def __str__(self) -> str:
        width = max([len(str(shape)) for shape in self.shapes] + [6]) + 4
        if self.clash is not None:
            number, axis = self.clash
            lines = [str(shape) for shape in self.shapes]
            if axis < 0:
                return "\n".join([*lines, f"result    none: tensor {number} has another number of axes"])
            return "\n".join(
                [*lines, f"result    none: axis {axis} of tensor {number} differs; only axis {self.dim} may"]
            )
        lines = []
        for shape, start in zip(self.shapes, self.starts, strict=True):
            end = start + (shape[self.dim] if self.dim < len(shape) else 0) - 1
            lines.append(f"{str(shape).ljust(width)}{start} to {end} of axis {self.dim}")
        return "\n".join([*lines, f"{'result'.ljust(width)}{self.result}, copied"])


def concatenate(shapes: Sequence[Sequence[int]], dim: int = 0) -> Joining:
    """How ``torch.cat`` joins tensors of these shapes; a clash is told, not raised.

    A tensor of shape (0,) fits anywhere, as in PyTorch.

    Raises:
        IndexError: there is no such axis, as PyTorch says it.
    """
    known = tuple(tuple(map(int, shape)) for shape in shapes)
    if not known:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    like = next((shape for shape in known if shape != (0,)), (0,))
    if not like:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated")
    rank = len(like)
    if not -rank <= dim < rank:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {dim})")
    axis = dim % rank
    clashes = (_clash(at, shape, like, axis) for at, shape in enumerate(known) if shape != (0,))
    return Joining(known, axis, next((clash for clash in clashes if clash is not None), None))


def _clash(number: int, shape: tuple[int, ...], like: tuple[int, ...], dim: int) -> tuple[int, int] | None:
    if len(shape) != len(like):
        return number, -1
    wrong = [axis for axis, (own, other) in enumerate(zip(shape, like, strict=True)) if own != other and axis != dim]
    return (number, wrong[0]) if wrong else None
