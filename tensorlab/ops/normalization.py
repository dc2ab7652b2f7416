"""Numbers brought to mean 0 and spread 1 over some axes: the cores of batch, layer and group normalisation.

All of them are one map, :func:`_standard`, over different axes, followed by a weight and a bias. Its derivative takes
the mean, and the part along the result, out of the gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops._kernels import unsupported
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import op

Axes = tuple[int, ...]


@on_both
def _mean(x: Any, axes: Axes) -> Any:
    """The mean over some axes, which stay at size 1.

    numpy adds the last axis pairwise, which is exact enough in single precision; the others are added in double.
    """
    if isinstance(x, Tensor):
        return x.mean(axes, keepdim=True)
    last = x.ndim - 1
    total = np.add.reduce(x, axis=last, keepdims=True) if last in axes else x
    rest = tuple([axis for axis in axes if axis != last])
    total = np.add.reduce(total, axis=rest, keepdims=True, dtype=np.float64) if rest else total
    return (total / prod([x.shape[axis] for axis in axes])).astype(x.dtype, copy=False)


@on_both
def _standard(x: Any, axes: Axes, eps: float) -> tuple[Any, Any, Any]:
    """``x`` with mean 0 and spread 1 over some axes, its mean, and what it was multiplied by."""
    mean = _mean(x, axes)
    apart = x - mean
    scale = (_mean(apart * apart, axes) + eps) ** -0.5
    return apart * scale, mean, scale


@on_both
def _again(x: Any, mean: Any, scale: Any, axes: Axes, eps: float) -> tuple[Any, Any]:
    """``x`` with mean 0 and spread 1, and its scale: from what was kept on arrays, anew where it is differentiated."""
    if isinstance(x, Tensor):
        made, _, scale = _standard(x, axes, eps)
        return made, scale
    return (x - mean) * scale, scale


@on_both
def _standard_rule(g: Any, x: Any, mean: Any, scale: Any, axes: Axes, eps: float) -> Any:
    made, scale = _again(x, mean, scale, axes, eps)
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
def _layer_input(
    g: Any, input: Any, weight: Any, mean: Any, rstd: Any, normalized_shape: Sequence[int], eps: float
) -> Any:
    axes = _last_axes(len(input.shape), len(normalized_shape))
    return _standard_rule(_weighted(g, weight), input, mean, rstd, axes, eps)


@on_both
def _layer_weight(g: Any, input: Any, mean: Any, rstd: Any, normalized_shape: Sequence[int], eps: float) -> Any:
    rank, count = len(input.shape), len(normalized_shape)
    made, _ = _again(input, mean, rstd, _last_axes(rank, count), eps)
    return _first_summed(g * made, count)


@on_both
def _first_summed(g: Any, count: int) -> Any:
    axes = tuple(range(len(g.shape) - count))
    return _summed(g, axes) if axes else g


@on_both
def _layer_bias(g: Any, normalized_shape: Sequence[int]) -> Any:
    return _first_summed(g, len(normalized_shape))


@op(
    name="layer_norm",
    node="NativeLayerNormBackward0",
    operands=("input", "weight", "bias"),
    results=("result", "mean", "rstd"),
    input=_layer_input,
    weight=_layer_weight,
    bias=_layer_bias,
)
def layer_norm(
    input: Array, weight: Array | None, bias: Array | None, normalized_shape: Sequence[int], eps: float
) -> tuple[Array, Array, Array]:
    """The last axes of each sample brought to mean 0 and spread 1; its mean and scale."""
    if input.dtype.kind != "f":
        raise unsupported("LayerNormKernelImpl", dtypes.from_numpy(input.dtype))
    rows = np.ascontiguousarray(input)
    made, mean, rstd = _standard(rows, _last_axes(input.ndim, len(normalized_shape)), input.dtype.type(eps))
    return _affine(made, weight, bias), mean, rstd


@on_both
def _in_groups(x: Any, groups: int) -> Any:
    """A sample's channels in groups, with all axes that a group covers as one."""
    return x.reshape((x.shape[0], groups, -1))


@on_both
def _group_input(g: Any, input: Any, weight: Any, mean: Any, rstd: Any, num_groups: int, eps: float) -> Any:
    scaled = g if weight is None else g * _along(weight, len(input.shape))
    made = _standard_rule(_in_groups(scaled, num_groups), _in_groups(input, num_groups), mean, rstd, (2,), eps)
    return made.reshape(input.shape)


