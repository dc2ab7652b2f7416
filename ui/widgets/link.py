"""A link: words that do something when clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.focus_ring import paint_focus_ring, shows_focus
from ui.widgets.metrics import row_height

_SIDE = 4
_FRACTION = 2  # eliding measures in fractions of a pixel, a hint in whole ones


class Link(QAbstractButton):
    """A button that looks like words: accent colour, a line under them while the pointer is over it.

    Args:
        side: room left and right of the words; 0 where they stand in a column with other words.
    """

    def __init__(
        self, text: str = "", font: str = "control", parent: QWidget | None = None, *, side: int = _SIDE
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._font_role = font
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.current().font(self._font_role))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._side + _FRACTION, row_height(self.font())
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") + 2 * self._side, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            font = self.font()
            font.setUnderline(self.underMouse() and self.isEnabled())
            painter.setFont(font)
            painter.setPen(theme.current().color("accent" if self.isEnabled() else "disabled"))
            inner = self.rect().adjusted(self._side, 0, -self._side, 0)
            words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 4)
        finally:
            painter.end()
