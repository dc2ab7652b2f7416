"""``torch.linalg``: linear algebra, under the names that NumPy's and SciPy's modules made known."""

from __future__ import annotations

from math import prod
from typing import Any

from tensorlab import methods  # noqa: F401  (the rules of derivatives call methods)
from tensorlab import signatures as _signatures
from tensorlab.ops import diagonals as _diagonals
from tensorlab.ops import linalg as _products
from tensorlab.ops._matrices import LinAlgError
from tensorlab.ops.decompositions import (
    det,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    householder_product,
    inv,
    inv_ex,
    lstsq,
    matrix_exp,
    pinv,
    qr,
    slogdet,
    solve,
    solve_ex,
    svd,
    svdvals,
)
from tensorlab.ops.indefinite import ldl_factor, ldl_factor_ex, ldl_solve
from tensorlab.ops.linalg import matmul, multi_dot
from tensorlab.ops.matrices import matrix_power
from tensorlab.ops.matrices import rising_powers as vander
from tensorlab.ops.matrix_norms import cond, matrix_norm, matrix_rank, norm, vector_norm
from tensorlab.ops.triangular import cholesky, cholesky_ex, lu, lu_factor, lu_factor_ex, lu_solve, solve_triangular
from tensorlab.ops.writing import into as _into


def cross(input: Any, other: Any, *, dim: int = -1, out: Any = None) -> Any:
    """Vectors at right angles to two others, along an axis of size 3."""
    return _products.cross_op(input, other, dim, out=out)


def diagonal(A: Any, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The diagonals of matrices, as a view."""
    return _diagonals.diagonal(A, offset, dim1, dim2)


def vecdot(x: Any, y: Any, *, dim: int = -1, out: Any = None) -> Any:
    """Sums of products of vectors along ``dim``."""
    if not x.dtype.is_floating_point:
        kind = x.dtype.type_name
        raise RuntimeError(f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {kind}")
    made = _products.vdot(x, y) if x.dim() == y.dim() == 1 else (x * y).sum(dim)
    return made if out is None else _into(out, made, "linalg_vecdot")


def tensorinv(A: Any, ind: int = 2, *, out: Any = None) -> Any:
    """The inverse of a tensor as a linear map from its last axes to its first ``ind``."""
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    first, last = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    if prod(first) != prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{prod(last)} != {prod(first)}"
        )
    made = inv(A.reshape(prod(last), prod(first))).reshape(*last, *first)
    return made if out is None else _into(out, made, "linalg_tensorinv", casts=True)


def tensorsolve(A: Any, B: Any, dims: Any = None, *, out: Any = None) -> Any:
    """X for which ``tensordot(A, X, X.ndim)`` is ``B``."""
    if dims is not None:
        kept = [axis for axis in range(A.dim()) if axis not in [dim % A.dim() for dim in dims]]
        A = A.permute([*kept, *[dim % A.dim() for dim in dims]])
    shape = tuple(A.shape[B.dim() :])
    if prod(shape) != prod(A.shape[: B.dim()]):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {prod(shape)} != {prod(A.shape[: B.dim()])}"
        )
    made = solve(A.reshape(prod(shape), prod(shape)), B.reshape(-1)).reshape(shape)
    return made if out is None else _into(out, made, "linalg_tensorsolve", casts=True)


__all__ = [
    "LinAlgError",
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "ldl_factor",
    "ldl_factor_ex",
    "ldl_solve",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "lu_solve",
    "matmul",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
    "vector_norm",
]

_signatures.guard_all(globals(), __all__, "linalg_")
