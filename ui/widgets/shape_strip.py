"""Shapes written under each other, right-aligned, the way broadcasting reads them.

A size that is really there is a solid box; a 1 that is written in front, or that stretches, is dashed; sizes that clash
are marked with a cross and words. Under them stands the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tensorlab.explain.shapes import Alignment, Axis, Fit, broadcast
from ui import theme
from ui.widgets.focus_ring import paint_focus_ring, shows_focus
from ui.widgets.metrics import row_height

_GAP = 8
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class _Row:
    """One shape: its words left and right, and the text of its boxes, None for no box."""

    name: str
    shape: str
    note: str
    note_role: str


class ShapeStrip(QWidget):
    """Operands and result, a box for each axis. A click on an axis, or the arrow keys, tell which one is meant."""

    axis_clicked = Signal(int)
    """Position of the axis, counted from the right: -1 is the last."""

    WRITTEN, PADDED, COMPARED = range(3)
    """How much is shown: the shapes as they are, with the ones in front, and how each axis fits with the result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._alignment: Alignment = broadcast()
        self._rows: list[_Row] = []
        self._current: int | None = None
        self._stage = self.COMPARED
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)
        self._phrase()

    def set_shapes(self, names: Sequence[str], shapes: Sequence[Sequence[int]]) -> None:
        """Show how these operands broadcast."""
        self.set_alignment(names, broadcast(*shapes))

    def set_alignment(self, names: Sequence[str], alignment: Alignment) -> None:
        """Show an alignment that is already known, such as a matrix product's."""
        self._names = tuple(names)
        self._alignment = alignment
        self._current = None
        self._phrase()
        self._restyle()

    def set_stage(self, stage: int) -> None:
        """Show no more than what is known at this stage of reading the shapes."""
        self._stage = stage
        self._phrase()
        self._restyle()

    def notes(self) -> list[str]:
        """The words beside each row: what is padded, stretched, or clashes; last, those of the result."""
        return [row.note for row in self._rows]

    def box_rect(self, row: int, position: int) -> QRect:
        """Where the box of an axis is drawn; ``row`` counts operands, the result is the last."""
        count = len(self._alignment.axes)
        width = self._box_width()
        left = self._boxes_left() + (count + position) * (width + _GAP)
        return QRect(left, row * self._line() + 3, width, self._line() - 6)

    # -- words ---------------------------------------------------------------------------------------------------------

    def _phrase(self) -> None:
        rows = []
        for operand, name in enumerate(self._names):
            note, role = self._note(operand)
            rows.append(_Row(name, str(self._alignment.shapes[operand]), note, role))
        result, clash = self._alignment.result, self._alignment.clash
        if not self._names:
            self._rows = []
        elif self._stage < self.COMPARED:
            self._rows = [*rows, _Row("", "", "", "text")]
        elif clash is None:
            self._rows = [*rows, _Row(self.tr("result"), "", str(result), "text")]
        else:
            self._rows = [*rows, _Row(self.tr("result"), "", self._clash_words(clash), "error_text")]
        spoken = [" ".join(filter(None, (row.name, row.shape, row.note))) for row in self._rows]
        self.setAccessibleName(self.tr("Shapes, aligned from the right"))
        self.setAccessibleDescription("; ".join(spoken))

    def _note(self, operand: int) -> tuple[str, str]:
        """What happens to an operand, in a few words, and their role of colour."""
        fits = [(axis, axis.fits[operand]) for axis in self._alignment.axes]
        if self._stage < self.COMPARED:
            ones = sum(fit is Fit.PADDED for _, fit in fits) if self._stage == self.PADDED else 0
            return self._padded_words(ones), "muted"
        if any(fit is Fit.CLASH for _, fit in fits):
            axis = next(axis for axis, fit in reversed(fits) if fit is Fit.CLASH)
            return self.tr("✗ {size} does not fit").format(size=axis.sizes[operand]), "error_text"
        ones = sum(fit is Fit.PADDED for _, fit in fits)
        stretched = self._alignment.stretched(operand)
        if not stretched:
            return self._padded_words(ones), "muted"
        sizes = ", ".join(f"1→{self._alignment.axes[position].result}" for position in stretched)
        words = self.tr("{ones} padded, {sizes} stretches") if ones else self.tr("{sizes} stretches")
        return words.format(ones=_ones(ones), sizes=sizes), "accent"

    def _padded_words(self, count: int) -> str:
        return self.tr("{ones} padded on the left").format(ones=_ones(count)) if count else ""

    def _clash_words(self, clash: Axis) -> str:
        sizes = sorted(
            {size for size, fit in zip(clash.sizes, clash.fits, strict=True) if fit is Fit.CLASH and size is not None}
        )
        if len(sizes) < 2:
            return self.tr("✗ the shapes do not fit")
        return self.tr("✗ {one} meets {other} on axis {axis}").format(
            one=sizes[0], other=sizes[-1], axis=clash.position
        )

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _line(self) -> int:
        return row_height(theme.current().font("code")) + 6

    def _name_width(self) -> int:
        metrics = QFontMetrics(theme.current().font("control_strong"))
        names = [row.name for row in self._rows] + [self.tr("result")]
        return max(metrics.horizontalAdvance(name) for name in names) + 8

    def _boxes_left(self) -> int:
        """The shapes are written out, too, where there is room for all: the boxes say the same."""
        return self._name_width() + 16 + (self._shapes_width() if self.width() >= self.sizeHint().width() else 0)

    def _shapes_width(self) -> int:
        shapes = QFontMetrics(theme.current().font("code_small"))
        return max((shapes.horizontalAdvance(row.shape) for row in self._rows), default=0)

    def _box_width(self) -> int:
        metrics = QFontMetrics(theme.current().font("code"))
        sizes = [size for axis in self._alignment.axes for size in (*axis.sizes, axis.result) if size is not None]
        longest = max((metrics.horizontalAdvance(str(size)) for size in sizes), default=0)
        return max(longest + 16, metrics.horizontalAdvance("000") + 10)

    def _notes_left(self) -> int:
        return self._boxes_left() + len(self._alignment.axes) * (self._box_width() + _GAP) + 4

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("label"))
        notes = max((metrics.horizontalAdvance(row.note) for row in self._rows), default=0)
        return QSize(self._least() + self._shapes_width() + notes + 16, len(self._rows) * self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least(), self.sizeHint().height())

    def _least(self) -> int:
        """Names and boxes."""
        return self._name_width() + 16 + len(self._alignment.axes) * (self._box_width() + _GAP)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, row in enumerate(self._rows):
                self._paint_words(painter, number, row)
                for axis in self._alignment.axes:
                    self._paint_box(painter, number, axis)
            if shows_focus(self) and self._current is not None:
                column = self.box_rect(0, self._current).united(self.box_rect(len(self._rows) - 1, self._current))
                paint_focus_ring(painter, QRectF(column).adjusted(-3, -3, 3, 3), 6)
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter, number: int, row: _Row) -> None:
        look = theme.current()
        top, height = number * self._line(), self._line()
        painter.setFont(look.font("control_strong" if number < len(self._names) else "control"))
        painter.setPen(look.color("text"))
        painter.drawText(QRect(0, top, self._boxes_left(), height), _LEFT, row.name)
        painter.setFont(look.font("code_small"))
        painter.setPen(look.color("muted"))
        if self._boxes_left() > self._name_width() + 16:
            painter.drawText(QRect(self._name_width(), top, self._boxes_left(), height), _LEFT, row.shape)
        painter.setFont(look.font("code_small" if row.note_role == "text" else "label"))
        painter.setPen(look.color(row.note_role))
        room = QRect(self._notes_left(), top, max(0, self.width() - self._notes_left()), height)
        note = painter.fontMetrics().elidedText(row.note, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, _LEFT, note)

    def _paint_box(self, painter: QPainter, number: int, axis: Axis) -> None:
        look = theme.current()
        box = QRectF(self.box_rect(number, axis.position)).adjusted(0.5, 0.5, -0.5, -0.5)
        if number == len(self._names):
            if self._stage == self.COMPARED:
                self._paint_result(painter, box, axis)
            return
        fit, size = axis.fits[number], axis.sizes[number]
        ghost = fit is Fit.PADDED
        if ghost and self._stage == self.WRITTEN:
            return
        if not ghost and self._stage < self.COMPARED:
            fit = Fit.EQUAL
        border = {Fit.PADDED: "muted", Fit.STRETCHED: "accent", Fit.CLASH: "error"}.get(fit, "border")
        pen = QPen(look.color(border), 1.5 if fit in (Fit.STRETCHED, Fit.CLASH) else 1)
        if ghost or fit is Fit.STRETCHED:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush if ghost else look.color("error_tint" if fit is Fit.CLASH else "raised"))
        painter.drawRoundedRect(box, 4, 4)
        font = QFont(look.font("code"))
        font.setBold(not ghost)
        painter.setFont(font)
        painter.setPen(look.color("muted" if ghost else "error_text" if fit is Fit.CLASH else "text"))
        painter.drawText(box, _MIDDLE, "1" if size is None else str(size))

    def _paint_result(self, painter: QPainter, box: QRectF, axis: Axis) -> None:
        look = theme.current()
        painter.setPen(QPen(look.color("error" if axis.clashes else "border"), 1))
        painter.setBrush(look.color("error_tint" if axis.clashes else "computed_tint"))
        painter.drawRoundedRect(box, 4, 4)
        font = QFont(look.font("code"))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(look.color("error_text" if axis.clashes else "text"))
        painter.drawText(box, _MIDDLE, "✗" if axis.clashes else str(axis.result))

    # -- gestures ------------------------------------------------------------------------------------------------------

    def _position_at(self, point: QPoint) -> int | None:
        return next(
            (
                axis.position
                for axis in self._alignment.axes
                for row in range(len(self._rows))
                if self.box_rect(row, axis.position).contains(point)
            ),
            None,
        )

    def _go(self, position: int) -> None:
        self._current = position
        self.update()
        self.axis_clicked.emit(position)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        position = self._position_at(event.position().toPoint())
        if position is not None:
            self._go(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rank = len(self._alignment.axes)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not rank:
            super().keyPressEvent(event)
        elif self._current is None:
            self._go(-1 if step < 0 else -rank)
        else:
            self._go(max(-rank, min(self._current + step, -1)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._phrase()
            self._restyle()
        super().changeEvent(event)


def _ones(count: int) -> str:
    return ", ".join(["1"] * count)
