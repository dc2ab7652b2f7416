"""What all optimisers share: groups of parameters with their settings, a state for each, and forgetting gradients.

A subclass says what happens to one parameter (:meth:`Optimizer._move`); everything else is here. One's own optimiser
may instead write ``step`` itself, as in PyTorch.
"""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.graph.mode import enable_grad, set_grad_enabled
from tensorlab.graph.node import RemovableHandle, add_hook
from tensorlab.nn.modules.module import zero_gradients


class Required:
    """Stands for a setting that every group must bring along."""

    def __repr__(self) -> str:
        return "<required parameter>"


required: Any = Required()


class Optimizer:
    """The base of all optimisers."""

    _stepped = False
    """Whether a step has been taken: a scheduler that moves first says so."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"torch.{params.dtype.type_name}Tensor"
            )
        if defaults.get("foreach") and defaults.get("fused"):
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._hooks: dict[str, OrderedDict[int, Any]] = {}
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Parameters with settings of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        given = param_group["params"]
        if isinstance(given, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        group = {**param_group, "params": [given] if isinstance(given, Tensor) else list(given)}
        _take_names(group)
        for parameter in group["params"]:
            self._check(parameter)
        for name, default in self.defaults.items():
            if default is required and name not in group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            group.setdefault(name, default)
        self._check_once(group["params"])
        self.param_groups.append(group)

    def _check(self, parameter: Any) -> None:
        if not isinstance(parameter, Tensor):
            raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(parameter).__name__}")
        if not (self.defaults.get("differentiable") or parameter.is_leaf or parameter.retains_grad):
            raise ValueError("can't optimize a non-leaf Tensor")

    def _check_once(self, parameters: list[Any]) -> None:
        if len(set(parameters)) != len(parameters):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=4,
            )
        if not set(parameters).isdisjoint(self._parameters()):
            raise ValueError("some parameters appear in more than one parameter group")

    def _parameters(self) -> Iterable[Any]:
        return chain.from_iterable(group["params"] for group in self.param_groups)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        zero_gradients(self._parameters(), set_to_none)

    # -- a step -------------------------------------------------------------------------------------------------------

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient; ``closure`` computes the loss and the gradients anew before."""
        if type(self)._move is Optimizer._move:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with set_grad_enabled(bool(self.defaults.get("differentiable"))):
            for group in self.param_groups:
                settings = _numbers(group)
                for parameter in group["params"]:
                    grad = getattr(parameter, "_gradient", None)
                    if grad is not None:
                        self._move(parameter, -grad if group.get("maximize") else grad, settings)
        return loss

    def _move(self, parameter: Any, grad: Any, group: dict[str, Any]) -> None:
        """Change one parameter in place."""
        raise NotImplementedError

    def _state_of(self, parameter: Any, *names: str) -> dict[str, Any]:
        """What is remembered of a parameter; at first the count of steps, and zeros in its shape under ``names``."""
        state = self.state[parameter]
        if not state:
            state["step"] = parameter.new_zeros((), dtype=_step_dtype())
            for name in names:
                state[name] = parameter.detach().new_zeros(parameter.shape)
        state["step"] += 1
        return state

    # -- state --------------------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Settings and state, with parameters by number."""
        for hook in self._registered("state_dict_pre"):
            hook(self)
        numbers: dict[int, int] = {}
        for parameter in self._parameters():
            numbers.setdefault(id(parameter), len(numbers))
        groups = []
        for group in self.param_groups:
            kept = {key: value for key, value in group.items() if key != "params"}
            groups.append({**kept, "params": [numbers[id(p)] for p in group["params"]]})
        state = {numbers[id(p)] if isinstance(p, Tensor) else p: value for p, value in self.state.items()}
        found: dict[str, Any] = {"state": state, "param_groups": groups}
        for hook in self._registered("state_dict_post"):
            replaced = hook(self, found)
            found = found if replaced is None else replaced
        return found

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over settings and state.

        Raises:
            ValueError: its groups are not as many, or not as long, as the groups here.
        """
        for hook in self._registered("load_state_dict_pre"):
            replaced = hook(self, state_dict)
            state_dict = state_dict if replaced is None else replaced
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(old["params"]) != len(new["params"]) for old, new in zip(self.param_groups, saved, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        numbers = chain.from_iterable(group["params"] for group in saved)
        known = dict(zip(numbers, self._parameters(), strict=True))
        state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        for number, value in state_dict["state"].items():
            parameter = known.get(number)
            state[number if parameter is None else parameter] = _as_for(parameter, value)
        for old, new in zip(self.param_groups, saved, strict=True):
            new["params"] = old["params"]
            if "param_names" in old and "param_names" not in new:
                new["param_names"] = old["param_names"]
        self.state, self.param_groups = state, saved
        for hook in self._registered("load_state_dict_post"):
            hook(self)

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__.setdefault("_hooks", {})

    # -- hooks --------------------------------------------------------------------------------------------------------

    def _registered(self, kind: str) -> list[Callable[..., Any]]:
        return list(self._hooks.get(kind, {}).values())

    def _register(self, kind: str, hook: Callable[..., Any]) -> RemovableHandle:
        return add_hook(self._hooks.setdefault(kind, OrderedDict()), hook)

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(optimizer, args, kwargs)`` runs before each step; a pair that it returns replaces the arguments."""
        return self._register("step_pre", hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(optimizer, args, kwargs)`` runs after each step."""
        return self._register("step_post", hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(optimizer)`` runs before ``state_dict``."""
        return self._ordered("state_dict_pre", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(optimizer, state_dict)`` runs after ``state_dict``; a result replaces it."""
        return self._ordered("state_dict_post", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(optimizer, state_dict)`` runs before a state is taken over; a result replaces it."""
        return self._ordered("load_state_dict_pre", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """``hook(optimizer)`` runs after a state was taken over."""
        return self._ordered("load_state_dict_post", hook, prepend)

    def _ordered(self, kind: str, hook: Callable[..., Any], prepend: bool) -> RemovableHandle:
        handle = self._register(kind, hook)
        if prepend:
            self._hooks[kind].move_to_end(handle.id, last=False)
        return handle

    def __repr__(self) -> str:
        parts = []
        for number, group in enumerate(self.param_groups):
            lines = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            parts.append(f"\nParameter Group {number}\n" + "".join(lines))
        return f"{type(self).__name__} (" + "".join(parts) + ")"


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """Any optimiser's step, the user's own too: between its hooks, and told as one phase of training."""

    @functools.wraps(step)
    def stepped(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        for hook in self._registered("step_pre"):
            replaced = hook(self, args, kwargs)
            if replaced is not None:
                if not (isinstance(replaced, tuple) and len(replaced) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {replaced}."
                    )
                args, kwargs = replaced
        tracer = events.tracer
        if tracer is None:
            made = step(self, *args, **kwargs)
        else:
            with tracer.update():
                made = step(self, *args, **kwargs)
        self._stepped = True
        for hook in self._registered("step_post"):
            hook(self, args, kwargs)
        return made

    return stepped


Optimizer.step = _with_hooks(Optimizer.step)  # type: ignore[method-assign]


def _take_names(group: dict[str, Any]) -> None:
    """Parameters may come as pairs with their names."""
    named = [isinstance(one, tuple) for one in group["params"]]
    if not any(named):
        return
    if not all(named):
        raise ValueError("all optimizer params should be with/without names. Some param names are missing")
    group["param_names"] = [name for name, _ in group["params"]]
    group["params"] = [parameter for _, parameter in group["params"]]


def _step_dtype() -> Any:
    from tensorlab import dtypes

    return dtypes.float64 if dtypes.get_default_dtype() is dtypes.float64 else dtypes.float32


def _numbers(group: dict[str, Any]) -> dict[str, Any]:
    """The settings of a group, a learning rate that is a tensor read as its number."""
    rate = group.get("lr")
    return {**group, "lr": rate.item()} if isinstance(rate, Tensor) else group


def _as_for(parameter: Any, value: Any, key: str = "") -> Any:
    """A loaded state in the type of its parameter; the count of steps keeps its own."""
    if isinstance(value, Tensor):
        floats = parameter is not None and parameter.dtype.is_floating_point and key != "step"
        return value.to(parameter.dtype) if floats else value
    if isinstance(value, dict):
        return {name: _as_for(parameter, one, name) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_as_for(parameter, one) for one in value)
    return value


def decayed(parameter: Any, grad: Any, group: dict[str, Any]) -> Any:
    """The gradient of the loss with a penalty on large parameters."""
    return grad.add(parameter, alpha=group["weight_decay"]) if group["weight_decay"] else grad


def checked(name: str, value: Any) -> Any:
    """A setting that must not be negative."""
    if isinstance(value, Tensor) and value.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if value < 0.0:
        raise ValueError(f"Invalid {name}: {value}")
    return value


def checked_betas(betas: Any) -> Any:
    """Two factors of running means, each at least 0 and below 1."""
    for place, beta in enumerate(betas):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"Invalid beta parameter at index {place}: {beta}")
    return betas
