"""A picture that goes to another process has looked everything up before."""

import pickle

import pytest

from ui.models.folding import Wishes
from ui.models.frozen import STRIDE, freezing
from ui.models.graph import GraphModel

PROGRAM = "x = torch.ones(2, 3, requires_grad=True)\ny = (x * 2).sum()\ny.backward()\n"


def frozen(picture, *, with_facts=True):
    """The frozen picture, and what was told on the way."""
    steps, told = freezing(picture, with_facts=with_facts), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return end.value, told


@pytest.fixture
def picture(recorded):
    model = GraphModel(recorded(PROGRAM))
    model.settle()
    return model.picture(model.recording.last_step)


def test_it_says_the_same_after_it_has_gone_through_a_pipe(picture):
    again = pickle.loads(pickle.dumps(frozen(picture)[0]))

    assert list(again.moment.titles) == list(picture.moment.titles)
    assert list(again.moment.subtitles) == list(picture.moment.subtitles)
    x = list(picture.moment.titles).index("x")
    assert again.moment.facts(x).lines == picture.moment.facts(x).lines
    assert again.moment.facts(x).grad.tolist() == [[2.0] * 3] * 2


def test_facts_are_looked_up_only_where_they_will_be_drawn(picture):
    still, _ = frozen(picture, with_facts=False)

    assert still.moment.facts(0).lines == ()


def test_words_on_the_edges_of_a_compact_graph_come_along(recorded):
    model = GraphModel(recorded("x = torch.ones(2)\ny = (x * 2 + x).sum()"))
    model.wish(Wishes(compact=True))
    model.settle()
    picture = model.picture(model.recording.last_step)
    assert picture.edges.labels

    assert frozen(picture)[0].edges.labels == dict(picture.edges.labels)


def test_it_stops_now_and_then_so_that_something_else_can_be_done(lab):
    model = GraphModel(lab.run("x = torch.ones(2)\nfor _ in range(60):\n    x = x * 2"))
    model.wish(Wishes(fold=False))
    model.settle()

    _, told = frozen(model.picture(model.recording.last_step))

    assert len(told) >= 120 // STRIDE
    assert told == sorted(told) and told[0] >= 0 and told[-1] < 1
