"""The whole picture, painted shape by shape: what is exported, and what the window's stamps are made from.

From far away nodes are small coloured rectangles and edges straight lines; nearer, cards, pills and curves; then names,
and last the facts. The zooms at which that changes are told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.canvas.figures import Figure, paint_figure
from ui.canvas.frames import paint_frames, paint_heads
from ui.canvas.lettering import Lettering
from ui.canvas.sheet import Sheet
from ui.canvas.strokes import paint_edge, paint_edge_label, paint_flow
from ui.canvas.words import state_words
from ui.models.picture import Flag, Flow, Life, Mark, NodeKind, Picture
from ui.theme import Theme

SMOOTH = 0.12
"""The zoom from which lines are smooth and all of them are drawn."""
SHAPES = 0.35
"""The zoom from which nodes have their shapes and edges their curves."""
WORDS = 0.5
FACTS = 1.8
NOTE_GAP = 10.0
# Members of an enumeration are slow to reach, and these are asked for at every node.
_TENSOR, _NO_MARK, _ERROR, _INVALID_BORN = int(NodeKind.TENSOR), int(Mark.NONE), int(Mark.ERROR), int(Flag.INVALID_BORN)
_INKS = {int(Mark.RUNNING): "running_text", int(Mark.ERROR): "error_text"}


def paint_picture(
    painter: QPainter,
    sheet: Sheet,
    picture: Picture,
    look: Theme,
    letters: Lettering,
    area: QRectF,
    zoom: float,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Paint the part of the picture that lies in ``area``.

    Args:
        zoom: device pixels per pixel at 100 %.
        progress: is told from time to time how much is done, from 0 to 1.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_frames(painter, picture.frames, look, area)
    edges = sheet.edges_in(area.adjusted(-40, -20, 40, 20), picture.visible_edges).tolist()
    flows = picture.moment.flows
    nodes = sheet.nodes_in(area.adjusted(-160, 0, 0, 0), picture.visible).tolist()
    steps = _Steps(2 * (len(edges) + len(nodes)), progress)
    for edge in steps.over(edges):
        if flows[edge] == Flow.NONE:
            paint_edge(painter, sheet, picture, edge, look)
        else:
            paint_flow(painter, sheet, picture, edge, look)
    if zoom >= WORDS:
        paint_heads(painter, picture.frames, look, letters, area)
    for node in steps.over(nodes):
        paint_node(painter, sheet, picture, node, look, letters, zoom)
    if zoom >= WORDS:
        for edge in steps.over(edges):
            paint_edge_label(painter, sheet, picture, edge, look, letters)
        for node in steps.over(nodes):
            paint_note(painter, sheet, picture, node, look, letters)


class _Steps:
    """Counts what has been painted, and tells after each hundredth of it."""

    def __init__(self, count: int, tell: Callable[[float], None] | None) -> None:
        self._count = count
        self._tell = tell
        self._done = 0

    def over(self, items: Sequence[int]) -> Iterator[int]:
        for item in items:
            yield item
            self._done += 1
            if self._tell is not None and self._done % (self._count // 100 + 1) == 0:
                self._tell(self._done / self._count)


def paint_node(
    painter: QPainter, sheet: Sheet, picture: Picture, node: int, look: Theme, letters: Lettering, zoom: float
) -> None:
    """Paint one node, with its facts where it is large enough."""
    figure = Figure.of(picture, node, bool(picture.touched_by_gradient[node]))
    has_facts = figure.kind == NodeKind.TENSOR and figure.life != Life.COLLECTED
    facts = picture.moment.facts(node) if zoom >= FACTS and has_facts else None
    shown = facts if facts is not None and facts.lines else None
    paint_figure(painter, sheet.box(node), figure, look, letters, words=zoom >= WORDS, facts=shown)


def _note(picture: Picture, node: int) -> str:
    """The words that stand beside a node: those of its state, unless the moment has others. A card holds its own."""
    moment = picture.moment
    if node in moment.notes:
        return moment.notes[node]
    mark = int(moment.marks[node])
    if mark == _NO_MARK and int(moment.flags[node]) & _INVALID_BORN:
        return state_words(Life.ALIVE, invalid_born=True)
    inside = int(picture.nodes.kinds[node]) == _TENSOR and mark == _NO_MARK
    return "" if inside else state_words(int(moment.life[node]), mark)


def note_room(picture: Picture, node: int, letters: Lettering) -> float:
    """The width that the words beside a node need, with the gaps around them; 0 if there are none."""
    text = _note(picture, node)
    return _room(text, letters) if text else 0.0


def _room(text: str, letters: Lettering) -> float:
    return letters.width(text, "label") + 2 * NOTE_GAP


def paint_note(painter: QPainter, sheet: Sheet, picture: Picture, node: int, look: Theme, letters: Lettering) -> None:
    """The words of a node's state beside it, if the whole of them has room there."""
    text = _note(picture, node)
    if not text or _room(text, letters) > sheet.room_beside(node):
        return
    box = sheet.box(node)
    mark = int(picture.moment.marks[node])
    colour = _INKS.get(mark, "muted")
    at = QPointF(box.right() + (1.5 * NOTE_GAP if mark == _ERROR else NOTE_GAP), box.center().y())
    letters.draw(painter, at, text, "label", look.color(colour), patch=look.color("background"))
