"""The facts on a card that is large enough: names and values, and beside them small heat maps of data and grad.

Everything is drawn at half size, so that it can be read from 200 % on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.canvas.lettering import Lettering
from ui.canvas.strokes import thin_pen
from ui.models.picture import Facts
from ui.theme import Theme
from ui.widgets.heatmap import color_indices, invalid, robust_range, symmetric_range, to_image

_TOP = 30.0
_LEFT, _VALUES, _MAPS = 22.0, 104.0, 178.0
_MAP = 36.0
_GAP = 6.0


def paint_facts(painter: QPainter, box: QRectF, facts: Facts, look: Theme, letters: Lettering) -> None:
    """Fill a card below its heading."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(0.5, 0.5)
    height = 2 * box.height() - _TOP - 4
    pitch = min(13.0, height / max(1, len(facts.lines)))
    has_maps = facts.data is not None or facts.grad is not None
    room = (_MAPS if has_maps else 2 * box.width() - 8) - _VALUES - 4
    for i, (name, value) in enumerate(facts.lines):
        y = _TOP + (i + 0.5) * pitch
        letters.draw(painter, QPointF(_LEFT, y), name, "code_micro", look.color("muted"))
        letters.draw(painter, QPointF(_VALUES, y), value, "code_micro", look.color("text"), room=room)
    for i, (name, values, signed) in enumerate((("data", facts.data, False), ("grad", facts.grad, True))):
        if values is not None:
            corner = QPointF(_MAPS + i * (_MAP + _GAP), _TOP)
            _paint_map(painter, QRectF(corner.x(), corner.y(), _MAP, _MAP), values, signed, look)
            below = corner + QPointF(_MAP / 2, _MAP + 8)
            letters.draw(painter, below, name, "code_micro", look.color("muted"), align=0.5)
    painter.restore()


def _paint_map(painter: QPainter, area: QRectF, values: NDArray[Any], signed: bool, look: Theme) -> None:
    """Values as coloured cells, the whole as large as its shape allows."""
    image = _image(values, signed, look)
    if image is None:
        return
    rows, columns = image.height(), image.width()
    scale = min(area.width() / columns, area.height() / rows)
    target = QRectF(0, 0, max(scale * columns, 2.0), max(scale * rows, 2.0))
    target.moveCenter(area.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(target, image)
    # The middle of the gradients' scale is the colour of the card.
    painter.setPen(thin_pen(look.color("border")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(target)


_MOST_IMAGES = 256
_images: dict[tuple[int, bool, str], tuple[NDArray[Any], QImage | None]] = {}
"""By the array, which is kept so that no other can have its place in memory."""


def _image(values: NDArray[Any], signed: bool, look: Theme) -> QImage | None:
    """Values as coloured cells, made once for as long as they are looked at; nothing where none can be shown."""
    key = (id(values), signed, look.name)
    if key not in _images:
        if len(_images) >= _MOST_IMAGES:
            _images.clear()
        cells = np.atleast_2d(values)
        shown = symmetric_range(cells) if signed else robust_range(cells)
        table = look.heat("gradient" if signed else "data")
        image = None
        if shown is not None:
            image = to_image(color_indices(cells, shown), table, invalid(cells), look.color("error"))
        _images[key] = values, image
    return _images[key][1]
