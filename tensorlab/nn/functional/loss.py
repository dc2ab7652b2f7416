"""Losses as functions: arguments checked, then one operation or a few."""

from __future__ import annotations

import math
import warnings
from typing import Any

from tensorlab import dtypes
from tensorlab.nn.functional.activation import linear, logsigmoid, pairwise_distance
from tensorlab.ops import loss
from tensorlab.ops._composed import over, plus, times
from tensorlab.ops.norms import log_softmax
from tensorlab.ops.pointwise import where_op
from tensorlab.ops.shape import broadcast_tensors


def _reduction(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction that the two old switches ask for, where they are used."""
    if size_average is None and reduce is None:
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        return reduction
    found = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{found}' instead.",
        UserWarning,
        stacklevel=4,
    )
    return found


def reduced(each: Any, reduction: str) -> Any:
    """The mean, the sum, or all of the values."""
    return {"none": lambda: each, "sum": each.sum, "mean": each.mean}[reduction]()


def _of_one_size(input: Any, target: Any) -> tuple[Any, Any]:
    if tuple(input.size()) != tuple(target.size()):
        warnings.warn(
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )
        input, target = broadcast_tensors(input, target)
    return input, target


def _broadcast(input: Any, target: Any) -> tuple[Any, Any]:
    """Both in one size and as one type."""
    input, target = _of_one_size(input, target)
    if input.dtype is not target.dtype:
        kind = dtypes.promote_types(input.dtype, target.dtype)
        input, target = input.to(kind), target.to(kind)
    return input, target


# -- differences ------------------------------------------------------------------------------------------------------


def mse_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """The mean square of the differences between ``input`` and ``target``."""
    way = _reduction(size_average, reduce, reduction)
    if weight is None:
        return loss.mse_loss(*_of_one_size(input, target), way)
    each = loss.mse_loss(*_of_one_size(input, target), "none") * weight
    return reduced(each, way) if way != "mean" else each.sum() / weight.expand_as(each).sum()


def l1_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """The mean of the absolute differences."""
    way = _reduction(size_average, reduce, reduction)
    one, other = _broadcast(input, target)
    each = (one - other).abs()
    if weight is None:
        return reduced(each, way)
    each = each * weight
    return reduced(each, way) if way != "mean" else each.sum() / weight.expand_as(each).sum()


def smooth_l1_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Any:
    """The mean of the absolute differences, with a round tip of width ``beta``."""
    way = _reduction(size_average, reduce, reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    one, other = _of_one_size(input, target)
    return reduced((one - other).abs(), way) if beta == 0 else loss.smooth_l1_loss(one, other, way, beta)


def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, weight: Any = None) -> Any:
    """The mean of half the squared differences up to ``delta``, and of straight lines behind it."""
    way = _reduction(None, None, reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if weight is None:
        return loss.huber_loss(*_broadcast(input, target), way, delta)
    each = loss.huber_loss(*_broadcast(input, target), "none", delta) * weight
    return reduced(each, way) if way != "mean" else each.sum() / weight.expand_as(each).sum()


def poisson_nll_loss(
    input: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    size_average: Any = None,
    eps: float = 1e-8,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log chance of counts, from their rate or its logarithm."""
    way = _reduction(size_average, reduce, reduction)
    each = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        each = each + stirling.masked_fill(target <= 1, 0.0)
    return reduced(each, way)


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """Minus the log chance of numbers, from their mean and variance."""
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = input.new_ones(tuple(input.shape)) * var
    elif (var < 0).any():
        raise ValueError("var has negative entry/entries")
    if tuple(var.shape) != tuple(input.shape):
        if tuple(input.shape[:-1]) == tuple(var.shape):
            var = var.unsqueeze(-1)
        elif not (tuple(input.shape[:-1]) == tuple(var.shape[:-1]) and var.shape[-1] == 1):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    low = var.detach().clamp(min=eps) - var.detach()
    spread = var + low
    each = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)


def kl_div(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Any:
    """How much the chances ``target`` differ from those whose logarithm is ``input``."""
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
            "same as 'batchmean' in the next major release.",
            UserWarning,
            stacklevel=2,
        )
    way = "sum" if reduction == "batchmean" else _reduction(size_average, reduce, reduction)
    each = target.exp() * (target - input) if log_target else target.xlogy(target) - target * input
    made = reduced(each, way)
    return made / input.shape[0] if reduction == "batchmean" and input.dim() else made


