"""The leading singular vectors of a large matrix, from its products with a few random vectors.

Source: N. Halko, P. Martinsson, J. Tropp, "Finding structure with randomness" (2009), algorithms 4.4 and 5.1.
"""

from __future__ import annotations

from typing import Any

from tensorlab import dtypes
from tensorlab.ops.creation import randn
from tensorlab.ops.decompositions import qr, svd


def _basis(A: Any, q: int, niter: int) -> Any:
    """Orthogonal columns that span nearly what the matrix maps to."""
    kind = A.dtype if A.dtype.is_floating_point else dtypes.float32
    Q = qr(A.matmul(randn(A.shape[-1], q, dtype=kind)))[0]
    for _ in range(niter):
        Q = qr(A.mT.matmul(Q))[0]
        Q = qr(A.matmul(Q))[0]
    return Q


def svd_lowrank(A: Any, q: int = 6, niter: int = 2, M: Any = None) -> tuple[Any, Any, Any]:
    """The first ``q`` singular vectors and values ``U``, ``S``, ``V`` of ``A``, or of ``A - M``.

    Args:
        A: shape (…, m, n).
        niter: how often the random vectors are sent through the matrix and back.
    """
    whole = A if M is None else A - M.broadcast_to(A.shape)
    is_wide = whole.shape[-2] < whole.shape[-1]
    tall = whole.mT if is_wide else whole
    Q = _basis(tall, q, niter)
    U, S, Vh = svd(Q.mT.matmul(tall), full_matrices=False)
    U, V = Q.matmul(U), Vh.mT
    return (V, S, U) if is_wide else (U, S, V)


def pca_lowrank(A: Any, q: int | None = None, center: bool = True, niter: int = 2) -> tuple[Any, Any, Any]:
    """The first ``q`` principal components of rows of data: ``U``, ``S`` and the directions ``V``.

    Args:
        A: shape (…, samples, features).
        center: take the mean of the rows away first.
    """
    least = min(A.shape[-2:])
    if q is None:
        q = min(6, least)
    elif not 0 <= q <= least:
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={least}")
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean((-2,), keepdim=True) if center else A, q, niter)
