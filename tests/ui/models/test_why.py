"""Why-questions are answered from the recording: the nearest reason first, each with its line.

A case: the program, the tensor that is asked about, the question, and (key, line) of each event of the answer.
"""

from __future__ import annotations

import time

import pytest

from ui import answers
from ui.models.why import Question, answer, questions

GRAD, FLAG, SHAPE = Question.GRAD_NONE, Question.ASKS_NOTHING, Question.SHAPE
ORDER, LEAF, HELD = Question.NOT_CONTIGUOUS, Question.NOT_A_LEAF, Question.WHO_HOLDS

X = "x = torch.ones(3, requires_grad=True)\n"
W = "w = torch.ones(3, requires_grad=True)\n"

CASES = [
    # why is grad None
    ("x = torch.ones(3)\ny = (x * 2).sum()", "x", GRAD, [("asks_for_none", 1), ("made_without", 1)]),
    (X + "y = x * 2\ny.sum().backward()", "y", GRAD, [("computed", 2), ("leaves_only", 2)]),
    (X + "y = x * 2", "x", GRAD, [("no_backward_yet", 1)]),
    (X + W + "(x * 2).sum().backward()\nu = w * 2", "w", GRAD, [("not_reached", 3), ("never_used", 2)]),
    (X + W + "(x * w.detach()).sum().backward()", "w", GRAD, [("not_reached", 3), ("cut", 3)]),
    (X + W + "v = w * 2\n(x * 2).sum().backward()", "w", GRAD, [("not_reached", 4), ("other_graph", 3)]),
    (X + "(x * 2).sum().backward()\nx.grad = None", "x", GRAD, [("cleared", 3)]),
    (X + "g = torch.autograd.grad((x * 2).sum(), x)", "x", GRAD, [("only_grad", 2)]),
    (X + "y = x * 2\ny.retain_grad()", "y", GRAD, [("retained_and_waits", 3)]),
    (X + "d = x.detach()\n(x * d).sum().backward()", "d", GRAD, [("asks_for_none", 2), ("detach", 2)]),
    (X + "x.requires_grad_(False)", "x", GRAD, [("asks_for_none", 1), ("switched_off", 2)]),
    ("n = torch.arange(3)", "n", GRAD, [("asks_for_none", 1), ("made_whole", 1)]),
    (
        X + "opt = torch.optim.SGD([x], lr=0.1)\n(x * 2).sum().backward()\nopt.zero_grad()",
        "x",
        GRAD,
        [("cleared", 4)],
    ),
    # why is requires_grad False
    ("a = torch.rand(2)", "a", FLAG, [("made_without", 1)]),
    ("a = torch.tensor([1, 2])", "a", FLAG, [("made_whole", 1)]),
    (X + "y = x.detach()", "y", FLAG, [("detach", 2)]),
    (X + "y = x.data", "y", FLAG, [("data", 2)]),
    (X + "y = x > 0", "y", FLAG, [("no_derivative", 2)]),
    (X + "y = x.argmax()", "y", FLAG, [("no_derivative", 2)]),
    (X + "y = x.long()", "y", FLAG, [("no_derivative", 2)]),
    (X + "with torch.no_grad():\n    y = x * 2", "y", FLAG, [("untracked", 3)]),
    (X + "with torch.no_grad():\n    y = x * 2\nz = y + 1", "z", FLAG, [("inputs_ask_nothing", 4), ("untracked", 3)]),
    ("a = torch.rand(2)\nb = a * 2", "b", FLAG, [("inputs_ask_nothing", 2), ("made_without", 1)]),
    (
        "a = torch.rand(2)\nb = torch.rand(2)\nc = a + b",
        "c",
        FLAG,
        [("inputs_ask_nothing", 3), ("made_without", 1), ("made_without", 2)],
    ),
    (X + "x.requires_grad = False", "x", FLAG, [("switched_off", 2)]),
    (X + "y = x.detach()\nz = y[0]", "z", FLAG, [("inputs_ask_nothing", 3), ("detach", 2)]),
    (X + "p = (x > 0).float()", "p", FLAG, [("inputs_ask_nothing", 2), ("no_derivative", 2)]),
    # why this shape
    ("a = torch.ones(2, 3)", "a", SHAPE, [("made_of_shape", 1)]),
    ("a = torch.ones(3)\nb = torch.ones(3, 1)\nc = a + b", "c", SHAPE,
     [("shape_broadcast", 3), ("made_of_shape", 1), ("made_of_shape", 2)]),
    ("a = torch.ones(3)\nb = torch.ones(3, 1)\nc = a + b\nd = c * 2", "d", SHAPE,
     [("shape_broadcast", 3), ("made_of_shape", 1), ("made_of_shape", 2)]),
    ("a = torch.ones(2, 3)\nb = a.sum(1)", "b", SHAPE, [("shape_reduce", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3)\nb = a.mean()", "b", SHAPE, [("shape_reduce", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3)\nb = a.view(-1)", "b", SHAPE, [("shape_view", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3)\nb = a.t()", "b", SHAPE, [("shape_turn", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3, 4)\nb = a.permute(2, 0, 1)", "b", SHAPE, [("shape_turn", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(4, 3)\nb = a[1]", "b", SHAPE, [("shape_part", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(4, 3)\nb = a[1:]", "b", SHAPE, [("shape_part", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3)\nw = torch.ones(3, 5)\nb = a @ w", "b", SHAPE,
     [("shape_product", 3), ("made_of_shape", 1), ("made_of_shape", 2)]),
    ("a = torch.ones(2, 3)\nb = torch.ones(1, 3)\nc = torch.cat([a, b])", "c", SHAPE,
     [("shape_join", 3), ("made_of_shape", 1), ("made_of_shape", 2)]),
    ("a = torch.ones(3)\nb = a.expand(2, 3)", "b", SHAPE, [("shape_expand", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(1, 3)\nb = a.squeeze()", "b", SHAPE, [("shape_squeeze", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(3)\nb = a.unsqueeze(0)", "b", SHAPE, [("shape_unsqueeze", 2), ("made_of_shape", 1)]),
    ("a = torch.ones(2, 3)\nb = a.exp()\nc = b.relu()", "c", SHAPE, [("made_of_shape", 1)]),
    ("a = torch.ones(4, 2)\nb = a[0]\nc = b.sum()", "c", SHAPE, [("shape_reduce", 3), ("had_shape", 2)]),
    # why not contiguous
    ("a = torch.ones(2, 3)\nb = a.t()", "b", ORDER, [("turned", 2)]),
    ("a = torch.ones(2, 3)\nb = a.t()\nc = b[1:]", "c", ORDER, [("turned", 2), ("looks_at", 3)]),
    ("a = torch.ones(1, 3)\nb = a.expand(2, 3)", "b", ORDER, [("expanded", 2)]),
    ("a = torch.ones(4, 4)\nb = a[:, 1]", "b", ORDER, [("skips", 2)]),
    ("a = torch.ones(4, 4)\nb = a[:, ::2]", "b", ORDER, [("skips", 2)]),
    ("a = torch.ones(2, 3, 4)\nb = a.permute(2, 0, 1)", "b", ORDER, [("turned", 2)]),
    # why not a leaf
    (X + "y = x * 2", "y", LEAF, [("computed", 2), ("leaf_that_asks", 1)]),
    (X + "b = torch.zeros(3)\nb[0] = x[0]", "b", LEAF, [("written_into", 3), ("leaf_that_asks", 1)]),
    ("w = torch.randn(2, requires_grad=True) * 0.1", "w", LEAF, [("computed", 1), ("leaf_that_asks", 1)]),
    (X + "y = x.double()", "y", LEAF, [("computed", 2), ("leaf_that_asks", 1)]),
    (X + W + "z = (x * w).sum()", "z", LEAF, [("computed", 3), ("leaf_that_asks", 1)]),
    # who holds this graph
    (X + "y = x * 2", "y", HELD, [("holds_itself", 2)]),
    (X + "y = x * 2\nz = y + 1\nloss = z.sum()", "y", HELD, [("holds_itself", 2), ("holds", 3), ("holds", 4)]),
    (X + "y = x * 2\nz = y + 1\nd = y.detach()", "y", HELD, [("holds_itself", 2), ("holds", 3)]),
    (X + "y = x * 2\nkept = [y.sum()]", "y", HELD, [("holds_itself", 2), ("held_in", 3)]),
    (X + "y = x * 2\nz = y.sum()\ndel z", "y", HELD, [("holds_itself", 2)]),
]  # fmt: skip

UNSEEN = [
    (
        (
            "x = torch.ones(2, requires_grad=True)\ny = x * 3\nz = y.detach() * 2\n"
            "z.requires_grad_()\nz.sum().backward()"
        ),
        "x",
        GRAD,
        [("not_reached", 5), ("other_graph", 2)],
    ),
    (
        ("net = torch.nn.Linear(2, 1)\nw = net.weight\nwith torch.no_grad():\n    out = net(torch.ones(1, 2))"),
        "w",
        GRAD,
        [("no_backward_yet", 1)],
    ),
    (
        (
            "w = torch.ones(2, requires_grad=True)\nb = torch.ones(2, requires_grad=True)\n"
            "loss = (w * 2).sum()\nloss.backward(inputs=[w])\nc = b + w"
        ),
        "b",
        GRAD,
        [("others_asked", 4)],
    ),
    (
        (
            "a = torch.ones(2, requires_grad=True)\nb = torch.ones(2, requires_grad=True)\n"
            "(a + b).sum().backward(inputs=[a])"
        ),
        "b",
        GRAD,
        [("others_asked", 3)],
    ),
    (
        ("w = torch.ones(2, requires_grad=True)\ny = (w * w).sum()\ny.backward()\nw = w - 0.1 * w.grad"),
        "w",
        GRAD,
        [("computed", 4), ("leaves_only", 4)],
    ),
    (
        ("x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.retain_grad()\nz = y.detach().sum()"),
        "y",
        GRAD,
        [("retained_and_waits", 3)],
    ),
    (
        (
            "w = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
            "for k in range(2):\n    opt.zero_grad()\n    (w * k).sum().backward()\n    opt.step()\n"
            "opt.zero_grad()"
        ),
        "w",
        GRAD,
        [("cleared", 7)],
    ),
    ("x = torch.ones(2, requires_grad=True)\ny = torch.tensor(x.tolist())", "y", FLAG, [("made_without", 2)]),
    (
        ("x = torch.ones(2, requires_grad=True)\n@torch.no_grad()\ndef f(t):\n    return t * 2\ny = f(x)"),
        "y",
        FLAG,
        [("untracked", 4)],
    ),
    (
        "x = torch.ones(2, requires_grad=True)\nwith torch.inference_mode():\n    y = x + 1",
        "y",
        FLAG,
        [("untracked", 3)],
    ),
    ("x = torch.ones(2, requires_grad=True)\ny = torch.round(x).int()", "y", FLAG, [("no_derivative", 2)]),
    ("x = torch.ones(4, requires_grad=True)\nv, i = x.sort()", "i", FLAG, [("no_derivative", 2)]),
    ("x = torch.ones(3, requires_grad=True)\ny = torch.zeros_like(x)", "y", FLAG, [("made_without", 2)]),
    (
        "x = torch.ones(3, requires_grad=True)\nm = (x > 0) & (x < 2)",
        "m",
        FLAG,
        [("inputs_ask_nothing", 2), ("no_derivative", 2), ("no_derivative", 2)],
    ),
    ("import numpy as np\na = torch.from_numpy(np.ones(3))", "a", FLAG, [("made_without", 2)]),
    ("x = torch.ones(4, 3)\ny = x.max(dim=1).values", "y", SHAPE, [("shape_reduce", 2), ("made_of_shape", 1)]),
    ("x = torch.ones(4, 3)\ny = x.sum(dim=0, keepdim=True)", "y", SHAPE, [("shape_keepdim", 2), ("made_of_shape", 1)]),
    ("x = torch.ones(2, 3)\ny = torch.stack([x, x], dim=1)", "y", SHAPE, [("shape_join", 2), ("made_of_shape", 1)]),
    ("x = torch.ones(6)\ny = x.reshape(2, -1)", "y", SHAPE, [("shape_view", 2), ("made_of_shape", 1)]),
    (
        "q = torch.ones(5, 2, 3)\nk = torch.ones(3, 4)\ns = q @ k",
        "s",
        SHAPE,
        [("shape_product", 3), ("made_of_shape", 1), ("made_of_shape", 2)],
    ),
    ("x = torch.ones(10)\ny = x[x > 0]", "y", SHAPE, [("shape_part", 2), ("made_of_shape", 1), ("had_shape", 2)]),
    ("x = torch.ones(3)\ny = x[None, :]", "y", SHAPE, [("shape_unsqueeze", 2), ("made_of_shape", 1)]),
    (
        "net = torch.nn.Linear(4, 7)\nout = net(torch.ones(2, 4))",
        "out",
        SHAPE,
        [("shape_product", 2), ("had_shape", 1), ("made_of_shape", 2)],
    ),
    (
        "img = torch.ones(1, 3, 8, 8)\nconv = torch.nn.Conv2d(3, 5, 3)\nout = conv(img)",
        "out",
        SHAPE,
        [("shape_slide", 3), ("made_of_shape", 1), ("had_shape", 2)],
    ),
    ("x = torch.ones(2, 3)\ny = x.repeat(2, 2)", "y", SHAPE, [("shape_expand", 2), ("made_of_shape", 1)]),
    ("x = torch.ones(4, 4)\ny = x.diagonal()", "y", ORDER, [("skips", 2)]),
    ("x = torch.ones(2, 3, 4)\ny = x.transpose(0, 2).contiguous().mT", "y", ORDER, [("turned", 2)]),
    ("x = torch.ones(3, requires_grad=True)\ny = x.clone()", "y", LEAF, [("computed", 2), ("leaf_that_asks", 1)]),
    ("w = torch.nn.Parameter(torch.ones(2))\nv = w.view(1, 2)", "v", LEAF, [("computed", 2), ("leaf_that_asks", 1)]),
    (
        (
            "x = torch.ones(2, requires_grad=True)\nlosses = []\nfor k in range(3):\n"
            "    loss = (x * k).sum()\n    losses.append(loss)\nfirst = losses[0]\ndel first"
        ),
        "loss",
        HELD,
        [("holds_itself", 4), ("held_in", 5)],
    ),
]
"""Written before looking at the rules."""


def test_there_are_ninety_cases() -> None:
    assert len(CASES) + len(UNSEEN) >= 90


@pytest.mark.parametrize(
    ("code", "holder"),
    [
        (X + "losses = []\nfor k in range(2):\n    losses.append((x * k).sum())", "losses"),
        (X + "losses = [(x * k).sum() for k in range(2)]", "losses"),
        (X + "seen = {}\ny = x * 2\nseen['a'] = y.sum()", "seen"),
        (X + "kept = ()\ny = x * 2\nz = y.sum()\nkept += (z,)\ndel z", "kept"),
    ],
)
def test_what_keeps_a_graph_alive_is_told_by_its_name(recorded, code, holder) -> None:
    recording = recorded("import torch; " + code)
    kept = [n for n in range(recording.n_nodes) if recording.op(n) == "sum" and recording.is_tensor(n)]

    told = answer(recording, HELD, kept[0], recording.last_step)

    assert [one.fields["name"] for one in told if one.key == "held_in"] == [holder]


@pytest.mark.parametrize(("code", "name", "question", "events"), [*CASES, *UNSEEN])
def test_a_question_is_answered(recorded, named, code, name, question, events) -> None:
    recording = recorded("import torch; " + code)
    tensor, step = named(recording, name), recording.last_step

    assert question in questions(recording, tensor, step)
    told = answer(recording, question, tensor, step)

    assert [(one.key, one.line) for one in told] == events
    assert all(answers.reason(one) for one in told)


def test_only_what_is_so_is_asked(recorded, named) -> None:
    recording = recorded("import torch\nx = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()")

    assert questions(recording, named(recording, "x"), recording.last_step) == [SHAPE]


def test_the_answer_is_that_of_the_step_that_is_shown(recorded, named) -> None:
    recording = recorded("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.sum().backward()")
    x = named(recording, "x")
    before = int(recording.born[named(recording, "y")])

    assert [one.key for one in answer(recording, GRAD, x, before)] == ["no_backward_yet"]
    assert GRAD not in questions(recording, x, recording.last_step)


def test_a_node_that_is_no_tensor_is_asked_nothing(recorded, functions) -> None:
    recording = recorded("import torch\nx = torch.ones(2) * 2")

    assert questions(recording, functions(recording, "mul")[0], recording.last_step) == []


def test_a_deep_graph_is_answered_at_once(recorded, named) -> None:
    recording = recorded(
        "import torch\nx = torch.ones(1, requires_grad=True)\ny = x * 1\nz = y\nfor _ in range(2000): z = z * 1.0"
    )
    y = named(recording, "y")
    began = time.thread_time()

    for question in questions(recording, y, recording.last_step):
        assert answer(recording, question, y, recording.last_step)
    assert time.thread_time() - began < 0.5
