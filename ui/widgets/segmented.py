"""A segmented control: a few exclusive choices side by side, the chosen one lifted out of the well."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.focus_ring import RING, paint_focus_ring, shows_focus
from ui.widgets.metrics import row_height

_GAP = RING + 1
_SIDE = 12
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segmented(QWidget):
    """One of several choices. Tab reaches the control, the arrow keys choose."""

    chosen = Signal(object)
    """The value of the choice that the user made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Hashable] = []
        self._texts: list[str] = []
        self._current = -1
        self._hovered = -1
        self._pressed = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """Offer these (value, words); the current value stays if it is still among them."""
        value = self.value()
        self._values = [value for value, _ in choices]
        self._texts = [text for _, text in choices]
        self._current = self._values.index(value) if value in self._values else -1
        self._restyle()

    def set_value(self, value: Hashable) -> None:
        """Show ``value`` as the chosen one; nothing is emitted."""
        self._current = self._values.index(value)
        self._tell()
        self.update()

    def value(self) -> Hashable:
        """The chosen value; None before there is one."""
        return self._values[self._current] if self._current >= 0 else None

    def rect_of(self, value: Hashable) -> QRect:
        """Where a choice is drawn and can be clicked."""
        return self._segments()[self._values.index(value)]

    def _choose(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self._tell()
            self.update()
            self.chosen.emit(self._values[index])

    def _tell(self) -> None:
        """Screen readers read the description; the name belongs to whoever places the control."""
        self.setAccessibleDescription(self._texts[self._current] if self._current >= 0 else "")

    def _restyle(self) -> None:
        self._tell()
        self.updateGeometry()
        self.update()

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _widths(self) -> list[int]:
        # Measured bold, so that nothing moves when the choice changes.
        metrics = QFontMetrics(theme.current().font("control_strong"))
        return [metrics.horizontalAdvance(text) + 2 * _SIDE for text in self._texts]

    def _segments(self) -> list[QRect]:
        segments, left = [], _GAP
        for width in self._widths():
            segments.append(QRect(left, _GAP, width, self.height() - 2 * _GAP))
            left += width
        return segments

    def _at(self, point: QPoint) -> int:
        return next((index for index, rect in enumerate(self._segments()) if rect.contains(point)), -1)

    def sizeHint(self) -> QSize:
        height = row_height(theme.current().font("control")) - 2
        return QSize(sum(self._widths()) + 2 * _GAP, height + 2 * _GAP)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_well(painter)
            for index, segment in enumerate(self._segments()):
                self._paint_segment(painter, index, segment)
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 8)
        finally:
            painter.end()

    def _paint_well(self, painter: QPainter) -> None:
        look = theme.current()
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("background"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(_GAP + 0.5, _GAP + 0.5, -_GAP - 0.5, -_GAP - 0.5), 5, 5)

    def _paint_segment(self, painter: QPainter, index: int, segment: QRect) -> None:
        look = theme.current()
        chosen = index == self._current
        box = QRectF(segment).adjusted(0.5, 0.5, -0.5, -0.5)
        if chosen:
            painter.setPen(QPen(look.color("control"), 1))
            painter.setBrush(look.color("pressed"))
            painter.drawRoundedRect(box, 5, 5)
        elif index in (self._hovered, self._pressed) and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("pressed" if index == self._pressed else "hover"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(look.font("control_strong" if chosen else "control"))
        words = "text" if chosen else "muted"
        painter.setPen(look.color(words if self.isEnabled() else "disabled"))
        painter.drawText(segment, Qt.AlignmentFlag.AlignCenter, self._texts[index])

    # -- gestures ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._at(event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        released, pressed = self._at(event.position().toPoint()), self._pressed
        self._pressed = -1
        self.update()
        if released >= 0 and released == pressed:
            self._choose(released)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._values:
            super().keyPressEvent(event)
        else:
            self._choose(max(0, min(self._current + step, len(self._values) - 1)))
