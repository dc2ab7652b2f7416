"""Activations as functions, and the linear maps between them."""

from __future__ import annotations

import warnings
from math import prod
from typing import Any

import numpy as np

from tensorlab import random
from tensorlab._tensor import Tensor, wrap
from tensorlab.ops import activation, pointwise, trigonometry, writing
from tensorlab.ops.activation import gelu, glu, logsigmoid, softplus
from tensorlab.ops.activation import softshrink as _softshrink
from tensorlab.ops.distance import cosine_similarity, pairwise_distance, pdist
from tensorlab.ops.linalg import addmm, matmul
from tensorlab.ops.norms import log_softmax as _log_softmax
from tensorlab.ops.norms import softmax as _softmax
from tensorlab.outdated import level_of_user


def _apply(operation: Any, input: Any, inplace: bool, *settings: Any) -> Any:
    """The operation's result, or the input itself after it was written there."""
    if not inplace:
        return operation(input, *settings)
    return writing.in_place(activation.WRITTEN.get(operation.name, operation), input, *settings)


def relu(input: Any, inplace: bool = False) -> Any:
    """``max(input, 0)``."""
    return _apply(pointwise.relu, input, inplace)


def relu6(input: Any, inplace: bool = False) -> Any:
    """``min(max(input, 0), 6)``."""
    return hardtanh(input, 0.0, 6.0, inplace)


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """The input where it is positive, else a small share of it."""
    return _apply(activation.leaky_relu, input, inplace, negative_slope)


def prelu(input: Any, weight: Any) -> Any:
    """The input where it is positive, else a learnt share of it, one for all or one for each channel."""
    if not isinstance(weight, Tensor):
        raise TypeError(f"prelu(): argument 'weight' (position 2) must be Tensor, not {type(weight).__name__}")
    if weight.dim() > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.dim()}")
    if weight.numel() != 1:
        if input.dim() == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.dim() > 1 else 1
        if channels != weight.numel():
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} and "
                f"channel size = {channels}."
            )
    if input.dim() != weight.dim():
        weight = weight.view([-1 if axis == min(1, input.dim() - 1) else 1 for axis in range(input.dim())])
    return activation.prelu_kernel(input, weight)


