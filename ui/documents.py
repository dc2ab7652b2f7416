"""The documents in the middle of the window: the start page, the graph, and a tab for each open script and tensor.

Here they are opened, brought to the front, saved and closed, one by one or all before the window goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from tensorlab.errors import LoadError, SaveError
from ui import icons
from ui.files import Files
from ui.i18n import Translations
from ui.models.program import Edit
from ui.models.script_file import read_script
from ui.models.unsaved_text import UnsavedText
from ui.panels.graph import GraphPanel, with_timeline
from ui.panels.script import ScriptTab
from ui.panels.start import StartPanel, examples
from ui.panels.tensor_tab import TensorTab
from ui.panels.timeline import TimelinePanel
from ui.session.base import Session
from ui.tensor_tabs import TensorTabs
from ui.widgets.icon_button import IconButton


class Documents(QTabWidget):
    """What is open in one window; the start page and the graph always are.

    Args:
        files: asks where files are, and says what went wrong with them.
        translations: the language of the start page and of exported pictures.

    Attributes:
        graph: the graph's panel.
        timeline: the timeline below the graph.
        tensors: the tabs of tensors.
    """

    changed = Signal()
    """Another document is in front, or one is gone."""
    cursor_moved = Signal()
    """In a script, from place to place."""
    said = Signal(str)
    """A plain sentence about a document."""

    def __init__(
        self, session: Session, files: Files, translations: Translations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._files = files
        self._translations = translations
        self._new_scripts = 0
        self._may_discard = False
        self._shows_shapes = True
        self.setObjectName("documents")
        self.setDocumentMode(True)
        self.setMovable(True)
        self._start = StartPanel(translations.language)
        self.graph = GraphPanel(session)
        self.timeline = TimelinePanel(session)
        self._graph_page = with_timeline(self.graph, self.timeline)
        self.addTab(self._start, icons.icon("lesson"), "")
        self.addTab(self._graph_page, icons.icon("graph"), "")
        self.tensors = TensorTabs(session, self, self._add_tab)
        self._connect()
        self._retranslate()
        self._show_recent()

    def _connect(self) -> None:
        self._session.tensor_opened.connect(self.tensors.open)
        self._session.source_opened.connect(self._show_source)
        self._session.source_mended.connect(self._mend_source)
        self._session.cell_ended.connect(self._show_graph_once)
        self._files.recent_changed.connect(self._show_recent)
        self._start.new_wanted.connect(self.new_script)
        self._start.open_wanted.connect(self.ask_open)
        self._start.file_chosen.connect(lambda name: self.open([Path(name)]))
        self.graph.export_refused.connect(self._export_elsewhere)
        self.currentChanged.connect(self.changed)

    # -- what is open -------------------------------------------------------------------------------------------------

    @property
    def script(self) -> ScriptTab | None:
        """The script in front, else the last of those that are open."""
        if self.script_in_front is not None:
            return self.script_in_front
        scripts = self._scripts()
        return scripts[-1] if scripts else None

    @property
    def script_in_front(self) -> ScriptTab | None:
        tab = self.currentWidget()
        return tab if isinstance(tab, ScriptTab) else None

    @property
    def tensor_in_front(self) -> TensorTab | None:
        tab = self.currentWidget()
        return tab if isinstance(tab, TensorTab) else None

    @property
    def can_close_tab(self) -> bool:
        """Whether the document in front is one that can be closed."""
        return self.currentWidget() not in (self._start, self._graph_page)

    def _scripts(self) -> list[ScriptTab]:
        """The open scripts, in the order of their tabs."""
        tabs = [self.widget(place) for place in range(self.count())]
        return [tab for tab in tabs if isinstance(tab, ScriptTab)]

    @property
    def shows_shapes(self) -> bool:
        """Whether scripts have the shapes of what a line has bound behind it."""
        return self._shows_shapes

    @shows_shapes.setter
    def shows_shapes(self, shown: bool) -> None:
        self._shows_shapes = shown
        for tab in self._scripts():
            tab.shows_shapes = shown

    def unsaved(self) -> list[ScriptTab]:
        """The scripts with changes that are in no file."""
        return [tab for tab in self._scripts() if tab.is_modified]

    # -- to the front -------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Bring the start page to the front."""
        self.setCurrentWidget(self._start)

    def show_graph(self) -> None:
        """Bring the graph to the front; beside the documents it is always seen."""
        self.setCurrentWidget(self._graph_page)

    def _show_graph_once(self, *_: object) -> None:
        """The first time that code has run, the graph comes to the front of the start page."""
        if self.currentWidget() is self._start and self._session.recording.last_step >= 0:
            self.show_graph()

    def give_graph(self) -> QWidget:
        """The graph with its timeline, which is no document any more until it is taken back."""
        self.removeTab(self.indexOf(self._graph_page))
        return self._graph_page

    def take_graph(self) -> None:
        """Have the graph in a tab again, in front."""
        self.insertTab(1, self._graph_page, icons.icon("graph"), self.tr("Graph"))
        self.show_graph()

    def _show_source(self, source: str, line: int) -> None:
        tab = self._script_of(source)
        if tab is not None:
            tab.show_line(line)

    def _mend_source(self, source: str, edits: Sequence[Edit]) -> None:
        """Write a fix into the script that it belongs to; nothing runs. The console takes care of its own cells."""
        tab = self._script_of(source)
        if tab is None:
            return
        if tab.mend(edits):
            self.said.emit(self.tr("The script is changed. Run it when you like; Ctrl+Z takes the change back."))
        else:
            self.said.emit(self.tr("The script has changed since it ran. Run it again, and the fix will fit."))

    def _script_of(self, source: str) -> ScriptTab | None:
        """The script that a recording calls this, brought to the front."""
        tab = next((tab for tab in self._scripts() if tab.source == source), None)
        if tab is not None:
            self.setCurrentWidget(tab)
        return tab

    # -- opening ------------------------------------------------------------------------------------------------------

    def new_script(self) -> None:
        """Begin a script that has no file yet."""
        self._new_scripts += 1
        name = "untitled.py" if self._new_scripts == 1 else f"untitled-{self._new_scripts}.py"
        self._add_script(ScriptTab(self._session, "import torch\n\n", untitled=name))

    def ask_open(self) -> None:
        """Open what the user chooses."""
        self.open(self._files.ask_open(self.tr("Scripts and recordings (*.py *.tlab)")))

    def open(self, paths: Sequence[Path]) -> None:
        """Open scripts and recordings; those that cannot be opened are named together, and the others open."""
        troubles: list[LoadError] = []
        for path in paths:
            try:
                if path.suffix == ".tlab":
                    self._open_recording(path)
                else:
                    self._open_script(path)
            except LoadError as error:
                troubles.append(error)
            else:
                self._remember(path)
        if troubles:
            self._files.complain(troubles)

    def reopen_scripts(self) -> None:
        """Open the scripts that were open when the app was left."""
        for name in self._files.existing("scripts"):
            self.open([Path(name)])

    def remember_scripts(self) -> None:
        """Write down which scripts are open."""
        QSettings().setValue("scripts", [str(tab.path) for tab in self._scripts() if tab.path is not None])

    def bring_back(self, unsaved: UnsavedText) -> None:
        """Open a script as it was when a window ended unexpectedly."""
        path = Path(unsaved.path) if unsaved.path else None
        tab = next((tab for tab in self._scripts() if path is not None and tab.path == path), None)
        if tab is None:
            tab = ScriptTab(self._session, "", path, untitled=unsaved.name)
            self._add_script(tab)
        tab.editor.write_over(unsaved.text)

    def _open_script(self, path: Path) -> None:
        tab = next((tab for tab in self._scripts() if tab.path == path), None)
        if tab is None:
            self._add_script(ScriptTab(self._session, read_script(path), path))
        else:
            self.setCurrentWidget(tab)

    def _open_recording(self, path: Path) -> None:
        from ui.models.recording_file import load

        document = load(path)
        self._session.show_recording(document.recording)
        if document.step is not None:
            self._session.show_step(document.step)
        self._session.select(document.selection)
        self.show_graph()

    def _add_script(self, tab: ScriptTab) -> None:
        tab.shows_shapes = self._shows_shapes
        self._add_tab(tab, "script", tab.title)
        tab.title_changed.connect(lambda title: self.setTabText(self.indexOf(tab), title))
        tab.editor.cursorPositionChanged.connect(self.cursor_moved)
        tab.editor.setFocus()

    def _add_tab(self, tab: QWidget, icon: str, title: str) -> None:
        """A document that can be closed: by the button on its tab, too."""
        place = self.addTab(tab, icons.icon(icon), title)
        close = IconButton("close", self.tr("Close tab"))
        close.clicked.connect(lambda: self._close_tab(tab))
        self.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, close)
        self.setCurrentIndex(place)

    def _remember(self, path: Path) -> None:
        if not _is_example(path):
            self._files.remember(path)

    def _show_recent(self) -> None:
        self._start.set_recent(self._files.recent())

    # -- closing ------------------------------------------------------------------------------------------------------

    def close_tab(self) -> None:
        """Close the document in front, if it can be closed and its changes are saved or given up."""
        if self.can_close_tab:
            self._close_tab(self.currentWidget())

    def may_close(self, then: Callable[[], object]) -> bool:
        """Whether no change would be lost; else the user is asked, and ``then`` is done when all are saved or given up.

        Nothing is done if the user thinks better of it, or if one of the scripts is not saved.
        """
        unsaved = self.unsaved()
        if not unsaved or self._may_discard:
            return True
        names = [tab.name for tab in unsaved]
        self._files.ask_to_save(names, lambda: self._save_all(then), lambda: self._discard_all(then))
        return False

    def _close_tab(self, tab: QWidget) -> None:
        if isinstance(tab, ScriptTab) and tab.is_modified:
            self._files.ask_to_save(
                [tab.name], lambda: self._save(tab, tab.path, self._remove_tab), lambda: self._remove_tab(tab)
            )
        else:
            self._remove_tab(tab)

    def _remove_tab(self, tab: QWidget) -> None:
        if isinstance(tab, TensorTab):
            self.tensors.closed(tab)
        self.removeTab(self.indexOf(tab))
        tab.deleteLater()
        self.changed.emit()

    def _save_all(self, then: Callable[[], object]) -> None:
        """Save one script after another, and go on after the last."""
        unsaved = self.unsaved()
        if unsaved:
            self._save(unsaved[0], unsaved[0].path, lambda _: self._save_all(then))
        else:
            then()

    def _discard_all(self, then: Callable[[], object]) -> None:
        self._may_discard = True
        then()

    # -- saving and exporting -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the script in its file; one that has none is asked for it."""
        if self.script is not None:
            self._save(self.script, self.script.path)

    def save_as(self) -> None:
        """Save the script in a file that the user chooses."""
        if self.script is not None:
            self._save(self.script, None)

    def _save(self, tab: ScriptTab, path: Path | None, then: Callable[[ScriptTab], object] = lambda _: None) -> None:
        """Save a script; ``then`` is done when it is saved, and not if the user thinks better of it."""
        if path is None or _is_example(path):
            path = self._files.ask_save(self.tr("Save as"), [".py"], tab.name)
        if path is None:
            return
        try:
            tab.save(path)
        except SaveError as error:
            self._files.complain([error], lambda: self._save(tab, None, then))
        else:
            self._remember(path)
            then(tab)

    def save_recording(self) -> None:
        """Save all that happened, with the shown step and the selection."""
        from ui.models.recording_file import SUFFIX, Document, save

        path = self._files.ask_save(self.tr("Save recording"), [SUFFIX])
        if path is None:
            return
        try:
            save(path, Document(self._session.recording, self._session.step, self._session.selection))
        except SaveError as error:
            self._files.complain([error], self.save_recording)

    def export_graph(self, *, whole: bool) -> None:
        """Write a picture of what is drawn, or of the whole graph with every node of a folded one."""
        from ui.canvas.render import FORMATS

        path = self._files.ask_save(self.tr("Export the graph"), list(FORMATS))
        if path is not None:
            self.graph.export(path, self._translations.language, whole=whole)

    def _export_elsewhere(self, trouble: SaveError, whole: bool) -> None:
        self._files.complain([trouble], lambda: self.export_graph(whole=whole))

    # -- language -----------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Documents"))
        self.setTabText(self.indexOf(self._start), self.tr("Start"))
        if self.indexOf(self._graph_page) >= 0:
            self.setTabText(self.indexOf(self._graph_page), self.tr("Graph"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._start.set_language(self._translations.language)
            self._retranslate()
        super().changeEvent(event)


def _is_example(path: Path) -> bool:
    """Whether a file is one of the app's own examples, which are read only."""
    return any(example.path == path for example in examples())
