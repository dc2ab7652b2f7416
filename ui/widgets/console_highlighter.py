"""Colours of the code and the prompts in a console, as the theme says; a new theme colours all of it again."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtGui import QFont, QTextCharFormat
from qtconsole.frontend_widget import FrontendHighlighter

from ui import theme
from ui.models.python_syntax import Open
from ui.widgets.python_highlighter import formats, paint_code

_PROMPT = re.compile(r"In \[\s*(\d+|\*)\s*\]: | +\.\.\.: ")
_RESULT = re.compile(r"Out\[\d+\]: ?")
_NUMBER = re.compile(r"\d+|\*")


class ConsoleHighlighter(FrontendHighlighter):  # type: ignore[misc]
    """qtconsole's highlighter, with the colours that a script has and prompts that follow the theme."""

    highlighting_on: bool

    def __init__(self, console: Any) -> None:
        super().__init__(console)
        self._current_offset = 0
        self._code = formats()
        self._entered, self._result = QTextCharFormat(), QTextCharFormat()
        self.restyle()

    def restyle(self) -> None:
        """Take the theme in force."""
        self._code = formats()
        self._entered.setForeground(theme.current().color("accent"))
        self._result.setForeground(theme.current().color("muted"))
        before, self.highlighting_on = self.highlighting_on, True
        self.rehighlight()
        self.highlighting_on = before

    def highlightBlock(self, _: str) -> None:
        if not self.highlighting_on:
            return
        # qtconsole writes the prompts of further lines with blanks that do not break.
        text = self.currentBlock().text().replace("\xa0", " ")
        if entered := _PROMPT.match(text):
            self._paint_prompt(entered, self._entered)
            is_first = text.startswith("In")
            before = Open.NOTHING if is_first else Open(max(0, self.previousBlockState()))
            state = paint_code(text, entered.end(), before, self._code, self.setFormat)
            self.setCurrentBlockState(int(state))
        elif result := _RESULT.match(text):
            self._paint_prompt(result, self._result)

    def _paint_prompt(self, prompt: re.Match[str], look: QTextCharFormat) -> None:
        self.setFormat(0, prompt.end(), look)
        if number := _NUMBER.search(prompt.group()):
            strong = QTextCharFormat(look)
            strong.setFontWeight(QFont.Weight.Bold)
            self.setFormat(number.start(), number.end() - number.start(), strong)
