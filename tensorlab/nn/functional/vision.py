"""Images resized, pixels and channels moved, and images sampled where a grid points."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import floor
from typing import Any

from tensorlab.nn.functional.pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from tensorlab.ops import resize
from tensorlab.ops.resize import channel_shuffle, pixel_shuffle, pixel_unshuffle
from tensorlab.ops.sampling import affine_grid_generator, grid_sampler

_LINEAR = {"linear": 3, "bilinear": 4, "trilinear": 5, "bicubic": 4}
_AREA = {3: adaptive_avg_pool1d, 4: adaptive_avg_pool2d, 5: adaptive_avg_pool3d}
_NAMES = {
    "linear": "upsample_linear1d",
    "bilinear": "upsample_bilinear2d",
    "trilinear": "upsample_trilinear3d",
    "bicubic": "upsample_bicubic2d",
}


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:
    """The image in another size.

    Args:
        input: shape (batch, channels, …) with one, two or three axes to resize.
        size: the new sizes; or
        scale_factor: how many times larger they are.
        mode: nearest, nearest-exact, linear, bilinear, bicubic, trilinear or area.
        align_corners: the outermost pixels' centres stay where they are.
    """
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    sizes, scales = _target(input, size, scale_factor, recompute_scale_factor)
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and input.dim() == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if any(one <= 0 for one in (*input.shape[2:], *sizes)):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input (H: {input.shape[-2]}, "
            f"W: {input.shape[-1]}) output (H: {sizes[-2] if len(sizes) > 1 else 1}, W: {sizes[-1]})"
        )
    axes = input.dim() - 2
    if mode in ("nearest", "nearest-exact"):
        exact = mode == "nearest-exact"
        places = tuple(
            resize.nearest_places(old, new, scale, exact)
            for old, new, scale in zip(input.shape[2:], sizes, scales, strict=True)
        )
        return resize.NEAREST[exact, axes](input, places)
    if mode == "area":
        return _AREA[input.dim()](input, sizes)
    if mode not in _LINEAR:
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported (got "
            f"{input.dim()}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | "
            f"nearest-exact (got {mode})"
        )
    if input.dim() != _LINEAR[mode]:
        raise NotImplementedError(f"Got {input.dim()}D input, but {mode} mode needs {_LINEAR[mode]}D input")
    return _mixed(input, sizes, scales, mode, bool(align_corners), antialias)


def _mixed(input: Any, sizes: Any, scales: Any, mode: str, align_corners: bool, antialias: bool) -> Any:
    """Resizing by one matrix of weights for each axis."""
    axes = list(zip(input.shape[2:], sizes, scales, strict=True))
    if antialias:
        matrices = [
            resize.smoothed_weights(old, new, align_corners, scale, mode == "bicubic") for old, new, scale in axes
        ]
        return resize.resample(_NAMES[mode] + "_aa", input, matrices)
    weights = resize.cubic_weights if mode == "bicubic" else resize.linear_weights
    return resize.resample(_NAMES[mode], input, [weights(old, new, align_corners, scale) for old, new, scale in axes])


def _target(input: Any, size: Any, scale_factor: Any, recompute: Any) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """The new sizes, and the scales where those were given and count."""
    axes = input.dim() - 2
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        sizes = (int(size),) * axes if isinstance(size, int) else tuple(int(one) for one in size)
        if len(sizes) != axes:
            raise ValueError(
                "Input and output must have the same number of spatial dimensions, but got input with spatial "
                f"dimensions of {list(input.shape[2:])} and output size of {size}. Please provide input tensor in (N, "
                "C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format."
            )
        return sizes, (None,) * axes
    scales = tuple(scale_factor) if isinstance(scale_factor, Sequence) else (scale_factor,) * axes
    if len(scales) != axes:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial "
            f"dimensions of {list(input.shape[2:])} and scale_factor of shape {scale_factor}. Please provide input "
            "tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format."
        )
    sizes = tuple(floor(old * scale) for old, scale in zip(input.shape[2:], scales, strict=True))
    return sizes, ((None,) * axes if recompute else tuple(float(one) for one in scales))


def upsample(
    input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None
) -> Any:
    """The old name of :func:`interpolate`."""
    warnings.warn(
        "`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", UserWarning, stacklevel=2
    )
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """The image in another size, by the nearest pixel."""
    warnings.warn(
        "`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.",
        UserWarning,
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """The image in another size, mixed from the nearest four pixels, with corners that stay."""
    warnings.warn(
        "`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.",
        UserWarning,
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


# -- sampling ---------------------------------------------------------------------------------------------------------

_DEFAULT_CORNERS = (
    "Default {} behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old "
    "behavior is desired. See the documentation of grid_sample for details."
)


def grid_sample(
    input: Any,
    grid: Any,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Any:
    """The image's values where a grid points, from -1 at one end of each axis to 1 at the other.

    Args:
        input: shape (batch, channels, height, width), or with depth in front of height.
        grid: shape (batch, new height, new width, 2), x before y.
        mode: bilinear, nearest or bicubic.
        padding_mode: what lies outside: zeros, border or reflection.
    """
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    if align_corners is None:
        warnings.warn(_DEFAULT_CORNERS.format("grid_sample and affine_grid"), UserWarning, stacklevel=2)
    return grid_sampler(input, grid, mode, padding_mode, bool(align_corners))


def affine_grid(theta: Any, size: Sequence[int], align_corners: bool | None = None) -> Any:
    """The grid for :func:`grid_sample` that an affine map makes.

    Args:
        theta: matrices, shape (batch, 2, 3) or (batch, 3, 4).
        size: of the image to make, (batch, channels, height, width).
    """
    if align_corners is None:
        warnings.warn(_DEFAULT_CORNERS.format("grid_sample and affine_grid"), UserWarning, stacklevel=2)
    axes = len(size) - 2
    if not theta.dtype.is_floating_point:
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    if axes not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
            f"{tuple(size)}."
        )
    if theta.dim() != 3 or tuple(theta.shape[1:]) != (axes, axes + 1):
        raise ValueError(
            f"Expected a batch of {axes}D affine matrices of shape Nx{axes}x{axes + 1} for size {tuple(size)}. Got "
            f"{theta.shape!r}."
        )
    return affine_grid_generator(theta, tuple(size), bool(align_corners))


__all__ = [
    "affine_grid",
    "channel_shuffle",
    "grid_sample",
    "interpolate",
    "pixel_shuffle",
    "pixel_unshuffle",
    "upsample",
    "upsample_bilinear",
    "upsample_nearest",
]
