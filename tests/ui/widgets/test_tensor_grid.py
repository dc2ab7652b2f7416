"""The grid: walk, select, type, copy; only what is seen is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.heatmap import Range
from ui.widgets.tensor_grid import TensorGrid


class Values:
    """A source with all its numbers at hand, that remembers what it was asked for."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values
        self.rows, self.columns = values.shape
        self.asked: list[tuple[int, int, int, int]] = []

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        self.asked.append((first_row, end_row, first_column, end_column))
        return self.values[first_row:end_row, first_column:end_column]


class Endless:
    """More cells than fit in any memory; each holds its row."""

    rows = columns = 10**9
    most = 0

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        self.most = max(self.most, (end_row - first_row) * (end_column - first_column))
        return np.repeat(np.arange(first_row, end_row)[:, None], end_column - first_column, axis=1)


class Late:
    """A source whose numbers come later."""

    rows, columns = 2, 2
    here = False

    def block(self, first_row: int, end_row: int, first_column: int, end_column: int) -> NDArray[Any] | None:
        return np.ones((2, 2))[first_row:end_row, first_column:end_column] if self.here else None


def shown(qtbot: QtBot, source: Any, dtype: str = "float32") -> TensorGrid:
    grid = TensorGrid()
    qtbot.addWidget(grid)
    grid.resize(500, 300)
    grid.set_source(source, dtype)
    grid.show()
    grid.grab()
    return grid


@pytest.fixture
def grid(qtbot: QtBot) -> TensorGrid:
    return shown(qtbot, Values(np.arange(12, dtype=np.float32).reshape(3, 4) / 4))


def editor(grid: TensorGrid) -> QLineEdit:
    return grid.viewport().findChild(QLineEdit)


# -- walking and selecting ---------------------------------------------------------------------------------------------


def test_arrow_keys_walk_and_stop_at_the_edges(grid: TensorGrid, qtbot: QtBot) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current() == (1, 1)

    qtbot.keyClick(grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current() == (2, 3)

    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.current() == (2, 0)


def test_a_click_makes_a_cell_current_and_a_screen_reader_hears_it(grid: TensorGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.current_changed) as heard:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.cell_rect(1, 2).center())

    assert heard.args == [1, 2]
    assert grid.accessibleDescription() == "Row 1, column 2: 1.5"


def test_the_pointer_tells_the_cell_under_it(grid: TensorGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.hovered) as heard:
        qtbot.mouseMove(grid.viewport(), grid.cell_rect(2, 1).center())
    assert heard.args == [2, 1]

    with qtbot.waitSignal(grid.hovered) as heard:
        qtbot.mouseMove(grid.viewport(), QPoint(2, 2))
    assert heard.args == [-1, -1]


def test_chosen_cells_are_copied_as_python_reads_them(qtbot: QtBot) -> None:
    grid = shown(qtbot, Values(np.array([[-1.5, 0.1], [np.nan, 4.0]], np.float32)))

    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "-1.5\t0.1\nnan\t4.0"


def test_shift_extends_the_selection(grid: TensorGrid, qtbot: QtBot) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "0.0\t0.25"


# -- editing -----------------------------------------------------------------------------------------------------------


def test_typing_over_a_cell_asks_for_an_edit_and_goes_down(grid: TensorGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.edit_requested) as heard:
        qtbot.keyClicks(grid, "3")
        qtbot.keyClicks(editor(grid), ".5")
        qtbot.keyClick(editor(grid), Qt.Key.Key_Return)

    assert heard.args == [0, 0, "3.5"]
    assert grid.current() == (1, 0)
    assert not grid.is_editing()


def test_tab_goes_on_to_the_right(grid: TensorGrid, qtbot: QtBot) -> None:
    qtbot.keyClicks(grid, "7")
    qtbot.keyClick(editor(grid), Qt.Key.Key_Tab)

    assert grid.current() == (0, 1)


