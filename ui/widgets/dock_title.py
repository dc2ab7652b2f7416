"""The bar over a dock: its name in bold on the left, its icon buttons on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.icon_button import IconButton
from ui.widgets.metrics import row_height


class DockTitle(QWidget):
    """A title bar that leaves the mouse to the dock, so that Qt still drags and floats it."""

    closed = Signal()
    """Its close button was pressed."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_shown = True
        self._name = ElidedLabel(name, "control_strong")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.addWidget(self._name, 1)
        row.addLayout(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._close = self.add_button("close", "")
        self._close.clicked.connect(self.closed)
        theme.manager().changed.connect(self._restyle)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """The dock's name, in the reader's language."""
        self._name.setText(name)
        self.setAccessibleName(name)
        self._close.set_text(self.tr("Close {name}").format(name=name))

    def set_shown(self, shown: bool) -> None:
        """Whether it takes room: the tabs of docks that share a place are their titles."""
        self._is_shown = shown
        for part in (self._name, self._close):
            part.setVisible(shown)
        self.updateGeometry()

    def name(self) -> str:
        return self._name.text()

    def add_button(self, icon: str, text: str) -> IconButton:
        """Another button at the right end; connect its ``clicked``."""
        button = IconButton(icon, text)
        self._buttons.insertWidget(max(0, self._buttons.count() - 1), button)
        return button

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height())

    def _height(self) -> int:
        if not self._is_shown:
            return 0
        return row_height(theme.current().font("control_strong")) + 4

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), look.color("chrome"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()
