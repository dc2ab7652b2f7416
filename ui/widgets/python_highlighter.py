"""Colours Python as the theme says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui import theme
from ui.models.python_syntax import Open, Piece, spans

_LONGEST = 2000
"""Characters of a line that are coloured; what comes after is data, not code."""


class PythonHighlighter(QSyntaxHighlighter):
    """The syntax colours of one document; a new theme colours it again."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats = formats()
        theme.manager().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._formats = formats()
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        before = Open(max(0, self.previousBlockState()))
        self.setCurrentBlockState(int(paint_code(text, 0, before, self._formats, self.setFormat)))


def formats() -> dict[Piece, QTextCharFormat]:
    """How the theme in force shows each piece of code."""
    found: dict[Piece, QTextCharFormat] = {}
    for piece in Piece:
        found[piece] = QTextCharFormat()
        found[piece].setForeground(theme.current().color(f"syntax_{piece.value}"))
    return found


def paint_code(
    text: str,
    start: int,
    before: Open,
    looks: Mapping[Piece, QTextCharFormat],
    set_format: Callable[[int, int, QTextCharFormat], None],
) -> Open:
    """Give the code in a line from ``start`` on its colours; tells which string is open at its end."""
    found, state = spans(text[start : start + _LONGEST], before)
    for span in found:
        # Qt counts in UTF-16: a character beyond the basic plane has two places.
        first = start + span.start
        set_format(_places(text[:first]), _places(text[first : first + span.length]), looks[span.piece])
    return state


def _places(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