# -- chances of two ---------------------------------------------------------------------------------------------------


def binary_cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log chance of the right one of two, from chances between 0 and 1."""
    way = _reduction(size_average, reduce, reduction)
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(
            f"Using a target size ({target.shape!r}) that is different to the input size ({input.shape!r}) "
            "is deprecated. Please ensure they have the same size."
        )
    if input.dtype is not target.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.type_name} but expected {input.dtype.type_name}")
    scale = None if weight is None else weight.expand(input.shape)
    return loss.binary_cross_entropy(input, target, scale, way)


def binary_cross_entropy_with_logits(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Any = None,
) -> Any:
    """Minus the log chance of the right one of two, from logits."""
    way = _reduction(size_average, reduce, reduction)
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(f"Target size ({target.shape!r}) must be the same as input size ({input.shape!r})")
    return loss.binary_cross_entropy_with_logits(input, target, weight, pos_weight, way)


def soft_margin_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """``log(1 + exp(-target * input))``, for targets 1 and -1."""
    if tuple(input.shape) != tuple(target.shape):
        input, target = broadcast_tensors(input, target)
    return loss.soft_margin_loss(input, target, _reduction(size_average, reduce, reduction))


def multilabel_soft_margin_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log chance of each label being there or not, averaged over the labels."""
    way = _reduction(size_average, reduce, reduction)
    each = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        each = each * weight
    axis = input.dim() - 1
    return reduced(each.sum(axis) / input.shape[axis], way)


# -- classes ----------------------------------------------------------------------------------------------------------


def _check_classes(input: Any, target: Any, weight: Any) -> None:
    rank = input.dim()
    if rank > 1 and target.dim() and input.shape[0] != target.shape[0]:
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
        )
    if rank <= 2 and target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if rank == 1 and target.dim() == 1 and target.shape[0] != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {target.shape[0]}")
    if target.dtype is not dtypes.int64 and target.dtype is not dtypes.uint8:
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}")
    wanted = [input.shape[0], *input.shape[2:]]
    if rank > 2 and list(target.shape) != wanted:
        raise RuntimeError(f"Expected target size {wanted}, got {list(target.shape)}")
    classes = input.shape[1] if rank > 1 else input.shape[0]
    if weight is not None and tuple(weight.shape) != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(weight.shape)}"
        )


