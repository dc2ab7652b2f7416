"""A choice from a list that folds out: flat words and a small arrow, for bars where a box would be heavy."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.focus_ring import paint_focus_ring, shows_focus
from ui.widgets.metrics import icon_size, row_height

_SIDE = 8


class DropDown(QComboBox):
    """A combo box in every respect but its look; it is as wide as its longest choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        font = theme.current().font("control")
        metrics = QFontMetrics(font)
        words = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        return QSize(words + icon_size(font) + 3 * _SIDE, row_height(font))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() and self.isEnabled():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("hover"))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            side = icon_size(look.font("control"))
            arrow = QRect(self.width() - side - _SIDE, (self.height() - side) // 2, side, side)
            icons.icon("down", "muted").paint(painter, arrow)
            painter.setFont(look.font("control"))
            painter.setPen(look.color("text" if self.isEnabled() else "disabled"))
            words = self.rect().adjusted(_SIDE, 0, -side - _SIDE, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.currentText())
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 5)
        finally:
            painter.end()
