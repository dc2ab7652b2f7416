"""Two runs are chosen and compared; each difference leads to its step."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QTableWidget

from ui.models.recording import Recording
from ui.panels.comparison import ComparisonPanel
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown

PROGRAM = """import torch
w = torch.tensor([1., 2.], requires_grad=True)
for i in range(2):
    loss = (w * 3).sum()
    loss.backward()
"""


@pytest.fixture
def panel(session, qtbot) -> ComparisonPanel:
    panel = ComparisonPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def compared(panel, session, qtbot) -> ComparisonPanel:
    """The second run of an edited script, compared with the first."""
    session.run_script(PROGRAM, "train.py")
    session.run_script(PROGRAM.replace("* 3", "* 4"), "train.py")
    press(panel, "Compare")
    qtbot.waitUntil(lambda: not session.comparing.works)
    return panel


def press(panel, text: str) -> None:
    next(button for button in panel.findChildren(Button) if button.text() == text).click()


def rows(panel) -> list[list[str]]:
    table = panel.findChild(QTableWidget)
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def choices(panel) -> list[str]:
    return [box.currentText() for box in panel.findChildren(DropDown)]


def test_at_first_the_latest_run_is_compared_with_the_one_before(compared):
    assert choices(compared) == ["train.py, run 2", "train.py, run 1"]


def test_each_difference_says_where_and_what_and_both_sides(compared):
    assert rows(compared)[0] == [
        "train.py, line 4, iteration 1",
        "the value of w * 3, by 2.0 at most".replace("3", "4"),
        "4.0, 8.0",
        "3.0, 6.0",
    ]
    gradients = [row for row in rows(compared) if "gradient" in row[1]]
    assert [row[0] for row in gradients] == ["train.py, line 5, iteration 1", "train.py, line 5, iteration 2"]


def test_it_sums_up(compared):
    words = " ".join(label.text() for label in compared.findChildren(QLabel))
    assert f"Differences: {len(rows(compared))}." in words
    assert "not kept: 0." in words


def test_the_first_difference_is_shown_and_the_next_follows(compared, session):
    press(compared, "First difference")
    first = session.comparing.differences[0]
    assert (session.step, session.selection) == (first.here, first.node_here)

    press(compared, "Next")
    assert session.step == session.comparing.differences[1].here


def test_ended_it_leaves_no_marks(compared, session):
    press(compared, "Stop comparing")

    assert rows(compared) == []
    assert session.comparing.differences == []


def test_an_opened_recording_and_an_earlier_life_are_offered(panel, session, new_lab):
    session.run_script(PROGRAM, "train.py")
    session.restart()
    session.run_script(PROGRAM, "train.py")
    recording: Recording = new_lab().run(PROGRAM)

    session.comparing.open("other.tlab", recording)

    box = panel.findChildren(DropDown)[1]
    offered = [box.itemText(place) for place in range(box.count())]
    assert "before restart 1: train.py, run 1" in offered
    assert "other.tlab: the whole recording" in offered
    assert choices(panel) == ["train.py, run 1", "before restart 1: train.py, run 1"]


def test_equal_runs_have_no_differences(panel, session, qtbot):
    session.run_script(PROGRAM, "train.py")
    session.run_script(PROGRAM, "train.py")

    press(panel, "Compare")
    qtbot.waitUntil(lambda: not session.comparing.works)

    assert rows(panel) == []
    assert "Differences: 0." in " ".join(label.text() for label in panel.findChildren(QLabel))
