"""The rows of the tensors dock at a step."""

import pytest

from ui.models.recording import Recording
from ui.models.tensors import GradState, Group, tensor_rows

CODE = """
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.ones(2)
h = x * y
v = y[:1]
(h * 3).sum().backward()
"""


@pytest.fixture
def rows(recorded):
    recording = recorded(CODE)
    return lambda step=None: {r.name: r for r in tensor_rows(recording, recording.last_step if step is None else step)}


def test_a_row_says_what_a_tensor_is(rows):
    x = rows()["x"]

    assert (x.shape, x.dtype, x.requires_grad, x.is_leaf, x.is_view) == ((2,), "float32", True, True, False)
    assert x.group is Group.NAMED
    assert x.summary == "1.0, 2.0"


def test_what_is_said_of_the_gradient(rows):
    found = rows()

    assert found["x"].grad is GradState.KEPT and found["x"].adds == 1
    assert found["y"].grad is GradState.OFF
    assert found["h"].grad is GradState.NOT_KEPT
    assert rows(2)["x"].grad is GradState.NONE_YET


def test_those_that_share_memory_have_one_letter(rows):
    found = rows()

    assert found["y"].memory == found["v"].memory != found["x"].memory
    assert found["y"].is_shared and found["v"].is_shared and not found["x"].is_shared


def test_tensors_of_later_steps_come_last(rows):
    early = rows(1)

    assert early["x"].group is Group.NAMED
    assert early["h"].group is Group.LATER
    assert list(early).index("x") < list(early).index("h")


def test_gradients_have_no_row_of_their_own(rows):
    assert "x.grad" not in rows()


def test_living_tensors_without_a_name_are_listed_by_their_source(recorded):
    recording = recorded("kept = [torch.ones(2) * 3]")

    (row,) = (r for r in tensor_rows(recording, recording.last_step) if r.group is Group.UNNAMED)
    assert row.name == "torch.ones(2) * 3"


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("x", {"x"}),
        ("shape:2", {"x", "y", "h"}),
        ("shape:1", {"v"}),
        ("dtype:float32", {"x", "y", "h", "v"}),
        ("dtype:int64", set()),
        ("leaf", {"x", "y", "v"}),
        ("leaf shape:2", {"x", "y"}),
    ],
)
def test_a_filter_keeps_what_fits_every_word(rows, wanted, names):
    found = {name for name, row in rows().items() if row.group is Group.NAMED and row.matches(wanted)}

    assert found == names


def test_an_empty_recording_has_no_rows():
    assert tensor_rows(Recording(), -1) == []
