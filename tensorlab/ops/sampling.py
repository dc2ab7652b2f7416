"""Images looked up between their pixels, where a grid points.

A sample is a sum over a few neighbours, each with a weight that is a product of one weight for each axis. So the value
and both derivatives are sums over the same neighbours: of weight times pixel, of weight times gradient, and of the
weight's slope times pixel times gradient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from tensorlab._tensor import wrap
from tensorlab.ops._kernels import undifferentiable
from tensorlab.ops.plans import Array
from tensorlab.ops.table import op


def _unscaled(places: Array, size: int, align_corners: bool) -> tuple[Array, float]:
    """Coordinates in pixels from those between -1 and 1, and how fast they grow."""
    if align_corners:
        return (places + 1) / 2 * (size - 1), (size - 1) / 2
    return ((places + 1) * size - 1) / 2, size / 2


def _reflected(places: Array, low: float, high: float) -> tuple[Array, Array]:
    """Coordinates mirrored into a range, and the sign of their growth."""
    span = high - low
    if span == 0:
        return np.zeros_like(places), np.zeros_like(places)
    away = np.abs(places - low)
    turns = np.floor(away / span)
    rest = away - turns * span
    even = turns % 2 == 0
    sign = np.where(places < low, -1.0, 1.0) * np.where(even, 1.0, -1.0)
    return np.where(even, rest + low, span - rest + low), sign


def _kept_inside(places: Array, size: int, padding: str, align_corners: bool) -> tuple[Array, Array]:
    """Coordinates as the padding mode moves them, and how fast the moved ones grow."""
    grows = np.ones_like(places)
    if padding == "zeros":
        return places, grows
    if padding == "reflection":
        bounds = (0.0, size - 1.0) if align_corners else (-0.5, size - 0.5)
        places, grows = _reflected(places, *bounds)
    inside = (places > 0) & (places < size - 1)
    return np.clip(places, 0, size - 1), grows * inside


def _cubic(t: Array) -> tuple[list[Array], list[Array]]:
    """Weights of the four neighbours at -1, 0, 1 and 2, and their slopes; a is -0.75."""
    a = -0.75
    weights, slopes = [], []
    for distance, sign in ((t + 1, 1), (t, 1), (1 - t, -1), (2 - t, -1)):
        near = distance <= 1
        inner = ((a + 2) * distance - (a + 3)) * distance * distance + 1
        outer = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
        weights.append(np.where(near, inner, outer))
        inner_slope = (3 * (a + 2) * distance - 2 * (a + 3)) * distance
        outer_slope = (3 * a * distance - 10 * a) * distance + 8 * a
        slopes.append(sign * np.where(near, inner_slope, outer_slope))
    return weights, slopes


class _Axis:
    """The neighbours of every sample on one axis: positions, weights and the weights' slopes."""

    def __init__(self, places: Array, size: int, mode: str, padding: str, align_corners: bool) -> None:
        pixels, growth = _unscaled(places, size, align_corners)
        if mode != "bicubic":
            pixels, moved = _kept_inside(pixels, size, padding, align_corners)
            growth = growth * moved
        if mode == "nearest":
            self.positions = [np.rint(pixels).astype(np.int64)]
            self.weights, self.slopes = [np.ones_like(pixels)], [np.zeros_like(pixels)]
        else:
            low = np.floor(pixels)
            t = pixels - low
            if mode == "bilinear":
                offsets, self.weights, slopes = [0, 1], [1 - t, t], [-np.ones_like(t), np.ones_like(t)]
            else:
                offsets = [-1, 0, 1, 2]
                self.weights, slopes = _cubic(t)
            self.slopes = [slope * growth for slope in slopes]
            self.positions = [low.astype(np.int64) + offset for offset in offsets]
        if mode == "bicubic" and padding != "zeros":
            self.positions = [
                _kept_inside(one.astype(np.float64), size, padding, align_corners)[0].astype(np.int64)
                for one in self.positions
            ]
        self.valid = [(one >= 0) & (one < size) for one in self.positions]
        self.positions = [np.clip(one, 0, size - 1) for one in self.positions]


