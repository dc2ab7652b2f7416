"""Runs of an axis folded to one element each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tensorlab._tensor import wrap_dim
from tensorlab.ops.joins import cat
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op

_FOLDS: dict[str, tuple[Any, float]] = {
    "max": (np.maximum, -np.inf),
    "mean": (np.add, 0.0),
    "min": (np.minimum, np.inf),
    "prod": (np.multiply, 1.0),
    "sum": (np.add, 0.0),
}
"""What folds, and what it gives of nothing."""


def _runs(data: Array, bounds: Array) -> Iterator[tuple[tuple[int, ...], tuple[Any, ...]]]:
    """For each run its place in the result, and where its elements are; ``bounds`` shape (*rows, runs + 1)."""
    for row in np.ndindex(bounds.shape[:-1]):
        ends = bounds[row].tolist()
        for number, (start, end) in enumerate(pairwise(ends)):
            yield (*row, number), (*row, slice(start, end))


def _segment_rule(g: Any, data: Any, result: Any, bounds: Any, reduce: str, initial: float | None) -> Any:
    return segment_back(g, data, result, bounds, reduce, initial)


@op(name="segment_reduce", operands=("data", "bounds"), constants=("bounds",), data=_segment_rule)
def segment_op(data: Array, bounds: Array, reduce: str, initial: float | None) -> Array:
    """Each run folded; the first element of a run is folded with ``initial``."""
    fold, of_nothing = _FOLDS[reduce]
    axis = bounds.ndim - 1
    first = of_nothing if initial is None else initial
    made = np.empty((*data.shape[:axis], bounds.shape[-1] - 1, *data.shape[axis + 1 :]), data.dtype)
    for place, run in _runs(data, bounds):
        elements = data[run]
        made[place] = fold.reduce(elements, axis=0, initial=first)
        if reduce == "mean" and (len(elements) or initial is None):
            made[place] /= len(elements)
    return made


@op(name="_segment_reduce_backward", operands=("grad", "data", "output", "bounds"))
def segment_back(grad: Array, data: Array, output: Array, bounds: Array, reduce: str, initial: float | None) -> Array:
    """The gradient of each run, back at the elements that it was folded of."""
    made = np.zeros(data.shape, data.dtype)
    for place, run in _runs(data, bounds):
        elements, g = data[run], grad[place]
        if reduce == "sum":
            made[run] = g
        elif reduce == "mean":
            made[run] = g / max(len(elements), 1)
        elif reduce == "prod":
            for number in range(len(elements)):
                others = np.multiply.reduce(np.delete(elements, number, 0), axis=0)
                made[run][number] = g * others * (1 if initial is None else initial)
        else:
            chosen = (elements == output[place]) | np.isnan(elements)
            made[run] = np.where(chosen, g / np.maximum(chosen.sum(0), 1), 0)
    return made


def segment_reduce(
    data: Any,
    reduce: str,
    *,
    lengths: Any = None,
    indices: Any = None,
    offsets: Any = None,
    axis: int = 0,
    unsafe: bool = False,
    initial: float | None = None,
) -> Any:
    """Runs of an axis, by their ``lengths`` or by the ``offsets`` between them, each folded to one element.

    Args:
        reduce: ``sum``, ``mean``, ``max``, ``min`` or ``prod``.
        unsafe: don't look whether the lengths add up.
    """
    if indices is not None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    if lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    axis = wrap_dim(axis, data.dim())
    if reduce not in _FOLDS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    name, given = ("lengths", lengths) if offsets is None else ("offsets", offsets)
    if data.dim() < given.dim():
        raise RuntimeError(
            f"Expected data.dim() >= {name}_value.dim() to be true, but got false.  (Could this error message be "
            "improved?  If so, please report an enhancement request to PyTorch.)"
        )
    if axis != given.dim() - 1:
        raise RuntimeError(f"segment_reduce(): Expected axis to be the last dimension of {name} but got {axis}.")
    if offsets is not None:
        return segment_op(data, offsets, reduce, initial)
    if not unsafe:
        _check_lengths(lengths, data.shape, axis)
    bounds = cat([lengths.new_zeros((*lengths.shape[:-1], 1)), lengths.cumsum(-1)], -1)
    return segment_op(data, bounds, reduce, initial)


def _check_lengths(lengths: Any, sizes: Sequence[int], axis: int) -> None:
    if (lengths < 0).any():
        raise RuntimeError("lengths contains negative value!")
    if not (lengths.sum(-1) == sizes[axis]).all():
        raise RuntimeError(
            "segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when "
            "!unsafe."
        )