def rrelu(
    input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Any:
    """The input where it is positive, else a share of it that is drawn at random while training."""
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    array = input._array
    if training:
        drawn = random.default_generator.rand(array[array <= 0].shape, np.float64) * (upper - lower) + lower
        slopes = np.ones_like(array)
        slopes[array <= 0] = drawn
    else:
        slopes = np.where(array > 0, 1, (lower + upper) / 2).astype(array.dtype)
    return _apply(activation.rrelu_with_noise, input, inplace, wrap(slopes, input.dtype))


def elu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """The input where it is positive, else ``alpha * (exp(input) - 1)``."""
    return _apply(activation.elu, input, inplace, alpha)


def selu(input: Any, inplace: bool = False) -> Any:
    """An elu whose two constants keep the spread of what passes through many layers."""
    return _apply(activation.selu, input, inplace)


def celu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """An elu with a smooth slope for every ``alpha``."""
    return _apply(activation.celu, input, inplace, alpha)


def silu(input: Any, inplace: bool = False) -> Any:
    """``input * sigmoid(input)``."""
    return _apply(activation.silu, input, inplace)


def mish(input: Any, inplace: bool = False) -> Any:
    """``input * tanh(softplus(input))``."""
    return _apply(activation.mish, input, inplace)


def softsign(input: Any) -> Any:
    """``input / (1 + abs(input))``."""
    return input / (input.abs() + 1)


def softshrink(input: Any, lambd: float = 0.5) -> Any:
    """The input moved towards zero by ``lambd``, and zero where it is smaller than that."""
    if lambd < 0:
        kind = input.dtype.type_name
        largest = f"{np.finfo(input._array.dtype).max:.6g}".replace("e+0", "e+")
        raise RuntimeError(f"lambda must be in range [0, {largest}] for input dtype {kind}, but found {lambd:g}")
    return _softshrink(input, lambd)


def hardshrink(input: Any, lambd: float = 0.5) -> Any:
    """The input, but zero where it is at most ``lambd`` in size."""
    return activation.hardshrink(input, lambd)


def tanhshrink(input: Any) -> Any:
    """``input - tanh(input)``."""
    return input - input.tanh()


def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """The input, cut off below and above."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return _apply(activation.hardtanh, input, inplace, min_val, max_val)


def hardsigmoid(input: Any, inplace: bool = False) -> Any:
    """A sigmoid of straight pieces."""
    return _apply(activation.hardsigmoid, input, inplace)


def hardswish(input: Any, inplace: bool = False) -> Any:
    """``input * hardsigmoid(input)``."""
    return _apply(activation.hardswish, input, inplace)


def threshold(input: Any, threshold: float, value: float, inplace: bool = False) -> Any:
    """The input where it is above ``threshold``, else ``value``."""
    return _apply(activation.threshold_op, input, inplace, threshold, value)


def sigmoid(input: Any) -> Any:
    """``1 / (1 + exp(-input))``."""
    return pointwise.sigmoid(input)


def tanh(input: Any) -> Any:
    """Hyperbolic tangent."""
    return trigonometry.tanh(input)


def _written(name: str, activation: Any) -> Any:
    def written(input: Any, *settings: Any, **named: Any) -> Any:
        return activation(input, *settings, **named, inplace=True)

    written.__name__ = written.__qualname__ = name
    written.__doc__ = f"``{activation.__name__}``, written into its input."
    return written


celu_ = _written("celu_", celu)
elu_ = _written("elu_", elu)
hardtanh_ = _written("hardtanh_", hardtanh)
leaky_relu_ = _written("leaky_relu_", leaky_relu)
relu_ = _written("relu_", relu)
rrelu_ = _written("rrelu_", rrelu)
selu_ = _written("selu_", selu)
threshold_ = _written("threshold_", threshold)


# -- shares ---------------------------------------------------------------------------------------------------------


def _implicit_dim(name: str, rank: int, stacklevel: int) -> int:
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=max(stacklevel, level_of_user()),
    )
    return 0 if rank in (0, 1, 3) else 1


def softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Positive shares that add up to 1 along ``dim``."""
    dim = _implicit_dim("softmax", input.dim(), _stacklevel) if dim is None else dim
    return _softmax(input, dim, dtype=dtype)


def softmin(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """The softmax of ``-input``."""
    dim = _implicit_dim("softmin", input.dim(), _stacklevel) if dim is None else dim
    return _softmax(-input, dim, dtype=dtype)


def log_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """The logarithm of softmax."""
    dim = _implicit_dim("log_softmax", input.dim(), _stacklevel) if dim is None else dim
    return _log_softmax(input, dim, dtype=dtype)


def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Any:
    """A softmax of logits with noise: a draw from the classes through which gradients pass."""
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", UserWarning, stacklevel=2)
    noise = -logits.detach().clone().exponential_().log()
    soft = _softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    place = soft.max(dim, keepdim=True)[1]
    drawn = logits.new_zeros(tuple(logits.shape)).scatter(dim, place, 1.0)
    return drawn - soft.detach() + soft


# -- products -------------------------------------------------------------------------------------------------------


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """``input @ weight.T + bias``.

    Args:
        input: shape (…, in_features).
        weight: shape (out_features, in_features) or (in_features,).
        bias: shape (out_features,), or None.
    """
    if 0 in (input.dim(), weight.dim()):
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {input.dim()}D and {weight.dim()}D"
        )
    if bias is None:
        return matmul(input, weight.t())
    if input.dim() == 2:
        return addmm(bias, input, weight.t())
    if not input.is_contiguous():
        return matmul(input, weight.t()) + bias
    rows = input.view(prod(input.shape[:-1]), input.shape[-1])
    return addmm(bias, rows, weight.t()).view(*input.shape[:-1], weight.shape[0])


def bilinear(input1: Any, input2: Any, weight: Any, bias: Any = None) -> Any:
    """``input1 @ weight[k] @ input2`` for each output ``k``, shape (*, outputs)."""
    if input1.dim() != input2.dim():
        raise RuntimeError(f"bilinear(): input dimensions do not match: got {input1.dim()} and {input2.dim()}")
    for number, (one, axis) in enumerate(((input1, 1), (input2, 2)), 1):
        if one.shape[-1] != weight.shape[axis]:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got {one.shape[-1]} but expected "
                f"{weight.shape[axis]}"
            )
    first = input1.reshape(-1, input1.shape[-1])
    second = input2.reshape(-1, input2.shape[-1])
    outputs, width, height = weight.shape
    # Each row of the first through the weights of all outputs, then times the second, summed.
    middle = first @ weight.permute(1, 0, 2).reshape(width, outputs * height)
    made = (middle.view(-1, outputs, height) * second.unsqueeze(1)).sum(-1)
    made = made.view(*input1.shape[:-1], outputs)
    return made if bias is None else made + bias


def normalize(input: Any, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None) -> Any:
    """Vectors along ``dim`` made of length 1."""
    made = input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return made if out is None else writing.into(out, made, "normalize", casts=True)


__all__ = [
    "bilinear",
    "celu",
    "celu_",
    "cosine_similarity",
    "elu",
    "elu_",
    "gelu",
    "glu",
    "gumbel_softmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "log_softmax",
    "logsigmoid",
    "mish",
    "normalize",
    "pairwise_distance",
    "pdist",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rrelu",
    "rrelu_",
    "selu",
    "selu_",
    "sigmoid",
    "silu",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "threshold_",
]
