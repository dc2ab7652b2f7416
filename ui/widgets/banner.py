"""A row that says what is being looked at and offers the way back; it is always there, so nothing jumps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.button import Button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.label import Label
from ui.widgets.metrics import icon_size, row_height

_INSET = 16


class Banner(QWidget):
    """Icon, bold text, muted text, and buttons at the right end. ``emphasis`` gives it the fill of a selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "live"
        self._emphasis = False
        self._strong = Label("", "control_strong")
        self._muted = ElidedLabel("", "control", "muted")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._strong)
        self._row.addWidget(self._muted, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def show_message(self, icon: str, strong: str, muted: str = "", emphasis: bool = False) -> None:
        """Say something else; the row keeps its height."""
        self._icon = icon
        self._strong.setText(strong)
        self._muted.setText(muted)
        self._emphasis = emphasis
        self.setAccessibleName(f"{strong} {muted}".strip())
        self.update()

    def text(self) -> str:
        """The bold words."""
        return self._strong.text()

    def add_button(self, text: str, primary: bool = False) -> Button:
        """Another button at the right end, whose room stays when it is hidden; connect its ``clicked``."""
        button = Button(text, primary)
        self.add_widget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Another control at the right end."""
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)
        self._row.addWidget(widget)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height())

    def _height(self) -> int:
        return row_height(theme.current().font("control")) + 8

    def _restyle(self) -> None:
        left = _INSET + icon_size(theme.current().font("control")) + 8
        self._row.setContentsMargins(left, 0, _INSET - 4, 0)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), look.color("selection" if self._emphasis else "chrome"))
            size = icon_size(look.font("control"))
            icons.icon(self._icon).paint(painter, QRect(_INSET, (self.height() - size) // 2, size, size))
        finally:
            painter.end()
