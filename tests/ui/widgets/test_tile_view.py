"""Slices in small beside each other, in one scale of colours."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from ui import theme
from ui.widgets.heatmap import Range
from ui.widgets.tile_view import TileView, picture


@pytest.fixture
def view(qtbot) -> TileView:
    view = TileView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_tiles([np.full((2, 2), at) for at in range(6)], Range(0, 5), "data", 2)
    view.show()
    return view


def test_a_click_leads_to_a_position(view, qtbot):
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.tile_rect(4).center())

    assert told.args == [4]


def test_the_keyboard_walks_and_chooses(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)

    assert told.args == [3]


def test_tiles_wrap_where_it_is_narrow(view):
    assert view.heightForWidth(180) > view.heightForWidth(600)
    view.grab()


def test_equal_numbers_have_equal_colours_in_every_tile(qtbot):
    table = theme.current().heat("data")
    one, other = (picture(np.array(values), Range(0, 9), table) for values in ([[3, 0]], [[9, 3]]))

    assert one.pixel(0, 0) == other.pixel(1, 0)


def test_a_large_slice_is_thinned(qtbot):
    image = picture(np.zeros((1000, 300)), Range(0, 1), theme.current().heat("data"))

    assert max(image.width(), image.height()) <= 128
    assert not picture(np.zeros((2, 2)), None, theme.current().heat("data")).isNull()
