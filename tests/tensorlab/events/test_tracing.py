"""What a listener hears of tensors and graphs: of those born before it came, too, and of nothing quiet."""

import numpy as np
import pytest

import tensorlab as torch
from tensorlab import events
from tensorlab.events import Form, Kind, Summary


def kinds(heard, since=0):
    return [Kind(event[0]).name for event in heard.events[since:]]


def test_what_happens_quietly_is_not_told():
    with events.listen() as heard:
        x, y, z = torch.ones(2), torch.ones(1, 2), torch.ones(2)
        before = len(heard.events)
        with heard.quiet():
            x.add_(1)
            y.t_()
            z.requires_grad_()
            z.grad = x
            x.numpy()

        assert kinds(heard, before) == []


def test_a_graph_that_was_built_unheard_is_told_when_backward_walks_it():
    x = torch.ones(2, requires_grad=True)
    y = (x * 2).sum()
    with events.listen() as heard:
        y.backward()

    told = kinds(heard)
    assert told.count("OPERATED") == 2
    assert told[-1] == "ENDED"
    assert told.index("OPERATED") < told.index("ARRIVED")


def test_a_tensor_that_was_born_unheard_is_told_when_it_is_met():
    x = torch.ones(2)
    with events.listen() as heard:
        x + 1

    assert kinds(heard)[:2] == ["MET", "OPERATED"]


@pytest.mark.parametrize(("value", "nans", "infinite"), [(float("nan"), 5000, 0), (float("inf"), 0, 5000)])
def test_a_summary_of_what_is_not_finite_has_no_range(value, nans, infinite):
    with events.listen() as heard:
        torch.full((5000,), value)

    summary = heard.events[0][4].values
    assert isinstance(summary, Summary)
    assert (summary.size, summary.nans, summary.infs, summary.sampled) == (5000, nans, infinite, False)
    assert summary.minimum != summary.minimum  # nan


def test_a_place_is_a_line_of_the_users_code():
    with events.listen() as heard:
        torch.ones(2)

    place = heard.places[heard.events[0][1]]
    assert place.scope.endswith("test_a_place_is_a_line_of_the_users_code")
    assert place.source == __file__


def test_memory_that_numpy_may_write_to_is_handed_on_when_its_tensor_dies():
    lent = []
    with events.listen() as heard:
        heard.on_lend = lent.append
        x = torch.ones(2)
        x.numpy()
        y = x.data
        del x
        assert list(heard.lent) == lent
        assert heard.lent[lent[0]]() is y
        del y
        assert not heard.lent


def test_a_tensor_may_leave_the_graph_while_somebody_listens():
    with events.listen() as heard:
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        before = len(heard.events)
        y.detach_()

    assert kinds(heard, before).count("FACT") == 2
    assert not y.requires_grad


def test_what_runs_in_inference_mode_is_told_like_all_else():
    with events.listen() as heard, torch.inference_mode():
        x = torch.ones(3)
        y = x + x
        torch.cat((x, y))

    assert kinds(heard).count("OPERATED") == 2


def test_memory_is_told_in_the_order_in_which_it_lies():
    x = torch.arange(24.0).reshape(2, 3, 4)
    with events.listen() as heard:
        y = x.permute(1, 0, 2) + 1
        y.add_(1)

    assert y.stride() == (4, 12, 1)
    made = next(event for event in heard.events if event[0] == Kind.OPERATED and isinstance(event[3], Form))
    written = next(event for event in heard.events if event[0] == Kind.MUTATED)
    assert np.frombuffer(made[10], np.float32).tolist() == list(range(1, 25))
    assert np.frombuffer(written[4].values, np.float32).tolist() == list(range(2, 26))
