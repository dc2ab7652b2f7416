"""The older way to learn the lengths of a weight apart from its direction: computed anew before each call."""

from __future__ import annotations

import warnings
from typing import Any

from tensorlab.nn.modules.module import Module
from tensorlab.nn.parameter import Parameter, is_lazy
from tensorlab.ops.lengths import norm_except_dim, weight_norm_of


class WeightNorm:
    """The hook that computes the weight of one name.

    Source: T. Salimans and D. Kingma, "Weight normalization" (2016).
    """

    def __init__(self, name: str, dim: int) -> None:
        self.name = name
        self.dim = dim

    def compute_weight(self, module: Module) -> Any:
        """The weight from its lengths and its direction."""
        return weight_norm_of(getattr(module, f"{self.name}_v"), getattr(module, f"{self.name}_g"), self.dim)

    def remove(self, module: Module) -> None:
        """Make the weight a parameter again."""
        weight = self.compute_weight(module)
        delattr(module, self.name)
        for letter in "gv":
            del module._parameters[f"{self.name}_{letter}"]
        setattr(module, self.name, Parameter(weight.data))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def hook_of(module: Module, kind: type, name: str) -> tuple[int, Any] | None:
    """The module's forward pre-hook of this kind for the tensor of this name, and its key."""
    for key, hook in module._hooks.forward_pre.items():
        if isinstance(hook, kind) and hook.name == name:  # type: ignore[attr-defined]
            return key, hook
    return None


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn the lengths of a weight along ``dim``, as ``name_g``, apart from its direction, ``name_v``."""
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    if hook_of(module, WeightNorm, name) is not None:
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook = WeightNorm(name, -1 if dim is None else dim)
    weight = getattr(module, name)
    if is_lazy(weight):
        raise ValueError(
            "The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the dummy forward "
            "before applying weight normalization"
        )
    del module._parameters[name]
    module.register_parameter(f"{name}_g", Parameter(norm_except_dim(weight, 2, hook.dim).data))
    module.register_parameter(f"{name}_v", Parameter(weight.data))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: Module, name: str = "weight") -> Module:
    """Make a weight that :func:`weight_norm` computes a parameter again."""
    found = hook_of(module, WeightNorm, name)
    if found is None:
        raise ValueError(f"weight_norm of '{name}' not found in {module}")
    found[1].remove(module)
    del module._hooks.forward_pre[found[0]]
    return module


__all__ = ["WeightNorm", "remove_weight_norm", "weight_norm"]
