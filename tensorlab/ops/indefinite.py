"""The decomposition of symmetric matrices that need not be positive-definite: L D Lᵀ, with D in blocks of one or two.

Source: LAPACK's ``sytf2`` and ``sytrs``, after J. Bunch, L. Kaufman, "Some Stable Methods for Calculating Inertia and
Solving Symmetric Linear Systems", 1977.
"""

from __future__ import annotations

from math import prod, sqrt
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab.ops._kernels import undifferentiable
from tensorlab.ops._lapack import column_major
from tensorlab.ops._matrices import Result, check_floats, check_matrices, check_square, first_failure, named
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import into

_GROWTH = (1 + sqrt(17)) / 8
"""How small a pivot may be beside its column: this bounds the growth of elements best."""


def _pivot(a: Array, step: int) -> tuple[int, int]:
    """The row that changes places with the last of the block, and the size of the block."""
    size = abs(a[step, step])
    column = np.abs(a[step + 1 :, step])
    if not column.size or size >= _GROWTH * column.max():
        return step, 1
    row = step + 1 + int(column.argmax())
    largest = max(np.abs(a[row, step:row]).max(), np.abs(a[row + 1 :, row]).max(initial=0))
    if size >= _GROWTH * column.max() * (column.max() / largest):
        return step, 1
    return row, 1 if abs(a[row, row]) >= _GROWTH * largest else 2


def _change_places(a: Array, first: int, second: int, step: int) -> None:
    """Rows and columns of a symmetric matrix of which only the lower triangle is kept."""
    a[second + 1 :, [first, second]] = a[second + 1 :, [second, first]]
    between = slice(first + 1, second)
    a[between, first], a[second, between] = a[second, between].copy(), a[between, first].copy()
    a[first, first], a[second, second] = a[second, second], a[first, first]
    if first != step:
        a[first, step], a[second, step] = a[second, step], a[first, step]


def _factored(matrix: Array) -> tuple[Array, Array, int]:
    a = np.tril(matrix)
    size = len(a)
    pivots = np.zeros(size, np.int32)
    info = step = 0
    while step < size:
        if not a[step:, step].any():
            info = info or step + 1
            pivots[step], step = step + 1, step + 1
            continue
        other, width = _pivot(a, step)
        last = step + width - 1
        if other != last:
            _change_places(a, last, other, step)
        rest = slice(last + 1, size)
        block = a[rest, step : last + 1].copy()
        middle = np.tril(a[step : last + 1, step : last + 1])
        middle = middle + np.tril(middle, -1).T
        factors = np.linalg.solve(middle, block.T).T if block.size else block
        a[rest, rest] -= np.tril(factors @ block.T)
        a[rest, step : last + 1] = factors
        pivots[step : last + 1] = other + 1 if width == 1 else -(other + 1)
        step = last + 1
    return a, pivots, info


@op(
    name="ldl_factor",
    node="NotImplemented",
    operands=("A",),
    results=("LD", "pivots", "info"),
    A=undifferentiable("linalg_ldl_factor_ex"),
)
def ldl_factor_op(A: Array) -> Result:
    """Both factors in one matrix, which rows changed places, and where a block was zero."""
    name = "torch.linalg.ldl_factor_ex"
    check_square(name, A)
    check_floats(name, A)
    flat = A.reshape(prod(A.shape[:-2]), *A.shape[-2:])
    made = [_factored(matrix) for matrix in flat]
    packed = np.array([one[0] for one in made], A.dtype).reshape(A.shape)
    pivots = np.array([one[1] for one in made], np.int32).reshape(A.shape[:-1])
    return column_major(packed), pivots, np.array([one[2] for one in made], np.int32).reshape(A.shape[:-2])


def _checked(name: str, A: Any) -> Any:
    made = ldl_factor_op(A)
    failure = first_failure(made[2]._array)
    if failure is not None:
        raise RuntimeError(f"{name}: {failure[0]}the block of D at {failure[1]} is zero, so the matrix is singular")
    return made


