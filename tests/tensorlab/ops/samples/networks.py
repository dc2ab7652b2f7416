"""Samples of what networks are made of: activations, convolutions, pools, norms, tables, borders, sizes and losses."""

from __future__ import annotations

import numpy as np

import tensorlab as torch
import tensorlab.autograd
import tensorlab.nn.functional as F
from tensorlab.ops import _lstm_layer, _recurrence, convolution, embedding, lengths, loss, pooling, resize


def numbers(*size, seed=0, low=-2.0, high=2.0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(low, high, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


def chances(*size, seed=0):
    return numbers(*size, seed=seed, low=0.15, high=0.7)


def written(activation, *settings):
    """An activation in place, of a computed tensor."""
    return lambda a: activation(a * 1, *settings, inplace=True)


def derived(function, *settings, **named):
    """The gradient of a function that a gradient ``g`` arrives at, itself a function of all."""

    def gradient(g, *inputs):
        return torch.autograd.grad(function(*inputs, *settings, **named), inputs, g, create_graph=True)

    return gradient


def of_parts(upsample, **settings):
    return lambda a: F.interpolate(a, mode=upsample, **settings)


x, y = numbers(2, 3), numbers(2, 3, seed=1)
signal, image, volume = numbers(1, 2, 5), numbers(1, 2, 4, 5), numbers(1, 1, 3, 3, 4)
weight = numbers(4, 2, 2, 3, seed=2)
bias = numbers(4, seed=3)
CLASSES = torch.tensor([2, 0])
PLACES = torch.tensor([[0, 1], [2, 1]])
ROWS, STARTS = torch.tensor([0, 2, 2, 1]), torch.tensor([0, 1])
number = numbers(seed=5)
NOISE = torch.tensor([[0.2, 1.0, 0.3], [1.0, 0.25, 1.0]], dtype=torch.float64)
WINDOW = ((2, 2), (1, 2), (1, 0), False, True, None)
INDICES = torch.tensor([[[[0, 7], [19, 3]]] * 2])
SIGNS = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]], dtype=torch.float64)
known_row = chances(3, seed=8).detach()
known_mean, known_var = numbers(2, seed=4).detach(), chances(2, seed=5).detach()


def conv(**settings):
    return lambda a, w, b: F.conv2d(a, w, b, **settings)


def lstm_operands(steps, batch, *, bias=True):
    """Of a layer with two features and one hidden state."""
    weights = [(4, 2), (4, 1), *([(4,), (4,)] if bias else [])]
    sizes = [(steps, batch, 2), *weights, (batch, 1), (batch, 1)]
    return [numbers(*size, seed=seed) for seed, size in enumerate(sizes)]


