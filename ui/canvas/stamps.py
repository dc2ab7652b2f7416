"""Small pictures that are painted once and then put down in many places: nodes without their words, the ends of edges.

They are good for one look and one scale, whatever picture they are used in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.canvas import figures
from ui.canvas.figures import Figure, Wording, paint_figure
from ui.canvas.lettering import Lettering
from ui.canvas.painting import WORDS
from ui.canvas.strokes import ARROW, PORT
from ui.theme import Theme

MARGIN = 6.0
"""Around a figure on its stamp, for rings."""
MOST = 2_000

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A painted figure and where its words go."""

    pixmap: QPixmap
    words: Wording


class Stamps:
    """Those of one look, at the scale that was used last."""

    def __init__(self, look: Theme, letters: Lettering) -> None:
        self._look = look
        self._letters = letters
        self._scale = 0.0
        self._nodes: dict[int, Stamp] = {}
        self._heads: dict[tuple[str, str], QPixmap] = {}

    def use_scale(self, scale: float) -> None:
        """Pixels of the device in a pixel at 100 %."""
        if scale != self._scale or len(self._nodes) > MOST:
            self._scale = scale
            self._nodes.clear()
            self._heads.clear()

    def node(self, code: int, figure: Callable[[], Figure], size: Size, zoom: float) -> Stamp:
        """That of all nodes with the same code; its words are left out."""
        if code not in self._nodes:
            shown = figure()
            box = QRectF(-size[0] / 2, -size[1] / 2, *size)
            pixmap = blank(size, self._scale)
            with painting_from_the_middle(pixmap, self._scale) as painter:
                paint_figure(painter, box, shown, self._look, self._letters, words=zoom >= WORDS, facts=None)
            self._nodes[code] = Stamp(pixmap, figures.wording(box, shown, self._letters))
        return self._nodes[code]

    def head(self, shape: str, role: str) -> QPixmap:
        """A disc, or an arrow head that points to the right with its tip in the middle, in a colour of the look."""
        if (shape, role) not in self._heads:
            half, back = ARROW
            reach = 2 * (max(PORT, half, back) + 1 - MARGIN)
            pixmap = blank((reach, reach), self._scale)
            with painting_from_the_middle(pixmap, self._scale) as painter:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._look.color(role))
                if shape == "disc":
                    painter.drawEllipse(QPointF(), PORT, PORT)
                else:
                    painter.drawPolygon([QPointF(), QPointF(-back, -half), QPointF(-back, half)])
            self._heads[shape, role] = pixmap
        return self._heads[shape, role]


def blank(size: Size, scale: float) -> QPixmap:
    """Room for something of this size and what stands out of it."""
    width, height = size
    pixmap = QPixmap(ceil((width + 2 * MARGIN) * scale), ceil((height + 2 * MARGIN) * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


@contextmanager
def painting_from_the_middle(pixmap: QPixmap, scale: float) -> Iterator[QPainter]:
    """A painter whose origin is the middle of a pixmap."""
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(pixmap.width() / 2, pixmap.height() / 2)
        painter.scale(scale, scale)
        yield painter
    finally:
        painter.end()
