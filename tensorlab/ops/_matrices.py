"""What functions of matrices check and raise, and the few words that they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from tensorlab import dtypes
from tensorlab.ops.plans import Array
from tensorlab.ops.writing import into

Result: TypeAlias = tuple[Array, ...]


class _LinAlgError(RuntimeError):
    """A computation of linear algebra cannot be completed: a matrix is singular, or not positive-definite."""


_LinAlgError.__module__ = "torch._C"
LinAlgError = _LinAlgError


# -- what all of them check -----------------------------------------------------------------------------------------


def check_floats(name: str, matrices: Array) -> None:
    """Raise for whole numbers and half precision, which LAPACK doesn't know."""
    if matrices.dtype.kind != "f":
        kind = dtypes.from_numpy(matrices.dtype).type_name
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {kind}")
    if matrices.dtype == np.float16:
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half")


def check_matrices(name: str, matrices: Array, letter: str = "A") -> None:
    """Raise where there is no matrix."""
    if matrices.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {letter} must have at least 2 dimensions.")


def check_square(name: str, matrices: Array, letter: str = "A") -> None:
    """Raise where the matrices are not square."""
    check_matrices(name, matrices, letter)
    rows, columns = matrices.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"{name}: {letter} must be batches of square matrices, but they are {rows} by {columns} matrices"
        )


def check_input(name: str, matrices: Array) -> None:
    """Raise where these are not square matrices of floats."""
    check_square(name, matrices)
    check_floats(name, matrices)


def first_failure(info: Array) -> tuple[str, int] | None:
    """Which matrix of a stack failed first, as PyTorch's messages say it, and where."""
    flat = np.atleast_1d(info).ravel()
    failed = np.flatnonzero(flat)
    if not failed.size:
        return None
    which = "" if info.ndim == 0 else f"(Batch element {failed[0]}): "
    return which, int(flat[failed[0]])


def each_good(function: Callable[[Array], Array], matrices: Array, info: Array) -> Array:
    """The function of the matrices that went well, nan for the others."""
    made = np.full(matrices.shape, np.nan, matrices.dtype)
    good = info == 0
    if good.any():
        made[good] = function(matrices[good])
    return made


def named(kind: Any, made: Sequence[Any], out: Any) -> Any:
    return kind(*(made if out is None else into(out, tuple(made), kind.__name__)))


def transposed(matrices: Any) -> Any:
    return matrices.transpose(-2, -1)


def raise_not_positive(name: str, info: Array) -> None:
    failure = first_failure(info)
    if failure is not None:
        raise LinAlgError(
            f"{name}: {failure[0]}The factorization could not be completed because the input is not positive-definite "
            f"(the leading minor of order {failure[1]} is not positive-definite)."
        )


def cutoff(largest: Array, sizes: Sequence[int], atol: Any, rtol: Any) -> Array:
    """Below what a singular value counts as 0."""
    epsilon = np.finfo(largest.dtype).eps * max(sizes)
    absolute = 0.0 if atol is None else np.asarray(getattr(atol, "_array", atol))
    if rtol is None:
        relative = np.where(np.asarray(absolute) > 0, 0.0, epsilon)
    else:
        relative = np.asarray(getattr(rtol, "_array", rtol))
    return np.maximum(absolute, relative * largest)
