"""How far tensors are from each other, as points, rows or directions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import wrap, wrap_dim
from tensorlab.dtypes import Kind
from tensorlab.explain.shapes import broadcast
from tensorlab.graph.mode import no_grad
from tensorlab.ops._composed import plus
from tensorlab.ops._folding import length, length_rule
from tensorlab.ops._kernels import check_sub, unsupported
from tensorlab.ops.norms import vector_norm
from tensorlab.ops.plans import Array
from tensorlab.ops.pointwise import where_op
from tensorlab.ops.shape import broadcast_tensors
from tensorlab.ops.table import op, pointwise
from tensorlab.ops.writing import in_place


def _check_dist(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    check_sub(operands, dtype)
    if not dtype.is_floating_point:
        raise RuntimeError(
            f"norm(): input dtype should be either floating point or complex. Got {dtype.type_name} instead."
        )


@pointwise(
    tensors=("input", "other"),
    check=_check_dist,
    input=lambda g, input, other, p, result: length_rule(g, input - other, result, p, None, False),
    other=lambda g, input, other, p, result: -length_rule(g, input - other, result, p, None, False),
    name="dist",
    node="DistBackward0",
)
def dist_op(input: Array, other: Array, p: float = 2) -> Array:
    """The length of the difference as one vector."""
    return length(input - other, p, None, False)


def dist(input: Any, other: Any, p: float = 2) -> Any:
    """The ``p``-norm of ``input - other``."""
    return dist_op(input, other, p)


@op(
    name="norm",
    node="NormBackward1",
    input=lambda g, input, result, p, dim, keepdim: length_rule(g, input, result, p, dim, keepdim),
)
def norm_along(input: Array, p: float, dim: Any, keepdim: bool = False) -> Array:
    """The length along an axis, as PyTorch's composed distances name it."""
    return length(input, p, dim, keepdim)


def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Any:
    """The distances of the rows of one tensor from those of another."""
    return norm_along(plus(x1 - x2, eps), p, -1, keepdim)


def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-08) -> Any:
    """The cosine of the angle between vectors along ``dim``."""
    common = dtypes.promote_types(x1.dtype, x2.dtype)
    if not common.is_floating_point:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {common.type_name}")
    first, second = x1.to(common), x2.to(common)
    if first.shape != second.shape:
        first, second = broadcast_tensors(first, second)
    return (_direction(first, dim, eps) * _direction(second, dim, eps)).sum(dim)


def _direction(vectors: Any, dim: int, eps: float) -> Any:
    size = vector_norm(vectors, 2, dim, True).clone()
    with no_grad():
        size.clamp_min_(eps)
    return vectors / size


# -- all pairs ------------------------------------------------------------------------------------------------------


def _slopes(apart: Any, distance: Any, p: float) -> Any:
    """How a distance changes with each coordinate, shape of ``apart``; ``distance`` has 1 on the last axis."""
    if p == 1:
        return apart.sgn()
    if math.isinf(p):
        return apart.sgn() * (apart.abs() == distance)
    if p == 0:
        return apart * 0
    slope = apart.sgn() * (apart.abs() / distance) ** (p - 1)
    return slope.masked_fill((distance == 0) | (apart == 0), 0.0)


def _cdist_rule(g: Any, x1: Any, x2: Any, p: float, result: Any, first: bool) -> Any:
    apart = x1.unsqueeze(-2) - x2.unsqueeze(-3)
    moved = g.unsqueeze(-1) * _slopes(apart, result.unsqueeze(-1), p)
    return moved.sum(-2) if first else -moved.sum(-3)


@op(
    name="cdist",
    node="CdistBackward0",
    x1=lambda g, x1, x2, p, result: _cdist_rule(g, x1, x2, p, result, True),
    x2=lambda g, x1, x2, p, result: _cdist_rule(g, x1, x2, p, result, False),
)
def cdist_op(x1: Array, x2: Array, p: float = 2.0) -> Array:
    """The distances of all rows of one tensor from all of another."""
    return length(x1[..., :, None, :] - x2[..., None, :, :], p, -1, False)