def nll_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log chance that ``input`` gives the right class.

    Args:
        input: log chances, shape (batch, classes, …) or (classes,).
        target: the right classes, shape (batch, …) or ().
        weight: what each class counts, shape (classes,).
        ignore_index: a class that counts nothing.
    """
    way = _reduction(size_average, reduce, reduction)
    if input.dim() < 1:
        raise ValueError(f"Expected 1 or more dimensions (got {input.dim()})")
    _check_classes(input, target, weight)
    if input.dim() <= 2:
        places = target.squeeze(0) if input.dim() == 1 and target.dim() == 1 else target
        made = loss.nll_loss(input, places, weight, way, ignore_index)
        return made.unsqueeze(0) if places is not target and way == "none" else made
    if input.dim() == 4:
        return loss.nll_loss2d(input, target, weight, way, ignore_index)
    shape = tuple(target.shape)
    laid = input.contiguous().view(input.shape[0], input.shape[1], 1, -1)
    made = loss.nll_loss2d(laid, target.contiguous().view(shape[0], 1, -1), weight, way, ignore_index)
    return made.view(shape) if way == "none" else made


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
    """Minus the log chance that a softmax of ``input`` gives the right class, or those of the target's chances.

    Args:
        input: logits, shape (batch, classes, …) or (classes,).
        target: the right classes, shape (batch, …), or a chance for each, in the shape of ``input``.
        label_smoothing: the share of the target that is dealt out evenly to all classes.
    """
    way = _reduction(size_average, reduce, reduction)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    axis = 0 if input.dim() < 2 else 1
    if tuple(input.shape) == tuple(target.shape):
        if not target.dtype.is_floating_point:
            raise RuntimeError(
                f"Expected floating point type for target with class probabilities, got {target.dtype.type_name}"
            )
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        return _soft(log_softmax(input, axis), target, weight, way, label_smoothing, axis)
    logs = log_softmax(input, axis)
    hard = nll_loss(logs, target, weight, None, ignore_index, None, way)
    if not label_smoothing:
        return hard
    even = _even(logs, target, weight, way, ignore_index, axis)
    return times(hard, 1 - label_smoothing) + times(even, label_smoothing / input.shape[axis])


def linear_cross_entropy(
    input: Any,
    linear_weight: Any,
    target: Any,
    *,
    linear_bias: Any = None,
    weight: Any = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: None = None,
) -> Any:
    """The cross entropy of what a linear map makes of ``input``.

    Args:
        input: shape (batch, features) or (features,).
        linear_weight: shape (classes, …, features).
        options: how to save memory, which PyTorch has and TensorLab does without.
    """
    sizes = linear_weight.shape[:-1]
    _check_map(input, linear_weight, linear_bias)
    if ignore_index is not None and tuple(target.shape) == (*input.shape[:-1], *sizes):
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    rows = linear_weight.reshape(-1, linear_weight.shape[-1])
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = linear(input, rows, bias).reshape(*input.shape[:-1], *sizes)
    ignored = -100 if ignore_index is None else ignore_index
    return cross_entropy(
        logits, target, weight, ignore_index=ignored, reduction=reduction, label_smoothing=label_smoothing
    )


def _check_map(input: Any, weight: Any, bias: Any) -> None:
    """Raise where input, weight and bias of :func:`linear_cross_entropy` do not go together."""
    if input.dim() not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if weight.dim() < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {weight.dim()}")
    if input.shape[-1] != weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{input.shape[-1]} and {weight.shape[-1]}, respectively"
        )
    sizes = tuple(weight.shape[:-1])
    if bias is not None and tuple(bias.shape) != sizes:
        raise RuntimeError(f"expected linear_bias shape {sizes}, got {tuple(bias.shape)}")
    if len(sizes) > 1 and input.dim() == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(weight.shape)} requires batched input, (N, "
            f"{input.shape[-1]}), got unbatched input with shape {tuple(input.shape)}"
        )


def _by_class(weight: Any, rank: int, axis: int) -> Any:
    return weight.view([-1 if place == axis else 1 for place in range(rank)])


def _soft(logs: Any, target: Any, weight: Any, way: str, label_smoothing: float, axis: int) -> Any:
    """The loss for chances instead of classes."""
    classes = logs.shape[axis]
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    each = logs * target
    if weight is not None:
        each = each * _by_class(weight, logs.dim(), axis)
    if way == "none":
        return -each.sum(axis)
    total = -each.sum()
    return total if way == "sum" else over(total, logs.numel() / classes)


def _even(logs: Any, target: Any, weight: Any, way: str, ignore_index: int, axis: int) -> Any:
    """The loss for a target that gives all classes the same chance."""
    each = -(logs if weight is None else logs * _by_class(weight, logs.dim(), axis)).sum(axis)
    ignored = target == ignore_index
    each = each.masked_fill(ignored, 0.0)
    if way == "none":
        return each
    if way == "sum":
        return each.sum()
    kept = ignored.logical_not()
    if weight is None:
        return each.sum() / kept.sum()
    return each.sum() / weight[target.masked_fill(ignored, 0)].masked_fill(ignored, 0.0).sum()


def _check_rows(input: Any) -> None:
    if input.dim() > 2 or (input.dim() and input.shape[-1] == 0):
        raise RuntimeError(
            f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(input.shape)}"
        )


def multi_margin_loss(
    input: Any,
    target: Any,
    p: int = 1,
    margin: float = 1.0,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How far the other classes come closer to the right one than ``margin``."""
    way = _reduction(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    count = input.shape[0] if input.dim() == 2 else 1
    _check_rows(input)
    if target.dim() > 1 or target.numel() != count:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch "
            f"size). Expected target size [{count}], but got {list(target.shape)}. Input has shape "
            f"{list(input.shape)}."
        )
    return loss.multi_margin_loss(input, target, weight, p, margin, way)


def multilabel_margin_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """How far wrong classes come closer than 1 to any of the right ones, which stand before the first -1."""
    way = _reduction(size_average, reduce, reduction)
    _check_rows(input)
    if tuple(input.shape) != tuple(target.shape):
        raise RuntimeError(f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}")
    return loss.multilabel_margin_loss(input, target, way)[0]


# -- pairs and triples ------------------------------------------------------------------------------------------------