def _axes(sizes: Sequence[int], grid: Array, mode: str, padding: str, align_corners: bool) -> list[_Axis]:
    """One for each axis of the image; the grid names the last axis first."""
    count = len(sizes)
    return [_Axis(grid[..., count - 1 - place], size, mode, padding, align_corners) for place, size in enumerate(sizes)]


def _neighbours(axes: Sequence[_Axis], sizes: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Array, Array]]:
    """For each neighbour: its number on each axis, where it is in the flat image, and whether it is inside."""
    for choice in product(*[range(len(axis.positions)) for axis in axes]):
        flat = np.zeros_like(axes[0].positions[0])
        inside = np.ones(flat.shape, bool)
        for number, axis, size in zip(choice, axes, sizes, strict=True):
            flat = flat * size + axis.positions[number]
            inside &= axis.valid[number]
        yield choice, flat, inside


def _weight(axes: Sequence[_Axis], choice: Sequence[int], sloped: int = -1) -> Array:
    """The product of the weights; of one axis its slope instead."""
    made: Any = 1.0
    for place, (number, axis) in enumerate(zip(choice, axes, strict=True)):
        made = made * (axis.slopes if place == sloped else axis.weights)[number]
    return np.asarray(made)


def _rows(input: Array) -> Array:
    return input.reshape(*input.shape[:2], -1)


def _looked_up(rows: Array, flat: Array) -> Array:
    """The pixels at flat positions, shape (batch, channels, positions)."""
    return np.take_along_axis(rows, flat.reshape(len(flat), 1, -1), 2)


_MISSING = undifferentiable("grid_sampler_2d_backward")


@op(name="grid_sampler_backward", input=_MISSING, grid=_MISSING)
def image_gradient(
    input: Array, grid: Array, image_sizes: Sequence[int], mode: str, padding: str, align_corners: bool
) -> Array:
    """The gradient of the samples given to the pixels that they were mixed from."""
    sizes = image_sizes[2:]
    axes = _axes(sizes, grid, mode, padding, align_corners)
    batch, channels, area = image_sizes[0], image_sizes[1], prod(sizes)
    total = np.zeros(batch * channels * area)
    start = np.arange(batch * channels).reshape(batch, channels, 1) * area
    gradient = _rows(input)
    for choice, flat, inside in _neighbours(axes, sizes):
        share = gradient * (_weight(axes, choice) * inside).reshape(batch, 1, -1)
        places = start + flat.reshape(batch, 1, -1)
        total += np.bincount(places.reshape(-1), share.reshape(-1), total.size)
    return total.reshape(tuple(image_sizes)).astype(input.dtype)


@op(
    name="grid_sampler_backward",
    node="GridSamplerBackwardBackward1",
    operands=("input", "image", "grid"),
    input=_MISSING,
    image=_MISSING,
    grid=_MISSING,
)
def grid_gradient(input: Array, image: Array, grid: Array, mode: str, padding: str, align_corners: bool) -> Array:
    """How the samples change as the grid moves, times their gradient."""
    sizes = image.shape[2:]
    axes = _axes(sizes, grid, mode, padding, align_corners)
    made = np.zeros(grid.shape, np.float64)
    gradient, rows = _rows(input), _rows(image)
    for choice, flat, inside in _neighbours(axes, sizes):
        along = (gradient * _looked_up(rows, flat)).sum(1).reshape(inside.shape) * inside
        for place in range(len(sizes)):
            made[..., len(sizes) - 1 - place] += along * _weight(axes, choice, place)
    return made.astype(grid.dtype)


def _image_slope(g: Any, grid: Any, input_sizes: Sequence[int], mode: str, padding: str, align_corners: bool) -> Any:
    return image_gradient(g, grid, tuple(input_sizes), mode, padding, align_corners)


def _grid_slope(g: Any, input: Any, grid: Any, mode: str, padding: str, align_corners: bool) -> Any:
    return grid_gradient(g, input, grid, mode, padding, align_corners)


