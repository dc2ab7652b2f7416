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
    tab.save(tmp_path / "other.py")
    assert tab.title == "other.py"


def test_running_it_binds_its_names(tab, session) -> None:
    tab.run()
    assert {"x", "y"} <= set(session.recording.names_at(session.recording.last_step))


def test_a_line_alone_can_be_run(tab, session) -> None:
    tab.run_line()
    tab.run_line()
    assert set(session.recording.names_at(session.recording.last_step)) == {"x"}


def test_an_error_stays_at_its_line_until_the_script_runs_again(tab, session, qtbot) -> None:
    tab.editor.setPlainText("import torch\ntorch.ones(2) + torch.ones(3)\n")
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.problem() is not None)
    line, words = tab.editor.problem()
    assert line == 2
    assert words.split("\n")[0] == "The shapes of torch.ones(2) and torch.ones(3) do not fit: 2 meets 3 on axis 0"
    assert "must match the size of tensor b (3)" in words
    tab.editor.setPlainText("import torch\n")
    tab.run()
    assert tab.editor.problem() is None


def test_what_is_told_beside_lines_follows_the_language_and_stays_at_its_line(tab, qtbot, translations) -> None:
    tab.editor.setPlainText("import torch\na = torch.ones(3) - torch.ones(3, 1)\ntorch.ones(2) + torch.ones(3)\n")
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.problem() is not None and bool(tab.editor.traps()))
    tab.editor.replace_lines([(1, "import torch\n")])

    translations.choose("zh_CN")

    qtbot.waitUntil(lambda: "形状对不上" in tab.editor.problem()[1])
    assert tab.editor.problem()[0] == 4
    ((marked, told),) = tab.editor.traps()
    assert marked == 3
    assert not told.isascii()


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


TRAP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nc = a - b\n"


@pytest.fixture
def trapped(tab, session, qtbot) -> ScriptTab:
    """A script that has run into a trap on line 3."""
    tab.editor.setPlainText(TRAP)
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.traps() != [])
    return tab


def test_a_trap_has_a_mark_beside_its_line_that_says_what_it_is(trapped) -> None:
    ((line, words),) = trapped.editor.traps()

    assert line == 3
    assert "[3, 3]" in words


def test_the_trap_of_the_cursors_line_is_known(trapped) -> None:
    trapped.show_line(2)
    assert trapped.trap() is None

    trapped.show_line(3)
    assert trapped.trap().rule == "broadcast-blowup"


def test_a_mark_moves_with_its_line_and_goes_when_the_script_runs_without_the_trap(trapped, qtbot) -> None:
    trapped.editor.replace_lines([(1, "import torch\n")])
    assert [line for line, _ in trapped.editor.traps()] == [4]

    trapped.editor.setPlainText("import torch\n")
    trapped.run()

    qtbot.waitUntil(lambda: trapped.editor.traps() == [])


def test_the_menu_of_a_mark_offers_to_read_more_or_to_mute_it(trapped, session, qtbot) -> None:
    wanted = []
    session.problems.wanted.connect(wanted.append)

    menu = trapped.menu_for(trapped.trap_on(3))
    words = [action.text() for action in menu.actions()]
    menu.actions()[0].trigger()

    assert words == ["Show it in Problems", "I meant it: mute this line", "Mute “broadcast-blowup”"]
    assert [one.line for one in wanted] == [3]


def test_two_scripts_of_one_file_name_have_marks_of_their_own(session, qtbot, tmp_path) -> None:
    tabs = [ScriptTab(session, TRAP, tmp_path / folder / "train.py") for folder in ("first", "second")]
    for tab in tabs:
        qtbot.addWidget(tab)

    tabs[0].run()
    tabs[1].editor.setPlainText("import torch\n\nx = torch.ones(2)\n")
    tabs[1].run()

    qtbot.waitUntil(lambda: tabs[0].editor.traps() != [])
    assert tabs[1].editor.traps() == []
    assert [tab.source for tab in tabs] == ["train.py", "second/train.py"]
    session.show_step(session.recording.last_step)
    assert [tab.editor.shown_line() for tab in tabs] == [None, 3]


def test_a_new_script_is_known_by_its_own_name(session, qtbot) -> None:
    tabs = [ScriptTab(session, "import torch\n", untitled=name) for name in ("untitled.py", "untitled-2.py")]
    for tab in tabs:
        qtbot.addWidget(tab)
        tab.run()

    assert [cell.source for cell in session.recording.cells] == ["untitled.py", "untitled-2.py"]


# -- shapes behind the lines -------------------------------------------------------------------------------------------


def test_each_line_that_has_run_tells_the_shape_of_what_it_bound(tab, qtbot) -> None:
    tab.run()

    qtbot.waitUntil(lambda: tab.editor.notes() == {2: "(2,) f32", 3: "(2,) f32"})


def test_a_line_run_again_leaves_the_words_behind_the_others(tab, qtbot) -> None:
    tab.run()
    tab.show_line(3)
    tab.run_line()

    qtbot.waitUntil(lambda: tab.editor.notes() == {2: "(2,) f32", 3: "(2,) f32"})


def test_a_line_that_has_changed_since_it_ran_tells_nothing(tab, session, qtbot) -> None:
    tab.run()
    tab.editor.replace_lines([(2, "x = torch.ones(5)")])

    qtbot.waitUntil(lambda: tab.editor.notes() == {3: "(2,) f32"})


def test_stepping_back_takes_away_what_was_not_yet_bound(tab, session, qtbot) -> None:
    tab.run()

    session.show_step(int(session.recording.tables["names"]["step"][0]))

    qtbot.waitUntil(lambda: tab.editor.notes() == {2: "(2,) f32"})


def test_the_words_behind_a_line_select_what_they_tell_of(tab, session, qtbot) -> None:
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.notes() != {})

    tab.editor.note_clicked.emit(3)

    assert session.selection == session.recording.names_at(session.recording.last_step)["y"]


def test_of_a_line_that_bound_several_each_is_selected_in_turn(tab, session, qtbot) -> None:
    tab.editor.setPlainText("import torch\na, b = torch.ones(2), torch.ones(3)\n")
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.notes() != {})
    names = session.recording.names_at(session.recording.last_step)

    selected = []
    for _ in range(3):
        tab.editor.note_clicked.emit(2)
        selected.append(session.selection)

    assert selected == [names["a"], names["b"], names["a"]]


def test_the_shapes_can_be_put_away(tab, qtbot) -> None:
    tab.run()
    qtbot.waitUntil(lambda: tab.editor.notes() != {})

    tab.shows_shapes = False

    assert tab.editor.notes() == {}
