"""All types in their categories, one row each from bool up to complex: those that met are framed, the result filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tensorlab.explain.promotion import LADDER, Category, category
from ui import theme
from ui.widgets.focus_ring import paint_focus_ring, shows_focus

_GAP = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TypeLadder(QWidget):
    """A click on a type, or Enter on it, takes it for the operand that is being chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operands: tuple[str, ...] = ()
        self._result = ""
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self._restyle)
        self._phrase()

    def set_types(self, operands: Sequence[str], result: str) -> None:
        """Show which types met and what came out."""
        self._operands, self._result = tuple(operands), result
        self._phrase()
        self._restyle()

    def rect_of(self, dtype: str) -> QRect:
        """Where a type stands."""
        return self._rects(self.width())[dtype]

    def _phrase(self) -> None:
        self._words = {
            Category.BOOL: self.tr("truth"),
            Category.INTEGER: self.tr("whole numbers"),
            Category.FLOAT: self.tr("floating point"),
            Category.COMPLEX: self.tr("complex"),
        }
        self.setAccessibleName(self.tr("Types from those that give way to those that stay"))
        told = self.tr("{operands} give {result}").format(operands=", ".join(self._operands), result=self._result)
        self.setAccessibleDescription(told if self._result else "")

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _line(self) -> int:
        return QFontMetrics(theme.current().font("code_small")).height() + 8

    def _words_width(self) -> int:
        metrics = QFontMetrics(theme.current().font("label"))
        return max(metrics.horizontalAdvance(words) for words in self._words.values()) + 10

    def _rects(self, width: int) -> dict[str, QRect]:
        metrics = QFontMetrics(theme.current().font("code_small"))
        rects: dict[str, QRect] = {}
        y = 0
        for family in reversed(Category):
            x = left = self._words_width()
            for dtype in (one for one in LADDER if category(one) is family):
                wide = metrics.horizontalAdvance(dtype) + 12
                if x > left and x + wide > width:
                    x, y = left, y + self._line() + _GAP
                rects[dtype] = QRect(x, y, wide, self._line())
                x += wide + _GAP
            y += self._line() + _GAP + 2
        return rects

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(box.bottom() for box in self._rects(width).values()) + 3

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._words_width() + 90, self.heightForWidth(self.width()))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            told: set[Category] = set()
            for dtype, box in self._rects(self.width()).items():
                if category(dtype) not in told:
                    told.add(category(dtype))
                    painter.setFont(look.font("label"))
                    painter.setPen(look.color("muted"))
                    painter.drawText(QRect(0, box.top(), box.left(), box.height()), _LEFT, self._words[category(dtype)])
                self._paint_type(painter, dtype, QRectF(box))
            if shows_focus(self):
                box = self._rects(self.width())[LADDER[self._current]]
                paint_focus_ring(painter, QRectF(box).adjusted(-2, -2, 2, 2), 5)
        finally:
            painter.end()

    def _paint_type(self, painter: QPainter, dtype: str, box: QRectF) -> None:
        look = theme.current()
        met, is_result = dtype in self._operands, dtype == self._result
        painter.setPen(QPen(look.color("accent" if met else "border"), 2 if met else 1))
        painter.setBrush(look.color("computed_tint") if is_result else look.color("raised"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        font = QFont(look.font("code_small"))
        font.setBold(is_result)
        font.setUnderline(is_result)
        painter.setFont(font)
        painter.setPen(look.color("text" if met or is_result else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, dtype)

    # -- gestures ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        found = next((dtype for dtype, box in self._rects(self.width()).items() if box.contains(point)), None)
        if found is not None:
            self._current = LADDER.index(found)
            self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._current = max(0, min(self._current + step, len(LADDER) - 1))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(LADDER[self._current])
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._phrase()
            self._restyle()
        super().changeEvent(event)
