"""The legend has numbers at its ends and counts what is hatched."""

import numpy as np

from ui.widgets.heat_legend import HeatLegend
from ui.widgets.heatmap import Range


def test_it_tells_its_ends_and_what_is_no_number(qtbot):
    legend = HeatLegend()
    qtbot.addWidget(legend)
    height = legend.sizeHint().height()
    legend.show_values(np.float32([[1, 2], [np.nan, 3]]), Range(1.0, 3.0), 1, 2)

    assert legend.legend() == ("1.0", "3.0")
    assert legend.bad_words() == ["nan 1", "inf 2"]
    assert legend.accessibleName() == "Colours from 1.0 to 3.0, nan 1, inf 2"
    assert legend.sizeHint().height() > height
    legend.set_scale("gradient")
    legend.grab()


def test_without_a_range_it_has_no_numbers(qtbot):
    legend = HeatLegend()
    qtbot.addWidget(legend)
    legend.show_values(np.float32([np.nan]), None, 1, 0)

    assert legend.legend() == ("", "")
    legend.grab()
