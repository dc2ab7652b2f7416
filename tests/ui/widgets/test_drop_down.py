"""A drop-down is a combo box with a quiet look."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.drop_down import DropDown


def made(qtbot: QtBot, *choices: str) -> DropDown:
    drop_down = DropDown()
    qtbot.addWidget(drop_down)
    drop_down.addItems(choices)
    drop_down.show()
    return drop_down


def test_it_is_wide_enough_for_its_longest_choice(qtbot: QtBot) -> None:
    assert made(qtbot, "1×", "by iteration").sizeHint().width() > made(qtbot, "1×", "2×").sizeHint().width()


def test_the_arrow_keys_choose(qtbot: QtBot) -> None:
    drop_down = made(qtbot, "by event", "by line")
    qtbot.keyClick(drop_down, Qt.Key.Key_Down)
    assert drop_down.currentText() == "by line"


def test_it_paints_what_is_chosen(qtbot: QtBot) -> None:
    drop_down = made(qtbot, "by event", "by line")
    before = drop_down.grab().toImage()
    drop_down.setCurrentIndex(1)
    assert drop_down.grab().toImage() != before
