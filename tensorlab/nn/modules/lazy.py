"""Modules that learn their input's size from the first input they see."""

from __future__ import annotations

from typing import Any

from tensorlab.nn.modules.module import Module
from tensorlab.nn.parameter import UninitializedParameter, is_lazy


class LazyModuleMixin:
    """Stands before the class that the module becomes when its sizes are known.

    Attributes:
        cls_to_become: that class; its ``reset_parameters`` then fills the tensors.
    """

    cls_to_become: type[Module]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register_forward_pre_hook(_learn_sizes, with_kwargs=True)  # type: ignore[attr-defined]

    def has_uninitialized_params(self) -> bool:
        """Whether a size is still unknown."""
        tensors = [*self._parameters.values(), *self._buffers.values()]  # type: ignore[attr-defined]
        return any(is_lazy(one) for one in tensors)

    def initialize_parameters(self, input: Any) -> None:
        """Give the tensors the sizes that ``input`` asks for; every subclass writes its own."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def reset_parameters(self) -> None:
        """Fill the tensors, once they have a size."""
        parameters = self._parameters.values()  # type: ignore[attr-defined]
        if not self.has_uninitialized_params() and all(one is None or one.numel() for one in parameters):
            super().reset_parameters()  # type: ignore[misc]


def _learn_sizes(module: Any, args: Any, kwargs: Any) -> None:
    """Before the first call: the sizes, then the class that the module was meant to be."""
    if module.has_uninitialized_params():
        module.initialize_parameters(*args, **kwargs)
    module._hooks.forward_pre.popitem(last=False)
    module.__class__ = module.cls_to_become


def unknown_parameter(dtype: Any = None) -> Any:
    """A parameter whose size is not known yet."""
    return UninitializedParameter(dtype=dtype)
