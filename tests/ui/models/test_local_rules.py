"""A local rule says in symbols and numbers what backward has really computed."""

from __future__ import annotations

import numpy as np
import pytest

from ui.models.local_rules import _ONE, _TWO, local_rules

ONE = {
    "neg": "-x",
    "exp": "x.exp()",
    "log": "x.log()",
    "sqrt": "x.sqrt()",
    "sin": "x.sin()",
    "cos": "x.cos()",
    "tanh": "x.tanh()",
    "sigmoid": "x.sigmoid()",
    "relu": "x.relu()",
    "abs": "x.abs()",
    "reciprocal": "x.reciprocal()",
    "clone": "x.clone()",
    "sum": "x.sum()",
    "mean": "x.mean()",
    "view": "x.view(6)",
    "unsqueeze": "x.unsqueeze(0)",
    "squeeze": "x.squeeze(0)",
    "t": "x.t()",
    "expand": "x.expand(2, 3)",
}
TWO = {
    "add": "x + w",
    "sub": "x - w",
    "mul": "x * w",
    "div": "x / w",
    "mm": "x @ w.t()",
    "mv": "x @ w[0]",
    "dot": "x[0].dot(w[0])",
}


def ran(recorded, named, code: str):
    """The recording of ``y = code`` with its backward, and the operation that made y."""
    recording = recorded(
        "import torch\ntorch.manual_seed(0)\nx = torch.rand(2, 3, requires_grad=True)\n"
        f"w = torch.rand(2, 3, requires_grad=True)\ny = {code}\ny.backward(torch.rand(y.shape))"
    )
    return recording, recording.producer(named(recording, "y"))


@pytest.mark.parametrize("op", [*_ONE, *_TWO])
def test_a_rule_gives_what_backward_gave(recorded, named, op: str) -> None:
    recording, function = ran(recorded, named, {**ONE, **TWO}[op])
    assert recording.op(function) == op
    operands = [used.tensor for used in recording.inputs(function)]
    step = recording.last_step
    values = dict(zip(("a", "b"), [recording.value(one, step) for one in operands], strict=False))
    values |= {"g": recording.gradient_of(function, step), "y": recording.value(named(recording, "y"), step)}

    for (_, compute), tensor in zip(_TWO[op] if op in _TWO else (_ONE[op],), operands, strict=True):
        arrived = recording.gradient_of(tensor, step)
        assert np.allclose(compute(values), arrived)


def test_it_is_told_with_the_users_names_and_numbers(recorded, named) -> None:
    recording = recorded(
        "import torch\nx = torch.tensor(2., requires_grad=True)\ny = torch.tensor(-3., requires_grad=True)\n"
        "z = x * y\nz.backward()"
    )
    function = recording.producer(named(recording, "z"))

    told = local_rules(recording, function, recording.last_step)

    assert [(rule.operand, rule.symbols, rule.numbers) for rule in told] == [
        ("x", "g · y", "1.0 · (−3.0) = −3.0"),
        ("y", "g · x", "1.0 · 2.0 = 2.0"),
    ]


def test_before_backward_there_are_symbols_alone(recorded, named) -> None:
    recording = recorded("import torch\nx = torch.tensor(2., requires_grad=True)\nz = x.exp()")

    (rule,) = local_rules(recording, recording.producer(named(recording, "z")), recording.last_step)

    assert (rule.symbols, rule.numbers) == ("g · z", "")


def test_what_was_stretched_is_summed_back(recorded, named) -> None:
    recording = recorded(
        "import torch\na = torch.ones(3, requires_grad=True)\nb = torch.ones(3, 1, requires_grad=True)\nc = a + b"
    )

    rules = local_rules(recording, recording.producer(named(recording, "c")), recording.last_step)

    assert [rule.summed_to for rule in rules] == [(3,), (3, 1)]


@pytest.mark.parametrize("code", ["y = x", "y = x.detach() * 2", "y = torch.softmax(x, 0)", "y = x.view(1, 2).sum(0)"])
def test_of_what_has_no_rule_here_nothing_is_told(recorded, named, code: str) -> None:
    recording = recorded(f"import torch\nx = torch.ones(2, requires_grad=True)\n{code}")
    producer = recording.producer(named(recording, "y"))

    assert producer < 0 or local_rules(recording, producer, recording.last_step) == []
