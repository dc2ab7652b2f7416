"""Sliding windows: convolution in any number of axes, and the unfolding of images into columns and back.

A convolution is linear in its input and in its weight, so there are just three maps, and each one's derivatives are
the two others: :func:`convolution` (input and weight give an output), :func:`transposed_convolution` (output and
weight give an input) and :func:`kernel_gradient` (input and output give a weight). All three lay the windows out as
the columns of a matrix, once, and multiply.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.ops.plans import Array, on_both
from tensorlab.ops.table import op

Sizes = Sequence[int]


# -- windows ----------------------------------------------------------------------------------------------------------


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """How many windows fit on an axis."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def padded(input: Array, padding: Sizes) -> Array:
    """The array with a border of zeros, ``padding`` wide on both sides of each of its last axes."""
    if not any(padding):
        return input
    lead = input.ndim - len(padding)
    sizes = [size + 2 * pad for size, pad in zip(input.shape[lead:], padding, strict=True)]
    whole: Array = np.zeros((*input.shape[:lead], *sizes), input.dtype)
    inner = [slice(pad, pad + size) for pad, size in zip(padding, input.shape[lead:], strict=True)]
    whole[(..., *inner)] = input
    return whole


def windows(input: Array, kernel: Sizes, outputs: Sizes, stride: Sizes, dilation: Sizes) -> Array:
    """A view of every window, shape (…, *kernel, *outputs); no element is copied."""
    lead = input.ndim - len(kernel)
    steps = input.strides[lead:]
    inside = [step * spread for step, spread in zip(steps, dilation, strict=True)]
    between = [step * jump for step, jump in zip(steps, stride, strict=True)]
    return np.lib.stride_tricks.as_strided(
        input, (*input.shape[:lead], *kernel, *outputs), (*input.strides[:lead], *inside, *between), writeable=False
    )


