"""Those who look on hear of each node as it is made, whether somebody records or not."""

import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.events import Kind, Onlooker


class Notes(Onlooker):
    """Writes down what it is told."""

    def __init__(self):
        self.ran_by_name = []
        self.nodes = []

    def made(self, outputs, node, inputs, shares_memory):
        self.nodes.append((len(outputs), None if node is None else node.name(), shares_memory))

    def ran(self, op, inputs):
        self.ran_by_name.append(op)


@pytest.fixture
def notes():
    onlooker = Notes()
    events.look_on(onlooker)
    yield onlooker
    events.look_away(onlooker)


def make_view_and_write():
    """A factory, an operation, a view, writes with and without a node, and a backward."""
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y[0]
    y.add_(1)
    torch.ones(2)[0] = 5
    x.sum().backward()


def test_all_that_runs_is_told_by_its_name_and_each_node_that_is_made(notes):
    make_view_and_write()

    assert notes.ran_by_name == ["ones", "mul", "select", "add_", "ones", "copy_", "sum"]
    assert notes.nodes == [
        (1, None, False),
        (1, "MulBackward0", False),
        (1, "SelectBackward0", True),
        (0, "AddBackward0", True),
        (1, None, False),
        (1, "SumBackward0", False),
    ]


def test_who_records_hears_the_same_with_onlookers_and_without(notes):
    with events.listen() as beside:
        make_view_and_write()
    events.look_away(notes)
    with events.listen() as alone:
        make_view_and_write()
    events.look_on(notes)

    assert [event[0] for event in beside.events] == [event[0] for event in alone.events]
    assert Kind.MUTATED in {event[0] for event in beside.events}


def test_what_happens_quietly_is_not_told_to_onlookers(notes):
    x = torch.ones(2)
    heard = len(notes.ran_by_name)
    for listens in (False, True):
        if listens:
            events.start(events.Tracer())
        events.tracer.muted += 1
        x * 2
        x[0] = 3
        events.tracer.muted -= 1
        events.stop()

    assert notes.ran_by_name[heard:] == []
    assert events.tracer.muted == 0


def test_news_that_only_a_recorder_keeps_goes_nowhere_without_one(notes):
    x = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1.0)
    x.sum().backward()
    optimizer.step()

    assert x.tolist() == [0, 0]


def test_who_does_not_care_for_what_has_run_needs_no_word_for_it():
    with pytest.raises(NotImplementedError):
        Onlooker().made((), None, (), False)
    assert Onlooker().ran("mul", ()) is None
