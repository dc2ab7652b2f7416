"""Images made larger or smaller: borders, interpolation, pixels moved between channels and places, and sampling.

Interpolation along one axis is a small matrix: a row for each place of the result, holding the weights of the places it
mixes. An image is resized by one such matrix for each axis, and its derivative by their transposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, prod
from typing import Any

import numpy as np

from tensorlab.ops.plans import Array
from tensorlab.ops.table import op

Sizes = Sequence[int]


# -- borders ----------------------------------------------------------------------------------------------------------


def _sides(pad: Sizes, rank: int) -> list[tuple[int, int]]:
    """(before, behind) for each axis; ``pad`` names the last axis first."""
    pairs = [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)]
    return [(0, 0)] * (rank - len(pairs)) + pairs[::-1]


def _cut_off(g: Any, pad: Sizes) -> Any:
    return constant_pad(g, tuple([-side for side in pad]), 0.0)


@op(name="constant_pad_nd", input=_cut_off)
def constant_pad(input: Array, pad: Sizes, value: float = 0.0) -> Array:
    """The input with a border of one value; a negative border cuts off."""
    sides = _sides(pad, input.ndim)
    sizes = [size + before + behind for size, (before, behind) in zip(input.shape, sides, strict=True)]
    if min(sizes, default=0) < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    made = np.full(sizes, value, input.dtype)
    there, here = [], []
    for size, (before, behind) in zip(input.shape, sides, strict=True):
        there.append(slice(max(before, 0), max(before, 0) + size + min(before, 0) + min(behind, 0)))
        here.append(slice(max(-before, 0), size - max(-behind, 0)))
    made[tuple(there)] = input[tuple(here)]
    return made


def _border_rule(g: Any, input: Any, sources: Any) -> Any:
    return gathered_back(g, tuple(input.shape), sources)


def _nearest_rule(g: Any, input_sizes: Sizes, sources: Any) -> Any:
    return gathered_back(g, tuple(input_sizes), sources)


def _looked_up(input: Array, sources: Sequence[Array]) -> Array:
    lead = (slice(None),) * (input.ndim - len(sources))
    return np.ascontiguousarray(input[(*lead, *np.ix_(*sources))])


def _gathering(name: str, rule: Any) -> Any:
    @op(name=name, input=rule)
    def look_up(input: Array, sources: Sequence[Array]) -> Array:
        """The elements at the grid of ``sources``, the positions to take on each of the last axes."""
        return _looked_up(input, sources)

    return look_up


BORDERS = {
    (mode, axes): _gathering(f"{mode}_pad{axes}d", _border_rule)
    for mode in ("reflection", "replication")
    for axes in (1, 2, 3)
}
"""Borders that repeat the input, by kind and by number of axes."""


def _taken_again(g: Any, sources: Any) -> Any:
    return looked_up(g, sources)


@op(name="pad_backward", node="PadBackwardBackward0", input=_taken_again)
def gathered_back(input: Array, sizes: Sizes, sources: Sequence[Array]) -> Array:
    """Zeros with each element added at the place that it was taken from."""
    made = input
    first = input.ndim - len(sources)
    for axis, (source, size) in enumerate(zip(sources, sizes[first:], strict=True), first):
        moved = np.moveaxis(made, axis, 0)
        whole = np.zeros((size, *moved.shape[1:]), input.dtype)
        np.add.at(whole, source, moved)
        made = np.moveaxis(whole, 0, axis)
    return np.ascontiguousarray(made)


looked_up = BORDERS["replication", 2]


def reflected(size: int, before: int, behind: int) -> Array:
    """Positions that mirror an axis at both ends, the ends themselves not repeated."""
    places = np.arange(-before, size + behind)
    places = np.abs(places)
    return np.where(places >= size, 2 * (size - 1) - places, places)


def replicated(size: int, before: int, behind: int) -> Array:
    """Positions that repeat the ends of an axis."""
    return np.clip(np.arange(-before, size + behind), 0, size - 1)


# -- interpolation ----------------------------------------------------------------------------------------------------


def _scaled(size: int, count: int, align_corners: bool, scale: float | None) -> float:
    """How far apart in the input two neighbours of the result are."""
    if align_corners:
        return (size - 1) / (count - 1) if count > 1 else 0.0
    return 1.0 / scale if scale else size / count


def _centres(size: int, count: int, align_corners: bool, scale: float | None) -> Array:
    step = _scaled(size, count, align_corners, scale)
    places = np.arange(count)
    return places * step if align_corners else (places + 0.5) * step - 0.5


def linear_weights(size: int, count: int, align_corners: bool, scale: float | None) -> Array:
    """A matrix, shape (count, size), that mixes the two nearest places."""
    centres = np.maximum(_centres(size, count, align_corners, scale), 0.0)
    low = np.minimum(centres.astype(np.int64), size - 1)
    share = np.minimum(centres - low, 1.0)
    made = np.zeros((count, size))
    rows = np.arange(count)
    np.add.at(made, (rows, low), 1 - share)
    np.add.at(made, (rows, np.minimum(low + 1, size - 1)), share)
    return made


def _cubic(distance: Array, a: float = -0.75) -> Array:
    """Weights of the cubic convolution kernel.

    Source: R. Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = -0.75.
    """
    x = np.abs(distance)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * x + 8) * x * a - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))


def cubic_weights(size: int, count: int, align_corners: bool, scale: float | None) -> Array:
    """A matrix, shape (count, size), that mixes the four nearest places."""
    centres = _centres(size, count, align_corners, scale)
    low = np.floor(centres).astype(np.int64)
    made = np.zeros((count, size))
    for offset in (-1, 0, 1, 2):
        places = np.clip(low + offset, 0, size - 1)
        np.add.at(made, (np.arange(count), places), _cubic(centres - (low + offset)))
    return made


def smoothed_weights(size: int, count: int, align_corners: bool, scale: float | None, cubic: bool) -> Array:
    """A matrix that averages over all places that one of the result covers, so that nothing flickers."""
    step = _scaled(size, count, align_corners, scale)
    reach = (2.0 if cubic else 1.0) * max(step, 1.0)
    made = np.zeros((count, size))
    for row in range(count):
        centre = step * (row + 0.5)
        first, end = max(floor(centre - reach + 0.5), 0), min(floor(centre + reach + 0.5), size)
        distance = (np.arange(first, end) + 0.5 - centre) / max(step, 1.0)
        weights = _cubic(distance, -0.5) if cubic else np.maximum(1 - np.abs(distance), 0.0)
        made[row, first:end] = weights / weights.sum()
    return made


def nearest_places(size: int, count: int, scale: float | None, exact: bool) -> Array:
    """The nearest place of the input for each of the result."""
    step = np.float32(_scaled(size, count, False, scale))
    places = np.arange(count, dtype=np.float32) + np.float32(0.5 if exact else 0)
    return np.minimum(np.floor(places * step).astype(np.int64), size - 1)


def _mixed(input: Array, matrices: Sequence[Array]) -> Array:
    made = input
    first = input.ndim - len(matrices)
    for axis, matrix in enumerate(matrices, first):
        made = np.moveaxis(np.matmul(np.moveaxis(made, axis, -1), matrix.T.astype(input.dtype)), -1, axis)
    return np.ascontiguousarray(made)


def _resampler(name: str) -> Any:
    @op(
        name=name,
        input=lambda g, matrices: resample(name, g, [matrix.T for matrix in matrices]),
    )
    def mix(input: Array, matrices: Sequence[Array]) -> Array:
        """The image with each of its last axes mixed by a matrix, shape (new size, old size)."""
        return _mixed(input, matrices)

    return mix


_RESAMPLERS = {
    name: _resampler(name)
    for name in (
        "upsample_linear1d",
        "upsample_bilinear2d",
        "upsample_trilinear3d",
        "upsample_bicubic2d",
        "upsample_bilinear2d_aa",
        "upsample_bicubic2d_aa",
    )
}

NEAREST = {
    (exact, axes): _gathering(f"upsample_nearest{'_exact' if exact else ''}{axes}d", _nearest_rule)
    for exact in (False, True)
    for axes in (1, 2, 3)
}
"""Resizing by the nearest place, by rounding and by number of axes."""


def resample(name: str, input: Any, matrices: Sequence[Array]) -> Any:
    """The image with each of its last axes mixed by a matrix; ``name`` says which interpolation that is."""
    return _RESAMPLERS[name](input, tuple(matrices))


# -- pixels and channels ----------------------------------------------------------------------------------------------


def _unshuffled(g: Any, upscale_factor: int) -> Any:
    return pixel_unshuffle(g, upscale_factor)


@op(input=_unshuffled)
def pixel_shuffle(input: Array, upscale_factor: int) -> Array:
    """Channels become places: shape (*, C * r * r, H, W) to (*, C, H * r, W * r)."""
    r = upscale_factor
    if input.ndim < 3:
        raise RuntimeError(
            f"pixel_shuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_shuffle expects a positive upscale_factor, but got {r}")
    *lead, channels, height, width = input.shape
    if channels % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={channels} is not divisible by {r * r}"
        )
    parts = input.reshape(prod(lead), channels // (r * r), r, r, height, width).transpose(0, 1, 4, 2, 5, 3)
    return parts.copy().reshape(*lead, channels // (r * r), height * r, width * r)


@op(input=lambda g, downscale_factor: pixel_shuffle(g, downscale_factor))
def pixel_unshuffle(input: Array, downscale_factor: int) -> Array:
    """Places become channels: shape (*, C, H * r, W * r) to (*, C * r * r, H, W)."""
    r = downscale_factor
    if input.ndim < 3:
        raise RuntimeError(
            f"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_unshuffle expects a positive downscale_factor, but got {r}")
    *lead, channels, height, width = input.shape
    for name, size, place in (("height", height, -2), ("width", width, -1)):
        if size % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but input.size({place})={size} "
                f"is not divisible by {r}"
            )
    parts = input.reshape(prod(lead), channels, height // r, r, width // r, r).transpose(0, 1, 3, 5, 2, 4)
    return parts.copy().reshape(*lead, channels * r * r, height // r, width // r)


def _shuffled_back(g: Any, input_sizes: Sizes, groups: int) -> Any:
    return channel_shuffle(g, input_sizes[1] // groups)


@op(input=_shuffled_back)
def channel_shuffle(input: Array, groups: int) -> Array:
    """Channels dealt out from groups in turn, as cards are."""
    if input.ndim < 3:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(input.shape)}")
    if groups <= 0:
        raise RuntimeError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    if input.shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {input.shape[1]} channels and {groups} groups."
        )
    parts = input.reshape(input.shape[0], groups, input.shape[1] // groups, prod(input.shape[2:]))
    return parts.swapaxes(1, 2).copy().reshape(input.shape)
