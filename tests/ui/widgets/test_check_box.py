"""A box to tick is ticked by a click anywhere on it, and by the space bar."""

from PySide6.QtCore import Qt

from ui.widgets.check_box import CheckBox


def test_it_is_ticked_by_mouse_and_keyboard(qtbot):
    box = CheckBox("keepdim")
    qtbot.addWidget(box)
    box.show()

    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.isChecked()

    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    assert box.sizeHint().width() > box.fontMetrics().horizontalAdvance("keepdim")


def test_a_tick_can_be_seen(qtbot):
    box = CheckBox("x")
    qtbot.addWidget(box)
    before = box.grab().toImage()
    box.setChecked(True)

    assert box.grab().toImage() != before
