"""A small button with an icon alone; its words are in the tool-tip and for the screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.focus_ring import paint_focus_ring, shows_focus
from ui.widgets.metrics import icon_size

_SMALLEST_TARGET = 24


class IconButton(QAbstractButton):
    """An icon in a target of at least 24 px."""

    def __init__(self, icon: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.set_text(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def set_text(self, text: str) -> None:
        """What the button does, in words."""
        self.setToolTip(text)
        self.setAccessibleName(text)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _icon_size(self) -> int:
        return icon_size(theme.current().font("control"))

    def sizeHint(self) -> QSize:
        side = max(_SMALLEST_TARGET, self._icon_size() + 8)
        return QSize(side, side)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("pressed" if self.isDown() or self.isChecked() else "hover"))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            box = QRect(0, 0, self._icon_size(), self._icon_size())
            box.moveCenter(self.rect().center())
            icons.icon(self._icon).paint(painter, box)
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 5)
        finally:
            painter.end()
