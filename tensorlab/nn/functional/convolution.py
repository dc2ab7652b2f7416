"""Convolutions of one, two and three axes, and images as columns."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from tensorlab import errors
from tensorlab.nn.functional.padding import pad
from tensorlab.ops.convolution import col2im, convolution, im2col, transposed_convolution


def many(value: Any, count: int, name: str) -> tuple[int, ...]:
    """One number for every axis, or a number for each."""
    if isinstance(value, int):
        return (value,) * count
    values = tuple(int(one) for one in value)
    if len(values) == 1:
        return values * count
    if len(values) != count:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {count} values to match the convolution "
            f"dimensions, but got {name}={list(values)}"
        )
    return values


def _with_batch(input: Any, count: int, name: str) -> tuple[Any, bool]:
    """The input with a batch axis, and whether it was added."""
    if input.dim() not in (count + 1, count + 2):
        raise RuntimeError(
            f"Expected {count + 1}D (unbatched) or {count + 2}D (batched) input to {name}, but got input of size: "
            f"{list(input.shape)}"
        )
    alone = input.dim() == count + 1
    return (input.unsqueeze(0) if alone else input), alone


def _check(
    input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int, transposed: bool
) -> None:
    if any(one < 0 for one in padding):
        raise RuntimeError("negative padding is not supported")
    if any(one <= 0 for one in stride):
        raise RuntimeError("non-positive stride is not supported")
    if any(one <= 0 for one in dilation):
        raise RuntimeError("non-positive dilation is not supported")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    sizes = list(weight.shape)
    if weight.dim() < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if weight.dim() != input.dim():
        raise RuntimeError(
            f"Expected {weight.dim()}-dimensional input for {weight.dim()}-dimensional weight{sizes}, but got "
            f"{input.dim()}-dimensional input of size {list(input.shape)} instead"
        )
    if weight.shape[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{sizes} instead"
        )
    if weight.shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size [{sizes}] instead"
        )
    wanted = weight.shape[0] if transposed else weight.shape[1] * groups
    if input.shape[1] != wanted:
        how = f"transposed={int(transposed)}" if transposed else f"groups={groups}"
        raise RuntimeError(
            f"Given {how}, weight of size {sizes}, expected input{list(input.shape)} to have {wanted} channels, but "
            f"got {input.shape[1]} channels instead"
        )
    filters = weight.shape[1] * groups if transposed else weight.shape[0]
    if bias is not None and tuple(bias.shape) != (filters,):
        raise RuntimeError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {sizes}, expected bias to be 1-dimensional "
            f"with {filters} elements, but got bias of size {list(bias.shape)} instead"
        )


def _check_fits(sizes: Sequence[int], kernel: Sequence[int], padding: Any, dilation: Any) -> None:
    wide = [size + 2 * pad for size, pad in zip(sizes, padding, strict=True)]
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    if any(one < other for one, other in zip(wide, reach, strict=True)):
        words = [" x ".join(map(str, one)) for one in (wide, reach)]
        raise RuntimeError(
            f"Calculated padded input size per channel: ({words[0]}). Kernel size: ({words[1]}). Kernel size can't be "
            "greater than actual input size"
        )


def _same_padding(input: Any, kernel: Sequence[int], stride: Any, dilation: Any) -> tuple[Any, tuple[int, ...]]:
    """The padding that keeps the size; where it is uneven, the larger side is added to the input at once."""
    if any(one != 1 for one in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(one % 2 for one in total):
        warnings.warn(
            "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the "
            "input be created",
            UserWarning,
            stacklevel=4,
        )
        ends = [side for one in reversed(total) for side in (0, one % 2)]
        input = pad(input, ends)
    return input, tuple(one // 2 for one in total)


def _convolve(
    name: str, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    count = int(name[-2])
    batch, alone = _with_batch(input, count, name)
    steps, spread = many(stride, count, "stride"), many(dilation, count, "dilation")
    if weight.dim() != count + 2:
        if not isinstance(padding, str) and weight.dim() > 2:
            many(steps, weight.dim() - 2, "stride")
        _check(batch, weight, bias, steps, (0,), spread, groups, False)
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise RuntimeError(f"Invalid padding string: '{padding}'")
        border = (0,) * count
        if padding == "same":
            batch, border = _same_padding(batch, weight.shape[2:], steps, spread)
    else:
        border = many(padding, count, "padding")
    _check(batch, weight, bias, steps, border, spread, groups, False)
    _check_fits(batch.shape[2:], weight.shape[2:], border, spread)
    made = convolution(batch, weight, bias, steps, border, spread, groups)
    return made.squeeze(0) if alone else made


def conv1d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """Each window of a signal times the weight, summed.

    Args:
        input: shape (batch, channels, length) or (channels, length).
        weight: shape (filters, channels / groups, kernel).
    """
    return _convolve("conv1d", input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """Each window of an image times the weight, summed.

    Args:
        input: shape (batch, channels, height, width), or without the batch.
        weight: shape (filters, channels / groups, kernel height, kernel width).
        padding: zeros around the image; ``"same"`` keeps its size, ``"valid"`` adds none.
    """
    return _convolve("conv2d", input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """Each window of a volume times the weight, summed."""
    return _convolve("conv3d", input, weight, bias, stride, padding, dilation, groups)


def _check_output_padding(extra: Any, stride: Any, dilation: Any) -> None:
    if any(one < 0 for one in extra):
        raise RuntimeError("negative output_padding is not supported")
    if any(e >= s and e >= d for e, s, d in zip(extra, stride, dilation, strict=True)):
        names = ["depth", "height", "width"][-len(extra) :] if len(extra) > 1 else ["height", "width"]
        if len(extra) == 1:
            extra, stride, dilation = (0, *extra), (1, *stride), (1, *dilation)
        sizes = " ".join(
            f"{what}_{name}: {value}"
            for what, values in (("output_padding", extra), ("stride", stride), ("dilation", dilation))
            for name, value in zip(names, values, strict=True)
        )
        raise RuntimeError(f"output padding must be smaller than either stride or dilation, but got {sizes}")


def _spread(
    name: str,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
) -> Any:
    count = int(name[-2])
    batch, alone = _with_batch(input, count, name)
    steps, border, spread = (
        many(stride, count, "stride"),
        many(padding, count, "padding"),
        many(dilation, count, "dilation"),
    )
    extra = many(output_padding, count, "output_padding")
    _check(batch, weight, bias, steps, border, spread, groups, True)
    _check_output_padding(extra, steps, spread)
    sizes = tuple(
        (size - 1) * s - 2 * p + d * (k - 1) + e + 1
        for size, s, p, d, k, e in zip(batch.shape[2:], steps, border, spread, weight.shape[2:], extra, strict=True)
    )
    made = transposed_convolution(batch, weight, bias, sizes, steps, border, spread, groups)
    return made.squeeze(0) if alone else made


def conv_transpose1d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    """The weight times each element, added up where the windows of :func:`conv1d` would lie."""
    return _spread("conv_transpose1d", input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    """The weight times each element, added up where the windows of :func:`conv2d` would lie.

    Args:
        input: shape (batch, filters, height, width), or without the batch.
        weight: shape (filters, channels / groups, kernel height, kernel width).
        output_padding: how much larger the result is made on one side, where the stride leaves that open.
    """
    return _spread("conv_transpose2d", input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    """The weight times each element, added up where the windows of :func:`conv3d` would lie."""
    return _spread("conv_transpose3d", input, weight, bias, stride, padding, output_padding, groups, dilation)


# -- images as columns ------------------------------------------------------------------------------------------------


def _pairs(**values: Any) -> list[tuple[int, ...]]:
    found = [(value, value) if isinstance(value, int) else tuple(value) for value in values.values()]
    for name, value in zip(values, found, strict=True):
        if len(value) != 2:
            raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(value)}")
    return found


def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Every window of an image as a column, shape (batch, channels * window, windows)."""
    settings = _pairs(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    if input.dim() < 3:
        raise errors.dimension_out_of_range(2, input.dim())
    if input.dim() > 4:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {list(input.shape)}"
        )
    if input.dim() == 3:
        return im2col(input.unsqueeze(0), *settings).squeeze(0)
    return im2col(input, *settings)


def fold(input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Columns added up where their windows were, shape (batch, channels, height, width)."""
    settings = _pairs(
        output_size=output_size, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
    if input.dim() not in (2, 3):
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {list(input.shape)}"
        )
    if input.dim() == 2:
        return col2im(input.unsqueeze(0), *settings).squeeze(0)
    return col2im(input, *settings)


__all__ = [
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "fold",
    "unfold",
]
