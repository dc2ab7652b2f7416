"""The largest of windows that lie at random, so that an image shrinks by a ratio that is no whole number.

Source: B. Graham, "Fractional max-pooling" (2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from tensorlab.ops.plans import Array
from tensorlab.ops.pooling import put_back
from tensorlab.ops.table import op

Sizes = Sequence[int]


def _starts(sample: Any, size: int, kernel: int, count: int) -> Array:
    """Where ``count`` windows begin on an axis: in steps of two lengths that the sample shifts."""
    kind = sample.dtype.type
    if count == 1:
        return np.array([size - kernel])
    step = kind(size - kernel) / kind(count - 1)
    places = ((np.arange(count, dtype=kind) + sample) * step).astype(np.int64) - int(sample * step)
    places[-1] = size - kernel
    return places


def _pooled(input: Array, kernel: Sizes, output: Sizes, samples: Array) -> tuple[Array, Array]:
    axes = len(kernel)
    sizes = input.shape[-axes:]
    planes = input.reshape(-1, *sizes)
    made = np.empty((len(planes), *output), input.dtype)
    places = np.empty(made.shape, np.int64)
    for number, (plane, sample) in enumerate(zip(planes, samples.reshape(-1, axes), strict=True)):
        # The samples of images name the last axis first.
        drawn = sample[::-1] if axes == 2 else sample
        starts = [_starts(*one) for one in zip(drawn, sizes, kernel, output, strict=True)]
        made[number], places[number] = _largest(plane, starts, kernel)
    shape = (*input.shape[:-axes], *output)
    return made.reshape(shape), places.reshape(shape)


def _largest(plane: Array, starts: list[Array], kernel: Sizes) -> tuple[Array, Array]:
    """The largest element of each window and its place in the plane: the first of equal ones, the last that is nan."""
    best: Any = None
    where: Any = None
    for offsets in product(*map(range, kernel)):
        grid = np.ix_(*[start + offset for start, offset in zip(starts, offsets, strict=True)])
        here, at = plane[grid], np.ravel_multi_index(np.broadcast_arrays(*grid), plane.shape)
        if best is None:
            best, where = here, at
            continue
        takes = (here > best) | np.isnan(here)
        best, where = np.where(takes, here, best), np.where(takes, at, where)
    return best, where


def _back(g: Any, input: Any, indices: Any, kernel_size: Sizes) -> Any:
    return put_back(g, indices, tuple(input.shape), len(kernel_size))


@op(
    node="FractionalMaxPool2DBackward0",
    operands=("input", "samples"),
    constants=("samples",),
    results=("result", "indices"),
    input=_back,
)
def fractional_max_pool2d(input: Array, samples: Array, kernel_size: Sizes, output_size: Sizes) -> tuple[Array, Array]:
    """The largest element of each window of an image, and where it is.

    Args:
        samples: how far the windows are shifted, from 0 to 1; shape (batch, channels, 2).
    """
    return _pooled(input, kernel_size, output_size, samples)


@op(
    node="FractionalMaxPool3DBackward0",
    operands=("input", "samples"),
    constants=("samples",),
    results=("result", "indices"),
    input=_back,
)
def fractional_max_pool3d(input: Array, samples: Array, kernel_size: Sizes, output_size: Sizes) -> tuple[Array, Array]:
    """The same of volumes."""
    return _pooled(input, kernel_size, output_size, samples)
