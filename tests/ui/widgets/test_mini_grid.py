"""A small look at values: the first of them, and how far they reach."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.mini_grid import MiniGrid


def shown(qtbot: QtBot, values: NDArray[np.generic], scale: str = "data", width: int = 600) -> MiniGrid:
    grid = MiniGrid(scale)
    qtbot.addWidget(grid)
    grid.set_values(values)
    grid.resize(width, grid.sizeHint().height())
    grid.grab()
    return grid


@pytest.mark.parametrize(
    ("shape", "size"),
    [((), (1, 1)), ((3,), (1, 3)), ((4, 3), (4, 3)), ((20, 30), (8, 8)), ((2, 5, 4, 3), (4, 3))],
)
def test_up_to_eight_rows_and_columns_are_shown(qtbot: QtBot, shape: tuple[int, ...], size: tuple[int, int]) -> None:
    assert shown(qtbot, np.ones(shape)).shown_size() == size


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (0, 2, 3), (2, 0, 3)])
def test_nothing_can_be_shown_too(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    assert shown(qtbot, np.ones(shape)).legend() == ("", "")


def test_a_narrow_grid_shows_fewer_columns_and_is_no_higher(qtbot: QtBot) -> None:
    values = np.ones((3, 8))

    wide, narrow = shown(qtbot, values), shown(qtbot, values, width=120)

    assert 1 <= narrow.shown_size()[1] < wide.shown_size()[1]
    assert narrow.sizeHint().height() == wide.sizeHint().height()


def test_the_scale_has_numbers_with_true_minus_signs(qtbot: QtBot) -> None:
    assert shown(qtbot, np.array([-1.0, 0.25, 1.0])).legend() == ("−1.00", "1.00")


def test_a_gradient_has_zero_in_the_middle(qtbot: QtBot) -> None:
    grid = shown(qtbot, np.array([0.25, 0.25]), "gradient")

    assert grid.legend() == ("−0.25", "0.25")


def test_of_many_axes_the_first_plane_is_shown_and_named(qtbot: QtBot) -> None:
    assert shown(qtbot, np.ones((2, 5, 4, 3))).shown_part() == "[0, 0, :, :]"
    assert shown(qtbot, np.ones((4, 3))).shown_part() == ""


def test_a_screen_reader_hears_size_and_range(qtbot: QtBot) -> None:
    grid = shown(qtbot, np.array([[1.0, 1.0]]))

    assert grid.accessibleName() == "Values, 1 by 2, from 1.0 to 1.0"
    QApplication.sendEvent(grid, QEvent(QEvent.Type.LanguageChange))
    assert grid.accessibleName() == "Values, 1 by 2, from 1.0 to 1.0"


def test_a_single_column_leaves_room_for_both_numbers_of_its_legend(qtbot: QtBot) -> None:
    grid = MiniGrid("gradient")
    qtbot.addWidget(grid)
    grid.set_values(np.array([[-40.15], [6.25]]))
    numbers = QFontMetrics(theme.current().font("code_micro"))
    assert grid.minimumSizeHint().width() > sum(numbers.horizontalAdvance(number) for number in grid.legend())
