"""Frames round what belongs together: a module that is open, or the iteration of a loop that is shown.

The head of a frame closes it; that of a loop has a slider, which chooses the iteration.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.canvas.lettering import Lettering
from ui.canvas.strokes import thin_pen
from ui.models.picture import Frame
from ui.theme import Theme

HEAD = 26.0
RADIUS = 10.0
_SLIDER = 96.0
_INSET = 12.0
_KNOB = 5.0


def box_of(frame: Frame) -> QRectF:
    left, top, right, bottom = frame.box
    return QRectF(left, top, right - left, bottom - top)


def head_of(frame: Frame) -> QRectF:
    """The part that can be clicked."""
    box = box_of(frame)
    return QRectF(box.left(), box.top(), box.width(), HEAD)


def slider_of(frame: Frame) -> QRectF:
    """The track of a loop's slider, with room around it to be hit; nothing for a module."""
    head = head_of(frame)
    if not frame.count:
        return QRectF()
    width = min(_SLIDER, head.width() / 3)
    return QRectF(head.right() - _INSET - width, head.top() + 4, width, HEAD - 8)


def iteration_at(frame: Frame, x: float) -> int:
    """The iteration that a place on the slider means, from 0."""
    track = slider_of(frame)
    share = (x - track.left()) / max(track.width(), 1.0)
    return min(max(round(share * (frame.count - 1)), 0), frame.count - 1)


def frame_at(frames: Sequence[Frame], point: QPointF) -> Frame | None:
    """The frame whose head is under a point."""
    return next((frame for frame in reversed(frames) if head_of(frame).contains(point)), None)


def paint_frames(painter: QPainter, frames: Sequence[Frame], look: Theme, area: QRectF) -> None:
    """Draw the frames that reach into an area, outer ones under inner ones."""
    for frame in frames:
        box = box_of(frame)
        if box.intersects(area):
            painter.setPen(thin_pen(look.color("border")))
            painter.setBrush(look.color(_fill(frame)))
            painter.drawRoundedRect(box, RADIUS, RADIUS)


def paint_heads(painter: QPainter, frames: Sequence[Frame], look: Theme, letters: Lettering, area: QRectF) -> None:
    """Write the heads of frames over the edges that enter them."""
    for frame in frames:
        if head_of(frame).intersects(area):
            _paint_head(painter, frame, look, letters)


def _fill(frame: Frame) -> str:
    """Frames in frames take turns."""
    return "surface" if frame.depth % 2 == 0 else "background"


def _paint_head(painter: QPainter, frame: Frame, look: Theme, letters: Lettering) -> None:
    head, track = head_of(frame), slider_of(frame)
    middle = head.center().y()
    _paint_chevron(painter, QPointF(head.left() + _INSET + 4, middle), look, _fill(frame))
    right = head.right() - _INSET
    if frame.count:
        _paint_slider(painter, frame, look)
        count = f"{frame.shown + 1} / {frame.count}"
        at = QPointF(track.left() - 12, middle)
        patch = look.color(_fill(frame))
        right = at.x() - letters.draw(painter, at, count, "code_micro", look.color("muted"), align=1.0, patch=patch) - 8
    left = head.left() + _INSET + 14
    role = "code_micro" if frame.count else "label_strong"
    room = max(right - left, 8.0)
    ink, patch = look.color("muted"), look.color(_fill(frame))
    letters.draw(painter, QPointF(left, middle), frame.title, role, ink, room=room, patch=patch)


def _paint_chevron(painter: QPainter, centre: QPointF, look: Theme, fill: str) -> None:
    painter.fillRect(QRectF(centre.x() - 6, centre.y() - 5, 12, 10), look.color(fill))
    painter.setPen(QPen(look.color("muted"), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([centre + QPointF(-4, -2), centre + QPointF(0, 2), centre + QPointF(4, -2)])


def _paint_slider(painter: QPainter, frame: Frame, look: Theme) -> None:
    track = slider_of(frame)
    painter.fillRect(track.adjusted(-_KNOB, 0, _KNOB, 0), look.color(_fill(frame)))
    y = track.center().y()
    share = frame.shown / max(frame.count - 1, 1)
    knob = QPointF(track.left() + share * track.width(), y)
    painter.setPen(QPen(look.color("control"), 2))
    painter.drawLine(QPointF(track.left(), y), QPointF(track.right(), y))
    painter.setPen(QPen(look.color("accent"), 2))
    painter.drawLine(QPointF(track.left(), y), knob)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent"))
    painter.drawEllipse(knob, _KNOB, _KNOB)
