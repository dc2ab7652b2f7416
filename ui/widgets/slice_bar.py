"""Which two axes of a tensor are shown, and where the others are held: a row for each axis.

Where there is little room, the rows become chips in a line. Roles are remembered for each rank, so that going from one
tensor to another of equal rank changes nothing; several bars may share one memory.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from ui import theme
from ui.models.selection import Role, Selection
from ui.widgets.axis_chip import AxisChip
from ui.widgets.axis_row import EXACT, LENGTH, NUMBER, PLAY, POSITION, ROLE, AxisRow
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.label import Label
from ui.widgets.metrics import row_height

_FEWEST_LETTERS = 84
"""Digits that have room beside each other where a row for each axis has, too."""


class SliceBar(QWidget):
    """Choose a look at a tensor of any rank; the look is also shown as one would type it."""

    selection_changed = Signal(object)
    """The :class:`~ui.models.selection.Selection` that the user made."""

    def __init__(self, memory: dict[int, Selection] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = "x"
        self._selection = Selection.of(())
        self._of_rank: dict[int, Selection] = {} if memory is None else memory
        self._rows: list[AxisRow | AxisChip] = []
        self._is_short = False
        self._is_compact = False
        self._headings = [Label("", "label", "muted") for _ in range(4)]
        self._code = Label("", "code")
        self._sole = Label("", "control", "muted")
        self._arrange()
        self._retranslate()
        self._show()
        theme.manager().changed.connect(self._fit)

    def _arrange(self) -> None:
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._full = QWidget()
        self._grid = QGridLayout(self._full)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(POSITION, 1)
        for heading, column in zip(self._headings, (NUMBER, LENGTH, ROLE, POSITION), strict=True):
            self._grid.addWidget(heading, 0, column)
        self._headings[LENGTH].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnMinimumWidth(EXACT, 72)
        self._grid.addWidget(self._sole, 0, NUMBER, 1, POSITION)
        self._chips = QWidget()
        self._line = FlowLayout(self._chips)
        down = QVBoxLayout(self)
        down.setContentsMargins(16, 4, 16, 8)
        down.setSpacing(0)
        down.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        down.addWidget(self._full)
        down.addWidget(self._chips)
        self._place_code()

    def _place_code(self) -> None:
        """The part that is shown, as code: over the positions, or behind the chips."""
        if self._is_compact:
            self._line.addWidget(self._code)
        else:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(self._code, 0, POSITION, 1, PLAY - POSITION + 1, right)
        self._full.setVisible(not self._is_compact)
        self._chips.setVisible(self._is_compact)

    # -- room ----------------------------------------------------------------------------------------------------------

    def set_short(self, short: bool) -> None:
        """Whether there is little room above and below; little room beside is seen from here."""
        self._is_short = short
        self._fit()

    def full_height(self) -> int:
        """What a row for each axis takes."""
        row = row_height(theme.current().font("control")) + 8
        return row * (len(self._selection.shape) + 1) + 12

    @property
    def is_compact(self) -> bool:
        return self._is_compact

    def _fit(self) -> None:
        letters = QFontMetrics(theme.current().font("control")).horizontalAdvance("0") * _FEWEST_LETTERS
        rank = len(self._selection.shape)
        compact = rank > 0 and (self._is_short or self.width() < letters)
        if compact != self._is_compact:
            self._is_compact = compact
            self._make_rows(rank)
            self._show()
        if compact:
            self._chips.setFixedHeight(self._line.heightForWidth(max(1, self.width() - 32)))

    def minimumSizeHint(self) -> QSize:
        """It is never in the way of a narrower window, where chips take the place of rows."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def set_tensor(self, name: str, shape: Sequence[int]) -> None:
        """Show the axes of another tensor, in the roles that its rank had last; nothing is emitted."""
        self._name = name
        remembered = self._of_rank.get(len(shape))
        self._selection = Selection.of(shape) if remembered is None else remembered.on(shape)
        self._show()

    def selection(self) -> Selection:
        """What is chosen now."""
        return self._selection

    def set_selection(self, selection: Selection) -> None:
        """Show a selection that comes from elsewhere; nothing is emitted."""
        self._selection = selection
        self._show()

    def code(self) -> str:
        """The selection as one would type it."""
        return self._code.text()

    def _show(self) -> None:
        selection = self._selection
        rank = len(selection.shape)
        self._of_rank[rank] = selection
        if len(self._rows) != rank:
            self._make_rows(rank)
        for row, length, role, position in zip(
            self._rows, selection.shape, selection.roles, selection.positions, strict=True
        ):
            row.show_axis(length, role, position)
        for heading in self._headings:
            heading.setVisible(rank > 0)
        self._sole.setVisible(rank == 0)
        self._code.setText(selection.text(self._name))
        self._fit()

    def _make_rows(self, rank: int) -> None:
        for row in self._rows:
            row.dispose()
        if self._is_compact:
            chips = [AxisChip(axis, self._chips) for axis in range(rank)]
            for chip in chips:
                self._line.addWidget(chip)
            self._rows = [*chips]
        else:
            self._rows = [AxisRow(axis, self._grid, axis + 1, self) for axis in range(rank)]
        self._place_code()
        for row in self._rows:
            row.role_chosen.connect(self._take_role)
            row.position_chosen.connect(self._take_position)

    # -- gestures ------------------------------------------------------------------------------------------------------

    def _take_role(self, axis: int, role: Role) -> None:
        self._take(self._selection.with_role(axis, role))

    def _take_position(self, axis: int, position: int) -> None:
        self._take(self._selection.with_position(axis, position))

    def _take(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self._show()
            self.selection_changed.emit(selection)

    # -- language ------------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        words = (self.tr("Axis"), self.tr("Length"), self.tr("Role"), self.tr("Position"))
        for heading, word in zip(self._headings, words, strict=True):
            heading.setText(word)
        self._sole.setText(self.tr("A single number: it has no axes."))
        self._code.setAccessibleName(self.tr("The part that is shown, as code"))
        for row in self._rows:
            row.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
