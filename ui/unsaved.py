"""Scripts that are not saved are kept on disk while one types; after a crash the next window opens them again.

Each window has a folder of its own, with a lock that dies with it: a folder whose lock nobody holds was left behind.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from tensorlab.errors import SaveError
from ui import troubles
from ui.documents import Documents
from ui.models.unsaved_text import forget, keep, kept
from ui.panels.script import ScriptTab

INTERVAL = 2000
"""Milliseconds between two looks at what has changed: a crash takes what was typed since."""


class Unsaved(QObject):
    """Keeps the scripts of one window.

    Args:
        documents: where scripts are edited, and opened again.
        folder: where it is kept, for this window and others.

    Raises:
        OSError: nothing can be written there.
    """

    def __init__(self, documents: Documents, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own = Path(tempfile.mkdtemp(dir=folder))
        self._lock = _lock(self._own)
        self._lock.tryLock(0)
        self._writer = ThreadPoolExecutor(1, "unsaved")
        self._written: list[Future[None]] = []
        self._kept: dict[ScriptTab, tuple[int, int]] = {}
        self._next = 0
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def bring_back(self) -> list[str]:
        """Open what a window had not saved that ended unexpectedly; the names."""
        names: list[str] = []
        for other in sorted(self._folder.iterdir()):
            lock = _lock(other)
            if other == self._own or not other.is_dir() or not lock.tryLock(0):
                continue
            found = list(kept(other))
            for unsaved in found:
                self._documents.bring_back(unsaved)
            names += [unsaved.name for unsaved in found]
            self.keep()
            is_safe = self._all_is_written()
            lock.unlock()
            if is_safe:
                shutil.rmtree(other)
        return names

    def keep(self) -> None:
        """Write down what has changed since the last time, and forget what is saved or closed."""
        unsaved = self._documents.unsaved()
        for tab in [tab for tab in self._kept if tab not in unsaved]:
            self._write(partial(forget, self._own, self._kept.pop(tab)[0]))
        for tab in unsaved:
            number, revision = self._kept.get(tab, (-1, -1))
            if revision == tab.revision:
                continue
            if number < 0:
                number = self._next = self._next + 1
            self._kept[tab] = (number, tab.revision)
            self._write(partial(keep, self._own, number, tab.unsaved_text()))
        self._tell_of_troubles()

    def end(self) -> None:
        """The window has closed as it should: everything is saved or given up."""
        self._timer.stop()
        self._writer.shutdown()
        self._lock.unlock()
        shutil.rmtree(self._own)

    def _write(self, work: Callable[[], None]) -> None:
        self._written.append(self._writer.submit(work))

    def _all_is_written(self) -> bool:
        """Wait for the disk; whether everything got there."""
        is_safe = all(one.exception() is None for one in self._written)
        self._tell_of_troubles()
        return is_safe

    def _tell_of_troubles(self) -> None:
        """A full disk is said, and typing goes on."""
        done = [one for one in self._written if one.done()]
        self._written = [one for one in self._written if not one.done()]
        for one in done:
            trouble = one.exception()
            if isinstance(trouble, SaveError):
                self._documents.said.emit(troubles.told(trouble))
            elif trouble is not None:
                raise trouble


def _lock(folder: Path) -> QLockFile:
    """Held as long as the process lives that has it; age alone does not end it."""
    lock = QLockFile(str(folder / "lock"))
    lock.setStaleLockTime(0)
    return lock