def columns(input: Array, kernel: Sizes, outputs: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Array:
    """Every window as a column, shape (batch, channels * prod(kernel), prod(outputs))."""
    view = windows(padded(input, padding), kernel, outputs, stride, dilation)
    return view.reshape(input.shape[0], input.shape[1] * prod(kernel), prod(outputs))


def fold_columns(
    laid: Array, sizes: Sizes, kernel: Sizes, outputs: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes
) -> Array:
    """The columns added back to where their windows were, shape (batch, channels, *sizes)."""
    laid = laid.reshape(laid.shape[0], laid.shape[1] // prod(kernel), *kernel, *outputs)
    whole: Array = np.zeros((*laid.shape[:2], *[s + 2 * p for s, p in zip(sizes, padding, strict=True)]), laid.dtype)
    for place in product(*map(range, kernel)):
        stretch = [
            slice(k * d, k * d + (o - 1) * s + 1, s)
            for k, d, o, s in zip(place, dilation, outputs, stride, strict=True)
        ]
        whole[(..., *stretch)] += laid[(slice(None), slice(None), *place)]
    if not any(padding):
        return whole
    inner = [slice(pad, pad + size) for pad, size in zip(padding, sizes, strict=True)]
    return np.ascontiguousarray(whole[(..., *inner)])


# -- convolution ------------------------------------------------------------------------------------------------------


def _outputs(sizes: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> list[int]:
    return [output_size(*one) for one in zip(sizes, kernel, stride, padding, dilation, strict=True)]


def _in_groups(array: Array, groups: int, axis: int) -> Array:
    return array.reshape(*array.shape[:axis], groups, array.shape[axis] // groups, *array.shape[axis + 1 :])


@on_both
def _into_input(
    g: Any, weight: Any, input_sizes: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    make = transposed_convolution if isinstance(g, Tensor) else transposed_convolution.function
    return make(g, weight, None, tuple(input_sizes[2:]), stride, padding, dilation, groups)


@on_both
def _into_output(
    input: Any, weight: Any, output_sizes: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    make = convolution if isinstance(input, Tensor) else convolution.function
    return make(input, weight, None, stride, padding, dilation, groups, tuple(output_sizes[2:]))


@on_both
def _into_weight(
    input: Any, output: Any, weight_sizes: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    make = kernel_gradient if isinstance(input, Tensor) else kernel_gradient.function
    return make(input, output, tuple(weight_sizes), stride, padding, dilation, groups)


@on_both
def _into_bias(g: Any) -> Any:
    axes = (0, *range(2, len(g.shape)))
    return g.sum(axes) if isinstance(g, Tensor) else np.add.reduce(g, axis=axes)


def _check_same_type(input: Array, weight: Array, bias: Array | None) -> None:
    if input.dtype != weight.dtype:
        names = [dtypes.from_numpy(array.dtype).type_name for array in (input, weight)]
        raise RuntimeError(f"expected scalar type {names[0]} but found {names[1]}")
    if bias is not None and bias.dtype != input.dtype:
        words = [dtypes.word(dtypes.from_numpy(array.dtype)) for array in (input, bias)]
        raise RuntimeError(f"Input type ({words[0]}) and bias type ({words[1]}) should be the same")


def _biased(made: Array, bias: Array | None) -> Array:
    if bias is not None:
        made += bias.reshape(-1, *[1] * (made.ndim - 2))
    return made


@op(
    operands=("input", "weight", "bias"),
    input=lambda g, weight, input_sizes, stride, padding, dilation, groups: _into_input(
        g, weight, input_sizes, stride, padding, dilation, groups
    ),
    weight=lambda g, input, weight_sizes, stride, padding, dilation, groups: _into_weight(
        input, g, weight_sizes, stride, padding, dilation, groups
    ),
    bias=lambda g: _into_bias(g),
)
def convolution(
    input: Array,
    weight: Array,
    bias: Array | None,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    groups: int,
    outputs: Sizes | None = None,
) -> Array:
    """Each window times the weight, summed.

    Args:
        input: shape (batch, channels, *sizes).
        weight: shape (filters, channels / groups, *kernel).
        bias: a number for each filter, shape (filters,), or None.
        outputs: how many windows on each axis, where not as many as fit.
    """
    _check_same_type(input, weight, bias)
    kernel = weight.shape[2:]
    outputs = _outputs(input.shape[2:], kernel, stride, padding, dilation) if outputs is None else outputs
    laid = columns(input, kernel, outputs, stride, padding, dilation)
    filters = weight.reshape(weight.shape[0], prod(weight.shape[1:]))
    if groups > 1:
        made = np.matmul(_in_groups(filters, groups, 0), _in_groups(laid, groups, 1))
    else:
        made = np.matmul(filters, laid)
    return _biased(made.reshape(input.shape[0], weight.shape[0], *outputs), bias)


@op(
    name="convolution",
    node="ConvolutionBackward0",
    operands=("input", "weight", "bias"),
    input=lambda g, weight, input_sizes, stride, padding, dilation, groups: _into_output(
        g, weight, input_sizes, stride, padding, dilation, groups
    ),
    weight=lambda g, input, weight_sizes, stride, padding, dilation, groups: _into_weight(
        g, input, weight_sizes, stride, padding, dilation, groups
    ),
    bias=lambda g: _into_bias(g),
)
def transposed_convolution(
    input: Array,
    weight: Array,
    bias: Array | None,
    sizes: Sizes,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    groups: int,
) -> Array:
    """The weight times each element, added up where a convolution's windows lie: that one's derivative by its input.

    Args:
        input: shape (batch, filters, *outputs).
        weight: shape (filters, channels / groups, *kernel).
        sizes: of the result's last axes, which the output's sizes leave open when the stride is above 1.
    """
    _check_same_type(input, weight, bias)
    kernel, outputs = weight.shape[2:], input.shape[2:]
    filters = weight.reshape(weight.shape[0], prod(weight.shape[1:]))
    laid = input.reshape(*input.shape[:2], prod(outputs))
    if groups > 1:
        spread = np.matmul(_in_groups(filters, groups, 0).swapaxes(1, 2), _in_groups(laid, groups, 1))
    else:
        spread = np.matmul(filters.T, laid)
    spread = spread.reshape(len(input), weight.shape[1] * groups * prod(kernel), prod(outputs))
    return _biased(fold_columns(spread, sizes, kernel, outputs, stride, padding, dilation), bias)


@op(
    name="convolution_backward",
    node="ConvolutionBackwardBackward0",
    input=lambda g, output, input_sizes, stride, padding, dilation, groups: _into_input(
        output, g, input_sizes, stride, padding, dilation, groups
    ),
    output=lambda g, input, output_sizes, stride, padding, dilation, groups: _into_output(
        input, g, output_sizes, stride, padding, dilation, groups
    ),
)
def kernel_gradient(
    input: Array, output: Array, weight_sizes: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Array:
    """Each window times the output at its place, summed over all windows: a convolution's derivative by its weight."""
    kernel, outputs = weight_sizes[2:], output.shape[2:]
    laid = columns(input, kernel, outputs, stride, padding, dilation)
    flat = output.reshape(*output.shape[:2], prod(outputs))
    if groups > 1:
        each = np.matmul(_in_groups(flat, groups, 1), _in_groups(laid, groups, 1).swapaxes(2, 3))
    else:
        each = np.matmul(flat, laid.swapaxes(1, 2))
    return np.add.reduce(each, axis=0).reshape(weight_sizes)


# -- images as columns ------------------------------------------------------------------------------------------------


def _folded_back(g: Any, input_sizes: Sizes, kernel_size: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Any:
    return col2im(g, tuple(input_sizes[2:]), kernel_size, dilation, padding, stride)


@op(name="im2col", node="Im2ColBackward0", input=_folded_back)
def im2col(input: Array, kernel_size: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes) -> Array:
    """Every window of an image as a column, shape (batch, channels * prod(kernel), windows)."""
    outputs = _outputs(input.shape[2:], kernel_size, stride, padding, dilation)
    if min(outputs) < 1:
        raise RuntimeError(
            f"Given input with spatial size {tuple(input.shape[2:])}, kernel_size={tuple(kernel_size)}, "
            f"dilation={tuple(dilation)}, padding={tuple(padding)}, calculated shape of the array of sliding blocks as "
            f"{tuple(outputs)}, but its components must be at least one."
        )
    return columns(input, kernel_size, outputs, stride, padding, dilation)


@op(
    name="col2im",
    node="Col2ImBackward0",
    input=lambda g, kernel_size, dilation, padding, stride: im2col(g, kernel_size, dilation, padding, stride),
)
def col2im(
    input: Array, output_size: Sizes, kernel_size: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes
) -> Array:
    """Columns added up where their windows were, shape (batch, channels, *output_size)."""
    outputs = _outputs(output_size, kernel_size, stride, padding, dilation)
    block = prod(kernel_size)
    if input.shape[1] % block:
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={input.shape[1]} and kernel_size={tuple(kernel_size)}."
        )
    if input.shape[2] != prod(outputs):
        raise RuntimeError(
            f"Given output_size={tuple(output_size)}, kernel_size={tuple(kernel_size)}, dilation={tuple(dilation)}, "
            f"padding={tuple(padding)}, stride={tuple(stride)}, expected size of input's dimension 2 to match the "
            f"calculated number of sliding blocks {' * '.join(map(str, outputs))} = {prod(outputs)}, but got "
            f"input.size(2)={input.shape[2]}."
        )
    return fold_columns(input, output_size, kernel_size, outputs, stride, padding, dilation)
