"""Cells have their places, and scrolling goes by cells."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize

from ui.widgets.grid_geometry import GridGeometry

# 50 x 20 px cells below a header of 20 px and beside one of 30 px; 4 columns and 3 rows fit, with some room left.
GRID = GridGeometry(10, 10, QSize(50, 20), QSize(30, 20), QSize(240, 90), top=2, left=1)


def test_cells_that_the_edge_cuts_are_shown_too() -> None:
    assert GRID.visible() == (2, 6, 1, 6)
    assert (GRID.whole_rows, GRID.whole_columns) == (3, 4)


def test_a_point_finds_the_cell_that_is_drawn_there() -> None:
    assert GRID.cell_at(GRID.rect(4, 3).center()) == (4, 3)
    assert GRID.cell_at(QPoint(10, 50)) is None
    assert GRID.cell_at(QPoint(50, 10)) is None


def test_beside_the_last_cell_there_is_none() -> None:
    small = GridGeometry(1, 1, QSize(50, 20), QSize(30, 20), QSize(240, 90))

    assert small.cell_at(QPoint(31, 21)) == (0, 0)
    assert small.cell_at(QPoint(85, 21)) is None


def test_scrolling_to_a_cell_moves_no_more_than_needed() -> None:
    assert GRID.scrolled_to(3, 2) == (2, 1)
    assert GRID.scrolled_to(0, 0) == (0, 0)
    assert GRID.scrolled_to(9, 9) == (7, 6)
