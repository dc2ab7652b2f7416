"""Nodes: a card for a tensor, a pill for a function, a pill with a double border for an ``AccumulateGrad``.

What a node is and what has become of it shows in its outline, its stripe, its glyphs and its words; colour repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.canvas.facts import paint_facts
from ui.canvas.lettering import Lettering
from ui.canvas.strokes import paint_disc, thin_pen
from ui.canvas.words import state_words
from ui.models.picture import Facts, Flag, Life, Mark, NodeKind, Picture, Role
from ui.theme import Theme

RADIUS = 6.0
STRIPE = 5.0
DISC = 3.2
RING = 2.0
FREED_DASH = (4.0, 3.0)
COLLECTED_DOTS = (1.0, 3.0)
NABLA = "∇"
ROLES = {Role.LEAF: "leaf", Role.DATA: "data", Role.COMPUTED: "computed"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One node of a picture at its moment."""

    kind: int
    life: int
    mark: int
    role: int
    flags: Flag
    title: str
    subtitle: str
    saved: int
    touched: bool

    @classmethod
    def of(cls, picture: Picture, node: int, touched: bool) -> Figure:
        moment = picture.moment
        return cls(
            kind=int(picture.nodes.kinds[node]),
            life=int(moment.life[node]),
            mark=int(moment.marks[node]),
            role=int(moment.roles[node]),
            flags=Flag(int(moment.flags[node])),
            title=moment.titles[node],
            subtitle=moment.subtitles[node],
            saved=int(picture.nodes.saved[node]),
            touched=touched,
        )


def paint_figure(
    painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering, *, words: bool, facts: Facts | None
) -> None:
    """Draw a node in its box; with words from the zoom on where they can be read, with facts where there is room."""
    if figure.kind == NodeKind.TENSOR:
        _paint_card(painter, box, figure, look, letters, words, facts)
    else:
        _paint_pill(painter, box, figure, look, letters, words)


def _paint_card(
    painter: QPainter,
    box: QRectF,
    figure: Figure,
    look: Theme,
    letters: Lettering,
    words: bool,
    facts: Facts | None,
) -> None:
    collected = figure.life == Life.COLLECTED
    if collected:
        painter.setPen(thin_pen(look.color("freed"), COLLECTED_DOTS))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("raised"))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    if not collected:
        _paint_stripe(painter, box, figure, look)
        _paint_mark(painter, box, figure, look, RADIUS)
    if not words:
        return
    if facts is not None and not collected:
        _paint_heading(painter, box, figure, look, letters)
        paint_facts(painter, box, facts, look, letters)
        return
    left = box.left() + 14
    glyph = (
        0.0 if collected else _paint_nabla(painter, QPointF(box.right() - 10, box.top() + 14), figure, look, letters)
    )
    title, subtitle = QPointF(left, box.top() + 14), QPointF(left, box.top() + 29)
    room = box.width() - 26 - (glyph + 6 if glyph else 0)
    ink = look.color("muted" if collected else "text")
    letters.draw(painter, title, figure.title, "control" if collected else "control_strong", ink, room=room)
    second, role = (state_words(Life.COLLECTED), "label") if collected else (figure.subtitle, "code_micro")
    letters.draw(painter, subtitle, second, role, look.color("muted"), room=box.width() - 22)


