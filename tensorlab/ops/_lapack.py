"""What LAPACK offers and numpy doesn't, on stacks of matrices: LU, triangular systems, reflections, exponentials.

Each works column by column on all matrices of a stack at once. Shapes: matrices (…, m, n), stacks broadcast.
"""

from __future__ import annotations

from math import prod
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any


def column_major(matrices: Array) -> Array:
    """The same matrices with columns one after another in memory, as LAPACK leaves its results."""
    return np.ascontiguousarray(matrices.swapaxes(-2, -1)).swapaxes(-2, -1)


def lu(matrices: Array) -> tuple[Array, Array, Array]:
    """Both factors in one matrix, the pivots (row i changed places with row pivots[i] - 1), and where a pivot was 0.

    The third result is 0 for a matrix that went well, else the number of its first zero pivot, counted from 1.
    """
    packed = np.array(matrices, order="C")
    *stack, rows, columns = packed.shape
    flat = packed.reshape(prod(stack), rows, columns)
    steps = min(rows, columns)
    pivots = np.empty((flat.shape[0], steps), np.int32)
    info = np.zeros(flat.shape[0], np.int32)
    each = np.arange(flat.shape[0])
    for step in range(steps):
        largest = step + np.abs(flat[:, step:, step]).argmax(axis=1)
        pivots[:, step] = largest + 1
        flat[each, step], flat[each, largest] = flat[each, largest], flat[each, step].copy()
        divisor = flat[:, step, step]
        info[(divisor == 0) & (info == 0)] = step + 1
        safe = np.where(divisor == 0, 1, divisor)
        flat[:, step + 1 :, step] /= safe[:, None]
        flat[:, step + 1 :, step + 1 :] -= flat[:, step + 1 :, step, None] * flat[:, step, None, step + 1 :]
    return packed, pivots.reshape(*stack, steps), info.reshape(stack)


def unpacked(packed: Array) -> tuple[Array, Array]:
    """The lower factor with ones on its diagonal, and the upper one."""
    rows, columns = packed.shape[-2:]
    size = min(rows, columns)
    lower = np.tril(packed[..., :, :size], -1) + np.eye(rows, size, dtype=packed.dtype)
    return lower, np.triu(packed[..., :size, :])


def order_of(pivots: Array, rows: int) -> Array:
    """Which row of the matrix each row of the factors' product is."""
    flat = pivots.reshape(prod(pivots.shape[:-1]), pivots.shape[-1])
    order = np.tile(np.arange(rows), (flat.shape[0], 1))
    each = np.arange(flat.shape[0])
    for step in range(flat.shape[1]):
        other = flat[:, step] - 1
        order[each, step], order[each, other] = order[each, other], order[each, step].copy()
    return order.reshape(*pivots.shape[:-1], rows)


def permutation(pivots: Array, rows: int, dtype: Any) -> Array:
    """The matrix P for which the input is P @ L @ U."""
    order = order_of(pivots, rows)
    return np.swapaxes(np.eye(rows, dtype=dtype)[order], -2, -1)


def solve_triangular(matrices: Array, right: Array, upper: bool, unitriangular: bool) -> Array:
    """X for which ``matrices @ X`` is ``right``, row by row; a zero on the diagonal gives inf, as in LAPACK."""
    size = matrices.shape[-1]
    stack = np.broadcast_shapes(matrices.shape[:-2], right.shape[:-2])
    found = np.array(np.broadcast_to(right, (*stack, *right.shape[-2:])), order="C")
    for row in range(size - 1, -1, -1) if upper else range(size):
        known = slice(row + 1, size) if upper else slice(0, row)
        found[..., row, None, :] -= matrices[..., row, None, known] @ found[..., known, :]
        if not unitriangular:
            found[..., row, :] /= matrices[..., row, None, row]
    return found


def reflections(matrices: Array, tau: Array) -> Array:
    """The first columns of the product of the reflections ``1 - tau v vᵀ`` whose vectors stand below the diagonal."""
    rows, columns = matrices.shape[-2:]
    made = np.broadcast_to(np.eye(rows, columns, dtype=matrices.dtype), matrices.shape).copy()
    for number in range(tau.shape[-1] - 1, -1, -1):
        vector = np.where(np.arange(rows) > number, matrices[..., :, number], 0)
        vector[..., number] = 1
        along = vector[..., None, :] @ made
        made = made - tau[..., number, None, None] * vector[..., :, None] * along
    return made


_PADE = [
    64764752532480000.0,
    32382376266240000.0,
    7771770303897600.0,
    1187353796428800.0,
    129060195264000.0,
    10559470521600.0,
    670442572800.0,
    33522128640.0,
    1323241920.0,
    40840800.0,
    960960.0,
    16380.0,
    182.0,
    1.0,
]
_LARGEST_NORM = 5.371920351148152


def exponential(matrices: Array) -> Array:
    """The exponential of square matrices, by scaling and squaring of a Padé approximant of degree 13.

    Source: N. Higham, "The Scaling and Squaring Method for the Matrix Exponential Revisited", 2005, section 2.
    """
    norms = np.abs(matrices).sum(axis=-2).max(axis=-1, initial=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        doublings = np.ceil(np.log2(norms / _LARGEST_NORM))
    doublings = np.where(np.isfinite(doublings), np.maximum(doublings, 0), 0).astype(np.int64)
    scaled = matrices.astype(np.float64) / np.exp2(doublings)[..., None, None]
    one = np.eye(matrices.shape[-1])
    two = scaled @ scaled
    four = two @ two
    six = two @ four
    b = _PADE
    odd = six @ (b[13] * six + b[11] * four + b[9] * two) + b[7] * six + b[5] * four + b[3] * two + b[1] * one
    even = six @ (b[12] * six + b[10] * four + b[8] * two) + b[6] * six + b[4] * four + b[2] * two + b[0] * one
    odd = scaled @ odd
    made = np.linalg.solve(even - odd, even + odd)
    for number in range(int(doublings.max(initial=0))):
        again = (doublings > number)[..., None, None]
        made = np.where(again, made @ made, made)
    return made.astype(matrices.dtype)
