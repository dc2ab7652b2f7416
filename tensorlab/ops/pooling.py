"""The largest or the mean of each window, and the way back.

The windows of a pooling are walked position by position inside the window, not window by window: a 2 by 2 window takes
four steps over whole arrays, however large the image is. Adaptive pooling cuts an axis into bins of nearly equal size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from tensorlab._tensor import Tensor
from tensorlab.ops.convolution import output_size
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import Op, op

Sizes = Sequence[int]


def pooled_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows a pooling has on an axis; ``ceil_mode`` counts one that hangs over the end."""
    if not ceil_mode:
        return output_size(size, kernel, stride, padding, dilation)
    count = output_size(size + stride - 1, kernel, stride, padding, dilation)
    # The last window must begin inside the input or in the border before it.
    return count - 1 if (count - 1) * stride >= size + padding else count


class _Windows:
    """Where the windows of a pooling lie over an image.

    Attributes:
        sizes: of the image.
        starts: for each axis, where its windows begin; below 0 in the border.
        border: how far they reach out of the image before and behind each axis.
    """

    def __init__(
        self, sizes: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool = False
    ) -> None:
        axes = list(zip(sizes, kernel, stride, padding, dilation, strict=True))
        self.sizes, self.kernel, self.dilation, self.padding = sizes, kernel, dilation, padding
        self.starts = [np.arange(pooled_size(*axis, ceil_mode)) * axis[2] - axis[3] for axis in axes]
        self.stride = stride
        self.border = [self._reach(start, *axis) for start, axis in zip(self.starts, axes, strict=True)]

    @staticmethod
    def _reach(start: Array, size: int, kernel: int, _: int, padding: int, dilation: int) -> tuple[int, int]:
        last = int(start[-1]) + (kernel - 1) * dilation if len(start) else 0
        return padding, max(0, last + 1 - size)

    def steps(self) -> Iterator[tuple[list[Array], tuple[slice, ...]]]:
        """For each position inside a window: its coordinates in all windows, and where they are in the wide image."""
        for place in product(*map(range, self.kernel)):
            offsets = [k * d for k, d in zip(place, self.dilation, strict=True)]
            coordinates = [start + offset for start, offset in zip(self.starts, offsets, strict=True)]
            spans = [
                slice(offset, offset + (len(start) - 1) * step + 1, step)
                for offset, start, step in zip(offsets, self.starts, self.stride, strict=True)
            ]
            yield coordinates, tuple(spans)

    def widened(self, input: Array, fill: Any) -> Array:
        """The image with as much border as the windows reach into."""
        if not any(before or behind for before, behind in self.border):
            return input
        lead = input.shape[: input.ndim - len(self.sizes)]
        whole: Array = np.full((*lead, *self.wide_sizes), fill, input.dtype)
        whole[(..., *self.inner)] = input
        return whole

    @property
    def wide_sizes(self) -> list[int]:
        return [before + size + behind for size, (before, behind) in zip(self.sizes, self.border, strict=True)]

    @property
    def inner(self) -> tuple[slice, ...]:
        """Where the image is in the wide one."""
        return tuple([slice(before, before + size) for size, (before, _) in zip(self.sizes, self.border, strict=True)])

    def first_inside(self) -> list[Array]:
        """The first coordinates of each window that are not in the border."""
        return [
            np.where(start < 0, start + -(start // spread) * spread, start)
            for start, spread in zip(self.starts, self.dilation, strict=True)
        ]

    def counts(self, with_border: bool) -> Array:
        """How many elements each window averages over."""
        rows = []
        for start, size, kernel, padding in zip(self.starts, self.sizes, self.kernel, self.padding, strict=True):
            first, limit = (start, size + padding) if with_border else (np.maximum(start, 0), size)
            rows.append(np.minimum(start + kernel, limit) - first)
        return _grid(rows, np.multiply.outer)


def _grid(rows: Sequence[Array], combine: Any) -> Array:
    made = rows[0]
    for row in rows[1:]:
        made = combine(made, row)
    return made


def flat_places(coordinates: Sequence[Array], sizes: Sizes) -> Array:
    """Positions counted through the whole image, for the grid of these coordinates."""
    made = coordinates[0]
    for row, size in zip(coordinates[1:], sizes[1:], strict=True):
        made = made[..., None] * size + row
    return made


def _last(shape: Sizes, count: int) -> tuple[int, ...]:
    return tuple(shape[len(shape) - count :])


# -- the largest ------------------------------------------------------------------------------------------------------


def _max_pool(
    input: Array, kernel_size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> tuple[Array, Array]:
    lay = _Windows(_last(input.shape, len(kernel_size)), kernel_size, stride, padding, dilation, ceil_mode)
    lowest = -np.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min
    wide = lay.widened(input, lowest)
    steps = [(flat_places(at, lay.sizes), wide[(..., *spans)]) for at, spans in lay.steps()]
    largest = steps[0][1].copy()
    for _, here in steps[1:]:
        np.maximum(largest, here, out=largest)
    return largest, _places_of(largest, steps, flat_places(lay.first_inside(), lay.sizes), lowest)


def _places_of(largest: Array, steps: list[tuple[Array, Array]], first: Array, lowest: Any) -> Array:
    """Where the largest are: the first of equal ones, but the last of those that are not a number, as in PyTorch."""
    places = np.empty(largest.shape, np.int64)
    places[...] = steps[-1][0]
    # From the last to the first, so that an earlier one has the last word; a sum is faster than a choice.
    for where, here in reversed(steps[:-1]):
        places += (here == largest) * (where - places)
    # In a window of nothing but the lowest number, the border is no better.
    np.copyto(places, first, where=largest == lowest)
    if largest.dtype.kind == "f" and np.isnan(largest).any():
        for where, here in steps:
            np.copyto(places, where, where=np.isnan(here))
    return places


def _either(operation: Op, g: Any) -> Any:
    """The operation for a tensor, its function for a bare array."""
    return operation if isinstance(g, Tensor) else operation.function


@on_both
def _to_the_largest(g: Any, input: Any, indices: Any, kernel_size: Sizes) -> Any:
    return _either(put_back, g)(g, indices, tuple(input.shape), len(kernel_size))


@op(node="MaxPool2DWithIndicesBackward0", results=("result", "indices"), input=_to_the_largest)
def max_pool2d(
    input: Array, kernel_size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> tuple[Array, Array]:
    """The largest element of each window over the last two axes, and where it is in the image."""
    return _max_pool(input, kernel_size, stride, padding, dilation, ceil_mode)


@op(node="MaxPool3DWithIndicesBackward0", results=("result", "indices"), input=_to_the_largest)
def max_pool3d(
    input: Array, kernel_size: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> tuple[Array, Array]:
    """The largest element of each window over the last three axes, and where it is."""
    return _max_pool(input, kernel_size, stride, padding, dilation, ceil_mode)


def _rows(array: Array, axes: int) -> Array:
    return array.reshape(prod(array.shape[: array.ndim - axes]), -1)


def _picked_again(g: Any, indices: Any, axes: int) -> Any:
    return pick(g, indices, axes)


@op(
    name="max_pool_backward",
    node="MaxPoolBackwardBackward0",
    constants=("indices",),
    input=_picked_again,
)
def put_back(input: Array, indices: Array, sizes: Sizes, axes: int) -> Array:
    """Zeros of a size, with each element added at its position in the image, which covers the last axes."""
    values, places = _rows(input, axes), _rows(indices, axes)
    area = prod(_last(sizes, axes))
    flat = places + np.arange(len(places))[:, None] * area
    added = np.bincount(flat.reshape(-1), values.reshape(-1), len(places) * area)
    return added.astype(input.dtype).reshape(sizes)


def _unpicked(g: Any, input_sizes: Sizes, indices: Any, axes: int) -> Any:
    return put_back(g, indices, tuple(input_sizes), axes)


@op(name="pick", node="PickBackward0", constants=("indices",), input=_unpicked)
def pick(input: Array, indices: Array, axes: int) -> Array:
    """The elements at positions in the image, one for each element of ``indices``."""
    return np.take_along_axis(_rows(input, axes), _rows(indices, axes), 1).reshape(indices.shape)


def _unpool(input: Array, indices: Array, output_size: Sizes) -> Array:
    axes = len(output_size)
    area = prod(output_size)
    wrong = indices[(indices < 0) | (indices >= area)]
    if wrong.size:
        volume = "x".join(map(str, output_size))
        raise RuntimeError(f"Found an invalid max index: {int(wrong.flat[0])} (output volumes are of size {volume})")
    made = np.zeros((*input.shape[: input.ndim - axes], *output_size), input.dtype)
    np.put_along_axis(_rows(made, axes), _rows(indices, axes), _rows(input, axes), 1)
    return made


def _unpool_rule(g: Any, indices: Any, output_size: Sizes) -> Any:
    return pick(g, indices, len(output_size))


@op(node="MaxUnpool2DBackward0", constants=("indices",), input=_unpool_rule)
def max_unpool2d(input: Array, indices: Array, output_size: Sizes) -> Array:
    """Zeros with each element at the position that a pooling found it at."""
    return _unpool(input, indices, output_size)


@op(node="MaxUnpool3DBackward0", constants=("indices",), input=_unpool_rule)
def max_unpool3d(input: Array, indices: Array, output_size: Sizes) -> Array:
    """The same over three axes."""
    return _unpool(input, indices, output_size)


# -- the mean ---------------------------------------------------------------------------------------------------------


def _average(input: Array, kernel: Sizes, stride: Sizes, padding: Sizes, ceil_mode: bool, counts: Any) -> Array:
    lay = _Windows(_last(input.shape, len(kernel)), kernel, stride, padding, [1] * len(kernel), ceil_mode)
    wide = lay.widened(input, 0)
    total: Any = None
    for _, spans in lay.steps():
        here = wide[(..., *spans)]
        total = here.copy() if total is None else np.add(total, here, out=total)
    divided = total / _divisor(lay, *counts).astype(input.dtype)
    return divided if input.dtype.kind == "f" else divided.astype(input.dtype)


def _divisor(lay: _Windows, with_border: bool, override: int | None) -> Array:
    return np.asarray(override) if override else lay.counts(with_border)


@on_both
def _average_rule(
    g: Any,
    input: Any,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Any:
    return _either(spread_average, g)(
        g, tuple(input.shape), kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


@op(node="AvgPool2DBackward0", input=_average_rule)
def avg_pool2d(
    input: Array,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Array:
    """The mean of each window over the last two axes."""
    return _average(input, kernel_size, stride, padding, ceil_mode, (count_include_pad, divisor_override))


@op(node="AvgPool3DBackward0", input=_average_rule)
def avg_pool3d(
    input: Array,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Array:
    """The mean of each window over the last three axes."""
    return _average(input, kernel_size, stride, padding, ceil_mode, (count_include_pad, divisor_override))


def _gathered(
    g: Any,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Any:
    pool = avg_pool2d if len(kernel_size) == 2 else avg_pool3d
    return pool(g, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@op(name="avg_pool_backward", node="AvgPoolBackwardBackward0", input=_gathered)
def spread_average(
    input: Array,
    sizes: Sizes,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Array:
    """Each window's number shared out over its elements: the derivative of the mean."""
    count = len(kernel_size)
    lay = _Windows(_last(sizes, count), kernel_size, stride, padding, [1] * count, ceil_mode)
    share = input / _divisor(lay, count_include_pad, divisor_override).astype(input.dtype)
    whole: Array = np.zeros((*sizes[: len(sizes) - count], *lay.wide_sizes), input.dtype)
    for _, spans in lay.steps():
        whole[(..., *spans)] += share
    return np.ascontiguousarray(whole[(..., *lay.inner)])


# -- bins that fit ----------------------------------------------------------------------------------------------------


def bins(size: int, count: int) -> list[slice]:
    """An axis cut into a number of bins of nearly equal size, which may overlap by one."""
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def _bins(input: Array, output_size: Sizes) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """Each position of the result, and the part of the image that it stands for."""
    cuts = [bins(*axis) for axis in zip(_last(input.shape, len(output_size)), output_size, strict=True)]
    for place in product(*map(range, output_size)):
        yield place, tuple([cut[i] for cut, i in zip(cuts, place, strict=True)])


def _adaptive_average(input: Array, output_size: Sizes) -> Array:
    axes = tuple(range(-len(output_size), 0))
    made: Array = np.empty((*input.shape[: input.ndim - len(output_size)], *output_size), input.dtype)
    for place, part in _bins(input, output_size):
        made[(..., *place)] = input[(..., *part)].mean(axis=axes)
    return made


@on_both
def _adaptive_rule(g: Any, input: Any, output_size: Sizes) -> Any:
    return _either(spread_bins, g)(g, tuple(input.shape), tuple(output_size))


@op(node="AdaptiveAvgPool2DBackward0", input=_adaptive_rule)
def adaptive_avg_pool2d(input: Array, output_size: Sizes) -> Array:
    """The mean of each bin of the last two axes."""
    return _adaptive_average(input, output_size)


@op(node="AdaptiveAvgPool3DBackward0", input=_adaptive_rule)
def adaptive_avg_pool3d(input: Array, output_size: Sizes) -> Array:
    """The mean of each bin of the last three axes."""
    return _adaptive_average(input, output_size)


def _gathered_bins(g: Any, output_size: Sizes) -> Any:
    return (adaptive_avg_pool2d if len(output_size) == 2 else adaptive_avg_pool3d)(g, output_size)


@op(name="adaptive_avg_pool_backward", node="AdaptiveAvgPoolBackwardBackward0", input=_gathered_bins)
def spread_bins(input: Array, sizes: Sizes, output_size: Sizes) -> Array:
    """Each bin's number shared out over its elements: the derivative of the mean."""
    made: Array = np.zeros(sizes, input.dtype)
    for place, part in _bins(made, output_size):
        share = made[(..., *part)]
        count = prod(_last(share.shape, len(output_size)))
        share += (input[(..., *place)] / input.dtype.type(count))[(..., *[None] * len(output_size))]
    return made


def _adaptive_max(input: Array, output_size: Sizes) -> tuple[Array, Array]:
    sizes = _last(input.shape, len(output_size))
    lead = input.shape[: input.ndim - len(output_size)]
    made: Array = np.empty((*lead, *output_size), input.dtype)
    places: Array = np.empty(made.shape, np.int64)
    whole: Array = np.arange(prod(sizes)).reshape(sizes)
    for place, part in _bins(input, output_size):
        here = input[(..., *part)].reshape(*lead, -1)
        best = np.argmax(here, -1)
        made[(..., *place)] = np.take_along_axis(here, best[..., None], -1)[..., 0]
        places[(..., *place)] = whole[part].reshape(-1)[best]
    return made, places


@on_both
def _adaptive_max_rule(g: Any, input: Any, indices: Any, output_size: Sizes) -> Any:
    return _either(put_back, g)(g, indices, tuple(input.shape), len(output_size))


@op(node="AdaptiveMaxPool2DBackward0", results=("result", "indices"), input=_adaptive_max_rule)
def adaptive_max_pool2d(input: Array, output_size: Sizes) -> tuple[Array, Array]:
    """The largest element of each bin of the last two axes, and where it is."""
    return _adaptive_max(input, output_size)


@op(node="AdaptiveMaxPool3DBackward0", results=("result", "indices"), input=_adaptive_max_rule)
def adaptive_max_pool3d(input: Array, output_size: Sizes) -> tuple[Array, Array]:
    """The largest element of each bin of the last three axes, and where it is."""
    return _adaptive_max(input, output_size)
