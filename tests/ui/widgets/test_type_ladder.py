"""The ladder of types: those that met and the result are said, and any can be chosen."""

import pytest
from PySide6.QtCore import Qt

from ui.widgets.type_ladder import TypeLadder


@pytest.fixture
def ladder(qtbot) -> TypeLadder:
    ladder = TypeLadder()
    qtbot.addWidget(ladder)
    ladder.resize(320, 200)
    ladder.set_types(["int64", "float32"], "float32")
    ladder.show()
    return ladder


def test_what_met_and_what_came_out_is_said(ladder):
    assert ladder.accessibleDescription() == "int64, float32 give float32"


def test_a_higher_category_stands_above_a_lower_one(ladder):
    assert ladder.rect_of("complex64").top() < ladder.rect_of("float32").top() < ladder.rect_of("bool").top()


def test_a_click_chooses_a_type(ladder, qtbot):
    with qtbot.waitSignal(ladder.chosen) as told:
        qtbot.mouseClick(ladder, Qt.MouseButton.LeftButton, pos=ladder.rect_of("int8").center())

    assert told.args == ["int8"]


def test_the_keyboard_chooses_a_type(ladder, qtbot):
    qtbot.keyClick(ladder, Qt.Key.Key_Right)
    with qtbot.waitSignal(ladder.chosen) as told:
        qtbot.keyClick(ladder, Qt.Key.Key_Return)

    assert told.args == ["uint8"]


def test_no_type_is_cut_off_where_it_is_narrow(ladder):
    ladder.resize(220, 300)

    assert all(ladder.rect_of(name).right() <= 220 for name in ("complex128", "float64", "int64"))
    ladder.grab()
