"""What every page of the explain dock has: room that scrolls, a verdict, a read-out, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from tensorlab.explain import Fix
from ui.models.explanation import Operand, Subject
from ui.models.local_rules import bracketed
from ui.widgets.cell_board import CellBoard
from ui.widgets.label import Label

_LONGEST_NAME = 14
_SHAPE = re.compile(r"[(\[][-−\d, ]*[)\]]")


class ExplainPage(QWidget):
    """A column that scrolls downwards only as far as it must, with a line below it that stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        inner = QWidget()
        inner.setObjectName("page")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(16, 8, 16, 12)
        self.column.setSpacing(8)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(16, 4, 12, 8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self.foot)
        self._scroll.setAccessibleName(self.tr("Explanation"))

    def show_subject(self, subject: Subject) -> None:
        """Explain this from now on; what is played with stays while there is nothing new to explain."""
        if self._subject is not None and self._subject.says_the_same(subject):
            return
        self._subject = subject
        self.subject_changed(subject)
        self.refresh()

    def forget(self) -> None:
        """Something else was selected: what was played with is over."""
        self._subject = None

    def subject_changed(self, subject: Subject) -> None:
        """Take over what the page can be played with."""

    def refresh(self) -> None:
        """Draw what is to be seen now."""
        raise NotImplementedError

    def bring_into_sight(self, part: QWidget) -> None:
        """Scroll to a part that has just been opened, once there is room for it."""
        if part.isVisibleTo(self):
            QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part))

    def set_sharing(self, sharing: dict[int, list[tuple[int, str]]]) -> None:
        """Who else looks at the memory of each operand; of interest to one page."""

    def retranslate(self) -> None:
        """Say everything again that does not depend on the subject."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._scroll.setAccessibleName(self.tr("Explanation"))
            self.retranslate()
            if self._subject is not None:
                self.refresh()
        super().changeEvent(event)


class _Sentence(Label):
    """Words that wrap, but never inside a shape."""

    def setText(self, text: str) -> None:
        super().setText(_SHAPE.sub(lambda found: found[0].replace(" ", "\u00a0"), text))


def sentence(color: str = "muted") -> Label:
    """A label that wraps and whose words can be selected."""
    label = _Sentence("", "control", color)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def short_name(operand: Operand) -> str:
    """A name that leaves room for the shape beside it."""
    return operand.name if len(operand.name) <= _LONGEST_NAME else operand.name[: _LONGEST_NAME - 1] + "…"


def fixed_code(fix: Fix, operands: Sequence[Operand]) -> str:
    """What to write for the operand that it changes: ``(a + 1).view(-1)``."""
    return fix.code.format(x=bracketed(operands[fix.operand].name))


def index_text(name: str, index: Sequence[int]) -> str:
    """``a[1, 2]``, and ``a`` for a tensor without axes."""
    return f"{name}[{', '.join(map(str, index))}]" if len(index) else name


class SizeNote(_Sentence):
    """Says which sizes a picture was drawn with instead; gone where it was drawn as it is."""

    def __init__(self) -> None:
        super().__init__("", "control", "muted")
        self.setWordWrap(True)
        self.hide()

    def show_sizes(self, instead: dict[int, int]) -> None:
        """``{300: 3}``: 3 stands for 300."""
        pairs = [self.tr("{small} for {size}").format(small=small, size=size) for size, small in instead.items()]
        self.setText(self.tr("Drawn with smaller sizes: {pairs}.").format(pairs=", ".join(pairs)))
        self.setVisible(bool(instead))


def field(page: ExplainPage) -> QLineEdit:
    """A field for a shape or an index; typing in it draws the page anew."""
    made = QLineEdit()
    made.setMaximumWidth(160)
    made.textEdited.connect(lambda _: page.refresh())
    return made


def board_of(page: ExplainPage) -> CellBoard:
    """A board in the column of the page."""
    board = CellBoard()
    page.column.addWidget(board)
    return board