def cdist(x1: Any, x2: Any, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Any:
    """The ``p``-norm distances of all rows of ``x1`` from all of ``x2``, shape (…, rows of x1, rows of x2)."""
    for one, name in ((x1, "X1"), (x2, "X2")):
        if one.dim() < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {one.dim()}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    for one, name in ((x1, "X1"), (x2, "X2")):
        if one.dtype.kind is not Kind.FLOAT:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {one.dtype.type_name}")
    stacks = tuple(x1.shape[:-2]), tuple(x2.shape[:-2])
    if broadcast(*stacks).clash is not None:
        raise errors.shapes_clash(*stacks)
    if x1.dtype is not x2.dtype:
        kinds = dtypes.word(x1.dtype).title(), dtypes.word(x2.dtype).title()
        raise RuntimeError("expected scalar type {} but found {}".format(*kinds))
    if dtypes.float16 in (x1.dtype, x2.dtype) and x1.numel() and x2.numel():
        raise unsupported("cdist", dtypes.float16)
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    return cdist_op(x1, x2, p)


def _pdist_rule(g: Any, input: Any, p: float, result: Any) -> Any:
    rows, columns = [wrap(places, dtypes.int64) for places in np.triu_indices(input.shape[0], 1)]
    apart = input[rows] - input[columns]
    moved = g.unsqueeze(-1) * _slopes(apart, result.unsqueeze(-1), p)
    nothing = g.new_zeros(tuple(input.shape))
    return nothing.index_add(0, rows, moved).index_add(0, columns, -moved)


@op(name="pdist", node="PdistBackward0", input=_pdist_rule)
def pdist(input: Array, p: float = 2.0) -> Array:
    """The distances of each row from all later ones."""
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    rows, columns = np.triu_indices(input.shape[0], 1)
    return length(input[rows] - input[columns], p, -1, False)


# -- keeping lengths below a limit ----------------------------------------------------------------------------------

_EPSILON = 1e-07


def _other_axes(rank: int, dim: int) -> tuple[int, ...]:
    kept = wrap_dim(dim, rank)
    return tuple([axis for axis in range(rank) if axis != kept])


def _renorm_rule(g: Any, input: Any, p: float, dim: int, maxnorm: float) -> Any:
    axes = _other_axes(input.dim(), dim)
    size = vector_norm(input, p, axes, True)
    factor = maxnorm / (size + _EPSILON)
    # What a change of the length does to the factor, spread over the elements that make the length.
    through = length_rule((g * input).sum(axes, keepdim=True) * -factor / (size + _EPSILON), input, size, p, axes, True)
    return where_op(size > maxnorm, g * factor + through, g)


@op(name="renorm", node="RenormBackward0", input=_renorm_rule)
def renorm_op(input: Array, p: float, dim: int, maxnorm: float) -> Array:
    """Each slice along an axis, shortened to at most ``maxnorm``."""
    size = vector_norm.function(input, p, _other_axes(input.ndim, dim), True)
    scale = np.where(size > maxnorm, maxnorm / (size + _EPSILON), 1).astype(input.dtype)
    return np.asarray(input * scale, order="C")


def _check_renorm(input: Any, p: float, maxnorm: float) -> None:
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    if input.dim() < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input.dim()} dimensions")


def renorm(input: Any, p: float, dim: int, maxnorm: float, *, out: Any = None) -> Any:
    """Each slice along ``dim``, shortened to a ``p``-norm of at most ``maxnorm``."""
    _check_renorm(input, p, maxnorm)
    return renorm_op(input, p, dim, maxnorm, out=out)


def renorm_(input: Any, p: float, dim: int, maxnorm: float) -> Any:
    """``renorm``, written into the tensor itself."""
    _check_renorm(input, p, maxnorm)
    return in_place(renorm_op, input, p, dim, maxnorm)
