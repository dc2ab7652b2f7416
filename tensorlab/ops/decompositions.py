"""Matrices solved, inverted and taken apart, under the names of ``torch.linalg``; stacks of matrices all at once.

The rules follow PyTorch's own (its "FunctionsManual"), so that gradients agree where a decomposition is not unique.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab.graph.backward import grad
from tensorlab.graph.mode import enable_grad, is_grad_enabled
from tensorlab.ops import _lapack
from tensorlab.ops._lapack import column_major
from tensorlab.ops._matrices import (
    LinAlgError,
    Result,
    check_floats,
    check_input,
    check_matrices,
    check_square,
    cutoff,
    each_good,
    first_failure,
    named,
    transposed,
)
from tensorlab.ops.diagonals import diag_embed, diagonal
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.triangular import solved_triangular
from tensorlab.ops.writing import into

# -- determinants ---------------------------------------------------------------------------------------------------


def _others(values: Any) -> Any:
    """For each element of the last axis, the product of the others."""
    size = values.shape[-1]
    parts = [cat([values[..., :place], values[..., place + 1 :]], -1).prod(-1) for place in range(size)]
    return cat([part.unsqueeze(-1) for part in parts], -1)


def _det_rule(g: Any, A: Any, result: Any) -> Any:
    wide = g.unsqueeze(-1).unsqueeze(-1)
    if result._array.all():
        return wide * result.unsqueeze(-1).unsqueeze(-1) * transposed(inv_op(A)[0])
    # The cofactors, which a singular matrix has too.
    u, s, vh = svd_op(A, False)
    sign = np.linalg.det(u._array) * np.linalg.det(vh._array)
    turn = A.new_tensor(sign).unsqueeze(-1).unsqueeze(-1)
    return wide * turn * ((u * _others(s).unsqueeze(-2)) @ vh)


@op(name="det", node="LinalgDetBackward0", operands=("A",), A=_det_rule)
def det(A: Array) -> Array:
    """The determinant of square matrices."""
    check_input("linalg.det", A)
    return np.asarray(np.linalg.det(A), A.dtype)


def _slogdet_rule(gs: Any, A: Any) -> Any:
    g = gs[1]
    return None if g is None else g.unsqueeze(-1).unsqueeze(-1) * transposed(inv_op(A)[0])


def _slogdet(A: Array) -> Result:
    sign, logarithm = np.linalg.slogdet(A)
    return np.asarray(sign, A.dtype), np.asarray(logarithm, A.dtype)


@op(
    name="slogdet",
    node="LinalgSlogdetBackward0",
    operands=("A",),
    results=("sign", "logabsdet"),
    A=_slogdet_rule,
)
def slogdet_op(A: Array) -> Result:
    """Sign and logarithm of the size of the determinant."""
    check_input("linalg.slogdet", A)
    return _slogdet(A)


def slogdet(A: Any, *, out: Any = None) -> Any:
    """Sign of the determinant of square matrices, and the logarithm of its size."""
    return named(return_types.linalg_slogdet, slogdet_op(A), out)


# -- systems --------------------------------------------------------------------------------------------------------


def _inverse_rule(gs: Any, inverse: Any) -> Any:
    turned = transposed(inverse)
    return None if gs[0] is None else -(turned @ gs[0] @ turned)


@op(name="inv", node="LinalgInvExBackward0", operands=("A",), results=("inverse", "info"), A=_inverse_rule)
def inv_op(A: Array, name: str = "linalg.inv", check_errors: bool = True) -> Result:
    """The inverses, and where the elimination met a zero."""
    check_input(name, A)
    try:
        made, info = np.linalg.inv(A), np.zeros(A.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        info = _lapack.lu(A)[2]
        made = each_good(np.linalg.inv, A, info)
    failure = first_failure(info) if check_errors else None
    if failure is not None:
        raise LinAlgError(
            f"{name}: {failure[0]}The diagonal element {failure[1]} is zero, the inversion could not be completed "
            "because the input matrix is singular."
        )
    return column_major(made), info


def inv(A: Any, *, out: Any = None) -> Any:
    """The matrix that undoes each of these.

    Raises:
        LinAlgError: a matrix is singular.
    """
    made = inv_op(A)[0]
    return made if out is None else into(out, made, "linalg_inv")


def inv_ex(A: Any, *, check_errors: bool = False, out: Any = None) -> Any:
    """The inverses, and for each 0 or the number of the zero that the elimination met."""
    return named(return_types.linalg_inv_ex, inv_op(A, "linalg.inv_ex", check_errors), out)


def _is_vector(A_sizes: Sequence[int], B_sizes: Sequence[int]) -> bool:
    """Whether the right side is one vector for each matrix, not a matrix."""
    sizes = tuple(B_sizes)
    return len(sizes) == 1 or (len(A_sizes) - 1 == len(sizes) and tuple(A_sizes)[:-1] == sizes)


def _solved_back(g: Any, A: Any, left: bool) -> Any:
    """The gradient of the right side, as matrices."""
    return _solved(transposed(A), g, left)


def _solved(A: Any, B: Any, left: bool) -> Any:
    # A stack of matrices on the right is never taken for vectors.
    rank = max(A.dim(), B.dim())
    wide = B.reshape((1,) * (rank - B.dim()) + tuple(B.shape))
    return solve_op(A, wide, left)[0]


def _solve_A_rule(gs: Any, A: Any, result: Any, A_sizes: Any, B_sizes: Any, left: bool) -> Any:
    if gs[0] is None:
        return None
    if _is_vector(A_sizes, B_sizes):
        found = _solved_back(gs[0].unsqueeze(-1), A, True)
        return -(found @ transposed(result.unsqueeze(-1)))
    found = _solved_back(gs[0], A, left)
    return -(found @ transposed(result)) if left else -(transposed(result) @ found)


def _solve_B_rule(gs: Any, A: Any, A_sizes: Any, B_sizes: Any, left: bool) -> Any:
    if gs[0] is None:
        return None
    if _is_vector(A_sizes, B_sizes):
        return _solved_back(gs[0].unsqueeze(-1), A, True).squeeze(-1)
    return _solved_back(gs[0], A, left)


def _check_solve(A: Array, B: Array, left: bool, vector: bool) -> None:
    name = "linalg.solve"
    check_floats(name, A)
    if A.dtype != B.dtype:
        kinds = [dtypes.from_numpy(array.dtype).type_name for array in (A, B)]
        raise RuntimeError(
            f"{name}: Expected A and B to have the same dtype, but found A of type {kinds[0]} and B of type "
            f"{kinds[1]} instead"
        )
    check_square(name, A)
    rows, columns = (B.shape[-1], 1) if vector else B.shape[-2:]
    if (rows if left else columns) != A.shape[-1]:
        equation = "AX = B" if left else "XA = B"
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {equation} ({A.shape[-2]}x{A.shape[-1]} and "
            f"{rows}x{columns})"
        )


@op(
    name="solve",
    node="LinalgSolveExBackward0",
    results=("result", "info"),
    A=_solve_A_rule,
    B=_solve_B_rule,
)
def solve_op(A: Array, B: Array, left: bool = True, check_errors: bool = True) -> Result:
    """The solutions of linear systems, and where the elimination met a zero."""
    vector = _is_vector(A.shape, B.shape)
    if B.ndim == 0:
        raise RuntimeError("linalg.solve: The input tensor B must have at least 2 dimensions.")
    _check_solve(A, B, left, vector)
    right = B[..., None] if vector else B if left else np.swapaxes(B, -2, -1)
    matrices = A if left else np.swapaxes(A, -2, -1)
    try:
        made, info = np.linalg.solve(matrices, right), np.zeros(A.shape[:-2], np.int32)
    except np.linalg.LinAlgError as error:
        info = _lapack.lu(A)[2]
        if check_errors:
            raise LinAlgError(
                f"torch.linalg.solve: {(first_failure(info) or ('',))[0]}The solver failed because the input matrix "
                "is singular."
            ) from error
        shape = np.broadcast_shapes(matrices.shape[:-2], right.shape[:-2])
        made = np.full((*shape, *right.shape[-2:]), np.nan, A.dtype)
    if vector:
        return made[..., 0], info
    return column_major(made) if left else np.ascontiguousarray(np.swapaxes(made, -2, -1)), info


def solve(A: Any, B: Any, *, left: bool = True, out: Any = None) -> Any:
    """X for which ``A @ X`` is ``B``, or ``X @ A`` if not ``left``.

    Raises:
        LinAlgError: a matrix is singular.
    """
    made = solve_op(A, B, left)[0]
    return made if out is None else into(out, made, "linalg_solve")


def solve_ex(A: Any, B: Any, *, left: bool = True, check_errors: bool = False, out: Any = None) -> Any:
    """The solution, and for each matrix 0 or the number of the zero that the elimination met."""
    return named(return_types.linalg_solve_ex, solve_op(A, B, left, check_errors), out)


# -- QR -------------------------------------------------------------------------------------------------------------


def _mirrored(upper: Any) -> Any:
    """An upper triangle and its mirror image below, the diagonal once."""
    triangle = upper.triu()
    return triangle + transposed(triangle) - diag_embed(diagonal(triangle, 0, -2, -1))


def _qr_rule(gs: Any, Q: Any, R: Any, mode: str) -> Any:
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
            "linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr."
        )
    rows, columns = Q.shape[-2], R.shape[-1]
    if mode == "complete" and rows > columns:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
    g_q = Q.new_zeros(tuple(Q.shape)) if gs[0] is None else gs[0]
    g_r = R.new_zeros(tuple(R.shape)) if gs[1] is None else gs[1]
    if rows >= columns:
        return _qr_back(g_q, g_r, Q, R)
    # The columns beyond the square part are Q @ R there, no more.
    rest = R[..., rows:]
    g_rest = g_r[..., rows:]
    first = _qr_back(g_q + Q @ rest @ transposed(g_rest), g_r[..., :rows], Q, R[..., :rows])
    return cat([first, Q @ g_rest], -1)


def _qr_back(g_q: Any, g_r: Any, Q: Any, R: Any) -> Any:
    """Source: S. Walter, L. Lehmann, "Algorithmic Differentiation of Linear Algebra Functions", 2010, section 4."""
    middle = g_r @ transposed(R) - transposed(Q) @ g_q
    inner = Q @ _mirrored(middle) + g_q
    return solved_triangular(transposed(R), inner, False, left=False)


@op(name="qr", node="LinalgQrBackward0", operands=("A",), results=("Q", "R"), A=_qr_rule)
def qr_op(A: Array, mode: str = "reduced") -> Result:
    """A matrix with orthogonal columns and an upper triangle whose product is the matrix."""
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    check_matrices("linalg.qr", A)
    check_floats("linalg.qr", A)
    if mode == "r":
        return np.empty((0,), A.dtype), column_major(np.linalg.qr(A, "r"))
    q, r = np.linalg.qr(A, "reduced" if mode == "reduced" else "complete")
    return column_major(q), column_major(r)


def qr(A: Any, mode: str = "reduced", *, out: Any = None) -> Any:
    """Q with orthogonal columns and R upper triangular, for which ``Q @ R`` is the matrix."""
    return named(return_types.linalg_qr, qr_op(A, mode), out)


# -- singular values ------------------------------------------------------------------------------------------------


def _skew(matrices: Any) -> Any:
    return matrices - transposed(matrices)


def _gaps(values: Any) -> Any:
    """For each pair (i, j) the j-th value less the i-th, with ones on the diagonal."""
    size = values.shape[-1]
    gaps = values.unsqueeze(-2) - values.unsqueeze(-1)
    return gaps + values.new_tensor(np.eye(size))


def _svd_rule(gs: Any, U: Any, S: Any, Vh: Any, full_matrices: bool) -> Any:
    g_u, g_s, g_vh = gs
    size = S.shape[-1]
    u, vh = U[..., :size], Vh[..., :size, :]
    if full_matrices:
        g_u = None if g_u is None else g_u[..., :size]
        g_vh = None if g_vh is None else g_vh[..., :size, :]
    if g_u is None and g_vh is None:
        return (u * g_s.unsqueeze(-2)) @ vh
    v, column, row = transposed(vh), S.unsqueeze(-1), S.unsqueeze(-2)
    gaps = _gaps(S * S)
    middle = 0 if g_s is None else diag_embed(g_s)
    if g_u is not None:
        middle = middle + _skew(transposed(u) @ g_u) / gaps * row
    if g_vh is not None:
        middle = middle + column * (_skew(transposed(v) @ transposed(g_vh)) / gaps)
    made = u @ middle @ vh
    if U.shape[-2] > size and g_u is not None:
        beyond = g_u / row
        made = made + (beyond - u @ (transposed(u) @ beyond)) @ vh
    if Vh.shape[-1] > size and g_vh is not None:
        beyond = g_vh / column
        made = made + u @ (beyond - (beyond @ v) @ vh)
    return made


@op(name="svd", node="LinalgSvdBackward0", operands=("A",), results=("U", "S", "Vh"), A=_svd_rule)
def svd_op(A: Array, full_matrices: bool = True) -> Result:
    """Two matrices with orthogonal columns and rows, and between them the singular values."""
    check_matrices("linalg.svd", A)
    check_floats("linalg.svd", A)
    flat = np.isnan(A).any(axis=(-2, -1)).ravel()
    if flat.any():
        which = "" if A.ndim == 2 else f"(Batch element {int(np.flatnonzero(flat)[0])}): "
        raise LinAlgError(
            f"linalg.svd: {which}The algorithm failed to converge because the input matrix contained non-finite values."
        )
    endless = np.isinf(A).any(axis=(-2, -1))
    made = np.linalg.svd(np.where(endless[..., None, None], 0, A) if endless.any() else A, full_matrices)
    for part in made if endless.any() else ():
        part[endless] = np.nan
    u, s, vh = made
    return column_major(u), s, column_major(vh)


def svd(A: Any, full_matrices: bool = True, *, driver: str | None = None, out: Any = None) -> Any:
    """U, S and Vh, for which ``U @ diag(S) @ Vh`` is the matrix; S in falling order."""
    return named(return_types.linalg_svd, svd_op(A, full_matrices), out)


def svdvals(A: Any, *, driver: str | None = None, out: Any = None) -> Any:
    """The singular values in falling order."""
    made = svd_op(A, False)[1]
    return made if out is None else into(out, made, "linalg_svdvals")


# -- eigenvalues of symmetric matrices ------------------------------------------------------------------------------


def _eigh_rule(gs: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    g_values, g_vectors = gs
    turned = transposed(eigenvectors)
    if g_vectors is None:
        return (eigenvectors * g_values.unsqueeze(-2)) @ turned
    middle = turned @ g_vectors / _gaps(eigenvalues)
    middle = middle - diag_embed(diagonal(middle, 0, -2, -1))
    if g_values is not None:
        middle = middle + diag_embed(g_values)
    return eigenvectors @ middle @ turned


@op(
    name="eigh",
    node="LinalgEighBackward0",
    operands=("A",),
    results=("eigenvalues", "eigenvectors"),
    A=_eigh_rule,
)
def eigh_op(A: Array, UPLO: str = "L") -> Result:
    """Eigenvalues and eigenvectors, reading only one triangle."""
    check_input("linalg.eigh", A)
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    values, vectors = np.linalg.eigh(A, "L" if UPLO.upper() == "L" else "U")
    return values, column_major(vectors)


def eigh(A: Any, UPLO: str = "L", *, out: Any = None) -> Any:
    """Eigenvalues of symmetric matrices in rising order, and eigenvectors as columns."""
    return named(return_types.linalg_eigh, eigh_op(A, UPLO), out)


def eigvalsh(A: Any, UPLO: str = "L", *, out: Any = None) -> Any:
    """Eigenvalues of symmetric matrices in rising order."""
    made = eigh_op(A, UPLO)[0]
    return made if out is None else into(out, made, "linalg_eigvalsh")


def eig(A: Any, *, out: Any = None) -> Any:
    """Refused: eigenvalues of any square matrix are complex numbers, which TensorLab doesn't have."""
    raise NotImplementedError(
        "torch.linalg.eig gives complex numbers, and TensorLab computes with real ones only. For symmetric matrices "
        "torch.linalg.eigh gives real eigenvalues and eigenvectors."
    )


