"""The picture as the window paints it many times a second: stamps for nodes, lines by the thousand for edges.

Nodes that look the same but for their words share a stamp, painted once for each zoom by the same code that paints an
exported picture. Words are drawn over the stamps, edges under them as short straight lines. What is on the screen is
found by comparing arrays; nothing here costs time for what is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform

from ui.canvas.arrays import draw_lines, draw_rects, draw_stamps
from ui.canvas.figures import Figure, Wording
from ui.canvas.frames import paint_frames, paint_heads
from ui.canvas.lettering import Lettering
from ui.canvas.painting import FACTS, SHAPES, SMOOTH, WORDS, paint_node, paint_note
from ui.canvas.sheet import Sheet
from ui.canvas.stamps import Stamp, Stamps, blank, painting_from_the_middle
from ui.canvas.strands import GRADIENT_DASH, dashed, within
from ui.canvas.strokes import (
    COLLECTED_DOTS,
    DASHES,
    GRADIENT_WIDTH,
    paint_cut,
    paint_edge_label,
    thin_pen,
)
from ui.models.picture import EdgeKind, Flag, Flow, Life, Mark, NodeKind, Picture, Role
from ui.theme import Theme

SECOND_LINES = 0.55
"""The zoom from which shapes, notes and the words on edges are drawn, too."""
MOST_LINES = 1_500
MOST_SMOOTH = 2_000
MOST_SOFT = 10_000
HOLLOW = 0.08
"""The zoom from which a box is high enough to be seen as hollow."""
LEVEL = 1e-3
"""Pixels that a piece of a line which does not go down differs by at most."""
LARGE_A_FRAME = 12
"""Nodes with facts that are painted anew in one frame."""
MOST_BOXES = 12_000
"""From afar, at most this many are drawn: a sample shows the same."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FAR_ROLES = ("edge", "leaf", "data", "computed", "freed", "running", "error")


@dataclass(frozen=True, slots=True)
class _Afar:
    """What is drawn of an area from afar.

    Attributes:
        edges: how many edges pass it.
        lines, boxes: by their colours.
    """

    edges: int
    lines: list[tuple[str, NDArray[np.float64]]]
    boxes: list[tuple[str, NDArray[np.float64]]]


