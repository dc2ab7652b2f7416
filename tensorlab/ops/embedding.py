"""Rows of a table looked up by whole numbers, alone or added up in bags."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import op


def _check(weight: Array, indices: Array) -> None:
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if indices.dtype not in (np.int64, np.int32):
        kind = dtypes.from_numpy(indices.dtype).type_name
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{kind}Tensor instead (while checking arguments for embedding)"
        )
    if indices.size and (indices.min() < 0 or indices.max() >= len(weight)):
        raise IndexError("index out of range in self")


def add_rows(rows: Array, places: Array, count: int) -> Array:
    """Rows added up by place, shape (count, width): sorted first, so that each sum is one stretch."""
    made = np.zeros((count, rows.shape[-1]), rows.dtype)
    if not places.size:
        return made
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    made[ordered[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return made


@on_both
def _embedding_rule(g: Any, weight_sizes: Any, indices: Any, padding_idx: int, scale_grad_by_freq: bool) -> Any:
    make = embedding_gradient if isinstance(g, Tensor) else embedding_gradient.function
    return make(g, indices, weight_sizes[0], padding_idx, scale_grad_by_freq)


@op(name="embedding", operands=("weight",), constants=("indices",), weight=_embedding_rule)
def embedding_op(weight: Array, indices: Array, padding_idx: int = -1, scale_grad_by_freq: bool = False) -> Array:
    """The rows of ``weight`` at these positions, shape (*indices.shape, width)."""
    _check(weight, indices)
    return weight[indices]


def _embedding_twice(g: Any, indices: Any, padding_idx: int, scale_grad_by_freq: bool) -> Any:
    found = embedding_op(g, indices)
    if padding_idx >= 0:
        found = found.masked_fill((indices == padding_idx).unsqueeze(-1), 0.0)
    if scale_grad_by_freq:
        counts = np.bincount(indices._array.reshape(-1))[indices._array]
        found = found / found.new_tensor(counts).unsqueeze(-1)
    return found


@op(
    name="embedding_backward",
    node="EmbeddingDenseBackwardBackward0",
    constants=("indices",),
    input=_embedding_twice,
)
def embedding_gradient(input: Array, indices: Array, count: int, padding_idx: int, scale_grad_by_freq: bool) -> Array:
    """Each gradient added to the row it came from; the row of ``padding_idx`` takes none."""
    places = indices.reshape(-1)
    rows = input.reshape(-1, input.shape[-1])
    if padding_idx >= 0:
        rows = np.where((places == padding_idx)[:, None], rows.dtype.type(0), rows)
    if scale_grad_by_freq:
        rows = rows / np.bincount(places)[places][:, None].astype(rows.dtype)
    return add_rows(rows, places, count)


# -- bags -------------------------------------------------------------------------------------------------------------


def _bags(offsets: Array, count: int) -> Array:
    """For each index the number of the bag that it is in."""
    return np.searchsorted(offsets, np.arange(count), side="right") - 1


def _bag_sizes(bags: Array, kept: Array, count: int, kind: Any) -> Array:
    sizes = np.bincount(bags[kept], minlength=count)
    return np.maximum(sizes, 1)[:, None].astype(kind)


def _bag_rule(
    g: Any, weight_sizes: Any, indices: Any, offsets: Any, per_sample_weights: Any, mode: str, padding_idx: int
) -> Any:
    return bag_gradient(g, indices, offsets, per_sample_weights, weight_sizes[0], mode, padding_idx)


@op(
    name="embedding_bag",
    operands=("weight", "per_sample_weights"),
    constants=("indices", "offsets"),
    weight=_bag_rule,
    per_sample_weights=lambda g, weight, indices, offsets, padding_idx: _sample_rule(
        g, weight, indices, offsets, padding_idx
    ),
)
def embedding_bag_op(
    weight: Array,
    indices: Array,
    offsets: Array,
    per_sample_weights: Array | None,
    mode: str,
    padding_idx: int,
) -> Array:
    """The sum or the mean of the rows in each bag, shape (bags, width)."""
    _check(weight, indices)
    bags = _bags(offsets, len(indices))
    kept = indices != padding_idx
    rows = weight[indices] * kept[:, None]
    if per_sample_weights is not None:
        rows = rows * per_sample_weights[:, None]
    total = add_rows(rows.astype(weight.dtype, copy=False), bags, len(offsets))
    return total / _bag_sizes(bags, kept, len(offsets), weight.dtype) if mode == "mean" else total


def _sample_rule(g: Any, weight: Any, indices: Any, offsets: Any, padding_idx: int) -> Any:
    bags = offsets.new_tensor(_bags(offsets._array, len(indices._array)))
    found = (embedding_op(g, bags) * embedding_op(weight, indices)).sum(-1)
    return found.masked_fill(indices == padding_idx, 0.0)


def _bag_twice(g: Any, indices: Any, offsets: Any, per_sample_weights: Any, mode: str, padding_idx: int) -> Any:
    return embedding_bag_op(g, indices, offsets, per_sample_weights, mode, padding_idx)


def _bag_samples_twice(g: Any, input: Any, indices: Any, offsets: Any, padding_idx: int) -> Any:
    return _sample_rule(input, g, indices, offsets, padding_idx)


@op(
    name="embedding_bag_backward",
    node="EmbeddingBagBackwardBackward0",
    operands=("input", "per_sample_weights"),
    constants=("indices", "offsets"),
    input=_bag_twice,
    per_sample_weights=_bag_samples_twice,
)
def bag_gradient(
    input: Array,
    indices: Array,
    offsets: Array,
    per_sample_weights: Array | None,
    count: int,
    mode: str,
    padding_idx: int,
) -> Array:
    """Each bag's gradient given to all rows in it."""
    bags = _bags(offsets, len(indices))
    kept = indices != padding_idx
    shares = input / _bag_sizes(bags, kept, len(offsets), input.dtype) if mode == "mean" else input
    rows = shares[bags] * kept[:, None]
    if per_sample_weights is not None:
        rows = rows * per_sample_weights[:, None]
    return add_rows(rows.astype(input.dtype, copy=False), indices, count)


# -- the largest of each bag ------------------------------------------------------------------------------------------


@op(
    name="embedding_bag",
    node="EmbeddingBagBackward0",
    operands=("weight", "per_sample_weights"),
    constants=("indices", "offsets"),
    results=("result", "places"),
    weight=lambda g, weight_sizes, places: _to_places(g, places, weight_sizes[0]),
)
def embedding_bag_max(
    weight: Array, indices: Array, offsets: Array, per_sample_weights: None, padding_idx: int
) -> tuple[Array, Array]:
    """The largest number of each column in each bag, and the row it stands in; -1 for an empty bag."""
    _check(weight, indices)
    ends = [*offsets[1:], len(indices)]
    made = np.zeros((len(offsets), weight.shape[1]), weight.dtype)
    places = np.full(made.shape, -1, np.int64)
    for bag, (first, end) in enumerate(zip(offsets, ends, strict=True)):
        members = indices[first:end]
        members = members[members != padding_idx]
        if members.size:
            best = np.argmax(weight[members], axis=0)
            places[bag] = members[best]
            made[bag] = weight[places[bag], np.arange(weight.shape[1])]
    return made, places


def _to_places(g: Any, places: Any, count: int) -> Any:
    kept = g.masked_fill(places < 0, 0.0)
    return g.new_zeros((count, g.shape[1])).scatter_add(0, places.clamp(min=0), kept)
