"""Tensors whose elements become one value, all of them or those under a mask."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Kind
from tensorlab.explain.shapes import broadcast
from tensorlab.graph.mode import enabled
from tensorlab.graph.node import edge_of
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op
from tensorlab.ops.writing import check_history, in_place

# -- what can be filled in ------------------------------------------------------------------------------------------


def _nothing(g: Any) -> Any:
    return g.new_zeros(g.shape)


def _cannot_convert(word: str) -> Exception:
    return RuntimeError(f"value cannot be converted to type {word} without overflow")


def _check_number(value: Any, dtype: dtypes.dtype) -> None:
    """Raise where the type cannot hold this number."""
    if isinstance(value, complex):
        raise _cannot_convert(dtypes.word(dtype))
    if dtype.kind is Kind.INT:
        most = int(np.iinfo(dtype.numpy).max)
        # A negative number may stand for what is as far below the top of an unsigned type.
        least = -most - dtype.is_signed
        if not (math.isfinite(value) and least <= int(value) <= most):
            raise _cannot_convert("int" if dtype is dtypes.int32 else f"{dtype.name}_t")
    elif dtype is dtypes.float32 and math.isfinite(value) and abs(value) > dtypes.finfo(dtype).max:
        raise _cannot_convert("float")


def _all(input: Array, value: Any) -> Array:
    return np.full(input.shape, np.asarray(value).astype(input.dtype), input.dtype)


# -- all elements ---------------------------------------------------------------------------------------------------


@op(name="fill", node="FillBackward0", input=_nothing)
def fill_number(input: Array, value: Any) -> Array:
    """A number everywhere."""
    return _all(input, value)


@op(name="fill", node="FillBackward1", input=_nothing, value=lambda g: g.sum())
def fill_element(input: Array, value: Array) -> Array:
    """The one element of a tensor everywhere."""
    return _all(input, value)


@op(name="fill", node="FillBackward2", input=_nothing)
def fill_number_written(input: Array, value: Any) -> Array:
    """:func:`fill_number`, as it is recorded in place."""
    return _all(input, value)


@op(name="fill", node="FillBackward3", input=_nothing, value=lambda g: g.sum())
def fill_element_written(input: Array, value: Array) -> Array:
    """:func:`fill_element`, as it is recorded in place."""
    return _all(input, value)


def _is_element(input: Any, value: Any) -> bool:
    """Whether the value is a tensor of one element, rather than a number; raise where it is neither."""
    if isinstance(value, Tensor):
        if value.shape:
            dims = len(value.shape)
            raise RuntimeError(f"fill_ only supports 0-dimension value tensor but got tensor with {dims} dimensions.")
        return True
    if not isinstance(value, (bool, int, float, complex, np.generic)):
        raise errors.no_such_form("fill_", (value,), ["Tensor value", "Number value"])
    _check_number(value, input.dtype)
    return False


def fill(input: Any, value: Any) -> Any:
    """A tensor like ``input`` with ``value`` everywhere."""
    return (fill_element if _is_element(input, value) else fill_number)(input, value)


def fill_(input: Any, value: Any) -> Any:
    """Every element becomes ``value``."""
    check_history(input, (value,))
    if isinstance(value, Tensor) and enabled.get():
        edge_of(value)  # that its view is spoilt is told before what is wrong with its shape
    return in_place(fill_element_written if _is_element(input, value) else fill_number_written, input, value)


# -- under a mask ---------------------------------------------------------------------------------------------------


def _under(input: Array, mask: Array, value: Any) -> Array:
    return np.asarray(np.where(mask, np.asarray(value).astype(input.dtype), input), order="C")


@op(name="masked_fill", node="MaskedFillBackward0", constants=("mask",), input=lambda g, mask: masked_fill(g, mask, 0))
def mask_with_number(input: Array, mask: Array, value: Any) -> Array:
    """``input`` with a number where the mask is true."""
    return _under(input, mask, value)


@op(
    name="masked_fill",
    node="MaskedFillBackward1",
    constants=("mask",),
    input=lambda g, mask: masked_fill(g, mask, 0),
    value=lambda g, mask: masked_fill(g, mask.logical_not(), 0).sum(),
)
def mask_with_element(input: Array, mask: Array, value: Array) -> Array:
    """``input`` with the one element of a tensor where the mask is true."""
    return _under(input, mask, value)


def _mask_for(input: Any, mask: Any, value: Any, written: bool = False) -> Any:
    """The operation that fills with this value, once mask and value are what they must be."""
    if mask.dtype is not dtypes.bool:
        word = dtypes.word(mask.dtype)
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {word}")
    if broadcast(tuple(input.shape), tuple(mask.shape)).clash is not None:
        shapes = [tuple(mask.shape), tuple(input.shape)]
        raise errors.shapes_clash(*(reversed(shapes) if written else shapes))
    if not isinstance(value, Tensor):
        _check_number(value, input.dtype)
        return mask_with_number
    if value.shape:
        raise RuntimeError(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {len(value.shape)} "
            "dimension(s)."
        )
    return mask_with_element


def masked_fill(input: Any, mask: Any, value: Any) -> Any:
    """``input`` with ``value`` where the mask is true."""
    return _mask_for(input, mask, value)(input, mask, value)


def masked_fill_(input: Any, mask: Any, value: Any) -> Any:
    """``masked_fill``, written into the tensor itself."""
    return in_place(_mask_for(input, mask, value, written=True), input, mask, value)
