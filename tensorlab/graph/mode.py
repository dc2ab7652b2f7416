"""Whether operations are recorded: ``no_grad``, ``enable_grad``, ``set_grad_enabled`` and ``inference_mode``.

And the context in which numpy computes: silent, and recording nothing.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from contextvars import Context, ContextVar
from threading import get_ident
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


deriving: set[int] = set()
"""The threads that run rules of derivatives on tensors now."""


def is_deriving() -> bool:
    """Whether this thread does: numbers then have nodes of their own, as in PyTorch's rules, which no user writes."""
    return bool(deriving) and get_ident() in deriving


class _Switch:
    """A mode for a while: as a context manager, or as a decorator of functions, of generators and of classes."""

    def __init__(self) -> None:
        self._before: list[Any] = []

    def __enter__(self) -> None:
        self._before.append(enabled.get())
        enabled.set(self._mode())

    def __exit__(self, *exception: object) -> None:
        enabled.set(self._before.pop())

    def _mode(self) -> bool:
        raise NotImplementedError

    def clone(self) -> _Switch:
        """One of the same kind, for each call of what is decorated."""
        return type(self)()

    def __call__(self, function: F) -> F:
        decorated: F = _decorated(function, self.clone)
        return decorated


class _Plain(_Switch):
    """A switch without settings, which decorates without brackets, too: ``@torch.no_grad``."""

    def __new__(cls, function: Any = None) -> Any:
        return super().__new__(cls) if function is None else _decorated(function, cls)

    def __init__(self, function: Any = None) -> None:
        super().__init__()


class no_grad(_Plain):
    """Operations inside are not recorded: their results have ``requires_grad`` False and no ``grad_fn``."""

    def _mode(self) -> bool:
        return False


class enable_grad(_Plain):
    """Operations inside are recorded, even within ``no_grad``."""

    def _mode(self) -> bool:
        return not _inference.get()


class set_grad_enabled(_Switch):
    """Switch recording on or off: as a function at once, as a context manager or decorator for a while."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        if not isinstance(mode, (bool, int)):
            raise TypeError(f"set_grad_enabled(): argument 'mode' must be bool, not {type(mode).__name__}")
        self._first: bool = enabled.get()
        self.mode = bool(mode)
        enabled.set(self.mode)

    def __enter__(self) -> None:
        enabled.set(self.mode)

    def __exit__(self, *exception: object) -> None:
        enabled.set(self._first)

    def __call__(self, function: F) -> F:
        # As a decorator it has changed nothing yet.
        enabled.set(self._first)
        return super().__call__(function)

    def clone(self) -> set_grad_enabled:
        return set_grad_enabled(self.mode)

    def __repr__(self) -> str:
        return f"{type(self).__module__}.{type(self).__qualname__}(mode={self.mode})"


class inference_mode(_Switch):
    """Like ``no_grad``, and tensors made inside can never take part in a graph."""

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls) if isinstance(mode, bool) else _decorated(mode, cls)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode = mode

    def __enter__(self) -> None:
        self._before.append((enabled.get(), _inference.get()))
        enabled.set(not self.mode)
        _inference.set(self.mode)
        if self.mode:
            for entered in on_inference:
                entered()

    def __exit__(self, *exception: object) -> None:
        before, inference = self._before.pop()
        enabled.set(before)
        _inference.set(inference)

    def clone(self) -> inference_mode:
        return inference_mode(self.mode)


on_inference: list[Callable[[], None]] = []
"""Called whenever inference mode is entered: what marks the tensors made inside."""

inference_tensors: dict[int, Any] = {}
"""References to the tensors made in inference mode that are alive."""


def is_inference(tensor: Any) -> bool:
    """Whether it was made in inference mode."""
    return bool(inference_tensors) and "_inference" in tensor.__dict__


def _decorated(decorated: Any, switch: Callable[[], Any]) -> Any:
    """A function under a mode; a generator is under it whenever its own code runs, and not in between."""
    if inspect.isclass(decorated):
        warnings.warn(
            "Decorating classes is deprecated and will be disabled in future versions. You should only decorate "
            "functions or methods. To preserve the current behavior of class decoration, you can directly decorate "
            "the `__init__` method and nothing else.",
            FutureWarning,
            stacklevel=3,
        )
        return functools.wraps(decorated, updated=())(_under(decorated, switch))
    if inspect.isgeneratorfunction(decorated):
        return functools.wraps(decorated)(_generator_under(decorated, switch))
    return functools.wraps(decorated)(_under(decorated, switch))


def _under(function: Callable[..., Any], switch: Callable[[], Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with switch():
            return function(*args, **kwargs)

    return wrapper


def _generator_under(function: Callable[..., Any], switch: Callable[[], Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        generator = function(*args, **kwargs)
        step: Callable[[], Any] = functools.partial(next, generator)
        try:
            while True:
                with switch():
                    made = step()
                try:
                    answer = yield made
                except GeneratorExit:
                    with switch():
                        generator.close()
                    raise
                except BaseException as error:
                    step = functools.partial(generator.throw, error)
                else:
                    step = functools.partial(generator.send, answer)
        except StopIteration as end:
            return end.value

    return wrapper
