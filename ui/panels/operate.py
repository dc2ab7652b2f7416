"""Do something to a tensor by hand: choose what, see the shape that comes out, and the line that will run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from ui.models.explanation import Operand
from ui.models.new_tensor import DTYPES, free_name
from ui.models.operations import OPERATIONS, Ask, Given, Kind, Operation, Outcome, outcome
from ui.models.words import shape_text
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.drop_down import DropDown
from ui.widgets.label import Label
from ui.widgets.shape_strip import ShapeStrip


class OperateDialog(QDialog):
    """Blocks nothing; what it shows is what will run."""

    made = Signal(str, str)
    """The name of the result, "" where the tensor itself is changed, and the line."""

    def __init__(
        self, operand: Operand, others: list[Operand], other: int = -1, first: str = "", parent: QWidget | None = None
    ) -> None:
        """Args:
        operand: the tensor.
        others: tensors with a name that it can be combined with; ``other`` is the one chosen at first.
        first: name of the operation that is chosen at first.
        """
        super().__init__(parent)
        self._operand = operand
        self._others = others
        self._outcome: Outcome | None = None
        self._list = QListWidget()
        self._name = QLineEdit(free_name({one.name for one in others} | {operand.name}))
        self._text = QLineEdit()
        self._other = DropDown()
        self._dtype = DropDown()
        self._keepdim = CheckBox("keepdim")
        self._before = Label(font="code")
        self._strip = ShapeStrip()
        self._says = Label(font="control", color="muted")
        self._code = Label(font="code_small")
        self._cancel, self._create = Button(), Button(primary=True)
        self._words = [Label(font="control", color="muted") for _ in range(4)]
        self._arrange()
        for one in others:
            self._other.addItem(f"{one.name} {one.shape}", one.id)
        self._other.setCurrentIndex(max(0, self._other.findData(other)))
        for dtype in DTYPES:
            self._dtype.addItem(dtype, dtype)
        self._list.addItems([operation.name for operation in OPERATIONS])
        self._list.setFixedWidth(max(150, self._list.sizeHintForColumn(0) + 24))
        self._connect()
        self.retranslate()
        names = [operation.name for operation in OPERATIONS]
        self._list.setCurrentRow(names.index(first) if first in names else 0)
        self._choose(self._list.currentRow())
        self.resize(QSize(600, 420).expandedTo(self.sizeHint()))

    def _arrange(self) -> None:
        self._list.setSpacing(2)
        for label in (self._says, self._code):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        form = self._form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        asked = QWidget()
        line = QHBoxLayout(asked)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._text, 1)
        line.addWidget(self._keepdim)
        for word, widget in zip(self._words, (asked, self._other, self._dtype, self._name), strict=True):
            form.addRow(word, widget)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._before)
        right.addLayout(form)
        right.addSpacing(8)
        right.addWidget(self._strip)
        right.addWidget(self._says)
        right.addStretch(1)
        right.addWidget(self._code)
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addWidget(self._list)
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
        self._list.currentRowChanged.connect(self._choose)
        for field in (self._text, self._name):
            field.textEdited.connect(lambda _: self._show())
            field.returnPressed.connect(self._make)
        self._other.activated.connect(lambda _: self._show())
        self._dtype.activated.connect(lambda _: self._show())
        self._keepdim.toggled.connect(lambda _: self._show())
        self._cancel.clicked.connect(self.close)
        self._create.clicked.connect(self._make)

    # -- what is asked ------------------------------------------------------------------------------------------------

    @property
    def operation(self) -> Operation:
        return OPERATIONS[max(0, self._list.currentRow())]

    def code(self) -> str:
        """The line that would run; "" where there is none."""
        made = self._outcome
        if made is None:
            return ""
        line = made.code.format(x=self._operand.name)
        return line if made.kind is Kind.CHANGED else f"{self._name.text().strip()} = {line}"

    def problem(self) -> str:
        """Why there is none."""
        return self._says.text() if self._outcome is None else ""

    def _given(self) -> Given:
        operand = self._operand
        chosen = next((one for one in self._others if one.id == self._other.currentData()), None)
        text = self._dtype.currentData() if self.operation.ask is Ask.DTYPE else self._text.text()
        return Given(
            operand.shape,
            operand.stride,
            operand.dtype,
            text or "",
            self._keepdim.isChecked(),
            chosen.name if chosen is not None else "",
            chosen.shape if chosen is not None else (),
        )

    def _choose(self, _: int) -> None:
        operation = self.operation
        self._text.setText(operation.default(self._given()))
        ask = operation.ask
        has_text = ask in (Ask.SIZES, Ask.DIM, Ask.DIMS, Ask.KEY) or operation.name == "cat"
        self._form.setRowVisible(0, has_text)
        self._form.setRowVisible(1, ask is Ask.OTHER)
        self._form.setRowVisible(2, ask is Ask.DTYPE)
        self._keepdim.setVisible(operation.keeps)
        self._words[0].setText(self._asked(operation))
        self._text.setAccessibleName(self._asked(operation))
        self._show()

    def _asked(self, operation: Operation) -> str:
        words = {
            Ask.SIZES: self.tr("Sizes"),
            Ask.DIM: self.tr("Axis"),
            Ask.DIMS: self.tr("Axes"),
            Ask.KEY: self.tr("Index"),
        }
        return words.get(operation.ask, self.tr("Axis"))

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        try:
            self._outcome = outcome(self.operation, self._given())
            problem = "" if self._name.text().strip().isidentifier() else self.tr("The result needs a name.")
        except (RuntimeError, IndexError) as error:
            self._outcome, problem = None, str(error)
        except ValueError:
            self._outcome, problem = None, self._hint()
        made = self._outcome
        if problem:
            self._outcome = None
        self._form.setRowVisible(3, made is None or made.kind is not Kind.CHANGED)
        self._says.set_color("error_text" if problem else "muted")
        self._says.setText(problem or (self._outcome_words(made) if made is not None else ""))
        self._create.setEnabled(self._outcome is not None)
        self._code.setText(self.code())
        names, shapes = [self._operand.name], [self._operand.shape]
        other = next((one for one in self._others if one.id == self._other.currentData()), None)
        joins = self.operation.ask is Ask.OTHER and self.operation.name not in ("cat", "@") and other is not None
        if joins and other is not None:
            names, shapes = [*names, other.name], [*shapes, other.shape]
        self._strip.setVisible(bool(joins))
        if joins:
            self._strip.set_shapes(names, shapes)

    def _outcome_words(self, made: Outcome) -> str:
        words = {
            Kind.VIEW: self.tr("{before} → {after} {dtype}. It shares memory with {name}."),
            Kind.COPY: self.tr("{before} → {after} {dtype}. It is a copy."),
            Kind.COMPUTED: self.tr("{before} → {after} {dtype}."),
            Kind.CHANGED: self.tr("{name} itself is changed."),
        }
        return words[made.kind].format(
            before=shape_text(self._operand.shape),
            after=shape_text(made.shape),
            dtype=made.dtype,
            name=self._operand.name,
        )

    def _hint(self) -> str:
        if self.operation.ask is Ask.OTHER and not self._others:
            return self.tr("There is no other tensor with a name.")
        if self.operation.ask is Ask.KEY:
            return self.tr("Type an index, such as 0, 1:3 or [0, 2].")
        return self.tr("Type whole numbers with commas, such as 3, 2.")

    def _make(self) -> None:
        made = self._outcome
        if made is not None:
            self.made.emit("" if made.kind is Kind.CHANGED else self._name.text().strip(), self.code())
            self.close()

    # -- language -----------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setWindowTitle(self.tr("Operation on {name}").format(name=self._operand.name))
        self._before.setText(f"{self._operand.name}  {shape_text(self._operand.shape)}  {self._operand.dtype}")
        for word, text in zip(self._words[1:], (self.tr("With"), self.tr("Type"), self.tr("Result")), strict=True):
            word.setText(text)
        self._other.setAccessibleName(self.tr("With"))
        self._dtype.setAccessibleName(self.tr("Type"))
        self._name.setAccessibleName(self.tr("Result"))
        self._list.setAccessibleName(self.tr("Operations"))
        self._cancel.set_text(self.tr("Cancel"))
        self._create.set_text(self.tr("Run"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._choose(self._list.currentRow())
        super().changeEvent(event)
