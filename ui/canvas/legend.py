"""What the canvas's signs mean, in its lower left corner, drawn as the canvas draws them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.canvas.figures import COLLECTED_DOTS, FREED_DASH
from ui.canvas.strands import GRADIENT_DASH
from ui.canvas.strokes import thin_pen
from ui.widgets.box import paint_box

_SAMPLE = 22
_GAP = 10
_INSET = 8
_STRIPES = ("leaf", "data", "computed")


class Legend(QWidget):
    """One line for each sign. It lets the mouse through to the canvas."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words: dict[str, str] = {}
        theme.manager().changed.connect(self._restyle)
        self._retranslate()

    def _retranslate(self) -> None:
        self._words = {
            "leaf": self.tr("leaf"),
            "data": self.tr("data, no grad"),
            "computed": self.tr("computed"),
            "gradient": self.tr("gradient"),
            "freed": self.tr("freed"),
            "collected": self.tr("collected"),
        }
        self.setAccessibleName(self.tr("Legend"))
        self.setAccessibleDescription("\n".join(self._words.values()))
        self._restyle()

    def _restyle(self) -> None:
        self._row = QFontMetrics(theme.current().font("label")).height() + 6
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("label"))
        widest = max(metrics.horizontalAdvance(word) for word in self._words.values())
        return QSize(_SAMPLE + _GAP + widest + 2 + 2 * _INSET, self._row * len(self._words) + 2 * _INSET)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            # A card of its own, through which nothing is read that lies under it.
            paint_box(painter, self.rect(), "background")
            for i, (sign, word) in enumerate(self._words.items()):
                row = QRectF(_INSET, _INSET + i * self._row, self.width() - _INSET, self._row)
                _paint_sign(painter, QRectF(row.left() + 0.5, row.center().y() - 5, _SAMPLE - 1, 10), sign)
                painter.setFont(look.font("label"))
                painter.setPen(look.color("muted"))
                painter.drawText(row.adjusted(_SAMPLE + _GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, word)
        finally:
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _paint_sign(painter: QPainter, box: QRectF, sign: str) -> None:
    look = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if sign in _STRIPES:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(box, 2, 2)
        painter.fillRect(QRectF(box.left(), box.top() - 0.5, 4, box.height() + 1), look.color(sign))
    elif sign == "gradient":
        pen = QPen(look.color("gradient"), 2)
        pen.setDashPattern([length / 2 for length in GRADIENT_DASH])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
    else:
        painter.setPen(thin_pen(look.color("freed"), FREED_DASH if sign == "freed" else COLLECTED_DOTS))
        radius = box.height() / 2 if sign == "freed" else 2
        painter.drawRoundedRect(box, radius, radius)
