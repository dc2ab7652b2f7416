"""A tensor of a module as a function of others: what the layer uses is computed from what is learnt.

::

    class Symmetric(nn.Module):
        def forward(self, X):
            return X.triu() + X.triu(1).T

    parametrize.register_parametrization(layer, "weight", Symmetric())

``layer.weight`` is then computed at each look, and ``layer.parametrizations.weight.original`` is what is learnt. The
layer's class becomes one of its own, with a property in the place of the tensor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.graph.mode import no_grad
from tensorlab.naming import name_as_in_torch
from tensorlab.nn.modules.container import ModuleDict, ModuleList
from tensorlab.nn.modules.module import Module
from tensorlab.nn.parameter import Parameter

_cache: dict[tuple[int, str], Any] = {}
_cached_blocks = 0


@contextmanager
def cached() -> Iterator[None]:
    """In the block each parametrized tensor is computed once, and then remembered."""
    global _cached_blocks
    _cached_blocks += 1
    try:
        yield
    finally:
        _cached_blocks -= 1
        if not _cached_blocks:
            _cache.clear()


def _own(module: Module, name: str, value: Any) -> None:
    """Let the module own a parameter or a buffer."""
    if isinstance(value, Parameter):
        module.register_parameter(name, value)
    else:
        module.register_buffer(name, value)


def _undone(modules: Any, value: Any) -> Any:
    """What the parametrizations would make the value of; the value itself where they do not say."""
    with no_grad():
        for module in reversed(list(modules)):
            if hasattr(module, "right_inverse"):
                try:
                    value = module.right_inverse(value)
                except NotImplementedError:
                    continue
    return value


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, one after another, and the tensors that the first of them takes.

    Attributes:
        original: what is learnt; ``original0``, ``original1`` … where the first takes several.
    """

    def __init__(self, modules: Sequence[Module], original: Any, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        found = _undone(self, original)
        if not isinstance(found, (Tensor, Sequence)):
            raise ValueError(
                f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got "
                f"{type(found).__name__}"
            )
        self.is_tensor = isinstance(found, Tensor)
        self.ntensors = 1 if self.is_tensor else len(found)
        shape, dtype = original.shape, original.dtype
        if isinstance(found, Tensor):
            if original.dtype is not found.dtype:
                raise ValueError(
                    "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                    f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {found.dtype}"
                )
            # The tensor stays the one that an optimiser may know already.
            original.data = found.data
            _own(self, "original", original)
        else:
            self._own_several(original, found)
        if not unsafe:
            _check_result(self(), shape, dtype)

    def _own_several(self, original: Any, found: Sequence[Any]) -> None:
        for number, one in enumerate(found):
            if not isinstance(one, Tensor):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got element "
                    f"{number} of the sequence with type {type(one).__name__}."
                )
            owned = Parameter(one, original.requires_grad) if isinstance(original, Parameter) else one
            _own(self, f"original{number}", owned)

    def right_inverse(self, value: Any) -> None:
        """Set what is learnt so that ``value`` is computed from it."""
        with no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
            if self.is_tensor:
                self._take_one(value)
            else:
                self._take_several(value)

    def _take_one(self, value: Any) -> None:
        if not isinstance(value, Tensor):
            raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
        if value.dtype is not self.original.dtype:
            raise ValueError(
                f"The tensor returned by `right_inverse` has dtype {value.dtype} while `original` has dtype "
                f"{self.original.dtype}"
            )
        self.original.data = value.data

    def _take_several(self, values: Any) -> None:
        if not isinstance(values, Sequence):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(values).__name__}.")
        if len(values) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. Got a sequence of "
                f"length {len(values)}."
            )
        for number, one in enumerate(values):
            if not isinstance(one, Tensor):
                raise ValueError(
                    "'right_inverse' must return a sequence of tensors or reference-type opaques. Got element "
                    f"{number} of type {type(one).__name__}."
                )
            kept = getattr(self, f"original{number}")
            if one.dtype is not kept.dtype:
                raise ValueError(
                    f"Tensor {number} returned by `right_inverse` has dtype {one.dtype} while `original{number}` has "
                    f"dtype {kept.dtype}"
                )
            kept.data = one.data

    def forward(self) -> Any:
        first, *others = self
        taken = [self.original] if self.is_tensor else [getattr(self, f"original{i}") for i in range(self.ntensors)]
        made = first(*taken)
        for module in others:
            made = module(made)
        return made


def _check_result(made: Any, shape: Any, dtype: Any) -> None:
    if not isinstance(made, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(made).__name__}.")
    for what, before, after in (("dtype", dtype, made.dtype), ("shape", shape, made.shape)):
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless `unsafe` flag is "
                f"enabled.\nunparametrized {what}: {before}\nparametrized {what}: {after}"
            )


