"""The main window: docks around the documents, menus and toolbar from the table of commands, layout and language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from tensorlab.errors import LoadError
from tensorlab.events import NOBODY
from ui import icons, theme
from ui.commands import COMMANDS, CONTEXT, MENUS, Command, translated
from ui.docks import Docks
from ui.documents import Documents
from ui.files import Files
from ui.i18n import LANGUAGES, Translations, in_chinese
from ui.models.diagnosis import Diagnosis
from ui.models.explanation import operand_of
from ui.models.graph import Mode
from ui.panels.comparison import ComparisonPanel
from ui.panels.inspector import InspectorPanel
from ui.panels.problems import ProblemsPanel
from ui.panels.shapes import ShapesPanel
from ui.panels.start import examples
from ui.panels.status import StatusPanel
from ui.panels.tensors import TensorsPanel
from ui.session.base import KernelState, Session
from ui.session.driving import Drive
from ui.side_by_side import SideBySide
from ui.widgets.metrics import icon_size
from ui.widgets.segmented import Segmented

STATE_VERSION = 1
MODES = ("show_forward", "show_backward", "show_both")
"""The commands between which the toolbar's segmented control chooses."""
FORMS = ("torch", "numpy", "tsv", "markdown", "latex")
"""What a tensor can be copied as."""


