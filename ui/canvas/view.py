"""The canvas: a picture that can be looked at from near and far, walked with the keys, and clicked.

It takes plain pictures and tells ids; it has never heard of a recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from ui import theme
from ui.canvas import walking
from ui.canvas.frames import frame_at, iteration_at, slider_of
from ui.canvas.legend import Legend
from ui.canvas.minimap import Minimap
from ui.canvas.scene import NO_NODE, Scene
from ui.canvas.words import spoken, spoken_canvas
from ui.canvas.zoom_box import ZoomBox
from ui.models.picture import Frame, Picture
from ui.models.search import CLAIMS
from ui.widgets.search_box import SearchBox

EXAMPLES = ("shape:3x1", "dtype:int64", *(claim for claim in CLAIMS if not claim.endswith(":")))
NEAREST = 4.0
FARTHEST = 0.02
ZOOM_STEP = 1.25
FIT_AT_MOST = 2.0
"""Showing the whole of a small graph enlarges it to this, where the cards have room for their facts."""
LEGIBLE = 0.7
"""The zoom from which words can be read with ease; a graph that grows by itself is not shown smaller."""
CORNER = 12
LEGEND_SHARE = 4
DRAG = 6
"""Pixels from which on a pressed node is dragged."""
TOLERANCE = 4.0


class Canvas(QGraphicsView):
    """The graph of tensors and functions."""

    node_clicked = Signal(int)
    """A node was clicked, or reached with the keys: its id."""
    node_activated = Signal(int)
    """A node was double-clicked, or Enter was pressed on it: its id."""
    node_hovered = Signal(int)
    """The pointer has come over a node, or left it for the background (-1)."""
    background_clicked = Signal()
    frame_clicked = Signal(int)
    """The head of a frame was clicked: its id."""
    frame_slid = Signal(int, int)
    """The slider of a loop was moved: the id of its frame, and the iteration, from 0."""
    node_dragged = Signal(int, QPointF)
    """A node was dragged: its id, and where its middle is to be."""
    iteration_stepped = Signal(int)
    """The next (1) or the previous (-1) iteration of a loop is to be shown."""
    move_taken_back = Signal(bool)
    """The last drag is to be undone, or (True) done again."""
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene(theme.current(), self)
        self._legend = Legend(self)
        self._zoom_box = ZoomBox(self)
        self._minimap = Minimap(self)
        self._search_box = SearchBox(self)
        self._found: list[int] = []
        self._grip: QPoint | None = None
        self._pressed: tuple[int, QPointF] | None = None
        self._away = QPointF()
        self._sliding: Frame | None = None
        self._space = False
        self._follows = True
        self._at_least = LEGIBLE
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._zoom_box.zoom_in.connect(self.zoom_in)
        self._zoom_box.zoom_out.connect(self.zoom_out)
        self._zoom_box.fit.connect(self.fit)
        self._minimap.looked_at.connect(self._look_at)
        self._search_box.stepped.connect(self._go_to_found)
        self._search_box.closed.connect(self._end_search)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._show_on_map)
        theme.manager().changed.connect(self._restyle)
        self._minimap.hide()
        self._describe()

    # -- what is shown ------------------------------------------------------------------------------------------------

    def set_picture(self, picture: Picture) -> None:
        """Show a picture. The part that is looked at stays, unless the whole graph was looked at and has grown."""
        same_graph = picture.nodes is self._scene.picture.nodes
        self._scene.set_picture(picture)
        if self._follows and not same_graph:
            self._keep_all_in_sight()
        self._minimap.set_picture(picture, self._scene.batch.sheet)
        self._show_on_map()
        self._describe()

    @property
    def picture(self) -> Picture:
        return self._scene.picture

    def select(self, node_id: int) -> None:
        """Put the ring round the node with this id, and bring it into sight; an unknown id takes the ring away."""
        if node_id == self.selection and node_id != NO_NODE:
            return
        node = self._index(node_id)
        self._scene.select(node)
        if node != NO_NODE:
            self._bring_into_sight(node)
        self._describe()

    @property
    def selection(self) -> int:
        """The id of the node with the ring, or -1."""
        return self._id(self._scene.selection)

    def set_reduce_motion(self, reduce: bool) -> None:
        self._scene.set_reduce_motion(reduce)

    def toggle_strength(self) -> None:
        """Draw gradients as broad as they are strong, or all the same again."""
        self._scene.batch.set_strength_shown(not self._scene.batch.shows_strength)

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is seen."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def copy_picture(self) -> None:
        """Put what is seen on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.viewport().grab())

    # -- search -------------------------------------------------------------------------------------------------------

    @property
    def search_box(self) -> SearchBox:
        return self._search_box

    def search(self) -> None:
        """Open the search field."""
        self._search_box.enter()
        self._place_corners()

    def show_found(self, node_ids: Sequence[int]) -> None:
        """Ring these nodes; the field tells how many there are."""
        self._found = [node for node in map(self._index, node_ids) if node != NO_NODE]
        self._scene.point_out(np.array(sorted(set(self._found)), np.int64))
        self._search_box.set_found(0, len(self._found))
        self._place_corners()

    def show_different(self, node_ids: Sequence[int]) -> None:
        """Mark the nodes that are not the same in another run."""
        nodes = {node for node in map(self._index, node_ids) if node != NO_NODE}
        self._scene.point_out_different(np.array(sorted(nodes), np.int64))

    def _go_to_found(self, way: int) -> None:
        if not self._found:
            return
        current = self._scene.selection
        at = self._found.index(current) if current in self._found else (-1 if way > 0 else 0)
        at = (at + way) % len(self._found)
        self._bring_into_sight(self._found[at])
        self._click(self._found[at])
        self._search_box.set_found(at + 1, len(self._found))

    def _end_search(self) -> None:
        self._found = []
        self._scene.point_out(np.zeros(0, np.int64))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the map ------------------------------------------------------------------------------------------------------

    def _look_at(self, place: QPointF) -> None:
        self._follows = False
        self.centerOn(place)

    def _show_on_map(self) -> None:
        self._minimap.set_seen(self.seen)
        self._minimap.setVisible(self._minimap.is_of_use)

    # -- zoom ---------------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """1 at 100 %."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Look from nearer or farther; the point of the viewport ``about``, else its middle, stays where it is."""
        zoom = min(max(zoom, FARTHEST), NEAREST)
        at = about if about is not None else QPointF(self.viewport().rect().center())
        held = self.mapToScene(at.toPoint())
        self.setTransform(self.transform().fromScale(zoom, zoom))
        moved = self.mapFromScene(held) - at.toPoint()
        self._scroll_by(moved)
        self._follows = False
        self._announce_zoom()

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom / ZOOM_STEP)

    def fit(self, at_most: float = FIT_AT_MOST, at_least: float = FARTHEST) -> None:
        """Show the whole graph, and keep it in sight while it grows; where ``at_least`` forbids, its lower part."""
        extent = self._scene.extent()
        if len(self.picture.nodes):
            area = self.viewport().rect()
            # The legend keeps its column, so that no node lies under it.
            kept = self._legend.geometry().right() if self._legend.isVisibleTo(self) else 0
            zoom = min((area.width() - kept) / extent.width(), area.height() / extent.height(), at_most)
            self.setTransform(self.transform().fromScale(*[max(zoom, at_least)] * 2))
            height = area.height() / self.zoom
            row = max(extent.center().y(), extent.bottom() - height / 2)
            seen = self._scene.extent_within(row - height / 2, row + height / 2)
            beside = seen.left() + (area.width() / 2 - kept) / self.zoom
            middle = seen.center().x() - kept / self.zoom / 2
            self.centerOn(min(middle, beside), row)
            self._announce_zoom()
        self._follows, self._at_least = True, at_least

    def _keep_all_in_sight(self) -> None:
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if not seen.contains(self._scene.extent()):
            self.fit(at_most=1.0, at_least=self._at_least)

    def _announce_zoom(self) -> None:
        self._zoom_box.set_zoom(self.zoom)
        self._show_on_map()
        self.zoom_changed.emit(self.zoom)

    def _scroll_by(self, distance: QPoint) -> None:
        for bar, part in ((self.horizontalScrollBar(), distance.x()), (self.verticalScrollBar(), distance.y())):
            bar.setValue(bar.value() + part)

    def show_node(self, node_id: int) -> None:
        """Move as little as is needed to have a node in sight."""
        node = self._index(node_id)
        if node != NO_NODE:
            self._bring_into_sight(node)

    def _bring_into_sight(self, node: int) -> None:
        before = self.seen
        self.ensureVisible(self._scene.batch.sheet.box(node), 40, 40)
        self._follows &= self.seen == before

    # -- ids and words ------------------------------------------------------------------------------------------------

    def _id(self, node: int) -> int:
        return int(self.picture.nodes.ids[node]) if 0 <= node < len(self.picture.nodes) else NO_NODE

    def _index(self, node_id: int) -> int:
        found = (self.picture.nodes.ids == node_id).nonzero()[0]
        return int(found[0]) if len(found) else NO_NODE

    def _describe(self) -> None:
        """Tell assistive technology what is here and what has the ring."""
        self.setAccessibleName(self.tr("Graph"))
        tip = self.tr("A name or an operation, or: {claims}").format(claims=", ".join(EXAMPLES))
        self._search_box.set_words(self.tr("Find in the graph"), tip)
        node = self._scene.selection
        shown = node != NO_NODE and bool(self.picture.visible[node])
        text = spoken(self.picture, node) if shown else spoken_canvas(self.picture)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _restyle(self) -> None:
        self._scene.set_look(theme.current())
        self._place_corners()

    # -- gestures -----------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * ZOOM_STEP ** (turn.y() / 120), event.position())
        else:
            distance = event.pixelDelta() if not event.pixelDelta().isNull() else turn / 2
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not distance.x():
                distance = distance.transposed()
            self._scroll_by(-distance)
            self._follows = False
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (event.button() == Qt.MouseButton.LeftButton and self._space):
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())

    def _press(self, position: QPointF) -> None:
        node = self._node_under(position)
        if node == NO_NODE and self._press_frame(self.mapToScene(position.toPoint())):
            return
        self._click(node)
        if node != NO_NODE:
            self._pressed = (node, position)

    def _press_frame(self, place: QPointF) -> bool:
        frame = frame_at(self.picture.frames, place)
        if frame is None:
            return False
        if slider_of(frame).contains(place):
            self._sliding = frame
            self._slide(place)
        else:
            self.frame_clicked.emit(frame.id)
        return True

    def _slide(self, place: QPointF) -> None:
        assert self._sliding is not None, "a slider is held"
        shown = iteration_at(self._sliding, place.x())
        if shown != self._sliding.shown:
            self._sliding = replace(self._sliding, shown=shown)
            self.frame_slid.emit(self._sliding.id, shown)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._scroll_by(self._grip - event.position().toPoint())
            self._grip = event.position().toPoint()
            self._follows = False
        elif self._sliding is not None:
            self._slide(self.mapToScene(event.position().toPoint()))
        elif self._pressed is not None:
            self._drag(event.position())
        else:
            self._point_at(self._node_under(event.position()))
            is_asked = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._scene.light_path(self._scene.hovered if is_asked else NO_NODE)

    def _drag(self, position: QPointF) -> None:
        assert self._pressed is not None, "a node is held"
        node, start = self._pressed
        away = position - start
        if self._away.isNull() and away.manhattanLength() < DRAG:
            return
        self._away = away / self.zoom
        self._scene.drag(node, self._away)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self.viewport().unsetCursor()
        if self._pressed is not None and not self._away.isNull():
            node, _ = self._pressed
            self._scene.hover(NO_NODE)
            self.node_dragged.emit(self._id(node), QPointF(*self.picture.nodes.centres[node]) + self._away)
        self._pressed, self._sliding, self._away = None, None, QPointF()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self._node_under(event.position())
        if node != NO_NODE and event.button() == Qt.MouseButton.LeftButton:
            self.node_activated.emit(self._id(node))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(NO_NODE)
        super().leaveEvent(event)

    def _node_under(self, position: QPointF) -> int:
        return self._scene.node_at(self.mapToScene(position.toPoint()), TOLERANCE / self.zoom)

    def _click(self, node: int) -> None:
        self._scene.select(node)
        self._describe()
        if node == NO_NODE:
            self.background_clicked.emit()
        else:
            self.node_clicked.emit(self._id(node))

    def _point_at(self, node: int) -> None:
        if node != self._scene.hovered:
            self._scene.hover(node)
            self.node_hovered.emit(self._id(node))

    def viewportEvent(self, event: QEvent) -> bool:
        """Read a node out that the pointer rests on; by itself a view asks only the items of its scene."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        node = self._node_under(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), "" if node == NO_NODE else spoken(self.picture, node), self.viewport())
        return True

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in _ZOOM_KEYS:
            getattr(self, _ZOOM_KEYS[Qt.Key(key)])()
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and key in _ARROWS:
            self._walk(Qt.Key(key))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._scene.selection != NO_NODE:
            self.node_activated.emit(self.selection)
        elif event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            self.move_taken_back.emit(event.matches(QKeySequence.StandardKey.Redo))
        elif key in (Qt.Key.Key_Comma, Qt.Key.Key_Period) and not control:
            self.iteration_stepped.emit(1 if key == Qt.Key.Key_Period else -1)
        elif key == Qt.Key.Key_Alt:
            self._scene.light_path(self._scene.hovered if self._scene.hovered != NO_NODE else self._scene.selection)
        else:
            # Home, End and the rest belong to the timeline and the window.
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._release_space()
        elif event.key() == Qt.Key.Key_Alt:
            self._scene.light_path(NO_NODE)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release_space()
        super().focusOutEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the nodes in topological order, and past the last one out of the canvas."""
        node = walking.following(self.picture, self._scene.selection, 1 if next else -1)
        if node == NO_NODE:
            return super().focusNextPrevChild(next)
        self._go_to(node)
        return True

    def _walk(self, key: Qt.Key) -> None:
        node = self._scene.selection
        if node == NO_NODE or not self.picture.visible[node]:
            self._go_to(walking.following(self.picture, NO_NODE, 1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_to(walking.along(self.picture, node, downwards=key == Qt.Key.Key_Down))
        else:
            self._go_to(walking.beside(self.picture, node, to_right=key == Qt.Key.Key_Right))

    def _go_to(self, node: int) -> None:
        if node in (NO_NODE, self._scene.selection):
            return
        self._bring_into_sight(node)
        self._click(node)

    def _release_space(self) -> None:
        self._space = False
        self.viewport().unsetCursor()

    # -- the corners --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_corners()
        self._show_on_map()
        if self._follows and len(self.picture.nodes):
            self._keep_all_in_sight()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
            self.viewport().update()
        super().changeEvent(event)

    def _place_corners(self) -> None:
        area: QRectF = QRectF(self.rect()).adjusted(CORNER, CORNER, -CORNER, -CORNER)
        self._legend.move(int(area.left()), int(area.bottom() - self._legend.height()))
        # A narrow canvas has no room for it beside the graph.
        self._legend.setVisible(self.width() > LEGEND_SHARE * self._legend.width())
        self._zoom_box.adjustSize()
        self._zoom_box.move(int(area.right() - self._zoom_box.width()), int(area.bottom() - self._zoom_box.height()))
        self._minimap.move(int(area.right() - self._minimap.width()), int(area.top()))
        self._search_box.adjustSize()
        self._search_box.move(int(area.left()), int(area.top()))


_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_ZOOM_KEYS = {
    Qt.Key.Key_0: "fit",
    Qt.Key.Key_Plus: "zoom_in",
    Qt.Key.Key_Equal: "zoom_in",
    Qt.Key.Key_Minus: "zoom_out",
}
