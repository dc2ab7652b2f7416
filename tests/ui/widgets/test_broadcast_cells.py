"""Broadcasting cell by cell: what is real, and what is only read again."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.broadcast_cells import BroadcastCells, can_show, part_of

ROW = np.array([1, 2, 3])
COLUMN = np.array([[0], [10], [20]])


def test_only_the_first_row_of_a_row_is_real() -> None:
    part = part_of("a", ROW, (3, 3))

    assert part.real.tolist() == [[True] * 3, [False] * 3, [False] * 3]
    assert part.texts[2] == ("1", "2", "3")


def test_only_the_first_column_of_a_column_is_real() -> None:
    assert part_of("c", COLUMN, (3, 3)).real.tolist() == [[True, False, False]] * 3


def test_a_single_number_is_read_everywhere() -> None:
    part = part_of("s", np.array(7), (2, 2))

    assert part.real.tolist() == [[True, False], [False, False]]
    assert part.down and part.across


@pytest.mark.parametrize(
    ("shape", "shown"), [((), True), ((3,), True), ((6, 5), True), ((7, 2), False), ((0, 2), False), ((2, 2, 2), False)]
)
def test_only_small_results_are_drawn(shape: tuple[int, ...], shown: bool) -> None:
    assert can_show(shape) is shown


def test_words_say_which_way_nothing_is_copied(qtbot: QtBot) -> None:
    cells = BroadcastCells()
    qtbot.addWidget(cells)

    cells.show_operands(["a", "c"], [ROW, COLUMN], ROW + COLUMN, "+")
    cells.resize(cells.sizeHint())
    cells.grab()

    assert cells.captions() == ["a, stride 0 down", "c, stride 0 across", "a + c"]
    assert cells.parts()[-1].texts[1] == ("11", "12", "13")
    assert cells.parts()[-1].real.all()
