"""Layers as functions: ``F.relu``, ``F.conv2d``, ``F.cross_entropy`` …, by family."""

from tensorlab import methods as _methods  # noqa: F401  (functions compute with tensors' methods)
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
