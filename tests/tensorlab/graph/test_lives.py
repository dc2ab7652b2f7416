"""Alive, buffers freed, collected: the three lives of a node, as PyTorch lets them be seen."""

import gc
import weakref

import pytest

import tensorlab as torch
from tensorlab import events

SECOND = "Trying to backward through the graph a second time"


@pytest.fixture(autouse=True)
def reference_counts_alone():
    gc.collect()
    assert not gc.isenabled()


def leaf(*values):
    return torch.tensor(values[0] if len(values) == 1 else list(values), requires_grad=True)


def test_a_product_leads_to_its_leaves():
    x, y = leaf(3.0), leaf(4.0)
    z = x * y

    (first, number), (second, _) = z.grad_fn.next_functions
    assert (z.grad_fn.name(), number) == ("MulBackward0", 0)
    assert first.variable is x
    assert second.variable is y
    assert z.grad_fn._saved_self is x
    assert x.is_leaf
    assert not z.is_leaf


def test_a_graph_is_collected_with_its_last_name():
    x, y = leaf(3.0), leaf(4.0)
    z = x * y
    node = weakref.ref(z.grad_fn)
    ends = [weakref.ref(after) for after, _ in z.grad_fn.next_functions]
    z.backward()
    assert node() is not None

    del z

    assert node() is None
    assert [end() for end in ends] == [None, None]
    assert gc.collect() == 0


def test_one_accumulator_serves_a_leaf_while_a_graph_leads_to_it():
    x = leaf(2.0)
    a, b = x * 2, x * 3

    assert a.grad_fn.next_functions[0][0] is b.grad_fn.next_functions[0][0]


def test_the_end_of_a_graph_is_there_for_whoever_asks_and_backward_needs_none():
    x = leaf(2.0)
    asked, unasked = x * 2, x * 3
    end = asked.grad_fn.next_functions[0][0]

    (asked + unasked).backward()

    assert end.name() == "torch::autograd::AccumulateGrad" and end.variable is x
    assert x.grad.item() == 5.0


def test_asking_for_the_end_at_a_former_leaf_asks_for_no_gradient():
    x = leaf(2.0)
    y = x * 2
    x.requires_grad_(False)

    assert y.grad_fn.next_functions[0][0].variable is x
    assert not x.requires_grad


def test_a_leaf_lives_as_long_as_a_graph_leads_to_it():
    x = leaf(2.0)
    y = x + 1
    seen = weakref.ref(x)

    del x
    assert seen() is not None
    del y
    assert seen() is None


def test_a_saved_input_lives_until_release_and_a_saved_output_does_not():
    x = leaf(2.0)
    a = x * 3
    b = a.exp()
    c = b * b
    inner, output = weakref.ref(a), weakref.ref(b)
    del a

    assert inner() is None  # exp saves its result, and its result alone
    del b
    assert output() is not None  # the product has saved it as an input
    c.backward()
    assert output() is None


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 2,
        lambda x: 2 - x,
        lambda x: -x,
        lambda x: x.sum(),
        lambda x: x.mean(),
        lambda x: x.cumsum(0),
        lambda x: torch.cat([x, x]),
        lambda x: x[0],
        lambda x: x.expand(2, 2),
        lambda x: x.repeat(2),
        lambda x: x.clone(),
        lambda x: x.double(),
        lambda x: x.flip(0),
        lambda x: x.sign(),
        lambda x: x.round(),
    ],
)
def test_what_has_saved_nothing_may_run_again(function):
    y = function(leaf(1.0, 2.0)).sum()
    y.backward()
    y.backward()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * 2,
        lambda x: x / 2,
        lambda x: 2 / x,
        lambda x: x**1,
        lambda x: x.abs(),
        lambda x: x.relu(),
        lambda x: torch.where(x > 1, x, x),
        lambda x: x.clamp(0, 1),
        lambda x: x.sort().values,
        lambda x: x[[0]],
        lambda x: x.max(),
        lambda x: x.amax(),
        lambda x: x.prod(),
    ],
)
def test_what_has_saved_something_may_not(function):
    y = function(leaf(1.0, 2.0)).sum()
    y.backward()
    with pytest.raises(RuntimeError, match=SECOND):
        y.backward()


