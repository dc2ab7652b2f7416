"""Pooling in windows that lie at random."""

from __future__ import annotations

from typing import Any

from tensorlab.nn.functional.convolution import many
from tensorlab.ops import fractional
from tensorlab.ops.creation import rand

_LETTERS = {2: ("height", "width"), 3: ("time", "height", "width")}


def _sizes(input: Any, output_size: Any, output_ratio: Any, axes: int) -> tuple[int, ...]:
    name = f"fractional_max_pool{axes}d"
    if output_size is not None:
        return many(output_size, axes, "output_size")
    if output_ratio is None:
        raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
    if len(output_ratio) > axes:
        raise ValueError(f"{name} requires output_ratio to either be a single Int or tuple of Ints.")
    return tuple([int(input.size(axis - axes) * output_ratio[axis]) for axis in range(axes)])


def _check(input: Any, kernel: tuple[int, ...], output: tuple[int, ...], samples: Any) -> None:
    axes = len(kernel)
    name = "fractional_max_pool2d" if axes == 2 else "fractional_max_pool3d_out"
    for axis in range(input.dim() - axes - 1, input.dim()):
        if input.shape[axis] == 0:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but got"
                f"{list(input.shape)} with dimension {axis} being empty."
            )
    if samples.dtype is not input.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.shape[2] != axes:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {axes}; got {samples.shape[2]}.")
    # In space, not even the last window may touch the end.
    spare = 0 if axes == 2 else 1
    for letter, size, window, count in zip(_LETTERS[axes], input.shape[-axes:], kernel, output, strict=True):
        if count + window - 1 + spare > size:
            raise RuntimeError(f"{name}(): pool {letter} {window} too large relative to input {letter} {size}")


def _pool(
    axes: int, input: Any, kernel_size: Any, output_size: Any, output_ratio: Any, samples: Any
) -> tuple[Any, Any]:
    kernel = many(kernel_size, axes, "kernel_size")
    output = _sizes(input, output_size, output_ratio, axes)
    if samples is None:
        batch = 1 if input.dim() == axes + 1 else input.size(0)
        samples = rand(batch, input.size(-axes - 1), axes, dtype=input.dtype)
    _check(input, kernel, output, samples)
    operation = fractional.fractional_max_pool2d if axes == 2 else fractional.fractional_max_pool3d
    made: tuple[Any, Any] = operation(input, samples, kernel, output)
    return made


def fractional_max_pool2d_with_indices(
    input: Any,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Any = None,
) -> tuple[Any, Any]:
    """The largest element of each window of an image, and where it is."""
    return _pool(2, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool3d_with_indices(
    input: Any,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Any = None,
) -> tuple[Any, Any]:
    """The largest element of each window of a volume, and where it is."""
    return _pool(3, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool2d(
    input: Any,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Any = None,
) -> Any:
    """The largest element of each window of an image; the windows lie at random.

    Args:
        output_size: how many windows there are on each axis, or
        output_ratio: what share of the image's size that is.
    """
    made = _pool(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return made if return_indices else made[0]


def fractional_max_pool3d(
    input: Any,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Any = None,
) -> Any:
    """The largest element of each window of a volume; the windows lie at random."""
    made = _pool(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return made if return_indices else made[0]


__all__ = [
    "fractional_max_pool2d",
    "fractional_max_pool2d_with_indices",
    "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
]
