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
            torch.ones(2).add_(x)
            torch.mul(x, 2, out=x)
            x.add_(1)
            x[0] = 3
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


def operated(heard):
    """Of each operation told in full: its record, whether it is a view, and the records of what it made."""
    return [event[3:] for event in heard.events if event[0] == Kind.OPERATED and not isinstance(event[3], Form)]


def told_briefly(heard):
    return [event for event in heard.events if event[0] == Kind.OPERATED and isinstance(event[3], Form)]


# -- what is told of memory -------------------------------------------------------------------------------------------


def test_of_a_large_memory_a_view_tells_the_stretch_that_it_sees():
    x = torch.arange(5000.0)
    with events.listen() as heard:
        y = x[100:110:3]

    ((_, is_view, (made,)),) = operated(heard)
    assert is_view
    assert y.tolist() == [100, 103, 106, 109]
    assert (made.start, made.offset, made.strides) == (100, 100, (3,))
    assert np.frombuffer(made.values, np.float32).tolist() == list(range(100, 110))


def test_a_view_of_nothing_tells_no_bytes_of_the_large_memory_it_stands_in():
    x = torch.arange(5000.0)
    with events.listen() as heard:
        x[10:10]

    ((_, _, (made,)),) = operated(heard)
    assert (made.shape, made.start, made.values) == ((0,), 0, b"")


def test_a_number_without_memory_of_its_own_is_a_storage_of_one_element():
    x = torch.ones(3).sum()
    with events.listen() as heard:
        x + torch.ones(5000)

    met = next(event[3] for event in heard.events if event[0] == Kind.MET)
    assert (met.storage, met.offset, met.strides) == (met.id, 0, ())
    assert np.frombuffer(met.values, np.float32).tolist() == [3]


# -- what is told of nodes --------------------------------------------------------------------------------------------


def test_a_large_result_that_its_node_saves_is_told_with_all_its_bytes():
    x = torch.ones(5000, requires_grad=True)
    with events.listen() as heard:
        x.exp()

    ((function, _, (made,)),) = operated(heard)
    assert function.grad_fn == "ExpBackward0"
    assert function.saved == (("result", made.id, 20_000),)
    assert isinstance(made.values, Summary)


def test_a_saved_tensor_is_told_by_its_number():
    x, y = torch.ones(5000, requires_grad=True), torch.ones(5000)
    with events.listen() as heard:
        x * y

    ((product, _, _),) = operated(heard)
    assert [name for _, _, name in product.inputs] == ["input", "other"]
    assert product.saved == (("other", product.inputs[1][0], 20_000),)


def test_what_a_hook_has_packed_is_told_by_its_name_alone():
    x, y = torch.ones(5000, requires_grad=True), torch.ones(5000)
    packed = torch.autograd.graph.saved_tensors_hooks(lambda tensor: "elsewhere", lambda packed: y)
    with events.listen() as heard, packed:
        z = x * y
    with events.listen() as later:
        z.backward(torch.ones(5000))

    ((product, _, _),) = operated(later)
    assert product.saved == (("other", events.NOBODY, 0),)
    assert kinds(heard).count("OPERATED") == 1


def test_an_edge_to_a_node_that_was_told_of_names_it_and_bears_nothing():
    x = torch.ones(5000, requires_grad=True)
    with events.listen() as heard:
        y = x * 2
        y * 3

    (first, _, _), (second, _, _) = operated(heard)
    assert second.next_functions == ((first.id, 0), (events.NOBODY, 0))
    assert second.accumulates == ()


def test_an_edge_that_leads_nowhere_is_told_as_nobodys():
    x, y = torch.ones(5000, requires_grad=True), torch.ones(5000)
    with events.listen() as heard:
        x + y

    ((function, _, _),) = operated(heard)
    (leaf,) = function.accumulates
    assert function.next_functions == ((leaf[0], 0), (events.NOBODY, 0))


def test_a_tensor_whose_place_in_the_graph_was_spoilt_is_told_without_one():
    x = torch.ones(2, requires_grad=True) * 1
    with torch.no_grad():
        view = x[:]
    x.mul_(2)
    with pytest.raises(RuntimeError):
        _ = view.grad_fn
    with events.listen() as heard:
        view.detach()

    met = next(event[3] for event in heard.events if event[0] == Kind.MET)
    assert met.grad_fn == events.NOBODY


def test_an_argument_that_is_no_tensor_and_no_plain_number_has_neither_id_nor_version():
    x = torch.ones(2)
    with events.listen() as heard:
        x + np.float64(2)

    (step,) = told_briefly(heard)
    assert step[11:15] == (0, 0, events.NOBODY, 0)


def test_a_function_of_the_users_own_that_takes_nothing_is_told():
    class Seven(torch.autograd.Function):
        @staticmethod
        def forward(ctx):
            return torch.full((), 7.0)

    with events.listen() as heard:
        Seven.apply()

    (step,) = told_briefly(heard)
    assert (step[3].op, step[3].names) == ("Seven", ())
    assert step[11:] == ()


def test_what_all_executions_share_stands_once():
    names = ("input",)
    heard = events.Tracer()
    x = torch.ones(2)
    for op in ("twice", "twice", "thrice"):
        heard.operated(op, names, (x,), (torch.ones(2),), None)

    first, second, other = [step[3] for step in told_briefly(heard)]
    assert first is second
    assert (other.op, other.names) == ("thrice", names)


def test_a_tracked_function_of_the_users_own_is_told_in_full():
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, gradient):
            return gradient * 2

    x = torch.ones(2, requires_grad=True)
    with events.listen() as heard:
        Double.apply(x)

    ((function, is_view, (made,)),) = operated(heard)
    assert (function.op, function.grad_fn, is_view, made.shape) == ("Double", "DoubleBackward", False, (2,))


