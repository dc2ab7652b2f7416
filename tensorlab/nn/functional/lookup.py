"""Tables of vectors looked up by whole numbers, and whole numbers as vectors of one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import wrap
from tensorlab.graph.mode import no_grad
from tensorlab.ops.embedding import embedding_bag_max, embedding_bag_op, embedding_op


def _padding(padding_idx: int | None, count: int, name: str) -> int:
    """The row that takes no gradient, counted from the top; -1 for none."""
    if padding_idx is None:
        return -1
    if not -count <= padding_idx < count:
        raise AssertionError(f"{name} must be within num_embeddings")
    return padding_idx % count


def limit_rows(weight: Any, rows: Any, max_norm: float, norm_type: float) -> None:
    """Make the looked-up rows at most this long, in the table itself."""
    array = weight._array
    places = np.unique(rows._array)
    lengths = np.linalg.norm(array[places], norm_type, axis=1)
    long = lengths > max_norm
    with no_grad():
        scale = (max_norm / (lengths[long] + 1e-7)).astype(array.dtype)
        weight[wrap(places[long].astype(np.int64), dtypes.int64)] = wrap(
            array[places[long]] * scale[:, None], weight.dtype
        )


def embedding(
    input: Any,
    weight: Any,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Any:
    """The rows of ``weight`` at the positions in ``input``, shape (*input.shape, width).

    Args:
        padding_idx: a row that takes no gradient.
        max_norm: longer rows are shortened to this length in the table itself.
    """
    if weight.dim() != 2:
        raise RuntimeError("'weight' must be 2-D")
    place = _padding(padding_idx, weight.shape[0], "Padding_idx")
    if max_norm is not None:
        limit_rows(weight, input, max_norm, norm_type)
    return embedding_op(weight, input, place, scale_grad_by_freq)


def _check_places(places: Any, count: int) -> None:
    wrong: Any = np.flatnonzero((places < 0) | (places >= count)) if places.dtype.kind == "i" else ()
    if len(wrong):
        raise RuntimeError(
            f"Index {wrong[0]} of input takes value {places[wrong[0]]} which is not in the valid range [0, {count})"
        )


def embedding_bag(
    input: Any,
    weight: Any,
    offsets: Any = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Any = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Any:
    """The sum, mean or largest of the rows in each bag, without the rows themselves in between.

    Args:
        input: shape (bags, rows), or all bags in a row, with ``offsets`` saying where each begins.
    """
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
                f"sequences. However, found offsets of type {type(offsets)}"
            )
        starts = np.arange(0, input.numel(), input.shape[1] or 1)[: input.shape[0]]
        offsets = wrap(starts.astype(np.int64), dtypes.int64)
        input = input.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
    elif input.dim() == 1:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        if offsets.dim() != 1:
            raise ValueError("offsets has to be a 1D Tensor")
        offsets = offsets.to(dtypes.int64)
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}")
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}'). Please open a feature request on GitHub."
        )
    if include_last_offset:
        offsets = offsets[:-1]
    place = _padding(padding_idx, weight.shape[0], "padding_idx")
    _check_places(input._array, weight.shape[0])
    if max_norm is not None:
        limit_rows(weight, input, max_norm, norm_type)
    if mode == "max":
        return embedding_bag_max(weight, input, offsets, None, place)[0]
    return embedding_bag_op(weight, input, offsets, per_sample_weights, mode, place)


def one_hot(tensor: Any, num_classes: int = -1) -> Any:
    """Each whole number as a row of zeros with a one at its place."""
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    places = tensor._array
    if not places.size:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return wrap(np.zeros((*places.shape, num_classes), np.int64), dtypes.int64)
    if places.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    count = int(places.max()) + 1 if num_classes == -1 else num_classes
    if places.max() >= count:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap(np.eye(count, dtype=np.int64)[places], dtypes.int64)


__all__ = ["embedding", "embedding_bag", "one_hot"]
