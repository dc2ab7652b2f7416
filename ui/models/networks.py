"""networkx, which takes a while to load, from the moment that something of it is first used.

Modules that name a graph's type can so be imported without it, and the window opens sooner.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    import networkx

    return getattr(networkx, name)
