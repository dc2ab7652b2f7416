"""A number with an arrow up and one down: flat, in the theme's colours, large enough to be hit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSpinBox, QStyle, QStyleOptionSpinBox, QWidget

from ui import theme

_REACH, _FAR = 3.5, 5
"""Half the width of an arrow, in pixels at the usual size of text, and at most."""


class NumberBox(QSpinBox):
    """A spin box in every respect; the style sheet leaves its buttons empty, and the arrows are painted here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def name(self, words: str) -> None:
        """What the number is, for those who cannot see what stands beside it."""
        for part in (self, self.lineEdit()):
            part.setAccessibleName(words)

    def least_width(self) -> int:
        """What its longest number needs, with the arrows."""
        letters = max(len(self.textFromValue(value)) for value in (self.minimum(), self.maximum()))
        return self.fontMetrics().horizontalAdvance("0" * letters) + self.arrow_box(up=True).width() + 14

    def arrow_box(self, up: bool) -> QRect:
        """Where the button of an arrow is."""
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_SpinBoxUp if up else QStyle.SubControl.SC_SpinBoxDown
        return self.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look, steps = theme.current(), self.stepEnabled()
        reach = min(_FAR, _REACH * max(1.0, theme.manager().scale))
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for up, flag in ((True, self.StepEnabledFlag.StepUpEnabled), (False, self.StepEnabledFlag.StepDownEnabled)):
                role = "muted" if self.isEnabled() and steps & flag else "edge"
                painter.setPen(QPen(look.color(role), 1.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
                middle = QPointF(self.arrow_box(up).center()) + QPointF(0.5, 1 if up else 0)
                rise = -reach / 2 if up else reach / 2
                painter.drawPolyline(
                    [middle + QPointF(x, y) for x, y in ((-reach, -rise / 2), (0, rise), (reach, -rise / 2))]
                )
        finally:
            painter.end()
