"""Pooling of one, two and three axes, in windows and in bins that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tensorlab.nn.functional.convolution import many
from tensorlab.ops import pooling
from tensorlab.ops._kernels import unsupported
from tensorlab.ops.pooling import pooled_size


def _each(value: Any, count: int) -> tuple[int, ...]:
    return many(value, count, "kernel_size")


def _stride(stride: Any, kernel: tuple[int, ...]) -> tuple[int, ...]:
    empty = stride is None or (isinstance(stride, (list, tuple)) and not stride)
    return kernel if empty else _each(stride, len(kernel))


def _check(input: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool, rank_text: str) -> None:
    count = len(kernel)
    _check_rank(input, count, rank_text)
    if any(one == 0 for one in stride):
        raise RuntimeError("stride should not be zero")
    if any(one <= 0 for one in kernel):
        raise RuntimeError("kernel size should be greater than zero, but got " + _named(kernel))
    for k, p, d in zip(kernel, padding, dilation, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > ((k - 1) * d + 1) // 2:
            raise RuntimeError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={p}, kernel_size={k} and dilation={d}"
            )
    sizes = list(input.shape[-count:])
    outputs = [pooled_size(*one, ceil_mode) for one in zip(sizes, kernel, stride, padding, dilation, strict=True)]
    if min(outputs) < 1 and count == 3:
        size = " ".join(f"{letter}: {one}" for letter, one in zip("THW", sizes, strict=True))
        raise RuntimeError(f"input image ({size}) smaller than kernel size ({_named(kernel)})")
    if min(outputs) < 1:
        channels = input.shape[-count - 1]
        before, after = ("x".join(map(str, [channels, *one])) for one in (sizes, outputs))
        raise RuntimeError(f"Given input size: ({before}). Calculated output size: ({after}). Output size is too small")


def _check_rank(input: Any, count: int, rank_text: str) -> None:
    if input.dim() not in (count + 1, count + 2):
        raise RuntimeError(rank_text)
    alone = input.dim() == count + 1
    empty = [axis for axis, size in enumerate(input.shape) if size == 0 and (alone or axis)]
    if not empty:
        return
    if count == 2:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(input.shape)}"
        )
    raise RuntimeError(
        "max_pool3d_with_indices_out_cpu_template(): Expected input's non-batch dimensions to have positive length, "
        f"but input has a shape of {list(input.shape)} and non-batch dimension {empty[0]} has length zero!"
    )


def _named(kernel: Sequence[int]) -> str:
    letters = ("T", "H", "W")[-len(kernel) :]
    return " ".join(f"k{letter}: {size}" for letter, size in zip(letters, kernel, strict=True))


_RANK = {
    2: "non-empty 3D or 4D (batch mode) tensor expected for input",
    3: "non-empty 4D or 5D (batch mode) tensor expected for input",
}


# -- the largest ------------------------------------------------------------------------------------------------------


def _largest(
    count: int, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> tuple[Any, Any]:
    kernel = _each(kernel_size, count)
    steps, border, spread = _stride(stride, kernel), _each(padding, count), _each(dilation, count)
    _check(input, kernel, steps, border, spread, ceil_mode, _RANK[count])
    operation = pooling.max_pool2d if count == 2 else pooling.max_pool3d
    made: tuple[Any, Any] = operation(input, kernel, steps, border, spread, ceil_mode)
    return made


def max_pool1d_with_indices(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Any, Any]:
    """The largest element of each window along the last axis, and where it is."""
    if input.dim() not in (2, 3) or 0 in input.shape[input.dim() - 2 :]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(input.shape)}"
        )
    (kernel,), (border,), (spread,) = _each(kernel_size, 1), _each(padding, 1), _each(dilation, 1)
    (step,) = _stride(stride, (kernel,))
    if kernel <= 0:
        raise RuntimeError(f"max_pool1d() kernel_size must be greater than zero, but got {kernel}")
    if step <= 0:
        raise RuntimeError(f"max_pool1d() stride must be greater than zero, but got {step}")
    if border < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {border}")
    if border > kernel // 2:
        raise RuntimeError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={border} and "
            f"kernel_size={kernel}"
        )
    if spread <= 0:
        raise RuntimeError(f"max_pool1d() dilation must be greater than zero, but got {spread}")
    count = pooled_size(input.shape[-1], kernel, step, border, spread, ceil_mode)
    if count <= 0:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {count}")
    made, places = pooling.max_pool2d(input.unsqueeze(-2), (1, kernel), (1, step), (0, border), (1, spread), ceil_mode)
    return made.squeeze(-2), places.squeeze(-2)


def max_pool2d_with_indices(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Any, Any]:
    """The largest element of each window of an image, and where it is."""
    return _largest(2, input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d_with_indices(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Any, Any]:
    """The largest element of each window of a volume, and where it is."""
    return _largest(3, input, kernel_size, stride, padding, dilation, ceil_mode)


def _choosing(with_places: Any, doc: str) -> Any:
    """The pooling that gives the places only where they are asked for."""

    def pool(
        input: Any,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        made = with_places(input, kernel_size, stride, padding, dilation, ceil_mode)
        return made if return_indices else made[0]

    pool.__name__ = with_places.__name__.removesuffix("_with_indices")
    pool.__doc__ = doc
    return pool


max_pool1d: Any = _choosing(max_pool1d_with_indices, "The largest element of each window along the last axis.")
max_pool2d: Any = _choosing(max_pool2d_with_indices, "The largest element of each window of an image.")
max_pool3d: Any = _choosing(max_pool3d_with_indices, "The largest element of each window of a volume.")


# -- back from the largest --------------------------------------------------------------------------------------------


def _unpooled_size(input: Any, kernel: Any, stride: Any, padding: Any, output_size: Any) -> tuple[int, ...]:
    count = len(kernel)
    usual = [
        (size - 1) * s + k - 2 * p for size, k, s, p in zip(input.shape[-count:], kernel, stride, padding, strict=True)
    ]
    if output_size is None:
        return tuple(usual)
    wanted = tuple(output_size)[-count:] if len(output_size) == count + 2 else tuple(output_size)
    if len(wanted) != count:
        raise ValueError(
            f"output_size should be a sequence containing {count} or {count + 2} elements, but it has a length of "
            f"'{len(output_size)}'"
        )
    for axis, (size, middle, step) in enumerate(zip(wanted, usual, stride, strict=True)):
        if not middle - step < size < middle + step:
            shown = ", ".join(map(str, output_size))
            raise ValueError(
                f'invalid output_size "({shown})" (dim {axis} must be between {middle - step} and {middle + step})'
            )
    return wanted


def _back(
    count: int, input: Any, indices: Any, kernel_size: Any, stride: Any, padding: Any, output_size: Any
) -> tuple[int, ...]:
    if tuple(input.shape) != tuple(indices.shape):
        raise RuntimeError(
            f"Expected shape of indices to be same as that of the input tensor ({list(input.shape)}) but got indices "
            f"tensor with shape: {list(indices.shape)}"
        )
    kernel = _each(kernel_size, count)
    return _unpooled_size(input, kernel, _stride(stride, kernel), _each(padding, count), output_size)


def max_unpool1d(
    input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """Zeros with each element at the position that :func:`max_pool1d` found it at."""
    sizes = _back(1, input, indices, kernel_size, stride, padding, output_size)
    return pooling.max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), (*sizes, 1)).squeeze(-1)


def max_unpool2d(
    input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """Zeros with each element at the position that :func:`max_pool2d` found it at."""
    return pooling.max_unpool2d(input, indices, _back(2, input, indices, kernel_size, stride, padding, output_size))


def max_unpool3d(
    input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Any:
    """Zeros with each element at the position that :func:`max_pool3d` found it at."""
    return pooling.max_unpool3d(input, indices, _back(3, input, indices, kernel_size, stride, padding, output_size))


# -- the mean ---------------------------------------------------------------------------------------------------------


def avg_pool1d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of each window along the last axis."""
    if input.dim() not in (2, 3):
        raise _wrong_rank(input, "avg_pool1d")
    (kernel,), (border,) = _each(kernel_size, 1), _each(padding, 1)
    (step,) = _stride(stride, (kernel,))
    made = avg_pool2d(input.unsqueeze(-2), (1, kernel), (1, step), (0, border), ceil_mode, count_include_pad)
    return made.squeeze(-2)


