"""Items that do not fit into a line go on in the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.button import CodeButton
from ui.widgets.flow_layout import FlowLayout


def filled(qtbot: QtBot) -> tuple[QWidget, FlowLayout]:
    """Three items of 50 × 20 px, 4 px apart."""
    ground = QWidget()
    qtbot.addWidget(ground)
    layout = FlowLayout(ground, 4)
    for _ in range(3):
        item = QWidget()
        item.setFixedSize(50, 20)
        layout.addWidget(item)
    return ground, layout


def test_the_height_follows_the_width(qtbot: QtBot) -> None:
    _, layout = filled(qtbot)

    assert layout.heightForWidth(158) == 20
    assert layout.heightForWidth(157) == 44
    assert layout.heightForWidth(50) == layout.heightForWidth(10) == 68


def test_an_item_that_is_wider_than_the_line_is_narrowed_to_it(qtbot: QtBot) -> None:
    ground, layout = filled(qtbot)
    code = CodeButton("torch.ones(3, 1).add(2).mul(3).view(-1)")
    layout.addWidget(code)
    line = (code.minimumSizeHint().width() + code.sizeHint().width()) // 2
    ground.resize(line, 100)
    ground.show()
    QApplication.processEvents()

    assert code.minimumSizeHint().width() < line < code.sizeHint().width()
    assert code.geometry().left() == 0
    assert code.width() == line


def test_cleared_items_are_gone(qtbot: QtBot) -> None:
    ground, layout = filled(qtbot)

    layout.clear()

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert layout.count() == 0
    assert not ground.findChildren(QWidget)


def test_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    ground, layout = filled(qtbot)
    ground.show()
    layout.itemAt(0).widget().hide()

    assert layout.heightForWidth(104) == 20


def test_items_of_a_line_stand_on_one_middle(qtbot: QtBot) -> None:
    ground, layout = filled(qtbot)
    layout.itemAt(1).widget().setFixedSize(50, 40)
    ground.resize(200, 100)
    ground.show()

    assert [layout.itemAt(at).geometry().top() for at in range(3)] == [10, 0, 10]
