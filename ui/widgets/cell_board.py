"""Small tensors cell by cell, joined by signs; pointing at a cell lights what it is made of and what it goes into.

Cells that are really there are solid, those that are only read again dashed, results tinted, so that nothing is told by
colour alone. Blocks wrap like words, so a narrow dock shows them below each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.boards import Arrow, Block, Cell, Look
from ui.widgets.board_geometry import ARROW, GAP, Placed, lay_out, sign_width
from ui.widgets.focus_ring import paint_focus_ring, shows_focus
from ui.widgets.heatmap import wants_white_ink

_NARROWEST_CAPTION = 14
"""Digits that a caption always has room for."""
_NOWHERE = (-1, -1)


class CellBoard(QWidget):
    """Blocks of cells. Point at one, or walk with the arrow keys (Page keys go to another block)."""

    pointed = Signal(int, int)
    """Block and cell that is pointed at; (-1, -1) for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: list[Block] = []
        self._arrows: list[Arrow] = []
        self._placed: list[Placed] = []
        self._lit: frozenset[int] = frozenset()
        self._current = _NOWHERE
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self._restyle)

    def show_blocks(self, blocks: Sequence[Block], arrows: Sequence[Arrow] = ()) -> None:
        """Draw these from now on."""
        self._blocks = list(blocks)
        self._arrows = list(arrows)
        self._lit = frozenset()
        self._current = _NOWHERE
        self.setAccessibleDescription("; ".join(block.caption for block in blocks))
        self._restyle()

    def blocks(self) -> list[Block]:
        """What is drawn."""
        return self._blocks

    def lit(self) -> frozenset[int]:
        """The keys whose cells are lit."""
        return self._lit

    def point_at(self, block: int, cell: int) -> None:
        """Light what belongs to a cell, as if the pointer were on it; a block of -1 puts all lights out."""
        known = 0 <= block < len(self._blocks) and 0 <= cell < len(self._blocks[block].cells)
        place = (block, cell) if known else _NOWHERE
        if place == self._current:
            return
        self._current = place
        self._lit = self._blocks[block].cells[cell].keys if known else frozenset()
        self.update()
        self.pointed.emit(*place)

    def cell_rect(self, block: int, cell: int) -> QRect:
        """Where a cell is drawn."""
        return self._placed[block].cells[cell]

    # -- geometry ------------------------------------------------------------------------------------------------------

    def _cell(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("code_small"))
        words = [cell.text for block in self._blocks for cell in block.cells]
        words += [header for block in self._blocks for header in block.headers]
        longest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return QSize(max(longest + 8, metrics.height() + 8), metrics.height() + 6)

    def _narrowest(self) -> int:
        return QFontMetrics(theme.current().font("label")).horizontalAdvance("0") * _NARROWEST_CAPTION

    def _caption(self, block: Block, alone: bool, cell: QSize, width: int) -> QSize:
        if not block.caption:
            return QSize(0, 0)
        metrics = QFontMetrics(theme.current().font("label"))
        room = max(self._narrowest(), min(width, block.grid[2] * (cell.width() + GAP)))
        if alone:
            room = max(room, width)
        words = metrics.boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, block.caption)
        return QSize(min(words.width() + 2, room), words.height() + 4)

    def _lay_out(self, width: int) -> list[Placed]:
        cell = self._cell()
        ends = {at - 1 for at, block in enumerate(self._blocks) if block.new_line} | {len(self._blocks) - 1}
        alone = [at in ends and (not at or block.new_line) for at, block in enumerate(self._blocks)]
        captions = [self._caption(block, one, cell, width) for block, one in zip(self._blocks, alone, strict=True)]
        # Captions of one height in a row, so that the cells below them stand in line.
        tallest = max((caption.height() for caption in captions), default=0)
        rows = [
            caption if one else QSize(caption.width(), tallest) for caption, one in zip(captions, alone, strict=True)
        ]
        return lay_out(self._blocks, cell, width, rows)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        ends = zip(self._lay_out(width), self._blocks, strict=True)
        return max((placed.outline.bottom() + 4 + block.room_below * ARROW for placed, block in ends), default=0)

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        cell = self._cell()
        widest = max(
            (block.grid[2] * (cell.width() + GAP) for block in self._blocks if block.grid[:2] != (1, 1)), default=0
        )
        return QSize(max(widest + sign_width(cell), self._narrowest()), 0)

    def _restyle(self) -> None:
        self._placed = self._lay_out(self.width())
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._placed = self._lay_out(self.width())
        super().resizeEvent(event)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (block, placed) in enumerate(zip(self._blocks, self._placed, strict=True)):
                self._paint_words(painter, block, placed)
                for at, (cell, box) in enumerate(zip(block.cells, placed.cells, strict=True)):
                    if cell.look is not Look.HIDDEN:
                        self._paint_cell(painter, cell, QRectF(box))
                        self._paint_light(painter, cell, QRectF(box), (number, at) == self._current)
            for arrow in sorted(self._arrows, key=lambda arrow: -arrow.depth):
                self._paint_arrow(painter, arrow)
            if shows_focus(self) and self._current == _NOWHERE:
                paint_focus_ring(painter, QRectF(self.rect()), 4)
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter, block: Block, placed: Placed) -> None:
        look = theme.current()
        painter.setPen(look.color("muted"))
        painter.setFont(look.font("label"))
        # Words stand at the bottom of their room, next to the cells.
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(placed.caption.adjusted(0, 0, 0, -3), flags, block.caption)
        painter.setFont(look.font("control"))
        painter.drawText(placed.sign, Qt.AlignmentFlag.AlignCenter, block.sign)
        painter.setFont(look.font("code_micro"))
        for header, box in zip(block.headers, placed.headers, strict=False):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, header)

    def _paint_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        look = theme.current()
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        fill, ink = self._colours(cell)
        pen = QPen(look.color(_BORDERS.get(cell.look, "border")), 1)
        if cell.look is Look.GHOST:
            pen.setDashPattern([2, 2])
        if cell.look is Look.PICKED:
            pen.setWidth(2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
        painter.drawRoundedRect(box, 3, 3)
        font = QFont(look.font("code_small"))
        font.setBold(cell.look in (Look.RESULT, Look.PICKED))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.text)

    def _colours(self, cell: Cell) -> tuple[QColor | None, QColor]:
        look = theme.current()
        if cell.tint is not None and cell.look is not Look.GHOST:
            table = look.heat("data")
            step = int(cell.tint * 255)
            white = bool(wants_white_ink(table[step : step + 1])[0])
            red, green, blue = (int(part) for part in table[step])
            return QColor(red, green, blue), QColor(Qt.GlobalColor.white if white else Qt.GlobalColor.black)
        fills = {
            Look.GHOST: None,
            Look.RESULT: look.color("computed_tint"),
            Look.GRADIENT: look.color("gradient_tint"),
            Look.PICKED: look.color("computed_tint"),
        }
        fill = fills.get(cell.look, look.color("raised"))
        return fill, look.color("muted" if cell.look is Look.GHOST else "text")

    def _paint_light(self, painter: QPainter, cell: Cell, box: QRectF, current: bool) -> None:
        if not (self._lit & cell.keys):
            return
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("background"), 4))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QPen(look.color("focus"), 2.5 if current else 2))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_arrow(self, painter: QPainter, arrow: Arrow) -> None:
        cells = self._placed[arrow.block].cells
        if not (0 <= arrow.start < len(cells) and arrow.end < len(cells)):
            return
        first, last = QRectF(cells[arrow.start]), QRectF(cells[arrow.end])
        if first.top() != last.top():
            return  # the strip goes on in another line
        look = theme.current()
        painter.setPen(QPen(look.color("accent"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        level = first.bottom() + (arrow.depth + 1) * ARROW - 7
        x, y, end = first.center().x(), first.bottom() + 2, last.center().x() - 3 * arrow.depth
        painter.drawPolyline([QPointF(x, y), QPointF(x, level), QPointF(end, level), QPointF(end, y + 1)])
        painter.drawPolyline([QPointF(end - 3, y + 4), QPointF(end, y + 1), QPointF(end + 3, y + 4)])
        painter.setFont(look.font("code_micro"))
        painter.setPen(look.color("text"))
        words = QRectF(end + 5, level - 8, painter.fontMetrics().horizontalAdvance(arrow.text) + 2, 14)
        # An arrow further out crosses the words, which are to be read all the same.
        painter.fillRect(words, look.color("surface"))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, arrow.text)

    # -- gestures ------------------------------------------------------------------------------------------------------

    def _at(self, point: QPoint) -> tuple[int, int]:
        for number, placed in enumerate(self._placed):
            for at, box in enumerate(placed.cells):
                if box.contains(point):
                    return number, at
        return _NOWHERE

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(*self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(*_NOWHERE)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.point_at(*_NOWHERE)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number, at = self._current if self._current != _NOWHERE else (len(self._blocks) - 1, 0)
        if not self._blocks:
            super().keyPressEvent(event)
            return
        block = self._blocks[number]
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (0, -max(1, block.grid[2])),
            Qt.Key.Key_Down: (0, max(1, block.grid[2])),
            Qt.Key.Key_PageUp: (-1, 0),
            Qt.Key.Key_PageDown: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._current == _NOWHERE:
            self.point_at(number, 0)
        elif step[0]:
            self.point_at((number + step[0]) % len(self._blocks), 0)
        else:
            self.point_at(number, max(0, min(at + step[1], len(block.cells) - 1)))


_BORDERS = {Look.GHOST: "muted", Look.PICKED: "accent", Look.GRADIENT: "gradient"}
