"""Classes that print as PyTorch's, ``<class 'torch.nn.modules.linear.Linear'>``, while ``torch`` means tensorlab.

A class is found again by the name of its module, by pickle for one. So it bears PyTorch's only where that name leads
here: between :func:`speak_torch` and :func:`speak_tensorlab`.
"""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

_homes: WeakKeyDictionary[type, tuple[str, str]] = WeakKeyDictionary()
_speaks_torch = False


def name_as_in_torch(ones: Iterable[object], home: str = "") -> None:
    """The classes among these come from a module of ``torch``: the one of their own name, or ``home``."""
    for one in ones:
        if isinstance(one, type) and one.__module__.startswith("tensorlab.") and one not in _homes:
            _homes[one] = (one.__module__, home or "torch" + one.__module__.removeprefix("tensorlab"))
            if _speaks_torch:
                one.__module__ = _homes[one][1]


def speak_torch() -> None:
    """From now on they say so."""
    global _speaks_torch
    _speaks_torch = True
    for one, (_, theirs) in _homes.items():
        one.__module__ = theirs


def speak_tensorlab() -> None:
    """From now on they say where they are."""
    global _speaks_torch
    _speaks_torch = False
    for one, (ours, _) in _homes.items():
        one.__module__ = ours
