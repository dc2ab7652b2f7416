"""Numbers from nested lists, as :func:`tensorlab.tensor` takes them.

The first element of each list tells the shape, all of them together the type; then they are put into one row. What does
not fit is refused with PyTorch's words at the place where PyTorch notices it, so that the order of these steps matters.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops.plans import Array

_PLAIN = frozenset({bool, int, float})
_NO_INDEX = "only integer tensors of a single element can be converted to an index"
_MOST_DIMENSIONS = 128


def is_sequence(data: Any) -> bool:
    """Whether it counts as a list of numbers; a tensor doesn't, and neither does a dictionary."""
    kind = type(data)
    return kind in (list, tuple) or (
        hasattr(kind, "__getitem__") and hasattr(kind, "__len__") and not isinstance(data, (dict, Tensor, np.generic))
    )


def array_from_nested(data: Any, dtype: dtypes.dtype | None) -> tuple[Array, dtypes.dtype]:
    """Fresh memory with these numbers, and its type: the one given, or the smallest that all of them fit.

    Raises:
        TypeError, ValueError, RuntimeError: what PyTorch says of what is no number, or of rows of different lengths.
    """
    if isinstance(data, (str, bytes)):
        raise _no_data(data)
    shape = _shape_of(data)
    kind = dtype or type_of(data)
    row: list[Any] = []
    if 0 not in shape:
        _gather(data, shape, 0, kind, row)
    return _converted(row, kind).reshape(shape), kind


def _no_data(data: Any) -> Exception:
    return TypeError(f"new(): invalid data type '{type(data).__name__}'")


def _shape_of(data: Any) -> tuple[int, ...]:
    """The shape of nested lists, by their first elements."""
    shape: list[int] = []
    while is_sequence(data):
        shape.append(len(data))
        if len(shape) > _MOST_DIMENSIONS:
            raise ValueError(f"too many dimensions '{type(data).__name__}'")
        if not shape[-1]:
            break
        data = data[0]
    return tuple(shape)


def type_of(data: Any) -> dtypes.dtype:
    """The smallest type that every number in it fits; numpy's numbers and tensors bring their own.

    >>> type_of([[1, True], [2.5]])
    torch.float32
    """
    if isinstance(data, Tensor):
        return data.dtype
    if isinstance(data, (np.ndarray, np.generic)):
        return dtypes.from_numpy(data.dtype)
    if isinstance(data, (bool, int, float)):
        return dtypes.of_number(data)
    if isinstance(data, (str, bytes)):
        raise _no_data(data)
    if isinstance(data, complex):
        raise dtypes.absent("complex64")
    if not is_sequence(data):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    if _PLAIN.issuperset(map(type, data)):
        kinds = [dtypes.of_number(kind()) for kind in set(map(type, data))]
    else:
        kinds = [_type_in(data, part) for part in data]
    return reduce(dtypes.promote_types, kinds) if kinds else dtypes.get_default_dtype()


def _type_in(whole: Any, part: Any) -> dtypes.dtype:
    if part is whole:
        raise TypeError("new(): self-referential lists are incompatible")
    return type_of(part)


def _gather(data: Any, shape: tuple[int, ...], depth: int, kind: dtypes.dtype, row: list[Any]) -> None:
    """Append its numbers to the row, one axis at a time."""
    if depth == len(shape):
        row.append(_number(data, kind))
        return
    try:
        parts = data.tolist() if isinstance(data, Tensor) and data.shape else list(data)
    except TypeError:
        raise TypeError("not a sequence") from None
    if len(parts) != shape[depth]:
        raise ValueError(f"expected sequence of length {shape[depth]} at dim {depth} (got {len(parts)})")
    if depth + 1 == len(shape) and _PLAIN.issuperset(map(type, parts)):
        row += parts
    else:
        for part in parts:
            _gather(part, shape, depth + 1, kind, row)


def _number(data: Any, kind: dtypes.dtype) -> Any:
    """What stands for a single number as one of Python's own."""
    if isinstance(data, Tensor):
        if not kind.is_floating_point and (data.numel() != 1 or data.dtype.is_floating_point):
            raise TypeError(_NO_INDEX)
        if data.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data.item()
    if isinstance(data, (bool, int, float)):
        return data
    if isinstance(data, np.generic):
        return data.item()
    if not kind.is_floating_point:
        return operator.index(data)
    if not hasattr(data, "__float__"):
        raise TypeError(f"must be real number, not {type(data).__name__}")
    return float(data)


def _converted(row: list[Any], kind: dtypes.dtype) -> Array:
    """The numbers as memory of this type; too large a float becomes infinite, too large a whole number is refused."""
    if kind.is_floating_point:
        with np.errstate(over="ignore"):
            made = np.array(row, np.float64).astype(kind.numpy)
        return dtypes.round_to_bfloat16(made) if kind is dtypes.bfloat16 else made
    found = np.array(row)
    if kind is not dtypes.bool and found.size:
        _check_fits(found, kind)
    return found.astype(kind.numpy)


def _check_fits(numbers: Array, kind: dtypes.dtype) -> None:
    if numbers.dtype.kind in "uO":
        raise ValueError("Overflow when unpacking long long")
    limits = np.iinfo(kind.numpy)
    # Of an unsigned type, negative numbers count from its end.
    lowest = limits.min if kind.is_signed else -limits.max
    if not np.all((lowest <= numbers) & (numbers <= limits.max)):
        raise RuntimeError(f"value cannot be converted to type {kind.name} without overflow")
