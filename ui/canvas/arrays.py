"""Drawing whole numpy arrays with one call, without an object for each line, rectangle or stamp."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import wrapInstance

Reals = NDArray[np.float64]

_FRAGMENT = 10
"""Numbers of a ``QPainter.PixmapFragment``: x, y, source left, top, width, height, scales, rotation, opacity."""


def draw_lines(painter: QPainter, lines: Reals) -> None:
    """Straight lines, a row each: x and y of one end and of the other."""
    if len(lines):
        held = np.ascontiguousarray(lines, np.float64)
        painter.drawLines(wrapInstance(held.ctypes.data, QLineF), len(held))


def draw_rects(painter: QPainter, boxes: Reals) -> None:
    """Rectangles, a row each: left, top, right and bottom."""
    if len(boxes):
        held = np.ascontiguousarray(np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]), np.float64)
        painter.drawRects(wrapInstance(held.ctypes.data, QRectF), len(held))


def draw_stamps(
    painter: QPainter, stamp: QPixmap, centres: Reals, rotation: Reals | float = 0.0, opacity: Reals | float = 1.0
) -> None:
    """One pixmap at many places, pixel for pixel where it is not turned.

    Args:
        centres: where its middle goes, in pixels of the device, shape (n, 2).
        rotation: in degrees, clockwise.
    """
    if not len(centres):
        return
    fragments = np.zeros((len(centres), _FRAGMENT))
    fragments[:, :2] = centres
    fragments[:, 4] = stamp.width()
    fragments[:, 5] = stamp.height()
    fragments[:, 6:8] = 1.0
    fragments[:, 8] = rotation
    fragments[:, 9] = opacity
    painter.drawPixmapFragments(wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment), len(fragments), stamp)
