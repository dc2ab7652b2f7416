"""The panels around the documents: where they stand, how much room they have, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from ui import theme
from ui.widgets.dock_title import DockTitle

_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}


class Docks(QObject):
    """The docks of one window, each known by a key.

    Tensors stand on the left, what explains on the right, and console, problems and comparison share the bottom.

    Args:
        panels: side and panel of each dock, in the order in which the keyboard goes through them.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[str, tuple[str, QWidget]]) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, DockTitle] = {}
        self._has_large_text = False
        self._titles_soon = QTimer(self, singleShot=True, interval=0)
        self._titles_soon.timeout.connect(self._show_titles)
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for key, (side, panel) in panels.items():
            self._add(key, side, panel)
        for key in ("problems", "comparison"):
            window.tabifyDockWidget(self._docks["console"], self._docks[key])
        self._docks["console"].raise_()

    def _add(self, key: str, side: str, panel: QWidget) -> None:
        dock = QDockWidget(self._window)
        dock.setObjectName(key)
        panel.setBackgroundRole(QPalette.ColorRole.Base)
        panel.setAutoFillBackground(True)
        dock.setWidget(panel)
        title = self._titles[key] = DockTitle()
        title.closed.connect(dock.close)
        dock.setTitleBarWidget(title)
        for moved in (dock.visibilityChanged, dock.dockLocationChanged, dock.topLevelChanged):
            moved.connect(self._titles_soon.start)
        self._docks[key] = dock
        self._window.addDockWidget(_AREAS[side], dock)

    # -- what is in them ----------------------------------------------------------------------------------------------

    def replace(self, key: str, panel: QWidget) -> None:
        """Put another panel in a dock."""
        old = self._docks[key].widget()
        self._docks[key].setWidget(panel)
        old.deleteLater()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Call them so in the language in force."""
        for key, title in titles.items():
            self._docks[key].setWindowTitle(title)
            self._titles[key].set_name(title)
            self._docks[key].widget().setAccessibleName(title)

    def switches(self) -> list[QAction]:
        """An action for each dock that shows or hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def panes(self) -> list[QWidget]:
        """What is in the docks that are seen."""
        return [dock.widget() for dock in self._docks.values() if not dock.visibleRegion().isEmpty()]

    def _show_titles(self) -> None:
        """Docks that share a place have tabs with their names, and need no title."""
        for key, dock in self._docks.items():
            tabbed = any(not other.isHidden() for other in self._window.tabifiedDockWidgets(dock))
            self._titles[key].set_shown(not tabbed)

    # -- where they stand ---------------------------------------------------------------------------------------------

    def bring_up(self, key: str) -> None:
        """Show a dock, before those that it shares its place with."""
        self._docks[key].show()
        self._docks[key].raise_()

    def show_all(self) -> None:
        """Every dock, each of its usual size."""
        for dock in self._docks.values():
            dock.show()
        self.share_room()

    def share_room(self) -> None:
        """The usual sizes, less in a small window; Qt heeds them only once the window is shown."""
        window, docks, scale = self._window, self._docks, max(1.0, theme.manager().scale)
        left = min(round(292 * scale), window.width() * 24 // 100)
        right = min(round(332 * scale), window.width() * (28 if scale == 1 else 36) // 100)
        window.resizeDocks([docks["tensors"], docks["inspector"]], [left, right], Qt.Orientation.Horizontal)
        window.resizeDocks([docks["console"]], [min(216, window.height() * 24 // 100)], Qt.Orientation.Vertical)
        window.resizeDocks([docks["inspector"], docks["shapes"]], [300, 460], Qt.Orientation.Vertical)

    def follow_text_size(self) -> None:
        """Where text is large, the docks on the right share one place."""
        is_large = theme.manager().scale >= theme.LARGE_TEXT
        if is_large == self._has_large_text:
            return
        self._has_large_text = is_large
        inspector, shapes = self._docks["inspector"], self._docks["shapes"]
        if is_large:
            self._window.tabifyDockWidget(inspector, shapes)
            inspector.raise_()
        elif shapes in self._window.tabifiedDockWidgets(inspector):
            self._window.splitDockWidget(inspector, shapes, Qt.Orientation.Vertical)
        self.share_room()
