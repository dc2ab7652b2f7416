"""Work that takes long, done beside the window's thread and handed over bit by bit.

Nothing of Qt is touched there: whoever began the work looks now and then for what has come of it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

LOOK = 30
"""Milliseconds between two looks at what has come of it."""


class Beside(Generic[T]):
    """Goes through one iterator after another on a thread that ends when there is none left."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[Iterator[list[T]]] = deque()
        self._found: deque[T] = deque()
        self._lock = threading.Lock()
        self._works = False
        self._is_over = False

    def begin(self, work: Iterator[list[T]]) -> None:
        """Do this after what is to be done before."""
        with self._lock:
            self._waiting.append(work)
            if not self._works:
                self._works = True
                threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def end(self) -> None:
        """Nobody wants to know any more."""
        self._is_over = True

    @property
    def works(self) -> bool:
        """Whether there may be more to take than there is now."""
        return self._works

    def taken(self) -> list[T]:
        """What has been found since the last time."""
        return [self._found.popleft() for _ in range(len(self._found))]

    def _next(self) -> Iterator[list[T]] | None:
        with self._lock:
            self._works = bool(self._waiting) and not self._is_over
            return self._waiting.popleft() if self._works else None

    def _work(self) -> None:
        try:
            while (work := self._next()) is not None:
                for found in work:
                    self._found.extend(found)
                    if self._is_over:
                        break
        finally:
            self._works = False
