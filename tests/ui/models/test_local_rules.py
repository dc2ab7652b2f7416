"""A local rule says in symbols and numbers what backward has really computed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from ui.models.derivatives import DERIVATIVES, Shapes
from ui.models.local_rules import local_rules

SPECIAL = {
    "sub": "x - w",
    "add": "x + w",
    "rsub": "torch.rsub(x, w)",
    "mul": "x * w",
    "div": "x / w",
    "pow": "x ** w",
    "maximum": "torch.maximum(x, w)",
    "minimum": "torch.minimum(x, w)",
    "where": "torch.where(x > 0.5, x, w)",
    "atan2": "torch.atan2(x, w)",
    "hypot": "torch.hypot(x, w)",
    "clamp": "x.clamp(0.3, 0.6)",
    "to": "x.double()",
    "masked_fill": "x.masked_fill(x > 0.5, 0.0)",
    "log_sigmoid": "torch.nn.functional.logsigmoid(x)",
    "silu": "torch.nn.functional.silu(x)",
    "softplus": "torch.nn.functional.softplus(x)",
    "elu": "torch.nn.functional.elu(x - 0.5)",
    "linalg_vector_norm": "x.norm()",
    "softmax": "x.softmax(-1)",
    "log_softmax": "x.log_softmax(-1)",
    "logsumexp": "x.logsumexp(-1)",
    "mse_loss": "torch.nn.functional.mse_loss(x, w)",
    "binary_cross_entropy_with_logits": "torch.nn.functional.binary_cross_entropy_with_logits(x, w.detach())",
    "view": "x.view(6)",
    "_unsafe_view": "torch.rand(2, 2, 2) @ x",
    "unsqueeze": "x.unsqueeze(0)",
    "squeeze": "x.squeeze(0)",
    "transpose": "x.transpose(0, 1)",
    "permute": "x[None].permute(2, 0, 1)",
    "expand": "x.expand(2, 3)",
    "mm": "x @ w.t()",
    "bmm": "torch.bmm(x[None], w.t()[None])",
    "mv": "x @ w[0]",
    "dot": "x[0].dot(w[0])",
    "addmm": "torch.addmm(torch.rand(2, 2), x, w.t())",
}
"""Where ``x.op()`` would not do."""

COMPUTED = [op for op, rules in DERIVATIVES.items() if all(rule.compute for rule in rules.values())]


def ran(recorded, named, code: str):
    """The recording of ``y = code`` with its backward, and the operation that made y."""
    recording = recorded(
        "import torch\ntorch.manual_seed(0)\nx = torch.rand(2, 3, requires_grad=True)\n"
        f"w = torch.rand(2, 3, requires_grad=True)\ny = {code}\ny.backward(torch.rand(y.shape, dtype=y.dtype))"
    )
    return recording, recording.producer(named(recording, "y"))


@pytest.mark.parametrize("op", COMPUTED)
def test_a_rule_gives_what_backward_gave(recorded, named, op: str) -> None:
    recording, function = ran(recorded, named, SPECIAL.get(op, f"x.{op}()"))
    assert recording.op(function) == op
    step, output = recording.last_step, named(recording, "y")
    values = {used.argument: recording.value(used.tensor, step) for used in recording.inputs(function)}
    values |= {"g": recording.gradient_of(function, step), "y": recording.value(output, step)}

    asked = [one for one in recording.inputs(function) if recording.requires_grad(one.tensor, step)]
    assert asked
    for used in asked:
        rule = DERIVATIVES[op][used.argument]
        shapes = Shapes(
            *(each(one, step) for each in (recording.shape, recording.stride) for one in (used.tensor, output))
        )
        arrived = recording.gradient_of(used.tensor, step)
        assert rule.template(shapes, values) is not None
        assert np.allclose(rule.compute(SimpleNamespace(**values), shapes), arrived, rtol=1e-4)


@pytest.mark.parametrize(
    ("code", "symbols"),
    [
        ("x * 2", "g · 2"),
        ("2 * x", "g · 2"),
        ("x / 4", "g / 4"),
        ("1 - x", "−g"),
        ("x ** 2", "g · 2 · x"),
        ("x ** 3", "g · 3 · x^(3 − 1)"),
        ("x.square()", "g · 2 · x"),
        ("2 ** x", "g · y · log(2)"),
        ("x * rate", "g · rate"),
        ("x.sum(0)", "g.unsqueeze(0).expand(2, 3)"),
        ("x.mean(1)", "g.unsqueeze(1).expand(2, 3) / 3"),
        ("x.sum(1, keepdim=True)", "g.expand(2, 3)"),
        ("x[0]", "zeros(2, 3)[…] = g"),
        ("torch.where(x > 0.5, x, 0.0)", "g · (x > 0.5)"),
        ("torch.nn.functional.linear(torch.ones(1, 3), x)", "torch.ones(1, 3).t() @ g"),
    ],
)
def test_numbers_and_axes_are_read_from_the_code_and_the_shapes(recorded, named, code: str, symbols: str) -> None:
    recording = recorded(f"import torch\nrate = 0.5\nx = torch.rand(2, 3, requires_grad=True)\ny = {code}")

    told = local_rules(recording, recording.producer(named(recording, "y")), recording.last_step)

    assert [rule.symbols for rule in told] == [symbols]


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


@pytest.mark.parametrize(
    "code", ["y = x", "y = x.detach() * 2", "y = torch.add(x, x, alpha=2)", "y = x.expand(2, 2).sum(0)"]
)
def test_of_what_has_no_rule_here_nothing_is_told(recorded, named, code: str) -> None:
    recording = recorded(f"import torch\nx = torch.ones(2, requires_grad=True)\n{code}")
    producer = recording.producer(named(recording, "y"))

    assert producer < 0 or local_rules(recording, producer, recording.last_step) == []
