"""The numbers of a tensor, or of its gradient: a slice bar, a grid, and beside it what colours and figures mean."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from tensorlab.events import NOBODY
from ui import theme
from ui.models import block_text
from ui.models.cell_format import CellFormat, as_tsv
from ui.models.saving import Keeper, keepers
from ui.models.selection import Role, Selection
from ui.models.statistics import Statistics
from ui.models.words import number_text
from ui.panels.tensor_tab.cells import MOST_AT_ONCE, KeptCells, LiveCells, as_plane, is_live, read_plane, read_whole
from ui.session.base import KernelState, Session
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.heat_legend import HeatLegend
from ui.widgets.heatmap import Range, robust_range, symmetric_range
from ui.widgets.icon_button import IconButton
from ui.widgets.label import Label
from ui.widgets.metrics import row_height
from ui.widgets.slice_bar import SliceBar
from ui.widgets.tensor_grid import TensorGrid
from ui.widgets.tile_view import MOST_TILES, TileView, scrolled

_SIDE = 27
"""Width of the figures beside the grid, in digits."""

_ROWS = 9
"""Rows of numbers for which there should be room below the slice bar."""


class GridPage(QWidget):
    """``scale`` is ``"data"`` for values, which can be edited, or ``"gradient"`` for the gradient, which can't."""

    opened = Signal(str)
    """The name of a tensor that a gesture has made."""

    def __init__(self, session: Session, tensor: int, scale: str = "data", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tensor = tensor
        self._scale = scale
        self.slices = SliceBar(session.looks)
        self.grid = TensorGrid()
        self._tiles = TileView()
        self._stack = QStackedWidget()
        self._picture = QLabel()
        self._nothing = EmptyState()
        self._legend = HeatLegend(scale)
        self._range = DropDown()
        self._form = DropDown()
        self._as_picture = CheckBox()
        self._find = QLineEdit()
        self._figures: list[tuple[Label, Label]] = [
            (Label(font="label", color="muted"), Label(font="code_small")) for _ in range(6)
        ]
        self._colour_word = Label(font="section")
        self._number_word = Label(font="section")
        self._slice_word = Label(font="section")
        self._find.setClearButtonEnabled(True)
        self._pointed_at = (-1, -1)
        self._sides_wanted = IconButton("sliders")
        self._sides_wanted.setCheckable(True)
        self._has_room = self._has_numbers = True
        self._hover = ElidedLabel(font="code_small", color="muted")
        self._notice = ElidedLabel(font="control", color="muted")
        self._notice.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._warning = QWidget()
        self._warning_words = _TwoLines(font="control", color="trap_text")
        self._anyway, self._clone = Button(), Button()
        self._pending: str = ""
        self._selection = Selection.of(())
        self._shown_key: tuple[Any, ...] = ()
        self._arrange()
        self._connect()
        self.retranslate()
        self.grid.set_heat(scale)
        self._warning.hide()
        self._as_picture.hide()

    def _arrange(self) -> None:
        side = QWidget()
        side.setObjectName("page")
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._as_picture)
        for word, choice in ((self._colour_word, self._range), (self._number_word, self._form)):
            head = QHBoxLayout()
            head.addWidget(word, 1)
            head.addWidget(choice)
            column.addLayout(head)
        column.insertWidget(2, self._legend)
        column.addSpacing(8)
        column.addWidget(self._slice_word)
        figures = QGridLayout()
        figures.setVerticalSpacing(2)
        figures.setColumnStretch(0, 1)
        for row, (key, value) in enumerate(self._figures):
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            figures.addWidget(key, row, 0)
            figures.addWidget(value, row, 1)
        column.addLayout(figures)
        column.addStretch(1)
        self._sides = scrolled(side)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for view in (self.grid, scrolled(self._tiles), scrolled(self._picture), self._nothing):
            self._stack.addWidget(view)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._stack, 1)
        body.addWidget(self._sides)
        warning = QHBoxLayout(self._warning)
        warning.setContentsMargins(0, 0, 0, 0)
        self._warning_words.setWordWrap(True)
        warning.addWidget(self._warning_words, 1)
        warning.addWidget(self._clone)
        warning.addWidget(self._anyway)
        foot = QHBoxLayout()
        foot.addWidget(self._hover, 1)
        foot.addWidget(self._notice, 1)
        foot.addWidget(self._find)
        foot.addWidget(self._sides_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.slices)
        layout.addLayout(body, 1)
        layout.addWidget(self._warning)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.slices.selection_changed.connect(self._slice)
        self.grid.edit_requested.connect(self._edit)
        self.grid.block_requested.connect(self._edit_block)
        self.grid.increment_requested.connect(self._increment)
        self.grid.hovered.connect(self._read_out)
        self._tiles.chosen.connect(self._go_to_tile)
        self._range.activated.connect(lambda _: self._colour())
        self._form.activated.connect(lambda _: self.grid.set_format(self._form.currentData()))
        self._sides_wanted.toggled.connect(lambda _: self._show_parts())
        self._as_picture.toggled.connect(lambda _: self._show_view())
        self._find.returnPressed.connect(self._search)
        self._anyway.clicked.connect(self._write_anyway)
        self._clone.clicked.connect(self._write_clone)

    def fit(self, height: int) -> None:
        """Share the height that there is: with little of it, the slice bar takes less."""
        rows = _ROWS * row_height(theme.current().font("code_small"))
        is_short = height < self.slices.full_height() + rows
        self.slices.set_short(is_short)
        self._stack.setMinimumHeight((4 if is_short else 6) * row_height(theme.current().font("code_small")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The figures go where they would leave no room for the grid."""
        super().resizeEvent(event)
        side = QFontMetrics(theme.current().font("control")).horizontalAdvance("0") * _SIDE
        self._sides.setFixedWidth(side)
        self._find.setFixedWidth(side)
        self._has_room = self.width() > 2.6 * side
        self._show_parts()

    def _show_parts(self) -> None:
        """What belongs to numbers is there with them; figures where they leave room, or are asked for."""
        self._sides.setVisible(self._has_numbers and (self._has_room or self._sides_wanted.isChecked()))
        self._sides_wanted.setVisible(self._has_numbers and not self._has_room)
        for part in (self.slices, self._find, self._notice):
            part.setVisible(self._has_numbers)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def look_at(self, tensor: int) -> None:
        """Show another tensor from the next :meth:`refresh` on."""
        self._tensor = tensor
        self._shown_key = ()
        self._warning.hide()

    def target(self) -> int:
        """The tensor whose numbers are shown: this one, or its gradient at the shown step."""
        if self._scale == "data":
            return self._tensor
        return self._session.recording.grad(self._tensor, max(0, self._session.step))

    def refresh(self) -> None:
        """Show the numbers of the shown step."""
        session, target = self._session, self.target()
        recording, step = session.recording, session.step
        self._has_numbers = target != NOBODY
        self._show_parts()
        if target == NOBODY:
            self.grid.set_source(None)
            self._shown_key = ()
            self._stack.setCurrentWidget(self._nothing)
            return
        shape = recording.shape(target, max(step, int(recording.born[target])))
        if self._selection.shape != shape or not self._shown_key:
            self.slices.set_tensor(recording.label(target, max(step, int(recording.born[target]))), shape)
            self._selection = self.slices.selection()
        alive = recording.born[target] <= step < recording.collected[target]
        live = is_live(session, target) and bool(alive)
        kept = session.value(target) is not None
        key = (target, self._selection, recording.version(target, step), live, kept, bool(alive))
        if key == self._shown_key:
            return
        changed = not self._shown_key or self._shown_key[0] != target or self._shown_key[2] != key[2]
        self._shown_key = key
        self._show_cells(target, live)
        self._offer_picture()
        self._show_view()
        if changed:
            self._colour()
        self._count()
        self._read_out(*self._pointed_at)

    def _show_cells(self, target: int, live: bool) -> None:
        recording, step = self._session.recording, self._session.step
        value = self._session.value(target)
        source: Any = None
        notice = self._read_only_words(target)
        if value is not None:
            source = KeptCells(as_plane(value[self._selection.index()], self._selection))
        elif live:
            source = LiveCells(self._session, target, self._selection, self.grid.block_arrived)
        elif recording.born[target] > step:
            notice = self.tr("Not created yet at this step.")
        else:
            notice = self.tr("The value at this step was not kept: {bytes} bytes.").format(bytes=self._bytes(target))
        self.grid.set_source(source, recording.dtype(target), keep_look=True)
        editable = live and self._scale == "data"
        self.grid.set_editable(editable, notice)
        self._notice.setText(self.tr("Type to edit; the change is echoed as code.") if editable else notice)

    def _read_only_words(self, target: int) -> str:
        """Why nothing can be typed here, where that is so."""
        if self._scale == "gradient":
            return self.tr("Read only: a gradient is what backward has added up.")
        if self._session.is_live and self._session.recording.collected[target] <= self._session.step:
            return self.tr("Read only: this tensor is collected, nothing refers to it any more.")
        return self.tr("Read only: return to live to edit.")

    def _bytes(self, tensor: int) -> int:
        recording = self._session.recording
        size = np.dtype(recording.dtype(tensor).replace("bfloat16", "float16")).itemsize
        return int(np.prod(recording.shape(tensor, self._session.step), dtype=np.int64)) * size

    def _colour(self) -> None:
        """The range of all values decides the colours, so that a slice can be compared with the next."""
        read_whole(self._session, self.target(), lambda values, _: self._take_range(values))

    def _take_range(self, values: NDArray[Any]) -> None:
        kind = self._range.currentData()
        shown = symmetric_range(values) if kind == "symmetric" else robust_range(values)
        if kind == "all" and shown is not None:
            shown = robust_range(values, 0, 100)
        self.grid.set_heat("gradient" if kind == "symmetric" else "data", shown)
        self._legend.set_scale("gradient" if kind == "symmetric" else "data")
        self._count()

    def _count(self) -> None:
        """The figures of this slice."""
        if self._selection.grid_shape[0] * self._selection.grid_shape[1]:
            read_plane(self._session, self.target(), self._selection, self._take_figures)

    def _take_figures(self, plane: NDArray[Any]) -> None:
        figures = Statistics.of(plane)
        self._legend.show_values(plane, self.grid.range(), figures.nans, figures.infs)
        rows, columns = self._selection.grid_shape
        is_whole = plane.size == rows * columns
        values = (
            f"{rows * columns:,}",
            number_text(figures.minimum),
            number_text(figures.maximum),
            number_text(figures.mean),
            number_text(figures.std),
            f"{figures.zeros:,}" if is_whole else f"≈ {figures.zeros / max(1, plane.size):.0%}",
        )
        self._slice_word.setText(self.tr("This slice") if is_whole else self.tr("This slice, from a sample"))
        for (_, label), value in zip(self._figures, values, strict=True):
            label.setText(value)

    # -- tiles and pictures -------------------------------------------------------------------------------------------

    def _show_view(self) -> None:
        if self._selection.tile_axis is not None:
            self._stack.setCurrentIndex(1)
            self._notice.setText(self.tr("Click a tile to see its numbers."))
            self._show_tiles(self._selection.tile_axis)
        elif self._as_picture.isChecked() and self._as_picture.isVisibleTo(self):
            self._stack.setCurrentIndex(2)
            read_whole(self._session, self.target(), lambda values, _: self._show_picture(values))
        else:
            self._stack.setCurrentIndex(0)

    def _show_tiles(self, axis: int) -> None:
        """All positions along an axis, as far as they fit."""
        selection, count = self._selection, min(self._selection.shape[axis], MOST_TILES)
        planes: dict[int, NDArray[Any]] = {}

        def take(position: int, plane: NDArray[Any]) -> None:
            planes[position] = plane
            if len(planes) == count and self._selection == selection:
                ordered = [planes[number] for number in range(count)]
                whole = np.concatenate([one.reshape(-1) for one in ordered]) if ordered else np.zeros(0)
                shown = self.grid.range() or self._range_of(whole)
                scale = "gradient" if self._range.currentData() == "symmetric" else "data"
                self._tiles.show_tiles(ordered, shown, scale, selection.positions[axis])

        for position in range(count):
            at = selection.with_position(axis, position)
            read_plane(self._session, self.target(), at, partial(take, position))

    def _range_of(self, values: NDArray[Any]) -> Range | None:
        return symmetric_range(values) if self._range.currentData() == "symmetric" else robust_range(values)

    def _go_to_tile(self, position: int) -> None:
        axis = self._selection.tile_axis
        if axis is not None:
            self.slices.set_selection(self._selection.with_position(axis, position).with_role(axis, Role.SLIDER))
            self._slice(self.slices.selection())

    def _offer_picture(self) -> None:
        """Numbers that are a picture can be seen as one; bytes are, at first."""
        offered = self._scale == "data" and is_picture(self._selection.shape)
        if offered and self._as_picture.isHidden():
            self._as_picture.setChecked(self._session.recording.dtype(self._tensor) == "uint8")
        self._as_picture.setVisible(offered)

    def _show_picture(self, values: NDArray[Any]) -> None:
        image = to_picture(values)
        size = self._stack.size()
        pixmap = QPixmap.fromImage(image)
        self._picture.setPixmap(
            pixmap.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, _smoothing(image, size.width()))
        )

    # -- gestures -----------------------------------------------------------------------------------------------------

    def _slice(self, selection: Selection) -> None:
        self._selection = selection
        self._warning.hide()
        self.refresh()

    def _edit(self, row: int, column: int, literal: str) -> None:
        place = self._selection.element_text("{x}", row, column)
        self._write(f"{place} = {literal}" if self._selection.shape else f"{{x}}.fill_({literal})")

    def _edit_block(self, rows: range, columns: range, what: object) -> None:
        place = self._selection.block_text("{x}", rows, columns)
        if isinstance(what, list):
            dtype = self._session.recording.dtype(self._tensor)
            self._write(f"{place} = {block_text.block_literal(what, dtype, self._selection.is_transposed)}")
        else:
            self._write(f"{place} = {what}" if self._selection.shape else f"{{x}}.fill_({what})")

    def _increment(self, rows: range, columns: range, step: int) -> None:
        place = self._selection.block_text("{x}", rows, columns)
        sign = "+" if step > 0 else "-"
        self._write(f"{place} {sign}= {abs(step)}" if self._selection.shape else f"{{x}}.add_({step})")

    def _write(self, line: str) -> None:
        """Run the change, unless backward still needs the old values: then say so first."""
        kept = keepers(self._session.recording, self._tensor, self._session.recording.last_step)
        if kept:
            self._warn(line, self._saved_words(kept[0]), self.tr("Change a clone"))
            return
        node = self._session.recording.grad_fn(self._tensor, self._session.recording.last_step)
        if node != NOBODY:
            self._warn(line, self._computed_words(node), self.tr("Make a new leaf"))
            return
        self._warning.hide()
        self._send(line)

    def _send(self, line: str) -> None:
        if self._session.kernel is KernelState.BUSY:
            self._notice.setText(self.tr("A cell is running: the change waits until it is done."))
        self._session.edits.make(self._tensor, line)

    def _warn(self, line: str, words: str, instead: str) -> None:
        self._pending = line
        self._warning_words.setText(words)
        self._clone.set_text(instead)
        self._anyway.set_text(self.tr("Change it anyway"))
        self._warning.show()

    def _saved_words(self, keeper: Keeper) -> str:
        words = self.tr(
            "{function} on line {line} has saved {name} for backward: after a change, backward refuses to run."
        )
        name = self._session.recording.label(self._tensor, self._session.step)
        return words.format(function=keeper.name, line=keeper.line, name=name)

    def _computed_words(self, node: int) -> str:
        recording = self._session.recording
        words = self.tr("{name} was computed by {function}: autograd will not know of the change.")
        name = recording.label(self._tensor, self._session.step)
        return words.format(name=name, function=recording.grad_fn_name(node))

    def _write_anyway(self) -> None:
        self._warning.hide()
        self._send(self._pending)

    def _write_clone(self) -> None:
        """The change is made to a copy, under a name of its own; it asks for gradients as the tensor does."""
        self._warning.hide()
        recording, last = self._session.recording, self._session.recording.last_step
        name = recording.name(self._tensor, last) or f"lab[{self._tensor}]"
        used = recording.names_at(last)
        stem = name if name.isidentifier() else "clone"
        copy = next(one for one in (f"{stem}_{n}" for n in range(1, 1000)) if one not in used)
        lines = [f"{copy} = {name}.detach().clone()", self._pending.format(x=copy)]
        if recording.requires_grad(self._tensor, last):
            lines.append(f"{copy}.requires_grad = True")
        self._session.run_line("; ".join(lines))
        self.opened.emit(copy)

    def _search(self) -> None:
        """Go to the next cell of this slice that holds what was typed."""
        current = self.grid.current() or (0, -1)
        columns = max(1, self._selection.grid_shape[1])

        def take(plane: NDArray[Any]) -> None:
            if plane.shape != self._selection.grid_shape:
                self._notice.setText(self.tr("The slice is too large to be searched."))
                return
            at = block_text.found(plane, self._find.text(), current[0] * columns + current[1])
            if at is None:
                self._notice.setText(self.tr("{value} is not in this slice.").format(value=self._find.text()))
            else:
                self.grid.set_current(*divmod(at, columns))
                self.grid.setFocus()

        read_plane(self._session, self.target(), self._selection, take, MOST_AT_ONCE)

    def _read_out(self, row: int, column: int) -> None:
        self._pointed_at = (row, column)
        rows, columns = self._selection.grid_shape
        if not (0 <= row < rows and 0 <= column < columns):
            self._hover.setText("")
            return
        recording, step, target = self._session.recording, self._session.step, self.target()
        element = self._selection.element(row, column)
        stride, offset = recording.stride(target, step), recording.storage_offset(target, step)
        flat = offset + sum(i * s for i, s in zip(element, stride, strict=True))
        parts = [self.tr("index {index}").format(index=list(element)), self.tr("offset {offset}").format(offset=flat)]
        value = self.grid.value_at(row, column)
        if value is not None:
            parts.append(self.tr("value {value}").format(value=number_text(value)))
        grad = recording.grad(self._tensor, step) if self._scale == "data" else NOBODY
        gradient = None if grad == NOBODY else recording.value(grad, step)
        if gradient is not None and gradient.shape == recording.shape(target, step):
            parts.append(self.tr("gradient {value}").format(value=number_text(gradient[element])))
        self._hover.setText("   ".join(parts))

    # -- copying ------------------------------------------------------------------------------------------------------

    def copy_as(self, form: str) -> None:
        """Put the chosen cells on the clipboard, or all of the tensor where one cell is chosen."""
        chosen = self.grid.selected()
        if chosen is None:
            return
        if len(chosen[0]) * len(chosen[1]) > 1:
            take = partial(self._copy, chosen=chosen, form=form)
            read_plane(self._session, self.target(), self._selection, take, MOST_AT_ONCE)
        else:
            read_whole(self._session, self.target(), lambda values, sampled: self._copy_whole(values, sampled, form))

    def _copy(self, plane: NDArray[Any], chosen: tuple[range, range], form: str) -> None:
        if plane.shape != self._selection.grid_shape:
            self._notice.setText(self.tr("These are too many cells to be copied."))
            return
        rows, columns = chosen
        self._put(plane[rows.start : rows.stop, columns.start : columns.stop], form)

    def _copy_whole(self, values: NDArray[Any], sampled: bool, form: str) -> None:
        if sampled:
            self._notice.setText(self.tr("These are too many cells to be copied."))
            return
        if form in ("tsv", "markdown", "latex") and values.ndim != 2:
            values = values.reshape(-1, values.shape[-1]) if values.ndim else values.reshape(1, 1)
        self._put(values, form)

    def _put(self, values: NDArray[Any], form: str) -> None:
        recording = self._session.recording
        texts = {
            "torch": lambda: block_text.torch_code(values, recording.dtype(self.target())),
            "numpy": lambda: block_text.numpy_code(values),
            "tsv": lambda: as_tsv(values),
            "markdown": lambda: block_text.markdown(values),
            "latex": lambda: block_text.latex(values),
        }
        QGuiApplication.clipboard().setText(texts[form]())
        self._notice.setText(self.tr("Copied {count} numbers.").format(count=f"{values.size:,}"))

    # -- language -----------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again that does not depend on the numbers."""
        self._colour_word.setText(self.tr("Colour"))
        self._number_word.setText(self.tr("Numbers"))
        self._sides_wanted.set_text(self.tr("Colours and figures"))
        keys = (self.tr("cells"), self.tr("min"), self.tr("max"), self.tr("mean"), self.tr("std"), self.tr("zeros"))
        for (label, _), key in zip(self._figures, keys, strict=True):
            label.setText(key)
        ranges = (
            ("robust", self.tr("range 1–99 %")),
            ("all", self.tr("whole range")),
            ("symmetric", self.tr("0 in the middle")),
        )
        _fill(self._range, ranges, "symmetric" if self._scale == "gradient" else "robust")
        forms: tuple[tuple[CellFormat | None, str], ...] = (
            (None, self.tr("by itself")),
            (CellFormat(0), "1"),
            (CellFormat(2), "1.23"),
            (CellFormat(4), "1.2346"),
            (CellFormat(None), "1.23e0"),
        )
        _fill(self._form, forms, None)
        self._range.setAccessibleName(self.tr("What the colours span"))
        self._form.setAccessibleName(self.tr("How numbers are written"))
        self._as_picture.setText(self.tr("As a picture"))
        self._find.setPlaceholderText(self.tr("Find: 3.5, nan, >10"))
        self._find.setAccessibleName(self.tr("Find a value"))
        self._picture.setAccessibleName(self.tr("The tensor as a picture"))
        self._slice_word.setText(self.tr("This slice"))
        self._nothing.set_texts(
            self.tr("There is no gradient: .grad is None at this step. The inspector can tell why.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._shown_key = ()
            self.refresh()
        super().changeEvent(event)


class _TwoLines(Label):
    """Words with room for two lines, whatever the width: so the page above needs no more height than it has."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(200, 2 * self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _fill(box: DropDown, choices: Any, first: object) -> None:
    """Offer these; what was chosen stays."""
    chosen = box.currentData() if box.count() else first
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    at = next((number for number, (value, _) in enumerate(choices) if value == chosen), 0)
    box.setCurrentIndex(at)
    box.updateGeometry()


def is_picture(shape: tuple[int, ...]) -> bool:
    """Whether a shape may be that of a picture: height, width, and 1, 3 or 4 channels."""
    return len(shape) == 3 and shape[2] in (1, 3, 4) and min(shape[:2]) >= 8


def to_picture(values: NDArray[Any]) -> QImage:
    """Height × width × channels as an image: whole numbers from 0 to 255, fractions from 0 to 1."""
    numbers = np.nan_to_num(values.astype(np.float64)) * (255 if values.dtype.kind == "f" else 1)
    pixels = np.clip(numbers, 0, 255).astype(np.uint8)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    rows, columns, channels = pixels.shape
    form = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(np.ascontiguousarray(pixels).tobytes(), columns, rows, channels * columns, form).copy()


def _smoothing(image: QImage, width: int) -> Qt.TransformationMode:
    """Pixels stay square where they are enlarged."""
    enlarged = image.width() < width
    return Qt.TransformationMode.FastTransformation if enlarged else Qt.TransformationMode.SmoothTransformation
