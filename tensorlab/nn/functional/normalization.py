"""Normalisation over the batch, over a sample, over groups of channels, and over neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab.nn.functional.padding import pad
from tensorlab.nn.functional.pooling import avg_pool2d, avg_pool3d
from tensorlab.ops import normalization
from tensorlab.ops._composed import plus


def _check_channels(channels: int, **tensors: Any) -> None:
    for name, tensor in tensors.items():
        if tensor is not None and tensor.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {tensor.numel()}")


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Each channel brought to mean 0 and spread 1 over the batch, which moves the running statistics.

    Args:
        input: shape (batch, channels, …).
        training: measure the batch; else the running statistics are used as they are.
        momentum: the share of the batch in the new running statistics.
    """
    if input.numel() == 0:
        return _nothing_to_do(input, weight, bias)
    if training:
        count = input.numel() // input.shape[1]
        if count == 1:
            raise ValueError(f"Expected more than 1 value per channel when training, got input size {input.shape!r}")
    else:
        for name, one in (("running_mean", running_mean), ("running_var", running_var)):
            if one is None:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
    _check_channels(input.shape[1], running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    if not training:
        return normalization.batch_norm(input, weight, bias, running_mean, running_var, False, eps)[0]
    return measured_batch_norm(input, weight, bias, running_mean, running_var, momentum, eps)[0]


def measured_batch_norm(
    input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, momentum: float, eps: float
) -> tuple[Any, Any, Any]:
    """The result of :func:`batch_norm` while training, the mean of each channel, and what it was multiplied by."""
    count = input.numel() // input.shape[1]
    made, mean, rstd = normalization.batch_norm(input, weight, bias, None, None, True, eps)
    if running_mean is not None and running_var is not None:
        measured = normalization.statistics(mean._array, rstd._array, count, eps)
        for running, new in zip((running_mean, running_var), measured, strict=True):
            array = running._array
            array += (new - array) * array.dtype.type(momentum)
    return made, mean.view(-1), rstd.view(-1)


def _nothing_to_do(input: Any, weight: Any, bias: Any) -> Any:
    """An empty batch, which leaves a weight and a bias their place in the graph."""
    made = input.clone()
    made = made if weight is None else made * weight[0]
    return made if bias is None else made + bias[0]


def instance_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Each channel of each sample brought to mean 0 and spread 1: batch norm with every sample a batch."""
    if use_input_stats and prod(input.shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape!r}")
    batch, channels = input.shape[0], input.shape[1]
    repeated: list[Any] = [
        None if one is None else one.repeat(batch) for one in (running_mean, running_var, weight, bias)
    ]
    laid = input.contiguous().view(1, batch * channels, *input.shape[2:])
    mean, var, scale, shift = repeated
    made = batch_norm(laid, mean, var, scale, shift, use_input_stats, momentum, eps)
    for running, each in zip((running_mean, running_var), repeated[:2], strict=True):
        if running is not None and each is not None and use_input_stats:
            np.copyto(running._array, each._array.reshape(batch, channels).mean(0))
    return made.view(input.shape)


def layer_norm(
    input: Any, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """The last axes of each sample brought to mean 0 and spread 1."""
    shape = tuple(normalized_shape)
    check_layer_shape(input, shape, weight, bias)
    made: tuple[Any, ...] = normalization.layer_norm(input, weight, bias, shape, eps)
    return made[0]


def check_layer_shape(input: Any, shape: tuple[int, ...], weight: Any, bias: Any) -> None:
    """Raise where the last axes are not those that are to be normalised."""
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for name, one in (("weight", weight), ("bias", bias)):
        if one is not None and tuple(one.shape) != shape:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {list(one.shape)} "
                f"and normalized_shape = {list(shape)}"
            )
    if tuple(input.shape[-len(shape) :]) != shape:
        wanted = ", ".join(map(str, shape))
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*, {wanted}], but got input of size"
            f"{list(input.shape)}"
        )


def rms_norm(input: Any, normalized_shape: Sequence[int], weight: Any = None, eps: float | None = None) -> Any:
    """The last axes of each sample divided by their root mean square."""
    shape = tuple(normalized_shape)
    check_layer_shape(input, shape, weight, None)
    small = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    axes = tuple(range(-len(shape), 0))
    made = input * plus(input.pow(2).mean(axes, keepdim=True), small).rsqrt()
    return made if weight is None else made * weight


def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """Each group of a sample's channels brought to mean 0 and spread 1."""
    if input.dim() < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.dim()}")
    per_group = input.shape[1] // num_groups
    if per_group * num_groups != input.shape[1]:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    for name, one in (("weight", weight), ("bias", bias)):
        if one is not None and tuple(one.shape) != (input.shape[1],):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of "
                f"shape {list(one.shape)} and input of shape {list(input.shape)}"
            )
    count = input.numel() // (input.shape[0] * num_groups) if input.shape[0] else 0
    if count == 1 and input.shape[0] * num_groups == input.numel() and input.shape[0] == 1 and num_groups == 1:
        size = list(input.shape)
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")
    made: tuple[Any, ...] = normalization.group_norm(input, weight, bias, num_groups, eps)
    return made[0]


def local_response_norm(input: Any, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Any:
    """Each element divided by a measure of its neighbours in other channels."""
    if input.dim() < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality                          input (got {input.dim()} dimensions)"
        )
    if input.numel() == 0:
        return input
    squares = input.mul(input)
    sides = (size // 2, (size - 1) // 2)
    if input.dim() == 3:
        spread = pad(squares.unsqueeze(1), (0, 0, *sides))
        mean = avg_pool2d(spread, (size, 1), stride=1).squeeze(1)
    else:
        batch, channels, height = input.shape[:3]
        laid = squares.view(batch, 1, channels, height, -1)
        spread = pad(laid, (0, 0, 0, 0, *sides))
        mean = avg_pool3d(spread, (size, 1, 1), stride=1).squeeze(1).view(input.shape)
    return input / mean.mul(alpha).add(k).pow(beta)


__all__ = [
    "batch_norm",
    "check_layer_shape",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "local_response_norm",
    "measured_batch_norm",
    "rms_norm",
]