@on_both
def _group_weight(g: Any, input: Any, mean: Any, rstd: Any, num_groups: int, eps: float) -> Any:
    made, _ = _again(_in_groups(input, num_groups), mean, rstd, (2,), eps)
    return _channel_summed(g * made.reshape(input.shape))


@on_both
def _channel_summed(g: Any) -> Any:
    return _summed(g, (0, *range(2, len(g.shape))))


@op(
    name="group_norm",
    node="NativeGroupNormBackward0",
    operands=("input", "weight", "bias"),
    results=("result", "mean", "rstd"),
    input=_group_input,
    weight=_group_weight,
    bias=_channel_summed,
)
def group_norm(
    input: Array, weight: Array | None, bias: Array | None, num_groups: int, eps: float
) -> tuple[Array, Array, Array]:
    """Each group of a sample's channels brought to mean 0 and spread 1; its mean and scale."""
    made, mean, rstd = _standard(_in_groups(input, num_groups), (2,), input.dtype.type(eps))
    rank = input.ndim
    weight, bias = (None if one is None else _along(one, rank) for one in (weight, bias))
    return _affine(made.reshape(input.shape), weight, bias), mean, rstd


# -- over the batch ---------------------------------------------------------------------------------------------------


@on_both
def _batch_axes(rank: int) -> Axes:
    return (0, *range(2, rank))


@on_both
def _known_standard(x: Any, mean: Any, var: Any, eps: float) -> tuple[Any, Any, Any]:
    """The same with a mean and a variance that were measured before."""
    rank = len(x.shape)
    scale = _along((var + eps) ** -0.5, rank)
    mean = _along(mean, rank)
    return (x - mean) * scale, mean, scale


@on_both
def _batch_again(
    x: Any, mean: Any, rstd: Any, running_mean: Any, running_var: Any, training: bool, eps: float
) -> tuple[Any, Any]:
    if training:
        made, scale = _again(x, mean, rstd, _batch_axes(len(x.shape)), eps)
        return made, scale
    made, _, scale = _known_standard(x, running_mean, running_var, eps)
    return made, scale


@on_both
def _batch_input(
    g: Any,
    input: Any,
    weight: Any,
    mean: Any,
    rstd: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    eps: float,
) -> Any:
    rank = len(input.shape)
    scaled = g if weight is None else g * _along(weight, rank)
    if training:
        return _standard_rule(scaled, input, mean, rstd, _batch_axes(rank), eps)
    return scaled * _batch_again(input, mean, rstd, running_mean, running_var, training, eps)[1]


@on_both
def _batch_weight(
    g: Any, input: Any, mean: Any, rstd: Any, running_mean: Any, running_var: Any, training: bool, eps: float
) -> Any:
    return _channel_summed(g * _batch_again(input, mean, rstd, running_mean, running_var, training, eps)[0])


@op(
    name="batch_norm",
    node="NativeBatchNormBackward0",
    operands=("input", "weight", "bias"),
    constants=("running_mean", "running_var"),
    results=("result", "mean", "rstd"),
    input=_batch_input,
    weight=_batch_weight,
    bias=_channel_summed,
)
def batch_norm(
    input: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    eps: float,
) -> tuple[Array, Array, Array]:
    """Each channel brought to mean 0 and spread 1 over the batch, by its own statistics or by known ones."""
    rank, small = input.ndim, input.dtype.type(eps)
    if training:
        made, mean, rstd = _standard(input, _batch_axes(rank), small)
    else:
        made, mean, rstd = _known_standard(input, running_mean, running_var, small)
    weight, bias = (None if one is None else _along(one, rank) for one in (weight, bias))
    return _affine(made, weight, bias), mean, rstd


def statistics(mean: Array, rstd: Array, count: int, eps: float) -> tuple[Array, Array]:
    """Mean and unbiased variance of each channel, from what a batch norm kept; shape (channels,) each."""
    spread = 1 / np.square(rstd.astype(np.float64)) - eps
    return mean.reshape(-1), (spread * (count / (count - 1))).reshape(-1).astype(mean.dtype)
