"""The documents in the middle of the window, without the window around them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QTabBar, QVBoxLayout, QWidget

from tensorlab.errors import SaveError
from ui.documents import Documents
from ui.files import Files
from ui.i18n import Translations
from ui.models.program import Edit
from ui.models.recording_file import SUFFIX
from ui.panels.script import ScriptTab
from ui.panels.start import StartPanel, examples
from ui.panels.tensor_tab import TensorTab
from ui.session.local import LocalSession

pytestmark = pytest.mark.usefixtures("settings")

SCRIPT = """import torch
x = torch.ones(3, 2)
w = torch.ones(2, requires_grad=True)
z = (x * w).sum()
z.backward()
"""


@pytest.fixture
def host(qtbot) -> QWidget:
    """What the documents are in, and what messages stand before."""
    host = QWidget()
    qtbot.addWidget(host)
    return host


@pytest.fixture
def files(host: QWidget) -> Files:
    return Files(host)


@pytest.fixture
def documents(
    session: LocalSession, files: Files, translations: Translations, host: QWidget, qtbot
) -> Iterator[Documents]:
    documents = Documents(session, files, translations)
    QVBoxLayout(host).addWidget(documents)
    host.show()
    qtbot.waitExposed(host)
    yield documents
    documents.graph.shutdown()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "study.py"
    path.write_text(SCRIPT, "utf-8")
    return path


@pytest.fixture
def script(documents: Documents, path: Path) -> ScriptTab:
    """A script of five lines, opened and run."""
    documents.open([path])
    tab = documents.script
    assert tab is not None
    tab.run()
    return tab


def titles(documents: Documents) -> list[str]:
    return [documents.tabText(place) for place in range(documents.count())]


def change(tab: ScriptTab, text: str) -> None:
    """Write another text, as someone who types."""
    tab.editor.setPlainText(text)
    tab.editor.document().setModified(True)


def box(host: QWidget) -> QMessageBox:
    """The one message that is shown."""
    (found,) = [box for box in host.findChildren(QMessageBox) if box.isVisible()]
    assert not found.isModal()
    return found


def answer(host: QWidget, button: QMessageBox.StandardButton) -> None:
    box(host).button(button).click()


def answers(monkeypatch: pytest.MonkeyPatch, place: Path | None) -> list[str]:
    """What is asked for a place from now on, each time answered with this one."""
    asked: list[str] = []

    def ask_save(_: Files, title: str, *__: object) -> Path | None:
        asked.append(title)
        return place

    monkeypatch.setattr(Files, "ask_save", ask_save)
    return asked


class TestOpening:
    def test_the_start_page_and_the_graph_are_always_there(self, documents: Documents) -> None:
        assert titles(documents) == ["Start", "Graph"]
        assert not documents.can_close_tab
        documents.close_tab()
        assert titles(documents) == ["Start", "Graph"]

    def test_new_scripts_have_names_that_differ(self, documents: Documents) -> None:
        documents.new_script()
        documents.new_script()
        assert titles(documents)[2:] == ["untitled.py", "untitled-2.py"]

    def test_a_file_that_cannot_be_read_is_said_and_opens_nothing(self, documents, host, tmp_path) -> None:
        documents.open([tmp_path / "missing.py"])
        assert not documents.findChildren(ScriptTab)
        assert "missing.py" in box(host).informativeText()

    def test_files_that_cannot_be_read_are_named_together_and_the_others_open(
        self, documents, host, path, tmp_path
    ) -> None:
        documents.open([tmp_path / "one.py", path, tmp_path / "two.tlab"])
        assert titles(documents)[2:] == ["study.py"]
        assert all(name in box(host).informativeText() for name in ("one.py", "two.tlab"))

    def test_a_file_that_is_open_already_comes_to_the_front(self, documents, script, path) -> None:
        documents.show_start()
        documents.open([path])
        assert documents.script_in_front is script
        assert documents.count() == 3

    def test_what_is_chosen_on_the_start_page_opens_and_is_offered_again(self, documents, files, path) -> None:
        start = documents.findChild(StartPanel)
        start.file_chosen.emit(str(path))
        assert documents.script.path == path
        assert files.recent() == [str(path)]

    def test_examples_are_not_among_the_recent_files(self, documents: Documents, files: Files) -> None:
        documents.open([examples()[0].path])
        assert documents.script is not None
        assert files.recent() == []

    def test_what_the_user_chooses_opens(self, documents, path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Files, "ask_open", lambda *_: [path])
        documents.ask_open()
        assert documents.script.path == path

    def test_scripts_that_were_open_are_opened_again(self, documents, script, session, files, translations) -> None:
        documents.new_script()
        documents.remember_scripts()
        again = Documents(session, files, translations)
        again.reopen_scripts()
        assert [tab.path for tab in again.findChildren(ScriptTab)] == [script.path]
        again.graph.shutdown()


class TestFront:
    def test_the_graph_comes_to_the_front_of_the_start_page_when_code_has_run(self, documents, session) -> None:
        session.run_cell("import torch; x = torch.zeros(2)")
        assert titles(documents)[documents.currentIndex()] == "Graph"

    def test_a_script_stays_in_front_when_it_has_run(self, documents, script) -> None:
        assert documents.currentWidget() is script

    def test_the_script_to_run_is_the_one_in_front_else_the_last(self, documents: Documents) -> None:
        assert documents.script is None
        documents.new_script()
        documents.new_script()
        first, last = documents.widget(2), documents.widget(3)
        documents.setCurrentWidget(first)
        assert documents.script is documents.script_in_front is first
        documents.show_graph()
        assert documents.script is last
        assert documents.script_in_front is None

    def test_every_change_of_what_is_open_is_told(self, documents: Documents, qtbot) -> None:
        with qtbot.waitSignal(documents.changed):
            documents.new_script()
        tab = documents.script
        documents.show_start()
        button = documents.tabBar().tabButton(2, QTabBar.ButtonPosition.RightSide)
        with qtbot.waitSignal(documents.changed):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert tab is not None
        assert documents.indexOf(tab) == -1

    def test_the_cursor_of_a_script_is_told(self, documents, script, qtbot) -> None:
        with qtbot.waitSignal(documents.cursor_moved):
            script.show_line(4)

    def test_a_place_in_a_script_comes_to_the_front(self, documents, script, session) -> None:
        documents.show_start()
        session.source_opened.emit(script.source, 4)
        assert documents.script_in_front is script
        assert script.editor.textCursor().blockNumber() == 3

    def test_the_script_marks_the_line_of_the_shown_step(self, script, session) -> None:
        session.show_step(session.recording.last_step)
        assert script.editor.shown_line() == 5
        session.playback.last()
        assert script.editor.shown_line() is None

    def test_an_open_tensor_has_one_tab_however_often_it_is_opened(self, documents, session) -> None:
        session.run_cell("import torch; x = torch.zeros(2, 3)")
        x = session.recording.names_at(session.recording.last_step)["x"]
        session.open_tensor(x)
        session.open_tensor(x)
        assert len(documents.findChildren(TensorTab)) == 1
        assert documents.tensor_in_front.tensor == x


class TestMending:
    def test_a_fix_is_written_into_the_script_it_belongs_to(self, documents, script, session, qtbot) -> None:
        documents.show_graph()
        with qtbot.waitSignal(documents.said) as said:
            session.source_mended.emit(script.source, (Edit(2, "x = torch.ones(4, 2)"),))
        assert script.text == SCRIPT.replace("3, 2", "4, 2")
        assert documents.script_in_front is script
        assert said.args[0].startswith("The script is changed.")

    def test_a_fix_that_no_longer_fits_is_said_and_not_written(self, documents, script, session, qtbot) -> None:
        change(script, "x = 2\n")
        with qtbot.waitSignal(documents.said) as said:
            session.source_mended.emit(script.source, (Edit(2, "x = torch.ones(4, 2)"),))
        assert script.text == "x = 2\n"
        assert said.args[0].startswith("The script has changed since it ran.")


class TestClosing:
    def test_a_tab_closes_by_its_button(self, documents, script, qtbot) -> None:
        button = documents.tabBar().tabButton(2, QTabBar.ButtonPosition.RightSide)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert documents.count() == 2

    def test_a_tab_with_changes_asks_and_goes_after_the_answer(self, documents, script, host, path) -> None:
        change(script, "x = 2\n")
        documents.close_tab()
        assert documents.count() == 3

        answer(host, QMessageBox.StandardButton.Save)

        assert documents.count() == 2
        assert path.read_text("utf-8") == "x = 2\n"

    def test_a_closed_tensor_opens_anew(self, documents, session) -> None:
        session.run_cell("import torch; x = torch.zeros(2, 3)")
        x = session.recording.names_at(session.recording.last_step)["x"]
        session.open_tensor(x)
        documents.close_tab()
        assert documents.tensor_in_front is None
        session.open_tensor(x)
        assert documents.tensor_in_front.tensor == x

    def test_without_changes_nothing_stands_in_the_way(self, documents, script, host) -> None:
        assert documents.may_close(lambda: pytest.fail("it can close at once"))
        assert not host.findChildren(QMessageBox)

    def test_all_changes_are_saved_before_all_closes(self, documents, script, host, path, tmp_path) -> None:
        other = tmp_path / "other.py"
        other.write_text("y = 1\n", "utf-8")
        documents.open([other])
        change(script, "x = 2\n")
        change(documents.script_in_front, "y = 2\n")
        saved: list[list[str]] = []

        assert not documents.may_close(lambda: saved.append([one.read_text("utf-8") for one in (path, other)]))
        assert saved == []
        answer(host, QMessageBox.StandardButton.Save)

        assert saved == [["x = 2\n", "y = 2\n"]]

    def test_a_script_that_finds_no_place_keeps_all_open(self, documents, host, monkeypatch) -> None:
        documents.new_script()
        change(documents.script, "x = 2\n")
        assert not documents.may_close(lambda: pytest.fail("a script was not saved"))
        asked = answers(monkeypatch, None)

        answer(host, QMessageBox.StandardButton.Save)

        assert asked == ["Save as"]
        assert documents.script.is_modified

    def test_changes_are_given_up_only_on_request(self, documents, script, host, path) -> None:
        change(script, "x = 2\n")
        closed: list[bool] = []

        def close() -> None:
            closed.append(documents.may_close(close))

        assert not documents.may_close(close)
        answer(host, QMessageBox.StandardButton.Cancel)
        assert closed == []

        assert not documents.may_close(close)
        answer(host, QMessageBox.StandardButton.Discard)
        assert closed == [True]
        assert path.read_text("utf-8") == SCRIPT


class TestSaving:
    def test_the_title_tells_whether_all_is_saved(self, documents, script) -> None:
        change(script, "x = 2\n")
        assert titles(documents)[2] == "study.py •"
        documents.save()
        assert titles(documents)[2] == "study.py"

    def test_what_was_opened_is_kept_beside_what_is_saved(self, documents, script, path) -> None:
        change(script, "x = 2\n")
        documents.save()
        change(script, "x = 3\n")
        documents.save()

        assert path.with_name("study.py.bak").read_text("utf-8") == SCRIPT
        assert path.read_text("utf-8") == "x = 3\n"

    def test_an_example_is_saved_elsewhere(self, documents, files, tmp_path, monkeypatch) -> None:
        example = examples()[0].path
        before = example.read_bytes()
        documents.open([example])
        asked = answers(monkeypatch, tmp_path / "mine.py")

        change(documents.script, "x = 2\n")
        documents.save()

        assert asked == ["Save as"]
        assert example.read_bytes() == before
        assert (tmp_path / "mine.py").read_text("utf-8") == "x = 2\n"
        assert files.recent() == [str(tmp_path / "mine.py")]

    def test_a_script_saved_as_another_goes_on_in_that_file(
        self, documents, script, path, tmp_path, monkeypatch
    ) -> None:
        answers(monkeypatch, tmp_path / "other.py")
        documents.save_as()
        assert script.path == tmp_path / "other.py"
        assert titles(documents)[2] == "other.py"
        assert script.path.read_text("utf-8") == path.read_text("utf-8")

    def test_a_failed_save_keeps_the_changes_and_offers_another_place(
        self, documents, script, host, path, monkeypatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        change(script, "x = 2\n")
        monkeypatch.setattr(os, "fsync", full)
        documents.save()

        assert script.is_modified
        assert path.read_text("utf-8") == SCRIPT
        assert "the disk is full" in box(host).informativeText()
        assert "Save as…" in [button.text() for button in box(host).buttons()]

    def test_a_saved_recording_opens_at_the_step_and_the_tensor_that_were_shown(
        self, documents, script, session, tmp_path, monkeypatch
    ) -> None:
        x = session.recording.names_at(session.recording.last_step)["x"]
        session.show_step(5)
        session.select(x)
        answers(monkeypatch, tmp_path / f"run{SUFFIX}")
        documents.save_recording()
        session.playback.last()
        documents.show_start()

        documents.open([tmp_path / f"run{SUFFIX}"])

        assert (session.step, session.selection) == (5, x)
        assert titles(documents)[documents.currentIndex()] == "Graph"

    def test_a_picture_is_written_where_the_user_says_in_the_language_that_is_spoken(
        self, documents, translations, tmp_path, monkeypatch
    ) -> None:
        written: list[tuple[Path, str, bool]] = []
        monkeypatch.setattr(
            documents.graph, "export", lambda path, language, *, whole: written.append((path, language, whole))
        )
        place = tmp_path / "graph.svg"
        answers(monkeypatch, place)

        documents.export_graph(whole=False)
        translations.choose("zh_CN")
        documents.export_graph(whole=True)

        assert written == [(place, "en", False), (place, "zh_CN", True)]

    def test_a_picture_that_cannot_be_written_may_go_elsewhere(self, documents, host, tmp_path, monkeypatch) -> None:
        documents.graph.export_refused.emit(SaveError("graph.svg", "the disk is full"), True)
        written: list[tuple[Path, bool]] = []
        monkeypatch.setattr(documents.graph, "export", lambda path, _, *, whole: written.append((path, whole)))
        answers(monkeypatch, tmp_path / "graph.svg")
        (elsewhere,) = [button for button in box(host).buttons() if button.text() == "Save as…"]

        elsewhere.click()

        assert written == [(tmp_path / "graph.svg", True)]


def test_the_documents_that_are_always_there_speak_the_other_language(documents, translations, qtbot) -> None:
    translations.choose("zh_CN")
    qtbot.waitUntil(lambda: titles(documents) == ["起始", "计算图"])
    assert documents.accessibleName() == "文档"
    start = documents.findChild(StartPanel)
    assert "示例" in [label.text() for label in start.findChildren(QLabel)]
