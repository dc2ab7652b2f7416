"""Layers under the names that ``torch`` itself has for them, with the order of arguments that they have there.

``torch.nn.functional`` is what one usually calls; these stand below it, and some material calls them directly.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from tensorlab import dtypes, random
from tensorlab._tensor import wrap
from tensorlab.nn import functional as F
from tensorlab.nn.functional.lookup import limit_rows
from tensorlab.nn.modules.rnn import Step, plain_step
from tensorlab.nn.modules.rnn import gru_step as _gru_step
from tensorlab.nn.modules.rnn import lstm_step as _lstm_step
from tensorlab.ops import normalization, sampling
from tensorlab.ops._gamma import dirichlet_grad as _dirichlet_grad  # noqa: F401
from tensorlab.ops._gamma import sample_dirichlet as _sample_dirichlet  # noqa: F401
from tensorlab.ops._gamma import standard_gamma as _standard_gamma  # noqa: F401
from tensorlab.ops._gamma import standard_gamma_grad as _standard_gamma_grad  # noqa: F401
from tensorlab.ops.resize import constant_pad

_MODES = ("bilinear", "nearest", "bicubic")
_BORDERS = ("zeros", "border", "reflection")
_REDUCTIONS = ("none", "mean", "sum")

# -- borders and images -----------------------------------------------------------------------------------------------


def constant_pad_nd(input: Any, pad: Sequence[int], value: float = 0) -> Any:
    """``F.pad`` with one value."""
    return constant_pad(input, tuple(pad), value)


def grid_sampler(input: Any, grid: Any, interpolation_mode: int, padding_mode: int, align_corners: bool) -> Any:
    """``F.grid_sample`` with numbers for its modes."""
    return sampling.grid_sampler(input, grid, _MODES[interpolation_mode], _BORDERS[padding_mode], align_corners)


def grid_sampler_2d(input: Any, grid: Any, interpolation_mode: int, padding_mode: int, align_corners: bool) -> Any:
    """``grid_sampler`` of images."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


def grid_sampler_3d(input: Any, grid: Any, interpolation_mode: int, padding_mode: int, align_corners: bool) -> Any:
    """``grid_sampler`` of volumes."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


def affine_grid_generator(theta: Any, size: Sequence[int], align_corners: bool) -> Any:
    """``F.affine_grid``."""
    return sampling.affine_grid_generator(theta, tuple(size), align_corners)


def native_channel_shuffle(input: Any, groups: int) -> Any:
    """``F.channel_shuffle``."""
    return F.channel_shuffle(input, groups)


# -- convolutions -----------------------------------------------------------------------------------------------------


def convolution(
    input: Any,
    weight: Any,
    bias: Any,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Any:
    """The convolution, or transposed convolution, of as many axes as the weight has."""
    kind = "conv_transpose" if transposed else "conv"
    layer = getattr(F, f"{kind}{weight.dim() - 2}d")
    if transposed:
        return layer(input, weight, bias, stride, padding, output_padding, groups, dilation)
    return layer(input, weight, bias, stride, padding, dilation, groups)


def conv_tbc(input: Any, weight: Any, bias: Any, pad: int = 0) -> Any:
    """A convolution over time.

    Args:
        input: shape (time, batch, channels).
        weight: shape (width, channels, new channels).
    """
    return F.conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad).permute(2, 0, 1)


# -- tables -----------------------------------------------------------------------------------------------------------


def embedding(
    weight: Any, indices: Any, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
) -> Any:
    """``F.embedding``, the table first."""
    place = None if padding_idx < 0 else padding_idx
    return F.embedding(indices, weight, place, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)


def embedding_renorm_(input: Any, indices: Any, max_norm: float, norm_type: float) -> Any:
    """Make the rows of a table that are looked up at most this long."""
    limit_rows(input, indices, max_norm, norm_type)
    return input


# -- brought to mean 0 and spread 1 -----------------------------------------------------------------------------------


def batch_norm(
    input: Any,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Any:
    """``F.batch_norm``, weight and bias first."""
    return F.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


def native_batch_norm(
    input: Any,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Any, Any, Any]:
    """``F.batch_norm`` with the mean of each channel and what it was multiplied by; empty unless training."""
    if not training:
        made = F.batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
        return made, input.new_zeros(0), input.new_zeros(0)
    made, mean, scale = F.measured_batch_norm(input, weight, bias, running_mean, running_var, momentum, eps)
    return made, mean.detach(), scale.detach()


def native_layer_norm(
    input: Any, normalized_shape: Sequence[int], weight: Any, bias: Any, eps: float
) -> tuple[Any, Any, Any]:
    """``F.layer_norm`` with the means, and what was multiplied by."""
    F.check_layer_shape(input, tuple(normalized_shape), weight, bias)
    made, mean, scale = normalization.layer_norm(input, weight, bias, tuple(normalized_shape), eps)
    return made, mean.detach(), scale.detach()


def native_group_norm(
    input: Any, weight: Any, bias: Any, N: int, C: int, HxW: int, group: int, eps: float
) -> tuple[Any, Any, Any]:
    """``F.group_norm`` with the means, and what was multiplied by; shape (batch, groups) both."""
    made = F.group_norm(input, group, weight, bias, eps)
    rows = input.reshape(N, group, -1)
    mean = rows.mean(-1)
    return made, mean, ((rows - mean.unsqueeze(-1)).square().mean(-1) + eps).rsqrt()


# -- dropped ----------------------------------------------------------------------------------------------------------


def native_dropout(input: Any, p: float, train: bool | None) -> tuple[Any, Any]:
    """``F.dropout``, and which elements are kept."""
    if train is False or p == 0:
        return input.clone(), input.new_ones(input.shape, dtype=dtypes.bool)
    kept = wrap(random.default_generator.bernoulli(1 - p + 0 * input.detach().double()._array), dtypes.bool)
    return input * kept * (0.0 if p == 1 else 1 / (1 - p)), kept


def _in_place(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The layer, written into its input."""

    @functools.wraps(function)
    def written(input: Any, *args: Any, **kwargs: Any) -> Any:
        return function(input, *args, **kwargs, inplace=True)

    written.__name__ = written.__qualname__ = name
    return written


