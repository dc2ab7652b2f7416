"""Broadcasting in six steps, with the operands' own numbers where they are few enough to be drawn."""

from __future__ import annotations

from math import prod
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.explain import Fix, broadcast
from ui.models import boards
from ui.models.boards import ALIGN, BACKWARD, COMPARE, COMPUTE, PAD, STRETCH
from ui.models.explanation import Operand, Page, Subject, drawn_smaller
from ui.panels.shapes.page import ExplainPage, SizeNote, board_of, fixed_code, index_text, sentence, short_name
from ui.widgets.axis_table import AxisTable
from ui.widgets.button import Button, CodeButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.icon_button import IconButton
from ui.widgets.label import Label
from ui.widgets.link import Link
from ui.widgets.shape_strip import ShapeStrip
from ui.widgets.size_editor import SizeEditor
from ui.widgets.step_dots import StepDots

PACE = 1800
"""Milliseconds between two steps while it plays."""


class BroadcastPage(ExplainPage):
    """Right-align, pad, compare, stretch, compute, and back again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operands: tuple[Operand, ...] = ()
        self._alignment = self._drawn_alignment = broadcast()
        self._drawn: tuple[Operand, ...] = ()
        self._sign = self._op = ""
        self._recorded: NDArray[Any] | None = None
        self._step = COMPUTE
        self._title = ElidedLabel(font="control_strong")
        self._word = Label(font="control", color="muted")
        self._dots = StepDots(BACKWARD)
        self._strip = ShapeStrip()
        self._says = sentence()
        self._play_link = Link(font="label")
        self._sizes = SizeEditor()
        self._play = IconButton("play")
        self._back, self._next = Button(), Button()
        self._timer = QTimer(self, interval=PACE)
        self._arrange()
        self._sizes.hide()

        self._back.clicked.connect(lambda: self._go(self._step - 1))
        self._next.clicked.connect(lambda: self._go(self._step + 1))
        self._play.clicked.connect(self._toggle)
        self._timer.timeout.connect(self._advance)
        self._board.pointed.connect(self._read_out)
        self._play_link.clicked.connect(self._show_sizes)
        self._sizes.shapes_changed.connect(self._resize)
        self.retranslate()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._word)
        head.addWidget(self._dots)
        self.column.addLayout(head)
        self.column.addWidget(self._strip)
        self.column.addWidget(self._sizes)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self._table = AxisTable()
        self.column.addWidget(self._table)
        self._note = SizeNote()
        self.column.addWidget(self._note)
        self._trap = sentence("trap_text")
        self.column.addWidget(self._trap)
        self._fixes = QWidget()
        self._fix_row = FlowLayout(self._fixes, 4)
        self.column.addWidget(self._fixes)
        self.column.addStretch(1)
        self.foot.addWidget(self._play_link)
        self.foot.addStretch(1)
        for button in (self._play, self._back, self._next):
            self.foot.addWidget(button)

    @property
    def step(self) -> int:
        """The step that is shown, 1 to 6."""
        return self._step

    # -- what is shown ------------------------------------------------------------------------------------------------

    def subject_changed(self, subject: Subject) -> None:
        operands = subject.operands
        if len(operands) < 2:
            # A tensor alone is met by a column as long as its last axis: what that gives surprises most.
            length = operands[0].shape[-1] if operands and operands[0].shape else 3
            operands = (*operands, Operand.played("b", (length, 1), 10))
        # An operation shows its own result; tensors that are only held beside each other are added, as an example.
        meets = subject.page is Page.BROADCAST and bool(subject.op)
        self._op = subject.op if meets else ""
        self._recorded = subject.result.value if meets and subject.result is not None else None
        self._take(operands, subject.sign if meets else "+")

    def _take(self, operands: tuple[Operand, ...], sign: str) -> None:
        self._operands = operands
        self._sign = sign
        self._alignment = broadcast(*(operand.shape for operand in operands))
        self._sizes.set_shapes([short_name(one) for one in operands], [one.shape for one in operands])

    def refresh(self) -> None:
        alignment = self._alignment
        last = COMPARE if alignment.clash is not None else BACKWARD
        step = min(self._step, last)
        names = [short_name(operand) for operand in self._operands]
        self._title.setText(self._joined(names))
        self._word.setText(
            self.tr("{step} of {count}: {word}").format(step=step, count=BACKWARD, word=self._words()[step])
        )
        self._dots.set_step(step)
        self._strip.set_alignment(names, alignment)
        self._strip.set_stage({ALIGN: ShapeStrip.WRITTEN, PAD: ShapeStrip.PADDED}.get(step, ShapeStrip.COMPARED))
        self._show_board(step)
        self._says.setText(self._sentence(step))
        self._show_fixes(step)
        self._back.setEnabled(step > ALIGN)
        self._next.setEnabled(step < last)

    def _show_board(self, step: int) -> None:
        result = self._alignment.result
        drawn = result is not None and boards.can_draw(result, *self._alignment.shapes)
        drawn = drawn or (result is None and boards.can_draw(*self._alignment.shapes))
        self._drawn, self._drawn_alignment = self._operands, self._alignment
        smaller = None if drawn else drawn_smaller(self._operands)
        if smaller is not None:
            self._drawn = smaller[0]
            self._drawn_alignment = broadcast(*(operand.shape for operand in self._drawn))
            shapes = [operand.shape for operand in self._drawn]
            drawn = boards.can_draw(*shapes, *filter(None, [self._drawn_alignment.result]))
        self._board.setVisible(drawn)
        self._table.setVisible(not drawn and step >= COMPARE)
        self._table.show_alignment([short_name(one) for one in self._operands], self._alignment, step == BACKWARD)
        self._note.show_sizes(smaller[1] if drawn and smaller is not None else {})
        if drawn:
            captions = self._captions(step)
            self._board.show_blocks(
                boards.broadcast_blocks(self._drawn, self._drawn_alignment, step, self._sign, captions, self._result())
            )

    def _captions(self, step: int) -> list[str]:
        names = [short_name(operand) for operand in self._operands]
        if step == BACKWARD:
            gradients = [self.tr("gradient of {name}").format(name=name) for name in names]
            return [*gradients, self.tr("gradient that comes")]
        if step < STRETCH:
            return names
        captions = [self._stretched(name, number) for number, name in enumerate(names)]
        return [*captions, self._joined(names)]

    def _joined(self, names: list[str]) -> str:
        """``a + b``, and ``maximum(a, b)`` where there is no sign."""
        return f" {self._sign} ".join(names) if self._sign else f"{self._op}({', '.join(names)})"

    def _result(self) -> NDArray[Any] | None:
        """What the operation gave, while its own operands are shown."""
        subject = self._subject
        own = subject is not None and self._drawn == subject.operands
        return self._recorded if own and self._drawn_alignment == self._alignment else None

    def _stretched(self, name: str, operand: int) -> str:
        axes = self._alignment.stretched(operand)
        if not axes:
            return name
        if len(self._alignment.axes) <= 2:
            words: dict[tuple[int, ...], str] = {
                (-2,): self.tr("{name}, stride 0 down"),
                (-1,): self.tr("{name}, stride 0 across"),
            }
            return words.get(axes, self.tr("{name}, stride 0 both ways")).format(name=name)
        return self.tr("{name}, stride 0 along axis {axes}").format(name=name, axes=_listed(axes))

    def _show_fixes(self, step: int) -> None:
        fixes = self._alignment.fixes() if step >= COMPARE else ()
        self._fix_row.clear()
        self._fixes.setVisible(bool(fixes))
        self._trap.setVisible(bool(fixes))
        self._trap.set_color("error_text" if self._alignment.result is None else "trap_text")
        self._trap.setText(self._trap_words())
        for fix in fixes:
            code = fixed_code(fix, self._operands)
            hint = self.tr("Show it with {code}, of shape {shape}").format(code=code, shape=fix.shape)
            button = CodeButton(code, str(fix.result), hint)
            button.clicked.connect(lambda _=False, fix=fix: self._apply(fix))
            self._fix_row.addWidget(button)

    def _trap_words(self) -> str:
        result = self._alignment.result
        if result is None:
            return self.tr("What would fit:")
        return self.tr("⚠ Larger than both: {count} pairs. If that is not meant:").format(count=prod(result))

    # -- sentences ----------------------------------------------------------------------------------------------------

    def _words(self) -> dict[int, str]:
        return {
            ALIGN: self.tr("Right-align"),
            PAD: self.tr("Pad with 1"),
            COMPARE: self.tr("Compare"),
            STRETCH: self.tr("Stretch"),
            COMPUTE: self.tr("Compute"),
            BACKWARD: self.tr("Backward"),
        }

    def _sentence(self, step: int) -> str:
        sentences = {
            ALIGN: lambda: self.tr("The shapes stand below each other, flush right: the last axes meet."),
            PAD: self._padding,
            COMPARE: self._comparing,
            STRETCH: self._stretching,
            COMPUTE: self._computing,
            BACKWARD: self._summing,
        }
        return sentences[step]()

    def _padding(self) -> str:
        rank = len(self._alignment.axes)
        short = [short_name(one) for one in self._operands if len(one.shape) < rank]
        if not short:
            return self.tr("All have {count} axes, so nothing is written in front.").format(count=rank)
        return self.tr("{names} has fewer axes: a 1 is written in front until there are {count}.").format(
            names=", ".join(short), count=rank
        )

    def _comparing(self) -> str:
        clash = self._alignment.clash
        if clash is not None:
            sizes = " ≠ ".join(str(size) for size in dict.fromkeys(clash.sizes) if size not in (None, 1))
            return self.tr("Axis {axis} does not fit: {sizes}, and none of them is 1.").format(
                axis=clash.position, sizes=sizes
            )
        axes = [axis.position for axis in self._alignment.axes if axis.stretches]
        result = self._alignment.result
        if not axes:
            return self.tr("The shapes fit as they are. Result: {shape}").format(shape=result)
        return self.tr("Equal sizes fit; a 1 takes the other's size on axis {axes}. Result: {shape}").format(
            axes=_listed(axes), shape=result
        )

    def _stretching(self) -> str:
        if not any(axis.stretches for axis in self._alignment.axes):
            return self.tr("Nothing has to be stretched.")
        return self.tr("Dashed cells are not copied: with a stride of 0 the same element is read again.")

    def _computing(self) -> str:
        if not self._board.isVisibleTo(self):
            words = self.tr("Result: {shape}, too large to be drawn cell by cell: a line of the table is an axis.")
            return words.format(shape=self._alignment.result)
        return self.tr("Point at a cell to see what it comes from.")

    def _summing(self) -> str:
        said = []
        for number, operand in enumerate(self._operands):
            axes = self._alignment.summed(number)
            if axes:
                said.append(
                    self.tr("The gradient of {name} is summed over axis {axes}: {from_} → {to}.").format(
                        name=short_name(operand), axes=_listed(axes), from_=self._alignment.result, to=operand.shape
                    )
                )
        if not said:
            return self.tr("Nothing was stretched, so every gradient keeps its shape.")
        return " ".join([self.tr("What forward read again, backward adds up."), *said])

    def _read_out(self, block: int, cell: int) -> None:
        """What the cell that is pointed at comes from."""
        step = self._step
        if block < 0 or self._alignment.result is None or step < COMPUTE:
            self._says.setText(self._sentence(min(step, COMPARE) if self._alignment.clash else step))
            return
        shown = self._board.blocks()[block].cells[cell]
        if step == BACKWARD:
            if block:
                name = short_name(self._operands[block - 1])
                self._says.setText(
                    self.tr("{place} collects {count} gradients, one from each cell it went into.").format(
                        place=index_text(name, self._board.blocks()[block].index(cell)), count=len(shown.keys)
                    )
                )
            return
        index = self._board.blocks()[-1].index(min(shown.keys))
        parts = [
            index_text(short_name(operand), self._drawn_alignment.source(number, index))
            for number, operand in enumerate(self._drawn)
        ]
        numbers = [self._board.blocks()[number].cells[min(shown.keys)].text for number in range(len(parts))]
        value = self._board.blocks()[-1].cells[min(shown.keys)].text
        place = f"[{', '.join(map(str, index))}]"
        self._says.setText(f"{place}  {self._joined(parts)} = {self._joined(numbers)} = {value}".rstrip(" ="))

    # -- gestures -----------------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self._step = max(ALIGN, min(step, BACKWARD))
        self.refresh()

    def _toggle(self) -> None:
        if self._timer.isActive():
            self._pause()
            return
        last = COMPARE if self._alignment.clash is not None else BACKWARD
        if self._step >= last:
            self._go(ALIGN)
        self._timer.start()
        self._show_play()

    def _advance(self) -> None:
        self._go(self._step + 1)
        if not self._next.isEnabled():
            self._pause()

    def _pause(self) -> None:
        self._timer.stop()
        self._show_play()

    def _show_play(self) -> None:
        plays = self._timer.isActive()
        self._play.set_icon("pause" if plays else "play")
        self._play.set_text(self.tr("Pause") if plays else self.tr("Play the six steps"))

    def _show_sizes(self) -> None:
        self._sizes.setVisible(not self._sizes.isVisibleTo(self))
        self.retranslate()
        self.bring_into_sight(self._sizes)

    def _resize(self, shapes: list[tuple[int, ...]]) -> None:
        """Other sizes are played with: the numbers are counted ones, since there are no others."""
        operands = tuple(
            operand if operand.shape == shape else Operand.played(operand.name, shape, 10 if number else 1)
            for number, (operand, shape) in enumerate(zip(self._operands, shapes, strict=True))
        )
        self._operands = operands
        self._alignment = broadcast(*shapes)
        self.refresh()

    def _apply(self, fix: Fix) -> None:
        """Show the picture as it would be with this change."""
        old = self._operands[fix.operand]
        changed = Operand.played(fixed_code(fix, self._operands), fix.shape)
        if old.value is not None:
            value = old.value.T if ".T" in fix.code else old.value
            changed = Operand(changed.name, fix.shape, changed.stride, old.dtype, 0, value.reshape(fix.shape))
        operands = list(self._operands)
        operands[fix.operand] = changed
        self._take(tuple(operands), self._sign)
        self._step = max(self._step, COMPUTE)
        self.refresh()

    def retranslate(self) -> None:
        self._back.set_text(self.tr("Back"))
        self._next.set_text(self.tr("Next"))
        shown = self._sizes.isVisibleTo(self)
        self._play_link.setText(self.tr("▾ Change the sizes") if shown else self.tr("▸ Change the sizes"))
        self._board.setAccessibleName(self.tr("Element by element"))
        self._show_play()


def _listed(axes: tuple[int, ...] | list[int]) -> str:
    return ", ".join(str(axis).replace("-", "−") for axis in axes)
