"""The whole window on a session in this process, used as a person uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QTreeView,
    QWidget,
)

from ui import resources, theme
from ui.canvas.view import LEGIBLE, Canvas
from ui.commands import COMMANDS, FORBIDDEN, MENUS
from ui.i18n import Translations
from ui.models.graph import Mode
from ui.panels.graph import GraphPanel
from ui.panels.new_tensor import NewTensorDialog
from ui.panels.operate import OperateDialog
from ui.panels.palette import Palette
from ui.panels.script import ScriptTab
from ui.panels.shortcuts import Shortcuts
from ui.panels.start import examples
from ui.panels.tensor_tab import TensorTab
from ui.session.local import LocalSession
from ui.theme import Choice
from ui.widgets.button import CodeButton
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import Segmented
from ui.widgets.timeline_bar import TimelineBar
from ui.window import FORMS, MainWindow

pytestmark = pytest.mark.usefixtures("settings")

SCRIPT = """import torch
x = torch.ones(3, 2)
w = torch.ones(2, requires_grad=True)
z = (x * w).sum()
z.backward()
"""


@pytest.fixture
def window(session: LocalSession, translations: Translations, qtbot) -> Iterator[MainWindow]:
    before = theme.manager().choice
    window = MainWindow(session, translations)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    for tab in window.findChildren(ScriptTab):
        tab.editor.document().setModified(False)
    theme.manager().choose(before)


@pytest.fixture
def script(window: MainWindow, tmp_path: Path) -> Path:
    """A script of five lines, opened and run."""
    path = tmp_path / "study.py"
    path.write_text(SCRIPT, "utf-8")
    window.documents.open([path])
    trigger(window, "run_script")
    return path


def trigger(window: MainWindow, key: str) -> None:
    """Choose a command, as from its menu."""
    texts = {command.key: command.text for command in COMMANDS}
    action = next(action for action in window.actions() if action.property("english") == texts[key])
    assert action.isEnabled(), f"{key} cannot be chosen now"
    action.trigger()


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, name)
    assert found is not None
    return found


def texts(part: QWidget) -> list[str]:
    """All that can be read in a part of the window."""
    return [label.text() for label in part.findChildren(QLabel) if label.isVisibleTo(part)]


class TestOpening:
    def test_every_dock_is_there_at_first(self, window: MainWindow) -> None:
        names = ("tensors", "inspector", "shapes", "console", "problems", "comparison")
        assert all(dock(window, name).toggleViewAction().isChecked() for name in names)

    def test_every_dock_has_a_name(self, window: MainWindow) -> None:
        titles = {part.windowTitle() for part in window.findChildren(QDockWidget)}
        assert titles == {"Tensors", "Inspector", "Shapes", "Console", "Problems", "Comparison"}


class TestRunning:
    def test_the_tensors_that_have_names_are_listed(self, window: MainWindow, script: Path, qtbot) -> None:
        tree = dock(window, "tensors").findChild(QTreeView)

        def names() -> list[str]:
            model = tree.model()
            group = model.index(0, 0)
            return [str(model.index(row, 0, group).data()) for row in range(model.rowCount(group))]

        qtbot.waitUntil(lambda: names() == ["x", "w", "z"])

    def test_the_graph_has_its_tensors_and_operations(self, window: MainWindow, script: Path, session, qtbot) -> None:
        canvas = window.findChild(Canvas)
        recording = session.recording
        wanted = {recording.names_at(recording.last_step)[name] for name in ("x", "w", "z")}
        qtbot.waitUntil(lambda: wanted <= {int(node) for node in canvas.picture.nodes.ids})

    def test_a_long_graph_is_not_made_too_small_to_read(self, qtbot, window: MainWindow, session) -> None:
        lines = ["import torch", "x = torch.ones(2, requires_grad=True)", *["x = x * 2"] * 20]
        session.run_cell("\n".join(lines))
        qtbot.waitUntil(lambda: window.findChild(Canvas).zoom == pytest.approx(LEGIBLE))

    def test_docks_that_share_a_place_have_no_second_title(self, window: MainWindow, qtbot) -> None:
        titles = {name: dock(window, name).titleBarWidget() for name in ("tensors", "console", "problems")}
        qtbot.waitUntil(lambda: titles["console"].sizeHint().height() == 0)
        assert titles["tensors"].sizeHint().height() > 0
        for name in ("console", "comparison"):
            dock(window, name).close()
        qtbot.waitUntil(lambda: titles["problems"].sizeHint().height() > 0)

    def test_the_way_of_the_graph_is_chosen_on_the_toolbar_or_in_the_menu(self, window: MainWindow, qtbot) -> None:
        ways = window.findChild(Segmented)
        trigger(window, "show_backward")
        assert ways.value() == "show_backward"
        qtbot.mouseClick(ways, Qt.MouseButton.LeftButton, pos=ways.rect_of("show_forward").center())
        assert window.findChild(GraphPanel).mode is Mode.FORWARD

    def test_the_timeline_has_a_mark_for_every_step(self, window: MainWindow, script: Path, session, qtbot) -> None:
        bar = window.findChild(TimelineBar)
        qtbot.waitUntil(lambda: bar.step == session.recording.last_step)
        assert bar.step > 10


class TestSteps:
    def test_a_click_on_the_timeline_shows_that_step_everywhere(self, window, script, session, qtbot) -> None:
        window.documents.show_graph()
        trigger(window, "first_step")
        for _ in range(5):
            trigger(window, "step")
        count = session.recording.last_step + 1
        assert f"Viewing step 5 of {count}" in texts(window)
        qtbot.waitUntil(lambda: f"step 5 / {count}" in texts(window))

    def test_a_click_in_the_bar_goes_to_the_step_there(self, window, script, session, qtbot) -> None:
        window.documents.show_graph()
        bar = window.findChild(TimelineBar)
        qtbot.waitUntil(lambda: bar.isVisible() and bar.step_at(bar.x_of(7)) == 7)
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(7)), bar.height() // 2))
        assert session.step == 7
        assert f"Viewing step 8 of {session.recording.last_step + 1}" in texts(window)

    def test_the_banner_leads_back_to_live(self, window, script, session, qtbot) -> None:
        window.documents.show_graph()
        trigger(window, "first_step")
        (back,) = [b for b in window.findChildren(QPushButton) if b.text() == "Return to live"]
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
        assert session.is_live
        assert f"Live · step {session.recording.last_step + 1}" in texts(window)


class TestTensorTab:
    def test_an_edit_is_made_echoed_and_undone(self, window, session, qtbot) -> None:
        session.run_cell("import torch; x = torch.zeros(2, 3)")
        x = session.recording.names_at(session.recording.last_step)["x"]
        echoed: list[str] = []
        session.echoed.connect(echoed.append)
        session.open_tensor(x)
        (tab,) = window.findChildren(TensorTab)
        tab.grid.set_current(1, 2)
        qtbot.keyClicks(tab.grid, "5")
        qtbot.keyClick(tab.grid.findChild(QLineEdit), Qt.Key.Key_Return)
        assert echoed == ["x[1, 2] = 5.0"]
        assert session.value(x)[1, 2] == 5
        trigger(window, "undo")
        assert session.value(x)[1, 2] == 0


class TestErrors:
    def test_an_error_marks_its_line_and_says_why_and_what_to_try(self, window, session, tmp_path, qtbot) -> None:
        path = tmp_path / "wrong.py"
        path.write_text("import torch\na = torch.ones(3)\na + torch.ones(4)\n", "utf-8")
        window.documents.open([path])
        trigger(window, "run_script")
        (tab,) = window.findChildren(ScriptTab)
        qtbot.waitUntil(lambda: tab.editor.problem() is not None)
        assert tab.editor.problem()[0] == 3
        problems = dock(window, "problems").widget()
        qtbot.waitUntil(lambda: any("line 3" in link.text() for link in problems.findChildren(Link)))

    def test_a_fix_is_written_into_the_script_and_not_run(self, window, session, tmp_path, qtbot) -> None:
        path = tmp_path / "wrong.py"
        path.write_text("import torch\na = torch.ones(4, 3)\na + torch.ones(4)\n", "utf-8")
        window.documents.open([path])
        trigger(window, "run_script")
        problems = dock(window, "problems").widget()
        qtbot.waitUntil(lambda: bool(problems.findChildren(CodeButton)))
        steps = session.recording.last_step

        problems.findChildren(CodeButton)[0].click()

        (tab,) = window.findChildren(ScriptTab)
        assert tab.text == "import torch\na = torch.ones(4, 3)\na + torch.ones(4).unsqueeze(-1)\n"
        assert session.recording.last_step == steps
        tab.editor.undo()
        assert tab.text == path.read_text("utf-8")


class TestLanguageAndLook:
    @pytest.mark.skipif(not resources.path("translations", "tensorlab_zh_CN.qm").exists(), reason="no catalogue yet")
    def test_the_language_changes_while_the_window_is_open(self, window: MainWindow, qtbot) -> None:
        trigger(window, "language_zh_CN")
        qtbot.waitUntil(lambda: dock(window, "tensors").windowTitle() == "张量")
        trigger(window, "language_en")
        qtbot.waitUntil(lambda: dock(window, "tensors").windowTitle() == "Tensors")

    def test_the_language_is_remembered(self, window: MainWindow) -> None:
        trigger(window, "language_zh_CN")
        assert QSettings().value("language") == "zh_CN"

    @pytest.mark.parametrize("name", ["light", "dark", "high_contrast"])
    def test_the_theme_changes_while_the_window_is_open(self, window: MainWindow, name: str) -> None:
        trigger(window, f"theme_{name}")
        assert theme.manager().choice is Choice(name)
        colour = window.palette().window().color()
        assert colour == theme.current().color("chrome")


class TestCommands:
    def test_the_window_or_a_part_of_it_can_do_every_command(self, window: MainWindow) -> None:
        choices = ("theme_", "language_", *(f"copy_{form}" for form in FORMS))
        keys = {command.key for command in COMMANDS if not command.key.startswith(choices)}
        of_parts = window._commands_of_parts
        assert set(of_parts) <= keys
        assert all(callable(of_parts[key]) for key in of_parts)
        assert all(callable(getattr(window, key)) for key in keys - set(of_parts))

    def test_a_document_is_begun_and_closed_by_commands_and_names_the_window(self, window: MainWindow) -> None:
        trigger(window, "new_script")
        assert window.windowTitle() == "untitled.py — TensorLab"
        trigger(window, "close_tab")
        assert window.windowTitle() == "TensorLab"
        assert not window._actions["close_tab"].isEnabled()

    def test_a_recent_file_opens_from_the_menu(self, window: MainWindow, script: Path) -> None:
        trigger(window, "close_tab")
        (action,) = window._recent_menu.actions()
        assert action.text() == "study.py"
        action.trigger()
        assert window.documents.script.path == script

    def test_an_example_opens_from_the_menu(self, window: MainWindow) -> None:
        window._examples_menu.actions()[0].trigger()
        assert window.documents.script.path == examples()[0].path

    def test_what_is_said_of_a_document_stands_in_the_status_bar(self, window: MainWindow) -> None:
        window.documents.said.emit("The script is changed.")
        assert window.statusBar().currentMessage() == "The script is changed."

    def test_every_command_stands_in_a_menu(self) -> None:
        assert {command.menu for command in COMMANDS} <= set(MENUS)

    def test_no_two_commands_share_a_shortcut(self) -> None:
        shortcuts = [shortcut for command in COMMANDS for shortcut in command.shortcuts]
        assert len(set(shortcuts)) == len(shortcuts)

    def test_no_command_takes_what_an_input_method_needs(self) -> None:
        assert not {shortcut for command in COMMANDS for shortcut in command.shortcuts} & set(FORBIDDEN)

    @pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
    def test_the_palette_finds_a_command_by_a_part_of_its_name_and_does_it(self, window, session, qtbot) -> None:
        session.run_cell("import torch; x = torch.zeros(2, 3)")
        trigger(window, "show_palette")
        palette = window.findChild(Palette)
        line, found = palette.findChild(QLineEdit), palette.findChild(QListWidget)
        qtbot.keyClicks(line, "beginning")
        assert found.count() == 1
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert session.step == -1


class TestAccess:
    def test_all_that_takes_the_focus_has_a_name(self, window: MainWindow, script: Path, session, qtbot) -> None:
        x = session.recording.names_at(session.recording.last_step)["x"]
        session.open_tensor(x)
        session.select(x)
        assert nameless(window) == []


def nameless(window: QWidget) -> list[str]:
    """The controls that the Tab key reaches and a screen reader would call nothing."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isVisible():
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}")
    return found


