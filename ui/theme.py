"""Colours and fonts by role. Widgets ask for a role and never name a colour; three themes answer.

A theme is a file in ``resources/themes``. :func:`manager` changes it while the app runs; its ``changed`` tells
whoever paints.
"""

from __future__ import annotations

import json
from enum import Enum
from functools import cache
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui import resources


class Choice(Enum):
    """What the user can choose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


LARGE_TEXT = 1.5
"""The size of text, as a multiple of the usual one, from which things stand one above the other, not side by side."""

MONO = ["Cascadia Mono", "Consolas", "SF Mono", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono"]
CHINESE = ["Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "TensorLab Sans SC"]

# Role → size in px at 100 %, bold, monospaced.
_FONTS = {
    "display": (28, True, False),
    "title": (18, True, False),
    "heading": (14, True, False),
    "lead": (14, False, False),
    "body": (13, False, False),
    "card_title": (13, True, False),
    "control": (12, False, False),
    "control_strong": (12, True, False),
    "section": (11, True, False),
    "label": (11, False, False),
    "label_strong": (11, True, False),
    "micro": (10, False, False),
    "code": (12, False, True),
    "code_small": (11, False, True),
    "code_micro": (10, False, True),
}
_SMALLEST_CHINESE = 12

_PALETTE = {
    "Window": "chrome",
    "Base": "surface",
    "AlternateBase": "raised",
    "Button": "raised",
    "Text": "text",
    "WindowText": "text",
    "ButtonText": "text",
    "BrightText": "text",
    "PlaceholderText": "muted",
    "Highlight": "selection",
    "HighlightedText": "text",
    "Link": "accent",
    "ToolTipBase": "overlay",
    "ToolTipText": "text",
    "Light": "raised",
    "Midlight": "raised",
    "Mid": "line",
    "Dark": "border",
    "Shadow": "border",
    "Accent": "accent",
}
_DISABLED = ("Text", "WindowText", "ButtonText")


class Theme:
    """One look: colours, heat maps and fonts at one text size."""

    def __init__(self, name: str, scale: float = 1.0, chinese: bool = False) -> None:
        data = _file(name)
        self.name = name
        self.is_dark: bool = data["is_dark"]
        self.scale = scale
        self._chinese = chinese
        self._hex: dict[str, str] = data["colors"]
        self._colors = {role: QColor(value) for role, value in self._hex.items()}
        self._stops: dict[str, list[str]] = data["heat"]
        self._tables: dict[str, NDArray[np.uint8]] = {}
        self._fonts: dict[str, QFont] = {}

    def color(self, role: str) -> QColor:
        """The colour of a role, ``"leaf"``; an unknown role is an error in the program."""
        return self._colors[role]

    def hex(self, role: str) -> str:
        """The same as ``#rrggbb``."""
        return self._hex[role]

    def storage_color(self, letter: str) -> QColor:
        """The colour of a shared memory's letter; the four colours come round again."""
        return self._colors["storage_" + "abcd"[(ord(letter[0]) - ord("A")) % 4]]

    def heat(self, scale: str) -> NDArray[np.uint8]:
        """256 colours, shape (256, 3): ``"data"`` runs from dark to bright, ``"gradient"`` has two equal sides."""
        if scale not in self._tables:
            stops = np.array([_channels(QColor(stop)) for stop in self._stops[scale]], np.float64)
            places = np.linspace(0, len(stops) - 1, 256)
            channels = [np.interp(places, np.arange(len(stops)), stops[:, channel]) for channel in range(3)]
            self._tables[scale] = np.stack(channels, axis=1).round().astype(np.uint8)
        return self._tables[scale]

    def font(self, role: str) -> QFont:
        """The font of a role, ``"code_small"``."""
        if role not in self._fonts:
            size, bold, mono = _FONTS[role]
            if self._chinese and not mono:
                size = max(size, _SMALLEST_CHINESE)
            font = QFont([*MONO, *CHINESE]) if mono else QFont([*_families(), *CHINESE])
            if mono:
                font.setStyleHint(QFont.StyleHint.Monospace)
            font.setPixelSize(max(1, round(size * self.scale)))
            font.setBold(bold)
            self._fonts[role] = font
        return self._fonts[role]


def _channels(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


@cache
def _file(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(resources.path("themes", f"{name}.json").read_text("utf-8"))
    return data


@cache
def _families() -> list[str]:
    load_fonts()
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return [family]


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the bundled fonts known; needed once a process, after the application object exists."""
    found: list[str] = []
    for file in sorted(resources.path("fonts").glob("*.otf")):
        number = QFontDatabase.addApplicationFont(str(file))
        found += QFontDatabase.applicationFontFamilies(number)
    return tuple(found)


class ThemeManager(QObject):
    """Which theme is in force; one for the process."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice.SYSTEM
        self._scale = 1.0
        self._chinese = False
        self._theme: Theme | None = None

    @property
    def choice(self) -> Choice:
        return self._choice

    @property
    def scale(self) -> float:
        return self._scale

    @property
    def theme(self) -> Theme:
        if self._theme is None:
            self._theme = Theme(self._name(), self._scale, self._chinese)
        return self._theme

    def _name(self) -> str:
        if self._choice is not Choice.SYSTEM:
            name: str = self._choice.value
            return name
        hints = QGuiApplication.styleHints()
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def choose(self, choice: Choice) -> None:
        self._choice = choice
        self._renew()

    def set_scale(self, scale: float) -> None:
        """The size of all text, 0.8 to 2."""
        self._scale = min(2.0, max(0.8, round(scale, 1)))
        self._renew()

    def set_chinese(self, chinese: bool) -> None:
        """Chinese text is never smaller than 12 px."""
        self._chinese = chinese
        self._renew()

    def follow_system(self) -> None:
        """Change with the desktop from now on, while SYSTEM is chosen."""
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        if self._choice is Choice.SYSTEM:
            self._renew()

    def _renew(self) -> None:
        self._theme = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, self.theme)
        self.changed.emit()


@cache
def manager() -> ThemeManager:
    """The process's one theme manager."""
    return ThemeManager()


def current() -> Theme:
    """The theme in force."""
    return manager().theme


# -- dressing the application ---------------------------------------------------------------------------------------


def dress(app: QApplication, look: Theme) -> None:
    """Give every standard widget the theme's palette, font and style sheet."""
    style = QStyleFactory.create("Fusion")
    if app.style().name().lower() != "fusion":
        app.setStyle(style)
    app.setPalette(palette(look))
    app.setFont(look.font("control"))
    app.setStyleSheet(style_sheet(look))


def palette(look: Theme) -> QPalette:
    made = QPalette()
    for name, role in _PALETTE.items():
        place = getattr(QPalette.ColorRole, name, None)
        if place is not None:
            made.setColor(place, look.color(role))
    for name in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, name), look.color("disabled"))
    return made


