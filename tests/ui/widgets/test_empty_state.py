"""Where nothing is yet, one reads what will be there and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState


def test_its_button_begins(qtbot: QtBot) -> None:
    empty = EmptyState("No tensors yet.", "x = torch.arange(6.)", "New tensor")
    qtbot.addWidget(empty)
    empty.resize(500, 400)
    empty.show()

    with qtbot.waitSignal(empty.action_triggered):
        qtbot.mouseClick(empty.findChild(Button), Qt.MouseButton.LeftButton)


def test_without_an_action_there_is_no_button(qtbot: QtBot) -> None:
    empty = EmptyState("Select a node.")
    qtbot.addWidget(empty)
    empty.show()

    assert not empty.findChild(Button).isVisible()


def test_a_long_sentence_is_wrapped_and_none_of_it_is_cut(qtbot: QtBot) -> None:
    empty = EmptyState(
        "A sentence that is much too long to stand in one line of four hundred pixels, however one tries."
    )
    qtbot.addWidget(empty)
    empty.resize(600, 300)
    empty.show()

    sentence = next(label for label in empty.findChildren(QLabel) if label.text() == empty.sentence())
    assert sentence.width() <= 400
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