def feature_dropout(input: Any, p: float, train: bool) -> Any:
    """Some channels become zero at random, the others grow by as much."""
    return F.whole_channels_dropped(input, p, train, False)


def feature_dropout_(input: Any, p: float, train: bool) -> Any:
    """``feature_dropout``, written into its input."""
    return F.whole_channels_dropped(input, p, train, True)


alpha_dropout_ = _in_place(F.alpha_dropout, "alpha_dropout_")
celu_ = F.celu_
dropout_ = _in_place(F.dropout, "dropout_")
feature_alpha_dropout_ = _in_place(F.feature_alpha_dropout, "feature_alpha_dropout_")
rrelu_ = F.rrelu_
selu_ = F.selu_
threshold_ = F.threshold_


# -- losses -----------------------------------------------------------------------------------------------------------


def binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, pos_weight: Any = None, reduction: int = 0
) -> Any:
    """``F.binary_cross_entropy_with_logits`` with a number for its reduction."""
    way = _REDUCTIONS[reduction]
    return F.binary_cross_entropy_with_logits(input, target, weight, pos_weight=pos_weight, reduction=way)


# -- steps of recurrent networks --------------------------------------------------------------------------------------


def _cell(step: Step, input: Any, state: tuple[Any, ...], weights: Sequence[Any]) -> tuple[Any, ...]:
    w_ih, w_hh, b_ih, b_hh = weights
    return step(F.linear(input, w_ih, b_ih), state, w_hh, b_hh, None)


def gru_cell(input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Any:
    """A step of ``nn.GRUCell`` with these weights."""
    return _cell(_gru_step, input, (hx,), (w_ih, w_hh, b_ih, b_hh))[0]


def lstm_cell(input: Any, hx: Sequence[Any], w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Any:
    """A step of ``nn.LSTMCell`` with these weights: the hidden state and the cell."""
    return _cell(_lstm_step, input, tuple(hx), (w_ih, w_hh, b_ih, b_hh))


def rnn_tanh_cell(input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Any:
    """A step of ``nn.RNNCell`` with these weights."""
    return _cell(plain_step(F.tanh), input, (hx,), (w_ih, w_hh, b_ih, b_hh))[0]


def rnn_relu_cell(input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Any:
    """A step of ``nn.RNNCell`` with relu and these weights."""
    return _cell(plain_step(F.relu), input, (hx,), (w_ih, w_hh, b_ih, b_hh))[0]
