"""Shapes to play with: every size and every axis can be changed."""

import pytest
from PySide6.QtWidgets import QSpinBox

from ui.widgets.icon_button import IconButton
from ui.widgets.size_editor import SizeEditor


@pytest.fixture
def editor(qtbot) -> SizeEditor:
    editor = SizeEditor()
    qtbot.addWidget(editor)
    editor.set_shapes(["a", "b"], [(3,), (3, 1)])
    return editor


def alive(editor, kind):
    return [widget for widget in editor.findChildren(kind) if not widget.isHidden() and not widget.parent().isHidden()]


def test_a_size_that_is_changed_is_told_with_all_shapes(editor, qtbot):
    with qtbot.waitSignal(editor.shapes_changed) as told:
        alive(editor, QSpinBox)[0].setValue(4)

    assert told.args == [[(4,), (3, 1)]]


def test_an_axis_is_put_in_front_and_taken_away(editor):
    less, more = alive(editor, IconButton)[:2]
    more.click()
    assert editor.shapes() == [(1, 3), (3, 1)]

    less, more = alive(editor, IconButton)[:2]
    less.click()
    assert editor.shapes() == [(3,), (3, 1)]


def test_shapes_from_elsewhere_are_shown_without_a_word(editor, qtbot):
    with qtbot.assertNotEmitted(editor.shapes_changed):
        editor.set_shapes(["a"], [(2, 2)])

    assert [spin.value() for spin in alive(editor, QSpinBox)] == [2, 2]


def test_a_tensor_without_axes_has_none_to_take_away(editor):
    editor.set_shapes(["s"], [()])

    assert not alive(editor, IconButton)[0].isEnabled()
