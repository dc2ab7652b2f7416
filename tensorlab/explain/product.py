"""How two tensors multiply as matrices: the inner sizes must meet, the axes before them broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorlab.explain.shapes import Alignment, Axis, Fit, Fix, broadcast


@dataclass(frozen=True)
class Product:
    """The shapes of ``left @ right``.

    Attributes:
        left, right: the shapes as they are.
        rows: rows of the left matrix; None for a vector, whose 1 in front goes again.
        inner: columns of the left and rows of the right, which must be equal.
        columns: columns of the right matrix; None for a vector.
        batch: how the axes before the matrices broadcast.

    >>> print(matmul((5, 2, 3), (3, 4)))
    left       (5, 2, 3)
    right      (3, 4)
    inner      3 = 3: each element is a sum of 3 products
    batch      (5,) with () gives (5,)
    result     (5, 2, 4)
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    rows: int | None
    inner: tuple[int, int]
    columns: int | None
    batch: Alignment

    @property
    def meets(self) -> bool:
        """Whether the inner sizes are equal."""
        return self.inner[0] == self.inner[1]

    @property
    def result(self) -> tuple[int, ...] | None:
        """The shape of the product, None where there is none."""
        batch = self.batch.result
        if not self.meets or batch is None:
            return None
        return (*batch, *(size for size in (self.rows, self.columns) if size is not None))

    @property
    def alignment(self) -> Alignment:
        """The same as aligned shapes: the batch axes, then rows and columns; the inner sizes clash if they differ."""
        fit = Fit.EQUAL if self.meets else Fit.CLASH
        rows = 1 if self.rows is None else self.rows
        columns = 1 if self.columns is None else self.columns
        moved = tuple(Axis(axis.position - 2, axis.sizes, axis.result, axis.fits) for axis in self.batch.axes)
        last = (
            Axis(-2, (rows, self.inner[1]), rows if self.meets else None, (Fit.EQUAL, fit)),
            Axis(-1, (self.inner[0], columns), columns if self.meets else None, (fit, Fit.EQUAL)),
        )
        return Alignment((self.left, self.right), (*moved, *last))

    def fixes(self) -> tuple[Fix, ...]:
        """Operands turned round so that the inner sizes meet."""
        if self.result is not None:
            return ()
        found = []
        for operand, shape in ((1, self.right), (0, self.left)):
            if len(shape) < 2:
                continue
            turned = (*shape[:-2], shape[-1], shape[-2])
            after = matmul(self.left, turned) if operand else matmul(turned, self.right)
            if after.result is not None:
                found.append(Fix(operand, "{x}.T" if len(shape) == 2 else "{x}.mT", turned, after.result))
        return tuple(found)

    def __str__(self) -> str:
        first, second = self.inner
        if self.meets:
            met = f"{first} = {second}: each element is a sum of {first} products"
        else:
            met = f"{first} ≠ {second}: the left has {first} columns, the right {second} rows"
        lines = [f"left       {self.left}", f"right      {self.right}", f"inner      {met}"]
        if self.batch.axes:
            one, other = self.batch.shapes
            outcome = f"gives {self.batch.result}" if self.batch.clash is None else "clash"
            lines.append(f"batch      {one} with {other} {outcome}")
        lines.append(f"result     {'none' if self.result is None else self.result}")
        lines += [f"try {fix.code.format(x='ab'[fix.operand])}: the result is {fix.result}" for fix in self.fixes()]
        return "\n".join(lines)


def matmul(left: Sequence[int], right: Sequence[int]) -> Product:
    """How the shapes of a matrix product meet; a mismatch is told, not raised.

    Raises:
        RuntimeError: one of them has no axis at all, as PyTorch says it.

    Source: PyTorch documentation of ``torch.matmul``.
    """
    a, b = tuple(map(int, left)), tuple(map(int, right))
    if not a or not b:
        sizes = f"{len(a)}D and {len(b)}D"
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {sizes}")
    return Product(
        a,
        b,
        a[-2] if len(a) > 1 else None,
        (a[-1], b[-2] if len(b) > 1 else b[-1]),
        b[-1] if len(b) > 1 else None,
        broadcast(a[:-2], b[:-2]),
    )
