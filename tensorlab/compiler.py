"""``torch.compiler``: nothing is compiled, and what says how is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensorlab.settings import compile

__all__ = ["allow_in_graph", "compile", "disable", "is_compiling", "is_dynamo_compiling", "reset"]


def is_compiling() -> bool:
    """Whether this is being compiled: never."""
    return False


is_dynamo_compiling = is_compiling


def disable(fn: Callable[..., Any] | None = None, recursive: bool = True, **_: Any) -> Any:
    """The function as it is; also as a decorator."""
    return fn if fn is not None else lambda function: function


def allow_in_graph(fn: Any) -> Any:
    """The function as it is."""
    return fn


def reset() -> None:
    """There is nothing to forget."""