def test_escape_leaves_the_cell_as_it_is(grid: TensorGrid, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(grid.edit_requested):
        qtbot.keyClick(grid, Qt.Key.Key_F2)
        assert editor(grid).text() == "0.0"
        qtbot.keyClick(editor(grid), Qt.Key.Key_Escape)

    assert not grid.is_editing()


@pytest.mark.parametrize(
    ("dtype", "text", "sentence"),
    [
        ("float32", "12x", "“12x” is not a number."),
        ("int64", "3.5", "“3.5” is no whole number, and int64 holds nothing else."),
        ("int8", "200", "200 does not fit into int8, which holds -128 to 127."),
        ("bool", "7", "“7” is neither True nor False."),
    ],
)
def test_text_that_is_no_number_of_the_dtype_stays_with_its_reason(
    qtbot: QtBot, dtype: str, text: str, sentence: str
) -> None:
    grid = shown(qtbot, Values(np.zeros((2, 2))), dtype)

    with qtbot.assertNotEmitted(grid.edit_requested):
        qtbot.keyClicks(grid, text[0])
        qtbot.keyClicks(editor(grid), text[1:])
        qtbot.keyClick(editor(grid), Qt.Key.Key_Return)

    assert grid.problem() == sentence
    assert grid.is_editing()
    assert editor(grid).text() == text


def test_the_reason_goes_when_one_types_on(grid: TensorGrid, qtbot: QtBot) -> None:
    qtbot.keyClicks(grid, "x")
    qtbot.keyClick(editor(grid), Qt.Key.Key_Return)
    assert grid.problem()

    qtbot.keyClick(editor(grid), Qt.Key.Key_Backspace)
    assert grid.problem() == ""


def test_the_past_cannot_be_edited_and_says_so(grid: TensorGrid, qtbot: QtBot) -> None:
    grid.set_editable(False, "Read only: return to live to edit.")

    qtbot.keyClicks(grid, "3")

    assert not grid.is_editing()
    assert "return to live" in grid.problem()


# -- sources -----------------------------------------------------------------------------------------------------------


def test_only_what_is_seen_is_asked_for_even_of_endless_numbers(qtbot: QtBot) -> None:
    source = Endless()
    grid = shown(qtbot, source, "int64")

    qtbot.keyClick(grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    grid.grab()

    assert grid.current() == (10**9 - 1, 10**9 - 1)
    assert source.most < 1000
    assert grid.viewport().rect().contains(grid.cell_rect(*grid.current()).center())


def test_a_repaint_asks_for_nothing_new(qtbot: QtBot) -> None:
    source = Values(np.zeros((50, 50)))
    grid = shown(qtbot, source)
    before = len(source.asked)

    grid.viewport().repaint()

    assert len(source.asked) == before


def test_numbers_that_come_late_are_painted_when_they_arrive(qtbot: QtBot) -> None:
    source = Late()
    grid = shown(qtbot, source)
    assert grid.range() is None

    source.here = True
    grid.block_arrived()
    grid.grab()

    assert grid.range() == Range(1.0, 1.0)


def test_another_slice_keeps_its_colours_and_place(grid: TensorGrid, qtbot: QtBot) -> None:
    grid.set_current(2, 2)
    before = grid.range()

    grid.set_source(Values(np.full((3, 4), 99.0)), keep_look=True)
    grid.grab()

    assert grid.range() == before
    assert grid.current() == (2, 2)


def test_a_smaller_tensor_takes_the_current_cell_inside(grid: TensorGrid) -> None:
    grid.set_current(2, 3)

    grid.set_source(Values(np.zeros((1, 1))), keep_look=True)

    assert grid.current() == (0, 0)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_a_tensor_without_elements_has_no_current_cell(qtbot: QtBot, shape: tuple[int, int]) -> None:
    grid = shown(qtbot, Values(np.empty(shape)))

    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClicks(grid, "3")

    assert grid.current() is None
    assert not grid.is_editing()


# -- colours -----------------------------------------------------------------------------------------------------------


def test_a_value_that_is_no_number_is_not_in_the_colours_of_numbers(qtbot: QtBot) -> None:
    grid = shown(qtbot, Values(np.array([[0.0, np.nan], [1.0, 2.0]])))

    image = grid.viewport().grab().toImage()

    ground = image.pixelColor(grid.cell_rect(0, 1).center())
    look = theme.current()
    words_and_hatch = {look.color(role).name() for role in ("invalid_fill", "invalid_hatch", "invalid_text")}
    assert ground.name() in words_and_hatch or _between(ground, look.color("invalid_fill"), look.color("invalid_text"))


def _between(color: QColor, one: QColor, other: QColor) -> bool:
    parts = zip(color.getRgb(), one.getRgb(), other.getRgb(), strict=True)
    return all(min(a, b) <= part <= max(a, b) for part, a, b in parts)


def test_equal_numbers_have_equal_colours(qtbot: QtBot) -> None:
    grid = shown(qtbot, Values(np.array([[0.0, 1.0], [1.0, 0.0]])))
    grid.set_current(0, 0)

    image = grid.viewport().grab().toImage()

    def corner(row: int, column: int) -> str:
        return image.pixelColor(grid.cell_rect(row, column).topLeft() + QPoint(4, 5)).name()

    assert corner(0, 1) == corner(1, 0)
    assert corner(1, 1) != corner(1, 0)
