"""Reads of a living kernel: the cells of a tensor, the facts of a node, and numbers that nobody has drawn yet."""

import time

import pytest

import tensorlab
from tensorlab import dtypes
from tensorlab.kernel import outbox, reading, torch_alias, watch
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import (
    Acknowledge,
    Cells,
    Details,
    Draw,
    Drive,
    Edit,
    GraphPart,
    Hello,
    NodeDetails,
    Refused,
    Resync,
    Slice,
    Standing,
    Status,
    Trace,
    Welcome,
)


class Kernel:
    """An agent, and what it has answered."""

    def __init__(self) -> None:
        self.sent = []
        self.space = {"__name__": "__main__"}
        self.agent = Agent(self.sent.append, self.space)

    def run(self, code: str) -> None:
        error = self.agent.workspace.execute(code, "In [1]")
        assert error is None, error

    def ask(self, message):
        self.agent.read(message)
        return self.sent[-1]

    def number(self, name: str) -> int:
        return self.agent.tracer.tensor_id(self.space[name])


@pytest.fixture
def kernel():
    yield Kernel()
    torch_alias.remove()


def test_a_window_is_welcomed_with_what_holds(kernel):
    kernel.agent.read(Hello())

    assert [type(message) for message in kernel.sent] == [Welcome, Status]


def test_cells_are_read_as_they_are(kernel):
    kernel.run("import torch\nx = torch.arange(6.).reshape(2, 3)")
    answer = kernel.ask(Slice(7, kernel.number("x"), [1, [0, 2]]))

    assert isinstance(answer, Cells)
    assert (answer.request, answer.array().tolist(), answer.version) == (7, [3.0, 4.0], 0)


@pytest.mark.parametrize(
    ("index", "most", "message"),
    [
        ([5, 0], 100, "index 5 is out of bounds"),
        ([0, 0, 0], 100, "too many indices"),
        ([[0, 2], [0, 3]], 5, "6 cells are more than a picture shows"),
    ],
)
def test_cells_that_are_not_there_are_refused(kernel, index, most, message):
    kernel.run("import torch\nx = torch.arange(6.).reshape(2, 3)")
    answer = kernel.ask(Slice(1, kernel.number("x"), index, most))

    assert isinstance(answer, Refused)
    assert answer.reason == "error"
    assert message in answer.message


def test_what_no_longer_lives_is_gone(kernel):
    kernel.run("import torch\nx = torch.ones(2)")
    number = kernel.number("x")
    kernel.run("del x")

    assert kernel.ask(Slice(1, number, [0])).reason == "gone"
    assert kernel.ask(NodeDetails(1, number)).reason == "gone"
    assert kernel.ask(NodeDetails(1, 10**6)).reason == "gone"


def test_a_node_has_no_cells(kernel):
    kernel.run("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2")
    node = kernel.agent.tracer.id_of(kernel.space["y"].grad_fn)

    assert kernel.ask(Slice(1, node, [0])).reason == "gone"


def test_a_tensor_that_is_written_to_meanwhile_is_changing(kernel, monkeypatch):
    kernel.run("import torch\nx = torch.ones(2)")
    versions = iter(range(100))
    monkeypatch.setattr(reading, "version_of", lambda array: next(versions))

    assert kernel.ask(Slice(1, kernel.number("x"), [0])).reason == "changing"


def test_numbers_are_foretold_and_the_stream_stays(kernel):
    tensorlab.manual_seed(3)
    foretold = kernel.ask(Draw(1, "rand", [2], "float32")).array()
    seeded = kernel.ask(Draw(1, "randn", [2], "float64", seed=3)).array()

    assert foretold.tolist() == tensorlab.rand(2).tolist()
    tensorlab.manual_seed(3)
    assert seeded.tolist() == tensorlab.randn(2, dtype=dtypes.float64).tolist()


@pytest.mark.parametrize(
    "request_",
    [Draw(1, "rand", [9], "float32", max_cells=5), Draw(1, "zeros", [1], "float32"), Draw(1, "rand", [1], "no")],
)
def test_what_cannot_be_drawn_is_refused(kernel, request_):
    assert kernel.ask(request_).reason == "error"


