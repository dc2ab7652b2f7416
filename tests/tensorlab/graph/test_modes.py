"""Modes as context managers and decorators, and tensors that inference mode has made."""

import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.events.onlooking import Onlooker, Relay


@torch.no_grad()
def counting(limit):
    """Yields whether operations are recorded, and what is sent to it."""
    try:
        for number in range(limit):
            answer = yield number, torch.is_grad_enabled()
            if answer == "stop":
                return "stopped"
    except ValueError:
        yield "caught", torch.is_grad_enabled()
    return "done"


def test_a_decorated_generator_is_under_the_mode_only_while_its_own_code_runs():
    walk = counting(3)

    assert next(walk) == (0, False)
    assert torch.is_grad_enabled()
    assert walk.send(None) == (1, False)
    with pytest.raises(StopIteration) as end:
        walk.send("stop")
    assert end.value.value == "stopped"


def test_errors_and_the_end_reach_a_decorated_generator():
    walk = counting(3)
    next(walk)
    assert walk.throw(ValueError()) == ("caught", False)

    closed = counting(3)
    next(closed)
    closed.close()
    assert torch.is_grad_enabled()


def test_recording_can_be_switched_at_once_for_a_while_and_for_a_function():
    assert repr(torch.set_grad_enabled(True)).endswith("set_grad_enabled(mode=True)")
    with torch.set_grad_enabled(False):
        assert not torch.is_grad_enabled()
        with torch.enable_grad():
            assert torch.is_grad_enabled()
    assert torch.set_grad_enabled(False)(torch.is_grad_enabled)() is False
    assert torch.is_grad_enabled()
    with pytest.raises(TypeError, match="argument 'mode' must be bool, not str"):
        torch.set_grad_enabled("on")


def test_modes_decorate_without_brackets():
    assert torch.no_grad(torch.is_grad_enabled)() is False
    assert torch.inference_mode(torch.is_inference_mode_enabled)() is True
    assert torch.inference_mode()(torch.is_inference_mode_enabled)() is True


def test_a_mode_alone_has_no_value():
    from tensorlab.graph.mode import _Switch

    with pytest.raises(NotImplementedError):
        _Switch().__enter__()


def test_what_inference_mode_makes_stays_out_of_graphs():
    with torch.inference_mode():
        x = torch.ones(2)
        y = x * 2
    w = torch.ones(2, requires_grad=True)

    assert (x.is_inference(), y.is_inference(), torch.is_inference(x.view(2, 1)), w.is_inference()) == (
        True,
        True,
        True,
        False,
    )
    assert (x + w).requires_grad  # nothing of x is needed for backward
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        x * w
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside InferenceMode"):
        x.add_(1)
    with pytest.raises(RuntimeError, match="Setting requires_grad=True on inference tensor"):
        x.requires_grad_()
    with pytest.raises(RuntimeError, match="Inference tensors do not track version counter"):
        x._version  # noqa: B018
    assert x.clone().requires_grad_().is_leaf


def test_a_view_of_a_normal_tensor_stays_normal_in_inference_mode():
    x = torch.ones(2)
    with torch.inference_mode():
        view = x.view(2, 1)
        x.add_(1)
        torch.ones(1).add_(1)

    assert not view.is_inference()


def test_nobody_looks_on_once_the_last_of_them_is_gone():
    with torch.inference_mode():
        x = torch.ones(2)
    assert events.tracer is not None

    del x
    torch.ones(1)

    assert events.tracer is None


class Watching(Onlooker):
    """Notes the nodes that are made."""

    def __init__(self):
        self.nodes = []

    def made(self, outputs, node, inputs, shares_memory):
        self.nodes.append(None if node is None else node.name())


def test_an_onlooker_is_told_of_each_node_and_the_recorder_goes_on():
    watching = Watching()
    with events.listen() as heard:
        events.look_on(watching)
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        y.add_(1)
        y.sum().backward()
        events.look_away(watching)
        x * 3

    assert watching.nodes == [None, "MulBackward0", "AddBackward0", "SumBackward0"]
    assert len([event for event in heard.events if event[0] == events.Kind.OPERATED]) == 3


def test_an_onlooker_alone_hears_the_same():
    watching = Watching()
    events.look_on(watching)
    try:
        with torch.no_grad():
            torch.ones(2).add_(1)
        model = torch.nn.Linear(1, 1)
        torch.optim.SGD(model.parameters()).zero_grad()
        model(torch.ones(1, 1)).sum().backward()
    finally:
        events.look_away(watching)

    assert watching.nodes[-1] == "SumBackward0"
    assert events.tracer is None


def test_nothing_is_told_while_the_recorder_is_muted():
    watching = Watching()
    relay = Relay(None, [watching])
    relay.muted += 1
    relay.created(torch.ones(1), "ones")
    relay.muted -= 1

    assert watching.nodes == []
    with pytest.raises(NotImplementedError):
        Onlooker().made((), None, (), False)
