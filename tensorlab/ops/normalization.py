"""Numbers brought to mean 0 and spread 1 over some axes: the cores of batch, layer and group normalisation.

All of them are one map, :func:`_standard`, over different axes, followed by a weight and a bias. Its derivative takes
the mean, and the part along the result, out of the gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.ops.table import Array, on_both, op

Axes = tuple[int, ...]


@on_both
def _mean(x: Any, axes: Axes) -> Any:
    """The mean over some axes, which stay at size 1; summed in double precision, as PyTorch does."""
    if isinstance(x, Tensor):
        return x.mean(axes, keepdim=True)
    return np.mean(x, axis=axes, keepdims=True, dtype=np.float64).astype(x.dtype)


@on_both
def _standard(x: Any, axes: Axes, eps: float) -> tuple[Any, Any]:
    """``x`` with mean 0 and spread 1 over some axes, and what it was multiplied by."""
    apart = x - _mean(x, axes)
    scale = (_mean(apart * apart, axes) + eps) ** -0.5
    return apart * scale, scale


@on_both
def _standard_rule(g: Any, x: Any, axes: Axes, eps: float) -> Any:
    made, scale = _standard(x, axes, eps)
    return (g - _mean(g, axes) - made * _mean(g * made, axes)) * scale


@on_both
def _along(value: Any, rank: int, axis: int = 1) -> Any:
    """A vector in the shape that broadcasts it along one axis."""
    return value.reshape([-1 if i == axis else 1 for i in range(rank)])


@on_both
def _weighted(g: Any, weight: Any) -> Any:
    return g if weight is None else g * weight


@on_both
def _summed(g: Any, axes: Axes) -> Any:
    return g.sum(axes) if isinstance(g, Tensor) else np.add.reduce(g, axis=axes)


def _affine(made: Array, weight: Array | None, bias: Array | None) -> Array:
    made = made if weight is None else made * weight
    return made if bias is None else made + bias


# -- one sample at a time ---------------------------------------------------------------------------------------------


@on_both
def _last_axes(rank: int, count: int) -> Axes:
    return tuple(range(rank - count, rank))


@on_both
def _layer_input(g: Any, input: Any, weight: Any, normalized_shape: Sequence[int], eps: float) -> Any:
    axes = _last_axes(len(input.shape), len(normalized_shape))
    return _standard_rule(_weighted(g, weight), input, axes, eps)


@on_both
def _layer_weight(g: Any, input: Any, normalized_shape: Sequence[int], eps: float) -> Any:
    rank, count = len(input.shape), len(normalized_shape)
    made, _ = _standard(input, _last_axes(rank, count), eps)
    return _first_summed(g * made, count)


@on_both
def _first_summed(g: Any, count: int) -> Any:
    axes = tuple(range(len(g.shape) - count))
    return _summed(g, axes) if axes else g


@op(
    name="layer_norm",
    node="NativeLayerNormBackward0",
    operands=("input", "weight", "bias"),
    input=lambda g, input, weight, normalized_shape, eps: _layer_input(g, input, weight, normalized_shape, eps),
    weight=lambda g, input, normalized_shape, eps: _layer_weight(g, input, normalized_shape, eps),
    bias=lambda g, normalized_shape: _first_summed(g, len(normalized_shape)),
)
def layer_norm(
    input: Array, weight: Array | None, bias: Array | None, normalized_shape: Sequence[int], eps: float
) -> Array:
    """The last axes of each sample brought to mean 0 and spread 1."""
    made, _ = _standard(input, _last_axes(input.ndim, len(normalized_shape)), input.dtype.type(eps))
    return _affine(made, weight, bias)


@on_both
def _in_groups(x: Any, groups: int) -> Any:
    """A sample's channels in groups, with all axes that a group covers as one."""
    return x.reshape((x.shape[0], groups, -1))


@on_both
def _group_input(g: Any, input: Any, weight: Any, num_groups: int, eps: float) -> Any:
    scaled = g if weight is None else g * _along(weight, len(input.shape))
    made = _standard_rule(_in_groups(scaled, num_groups), _in_groups(input, num_groups), (2,), eps)
    return made.reshape(input.shape)


