"""Slices in small, beside each other, all in one scale of colours: every position of an axis at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui import theme
from ui.widgets.heatmap import Range, color_indices, invalid, to_image

_GAP = 12
_SMALLEST = 72
MOST_TILES = 256
_SIDE = 128
"""Pixels of a tile's picture at most; larger slices are thinned."""


class TileView(QWidget):
    """A tile for each position; a click, or Enter, goes to it."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._scale = "data"
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self.update)
        self._retranslate()

    def show_tiles(self, planes: Sequence[NDArray[Any]], shown: Range | None, scale: str, current: int) -> None:
        """Draw these slices of shape (rows, columns)."""
        table = theme.current().heat(scale)
        self._images = [picture(plane, shown, table) for plane in planes[:MOST_TILES]]
        self._current = min(current, max(0, len(self._images) - 1))
        self._retranslate()
        self.updateGeometry()
        self.update()

    def count(self) -> int:
        """How many tiles there are."""
        return len(self._images)

    def tile_rect(self, position: int) -> QRect:
        """Where a tile is drawn."""
        side, across, label = self._measures(self.width())
        down, right = divmod(position, across)
        return QRect(right * (side + _GAP) + 4, down * (side + label + _GAP) + 4, side, side)

    def _measures(self, width: int) -> tuple[int, int, int]:
        """Side of a tile, tiles in a row, height of the number below."""
        label = QFontMetrics(theme.current().font("code_small")).height() + 2
        count = max(1, len(self._images))
        across = max(1, min(count, (width - 8 + _GAP) // (_SMALLEST + _GAP)))
        side = min(160, (width - 8 + _GAP) // across - _GAP)
        return max(24, side), across, label

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        side, across, label = self._measures(width)
        return -(-len(self._images) // across) * (side + label + _GAP) + 8

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(400))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(look.font("code_small"))
            for position, image in enumerate(self._images):
                box = self.tile_rect(position)
                fitted = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
                target = QRect(QPoint(0, 0), fitted)
                target.moveCenter(box.center())
                painter.drawImage(target, image)
                chosen = position == self._current
                painter.setPen(QPen(look.color("focus" if chosen else "border"), 2 if chosen else 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(target).adjusted(-2, -2, 2, 2), 3, 3)
                painter.setPen(look.color("text" if chosen else "muted"))
                words = QRect(box.left(), box.bottom() + 3, box.width(), 20)
                painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(position))
        finally:
            painter.end()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("{count} slices, one scale of colours").format(count=len(self._images)))
        self.setAccessibleDescription(str(self._current))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        found = next((at for at in range(len(self._images)) if self.tile_rect(at).contains(point)), None)
        if found is not None:
            self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._measures(self.width())[1]
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._current = max(0, min(self._current + step, len(self._images) - 1))
            self._retranslate()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def picture(plane: NDArray[Any], shown: Range | None, table: NDArray[np.uint8]) -> QImage:
    """A slice as a small picture, thinned evenly where it is large."""
    step = tuple(slice(None, None, max(1, -(-length // _SIDE))) for length in plane.shape)
    thinned = plane[step]
    if shown is None or not thinned.size:
        return to_image(np.zeros((1, 1), np.uint8), table)
    return to_image(color_indices(thinned, shown), table, invalid(thinned), theme.current().color("invalid_hatch"))


def scrolled(view: QWidget) -> QScrollArea:
    """The view in an area that scrolls downwards."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(view)
    return area
