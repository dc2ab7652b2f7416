"""A label whose font and colour are roles of the theme."""

from __future__ import annotations

import html
import re

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme


class Label(QLabel):
    """Text in a role's font and a role's colour; it changes with the theme."""

    def __init__(
        self, text: str = "", font: str = "control", color: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._font_role = font
        self._color_role = color
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_color(self, role: str) -> None:
        """Take the colour of another role."""
        self._color_role = role
        self._restyle()

    def _restyle(self) -> None:
        look = theme.current()
        self.setFont(look.font(self._font_role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, look.color(self._color_role))
        palette.setColor(QPalette.ColorRole.Text, look.color(self._color_role))
        self.setPalette(palette)


def with_code(text: str, font: str) -> str:
    """The sentence with what stands between back ticks in the font of code."""
    look = theme.current()
    size = look.font(font).pixelSize()
    mono = f"<span style=\"font-family: '{look.font('code').family()}'; font-size: {size}px\">\\1</span>"
    return re.sub("`([^`]*)`", mono, html.escape(text, quote=False))
