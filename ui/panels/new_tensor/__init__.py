"""Make a tensor: where its numbers come from, its shape and type, a preview, and the line of Python that will run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from tensorlab.errors import LoadError
from ui import pictures, theme
from ui.models.new_tensor import (
    DTYPES,
    RANDOM,
    SHAPED,
    Drawn,
    Invalid,
    Loaded,
    Planned,
    Reason,
    Recipe,
    Source,
    free_name,
    plan,
)
from ui.models.words import shape_text
from ui.panels.new_tensor.file_reading import FileReader
from ui.troubles import told
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.drop_down import DropDown
from ui.widgets.label import Label
from ui.widgets.mini_grid import MiniGrid
from ui.widgets.size_editor import SizeEditor

_DEFAULTS = {
    Source.FULL: ("7.",),
    Source.ARANGE: ("0", "6", "1"),
    Source.LINSPACE: ("0", "1", "5"),
}


Numbers = Callable[[NDArray[Any] | None, str], None]
Draw = Callable[[str, Sequence[int], str, int | None, Numbers], None]
"""Asks what a function would draw: its name, the shape, the type, the seed, and who is told."""


class NewTensorDialog(QDialog):
    """Blocks nothing; what it shows is what will run.

    Args:
        used: names that are taken.
        draw: asks the kernel what a random tensor would hold.
    """

    made = Signal(str, str)
    """The name and the line that makes it."""

    def __init__(self, used: Collection[str], draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._asked: tuple[Drawn, tuple[int, ...], str] | None = None
        self._trouble: Invalid | LoadError | None = None
        self._read = 0.0
        self._is_stopped = False
        self._reader = FileReader(self)
        self._used = frozenset(used)
        self._planned: Planned | None = None
        self._shape: tuple[int, ...] = (2, 3)
        self._loaded: Loaded | None = None
        self._sources = QListWidget()
        self._name = QLineEdit(free_name(used))
        self._text = QPlainTextEdit("[[1., 2.],\n [3., 4.]]")
        self._sizes = SizeEditor(from_right=False)
        self._numbers = [QLineEdit() for _ in range(3)]
        self._seed = QLineEdit("0")
        self._path = QLineEdit()
        self._browse = Button()
        self._dtype = DropDown()
        self._grad = CheckBox("requires_grad")
        self._facts = Label(font="code_small")
        self._preview = MiniGrid()
        self._picture = QLabel()
        self._chance = Label(font="control", color="muted")
        self._code = Label(font="code_small")
        self._problem = Label(font="control", color="error_text")
        self._cancel, self._create = Button(), Button(primary=True)
        self._labels: dict[str, Label] = {}
        self._arrange()
        self._connect()
        self.retranslate()
        self._sources.setCurrentRow(0)
        self._choose(0)
        self._restyle()
        self.resize(QSize(640, 420).expandedTo(self.sizeHint()))
        self._name.selectAll()

    def _arrange(self) -> None:
        self._sources.setSpacing(3)
        self._text.setTabChangesFocus(True)
        for label in (self._code, self._problem, self._chance):
            label.setWordWrap(True)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = self._form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        place = QWidget()
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._path, 1)
        line.addWidget(self._browse)
        kind = QWidget()
        kinds = QHBoxLayout(kind)
        kinds.setContentsMargins(0, 0, 0, 0)
        kinds.addWidget(self._dtype)
        kinds.addSpacing(12)
        kinds.addWidget(self._grad)
        kinds.addStretch(1)
        for key, widget in (
            ("name", self._name),
            ("text", self._text),
            ("path", place),
            ("shape", self._sizes),
            ("first", self._numbers[0]),
            ("second", self._numbers[1]),
            ("third", self._numbers[2]),
            ("seed", self._seed),
            ("dtype", kind),
        ):
            label = self._labels[key] = Label(font="control", color="muted")
            form.addRow(label, widget)
        self._rows = {key: form.getWidgetPosition(label)[0] for key, label in self._labels.items()}  # type: ignore[index]
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(form)
        right.addSpacing(4)
        right.addWidget(self._facts)
        right.addWidget(self._preview, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._picture)
        right.addWidget(self._chance)
        right.addStretch(1)
        right.addWidget(self._problem)
        right.addWidget(self._code)
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addWidget(self._sources)
        body.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._create)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(12)
        whole.addLayout(body, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self._sources.currentRowChanged.connect(self._choose)
        for field in (self._name, *self._numbers, self._seed):
            field.textEdited.connect(lambda _: self._show())
        for field in (self._name, *self._numbers, self._seed, self._path):
            field.returnPressed.connect(self._make)
        self._path.textEdited.connect(lambda _: self._read_file())
        self._reader.progressed.connect(self._take_progress)
        self._reader.found.connect(self._take_numbers)
        self._reader.failed.connect(self._take_trouble)
        self._text.textChanged.connect(self._show)
        self._sizes.shapes_changed.connect(self._resize_tensor)
        self._dtype.activated.connect(lambda _: self._show())
        self._grad.toggled.connect(lambda _: self._show())
        self._browse.clicked.connect(self._choose_file_or_stop)
        self._cancel.clicked.connect(self.close)
        self._create.clicked.connect(self._make)
        theme.manager().changed.connect(self._restyle)

    def _restyle(self) -> None:
        for field in (self._text, *self._numbers, self._path, self._seed, self._name):
            field.setFont(theme.current().font("code"))
        self._text.setFixedHeight(5 * self._text.fontMetrics().lineSpacing() + 12)
        self._widen_sources()
        self._show()

    def _widen_sources(self) -> None:
        """All their names are seen, at any size of text."""
        self._sources.setFixedWidth(max(150, self._sources.sizeHintForColumn(0) + 24))

    # -- what is asked ------------------------------------------------------------------------------------------------

    @property
    def source(self) -> Source:
        return list(Source)[max(0, self._sources.currentRow())]

    def recipe(self) -> Recipe:
        """What has been filled in."""
        return Recipe(
            self.source,
            self._name.text().strip(),
            self._text.toPlainText(),
            self._shape,
            tuple(field.text() for field in self._numbers),
            self._seed.text(),
            self._path.text().strip(),
            self._dtype.currentData() or "",
            self._grad.isChecked(),
        )

    def code(self) -> str:
        """The line that would run; "" where there is none."""
        return "" if self._planned is None else self._planned.code

    def problem(self) -> str:
        """Why there is none, in a sentence."""
        return self._problem.text() if self._planned is None else ""

    def _choose(self, _: int) -> None:
        source = self.source
        if source is Source.CLIPBOARD:
            self._text.setPlainText(QGuiApplication.clipboard().text())
        for field, text in zip(self._numbers, _DEFAULTS.get(source, ()), strict=False):
            field.setText(text)
        if source is Source.EYE and len(self._shape) != 2:
            self._shape = (3, 3)
        self._sizes.set_shapes([""], [self._shape])
        self._label_numbers()
        self._path.setPlaceholderText(
            self.tr("path of a picture: PNG, JPEG, WebP, GIF, BMP, TIFF …")
            if source is Source.IMAGE
            else self.tr("path of a file: .npy, .csv, .tsv or .txt")
        )
        count = len(_DEFAULTS.get(source, ()))
        shown = {
            "text": source in (Source.LITERAL, Source.CLIPBOARD),
            "path": source in (Source.FILE, Source.IMAGE),
            "shape": source in SHAPED,
            "first": count > 0,
            "second": count > 1,
            "third": count > 2,
            "seed": source in RANDOM,
        }
        for key, on in shown.items():
            self._form.setRowVisible(self._rows[key], on)
        self._read_file()

    def _resize_tensor(self, shapes: list[tuple[int, ...]]) -> None:
        self._shape = shapes[0]
        self._show()

    def _choose_file_or_stop(self) -> None:
        if self._reader.reads:
            self._reader.stop()
            self._is_stopped = True
            self._show()
            return
        if self.source is Source.IMAGE:
            kinds = self.tr("Pictures ({endings})").format(endings=" ".join(f"*.{one}" for one in pictures.endings()))
        else:
            kinds = self.tr("Numbers (*.npy *.csv *.tsv *.txt)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file"), self._path.text(), kinds)
        if name:
            self.set_path(name)

    def set_path(self, name: str) -> None:
        """Read the numbers from this file."""
        self._path.setText(name)
        self._read_file()

    def _read_file(self) -> None:
        """Read what the path names, if anything; what was read before is nothing any more."""
        self._reader.stop()
        self._loaded, self._trouble, self._read, self._is_stopped = None, None, 0.0, False
        self._picture.clear()
        path = self._path.text().strip()
        if self.source in (Source.FILE, Source.IMAGE) and Path(path).is_file():
            self._reader.begin(path, self.source is Source.IMAGE)
        self._show()

    def _take_progress(self, part: float) -> None:
        self._read = part
        self._show()

    def _take_numbers(self, found: Loaded, picture: QImage) -> None:
        self._loaded = found
        self._picture.setPixmap(QPixmap.fromImage(picture))
        self._show()

    def _take_trouble(self, trouble: Invalid | LoadError) -> None:
        self._trouble = trouble
        self._show()

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        try:
            planned = plan(self.recipe(), self._loaded)
        except Invalid as invalid:
            self._planned = None
            self._problem.setText(self._troubled(invalid))
            waits = self._trouble is None and invalid.reason in (Reason.NO_PATH, Reason.READING)
        else:
            waits = False
            self._planned = planned
            replaced = self.tr("{name} exists: it will be another tensor.").format(name=self._name.text().strip())
            self._problem.setText(replaced if self._name.text().strip() in self._used else "")
        role = "muted" if waits else "error_text" if self._planned is None else "trap_text"
        self._problem.set_color(role)
        self._problem.setVisible(bool(self._problem.text()))
        self._create.setEnabled(self._planned is not None)
        self._create.setToolTip(self._problem.text() if self._planned is None else "")
        self._browse.set_text(self.tr("Stop") if self._reader.reads else self.tr("Choose…"))
        self._code.setText(self.code() if len(self.code()) < 400 else f"{self.code()[:400]}…")
        self._show_preview()

    def _show_preview(self) -> None:
        planned = self._planned
        self._picture.setVisible(not self._picture.pixmap().isNull())
        self._facts.setVisible(planned is not None)
        if planned is not None:
            self._facts.setText(f"{shape_text(planned.shape)}  {planned.dtype}")
        drawn = None if planned is None else planned.drawn
        if planned is not None and drawn is not None:
            self._ask_for(drawn, planned)
        else:
            self._asked = None
            self._chance.hide()
            self._show_values(None if planned is None or self._picture.isVisibleTo(self) else planned.values)

    def _show_values(self, values: NDArray[Any] | None) -> None:
        has_some = values is not None and values.size > 0
        self._preview.setVisible(has_some)
        if has_some and values is not None:
            self._preview.set_values(values)
            self._preview.setFixedWidth(min(420, self._preview.sizeHint().width()))

    def _ask_for(self, drawn: Drawn, planned: Planned) -> None:
        """What the kernel would draw; what was shown before stays until it answers."""
        asked = self._asked = (drawn, planned.shape, planned.dtype)

        def answered(values: NDArray[Any] | None, _: str) -> None:
            if self._asked == asked:
                self._show_values(values)
                self._chance.setText(self._of_chance(drawn, values is None))
                self._chance.show()

        self._draw(drawn.function, planned.shape, planned.dtype, drawn.seed, answered)

    def _of_chance(self, drawn: Drawn, is_unknown: bool) -> str:
        if is_unknown:
            return self.tr("Drawn when it is made.")
        if drawn.seed is None:
            return self.tr("So it will be, unless something else is drawn before.")
        return self.tr("The seed {seed} always draws these.").format(seed=drawn.seed)

    def _troubled(self, invalid: Invalid) -> str:
        """Why there is nothing to make: what the file lacks is told before what the dialog lacks."""
        if isinstance(self._trouble, LoadError):
            return told(self._trouble)
        return self._sentence(self._trouble or invalid)

    def _sentence(self, invalid: Invalid) -> str:
        sentences = {
            Reason.NAME: self.tr("“{detail}” is no name in Python: use letters, digits and _."),
            Reason.LITERAL: self.tr("“{detail}” is no list of numbers. Write [1, 2, 3] or [[1., 2.], [3., 4.]]."),
            Reason.RAGGED: self.tr("The rows have different lengths; a tensor has no gaps."),
            Reason.NUMBER: self.tr("“{detail}” is not a number."),
            Reason.STEP: self.tr("A step of {detail} leads from the start nowhere."),
            Reason.INTEGER_GRAD: self.tr(
                "{detail} cannot require gradients: only floating point types can. Choose float32, or write 1. for 1."
            ),
            Reason.RANDOM_INTEGER: self.tr("{detail} cannot be drawn here: only floating point types can."),
            Reason.EYE: self.tr("An identity matrix has two axes."),
            Reason.NO_PATH: self.tr("Choose a file."),
            Reason.ABSENT: self.tr("There is no file “{detail}”."),
            Reason.FILE: self.tr("“{detail}” holds no numbers that can be read. Choose a .npy, .csv, .tsv or .txt."),
            Reason.CELL: self.tr("Line {line}, column {column}: “{detail}” is no number."),
            Reason.TYPE: self.tr("It holds {detail}, and a tensor has numbers."),
            Reason.READING: self._reading_words(),
            Reason.TOO_LARGE: self.tr("At most {detail} elements can be made this way."),
            Reason.NOTHING: self.tr("There is nothing yet: type numbers, or copy some from a spreadsheet."),
        }
        if invalid.reason is Reason.RAGGED and invalid.line:
            ragged = self.tr("Line {line} has {column} cells, the first another number; a tensor has no gaps.")
            return ragged.format(line=invalid.line, column=invalid.column)
        return sentences[invalid.reason].format(detail=invalid.detail, line=invalid.line, column=invalid.column)

    def _reading_words(self) -> str:
        if self._is_stopped:
            return self.tr("Reading was stopped.")
        if not self._read:
            return self.tr("“{detail}” is being read…")
        return self.tr("“{detail}” is being read: {percent} %").replace("{percent}", str(round(100 * self._read)))

    def _make(self) -> None:
        if self._planned is not None:
            self.made.emit(self._name.text().strip(), self._planned.code)
            self.close()

    # -- language -----------------------------------------------------------------------------------------------------

    def _source_words(self) -> dict[Source, str]:
        return {
            Source.LITERAL: self.tr("Numbers typed"),
            Source.ZEROS: "zeros",
            Source.ONES: "ones",
            Source.FULL: "full",
            Source.ARANGE: "arange",
            Source.LINSPACE: "linspace",
            Source.EYE: "eye",
            Source.RAND: "rand",
            Source.RANDN: "randn",
            Source.CLIPBOARD: self.tr("Clipboard"),
            Source.FILE: self.tr("File"),
            Source.IMAGE: self.tr("Picture"),
        }

    def _label_numbers(self) -> None:
        words = {
            Source.FULL: (self.tr("Value"),),
            Source.ARANGE: (self.tr("From"), self.tr("Up to, without it"), self.tr("Step")),
            Source.LINSPACE: (self.tr("From"), self.tr("To"), self.tr("How many")),
        }.get(self.source, ())
        for key, field, text in zip(("first", "second", "third"), self._numbers, words, strict=False):
            self._labels[key].setText(text)
            field.setAccessibleName(text)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setWindowTitle(self.tr("New tensor"))
        row = max(0, self._sources.currentRow())
        self._sources.blockSignals(True)
        self._sources.clear()
        self._sources.addItems(list(self._source_words().values()))
        self._sources.setCurrentRow(row)
        self._sources.blockSignals(False)
        self._widen_sources()
        named: tuple[tuple[str, QWidget, str], ...] = (
            ("name", self._name, self.tr("Name")),
            ("text", self._text, self.tr("Numbers")),
            ("path", self._path, self.tr("File")),
            ("shape", self._sizes, self.tr("Shape")),
            ("seed", self._seed, self.tr("Seed")),
            ("dtype", self._dtype, self.tr("Type")),
        )
        for key, widget, text in named:
            self._labels[key].setText(text)
            widget.setAccessibleName(text)
        self._sources.setAccessibleName(self.tr("Where the numbers come from"))
        self._seed.setPlaceholderText(self.tr("none: the stream goes on"))
        chosen = self._dtype.currentData() or ""
        self._dtype.clear()
        self._dtype.addItem(self.tr("as the numbers are"), "")
        for dtype in DTYPES:
            self._dtype.addItem(dtype, dtype)
        self._dtype.setCurrentIndex(self._dtype.findData(chosen))
        self._cancel.set_text(self.tr("Cancel"))
        self._create.set_text(self.tr("Create"))
        self._label_numbers()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._asked = None  # an answer that is still on its way finds nobody
        self._reader.stop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._choose(self._sources.currentRow())
        super().changeEvent(event)
