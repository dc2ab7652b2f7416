"""Cells that run, fail and run inside one another, and the names that they bind, as a recording hears of them."""

import pytest

import tensorlab
from tensorlab.events import NOBODY, Kind
from tensorlab.kernel import torch_alias, watch
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import CellBegan, CellEnded
from tensorlab.kernel.workspace import hide_inner_causes, speak_of_torch


class Kernel:
    """Cells run one after another, and what is told of them."""

    def __init__(self) -> None:
        self.sent = []
        self.space = {"__name__": "__main__"}
        self.agent = Agent(self.sent.append, self.space)
        self.cells = 0

    def run(self, code: str) -> BaseException | None:
        self.cells += 1
        return self.agent.workspace.execute(code, f"In [{self.cells}]")

    def told(self, kind: Kind) -> list[tuple]:
        return [event for event in self.agent.tracer.events if event[0] == kind]

    def names(self) -> list[tuple[str, bool]]:
        """Each name that was bound or let go, and whether a tensor has it now."""
        return [(event[3], event[5] != NOBODY) for event in self.told(Kind.BOUND)]


@pytest.fixture
def kernel():
    kernel = Kernel()
    assert kernel.run("import torch") is None
    yield kernel
    torch_alias.remove()


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_name_that_vanishes_without_a_statement_is_let_go(kernel):
    kernel.run("x = torch.ones(1)")
    kernel.run("globals().pop('x')")

    assert kernel.names() == [("x", True), ("x", False)]


def test_a_modules_parameters_have_names_of_their_own(kernel):
    kernel.run("net = torch.nn.Sequential(torch.nn.Linear(1, 1))")
    kernel.run("net[0].bias = None\nnet = net")
    kernel.run("net[0].register_parameter('more', None)\nnet = net")

    assert kernel.names() == [("net.0.weight", True), ("net.0.bias", True), ("net.0.bias", False)]


def test_attributes_are_found_without_running_anybodys_code(kernel):
    kernel.run("class Plain: pass\nclass Slotted:\n    __slots__ = ('w',)\np, s = Plain(), Slotted()")
    kernel.run("p.w = torch.ones(1)")
    kernel.run("s.w = torch.ones(1)")
    kernel.run("net = torch.nn.Linear(1, 1, bias=False)\nnet.weight = torch.nn.Parameter(torch.ones(1, 1))")
    kernel.run("del p")

    assert ("p.w", True) in kernel.names()
    assert ("s.w", True) not in kernel.names()
    assert kernel.names().count(("net.weight", True)) == 2 + 1
    assert ("p.w", False) in kernel.names()


# -- memory ---------------------------------------------------------------------------------------------------------


def test_what_numpy_writes_is_told_after_the_statement(kernel):
    kernel.run("x = torch.ones(2)\na = x.numpy()")
    kernel.run("a[0] = 5")

    assert len(kernel.told(Kind.CHANGED)) == 1


def test_large_memory_is_compared_at_the_end_of_a_cell(kernel):
    kernel.run("x = torch.ones(5000)\na = x.numpy()\na[0] = 5\nb = 1")

    assert len(kernel.told(Kind.CHANGED)) == 1


def test_memory_that_nobody_has_any_more_is_forgotten(kernel):
    kernel.run("x, y = torch.ones(2), torch.ones(2)\na, b = x.numpy(), y.numpy()")
    kernel.run("del x\na[0] = 5\nb[0] = 5")

    assert len(kernel.told(Kind.CHANGED)) == 1


# -- cells ------------------------------------------------------------------------------------------------------------


def test_an_interrupt_ends_with_the_grad_mode_of_the_cells_beginning(kernel):
    error = kernel.run("torch.set_grad_enabled(False)\nraise KeyboardInterrupt")

    assert isinstance(error, KeyboardInterrupt)
    assert tensorlab.is_grad_enabled()
    assert not kernel.agent.workspace.is_running


def test_a_script_inside_a_cell_is_a_cell_and_its_error_is_told_once(kernel):
    error = kernel.run("lab.run('a = 1 / 0', 'inner.py')")

    assert isinstance(error, ZeroDivisionError)
    assert [event[3] for event in kernel.told(Kind.ERROR)] == ["ZeroDivisionError"]
    kernel.agent.outbox.pump()
    began = [message.source for message in kernel.sent if isinstance(message, CellBegan)]
    ended = [message.ok for message in kernel.sent if isinstance(message, CellEnded)]
    assert began[-2:] == ["In [2]", "inner.py"]
    assert ended[-2:] == [False, False]


def test_an_exit_is_no_error(kernel):
    kernel.run("raise SystemExit")

    assert kernel.told(Kind.ERROR) == []


@pytest.mark.parametrize("code", ["x = (", "x = 1\0"])
def test_what_cannot_be_compiled_is_an_error_as_well(kernel, code):
    error = kernel.run(code)

    assert isinstance(error, (SyntaxError, ValueError))
    assert len(kernel.told(Kind.ERROR)) == 1


def test_similar_names_stand_beside_an_attribute_that_is_not_there(kernel):
    kernel.run("torch.ones(1).vieww")
    kernel.run("torch.ones(1).qqqqqq")

    first, second = kernel.told(Kind.ERROR)
    assert any(note.startswith("near: view") for note in first[5])
    assert not any(note.startswith("near:") for note in second[5])


def test_code_waits_when_too_much_is_untold(kernel, monkeypatch):
    waited = []
    monkeypatch.setattr(watch, "LARGEST", 1)
    monkeypatch.setattr(kernel.agent.outbox, "wait", lambda: waited.append(True))
    kernel.run("x = torch.ones(1)")

    assert waited


# -- errors -----------------------------------------------------------------------------------------------------------


def test_a_cause_from_inside_the_core_is_hidden_and_the_users_own_is_kept():
    theirs, ours = ValueError("what the user sees"), KeyError("inside")
    theirs.__cause__ = ours
    hide_inner_causes(theirs)
    assert theirs.__cause__ is None
    assert theirs.__suppress_context__

    try:
        raise KeyError("the user's")
    except KeyError as error:
        theirs.__context__ = error
    theirs.__suppress_context__ = False
    hide_inner_causes(theirs)
    assert isinstance(theirs.__context__, KeyError)


def test_modules_are_named_as_the_user_knows_them():
    torch_alias.remove()
    error = AttributeError("module 'tensorlab.nn' has no attribute 'x'", name="x", obj=tensorlab.nn)
    speak_of_torch(error)

    assert str(error) == "module 'torch.nn' has no attribute 'x'"


# -- lab --------------------------------------------------------------------------------------------------------------


def test_lab_counts_steps_and_points_at_tensors_alone(kernel):
    kernel.run("before = lab.step\nx = torch.ones(1)\nlab.select(x)\nafter = lab.step")

    assert kernel.space["after"] > kernel.space["before"]
    error = kernel.run("lab.select(3)")
    assert str(error) == "lab.select() takes tensors, not int"
