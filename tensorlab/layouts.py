"""In which order the elements of a result stand in memory: as those of the operands do.

PyTorch asks the operands one after another which of two axes has the smaller step. The first that knows decides, so
that ``x.T * y`` stands in memory as ``x.T`` does. numpy would go row by row as soon as one operand does. What is
contiguous gives what is contiguous in both, so that only other operands come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from tensorlab import errors
from tensorlab.explain.shapes import broadcast

Array: TypeAlias = Any
"""A numpy array; numpy's own stubs give Any for most of what is done with one."""


def needs_layout(arrays: Sequence[Any]) -> bool:
    """Whether an operand decides about the order in memory."""
    return any(array is not None and is_unusual(array) for array in arrays)


def is_unusual(array: Any) -> bool:
    """Whether an array does not stand row by row in memory, or has axes of size 1 with steps of their own."""
    if not array.flags.c_contiguous:
        return True
    if array.base is None or array.ndim < 2 or 1 not in array.shape:
        return False
    step = array.itemsize
    for size, found in zip(reversed(array.shape), reversed(array.strides), strict=True):
        if found != step:
            return True
        step *= size
    return False


def laid_out(result: Array, operands: Sequence[Any], in_rows: bool = False) -> Array:
    """The same numbers in the order that the operands have together.

    Args:
        in_rows: whether axes of size 1 have no say where all operands are of the result's shape and stand row by row.
    """
    if result.ndim < 2 or not result.size:
        return result
    given = [one for one in operands if one is not None]
    first = max(given, key=lambda one: one.ndim)
    if in_rows and all(one.shape == result.shape and one.flags.c_contiguous for one in given):
        wanted = _rows(result.shape)
    elif is_dense(first) and all(one.shape == result.shape and one.strides == first.strides for one in given):
        wanted = _strides(first)
    else:
        wanted = common_strides(result.shape, [_aligned(one, result.shape) for one in given])
    return result if wanted == _strides(result) else with_strides(result, wanted)


def kept(array: Array, dtype: Any = None) -> Array:
    """A copy, as another type if one is given, that stands in memory as the array does, without its gaps."""
    kind = array.dtype if dtype is None else dtype
    if array.ndim < 2 or not is_unusual(array):
        return array.astype(kind, order="C")
    return with_strides(array.astype(kind), kept_strides(array))


def empty_as(array: Array, dtype: Any) -> Array:
    """Memory for that many numbers of another type, in the same order."""
    if array.ndim < 2 or array.flags.c_contiguous:
        return np.empty(array.shape, dtype)
    return _empty(array.shape, kept_strides(array), np.dtype(dtype))


def kept_strides(array: Array) -> tuple[int, ...]:
    """The strides, in elements, of a copy that stands in memory as the array does."""
    steps = _strides(array)
    return steps if is_dense(array) else common_strides(array.shape, [steps])


def arranged(gradient: Array, leaf: Array) -> Array:
    """A gradient as it becomes that of a leaf: itself if it stands in memory as the leaf does, else a copy that does.

    Where the leaf's elements do not fill their stretch of memory, it stands row by row.

    Raises:
        RuntimeError: the leaf has been given a shape since to which the gradient cannot be stretched.
    """
    if not is_dense(leaf):
        return np.ascontiguousarray(gradient).reshape(gradient.shape)
    steps = zip(gradient.shape, _strides(gradient), _strides(leaf), strict=False)
    if all(size == 1 or own == wanted for size, own, wanted in steps):
        return gradient
    made = _empty(leaf.shape, _strides(leaf), gradient.dtype)
    met = broadcast(leaf.shape, gradient.shape).result
    if met != leaf.shape:
        raise errors.does_not_hold(leaf.shape, met)
    made[...] = gradient
    return made


def is_dense(array: Array) -> bool:
    """Whether the elements fill their stretch of memory, each a place of its own."""
    filled = 1
    for step, size in sorted(zip(_strides(array), array.shape, strict=True)):
        if size != 1:
            if step != filled:
                return False
            filled *= size
    return bool(filled == prod(array.shape))


def common_strides(shape: Sequence[int], operands: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The strides, in elements, of a result of this shape.

    Args:
        operands: the steps of each operand along the axes of the result, 0 where it is stretched.
    """
    order = [*range(len(shape))][::-1]  # the axis of the smallest step first
    for place in range(1, len(order)):
        at = place
        for before in reversed(range(place)):
            verdict = _comes_later(order[before], order[at], shape, operands)
            if verdict is False:
                break
            if verdict:
                order[before], order[at] = order[at], order[before]
                at = before
    strides, step = [0] * len(shape), 1
    for axis in order:
        strides[axis] = step
        step *= shape[axis]
    return tuple(strides)


def _comes_later(one: int, other: int, shape: Sequence[int], operands: Sequence[Sequence[int]]) -> bool | None:
    """Whether the first axis has the larger step; None where no operand can tell."""
    for steps in operands:
        if not (steps[one] and steps[other]):
            continue
        if steps[one] != steps[other]:
            return steps[one] > steps[other]
        if shape[one] > shape[other]:
            return True
    return None


def _strides(array: Array) -> tuple[int, ...]:
    """The array's steps, in elements."""
    steps: list[int] = [step // array.itemsize for step in array.strides]
    return tuple(steps)


def _rows(shape: Sequence[int]) -> tuple[int, ...]:
    """The steps of what stands row by row, in elements."""
    return tuple([prod([max(size, 1) for size in shape[axis + 1 :]]) for axis in range(len(shape))])


def _aligned(array: Array, shape: Sequence[int]) -> tuple[int, ...]:
    """The array's steps along the axes of the result."""
    missing: int = len(shape) - array.ndim
    own = [
        0 if size == 1 and shape[missing + axis] != 1 else step
        for axis, (step, size) in enumerate(zip(_strides(array), array.shape, strict=True))
    ]
    return (0,) * missing + tuple(own)


def _empty(shape: Sequence[int], strides: Sequence[int], dtype: np.dtype[Any]) -> Array:
    memory = np.empty(prod(shape), dtype)
    return np.ndarray(tuple(shape), dtype, memory, 0, tuple([step * dtype.itemsize for step in strides]))


def with_strides(array: Array, strides: Sequence[int]) -> Array:
    """A copy with these strides, in elements."""
    made = _empty(array.shape, strides, array.dtype)
    np.copyto(made, array)
    return made
