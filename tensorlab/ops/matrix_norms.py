"""How large matrices are, how near to singular, and how many directions they have; names of ``torch.linalg``."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.ops._matrices import check_floats, check_matrices, check_square, cutoff
from tensorlab.ops.decompositions import eigvalsh, inv_ex, svdvals
from tensorlab.ops.norms import vector_norm as _vector_norm
from tensorlab.ops.shape import permute_op
from tensorlab.ops.writing import into

_ORDERS = (2, -2, 1, -1, inf, -inf)


def vector_norm(
    x: Any, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> Any:
    """The length of the elements as vectors along ``dim``, all together if that is None."""
    return _vector_norm(x, float(ord), dim, keepdim, dtype, out=out)


def _check_order(ord: Any) -> None:
    known = ord in ("fro", "nuc") if isinstance(ord, str) else ord in _ORDERS
    if not known:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")


def matrix_norm(
    A: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> Any:
    """The size of matrices that two axes make: by all elements, by singular values, or by sums of rows or columns."""
    check_matrices("linalg.matrix_norm", A)
    _check_order(ord)
    if len(dim) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    if not A.dtype.is_floating_point:
        kind = A.dtype.type_name
        raise RuntimeError(f"linalg.matrix_norm: Expected a floating point or complex tensor as input. Got {kind}")
    axes = [wrap_dim(one, A.dim()) for one in dim]
    if axes[0] == axes[1]:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    made = _matrix_norm(A if dtype is None else A.to(dtype), ord, axes, keepdim)
    return made if out is None else into(out, made, "linalg_matrix_norm")


def _matrix_norm(A: Any, ord: Any, axes: list[int], keepdim: bool) -> Any:
    if ord == "fro":
        return _vector_norm(A, 2.0, tuple(axes), keepdim)
    if ord in ("nuc", 2, -2):
        return _by_singular_values(A, ord, axes, keepdim)
    summed, best = axes if ord in (1, -1) else axes[::-1]
    lengths = _vector_norm(A, 1.0, (summed,), keepdim)
    best = best - 1 if best > summed and not keepdim else best
    return lengths.amax(best, keepdim) if ord > 0 else lengths.amin(best, keepdim)


def _by_singular_values(A: Any, ord: Any, axes: list[int], keepdim: bool) -> Any:
    others = [axis for axis in range(A.dim()) if axis not in axes]
    values = svdvals(permute_op(A, [*others, *axes]))
    made = (
        values.sum(-1, keepdim) if ord == "nuc" else values.amax(-1, keepdim) if ord == 2 else values.amin(-1, keepdim)
    )
    if not keepdim:
        return made
    back = [0] * A.dim()
    for place, axis in enumerate([*others, *axes]):
        back[axis] = place
    return permute_op(made.unsqueeze(-1), back)


def norm(A: Any, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None) -> Any:
    """The norm of vectors or of matrices, as ``ord`` and ``dim`` say; without either, of all elements as one vector."""
    axes = (dim,) if isinstance(dim, int) else None if dim is None else tuple(dim)
    if ord is None:
        return vector_norm(A, 2, axes, keepdim, dtype=dtype, out=out)
    if isinstance(ord, str):
        return matrix_norm(A, ord, (-2, -1) if axes is None else axes, keepdim, dtype=dtype, out=out)
    if axes is None and A.dim() not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A.dim()}D."
        )
    if axes is not None and len(axes) not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(axes)}")
    if (axes is None and A.dim() == 1) or (axes is not None and len(axes) == 1):
        return vector_norm(A, ord, axes, keepdim, dtype=dtype, out=out)
    return matrix_norm(A, ord, (0, 1) if axes is None else axes, keepdim, dtype=dtype, out=out)


def cond(A: Any, p: Any = None, *, out: Any = None) -> Any:
    """How much a solution may change with its system: the norm of the matrix times that of its inverse."""
    check_matrices("linalg.cond", A)
    check_floats("linalg.cond", A._array)
    known = p in ("fro", "nuc") if isinstance(p, str) else p is None or p in _ORDERS
    if not known:
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    made = _by_extremes(A, p) if p in (None, 2, -2) else _by_inverse(A, p)
    return made if out is None else into(out, made, "linalg_cond", casts=True)


def _by_extremes(A: Any, p: Any) -> Any:
    values = svdvals(A)
    if 0 in A.shape:
        return values.new_zeros(tuple(A.shape[:-2]))
    first, last = values.narrow(-1, 0, 1), values.narrow(-1, -1, 1)
    return (last / first if p == -2 else first / last).squeeze(-1)


def _by_inverse(A: Any, p: Any) -> Any:
    check_square(f"linalg.cond(ord={p})", A)
    if 0 in A.shape:
        return A.new_zeros(tuple(A.shape[:-2]))
    inverse, info = inv_ex(A)
    singular = (info > 0).unsqueeze(-1).unsqueeze(-1)
    made = matrix_norm(A, p) * matrix_norm(inverse.masked_fill(singular, inf), p)
    return made if p == "nuc" else made.nan_to_num(inf, inf, -inf)


def matrix_rank(
    A: Any,
    tol: Any = None,
    hermitian: bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
    out: Any = None,
) -> Any:
    """How many singular values are not 0, within the tolerance."""
    check_matrices("torch.linalg.matrix_rank", A, "input")
    check_floats("torch.linalg.matrix_rank", A._array)
    if hermitian:
        check_square("linalg.matrix_rank", A)
    values = (eigvalsh(A.detach()).abs() if hermitian else svdvals(A.detach()))._array
    relative = 0.0 if tol is not None else rtol
    largest = values.max(axis=-1, initial=0)
    least = cutoff(largest, A.shape[-2:], atol if tol is None else tol, relative)
    made: Tensor = wrap(np.asarray((values > np.asarray(least)[..., None]).sum(axis=-1), np.int64), dtypes.int64)
    return made if out is None else into(out, made, "linalg_matrix_rank", casts=True)