def _paint_heading(painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering) -> None:
    """Name and shape on one line at half size, to make room for the facts below."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(0.5, 0.5)
    width = 2 * box.width()
    glyph = _paint_nabla(painter, QPointF(width - 14, 16), figure, look, letters)
    title = letters.draw(painter, QPointF(20, 16), figure.title, "control_strong", look.color("text"), room=110)
    at = QPointF(20 + title + 8, 17)
    room = width - at.x() - glyph - 22
    letters.draw(painter, at, figure.subtitle, "code_micro", look.color("muted"), room=room)
    painter.restore()


def _paint_stripe(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> None:
    role = ROLES.get(Role(figure.role))
    if role is None:
        return
    colour = look.color(role)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.translate(box.topLeft())
    painter.drawPath(_stripe(box.height()))
    painter.translate(-box.topLeft())
    if figure.flags & Flag.VIEW:
        painter.fillRect(QRectF(box.left() + 7, box.top() + 0.5, 2, box.height() - 1), colour)


@cache
def _stripe(height: float) -> QPainterPath:
    """The left edge of a card, as wide as the stripe, with the card's round corners."""
    card = QPainterPath()
    card.addRoundedRect(QRectF(0, 0, 4 * RADIUS, height), RADIUS, RADIUS)
    stripe = QPainterPath()
    stripe.addRect(QRectF(0, 0, STRIPE, height))
    return card.intersected(stripe)


def _paint_nabla(painter: QPainter, right: QPointF, figure: Figure, look: Theme, letters: Lettering) -> float:
    """The sign of a gradient at the right end of a card: wanted (grey), passed here (green), kept (``.grad``)."""
    if figure.flags & Flag.HAS_GRAD:
        text, role, colour = f"{NABLA} .grad", "control_strong", "gradient_text"
    elif figure.touched:
        text, role, colour = NABLA, "control_strong", "gradient_text"
    elif figure.flags & Flag.REQUIRES_GRAD:
        text, role, colour = NABLA, "control", "muted"
    else:
        return 0.0
    return letters.draw(painter, right, text, role, look.color(colour), align=1.0)


def _paint_pill(painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering, words: bool) -> None:
    radius = box.height() / 2
    ink = _paint_pill_outline(painter, box, figure, look)
    if figure.kind == NodeKind.ACCUMULATE:
        inner = box.adjusted(3, 3, -3, -3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, radius - 3, radius - 3)
    _paint_mark(painter, box, figure, look, radius)
    discs = 0 if figure.life == Life.COLLECTED else figure.saved
    for i in range(discs):
        centre = QPointF(box.left() + 12 + i * 9, box.center().y())
        hollow = figure.life == Life.FREED
        paint_disc(painter, centre, DISC, look.color("freed" if hollow else "computed"), hollow)
    if words:
        middle = QPointF(box.center().x() + discs * 4.5, box.center().y())
        letters.draw(
            painter, middle, figure.title, "label", look.color(ink), align=0.5, room=box.width() - 20 - 9 * discs
        )


def _paint_pill_outline(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> str:
    """Draw the pill, and return the colour role of its name."""
    radius = box.height() / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if figure.life == Life.COLLECTED:
        painter.setPen(thin_pen(look.color("freed"), COLLECTED_DOTS))
        ink = "muted"
    elif figure.life == Life.FREED:
        painter.setPen(thin_pen(look.color("freed"), FREED_DASH))
        ink = "freed"
    elif figure.flags & Flag.UNTRACKED:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("background"))
        ink = "muted"
    else:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("running_tint" if figure.mark == Mark.RUNNING else "pill"))
        ink = "text"
    painter.drawRoundedRect(box, radius, radius)
    return ink


def _paint_mark(painter: QPainter, box: QRectF, figure: Figure, look: Theme, radius: float) -> None:
    """A ring round a node that runs or has failed; a failed one has a cross, too."""
    if figure.mark == Mark.NONE:
        return
    colour = look.color("running" if figure.mark == Mark.RUNNING else "error")
    painter.setPen(QPen(colour, RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)
    if figure.mark == Mark.ERROR:
        _paint_cross(painter, box.topRight() + QPointF(-4, 2), look)


def _paint_cross(painter: QPainter, centre: QPointF, look: Theme) -> None:
    painter.setPen(QPen(look.color("error"), 1.4))
    painter.setBrush(look.color("background"))
    painter.drawEllipse(centre, 6, 6)
    for x, y in ((2.4, 2.4), (2.4, -2.4)):
        painter.drawLine(centre - QPointF(x, y), centre + QPointF(x, y))
