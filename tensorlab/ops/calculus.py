"""Differences, slopes and areas of sampled functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap_dim
from tensorlab.ops._composed import over, times
from tensorlab.ops._folding import cat
from tensorlab.ops.writing import into

# -- differences ----------------------------------------------------------------------------------------------------


def _between(input: Any, axis: int) -> Any:
    """Each element less the one before it."""
    size = input.shape[axis]
    ahead, behind = input.narrow(axis, 1, max(0, size - 1)), input.narrow(axis, 0, max(0, size - 1))
    return ahead.logical_xor(behind) if input.dtype is dtypes.bool else ahead - behind


def diff(input: Any, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None, *, out: Any = None) -> Any:
    """The ``n``-th differences of neighbours along ``dim``."""
    if input.dim() == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    axis = wrap_dim(dim, input.dim())
    parts = [part for part in (prepend, input, append) if part is not None]
    for part in parts:
        if part.dim() != input.dim():
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    made = cat(parts, axis) if len(parts) > 1 else input
    if n == 0:
        made = made.new_zeros(made.shape).copy_(made)
    for _ in range(min(n, made.shape[axis])):
        made = _between(made, axis)
    return made if out is None else into(out, made, "diff")


def _slope(input: Any, axis: int, spacing: float, edge_order: int) -> Any:
    """The slope on an even grid: central inside, one-sided at both ends."""
    size = input.shape[axis]

    def at(start: int, count: int = 1) -> Any:
        return input.narrow(axis, start, count)

    inside = over(over(at(2, size - 2) - at(0, size - 2), 2), spacing)
    if edge_order == 1:
        first = over(at(1) - at(0), spacing)
        last = over(at(size - 1) - at(size - 2), spacing)
    else:
        first = over(at(0) * -1.5 + at(1) * 2 - at(2) * 0.5, spacing)
        last = over(at(size - 3) * 0.5 - at(size - 2) * 2 + at(size - 1) * 1.5, spacing)
    return cat([first, inside, last], axis)


def _uneven_slope(input: Any, axis: int, places: Any, edge_order: int) -> Any:
    """The slope where the samples stand at ``places``."""
    size = input.shape[axis]
    shape = [1] * input.dim()
    shape[axis] = -1
    steps = _between(places, 0).reshape(shape)

    def at(start: int, count: int = 1) -> Any:
        return input.narrow(axis, start, count)

    def step(start: int, count: int = 1) -> Any:
        return steps.narrow(axis, start, count)

    count = size - 2
    near, far = step(0, count), step(1, count)
    inside = (
        at(0, count) * (-far / (near * (near + far)))
        + at(1, count) * ((far - near) / (near * far))
        + at(2, count) * (near / (far * (near + far)))
    )
    if edge_order == 1:
        first = (at(1) - at(0)) / step(0)
        last = (at(size - 1) - at(size - 2)) / step(size - 2)
    else:
        one, two = step(0), step(1)
        first = (
            at(0) * -((2 * one + two) / (one * (one + two)))
            + at(1) * ((one + two) / (one * two))
            - at(2) * (one / (two * (one + two)))
        )
        two, one = step(size - 3), step(size - 2)
        last = (
            at(size - 3) * (one / (two * (one + two)))
            - at(size - 2) * ((one + two) / (one * two))
            + at(size - 1) * ((2 * one + two) / (one * (one + two)))
        )
    return cat([first, inside, last], axis)


def _slope_axes(input: Any, spacing: Any, dim: Any, edge_order: int) -> list[int]:
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    dims = list(range(input.dim())) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    if isinstance(spacing, (list, tuple)) and len(spacing) != len(dims):
        wanted = "torch.gradient expected spacing to be unspecified, a scalar"
        if dim is None:
            raise RuntimeError(
                f"{wanted}, or a list of length equal to 'self.dim() = {input.dim()}', since dim argument was not "
                f"given, but got a list of length {len(spacing)}"
            )
        raise RuntimeError(
            f"{wanted} or it's spacing and dim arguments to have the same length, but got a spacing argument of "
            f"length {len(spacing)} and a dim argument of length {len(dims)}."
        )
    axes = [wrap_dim(one, input.dim()) for one in dims]
    if len(set(axes)) != len(axes):
        raise RuntimeError(f"dim {axes[-1]} appears multiple times in the list of dims")
    return axes


def gradient(input: Any, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> tuple[Any, ...]:
    """The slopes of a sampled function along each axis, by differences of neighbours.

    Args:
        spacing: the step of the grid, one for each axis, or tensors of the places on each axis.
        edge_order: 1 or 2, how many neighbours the slopes at both ends use.
    """
    axes = _slope_axes(input, spacing, dim, edge_order)
    step = 1 if spacing is None else spacing
    spacings: Sequence[Any] = step if isinstance(step, (list, tuple)) else [step] * len(axes)
    found = []
    for axis, one in zip(axes, spacings, strict=True):
        if input.shape[axis] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
        if isinstance(one, Tensor):
            if one.dim() != 1:
                raise RuntimeError(
                    "torch.gradient expected each element of spacing to have one dimension, but got an element with "
                    f"{one.dim()} dimensions!"
                )
            found.append(_uneven_slope(input, axis, one, edge_order))
        else:
            found.append(_slope(input, axis, one, edge_order))
    return tuple(found)


# -- areas ----------------------------------------------------------------------------------------------------------


def _steps(y: Any, x: Any, axis: int, name: str) -> Any:
    """The distances of the samples, in a shape that goes with ``y``."""
    if x.dim() == 1:
        if x.shape[0] != y.shape[axis]:
            raise RuntimeError(f"{name}: There must be one `x` value for each sample point")
        shape = [1] * y.dim()
        shape[axis] = x.shape[0]
        return _between(x.view(shape), axis)
    while x.dim() < y.dim():
        x = x.unsqueeze(0)
    return _between(x, axis)


def _check_samples(y: Any, x: Any, name: str) -> None:
    samples = [y] if x is None else [x, y]
    if any(one.dtype is dtypes.bool for one in samples):
        words = "`y`" if x is None else "`x` or `y`"
        raise RuntimeError(f"{name}: received a bool input for {words}, but bool is not supported")


def _pairs(y: Any, axis: int) -> Any:
    """The sums of neighbours."""
    size = y.shape[axis]
    return y.narrow(axis, 0, size - 1) + y.narrow(axis, 1, size - 1)


def trapezoid(y: Any, x: Any = None, *, dx: float = 1, dim: int = -1) -> Any:
    """The area under samples joined by straight lines, along ``dim``."""
    _check_samples(y, x, "trapezoid")
    axis = wrap_dim(dim, y.dim())
    size = y.shape[axis]
    if x is not None:
        if size == 0:
            return y.new_zeros([n for i, n in enumerate(y.shape) if i != axis])
        return over((_pairs(y, axis) * _steps(y, x, axis, "trapezoid")).sum(axis), 2.0)
    if size == 0:
        return y.new_zeros([n for i, n in enumerate(y.shape) if i != axis])
    ends = times(y.select(axis, 0) + y.select(axis, -1), 0.5)
    return times(y.sum(axis) - ends, dx)


def trapz(y: Any, x: Any = None, *, dx: float = 1, dim: int = -1) -> Any:
    """:func:`trapezoid`, under its old name."""
    return trapezoid(y, x, dx=dx, dim=dim)


def cumulative_trapezoid(y: Any, x: Any = None, *, dx: float = 1, dim: int = -1) -> Any:
    """The area up to each sample, along ``dim``."""
    _check_samples(y, x, "cumulative_trapezoid")
    axis = wrap_dim(dim, y.dim())
    if x is None:
        return times(_pairs(y, axis), dx / 2.0).cumsum(axis)
    return over((_pairs(y, axis) * _steps(y, x, axis, "cumulative_trapezoid")).cumsum(axis), 2.0)