# -- what is told of ends ---------------------------------------------------------------------------------------------


def test_an_operation_of_several_results_is_over_with_the_last_of_them():
    x = torch.ones(4)
    with events.listen() as heard:
        first, second = x.split(2)
        ((function, _, made),) = operated(heard)
        before = len(heard.events)
        del first
        assert [event[3] for event in heard.events[before:]] == [made[0].id]
        before = len(heard.events)
        del second
        assert [event[3] for event in heard.events[before:]] == [made[1].id, function.id]


def test_lent_memory_whose_tensor_was_given_another_is_stood_for_by_whoever_looks_at_it_now():
    with events.listen() as heard:
        x, other = torch.ones(2), torch.zeros(3)
        y = x.data
        x.numpy()
        (storage,) = heard.lent
        x.data = other
        y.numpy()
        assert list(heard.lent) == [storage]
        del x
        assert heard.lent[storage]() is y


# -- what is told of a backward ---------------------------------------------------------------------------------------


def test_a_backward_that_fails_says_why():
    x = torch.ones(2, requires_grad=True)
    y = (x * x).sum()
    y.backward()
    with events.listen() as heard, pytest.raises(RuntimeError, match="second time") as raised:
        y.backward()

    assert kinds(heard)[-1] == "FAILED"
    assert heard.events[-1][4] == str(raised.value)
    assert heard.phase == events.Phase.BUILD


def test_a_gradient_that_is_not_finite_is_told_by_how_much_of_it():
    x = torch.ones(3, requires_grad=True)
    with events.listen() as heard:
        x.backward(torch.tensor([float("nan"), -2.0, float("inf")]))

    flow = next(event[5] for event in heard.events if event[0] == Kind.BEGAN)
    assert (flow.shape, flow.largest, flow.nans) == ((3,), 2, 2)


def test_a_gradient_added_to_one_that_was_there_is_no_new_one():
    x = torch.ones(2, requires_grad=True)
    with events.listen() as heard:
        x.sum().backward()
        x.sum().backward()

    first, second = [event[6:] for event in heard.events if event[0] == Kind.ACCUMULATED]
    assert [first[1], second[1]] == [True, False]
    assert first[0].id == second[0].id
    assert np.frombuffer(second[0].values, np.float32).tolist() == [2, 2]


# -- what the user does to tensors and their names --------------------------------------------------------------------


def test_an_update_and_a_scope_are_told_with_what_happens_in_them():
    with events.listen() as heard:
        x = torch.ones(5000)
        with heard.update(), heard.inside("net"), heard.inside("fc"):
            x * 2
        x * 2

    (inside, _, _), (outside, _, _) = operated(heard)
    assert (inside.scope, outside.scope) == ("net.fc", "")
    phases = [event[2] for event in heard.events if event[0] == Kind.OPERATED]
    assert phases == [events.Phase.UPDATE, events.Phase.BUILD]


def test_a_write_tells_who_came_into_the_graph_with_it():
    x = torch.ones(4)
    w = torch.ones(2, requires_grad=True)
    with events.listen() as heard:
        view = x[:2]
        view.mul_(w)

    written = next(event for event in heard.events if event[0] == Kind.MUTATED)
    assert written[4].id == heard.id_of(view)
    assert written[4].grad_fn != events.NOBODY
    assert written[5] == (heard.id_of(x),)


def test_a_view_that_comes_into_the_graph_by_a_write_into_its_base_is_told_with_it():
    x = torch.ones(4)
    view = x[:2]
    with events.listen() as heard:
        x.mul_(torch.ones(4, requires_grad=True))
        written = next(event for event in heard.events if event[0] == Kind.MUTATED)

        assert written[5] == (heard.id_of(view),)
    assert view.requires_grad


def test_setting_and_taking_away_a_gradient_is_told():
    x = torch.ones(2, requires_grad=True)
    with events.listen() as heard:
        x.grad = given = torch.ones(2)
        x.grad = None
        facts = [event[4:] for event in heard.events if event[0] == Kind.FACT]

        assert facts == [(events.Fact.GRAD, heard.id_of(given)), (events.Fact.GRAD, events.NOBODY)]


def test_what_lies_otherwise_than_before_is_told():
    x = torch.ones(2, 3)
    with events.listen() as heard:
        x.data = torch.zeros(4)

    record = next(event[3] for event in heard.events if event[0] == Kind.LAYOUT)
    assert record.shape == (4,)


def test_what_nothing_of_the_core_does_is_told_by_whoever_watches_the_code():
    x = torch.ones(2)
    heard = events.Tracer()
    heard.bound("x", True, x)
    heard.bound("x", True, None)
    turn = heard.iterated(3, 0)
    heard.changed(x)
    heard.printed("hello")
    heard.error("ValueError", "no", ["a note"])
    heard.error("ValueError", "no", [], place=heard.place_of_line("script.py", 7))

    assert kinds(heard) == ["MET", "BOUND", "BOUND", "ITERATION", "CHANGED", "PRINTED", "ERROR", "ERROR"]
    number = heard.id_of(x)
    assert [event[3:] for event in heard.events[1:3]] == [("x", True, number), ("x", True, events.NOBODY)]
    assert (turn.loop, turn.number, turn.is_sent) == (3, 0, False)
    assert heard.events[-2][3:] == ("ValueError", "no", ("a note",))
    assert heard.places[heard.events[-1][1]][:2] == ("script.py", 7)
