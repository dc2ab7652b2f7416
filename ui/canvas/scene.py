"""The scene: the batch, the rings and the moving gradients over it, and what changes smoothly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QTimer, QVariantAnimation
from PySide6.QtWidgets import QGraphicsScene

from ui.canvas.batch import MARGIN, Batch
from ui.canvas.gliding import under_way
from ui.canvas.overlay import NO_NODE, Flows, Lit, Ring, Ties
from ui.canvas.tracing import path_down
from ui.models.columns import Ints
from ui.models.picture import NodeKind, Picture
from ui.theme import Theme

APPEARING_MS = 250
GLIDING_MS = 250
MOST_GLIDING = 600
"""Nodes; a larger graph changes at once."""
DASH_SPEED = 20.0
"""Pixels a second."""
TICK_MS = 33
NOTE_ROOM = 132
"""Room for the longest words of a state beside an operation."""


class Scene(QGraphicsScene):
    """A picture, a selected node, and a node under the pointer; nodes are named by their index in the picture."""

    def __init__(self, look: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.batch = Batch(look)
        self._selected = Ring(self.batch, "accent", width=2.0, gap=6.0)
        self._hovered = Ring(self.batch, "control", width=1.0, gap=3.0)
        self._flows = Flows(self.batch)
        self._path = Lit(self.batch, "focus")
        self._found = Lit(self.batch, "accent")
        self._different = Lit(self.batch, "trap", "≠")
        self._ties = Ties(self.batch)
        marks = (self._found, self._different, self._path, self._ties, self._hovered, self._selected)
        for item in (self.batch, self._flows, *marks):
            self.addItem(item)
        self._selection = self._hover = NO_NODE
        self._reduce_motion = False
        self._picture = self.batch.picture
        self._from: NDArray[np.float64] | None = None
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(GLIDING_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.valueChanged.connect(self._show_gliding)
        self._fading: list[int] = []
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(APPEARING_MS)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._show_fading)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(lambda: self._flows.advance_by(DASH_SPEED * TICK_MS / 1000))
        self.set_look(look)

    @property
    def picture(self) -> Picture:
        """The picture that is shown; while nodes glide to their places, the one they will make."""
        return self._picture

    def set_picture(self, picture: Picture) -> None:
        """Show a picture. Nodes that were not seen before appear softly, those that were glide to new places."""
        before, self._picture = self._picture, picture
        if picture.nodes is not before.nodes:
            self._glide.stop()
            self._from = self._starts(before, picture)
            if self._from is not None:
                self._glide.start()
        self._show_gliding(self._glide.currentValue() if self.is_gliding else 1.0)
        left, top, right, bottom = picture.bounds()
        # Wide margins, so that any node can be brought to the middle of the view.
        room = QRectF(left, top, right - left, bottom - top).adjusted(-1200, -900, 1200, 900)
        self.setSceneRect(room.united(self.sceneRect()) if self._grew(before, picture) else room)
        if picture.nodes is not before.nodes:
            self._path.point_out(np.zeros(0, np.int64))
            self._found.point_out(np.zeros(0, np.int64))
        self._fade_in(self._newcomers(before, picture))
        self._flows.follow_picture()
        self._run_clock()
        self.select(self._selection)
        self.hover(self._hover)

    def set_look(self, look: Theme) -> None:
        self.batch.set_look(look)
        self.setBackgroundBrush(look.color("background"))
        self.update()

    def set_reduce_motion(self, reduce: bool) -> None:
        """Let everything appear at once and stand still."""
        self._reduce_motion = reduce
        if reduce:
            self._glide.stop()
            self._show_gliding(1.0)
            self._fade.stop()
            self.batch.set_faint({})
        self._run_clock()

    def select(self, node: int) -> None:
        self._selection = node if node < len(self.picture.nodes) else NO_NODE
        self._selected.surround(self._selection)
        self._ties.bind(self._selection)

    @property
    def tied(self) -> tuple[int, ...]:
        """The nodes that the selected one is bound to without an edge."""
        return self._ties.others

    def hover(self, node: int) -> None:
        self._hover = node if node < len(self.picture.nodes) else NO_NODE
        self._hovered.surround(self._hover if self._hover != self._selection else NO_NODE)

    def drag(self, node: int, away: QPointF) -> None:
        """Show where a node would stand."""
        self._hovered.surround(node, away)

    def light_path(self, node: int) -> None:
        """Point out all ways from a node to the results, or none."""
        if node == NO_NODE:
            self._path.point_out(np.zeros(0, np.int64))
        else:
            nodes, edges = path_down(self.picture, node)
            self._path.point_out(np.flatnonzero(nodes), np.flatnonzero(edges))

    @property
    def lit(self) -> NDArray[np.int64]:
        """The nodes on the path that is pointed out."""
        return self._path.nodes

    def point_out(self, nodes: NDArray[np.int64]) -> None:
        """Ring what a search has found."""
        self._found.point_out(nodes)

    @property
    def different(self) -> NDArray[np.int64]:
        """The nodes that are marked as not the same in another run."""
        return self._different.nodes

    def point_out_different(self, nodes: NDArray[np.int64]) -> None:
        """Mark what is not the same in another run."""
        self._different.point_out(nodes)

    @property
    def selection(self) -> int:
        return self._selection

    @property
    def hovered(self) -> int:
        return self._hover

    def node_at(self, point: QPointF, tolerance: float = 0.0) -> int:
        """The node under a point of the scene, or NO_NODE."""
        return self.batch.sheet.node_at(point, self.picture.visible, tolerance)

    def extent(self) -> QRectF:
        """The rectangle that holds all drawn nodes, the words that come to stand beside them, and a little air."""
        left, top, right, bottom = self.picture.bounds()
        right = max(right, self._end_of_words(np.flatnonzero(self.picture.visible)))
        return QRectF(left, top, right - left, bottom - top).adjusted(-32, -32, 32, 32)

    def extent_within(self, top: float, bottom: float) -> QRectF:
        """The same of the nodes that are drawn between two heights; of all where there are none."""
        whole = self.extent()
        sheet = self.batch.sheet
        nodes = sheet.nodes_in(QRectF(whole.left(), top, whole.width(), bottom - top), self.picture.visible)
        if not len(nodes):
            return whole
        left, right = float(sheet.boxes[nodes, 0].min()), float(sheet.boxes[nodes, 2].max())
        right = max(right, self._end_of_words(nodes))
        return QRectF(left, top, right - left, bottom - top).adjusted(-32, 0, 32, 0)

    def _end_of_words(self, nodes: Ints) -> float:
        """How far to the right the words beside operations reach, whichever of their states comes."""
        pills = nodes[self.picture.nodes.kinds[nodes] == NodeKind.FUNCTION]
        ends = self.picture.nodes.centres[pills, 0] + self.picture.nodes.sizes[pills, 0] / 2
        return float(ends.max()) + NOTE_ROOM if len(pills) else -np.inf

    @property
    def in_motion(self) -> bool:
        """Whether something moves by itself right now."""
        return self.is_gliding or self._clock.isActive() or self._fade.state() == QVariantAnimation.State.Running

    # -- gliding ------------------------------------------------------------------------------------------------------

    @property
    def is_gliding(self) -> bool:
        """Whether nodes are on their way to new places."""
        return self._glide.state() == QVariantAnimation.State.Running

    def _starts(self, before: Picture, after: Picture) -> NDArray[np.float64] | None:
        """Where the nodes of a picture come from, when most of them were elsewhere before; nothing when none moves."""
        if self._reduce_motion or not 0 < len(after.nodes) <= MOST_GLIDING or self._grew(before, after):
            return None
        known, old, new = np.intersect1d(before.nodes.ids, after.nodes.ids, return_indices=True)
        if 2 * len(known) < len(after.nodes):
            return None
        starts = after.nodes.centres.copy()
        starts[new] = before.nodes.centres[old]
        # A single one was dragged there, and has arrived.
        moves = (starts != after.nodes.centres).any(axis=1).sum() > 1
        return starts if moves else None

    def _show_gliding(self, share: float) -> None:
        """Show the nodes this far on their way; the edges follow them as straight lines until they have arrived."""
        picture = self._picture
        if self._from is None or share >= 1 or len(self._from) != len(picture.nodes):
            self._from = None
            self.batch.set_picture(picture)
        else:
            self.batch.set_picture(under_way(picture, self._from, share))
        self._flows.follow_picture()
        self._selected.surround(self._selection)

    def _run_clock(self) -> None:
        if self._flows.moving and not self._reduce_motion:
            self._clock.start()
        else:
            self._clock.stop()

    def _grew(self, before: Picture, after: Picture) -> bool:
        """Whether the new picture holds the old one where it was."""
        old = len(before.nodes)
        return 0 < old <= len(after.nodes) and np.array_equal(before.nodes.centres, after.nodes.centres[:old])

    def _newcomers(self, before: Picture, after: Picture) -> list[int]:
        """The nodes to be seen now and not before, when the picture has only grown."""
        if self._reduce_motion or not self._grew(before, after) or len(after.nodes) == len(before.nodes):
            return []
        seen = np.zeros(len(after.nodes), np.bool_)
        seen[: len(before.nodes)] = before.visible
        return np.flatnonzero(after.visible & ~seen).tolist()

    def _fade_in(self, nodes: list[int]) -> None:
        if nodes:
            self._fading = nodes
            self._fade.stop()
            self._fade.start()

    def _show_fading(self, opacity: float) -> None:
        self.batch.set_faint(dict.fromkeys(self._fading, opacity) if opacity < 1 else {})


__all__ = ["MARGIN", "NO_NODE", "Scene"]
