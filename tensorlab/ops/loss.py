"""How far predictions are from targets, as one operation each, with PyTorch's reductions.

Every loss here is a number for each element, reduced at the end; so each derivative is a slope for each element, times
its share of the gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops._folding import fold_largest
from tensorlab.ops._kernels import undifferentiable, unsupported
from tensorlab.ops.plans import Applied, Array, on_both
from tensorlab.ops.pointwise import where_op
from tensorlab.ops.slopes import (
    huber_loss_backward,
    mse_loss_backward,
    of_one_type,
    smooth_l1_loss_backward,
    soft_margin_loss_backward,
)
from tensorlab.ops.table import op


def _reduced(values: Array, reduction: str) -> Array:
    """The values, their sum or their mean."""
    if reduction == "none":
        return values
    if reduction not in ("mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    total = np.add.reduce(values, axis=None, dtype=values.dtype)
    return total if reduction == "sum" else np.asarray(total / values.dtype.type(values.size))


@on_both
def _share(g: Any, input: Any, reduction: str) -> Any:
    """The gradient that each element gets."""
    return g / max(1, prod(input.shape)) if reduction == "mean" else g


@on_both
def _where(condition: Any, value: Any, other: Any) -> Any:
    if isinstance(condition, Tensor):
        return where_op(condition, value, other)
    return np.where(condition, value, other)


@on_both
def _sign(x: Any) -> Any:
    return x.sign() if isinstance(x, Tensor) else np.sign(x)


@on_both
def _sigmoid(x: Any) -> Any:
    return x.sigmoid() if isinstance(x, Tensor) else 1 / (1 + np.exp(-x))


def _check_float(input: Array, kernel: str) -> None:
    if input.dtype.kind != "f":
        raise unsupported(kernel, dtypes.from_numpy(input.dtype))


# -- differences ------------------------------------------------------------------------------------------------------


@op(
    input=Applied(mse_loss_backward, "input", "target", "reduction"),
    target=Applied(mse_loss_backward, "target", "input", "reduction"),
)
def mse_loss(input: Array, target: Array, reduction: str = "mean") -> Array:
    """The square of the differences."""
    input, target = of_one_type(input, target)
    _check_float(input, "mse_cpu")
    apart = input - target
    return _reduced(apart * apart, reduction)


@op(
    node="SmoothL1LossBackward0",
    input=Applied(smooth_l1_loss_backward, "input", "target", "reduction", "beta"),
    target=Applied(smooth_l1_loss_backward, "target", "input", "reduction", "beta"),
)
def smooth_l1_loss(input: Array, target: Array, reduction: str, beta: float) -> Array:
    """The absolute differences, with a round tip of width ``beta``."""
    input, target = of_one_type(input, target)
    _check_float(input, "smooth_l1_cpu")
    apart = np.absolute(input - target)
    kind = input.dtype.type
    return _reduced(np.where(apart < beta, kind(0.5) * apart * apart / kind(beta), apart - kind(0.5 * beta)), reduction)


@op(
    input=Applied(huber_loss_backward, "input", "target", "reduction", "delta"),
    target=Applied(huber_loss_backward, "target", "input", "reduction", "delta"),
)
def huber_loss(input: Array, target: Array, reduction: str, delta: float) -> Array:
    """Half the squares up to ``delta``, straight lines behind it."""
    _check_float(input, "huber_cpu")
    apart = np.absolute(input - target)
    kind = input.dtype.type
    return _reduced(
        np.where(apart < delta, kind(0.5) * apart * apart, kind(delta) * (apart - kind(0.5 * delta))), reduction
    )


@op(
    constants=("target",),
    input=Applied(soft_margin_loss_backward, "input", "target", "reduction"),
)
def soft_margin_loss(input: Array, target: Array, reduction: str) -> Array:
    """``log(1 + exp(-target * input))``, for targets 1 and -1."""
    return _reduced(np.log1p(np.exp(-target * input)), reduction)


# -- chances of two ---------------------------------------------------------------------------------------------------


@on_both
def _scaled(values: Any, weight: Any) -> Any:
    return values if weight is None else values * weight


def _chance_slope(g: Any, input: Any, target: Any, weight: Any, reduction: str) -> Any:
    slope = (input - target) / ((1 - input) * input).clamp(min=1e-12)
    return _scaled(_share(g, input, reduction) * slope, weight)


def _target_slope(g: Any, input: Any, target: Any, weight: Any, reduction: str) -> Any:
    slope = (1 - input).log().clamp(min=-100) - input.log().clamp(min=-100)
    return _scaled(_share(g, input, reduction) * slope, weight)


@op(
    operands=("input", "target", "weight"),
    constants=("weight",),
    input=_chance_slope,
    target=_target_slope,
)
def binary_cross_entropy(input: Array, target: Array, weight: Array | None, reduction: str) -> Array:
    """Minus the log chance of the right one of two, from a chance."""
    if np.any(~((input >= 0) & (input <= 1))):
        raise RuntimeError("all elements of input should be between 0 and 1")
    low = input.dtype.type(-100)
    yes, no = np.maximum(np.log(input), low), np.maximum(np.log1p(-input), low)
    return _reduced(_scaled((target - 1) * no - target * yes, weight), reduction)


@on_both
def _logit_slope(g: Any, input: Any, target: Any, weight: Any, pos_weight: Any, reduction: str) -> Any:
    if pos_weight is None:
        slope = _sigmoid(input) - target
    else:
        right = target * pos_weight
        slope = (right + 1 - target) * _sigmoid(input) - right
    return _scaled(slope * _share(g, input, reduction), weight)


def _logit_target_slope(g: Any, input: Any, weight: Any, pos_weight: Any, reduction: str) -> Any:
    if pos_weight is None:
        slope = -input
    else:
        from tensorlab.ops.activation import logsigmoid

        slope = logsigmoid(-input) - pos_weight * logsigmoid(input)
    return _scaled(slope * _share(g, input, reduction), weight)


@op(
    operands=("input", "target", "weight", "pos_weight"),
    constants=("weight", "pos_weight"),
    input=lambda g, input, target, weight, pos_weight, reduction: _logit_slope(
        g, input, target, weight, pos_weight, reduction
    ),
    target=_logit_target_slope,
)
def binary_cross_entropy_with_logits(
    input: Array, target: Array, weight: Array | None, pos_weight: Array | None, reduction: str
) -> Array:
    """Minus the log chance of the right one of two, from a logit."""
    log_chance = np.minimum(input, 0) - np.log1p(np.exp(-np.absolute(input)))
    share = 1 if pos_weight is None else (pos_weight - 1) * target + 1
    return _reduced(_scaled((1 - target) * input - share * log_chance, weight), reduction)


# -- classes ----------------------------------------------------------------------------------------------------------


@on_both
def _nll_rule(g: Any, input: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    """The gradient of each class: minus the weight at the target, shared out."""
    if isinstance(g, Tensor):
        return nll_gradient(g, target, weight, tuple(input.shape), reduction, ignore_index)
    return nll_gradient.function(g, target, weight, input.shape, reduction, ignore_index)


def _class_weights(kept: Array, places: Array, weight: Array | None, kind: Any) -> Array:
    """What each class counts."""
    return kept.astype(kind) if weight is None else weight[places] * kept


def _kept_classes(target: Array, ignore_index: int) -> tuple[Array, Array]:
    """Which classes are not to be ignored, and all with a harmless one in the place of those that are."""
    kept = target != ignore_index
    return kept, np.where(kept, target, 0)


def _class_index(places: Array, rank: int) -> tuple[Array, ...]:
    """The index of the elements at these classes, which are the second axis, or the only one."""
    found = [np.arange(size).reshape(-1, *[1] * (places.ndim - 1 - axis)) for axis, size in enumerate(places.shape)]
    found.insert(min(rank - 1, 1), places)
    return tuple(found)


def _nll(input: Array, target: Array, weight: Array | None, reduction: str, ignore_index: int) -> Array:
    _check_float(input, "nll_loss_out_frame")
    classes = input.shape[1 if input.ndim > 1 else 0]
    kept, places = _kept_classes(target, ignore_index)
    # Seen without a sign, numbers below 0 are too large.
    if fold_largest(places.view(f"u{places.itemsize}"), axis=None, initial=0) >= classes:
        wrong = places[(places < 0) | (places >= classes)]
        raise IndexError(f"Target {int(wrong.flat[0])} is out of bounds.")
    counts = _class_weights(kept, places, weight, input.dtype)
    picked = input[_class_index(places, input.ndim)]
    each = np.where(kept, -picked * counts, input.dtype.type(0))
    if reduction == "mean":
        return np.asarray(np.add.reduce(each, axis=None) / np.add.reduce(counts, axis=None))
    return _reduced(each, reduction)


@op(
    operands=("input", "target", "weight"),
    constants=("target", "weight"),
    input=_nll_rule,
)
def nll_loss(input: Array, target: Array, weight: Array | None, reduction: str, ignore_index: int) -> Array:
    """Minus the log chance of the right class; shape (batch, classes) and (batch,), or without the batch."""
    return _nll(input, target, weight, reduction, ignore_index)


@op(
    name="nll_loss2d",
    operands=("input", "target", "weight"),
    constants=("target", "weight"),
    input=_nll_rule,
)
def nll_loss2d(input: Array, target: Array, weight: Array | None, reduction: str, ignore_index: int) -> Array:
    """The same for every place of an image; shape (batch, classes, height, width) and (batch, height, width)."""
    return _nll(input, target, weight, reduction, ignore_index)


def _nll_twice(g: Any, target: Any, weight: Any, sizes: Any, reduction: str, ignore_index: int) -> Any:
    return (nll_loss2d if len(sizes) == 4 else nll_loss)(g, target, weight, reduction, ignore_index)


@op(
    name="nll_loss_backward",
    node="NllLossBackwardBackward0",
    operands=("input", "target", "weight"),
    constants=("target", "weight"),
    input=_nll_twice,
)
def nll_gradient(
    input: Array, target: Array, weight: Array | None, sizes: Sequence[int], reduction: str, ignore_index: int
) -> Array:
    """Zeros of a size, with minus each gradient at the class of its target."""
    kind = np.asarray(input).dtype
    kept, places = _kept_classes(target, ignore_index)
    counts = _class_weights(kept, places, weight, kind)
    share = -input * counts
    if reduction == "mean":
        share = share / np.add.reduce(counts, axis=None)
    made = np.zeros(sizes, kind)
    made[_class_index(places, len(sizes))] = share
    return made


# -- margins between classes ------------------------------------------------------------------------------------------


@on_both
def _slopes(g: Any, slopes: Any, reduction: str) -> Any:
    """The slopes that were found with the value, each times the gradient of its sample."""
    if reduction == "none" and len(g.shape):
        return slopes * g.unsqueeze(-1) if isinstance(g, Tensor) else slopes * g[..., None]
    return slopes * g


@op(
    operands=("input", "target", "weight"),
    constants=("target", "weight"),
    input=lambda g, input, target, weight, p, margin, reduction: _slopes(
        g, multi_margin_slopes(input, target, weight, p, margin, reduction), reduction
    ),
)
def multi_margin_loss(
    input: Array, target: Array, weight: Array | None, p: int, margin: float, reduction: str
) -> Array:
    """How far the other classes come closer to the right one than a margin."""
    rows, places = np.atleast_2d(input), np.atleast_1d(target)
    if np.any((places < 0) | (places >= rows.shape[1])):
        raise RuntimeError("target out of range")
    gap, scale = _margins(rows, places, weight, margin)
    each = np.add.reduce(np.maximum(gap, 0) ** p * scale, axis=1) / input.dtype.type(rows.shape[1])
    return _reduced(each if input.ndim == 2 else each.reshape(target.shape), reduction)


def _margins(rows: Array, places: Array, weight: Array | None, margin: float) -> tuple[Array, Array]:
    """Margin minus the lead of the right class, nothing for that class itself, and the weight of each row."""
    right = np.take_along_axis(rows, places[:, None], 1)
    gap = rows.dtype.type(margin) - right + rows
    np.put_along_axis(gap, places[:, None], rows.dtype.type(0), 1)
    scale = np.ones((len(places), 1), rows.dtype) if weight is None else weight[places][:, None]
    return gap, scale


def multi_margin_slopes(input: Any, target: Any, weight: Any, p: int, margin: float, reduction: str) -> Any:
    """The slope of the margin loss for each element; straight pieces where ``p`` is 1."""
    rows = input.reshape(1, -1) if input.dim() < 2 else input
    places = target.reshape(-1, 1)
    gap = (margin - rows.gather(1, places) + rows).scatter(1, places, 0.0)
    steep = gap.clamp(min=0) * 2 if p == 2 else (gap > 0).to(input.dtype)
    if weight is not None:
        steep = steep * weight[places.reshape(-1)].unsqueeze(1)
    slopes = steep.scatter_add(1, places, -steep.sum(1, keepdim=True)) / rows.shape[1]
    return (slopes / rows.shape[0] if reduction == "mean" else slopes).reshape(input.shape)


@op(
    name="multilabel_margin_loss_backward",
    constants=("slopes",),
    input=undifferentiable("multilabel_margin_loss_backward"),
    origin=undifferentiable("multilabel_margin_loss_backward"),
)
def multilabel_margin_gradient(input: Array, origin: Array, slopes: Array, reduction: str) -> Array:
    """Each slope times the gradient of its sample."""
    return _slopes(input, slopes, reduction)


@on_both
def _multilabel_rule(g: Any, input: Any, slopes: Any, reduction: str) -> Any:
    if isinstance(g, Tensor):
        return multilabel_margin_gradient(g, input, slopes.detach(), reduction)
    return _slopes(g, slopes, reduction)


@op(
    node="MultilabelMarginLossBackward0",
    constants=("target",),
    results=("result", "slopes"),
    input=lambda g, input, slopes, reduction: _multilabel_rule(g, input, slopes, reduction),
)
def multilabel_margin_loss(input: Array, target: Array, reduction: str) -> tuple[Array, Array]:
    """How far wrong classes come closer than 1 to any of the right ones, and the slope of that for each element."""
    rows, classes = np.atleast_2d(input), np.atleast_2d(target)
    each = np.zeros(len(rows), input.dtype)
    slopes = np.zeros_like(rows)
    for sample, (row, listed) in enumerate(zip(rows, classes, strict=True)):
        right = listed[: int(np.argmax(listed < 0)) if (listed < 0).any() else len(listed)]
        others = np.ones(len(row), bool)
        others[right] = False
        gap = 1 - (row[right][:, None] - row[None, :])
        steep = ((gap > 0) & others).astype(input.dtype)
        each[sample] = np.add.reduce(gap * steep, axis=None)
        np.subtract.at(slopes[sample], right, steep.sum(1))
        slopes[sample] += steep.sum(0)
    each, slopes = each / input.dtype.type(rows.shape[1]), slopes / input.dtype.type(rows.shape[1])
    if reduction == "mean":
        slopes = slopes / input.dtype.type(len(rows))
    return _reduced(each if input.ndim == 2 else each.reshape(()), reduction), slopes.reshape(input.shape)


# -- alignments -------------------------------------------------------------------------------------------------------


@op(
    name="_ctc_loss_backward",
    constants=("slopes",),
    input=undifferentiable("_ctc_loss_backward"),
    origin=undifferentiable("_ctc_loss_backward"),
)
def ctc_gradient(input: Array, origin: Array, slopes: Array, zero_infinity: bool) -> Array:
    """Each slope times the gradient of its sample; nothing for a sample without any alignment, if so wished."""
    found = slopes * input[None, :, None]
    return np.nan_to_num(found) if zero_infinity else found


def _ctc_rule(g: Any, input: Any, slopes: Any, zero_infinity: bool) -> Any:
    return ctc_gradient(g, input, slopes.detach(), zero_infinity)


@op(name="ctc_loss", results=("result", "slopes"), constants=("targets",), input=_ctc_rule)
def ctc_loss(
    input: Array,
    targets: Array,
    input_lengths: Sequence[int],
    target_lengths: Sequence[int],
    blank: int,
    zero_infinity: bool,
) -> tuple[Array, Array]:
    """Minus the log chance of all alignments of a label sequence with the input, and the slopes of it.

    Args:
        input: log chances, shape (time, batch, classes).
        targets: labels, shape (batch, longest) or all in a row.

    Source: A. Graves et al., "Connectionist temporal classification" (2006), section 4.1.
    """
    losses = np.empty(input.shape[1], input.dtype)
    slopes = np.zeros_like(input)
    start = 0
    for sample, (time, length) in enumerate(zip(input_lengths, target_lengths, strict=True)):
        labels = targets[sample, :length] if targets.ndim == 2 else targets[start : start + length]
        start += length
        losses[sample], slopes[:time, sample] = _aligned(input[:time, sample], labels, blank)
    return losses, slopes


def _aligned(logs: Array, labels: Array, blank: int) -> tuple[Any, Array]:
    """Loss and slopes of one sample; logs has the shape (time, classes)."""
    spaced = np.full(2 * len(labels) + 1, blank, np.int64)
    spaced[1::2] = labels
    # From two places back only onto a label that differs from the one before it.
    jumps = np.zeros(len(spaced), bool)
    jumps[2:] = (spaced[2:] != blank) & (spaced[2:] != spaced[:-2])
    here = logs[:, spaced].astype(np.float64)
    if not len(logs):
        return (0.0 if not len(labels) else np.inf), np.zeros_like(logs)
    ahead = _running(here, jumps)
    # The same run from the end: jumps seen from there belong to the place that they lead to.
    back = _running(here[::-1, ::-1], np.concatenate([[False, False], jumps[2:][::-1]]))[::-1, ::-1]
    total = np.logaddexp.reduce(ahead[-1, -2:])
    passing = ahead + back - here
    slopes = np.exp(logs.astype(np.float64))
    if np.isfinite(total):
        for place, label in enumerate(spaced):
            slopes[:, label] -= np.exp(passing[:, place] - total)
    else:
        slopes[:] = np.nan
    return -total, slopes.astype(logs.dtype)


def _running(here: Array, jumps: Array) -> Array:
    """The log chance of all ways to each place at each time."""
    made = np.full(here.shape, -np.inf)
    made[0, :2] = here[0, :2]
    for time in range(1, len(here)):
        before = made[time - 1]
        ways = before.copy()
        ways[1:] = np.logaddexp(ways[1:], before[:-1])
        ways[2:] = np.where(jumps[2:], np.logaddexp(ways[2:], before[:-2]), ways[2:])
        made[time] = ways + here[time]
    return made
