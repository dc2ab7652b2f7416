"""The console: qtconsole on the session's kernel, in the theme's colours."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QInputMethodEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from qtconsole.ansi_code_processor import QtAnsiCodeProcessor
from qtconsole.rich_jupyter_widget import RichJupyterWidget

from ui import theme
from ui.models.diagnosis import Diagnosis
from ui.models.failure import diagnose
from ui.models.fixes.syntax import unreadable
from ui.models.program import Edit, applied
from ui.models.punctuation import misread
from ui.session.base import KernelState
from ui.session.jupyter import JupyterSession
from ui.theme import Theme
from ui.widgets.console_highlighter import ConsoleHighlighter
from ui.widgets.diagnosis_card import DiagnosisCard
from ui.widgets.icon_button import IconButton

SCROLLBACK = 5_000
"""Lines that are kept."""

MOST_CODED_LINES = 200
"""Lines at once whose colours and carriage returns are obeyed; from more they are taken out."""

_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])|[\x07\x08\x0c\r\x1b]")

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")

INSET = 12
"""Room round the text, in pixels."""

PROMPT = ""
"""The source of what stands at the prompt and has not been run: it has no name yet."""


class _AnsiColours(QtAnsiCodeProcessor):  # type: ignore[misc]
    """ANSI codes in the theme's colours. These are for writing; a ground, which a traceback has, is a tint."""

    ground = QColor()

    def get_format(self) -> QTextCharFormat:
        made: QTextCharFormat = super().get_format()
        if self.background_color is not None:
            made.setBackground(self.ground)
        return made


class _Console(RichJupyterWidget):  # type: ignore[misc]
    """qtconsole, with what it lacks mended."""

    _highlighter: Any

    misread = Signal(object)
    """What was entered has full-width signs that Python cannot read: a :class:`Diagnosis`. It has not been run."""

    def __init__(self) -> None:
        super().__init__()
        self._ansi_processor = _AnsiColours()
        self.buffer_size = SCROLLBACK
        self._display_banner = False
        self.custom_restart = True
        self.include_other_output = False
        self.kind = "plain"
        self._echoes: list[str] = []
        self._highlighter.setDocument(None)
        self._highlighter = self.colours = ConsoleHighlighter(self)

    def reset_font(self) -> None:
        """The theme's font; qtconsole's own default reads a size in points that the application's font lacks."""
        self._set_font(_in_points(theme.current().font("code")))

    def execute(self, source: str | None = None, hidden: bool = False, interactive: bool = False) -> bool:
        """Run what was entered, unless full-width signs keep Python from reading it."""
        text = self.input_buffer if source is None else source
        if not hidden and unreadable(text) is not None:
            found = misread(text, PROMPT)
            if found is not None:
                self.misread.emit(found)
                return False
        return bool(super().execute(source, hidden, interactive))

    def _adjust_scrollbars(self) -> None:
        """There is a scroll bar when there is something to scroll; qtconsole lets one scroll into emptiness.

        It has taken this over from Qt, to make up for the lines that are let go at the top.
        """
        document, bar = self._control.document(), self._control.verticalScrollBar()
        room = self._control.viewport().height()
        before, most = bar.maximum(), max(0, round(document.size().height()) - room)
        bar.setRange(0, most)
        bar.setPageStep(room)
        if most < before and document.blockCount() == document.maximumBlockCount():
            bar.setValue(bar.value() + most - before)

    def follow(self) -> None:
        """Show the end: the prompt, or what was printed last."""
        self._scroll_to_end()

    def _scroll_to_end(self) -> None:
        bar = self._control.verticalScrollBar()
        bar.setValue(bar.maximum())

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

    def _handle_execute_input(self, message: dict[str, Any]) -> None:
        """A script that starts before the first prompt would stand here as a cell; it has a tab of its own."""

    def _process_execute_error(self, message: dict[str, Any]) -> None:
        """What goes wrong in code that was not typed here stands above the prompt, as its output does."""
        if self._executing:
            super()._process_execute_error(message)
        else:
            self._append_plain_text("\n".join(message["content"]["traceback"]) + "\n", before_prompt=True)

    def set_ansi_colours(self, look: Theme) -> None:
        """Colour what is coloured by ANSI codes from the theme."""
        colours = [look.hex(f"ansi_{bright}{name}") for bright in ("", "bright_") for name in _ANSI]
        self._ansi_processor.color_map.update(enumerate(colours))
        self._ansi_processor.ground = look.color("error_tint")

    def echo(self, line: str) -> None:
        """Show a line above the prompt without touching what is being typed; one that has waited for a cell's end
        waits for the prompt, too, since what comes between is put in any order."""
        if self._executing and not self._reading:
            self._echoes.append(line)
        else:
            self._append_plain_text(f"{line}\n", before_prompt=True)

    def _prompt_started(self) -> None:
        super()._prompt_started()
        waiting, self._echoes = self._echoes, []
        for line in waiting:
            self.echo(line)


