"""Order: elements sorted along an axis, the largest few, and where a value belongs among sorted ones.

NaN counts as larger than every number, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab import dtypes, return_types
from tensorlab._tensor import Tensor, wrap, wrap_dim
from tensorlab.layouts import empty_as
from tensorlab.ops import _introsort
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import into

_MOST = 20_000
"""Up to so many elements, equal ones come in PyTorch's order; of more they keep their own, which takes no time."""


def _unsorted(gs: Any, input_sizes: Sequence[int], indices: Any, dim: int) -> Any:
    """The gradients of the values, back where the values came from."""
    g = gs[0]
    return g if not input_sizes else g.new_zeros(tuple(input_sizes)).scatter(dim, indices, g)


def _laid_out_as(model: Array, values: Array) -> Array:
    """The values in memory of the model's order of axes."""
    made = empty_as(model, values.dtype)
    made[...] = values
    return made


def _order(input: Array, axis: int, descending: bool) -> Array:
    if not descending:
        return np.argsort(input, axis=axis, kind="stable")
    # From the other end, so that equal elements keep their order and NaN comes first.
    turned = np.flip(input, axis)
    return input.shape[axis] - 1 - np.flip(np.argsort(turned, axis=axis, kind="stable"), axis)


def _unstable_order(input: Array, axis: int, descending: bool) -> Array:
    """The same, with equal elements where PyTorch leaves them."""
    places = _order(input, axis, descending)
    if input.shape[axis] > _introsort.SHORT and input.size <= _MOST:
        rows, found = np.moveaxis(input, axis, -1), np.moveaxis(places, axis, -1)
        for row in np.ndindex(rows.shape[:-1]):
            before = _introsort.by_values(rows[row], descending)
            if before is not None:
                order = list(range(rows.shape[-1]))
                _introsort.sort(order, before)
                found[row] = order
    return places


def _first_few(input: Array, k: int, axis: int, largest: bool) -> Array:
    """Where the first ``k`` in order are, of equal ones those that PyTorch names."""
    places = np.moveaxis(_order(input, axis, largest), axis, -1)[..., :k]
    rows = np.moveaxis(input, axis, -1)
    if k and input.size <= _MOST:
        for row in np.ndindex(rows.shape[:-1]):
            before = _introsort.by_values(rows[row], largest)
            if before is not None:
                places[row] = _introsort.first_few(rows.shape[-1], k, before)
    return np.moveaxis(places, -1, axis)


def _sorted(
    input: Array, dim: int, descending: bool, order: Callable[[Array, int, bool], Array]
) -> tuple[Array, Array]:
    axis = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return input.copy(), np.zeros((), np.int64)
    places = order(input, axis, descending)
    values = np.take_along_axis(input, places, axis)
    return _laid_out_as(input, values), _laid_out_as(input, places.astype(np.int64))


@op(name="sort", node="SortBackward0", results=("values", "indices"), input=_unsorted)
def sort_op(input: Array, dim: int = -1, descending: bool = False) -> tuple[Array, Array]:
    """The elements in order along an axis, and where they were."""
    return _sorted(input, dim, descending, _unstable_order)


@op(name="sort", node="SortBackward1", results=("values", "indices"), input=_unsorted)
def sort_stable(input: Array, dim: int = -1, descending: bool = False) -> tuple[Array, Array]:
    """The elements in order along an axis, and where they were; equal ones keep their order."""
    return _sorted(input, dim, descending, _order)


def sort(input: Any, dim: int = -1, descending: bool = False, *, stable: bool | None = None, out: Any = None) -> Any:
    """The elements in order along ``dim``, and where they were."""
    made = (sort_stable if stable else sort_op)(input, dim, descending)
    return return_types.sort(*(made if out is None else into(out, made, "sort")))


def argsort(input: Any, dim: int = -1, descending: bool = False, *, stable: bool = False, out: Any = None) -> Any:
    """Where the elements in order are."""
    made = (sort_stable if stable else sort_op)(input.detach(), dim, descending)[1]
    return made if out is None else into(out, made, "argsort")


def msort(input: Any, *, out: Any = None) -> Any:
    """The elements in order along the first axis."""
    made = sort_op(input, 0)[0]
    return made if out is None else into(out, made, "msort")


