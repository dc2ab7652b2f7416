"""Layers as functions: ``F.relu``, ``F.conv2d``, ``F.cross_entropy`` …, by family."""

from tensorlab import methods as _methods  # noqa: F401  (functions compute with tensors' methods)
from tensorlab import signatures as _signatures
from tensorlab.nn.functional.activation import *  # noqa: F403
from tensorlab.nn.functional.attention import *  # noqa: F403
from tensorlab.nn.functional.convolution import *  # noqa: F403
from tensorlab.nn.functional.dropping import *  # noqa: F403
from tensorlab.nn.functional.fractional import *  # noqa: F403
from tensorlab.nn.functional.lookup import *  # noqa: F403
from tensorlab.nn.functional.loss import *  # noqa: F403
from tensorlab.nn.functional.multihead import *  # noqa: F403
from tensorlab.nn.functional.normalization import *  # noqa: F403
from tensorlab.nn.functional.padding import *  # noqa: F403
from tensorlab.nn.functional.pooling import *  # noqa: F403
from tensorlab.nn.functional.vision import *  # noqa: F403

_signatures.guard_all(
    globals(),
    [
        "adaptive_avg_pool1d",
        "avg_pool1d",
        "avg_pool2d",
        "avg_pool3d",
        "bilinear",
        "channel_shuffle",
        "conv1d",
        "conv2d",
        "conv3d",
        "conv_transpose1d",
        "conv_transpose2d",
        "conv_transpose3d",
        "cosine_similarity",
        "gelu",
        "hardshrink",
        "linear",
        "logsigmoid",
        "one_hot",
        "pairwise_distance",
        "pdist",
        "pixel_shuffle",
        "pixel_unshuffle",
        "prelu",
        "scaled_dot_product_attention",
        "softplus",
        "softshrink",
    ],
)
"""What PyTorch has as functions of its own language, which look at their arguments before they run."""
