"""Colours Python as the theme says."""

from __future__ import annotations

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui import theme
from ui.models.python_syntax import Open, Piece, spans

_LONGEST = 2000
"""Characters of a line that are coloured; what comes after is data, not code."""


class PythonHighlighter(QSyntaxHighlighter):
    """The syntax colours of one document; a new theme colours it again."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[Piece, QTextCharFormat] = {}
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = theme.current()
        for piece in Piece:
            made = QTextCharFormat()
            made.setForeground(look.color(f"syntax_{piece.value}"))
            self._formats[piece] = made
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        before = max(0, self.previousBlockState())
        found, state = spans(text[:_LONGEST], Open(before))
        for span in found:
            # Qt counts in UTF-16: a character beyond the basic plane has two places.
            start = _places(text[: span.start])
            self.setFormat(start, _places(text[span.start : span.start + span.length]), self._formats[span.piece])
        self.setCurrentBlockState(int(state))


def _places(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