class TestMemory:
    def test_the_layout_is_as_it_was_left(self, window, session, translations, qtbot) -> None:
        dock(window, "shapes").hide()
        window.remember_layout()
        again = MainWindow(session, translations)
        qtbot.addWidget(again)
        again.show()
        assert not dock(again, "shapes").isVisible()
        assert dock(again, "inspector").isVisible()

    def test_the_layout_can_be_had_as_at_first(self, window: MainWindow) -> None:
        dock(window, "shapes").hide()
        trigger(window, "reset_layout")
        assert dock(window, "shapes").isVisible()

    def test_scripts_that_were_open_are_opened_again(self, window, script, session, translations, qtbot) -> None:
        window.remember_layout()
        again = MainWindow(session, translations)
        qtbot.addWidget(again)
        again.documents.reopen_scripts()
        assert [tab.path for tab in again.findChildren(ScriptTab)] == [script]


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_the_palette_finds_a_command_by_its_chinese_name_while_english_is_spoken(window: MainWindow) -> None:
    window.show_palette()
    palette = window.findChild(Palette)
    assert palette is not None

    palette.findChild(QLineEdit).setText("新建脚本")

    found = palette.findChild(QListWidget)
    assert [found.item(row).text().split("    ")[0] for row in range(found.count())] == ["New script"]
    palette.close()