CUSTOM = """
import torch
class Twice(torch.autograd.Function):
    \"\"\"Twice as much.\"\"\"
    @staticmethod
    def forward(ctx, input):
        return input * 2
    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2
x = torch.ones(2, requires_grad=True)
y = x * 2
z = Twice.apply(x)
"""


def test_a_node_tells_its_rule_and_a_custom_function_its_source(kernel):
    kernel.run(CUSTOM)
    own, custom = (kernel.agent.tracer.id_of(kernel.space[name].grad_fn) for name in ("y", "z"))

    answer = kernel.ask(NodeDetails(4, own))
    assert isinstance(answer, Details)
    assert (answer.rule, answer.source) == ("Product element by element, with broadcasting.", "")
    answer = kernel.ask(NodeDetails(5, custom))
    assert answer.rule == "Twice as much."
    assert "return input * 2" in answer.source


@pytest.mark.parametrize(("how", "is_free"), [("run", True), ("slow", False), ("stop", False), ("step", False)])
def test_the_window_drives_the_code(kernel, how, is_free):
    kernel.agent.read(Drive(how, 0.5))

    assert kernel.agent.workspace.watch.pace.is_free is is_free
    kernel.agent.read(Drive("run"))


def test_lost_batches_and_parts_of_graphs_reach_their_owners(kernel):
    kernel.agent.read(Resync(0))
    kernel.agent.read(GraphPart(1, 0, [], [], True))

    assert kernel.sent == []


def test_what_the_window_has_taken_in_makes_room_for_more(kernel):
    kernel.run("import torch\nx = torch.ones(2)")
    kernel.agent.outbox.pump()
    sent = [message.seq for message in kernel.sent if isinstance(message, Trace)]
    kernel.sent.clear()
    kernel.agent.read(Acknowledge(sent[-1]))
    kernel.agent.read(Resync(sent[0]))

    assert kernel.sent == []  # nothing is left that could be sent again


def test_a_message_that_only_a_cells_turn_may_answer_is_not_read_between(kernel):
    kernel.agent.read(Edit(1, 0, 0, "{x}[0] = 1"))

    assert kernel.sent == []


def test_code_that_must_wait_for_the_window_says_so(kernel):
    kernel.run("import torch\nx = torch.ones(2)")
    kernel.sent.clear()
    kernel.agent.outbox.wait()

    said = [message.waiting for message in kernel.sent if isinstance(message, Status)]
    assert said == [True, False]


def test_more_than_the_window_can_take_makes_the_code_wait_between_two_statements(kernel, monkeypatch):
    for module in (watch, outbox):
        monkeypatch.setattr(module, "LARGEST", 10)
    monkeypatch.setattr(outbox, "PATIENCE", 0.1)
    kernel.run("import torch\nfor i in range(20):\n    x = torch.ones(2)")

    said = [message.waiting for message in kernel.sent if isinstance(message, Status)]
    assert said == [True, False]


def test_code_that_is_driven_slowly_tells_where_it_stands(kernel):
    kernel.agent.read(Drive("slow", 0.0))
    kernel.run("import torch\nx = 1\ny = 2")
    kernel.agent.read(Drive("run"))
    kernel.agent.outbox.pump()

    stood = [(message.source, message.line) for message in kernel.sent if isinstance(message, Standing)]
    assert [line for _, line in stood if line] == [1, 2, 3]
    assert {source for source, line in stood if line} == {"In [1]"}
    assert stood[-1][1] == 0


def test_an_agent_tells_by_itself_until_it_is_stopped(kernel):
    kernel.agent.start()
    kernel.run("import torch\nx = torch.ones(2)")
    deadline = time.monotonic() + 5
    while not any(isinstance(message, Trace) for message in kernel.sent) and time.monotonic() < deadline:
        time.sleep(0.005)
    kernel.agent.stop()
    told = len(kernel.sent)
    kernel.run("x = torch.ones(3)")

    assert told > 0
    assert len(kernel.sent) == told


def test_an_agent_that_never_began_can_be_stopped(kernel):
    kernel.agent.stop()

    assert kernel.sent == []