def ldl_factor(A: Any, *, hermitian: bool = False, out: Any = None) -> Any:
    """L and D in one matrix, and which rows changed places: negative numbers mark blocks of two."""
    return named(return_types.linalg_ldl_factor, _checked("torch.linalg.ldl_factor", A)[:2], out)


def ldl_factor_ex(A: Any, *, hermitian: bool = False, check_errors: bool = False, out: Any = None) -> Any:
    """``ldl_factor``, and for each matrix 0 or the number of a block of D that is zero."""
    made = _checked("torch.linalg.ldl_factor_ex", A) if check_errors else ldl_factor_op(A)
    return named(return_types.linalg_ldl_factor_ex, made, out)


def _blocks(pivots: Array) -> list[tuple[int, int, int]]:
    """First row, width and the row that changed places with the last, of each block of D."""
    found, step = [], 0
    while step < len(pivots):
        width = 1 if pivots[step] > 0 else 2
        found.append((step, width, abs(int(pivots[step])) - 1))
        step += width
    return found


def _solved(packed: Array, pivots: Array, right: Array) -> Array:
    b = np.array(right)
    for first, width, other in _blocks(pivots):
        last = first + width
        b[[last - 1, other]] = b[[other, last - 1]]
        b[last:] -= packed[last:, first:last] @ b[first:last]
        middle = np.tril(packed[first:last, first:last])
        b[first:last] = np.linalg.solve(middle + np.tril(middle, -1).T, b[first:last])
    for first, width, other in reversed(_blocks(pivots)):
        last = first + width
        b[first:last] -= packed[last:, first:last].T @ b[last:]
        b[[last - 1, other]] = b[[other, last - 1]]
    return b


@op(
    name="ldl_solve",
    node="NotImplemented",
    operands=("LD", "pivots", "B"),
    constants=("pivots",),
    LD=undifferentiable("linalg_ldl_solve"),
    B=undifferentiable("linalg_ldl_solve"),
)
def ldl_solve_op(LD: Array, pivots: Array, B: Array) -> Array:
    """The solutions of systems whose symmetric matrices are given by their factors."""
    name = "torch.linalg.ldl_solve"
    check_square(name, LD)
    check_matrices(name, B, "B")
    if B.shape[-2] != LD.shape[-1]:
        raise RuntimeError(
            f"Incompatible matrix sizes for {name}: each A matrix is {LD.shape[-1]} by {LD.shape[-1]} but each b "
            f"matrix is {B.shape[-2]} by {B.shape[-1]}"
        )
    if pivots.shape != LD.shape[:-1]:
        raise RuntimeError(
            f"{name}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(pivots.shape)} instead"
        )
    if LD.dtype != B.dtype:
        kinds = [dtypes.from_numpy(array.dtype).type_name for array in (B, LD)]
        raise RuntimeError(
            f"Expected b and A to have the same dtype, but found b of type {kinds[0]} and A of type {kinds[1]} instead."
        )
    stack = np.broadcast_shapes(LD.shape[:-2], B.shape[:-2])
    wide = [np.broadcast_to(one, (*stack, *one.shape[-2:])).reshape(prod(stack), *one.shape[-2:]) for one in (LD, B)]
    rows = np.broadcast_to(pivots, (*stack, pivots.shape[-1])).reshape(prod(stack), -1)
    made = [_solved(*system) for system in zip(wide[0], rows, wide[1], strict=True)]
    return column_major(np.array(made, LD.dtype).reshape(*stack, *B.shape[-2:]))


def ldl_solve(LD: Any, pivots: Any, B: Any, *, hermitian: bool = False, out: Any = None) -> Any:
    """X for which ``A @ X`` is ``B``, where the symmetric ``A`` is given by ``ldl_factor``."""
    made = ldl_solve_op(LD, pivots, B)
    return made if out is None else into(out, made, "ldl_solve")
