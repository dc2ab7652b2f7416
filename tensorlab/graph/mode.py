"""Whether operations are recorded: ``no_grad``, ``enable_grad``, ``set_grad_enabled`` and ``inference_mode``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_inference: ContextVar[bool] = ContextVar("inference_mode", default=False)


def is_grad_enabled() -> bool:
    """Whether operations on tensors that require a gradient are recorded now."""
    return enabled.get()


def is_inference_mode_enabled() -> bool:
    return _inference.get()


class set_grad_enabled:
    """Switch recording on or off: as a function at once, as a context manager or decorator for a while."""

    def __init__(self, mode: bool) -> None:
        self._before = [enabled.get()]
        self.mode = bool(mode)
        enabled.set(self.mode)

    def __enter__(self) -> None:
        enabled.set(self.mode)

    def __exit__(self, *exception: object) -> None:
        enabled.set(self._before[-1])

    def __call__(self, function: F) -> F:
        enabled.set(self._before[-1])
        return _decorated(function, lambda: set_grad_enabled(self.mode))


class _Switch:
    """A context manager and decorator that sets the mode inside its block."""

    mode = True

    def __init__(self, function: Any = None) -> None:
        self._before: list[bool] = []

    def __new__(cls, function: Any = None, **_: Any) -> Any:
        # ``@torch.no_grad`` without brackets decorates, too.
        if callable(function):
            return _decorated(function, cls)
        return super().__new__(cls)

    def __enter__(self) -> None:
        self._before.append(enabled.get())
        enabled.set(self.mode)

    def __exit__(self, *exception: object) -> None:
        enabled.set(self._before.pop())

    def __call__(self, function: F) -> F:
        return _decorated(function, type(self))


class no_grad(_Switch):
    """Operations inside are not recorded: their results have ``requires_grad`` False and no ``grad_fn``."""

    mode = False


class enable_grad(_Switch):
    """Operations inside are recorded, even within ``no_grad``."""

    mode = True


class inference_mode:
    """Like ``no_grad``, and tensors made inside can never take part in a graph."""

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((enabled.get(), _inference.get()))
        enabled.set(not self.mode)
        _inference.set(self.mode)

    def __exit__(self, *exception: object) -> None:
        before, inference = self._before.pop()
        enabled.set(before)
        _inference.set(inference)

    def __call__(self, function: F) -> F:
        return _decorated(function, lambda: inference_mode(self.mode))


def _decorated(function: F, switch: Callable[[], Any]) -> F:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with switch():
            return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]