@on_both
def _group_weight(g: Any, input: Any, num_groups: int, eps: float) -> Any:
    made, _ = _standard(_in_groups(input, num_groups), (2,), eps)
    return _channel_summed(g * made.reshape(input.shape))


@on_both
def _channel_summed(g: Any) -> Any:
    return _summed(g, (0, *range(2, len(g.shape))))


@op(
    name="group_norm",
    node="NativeGroupNormBackward0",
    operands=("input", "weight", "bias"),
    input=lambda g, input, weight, num_groups, eps: _group_input(g, input, weight, num_groups, eps),
    weight=lambda g, input, num_groups, eps: _group_weight(g, input, num_groups, eps),
    bias=lambda g: _channel_summed(g),
)
def group_norm(input: Array, weight: Array | None, bias: Array | None, num_groups: int, eps: float) -> Array:
    """Each group of a sample's channels brought to mean 0 and spread 1."""
    made, _ = _standard(_in_groups(input, num_groups), (2,), input.dtype.type(eps))
    rank = input.ndim
    weight, bias = (None if one is None else _along(one, rank) for one in (weight, bias))
    return _affine(made.reshape(input.shape), weight, bias)


# -- over the batch ---------------------------------------------------------------------------------------------------


@on_both
def _batch_axes(rank: int) -> Axes:
    return (0, *range(2, rank))


@on_both
def _known_standard(x: Any, mean: Any, var: Any, eps: float) -> tuple[Any, Any]:
    """The same with a mean and a variance that were measured before."""
    rank = len(x.shape)
    scale = _along((var + eps) ** -0.5, rank)
    return (x - _along(mean, rank)) * scale, scale


@on_both
def _batch_input(
    g: Any, input: Any, weight: Any, running_mean: Any, running_var: Any, training: bool, eps: float
) -> Any:
    rank = len(input.shape)
    scaled = g if weight is None else g * _along(weight, rank)
    if training:
        return _standard_rule(scaled, input, _batch_axes(rank), eps)
    return scaled * _known_standard(input, running_mean, running_var, eps)[1]


@on_both
def _batch_weight(g: Any, input: Any, running_mean: Any, running_var: Any, training: bool, eps: float) -> Any:
    if training:
        made, _ = _standard(input, _batch_axes(len(input.shape)), eps)
    else:
        made, _ = _known_standard(input, running_mean, running_var, eps)
    return _channel_summed(g * made)


@op(
    name="batch_norm",
    node="NativeBatchNormBackward0",
    operands=("input", "weight", "bias"),
    constants=("running_mean", "running_var"),
    input=lambda g, input, weight, running_mean, running_var, training, eps: _batch_input(
        g, input, weight, running_mean, running_var, training, eps
    ),
    weight=lambda g, input, running_mean, running_var, training, eps: _batch_weight(
        g, input, running_mean, running_var, training, eps
    ),
    bias=lambda g: _channel_summed(g),
)
def batch_norm(
    input: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    eps: float,
) -> Array:
    """Each channel brought to mean 0 and spread 1 over the batch; with ``training`` off, by known statistics."""
    rank, small = input.ndim, input.dtype.type(eps)
    if training:
        made, _ = _standard(input, _batch_axes(rank), small)
    else:
        made, _ = _known_standard(input, running_mean, running_var, small)
    weight, bias = (None if one is None else _along(one, rank) for one in (weight, bias))
    return _affine(made, weight, bias)


def statistics(input: Array) -> tuple[Array, Array]:
    """Mean and unbiased variance of each channel over a batch, shape (channels,) each."""
    axes = _batch_axes(input.ndim)
    count = input.size // input.shape[1]
    mean = np.mean(input, axis=axes, dtype=np.float64)
    spread = input - mean.reshape([-1 if i == 1 else 1 for i in range(input.ndim)])
    return mean.astype(input.dtype), (np.sum(spread * spread, axis=axes) / (count - 1)).astype(input.dtype)
