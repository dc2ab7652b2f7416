"""One table of commands: menus, toolbar, shortcuts and the command palette are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui.models.marking import QT_TRANSLATE_NOOP

CONTEXT = "Commands"


@dataclass(frozen=True)
class Command:
    """Something the user can ask for.

    Attributes:
        key: the method of the window that does it.
        text: what it is called, in English; translated when shown.
        menu: the menu it stands in, by its English name.
        icon: a name from the icons, or nothing.
        role: the colour of the icon.
        shortcuts: as Qt writes them, the first one is shown.
        on_toolbar: whether it has a button; with text when it has an icon and ``has_word``.
        group: commands of one menu with another group are parted by a line.
        exclusive: of the commands with this name, one is chosen at a time.
        is_switch: whether it is on or off, which its tick shows.
    """

    key: str
    text: str
    menu: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    on_toolbar: bool = False
    has_word: bool = False
    group: int = 0
    exclusive: str = ""
    is_switch: bool = False
    role: str = "text"


MENUS = (
    QT_TRANSLATE_NOOP("Commands", "File"),
    QT_TRANSLATE_NOOP("Commands", "Edit"),
    QT_TRANSLATE_NOOP("Commands", "Tensor"),
    QT_TRANSLATE_NOOP("Commands", "Graph"),
    QT_TRANSLATE_NOOP("Commands", "Run"),
    QT_TRANSLATE_NOOP("Commands", "View"),
    QT_TRANSLATE_NOOP("Commands", "Help"),
)

COMMANDS = (
    Command("new_script", QT_TRANSLATE_NOOP("Commands", "New script"), "File", "new", ("Ctrl+N",)),
    Command("open_file", QT_TRANSLATE_NOOP("Commands", "Open…"), "File", "open", ("Ctrl+O",)),
    Command("save", QT_TRANSLATE_NOOP("Commands", "Save"), "File", "", ("Ctrl+S",), group=1),
    Command("save_as", QT_TRANSLATE_NOOP("Commands", "Save as…"), "File", "", ("Ctrl+Shift+S",), group=1),
    Command("save_recording", QT_TRANSLATE_NOOP("Commands", "Save recording…"), "File", group=1),
    Command("export_picture", QT_TRANSLATE_NOOP("Commands", "Export the graph…"), "File", group=1),
    Command("export_all", QT_TRANSLATE_NOOP("Commands", "Export every node…"), "File", group=1),
    Command("close_tab", QT_TRANSLATE_NOOP("Commands", "Close tab"), "File", "", ("Ctrl+W",), group=2),
    Command("close", QT_TRANSLATE_NOOP("Commands", "Quit"), "File", "", ("Ctrl+Q",), group=2),
    Command("undo", QT_TRANSLATE_NOOP("Commands", "Undo edit of a tensor"), "Edit", "", ("Ctrl+Z",)),
    Command("redo", QT_TRANSLATE_NOOP("Commands", "Redo edit of a tensor"), "Edit", "", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("find_text", QT_TRANSLATE_NOOP("Commands", "Find…"), "Edit", "search", ("Ctrl+F",), group=1),
    Command(
        "show_palette", QT_TRANSLATE_NOOP("Commands", "Find a command…"), "Edit", "search", ("Ctrl+Shift+P",), group=1
    ),
    Command("settings", QT_TRANSLATE_NOOP("Commands", "Settings…"), "Edit", "", ("Ctrl+,",), group=2),
    Command("new_tensor", QT_TRANSLATE_NOOP("Commands", "New tensor…"), "Tensor", "plus", ("Ctrl+T",)),
    Command("operate", QT_TRANSLATE_NOOP("Commands", "Reshape, sum, combine…"), "Tensor", "", ("Ctrl+Shift+T",)),
    Command("copy_torch", QT_TRANSLATE_NOOP("Commands", "Copy as PyTorch code"), "Tensor", group=1),
    Command("copy_numpy", QT_TRANSLATE_NOOP("Commands", "Copy as NumPy code"), "Tensor", group=1),
    Command("copy_tsv", QT_TRANSLATE_NOOP("Commands", "Copy as a table (TSV)"), "Tensor", group=1),
    Command("copy_markdown", QT_TRANSLATE_NOOP("Commands", "Copy as Markdown"), "Tensor", group=1),
    Command("copy_latex", QT_TRANSLATE_NOOP("Commands", "Copy as LaTeX"), "Tensor", group=1),
    Command("show_forward", QT_TRANSLATE_NOOP("Commands", "Forward"), "Graph", "", (), True, True, 0, "mode"),
    Command("show_backward", QT_TRANSLATE_NOOP("Commands", "Backward"), "Graph", "", (), True, True, 0, "mode"),
    Command("show_both", QT_TRANSLATE_NOOP("Commands", "Both"), "Graph", "", (), True, True, 0, "mode"),
    Command("fit", QT_TRANSLATE_NOOP("Commands", "Fit the graph"), "Graph", "fit", ("Ctrl+0",), group=1),
    Command("zoom_in", QT_TRANSLATE_NOOP("Commands", "Zoom in"), "Graph", "plus", ("Ctrl+Shift+=",), group=1),
    Command("zoom_out", QT_TRANSLATE_NOOP("Commands", "Zoom out"), "Graph", "minus", ("Ctrl+Shift+-",), group=1),
    Command("settle", QT_TRANSLATE_NOOP("Commands", "Lay out anew"), "Graph", group=1),
    Command("toggle_settling", QT_TRANSLATE_NOOP("Commands", "Lay out anew after each run"), "Graph", group=1),
    Command(
        "copy_picture", QT_TRANSLATE_NOOP("Commands", "Copy as a picture"), "Graph", "", ("Ctrl+Shift+C",), group=2
    ),
    Command(
        "toggle_group", QT_TRANSLATE_NOOP("Commands", "Open or close the group"), "Graph", "", ("Ctrl+G",), group=3
    ),
    Command("toggle_compact", QT_TRANSLATE_NOOP("Commands", "Compact or full"), "Graph", group=3),
    Command("fold_graph", QT_TRANSLATE_NOOP("Commands", "Fold what repeats"), "Graph", group=3),
    Command("unfold_graph", QT_TRANSLATE_NOOP("Commands", "Show every node"), "Graph", group=3),
    Command("toggle_strength", QT_TRANSLATE_NOOP("Commands", "Broad lines for large gradients"), "Graph", group=3),
    Command(
        "run_script", QT_TRANSLATE_NOOP("Commands", "Run"), "Run", "run", ("F5",), True, True, role="gradient_text"
    ),
    Command("run_slowly", QT_TRANSLATE_NOOP("Commands", "Run slowly"), "Run", "", ("Ctrl+F5",)),
    Command("stop_code", QT_TRANSLATE_NOOP("Commands", "Pause after this statement"), "Run", "", ("Ctrl+F8",)),
    Command("stop", QT_TRANSLATE_NOOP("Commands", "Stop"), "Run", "stop", ("Shift+F5",), True, True),
    Command("run_line", QT_TRANSLATE_NOOP("Commands", "Run line or selection"), "Run", "", ("Shift+Return",)),
    Command("restart", QT_TRANSLATE_NOOP("Commands", "Restart"), "Run", group=1),
    Command("first_step", QT_TRANSLATE_NOOP("Commands", "To the beginning"), "Run", "first", (), True, group=2),
    Command("step_back", QT_TRANSLATE_NOOP("Commands", "Step back"), "Run", "prev", ("F9",), True, group=2),
    Command("play", QT_TRANSLATE_NOOP("Commands", "Play or pause"), "Run", "play", ("F8",), True, group=2),
    Command("step", QT_TRANSLATE_NOOP("Commands", "Step forward"), "Run", "step", ("F10",), True, group=2),
    Command("last_step", QT_TRANSLATE_NOOP("Commands", "Return to live"), "Run", "last", ("F12",), True, group=2),
    Command("bookmark", QT_TRANSLATE_NOOP("Commands", "Bookmark this step"), "Run", "pin", ("Ctrl+B",), group=3),
    Command("next_bookmark", QT_TRANSLATE_NOOP("Commands", "Next bookmark"), "Run", "", ("Alt+PgDown",), group=3),
    Command("last_bookmark", QT_TRANSLATE_NOOP("Commands", "Previous bookmark"), "Run", "", ("Alt+PgUp",), group=3),
    Command(
        "radar", QT_TRANSLATE_NOOP("Commands", "Trap radar"), "Run", "radar", (), True, True, group=4, is_switch=True
    ),
    Command("mute_line", QT_TRANSLATE_NOOP("Commands", "Mute the trap on this line"), "Run", group=4),
    Command("mute_rule", QT_TRANSLATE_NOOP("Commands", "Mute traps of this kind"), "Run", group=4),
    Command("compare_runs", QT_TRANSLATE_NOOP("Commands", "Compare runs…"), "Run", group=5),
    Command(
        "graph_beside",
        QT_TRANSLATE_NOOP("Commands", "Graph beside the code"),
        "View",
        "beside",
        ("Ctrl+\\",),
        is_switch=True,
    ),
    Command(
        "shapes_in_script", QT_TRANSLATE_NOOP("Commands", "Shapes behind the lines of code"), "View", is_switch=True
    ),
    Command("theme_system", QT_TRANSLATE_NOOP("Commands", "Theme: as the system"), "View", exclusive="theme", group=1),
    Command("theme_light", QT_TRANSLATE_NOOP("Commands", "Theme: light"), "View", exclusive="theme", group=1),
    Command("theme_dark", QT_TRANSLATE_NOOP("Commands", "Theme: dark"), "View", exclusive="theme", group=1),
    Command(
        "theme_high_contrast", QT_TRANSLATE_NOOP("Commands", "Theme: high contrast"), "View", exclusive="theme", group=1
    ),
    Command("language_en", "English", "View", exclusive="language", group=2),
    Command("language_zh_CN", "中文", "View", exclusive="language", group=2),
    Command("larger_text", QT_TRANSLATE_NOOP("Commands", "Larger text"), "View", "", ("Ctrl+=",), group=3),
    Command("smaller_text", QT_TRANSLATE_NOOP("Commands", "Smaller text"), "View", "", ("Ctrl+-",), group=3),
    Command(
        "usual_text", QT_TRANSLATE_NOOP("Commands", "Text of the usual size"), "View", "", ("Ctrl+Shift+0",), group=3
    ),
    Command("reset_layout", QT_TRANSLATE_NOOP("Commands", "Reset the layout"), "View", group=4),
    Command("next_pane", QT_TRANSLATE_NOOP("Commands", "Next pane"), "View", "", ("F6",), group=4),
    Command("previous_pane", QT_TRANSLATE_NOOP("Commands", "Previous pane"), "View", "", ("Shift+F6",), group=4),
    Command("show_shortcuts", QT_TRANSLATE_NOOP("Commands", "Shortcuts"), "Help", "", ("Ctrl+/",)),
    Command("show_start", QT_TRANSLATE_NOOP("Commands", "Start page"), "Help", "lesson"),
    Command("about", QT_TRANSLATE_NOOP("Commands", "About TensorLab"), "Help", "info"),
)

FORBIDDEN = ("Ctrl+Space", "Ctrl+.", "Ctrl+Shift+F")
"""Shortcuts that Chinese input methods need."""


def translated(text: str) -> str:
    """A command's or menu's name in the language in force."""
    return QCoreApplication.translate(CONTEXT, text)
