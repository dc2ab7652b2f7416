"""Buttons are clicked, reached by the keyboard, and say what comes of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.button import Button, CodeButton
from ui.widgets.icon_button import IconButton


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_button_is_pressed_by_the_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    button = Button("Next")
    qtbot.addWidget(button)

    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_a_disabled_button_does_nothing(qtbot: QtBot) -> None:
    button = Button("Next")
    qtbot.addWidget(button)
    button.setEnabled(False)

    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_code_is_shown_with_what_comes_of_it(qtbot: QtBot) -> None:
    button = CodeButton("torch.ones(3)", "(4, 3)")
    qtbot.addWidget(button)

    assert [text for text, _, _ in button.pieces()] == ["torch.ones(3)", "→ (4, 3)"]
    assert button.accessibleName() == "torch.ones(3) → (4, 3)"


def test_code_that_is_too_long_keeps_its_beginning_and_its_end_and_the_tool_tip_tells_all_of_it(qtbot: QtBot) -> None:
    code = "torch.ones(3, 1).add(2).mul(3).view(-1)"
    button = CodeButton(code, "(3,)", "Show it")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    assert button.shown_pieces() == button.pieces()
    assert button.toolTip() == "Show it"

    button.resize(button.sizeHint().width() - 60, button.height())

    shown, outcome = (text for text, _, _ in button.shown_pieces())
    assert outcome == "→ (3,)"
    assert "…" in shown
    assert shown.startswith("torch.ones(3")
    assert shown.endswith(".view(-1)")
    assert button.toolTip() == f"{code} → (3,)\nShow it"
    button.grab()


def test_an_icon_has_words_and_a_large_enough_target(qtbot: QtBot) -> None:
    button = IconButton("more", "More")
    qtbot.addWidget(button)

    assert button.accessibleName() == "More"
    assert min(button.sizeHint().toTuple()) >= 24
