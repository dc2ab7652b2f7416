"""What all tests share: no display, no files of the user's, nothing left behind; and sessions that run."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget

from ui.session.base import KernelState, Session
from ui.session.jupyter import JupyterSession
from ui.session.local import LocalSession

MUCH_GARBAGE = 100_000
"""Objects made since the last collection."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings of a test are its own."""
    folder = tmp_path_factory.mktemp("settings")
    QStandardPaths.setTestModeEnabled(True)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.NativeFormat, scope, str(folder))
    yield


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a process started by a test writes for its user lands in a folder of the tests."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        yield


@pytest.fixture(scope="session", autouse=True)
def garbage_is_collected_between_tests_only() -> Iterator[None]:
    """On this thread, as in the window: see :mod:`ui.session.garbage`."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def garbage_is_collected() -> Iterator[None]:
    """Now and then, when there is much of it. A test that sets the collector going would let it run on any thread."""
    yield
    assert not gc.isenabled()
    if gc.get_count()[0] > MUCH_GARBAGE:
        gc.collect()


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """A test that leaves a window open or a thread at work fails: the next one would meet it."""
    windows, threads = set(open_windows()), set(threading.enumerate())
    yield
    # What was to be deleted later is deleted now: no event loop runs between tests, and windows would pile up.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [window for window in open_windows() if window not in windows] == []
    assert [thread for thread in threading.enumerate() if not thread.daemon and thread not in threads] == []


def open_windows() -> list[QWidget]:
    """What stands on the screen by itself; a dialog goes with its window."""
    if not isinstance(QApplication.instance(), QApplication):
        return []
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.parent() is None]


class Driver:
    """A session and a patient hand: every method returns when its effect has arrived."""

    def __init__(self, session: Session, qtbot) -> None:
        self.session = session
        self._qtbot = qtbot
        self.ended: list[tuple[int, bool]] = []
        self.echoed: list[str] = []
        self.refused: list[tuple[str, str]] = []
        session.cell_ended.connect(lambda cell, ok: self.ended.append((cell, ok)))
        session.echoed.connect(self.echoed.append)
        session.refused.connect(lambda what, why: self.refused.append((what, why)))

    def until(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        self._qtbot.waitUntil(holds, timeout=int(seconds * 1000))

    def start(self) -> None:
        self.session.start()
        self.until(lambda: self.session.kernel is KernelState.IDLE)

    def run(self, code: str, seconds: float = 20) -> bool:
        """Run a cell to its end; whether it ended without an error."""
        before = len(self.ended)
        self.session.run_cell(code)
        self.until(lambda: len(self.ended) > before and self.session.kernel is KernelState.IDLE, seconds)
        return self.ended[-1][1]

    def id(self, name: str) -> int:
        """The tensor that a name means now."""
        return self.session.recording.names_at(self.session.recording.last_step)[name]

    def read(self, tensor: int, *index):
        answers = []
        self.session.read_cells(tensor, index, lambda cells, why: answers.append((cells, why)))
        self.until(lambda: bool(answers))
        return answers[0]

    def edit(self, tensor: int, assignment: str, version: int | None = None) -> None:
        before = len(self.echoed) + len(self.refused)
        self.session.edits.make(tensor, assignment, version)
        self.until(lambda: len(self.echoed) + len(self.refused) > before)


@pytest.fixture(params=["local", "jupyter"])
def driver(request, qtbot, tmp_path: Path) -> Iterator[Driver]:
    session = LocalSession() if request.param == "local" else JupyterSession(profile=tmp_path / "profile")
    driver = Driver(session, qtbot)
    driver.start()
    yield driver
    session.shutdown()


@pytest.fixture
def kernel(qtbot, tmp_path: Path) -> Iterator[Driver]:
    """A session with a process of its own, for what only a process can survive."""
    driver = Driver(JupyterSession(profile=tmp_path / "profile"), qtbot)
    driver.start()
    yield driver
    driver.session.shutdown()
