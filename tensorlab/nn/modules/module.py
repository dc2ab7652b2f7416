"""``Module``: parameters, buffers and submodules under their names, and what one does with all of them at once.

A module is a tree: its own tensors in ``_parameters`` and ``_buffers``, its parts in ``_modules``. Nearly everything
here is a walk over that tree. Reading and writing states is in :mod:`tensorlab.nn.modules.state`, hooks that look at
gradients in :mod:`tensorlab.nn.modules.hooks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tensorlab import dtypes, events
from tensorlab._tensor import Tensor
from tensorlab.graph.mode import no_grad
from tensorlab.graph.node import RemovableHandle, add_hook
from tensorlab.nn.modules import state as states
from tensorlab.nn.modules.hooks import EVERYWHERE, BackwardHook, HookTables
from tensorlab.nn.parameter import Buffer, Parameter, is_lazy
from tensorlab.ops.creation import empty, empty_like
from tensorlab.settings import typename


class Module:
    """The base of layers and models: assign parameters and modules as attributes, write ``forward``, call it."""

    training: bool
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]
    _hooks: HookTables
    _scope: str = ""
    _version = 1

    def __init__(self) -> None:
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _modules={},
            _hooks=HookTables(),
        )

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; every subclass writes its own."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # -- calling -------------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        tracer = events.tracer
        if tracer is None:
            return self._call(args, kwargs)
        with tracer.inside(self._scope or type(self).__name__):
            return self._call(args, kwargs)

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        hooks = self.__dict__.get("_hooks")
        if EVERYWHERE.used and EVERYWHERE.any:
            hooks = EVERYWHERE if hooks is None else hooks.after(EVERYWHERE)
        if hooks is None or not hooks.any:
            return self.forward(*args, **kwargs)
        result = None
        pending = [key for key in hooks.forward if key in hooks.always]
        try:
            args, kwargs = self._before(hooks, args, kwargs)
            watch = BackwardHook(self, hooks) if hooks.backward or hooks.backward_pre else None
            if watch is not None:
                args = watch.take_in(args)
            result = self.forward(*args, **kwargs)
            for key, hook in list(hooks.forward.items()):
                if key in pending:
                    pending.remove(key)
                result = _replaced(result, _run_hook(hook, key in hooks.with_kwargs, self, args, kwargs, result))
        except Exception:
            for key in pending:
                _run_hook(hooks.forward[key], key in hooks.with_kwargs, self, args, kwargs, result)
            raise
        return result if watch is None else watch.let_out(result)

    def _before(self, hooks: HookTables, args: Any, kwargs: Any) -> tuple[Any, Any]:
        for key, hook in list(hooks.forward_pre.items()):
            if key in hooks.with_kwargs:
                replaced = hook(self, args, kwargs)
                if replaced is not None:
                    if not isinstance(replaced, tuple) or len(replaced) != 2:
                        raise RuntimeError(
                            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
                            f"{replaced}."
                        )
                    args, kwargs = replaced
            else:
                replaced = hook(self, args)
                if replaced is not None:
                    args = replaced if isinstance(replaced, tuple) else (replaced,)
        return args, kwargs

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """``hook(module, args)`` runs before ``forward``; a result replaces the arguments."""
        return self._hooks.add("forward_pre", hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """``hook(module, args, output)`` runs after ``forward``; a result replaces the output."""
        handle = self._hooks.add("forward", hook, prepend, with_kwargs)
        if always_call:
            self._hooks.always.add(handle.id)
        return handle

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(module, grad_output)`` runs when the output's gradient is known; a result replaces it."""
        return self._hooks.add("backward_pre", hook, prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(module, grad_input, grad_output)`` runs when the input's gradient is known; a result replaces it."""
        return self._hooks.add("backward", hook, prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The old name of :meth:`register_full_backward_hook`."""
        return self.register_full_backward_hook(hook)

    @property
    def _forward_pre_hooks(self) -> Any:
        return self._hooks.forward_pre

    @property
    def _forward_hooks(self) -> Any:
        return self._hooks.forward

    @property
    def _backward_hooks(self) -> Any:
        return self._hooks.backward

    # -- attributes ----------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        if isinstance(value, (Parameter, Module)) and "_parameters" not in own:
            kind = "parameters" if isinstance(value, Parameter) else "module"
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if isinstance(value, Parameter):
            self._forget(name, self._parameters)
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            self._forget(name, self._modules)
            if EVERYWHERE.used:
                value = EVERYWHERE.registered("module", self, name, value)
            self._modules[name] = value
            value.__dict__["_scope"] = name
        elif name in own.get("_parameters", ()):
            _check_kind(value, name, "parameter", "torch.nn.Parameter or None", type(None))
            self._parameters[name] = None
        elif name in own.get("_modules", ()):
            _check_kind(value, name, "child module", "torch.nn.Module or None", type(None))
            self._modules[name] = None
        elif name in own.get("_buffers", ()):
            _check_kind(value, name, "buffer", "torch.nn.Buffer, torch.Tensor or None", (Tensor, type(None)))
            self._buffers[name] = value
        elif isinstance(value, Buffer):
            self._forget(name, self._buffers)
            self.register_buffer(name, value, value.persistent)
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
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = [*super().__dir__(), *self._parameters, *self._buffers, *self._modules]
        return sorted({name for name in names if not name[:1].isdigit()})

    def _forget(self, name: str, kept: dict[str, Any]) -> None:
        """Let go of what had this name, except in one table, where a new value then takes its place in the order."""
        self.__dict__.pop(name, None)
        for table in (self._parameters, self._buffers, self._modules):
            if table is not kept:
                table.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _check_name(self, name: Any, kind: str, table: dict[str, Any]) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {type(name).__name__}")
        if "." in name:
            got = f", got: {name}" if kind == "module" else ""
            raise KeyError(f'{kind} name can\'t contain "."{got}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if hasattr(self, name) and name not in table:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Any) -> None:
        """Own a parameter, or the place of one, under this name."""
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name(name, "parameter", self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_kind(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To "
                f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        if EVERYWHERE.used:
            param = EVERYWHERE.registered("parameter", self, name, param)
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Own a tensor that is no parameter but belongs to the state."""
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name(name, "buffer", self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_kind(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        if EVERYWHERE.used:
            tensor = EVERYWHERE.registered("buffer", self, name, tensor)
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Own a module under this name."""
        if not isinstance(module, Module) and module is not None:
            name = typename(module) if hasattr(module, "__qualname__") else type(module).__name__
            raise TypeError(f"{name} is not a Module subclass")
        self._check_name(name, "module", self._modules)
        if EVERYWHERE.used:
            module = EVERYWHERE.registered("module", self, name, module)
        self._modules[name] = module
        if module is not None:
            module.__dict__["_scope"] = name

    def register_module(self, name: str, module: Module | None) -> None:
        """Another name of :meth:`add_module`."""
        self.add_module(name, module)

    # -- by name -------------------------------------------------------------------------------------------------------

    def get_submodule(self, target: str) -> Module:
        """The module of a dotted name, ``"encoder.0"``.

        Raises:
            AttributeError: there is none, or it is something else.
        """
        found = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise AttributeError(f"{type(found).__name__} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return found

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put another module in the place of a dotted name; ``strict`` demands that there is one already."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        path, _, name = target.rpartition(".")
        if strict and not hasattr(self.get_submodule(path), name):
            raise AttributeError(f"{type(self.get_submodule(path)).__name__} has no attribute `{name}`")
        setattr(self.get_submodule(path), name, module)

    def _get(self, target: str, table: str, words: str) -> Any:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        if name not in getattr(module, table):
            raise AttributeError(f"`{name}` is not {words}")
        return getattr(module, name)

    def get_parameter(self, target: str) -> Any:
        """The parameter of a dotted name."""
        return self._get(target, "_parameters", "an nn.Parameter")

    def get_buffer(self, target: str) -> Any:
        """The buffer of a dotted name."""
        return self._get(target, "_buffers", "a buffer")

    # -- all of them ---------------------------------------------------------------------------------------------------

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, each once."""
        seen = set() if memo is None else memo
        if self in seen:
            return
        if remove_duplicate:
            seen.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(seen, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Its direct parts, with their names."""
        seen: set[Module] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """Its direct parts."""
        for _, module in self.named_children():
            yield module

    def _named(self, table: str, prefix: str, recurse: bool, unique: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        places = self.named_modules(prefix=prefix, remove_duplicate=unique) if recurse else [(prefix, self)]
        for where, module in places:
            for name, value in getattr(module, table).items():
                if value is not None and id(value) not in seen:
                    if unique:
                        seen.add(id(value))
                    yield (f"{where}.{name}" if where else name), value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every parameter with its dotted name."""
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Every parameter, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every buffer with its dotted name."""
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Every buffer, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def train(self, mode: bool = True) -> Any:
        """Behave as in training: dropout drops."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Any:
        """Behave as in use."""
        return self.train(False)

    def apply(self, fn: Callable[[Module], None]) -> Any:
        """Call a function on every module, the inner ones first."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        zero_gradients(self.parameters(), set_to_none)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Ask for the gradients of all parameters, or no longer: that freezes them."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    # -- types -------------------------------------------------------------------------------------------------------

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Any:
        """Replace the memory of all parameters, gradients and buffers by what ``fn`` makes of it."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is None:
                continue
            with no_grad():
                parameter.data = fn(parameter)
                if parameter.grad is not None:
                    parameter.grad = fn(parameter.grad).detach().requires_grad_(parameter.grad.requires_grad)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """Convert all floating point parameters and buffers."""
        asked = kwargs.get("dtype")
        for one in args:
            if isinstance(one, (str, dtypes.device)):
                dtypes.check_device(one)
            else:
                asked = one.dtype if isinstance(one, Tensor) else one
        dtype = dtypes.chosen("to", asked)
        if kwargs.get("device") is not None:
            dtypes.check_device(kwargs["device"])
        if dtype is None:
            return self
        if dtype.is_complex:
            raise dtypes.absent(dtype.name)
        if not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._convert(dtype)

    def _convert(self, dtype: dtypes.dtype) -> Any:
        return self._apply(lambda one: one.to(dtype) if one.dtype.is_floating_point and not is_lazy(one) else one)

    def type(self, dst_type: Any) -> Any:
        """Convert all parameters and buffers."""
        return self._apply(lambda one: one.type(dst_type))

    def double(self) -> Any:
        return self._convert(dtypes.float64)

    def float(self) -> Any:
        return self._convert(dtypes.float32)

    def half(self) -> Any:
        return self._convert(dtypes.float16)

    def bfloat16(self) -> Any:
        return self._convert(dtypes.bfloat16)

    def cpu(self) -> Any:
        """The module itself: its memory is the computer's already."""
        return self

    def cuda(self, device: Any = None) -> Any:
        """Raise as PyTorch does without CUDA."""
        raise AssertionError("Torch not compiled with CUDA enabled")

    def to_empty(self, *, device: Any, recurse: bool = True) -> Any:
        """Give all tensors fresh memory."""
        dtypes.check_device(device)
        return self._apply(lambda one: empty_like(one), recurse)

    def share_memory(self) -> Any:
        """The module itself: threads share all memory."""
        return self

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Accepted for scripts that ask for it; nothing is compiled."""

    # -- state ---------------------------------------------------------------------------------------------------------

    def state_dict(self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """Everything that makes up the state, by name, detached but over the same memory."""
        return states.collect(self, destination, prefix, keep_vars)

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Copy a state into this module; with ``assign`` take its tensors instead.

        Raises:
            RuntimeError: names are missing or unknown while ``strict``, or a shape differs.
        """
        return states.load(self, state_dict, strict, assign)

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        states.save_own(self, destination, prefix, keep_vars)

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: Any,
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        states.load_own(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)

    def get_extra_state(self) -> Any:
        """What else belongs to the state; a subclass that has something writes this and :meth:`set_extra_state`."""
        raise RuntimeError(states.NO_EXTRA.format("get_extra_state"))

    def set_extra_state(self, state: Any) -> None:
        """Take back what :meth:`get_extra_state` gave."""
        raise RuntimeError(states.NO_EXTRA.format("set_extra_state"))

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, prefix, keep_vars)`` runs before the state is collected."""
        return add_hook(self._hooks.state_pre, hook)

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, state_dict, prefix, local_metadata)`` runs after the state is collected."""
        return add_hook(self._hooks.state_post, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, state_dict, prefix, …)`` runs before a state is loaded, and may change it."""
        return add_hook(self._hooks.load_pre, hook)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(module, incompatible_keys)`` runs after a state is loaded."""
        return add_hook(self._hooks.load_post, hook)

    # -- print ---------------------------------------------------------------------------------------------------------

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What stands between the brackets."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        above = extra.split("\n") if extra else []
        parts = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        return framed(self._get_name(), above, parts)


def framed(name: str, above: list[str], parts: list[str]) -> str:
    """``Name(…)`` on one line where that is enough, else a line for each part."""
    if not parts and len(above) < 2:
        return f"{name}({''.join(above)})"
    return f"{name}(\n  " + "\n  ".join([*above, *parts]) + "\n)"


def indented(text: str) -> str:
    """All lines but the first, moved to the right."""
    return text.replace("\n", "\n  ")


def _kind(value: Any) -> str:
    return f"torch.{value.dtype.type_name}Tensor" if isinstance(value, Tensor) else type(value).__name__


def _check_kind(value: Any, name: str, place: str, wanted: str, allowed: Any) -> None:
    if not isinstance(value, allowed):
        raise TypeError(f"cannot assign '{_kind(value)}' as {place} '{name}' ({wanted} expected)")


def _run_hook(hook: Any, with_kwargs: bool, module: Module, args: Any, kwargs: Any, result: Any) -> Any:
    return hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)


def _replaced(result: Any, replacement: Any) -> Any:
    return result if replacement is None else replacement


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
                (grad.detach_() if grad.grad_fn is not None else grad.requires_grad_(False)).zero_()


def new_parameter(*size: int, dtype: Any = None, device: Any = None) -> Any:
    """A parameter of this size, not yet filled."""
    if device is not None:
        dtypes.check_device(device)
    return Parameter(empty(*size, dtype=dtype))


# -- hooks of all modules ---------------------------------------------------------------------------------------------


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, args)`` runs before the ``forward`` of every module, ahead of its own hooks."""
    return EVERYWHERE.add("forward_pre", hook)


def register_module_forward_hook(
    hook: Callable[..., Any], *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """``hook(module, args, output)`` runs after the ``forward`` of every module, ahead of its own hooks."""
    handle = EVERYWHERE.add("forward", hook, with_kwargs=with_kwargs)
    if always_call:
        EVERYWHERE.always.add(handle.id)
    return handle


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, grad_output)`` runs for every module when its output's gradient is known."""
    return EVERYWHERE.add("backward_pre", hook)


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, grad_input, grad_output)`` runs for every module when its input's gradient is known."""
    return EVERYWHERE.add("backward", hook)


def register_module_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """The old name of :func:`register_module_full_backward_hook`."""
    return register_module_full_backward_hook(hook)


def register_module_parameter_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, name, parameter)`` runs when a module comes to own one; a result takes its place."""
    return EVERYWHERE.add("parameter_registration", hook)


def register_module_buffer_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, name, buffer)`` runs when a module comes to own one; a result takes its place."""
    return EVERYWHERE.add("buffer_registration", hook)


def register_module_module_registration_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """``hook(module, name, submodule)`` runs when a module comes to own one; a result takes its place."""
    return EVERYWHERE.add("module_registration", hook)
