"""The strips of a recording's time: phases, events, source lines, iterations where there are any; the play head.

The bar takes plain runs and marks and tells which step was asked for. Where there are more steps than pixels for marks,
one mark stands for each column of pixels, errors and traps first; the wheel with Ctrl looks closer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.models.course import MARKS


@dataclass(frozen=True)
class Run:
    """Steps ``first`` to ``last``, both included, that share a word."""

    first: int
    last: int
    key: str
    text: str


Between = Callable[[int, int, int], Sequence[Run]]
"""``between(first, last, most)``: the runs that meet these steps, at most about ``most`` of them."""


def _no_runs(first: int, last: int, most: int) -> Sequence[Run]:
    return ()


@dataclass(frozen=True)
class Tracks:
    """What the bar draws: ``marks[k]`` names step k's shape; runs are asked for as they are painted.

    ``iterations`` is None where no loop has run: the strip is then left out. ``flags`` are the marked steps;
    ``differing`` those at which another run was different; ``gaps`` are stretches of which nothing is kept.
    Of the steps before ``values_from`` not every value is kept.
    """

    marks: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    phases: Between = _no_runs
    lines: Between = _no_runs
    iterations: Between | None = None
    traps: Sequence[int] = ()
    flags: Sequence[int] = ()
    differing: Sequence[int] = ()
    gaps: Sequence[Run] = ()
    values_from: int = 0


MARK_ROLES = {
    "create": "leaf",
    "op": "text",
    "view": "text",
    "inplace": "text",
    "backward": "gradient",
    "accumulate": "gradient",
    "free": "freed",
    "update": "leaf",
    "error": "error",
    "trap": "trap",
    "print": "muted",
    "name": "muted",
}
PHASE_ROLES = {"build": "computed", "backward": "gradient", "update": "leaf", "free": "freed"}

_ALWAYS = ("error", "trap")
"""Marks that are drawn, and in their colour, wherever the play head stands."""

_GUTTER = 64
_RIGHT = 20
_SMALLEST_MARK = 7.0
_NARROW = 6.0
"""Pixels of a run that has no room for a word nor for round corners."""


_HALF = 10
"""Pixels from the middle of a mark's picture to its edge."""


class _Fills:
    """Boxes that are filled with the colour of a role, all of one colour at once."""

    def __init__(self) -> None:
        self._boxes: dict[str, list[QRectF]] = {}

    def add(self, role: str, box: QRectF) -> None:
        self._boxes.setdefault(role, []).append(box)

    def paint(self, painter: QPainter) -> None:
        """Fill those that are waiting."""
        painter.setPen(Qt.PenStyle.NoPen)
        for role, boxes in self._boxes.items():
            painter.setBrush(theme.current().color(role))
            painter.drawRects(boxes)
        self._boxes.clear()


