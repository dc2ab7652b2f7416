"""Chips: one fact each, small enough to stand in a row.

A header chip has a border, a muted key and its value in mono. A state chip is a tint with a glyph and a word, so that
the colour never speaks alone. Both can be made to be clicked.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.metrics import row_height
from ui.widgets.pieces import Piece, Pieces


class HeaderChip(Pieces):
    """A fact of a tensor: muted key, value in mono. A clickable one leads to what its value names."""

    def __init__(self, key: str = "", value: str = "", clickable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(clickable, parent)
        self.set_fact(key, value)

    def set_fact(self, key: str, value: str) -> None:
        """Say that ``key`` is ``value``."""
        self._key, self._value = key, value
        self.setAccessibleName(f"{key} {value}")
        self._restyle()

    def value(self) -> str:
        return self._value

    def pieces(self) -> list[Piece]:
        look = theme.current()
        return [
            (self._key, look.font("label"), "muted"),
            (self._value, look.font("code_small"), "accent" if self._clickable else "text"),
        ]

    def box_height(self) -> int:
        return row_height(theme.current().font("label"))

    def side(self) -> int:
        return 8

    def paint_box(self, painter: QPainter, box: QRectF, hovered: bool) -> None:
        look = theme.current()
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("pressed" if self.isDown() else "hover" if hovered else "surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class OperandChip(HeaderChip):
    """A tensor that took part: its name as the user writes it, then what it was. It leads to the tensor."""

    def __init__(self, name: str, told: str, parent: QWidget | None = None) -> None:
        super().__init__(name, told, clickable=True, parent=parent)

    def pieces(self) -> list[Piece]:
        font = theme.current().font("code_small")
        return [(self._key, font, "accent"), (self._value, font, "muted")]


class StateChip(Pieces):
    """A state: tint, glyph and word. ``state`` names the roles ``<state>_tint`` and ``<state>_text``."""

    def __init__(
        self,
        state: str = "freed",
        glyph: str = "",
        word: str = "",
        clickable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(clickable, parent)
        self.set_state(state, glyph, word)

    def set_state(self, state: str, glyph: str, word: str) -> None:
        """Show another state."""
        self._state, self._glyph, self._word = state, glyph, word
        self.setAccessibleName(word)
        self._restyle()

    def word(self) -> str:
        return self._word

    def pieces(self) -> list[Piece]:
        font = theme.current().font("label")
        role = "freed" if self._state == "freed" else f"{self._state}_text"
        return [(text, font, role) for text in (self._glyph, self._word) if text]

    def box_height(self) -> int:
        return QFontMetrics(theme.current().font("label")).height() + 4

    def side(self) -> int:
        return 6

    def paint_box(self, painter: QPainter, box: QRectF, hovered: bool) -> None:
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("hover" if hovered else f"{self._state}_tint"))
        painter.drawRoundedRect(box, 3, 3)