def _mean(
    count: int,
    input: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Any:
    kernel = _each(kernel_size, count)
    steps, border = _stride(stride, kernel), _each(padding, count)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    _check(input, kernel, steps, border, (1,) * count, ceil_mode, _RANK[count])
    operation = pooling.avg_pool2d if count == 2 else pooling.avg_pool3d
    return operation(input, kernel, steps, border, ceil_mode, count_include_pad, divisor_override)


def avg_pool2d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Any:
    """The mean of each window of an image."""
    return _mean(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool3d(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Any:
    """The mean of each window of a volume."""
    return _mean(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def _power_mean(pool: Any, count: int, input: Any, norm_type: Any, kernel_size: Any, stride: Any, ceil: bool) -> Any:
    kernel = _each(kernel_size, count)
    made = pool(input.pow(norm_type), kernel, stride, 0, ceil)
    return (made.sign() * made.abs().relu()).mul(math.prod(kernel)).pow(1.0 / norm_type)


def lp_pool1d(input: Any, norm_type: float, kernel_size: int, stride: Any = None, ceil_mode: bool = False) -> Any:
    """The length, by a power of one's choice, of each window along the last axis."""
    return _power_mean(avg_pool1d, 1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(input: Any, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    """The length, by a power of one's choice, of each window of an image."""
    return _power_mean(avg_pool2d, 2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(input: Any, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
    """The length, by a power of one's choice, of each window of a volume."""
    return _power_mean(avg_pool3d, 3, input, norm_type, kernel_size, stride, ceil_mode)


# -- bins that fit ----------------------------------------------------------------------------------------------------


def _wrong_rank(input: Any, name: str) -> Exception:
    return RuntimeError(
        f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for argument #1 'self' (while checking "
        f"arguments for {name})"
    )


def _fitting(input: Any, output_size: Any, count: int, name: str) -> tuple[int, ...]:
    """The number of bins on each axis; None keeps the axis as it is."""
    if isinstance(output_size, (list, tuple)) and count > 1 and input.dim() <= len(output_size):
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}")
    wanted = (output_size,) * count if output_size is None or isinstance(output_size, int) else tuple(output_size)
    if len(wanted) != count:
        raise RuntimeError(
            f"{name}() argument 'output_size' should contain one int (got {len(wanted)})"
            if count == 1
            else f"{name}: output_size must be {count}"
        )
    if count > 1 and wanted == (1,) * count and "avg" in name:
        return (1,) * count
    if input.dim() not in (count + 1, count + 2):
        if count == 1:
            raise _wrong_rank(input, name)
        ranks = f"{count + 1}D or {count + 2}D"
        raise RuntimeError(f"{name}(): Expected {ranks} tensor, but got {list(input.shape)}")
    for axis in range(input.dim() - count, input.dim()):
        if input.shape[axis] == 0:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                f"{list(input.shape)} with dimension {axis} being empty"
            )
    sizes = [size if one is None else int(one) for one, size in zip(wanted, input.shape[-count:], strict=True)]
    if min(sizes) < 0:
        shown = ", ".join(map(str, sizes))
        raise RuntimeError(
            f"{name}: elements of output_size must be greater than or equal to 0 but received {{{shown}}}"
        )
    if not input.dtype.is_floating_point:
        raise unsupported(name, input.dtype)
    return tuple(sizes)


def adaptive_avg_pool1d(input: Any, output_size: Any) -> Any:
    """The mean of each of a number of bins along the last axis."""
    (count,) = _fitting(input, output_size, 1, "adaptive_avg_pool1d")
    return adaptive_avg_pool2d(input.unsqueeze(-2), (1, count)).squeeze(-2)


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Any:
    """The mean of each of a number of bins of an image."""
    sizes = _fitting(input, output_size, 2, "adaptive_avg_pool2d")
    return input.mean((-1, -2), keepdim=True) if sizes == (1, 1) else pooling.adaptive_avg_pool2d(input, sizes)


def adaptive_avg_pool3d(input: Any, output_size: Any) -> Any:
    """The mean of each of a number of bins of a volume."""
    sizes = _fitting(input, output_size, 3, "adaptive_avg_pool3d")
    if sizes == (1, 1, 1):
        return input.mean((-1, -2, -3), keepdim=True)
    return pooling.adaptive_avg_pool3d(input, sizes)


def adaptive_max_pool1d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest element of each of a number of bins along the last axis."""
    (count,) = _fitting(input, output_size, 1, "adaptive_max_pool1d")
    made, places = pooling.adaptive_max_pool2d(input.unsqueeze(-2), (1, count))
    return (made.squeeze(-2), places.squeeze(-2)) if return_indices else made.squeeze(-2)


def adaptive_max_pool2d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest element of each of a number of bins of an image."""
    made = pooling.adaptive_max_pool2d(input, _fitting(input, output_size, 2, "adaptive_max_pool2d"))
    return made if return_indices else made[0]


def adaptive_max_pool3d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """The largest element of each of a number of bins of a volume."""
    made = pooling.adaptive_max_pool3d(input, _fitting(input, output_size, 3, "adaptive_max_pool3d"))
    return made if return_indices else made[0]


def _with_places(pool: Any) -> Any:
    def both(input: Any, output_size: Any, return_indices: bool = False) -> Any:
        return pool(input, output_size, True)

    both.__name__ = both.__qualname__ = f"{pool.__name__}_with_indices"
    both.__doc__ = f"``{pool.__name__}``, and where the largest elements are."
    return both


adaptive_max_pool1d_with_indices = _with_places(adaptive_max_pool1d)
adaptive_max_pool2d_with_indices = _with_places(adaptive_max_pool2d)
adaptive_max_pool3d_with_indices = _with_places(adaptive_max_pool3d)


__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_with_indices",
    "adaptive_max_pool3d",
    "adaptive_max_pool3d_with_indices",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool2d_with_indices",
    "max_pool3d",
    "max_pool3d_with_indices",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
]
