"""What an index picks: slices look at the same memory, lists and masks copy."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tensorlab.explain import Indexing, Pick, index
from ui.models import boards
from ui.models.explanation import INDICES, Operand, Subject, parse_key
from ui.panels.shapes.page import ExplainPage, board_of, field, index_text, sentence, short_name
from ui.widgets.chip import StateChip
from ui.widgets.label import Label


class IndexPage(ExplainPage):
    """Type an index; what it picks is framed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operand = Operand.played("x", (3, 4))
        self._before, self._after = Label(font="code"), Label("]", font="code")
        self._key = field(self)
        self._kind = StateChip("computed")
        self._says = sentence()
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._before)
        line.addWidget(self._key)
        line.addWidget(self._after)
        line.addSpacing(8)
        line.addWidget(self._kind)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self._says)
        self._board = board_of(self)
        self.column.addStretch(1)
        self._board.pointed.connect(self._read_out)
        self.retranslate()

    def subject_changed(self, subject: Subject) -> None:
        self._operand = subject.operands[0]
        text = self._written(subject) if subject.op in INDICES else None
        if text is None:
            rank = len(self._operand.shape)
            text = ", ".join(["0", *[":"] * (rank - 1)]) if rank else "None"
        self._key.setText(text)

    def _written(self, subject: Subject) -> str | None:
        """What stood between the brackets, where it was all literals and picks what was picked."""
        code = subject.code.rstrip()
        if not code.endswith("]") or "[" not in code:
            return None
        text = code[code.index("[") + 1 : -1]
        try:
            parse_key(text)
        except ValueError:
            return self._mask(subject)
        return text

    def _mask(self, subject: Subject) -> str | None:
        """The list or mask that was used, by its values."""
        if len(subject.operands) != 2 or subject.operands[1].value is None:
            return None
        return str(subject.operands[1].value.tolist())

    def refresh(self) -> None:
        name = short_name(self._operand)
        self._before.setText(f"{name}[")
        try:
            found = index(self._operand.shape, parse_key(self._key.text()), self._operand.stride, self._operand.offset)
        except ValueError as error:
            self._refuse(str(error) if "step" in str(error) else self.tr("Type an index, such as 0, 1:3 or [0, 2]."))
            return
        except IndexError as error:
            self._refuse(str(error))
            return
        self._say_kind(found)
        self._says.set_color("muted")
        self._says.setText(self._verdict(found))
        self._board.setVisible(boards.can_draw(self._operand.shape, found.result))
        if self._board.isVisibleTo(self):
            captions = (f"{name} {self._operand.shape}", str(found.result))
            self._board.show_blocks(boards.index_blocks(self._operand, found, *captions))

    def _refuse(self, words: str) -> None:
        self._says.set_color("error_text")
        self._says.setText(words)
        self._kind.set_state("error", "✗", self.tr("nothing"))
        self._board.hide()

    def _say_kind(self, found: Indexing) -> None:
        if found.is_view:
            self._kind.set_state("computed", "◫", self.tr("view"))
        else:
            self._kind.set_state("leaf", "+", self.tr("copy"))

    def _verdict(self, found: Indexing) -> str:
        said = [self._entry(entry.pick, entry.text, entry.axes, entry.sizes) for entry in found.entries]
        memory = self.tr("The result has its own memory.")
        if found.is_view:
            memory = self.tr("Writing to the result writes to {name}.").format(name=short_name(self._operand))
        shape = self.tr("{shape} → {result}.").format(shape=found.shape, result=found.result)
        return " ".join([shape, *filter(None, said), memory])

    def _entry(self, pick: Pick, text: str, axes: tuple[int, ...], sizes: tuple[int, ...]) -> str:
        if pick is Pick.SLICE and text == ":":
            return ""
        words = {
            Pick.POSITION: self.tr("{text} takes one position, so axis {axes} goes."),
            Pick.SLICE: self.tr("{text} keeps {count} of axis {axes}."),
            Pick.NEW: self.tr("None puts in an axis of 1."),
            Pick.LIST: self.tr("A list gathers {count} from axis {axes}."),
            Pick.MASK: self.tr("A mask gathers the {count} that are True."),
        }
        count = sizes[0] if sizes else 1
        return words[pick].format(text=text, axes=", ".join(map(str, axes)), count=count)

    def _read_out(self, block: int, cell: int) -> None:
        if block < 0:
            self.refresh()
            return
        blocks = self._board.blocks()
        flat = min(blocks[block].cells[cell].keys)
        source = index_text(short_name(self._operand), blocks[0].index(flat))
        if block:
            place = index_text("", blocks[1].index(cell))
            self._says.setText(f"{place or '()'} ← {source} = {blocks[1].cells[cell].text}")
        else:
            self._says.setText(f"{source} = {blocks[0].cells[cell].text}")

    def retranslate(self) -> None:
        self._key.setAccessibleName(self.tr("Index"))
        self._board.setAccessibleName(self.tr("The tensor and what is picked"))
