"""Tensors of the user's own classes keep their class through operations, and may decide what operations do.

That is PyTorch's protocol: an operation that meets such a tensor asks its class, through ``__torch_function__``. Its
default runs the operation and gives the result the class. The first class that a user derives from ``Tensor`` sets
this up; until then no operation knows of it, and plain tensors never pay for it.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tensorlab
from tensorlab import methods
from tensorlab._tensor import Tensor
from tensorlab.graph.mode import is_grad_enabled
from tensorlab.ops import shape

_off = 0
"""How many blocks are open in which no class is asked."""
_is_set_up = False

_VIEWS_OF_ITSELF = ("T", "mT", "H", "mH", "data", "real")
_OWN_METHODS = ("detach", "detach_", "requires_grad_")
_UNASKED = frozenset({"__array__", "is_floating_point", "backward", "_is_view", "is_set_to", "type"})


class DisableTorchFunctionSubclass:
    """Inside the block, tensors of all classes are treated as plain ones."""

    def __enter__(self) -> None:
        global _off
        _off += 1

    def __exit__(self, *exception: object) -> None:
        global _off
        _off -= 1


def _is_users(kind: type) -> bool:
    """Whether a class is to be asked: one that a user derived, or one that a user taught the protocol."""
    return "_is_asked" in kind.__dict__ or any("_is_asked" in base.__dict__ for base in kind.__mro__)


def _arguments(args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[Any]:
    """All arguments, and what is in lists of them."""
    for one in [*args, *kwargs.values()]:
        if isinstance(one, (list, tuple)):
            yield from one
        else:
            yield one


def _kinds(args: Sequence[Any], kwargs: dict[str, Any]) -> list[type]:
    """The classes to ask, each once, derived ones before their bases."""
    found: list[type] = []
    for one in _arguments(args, kwargs):
        kind = type(one)
        if kind not in found and isinstance(one, Tensor) and _is_users(kind):
            place = next((i for i, other in enumerate(found) if issubclass(kind, other)), len(found))
            found.insert(place, kind)
    return found


def dispatch(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the classes of the arguments make of a call, or the plain call where there are none to ask."""
    kinds = [] if _off else _kinds(args, kwargs)
    if not kinds:
        return function(*args, **kwargs)
    for kind in kinds:
        result = kind.__torch_function__(function, tuple(kinds), args, kwargs or None)  # type: ignore[attr-defined]
        if result is not NotImplemented:
            return result
    raise TypeError(
        f"Multiple dispatch failed for 'torch.{function.__name__}'; all __torch_function__ handlers returned "
        "NotImplemented:\n\n"
        + "\n".join(f"  - tensor subclass {kind}" for kind in kinds)
        + "\n\nFor more information, try re-running with TORCH_LOGS=not_implemented"
    )


def default(
    cls: type, func: Callable[..., Any], types: Sequence[type], args: Sequence[Any] = (), kwargs: Any = None
) -> Any:
    """Run the operation and give its results the class, unless another class among the arguments is no base of it."""
    if not all(issubclass(cls, kind) for kind in types):
        return NotImplemented
    with DisableTorchFunctionSubclass():
        return _as(cls, func(*args, **(kwargs or {})))


def _as(cls: type, result: Any) -> Any:
    if isinstance(result, Tensor):
        return result if isinstance(result, cls) else as_subclass(result, cls)
    if isinstance(result, tuple):
        return tuple.__new__(type(result), [_as(cls, one) for one in result])
    return [_as(cls, one) for one in result] if isinstance(result, list) else result


def as_subclass(self: Any, cls: type[Any]) -> Any:
    """The same tensor as an instance of a subclass; its gradient goes on to this one."""
    if self._edge is None or not is_grad_enabled():
        return self._seen_as(cls)
    with DisableTorchFunctionSubclass():
        made = shape.alias(self)
    made.__class__ = cls
    return made


# -- setting up -------------------------------------------------------------------------------------------------------


def _asking(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function, asking the classes of its arguments first."""
    is_operator = name.startswith("__")

    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            return dispatch(function, args, kwargs)
        except TypeError as error:
            if is_operator and str(error).startswith("Multiple dispatch failed"):
                return NotImplemented
            raise

    functools.update_wrapper(asked, function, ("__doc__",), ())
    asked.__name__ = name
    return asked


def _named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """What a class is told that was called: ``add`` for ``+``."""
    plain = name.strip("_")
    spelled = _OPERATORS.get(plain, name)
    if getattr(function, "__name__", "") == spelled:
        return function

    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    called.__name__ = spelled
    return called


_OPERATORS = {
    "iadd": "add_",
    "imul": "mul_",
    "invert": "bitwise_not",
    "and": "bitwise_and",
    "isub": "sub_",
    "mod": "remainder",
    "or": "bitwise_or",
    "radd": "add",
    "rmul": "mul",
    "truediv": "div",
    "xor": "bitwise_xor",
    **{name: name for name in ("add", "sub", "mul", "matmul", "pow", "neg", "abs", "eq", "ne", "lt", "le", "gt", "ge")},
}
"""The operation behind an operator, where it is not of the same name."""


def take_in(cls: type[Any]) -> None:
    """A user has derived a class from ``Tensor``: from now on its operations ask it."""
    global _is_set_up
    type.__setattr__(cls, "_is_asked", True)
    type.__setattr__(cls, "printed_as", cls.__name__)
    if not _is_set_up:
        _is_set_up = True
        _set_up_functions()
    if Tensor not in cls.__bases__:
        return
    names = {*methods.METHODS, *methods.ATTACHED, *_OWN_METHODS} - _UNASKED - cls.__dict__.keys()
    for name in names:
        method = getattr(Tensor, name, None)
        if callable(method):
            type.__setattr__(cls, name, _asking(_named(method, name), name))
    for name in set(_VIEWS_OF_ITSELF) - cls.__dict__.keys():
        type.__setattr__(cls, name, _asking_property(name))


def _asking_property(name: str) -> property:
    plain: property = getattr(Tensor, name)

    def get(self: Any) -> Any:
        assert plain.fget is not None, "each of these can be read"
        return dispatch(_named(plain.fget, name), (self,), {})

    return property(get, plain.fset)


def _set_up_functions() -> None:
    """``torch.add``, ``torch.nn.functional.relu`` … ask, too."""
    for name in methods.OPERATIONS:
        setattr(tensorlab, name, _asking(_named(getattr(tensorlab, name), name), name))
    functional = importlib.import_module("tensorlab.nn.functional")
    for name, function in list(vars(functional).items()):
        if callable(function) and not name.startswith("_") and not isinstance(function, type):
            setattr(functional, name, _asking(_named(function, name), name))
