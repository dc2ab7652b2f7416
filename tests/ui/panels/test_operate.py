"""Operations by hand: the dialog foretells the shape and shows the line."""

import pytest

from ui.models.explanation import Operand
from ui.panels.operate import OperateDialog


@pytest.fixture
def dialog(qtbot) -> OperateDialog:
    a, b = Operand.played("a", (2, 3)), Operand.played("b", (3,))
    dialog = OperateDialog(Operand("a", a.shape, a.stride, id=0), [Operand("b", b.shape, b.stride, id=1)])
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(dialog, name: str) -> None:
    names = [dialog._list.item(row).text() for row in range(dialog._list.count())]
    dialog._list.setCurrentRow(names.index(name))


def type_text(dialog, text: str) -> None:
    dialog._text.setText(text)
    dialog._text.textEdited.emit(text)


def test_what_is_shown_is_what_is_made(dialog, qtbot):
    choose(dialog, "sum")
    type_text(dialog, "1")
    dialog._keepdim.click()
    assert dialog.code() == "x = a.sum(1, keepdim=True)"
    assert "(2, 3) → (2, 1) float32" in dialog._says.text()

    with qtbot.waitSignal(dialog.made) as made:
        dialog._create.click()

    assert made.args == ["x", "x = a.sum(1, keepdim=True)"]


def test_a_tensor_is_combined_with_another(dialog):
    choose(dialog, "×")

    assert dialog.code() == "x = a * b"
    assert dialog._strip.isVisible()


def test_what_changes_the_tensor_needs_no_name(dialog, qtbot):
    choose(dialog, "zero_")

    with qtbot.waitSignal(dialog.made) as made:
        dialog._create.click()

    assert made.args == ["", "a.zero_()"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("reshape", "4, 4", "invalid for input of size 6"),
        ("reshape", "x", "whole numbers"),
        ("[ ]", "n", "Type an index"),
    ],
)
def test_what_cannot_be_done_says_why(dialog, name, text, problem):
    choose(dialog, name)
    type_text(dialog, text)

    assert problem in dialog.problem()
    assert not dialog._create.isEnabled()


def test_a_result_needs_a_name(dialog):
    dialog._name.setText("1")
    dialog._name.textEdited.emit("1")

    assert dialog.problem() == "The result needs a name."


def test_alone_there_is_nothing_to_combine_with(qtbot):
    dialog = OperateDialog(Operand.played("a", (2,)), [], first="+")
    qtbot.addWidget(dialog)

    assert dialog.problem() == "There is no other tensor with a name."
