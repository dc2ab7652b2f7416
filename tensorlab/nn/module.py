"""``Module``: parameters, buffers and submodules under their names, and what one does with all of them at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tensorlab import dtypes, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.mode import no_grad
from tensorlab.graph.node import RemovableHandle, add_hook, new_leaf


class Parameter(Tensor):
    """A leaf that a module owns and an optimiser changes."""

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        source = wrap(np.zeros(0, np.float32), dtypes.float32) if data is None else data
        made = source.as_subclass(cls)
        if requires_grad:
            if not made.dtype.is_floating_point:
                raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
            made._edge = new_leaf()
        if events.tracer is not None:
            events.tracer.operated("Parameter", [("data", source)], [made], None, shares_memory=True)
        return made

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class Module:
    """The base of layers and models: assign parameters and modules as attributes, write ``forward``, call it."""

    training: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name, value in (
            ("training", True),
            ("_parameters", {}),
            ("_buffers", {}),
            ("_transient", set()),
            ("_modules", {}),
            ("_forward_hooks", OrderedDict()),
            ("_forward_pre_hooks", OrderedDict()),
        ):
            object.__setattr__(self, name, value)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        tracer = events.tracer
        if tracer is None:
            return self._call(args, kwargs)
        with tracer.inside(self._scope or type(self).__name__):
            return self._call(args, kwargs)

    _scope = ""

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        for hook in list(self._forward_pre_hooks.values()):
            replaced = hook(self, args)
            if replaced is not None:
                args = replaced if isinstance(replaced, tuple) else (replaced,)
        result = self.forward(*args, **kwargs)
        for hook in list(self._forward_hooks.values()):
            replaced = hook(self, args, result)
            if replaced is not None:
                result = replaced
        return result

    def register_forward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, args, output)`` runs after ``forward``; a result replaces the output."""
        return add_hook(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, args)`` runs before ``forward``; a result replaces the arguments."""
        return add_hook(self._forward_pre_hooks, hook)

    # -- attributes ----------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Parameter, Module)) and "_parameters" not in self.__dict__:
            kind = "parameters" if isinstance(value, Parameter) else "module"
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if isinstance(value, Parameter):
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            self._forget(name)
            self._modules[name] = value
            object.__setattr__(value, "_scope", name)
        elif name in self.__dict__.get("_parameters", ()):
            if value is not None:
                given = type(value).__name__
                raise TypeError(f"cannot assign '{given}' as parameter '{name}' (torch.nn.Parameter or None expected)")
            self._parameters[name] = None
        elif name in self.__dict__.get("_buffers", ()):
            self._buffers[name] = value
        elif name in self.__dict__.get("_modules", ()) and value is None:
            self._modules[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for table in ("_parameters", "_buffers", "_modules"):
            found = self.__dict__.get(table)
            if found is not None and name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                return
        object.__delattr__(self, name)

    def _forget(self, name: str) -> None:
        self.__dict__.pop(name, None)
        for table in (self._parameters, self._buffers, self._modules):
            table.pop(name, None)

    def register_parameter(self, name: str, param: Any) -> None:
        """Own a parameter under this name."""
        self._forget(name)
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Own a tensor that is no parameter but belongs to the state."""
        self._forget(name)
        self._buffers[name] = tensor
        if not persistent:
            self._transient.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Own a module under this name."""
        self._modules[name] = module
        if module is not None:
            object.__setattr__(module, "_scope", name)

    register_module = add_module

    # -- all of them ---------------------------------------------------------------------------------------------------

    def named_modules(self, memo: set[Module] | None = None, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all below it, each once."""
        seen = set() if memo is None else memo
        if self in seen:
            return
        seen.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(seen, f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        return ((name, module) for name, module in self._modules.items() if module is not None)

    def children(self) -> Iterator[Module]:
        return (module for _, module in self.named_children())

    def _named(self, table: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        for where, module in self.named_modules(prefix=prefix) if recurse else [(prefix, self)]:
            for name, value in getattr(module, table).items():
                if value is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{where}.{name}" if where else name), value

    def named_parameters(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Any]]:
        """Every parameter with its dotted name."""
        return self._named("_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Any]]:
        return self._named("_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_parameter(self, target: str) -> Any:
        return dict(self.named_parameters())[target]

    def state_dict(self) -> OrderedDict[str, Any]:
        """Everything that makes up the state, by name, detached but over the same memory."""
        found: OrderedDict[str, Any] = OrderedDict()
        for where, module in self.named_modules():
            own = {**module._parameters, **{n: b for n, b in module._buffers.items() if n not in module._transient}}
            for name, value in own.items():
                if value is not None:
                    found[f"{where}.{name}" if where else name] = value.detach()
        return found

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Copy a state into this module.

        Raises:
            RuntimeError: names are missing or unknown while ``strict``, or a shape differs.
        """
        own = self.state_dict()
        missing = [name for name in own if name not in state_dict]
        unknown = [name for name in state_dict if name not in own]
        problems = []
        if strict and unknown:
            problems.append(f"Unexpected key(s) in state_dict: {_quoted(unknown)}. ")
        if strict and missing:
            problems.append(f"Missing key(s) in state_dict: {_quoted(missing)}. ")
        for name, value in own.items():
            if name in state_dict and state_dict[name].shape != value.shape:
                problems.append(
                    f"size mismatch for {name}: copying a param with shape {state_dict[name].shape} from checkpoint, "
                    f"the shape in current model is {value.shape}."
                )
        if problems:
            lines = "\n\t".join(problems)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{lines}")
        with no_grad():
            for name, value in own.items():
                if name in state_dict:
                    value.copy_(state_dict[name])
        return _IncompatibleKeys(missing, unknown)

    def train(self, mode: bool = True) -> Module:
        """Behave as in training: dropout drops."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Behave as in use."""
        return self.train(False)

    def apply(self, fn: Callable[[Module], None]) -> Module:
        """Call a function on every module, the inner ones first."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        zero_gradients(self.parameters(), set_to_none)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Module:
        """Convert all floating point parameters and buffers."""
        dtype = kwargs.get("dtype") or next((one for one in args if isinstance(one, dtypes.dtype)), None)
        for one in args:
            if isinstance(one, (str, dtypes.device)):
                dtypes.device(one)
        if dtype is not None:
            for value in [*self.parameters(), *self.buffers()]:
                if value.dtype.is_floating_point:
                    value.data = value.data.to(dtype)
        return self

    def double(self) -> Module:
        return self.to(dtypes.float64)

    def float(self) -> Module:
        return self.to(dtypes.float32)

    def cpu(self) -> Module:
        return self

    def cuda(self, device: Any = None) -> Module:
        raise AssertionError("Torch not compiled with CUDA enabled")

    # -- print ---------------------------------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """What stands between the brackets."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = [f"({name}): {_indented(repr(module))}" for name, module in self._modules.items()]
        name = type(self).__name__
        if not lines:
            return f"{name}({extra})"
        inner = "\n  ".join([extra, *lines] if extra else lines)
        return f"{name}(\n  {inner}\n)"


class _IncompatibleKeys(tuple[list[str], list[str]]):
    """What ``load_state_dict`` could not place."""

    def __new__(cls, missing: list[str], unknown: list[str]) -> Any:
        return super().__new__(cls, (missing, unknown))

    @property
    def missing_keys(self) -> list[str]:
        return self[0]

    @property
    def unexpected_keys(self) -> list[str]:
        return self[1]

    def __repr__(self) -> str:
        if not self[0] and not self[1]:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self[0]}, unexpected_keys={self[1]})"


def zero_gradients(parameters: Any, set_to_none: bool) -> None:
    """Forget gradients, or set them to zero in place, as one update step."""
    tracer = events.tracer
    if tracer is None:
        _zero(parameters, set_to_none)
        return
    with tracer.update():
        _zero(parameters, set_to_none)


def _zero(parameters: Any, set_to_none: bool) -> None:
    for parameter in parameters:
        grad = getattr(parameter, "_gradient", None)
        if grad is None:
            continue
        if set_to_none:
            parameter.grad = None
        else:
            with no_grad():
                grad.detach_().zero_()


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")
