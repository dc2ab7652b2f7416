"""Drawing whole numpy arrays with one call, without an object for each line, rectangle or stamp."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import wrapInstance

Reals = NDArray[np.float64]
Shape = TypeVar("Shape", QLineF, QRectF, QPainter.PixmapFragment)

_FRAGMENT = 10
"""Numbers of a ``QPainter.PixmapFragment``: x, y, source left, top, width, height, scales, rotation, opacity."""


def draw_lines(painter: QPainter, lines: Reals) -> None:
    """Straight lines, a row each: x and y of one end and of the other."""
    if len(lines):
        held = np.ascontiguousarray(lines, np.float64)
        painter.drawLines(_first(held, QLineF), len(held))


def draw_rects(painter: QPainter, boxes: Reals) -> None:
    """Rectangles, a row each: left, top, right and bottom."""
    if len(boxes):
        held = np.ascontiguousarray(np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]), np.float64)
        painter.drawRects(_first(held, QRectF), len(held))


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
    painter.drawPixmapFragments(_first(fragments, QPainter.PixmapFragment), len(fragments), stamp)


def _first(numbers: Reals, kind: type[Shape]) -> Shape:
    """The beginning of an array as Qt sees it: the first of many of this kind, one after the other in memory."""
    return cast(Shape, wrapInstance(numbers.ctypes.data, kind))
