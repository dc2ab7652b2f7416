"""How far predictions are from targets, as one operation each, with PyTorch's reductions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab.ops.reduce import log_softmax
from tensorlab.ops.table import Array, op


def _reduced(values: Array, reduction: str) -> Array:
    if reduction == "none":
        return values
    if reduction not in ("mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    total = np.add.reduce(values, axis=None, dtype=values.dtype)
    return total if reduction == "sum" else np.asarray(total / values.dtype.type(values.size))


def _share(g: Any, input: Any, reduction: str) -> Any:
    return g / max(1, input.numel()) if reduction == "mean" else g


def _apart(g: Any, input: Any, target: Any, reduction: str) -> Any:
    return (input - target) * 2.0 * _share(g, input, reduction)


@op(
    name="mse_loss",
    node="MseLossBackward0",
    input=lambda g, input, target, reduction: _apart(g, input, target, reduction),
    target=lambda g, input, target, reduction: -_apart(g, input, target, reduction),
)
def mse_loss_op(input: Array, target: Array, reduction: str = "mean") -> Array:
    """The mean square of the differences."""
    apart = input - target
    return _reduced(apart * apart, reduction)


def _broadcast(input: Any, target: Any) -> tuple[Any, Any]:
    if tuple(input.shape) != tuple(target.shape):
        warnings.warn(
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )
        from tensorlab.ops.shape import broadcast_tensors

        input, target = broadcast_tensors(input, target)
    return input, target


def mse_loss(input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean") -> Any:
    """The mean square of the differences between ``input`` and ``target``."""
    return mse_loss_op(*_broadcast(input, target), reduction)


def l1_loss(input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean") -> Any:
    """The mean of the absolute differences."""
    input, target = _broadcast(input, target)
    apart = (input - target).abs()
    ways: dict[str, Callable[[], Any]] = {"mean": apart.mean, "sum": apart.sum, "none": lambda: apart}
    return ways[reduction]()


def _nll_places(input: Any, target: Any, ignore_index: int) -> tuple[Any, Any]:
    kept = target != ignore_index
    return target.masked_fill(kept.logical_not(), 0), kept.to(input.dtype)


def _nll_rule(g: Any, input: Any, target: Any, reduction: str, ignore_index: int) -> Any:
    places, kept = _nll_places(input, target, ignore_index)
    share = g * kept
    if reduction == "mean":
        share = share / kept.sum()
    axis = 1 if input.dim() > 1 else 0
    zeros = input.new_zeros(tuple(input.shape))
    return zeros.scatter(axis, places.unsqueeze(axis), -share.unsqueeze(axis).expand_as(places.unsqueeze(axis)))


@op(name="nll_loss", node="NllLossBackward0", constants=("target",), input=_nll_rule)
def nll_loss_op(input: Array, target: Array, reduction: str = "mean", ignore_index: int = -100) -> Array:
    """Minus the log chance of the right class."""
    axis = 1 if input.ndim > 1 else 0
    kept = target != ignore_index
    places = np.where(kept, target, 0)
    wrong = places[(places < 0) | (places >= input.shape[axis])]
    if wrong.size:
        raise IndexError(f"Target {int(wrong.flat[0])} is out of bounds.")
    picked = -np.take_along_axis(input, np.expand_dims(places, axis), axis).squeeze(axis) * kept
    if reduction == "mean":
        return np.asarray(np.add.reduce(picked, axis=None) / input.dtype.type(kept.sum()))
    return _reduced(picked, reduction)


def nll_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log chance that ``input`` gives the right class."""
    if target.dtype is not dtypes.int64 and target.dtype is not dtypes.uint8:
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}")
    if input.dim() > 1 and input.shape[0] != target.shape[0]:
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
        )
    if weight is None:
        return nll_loss_op(input, target, reduction, ignore_index)
    each = nll_loss_op(input, target, "none", ignore_index)
    scale = weight[target]
    total = (each * scale).sum()
    return {"none": lambda: each * scale, "sum": lambda: total, "mean": lambda: total / scale.sum()}[reduction]()


def cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """Minus the log chance that a softmax of ``input`` gives the right class, or those of the target's chances."""
    axis = 1 if input.dim() > 1 else 0
    logs = log_softmax(input, axis)
    if target.dtype.is_floating_point and target.shape == input.shape:
        each = -(logs * target).sum(axis)
        return {"none": lambda: each, "sum": each.sum, "mean": each.mean}[reduction]()
    hard = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return hard
    even = -logs.mean(axis)
    smooth = {"none": lambda: even, "sum": even.sum, "mean": even.mean}[reduction]()
    return (1 - label_smoothing) * hard + label_smoothing * smooth


def _chance(g: Any, input: Any, target: Any, reduction: str) -> Any:
    return _share(g, input, reduction) * (input - target) / ((1 - input) * input).clamp(min=1e-12)


@op(
    name="binary_cross_entropy",
    node="BinaryCrossEntropyBackward0",
    input=_chance,
    target=lambda g, input, target, reduction: _share(g, input, reduction) * ((1 - input).log() - input.log()),
)
def binary_cross_entropy_op(input: Array, target: Array, reduction: str = "mean") -> Array:
    """Minus the log chance of the right one of two, from a chance."""
    if np.any((input < 0) | (input > 1)):
        raise RuntimeError("all elements of input should be between 0 and 1")
    low = input.dtype.type(-100)
    yes, no = np.maximum(np.log(input), low), np.maximum(np.log1p(-input), low)
    return _reduced((target - 1) * no - target * yes, reduction)


def binary_cross_entropy(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """Minus the log chance of the right one of two, from chances between 0 and 1."""
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}) "
            "is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is None:
        return binary_cross_entropy_op(input, target, reduction)
    each = binary_cross_entropy_op(input, target, "none") * weight
    return {"none": lambda: each, "sum": each.sum, "mean": each.mean}[reduction]()


@op(
    name="binary_cross_entropy_with_logits",
    node="BinaryCrossEntropyWithLogitsBackward0",
    input=lambda g, input, target, reduction: (input.sigmoid() - target) * _share(g, input, reduction),
    target=lambda g, input, reduction: -input * _share(g, input, reduction),
)
def binary_cross_entropy_with_logits_op(input: Array, target: Array, reduction: str = "mean") -> Array:
    """The same from a logit."""
    each = (1 - target) * input + np.log1p(np.exp(-np.absolute(input))) + np.maximum(-input, 0)
    return _reduced(each, reduction)


def binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """Minus the log chance of the right one of two, from logits."""
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(f"Target size ({target.shape!r}) must be the same as input size ({input.shape!r})")
    if weight is None:
        return binary_cross_entropy_with_logits_op(input, target, reduction)
    each = binary_cross_entropy_with_logits_op(input, target, "none") * weight
    return {"none": lambda: each, "sum": each.sum, "mean": each.mean}[reduction]()
