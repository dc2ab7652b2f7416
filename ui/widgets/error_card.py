"""What went wrong, why, and what to try: a card in the place where one looks, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.button import Button, CodeButton
from ui.widgets.chip import OperandChip
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label, with_code
from ui.widgets.link import Link
from ui.widgets.metrics import icon_size, row_height

_BAR = 3


class Level(Enum):
    """An error stopped the program; a trap is legal and probably not meant."""

    ERROR = "error"
    TRAP = "trap"


@dataclass(frozen=True)
class Fix:
    """Code to write, and the shape that comes of it (or nothing); or, in plain words, a change of several lines."""

    text: str
    outcome: str = ""
    is_code: bool = True
    hint: str = ""


class ErrorCard(QWidget):
    """Title in plain words, where, who took part, why in one sentence, the exact text, and what to try."""

    fix_chosen = Signal(int)
    """The place of a fix among those that are shown."""
    operand_chosen = Signal(int)
    """The place of an operand among those that are shown."""
    picture_wanted = Signal()
    """The reader wants to see the operands drawn."""
    place_chosen = Signal(int)
    """The place of a line among those that are shown."""
    muting_chosen = Signal(int)
    """The place of a way to hear no more of it."""
    show_moment = Signal()
    """The reader wants to see the step at which it happened."""

    def __init__(self, level: Level = Level.ERROR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self._words = "", ""
        self._title = Label("", "card_title")
        self._moment = Link()
        self._facts = QWidget()
        self._fact_row = FlowLayout(self._facts, 8)
        self._why_word = Label("", "control", "muted")
        self._why = Label("", "control")
        self._exact = Label("", "code_micro", "muted")
        self._try_word = Label("", "control", "muted")
        self._fixes = QWidget()
        self._fix_row = FlowLayout(self._fixes, 4)
        self._mutings = QWidget()
        self._muting_row = FlowLayout(self._mutings, 16)
        self._arrange()
        self._moment.clicked.connect(self.show_moment)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()
        self.set_facts()
        self.set_mutings()

    def _arrange(self) -> None:
        for label in (self._title, self._why, self._exact):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setTextFormat(Qt.TextFormat.PlainText if label is self._exact else Qt.TextFormat.RichText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._moment, 0, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.addLayout(head, 0, 0, 1, 2)
        self._grid.addWidget(self._facts, 1, 0, 1, 2)
        self._grid.addWidget(self._why_word, 2, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._why, 2, 1)
        self._grid.addWidget(self._exact, 3, 0, 1, 2)
        self._grid.addWidget(self._try_word, 4, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._fixes, 4, 1)
        self._grid.addWidget(self._mutings, 5, 1)
        self._grid.setRowStretch(6, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_error(self, title: str, why: str = "", exact: str = "", fixes: Sequence[Fix] = ()) -> None:
        """Tell of this error; parts that are empty take no room."""
        self._words = title, why
        self._write()
        self._exact.setText(exact)
        self._why_word.setVisible(bool(why))
        self._why.setVisible(bool(why))
        self._exact.setVisible(bool(exact))
        self._try_word.setVisible(bool(fixes))
        self._fixes.setVisible(bool(fixes))
        self._fix_row.clear()
        for place, fix in enumerate(fixes):
            button = self._button(fix)
            button.clicked.connect(lambda _=False, place=place: self.fix_chosen.emit(place))
            self._fix_row.addWidget(button)
        self.setAccessibleName(title.replace("`", ""))
        self.setAccessibleDescription(why.replace("`", ""))

    @staticmethod
    def _button(fix: Fix) -> Button:
        if fix.is_code:
            return CodeButton(fix.text, fix.outcome, fix.hint)
        button = Button(fix.text)
        button.setToolTip(fix.hint)
        return button

    def set_facts(
        self, places: Sequence[str] = (), operands: Sequence[tuple[str, str]] = (), picture: str = ""
    ) -> None:
        """Lines of code as links, (name, shape and type) of who took part as chips, and a way to see them drawn."""
        self._fact_row.clear()
        for number, text in enumerate(places):
            link = Link(text, side=0)
            link.clicked.connect(lambda _=False, number=number: self.place_chosen.emit(number))
            self._fact_row.addWidget(link)
        for number, (name, told) in enumerate(operands):
            chip = OperandChip(name, told)
            chip.clicked.connect(lambda _=False, number=number: self.operand_chosen.emit(number))
            self._fact_row.addWidget(chip)
        if picture:
            link = Link(picture, side=0)
            link.clicked.connect(self.picture_wanted)
            self._fact_row.addWidget(link)
        self._facts.setVisible(bool(places or operands))

    def set_mutings(self, ways: Sequence[str] = ()) -> None:
        """Ways to hear no more of it, as links."""
        self._muting_row.clear()
        for number, text in enumerate(ways):
            link = Link(text, side=0)
            link.clicked.connect(lambda _=False, number=number: self.muting_chosen.emit(number))
            self._muting_row.addWidget(link)
        self._mutings.setVisible(bool(ways))

    def set_moment_known(self, known: bool) -> None:
        """Whether there is a step to show."""
        self._moment.setVisible(known)

    def title(self) -> str:
        """The sentence, code between back ticks."""
        return self._words[0]

    def _write(self) -> None:
        title, why = self._words
        self._title.setText(with_code(title, "card_title"))
        self._why.setText(with_code(why, "control"))

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
        self._write()
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
