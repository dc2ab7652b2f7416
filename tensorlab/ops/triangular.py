"""Triangular systems, and the decompositions into triangles: Cholesky's and LU, under the names of ``torch.linalg``."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab._tensor import wrap
from tensorlab.ops import _lapack
from tensorlab.ops._lapack import column_major
from tensorlab.ops._matrices import (
    Result,
    check_floats,
    check_input,
    check_matrices,
    check_square,
    first_failure,
    named,
    raise_not_positive,
    transposed,
)
from tensorlab.ops.diagonals import diag_embed, diagonal
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import into

# -- triangular systems ---------------------------------------------------------------------------------------------


def triangle_only(g: Any, upper: bool, unitriangular: bool) -> Any:
    offset = int(unitriangular)
    return g.triu(offset) if upper else g.tril(-offset)


def _triangular_A_rule(g: Any, A: Any, result: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    found = solved_triangular(transposed(A), g, not upper, left, unitriangular)
    whole = -(found @ transposed(result)) if left else -(transposed(result) @ found)
    return triangle_only(whole, upper, unitriangular)


def solved_triangular(A: Any, B: Any, upper: bool, left: bool = True, unitriangular: bool = False) -> Any:
    return solve_triangular(A, B, upper=upper, left=left, unitriangular=unitriangular)


def _triangular_B_rule(g: Any, A: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    return solved_triangular(transposed(A), g, not upper, left, unitriangular)


@op(
    name="solve_triangular",
    node="LinalgSolveTriangularBackward0",
    A=_triangular_A_rule,
    B=_triangular_B_rule,
)
def triangular_op(A: Array, B: Array, upper: bool, left: bool = True, unitriangular: bool = False) -> Array:
    """The solutions of triangular systems."""
    name = "linalg.solve_triangular"
    check_matrices(name, A)
    check_matrices(name, B, "B")
    check_square(name, A)
    rows, columns = B.shape[-2:]
    if (rows if left else columns) != A.shape[-1]:
        equation = "AX = B" if left else "XA = B"
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {equation} ({A.shape[-2]}x{A.shape[-1]} and "
            f"{rows}x{columns})"
        )
    if left:
        return column_major(_lapack.solve_triangular(A, B, upper, unitriangular))
    turned = _lapack.solve_triangular(np.swapaxes(A, -2, -1), np.swapaxes(B, -2, -1), not upper, unitriangular)
    return np.ascontiguousarray(np.swapaxes(turned, -2, -1))


def solve_triangular(
    A: Any, B: Any, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Any = None
) -> Any:
    """X for which ``A @ X`` is ``B``, reading only one triangle of ``A``."""
    return triangular_op(A, B, upper, left, unitriangular, out=out)


# -- Cholesky -------------------------------------------------------------------------------------------------------


def _halved_diagonal(matrices: Any) -> Any:
    return matrices.tril() - diag_embed(diagonal(matrices, 0, -2, -1)) * 0.5


def cholesky_back(g: Any, factor: Any, upper: bool) -> Any:
    """Source: I. Murray, "Differentiation of the Cholesky decomposition", 2016, section 3."""
    lower, gradient = (transposed(factor), transposed(g)) if upper else (factor, g)
    middle = _halved_diagonal(transposed(lower) @ gradient)
    both = (middle + transposed(middle)) * 0.5
    half = solved_triangular(transposed(lower), both, True)
    return solved_triangular(lower, half, False, left=False)


def cholesky_factor(A: Array, upper: bool) -> Result:
    check = np.swapaxes(A, -2, -1) if upper else A
    flat = check.reshape(prod(A.shape[:-2]), *A.shape[-2:])
    info = np.zeros(flat.shape[0], np.int32)
    made = np.zeros_like(flat)
    for number, matrix in enumerate(flat):
        try:
            made[number] = np.linalg.cholesky(matrix)
        except np.linalg.LinAlgError:
            info[number] = _first_bad_minor(matrix)
    lower = made.reshape(A.shape)
    return (np.swapaxes(lower, -2, -1) if upper else column_major(lower)), info.reshape(A.shape[:-2])


def _first_bad_minor(matrix: Array) -> int:
    for order in range(1, matrix.shape[0]):
        try:
            np.linalg.cholesky(matrix[:order, :order])
        except np.linalg.LinAlgError:
            return order
    return int(matrix.shape[0])


@op(
    name="cholesky",
    node="LinalgCholeskyExBackward0",
    operands=("A",),
    results=("L", "info"),
    A=lambda gs, L, upper: None if gs[0] is None else cholesky_back(gs[0], L, upper),
)
def cholesky_op(A: Array, upper: bool = False, check_errors: bool = True) -> Result:
    """The factors, and the order of the first minor that is not positive."""
    check_input("linalg.cholesky", A)
    made, info = cholesky_factor(A, upper)
    if check_errors:
        raise_not_positive("linalg.cholesky", info)
    return made, info


def cholesky(A: Any, *, upper: bool = False, out: Any = None) -> Any:
    """L, lower triangular, for which ``L @ L.mT`` is the symmetric positive-definite matrix; its transpose if upper.

    Raises:
        LinAlgError: a matrix is not positive-definite.
    """
    made = cholesky_op(A, upper)[0]
    return made if out is None else into(out, made, "cholesky", casts=True)


def cholesky_ex(A: Any, *, upper: bool = False, check_errors: bool = False, out: Any = None) -> Any:
    """The factors, and for each 0 or the order of the first minor that is not positive."""
    return named(return_types.linalg_cholesky_ex, cholesky_op(A, upper, check_errors), out)


# -- LU -------------------------------------------------------------------------------------------------------------


def _lu_back(g_lower: Any, g_upper: Any, lower: Any, upper: Any) -> Any:
    """The gradient of the matrix with its rows in the factors' order."""
    rows, columns = lower.shape[-2], upper.shape[-1]
    size = min(rows, columns)
    l1, u1 = lower[..., :size, :], upper[..., :size]
    g_l1, g_u1 = g_lower[..., :size, :], g_upper[..., :size]
    beside = below = None
    if columns > size:
        beside = solved_triangular(transposed(l1), g_upper[..., size:], True, unitriangular=True)
        g_l1 = g_l1 - beside @ transposed(upper[..., size:])
    if rows > size:
        below = solved_triangular(transposed(u1), g_lower[..., size:, :], False, left=False)
        g_u1 = g_u1 - transposed(lower[..., size:, :]) @ below
    middle = (transposed(l1) @ g_l1).tril(-1) + (g_u1 @ transposed(u1)).triu()
    half = solved_triangular(transposed(l1), middle, True, unitriangular=True)
    made = solved_triangular(transposed(u1), half, False, left=False)
    if beside is not None:
        return cat([made, beside], -1)
    return made if below is None else cat([made, below], -2)


