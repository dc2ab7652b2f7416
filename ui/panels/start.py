"""The start page: begin something new, open something, or learn from an example."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import resources
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.link import Link

COLUMN = 968
"""Width of the page's one column."""

GLANCE, WIDEST = 3, 40
"""Lines of an example that its card shows, and the characters of each."""


class Example:
    """A script of the examples. Its docstring's first two lines are its titles, in English and in Chinese."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text("utf-8")
        module = ast.parse(text)
        lines = (ast.get_docstring(module) or path.stem).splitlines()
        written = text.splitlines()
        self.titles = {"en": lines[0].rstrip("."), "zh_CN": lines[1].rstrip("。") if len(lines) > 1 else lines[0]}
        made = [written[part.lineno - 1].strip() for part in module.body if isinstance(part, ast.Assign)]
        self._code = made[:GLANCE]

    def glance(self) -> str:
        """The first lines that make something, each short enough for a card."""
        return "\n".join(line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…" for line in self._code)


@cache
def examples() -> tuple[Example, ...]:
    """The examples, in the order they teach."""
    return tuple([Example(path) for path in sorted(resources.path("examples").glob("*.py"))])


class StartPanel(QWidget):
    """Shown while nothing else is open."""

    new_wanted = Signal()
    open_wanted = Signal()
    file_chosen = Signal(str)
    """An example or a recent file."""

    def __init__(self, language: str = "en", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._recent: list[str] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._build()

    def set_language(self, language: str) -> None:
        self._language = language
        self._build()

    def set_recent(self, files: list[str]) -> None:
        """The files opened last, newest first."""
        self._recent = files
        self._build()

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(COLUMN)
        inner.setMinimumWidth(320)
        outer.addWidget(inner, 100)
        outer.addStretch(1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 48, 16, 32)
        column.setSpacing(12)
        column.addWidget(Label("TensorLab", "display"))
        lead = self.tr("Type PyTorch code and see its tensors, its shapes and its graph, step by step, both ways.")
        words = Label(lead, "lead", "muted")
        words.setWordWrap(True)
        column.addWidget(words)
        column.addLayout(self._buttons())
        heading = Label(self.tr("Examples"), "heading")
        heading.setContentsMargins(0, 16, 0, 0)
        column.addWidget(heading)
        column.addLayout(self._examples())
        if self._recent:
            heading = Label(self.tr("Opened recently"), "heading")
            heading.setContentsMargins(0, 16, 0, 0)
            column.addWidget(heading)
            for file in self._recent:
                row = QHBoxLayout()
                link = Link(Path(file).name, "body")
                link.clicked.connect(lambda _=False, name=file: self.file_chosen.emit(name))
                row.addWidget(link)
                row.addWidget(Label(str(Path(file).parent), "label", "muted"))
                row.addStretch(1)
                column.addLayout(row)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setAccessibleName(self.tr("Start"))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        new = Button(self.tr("New script"), primary=True)
        new.clicked.connect(self.new_wanted)
        open_ = Button(self.tr("Open a file…"))
        open_.clicked.connect(self.open_wanted)
        row.addWidget(new)
        row.addWidget(open_)
        row.addStretch(1)
        return row

    def _examples(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, example in enumerate(examples()):
            card = QWidget()
            card.setObjectName("card")
            card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            column = QVBoxLayout(card)
            column.setContentsMargins(14, 12, 14, 12)
            link = Link(example.titles[self._language], "card_title")
            link.clicked.connect(lambda _=False, path=str(example.path): self.file_chosen.emit(path))
            column.addWidget(link)
            preview = Label(example.glance(), "code_small", "muted")
            preview.setContentsMargins(4, 0, 0, 0)
            column.addWidget(preview)
            column.addStretch(1)
            grid.addWidget(card, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        return grid

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._build()
        super().changeEvent(event)