class Quick:
    """Paints one picture in one look."""

    def __init__(self, sheet: Sheet, picture: Picture, look: Theme, letters: Lettering, stamps: Stamps) -> None:
        self._sheet = sheet
        self._picture = picture
        self._look = look
        self._letters = letters
        self._codes = _codes(picture)
        self._far = _far_roles(picture)
        self._is_ghost = _ghosts(picture)
        self._stamps = stamps
        self._large: dict[int, tuple[QPixmap, float]] = {}
        self.by_strength = False
        self.is_finished = True

    def paint(self, painter: QPainter, area: QRectF, zoom: float, faint: Mapping[int, float] | None = None) -> None:
        """Paint what lies in an area, as the zoom allows; ``faint`` nodes are only just appearing.

        Not all is finished when some of it had no time in this frame.
        """
        self.is_finished = True
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= SMOOTH)
        paint_frames(painter, self._picture.frames, self._look, area)
        if zoom < SHAPES:
            self._paint_from_afar(painter, area, zoom)
        else:
            self._paint_near(painter, area, zoom, faint or {})

    # -- from afar ----------------------------------------------------------------------------------------------------

    def _paint_from_afar(self, painter: QPainter, area: QRectF, zoom: float) -> None:
        afar = self._whole_from_afar if self._is_most(area) else self._from_afar(area)
        is_smooth = zoom >= SMOOTH and afar.edges <= MOST_SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        for role, lines in afar.lines:
            width = 1.0 + 0.5 * is_smooth if role == "gradient" else 1.0
            painter.setPen(thin_pen(self._look.color(role), width=width))
            draw_lines(painter, lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, boxes in afar.boxes:
            painter.setBrush(self._look.color(role))
            draw_rects(painter, boxes)
            if role == "freed" and zoom >= HOLLOW:
                # Filled twice, since outlines by the thousand take much longer.
                painter.setBrush(self._look.color("background"))
                draw_rects(painter, boxes + np.array([1, 1, -1, -1]) / zoom)

    def _from_afar(self, area: QRectF) -> _Afar:
        picture, sheet = self._picture, self._sheet
        edges = sheet.edges_in(area, picture.visible_edges)
        carries = picture.moment.flows[edges] != Flow.NONE
        lines = []
        for drawn, role in ((edges[~carries], "edge"), (edges[carries], "gradient")):
            lines.append((role, _telling(sheet.straight(drawn))))
        nodes = sheet.nodes_in(area, picture.visible)
        nodes = nodes[:: len(nodes) // MOST_BOXES + 1]
        far = self._far[nodes]
        boxes = [(role, sheet.boxes[nodes[far == number]]) for number, role in enumerate(_FAR_ROLES)]
        return _Afar(len(edges), lines, boxes)

    @cached_property
    def _whole_from_afar(self) -> _Afar:
        """All of it, kept as it is asked for again and again while the whole graph is looked at."""
        return self._from_afar(self._extent)

    def _is_most(self, area: QRectF) -> bool:
        """Whether so much lies in an area that the rest costs less to draw than to find."""
        seen, whole = area.intersected(self._extent), self._extent
        return 2 * seen.width() * seen.height() >= whole.width() * whole.height()

    @cached_property
    def _extent(self) -> QRectF:
        """What everything that is drawn lies in."""
        corners = np.vstack([self._sheet.boxes, self._sheet.edge_boxes])
        left, top = corners[:, :2].min(axis=0, initial=0.0).tolist()
        right, bottom = corners[:, 2:].max(axis=0, initial=0.0).tolist()
        return QRectF(left, top, right - left, bottom - top)

    # -- near ---------------------------------------------------------------------------------------------------------

    def _paint_near(self, painter: QPainter, area: QRectF, zoom: float, faint: Mapping[int, float]) -> None:
        picture, sheet = self._picture, self._sheet
        edges = sheet.edges_in(area.adjusted(-40, -20, 40, 20), picture.visible_edges)
        if faint:
            hidden = np.array(list(faint), np.int64)
            at_once = ~(np.isin(picture.edges.sources[edges], hidden) | np.isin(picture.edges.targets[edges], hidden))
            painter.setOpacity(next(iter(faint.values())))
            self._paint_edges(painter, edges[~at_once], zoom, area)
            painter.setOpacity(1.0)
            edges = edges[at_once]
        self._paint_edges(painter, edges, zoom, area)
        if zoom >= WORDS:
            paint_heads(painter, picture.frames, self._look, self._letters, area)
        nodes = sheet.nodes_in(area.adjusted(-160, 0, 0, 0), picture.visible)
        if zoom >= FACTS:
            self._paint_large(painter, nodes, zoom, faint)
        else:
            self._paint_stamps(painter, nodes, zoom, faint)
        if zoom >= SECOND_LINES:
            self._paint_labels(painter, edges, nodes)

    def _paint_labels(self, painter: QPainter, edges: Ints, nodes: Ints) -> None:
        picture, sheet = self._picture, self._sheet
        flows, flow_labels, labels = picture.moment.flows, picture.moment.flow_labels, picture.edges.labels
        for edge in edges.tolist():
            if edge in (flow_labels if flows[edge] else labels):
                paint_edge_label(painter, sheet, picture, edge, self._look, self._letters)
        moment = picture.moment
        is_marked = moment.marks[nodes] != Mark.NONE
        # What has become of a tensor is told on its card.
        speaks = is_marked | (moment.life[nodes] >= Life.FREED) & (picture.nodes.kinds[nodes] != NodeKind.TENSOR)
        speaks |= moment.flags[nodes] & Flag.INVALID_BORN > 0
        speaks |= np.isin(nodes, list(moment.notes)) if moment.notes else False
        for node in nodes[speaks].tolist():
            paint_note(painter, sheet, picture, node, self._look, self._letters)

    # -- edges --------------------------------------------------------------------------------------------------------

    def _paint_edges(self, painter: QPainter, edges: Ints, zoom: float, area: QRectF) -> None:
        picture = self._picture
        kinds, flows = picture.edges.kinds[edges], picture.moment.flows[edges]
        ghost = self._is_ghost[edges]
        calm = flows == Flow.NONE
        for kind in np.unique(kinds[calm & ~ghost]).tolist():
            self._paint_calm(painter, edges[calm & ~ghost & (kinds == kind)], DASHES.get(kind), zoom, area)
        self._paint_calm(painter, edges[calm & ghost], COLLECTED_DOTS, zoom, area)
        self._paint_gradients(painter, edges[flows == Flow.PASSED], area)
        if zoom >= WORDS:
            self._paint_ends(painter, edges)

    def _paint_calm(
        self, painter: QPainter, edges: Ints, dash: tuple[float, float] | None, zoom: float, area: QRectF
    ) -> None:
        if len(edges):
            painter.setPen(thin_pen(self._look.color("edge")))
            self._draw(painter, edges, dash and (dash[0] / zoom, dash[1] / zoom), area)

    def _paint_gradients(self, painter: QPainter, edges: Ints, area: QRectF) -> None:
        invalid = self._are_invalid(edges)
        for role, own in (("gradient", edges[~invalid]), ("error", edges[invalid])):
            widths = self.widths(own)
            for width in np.unique(widths).tolist():
                pen = QPen(self._look.color(role), width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                self._draw(painter, own[widths == width], GRADIENT_DASH, area)

    def _draw(self, painter: QPainter, edges: Ints, dash: tuple[float, float] | None, area: QRectF) -> None:
        """What lies in an area of some edges; where there is very much of it, without softening its steps."""
        lines, owner = self._sheet.strands.of_edges(edges)
        box = (area.left(), area.top(), area.right(), area.bottom())
        if dash is None:
            enters, leaves = within(lines, box)
            lines = lines[enters <= leaves]
        else:
            lines, _ = dashed(lines, owner, dash, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(lines) <= MOST_SOFT)
        draw_lines(painter, lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _are_invalid(self, edges: Ints) -> Bools:
        invalid = self._picture.moment.invalid
        return np.zeros(len(edges), np.bool_) if invalid is None else invalid[edges]

    def width(self, edge: int) -> float:
        """How broad the gradient on one edge is drawn."""
        return float(self.widths(np.array([edge]))[0])

    def widths(self, edges: Ints) -> NDArray[np.float64]:
        """How broad gradients are drawn: all the same, or by their strength, in few steps."""
        strengths = self._picture.moment.strengths
        if not self.by_strength or strengths is None:
            return np.full(len(edges), GRADIENT_WIDTH)
        return np.asarray(1.0 + np.round(strengths[edges] * 5.0))

    def _paint_ends(self, painter: QPainter, edges: Ints) -> None:
        """Discs, arrow heads and cut marks."""
        picture, strands = self._picture, self._sheet.strands
        kinds, flows, ghost = picture.edges.kinds[edges], picture.moment.flows[edges], self._is_ghost[edges]
        calm = (flows == Flow.NONE) & ~ghost
        enters = edges[calm & (kinds == EdgeKind.DATA)]
        goes = edges[calm & ((kinds == EdgeKind.BACKWARD) | (kinds == EdgeKind.WRITES))]
        passed = edges[flows == Flow.PASSED]
        backward = picture.edges.kinds[passed] == EdgeKind.BACKWARD
        is_bad = self._are_invalid(passed)
        ends = strands.lines[strands.starts[enters + 1] - 1, 2:]
        self._stamp_heads(painter, "disc", "edge", ends.astype(np.float64), 0.0)
        for role, own, at_end in (
            ("edge", goes, True),
            ("gradient", passed[backward & ~is_bad], True),
            ("gradient", passed[~backward & ~is_bad], False),
            ("error", passed[backward & is_bad], True),
            ("error", passed[~backward & is_bad], False),
        ):
            tips = strands.lines[strands.starts[own + 1] - 1 if at_end else strands.starts[own]].astype(np.float64)
            tip, before = (tips[:, 2:], tips[:, :2]) if at_end else (tips[:, :2], tips[:, 2:])
            across, down = (tip - before).T
            # A curve comes upright to its end, however flat its last piece is.
            turn = np.degrees(np.arctan2(down, np.where(np.abs(down) > LEVEL, 0.0, across)))
            self._stamp_heads(painter, "arrow", role, tip, turn)
        if picture.edges.cut is not None:
            for edge in edges[picture.edges.cut[edges] & calm].tolist():
                paint_cut(painter, self._sheet.path(edge), self._look)

    def _stamp_heads(
        self, painter: QPainter, shape: str, role: str, at: NDArray[np.float64], turn: NDArray[np.float64] | float
    ) -> None:
        if not len(at):
            return
        scale, ratio, places = self._on_device(painter, at)
        self._stamps.use_scale(scale * ratio)
        before = painter.worldTransform()
        painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_stamps(painter, self._stamps.head(shape, role), places * ratio, turn)
        painter.setWorldTransform(before)

    # -- nodes --------------------------------------------------------------------------------------------------------

    def _paint_stamps(self, painter: QPainter, nodes: Ints, zoom: float, faint: Mapping[int, float]) -> None:
        scale, ratio, places = self._on_device(painter, self._picture.nodes.centres[nodes])
        self._stamps.use_scale(scale * ratio)
        codes = self._codes[nodes]
        opacity = np.array([faint.get(node, 1.0) for node in nodes.tolist()]) if faint else np.ones(len(nodes))
        before = painter.worldTransform()
        groups = [(code, np.flatnonzero(codes == code)) for code in np.unique(codes).tolist()]
        painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        stamps = [self._stamp(code, int(nodes[own[0]]), zoom) for code, own in groups]
        for stamp, (_, own) in zip(stamps, groups, strict=True):
            half = np.array([stamp.pixmap.width(), stamp.pixmap.height()]) / 2
            draw_stamps(painter, stamp.pixmap, np.round(places[own] * ratio - half) + half, 0.0, opacity[own])
        painter.setWorldTransform(before)
        if zoom >= WORDS:
            for stamp, (_, own) in zip(stamps, groups, strict=True):
                self._paint_words(painter, stamp.words, nodes[own], zoom >= SECOND_LINES)

    def _paint_words(self, painter: QPainter, words: Wording, nodes: Ints, second: bool) -> None:
        moment, centres = self._picture.moment, self._picture.nodes.centres
        for line, texts in ((words.title, moment.titles), (words.subtitle, moment.subtitles)):
            if line is None or (line is words.subtitle and not second):
                continue
            pen = self._letters.pen(painter, line.font, self._look.color(line.color))
            for node, (x, y) in zip(nodes.tolist(), centres[nodes].tolist(), strict=True):
                pen.draw(x + line.x, y + line.y, texts[node], line.room, line.align)

    def _paint_large(self, painter: QPainter, nodes: Ints, zoom: float, faint: Mapping[int, float]) -> None:
        """Nodes with their facts, each a picture of its own.

        While the zoom changes, some are painted anew in each frame and the others stretched for the moment.
        """
        scale, ratio, places = self._on_device(painter, self._picture.nodes.centres[nodes])
        scale *= ratio
        before = painter.worldTransform()
        painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        anew = 0
        for node, (x, y) in zip(nodes.tolist(), (places * ratio).tolist(), strict=True):
            pixmap, drawn_at = self._large.get(node, (None, 0.0))
            if pixmap is None or (drawn_at != scale and anew < LARGE_A_FRAME):
                anew += drawn_at != scale
                pixmap, drawn_at = self._large[node] = self._large_picture(node, scale, zoom), scale
            stretched = scale / drawn_at
            size = QSizeF(pixmap.size()) * stretched
            painter.setOpacity(faint.get(node, 1.0))
            if stretched == 1.0:
                painter.drawPixmap(round(x - size.width() / 2), round(y - size.height() / 2), pixmap)
            else:
                self.is_finished = False
                to = QRectF(QPointF(x - size.width() / 2, y - size.height() / 2), size)
                painter.drawPixmap(to, pixmap, QRectF(pixmap.rect()))
        painter.setOpacity(1.0)
        painter.setWorldTransform(before)

    def _large_picture(self, node: int, scale: float, zoom: float) -> QPixmap:
        pixmap = blank(self._size(node), scale)
        with painting_from_the_middle(pixmap, scale) as painter:
            painter.translate(*(-self._picture.nodes.centres[node]).tolist())
            paint_node(painter, self._sheet, self._picture, node, self._look, self._letters, zoom)
        return pixmap

    def _stamp(self, code: int, node: int, zoom: float) -> Stamp:
        """The stamp of a node and all that look like it."""

        def figure() -> Figure:
            touched = bool(self._picture.touched_by_gradient[node])
            return replace(Figure.of(self._picture, node, touched), title="", subtitle="")

        return self._stamps.node(code, figure, self._size(node), zoom)

    def _size(self, node: int) -> tuple[float, float]:
        width, height = self._picture.nodes.sizes[node].tolist()
        return width, height

    @staticmethod
    def _on_device(painter: QPainter, points: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
        """The zoom, the pixels of the device in one of the window's, and where points are in the window."""
        matrix = painter.worldTransform()
        scale = matrix.m11()
        return scale, painter.device().devicePixelRatioF(), points * scale + (matrix.dx(), matrix.dy())


def _telling(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The longest of very many lines, those of edges that run together once: they tell what the others join."""
    if len(lines) <= MOST_LINES:
        return lines
    # Two lines that are not the same have the same sum only by a freak.
    _, first = np.unique(lines @ np.sqrt([2.0, 3.0, 5.0, 7.0]), return_index=True)
    lines = lines[first]
    length = np.abs(lines[:, 2:] - lines[:, :2]).sum(axis=1)
    return lines[np.argpartition(-length, MOST_LINES)[:MOST_LINES]] if len(lines) > MOST_LINES else lines


def _codes(picture: Picture) -> Ints:
    """A number for each node, the same for nodes that look the same but for their words."""
    nodes, moment = picture.nodes, picture.moment
    parts = (
        (nodes.kinds, 3),
        (moment.life, 2),
        (moment.marks, 2),
        (moment.roles, 2),
        (moment.flags, 6),
        (picture.touched_by_gradient, 1),
        (np.minimum(nodes.saved, 31), 5),
        (nodes.sizes[:, 0], 12),
        (nodes.sizes[:, 1], 10),
    )
    codes = np.zeros(len(nodes), np.int64)
    for values, bits in parts:
        codes = codes << bits | (values.astype(np.int64) & (1 << bits) - 1)
    return codes


def _far_roles(picture: Picture) -> NDArray[np.uint8]:
    """The colour of each node when it is too small for anything else, as a place in the far roles."""
    moment = picture.moment
    of_role = np.zeros(len(Role), np.uint8)
    of_role[[Role.LEAF, Role.DATA, Role.COMPUTED]] = (1, 2, 3)
    far = of_role[moment.roles]
    far[moment.life >= Life.FREED] = 4
    far[moment.marks == Mark.RUNNING] = 5
    far[moment.marks == Mark.ERROR] = 6
    return far


def _ghosts(picture: Picture) -> Bools:
    """The edges that end at something collected."""
    is_gone = picture.moment.life == Life.COLLECTED
    return np.asarray(is_gone[picture.edges.sources] | is_gone[picture.edges.targets])
