"""The banner says which step is shown and what happened at it; the keys go to any other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from ui.panels.timeline import TimelinePanel
from ui.widgets.timeline_bar import TimelineBar

BACKWARD = """import torch
x = torch.ones(2, requires_grad=True)
z = (x * 3).sum()
z.backward()"""


@pytest.fixture
def panel(session, qtbot) -> TimelinePanel:
    panel = TimelinePanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 140)
    panel.show()
    return panel


def words(panel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def test_before_anything_ran_it_says_so(panel) -> None:
    assert "Nothing recorded yet" in words(panel)


def test_live_it_tells_the_last_step(panel, session) -> None:
    session.run_cell(BACKWARD)
    assert f"Live · step {session.recording.last_step + 1}" in words(panel)
    assert "backward from z ends, line 4" in words(panel)


@pytest.mark.parametrize(
    ("key", "step"),
    [(Qt.Key.Key_Home, -1), (Qt.Key.Key_Left, 3), (Qt.Key.Key_Right, 5)],
)
def test_keys_go_to_other_steps(panel, session, qtbot, key: Qt.Key, step: int) -> None:
    session.run_cell(BACKWARD)
    session.show_step(4)
    qtbot.keyClick(panel, key)
    assert session.step == step


def test_the_end_key_returns_to_live(panel, session, qtbot) -> None:
    session.run_cell(BACKWARD)
    session.show_step(2)
    qtbot.keyClick(panel, Qt.Key.Key_End)
    assert session.is_live


def test_every_step_has_a_sentence(panel, session) -> None:
    session.run_cell(f"{BACKWARD}\nx.data += 1\ndel z\nprint(x)\nx + torch.ones(3)")
    silent = []
    for step in range(session.recording.last_step + 1):
        session.show_step(step)
        if not any("line" in text for text in words(panel)):
            silent.append(step)
    assert silent == []


def test_while_running_code_stands_the_banner_says_after_which_line(session, qtbot):
    session.run_cell("import torch; x = torch.ones(2)")
    panel = TimelinePanel(session)
    qtbot.addWidget(panel)

    session.standing = ("fit.py", 3)
    session.drive_changed.emit()

    assert "The code stands after line 3 of fit.py" in [label.text() for label in panel.findChildren(QLabel)]


def test_a_marked_step_shows_its_note_and_keeps_what_is_written(session, qtbot):
    session.run_cell("import torch; x = torch.ones(2); y = x * 2")
    panel = TimelinePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    session.show_step(1)
    note = panel.findChild(QLineEdit)
    assert not note.isVisible()

    session.bookmark(1)
    qtbot.keyClicks(note, "look here")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    session.show_step(0)
    assert not note.isVisible()

    session.playback.to_bookmark(ahead=True)
    assert (session.step, note.isVisible(), note.text()) == (1, True, "look here")

    session.remove_bookmark(1)
    assert not note.isVisible()
    session.playback.to_bookmark(ahead=False)
    assert session.step == 1, "without a mark there is nowhere to go"


def test_steps_that_are_not_kept_are_named_with_the_reason(session, qtbot):
    session.run_cell(
        "import torch\nw = torch.ones(2)\nfor i in range(150):\n    y = w * 2\n    z = y + 1\n    u = z * y\n"
    )
    panel = TimelinePanel(session)
    qtbot.addWidget(panel)
    session.recording.memory_limit = 1
    with qtbot.waitSignal(session.recording_thinned):
        session.run_cell("y = w + 1")
    (gap,) = session.recording.gaps

    bar = panel.findChild(TimelineBar)
    qtbot.waitUntil(lambda: len(bar._tracks.gaps) == 1)

    told = panel._tip(gap.first + 5)
    assert told.startswith(f"Steps {gap.first + 1} to {gap.last + 1}, iterations 1 to 75, are not kept:")


def test_where_values_are_not_kept_the_tip_says_so(session, qtbot):
    session.recording.memory_limit = 1
    session.run_cell("import torch\nx = torch.ones(2)\ny = x * 2")
    session.run_cell("z = y * 2")
    panel = TimelinePanel(session)
    qtbot.addWidget(panel)
    first = session.recording.values_kept_from
    assert first > 0

    assert f"Not every value from before step {first + 1} is kept." in panel._tip(0)


def test_stepping_to_the_last_step_comes_back_to_now(session, panel):
    session.run_cell("import torch\nx = torch.ones(2)\ny = x + 1")
    session.playback.back()
    assert not session.is_live

    session.playback.forward()

    assert session.is_live
