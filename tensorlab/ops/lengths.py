"""A weight from its lengths and its direction, and the lengths along all axes but one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab.ops.plans import Array
from tensorlab.ops.table import op


def norm_except_dim(v: Any, pow: int = 2, dim: int = 0) -> Any:
    """The norms over all axes but one, which stays; over all of them where ``dim`` is -1."""
    if dim == -1:
        return v.norm(pow)
    if dim == 0:
        return v.contiguous().view(v.shape[0], -1).norm(pow, 1).view(v.shape[0], *[1] * (v.dim() - 1))
    if dim == v.dim() - 1:
        last = v.shape[-1]
        return v.contiguous().view(-1, last).norm(pow, 0).view(*[1] * (v.dim() - 1), last)
    return norm_except_dim(v.transpose(0, dim), pow, 0).transpose(0, dim)


def _others(rank: int, dim: int) -> tuple[int, ...]:
    return tuple([axis for axis in range(rank) if axis != dim % rank])


def _norms(v: Any, dim: int) -> Any:
    return v.square().sum(_others(v.dim(), dim), keepdim=True).sqrt()


def _along(grad: Any, v: Any, dim: int) -> Any:
    """How much of the gradient points along the direction."""
    return (grad * v).sum(_others(v.dim(), dim), keepdim=True)


def _direction_rule(grad: Any, v: Any, g: Any, dim: int) -> Any:
    norms = _norms(v, dim)
    return g / norms * (grad - v * (_along(grad, v, dim) / norms.square()))


def _length_rule(grad: Any, v: Any, dim: int) -> Any:
    return _along(grad, v, dim) / _norms(v, dim)


@op(name="_weight_norm_interface", node="WeightNormInterfaceBackward0", v=_direction_rule, g=_length_rule)
def weight_norm_op(v: Array, g: Array, dim: int) -> Array:
    """``v`` with the lengths ``g`` along the first or the last axis."""
    return v * (g / np.sqrt(np.square(v).sum(_others(v.ndim, dim), keepdims=True)))


def weight_norm_of(v: Any, g: Any, dim: int) -> Any:
    """``v`` with the lengths ``g`` over all axes but ``dim``."""
    if dim in (0, v.dim() - 1):
        return weight_norm_op(v, g, dim)
    return v * (g / norm_except_dim(v, 2, dim))
