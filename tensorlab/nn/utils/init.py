"""Modules made without the numbers that they would start from."""

from __future__ import annotations

import inspect
from typing import Any

from tensorlab import random
from tensorlab.nn.modules.module import Module


def skip_init(module_cls: type[Module], *args: Any, **kwargs: Any) -> Module:
    """A module whose parameters mean nothing yet, for which no random number is drawn."""
    if not isinstance(module_cls, type) or not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    with random.fork_rng():
        return module_cls(*args, **kwargs)


__all__ = ["skip_init"]
