"""A dock's title has its name and buttons, and leaves dragging to Qt."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.dock_title import DockTitle


class Heard(QWidget):
    """A parent that counts the presses its child did not want."""

    presses = 0

    def mousePressEvent(self, event: object) -> None:
        self.presses += 1


def test_a_press_on_the_bar_goes_to_the_dock(qtbot: QtBot) -> None:
    dock = Heard()
    qtbot.addWidget(dock)
    title = DockTitle("Tensors")
    QVBoxLayout(dock).addWidget(title)
    dock.show()

    qtbot.mousePress(title, Qt.MouseButton.LeftButton)

    assert dock.presses == 1


def test_its_buttons_say_what_they_do(qtbot: QtBot) -> None:
    title = DockTitle("Tensors")
    qtbot.addWidget(title)
    more = title.add_button("more", "More")

    with qtbot.waitSignal(more.clicked):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert more.toolTip() == more.accessibleName() == "More"
    assert more.sizeHint().width() >= 24


def test_the_name_can_change_its_language(qtbot: QtBot) -> None:
    title = DockTitle("Tensors")
    qtbot.addWidget(title)

    title.set_name("张量")

    assert title.name() == title.accessibleName() == "张量"
