"""A script tab runs its text and follows what the recording tells of its lines."""

import pytest

from ui.panels.script import ScriptTab


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
    assert tab.editor.problem()[0] == 2
    tab.editor.setPlainText("import torch\n")
    tab.run()
    assert tab.editor.problem() is None
