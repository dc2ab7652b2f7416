"""Shapes of many axes stand in a table: what is stretched, and what backward sums."""

import pytest

from tensorlab.explain import broadcast
from ui.widgets.axis_table import AxisTable
from ui.widgets.label import Label


def lines(table: AxisTable) -> list[str]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for label in table.findChildren(Label):
        index = table.layout().indexOf(label)
        if index >= 0:
            row, column, _, _ = table.layout().getItemPosition(index)
            rows.setdefault(row, []).append((column, label.text()))
    return [" ".join(text for _, text in sorted(rows[row])).strip() for row in sorted(rows)]


@pytest.mark.parametrize(
    ("is_backward", "expected"),
    [
        (False, ["axis a b result", "−3 1 2 2 a: 1 → 2", "−2 4 1 4 b: 1 → 4", "−1 3 3 3"]),
        (True, ["axis a b result", "−3 1 2 2 summed for a", "−2 4 1 4 summed for b", "−1 3 3 3"]),
    ],
)
def test_each_axis_says_what_becomes_of_a_one(qtbot, is_backward, expected):
    table = AxisTable()
    qtbot.addWidget(table)
    table.show_alignment(["a", "b"], broadcast((4, 3), (2, 1, 3)), is_backward)

    assert lines(table) == expected


def test_an_axis_that_clashes_says_so(qtbot):
    table = AxisTable()
    qtbot.addWidget(table)
    table.show_alignment(["a", "b"], broadcast((2, 3), (2, 4)), False)

    assert lines(table)[-1] == "−1 3 4 ✗ does not fit"
