"""One choice out of a few, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.segmented import Segmented


@pytest.fixture
def control(qtbot: QtBot) -> Segmented:
    control = Segmented()
    qtbot.addWidget(control)
    control.set_choices([("forward", "Forward"), ("backward", "Backward"), ("both", "Both")])
    control.set_value("both")
    control.resize(control.sizeHint())
    return control


def test_a_click_chooses(control: Segmented, qtbot: QtBot) -> None:
    with qtbot.waitSignal(control.chosen) as heard:
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=control.rect_of("forward").center())

    assert heard.args == ["forward"]
    assert control.value() == "forward"


def test_a_press_that_is_let_go_elsewhere_chooses_nothing(control: Segmented, qtbot: QtBot) -> None:
    qtbot.mousePress(control, Qt.MouseButton.LeftButton, pos=control.rect_of("forward").center())
    qtbot.mouseRelease(control, Qt.MouseButton.LeftButton, pos=control.rect_of("backward").center())

    assert control.value() == "both"


def test_arrow_keys_choose_and_stop_at_the_ends(control: Segmented, qtbot: QtBot) -> None:
    qtbot.keyClick(control, Qt.Key.Key_Left)
    assert control.value() == "backward"

    for _ in range(3):
        qtbot.keyClick(control, Qt.Key.Key_Right)
    assert control.value() == "both"


def test_setting_the_value_tells_nobody(control: Segmented, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(control.chosen):
        control.set_value("forward")

    assert control.accessibleDescription() == "Forward"


def test_new_words_keep_the_choice_and_nothing_moves_with_it(control: Segmented) -> None:
    control.set_choices([("forward", "前向"), ("backward", "反向"), ("both", "两者")])
    width = control.sizeHint().width()
    control.set_value("forward")

    assert control.accessibleDescription() == "前向"
    assert control.sizeHint().width() == width
