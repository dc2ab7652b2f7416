"""A chip says one fact; some lead on to what they name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.chip import HeaderChip, StateChip


def test_a_chip_speaks_its_fact(qtbot: QtBot) -> None:
    chip = HeaderChip("dtype", "float32")
    qtbot.addWidget(chip)

    assert chip.accessibleName() == "dtype float32"


def test_a_clickable_chip_can_be_clicked_and_reached_by_the_keyboard(qtbot: QtBot) -> None:
    chip = HeaderChip("grad_fn", "MulBackward0", clickable=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())

    with qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(chip.clicked):
        qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert chip.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_chip_that_leads_nowhere_is_no_button(qtbot: QtBot) -> None:
    chip = HeaderChip("dtype", "float32")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())

    with qtbot.assertNotEmitted(chip.clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_longer_value_takes_more_room(qtbot: QtBot) -> None:
    chip = HeaderChip("stride", "(1,)")
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()

    chip.set_fact("stride", "(5120, 320, 16, 1)")

    assert chip.sizeHint().width() > narrow


def test_a_state_is_told_in_a_word_and_a_glyph_besides_its_colour(qtbot: QtBot) -> None:
    chip = StateChip("error", "⊗", "does not fit")
    qtbot.addWidget(chip)

    assert [text for text, _, _ in chip.pieces()] == ["⊗", "does not fit"]
    assert chip.accessibleName() == "does not fit"
