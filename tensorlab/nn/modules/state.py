"""A module's state as a dictionary of names and tensors: collecting it, and loading it with a full account of what
does not fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from tensorlab._tensor import Tensor
from tensorlab.graph.mode import no_grad
from tensorlab.nn.parameter import Parameter, is_lazy

NO_EXTRA = (
    "Reached a code path in Module.{}() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)
_EXTRA = "_extra_state"


class StateDict(OrderedDict[str, Any]):
    """Names and tensors, with the version of each module in ``_metadata``."""

    _metadata: OrderedDict[str, Any]

    def __reduce__(self) -> Any:
        return type(self), (list(self.items()),), {"_metadata": self._metadata}

    def __repr__(self) -> str:
        return f"OrderedDict({list(self.items())!r})" if self else "OrderedDict()"


class _Keys(NamedTuple):
    missing_keys: list[str]
    unexpected_keys: list[str]


class _IncompatibleKeys(_Keys):
    """What ``load_state_dict`` could not place."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    __str__ = __repr__


def _has_extra(module: Any, name: str) -> bool:
    from tensorlab.nn.modules.module import Module

    return getattr(type(module), name) is not getattr(Module, name)


# -- collecting -----------------------------------------------------------------------------------------------------


def collect(module: Any, destination: Any, prefix: str, keep_vars: bool) -> Any:
    """The state of a module and of all below it."""
    if destination is None:
        destination = StateDict()
        destination._metadata = OrderedDict()
    versions = {"version": module._version}
    if hasattr(destination, "_metadata"):
        destination._metadata[prefix[:-1]] = versions
    for hook in module._hooks.state_pre.values():
        hook(module, prefix, keep_vars)
    module._save_to_state_dict(destination, prefix, keep_vars)
    for name, child in module._modules.items():
        if child is not None:
            child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
    for hook in module._hooks.state_post.values():
        hook(module, destination, prefix, versions)
    return destination


def persistent(module: Any) -> dict[str, Any]:
    """The module's own tensors that belong to its state."""
    transient = module._non_persistent_buffers_set
    own = {**module._parameters, **{n: b for n, b in module._buffers.items() if n not in transient}}
    return {name: value for name, value in own.items() if value is not None}


def save_own(module: Any, destination: Any, prefix: str, keep_vars: bool) -> None:
    """Put the module's own tensors into ``destination``."""
    for name, value in persistent(module).items():
        destination[prefix + name] = value if keep_vars or is_lazy(value) else value.detach()
    if _has_extra(module, "get_extra_state"):
        destination[prefix + _EXTRA] = module.get_extra_state()


# -- loading --------------------------------------------------------------------------------------------------------


def load(module: Any, given: Any, strict: bool, assign: bool) -> _IncompatibleKeys:
    """Copy a state into a module and all below it, then say all that went wrong at once."""
    if not isinstance(given, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(given)}.")
    missing: list[str] = []
    unexpected: list[str] = []
    problems: list[str] = []
    metadata = getattr(given, "_metadata", None)
    rest = OrderedDict(given)
    result = _IncompatibleKeys(missing, unexpected)

    def visit(one: Any, prefix: str) -> None:
        versions: dict[str, Any] = {} if metadata is None else dict(metadata.get(prefix[:-1], {}))
        if assign:
            versions["assign_to_params_buffers"] = True
        one._load_from_state_dict(rest, prefix, versions, True, missing, unexpected, problems)
        for name, child in one._modules.items():
            if child is not None:
                visit(child, f"{prefix}{name}.")
        for hook in one._hooks.load_post.values():
            hook(one, result)

    visit(module, "")
    if strict and unexpected:
        problems.insert(0, f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
    if strict and missing:
        problems.insert(0, f"Missing key(s) in state_dict: {_quoted(missing)}. ")
    if problems:
        lines = "\n\t".join(problems)
        raise RuntimeError(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{lines}")
    return result


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def load_own(
    module: Any,
    given: Any,
    prefix: str,
    metadata: Any,
    strict: bool,
    missing: list[str],
    unexpected: list[str],
    problems: list[str],
) -> None:
    """Copy what belongs to this module itself, and note what does not fit."""
    for hook in module._hooks.load_pre.values():
        hook(module, given, prefix, metadata, strict, missing, unexpected, problems)
    assign = metadata.get("assign_to_params_buffers", False)
    own = persistent(module)
    for name, value in own.items():
        if prefix + name in given:
            problem = _fill(module, name, value, given[prefix + name], prefix + name, assign)
            if problem:
                problems.append(problem)
        else:
            missing.append(prefix + name)
    if _has_extra(module, "set_extra_state"):
        if prefix + _EXTRA in given:
            module.set_extra_state(given[prefix + _EXTRA])
        else:
            missing.append(prefix + _EXTRA)
    elif prefix + _EXTRA in given:
        unexpected.append(prefix + _EXTRA)
    unexpected += [key for key in given if key.startswith(prefix) and not _is_known(module, own, key[len(prefix) :])]


def _is_known(module: Any, own: dict[str, Any], key: str) -> bool:
    head, dot, _ = key.partition(".")
    return head in module._modules if dot else head in own or head == _EXTRA


def _fill(module: Any, name: str, value: Any, new: Any, key: str, assign: bool) -> str:
    """Put a value into one of the module's tensors; what went wrong, or nothing."""
    if not isinstance(new, Tensor):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint '
            f"but received {type(new)}"
        )
    if is_lazy(value):
        value.materialize(new.shape)
    if new.shape != value.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {new.shape!r} from checkpoint, the shape in current "
            f"model is {value.shape!r}."
        )
    with no_grad():
        if not assign:
            value.copy_(new)
        elif isinstance(value, Parameter):
            setattr(module, name, new if isinstance(new, Parameter) else Parameter(new, value.requires_grad))
        else:
            setattr(module, name, new)
    return ""
