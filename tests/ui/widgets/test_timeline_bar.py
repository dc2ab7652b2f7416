"""The bar draws what it is given: gaps over everything in them, signs where another run was different."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect

from ui.models import course
from ui.widgets.timeline_bar import Run, TimelineBar, Tracks


def numbers(*names: str) -> np.ndarray:
    return np.array([course.MARKS.index(name) for name in names], np.uint8)


MARKS = numbers(*["create", "op", "op", "print", "op", "op", "op", "error", "op", "op"] * 4)


@pytest.fixture
def bar(qtbot) -> TimelineBar:
    bar = TimelineBar()
    qtbot.addWidget(bar)
    bar.resize(900, bar.height())
    bar.show()
    return bar


def picture(bar, first: int, last: int) -> bytes:
    """The pixels of the strips of these steps, without the numbers below them."""
    left, right = round(bar.x_of(first)) - 6, round(bar.x_of(last)) + 6
    image = bar.grab(QRect(left, 0, right - left, bar.height() - 24)).toImage()
    return bytes(image.constBits())


def test_a_step_is_where_it_is_drawn(bar):
    bar.set_tracks(Tracks(MARKS))

    assert [bar.step_at(bar.x_of(step)) for step in (0, 7, 39)] == [0, 7, 39]


def test_a_gap_hides_the_marks_in_it_and_no_others(bar):
    plain, gapped = Tracks(MARKS), Tracks(MARKS, gaps=[Run(10, 19, "", "not kept")])
    other = np.where(np.arange(len(MARKS)) // 10 == 1, *numbers("free"), MARKS)
    bar.set_tracks(plain)
    before = picture(bar, 25, 35)

    bar.set_tracks(gapped)
    inside = picture(bar, 11, 18)
    assert picture(bar, 25, 35) == before

    bar.set_tracks(Tracks(other, gaps=[Run(10, 19, "", "not kept")]))
    assert picture(bar, 11, 18) == inside


@pytest.mark.parametrize("tracks", [{"differing": [12]}, {"flags": [12]}, {"traps": [12]}, {"values_from": 20}])
def test_a_sign_is_seen_at_its_step_and_nowhere_else(bar, tracks):
    bar.set_tracks(Tracks(MARKS))
    at, elsewhere = picture(bar, 12, 12), picture(bar, 30, 38)

    bar.set_tracks(Tracks(MARKS, **tracks))

    assert picture(bar, 12, 12) != at
    assert picture(bar, 30, 38) == elsewhere


def test_traps_and_errors_are_drawn_however_close_steps_lie(bar):
    marks = np.full(100_000, numbers("op"), np.uint8)
    marks[70_003] = numbers("error")[0]
    bar.set_tracks(Tracks(marks, traps=[5_001]))

    assert {5_001, 70_003} <= set(bar._drawn_steps())
