"""Edges: thin lines that carry values down, dashed green ones that carry gradients up.

What an edge is shows in its line (solid, dashed, dotted) and in its end (a disc where a value enters, an arrow head
where a gradient or a write arrives); colour only repeats it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.canvas.lettering import Lettering
from ui.canvas.sheet import Sheet
from ui.canvas.strands import GRADIENT_DASH
from ui.models.picture import EdgeKind, Flow, Life, Picture
from ui.theme import Theme

GRADIENT_WIDTH = 2.0
LABEL_GAP = 11.0
_VIEW_DASH = (2.0, 3.0)
_BACKWARD_DASH = (4.0, 3.0)
COLLECTED_DOTS = (1.0, 3.0)
PORT = 2.5
ARROW = (4.5, 7.0)


def paint_edge(painter: QPainter, sheet: Sheet, picture: Picture, edge: int, look: Theme) -> None:
    """A line that carries no gradient at this moment."""
    edges, life = picture.edges, picture.moment.life
    kind = edges.kinds[edge]
    source, target = life[edges.sources[edge]], life[edges.targets[edge]]
    ghost = Life.COLLECTED in (source, target)
    colour = look.color("edge")
    dash = COLLECTED_DOTS if ghost else DASHES.get(kind)
    path = sheet.path(edge)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(thin_pen(colour, dash))
    painter.drawPath(path)
    if ghost:
        return
    end = path.currentPosition()
    if kind == EdgeKind.DATA:
        paint_disc(painter, end, PORT, colour)
    elif kind in (EdgeKind.BACKWARD, EdgeKind.WRITES):
        paint_arrow(painter, path, at_end=True, colour=colour)
    if edges.cut is not None and edges.cut[edge]:
        paint_cut(painter, path, look)


DASHES = {EdgeKind.BACKWARD: _BACKWARD_DASH, EdgeKind.VIEW: _VIEW_DASH, EdgeKind.SAVED: COLLECTED_DOTS}


def paint_flow(
    painter: QPainter,
    sheet: Sheet,
    picture: Picture,
    edge: int,
    look: Theme,
    offset: float = 0.0,
    width: float = GRADIENT_WIDTH,
) -> None:
    """A line that a gradient passes or has passed; ``offset`` moves the dashes the way it goes, in pixels."""
    path = sheet.path(edge)
    backward = picture.edges.kinds[edge] == EdgeKind.BACKWARD
    is_invalid = picture.moment.invalid is not None and bool(picture.moment.invalid[edge])
    colour = look.color("error" if is_invalid else "gradient")
    pen = QPen(colour, width)
    pen.setDashPattern([length / width for length in GRADIENT_DASH])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashOffset((-offset if backward else offset) / width)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    paint_arrow(painter, path, at_end=backward, colour=colour)


def paint_edge_label(
    painter: QPainter, sheet: Sheet, picture: Picture, edge: int, look: Theme, letters: Lettering
) -> None:
    """The shape of the gradient beside its arrow head, or else the edge's own words beside its middle."""
    path = sheet.path(edge)
    if picture.moment.flows[edge] != Flow.NONE:
        text = picture.moment.flow_labels.get(edge, "")
        backward = picture.edges.kinds[edge] == EdgeKind.BACKWARD
        route = picture.edges.routes[edge]
        (x, y), (bend, further) = route[-1 if backward else 0], route[-2 if backward else 1]
        # On the side that the line does not take.
        align = 1.0 if bend > x + 1 else 0.0
        at = QPointF(x + (-LABEL_GAP if align else LABEL_GAP), y + (LABEL_GAP if further > y else -LABEL_GAP))
        role = "gradient_text"
    else:
        text = picture.edges.labels.get(edge, "")
        at, align, role = path.pointAtPercent(0.5) + QPointF(LABEL_GAP, 0), 0.0, "muted"
    if text:
        patch = look.color("background")
        letters.draw(painter, at, text, "code_micro", look.color(role), align=align, patch=patch)


def thin_pen(colour: QColor, dash: tuple[float, float] | None = None, width: float = 1.0) -> QPen:
    """A line that stays this thin at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    if dash is not None:
        pen.setDashPattern([length / width for length in dash])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def paint_disc(painter: QPainter, centre: QPointF, radius: float, colour: QColor, hollow: bool = False) -> None:
    painter.setPen(QPen(colour, 1.2) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    painter.drawEllipse(centre, radius, radius)


def paint_arrow(painter: QPainter, path: QPainterPath, at_end: bool, colour: QColor) -> None:
    """A head at one end of a path, pointing out of it."""
    count = path.elementCount()
    tip, before = (path.elementAt(i) for i in ((count - 1, count - 2) if at_end else (0, 1)))
    dx, dy = tip.x - before.x, tip.y - before.y
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length, dy / length
    half, back = ARROW
    x, y = tip.x, tip.y
    head = [
        QPointF(x, y),
        QPointF(x - back * dx - half * dy, y - back * dy + half * dx),
        QPointF(x - back * dx + half * dy, y - back * dy - half * dx),
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(head))


def paint_cut(painter: QPainter, path: QPainterPath, look: Theme) -> None:
    """Two strokes across the line: no gradient comes back over it."""
    middle = path.pointAtPercent(0.5)
    painter.fillRect(QRectF(middle.x() - 5, middle.y() - 2, 10, 4), look.color("background"))
    painter.setPen(QPen(look.color("muted"), 1.4))
    for shift in (-2.5, 2.5):
        painter.drawLine(
            QPointF(middle.x() - 6, middle.y() + shift + 2), QPointF(middle.x() + 6, middle.y() + shift - 2)
        )
