"""Tensors that a module owns: parameters, buffers, and those whose shape is not known before the first call."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.node import UNASKED
from tensorlab.naming import name_as_in_torch


class Parameter(Tensor):
    """A leaf that a module owns and an optimiser changes."""

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        source = wrap(np.zeros(0, np.float32), dtypes.float32) if data is None else data
        made = source._seen_as(cls)
        if requires_grad:
            if not made.dtype.is_floating_point:
                raise errors.only_floating_constructor()
            made._edge = UNASKED
        if events.tracer is not None:
            events.tracer.operated("Parameter", ("data",), (source,), (made,), None, shares_memory=True)
        return made

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class Buffer(Tensor):
    """A tensor that belongs to a module's state without being learnt; an attribute of this type registers itself."""

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        source = wrap(np.zeros(0, np.float32), dtypes.float32) if data is None else data
        made = source._seen_as(cls)
        made._edge = source._edge
        made.persistent = persistent
        return made


_UNKNOWN_SHAPE = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` "
    "when trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the "
    "parameters before accessing their attributes."
)


class _Uninitialized(Tensor):
    """What stands in for a tensor until its shape is known."""

    known: type[Tensor]
    _is_lazy = True

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        made = object.__new__(cls)
        made.dtype = dtype or dtypes.get_default_dtype()
        made._array = np.zeros(0, made.dtype.numpy)
        made._edge = UNASKED if requires_grad else None
        made._base_tensor = None
        return made

    @property
    def shape(self) -> Any:  # type: ignore[override]
        raise RuntimeError(_UNKNOWN_SHAPE)

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Become a tensor of this shape, with room for its elements."""
        made = np.empty(tuple(shape), (dtype or self.dtype).numpy)
        self.__class__ = self.known  # type: ignore[assignment]
        self._array, self.shape, self.dtype = made, dtypes.Size(made.shape), dtype or self.dtype  # type: ignore[misc]

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        twin = memo[id(self)] = type(self)(self.requires_grad, None, self.dtype)
        return twin

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class UninitializedParameter(_Uninitialized, Parameter):
    """A parameter whose shape the first input will tell."""

    known = Parameter


class UninitializedBuffer(_Uninitialized):
    """A buffer whose shape the first input will tell."""

    known = Tensor

    def __new__(
        cls, requires_grad: bool = False, device: Any = None, dtype: Any = None, persistent: bool = True
    ) -> Any:
        return super().__new__(cls, requires_grad, device, dtype)


def is_lazy(tensor: Any) -> bool:
    """Whether its shape is still unknown."""
    return isinstance(tensor, Tensor) and tensor._is_lazy


__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]


name_as_in_torch([Buffer, Parameter, UninitializedBuffer, UninitializedParameter])