class ConsolePanel(QWidget):
    """The console dock."""

    def __init__(self, session: JupyterSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._console = _Console()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._console, 1)
        self._card = _CardHolder(self)
        self._at_end = QTimer(self, singleShot=True, interval=0)
        self._at_end.timeout.connect(self._console.follow)
        layout.addWidget(self._card)
        self._console._control.document().setDocumentMargin(INSET)
        self._console._control.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._console.custom_restart_requested.connect(session.restart)
        self._console.exit_requested.connect(lambda _: session.restart())
        self._console.custom_interrupt = True
        self._console.custom_interrupt_requested.connect(session.interrupt)
        session.client_changed.connect(self._listen_to)
        session.echoed.connect(self._console.echo)
        session.cell_ended.connect(self._show_problem)
        session.kernel_changed.connect(lambda _: self._card.clear() if session.kernel is KernelState.BUSY else None)
        session.source_mended.connect(self._mend)
        self._console.misread.connect(self._show)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()
        if session.client is not None:
            self._listen_to(session.client)

    @property
    def session(self) -> JupyterSession:
        return self._session

    def text(self) -> str:
        """All that is shown."""
        return str(self._console._control.toPlainText())

    def prompt(self) -> str:
        """What stands at the prompt and has not been run."""
        return str(self._console.input_buffer)

    def set_prompt(self, text: str) -> None:
        """Put code at the prompt, to be read and run by the user."""
        self._console.input_buffer = text

    def run_prompt(self) -> None:
        """Run what stands at the prompt, as Enter does."""
        self._console.execute(interactive=True)

    def _listen_to(self, client: Any) -> None:
        self._console.kernel_client = client

    # -- problems -----------------------------------------------------------------------------------------------------

    def _show_problem(self, _: int, ok: bool) -> None:
        errors = self._session.recording.errors
        if not ok and errors:
            self._show(diagnose(self._session.recording, errors[-1]))

    def _show(self, told: Diagnosis) -> None:
        """The card of what just went wrong, under the prompt."""
        card = DiagnosisCard(told, has_exact=False)
        card.mended.connect(lambda fix: self._session.mend(fix.source, fix.edits))
        card.line_wanted.connect(self._session.open_source)
        card.tensor_wanted.connect(self._session.select)
        card.shapes_wanted.connect(self._session.compare)
        card.view_wanted.connect(self._session.ask_for_view)
        card.step_wanted.connect(self._session.show_step)
        self._card.show_card(card)
        # The card takes room from the console: the prompt stays in sight, once the layout has settled.
        self._at_end.start()

    def _mend(self, source: str, edits: tuple[Edit, ...]) -> None:
        """A fix of a cell: the mended cell stands at the prompt, to be run by the user."""
        if source != PROMPT and not source.startswith("In ["):
            return
        text = self.prompt() if source == PROMPT else self._session.recording.source_text(source) or ""
        self.set_prompt(applied(text, edits).strip("\n"))
        self._card.clear()
        self.setFocus()

    # -- look ---------------------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        look = theme.current()
        self._console.style_sheet = _sheet(look)
        self._console.colours.restyle()
        self._console.set_ansi_colours(look)
        self._console.font = _in_points(look.font("code"))
        # The line of the prompt stays, whatever a card takes.
        self._console.setMinimumHeight(QFontMetrics(look.font("code")).lineSpacing() + INSET)

    def _retranslate(self) -> None:
        self._console.setAccessibleName(self.tr("Console"))
        self._console._control.setAccessibleName(self.tr("Console"))

    def setFocus(self, *args: Any) -> None:
        self._console._control.setFocus()

    def minimumSizeHint(self) -> QSize:
        """A card takes its room from the console and asks the window for none, so that nothing else moves."""
        return QSize(int(self._console.minimumSizeHint().width()), 3 * self._console.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


class _CardHolder(QWidget):
    """Room for one card under the prompt, never more than four fifths of the console; it can be put away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._close = IconButton("close", parent=self)
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, INSET // 2)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._retranslate()
        self.hide()

    def show_card(self, card: QWidget) -> None:
        """Show this card in place of the one before."""
        self._scroll.setWidget(card)
        self.show()
        self._fit()

    def clear(self) -> None:
        """Put the card away."""
        self.hide()

    def _fit(self) -> None:
        card = self._scroll.widget()
        parent = self.parentWidget()
        if card is not None and parent is not None:
            wanted = card.heightForWidth(max(200, self._scroll.viewport().width()))
            self._scroll.setFixedHeight(max(64, min(wanted, parent.height() * 4 // 5)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _retranslate(self) -> None:
        self._close.setToolTip(self.tr("Put the card away"))
        self._close.setAccessibleName(self.tr("Put the card away"))

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
