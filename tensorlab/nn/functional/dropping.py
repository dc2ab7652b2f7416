"""Elements, or whole channels, set to zero at random."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from tensorlab import random
from tensorlab._tensor import wrap
from tensorlab.ops import pointwise, writing


def _check(p: float) -> None:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _kept(shape: Any, p: float, dtype: Any) -> Any:
    """Ones where an element is kept, zeros where it is dropped."""
    drawn = random.default_generator.bernoulli(np.full(tuple(shape), 1 - p))
    return drawn.astype(dtype.numpy)


def _drop(input: Any, shape: Any, p: float, training: bool, inplace: bool) -> Any:
    _check(p)
    if not training or p == 0 or input.numel() == 0:
        return input
    noise = np.zeros((), input.dtype.numpy) if p == 1 else _kept(shape, p, input.dtype) / input.dtype.numpy.type(1 - p)
    mask = wrap(noise, input.dtype)
    return writing.in_place(pointwise.mul, input, mask) if inplace else input * mask


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Some elements become zero at random, the others grow by as much."""
    return _drop(input, input.shape, p, training, inplace)


def _of_channels(input: Any) -> tuple[int, ...]:
    if input.dim() < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    return (*input.shape[:2], *[1] * (input.dim() - 2))


def whole_channels_dropped(input: Any, p: float, training: bool, inplace: bool) -> Any:
    """Some channels become zero at random, whatever lies in them.

    Args:
        input: shape (batch, channels, …).
    """
    _check(p)
    return _drop(input, _of_channels(input), p, training, inplace)


def dropout1d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Some channels of a signal become zero at random.

    Args:
        input: shape (batch, channels, length) or (channels, length).
    """
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that dropout1d exists to "
            "provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
            "batch dimension (i.e. 2D or 3D inputs)."
        )
    return _whole_channels(input, 3, p, training, inplace)


def _whole_channels(input: Any, batched: int, p: float, training: bool, inplace: bool) -> Any:
    _check(p)
    if input.dim() == batched:
        return _drop(input, _of_channels(input), p, training, inplace)
    batch = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    made = _drop(batch, _of_channels(batch), p, training, inplace)
    return made.squeeze_(0) if inplace else made.squeeze(0)


def dropout2d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Some channels of images become zero at random.

    Args:
        input: shape (batch, channels, height, width).
    """
    if input.dim() not in (3, 4):
        warnings.warn(
            f"dropout2d: Received a {input.dim()}-D input to dropout2d, which is deprecated and will result in an "
            "error in a future release. To retain the behavior and silence this warning, please use dropout instead. "
            "Note that dropout2d exists to provide channel-wise dropout on inputs with 2 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 3D or 4D inputs).",
            UserWarning,
            stacklevel=2,
        )
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
            "- input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a "
            "future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain "
            "the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
            UserWarning,
            stacklevel=2,
        )
    _check(p)
    return _drop(input, _of_channels(input), p, training, inplace)


def dropout3d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Some channels of volumes become zero at random.

    Args:
        input: shape (batch, channels, depth, height, width), or without the batch.
    """
    if input.dim() not in (4, 5):
        warnings.warn(
            f"dropout3d: Received a {input.dim()}-D input to dropout3d, which is deprecated and will result in an "
            "error in a future release. To retain the behavior and silence this warning, please use dropout instead. "
            "Note that dropout3d exists to provide channel-wise dropout on inputs with 3 spatial dimensions, a channel "
            "dimension, and an optional batch dimension (i.e. 4D or 5D inputs).",
            UserWarning,
            stacklevel=2,
        )
    return _whole_channels(input, 5, p, training, inplace)


_ALPHA = 1.7580993408473766  # minus the lowest value of selu


def _alpha_drop(input: Any, shape: Any, p: float, training: bool, inplace: bool) -> Any:
    _check(p)
    if not training or p == 0 or input.numel() == 0:
        return input
    if p == 1:
        return _drop(input, shape, p, training, inplace)
    kind = input.dtype.numpy.type
    kept = _kept(shape, p, input.dtype)
    a = 1.0 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    shift = wrap((kept - 1) * kind(_ALPHA * a) + kind(_ALPHA * a * p), input.dtype)
    scale = wrap(kept * kind(a), input.dtype)
    if inplace:
        return writing.in_place(pointwise.add, writing.in_place(pointwise.mul, input, scale), shift)
    return input * scale + shift


def alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """Some elements take selu's lowest value at random, so that mean and spread stay."""
    return _alpha_drop(input, input.shape, p, training, inplace)


def feature_alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """Some channels take selu's lowest value at random."""
    return _alpha_drop(input, _of_channels(input) if training and p else input.shape, p, training, inplace)


__all__ = [
    "alpha_dropout",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "feature_alpha_dropout",
    "whole_channels_dropped",
]