class TimelineBar(QWidget):
    """Where the shown step stands among all steps; click, drag and keys choose another."""

    step_chosen = Signal(int)
    """A step was clicked, dragged to, or reached by the wheel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tracks = Tracks()
        self._step = -1
        self._live = True
        self._first = 0.0
        self._span = 1.0
        self._labels: tuple[str, ...] = ()
        self._live_word = ""
        self._tip: Callable[[int], str] | None = None
        self._pictures: dict[tuple[str, str, float, float], QPixmap] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._measure()
        self.retranslate()
        theme.manager().changed.connect(self._restyle)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def set_tracks(self, tracks: Tracks) -> None:
        """Draw these steps; the part that is looked at stays unless it was all of them."""
        grows = (tracks.iterations is None) is not (self._tracks.iterations is None)
        was_all = self._span >= max(1, len(self._tracks.marks))
        self._tracks = tracks
        if was_all or self._span > len(tracks.marks):
            self._first, self._span = 0.0, float(max(1, len(tracks.marks)))
        if grows:
            self._measure()
        self.update()

    def set_step(self, step: int, live: bool) -> None:
        """Put the play head at ``step``; -1 is before the first."""
        self._step = step
        self._live = live
        if step >= 0 and self._span < len(self._tracks.marks):
            if step < self._first:
                self._first = float(step)
            elif step >= self._first + self._span - 1:
                self._first = step - self._span + 1
        self.update()

    def set_tool_tip_source(self, tip: Callable[[int], str]) -> None:
        """``tip(step)`` is the sentence shown when the pointer rests on a step."""
        self._tip = tip

    @property
    def step(self) -> int:
        return self._step

    def step_at(self, x: float) -> int:
        """The step drawn at this horizontal position, the nearest one outside."""
        steps = len(self._tracks.marks)
        return max(0, min(steps - 1, int(self._first + (x - _GUTTER) / self._pitch)))

    def x_of(self, step: int) -> float:
        """Horizontal centre of a step."""
        return _GUTTER + (step - self._first + 0.5) * self._pitch

    @property
    def _pitch(self) -> float:
        room = max(1, self.width() - _GUTTER - _RIGHT)
        return min(room / self._span, 26.0)

    # -- language and look --------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self._labels = (self.tr("Phase"), self.tr("Events"), self.tr("Line"), self.tr("Iteration"))
        self._live_word = self.tr("live")
        self.setAccessibleName(self.tr("Timeline"))
        self.update()

    def _restyle(self) -> None:
        self._pictures.clear()
        self._measure()
        self.update()

    def _measure(self) -> None:
        metrics = QFontMetrics(theme.current().font("label"))
        self._row = (metrics.height() + 8 + 3) // 4 * 4
        self.setFixedHeight(self._strips * self._row + 4 * (self._strips - 3) + metrics.height() + 20)
        self.updateGeometry()

    @property
    def _strips(self) -> int:
        return 3 if self._tracks.iterations is None else 4

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), theme.current().color("background"))
            self._paint_labels(painter)
            painter.setClipRect(QRectF(_GUTTER - 1, 0, self.width() - _GUTTER, self.height()))
            if len(self._tracks.marks):
                self._paint_phases(painter)
                self._paint_words(painter, self._tracks.lines, 2)
                if self._tracks.iterations is not None:
                    self._paint_words(painter, self._tracks.iterations, 3)
                self._paint_flags(painter)
                self._paint_differing(painter)
                self._paint_head(painter)
                self._paint_marks(painter)
                self._paint_lost_values(painter)
                self._paint_gaps(painter)
        finally:
            painter.end()

    def _strip(self, index: int) -> QRectF:
        return QRectF(_GUTTER, 6 + index * (self._row + 4), self.width() - _GUTTER - _RIGHT, self._row)

    def _paint_labels(self, painter: QPainter) -> None:
        look = theme.current()
        painter.setFont(look.font("label"))
        painter.setPen(look.color("muted"))
        for index, label in enumerate(self._labels[: self._strips]):
            strip = self._strip(index)
            painter.drawText(QRectF(12, strip.top(), _GUTTER - 16, strip.height()), _MIDDLE_LEFT, label)

    def _visible(self, runs: Between) -> Sequence[Run]:
        """The runs in sight, no more than a few pixels apart."""
        return runs(int(self._first), int(self._first + self._span), max(50, self.width() // int(_NARROW)))

    def _boxes(self, runs: Iterable[Run], strip: int) -> Iterator[tuple[Run, QRectF]]:
        """Those of the runs that are in sight, and where."""
        pitch, first, edge = self._pitch, self._first, self.width()
        row = self._strip(strip)
        top, height = row.top(), row.height()
        for run in runs:
            left = _GUTTER + (run.first - first) * pitch
            right = _GUTTER + (run.last + 1 - first) * pitch
            if right >= _GUTTER and left <= edge:
                gap = 1.0 if right - left > 4 else 0.0
                yield run, QRectF(left + gap, top, max(1.0, right - left - 2 * gap), height)

    def _paint_phases(self, painter: QPainter) -> None:
        look = theme.current()
        head = self.x_of(self._step) + self._pitch / 2
        fills = _Fills()
        for run, box in self._boxes(self._visible(self._tracks.phases), 0):
            role = PHASE_ROLES[run.key]
            reached = self._step >= run.first
            is_wide = box.width() > _NARROW
            if is_wide:
                fills.paint(painter)
            if not reached or (is_wide and self._step < run.last):
                fills.add("pill" if reached else "raised", box)
            if reached:
                width = min(box.width(), head - box.left())
                fills.add(f"{role}_tint", QRectF(box.left(), box.top(), width, box.height()))
                fills.add(role, QRectF(box.left(), box.top(), width, 2))
            if is_wide:
                fills.paint(painter)
                current = run.first <= self._step <= run.last
                painter.setFont(look.font("label_strong" if current else "label"))
                painter.setPen(look.color("text" if current else "muted"))
                self._paint_word(painter, box, run.text)
        fills.paint(painter)

    def _paint_word(self, painter: QPainter, box: QRectF, word: str) -> None:
        """The word, if the whole of it fits: no word is cut in the middle."""
        inner = box.adjusted(6, 0, -4, 0)
        if painter.fontMetrics().horizontalAdvance(word) <= inner.width():
            painter.drawText(inner, _MIDDLE_LEFT, word)

    def _paint_flags(self, painter: QPainter) -> None:
        """A small flag at each marked step, on the upper edge of the events."""
        accent = theme.current().color("accent")
        top = self._strip(1).top() - 3
        painter.setPen(QPen(accent, 1.4))
        painter.setBrush(accent)
        for step in self._tracks.flags:
            x = self.x_of(step)
            painter.drawLine(QPointF(x, top), QPointF(x, top + 10))
            painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + 6, top + 2.5), QPointF(x, top + 5)]))

    def _paint_lost_values(self, painter: QPainter) -> None:
        """A hatched edge under the events of the steps whose values are not kept."""
        if self._tracks.values_from > 0:
            right = self.x_of(self._tracks.values_from) - self._pitch / 2
            box = QRectF(_GUTTER, self._strip(1).bottom() - 3, max(3.0, right - _GUTTER), 5)
            painter.fillRect(box, QBrush(theme.current().color("edge"), Qt.BrushStyle.BDiagPattern))

    def _paint_gaps(self, painter: QPainter) -> None:
        """A hatched ground with a word on it, over the strips of steps that are not kept."""
        look = theme.current()
        for run, top in self._boxes(self._tracks.gaps, 0):
            box = QRectF(top.topLeft(), QPointF(top.right(), self._strip(self._strips - 1).bottom()))
            painter.fillRect(box, look.color("background"))
            painter.fillRect(box, QBrush(look.color("edge"), Qt.BrushStyle.BDiagPattern))
            painter.setFont(look.font("label"))
            width = painter.fontMetrics().horizontalAdvance(run.text) + 16
            left = max(box.left(), _GUTTER) + 8
            if width < min(box.right(), self.width()) - left:
                words = QRectF(left, box.center().y() - self._row / 2, width, self._row)
                painter.fillRect(words, look.color("background"))
                painter.setPen(look.color("muted"))
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, run.text)

    def _paint_differing(self, painter: QPainter) -> None:
        """An unequal sign under each step at which another run was different; one for those that lie too close."""
        painter.setPen(QPen(theme.current().color("trap"), 1.2))
        base, last = self._strip(1).bottom(), -_SMALLEST_MARK
        for step in self._tracks.differing:
            x = self.x_of(step)
            if x - last >= _SMALLEST_MARK:
                last = x
                for y in (base - 3, base):
                    painter.drawLine(QPointF(x - 3, y), QPointF(x + 3, y))
                painter.drawLine(QPointF(x - 2, base + 2), QPointF(x + 2, base - 5))

    def _paint_words(self, painter: QPainter, runs: Between, strip: int) -> None:
        look = theme.current()
        painter.setFont(look.font("code_micro"))
        fills = _Fills()
        for run, box in self._boxes(self._visible(runs), strip):
            if not run.text:
                continue
            current = run.first <= self._step <= run.last
            ground = "selection" if current else "raised"
            box.adjust(0, 2, 0, -2)
            if box.width() <= _NARROW:
                fills.add(ground, box)
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(ground))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(look.color("text" if current else "muted"))
            if painter.fontMetrics().horizontalAdvance(run.text) <= box.width() - 2:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, run.text)
        fills.paint(painter)

    def _paint_marks(self, painter: QPainter) -> None:
        centre = self._strip(1).center().y()
        pitch, origin = self._pitch, self.x_of(0)
        size = round(max(3.0, min(9.0, pitch * 0.72)) * 2) / 2
        scale = self.devicePixelRatioF()
        marks, shown, traps = self._tracks.marks, self._step, set(self._tracks.traps)
        for step in self._drawn_steps():
            name = "trap" if step in traps else MARKS[marks[step]]
            role = "edge" if step > shown and name not in _ALWAYS else MARK_ROLES[name]
            picture = self._pictures.get((name, role, size, scale)) or self._mark(name, role, size, scale)
            painter.drawPixmap(QPointF(origin + step * pitch - _HALF, centre - _HALF), picture)

    def _mark(self, name: str, role: str, size: float, scale: float) -> QPixmap:
        """The shape of a kind of event, drawn once for all its steps."""
        picture = QPixmap(QSize(2 * _HALF, 2 * _HALF) * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(_HALF, _HALF)
            colour = theme.current().color(role)
            painter.setPen(QPen(colour, 1.4))
            painter.setBrush(colour)
            painter.setFont(theme.current().font("code_micro"))
            paint_mark(painter, name, size)
        finally:
            painter.end()
        self._pictures[name, role, size, scale] = picture
        return picture

    def _drawn_steps(self) -> Sequence[int]:
        """The visible steps that get a mark: all while they have room, else one a column and every error and trap."""
        marks = self._tracks.marks
        first, last = max(0, int(self._first)), min(len(marks), int(self._first + self._span) + 1)
        if self._pitch >= _SMALLEST_MARK:
            return range(first, last)
        stride = max(1, int(_SMALLEST_MARK / self._pitch))
        errors = first + np.flatnonzero(marks[first:last] == MARKS.index("error"))
        traps = [step for step in self._tracks.traps if first <= step < last]
        return [*range(first, last, stride), *errors.tolist(), *traps]

    def _paint_head(self, painter: QPainter) -> None:
        look = theme.current()
        last = len(self._tracks.marks) - 1
        strip = self._strip(self._strips - 1)
        label_top = strip.bottom() + 2
        painter.setFont(look.font("code_micro"))
        metrics = painter.fontMetrics()
        height = metrics.height() + 4
        head = self.x_of(max(self._step, 0))
        painter.setPen(look.color("muted"))
        ends = {self.x_of(0): "1", self.x_of(last): f"{last + 1} {self._live_word}"}
        for x, text in ends.items():
            width = metrics.horizontalAdvance(text) + 8
            left = min(max(x - width / 2, _GUTTER), self.width() - width - 2)
            if abs(x - head) > width:
                painter.drawText(QRectF(left, label_top, width, height), Qt.AlignmentFlag.AlignCenter, text)
        if self._step < 0:
            return
        accent = look.color("accent")
        painter.fillRect(QRectF(head - 1, self._strip(1).top() - 2, 2, label_top - self._strip(1).top() + 4), accent)
        text = str(self._step + 1)
        width = metrics.horizontalAdvance(text) + 10
        box = QRectF(min(max(head - width / 2, _GUTTER), self.width() - width - 2), label_top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(look.color("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        # The head gives way to the mark under it.
        row = self._strip(1)
        painter.fillRect(QRectF(head - 6, row.center().y() - 7, 12, 14), look.color("background"))

    # -- gestures -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and len(self._tracks.marks):
            self.step_chosen.emit(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and len(self._tracks.marks):
            step = self.step_at(event.position().x())
            if step != self._step:
                self.step_chosen.emit(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = len(self._tracks.marks)
        turn = event.angleDelta().y() or event.angleDelta().x()
        if not steps or not turn:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._look_closer(0.8 if turn > 0 else 1.25, event.position().x())
        else:
            shift = -self._span * 0.1 if turn > 0 else self._span * 0.1
            self._first = max(0.0, min(steps - self._span, self._first + shift))
        self.update()
        event.accept()

    def _look_closer(self, factor: float, x: float) -> None:
        steps = len(self._tracks.marks)
        under = self._first + (x - _GUTTER) / self._pitch
        share = (under - self._first) / self._span
        self._span = max(min(20.0, steps), min(float(steps), self._span * factor))
        self._first = max(0.0, min(steps - self._span, under - share * self._span))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._tip is not None and len(self._tracks.marks) and event.pos().x() >= _GUTTER:
                QToolTip.showText(event.globalPos(), self._tip(self.step_at(event.pos().x())), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The arrow keys belong to the panel, which knows phases and nodes; Qt hands them on.
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


_MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint_mark(painter: QPainter, name: str, size: float) -> None:
    """Draw the shape of a kind of event around the origin, in the painter's pen and brush."""
    half = size / 2
    hollow = QColor(Qt.GlobalColor.transparent)
    if name == "create":
        painter.drawEllipse(QPointF(0, 0), half * 0.9, half * 0.9)
    elif name == "op":
        painter.drawRect(QRectF(-half * 0.85, -half * 0.85, size * 0.85, size * 0.85))
    elif name == "view":
        painter.setBrush(hollow)
        painter.drawPolygon(QPolygonF([QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]))
    elif name == "inplace":
        painter.drawPolygon(QPolygonF([QPointF(0, -half), QPointF(half, half * 0.8), QPointF(-half, half * 0.8)]))
    elif name == "backward":
        painter.drawPolygon(QPolygonF([QPointF(-half, 0), QPointF(half * 0.8, -half), QPointF(half * 0.8, half)]))
    elif name == "accumulate":
        painter.setPen(QPen(painter.pen().color(), 2))
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0))
        painter.drawLine(QPointF(0, -half), QPointF(0, half))
    elif name == "free":
        painter.setBrush(hollow)
        painter.drawEllipse(QPointF(0, 0), half * 0.85, half * 0.85)
    elif name == "update":
        painter.drawPolygon(_star(size))
    elif name == "error":
        painter.setPen(QPen(painter.pen().color(), 2))
        painter.drawLine(QPointF(-half, -half), QPointF(half, half))
        painter.drawLine(QPointF(-half, half), QPointF(half, -half))
    elif name == "trap":
        painter.setBrush(hollow)
        painter.drawPolygon(QPolygonF([QPointF(0, -half), QPointF(half, half * 0.85), QPointF(-half, half * 0.85)]))
        painter.drawLine(QPointF(0, -half * 0.3), QPointF(0, half * 0.25))
        painter.drawPoint(QPointF(0, half * 0.6))
    elif name == "name":
        painter.drawLine(QPointF(0, -half * 0.6), QPointF(0, half * 0.6))
    else:
        painter.drawText(QRectF(-half * 2, -half * 2, size * 2, size * 2), Qt.AlignmentFlag.AlignCenter, "¶")


def _star(size: float) -> QPolygonF:
    """Five points, one of them up, alternating between an outer and an inner circle."""
    radii = (0.58 * size, 0.25 * size)
    turns = [(math.radians(36 * i), radii[i % 2]) for i in range(10)]
    return QPolygonF([QPointF(radius * math.sin(turn), -radius * math.cos(turn)) for turn, radius in turns])
