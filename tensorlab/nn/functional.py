"""Layers as functions: activations, linear maps, losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, random
from tensorlab._tensor import wrap
from tensorlab.ops.linalg import linear
from tensorlab.ops.loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)
from tensorlab.ops.pointwise import elu, leaky_relu, sigmoid, silu, softplus
from tensorlab.ops.pointwise import relu as _relu
from tensorlab.ops.reduce import log_softmax as _log_softmax
from tensorlab.ops.reduce import softmax as _softmax
from tensorlab.ops.trigonometry import tanh


def relu(input: Any, inplace: bool = False) -> Any:
    """``max(input, 0)``."""
    return input.relu_() if inplace else _relu(input)


def softmax(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """Positive shares that add up to 1 along ``dim``."""
    return _softmax(input, dim, dtype=dtype)


def log_softmax(input: Any, dim: int, *, dtype: Any = None) -> Any:
    """The logarithm of softmax."""
    return _log_softmax(input, dim, dtype=dtype)


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Some elements become zero at random, the others grow by as much."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    kept = random.default_generator.bernoulli(np.full(tuple(input.shape), 1 - p))
    scale = 0.0 if p == 1 else 1 / (1 - p)
    return input * wrap(kept.astype(input._array.dtype) * input._array.dtype.type(scale), input.dtype)


def one_hot(tensor: Any, num_classes: int = -1) -> Any:
    """Each whole number as a row of zeros with a one at its place."""
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    count = int(tensor._array.max()) + 1 if num_classes < 0 else num_classes
    if tensor._array.size and int(tensor._array.max()) >= count:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap(np.eye(count, dtype=np.int64)[tensor._array], dtypes.int64)


def embedding(input: Any, weight: Any, padding_idx: int | None = None) -> Any:
    """The rows of ``weight`` at these positions."""
    return weight[input]


def normalize(input: Any, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Any:
    """Vectors along ``dim`` made of length 1."""
    return input / input.norm(p, dim, True).clamp(min=eps).expand_as(input)


__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
