"""Samples of products, systems and decompositions."""

from __future__ import annotations

import numpy as np

import tensorlab as torch


def numbers(*size, seed=0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(-2, 2, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


def regular(*size, seed=0):
    """Square matrices far from singular."""
    made = np.random.default_rng(seed).uniform(-1, 1, size) + 2 * np.eye(size[-1])
    return torch.tensor(made, requires_grad=True)


def symmetric(a):
    return a + a.mT


def definite(a):
    """A symmetric positive-definite matrix made of any."""
    return a @ a.mT + torch.eye(a.shape[-1], dtype=torch.float64)


def lower(a):
    return a.tril() + 2 * torch.eye(a.shape[-1], dtype=torch.float64)


def system(a, b, **options):
    return torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b, **options)


row, col = numbers(3), numbers(2, seed=1)
wide, tall, square = numbers(2, 3, seed=2), numbers(3, 2, seed=3), regular(3, 3, seed=4)
stack = regular(2, 2, 2, seed=5)
singular = torch.tensor([[1.0, 2.0, 0.5], [2.0, 4.0, 1.0], [0.3, -1.0, 2.0]], dtype=torch.float64, requires_grad=True)
linalg, einsum = torch.linalg, torch.einsum

CASES = {
    "AddbmmBackward0": [
        (lambda a, b, c: torch.addbmm(a, b, c, beta=2, alpha=3), wide, numbers(2, 2, 2), numbers(2, 2, 3))
    ],
    "AddmvBackward0": [(lambda a, b, c: torch.addmv(a, b, c, beta=2, alpha=3), col, wide, row)],
    "AddrBackward0": [(lambda a, b, c: torch.addr(a, b, c, beta=2, alpha=3), wide, col, row)],
    "BaddbmmBackward0": [
        (lambda a, b, c: torch.baddbmm(a, b, c, beta=2, alpha=3), wide, numbers(2, 2, 2), numbers(2, 2, 3)),
        (lambda b, c: torch.baddbmm(torch.zeros(1, dtype=torch.float64), b, c, beta=0), stack, stack),
    ],
    "BmmBackward0": [
        (torch.matmul, numbers(2, 1, 2, 3), numbers(3, 3, 2, seed=1)),
        (torch.matmul, stack, regular(2, 2, 2, seed=6)),
        (lambda a, b: einsum("ij,jk->ik", a, b), wide, tall),
        (lambda a, b: einsum("bij,bjk,kl->bil", a, b, b[0]), stack, stack),
        (lambda a, b: einsum("...i,...i", a, b), wide, row),
    ],
    "CholeskyBackward0": [
        (lambda a: torch.cholesky(definite(a)), square),
        (lambda a: torch.cholesky(definite(a), upper=True), square),
    ],
    "CholeskyInverseBackward0": [
        (lambda a: torch.cholesky_inverse(lower(a)), square),
        (lambda a: torch.cholesky_inverse(lower(a).mT, upper=True), square),
    ],
    "CholeskySolveBackward0": [
        (lambda a, b: torch.cholesky_solve(b, lower(a)), square, tall),
        (lambda a, b: torch.cholesky_solve(b, lower(a).mT, upper=True), square, tall),
    ],
    "DotBackward0": [(torch.inner, row, row), (lambda a: torch.tensordot(a, a, 2), wide)],
    "LinalgCholeskyExBackward0": [
        (lambda a: linalg.cholesky(definite(a)), square),
        (lambda a: linalg.cholesky_ex(definite(a), upper=True).L, stack),
    ],
    "LinalgCrossBackward0": [
        (lambda a, b: torch.cross(a, b, 1), numbers(2, 3), numbers(2, 3, seed=1)),
        (lambda a, b: linalg.cross(a, b, dim=0), numbers(3, 1), numbers(3, 2, seed=1)),
    ],
    "LinalgDetBackward0": [(torch.det, square), (linalg.det, stack), (torch.det, singular)],
    "LinalgEighBackward0": [
        (lambda a: linalg.eigvalsh(symmetric(a)), square),
        (lambda a: linalg.eigh(symmetric(a)).eigenvectors.abs(), square),
        (lambda a: linalg.eigh(symmetric(a)).eigenvectors.abs() @ linalg.eigh(symmetric(a), "U")[0], square),
    ],
    "LinalgHouseholderProductBackward0": [
        (linalg.householder_product, tall, col),
        (torch.orgqr, numbers(2, 3, 2), numbers(2, 1)),
    ],
    "LinalgInvExBackward0": [
        (torch.inverse, square),
        (lambda a: linalg.inv_ex(a).inverse, stack),
        (lambda a: linalg.matrix_power(a, -2), square),
        (lambda a: linalg.cond(a, "fro"), square),
        (lambda a: linalg.tensorinv(a.reshape(3, 3, 1), ind=1), square),
    ],
    "LinalgLstsqBackward0": [
        (lambda a, b: linalg.lstsq(a, b).solution, tall, numbers(3, 1)),
        (lambda a, b: linalg.lstsq(a, b, driver="gelsd")[:2], tall, numbers(3, 2)),
        (lambda a, b: linalg.lstsq(a, b).solution, wide, col),
    ],
    "LinalgLuBackward0": [
        (lambda a: linalg.lu(a)[1:], square),
        (lambda a: linalg.lu(a)[1:], wide),
        (lambda a: linalg.lu(a)[1:], tall),
    ],
    "LinalgLuFactorExBackward0": [
        (lambda a: linalg.lu_factor(a).LU, square),
        (lambda a: linalg.lu_factor_ex(a).LU, wide),
        (lambda a: torch.lu(a)[0], tall),
    ],
    "LinalgLuSolveBackward0": [
        (system, square, tall),
        (lambda a, b: system(a, b, adjoint=True), square, tall),
        (lambda a, b: system(a, b, left=False), square, wide),
        (lambda a, b: system(a, b, left=False, adjoint=True), square, wide),
    ],
    "LinalgMatrixExpBackward0": [(torch.matrix_exp, square), (linalg.matrix_exp, stack)],
    "LinalgPinvBackward0": [
        (linalg.pinv, wide),
        (torch.pinverse, tall),
        (lambda a: linalg.pinv(symmetric(a), hermitian=True), square),
    ],
    "LinalgQrBackward0": [
        (linalg.qr, tall),
        (linalg.qr, wide),
        (lambda a: linalg.qr(a).R, stack),
        (lambda a: torch.qr(a, some=False).Q, square),
    ],
    "LinalgSlogdetBackward0": [(lambda a: linalg.slogdet(a).logabsdet, square), (torch.logdet, square)],
    "LinalgSolveExBackward0": [
        (linalg.solve, square, row),
        (linalg.solve, square, tall),
        (lambda a, b: linalg.solve(a, b, left=False), square, wide),
        (linalg.solve, stack, numbers(2, 2)),
        (linalg.solve, stack, numbers(2, 1)),
        (lambda a, b: linalg.solve_ex(a, b).result, regular(2, 2), numbers(3, 2, 1)),
        (lambda a, b: linalg.tensorsolve(a.reshape(3, 1, 3), b.unsqueeze(1), (0,)), square, row),
    ],
    "LinalgSolveTriangularBackward0": [
        (lambda a, b: linalg.solve_triangular(a, b, upper=True), square, tall),
        (lambda a, b: linalg.solve_triangular(a, b, upper=False, unitriangular=True), square, tall),
        (lambda a, b: linalg.solve_triangular(a, b, upper=True, left=False), square, wide),
    ],
    "LinalgSvdBackward0": [
        (linalg.svdvals, wide),
        (lambda a: linalg.svd(a, full_matrices=False).U.abs(), tall),
        (lambda a: linalg.svd(a, full_matrices=False).Vh.abs(), wide),
        (lambda a: linalg.svd(a).S, tall),
        (lambda a: torch.svd(a).U @ torch.svd(a).V.mT, square),
        (lambda a: linalg.svd(a)[0][:, :2].abs() + linalg.svd(a)[2].abs().sum(), tall),
        (linalg.cond, square),
    ],
    "LinalgVectorNormBackward0": [
        (linalg.matrix_norm, wide),
        (lambda a: linalg.matrix_norm(a, 1), wide),
        (lambda a: linalg.norm(a, float("-inf"), (1, 0), keepdim=True), wide),
    ],
    "LuUnpackBackward0": [
        (lambda a: torch.lu_unpack(*torch.linalg.lu_factor(a))[1:], square),
        (lambda a: torch.lu_unpack(a, torch.tensor([1, 2], dtype=torch.int32))[1:], wide),
        (lambda a: torch.lu_unpack(a, torch.tensor([1, 2], dtype=torch.int32))[1], tall),
        (lambda a: torch.lu_unpack(a, torch.tensor([1, 2], dtype=torch.int32))[2], tall),
    ],
    "MmBackward0": [
        (torch.matmul, numbers(2, 2, 3), tall),
        (torch.matmul, wide, numbers(2, 3, 2)),
        (torch.matmul, row, tall),
        (lambda a, b: torch.tensordot(a, b, ([0], [1])), wide, tall),
        (lambda a, b: torch.tensordot(a, b, 1), numbers(2, 1), tall),
        (torch.inner, wide, numbers(4, 3)),
        (lambda a: linalg.matrix_power(a, 5), square),
        (lambda a, b, c: linalg.multi_dot([a, b, c, row]), wide, tall, wide),
        (lambda a, b: linalg.multi_dot([a, b]), wide, tall),
    ],
    "MulBackward0": [
        (torch.outer, col, row),
        (torch.kron, wide, row),
        (lambda a: linalg.vecdot(a, a), wide),
        (lambda a, b: einsum("i,j->ij", a, b), row, col),
        (lambda a, b: einsum("ij,ij->ij", a, b), wide, wide),
    ],
    "MvBackward0": [(torch.matmul, numbers(2, 2, 3), row), (torch.matmul, col, numbers(3, 2, 2))],
    "OrmqrBackward0": [
        (torch.ormqr, tall, col, tall),
        (lambda a, b, c: torch.ormqr(a, b, c, left=False, transpose=True), tall, col, wide),
    ],
    "SqueezeBackward4": [(torch.matmul, row, tall)],
    "SumBackward1": [
        (lambda a: einsum("ij->i", a), wide),
        (lambda a: einsum("ii", a), square),
        (lambda a, b: einsum("ij,k->k", a, b), wide, row),
    ],
    "TriangularSolveBackward0": [
        (lambda a, b: torch.triangular_solve(b, a), square, tall),
        (lambda a, b: torch.triangular_solve(b, a, upper=False, transpose=True)[0], square, tall),
        (lambda a: torch.triangular_solve(tall.detach(), a)[1], square),
    ],
    "VdotBackward0": [(torch.vdot, row, numbers(3, seed=4)), (linalg.vecdot, row, numbers(3, seed=4))],
}
