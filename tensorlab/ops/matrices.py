"""Functions of matrices under the names of ``torch`` itself, many of them older than ``torch.linalg``."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab.ops import _lapack, decompositions, triangular
from tensorlab.ops._kernels import undifferentiable
from tensorlab.ops._lapack import column_major
from tensorlab.ops._matrices import (
    Result,
    check_floats,
    check_input,
    check_matrices,
    check_square,
    named,
    raise_not_positive,
    transposed,
)
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array
from tensorlab.ops.scatter import where
from tensorlab.ops.table import op
from tensorlab.ops.writing import into
from tensorlab.outdated import warn_of

# -- determinants and inverses --------------------------------------------------------------------------------------


def det(input: Any, *, out: Any = None) -> Any:
    """The determinant of square matrices."""
    return decompositions.det(input, out=out)


def slogdet(input: Any, *, out: Any = None) -> Any:
    """Sign of the determinant of square matrices, and the logarithm of its size."""
    return named(return_types.slogdet, decompositions.slogdet_op(input), out)


def logdet(input: Any) -> Any:
    """The logarithm of the determinant, nan where that is negative."""
    sign, logarithm = decompositions.slogdet_op(input)
    return where(sign.detach() == -1, float("nan"), logarithm)


def inverse(input: Any, *, out: Any = None) -> Any:
    """The matrix that undoes each of these."""
    return decompositions.inv(input, out=out)


def pinverse(input: Any, rcond: float = 1e-15) -> Any:
    """The pseudo-inverse of matrices."""
    return decompositions.pinv(input, rcond)


def matrix_exp(input: Any) -> Any:
    """The exponential of square matrices."""
    return decompositions.matrix_exp(input)


def matrix_power(input: Any, n: int, *, out: Any = None) -> Any:
    """Square matrices multiplied with themselves; a negative power is one of the inverse."""
    check_square("linalg.matrix_power", input)
    made = _power(input, n)
    return made if out is None else into(out, made, "matrix_power", casts=True)


def _power(matrix: Any, n: int) -> Any:
    if n == 0:
        return matrix.clone().copy_(matrix.new_tensor(np.eye(matrix.shape[-1])))
    if n < 0:
        matrix, n = decompositions.inv(matrix), -n
        if n == 1:
            return matrix
    if n == 1:
        return matrix.clone()
    if n == 3:
        return (matrix @ matrix) @ matrix
    made = None
    while n:
        n, bit = divmod(n, 2)
        if bit:
            made = matrix if made is None else made @ matrix
        matrix = matrix @ matrix if n else matrix
    return made


# -- Cholesky -------------------------------------------------------------------------------------------------------


@op(
    name="cholesky",
    node="CholeskyBackward0",
    input=lambda g, result, upper: triangular.cholesky_back(g, result, upper),
)
def cholesky_op(input: Array, upper: bool = False) -> Array:
    """The triangular factor of symmetric positive-definite matrices."""
    check_square("cholesky", input)
    check_input("linalg.cholesky", input)
    made, info = triangular.cholesky_factor(input, upper)
    raise_not_positive("cholesky", info)
    return made


def cholesky(input: Any, upper: bool = False, *, out: Any = None) -> Any:
    """The old form of ``linalg.cholesky``."""
    warn_of("cholesky")
    return cholesky_op(input, upper, out=out)


def _cholesky_inverse_rule(g: Any, input: Any, result: Any, upper: bool) -> Any:
    both = result @ (g + transposed(g)) @ result
    return -(input @ both) if upper else -(both @ input)


@op(node="CholeskyInverseBackward0", input=_cholesky_inverse_rule)
def cholesky_inverse(input: Array, upper: bool = False) -> Array:
    """The inverse of the matrices that these factors stand for."""
    check_square("cholesky_inverse", input)
    lower = np.swapaxes(np.triu(input), -2, -1) if upper else np.tril(input)
    one = np.broadcast_to(np.eye(input.shape[-1], dtype=input.dtype), input.shape)
    half = _lapack.solve_triangular(lower, one, False, False)
    return column_major(_lapack.solve_triangular(np.swapaxes(lower, -2, -1), half, True, False))


def _solved_with_factor(g: Any, input2: Any, upper: bool) -> Any:
    return cholesky_solve(g, input2, upper)


def _cholesky_solve_rule(g: Any, input2: Any, result: Any, upper: bool) -> Any:
    back = cholesky_solve(g, input2, upper) @ transposed(result)
    both = back + transposed(back)
    return -(input2 @ both) if upper else -(both @ input2)


@op(
    node="CholeskySolveBackward0",
    input=_solved_with_factor,
    input2=_cholesky_solve_rule,
)
def cholesky_solve(input: Array, input2: Array, upper: bool = False) -> Array:
    """The solutions of systems whose matrices are given by their Cholesky factors."""
    for name, array in (("b", input), ("u", input2)):
        if array.ndim < 2:
            raise RuntimeError(f"{name} should have at least 2 dimensions, but has {array.ndim} dimensions instead")
    check_square("cholesky_solve", input2)
    if input.shape[-2] != input2.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for cholesky_solve: each A matrix is {input2.shape[-1]} by {input2.shape[-1]} "
            f"but each b matrix is {input.shape[-2]} by {input.shape[-1]}"
        )
    lower = np.swapaxes(np.triu(input2), -2, -1) if upper else np.tril(input2)
    half = _lapack.solve_triangular(lower, input, False, False)
    return column_major(_lapack.solve_triangular(np.swapaxes(lower, -2, -1), half, True, False))


# -- taken apart ----------------------------------------------------------------------------------------------------


def qr(input: Any, some: bool = True, *, out: Any = None) -> Any:
    """Q with orthogonal columns and R upper triangular, for which ``Q @ R`` is the matrix."""
    warn_of("qr")
    return named(return_types.qr, decompositions.qr_op(input, "reduced" if some else "complete"), out)


def svd(input: Any, some: bool = True, compute_uv: bool = True, *, out: Any = None) -> Any:
    """U, S and V, for which ``U @ diag(S) @ V.mT`` is the matrix; S in falling order."""
    u, s, vh = decompositions.svd_op(input, not some)
    if not compute_uv:
        rows, columns = input.shape[-2:]
        stack = tuple(input.shape[:-2])
        u, v = input.new_zeros((*stack, rows, rows)), input.new_zeros((*stack, columns, columns))
    else:
        v = transposed(vh)
    return named(return_types.svd, (u, s, v), out)


def lu(A: Any, pivot: bool = True, get_infos: bool = False, out: Any = None) -> Any:
    """L and U in one matrix, which rows changed places, and if asked where a zero stopped the elimination."""
    warn_of("lu")
    made: Any = triangular.lu_factor_op(A, pivot)
    made = tuple(made if get_infos else made[:2])
    return made if out is None else into(out, made, "lu", casts=True)


def lu_solve(b: Any, LU_data: Any, LU_pivots: Any, *, out: Any = None) -> Any:
    """The solutions of systems whose matrices are given by ``linalg.lu_factor``."""
    return triangular.lu_solve(LU_data, LU_pivots, b, out=out)


def lu_unpack(
    LU_data: Any, LU_pivots: Any, unpack_data: bool = True, unpack_pivots: bool = True, *, out: Any = None
) -> Any:
    """P, L and U from the packed form that ``linalg.lu_factor`` gives."""
    order, lower, upper = triangular.lu_unpack_op(LU_data, LU_pivots, unpack_data, unpack_pivots)
    return named(return_types.lu_unpack, (order.detach(), lower, upper), out)


def _triangular_A_rule(gs: Any, A: Any, solution: Any, upper: bool, transpose: bool, unitriangular: bool) -> Any:
    if gs[0] is None:
        return gs[1]
    turned = A if transpose else transposed(A)
    back = triangular.solved_triangular(turned, gs[0], upper == transpose, True, unitriangular)
    whole = -(solution @ transposed(back)) if transpose else -(back @ transposed(solution))
    made = triangular.triangle_only(whole, upper, unitriangular)
    return made if gs[1] is None else made + gs[1]


def _triangular_input_rule(gs: Any, A: Any, upper: bool, transpose: bool, unitriangular: bool) -> Any:
    if gs[0] is None:
        return None
    turned = A if transpose else transposed(A)
    return triangular.solved_triangular(turned, gs[0], upper == transpose, True, unitriangular)


@op(
    name="triangular_solve",
    node="TriangularSolveBackward0",
    results=("solution", "cloned_coefficient"),
    input=_triangular_input_rule,
    A=_triangular_A_rule,
)
def triangular_solve_op(
    input: Array, A: Array, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> Result:
    """The solutions of triangular systems, and a copy of their matrices."""
    for name, array in (("b", input), ("A", A)):
        if array.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it has {array.ndim} "
                "dimensions instead"
            )
    check_square("triangular_solve", A)
    if input.shape[-2] != A.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for triangular_solve: each A matrix is {A.shape[-1]} by {A.shape[-1]} but each "
            f"b matrix is {input.shape[-2]} by {input.shape[-1]}"
        )
    matrices = np.swapaxes(A, -2, -1) if transpose else A
    found = _lapack.solve_triangular(matrices, input, upper != transpose, unitriangular)
    copied = np.array(np.broadcast_to(A, (*found.shape[:-2], *A.shape[-2:])), order="C")
    return column_major(found), copied


def triangular_solve(
    b: Any, A: Any, upper: bool = True, transpose: bool = False, unitriangular: bool = False, *, out: Any = None
) -> Any:
    """The old form of ``linalg.solve_triangular``."""
    warn_of("triangular_solve")
    made = triangular_solve_op(b, A, upper, transpose, unitriangular)
    return named(return_types.triangular_solve, made, out)


@op(
    name="geqrf",
    node="GeqrfBackward0",
    results=("a", "tau"),
    input=undifferentiable("geqrf"),
)
def geqrf_op(input: Array) -> Result:
    """R, with the vectors of the reflections that make Q below it, and their factors."""
    check_matrices("torch.geqrf", input, "input")
    check_floats("torch.geqrf", input)
    turned, tau = np.linalg.qr(input, "raw")
    return np.swapaxes(turned, -2, -1), tau


def geqrf(input: Any, *, out: Any = None) -> Any:
    """A QR decomposition as LAPACK leaves it: see ``linalg.householder_product``."""
    return named(return_types.geqrf, geqrf_op(input), out)


def orgqr(input: Any, input2: Any, *, out: Any = None) -> Any:
    """The old name of ``linalg.householder_product``."""
    return decompositions.householder_product(input, input2, out=out)


def _whole_q(input: Any, tau: Any) -> Any:
    """All columns of Q, as tensors."""
    rows, columns = input.shape[-2:]
    more = input.new_zeros((*input.shape[:-2], rows, rows - columns))
    return decompositions.reflected(cat([input, more], -1), tau)


def _turned_by_q(input: Any, tau: Any, other: Any, left: bool, transpose: bool) -> Any:
    q = _whole_q(input, tau)
    q = transposed(q) if transpose else q
    return q @ other if left else other @ q


def _ormqr_rule(place: int) -> Any:
    def rule(g: Any, input: Any, input2: Any, input3: Any, left: bool, transpose: bool) -> Any:
        def again(input: Any, tau: Any, other: Any) -> Any:
            return _turned_by_q(input, tau, other, left, transpose)

        return decompositions.composed(again, place)(g, input, input2, input3)

    return rule


@op(node="OrmqrBackward0", input=_ormqr_rule(0), input2=_ormqr_rule(1), input3=_ormqr_rule(2))
def ormqr(input: Array, input2: Array, input3: Array, left: bool = True, transpose: bool = False) -> Array:
    """A matrix times the Q that ``geqrf`` leaves as reflections."""
    check_matrices("torch.ormqr", input, "input")
    rows, columns = input.shape[-2:]
    if input2.shape[-1] != min(input3.shape[-2 if left else -1], columns):
        raise RuntimeError("torch.ormqr: tau.shape[-1] must be equal to min(other.shape[-2], input.shape[-1])")
    more = np.zeros((*input.shape[:-2], rows, rows - columns), input.dtype)
    q = _lapack.reflections(np.concatenate([input, more], -1), input2)
    q = np.swapaxes(q, -2, -1) if transpose else q
    return column_major(q @ input3 if left else input3 @ q)


# -- powers of a vector ---------------------------------------------------------------------------------------------


def _powers(x: Any, count: int) -> Any:
    """Each element's powers from 0 on, along a new last axis."""
    sizes = tuple(x.shape)
    ones = x.new_ones((*sizes, 1)) if x.dtype.is_floating_point else x.new_ones((*sizes, 1), dtype=dtypes.int64)
    wide = x.unsqueeze(-1).expand((*sizes, max(count - 1, 0)))
    return cat([ones, wide.cumprod(-1)], -1)


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of the elements of a vector, falling from left to right or rising."""
    if x.dim() != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x.shape[0] if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    made = _powers(x, count)[:, :count]
    return made if increasing else made.flip(1)


def rising_powers(x: Any, N: int | None = None) -> Any:
    """``linalg.vander``: the powers of the elements of vectors, rising from left to right."""
    vectors = x.unsqueeze(-1) if x.dim() == 0 else x
    count = vectors.shape[-1] if N is None else N
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    return _powers(vectors, count)
