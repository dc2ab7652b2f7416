"""What is asked and said about files never stands in the way of other work."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from tensorlab.errors import MissingFile, SaveError, UnknownFormat
from ui.files import RECENT, Files


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def files(window: QWidget) -> Files:
    return Files(window)


def box(window: QWidget) -> QMessageBox:
    (found,) = window.findChildren(QMessageBox)
    return found


def press(box: QMessageBox, button: QMessageBox.StandardButton) -> None:
    box.button(button).click()


def test_several_files_that_cannot_be_opened_are_one_message_with_details_to_copy(files, window):
    files.complain([MissingFile("a.py", "it is not there"), UnknownFormat("b.py", "it is not UTF-8 text")])

    assert not box(window).isModal()
    assert "“a.py”" in box(window).informativeText()
    assert "“b.py”" in box(window).informativeText()
    assert "MissingFile" in box(window).detailedText()
    assert box(window).button(QMessageBox.StandardButton.Close).isVisible()


def test_a_failed_save_offers_another_place(files, window, qtbot):
    asked = []
    files.complain([SaveError("a.py", "the disk is full")], lambda: asked.append(True))
    (button,) = [each for each in box(window).findChildren(QPushButton) if each.text() == "Save as…"]

    button.click()

    assert asked


def test_the_question_whether_to_save_waits_for_nobody(files, window):
    files.ask_to_save(["a.py", "b.py"], lambda: None, lambda: None)

    assert not box(window).isModal()
    assert box(window).text() == "Save the changes to a.py, b.py?"

    files.ask_to_save(["a.py", "b.py"], lambda: None, lambda: None)
    assert len(window.findChildren(QMessageBox)) == 1


@pytest.mark.parametrize(
    ("button", "follows"),
    [
        (QMessageBox.StandardButton.Save, ["save"]),
        (QMessageBox.StandardButton.Discard, ["discard"]),
        (QMessageBox.StandardButton.Cancel, []),
    ],
)
def test_what_follows_is_what_was_answered(files, window, button, follows):
    done: list[str] = []
    files.ask_to_save(["a.py"], lambda: done.append("save"), lambda: done.append("discard"))

    press(box(window), button)

    assert done == follows


def test_the_files_used_last_are_remembered_while_they_exist(files, tmp_path: Path, qtbot):
    paths = [tmp_path / f"{number}.py" for number in range(RECENT + 2)]
    for path in paths:
        path.touch()
        files.remember(path)
    paths[-1].unlink()

    assert files.recent() == [str(path) for path in reversed(paths[2:-1])]