def _packed_parts(packed: Any) -> tuple[Any, Any]:
    """The two factors, as tensors."""
    rows, columns = packed.shape[-2:]
    size = min(rows, columns)
    return packed[..., :size].tril(-1) + packed.new_tensor(np.eye(rows, size)), packed[..., :size, :].triu()


def _permuted(packed: Any, pivots: Any) -> Any:
    return wrap(_lapack.permutation(pivots._array, packed.shape[-2], packed._array.dtype), packed.dtype)


def _check_pivot(pivot: bool) -> None:
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")


def _lu_factor_rule(gs: Any, LU: Any, pivots: Any) -> Any:
    if gs[0] is None:
        return None
    size = min(LU.shape[-2:])
    lower, upper = _packed_parts(LU)
    made = _lu_back(gs[0][..., :size].tril(-1), gs[0][..., :size, :].triu(), lower, upper)
    return _permuted(LU, pivots) @ made


@op(
    name="lu_factor",
    node="LinalgLuFactorExBackward0",
    operands=("A",),
    results=("LU", "pivots", "info"),
    A=_lu_factor_rule,
)
def lu_factor_op(A: Array, pivot: bool = True, name: str = "torch.linalg.lu_factor_ex", check: bool = False) -> Result:
    """Both factors in one matrix, the pivots, and where one was zero."""
    check_matrices(name, A)
    check_floats(name, A)
    _check_pivot(pivot)
    packed, pivots, info = _lapack.lu(A)
    failure = first_failure(info) if check else None
    if failure is not None:
        raise RuntimeError(
            f"{name}: {failure[0]}U[{failure[1]},{failure[1]}] is zero and using it on lu_solve would result in a "
            "division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or "
            "linalg.lu_factor_ex(A, pivot)"
        )
    return column_major(packed), pivots, info


