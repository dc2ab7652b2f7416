"""A number can be stepped by its arrows, and tells what it is."""

import pytest
from PySide6.QtCore import Qt

from ui.widgets.number_box import NumberBox


@pytest.fixture
def box(qtbot) -> NumberBox:
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(0, 99)
    box.show()
    return box


@pytest.mark.parametrize(("up", "expected"), [(True, 6), (False, 4)])
def test_an_arrow_that_is_clicked_steps_the_number(box, qtbot, up, expected):
    box.setValue(5)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.arrow_box(up).center())

    assert box.value() == expected


def test_its_name_is_told_wherever_the_focus_is(box):
    box.name("Size")
    assert [box.accessibleName(), box.lineEdit().accessibleName()] == ["Size", "Size"]


def test_at_its_least_width_no_digit_is_under_an_arrow(box):
    box.resize(box.least_width(), box.height())
    digits = box.fontMetrics().horizontalAdvance("99")

    assert box.lineEdit().width() >= digits