CASES = {
    "EluBackwardBackward0": [
        (derived(F.elu, 0.7), y, x),
        (derived(F.selu), y, x),
        (derived(F.celu, 0.7), y, x),
        (derived(written(F.elu, 0.7)), y, x),
        (derived(written(F.celu, 0.7)), y, x),
    ],
    "GeluBackwardBackward0": [(derived(F.gelu), y, x), (derived(F.gelu, approximate="tanh"), y, x)],
    "GluBackwardBackward0": [(derived(F.glu, 0), numbers(1, 3, seed=4), x)],
    "HardshrinkBackwardBackward0": [(derived(F.hardshrink), y, x)],
    "HardswishBackwardBackward0": [(derived(F.hardswish), y, x), (derived(lambda a: F.hardswish(a * 3)), y, x)],
    "HardtanhBackwardBackward0": [(derived(F.hardtanh), y, x)],
    "HuberLossBackwardBackward0": [
        (derived(F.huber_loss, reduction=way), g, x, y) for way, g in (("mean", number), ("none", y), ("sum", number))
    ],
    "LeakyReluBackwardBackward0": [(derived(F.leaky_relu), y, x), (derived(written(F.leaky_relu)), y, x)],
    "LogSigmoidBackwardBackward0": [(derived(F.logsigmoid), y, x)],
    "MseLossBackwardBackward0": [
        (derived(F.mse_loss, reduction=way), g, x, y) for way, g in (("mean", number), ("none", y), ("sum", number))
    ],
    "SmoothL1LossBackwardBackward0": [
        (derived(F.smooth_l1_loss, reduction=way), g, x, y)
        for way, g in (("mean", number), ("none", y), ("sum", number))
    ],
    "SoftMarginLossBackwardBackward0": [
        (derived(lambda a: F.soft_margin_loss(a, y.detach().sign())), number, x),
        (derived(lambda a: F.soft_margin_loss(a, y.detach().sign(), reduction="none")), y, x),
    ],
    "SoftplusBackwardBackward0": [(derived(F.softplus, 2.0, 1.0), y, x)],
    "SoftshrinkBackwardBackward0": [(derived(F.softshrink), y, x)],
    "AdaptiveAvgPool2DBackward0": [(lambda a: F.adaptive_avg_pool2d(a, (3, 2)), image)],
    "AdaptiveAvgPool3DBackward0": [(lambda a: F.adaptive_avg_pool3d(a, 2), volume)],
    "AdaptiveAvgPoolBackwardBackward0": [
        (lambda a: pooling.spread_bins(a, (1, 2, 4, 5), (2, 2)), numbers(1, 2, 2, 2)),
        (lambda a: pooling.spread_bins(a, (1, 1, 3, 3, 4), (2, 1, 2)), numbers(1, 1, 2, 1, 2)),
    ],
    "AdaptiveMaxPool2DBackward0": [(lambda a: F.adaptive_max_pool2d(a, (3, 2)), image)],
    "AdaptiveMaxPool3DBackward0": [(lambda a: F.adaptive_max_pool3d(a, 2), volume)],
    "AffineGridGeneratorBackward0": [
        (lambda a: F.affine_grid(a, (2, 1, 2, 3), align_corners=False), numbers(2, 2, 3)),
        (lambda a: F.affine_grid(a, (1, 1, 2, 1, 2), align_corners=True), numbers(1, 3, 4)),
    ],
    "AvgPool2DBackward0": [
        (lambda a: F.avg_pool2d(a, 2), image),
        (lambda a: F.avg_pool2d(a, (2, 3), 1, (1, 1), True, False), image),
        (lambda a: F.avg_pool2d(a, 2, divisor_override=3), image),
    ],
    "AvgPool3DBackward0": [(lambda a: F.avg_pool3d(a, 2, 1, 1), volume)],
    "AvgPoolBackwardBackward0": [
        (lambda a: pooling.spread_average(a, (1, 2, 4, 4), *WINDOW), numbers(1, 2, 5, 2)),
        (
            lambda a: pooling.spread_average(a, (1, 3, 3, 4), (2,) * 3, (1,) * 3, (0,) * 3, False, True, None),
            numbers(1, 2, 2, 3),
        ),
    ],
    "BinaryCrossEntropyBackward0": [
        (F.binary_cross_entropy, chances(2, 3), chances(2, 3, seed=1)),
        (lambda a, b: F.binary_cross_entropy(a, b, SIGNS.abs() * 2, reduction="sum"), chances(2, 3), chances(2, 3)),
    ],
    "BinaryCrossEntropyWithLogitsBackward0": [
        (F.binary_cross_entropy_with_logits, x, chances(2, 3)),
        (
            lambda a, b: F.binary_cross_entropy_with_logits(
                a, b, NOISE, pos_weight=torch.tensor([0.5, 2.0, 3.0], dtype=torch.float64), reduction="none"
            ),
            x,
            chances(2, 3),
        ),
    ],
    "CeluBackward0": [(lambda a: F.celu(a, 0.7), x)],
    "CeluBackward1": [(written(F.celu, 0.7), x)],
    "ChannelShuffleBackward0": [(lambda a: F.channel_shuffle(a, 2), numbers(1, 4, 2))],
    "Col2ImBackward0": [(lambda a: F.fold(a, (3, 4), (2, 3), 1, (1, 0), 2), numbers(1, 6, 2))],
    "ConstantPadNdBackward0": [
        (lambda a: F.pad(a, (1, 2, 0, 1), value=3.0), x),
        (lambda a: F.pad(a, (-1, 1)), x),
    ],
    "ConvolutionBackward0": [
        (conv(), image, weight, bias),
        (conv(stride=(2, 1), padding=(1, 2), dilation=(1, 2)), image, weight, bias),
        (conv(groups=2), image, numbers(4, 1, 2, 2), bias),
        (lambda a, w: F.conv1d(a, w, padding="same"), signal, numbers(1, 2, 3)),
        (F.conv3d, volume, numbers(2, 1, 2, 1, 2), numbers(2)),
        (lambda a, w, b: F.conv_transpose2d(a, w, b, 2, 1, 1), image, numbers(2, 3, 2, 2), numbers(3)),
        (lambda a, w: F.conv_transpose2d(a, w, groups=2, dilation=2), image, numbers(2, 2, 2, 2)),
        (lambda a, w: F.conv_transpose1d(a, w, stride=2), signal, numbers(2, 1, 3)),
    ],
    "ConvolutionBackwardBackward0": [
        (
            lambda a, b: convolution.kernel_gradient(a, b, (2, 2, 2, 2), (1, 2), (0, 1), (1, 1), 1),
            image,
            numbers(1, 2, 3, 3, seed=6),
        ),
    ],
    "CtcLossBackward0": [],  # its second derivative is not implemented: tests/tensorlab/nn/test_losses.py
    "EluBackward0": [(lambda a: F.elu(a, 0.7), x), (F.selu, x)],
    "EluBackward1": [(written(F.elu, 0.7), x), (written(F.selu), x)],
    "EmbeddingBackward0": [(lambda a: F.embedding(PLACES, a), numbers(3, 2))],
    "EmbeddingBagBackward0": [
        (lambda a: F.embedding_bag(PLACES, a), numbers(3, 2)),
        (lambda a: F.embedding_bag(PLACES, a, mode="max"), numbers(3, 2)),
        (
            lambda a, w: F.embedding_bag(ROWS, a, STARTS, mode="sum", per_sample_weights=w, padding_idx=1),
            numbers(3, 2),
            numbers(4),
        ),
    ],
    "EmbeddingBagBackwardBackward0": [
        (lambda a, w: embedding.bag_gradient(a, ROWS, STARTS, w, 3, "sum", -1), x, numbers(4)),
        (lambda a: embedding.bag_gradient(a, ROWS, STARTS, None, 3, "mean", 0), x),
    ],
    "EmbeddingDenseBackwardBackward0": [
        (lambda a: embedding.embedding_gradient(a, CLASSES, 3, -1, False), x),
        (lambda a: embedding.embedding_gradient(a, torch.tensor([1, 1]), 3, 0, True), x),
        (lambda a: embedding.embedding_gradient(a, CLASSES, 3, 2, False), x),
    ],
    "GeluBackward0": [(F.gelu, x), (lambda a: F.gelu(a, approximate="tanh"), x)],
    "GluBackward0": [(F.glu, numbers(2, 4)), (lambda a: F.glu(a, 0), x)],
    "GridSampler2DBackward0": [],  # once only: tests/tensorlab/nn/test_vision.py
    "GridSampler3DBackward0": [],
    "ScaledDotProductFlashAttentionForCpuBackward0": [],  # once only: tests/tensorlab/nn/test_attention.py
    "HardshrinkBackward0": [(F.hardshrink, x)],
    "HardsigmoidBackward0": [],  # once only: tests/tensorlab/ops/test_derivatives.py
    "HardswishBackward0": [(F.hardswish, x), (lambda a: F.hardswish(a * 3), x)],
    "HardtanhBackward0": [(F.hardtanh, x), (F.relu6, x)],
    "HuberLossBackward0": [(lambda a, b: F.huber_loss(a, b, delta=0.7), x, y)],
    "Im2ColBackward0": [(lambda a: F.unfold(a, (2, 3), 1, (0, 1), 2), image)],
    "LeakyReluBackward0": [(lambda a: F.leaky_relu(a, 0.3), x)],
    "LeakyReluBackward1": [(written(F.leaky_relu, 0.3), x)],
    "LogSigmoidBackward0": [(F.logsigmoid, x)],
    "MaxPool2DWithIndicesBackward0": [
        (lambda a: F.max_pool2d(a, 2, 1), image),
        (lambda a: F.max_pool1d(a, 3, 2, 1, ceil_mode=True), signal),
    ],
    "MaxPool3DWithIndicesBackward0": [(lambda a: F.max_pool3d(a, 2, 1), volume)],
    "MaxPoolBackwardBackward0": [(lambda a: pooling.put_back(a, INDICES, (1, 2, 4, 5), 2), numbers(1, 2, 2, 2))],
    "MaxUnpool2DBackward0": [(lambda a: F.max_unpool2d(a, INDICES, 2, output_size=(4, 5)), numbers(1, 2, 2, 2))],
    "MaxUnpool3DBackward0": [
        (lambda a: F.max_unpool3d(a, torch.tensor([[[[[0, 5]]]]]), (1, 2, 2)), numbers(1, 1, 1, 1, 2))
    ],
    "MishBackward0": [(F.mish, x)],
    "MseLossBackward0": [(F.mse_loss, x, y), (lambda a, b: F.mse_loss(a, b, reduction="none"), x, y)],
    "MultiMarginLossBackward0": [
        (lambda a: F.multi_margin_loss(a, CLASSES), x),
        (lambda a: F.multi_margin_loss(a, CLASSES, 2, 0.8, known_row, reduction="none"), x),
        (lambda a: F.multi_margin_loss(a, torch.tensor(1), reduction="sum"), numbers(3)),
    ],
    "MultilabelMarginLossBackward0": [],  # once only: tests/tensorlab/nn/test_losses.py
    "NativeBatchNormBackward0": [
        (lambda a, w, b: F.batch_norm(a, None, None, w, b, training=True), numbers(3, 2), numbers(2), numbers(2)),
        (lambda a: F.batch_norm(a, None, None, training=True), signal),
        (lambda a, w, b: F.batch_norm(a, known_mean, known_var, w, b), signal, numbers(2), numbers(2)),
        (F.instance_norm, signal),
    ],
    "NativeGroupNormBackward0": [
        (lambda a, w, b: F.group_norm(a, 2, w, b), numbers(2, 4, 2), bias, numbers(4)),
        (lambda a: F.group_norm(a, 1), signal),
    ],
    "NativeLayerNormBackward0": [
        (lambda a, w, b: F.layer_norm(a, (3,), w, b), x, numbers(3), numbers(3, seed=7)),
        (lambda a, w: F.layer_norm(a, (2, 3), w), x, y),
    ],
    "NllLoss2DBackward0": [
        (lambda a: F.nll_loss(a, torch.tensor([[[0, 1], [1, 0]]]), reduction="sum"), numbers(1, 2, 2, 2)),
        (lambda a: F.cross_entropy(a, torch.tensor([[0, 1, 1]])), numbers(1, 2, 3)),
    ],
    "NllLossBackward0": [
        (lambda a: F.nll_loss(a, CLASSES, torch.tensor([0.3, 1.0, 2.0], dtype=torch.float64)), x),
        (lambda a: F.cross_entropy(a, CLASSES, ignore_index=0, label_smoothing=0.2), x),
        (lambda a: F.nll_loss(a, torch.tensor(1), reduction="none"), numbers(3)),
    ],
    "NllLossBackwardBackward0": [
        (lambda a: loss.nll_gradient(a, CLASSES, None, (2, 3), "mean", -100), numbers()),
        (
            lambda a: loss.nll_gradient(a, torch.tensor([[[1, 0]]]), None, (1, 2, 1, 2), "none", -100),
            numbers(1, 1, 2),
        ),
    ],
    "PadBackwardBackward0": [
        (lambda a: resize.gathered_back(a, (2, 2, 3), (np.array([1, 0, 1]), np.array([0, 2]))), numbers(2, 3, 2))
    ],
    "PickBackward0": [(lambda a: pooling.pick(a, INDICES, 2), image)],
    "PixelShuffleBackward0": [(lambda a: F.pixel_shuffle(a, 2), numbers(1, 4, 1, 2))],
    "PixelUnshuffleBackward0": [(lambda a: F.pixel_unshuffle(a, 2), numbers(1, 1, 2, 4))],
    "PreluKernelBackward0": [(F.prelu, x, numbers(3)), (F.prelu, x, numbers(1)), (F.prelu, numbers(4), numbers(1))],
    "ReflectionPad1DBackward0": [(lambda a: F.pad(a, (2, 1), "reflect"), signal)],
    "ReflectionPad2DBackward0": [(lambda a: F.pad(a, (2, 1, 1, 1), "reflect"), image)],
    "ReflectionPad3DBackward0": [(lambda a: F.pad(a, (1, 1, 0, 1, 1, 0), "reflect"), volume)],
    "ReplicationPad1DBackward0": [(lambda a: F.pad(a, (2, 1), "replicate"), signal)],
    "ReplicationPad2DBackward0": [(lambda a: F.pad(a, (2, 1, 1, 1), "replicate"), image)],
    "ReplicationPad3DBackward0": [(lambda a: F.pad(a, (1, 1, 0, 1, 1, 0), "replicate"), volume)],
    "RreluWithNoiseBackward0": [(F.rrelu, x)],
    "RreluWithNoiseBackward1": [(lambda a: F.rrelu(a * 1, inplace=True), x)],
    "SiluBackward0": [(F.silu, x)],
    "SmoothL1LossBackward0": [
        (F.smooth_l1_loss, x, y),
        (lambda a, b: F.smooth_l1_loss(a, b, beta=0.3, reduction="none"), x, y),
    ],
    "SoftMarginLossBackward0": [(lambda a: F.soft_margin_loss(a, SIGNS), x)],
    "SoftplusBackward0": [(F.softplus, x), (lambda a: F.softplus(a, 2, 1), x)],
    "SoftshrinkBackward0": [(F.softshrink, x)],
    "MkldnnRnnLayerBackward0": [
        (lambda *given: _lstm_layer.lstm_layer(*given, reverse=False)[:3], *lstm_operands(3, 2)),
        (lambda *given: _lstm_layer.lstm_layer(*given, reverse=True)[0], *lstm_operands(3, 1)),
        (
            lambda *given: _lstm_layer.lstm_layer(*given[:3], None, None, *given[3:], False)[1],
            *lstm_operands(2, 1, bias=False),
        ),
    ],
    "ThnnFusedLstmCellBackward0": [
        (lambda a, b: _recurrence.lstm_cell(a, b)[:2], numbers(2, 8), numbers(2, 2, seed=1)),
        (lambda a, b: _recurrence.lstm_cell(a, b)[0], numbers(1, 4), numbers(1, 1)),
        (lambda a, b: _recurrence.lstm_cell(a, b)[1], numbers(1, 4), numbers(1, 1)),
    ],
    "ThresholdBackward0": [(lambda a: F.threshold(a, 0.05, 7.0), x)],
    "ThresholdBackward1": [(written(F.threshold, 0.05, -7.0), x)],
    "UpsampleBicubic2DAaBackward0": [(of_parts("bicubic", size=(2, 3), antialias=True), image)],
    "UpsampleBicubic2DBackward0": [(of_parts("bicubic", size=(3, 7), align_corners=True), image)],
    "UpsampleBilinear2DAaBackward0": [(of_parts("bilinear", size=(2, 3), antialias=True), image)],
    "UpsampleBilinear2DBackward0": [(of_parts("bilinear", scale_factor=1.5), image)],
    "UpsampleLinear1DBackward0": [(of_parts("linear", size=3), signal)],
    "UpsampleNearest1DBackward0": [(of_parts("nearest", size=7), signal)],
    "UpsampleNearest2DBackward0": [(of_parts("nearest", scale_factor=2), image)],
    "UpsampleNearest3DBackward0": [(of_parts("nearest", size=2), volume)],
    "UpsampleNearestExact1DBackward0": [(of_parts("nearest-exact", size=3), signal)],
    "UpsampleNearestExact2DBackward0": [(of_parts("nearest-exact", size=3), image)],
    "UpsampleNearestExact3DBackward0": [(of_parts("nearest-exact", size=2), volume)],
    "UpsampleTrilinear3DBackward0": [(of_parts("trilinear", size=(2, 4, 3)), volume)],
    "WeightNormInterfaceBackward0": [
        (lambda v, g: lengths.weight_norm_of(v, g, 0), numbers(2, 3), numbers(2, 1, seed=1)),
        (lambda v, g: lengths.weight_norm_of(v, g, 1), numbers(2, 3), numbers(1, 3, seed=1)),
    ],
}


FRACTIONS = torch.tensor([[[0.3, 0.8], [0.6, 0.1]]], dtype=torch.float64)
CASES["FractionalMaxPool2DBackward0"] = [
    (lambda a: F.fractional_max_pool2d(a, 2, output_size=(2, 3), _random_samples=FRACTIONS), image),
]
CASES["FractionalMaxPool3DBackward0"] = [
    (
        lambda a: F.fractional_max_pool3d(a, 2, output_size=1, _random_samples=torch.full((1, 1, 3), 0.4).double()),
        volume,
    ),
]
