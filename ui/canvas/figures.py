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
KEPT = ".grad"
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


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line of words goes in a figure, from its middle, and how it is written."""

    x: float
    y: float
    font: str
    color: str
    room: float
    align: float = 0.0


@dataclass(frozen=True, slots=True)
class Wording:
    """The lines of a figure."""

    title: Line | None
    subtitle: Line | None = None


def wording(box: QRectF, figure: Figure, letters: Lettering) -> Wording:
    """Where the words of a figure go."""
    width = box.width()
    left = -width / 2 + 14
    if figure.kind == NodeKind.CHIP:
        return Wording(Line(3.0, 0.0, "micro", "text", width - 16, 0.5))
    if figure.kind == NodeKind.GROUP:
        return Wording(
            Line(left, -7.0, "control_strong", "text", width - 40), Line(left, 8.0, "code_micro", "muted", width - 40)
        )
    if figure.kind == NodeKind.TENSOR:
        collected = figure.life == Life.COLLECTED
        if collected:
            return Wording(Line(left, -7.0, "control", "muted", width - 26))
        beside = [letters.width(text, font) + 6 if text else 0.0 for text, font, _ in (_nabla(figure), _kept(figure))]
        return Wording(
            Line(left, -7.0, "control_strong", "text", width - 26 - beside[0]),
            Line(left, 8.0, "code_micro", "muted", width - 22 - beside[1]),
        )
    discs = 0 if figure.life == Life.COLLECTED else figure.saved
    return Wording(Line(discs * 4.5, 0.0, "label", _pill_ink(figure), width - 20 - 9 * discs, 0.5))


def paint_figure(
    painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering, *, words: bool, facts: Facts | None
) -> None:
    """Draw a node in its box; with words from the zoom on where they can be read, with facts where there is room."""
    if figure.kind == NodeKind.TENSOR:
        _paint_card(painter, box, figure, look, letters, words, facts)
    elif figure.kind == NodeKind.GROUP:
        _paint_group(painter, box, figure, look)
    elif figure.kind == NodeKind.CHIP:
        _paint_chip(painter, box, figure, look)
    else:
        _paint_pill(painter, box, figure, look)
    if words and facts is None:
        _paint_words(painter, box, figure, look, letters)


def _paint_words(painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering) -> None:
    lines = wording(box, figure, letters)
    for line, text in ((lines.title, figure.title), (lines.subtitle, figure.subtitle)):
        if line is not None and text:
            at = box.center() + QPointF(line.x, line.y)
            letters.draw(painter, at, text, line.font, look.color(line.color), room=line.room, align=line.align)
    if figure.kind == NodeKind.TENSOR and figure.life == Life.COLLECTED:
        at = QPointF(box.left() + 14, box.center().y() + 8)
        letters.draw(painter, at, state_words(Life.COLLECTED), "label", look.color("muted"), room=box.width() - 22)


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
    elif not collected:
        _paint_sign(painter, QPointF(box.right() - 10, box.top() + 14), _nabla(figure), look, letters)
        _paint_sign(painter, QPointF(box.right() - 10, box.center().y() + 8), _kept(figure), look, letters)


def _paint_heading(painter: QPainter, box: QRectF, figure: Figure, look: Theme, letters: Lettering) -> None:
    """Name and shape on one line at half size, to make room for the facts below."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(0.5, 0.5)
    width = 2 * box.width()
    kept = _paint_sign(painter, QPointF(width - 14, 17), _kept(figure), look, letters)
    kept += 4 if kept else 0
    glyph = kept + _paint_sign(painter, QPointF(width - 14 - kept, 16), _nabla(figure), look, letters)
    title = letters.draw(painter, QPointF(22, 16), figure.title, "control_strong", look.color("text"), room=110)
    at = QPointF(22 + title + 8, 17)
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


Sign = tuple[str, str, str]
"""Words, their font and their colour."""


def _nabla(figure: Figure) -> Sign:
    """The sign of a gradient: wanted (grey), passed here or kept (green)."""
    if figure.touched or figure.flags & Flag.HAS_GRAD:
        return NABLA, "control_strong", "gradient_text"
    if figure.flags & Flag.REQUIRES_GRAD:
        return NABLA, "control", "muted"
    return "", "control", "muted"


