"""A box to tick, drawn from the theme so that it can be seen on every ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui import theme
from ui.widgets.focus_ring import RING, paint_focus_ring, shows_focus
from ui.widgets.metrics import icon_size, row_height

_GAP = 8


class CheckBox(QCheckBox):
    """A check box in every respect but its look."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        font = theme.current().font("control")
        words = QFontMetrics(font).horizontalAdvance(self.text())
        return QSize(icon_size(font) + _GAP + words + 2 * RING + 2, row_height(font))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        side = icon_size(look.font("control"))
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(RING + 1, (self.height() - side) / 2, side, side).adjusted(1.5, 1.5, -1.5, -1.5)
            ticked = self.isChecked()
            painter.setPen(QPen(look.color("accent" if ticked else "control"), 1))
            fill = "accent" if ticked else "hover" if self.underMouse() else "background"
            painter.setBrush(look.color(fill if self.isEnabled() else "surface"))
            painter.drawRoundedRect(box, 3, 3)
            if ticked:
                painter.setPen(QPen(look.color("on_accent" if self.isEnabled() else "disabled"), 1.8))
                w, h = box.width(), box.height()
                corners = [(0.22, 0.52), (0.43, 0.73), (0.79, 0.28)]
                painter.drawPolyline([QPointF(box.left() + x * w, box.top() + y * h) for x, y in corners])
            painter.setFont(look.font("control"))
            painter.setPen(look.color("text" if self.isEnabled() else "disabled"))
            words = self.rect().adjusted(RING + 1 + side + _GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 5)
        finally:
            painter.end()
