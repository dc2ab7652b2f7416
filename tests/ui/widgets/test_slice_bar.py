"""Choosing which axes are shown and where the others are held."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from ui.models.selection import Role
from ui.widgets.axis_chip import AxisChip
from ui.widgets.drop_down import DropDown
from ui.widgets.play_button import PlayButton
from ui.widgets.segmented import Segmented
from ui.widgets.slice_bar import SliceBar


@pytest.fixture
def bar(qtbot: QtBot) -> SliceBar:
    bar = SliceBar()
    qtbot.addWidget(bar)
    bar.set_tensor("conv", (8, 16, 20, 16))
    bar.resize(900, 220)
    bar.show()
    return bar


def roles(bar: SliceBar) -> list[Segmented]:
    return sorted(bar.findChildren(Segmented), key=lambda control: control.y())


def positions(bar: SliceBar) -> list[QSpinBox]:
    return sorted((spin for spin in bar.findChildren(QSpinBox) if spin.isVisible()), key=lambda spin: spin.y())


def test_the_choice_is_shown_as_one_would_type_it(bar: SliceBar) -> None:
    assert bar.code() == "conv[0, 0, :, :]"


def test_a_slider_is_moved_with_the_keyboard(bar: SliceBar, qtbot: QtBot) -> None:
    slider = min((s for s in bar.findChildren(QSlider) if s.isVisible()), key=lambda s: s.y())

    with qtbot.waitSignal(bar.selection_changed) as heard:
        qtbot.keyClick(slider, Qt.Key.Key_Right)

    assert heard.args[0].positions == (1, 0, 0, 0)
    assert positions(bar)[0].value() == 1
    assert bar.code() == "conv[1, 0, :, :]"


def test_a_position_is_typed(bar: SliceBar, qtbot: QtBot) -> None:
    spin = positions(bar)[1]
    spin.selectAll()
    qtbot.keyClicks(spin, "5")

    assert bar.code() == "conv[0, 5, :, :]"


def test_a_role_is_clicked_and_the_axis_that_had_it_changes_places(bar: SliceBar, qtbot: QtBot) -> None:
    first = roles(bar)[0]

    with qtbot.waitSignal(bar.selection_changed) as heard:
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.rect_of(Role.ROWS).center())

    assert heard.args[0].roles == (Role.ROWS, Role.SLIDER, Role.SLIDER, Role.COLUMNS)
    assert bar.code() == "conv[:, 0, 0, :]"
    assert [control.value() for control in roles(bar)] == list(heard.args[0].roles)


def test_roles_persist_for_tensors_of_equal_rank(bar: SliceBar, qtbot: QtBot) -> None:
    first = roles(bar)[0]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.rect_of(Role.ROWS).center())

    bar.set_tensor("v", (5,))
    bar.set_tensor("w", (2, 3, 4, 5))

    assert bar.code() == "w[:, 0, 0, :]"


@pytest.mark.parametrize(
    ("shape", "code", "rows"),
    [((), "x", 0), ((5,), "x[:]", 1), ((2, 3), "x[:, :]", 2), ((2,) * 8, "x[0, 0, 0, 0, 0, 0, :, :]", 8)],
)
def test_every_rank_has_a_row_an_axis(
    qtbot: QtBot, bar: SliceBar, shape: tuple[int, ...], code: str, rows: int
) -> None:
    bar.set_tensor("x", shape)

    assert bar.code() == code
    qtbot.waitUntil(lambda: len([control for control in roles(bar) if control.isVisible()]) == rows)


def test_showing_a_tensor_tells_nobody(bar: SliceBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.selection_changed):
        bar.set_tensor("w", (2, 3, 4, 5))
        bar.set_tensor("s", ())


def test_every_control_has_a_name_for_a_screen_reader(bar: SliceBar) -> None:
    controls = [*bar.findChildren(Segmented), *bar.findChildren(QSlider), *bar.findChildren(QSpinBox)]

    assert all(control.accessibleName() for control in controls)


@pytest.fixture
def compact(bar: SliceBar) -> SliceBar:
    bar.set_short(True)
    return bar


def chips(bar: SliceBar) -> list[AxisChip]:
    return sorted(
        (chip for chip in bar.findChildren(AxisChip) if chip.isVisible()), key=lambda chip: (chip.y(), chip.x())
    )


def test_with_little_height_the_axes_stand_in_lines(bar: SliceBar) -> None:
    before = bar.sizeHint().height()

    bar.set_short(True)

    assert len(chips(bar)) == 4
    assert bar.sizeHint().height() < before / 2
    assert bar.code() == "conv[0, 0, :, :]"


def test_with_little_width_too_and_with_much_there_are_rows_again(bar: SliceBar) -> None:
    bar.resize(300, 300)
    assert bar.is_compact

    bar.resize(900, 220)
    assert not bar.is_compact
    assert len([row for row in roles(bar) if row.isVisible()]) == 4


def test_a_chip_chooses_as_a_row_does(compact: SliceBar, qtbot: QtBot) -> None:
    first = chips(compact)[0]
    spin, role = first.findChild(QSpinBox), first.findChild(DropDown)
    spin.setValue(3)
    assert compact.code() == "conv[3, 0, :, :]"

    role.setCurrentIndex(role.findData(Role.ROWS))
    role.activated.emit(role.currentIndex())
    assert compact.selection().roles[0] is Role.ROWS


def test_a_chip_plays_along_its_axis(compact: SliceBar, qtbot: QtBot) -> None:
    play = chips(compact)[1].findChild(PlayButton)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: compact.code() == "conv[0, 2, :, :]")

    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert not play.plays


def test_a_number_without_axes_has_no_chips(bar: SliceBar) -> None:
    bar.set_tensor("loss", ())
    bar.set_short(True)

    assert not bar.is_compact
    assert bar.code() == "loss"