def test_a_freed_value_cannot_be_looked_at():
    x, y = leaf(3.0), leaf(4.0)
    z = x * y
    z.backward()

    with pytest.raises(RuntimeError, match=SECOND):
        _ = z.grad_fn._saved_self


def test_retain_graph_keeps_the_buffers_for_a_later_call():
    x = leaf(3.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()

    assert x.grad.item() == 12.0
    with pytest.raises(RuntimeError, match=SECOND):
        y.backward()


def test_gradients_add_up_in_the_same_object():
    x = leaf(3.0)
    (2 * x).backward()
    first = x.grad
    (2 * x).backward()

    assert x.grad is first
    assert first.item() == 4.0


def test_grad_frees_only_what_it_has_passed_through():
    x = leaf(2.0)
    h = x * x
    y = h * h

    assert torch.autograd.grad(y, h)[0].item() == 8.0
    h.backward()
    assert x.grad.item() == 4.0


def test_a_chain_of_a_hundred_thousand_operations_runs_and_is_freed():
    a = leaf(1.0)
    z = torch.tensor(1.0)
    for _ in range(100_000):
        z = z * a
    z.backward()
    assert a.grad.item() == 100_000.0

    node = weakref.ref(z.grad_fn)
    del z
    assert node() is None
    assert gc.collect() == 0


def test_writing_over_a_saved_value_is_noticed():
    x = leaf(1.0, 2.0)
    y = x.exp()
    y.add_(1)

    with pytest.raises(RuntimeError, match=r"\[torch.FloatTensor \[2\]\], which is output 0 of Exp, is at version 1"):
        y.sum().backward()


def test_writing_over_a_saved_leaf_is_noticed_too():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    z = (x * y).sum()
    with torch.no_grad():
        x.add_(1)

    with pytest.raises(RuntimeError, match=r"\[torch.FloatTensor \[2\]\] is at version 1; expected version 0"):
        z.backward()


def test_writing_elsewhere_or_after_the_last_use_does_no_harm():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    z = (x + y).sum()
    with torch.no_grad():
        x.mul_(2)
    z.backward()

    assert y.grad.tolist() == [1.0, 1.0]


def test_hooks_run_in_their_order_and_each_sees_what_the_one_before_made():
    x = leaf(1.0, 2.0)
    seen = []
    x.register_hook(lambda g: seen.append(("first", g.tolist())) or g * 2)
    x.register_hook(lambda g: seen.append(("second", g.tolist())))
    x.register_post_accumulate_grad_hook(lambda t: seen.append(("stored", t.grad.tolist())))
    (x * 3).sum().backward()

    assert seen == [("first", [3.0, 3.0]), ("second", [6.0, 6.0]), ("stored", [6.0, 6.0])]


def test_a_node_hook_sees_what_goes_in_and_out_and_may_replace_it():
    x = leaf(2.0)
    y = x * 3
    y.grad_fn.register_prehook(lambda gradients: (gradients[0] * 10,))
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] + outputs[0], None))
    y.backward()

    assert x.grad.item() == 40.0


def test_a_computed_tensor_may_retain_its_gradient():
    x = leaf(2.0)
    y = x * 3
    y.retain_grad()
    (y * y).backward()

    assert (y.grad.item(), x.grad.item()) == (12.0, 36.0)


def test_what_a_leaf_got_from_the_user_stays_the_users():
    x = leaf(1.0, 2.0)
    given = torch.tensor([1.0, 1.0])
    (x + 0).backward(given)
    x.grad.mul_(5)

    assert given.tolist() == [1.0, 1.0]