def _sampled(input: Array, grid: Array, mode: str, padding: str, align_corners: bool) -> Array:
    sizes = input.shape[2:]
    axes = _axes(sizes, grid, mode, padding, align_corners)
    rows = _rows(input)
    total: Any = 0
    for choice, flat, inside in _neighbours(axes, sizes):
        share = (_weight(axes, choice) * inside).reshape(len(grid), 1, -1).astype(input.dtype)
        pixels = _looked_up(rows, flat)
        # A neighbour outside counts nothing, even if the pixel looked up in its place is infinite.
        total = total + np.where(inside.reshape(len(grid), 1, -1), pixels * share, 0)
    return total.reshape(*input.shape[:2], *grid.shape[1:-1]).astype(input.dtype, copy=False)


@op(
    node="GridSampler2DBackward0",
    input=_image_slope,
    grid=_grid_slope,
)
def grid_sampler_2d(input: Array, grid: Array, mode: str, padding: str, align_corners: bool) -> Array:
    """The image's values where the grid points."""
    return _sampled(input, grid, mode, padding, align_corners)


@op(
    node="GridSampler3DBackward0",
    input=_image_slope,
    grid=_grid_slope,
)
def grid_sampler_3d(input: Array, grid: Array, mode: str, padding: str, align_corners: bool) -> Array:
    """The volume's values where the grid points."""
    return _sampled(input, grid, mode, padding, align_corners)


def grid_sampler(input: Any, grid: Any, mode: str, padding: str, align_corners: bool) -> Any:
    """The values of an image or a volume where the grid points."""
    axes = input.dim() - 2
    if axes not in (2, 3) or grid.dim() != input.dim():
        ranks = "4D" if axes == 2 else "5D"
        raise RuntimeError(
            f"grid_sampler(): expected {ranks} input and grid with same number of dimensions, but got input with sizes "
            f"{list(input.shape)} and grid with sizes {list(grid.shape)}"
        )
    if input.dtype is not grid.dtype:
        kinds = (input.dtype.type_name, grid.dtype.type_name)
        raise RuntimeError(f"expected scalar type {kinds[0]} but found {kinds[1]}")
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(
            "grid_sampler(): expected grid and input to have same batch size, but got input with sizes "
            f"{list(input.shape)} and grid with sizes {list(grid.shape)}"
        )
    if grid.shape[-1] != axes:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {axes} in last dimension, but got grid with sizes "
            f"{list(grid.shape)}"
        )
    if axes == 3 and mode == "bicubic":
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if axes == 2:
        return grid_sampler_2d(input, grid, mode, padding, align_corners)
    return grid_sampler_3d(input, grid, mode, padding, align_corners)


# -- the grid of an affine map ----------------------------------------------------------------------------------------


def base_grid(size: Sequence[int], align_corners: bool, kind: Any) -> Array:
    """The coordinates of all places, and a 1 behind them, shape (places, axes + 1)."""
    rows = []
    for count in size[2:]:
        if count == 1:
            row = np.zeros(1, kind)
        else:
            row = np.linspace(-1, 1, count, dtype=np.float64)
            row = (row if align_corners else row * (count - 1) / count).astype(kind)
        rows.append(row)
    grids = np.meshgrid(*rows, indexing="ij")
    last = np.ones(grids[0].size, kind)
    return np.stack([*[grid.reshape(-1) for grid in reversed(grids)], last], 1)


@op(
    node="AffineGridGeneratorBackward0",
    theta=lambda g, size, align_corners: _theta_slope(g, size, align_corners),
)
def affine_grid_generator(theta: Array, size: Sequence[int], align_corners: bool) -> Array:
    """The places that affine maps send a grid's places to, shape (batch, *sizes, axes)."""
    made = np.matmul(base_grid(size, align_corners, theta.dtype), theta.swapaxes(1, 2))
    return made.reshape(size[0], *size[2:], len(size) - 2)


def _theta_slope(g: Any, size: Sequence[int], align_corners: bool) -> Any:
    base = wrap(base_grid(size, align_corners, g._array.dtype), g.dtype)
    return g.reshape(g.shape[0], -1, g.shape[-1]).transpose(1, 2) @ base
