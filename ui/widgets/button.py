"""Buttons of three ranks: outlined, primary (one in a region of the window), and code with what it leads to."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.metrics import row_height
from ui.widgets.pieces import Piece, Pieces

_LEAST = 16
"""Characters that code always has room for."""


class Button(Pieces):
    """An outlined button; with ``primary`` a filled one."""

    def __init__(self, text: str = "", primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(True, parent)
        self._primary = primary
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self._restyle()

    def pieces(self) -> list[Piece]:
        look = theme.current()
        return [(self.text(), look.font("control"), "on_accent" if self._primary and self.isEnabled() else "text")]

    def box_height(self) -> int:
        return row_height(theme.current().font("control"))

    def side(self) -> int:
        return 16 if self._primary else 12

    def paint_box(self, painter: QPainter, box: QRectF, hovered: bool) -> None:
        look = theme.current()
        if self._primary and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("focus" if hovered or self.isDown() else "accent"))
        else:
            painter.setPen(QPen(look.color("border"), 1))
            painter.setBrush(look.color("pressed" if self.isDown() else "hover" if hovered else "raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class CodeButton(Button):
    """A line of code to run, and what comes of it: ``torch.ones(3) → (4, 3)``.

    Code that is too long for its line is shortened in the middle, so that what it is about and what changes are both
    read; the tool-tip then tells all of it, before the hint.
    """

    def __init__(self, code: str, outcome: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        self._outcome = outcome
        self._hint = hint
        super().__init__(code, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if outcome:
            self.setAccessibleName(f"{code} → {outcome}")
        self.setToolTip(hint)

    def pieces(self) -> list[Piece]:
        font = theme.current().font("code_small")
        outcome = [(f"→ {self._outcome}", font, "muted")] if self._outcome else []
        return [(self.text(), font, "text"), *outcome]

    def shown_pieces(self) -> list[Piece]:
        (code, font, role), *outcome = self.pieces()
        missing = self.sizeHint().width() - self.width()
        if missing > 0:
            metrics = QFontMetrics(font)
            room = metrics.horizontalAdvance(code) - missing
            code = metrics.elidedText(code, Qt.TextElideMode.ElideMiddle, room)
        return [(code, font, role), *outcome]

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _LEAST, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shortened = self.width() < self.sizeHint().width()
        self.setToolTip("\n".join(filter(None, [self.accessibleName() if shortened else "", self._hint])))

    def side(self) -> int:
        return 8
