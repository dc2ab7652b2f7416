"""Two runs are compared statement by statement, and what differs is told once, where it shows."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from ui.models.comparison import Comparison, Difference, Side, What
from ui.models.recording import Recording

PROGRAM = """import torch
w = torch.tensor([1., 2.], requires_grad=True)
for step in range(4):
    loss = (w * w).sum()
    w.grad = None
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
print("done")
"""


@pytest.fixture
def compared(new_lab) -> Callable[..., list[Difference]]:
    """The differences between two programs, each run by itself."""

    def compare(here: str, there: str, tolerance: float = 0.0) -> list[Difference]:
        sides = [Side.whole(new_lab().run(text)) for text in (here, there)]
        compare.comparison = Comparison(*sides, tolerance)
        return [one for some in compare.comparison.differences() for one in some]

    return compare


def line(comparison: Comparison, one: Difference) -> int:
    side, step = (comparison.here, one.here) if one.here >= 0 else (comparison.there, one.there)
    return side.recording.place_of(step).line


def told(compare, found) -> list[tuple[What, str, int]]:
    return [(one.what, one.label, line(compare.comparison, one)) for one in found]


def test_a_program_run_twice_does_the_same(compared):
    assert compared(PROGRAM, PROGRAM) == []
    assert compared.comparison.compared > 20
    assert compared.comparison.unknown == 0


def test_an_edited_line_is_compared_with_what_it_was(compared):
    found = compared(PROGRAM, PROGRAM.replace("0.1", "0.2"))

    assert told(compared, found)[:2] == [(What.VALUE, "0.1 * w.grad", 8), (What.VALUE, "w", 8)]
    first = found[0]
    assert (first.here_text, first.there_text) == ("0.2, 0.4", "0.4, 0.8")
    assert first.largest == pytest.approx(0.4)


def test_a_line_more_shifts_the_others_and_is_told_alone(compared):
    changed = PROGRAM.replace("for step", "extra = torch.ones(3)\nfor step")

    found = compared(PROGRAM, changed)

    assert told(compared, found) == [(What.STATEMENT, "extra = torch.ones(3)", 3)]
    assert found[0].here == -1


def test_iterations_that_only_one_side_has_are_told_once_each(compared):
    found = compared(PROGRAM.replace("range(4)", "range(6)"), PROGRAM)

    assert [(one.what, one.there) for one in found if one.what is What.STATEMENT] == [(What.STATEMENT, -1)] * 2


@pytest.mark.parametrize(
    ("here", "there", "what", "texts"),
    [
        ("x = torch.ones(3)", "x = torch.ones(3, 1)", What.SHAPE, ("(3,)", "(3, 1)")),
        ("x = torch.ones(3)", "x = torch.ones(3, dtype=torch.float64)", What.DTYPE, ("float32", "float64")),
        ("x = torch.ones(3)", "x = torch.ones(3, requires_grad=True)", What.REQUIRES_GRAD, ("False", "True")),
        ("x = torch.ones(1)", "x = torch.zeros(1)", What.OPERATION, ("ones", "")),
        ("events.tracer.printed('1')", "events.tracer.printed('2')", What.PRINT, ("1", "2")),
        ("[1][2]", "{}[2]", What.ERROR, ("IndexError: list index out of range", "KeyError: 2")),
    ],
)
def test_each_kind_of_difference_says_what_is_on_each_side(compared, here, there, what, texts):
    head = "import torch\nfrom tensorlab import events\n"

    found = compared(head + here, head + there)

    assert (found[0].what, (found[0].here_text, found[0].there_text)) == (what, texts)


def test_a_gradient_that_differs_is_told_as_one(compared):
    program = "import torch\nw = torch.ones(2, requires_grad=True)\ny = (w * 3).sum()\ny.backward()"

    found = compared(program, program.replace("w * 3", "w * 4"))

    gradient = next(one for one in found if one.what is What.GRADIENT)
    assert (gradient.here_text, gradient.there_text) == ("3.0, 3.0", "4.0, 4.0")


def test_nan_beside_nan_is_the_same_and_beside_a_number_is_not(compared):
    program = "import torch\nx = torch.tensor([0.])\ny = x / x"
    assert compared(program, program) == []

    found = compared(program, program.replace("tensor([0.])", "tensor([1.])"))

    assert math.isnan(next(one for one in found if one.label == "y").largest)


def test_small_differences_are_none_within_the_tolerance(compared):
    assert compared("import torch\nx = torch.tensor(1.)", "import torch\nx = torch.tensor(1.01)", tolerance=0.1) == []


def test_values_too_large_to_keep_are_compared_by_what_is_known_of_them(compared):
    program = "import torch\nx = torch.arange(5000.)"
    assert compared(program, program) == []
    assert compared.comparison.unknown == 1

    found = compared(program, program.replace("5000.", "1., 5001."))
    assert [one.what for one in found] == [What.VALUE]


def test_an_earlier_run_of_the_same_session_is_a_side_like_any_other(lab):
    lab.run(PROGRAM)
    recording: Recording = lab.run(PROGRAM.replace("0.1", "0.5"))
    earlier, later = (Side.of_cell(recording, cell) for cell in recording.cells)

    found = [one for some in Comparison(later, earlier).differences() for one in some]

    assert found[0].what is What.VALUE
    assert later.first <= found[0].here <= later.last
    assert earlier.first <= found[0].there <= earlier.last


def test_branches_that_part_are_told_where_they_part(compared):
    program = "import torch\nx = torch.ones(2)\nfor i in range(3):\n    if i == {n}:\n        x = x + 1\n    x = x * 2"

    found = compared(program.format(n=1), program.format(n=2))

    assert told(compared, found)[0] == (What.STATEMENT, "x = x + 1", 5)