def lu_factor(A: Any, *, pivot: bool = True, out: Any = None) -> Any:
    """L and U in one matrix, and which rows changed places."""
    made = lu_factor_op(A, pivot, "torch.linalg.lu_factor", True)[:2]
    return named(return_types.linalg_lu_factor, made, out)


def lu_factor_ex(A: Any, *, pivot: bool = True, check_errors: bool = False, out: Any = None) -> Any:
    """``lu_factor``, and for each matrix 0 or the number of a zero on the diagonal of U."""
    made = lu_factor_op(A, pivot, "torch.linalg.lu_factor_ex", check_errors)
    return named(return_types.linalg_lu_factor_ex, made, out)


def _lu_rule(gs: Any, P: Any, L: Any, U: Any) -> Any:
    g_lower = L.new_zeros(tuple(L.shape)) if gs[1] is None else gs[1]
    g_upper = U.new_zeros(tuple(U.shape)) if gs[2] is None else gs[2]
    made = _lu_back(g_lower.tril(-1), g_upper.triu(), L, U)
    return P @ made


@op(name="lu", node="LinalgLuBackward0", operands=("A",), results=("P", "L", "U"), A=_lu_rule)
def lu_op(A: Array, pivot: bool = True) -> Result:
    """A permutation, a lower and an upper triangle whose product is the matrix."""
    check_matrices("linalg.lu", A)
    check_floats("linalg.lu", A)
    _check_pivot(pivot)
    packed, pivots, _ = _lapack.lu(A)
    lower, upper = _lapack.unpacked(packed)
    return _lapack.permutation(pivots, A.shape[-2], A.dtype), lower, upper


def lu(A: Any, *, pivot: bool = True, out: Any = None) -> Any:
    """P, L and U, for which ``P @ L @ U`` is the matrix."""
    made: Any = lu_op(A, pivot)
    return named(return_types.linalg_lu, (made[0].detach(), *made[1:]), out)


def _unpack_rule(gs: Any, LU_sizes: Sequence[int]) -> Any:
    rows, columns = LU_sizes[-2:]
    parts = []
    if gs[1] is not None:
        parts.append(_padded(gs[1].tril(-1), rows, columns))
    if gs[2] is not None:
        parts.append(_padded(gs[2].triu(), rows, columns))
    return sum(parts[1:], parts[0]) if parts else None


def _padded(g: Any, rows: int, columns: int) -> Any:
    """Zeros to the right of a lower triangle, or below an upper one."""
    more = (*g.shape[:-2], rows - g.shape[-2], columns)
    g = g if g.shape[-1] == columns else cat([g, g.new_zeros((*g.shape[:-1], columns - g.shape[-1]))], -1)
    return g if g.shape[-2] == rows else cat([g, g.new_zeros(more)], -2)


@op(
    name="lu_unpack",
    node="LuUnpackBackward0",
    operands=("LU", "pivots"),
    constants=("pivots",),
    results=("P", "L", "U"),
    LU=_unpack_rule,
)
def lu_unpack_op(LU: Array, pivots: Array, unpack_data: bool = True, unpack_pivots: bool = True) -> Result:
    """The permutation and both factors that the packed form stands for."""
    check_matrices("lu_unpack", LU, "LU_data")
    if unpack_pivots and pivots.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this "
            "function is intended to be used with the output produced by torch.linalg.lu_factor"
        )
    nothing = np.empty(0, LU.dtype)
    lower, upper = _lapack.unpacked(LU) if unpack_data else (nothing, nothing)
    order = _lapack.permutation(pivots, LU.shape[-2], LU.dtype) if unpack_pivots else nothing
    return order, lower, upper