def test_every_shortcut_stands_on_the_page_of_shortcuts_and_is_found_by_its_keys(window: MainWindow) -> None:
    window.show_shortcuts()
    page = window.findChild(Shortcuts)
    assert page is not None
    assert len(page.rows()) == sum(1 for command in COMMANDS if command.shortcuts)

    page.findChild(QLineEdit).setText("F10")

    assert page.rows() == [("Step forward", "F10")]
    page.close()


def test_text_goes_back_to_its_usual_size(window: MainWindow) -> None:
    window.larger_text()
    window.larger_text()

    window.usual_text()

    assert theme.manager().scale == 1.0


def test_the_end_of_the_toolbar_has_both_languages(window: MainWindow, qtbot) -> None:
    languages = next(part for part in window.findChildren(Segmented) if part.accessibleName() == "Language")

    def choose(language: str) -> str:
        middle = languages.rect_of(language).center()
        qtbot.mouseClick(languages, Qt.MouseButton.LeftButton, pos=middle)
        return window.menuBar().actions()[0].text()

    window.show()

    assert (choose("zh_CN"), choose("en")) == ("文件", "File")


def test_the_tab_of_problems_tells_how_many_there_are(window: MainWindow, session: LocalSession, qtbot) -> None:
    assert dock(window, "problems").windowTitle() == "Problems"

    session.run_cell("import torch\ntorch.ones(3) + torch.ones(2)")

    qtbot.waitUntil(lambda: dock(window, "problems").windowTitle() == "Problems (1)")


