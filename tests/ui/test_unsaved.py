"""Scripts that are not saved outlive the window: it ends as if the power had gone, and another one starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.documents import Documents
from ui.files import Files
from ui.i18n import Translations
from ui.session.local import LocalSession
from ui.unsaved import Unsaved

pytestmark = pytest.mark.usefixtures("settings")

Opener = Callable[[], Documents]


@pytest.fixture
def another(session: LocalSession, translations: Translations, qtbot) -> Iterator[Opener]:
    """Makes the documents of one window after another."""
    made: list[Documents] = []

    def open_one() -> Documents:
        host = QWidget()
        qtbot.addWidget(host)
        made.append(Documents(session, Files(host), translations))
        QVBoxLayout(host).addWidget(made[-1])
        return made[-1]

    yield open_one
    for documents in made:
        documents.graph.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "unsaved"


def typed(documents: Documents, text: str) -> None:
    documents.new_script()
    documents.script.editor.write_over(text)


def power_cut(unsaved: Unsaved) -> None:
    """The window is gone, and what it had written stays."""
    unsaved.keep()
    unsaved._writer.shutdown()
    unsaved._timer.stop()
    unsaved._lock.unlock()


def texts(documents: Documents) -> list[str]:
    return [tab.text for tab in documents.unsaved()]


def test_what_was_typed_is_open_again_after_a_crash(another: Opener, folder: Path) -> None:
    documents = another()
    unsaved = Unsaved(documents, folder)
    typed(documents, "x = 1")
    typed(documents, "y = 2")
    power_cut(unsaved)

    documents = another()
    unsaved = Unsaved(documents, folder)

    assert unsaved.bring_back() == ["untitled.py", "untitled-2.py"]
    assert texts(documents) == ["x = 1", "y = 2"]
    unsaved.end()


def test_changes_of_a_file_come_back_into_its_tab_and_can_be_undone(
    another: Opener, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    documents = another()
    documents.open([path])
    unsaved = Unsaved(documents, folder)
    documents.script.editor.write_over("x = 2\n")
    power_cut(unsaved)

    documents = another()
    documents.open([path])
    unsaved = Unsaved(documents, folder)
    unsaved.bring_back()

    assert (texts(documents), path.read_text()) == (["x = 2\n"], "x = 1\n")
    documents.script.editor.undo()
    assert documents.script.text == "x = 1\n"
    unsaved.end()


def test_what_came_back_is_kept_anew_until_it_is_saved(another: Opener, folder: Path) -> None:
    documents = another()
    unsaved = Unsaved(documents, folder)
    typed(documents, "x = 1")
    power_cut(unsaved)
    for _ in range(2):
        documents = another()
        unsaved = Unsaved(documents, folder)
        unsaved.bring_back()
        power_cut(unsaved)

    documents = another()
    unsaved = Unsaved(documents, folder)

    assert unsaved.bring_back() == ["untitled.py"]
    unsaved.end()


def test_what_is_saved_or_closed_does_not_come_back(another: Opener, folder: Path, tmp_path: Path) -> None:
    documents = another()
    unsaved = Unsaved(documents, folder)
    typed(documents, "x = 1")
    unsaved.keep()
    documents.script.save(tmp_path / "saved.py")
    power_cut(unsaved)

    unsaved = Unsaved(another(), folder)

    assert unsaved.bring_back() == []
    unsaved.end()


def test_a_window_that_closed_as_it_should_leaves_nothing(another: Opener, folder: Path) -> None:
    documents = another()
    unsaved = Unsaved(documents, folder)
    typed(documents, "x = 1")
    unsaved.keep()

    unsaved.end()

    assert list(folder.iterdir()) == []


def test_a_window_that_is_open_keeps_its_own(another: Opener, folder: Path) -> None:
    documents = another()
    first = Unsaved(documents, folder)
    typed(documents, "x = 1")
    first.keep()

    second = Unsaved(another(), folder)

    assert second.bring_back() == []
    second.end()
    first.end()


def test_a_disk_that_is_full_is_said_and_what_was_left_behind_stays(
    another: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    documents = another()
    unsaved = Unsaved(documents, folder)
    typed(documents, "x = 1")
    power_cut(unsaved)
    documents = another()
    unsaved = Unsaved(documents, folder)
    (unsaved._own / "1.json").mkdir()

    with qtbot.waitSignal(documents.said) as said:
        unsaved.bring_back()

    assert "1.json" in said.args[0]
    (unsaved._own / "1.json").rmdir()
    unsaved.end()
    last = Unsaved(another(), folder)
    assert last.bring_back() == ["untitled.py"]
    last.end()


KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app, i18n

application = app.application(["test"])
session = app.started()
window = app.opened(session, i18n.Translations())

def type_and_die():
    window.documents.new_script()
    window.documents.script.editor.write_over("x = 1")
    QTimer.singleShot(4000, lambda: (session.shutdown(), os.kill(os.getpid(), signal.SIGKILL)))

QTimer.singleShot(3000, type_and_die)
application.exec()
"""

STARTED_AGAIN = """
from PySide6.QtCore import QTimer
from ui import app, i18n

application = app.application(["test"])
session = app.started()
window = app.opened(session, i18n.Translations())

def look():
    print([tab.text for tab in window.documents.unsaved()], window.statusBar().currentMessage())
    session.shutdown()
    window.documents.graph.shutdown()
    application.exit()

QTimer.singleShot(4000, look)
application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ends the process by a signal")
def test_the_app_killed_while_one_types_has_the_text_when_it_is_started_again(tmp_path: Path) -> None:
    home = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}

    killed = subprocess.run([sys.executable, "-c", KILLED], env=home, timeout=60, check=False)
    again = subprocess.run(
        [sys.executable, "-c", STARTED_AGAIN], env=home, timeout=60, check=True, capture_output=True, text=True
    )

    assert killed.returncode == -signal.SIGKILL
    assert again.stdout.startswith("['x = 1'] TensorLab ended unexpectedly.")
