"""TorchScript: refused. Code only asks whether it is being compiled, and marks what is not to be."""

from __future__ import annotations

from typing import Any, NoReturn

_REASON = "TensorLab runs Python as it is and has no TorchScript; call the function or the module itself"


def script(obj: Any, *_: Any, **__: Any) -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(_REASON)


def trace(func: Any, *_: Any, **__: Any) -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(_REASON)


def load(f: Any, *_: Any, **__: Any) -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError("TensorLab reads no TorchScript; save the model's state_dict() and load that")


def is_scripting() -> bool:
    """Whether this runs as TorchScript: never."""
    return False


def is_tracing() -> bool:
    """Whether this is being traced: never."""
    return False


def ignore(drop: Any = False, **_: Any) -> Any:
    """Marks what is left to Python: the function as it is."""
    return drop if callable(drop) else lambda function: function


def unused(fn: Any) -> Any:
    """Marks what is left out: the function as it is."""
    return fn


def export(fn: Any) -> Any:
    """Marks what is compiled, too: the function as it is."""
    return fn
