"""How shapes line up, in boxes and in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tensorlab.explain import matmul
from ui.widgets.shape_strip import ShapeStrip


def strip(qtbot: QtBot, **shapes: tuple[int, ...]) -> ShapeStrip:
    strip = ShapeStrip()
    qtbot.addWidget(strip)
    strip.set_shapes(list(shapes), list(shapes.values()))
    strip.resize(500, strip.sizeHint().height())
    strip.grab()
    return strip


@pytest.mark.parametrize(
    ("a", "b", "notes"),
    [
        ((3,), (3, 1), ["1 padded, 1→3 stretches", "1→3 stretches", "(3, 3)"]),
        ((3,), (1, 3), ["1 padded on the left", "", "(1, 3)"]),
        ((1,), (1, 4, 3), ["1, 1 padded, 1→4, 1→3 stretches", "", "(1, 4, 3)"]),
        ((2, 3), (2, 3), ["", "", "(2, 3)"]),
    ],
)
def test_what_is_padded_and_what_stretches_is_said_in_words(
    qtbot: QtBot, a: tuple[int, ...], b: tuple[int, ...], notes: list[str]
) -> None:
    assert strip(qtbot, a=a, b=b).notes() == notes


def test_a_clash_is_a_cross_and_words(qtbot: QtBot) -> None:
    assert strip(qtbot, h=(4, 3), w=(5,)).notes() == ["✗ 3 does not fit", "✗ 5 does not fit", "✗ 3 meets 5 on axis -1"]


def test_a_matrix_product_that_does_not_fit_is_told_too(qtbot: QtBot) -> None:
    shown = ShapeStrip()
    qtbot.addWidget(shown)

    shown.set_alignment(["x", "w"], matmul((4, 3), (2, 5)).alignment)

    assert shown.notes()[-1].startswith("✗")
    shown.grab()


@pytest.mark.parametrize("shapes", [{}, {"s": ()}, {"s": (), "v": (3,)}, {"a": (2, 1, 1, 4), "b": (3, 1), "c": (4,)}])
def test_any_number_of_operands_of_any_rank(qtbot: QtBot, shapes: dict[str, tuple[int, ...]]) -> None:
    shown = strip(qtbot, **shapes)

    assert len(shown.notes()) == (len(shapes) + 1 if shapes else 0)


def test_boxes_of_one_axis_stand_under_each_other(qtbot: QtBot) -> None:
    shown = strip(qtbot, a=(3,), c=(3, 1))

    assert shown.box_rect(0, -1).left() == shown.box_rect(1, -1).left() == shown.box_rect(2, -1).left()
    assert shown.box_rect(0, -2).right() < shown.box_rect(0, -1).left()


def test_a_click_tells_the_axis(qtbot: QtBot) -> None:
    shown = strip(qtbot, a=(3,), c=(3, 1))

    with qtbot.waitSignal(shown.axis_clicked) as heard:
        qtbot.mousePress(shown, Qt.MouseButton.LeftButton, pos=shown.box_rect(2, -2).center())

    assert heard.args == [-2]


def test_the_arrow_keys_walk_along_the_axes(qtbot: QtBot) -> None:
    shown = strip(qtbot, a=(3,), c=(3, 1))

    with qtbot.waitSignal(shown.axis_clicked) as heard:
        qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert heard.args == [-1]

    with qtbot.waitSignal(shown.axis_clicked) as heard:
        qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert heard.args == [-2]


def test_a_screen_reader_hears_all_of_it(qtbot: QtBot) -> None:
    spoken = strip(qtbot, a=(3,), c=(3, 1)).accessibleDescription()

    assert spoken == "a (3,) 1 padded, 1→3 stretches; c (3, 1) 1→3 stretches; result (3, 3)"