_SHEET = Template("""
QMainWindow::separator { background: $line; width: 1px; height: 1px; margin: 2px; }
QMainWindow::separator:hover { background: $accent; }
QMenuBar { background: $chrome; padding: 2px 8px; border-bottom: 1px solid $line; }
QMenuBar::item { padding: 4px 9px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected, QMenu::item:selected { background: $pressed; }
QMenu { background: $overlay; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 24px; border-radius: 4px; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolBar { background: $chrome; border: none; border-bottom: 1px solid $line; spacing: 2px; padding: 2px; }
QToolBar::separator { width: 1px; background: $line; margin: 4px 7px; }
QToolButton { border: none; border-radius: 4px; padding: 4px 7px; background: transparent; }
QToolButton:hover, QPushButton:hover, QComboBox:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:disabled { color: $disabled; }
QToolButton:focus { border: 2px solid $focus; padding: 2px 5px; }
QStatusBar { background: $chrome; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QTabBar { background: $chrome; qproperty-drawBase: 0; }
QTabBar::scroller { width: 48px; }
QTabBar QToolButton { background: $chrome; border: none; border-radius: 0; padding: 0; }
QTabBar::tab { background: $chrome; color: $muted; padding: 7px 12px; border: none; }
QTabBar::tab:selected { color: $text; font-weight: bold; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabWidget#documents::pane { border: none; border-top: 1px solid $line; }
QTabWidget#documents > QTabBar::tab { padding: 4px 12px; min-height: 24px; }
QTabWidget#documents > QTabBar::tab:selected {
    background: $background; border-top: 2px solid $accent; padding-top: 2px;
}
QMainWindow > QTabBar::tab:selected { border-bottom: 2px solid $accent; padding-bottom: 5px; }
QTabBar#pages { background: transparent; }
QTabBar#pages::tab { background: transparent; padding: 5px 12px; border-bottom: 2px solid transparent; }
QTabBar#pages::tab:selected { border-bottom: 2px solid $accent; }
QDockWidget { background: $surface; titlebar-close-icon: none; titlebar-normal-icon: none; }
QPushButton {
    background: $raised; border: 1px solid $control; border-radius: 4px; padding: 3px 12px; min-height: 16px;
}
QPushButton:pressed { background: $pressed; }
QPushButton:disabled { color: $disabled; border-color: $border; }
QPushButton:focus { border: 2px solid $focus; padding: 2px 11px; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel#qt_msgbox_label { font-weight: bold; }
QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 30em; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QComboBox { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px 4px 2px 8px; }
QComboBox:focus { border: 1px solid $focus; }
QComboBox QAbstractItemView { background: $overlay; border: 1px solid $border; selection-background-color: $pressed; }
QLineEdit, QSpinBox { background: $background; border: 1px solid $control; border-radius: 4px; padding: 3px 7px; }
QLineEdit:focus, QSpinBox:focus { border: 2px solid $focus; padding: 2px 6px; }
QSpinBox { padding-right: 1px; }
QSpinBox::up-button, QSpinBox::down-button { width: 16px; border: none; background: transparent; }
QSpinBox::up-button:hover, QSpinBox::down-button:hover { background: $hover; }
QTreeView, QListView, QTableView { background: $surface; border: none; outline: none; }
QTreeView::item:selected, QListView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $muted; border: none; padding: 3px 4px; }
QPlainTextEdit, QTextEdit {
    background: $background; border: none; selection-background-color: $selection; selection-color: $text;
}
QDialog QPlainTextEdit { border: 1px solid $control; border-radius: 4px; padding: 2px 4px; }
QDialog QPlainTextEdit:focus { border: 2px solid $focus; padding: 1px 3px; }
QScrollArea, QScrollArea > QWidget > QWidget#page { background: $surface; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $overlay; color: $text; border: 1px solid $border; padding: 4px 6px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; margin: -5px 0; border-radius: 6px; background: $text; }
#banner { background: $chrome; border-top: 1px solid $line; border-bottom: 1px solid $line; }
#banner[scrubbed="true"] { background: $selection; }
#card { background: $raised; border: 1px solid $line; border-radius: 8px; }
""")


def style_sheet(look: Theme) -> str:
    return _SHEET.substitute({role: look.hex(role) for role in _file(look.name)["colors"]})
