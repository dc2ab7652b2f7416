"""A script tab runs its text and follows what the recording tells of its lines."""

import pytest

from ui.models.program import Edit
from ui.panels.script import ScriptTab
from ui.widgets.button import Button


@pytest.fixture
def tab(session, qtbot, tmp_path) -> ScriptTab:
    tab = ScriptTab(session, "import torch\nx = torch.ones(2)\ny = x + 1\n", tmp_path / "study.py")
    qtbot.addWidget(tab)
    tab.show()
    return tab


def test_a_change_shows_in_the_title_until_it_is_saved(tab, qtbot, tmp_path) -> None:
    qtbot.keyClicks(tab.editor, "#")
    assert tab.title == "study.py •"
    tab.saved(tmp_path / "other.py")
    assert tab.title == "other.py"


def test_running_it_binds_its_names(tab, session) -> None:
    tab.run()
    assert {"x", "y"} <= set(session.recording.names_at(session.recording.last_step))


def test_a_line_alone_can_be_run(tab, session) -> None:
    tab.run_line()
    tab.run_line()
    assert set(session.recording.names_at(session.recording.last_step)) == {"x"}


def test_an_error_stays_at_its_line_until_the_script_runs_again(tab, session) -> None:
    tab.editor.setPlainText("import torch\ntorch.ones(2) + torch.ones(3)\n")
    tab.run()
    line, words = tab.editor.problem()
    assert line == 2
    assert words.split("\n")[0] == "The shapes of torch.ones(2) and torch.ones(3) do not fit: 2 meets 3 on axis 0"
    assert "must match the size of tensor b (3)" in words
    tab.editor.setPlainText("import torch\n")
    tab.run()
    assert tab.editor.problem() is None


def test_full_width_signs_are_offered_in_half_width(session, qtbot) -> None:
    tab = ScriptTab(session, "x = torch.ones（2，3）\n")
    qtbot.addWidget(tab)
    tab.show()
    button = next(one for one in tab.findChildren(Button) if one.isVisibleTo(tab))

    button.click()

    assert tab.text == "x = torch.ones(2,3)\n"
    assert not button.isVisibleTo(tab)
    tab.editor.undo()
    assert tab.text == "x = torch.ones（2，3）\n"


def test_a_fix_is_written_where_the_script_still_reads_as_it_ran(session, qtbot, tmp_path) -> None:
    tab = ScriptTab(session, "a = 1\nb = 2\n", tmp_path / "script.py")
    qtbot.addWidget(tab)
    tab.run()

    assert tab.mend([Edit(2, "b = 3\nc = 4")])
    assert tab.text == "a = 1\nb = 3\nc = 4\n"
    assert not tab.mend([Edit(2, "b = 5")])
    assert tab.text == "a = 1\nb = 3\nc = 4\n"


def test_a_line_that_a_fix_takes_away_is_gone(session, qtbot, tmp_path) -> None:
    tab = ScriptTab(session, "a = 1\nb = 2\nc = 3", tmp_path / "script.py")
    qtbot.addWidget(tab)
    tab.run()

    assert tab.mend([Edit(1, None), Edit(3, "c = 4")])
    assert tab.text == "b = 2\nc = 4"
