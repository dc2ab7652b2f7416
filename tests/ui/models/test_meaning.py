"""Each step has one sentence, told as a key and what stands in its places."""

from tensorlab.events import Kind
from ui.models.meaning import meaning

CODE = """
x = torch.tensor(2., requires_grad=True)
y = (x * 3).exp()
y.backward()
x.grad = None
v = y.detach()
v.add_(1)
del v
"""


def told(recording):
    sentences = (meaning(recording, step) for step in range(recording.last_step + 1))
    return [(one.key, dict(one.fields), one.line) for one in sentences]


def test_every_step_has_a_sentence(recorded):
    recording = recorded(CODE)

    assert all(key for key, _, _ in told(recording))


def test_the_story_of_a_product(recorded):
    sentences = told(recorded(CODE))

    for sentence in (
        ("created", {"what": "x"}, 1),
        ("ran", {"what": "mul", "inputs": "x"}, 2),
        ("ran", {"what": "exp", "inputs": "x * 3"}, 2),
        ("bound", {"name": "y", "what": "(x * 3).exp()"}, 2),
        ("began", {"what": "y"}, 3),
        ("arrived", {"what": "mul", "root": "y"}, 3),
        ("arrived", {"what": "x", "root": "y"}, 3),
        ("accumulated", {"what": "x", "count": "1"}, 3),
        ("released", {"what": "exp"}, 3),
        ("ended", {"what": "y"}, 3),
        ("grad_cleared", {"what": "x"}, 4),
        ("viewed", {"what": "detach", "inputs": "y"}, 5),
        ("wrote", {"what": "add_", "target": "v"}, 6),
        ("unbound", {"name": "v"}, 7),
    ):
        assert sentence in sentences


def test_a_failure_is_told_with_its_message(recorded):
    recording = recorded("x = torch.tensor(2., requires_grad=True)\nz = x * x\nz.backward()\nz.backward()")
    last = {Kind(int(kind)): meaning(recording, step) for step, kind in enumerate(recording.kinds)}

    assert last[Kind.FAILED].key == "failed"
    assert "second time" in last[Kind.FAILED].fields["message"]
    assert last[Kind.ERROR].fields["error"] == "RuntimeError"
    assert last[Kind.ERROR].line == 4


def test_iterations_count_from_one(recorded):
    recording = recorded("for _ in range(2):\n    x = torch.ones(1)")

    numbers = [fields["number"] for key, fields, _ in told(recording) if key == "iterated"]
    assert numbers == ["1", "2"]


def test_settings_of_autograd(recorded):
    recording = recorded("x = torch.ones(1)\nx.requires_grad_()\ny = x * 2\ny.retain_grad()")

    sentences = told(recording)
    assert ("requires_grad", {"what": "x", "value": "True"}, 2) in sentences
    assert ("retains_grad", {"what": "y", "value": "True"}, 4) in sentences