@op(name="topk", results=("values", "indices"), input=_unsorted)
def topk_op(input: Array, k: int, dim: int = -1, largest: bool = True) -> tuple[Array, Array]:
    """The first ``k`` elements in order along an axis, and where they were."""
    axis = wrap_dim(dim, input.ndim)
    if not 0 <= k <= (input.shape[axis] if input.ndim else 1):
        raise RuntimeError("selected index k out of range")
    if input.dtype == np.bool_:
        raise RuntimeError("topk does not support bool dtypes on CPU")
    if input.ndim == 0:
        return input.copy(), np.zeros((), np.int64)
    places = np.array(_first_few(input, k, axis, largest), np.int64, order="C")
    return np.take_along_axis(input, places, axis), places


def topk(input: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Any = None) -> Any:
    """The ``k`` largest or smallest elements along ``dim``, and where they are."""
    made = topk_op(input, int(k), dim, largest)
    return return_types.topk(*(made if out is None else into(out, made, "topk")))


# -- a place among sorted values ------------------------------------------------------------------------------------


def _right(name: str, right: bool, side: str | None) -> bool:
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.{name}(): side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(
            f"torch.{name}(): side and right can't be set to opposites, got side of left while right was True"
        )
    return right or side == "right"


def _check_rows(boundaries: Any, values: Any) -> None:
    shapes = (list(boundaries.shape), list(values.shape))
    if len(shapes[0]) != 1 and (len(shapes[0]) != len(shapes[1]) or shapes[0][:-1] != shapes[1][:-1]):
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
            f"tensor and input value tensor must match, but we got boundaries tensor {shapes[0]} and input value "
            f"tensor {shapes[1]}"
        )


def searchsorted(
    sorted_sequence: Any,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
    out: Any = None,
) -> Any:
    """Where each value would have to be put to keep the last axis of ``sorted_sequence`` in order."""
    after = _right("searchsorted", right, side)
    values = input if isinstance(input, Tensor) else sorted_sequence.new_tensor(input)
    if sorted_sequence.dim() == 0:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension"
        )
    if isinstance(input, Tensor):
        _check_rows(sorted_sequence, values)
    elif sorted_sequence.dim() != 1:
        raise RuntimeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got "
            f"boundaries tensor dim({sorted_sequence.dim()}) and input value's dim(0) numel(1)"
        )
    rows = sorted_sequence._array
    if sorter is not None:
        _check_sorter(sorted_sequence, sorter)
        rows = np.take_along_axis(rows, sorter._array, -1)
    made = _located(rows, values._array, after).astype(np.int32 if out_int32 else np.int64)
    result = wrap(made, dtypes.int32 if out_int32 else dtypes.int64)
    return result if out is None else into(out, result, "searchsorted")


def _check_sorter(sorted_sequence: Any, sorter: Any) -> None:
    if sorter.shape != sorted_sequence.shape:
        raise RuntimeError(
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
            f"{list(sorted_sequence.shape)}and got sorter tensor {list(sorter.shape)}"
        )
    if sorter.dtype is not dtypes.int64:
        raise RuntimeError(
            f"torch.searchsorted(): sorter must be a tensor of long dtype but got dtype {sorter.dtype.type_name}"
        )
    if sorter.numel() and (int(sorter.min()) < 0 or int(sorter.max()) >= sorter.shape[-1]):
        raise RuntimeError("torch.searchsorted(): sorter index out of range")


def _located(rows: Array, values: Array, after: bool) -> Array:
    side: Any = "right" if after else "left"
    if rows.ndim == 1:
        return np.asarray(np.searchsorted(rows, values, side))
    flat = rows.reshape(-1, rows.shape[-1])
    wanted = values.reshape(flat.shape[0], -1)
    found = [np.searchsorted(row, some, side) for row, some in zip(flat, wanted, strict=True)]
    return np.array(found, np.int64).reshape(values.shape)


def bucketize(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False, out: Any = None) -> Any:
    """The number of the bucket between ``boundaries`` that each value lies in."""
    if boundaries.dim() != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.dim()})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right, out=out)