class MainWindow(QMainWindow):
    """One session, seen from all sides.

    Attributes:
        documents: what is open in the middle.
    """

    def __init__(self, session: Session, translations: Translations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._translations = translations
        self._settings = QSettings()
        self._files = Files(self)
        self._actions: dict[str, QAction] = {}
        self._moves: bool | None = None
        self.setObjectName("window")
        self.setWindowIcon(icons.application_icon())
        self.setMinimumSize(1024, 640)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self.setAcceptDrops(True)
        self.documents = Documents(session, self._files, translations)
        self._side_by_side = SideBySide(self.documents)
        self.setCentralWidget(self._side_by_side)
        self._docks = self._make_docks()
        self._make_actions()
        self._menus: dict[str, QMenu] = {}
        self._make_menus()
        self._make_toolbar()
        self._status = StatusPanel(session)
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self._connect()
        self._retranslate()
        self._default_state = self.saveState(STATE_VERSION)
        self._restore()
        self._follow_text_size()
        theme.manager().changed.connect(self._follow_text_size)
        self._update_actions()

    # -- parts --------------------------------------------------------------------------------------------------------

    def _make_docks(self) -> Docks:
        tensors = TensorsPanel(self._session)
        tensors.new_wanted.connect(self.new_tensor)
        tensors.operation_wanted.connect(self.operate_on)
        tensors.comparison_wanted.connect(self.documents.tensors.compare)
        comparison = ComparisonPanel(self._session)
        comparison.file_wanted.connect(self._open_for_comparison)
        panels: dict[str, tuple[str, QWidget]] = {
            "tensors": ("left", tensors),
            "inspector": ("right", InspectorPanel(self._session)),
            "shapes": ("right", ShapesPanel(self._session)),
            "console": ("bottom", QWidget()),
            "problems": ("bottom", ProblemsPanel(self._session)),
            "comparison": ("bottom", comparison),
        }
        return Docks(self, panels)

    def set_console(self, console: QWidget) -> None:
        """Put the console in its dock: it comes after the first picture, since it takes a second to load."""
        self._docks.replace("console", console)

    def _follow_text_size(self) -> None:
        """Icons grow with the text, and docks move together."""
        side = icon_size(theme.current().font("control"))
        for part in (self._toolbar, self.documents):
            part.setIconSize(QSize(side, side))
        self._docks.follow_text_size()

    # -- commands -----------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            action = QAction(self)
            action.setProperty("english", command.text)
            action.setProperty("chinese", in_chinese(CONTEXT, command.text))
            action.setShortcuts([QKeySequence(text) for text in command.shortcuts])
            if command.icon:
                action.setIcon(icons.icon(command.icon, command.role))
            if command.exclusive:
                action.setCheckable(True)
                group = groups.setdefault(command.exclusive, QActionGroup(self))
                group.addAction(action)
            action.setCheckable(action.isCheckable() or command.is_switch)
            action.triggered.connect(self._doer(command))
            if command.key == "run_line":
                # In the console, the same keys mean something else.
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self.documents.addAction(action)
            else:
                self.addAction(action)
            self._actions[command.key] = action
        self._actions[f"language_{self._translations.language}"].setChecked(True)
        self._actions[f"theme_{theme.manager().choice.value}"].setChecked(True)
        self._actions["show_both"].setChecked(True)
        self._actions["radar"].setChecked(self._session.problems.has_radar)
        self._side_by_side.changed.connect(self._actions["graph_beside"].setChecked)

    def _doer(self, command: Command) -> Callable[[], object]:
        kind, _, value = command.key.partition("_")
        if kind == "theme":
            return lambda: self._choose_theme(value)
        if kind == "language":
            return lambda: self.choose_language(value)
        if kind == "copy" and value in FORMS:
            return lambda: self._copy(value)
        method: Callable[[], object] = self._commands_of_parts.get(command.key) or getattr(self, command.key)
        return lambda: method()

    @cached_property
    def _commands_of_parts(self) -> dict[str, Callable[[], object]]:
        """The commands that one part carries out by itself; the window has a method for each of the others."""
        documents, graph, playback = self.documents, self.documents.graph, self._session.playback
        return {
            "new_script": documents.new_script,
            "open_file": documents.ask_open,
            "save": documents.save,
            "save_as": documents.save_as,
            "save_recording": documents.save_recording,
            "export_picture": partial(documents.export_graph, whole=False),
            "export_all": partial(documents.export_graph, whole=True),
            "close_tab": documents.close_tab,
            "show_start": documents.show_start,
            "show_forward": partial(graph.set_mode, Mode.FORWARD),
            "show_backward": partial(graph.set_mode, Mode.BACKWARD),
            "show_both": partial(graph.set_mode, Mode.BOTH),
            "fit": graph.canvas.fit,
            "zoom_in": graph.canvas.zoom_in,
            "zoom_out": graph.canvas.zoom_out,
            "copy_picture": graph.canvas.copy_picture,
            "toggle_strength": graph.canvas.toggle_strength,
            "settle": graph.settle,
            "toggle_group": graph.toggle_group,
            "fold_graph": graph.fold,
            "unfold_graph": graph.show_all,
            "stop_code": playback.stop_code,
            "first_step": playback.first,
            "step_back": playback.back,
            "play": playback.toggle,
            "step": playback.forward,
            "last_step": playback.last,
            "next_bookmark": partial(playback.to_bookmark, ahead=True),
            "last_bookmark": partial(playback.to_bookmark, ahead=False),
            "stop": self._session.interrupt,
            "restart": self._session.restart,
        }

    def _make_menus(self) -> None:
        for name in MENUS:
            menu = self._menus[name] = self.menuBar().addMenu("")
            last = 0
            for command in COMMANDS:
                if command.menu != name:
                    continue
                if command.group != last:
                    menu.addSeparator()
                    last = command.group
                menu.addAction(self._actions[command.key])
        files, view = self._menus["File"], self._menus["View"]
        before = self._actions["save"]
        self._examples_menu = QMenu(self)
        self._recent_menu = QMenu(self)
        files.insertMenu(before, self._examples_menu)
        files.insertMenu(before, self._recent_menu)
        files.insertSeparator(before)
        first = view.actions()[0]
        view.insertActions(first, self._docks.switches())

    def _make_toolbar(self) -> None:
        bar = self._toolbar = QToolBar(self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        self._add_buttons("run_script", "stop")
        bar.addSeparator()
        self._add_buttons("first_step", "step_back", "play", "step", "last_step")
        bar.addSeparator()
        self._mode = Segmented()
        self._mode.chosen.connect(lambda key: self._actions[key].trigger())
        for key in MODES:
            self._actions[key].triggered.connect(lambda _=False, key=key: self._mode.set_value(key))
        bar.addWidget(self._mode)
        bar.addSeparator()
        self._add_buttons("radar")
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        self._language = Segmented()
        self._language.set_choices([("zh_CN", "中文"), ("en", "EN")])
        self._language.set_value(self._translations.language)
        self._language.chosen.connect(self.choose_language)
        bar.addWidget(self._language)
        self.addToolBar(bar)

    def _add_buttons(self, *keys: str) -> None:
        """Commands on the toolbar; those that are said to have their word beside the icon."""
        worded = {command.key for command in COMMANDS if command.has_word}
        for key in keys:
            self._toolbar.addAction(self._actions[key])
            button = self._toolbar.widgetForAction(self._actions[key])
            if isinstance(button, QToolButton) and key in worded:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _connect(self) -> None:
        session = self._session
        session.kernel_changed.connect(self._kernel_changed)
        session.recorded.connect(self._update_actions)
        session.edits.changed.connect(self._update_actions)
        session.step_changed.connect(self._update_actions)
        session.playback.changed.connect(self._update_actions)
        session.drive_changed.connect(self._update_actions)
        session.bookmarks_changed.connect(self._update_actions)
        session.problems.changed.connect(self._problems_changed)
        session.problems.wanted.connect(lambda _: self._docks.bring_up("problems"))
        session.operands_changed.connect(self._show_shapes)
        session.refused.connect(lambda what, why: self.say(f"{what} {why}"))
        self._files.recent_changed.connect(self._show_recent)
        self.documents.changed.connect(self._update_actions)
        self.documents.cursor_moved.connect(self._show_trap_commands)
        self.documents.said.connect(self.say)

    def _update_actions(self) -> None:
        session, documents = self._session, self.documents
        script = documents.script
        self.setWindowTitle("TensorLab" if script is None else f"{script.title} — TensorLab")
        has_steps = session.recording.last_step >= 0
        runs = session.kernel is KernelState.BUSY
        enabled = {
            "run_script": script is not None and session.kernel in (KernelState.IDLE, KernelState.BUSY),
            "run_line": documents.script_in_front is not None,
            "run_slowly": session.can_drive and script is not None and session.kernel is KernelState.IDLE,
            "stop_code": session.can_drive and runs and session.drive is not Drive.STOP,
            "stop": runs,
            "save": script is not None,
            "save_as": script is not None,
            "save_recording": has_steps,
            "export_picture": has_steps,
            "export_all": has_steps,
            "close_tab": documents.can_close_tab,
            "operate": has_steps,
            **{f"copy_{form}": documents.tensor_in_front is not None for form in FORMS},
            "undo": session.edits.can_undo,
            "redo": session.edits.can_redo,
            "first_step": has_steps,
            "step_back": has_steps and session.step >= 0,
            "play": has_steps,
            "step": has_steps and (session.step < session.recording.last_step or session.playback.is_driving),
            "last_step": has_steps and not session.is_live,
            "bookmark": session.step >= 0,
            "next_bookmark": any(mark > session.step for mark in session.recording.bookmarks),
            "last_bookmark": any(mark < session.step for mark in session.recording.bookmarks),
        }
        for key, on in enabled.items():
            self._actions[key].setEnabled(on)
        self._show_trap_commands()
        moves = session.playback.is_playing or (session.playback.is_driving and session.drive is Drive.SLOW)
        if moves is not self._moves:
            self._moves = moves
            self._actions["play"].setIcon(icons.icon("pause" if moves else "play"))

    def _show_trap_commands(self) -> None:
        """Whether there is a trap to mute where the cursor is now."""
        for key in ("mute_line", "mute_rule"):
            self._actions[key].setEnabled(self._trap() is not None)

    def _kernel_changed(self, state: KernelState) -> None:
        self._update_actions()
        if state is KernelState.DEAD:
            self.say(
                self.tr(
                    "The kernel is gone. All that was recorded is still here; steps of its last moment may be missing. "
                    "Run ▸ Restart starts another."
                )
            )

    def say(self, sentence: str) -> None:
        """A plain sentence in the status bar."""
        self.statusBar().showMessage(sentence, 10_000)

    def _show_shapes(self, operands: tuple[int, ...]) -> None:
        """Tensors are to be compared: their picture comes to the front."""
        if operands:
            self._docks.bring_up("shapes")

    def _show_recent(self) -> None:
        recent = [Path(name) for name in self._files.recent()]
        self._recent_menu.clear()
        self._recent_menu.setEnabled(bool(recent))
        for path in recent:
            self._recent_menu.addAction(path.name, partial(self.documents.open, [path]))

    # -- what the commands do -----------------------------------------------------------------------------------------

    def new_tensor(self) -> None:
        from ui.panels.new_tensor import NewTensorDialog

        recording = self._session.recording
        used = recording.names_at(recording.last_step) if recording.last_step >= 0 else {}
        dialog = NewTensorDialog(used, self._session.draw, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self._make_tensor)
        dialog.show()

    def _make_tensor(self, name: str, code: str) -> None:
        self.documents.tensors.expect(name)
        self._session.run_line(code)

    def operate(self) -> None:
        tab = self.documents.tensor_in_front
        self.operate_on(self._session.selection if tab is None else tab.tensor)

    def operate_on(self, tensor: int, other: int = NOBODY) -> None:
        """Ask what to do to a tensor; with ``other``, how to combine the two."""
        from ui.panels.operate import OperateDialog

        recording, step = self._session.recording, self._session.recording.last_step
        if not 0 <= tensor < recording.n_nodes or not recording.is_tensor(tensor):
            return
        named = recording.names_at(step)
        operand = operand_of(recording, tensor, step)
        if tensor not in named.values():
            operand = replace(operand, name=f"lab[{tensor}]")
        others = [replace(operand_of(recording, one, step), name=name) for name, one in named.items() if one != tensor]
        dialog = OperateDialog(operand, others, other, "+" if other != NOBODY else "", self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self._make_tensor)
        dialog.show()

    def _copy(self, form: str) -> None:
        tab = self.documents.tensor_in_front
        if tab is not None:
            tab.copy_as(form)

    def run_script(self) -> None:
        tab = self.documents.script
        if tab is not None:
            tab.run()

    def run_line(self) -> None:
        tab = self.documents.script_in_front
        if tab is not None:
            tab.run_line()

    def run_slowly(self) -> None:
        """Run the script with a rest after each statement, so that one can watch the graph being built."""
        tab = self.documents.script
        if tab is not None:
            self.documents.show_graph()
            self._session.playback.drive_slowly()
            tab.run()

    def _problems_changed(self) -> None:
        self._actions["radar"].setChecked(self._session.problems.has_radar)
        self._docks.set_titles({"problems": self._name_of_problems()})
        self._update_actions()

    def _name_of_problems(self) -> str:
        count = len(self._session.problems.errors) + len(self._session.problems.traps)
        return self.tr("Problems ({count})").format(count=count) if count else self.tr("Problems")

    def _trap(self) -> Diagnosis | None:
        """The trap on the line of the cursor, in the script in front."""
        tab = self.documents.script_in_front
        return None if tab is None else tab.trap()

    def radar(self) -> None:
        """Look for traps, or look no more."""
        self._session.problems.switch_radar(not self._session.problems.has_radar)

    def mute_line(self) -> None:
        told = self._trap()
        if told is not None:
            self._session.problems.mute_line(told)

    def mute_rule(self) -> None:
        told = self._trap()
        if told is not None:
            self._session.problems.mute_rule(told.rule)

    def settings(self) -> None:
        from ui.panels.settings import SettingsDialog

        dialog = SettingsDialog(self._session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def compare_runs(self) -> None:
        self._docks.bring_up("comparison")

    def _open_for_comparison(self) -> None:
        """Recordings that stand beside the shown one, to be compared with it."""
        from ui.models.recording_file import load

        for path in self._files.ask_open(self.tr("Recordings (*.tlab)")):
            try:
                self._session.comparing.open(path.name, load(path).recording)
            except LoadError as error:
                self._files.complain([error])

    def undo(self) -> None:
        if self.documents.graph.canvas.hasFocus() and self.documents.graph.can_undo:
            self.documents.graph.undo()
        else:
            self._session.edits.undo()

    def redo(self) -> None:
        if self.documents.graph.canvas.hasFocus() and self.documents.graph.can_redo:
            self.documents.graph.redo()
        else:
            self._session.edits.redo()

    def bookmark(self) -> None:
        """Mark the shown step, or take its mark away."""
        session = self._session
        if session.step in session.recording.bookmarks:
            session.remove_bookmark(session.step)
        else:
            session.bookmark(session.step)
            self.documents.show_graph()
            self.documents.timeline.edit_note()

    def find_text(self) -> None:
        """Search the script in front, or the graph."""
        script = self.documents.script_in_front
        if script is not None and not self.documents.graph.isAncestorOf(self.focusWidget()):
            script.find_text()
        else:
            self.documents.show_graph()
            self.documents.graph.canvas.search()

    def shapes_in_script(self) -> None:
        """Whether shapes stand behind the lines of scripts."""
        self.documents.shows_shapes = not self.documents.shows_shapes
        self._settings.setValue("shapes_in_script", self.documents.shows_shapes)

    def graph_beside(self) -> None:
        """See the code and its graph at once, or each in its tab."""
        self._side_by_side.set_beside(not self._side_by_side.is_beside)

    def toggle_compact(self) -> None:
        self.documents.graph.set_compact(not self.documents.graph.is_compact)

    def toggle_settling(self) -> None:
        self.documents.graph.settles_after_runs = not self.documents.graph.settles_after_runs
        self._settings.setValue("settles_after_runs", self.documents.graph.settles_after_runs)

    def show_palette(self) -> None:
        from ui.panels.palette import Palette

        palette = Palette(list(self._actions.values()), self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.move(self.mapToGlobal(self.rect().center()) - palette.rect().center())
        palette.show()

    def about(self) -> None:
        text = self.tr("TensorLab {version}. Tensors, shapes and the autograd graph of PyTorch code, step by step.")
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, "TensorLab", text.format(version=metadata.version("tensorlab")), parent=self
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.show()

    def reset_layout(self) -> None:
        self._side_by_side.set_beside(False)
        self.restoreState(self._default_state, STATE_VERSION)
        self._docks.show_all()

    def next_pane(self) -> None:
        """Put the focus into the next pane: the documents, then each dock."""
        self._move_focus(1)

    def previous_pane(self) -> None:
        """Put the focus into the pane before."""
        self._move_focus(-1)

    def _move_focus(self, by: int) -> None:
        panes = self._side_by_side.panes() + self._docks.panes()
        focus = self.focusWidget()
        outside = -1 if by > 0 else 0
        here = next((i for i, pane in enumerate(panes) if focus is not None and pane.isAncestorOf(focus)), outside)
        pane = panes[(here + by) % len(panes)]
        inside = [w for w in pane.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
        (inside[0] if inside else pane).setFocus(Qt.FocusReason.TabFocusReason)

    def larger_text(self) -> None:
        theme.manager().set_scale(theme.manager().scale + 0.1)

    def smaller_text(self) -> None:
        theme.manager().set_scale(theme.manager().scale - 0.1)

    def usual_text(self) -> None:
        theme.manager().set_scale(1.0)

    def show_shortcuts(self) -> None:
        from ui.panels.shortcuts import Shortcuts

        page = Shortcuts(list(self._actions.values()), self)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.show()

    def _choose_theme(self, name: str) -> None:
        theme.manager().choose(theme.Choice(name))
        self._settings.setValue("theme", name)

    def choose_language(self, language: str) -> None:
        """Speak this language at once."""
        self._translations.choose(language)
        self._actions[f"language_{language}"].setChecked(True)
        self._language.set_value(language)
        self._settings.setValue("language", language)
        self._retranslate()

    # -- language, look, memory ---------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        for command in COMMANDS:
            action = self._actions[command.key]
            text = translated(command.text) if command.text not in LANGUAGES.values() else command.text
            action.setText(text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text} ({keys})" if keys else text)
        for name, menu in self._menus.items():
            menu.setTitle(translated(name))
        self._examples_menu.setTitle(self.tr("Examples"))
        self._recent_menu.setTitle(self.tr("Recent files"))
        self._examples_menu.clear()
        for example in examples():
            title = example.titles[self._translations.language]
            self._examples_menu.addAction(title, partial(self.documents.open, [example.path]))
        titles = {
            "tensors": self.tr("Tensors"),
            "inspector": self.tr("Inspector"),
            "shapes": self.tr("Shapes"),
            "console": self.tr("Console"),
            "problems": self._name_of_problems(),
            "comparison": self.tr("Comparison"),
        }
        self._docks.set_titles(titles)
        self._toolbar.setWindowTitle(self.tr("Toolbar"))
        self._mode.set_choices([(key, self._actions[key].text()) for key in MODES])
        self._mode.set_value(next(key for key in MODES if self._actions[key].isChecked()))
        self._mode.setAccessibleName(self.tr("Which way the graph shows"))
        self._language.setAccessibleName(self.tr("Language"))
        self._show_recent()

    def _restore(self) -> None:
        """The layout and the choices as they were left."""
        self.documents.shows_shapes = bool(self._settings.value("shapes_in_script", True, type=bool))
        self._actions["shapes_in_script"].setChecked(self.documents.shows_shapes)
        self.documents.graph.settles_after_runs = bool(self._settings.value("settles_after_runs", False, type=bool))
        self._side_by_side.restore()
        geometry, state = self._settings.value("geometry"), self._settings.value("state")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if state is None:
            QTimer.singleShot(0, self._docks.share_room)
        else:
            self.restoreState(state, STATE_VERSION)

    def remember_layout(self) -> None:
        """Write down how the window is arranged and which scripts are open."""
        self._side_by_side.remember()
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("state", self.saveState(STATE_VERSION))
        self._settings.setValue("scale", theme.manager().scale)
        self.documents.remember_scripts()

    # -- Qt -----------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_close(self.close):
            event.ignore()
            return
        self.remember_layout()
        self._session.playback.pause()
        self._session.shutdown()
        self.documents.graph.shutdown()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._actions:
            QTimer.singleShot(0, self._retranslate)
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.documents.open([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
