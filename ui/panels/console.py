"""The console: qtconsole on the session's kernel, in the theme's colours."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from qtconsole.rich_jupyter_widget import RichJupyterWidget

from ui import theme
from ui.session.jupyter import JupyterSession
from ui.theme import Theme

SCROLLBACK = 5_000
"""Lines that are kept."""

MOST_CODED_LINES = 200
"""Lines at once whose colours and carriage returns are obeyed; from more they are taken out."""

_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])|[\x07\x08\x0c\r\x1b]")

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")

INSET = 12
"""Room round the text, in pixels."""


class _Console(RichJupyterWidget):  # type: ignore[misc]
    """qtconsole, with what it lacks mended."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer_size = SCROLLBACK
        self._display_banner = False
        self.custom_restart = True
        self.include_other_output = False
        self.kind = "plain"

    def reset_font(self) -> None:
        """The theme's font; qtconsole's own default reads a size in points that the application's font lacks."""
        self._set_font(_in_points(theme.current().font("code")))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Text composed with an input method belongs at the prompt, wherever the cursor was."""
        if event.commitString():
            self._keep_cursor_in_buffer()
        super().inputMethodEvent(event)

    def _insert_plain_text(self, cursor: QTextCursor, text: str, flush: bool = False) -> None:
        """qtconsole reads the whole document at each line end of a text with codes; one without goes in at once."""
        if text.count("\n") > MOST_CODED_LINES:
            text = _CODES.sub("", text)
        self.ansi_codes = _CODES.search(text) is not None
        super()._insert_plain_text(cursor, text, flush)

    def _process_execute_error(self, message: dict[str, Any]) -> None:
        """What goes wrong in code that was not typed here stands above the prompt, as its output does."""
        if self._executing:
            super()._process_execute_error(message)
        else:
            self._append_plain_text("\n".join(message["content"]["traceback"]) + "\n", before_prompt=True)

    def set_ansi_colours(self, look: Theme) -> None:
        """Colour what is coloured by ANSI codes from the theme; black stays dark, since it is written on yellow."""
        colours = [look.hex(f"ansi_{bright}{name}") for bright in ("", "bright_") for name in _ANSI]
        if look.is_dark:
            colours[0] = look.hex("background")
        self._ansi_processor.color_map.update(enumerate(colours))

    def echo(self, line: str) -> None:
        """Show a line above the prompt without touching what is being typed."""
        self._append_plain_text(f"{line}\n", before_prompt=True)


class ConsolePanel(QWidget):
    """The console dock."""

    def __init__(self, session: JupyterSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._console = _Console()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._console)
        self._console._control.document().setDocumentMargin(INSET)
        self._console.custom_restart_requested.connect(session.restart)
        self._console.exit_requested.connect(lambda _: session.restart())
        self._console.custom_interrupt = True
        self._console.custom_interrupt_requested.connect(session.interrupt)
        session.client_changed.connect(self._listen_to)
        session.echoed.connect(self._console.echo)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()
        if session.client is not None:
            self._listen_to(session.client)

    def _listen_to(self, client: Any) -> None:
        self._console.kernel_client = client

    def _restyle(self) -> None:
        look = theme.current()
        self._console.style_sheet = _sheet(look)
        self._console.syntax_style = "monokai" if look.is_dark else "default"
        self._console.set_ansi_colours(look)
        self._console.font = _in_points(look.font("code"))

    def _retranslate(self) -> None:
        self._console.setAccessibleName(self.tr("Console"))
        self._console._control.setAccessibleName(self.tr("Console"))

    def setFocus(self, *args: Any) -> None:
        self._console._control.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _in_points(font: QFont) -> QFont:
    """qtconsole reads a font's size in points, which a font in pixels does not have."""
    made = QFont(font)
    made.setPointSizeF(font.pixelSize() * 0.75)
    return made


def _sheet(look: Theme) -> str:
    """qtconsole's own style sheet, from roles."""
    return f"""
        QPlainTextEdit, QTextEdit {{ background: {look.hex("background")}; color: {look.hex("text")};
            selection-background-color: {look.hex("selection")}; border: none; }}
        .error {{ color: {look.hex("error_text")}; }}
        .in-prompt, .in-prompt-number {{ color: {look.hex("accent")}; }}
        .out-prompt, .out-prompt-number {{ color: {look.hex("muted")}; }}
        .in-prompt-number, .out-prompt-number {{ font-weight: bold; }}
    """
