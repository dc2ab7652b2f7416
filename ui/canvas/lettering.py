"""Text on the canvas: laid out once for each string, drawn many times."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from ui.models.words import is_path
from ui.theme import Theme


class Lettering:
    """The canvas's texts in one theme's fonts."""

    LIMIT = 20_000
    """Texts kept before the store starts anew."""

    def __init__(self, look: Theme) -> None:
        self._look = look
        self._fonts: dict[str, tuple[QFont, QFontMetricsF]] = {}
        self._texts: dict[tuple[str, str, float], tuple[QStaticText, float]] = {}

    def draw(
        self,
        painter: QPainter,
        at: QPointF,
        text: str,
        role: str,
        colour: QColor,
        *,
        room: float = 0.0,
        align: float = 0.0,
        patch: QColor | None = None,
    ) -> float:
        """Draw a line of text with its middle at this height, and return its width.

        Args:
            at: left end, middle or right end of the text, as ``align`` says (0, 0.5 or 1).
            role: one of the theme's fonts.
            room: the width it has to keep to, if any; the end gives way to an ellipsis.
            patch: a colour to clear what is behind the text.
        """
        font, metrics = self._font(role)
        laid_out, width = self._text(text, role, room)
        corner = QPointF(at.x() - align * width, at.y() - metrics.height() / 2)
        if patch is not None:
            painter.fillRect(QRectF(corner.x() - 2, corner.y(), width + 4, metrics.height()), patch)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawStaticText(corner, laid_out)
        return width

    def pen(self, painter: QPainter, role: str, colour: QColor) -> Pen:
        """For many texts in one font and colour."""
        font, metrics = self._font(role)
        painter.setFont(font)
        painter.setPen(colour)
        return Pen(painter, role, metrics.height() / 2, self._text)

    def width(self, text: str, role: str) -> float:
        return self._text(text, role, 0.0)[1]

    def _font(self, role: str) -> tuple[QFont, QFontMetricsF]:
        if role not in self._fonts:
            font = self._look.font(role)
            self._fonts[role] = font, QFontMetricsF(font)
        return self._fonts[role]

    def _text(self, text: str, role: str, room: float) -> tuple[QStaticText, float]:
        key = (text, role, room)
        if key not in self._texts:
            if len(self._texts) > self.LIMIT:
                self._texts.clear()
            font, metrics = self._font(role)
            side = Qt.TextElideMode.ElideLeft if is_path(text) else Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(text, side, room) if room else text
            laid_out = QStaticText(shown)
            laid_out.setTextFormat(Qt.TextFormat.PlainText)
            laid_out.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid_out.prepare(font=font)
            self._texts[key] = laid_out, metrics.horizontalAdvance(shown)
        return self._texts[key]


class Pen:
    """Draws texts in the font and colour that its painter has been given."""

    def __init__(
        self, painter: QPainter, role: str, rise: float, text: Callable[[str, str, float], tuple[QStaticText, float]]
    ) -> None:
        self._draw = painter.drawStaticText
        self._role = role
        self._rise = rise
        self._text = text

    def draw(self, x: float, y: float, text: str, room: float, align: float) -> None:
        """One line, as :meth:`Lettering.draw` does it."""
        if text:
            laid_out, width = self._text(text, self._role, room)
            self._draw(QPointF(x - align * width, y - self._rise), laid_out)
