"""What operations that fold axes share: which axes those are, and how a gradient spreads over them again."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from math import prod as prod_of
from operator import index as as_index
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.ops.plans import Array, on_both

Dim = int | Sequence[int] | None

# As Any, since numpy's stubs take no plain bool for keepdims.
fold_add: Any = np.add.reduce
fold_multiply: Any = np.multiply.reduce
fold_largest: Any = np.maximum.reduce
fold_smallest: Any = np.minimum.reduce


def axes_of(dim: Dim, rank: int) -> Any:
    """The axes as numpy wants them; None for all."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return None
    dims = (dim,) if isinstance(dim, int) else dim
    axes = tuple([wrap_dim(as_index(one), rank) for one in dims])
    if len(set(axes)) != len(axes):
        raise RuntimeError(f"dim {axes[-1]} appears multiple times in the list of dims")
    return axes if rank else None


@on_both
def restore(g: Any, sizes: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """Spread what a reduction gave back over the axes that it had folded: a view, nothing is copied."""
    return spread(raised(g, sizes, dim, keepdim), sizes)


@on_both
def raised(g: Any, sizes: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """With the folded axes again, at size 1."""
    if keepdim or dim is None or not sizes:
        return g
    if not isinstance(g, Tensor):
        return g.reshape(kept_shape(sizes, dim))
    for axis in sorted(axes_of(dim, len(sizes)) or range(len(sizes))):
        g = g.unsqueeze(axis)
    return g


@on_both
def spread(g: Any, sizes: Sequence[int]) -> Any:
    """Stretch axes of size 1, and add some on the left: a view, nothing is copied."""
    if isinstance(g, Tensor):
        return g.expand(tuple(sizes))
    # By hand: numpy's own broadcast_to takes several times as long.
    memory = np.asarray(g)
    strides = (0,) * (len(sizes) - memory.ndim)
    if memory.ndim:
        if not memory.flags.c_contiguous:
            return np.broadcast_to(g, sizes)
        strides += tuple([0 if size == 1 else step for size, step in zip(memory.shape, memory.strides, strict=True)])
    return np.ndarray(tuple(sizes), memory.dtype, memory, 0, strides)


@on_both
def kept_shape(sizes: Sequence[int], dim: Dim) -> tuple[int, ...]:
    """The shape with the folded axes at 1."""
    axes = axes_of(dim, len(sizes))
    return tuple(1 if axes is None or i in axes else size for i, size in enumerate(sizes))


@on_both
def count_along(sizes: Sequence[int], dim: Dim) -> int:
    """How many elements are folded into one."""
    axes = axes_of(dim, len(sizes))
    return prod_of([size for axis, size in enumerate(sizes) if axes is None or axis in axes])


@on_both
def averaged(g: Any, sizes: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """The gradient of what means were taken of."""
    if isinstance(g, Tensor):
        return restore(g, sizes, dim, keepdim) / count_along(sizes, dim)
    # The other way round, divided where it is still small.
    return restore(g / count_along(sizes, dim), sizes, dim, keepdim)


@on_both
def folded(g: Any, dim: int) -> Any:
    """The sum along an axis, which stays at size 1."""
    return g.sum(dim, True) if isinstance(g, Tensor) else fold_add(g, axis=dim if g.ndim else None, keepdims=True)


@on_both
def exponential(value: Any) -> Any:
    """e to the power of an array or a tensor."""
    return value.exp() if isinstance(value, Tensor) else np.exp(value)


def in_rows(made: Array) -> Array:
    """The result row by row in memory, as PyTorch lays out all that it folds or scans."""
    return made if made.ndim < 2 or made.flags.c_contiguous else made.copy(order="C")


def sum_type(input: Array, dtype: Any) -> Any:
    """The numpy type in which elements are added up."""
    if dtype is not None:
        return dtype.numpy
    kind = input.dtype
    return np.int64 if kind.kind in "iub" else kind


def cat(tensors: Sequence[Any], axis: int) -> Any:
    """Joined along an axis; imported here, since joins are built on sums."""
    from tensorlab.ops import joins

    return joins.cat(tensors, axis)


# -- extremes -------------------------------------------------------------------------------------------------------


def shared_by_all(g: Any, input: Any, result: Any) -> Any:
    """The gradient of the one extreme of all elements: ties share it evenly, and what are no numbers tie."""
    best = input.isnan() if result.isnan().item() else input == result
    return g.new_zeros(input.shape).masked_fill(best, g / best.sum())


def shared_along(g: Any, input: Any, result: Any, dim: Dim, keepdim: bool) -> Any:
    """The gradient of extremes along some axes: ties share it evenly; where nothing is equal, there is no gradient."""
    best = input == _reshaped(result, input.shape, dim, keepdim)
    count = best.sum() if dim is None else best.sum(dim, True)
    return _reshaped(g, input.shape, dim, keepdim) / count * best


def _reshaped(g: Any, sizes: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """With the folded axes again, at size 1, all at once."""
    return g if keepdim else g.reshape(() if axes_of(dim, len(sizes)) is None else kept_shape(sizes, dim))


def into_place(gs: Any, input_sizes: Sequence[int], indices: Any, dim: int, keepdim: bool) -> Any:
    """The gradient of chosen elements, at their places among zeros."""
    g = gs[0]
    if input_sizes and not keepdim:
        g, indices = g.unsqueeze(dim), indices.unsqueeze(dim)
    return g.new_zeros(tuple(input_sizes)).scatter(dim, indices, g)


def check_some(name: str, input: Array, dim: Dim) -> None:
    """Raise where there is nothing to choose from."""
    axes = axes_of(dim, input.ndim)
    if axes is None and input.size == 0:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
            "the 'dim' argument."
        )
    given = (dim,) if isinstance(dim, int) else dim or ()
    for said, axis in zip(given, axes or (), strict=False):
        if input.shape[axis] == 0:
            raise IndexError(f"{name}(): Expected reduction dim {said} to have non-zero size.")


# -- lengths --------------------------------------------------------------------------------------------------------


def _check_extreme(input: Array, ord: float, axes: Any) -> None:
    word = "inf" if ord > 0 else "-inf"
    if axes is None and not input.size:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {word} norm on an empty tensor because the operation does not "
            "have an identity"
        )
    for axis in axes or ():
        if input.shape[axis] == 0:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {word} norm on the dimension {axis}because this dimension is "
                "empty and the operation does not have an identity"
            )


def length(input: Array, ord: float, dim: Dim, keepdim: bool) -> Array:
    """The length of the elements as vectors along some axes."""
    axes = axes_of(dim, input.ndim)
    size = np.absolute(input)
    if ord == 2:
        return in_rows(np.sqrt(fold_add(size * size, axis=axes, keepdims=keepdim)))
    if ord == 1:
        return in_rows(fold_add(size, axis=axes, keepdims=keepdim))
    if ord in (inf, -inf):
        _check_extreme(input, ord, axes)
        return in_rows((fold_largest if ord > 0 else fold_smallest)(size, axis=axes, keepdims=keepdim))
    if ord == 0:
        return np.asarray((size != 0).sum(axis=axes, keepdims=keepdim), input.dtype, order="C")
    total = fold_add(size ** input.dtype.type(ord), axis=axes, keepdims=keepdim)
    return in_rows(total ** input.dtype.type(1 / ord))


def _extreme_length_rule(g: Any, input: Any, whole: Any, dim: Dim) -> Any:
    best = (input.isnan() | (input.abs() == whole)).to(input.dtype)
    count = best.sum() if dim is None else best.sum(dim, True)
    return input.sgn() * (g / count) * best


def length_rule(g: Any, input: Any, result: Any, ord: float, dim: Dim, keepdim: bool) -> Any:
    """The gradient of :func:`length`; 0 where the length is 0."""
    if ord == 0:
        return None
    whole = result
    if not keepdim and dim is not None:
        for axis in sorted(axes_of(dim, len(input.shape)) or ()):
            whole, g = whole.unsqueeze(axis), g.unsqueeze(axis)
    if ord == 2:
        return g * (input / whole).masked_fill(whole == 0, 0.0)
    if ord == 1:
        return input.sgn() * g
    if ord in (inf, -inf):
        return _extreme_length_rule(g, input, whole, dim)
    if ord < 1:
        slope = input.sgn() * (input.abs() ** (ord - 1)).masked_fill(input == 0, 0.0)
        return slope * g * whole ** (1 - ord)
    scale = (g / whole ** (ord - 1)).masked_fill(whole == 0, 0.0)
    if ord < 2:
        return input.sgn() * input.abs() ** (ord - 1) * scale
    return input * input.abs() ** (ord - 2) * scale
