"""A link is a button in the shape of words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.link import Link


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_link_follows_the_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    link = Link("Show the moment")
    qtbot.addWidget(link)

    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, key)


def test_a_link_is_clicked(qtbot: QtBot) -> None:
    link = Link("Show the moment")
    qtbot.addWidget(link)

    with qtbot.waitSignal(link.clicked):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