def eigvals(A: Any, *, out: Any = None) -> Any:
    """Refused: eigenvalues of any square matrix are complex numbers, which TensorLab doesn't have."""
    raise NotImplementedError(
        "torch.linalg.eigvals gives complex numbers, and TensorLab computes with real ones only. For symmetric "
        "matrices torch.linalg.eigvalsh gives real eigenvalues."
    )


# -- pseudo-inverse and least squares -------------------------------------------------------------------------------


def _pinv_back(g: Any, inverse: Any, A: Any) -> Any:
    """Source: G. Golub, V. Pereyra, "The Differentiation of Pseudo-Inverses …", 1973, equation 4.12."""
    turned, gradient = transposed(inverse), transposed(g)
    if A.shape[-2] <= A.shape[-1]:
        k = gradient @ inverse
        kp = k @ turned
        return -transposed(inverse @ k) + kp - (A @ inverse) @ kp + (turned @ inverse) @ (gradient - k @ A)
    k = inverse @ gradient
    pk = turned @ k
    return -transposed(k @ inverse) + (gradient - A @ k) @ inverse @ turned + pk - (pk @ inverse) @ A


@op(
    name="pinv",
    node="LinalgPinvBackward0",
    operands=("A",),
    A=lambda g, result, A: _pinv_back(g, result, A),
)
def pinv_op(A: Array, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Array:
    """The matrix nearest to an inverse."""
    check_matrices("linalg.pinv", A)
    check_floats("linalg.pinv", A)
    if hermitian:
        check_square("linalg.pinv", A)
    if A.size == 0:
        return np.zeros((*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype)
    if hermitian:
        values, u = np.linalg.eigh(A)
        s, vh = np.abs(values), np.sign(values)[..., None] * np.swapaxes(u, -2, -1)
    else:
        u, s, vh = np.linalg.svd(A, full_matrices=False)
    least = cutoff(s.max(axis=-1), A.shape[-2:], atol, rtol)[..., None]
    inverse = np.where(s > least, 1 / np.where(s > least, s, 1), 0).astype(A.dtype)
    return np.ascontiguousarray(np.swapaxes(vh, -2, -1) @ (inverse[..., None] * np.swapaxes(u, -2, -1)))


def pinv(
    A: Any, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Any = None
) -> Any:
    """The pseudo-inverse of matrices; singular values below the tolerance count as 0."""
    return pinv_op(A, atol, rcond if rtol is None else rtol, hermitian, out=out)


def _lstsq_A_rule(gs: Any, A: Any, B: Any, solution: Any) -> Any:
    made = None
    if gs[0] is not None:
        made = _pinv_back(gs[0] @ transposed(B), pinv_op(A), A)
    if gs[1] is not None and gs[1].numel():
        off = A @ solution - B
        made = (0 if made is None else made) + 2 * gs[1].unsqueeze(-2) * off @ transposed(solution)
    return made


def _lstsq_B_rule(gs: Any, A: Any, B: Any, solution: Any) -> Any:
    made = None
    if gs[0] is not None:
        made = transposed(pinv_op(A)) @ gs[0]
    if gs[1] is not None and gs[1].numel():
        made = (0 if made is None else made) - 2 * gs[1].unsqueeze(-2) * (A @ solution - B)
    return made


@op(
    name="lstsq",
    node="LinalgLstsqBackward0",
    results=("solution", "residuals", "rank", "singular_values"),
    A=_lstsq_A_rule,
    B=_lstsq_B_rule,
)
def lstsq_op(A: Array, B: Array, rcond: Any = None, driver: str = "gelsy") -> Result:
    """Solutions of systems that have too many or too few equations, with the least squares of what is off."""
    rows, columns = A.shape[-2:]
    u, s, vh = np.linalg.svd(A, full_matrices=False)
    least = cutoff(s.max(axis=-1, initial=0), (rows, columns), None, rcond)[..., None]
    inverse = np.where(s > least, 1 / np.where(s > least, s, 1), 0)
    solution = np.swapaxes(vh, -2, -1) @ (inverse[..., None] * (np.swapaxes(u, -2, -1) @ B))
    rank = np.asarray((s > least).sum(axis=-1), np.int64)
    full = bool((rank == columns).all()) and rows > columns
    residuals = np.square(A @ solution - B).sum(axis=-2) if full and driver != "gelsy" else np.empty(0, A.dtype)
    ranks = np.empty(0, np.int64) if driver == "gels" else rank
    values = s if driver in ("gelsd", "gelss") else np.empty(0, A.dtype)
    return solution.astype(A.dtype), residuals.astype(A.dtype), ranks, values


def lstsq(A: Any, B: Any, rcond: Any = None, *, driver: str | None = None, out: Any = None) -> Any:
    """X for which ``A @ X`` comes nearest to ``B``."""
    name = "torch.linalg.lstsq"
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    for one, said in ((A, "input"), (B, "other")):
        least = 2 if said == "input" else 1
        if one.dim() < least:
            raise RuntimeError(f"{name}: {said} must have at least {least} dimension{'s' * (least > 1)}.")
    vector = A.dim() - 1 == B.dim() and tuple(A.shape[:-1]) == tuple(B.shape)
    right = B.unsqueeze(-1) if vector else B
    if A.shape[-2] != right.shape[-2]:
        raise RuntimeError(f"{name}: input.size(-2) should match other.size({-1 if vector else -2})")
    if A.dtype is not B.dtype:
        raise RuntimeError(
            f"{name}: Expected input and other to have the same dtype, but got input's dtype "
            f"{A.dtype.type_name} and other's dtype {B.dtype.type_name}"
        )
    solution, residuals, rank, values = lstsq_op(A, right, rcond, driver or "gelsy")
    made = (solution.squeeze(-1) if vector else solution, residuals, rank, values.detach())
    return named(return_types.linalg_lstsq, made, out)


# -- exponentials and reflections -----------------------------------------------------------------------------------


def _exp_rule(g: Any, A: Any) -> Any:
    """The upper right block of the exponential of [[Aᵀ, g], [0, Aᵀ]]."""
    turned, size = transposed(A), A.shape[-1]
    upper = cat([turned, g], -1)
    lower = cat([turned.new_zeros(tuple(turned.shape)), turned], -1)
    return matrix_exp(cat([upper, lower], -2))[..., :size, size:]


@op(name="matrix_exp", node="LinalgMatrixExpBackward0", operands=("A",), A=_exp_rule)
def matrix_exp(A: Array) -> Array:
    """The exponential of square matrices: the sum of all powers, each divided by its factorial."""
    if A.dtype.kind != "f":
        raise RuntimeError(
            "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got "
            f"{dtypes.from_numpy(A.dtype).type_name}"
        )
    check_square("linalg.matrix_exp", A)
    return _lapack.exponential(A)


def reflected(A: Any, tau: Any) -> Any:
    """``householder_product`` in operations that can be differentiated."""
    rows, columns = A.shape[-2:]
    made = A.new_tensor(np.eye(rows, columns)).expand(tuple(A.shape))
    below = A.tril(-1) + A.new_tensor(np.eye(rows, columns))
    for number in range(tau.shape[-1] - 1, -1, -1):
        vector = below[..., number].unsqueeze(-1)
        made = made - tau[..., number, None, None] * (vector @ (transposed(vector) @ made))
    return made


def composed(function: Callable[..., Any], place: int) -> Callable[..., Any]:
    """The derivative by one operand of an operation, found by differentiating a composition that computes the same."""

    def rule(g: Any, *operands: Any) -> Any:
        again = is_grad_enabled()
        with enable_grad():
            own = [one if again and one.requires_grad else one.detach().requires_grad_() for one in operands]
            made = function(*own)
            found = grad(made, own[place], g, create_graph=again, allow_unused=True)[0] if made.requires_grad else None
        return operands[place].new_zeros(operands[place].shape) if found is None else found

    return rule


_by_matrix, _by_tau = composed(reflected, 0), composed(reflected, 1)


@op(
    name="householder_product",
    node="LinalgHouseholderProductBackward0",
    A=lambda g, A, tau: _by_matrix(g, A, tau),
    tau=lambda g, A, tau: _by_tau(g, A, tau),
)
def householder_product(A: Array, tau: Array) -> Array:
    """The first columns of the product of the reflections that ``geqrf`` leaves below the diagonal."""
    name = "torch.linalg.householder_product"
    if A.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    rows, columns = A.shape[-2:]
    if rows < columns:
        raise RuntimeError(f"{name}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    if columns < tau.shape[-1]:
        raise RuntimeError(f"{name}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if A.ndim - tau.ndim != 1:
        raise RuntimeError(
            f"{name}: Expected tau to have one dimension less than input, but got tau.ndim equal to {tau.ndim} and "
            f"input.ndim is equal to {A.ndim}"
        )
    return column_major(_lapack.reflections(A, tau))
