"""The banner changes what it says, never how high it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.banner import Banner


def test_the_row_keeps_its_height_and_its_button_keeps_its_room(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    back = banner.add_button("Return to live", primary=True)
    banner.show_message("clock", "Viewing step 12 of 41", "the gradient reaches linear", emphasis=True)
    size = banner.sizeHint()

    back.hide()
    banner.show_message("live", "Viewing step 41 of 41")

    assert banner.sizeHint().height() == size.height()
    assert back.sizePolicy().retainSizeWhenHidden()


def test_a_banner_is_read_aloud_as_it_is_shown(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)

    banner.show_message("live", "Live · step 41", "sum runs")

    assert banner.text() == "Live · step 41"
    assert banner.accessibleName() == "Live · step 41 sum runs"


def test_its_button_is_clicked(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    back = banner.add_button("Return to live", primary=True)

    with qtbot.waitSignal(back.clicked):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
