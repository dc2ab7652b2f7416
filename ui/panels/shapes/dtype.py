"""Which type comes out when types meet: the ladder of types, and the rule that decided."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from tensorlab.explain import Rule, Typed, TypeMix, promote
from tensorlab.explain.promotion import LADDER, Category, Rank, category
from ui.models.explanation import SIGNS, Subject, number_in
from ui.panels.shapes.page import ExplainPage, sentence, short_name
from ui.widgets.drop_down import DropDown
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.type_ladder import TypeLadder

_NUMBERS = {bool: "bool", int: "int64", float: "float32", type(None): "float32"}
"""The type that a Python number has among tensors."""


class TypePage(ExplainPage):
    """Two operands by default; each has a type and a rank that can be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = ["a", "b"]
        self._operands = [Typed("int64"), Typed("float32")]
        self._op = ""
        self._tests = False
        self._chosen = 0
        self._says = sentence("text")
        self._more = sentence()
        self._ladder = TypeLadder()
        self._form = QGridLayout()
        self._form.setColumnStretch(0, 1)
        self._form.setHorizontalSpacing(2)
        self._form.setVerticalSpacing(2)
        self.column.addLayout(self._form)
        self.column.addWidget(self._says)
        self.column.addWidget(self._ladder)
        self.column.addWidget(self._more)
        self.column.addStretch(1)
        self._ladder.chosen.connect(self._take)

    def subject_changed(self, subject: Subject) -> None:
        operands = [one for one in subject.operands if one.dtype in LADDER][:4]
        self._names = [short_name(one) for one in operands] or ["a"]
        self._operands = [Typed(one.dtype, Rank.TENSOR if one.shape else Rank.ZERO_DIM) for one in operands] or [
            Typed("int64")
        ]
        if len(self._operands) < 2:
            number = number_in(subject.code)
            self._names.append(str(2.5 if number is None else number))
            self._operands.append(Typed(_NUMBERS[type(number)], Rank.NUMBER))
        self._op = subject.op
        own = "" if subject.result is None else subject.result.dtype
        self._tests = own == "bool" and promote(*self._operands).result != "bool"
        self._chosen = 0
        self._build()

    def _build(self) -> None:
        while (item := self._form.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        ranks = {
            Rank.TENSOR: self.tr("tensor"),
            Rank.ZERO_DIM: self.tr("tensor without axes"),
            Rank.NUMBER: self.tr("Python number"),
        }
        for number, (name, operand) in enumerate(zip(self._names, self._operands, strict=True)):
            kinds, types = DropDown(), DropDown()
            for rank, words in ranks.items():
                kinds.addItem(words, rank)
            kinds.setCurrentIndex(kinds.findData(operand.rank))
            for dtype in LADDER:
                types.addItem(dtype, dtype)
            types.setCurrentIndex(LADDER.index(operand.dtype))
            types.setAccessibleName(self.tr("Type of {name}").format(name=name))
            kinds.setAccessibleName(self.tr("Kind of {name}").format(name=name))
            types.activated.connect(lambda _, number=number, box=types: self._change(number, dtype=box.currentData()))
            kinds.activated.connect(lambda _, number=number, box=kinds: self._change(number, rank=box.currentData()))
            self._form.addWidget(ElidedLabel(name, "control_strong"), number, 0)
            self._form.addWidget(types, number, 1)
            self._form.addWidget(kinds, number, 2)

    def _change(self, number: int, dtype: str | None = None, rank: Rank | None = None) -> None:
        old = self._operands[number]
        self._chosen = number
        self._operands[number] = Typed(dtype or old.dtype, old.rank if rank is None else Rank(rank))
        self.refresh()

    def _take(self, dtype: str) -> None:
        """A click on the ladder changes the operand that was changed last, the first before that."""
        self._change(self._chosen, dtype=dtype)
        self._build()

    def refresh(self) -> None:
        mix = promote(*self._operands)
        result = self._result(mix)
        self._ladder.set_types([one.dtype for one in self._operands], result)
        sign = f" {SIGNS.get(self._op, '+')} "
        met = sign.join(one.dtype for one in self._operands)
        self._says.setText(self.tr("{types} → {result}").format(types=met, result=result))
        self._more.setText(" ".join(filter(None, (self._rule(mix), self._loss(mix), self._after(mix)))))

    def _divides_whole_numbers(self, mix: TypeMix) -> bool:
        return self._op == "div" and category(mix.result) < Category.FLOAT

    def _result(self, mix: TypeMix) -> str:
        """The type of the result: of some operations it isn't the one in which they compute."""
        return "bool" if self._tests else _NUMBERS[float] if self._divides_whole_numbers(mix) else mix.result

    def _after(self, mix: TypeMix) -> str:
        """Why the result has another type than that in which the operands meet."""
        if self._tests:
            return self.tr("The answer to a question is bool.")
        if self._divides_whole_numbers(mix):
            return self.tr("Division makes fractions of whole numbers: the result is {result}.").format(
                result=self._result(mix)
            )
        return ""

    def _rule(self, mix: TypeMix) -> str:
        if mix.rule is Rule.SAME:
            return self.tr("All types are the same, so nothing changes.")
        if mix.rule is Rule.WIDTH:
            return self.tr("All are of one category: the narrowest type that holds all of them.")
        if mix.rule is Rule.RANK:
            return self.tr("A Python number or a tensor without axes gives way: its category is not higher.")
        high = max(category(one.dtype) for one in self._operands)
        names = {
            1: self.tr("whole numbers"),
            2: self.tr("floating point"),
            3: self.tr("complex"),
        }
        return self.tr("The highest category wins: {name}. How wide the others are doesn't count.").format(
            name=names[int(high)]
        )

    def _loss(self, mix: TypeMix) -> str:
        lost = [self._operands[at].dtype for at in mix.loses]
        if not lost:
            return ""
        return self.tr("Large numbers of {types} are rounded in {result}.").format(
            types=", ".join(dict.fromkeys(lost)), result=mix.result
        )

    def retranslate(self) -> None:
        self._build()
