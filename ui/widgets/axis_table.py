"""How shapes meet, an axis in each line: for more axes than can be drawn as cells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from tensorlab.explain.shapes import Alignment, Axis, broadcast
from ui.widgets.label import Label


class AxisTable(QWidget):
    """Each axis with the size of every operand, that of the result, and what becomes of those of size 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._alignment = broadcast()
        self._is_backward = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)

    def show_alignment(self, names: Sequence[str], alignment: Alignment, is_backward: bool) -> None:
        """Show how these meet, or over which axes their gradients are summed."""
        self._names, self._alignment, self._is_backward = tuple(names), alignment, is_backward
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        result = QCoreApplication.translate("ShapeStrip", "result")
        head = [self.tr("axis"), *self._names, result, ""]
        self._write(0, [(text, "label", "muted") for text in head])
        for row, axis in enumerate(self._alignment.axes, 1):
            sizes = [("1", "code", "muted") if size is None else (str(size), "code", "text") for size in axis.sizes]
            place = (f"−{-axis.position}", "code_small", "muted")
            outcome = ("✗" if axis.result is None else str(axis.result), "code", "text")
            said = (self._words(axis), "label", "error_text" if axis.clashes else "accent")
            self._write(row, [place, *sizes, outcome, said])
        self._grid.setColumnStretch(self._grid.columnCount() - 1, 1)

    def _write(self, row: int, cells: Sequence[tuple[str, str, str]]) -> None:
        for column, (text, font, role) in enumerate(cells):
            last = column == len(cells) - 1
            side = Qt.AlignmentFlag.AlignLeft if last else Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(Label(text, font, role), row, column, side | Qt.AlignmentFlag.AlignVCenter)

    def _words(self, axis: Axis) -> str:
        if axis.clashes:
            return self.tr("does not fit")
        axes_of = self._alignment.summed if self._is_backward else self._alignment.stretched
        names = ", ".join(name for number, name in enumerate(self._names) if axis.position in axes_of(number))
        if not names:
            return ""
        words = self.tr("summed for {names}") if self._is_backward else self.tr("{names}: 1 → {size}")
        return words.format(names=names, size=axis.result)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)