def hinge_embedding_loss(
    input: Any,
    target: Any,
    margin: float = 1.0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """A distance where the target is 1, what it is short of a margin where it is -1."""
    way = _reduction(size_average, reduce, reduction)
    zeros = input.new_zeros(())
    apart = where_op(target != 1, (margin - input).clamp_min(0), zeros)
    near = where_op(target != -1, input, zeros)
    return reduced(apart + near, way)


def margin_ranking_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How far the first is from being larger than the second by a margin, or smaller where the target is -1."""
    way = _reduction(size_average, reduce, reduction)
    if not input1.dim() == input2.dim() == target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{input1.size()!r}, input2: {input2.size()!r}, target: {target.size()!r} "
        )
    return reduced(plus(-target * (input1 - input2), margin).clamp_min(0), way)


def cosine_embedding_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """``1 - cos`` of vectors that belong together, ``cos`` above a margin of those that don't."""
    way = _reduction(size_average, reduce, reduction)
    if target.dim() == 1 and not input1.dim() == input2.dim() == 2:
        raise RuntimeError(
            f"1D target tensor expects 2D input tensors, but found inputs with sizes {list(input1.shape)} and "
            f"{list(input2.shape)}."
        )
    if target.dim() == 0 and not input1.dim() == input2.dim() == 1:
        raise RuntimeError(
            f"0D target tensor expects 1D input tensors, but found inputs with sizes {list(input1.shape)} and "
            f"{list(input2.shape)}."
        )
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    small = 1e-12
    dot = (input1 * input2).sum(target.dim())
    lengths = (input1 * input1).sum(target.dim()) + small, (input2 * input2).sum(target.dim()) + small
    cosine = dot / (lengths[0] * lengths[1]).sqrt()
    zeros = cosine.new_zeros(tuple(cosine.shape))
    together = where_op(target == 1, 1 - cosine, zeros)
    apart = where_op(target == -1, (cosine - margin).clamp_min(0), zeros)
    return reduced(together + apart, way)


def triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """How far the positive is from being nearer to the anchor than the negative by a margin."""
    way = _reduction(size_average, reduce, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.dim()}D, positive {positive.dim()}D, and negative {negative.dim()}D inputs"
        )
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    return reduced((margin + near - far).clamp_min(0), way)


def triplet_margin_with_distance_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    *,
    distance_function: Any = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Any:
    """The same with a distance of one's own."""
    way = _reduction(None, None, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.dim()}D, positive {positive.dim()}D, and negative {negative.dim()}D inputs"
        )
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp_min(0), way)


# -- alignments -------------------------------------------------------------------------------------------------------


def _lengths(given: Any) -> tuple[int, ...]:
    return tuple(int(one) for one in (given.reshape(-1).tolist() if hasattr(given, "tolist") else given))


def ctc_loss(
    log_probs: Any,
    targets: Any,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Any:
    """Minus the log chance of all alignments of label sequences with an input.

    Args:
        log_probs: shape (time, batch, classes) or (time, classes).
        targets: labels, shape (batch, longest), or all in a row.
        blank: the class that stands between labels.
    """
    way = _reduction(None, None, reduction)
    alone = log_probs.dim() == 2
    logs = log_probs.unsqueeze(1) if alone else log_probs
    times, sizes = _lengths(input_lengths), _lengths(target_lengths)
    if not 0 <= blank < logs.shape[2]:
        raise RuntimeError("blank must be in label range")
    for name, found in (("input", times), ("target", sizes)):
        if len(found) != logs.shape[1]:
            raise RuntimeError(f"{name}_lengths must be of size batch_size")
    for _place, time in enumerate(times):
        if time > logs.shape[0]:
            raise RuntimeError(
                f"Expected input_lengths to have value at most {logs.shape[0]}, but got value {time} (while checking "
                "arguments for ctc_loss_allocate_outputs)"
            )
    each, _ = loss.ctc_loss(logs, targets, times, sizes, blank, zero_infinity)
    if zero_infinity:
        each = where_op(each == math.inf, each.new_zeros(()), each)
    if way == "mean":
        return (each / each.new_tensor([max(1, size) for size in sizes])).mean()
    return each.sum() if way == "sum" else (each.squeeze(0) if alone else each)


__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cosine_embedding_loss",
    "cross_entropy",
    "ctc_loss",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "linear_cross_entropy",
    "margin_ranking_loss",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]