def test_two_leaves_of_one_sum_do_not_share_their_gradient():
    x, y = leaf(1.0, 2.0), leaf(1.0, 2.0)
    (x + y).sum().backward()
    x.grad.zero_()

    assert y.grad.tolist() == [1.0, 1.0]


def test_a_gradient_has_the_type_of_its_tensor_in_half_precision_too():
    x = torch.tensor([1.0, 2.0], dtype=torch.bfloat16, requires_grad=True)
    y = x * 1.1
    y.retain_grad()
    z = y.exp().sum()
    of_x, of_y = torch.autograd.grad(z, (x, y), retain_graph=True)
    z.backward()

    assert {one.dtype for one in (of_x, of_y, x.grad, y.grad)} == {torch.bfloat16}
    assert torch.equal(of_x, x.grad)
    # The gradient that y retains was there after the first walk, too.
    assert torch.equal(of_y + of_y, y.grad)
    before = x.grad.clone()
    (x * 1.1).sum().backward()
    assert torch.equal(x.grad, before + torch.tensor(1.1).bfloat16())


def test_a_gradient_that_others_hold_is_not_added_to_in_place():
    x = torch.ones(4, dtype=torch.float64, requires_grad=True)
    g = torch.ones(4, dtype=torch.float64, requires_grad=True)
    y = torch.cat([x[0:1] * 5 + x[1:2] * 7, x[2:4] - x[0:2], x[2:3] * 3 - x[3:4] * 2])
    (slope,) = torch.autograd.grad(y, x, g, create_graph=True)
    given = torch.tensor([1.0, 0.0, 0.0, 0.0], dtype=torch.float64)

    assert torch.autograd.grad(slope, g, given)[0].tolist() == [5.0, -1.0, 0.0, 0.0]
    assert given.tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_view_that_is_written_to_rewrites_the_history_of_its_base():
    x = leaf(1.0, 2.0, 3.0)
    y = x * 2
    part, other = y[0:2], y[1:3]
    part.mul_(10)

    assert type(y.grad_fn).__name__ == "CopySlices"
    assert other.grad_fn.name() == "AsStridedBackward0"
    (y.sum() + other.sum()).backward()
    assert x.grad.tolist() == [20.0, 40.0, 4.0]


def test_the_order_of_events_is_the_order_of_what_happened():
    with events.listen() as heard:
        x = torch.tensor(3.0, requires_grad=True)
        y = torch.tensor(4.0, requires_grad=True)
        z = x * y
        z.backward()
        del z

    kinds = [events.Kind(event[0]).name for event in heard.events]
    assert kinds[:3] == ["CREATED", "CREATED", "OPERATED"]
    assert kinds[3:8] == ["BEGAN", "ARRIVED", "RELEASED", "ARRIVED", "ACCUMULATED"]
    assert kinds[8:11] == ["ARRIVED", "ACCUMULATED", "ENDED"]
    assert set(kinds[11:]) == {"COLLECTED"}


def test_nothing_changes_when_somebody_listens():
    def program():
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = (x * x) + 1
        y[0] = 3.0
        (y.sum() / 2).backward()
        return x.grad.tolist(), y.grad_fn.name()

    with events.listen():
        heard = program()
    assert heard == program()


def test_a_leaf_that_meets_itself_has_one_end():
    x = leaf(3.0)
    y = x * x

    (first, _), (second, _) = y.grad_fn.next_functions
    assert first is second
    assert torch.autograd.grad(y, x)[0].item() == 6.0


def test_a_view_made_before_its_base_was_tracked_follows_it_into_the_graph():
    x = leaf(3.0)
    whole = torch.zeros(2, 2)
    row = whole[0]
    whole[0, 0] = x * x
    row.sum().backward()

    assert row.grad_fn.name() == "AsStridedBackward0"
    assert x.grad.item() == 6.0
