"""PyTorch's twin on numpy: the same names, semantics, printing, error texts and graph.

Names are found when they are first asked for, so that ``import tensorlab`` costs little more than nothing, and whoever
needs only the plain data of :mod:`tensorlab.events` or :mod:`tensorlab.explain` loads no operations.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "2.13.0+tensorlab"

_SUBMODULES = frozenset(
    [
        "autograd",
        "cuda",
        "dtypes",
        "errors",
        "events",
        "explain",
        "graph",
        "kernel",
        "nn",
        "ops",
        "optim",
        "printing",
        "random",
        "return_types",
        "serialization",
        "special",
        "utils",
    ]
)

_HOMES = {
    "tensorlab._tensor": "Tensor is_tensor",
    "tensorlab.dtypes": (
        "Size bfloat16 bool can_cast double dtype device finfo float float16 float32 float64 "
        "get_default_dtype half iinfo int int16 int32 int64 int8 long promote_types set_default_dtype short "
        "uint8"
    ),
    "tensorlab.random": "Generator default_generator initial_seed manual_seed seed",
    "tensorlab.serialization": "load save",
    "tensorlab.printing": "set_printoptions",
    "tensorlab.graph.mode": (
        "enable_grad inference_mode is_grad_enabled is_inference_mode_enabled no_grad set_grad_enabled"
    ),
    "tensorlab.ops.creation": (
        "BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor IntTensor LongTensor "
        "ShortTensor arange as_tensor asarray bernoulli empty empty_like eye from_numpy full full_like "
        "linspace logspace multinomial normal ones ones_like rand rand_like randint randint_like randn "
        "randn_like randperm tensor zeros zeros_like"
    ),
    "tensorlab.public": (
        "Variable get_num_threads is_floating_point numel result_type set_num_threads "
        "compile use_deterministic_algorithms e inf nan newaxis pi"
    ),
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return importlib.import_module(f"tensorlab.{name}")
    module = _WHERE.get(name)
    if module is not None:
        importlib.import_module("tensorlab.methods")
        found = getattr(importlib.import_module(module), name)
    elif name.startswith("__"):
        raise AttributeError(name)
    else:
        operations = importlib.import_module("tensorlab.methods").OPERATIONS
        if name not in operations:
            raise AttributeError(f"module 'torch' has no attribute '{name}'")
        found = operations[name]
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    operations = importlib.import_module("tensorlab.methods").OPERATIONS
    return sorted({*globals(), *_SUBMODULES, *_WHERE, *operations})
