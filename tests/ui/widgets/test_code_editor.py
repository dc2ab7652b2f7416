"""Writing a script: indents, comments, running a part, and what is shown beside the lines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.code_editor import CodeEditor

SCRIPT = "x = 1\nfor i in range(3):\n    y = i\nz = x\n"


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(500, 200)
    editor.show()
    return editor


def go(editor: CodeEditor, line: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(line - 1).position())
    editor.setTextCursor(cursor)


def select(editor: CodeEditor, first: int, last: int) -> None:
    go(editor, first)
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(last - 1).position(), QTextCursor.MoveMode.KeepAnchor)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


# -- typing ------------------------------------------------------------------------------------------------------------


def test_a_block_is_typed_without_counting_spaces(editor: CodeEditor, qtbot: QtBot) -> None:
    for line in ("def f(x):", "return x", "f(1)"):
        qtbot.keyClicks(editor, line)
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert editor.toPlainText() == "def f(x):\n    return x\nf(1)\n"


def test_tab_goes_to_the_next_four_and_backspace_takes_four_away(editor: CodeEditor, qtbot: QtBot) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == " " * 8

    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == " " * 4


def test_selected_lines_are_indented_together_and_undone_in_one_step(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText("a\nb\nc")
    select(editor, 1, 2)

    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "    a\n    b\nc"
    qtbot.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.toPlainText() == "a\nb\nc"
    editor.undo()
    assert editor.toPlainText() == "    a\n    b\nc"


def test_lines_are_commented_and_back(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    select(editor, 2, 3)

    qtbot.keyClick(editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "x = 1\n# for i in range(3):\n#     y = i\nz = x\n"
    qtbot.keyClick(editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == SCRIPT


# -- running -----------------------------------------------------------------------------------------------------------


def test_shift_enter_runs_the_statement_and_goes_on(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    go(editor, 3)

    with qtbot.waitSignal(editor.run_line_requested) as heard:
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert heard.args == ["for i in range(3):\n    y = i", 2]
    assert editor.textCursor().blockNumber() + 1 == 4
    assert editor.toPlainText() == SCRIPT


def test_shift_enter_runs_the_selected_lines(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    select(editor, 3, 4)

    with qtbot.waitSignal(editor.run_line_requested) as heard:
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert heard.args == ["    y = i\nz = x", 3]


def test_an_empty_line_runs_nothing(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText("\nx")
    go(editor, 1)

    with qtbot.assertNotEmitted(editor.run_line_requested):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert editor.textCursor().blockNumber() + 1 == 2


# -- beside the lines --------------------------------------------------------------------------------------------------


def test_the_shown_line_is_marked_and_brought_into_view(editor: CodeEditor) -> None:
    editor.setPlainText("\n".join(f"x{i} = {i}" for i in range(300)))

    editor.set_shown_line(250)

    first = editor.firstVisibleBlock().blockNumber() + 1
    assert first <= 250 <= first + 20
    marks = editor.extraSelections()
    assert marks[0].format.background().color() == theme.current().color("selection")
    editor.set_shown_line(None)
    assert editor.extraSelections() == []


@pytest.mark.parametrize("line", [0, 99, -1])
def test_a_line_that_does_not_exist_is_not_marked(editor: CodeEditor, line: int) -> None:
    editor.setPlainText(SCRIPT)

    editor.set_shown_line(line)
    editor.set_problem(line, "lost")

    assert editor.extraSelections() == []
    assert editor.problem() is None


def test_an_error_stays_with_its_line(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_problem(4, "x is gone")
    go(editor, 1)

    qtbot.keyClick(editor, Qt.Key.Key_Return)
    editor.grab()

    assert editor.problem() == (5, "x is gone")
    editor.set_problem(None)
    assert editor.problem() is None


def test_the_gutter_grows_with_the_numbers(editor: CodeEditor) -> None:
    before = editor.gutter_width()

    editor.setPlainText("\n" * 5000)

    assert editor.gutter_width() > before


def test_code_has_the_colours_of_the_theme(editor: CodeEditor) -> None:
    editor.setPlainText('import torch\n"""a\nb"""')

    def color_of(line: int) -> str:
        block = editor.document().findBlockByNumber(line)
        ranges = block.layout().formats()
        return ranges[0].format.foreground().color().name()

    assert color_of(0) == theme.current().color("syntax_keyword").name()
    assert color_of(1) == color_of(2) == theme.current().color("syntax_string").name()


def test_an_error_of_several_lines_is_told_in_one_row(editor: CodeEditor) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_problem(4, "x is gone · why: deleted")
    one_row = editor.grab().toImage()

    editor.set_problem(4, "x is gone\nwhy: deleted")

    assert editor.grab().toImage() == one_row


# -- words behind the lines --------------------------------------------------------------------------------------------


def test_words_stand_behind_a_line_until_it_is_changed(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_notes({1: "() i64", 4: "() i64"})
    go(editor, 4)
    qtbot.keyClicks(editor, "y = ")

    assert editor.notes() == {1: "() i64"}


def test_words_go_down_with_their_line(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_notes({4: "() i64"})
    go(editor, 1)
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert editor.notes() == {5: "() i64"}


def test_an_error_stands_in_place_of_the_words(editor: CodeEditor) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_notes({1: "() i64", 4: "() i64"})
    editor.set_problem(4, "no such name")

    assert editor.notes() == {1: "() i64"}


def test_words_can_be_clicked(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText(SCRIPT)
    editor.set_notes({1: "(3, 2) f32"})
    row = editor.cursorRect(QTextCursor(editor.document())).center()
    beyond = editor.fontMetrics().horizontalAdvance("x = 1") + 40

    with qtbot.waitSignal(editor.note_clicked) as clicked:
        qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.x() + beyond, row.y()))

    assert clicked.args == [1]


# -- finding -----------------------------------------------------------------------------------------------------------


def test_the_search_goes_round_both_ways(editor: CodeEditor) -> None:
    editor.setPlainText(SCRIPT)
    assert editor.find_all("I") == 3

    ahead = [editor.go_to_found(1) for _ in range(4)]
    back = [editor.go_to_found(-1) for _ in range(2)]

    assert (ahead, back) == ([1, 2, 3, 1], [3, 2])


def test_nothing_found_leaves_the_cursor(editor: CodeEditor) -> None:
    editor.setPlainText(SCRIPT)
    go(editor, 2)

    assert (editor.find_all("nowhere"), editor.go_to_found(1)) == (0, 0)
    assert editor.textCursor().blockNumber() == 1
