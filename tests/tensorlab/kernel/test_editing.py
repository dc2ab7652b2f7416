"""A change by hand is a line of Python, and the line that undoes it puts exactly the old values back."""

import pytest

from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Edit, Edited, Refused


class Hand:
    """Runs code, and edits the tensor ``x`` as the window does."""

    def __init__(self) -> None:
        self.space = {"__name__": "__main__"}
        self.agent = Agent(lambda _: None, self.space)

    def run(self, code: str):
        error = self.agent.workspace.execute(code, "In [1]")
        assert error is None, error
        return self

    def edit(self, code: str, version: int | None = None) -> Edited | Refused:
        x = self.space["x"]
        number = self.agent.tracer.tensor_id(x)
        return self.agent.edit(Edit(1, number, x._version if version is None else version, code))


@pytest.fixture
def hand() -> Hand:
    return Hand().run("import torch\nx = torch.arange(6.).reshape(2, 3)")


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("{x}[0, 2] = 7.5", [[0, 1, 7.5], [3, 4, 5]]),
        ("{x}[0:2, 1] = torch.tensor([8.0, 9.0], dtype=torch.float32)", [[0, 8, 2], [3, 9, 5]]),
        ("{x}[0:2, 0:2] += 1", [[1, 2, 2], [4, 5, 5]]),
        ("{x}[1, ...] -= 3", [[0, 1, 2], [0, 1, 2]]),
        ("{x}[:, :] = 0.0", [[0, 0, 0], [0, 0, 0]]),
        ("{x}.zero_()", [[0, 0, 0], [0, 0, 0]]),
        ("{x}.add_(1)", [[1, 2, 3], [4, 5, 6]]),
    ],
)
@pytest.mark.parametrize("requires_grad", [False, True])
def test_an_edit_and_its_undo_are_one_line_each(hand, line, after, requires_grad):
    hand.run(f"x.requires_grad_({requires_grad})")
    before = hand.space["x"].tolist()

    done = hand.edit(line)
    assert hand.space["x"].tolist() == after
    assert done.code == ("with torch.no_grad(): " if requires_grad else "") + line.replace("{x}", "x")

    undone = hand.edit(done.undo)
    assert hand.space["x"].tolist() == before
    hand.edit(undone.undo)
    assert hand.space["x"].tolist() == after


def test_an_edit_of_what_has_changed_meanwhile_is_refused(hand):
    version = hand.space["x"]._version
    hand.run("x += 1")

    answer = hand.edit("{x}[0, 0] = 5", version)

    assert (answer.reason, hand.space["x"].tolist()[0][0]) == ("conflict", 1)


def test_what_python_refuses_is_told_and_changes_nothing(hand):
    assert hand.edit("{x}[9, 9] = 5").reason == "error"
    assert hand.edit("{x}[0, 0] = ").reason == "error"
    assert hand.edit("{x}[0, 0] = torch.ones(3)").reason == "error"
    assert hand.space["x"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_tensor_that_is_gone_cannot_be_edited(hand):
    assert hand.agent.edit(Edit(1, 99, 0, "{x}[0] = 1")).reason == "gone"


def test_a_tensor_without_a_name_is_edited_by_its_number(hand):
    hand.run("many = [torch.zeros(2)]")
    number = hand.agent.tracer.tensor_id(hand.space["many"][0])

    done = hand.agent.edit(Edit(1, number, 0, "{x}[1] = 4.0"))

    assert done.code == f"lab[{number}][1] = 4.0"
    assert hand.space["many"][0].tolist() == [0, 4]


def test_requires_grad_is_turned_and_turned_back(hand):
    done = hand.edit("{x}.requires_grad = True")

    assert (done.code, done.undo) == ("x.requires_grad = True", "x.requires_grad = False")


def test_nan_and_infinity_come_back_as_they_were(hand):
    hand.run("x[0, 0] = float('nan'); x[0, 1] = float('-inf')")

    done = hand.edit("{x}[0, 0:2] = 0.0")
    hand.edit(done.undo)

    assert str(hand.space["x"].tolist()[0][:2]) == "[nan, -inf]"


def test_what_is_too_much_for_a_line_cannot_be_undone(hand):
    hand.run("x = torch.zeros(5000)")

    assert hand.edit("{x}[:] = 1.0").undo == ""
    assert hand.edit("{x}.zero_()").undo == ""


def test_nothing_is_put_back_as_nothing(hand):
    hand.run("x = torch.zeros(0, 2)")

    assert hand.edit("{x}[:, :] = 1.0").undo == "x[:, :] = torch.empty((0, 2))"


def test_an_index_that_would_have_to_be_computed_is_not_undone_by_guess(hand):
    hand.run("x = torch.zeros(3)\ni = 1")

    assert hand.edit("{x}[i] = 1.0").undo == ""