class TestTheGraphBesideTheCode:
    def test_it_leaves_its_tab_and_goes_back(self, window: MainWindow) -> None:
        def tabs() -> list[str]:
            return [window.documents.tabText(place) for place in range(window.documents.count())]

        before = tabs()
        trigger(window, "graph_beside")
        assert (tabs(), window.documents.graph.isVisible()) == (["Start"], True)
        trigger(window, "graph_beside")
        assert tabs() == before

    def test_it_is_remembered_and_a_new_layout_takes_it_back(self, window, session, translations, qtbot) -> None:
        trigger(window, "graph_beside")
        window.remember_layout()
        again = MainWindow(session, translations)
        qtbot.addWidget(again)
        assert again._actions["graph_beside"].isChecked()
        trigger(again, "reset_layout")
        assert not again._actions["graph_beside"].isChecked()

    def test_the_keyboard_reaches_both(self, window: MainWindow, script: Path, qtbot) -> None:
        trigger(window, "graph_beside")
        window.activateWindow()
        window.documents.script_in_front.editor.setFocus()
        window.next_pane()
        assert window.documents.graph.isAncestorOf(window.focusWidget())
        window.previous_pane()
        assert window.documents.script_in_front.editor.hasFocus()


class TestFinding:
    def test_it_searches_the_script_in_front(self, window: MainWindow, script: Path, qtbot) -> None:
        trigger(window, "find_text")
        tab = window.documents.script_in_front
        field = tab.findChild(SearchBox).findChild(QLineEdit)
        qtbot.keyClicks(field, "TORCH")
        assert "3 found" in words(tab)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert ("2 of 3" in words(tab), tab.editor.textCursor().blockNumber()) == (True, 1)
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert "1 of 3" in words(tab)
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert tab.editor.hasFocus()

    def test_without_a_script_in_front_it_searches_the_graph(self, window: MainWindow) -> None:
        trigger(window, "find_text")
        assert not window.documents.graph.canvas.search_box.isHidden()


