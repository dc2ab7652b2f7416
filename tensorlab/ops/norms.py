"""Lengths of vectors; and softmax and its kin, the shares along an axis."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap_dim
from tensorlab.ops._folding import (
    Dim,
    axes_of,
    exponential,
    fold_add,
    fold_largest,
    folded,
    in_rows,
    length,
    length_rule,
    raised,
)
from tensorlab.ops._kernels import unsupported
from tensorlab.ops.plans import Applied, Array, Itself
from tensorlab.ops.table import op

# -- lengths --------------------------------------------------------------------------------------------------------


@op(name="linalg_vector_norm", node="LinalgVectorNormBackward0", input=length_rule)
def vector_norm(input: Array, ord: float = 2, dim: Dim = None, keepdim: bool = False, dtype: Any = None) -> Array:
    """The length of the elements as vectors along some axes."""
    kind = dtypes.from_numpy(input.dtype)
    if not kind.is_floating_point:
        raise RuntimeError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {kind.type_name}"
        )
    return length(input if dtype is None else input.astype(dtype.numpy), ord, dim, keepdim)


def norm(input: Any, p: Any = "fro", dim: Dim = None, keepdim: bool = False, out: Any = None, dtype: Any = None) -> Any:
    """The length of the elements as a vector; ``p`` is its order, ``"fro"`` 2, ``"nuc"`` that of singular values."""
    if p == "nuc":
        from tensorlab.ops.matrix_norms import matrix_norm

        return matrix_norm(input, "nuc", (-2, -1) if dim is None else dim, keepdim, dtype=dtype, out=out)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    return vector_norm(input, 2 if p in ("fro", None) else float(p), dim, keepdim, dtype, out=out)


# -- shares ---------------------------------------------------------------------------------------------------------


def _softmax_curvature(g: Any, grad_output: Any, output: Any, dim: int) -> Any:
    pulled = grad_output * g - (output * grad_output).sum(dim, True) * g
    return pulled - grad_output * (output * g).sum(dim, True)


@op(
    name="_softmax_backward_data",
    grad_output=Itself("output", "dim"),
    output=_softmax_curvature,
)
def softmax_backward(grad_output: Array, output: Array, dim: int) -> Array:
    """The gradient of the input of :func:`softmax`."""
    weighted = grad_output * output
    weighted -= output * folded(weighted, dim)
    return weighted


@op(
    name="_log_softmax_backward_data",
    grad_output=lambda g, output, dim: g - (g * output.exp()).sum(dim, True),
    output=lambda g, grad_output, output, dim: -grad_output.sum(dim, True) * output.exp() * g,
)
def log_softmax_backward(grad_output: Array, output: Array, dim: int) -> Array:
    """The gradient of the input of :func:`log_softmax`."""
    return grad_output - np.exp(output) * folded(grad_output, dim)


def _lowered(input: Array, dim: int, kernel: str) -> tuple[Array, int | None]:
    """Fresh memory with the elements less the largest along the axis, so that no power overflows; and the axis."""
    axis = wrap_dim(dim, input.ndim)
    if input.dtype.kind != "f":
        last = axis == input.ndim - 1 or not input.ndim
        raise unsupported(f"{kernel}{'_lastdim' if last else ''}_kernel_impl", dtypes.from_numpy(input.dtype))
    fold = axis if input.ndim else None
    return np.asarray(input - fold_largest(input, axis=fold, keepdims=True)), fold


def _nothing_along(input: Array, dim: int) -> Array:
    """Where there is nothing to share, every type will do."""
    wrap_dim(dim, input.ndim)
    return input.copy()


@op(name="softmax", node="SoftmaxBackward0", input=Applied(softmax_backward, "result", "dim"))
def softmax_op(input: Array, dim: int) -> Array:
    """Positive shares that add up to 1 along an axis."""
    if not input.size:
        return _nothing_along(input, dim)
    made, axis = _lowered(input, dim, "softmax")
    np.exp(made, out=made)
    np.divide(made, fold_add(made, axis=axis, keepdims=True), out=made)
    return in_rows(made)


@op(
    name="log_softmax",
    node="LogSoftmaxBackward0",
    input=Applied(log_softmax_backward, "result", "dim"),
)
def log_softmax_op(input: Array, dim: int) -> Array:
    """The logarithm of softmax, without overflow."""
    if not input.size:
        return _nothing_along(input, dim)
    made, axis = _lowered(input, dim, "log_softmax")
    np.subtract(made, np.log(fold_add(np.exp(made), axis=axis, keepdims=True)), out=made)
    return in_rows(made)


def softmax(input: Any, dim: int, dtype: Any = None, *, out: Any = None) -> Any:
    """Positive shares that add up to 1 along ``dim``."""
    return softmax_op(input if dtype is None else input.to(dtype), dim, out=out)


def log_softmax(input: Any, dim: int, dtype: Any = None, *, out: Any = None) -> Any:
    """The logarithm of softmax along ``dim``."""
    return log_softmax_op(input if dtype is None else input.to(dtype), dim, out=out)


@op(
    name="logsumexp",
    input=lambda g, input, result, dim, keepdim: (
        raised(g, input.shape, dim, keepdim) * exponential(input - raised(result, input.shape, dim, keepdim))
    ),
)
def logsumexp_op(input: Array, dim: Dim, keepdim: bool = False, by_steps: bool = False) -> Array:
    """The sum in logarithms; ``by_steps`` rounds after each of them to bfloat16."""
    values = input if input.dtype.kind == "f" else input.astype(dtypes.get_default_dtype().numpy)
    axes = axes_of(dim, values.ndim)
    top = np.max(values, axis=axes, keepdims=True, initial=-inf)
    top = np.where(np.isfinite(top), top, 0).astype(values.dtype)
    if by_steps:
        powers = dtypes.round_to_bfloat16(np.exp(dtypes.round_to_bfloat16(values - top)))
        summed = dtypes.round_to_bfloat16(fold_add(powers, axis=axes, keepdims=True))
        total = dtypes.round_to_bfloat16(np.log(summed)) + top
    else:
        total = np.log(fold_add(np.exp(values - top), axis=axes, keepdims=True)) + top
    return in_rows(
        total if keepdim else np.squeeze(total, axis=axes if axes is not None else tuple(range(values.ndim)))
    )


def logsumexp(input: Any, dim: Dim, keepdim: bool = False, *, out: Any = None) -> Any:
    """``log(sum(exp(input)))`` along some axes, without overflow."""
    return logsumexp_op(input, dim, keepdim, input.dtype is dtypes.bfloat16, out=out)
