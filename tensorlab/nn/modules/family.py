"""Layers that differ in a number alone share their methods, and each answers in its own name: a ``Conv2d`` made without
its kernel size says ``Conv2d.__init__() missing 1 required positional argument``, whichever base holds the method."""

from __future__ import annotations

from types import FunctionType
from typing import Any, ClassVar


class Family:
    """A base of several layers.

    Attributes:
        handed_down: the methods that the classes made directly from this one get under their own name.
    """

    handed_down: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in cls.__bases__:
            for name in vars(base).get("handed_down", ()):
                if name not in vars(cls):
                    setattr(cls, name, _renamed(getattr(cls, name), f"{cls.__name__}.{name}"))


def _renamed(method: FunctionType, qualified_name: str) -> FunctionType:
    """The same code under another name, by which Python's own errors call it."""
    copy = FunctionType(method.__code__, method.__globals__, method.__name__, method.__defaults__, method.__closure__)
    copy.__kwdefaults__, copy.__annotations__ = method.__kwdefaults__, method.__annotations__
    copy.__doc__, copy.__qualname__ = method.__doc__, qualified_name
    return copy
