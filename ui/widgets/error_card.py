"""What went wrong, why, and what to try: a card in the place where one looks, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.button import CodeButton
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.metrics import icon_size, row_height

_BAR = 3


class Level(Enum):
    """An error stopped the program; a trap is legal and probably not meant."""

    ERROR = "error"
    TRAP = "trap"


@dataclass(frozen=True)
class Fix:
    """A line that would work, and the shape that comes of it (or nothing)."""

    code: str
    outcome: str = ""


class ErrorCard(QWidget):
    """Title in plain words, why in one sentence, the exact text, and up to three fixes."""

    fix_chosen = Signal(str)
    """The code of a fix."""
    show_moment = Signal()
    """The reader wants to see the step at which it happened."""

    def __init__(self, level: Level = Level.ERROR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self._title = Label("", "card_title")
        self._moment = Link()
        self._why_word = Label("", "control", "muted")
        self._why = Label("", "control")
        self._exact = Label("", "code_micro", "muted")
        self._try_word = Label("", "control", "muted")
        self._fixes = QWidget()
        self._fix_row = FlowLayout(self._fixes, 4)
        self._arrange()
        self._moment.clicked.connect(self.show_moment)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()

    def _arrange(self) -> None:
        for label in (self._title, self._why, self._exact):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._moment, 0, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(head, 0, 0, 1, 2)
        self._grid.addWidget(self._why_word, 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._why, 1, 1)
        self._grid.addWidget(self._exact, 2, 0, 1, 2)
        self._grid.addWidget(self._try_word, 3, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._fixes, 3, 1)
        self._grid.setRowStretch(4, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_error(self, title: str, why: str = "", exact: str = "", fixes: Sequence[Fix] = ()) -> None:
        """Tell of this error; parts that are empty take no room."""
        self._title.setText(title)
        self._why.setText(why)
        self._exact.setText(exact)
        self._why_word.setVisible(bool(why))
        self._why.setVisible(bool(why))
        self._exact.setVisible(bool(exact))
        self._try_word.setVisible(bool(fixes))
        self._fixes.setVisible(bool(fixes))
        self._fix_row.clear()
        for fix in fixes:
            button = CodeButton(fix.code, fix.outcome)
            button.clicked.connect(lambda _=False, code=fix.code: self.fix_chosen.emit(code))
            self._fix_row.addWidget(button)
        self.setAccessibleName(title)
        self.setAccessibleDescription(why)

    def set_moment_known(self, known: bool) -> None:
        """Whether there is a step to show."""
        self._moment.setVisible(known)

    def title(self) -> str:
        return self._title.text()

    def _retranslate(self) -> None:
        self._moment.setText(self.tr("Show the moment ›"))
        self._why_word.setText(self.tr("Why"))
        self._try_word.setText(self.tr("Try"))

    def _restyle(self) -> None:
        left = _BAR + 12 + icon_size(theme.current().font("control")) + 8
        self._grid.setContentsMargins(left, 8, 12, 8)
        # Title and link stand on one line, though the link is as high as a button.
        lift = (row_height(theme.current().font("control")) - self._title.fontMetrics().height()) // 2
        self._title.setContentsMargins(0, max(0, lift), 0, 0)
        # As high as a button, so that the word stands beside the first line of them.
        self._try_word.setFixedHeight(row_height(theme.current().font("control")) + 4)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        role = self._level.value
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), look.color(f"{role}_tint"))
            painter.fillRect(0, 0, _BAR, self.height(), look.color(role))
            size = icon_size(look.font("control"))
            middle = self._title.y() + self._title.contentsMargins().top() + self._title.fontMetrics().height() / 2
            paint_glyph(painter, self._level, QRectF(_BAR + 12, middle - size / 2, size, size))
        finally:
            painter.end()


def paint_glyph(painter: QPainter, level: Level, box: QRectF) -> None:
    """A circled cross for an error, a triangle with its mark for a trap."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    pen = QPen(theme.current().color(level.value), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if level is Level.ERROR:
        painter.drawEllipse(QRectF(2.5, 2.5, 11, 11))
        painter.drawLine(6, 6, 10, 10)
        painter.drawLine(10, 6, 6, 10)
    else:
        painter.drawPolygon([QPointF(8, 2.5), QPointF(14, 13), QPointF(2, 13)])
        painter.drawLine(QPointF(8, 6.5), QPointF(8, 9.5))
        painter.drawPoint(QPointF(8, 11.3))
    painter.restore()
