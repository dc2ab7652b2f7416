"""Members of tensors that compute nothing: flags, old spellings, and loops that call a Python function.

Most teaching material needs none of them; what is here answers as PyTorch does on a CPU.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from tensorlab import dtypes, events
from tensorlab._tensor import Tensor
from tensorlab.explain.shapes import broadcast
from tensorlab.graph.node import count_write
from tensorlab.ops import creation, facts, plans


def _looped(name: str, count: int) -> Callable[..., Any]:
    """``name(*others, function)``: each element becomes what the function makes of those at its place."""

    def method(self: Any, *arguments: Any) -> Any:
        *others, function = arguments
        if self.requires_grad:
            raise RuntimeError(
                f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead."
            )
        if len(others) != count:
            raise TypeError(f"{name}() takes {count + 1} arguments, but got {len(arguments)}")
        for place, other in enumerate(others):
            if other.dtype is not self.dtype:
                argument = "other" if count == 1 else "xy"[place]
                raise TypeError(
                    f"{name}: expected torch.{self.dtype.type_name}Tensor for '{argument}' (got "
                    f"torch.{other.dtype.type_name}Tensor)"
                )
        rows = np.broadcast_arrays(self._array, *[other._array for other in others])
        for index in np.ndindex(self._array.shape):
            self._array[index] = function(*[row[index].item() for row in rows])
        count_write(self)
        if events.tracer is not None:
            events.tracer.mutated(name, self, ("self",), (self,), None)
        return self

    method.__name__ = name
    method.__doc__ = "Every element becomes what a Python function makes of it, one after another."
    return method


def _new(self: Any, *args: Any, **_: Any) -> Any:
    """A tensor of the same type, from a size or from numbers."""
    if len(args) == 1 and not isinstance(args[0], (int, dtypes.Size)):
        data = args[0]._array if isinstance(args[0], Tensor) else args[0]
        return creation.tensor(data, dtype=self.dtype)
    return creation.zeros(*(args or (0,)), dtype=self.dtype)


def _set(self: Any, source: Any = None) -> Any:
    """Look at the memory of another tensor from now on."""
    other = _new(self) if source is None else source
    if other.dtype is not self.dtype:
        raise RuntimeError(
            f"Could not set tensor of type {dtypes.word(other.dtype)} to a tensor of type {dtypes.word(self.dtype)}"
        )
    self._array, self.shape = other._array, other.shape
    if events.tracer is not None:
        events.tracer.relaid(self)
    return self


def _pin_memory(self: Any, device: Any = None) -> NoReturn:
    """Refused, as PyTorch does on a computer without an accelerator to copy to."""
    raise RuntimeError("Cannot access accelerator device when none is available.")


def _itself(self: Any, *_: Any, **__: Any) -> Any:
    """The tensor itself."""
    return self


def _false(self: Any, *_: Any, **__: Any) -> bool:
    """False, always, for a tensor on the CPU."""
    return False


def _is_volatile(self: Any) -> bool:
    """An old name that says nothing any more."""
    warnings.warn("volatile was removed (Variable.volatile is always False)", UserWarning, stacklevel=2)
    return False


def _complex(self: Any) -> complex:
    """Its one element as a complex number of Python."""
    return complex(float(self))


def _reversed(self: Any) -> Any:
    """Its rows, the last first."""
    return self.flip(0) if self.shape else self


def _dim_order(self: Any, *, ambiguity_check: Any = False) -> tuple[int, ...]:
    """Its axes, those with the longest steps first."""
    return tuple(sorted(range(len(self.shape)), key=lambda axis: -self._array.strides[axis]))


def _ndimension(self: Any) -> int:
    """How many axes it has."""
    return len(self.shape)


def _sum_to_size(self: Any, *size: Any) -> Any:
    """The sum over the axes that broadcasting from ``size`` would add or stretch."""
    shape = size[0] if len(size) == 1 and not isinstance(size[0], int) else size
    if broadcast(tuple(shape), tuple(self.shape)).result != tuple(self.shape):
        raise RuntimeError(f"size {{{list(shape)}}} is not expandable to size {{{list(self.shape)}}}.")
    return plans.sum_to_size(self, tuple(shape)) if len(shape) else self.sum()


def _storage_type(self: Any) -> str:
    """The name of its kind of storage."""
    return f"torch.{self.dtype.type_name}Storage"


def _fact(value: Any) -> property:
    return property(lambda self: value)


_ELSEWHERE = ("ipu", "maia", "mkldnn", "mps", "mtia", "nested", "sparse_csr", "vulkan", "xla", "xpu")

METHODS: dict[str, Callable[..., Any]] = {
    "__complex__": _complex,
    "__reversed__": _reversed,
    "apply_": _looped("apply_", 0),
    "const_data_ptr": Tensor.data_ptr,
    "dim_order": _dim_order,
    "is_coalesced": _false,
    "is_pinned": _false,
    "is_shared": _false,
    "map2_": _looped("map2_", 2),
    "map_": _looped("map_", 1),
    "ndimension": _ndimension,
    "new": _new,
    "pin_memory": _pin_memory,
    "set_": _set,
    "share_memory_": _itself,
    "storage_type": _storage_type,
    "sum_to_size": _sum_to_size,
    "to_dense": _itself,
}
PROPERTIES: dict[str, property] = {
    **{f"is_{name}": _fact(False) for name in _ELSEWHERE},
    "grad_dtype": property(lambda self: self.dtype),
    "imag": property(facts.imag),
    "is_cpu": _fact(True),
    "name": _fact(None),
    "real": property(facts.real),
    "volatile": property(_is_volatile),
}