def _by_factors(LU: Any, pivots: Any, B: Any, left: bool, adjoint: bool) -> Any:
    """``lu_solve`` in operations that can be differentiated."""
    lower, upper = _packed_parts(LU)
    order = _permuted(LU, pivots)
    if not left:
        return transposed(_by_factors(LU, pivots, transposed(B), True, not adjoint))
    if adjoint:
        half = solved_triangular(transposed(upper), B, False)
        return order @ solved_triangular(transposed(lower), half, True, unitriangular=True)
    half = solved_triangular(lower, transposed(order) @ B, False, unitriangular=True)
    return solved_triangular(upper, half, True)


def _lu_solve_LU_rule(g: Any, LU: Any, pivots: Any, result: Any, left: bool, adjoint: bool) -> Any:
    if not left:
        return _lu_solve_LU_rule(transposed(g), LU, pivots, transposed(result), True, not adjoint)
    lower, upper = _packed_parts(LU)
    order = _permuted(LU, pivots)
    back = _by_factors(LU, pivots, g, True, not adjoint)
    # Where the system is solved with (P L U)ᵀ, both sides change their roles.
    g_whole = -(result @ transposed(back)) if adjoint else -(back @ transposed(result))
    inner = transposed(order) @ g_whole
    g_lower = (inner @ transposed(upper)).tril(-1)
    g_upper = (transposed(lower) @ inner).triu()
    return g_lower + g_upper


@op(
    name="lu_solve",
    node="LinalgLuSolveBackward0",
    operands=("LU", "pivots", "B"),
    constants=("pivots",),
    LU=_lu_solve_LU_rule,
    B=lambda g, LU, pivots, left, adjoint: _by_factors(LU, pivots, g, left, not adjoint),
)
def lu_solve_op(LU: Array, pivots: Array, B: Array, left: bool = True, adjoint: bool = False) -> Array:
    """The solutions of systems whose matrix is given by its factors."""
    name = "linalg.lu_solve"
    check_floats(name, LU)
    if LU.dtype != B.dtype:
        raise RuntimeError(
            "linalg.lu_solve: Expected LU and B to have the same dtype, but found "
            f"LU of type {dtypes.from_numpy(LU.dtype).type_name} and B of type "
            f"{dtypes.from_numpy(B.dtype).type_name} instead"
        )
    if pivots.dtype != np.int32:
        raise RuntimeError(f"{name}: pivots should be a Tensor of scalar type torch.int32")
    check_square(name, LU, "LU")
    check_matrices(name, B, "B")
    rows, columns = B.shape[-2:]
    if (rows if left else columns) != LU.shape[-1]:
        equation = "AX = B" if left else "XA = B"
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {equation} ({LU.shape[-2]}x{LU.shape[-1]} and "
            f"{rows}x{columns})"
        )
    return _solved_by_factors(LU, pivots, B, left, adjoint)


def _solved_by_factors(LU: Array, pivots: Array, B: Array, left: bool, adjoint: bool) -> Array:
    if not left:
        turned = _solved_by_factors(LU, pivots, np.swapaxes(B, -2, -1), True, not adjoint)
        return np.ascontiguousarray(np.swapaxes(turned, -2, -1))
    order = _lapack.permutation(pivots, LU.shape[-2], LU.dtype)
    turned = np.swapaxes(LU, -2, -1)
    if adjoint:
        half = _lapack.solve_triangular(turned, B, False, False)
        return column_major(order @ _lapack.solve_triangular(turned, half, True, True))
    half = _lapack.solve_triangular(LU, np.swapaxes(order, -2, -1) @ B, False, True)
    return column_major(_lapack.solve_triangular(LU, half, True, False))


def lu_solve(LU: Any, pivots: Any, B: Any, *, left: bool = True, adjoint: bool = False, out: Any = None) -> Any:
    """X for which ``A @ X`` is ``B``, where ``A`` is given by ``lu_factor``."""
    return lu_solve_op(LU, pivots, B, left, adjoint, out=out)
