"""A selection says which part of a tensor is shown, and how one would write that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.selection import Role, Selection


@pytest.mark.parametrize(
    ("shape", "text", "grid"),
    [
        ((), "x", (1, 1)),
        ((5,), "x[:]", (1, 5)),
        ((2, 3), "x[:, :]", (2, 3)),
        ((4, 2, 3), "x[0, :, :]", (2, 3)),
        ((0, 2, 3), "x[0, :, :]", (0, 0)),
        ((2, 0), "x[:, :]", (2, 0)),
    ],
)
def test_the_last_two_axes_are_shown_first(shape: tuple[int, ...], text: str, grid: tuple[int, int]) -> None:
    selection = Selection.of(shape)

    assert selection.text("x") == text
    assert selection.grid_shape == grid


def test_a_role_is_swapped_with_the_axis_that_had_it() -> None:
    selection = Selection.of((2, 3, 4)).with_role(0, Role.ROWS)

    assert selection.roles == (Role.ROWS, Role.SLIDER, Role.COLUMNS)


def test_rows_and_columns_can_change_places() -> None:
    selection = Selection.of((2, 3)).with_role(0, Role.COLUMNS)

    assert selection.grid_shape == (3, 2)
    assert selection.is_transposed
    assert selection.text("x") == "x[:, :].T"


def test_every_axis_can_be_held() -> None:
    selection = Selection.of((2, 3)).with_role(0, Role.SLIDER).with_role(1, Role.SLIDER)

    assert selection.grid_shape == (1, 1)
    assert selection.text("x") == "x[0, 0]"


def test_a_position_outside_goes_to_the_nearest_inside() -> None:
    selection = Selection.of((2, 3, 4))

    assert selection.with_position(0, 9).positions == (1, 0, 0)
    assert selection.with_position(0, -1).positions == (0, 0, 0)


def test_roles_and_positions_persist_for_equal_rank() -> None:
    selection = Selection.of((5, 3, 4)).with_role(0, Role.ROWS).with_role(1, Role.SLIDER).with_position(1, 2)

    assert selection.on((9, 2, 7)).roles == selection.roles
    assert selection.on((9, 2, 7)).positions == (0, 1, 0)
    assert selection.on((9, 2)) == Selection.of((9, 2))


@given(st.lists(st.integers(1, 4), min_size=0, max_size=5), st.data())
def test_a_cell_holds_the_element_that_numpy_finds_there(shape: list[int], data: st.DataObject) -> None:
    values = np.arange(int(np.prod(shape))).reshape(shape)
    selection = Selection.of(shape)
    for axis, length in enumerate(shape):
        selection = selection.with_position(axis, data.draw(st.integers(0, length - 1)))
        selection = selection.with_role(axis, data.draw(st.sampled_from(list(Role))))
    rows, columns = selection.grid_shape
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))

    shown = values[selection.index()]
    shown = (shown.T if selection.is_transposed else shown).reshape(rows, columns)

    assert shown[row, column] == values[selection.element(row, column)]


def test_a_cell_is_written_as_in_python() -> None:
    assert Selection.of((8, 16, 20, 16)).with_position(1, 5).element_text("conv", 7, 11) == "conv[0, 5, 7, 11]"
    assert Selection.of(()).element_text("loss", 0, 0) == "loss"


def test_an_axis_that_is_laid_side_by_side_hands_on_what_it_was():
    tiled = Selection.of((2, 3, 4, 5)).with_role(3, Role.TILE)

    assert tiled.roles == (Role.SLIDER, Role.COLUMNS, Role.ROWS, Role.TILE)
    assert Selection.of((2, 3)).with_role(1, Role.TILE).roles == (Role.ROWS, Role.TILE)
