"""Whether operations are recorded: ``no_grad``, ``enable_grad``, ``set_grad_enabled`` and ``inference_mode``.

And the context in which numpy computes: silent, and recording nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import Context, ContextVar
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_inference: ContextVar[bool] = ContextVar("inference_mode", default=False)


_is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)
_quiet = Context()
"""A context in which numpy says nothing of inf and nan, as PyTorch doesn't: cheaper than errstate around each call."""
_quiet.run(np.seterr, all="ignore")
_quiet.run(enabled.set, False)
_quiet.run(_is_quiet.set, True)
run_quietly = _quiet.run
"""Calls a function in that context; raises RuntimeError where it is in use, as :func:`quietly` does not."""


def quietly(function: Callable[..., Any], *arrays: Any, **context: Any) -> Any:
    """What the function gives, with numpy silent about inf and nan and nothing recorded."""
    try:
        return run_quietly(function, *arrays, **context)
    except RuntimeError as error:
        if "cannot enter context" not in str(error):
            raise
        if _is_quiet.get():
            return function(*arrays, **context)
        # Another thread computes inside the context at this moment.
        return _quiet.copy().run(function, *arrays, **context)


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