def words(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(Label)}


def test_focus_goes_round_the_panes_both_ways(window: MainWindow, qtbot) -> None:
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.next_pane()
    first = window.focusWidget()

    window.next_pane()
    window.previous_pane()

    assert window.focusWidget() is first


class TestUnsavedChanges:
    @pytest.fixture
    def changed(self, window: MainWindow, script: Path) -> ScriptTab:
        (tab,) = window.findChildren(ScriptTab)
        tab.editor.setPlainText("x = 2\n")
        tab.editor.document().setModified(True)
        return tab

    @staticmethod
    def answer(window: MainWindow, button: QMessageBox.StandardButton) -> None:
        (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        assert not box.isModal()
        box.button(button).click()

    def test_a_window_with_unsaved_changes_asks_beside_the_work_and_saves(self, window, script, changed) -> None:
        window.close()
        assert window.isVisible()

        self.answer(window, QMessageBox.StandardButton.Save)

        assert script.read_text("utf-8") == "x = 2\n"
        assert not window.isVisible()

    def test_changes_are_thrown_away_only_on_request(self, window, script, changed) -> None:
        window.close()
        self.answer(window, QMessageBox.StandardButton.Cancel)
        assert window.isVisible()

        window.close()
        self.answer(window, QMessageBox.StandardButton.Discard)
        assert not window.isVisible()
        assert script.read_text("utf-8") == SCRIPT


class TestTensors:
    def test_a_new_tensor_is_made_and_selected(self, window, session) -> None:
        window.new_tensor()
        dialog = window.findChild(NewTensorDialog)
        dialog._create.click()

        x = session.recording.names_at(session.recording.last_step)["x"]
        assert session.selection == x

    def test_an_operation_on_the_selection_is_run_and_its_result_selected(self, window, session) -> None:
        session.run_cell("import torch\na = torch.ones(2, 3)\nb = torch.ones(3)")
        ids = session.recording.names_at(session.recording.last_step)
        window.operate_on(ids["a"], ids["b"])
        dialog = window.findChild(OperateDialog)
        assert dialog.code() == "x = a + b"

        dialog._create.click()

        names = session.recording.names_at(session.recording.last_step)
        assert session.selection == names["x"]

    def test_tensors_that_code_explains_come_to_the_front(self, window, session) -> None:
        dock(window, "shapes").close()
        session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(3, 1)\nlab.explain(a, b)")

        assert dock(window, "shapes").isVisible()

    def test_the_tensor_in_front_is_copied_as_code(self, window, session) -> None:
        session.run_cell("import torch\na = torch.ones(2)")
        window.documents.tensors.open(session.recording.names_at(session.recording.last_step)["a"])
        window._actions["copy_torch"].trigger()

        assert QApplication.clipboard().text() == "torch.tensor([1.0, 1.0], dtype=torch.float32)"
