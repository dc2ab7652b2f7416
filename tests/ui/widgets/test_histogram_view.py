"""Bars for how often values occur; each can be read out."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ui.models.statistics import Histogram
from ui.widgets.histogram_view import HistogramView


@pytest.fixture
def view(qtbot) -> HistogramView:
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_histogram(Histogram.of(np.array([0, 0, 0, 1, 2, 2])))
    view.show()
    return view


def test_what_is_more_frequent_is_taller(view):
    heights = [view.bar_rect(bar).height() for bar in range(3)]

    assert heights[0] > heights[2] > heights[1]


def test_a_logarithm_brings_rare_values_up(view):
    before = view.bar_rect(1).height()
    view.set_logarithmic(True)

    assert view.bar_rect(1).height() > before
    view.grab()


def test_bars_are_read_by_pointer_and_by_keyboard(view, qtbot):
    told = []
    view.pointed.connect(told.append)
    qtbot.mouseMove(view, QPoint(200, 280))
    qtbot.keyClick(view, Qt.Key.Key_Right)

    assert told == [1, 2]


def test_nothing_has_no_bars(view, qtbot):
    view.show_histogram(Histogram.of(np.zeros(0)))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    view.grab()
