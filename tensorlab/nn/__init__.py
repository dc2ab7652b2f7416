"""Layers, losses and the modules that hold them."""

from tensorlab import methods as _methods  # noqa: F401  (layers compute with tensors' methods)
from tensorlab.nn import attention, functional, init, modules, parallel, parameter, utils
from tensorlab.nn.modules import *  # noqa: F403
from tensorlab.nn.modules import __all__ as _layers
from tensorlab.nn.parallel import DataParallel
from tensorlab.nn.parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

__all__ = [
    *_layers,
    "Buffer",
    "DataParallel",
    "Parameter",
    "UninitializedBuffer",
    "UninitializedParameter",
    "attention",
    "functional",
    "init",
    "modules",
    "parallel",
    "parameter",
    "utils",
]