# -- the class of a parametrized module -------------------------------------------------------------------------------


def _refuse_pickle(self: Any) -> Any:
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). See:\n"
        "https://pytorch.org/tutorials/beginner/saving_loading_models.html"
        "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
    )


def _copied(self: Any, memo: dict[int, Any]) -> Any:
    made = object.__new__(type(self))
    memo[id(self)] = made
    made.__dict__.update(deepcopy(self.__dict__, memo))
    return made


def _give_own_class(module: Module) -> None:
    kind = type(module)
    members = {"__getstate__": _refuse_pickle, "__deepcopy__": _copied, "__module__": __name__}
    module.__class__ = type(f"Parametrized{kind.__name__}", (kind,), members)
    name_as_in_torch([module.__class__])


def _give_property(module: Module, name: str) -> None:
    def look(self: Any) -> Any:
        computed = self.parametrizations[name]
        if not _cached_blocks:
            return computed()
        key = (id(module), name)
        if key not in _cache:
            _cache[key] = computed()
        return _cache[key]

    def put(self: Any, value: Any) -> None:
        self.parametrizations[name].right_inverse(value)

    setattr(type(module), name, property(look, put))


# -- what a user calls ------------------------------------------------------------------------------------------------


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Compute a tensor of the module by ``parametrization`` from now on, after those that it has already.

    Args:
        unsafe: the parametrization may change shape and type.

    Raises:
        ValueError: there is no such tensor, or its shape or type would change.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            _check_another(module, tensor_name, parametrization)
        several = module.parametrizations[tensor_name]
        several.append(parametrization)
        several.unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        made = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe=unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _give_own_class(module)
            module.parametrizations = ModuleDict()
        _give_property(module, tensor_name)
        module.parametrizations[tensor_name] = made
    else:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    return module


def _check_another(module: Module, name: str, parametrization: Any) -> None:
    """Raise where one more parametrization would change what the tensor looks like."""
    before = getattr(module, name)
    after = parametrization(before)
    if not isinstance(after, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(after).__name__}.")
    for what in ("dtype", "shape"):
        if getattr(before, what) != getattr(after, what):
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless the `unsafe` flag is "
                f"enabled.\nmodule.{name}.{what}: {getattr(before, what)}\nparametrization(module.{name}).{what}: "
                f"{getattr(after, what)}"
            )
    if hasattr(parametrization, "right_inverse"):
        try:
            back = parametrization.right_inverse(after)
        except NotImplementedError:
            return
        if not isinstance(back, Tensor):
            raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {type(back).__name__}")
        for what in ("dtype", "shape"):
            if getattr(before, what) != getattr(back, what):
                raise ValueError(
                    f"The tensor returned by parametrization.right_inverse must have the same {what} as module.{name}, "
                    f"unless the `unsafe` flag is enabled.\nmodule.{name}.{what}: {getattr(before, what)}\nreturned "
                    f"{what}: {getattr(back, what)}"
                )


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether the module has parametrized tensors, or this one."""
    parametrizations = module._modules.get("parametrizations")
    if not isinstance(parametrizations, ModuleDict):
        return False
    return len(parametrizations) > 0 if tensor_name is None else tensor_name in parametrizations


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Make the tensor the module's own again: as it is computed now, or as it was learnt."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    several = module.parametrizations[tensor_name]
    if several.is_tensor:
        kept = several.original
        if leave_parametrized:
            with no_grad():
                kept.data = getattr(module, tensor_name).data
    elif leave_parametrized:
        computed = getattr(module, tensor_name)
        kept = Parameter(computed.detach()) if computed.requires_grad else computed
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    _own(module, tensor_name, kept)
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module: Module) -> type:
    """The class of the module without its parametrizations."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Give another module the parametrizations of a module, and the tensors that they take."""
    if not is_parametrized(from_module):
        return to_module
    names = list(from_module.parametrizations) if tensor_name is None else [tensor_name]
    for name in names:
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name).detach()))
        for parametrization in from_module.parametrizations[name]:
            register_parametrization(to_module, name, parametrization)
        given, taking = from_module.parametrizations[name], to_module.parametrizations[name]
        for own in list(vars(given)["_parameters"] | vars(given)["_buffers"]):
            setattr(taking, own, getattr(given, own))
    return to_module


__all__ = [
    "ParametrizationList",
    "cached",
    "is_parametrized",
    "register_parametrization",
    "remove_parametrizations",
    "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]

name_as_in_torch([ParametrizationList])
