"""The zoom in the lower right corner of the canvas: out, how much, in, and everything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui import theme
from ui.widgets.box import paint_box
from ui.widgets.icon_button import IconButton


class ZoomBox(QWidget):
    """Three buttons and the zoom in percent."""

    zoom_out = Signal()
    zoom_in = Signal()
    fit = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._out = IconButton("minus", parent=self)
        self._percent = QLabel(self)
        self._in = IconButton("plus", parent=self)
        self._fit = IconButton("fit", parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(4)
        for part in (self._out, self._percent, self._in, self._fit):
            layout.addWidget(part)
        self._out.clicked.connect(self.zoom_out)
        self._in.clicked.connect(self.zoom_in)
        self._fit.clicked.connect(self.fit)
        theme.manager().changed.connect(self._restyle)
        self._zoom = 1.0
        self._retranslate()
        self._restyle()

    def set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self._percent.setText(self.tr("{percent} %").format(percent=round(100 * zoom)))

    def _retranslate(self) -> None:
        self._out.set_text(self.tr("Zoom out"))
        self._in.set_text(self.tr("Zoom in"))
        self._fit.set_text(self.tr("Show the whole graph"))
        self._percent.setAccessibleName(self.tr("Zoom"))
        self.set_zoom(self._zoom)

    def _restyle(self) -> None:
        font = theme.current().font("control")
        self._percent.setFont(font)
        self._percent.setMinimumWidth(QFontMetrics(font).horizontalAdvance("888 %") + 8)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.adjustSize()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint_box(painter, self.rect(), "surface")
        finally:
            painter.end()