def _kept(figure: Figure) -> Sign:
    """What stands below that sign where the gradient is kept: a line of its own leaves the name its room."""
    return (KEPT if figure.flags & Flag.HAS_GRAD else ""), "micro", "gradient_text"


def _paint_sign(painter: QPainter, right: QPointF, sign: Sign, look: Theme, letters: Lettering) -> float:
    """A sign that ends here; its width."""
    text, font, colour = sign
    return letters.draw(painter, right, text, font, look.color(colour), align=1.0) if text else 0.0


def _paint_group(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> None:
    """A card on a pile, with a plus: there is more behind it."""
    dashed = figure.life == Life.COLLECTED
    painter.setPen(thin_pen(look.color("freed" if dashed else "border"), COLLECTED_DOTS if dashed else None))
    painter.setBrush(look.color("background"))
    for shift in (4.0, 2.0):
        painter.drawRoundedRect(box.adjusted(shift, shift, shift - 4, shift - 4), RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush if dashed else look.color("raised"))
    card = box.adjusted(0, 0, -4, -4)
    painter.drawRoundedRect(card, RADIUS, RADIUS)
    _paint_mark(painter, card, figure, look, RADIUS)
    middle = QPointF(card.right() - 14, card.center().y())
    painter.setPen(QPen(look.color("muted"), 1.4))
    painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0))
    painter.drawLine(middle - QPointF(0, 4), middle + QPointF(0, 4))


def _paint_chip(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> None:
    """A small card with the stripe of its leaf."""
    gone = figure.life == Life.COLLECTED
    painter.setPen(thin_pen(look.color("freed" if gone else "border"), COLLECTED_DOTS if gone else None))
    painter.setBrush(Qt.BrushStyle.NoBrush if gone else look.color("raised"))
    painter.drawRoundedRect(box, 4, 4)
    role = ROLES.get(Role(figure.role))
    if role is not None and not gone:
        painter.fillRect(QRectF(box.left() + 1, box.top() + 3, 3, box.height() - 6), look.color(role))


def _paint_pill(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> None:
    radius = box.height() / 2
    _paint_pill_outline(painter, box, figure, look)
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


def _pill_ink(figure: Figure) -> str:
    """The colour of a pill's name."""
    if figure.life == Life.COLLECTED:
        return "muted"
    if figure.life == Life.FREED:
        return "freed"
    return "muted" if figure.flags & Flag.UNTRACKED else "text"


def _paint_pill_outline(painter: QPainter, box: QRectF, figure: Figure, look: Theme) -> None:
    radius = box.height() / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if figure.life == Life.COLLECTED:
        painter.setPen(thin_pen(look.color("freed"), COLLECTED_DOTS))
    elif figure.life == Life.FREED:
        painter.setPen(thin_pen(look.color("freed"), FREED_DASH))
    elif figure.flags & Flag.UNTRACKED:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("background"))
    else:
        painter.setPen(thin_pen(look.color("border")))
        painter.setBrush(look.color("running_tint" if figure.mark == Mark.RUNNING else "pill"))
    painter.drawRoundedRect(box, radius, radius)


def _paint_mark(painter: QPainter, box: QRectF, figure: Figure, look: Theme, radius: float) -> None:
    """A ring round a node that runs or has failed, or in which NaN was born; a failed one has a cross, too."""
    if figure.mark == Mark.NONE:
        if figure.flags & Flag.INVALID_BORN:
            painter.setPen(QPen(look.color("error"), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, radius, radius)
            _paint_exclamation(painter, box.topRight() + QPointF(-4, 2), look)
        elif figure.flags & Flag.INVALID:
            _paint_exclamation(painter, box.topRight() + QPointF(-4, 2), look)
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


def _paint_exclamation(painter: QPainter, centre: QPointF, look: Theme) -> None:
    """NaN or infinity inside."""
    painter.setPen(QPen(look.color("error"), 1.4))
    painter.setBrush(look.color("background"))
    painter.drawEllipse(centre, 6, 6)
    painter.drawLine(centre + QPointF(0, -3.2), centre + QPointF(0, 0.6))
    painter.drawPoint(centre + QPointF(0, 3.0))
