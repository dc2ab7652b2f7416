"""Imports that may wait until the window stands, without stopping it.

A module that makes Qt types has to be imported on the window's thread: made on another one while the window draws,
they end the process. So those come one a turn of the event loop, and all others on a thread of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

BREATH = 5
"""Milliseconds between two imports on the window's thread, in which it does what has come up."""


def in_turns(owner: QObject, modules: Sequence[str], then: Callable[[], None]) -> None:
    """Import these on the window's thread, one a turn of its event loop, then go on; not if ``owner`` is gone."""

    def turn() -> None:
        if not modules:
            then()
            return
        import_module(modules[0])
        in_turns(owner, modules[1:], then)

    QTimer.singleShot(BREATH, owner, turn)


def beside(modules: Sequence[str], then: Callable[[], None]) -> None:
    """Import these, none of which may import Qt, on a thread of its own; ``then`` is called on that thread."""

    def load() -> None:
        for module in modules:
            import_module(module)
        then()

    threading.Thread(target=load, name="tensorlab-load", daemon=True).start()
