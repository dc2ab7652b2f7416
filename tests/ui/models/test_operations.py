"""Operations by hand: the shape that is foretold is the shape that comes out, and refusals are PyTorch's."""

import pytest

from ui.models.operations import OPERATIONS, Given, Kind, outcome

BY_NAME = {operation.name: operation for operation in OPERATIONS}


def given_of(recording, tensor, **more):
    step = recording.last_step
    return Given(recording.shape(tensor, step), recording.stride(tensor, step), recording.dtype(tensor), **more)


DONE = [
    ("reshape", {"text": "3, 2"}, Kind.VIEW),
    ("view", {"text": "-1"}, Kind.VIEW),
    ("permute", {"text": "1, 0"}, Kind.VIEW),
    ("transpose", {"text": "0, -1"}, Kind.VIEW),
    ("squeeze", {"text": ""}, Kind.VIEW),
    ("squeeze", {"text": "0"}, Kind.VIEW),
    ("unsqueeze", {"text": "-1"}, Kind.VIEW),
    ("flatten", {}, Kind.VIEW),
    ("expand", {"text": "4, 2, 3"}, Kind.VIEW),
    ("[ ]", {"text": ":, 1:"}, Kind.VIEW),
    ("[ ]", {"text": "[1, 0]"}, Kind.COPY),
    ("sum", {"text": ""}, Kind.COMPUTED),
    ("sum", {"text": "0", "keepdim": True}, Kind.COMPUTED),
    ("sum", {"text": "0, 1"}, Kind.COMPUTED),
    ("mean", {"text": "1"}, Kind.COMPUTED),
    ("max", {"text": "1"}, Kind.COMPUTED),
    ("min", {"text": "0, 1"}, Kind.COMPUTED),
    ("max", {"text": ""}, Kind.COMPUTED),
    ("+", {"other": "b", "other_shape": (3,)}, Kind.COMPUTED),
    ("÷", {"other": "b", "other_shape": (3,)}, Kind.COMPUTED),
    ("@", {"other": "b", "other_shape": (3,)}, Kind.COMPUTED),
    ("cat", {"other": "x", "other_shape": (2, 3), "text": "1"}, Kind.COPY),
    ("to", {"text": "int64"}, Kind.COPY),
    ("clone", {}, Kind.COPY),
    ("detach", {}, Kind.VIEW),
]


@pytest.mark.parametrize(("name", "filled", "kind"), DONE, ids=[f"{name} {filled}" for name, filled, _ in DONE])
def test_the_shape_and_type_that_are_foretold_come_out(recorded, named, name, filled, kind):
    recording = recorded("import torch\nx = torch.arange(6.).reshape(2, 3)\nb = torch.ones(3)")
    x = named(recording, "x")
    made = outcome(BY_NAME[name], given_of(recording, x, **filled))

    recording = recorded(f"y = {made.code.format(x='x')}")

    y, step = named(recording, "y"), recording.last_step
    assert (recording.shape(y, step), recording.dtype(y)) == (made.shape, made.dtype)
    assert made.kind is kind
    if kind is not Kind.COMPUTED:
        assert (recording.storage(y, step) == recording.storage(x, step)) == (kind is Kind.VIEW)


@pytest.mark.parametrize("name", ["requires_grad_", "zero_", "grad = None"])
def test_what_changes_the_tensor_itself_makes_nothing_new(recorded, named, name):
    recording = recorded("import torch\nx = torch.arange(6.).reshape(2, 3)")
    made = outcome(BY_NAME[name], given_of(recording, named(recording, "x")))

    recording = recorded(made.code.format(x="x"))

    assert made.kind is Kind.CHANGED
    assert not recording.errors


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("reshape", {"text": "4, -1"}),
        ("view", {"text": "4, 2"}),
        ("permute", {"text": "0, 0"}),
        ("transpose", {"text": "0, 5"}),
        ("squeeze", {"text": "5"}),
        ("unsqueeze", {"text": "7"}),
        ("expand", {"text": "2, 4"}),
        ("expand", {"text": "3"}),
        ("[ ]", {"text": "9"}),
        ("sum", {"text": "3"}),
        ("+", {"other": "b", "other_shape": (4,)}),
        ("@", {"other": "m", "other_shape": (2, 3)}),
    ],
)
def test_what_pytorch_refuses_is_refused_in_its_words(recorded, named, name, filled):
    recording = recorded("import torch\nx = torch.arange(6.).reshape(2, 3)\nb = torch.ones(4)\nm = torch.ones(2, 3)")
    operation = BY_NAME[name]
    with pytest.raises((RuntimeError, IndexError)) as refused:
        outcome(operation, given_of(recording, named(recording, "x"), **filled))

    lines = {"+": "x + b", "@": "x @ m", "[ ]": f"x[{filled.get('text')}]"}
    recorded(lines.get(name, f"x.{name}({filled.get('text')})"))

    assert recording.errors[-1].message == str(refused.value)


def test_a_view_of_what_was_turned_is_refused(recorded, named):
    recording = recorded("import torch\nx = torch.arange(6.).reshape(2, 3).t()")
    x = given_of(recording, named(recording, "x"), text="-1")

    with pytest.raises(RuntimeError, match="view size is not compatible"):
        outcome(BY_NAME["view"], x)
    assert outcome(BY_NAME["reshape"], x).kind is Kind.COPY


def test_the_mean_of_whole_numbers_is_refused():
    with pytest.raises(RuntimeError, match="could not infer output dtype"):
        outcome(BY_NAME["mean"], Given((2,), (1,), "int64"))


@pytest.mark.parametrize(("name", "text"), [("reshape", "two"), ("transpose", "1"), ("[ ]", "n"), ("unsqueeze", "")])
def test_what_cannot_be_read_is_no_operation(name, text):
    with pytest.raises(ValueError):
        outcome(BY_NAME[name], Given((2, 3), (3, 1), text=text))


@pytest.mark.parametrize("name", ["+", "@", "cat"])
def test_two_tensors_are_needed_to_combine_them(name):
    with pytest.raises(ValueError):
        outcome(BY_NAME[name], Given((2, 3), (3, 1)))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_what_is_filled_in_at_first_can_be_done(operation):
    given = Given((2, 3), (3, 1), other="b", other_shape=(3,) if operation.name != "cat" else (2, 3))
    text = operation.default(given)

    assert outcome(operation, Given((2, 3), (3, 1), text=text, other="b", other_shape=given.other_shape)).code
