"""The whole picture, painted with as much detail as the zoom has room for.

From far away nodes are small coloured rectangles and edges straight lines; nearer, cards, pills and curves; then names,
and last the facts. The window, an exported image and an exported SVG are painted by this one function.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.canvas.figures import ROLES, Figure, paint_figure
from ui.canvas.lettering import Lettering
from ui.canvas.sheet import Sheet
from ui.canvas.strokes import paint_edge, paint_edge_label, paint_flow, thin_pen
from ui.canvas.words import state_words
from ui.models.picture import Flow, Life, Mark, NodeKind, Picture, Role
from ui.theme import Theme

SMOOTH = 0.12
"""The zoom from which lines are smooth and all of them are drawn."""
SHAPES = 0.35
"""The zoom from which nodes have their shapes and edges their curves."""
WORDS = 0.5
FACTS = 1.8
NOTE_GAP = 10.0
MOST_LINES = 6000
"""At the farthest, at most this many edges are drawn: a sample shows the same."""


def paint_picture(
    painter: QPainter,
    sheet: Sheet,
    picture: Picture,
    look: Theme,
    letters: Lettering,
    area: QRectF,
    zoom: float,
    *,
    flowing: bool = True,
    faint: Mapping[int, float] | None = None,
) -> None:
    """Paint the part of the picture that lies in ``area``.

    Args:
        zoom: device pixels per pixel at 100 %.
        flowing: also paint the edges on which a gradient is moving right now; an overlay does it when they move.
        faint: the opacity of nodes that are just appearing, with the edges that end at them.
    """
    if zoom < SHAPES:
        _paint_from_afar(painter, sheet, picture, look, area, zoom)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    faint = faint or {}
    edges = sheet.edges_in(area.adjusted(-40, -20, 40, 20), picture.visible_edges).tolist()
    flows = picture.moment.flows
    for edge in edges:
        painter.setOpacity(
            min(faint.get(int(picture.edges.sources[edge]), 1), faint.get(int(picture.edges.targets[edge]), 1))
        )
        if flows[edge] == Flow.NONE:
            paint_edge(painter, sheet, picture, edge, look)
        elif flowing or flows[edge] == Flow.PASSED:
            paint_flow(painter, sheet, picture, edge, look)
    painter.setOpacity(1.0)
    nodes = sheet.nodes_in(area.adjusted(-160, 0, 0, 0), picture.visible).tolist()
    touched = picture.touched_by_gradient
    for node in nodes:
        figure = Figure.of(picture, node, bool(touched[node]))
        facts = picture.moment.facts(node) if zoom >= FACTS and figure.kind == NodeKind.TENSOR else None
        painter.setOpacity(faint.get(node, 1.0))
        paint_figure(
            painter,
            sheet.box(node),
            figure,
            look,
            letters,
            words=zoom >= WORDS,
            facts=facts if facts is not None and facts.lines else None,
        )
    painter.setOpacity(1.0)
    if zoom >= WORDS:
        for edge in edges:
            paint_edge_label(painter, sheet, picture, edge, look, letters)
        for node in nodes:
            _paint_note(painter, sheet, picture, node, look, letters)


def _note(picture: Picture, node: int) -> str:
    """The words that stand beside a node: those of its state, unless the moment has others. A card holds its own."""
    moment = picture.moment
    if node in moment.notes:
        return moment.notes[node]
    mark = moment.marks[node]
    inside = picture.nodes.kinds[node] == NodeKind.TENSOR and mark == Mark.NONE
    return "" if inside else state_words(moment.life[node], mark)


def note_room(picture: Picture, node: int, letters: Lettering) -> float:
    """The width that the words beside a node need, with the gaps around them; 0 if there are none."""
    text = _note(picture, node)
    return letters.width(text, "label") + 2 * NOTE_GAP if text else 0.0


def _paint_note(painter: QPainter, sheet: Sheet, picture: Picture, node: int, look: Theme, letters: Lettering) -> None:
    """The words of a node's state beside it, if the whole of them has room there."""
    text = _note(picture, node)
    if not text or note_room(picture, node, letters) > sheet.room_beside(node):
        return
    box = sheet.box(node)
    mark = picture.moment.marks[node]
    colour = {Mark.RUNNING: "running_text", Mark.ERROR: "error_text"}.get(mark, "muted")
    at = QPointF(box.right() + (1.5 * NOTE_GAP if mark == Mark.ERROR else NOTE_GAP), box.center().y())
    letters.draw(painter, at, text, "label", look.color(colour), patch=look.color("background"))


def _paint_from_afar(painter: QPainter, sheet: Sheet, picture: Picture, look: Theme, area: QRectF, zoom: float) -> None:
    smooth = zoom >= SMOOTH
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    edges = sheet.edges_in(area, picture.visible_edges)
    if not smooth and len(edges) > MOST_LINES:
        edges = edges[:: len(edges) // MOST_LINES + 1]
    carries = picture.moment.flows[edges] != Flow.NONE
    for drawn, role, width in ((edges[~carries], "edge", 1.0), (edges[carries], "gradient", 2.0)):
        painter.setPen(thin_pen(look.color(role), width=width))
        painter.drawLines([sheet.lines[edge] for edge in drawn.tolist()])
    nodes = sheet.nodes_in(area, picture.visible)
    colour_of = np.array([_far_role(picture, node) for node in nodes.tolist()], dtype=object)
    for role in sorted(set(colour_of.tolist())):
        hollow = role == "freed"
        painter.setPen(thin_pen(look.color(role)) if hollow else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if hollow else look.color(role))
        painter.drawRects([sheet.box(node) for node in nodes[colour_of == role].tolist()])


def _far_role(picture: Picture, node: int) -> str:
    """The colour of a node that is too small for anything else."""
    moment = picture.moment
    if moment.marks[node] != Mark.NONE:
        return "running" if moment.marks[node] == Mark.RUNNING else "error"
    if moment.life[node] != Life.ALIVE:
        return "freed"
    return ROLES.get(Role(int(moment.roles[node])), "edge")
