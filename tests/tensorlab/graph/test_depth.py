"""Graphs a million nodes deep: built, walked, printed, failed half-way and freed, all without recursion."""

import gc
import weakref

import pytest

import tensorlab as torch

DEPTH = 1_000_000
HALF = DEPTH // 2


@pytest.fixture(autouse=True)
def reference_counts_alone():
    chain(Failing.apply(torch.zeros((), requires_grad=True)), 2).detach()  # what is compiled at first use is kept
    gc.collect()
    assert not gc.isenabled()


class Failing(torch.autograd.Function):
    """Gives its input on, and fails on the way back."""

    @staticmethod
    def forward(ctx, input):
        return input.clone()

    @staticmethod
    def backward(ctx, gradient):
        raise ValueError("half-way")


def chain(x, depth=DEPTH):
    for _ in range(depth):
        x = x + 1.0
    return x


def depth_of(node):
    count = 0
    while node is not None:
        count += 1
        node = node.next_functions[0][0] if node.next_functions else None
    return count


def test_a_million_nodes_are_built_printed_walked_by_hand_and_freed():
    x = torch.zeros((), requires_grad=True)
    y = chain(x)
    root = weakref.ref(y.grad_fn)

    assert repr(y) == "tensor(1000000., grad_fn=<AddBackward0>)"
    assert depth_of(y.grad_fn) == DEPTH + 1  # the leaf's own end is the last
    del y
    assert root() is None
    assert gc.collect() == 0


def test_a_million_nodes_run_backward_and_are_freed():
    x = torch.zeros((), requires_grad=True)
    y = chain(x)
    y.backward()
    root = weakref.ref(y.grad_fn)

    assert x.grad.item() == 1.0
    del y
    assert root() is None
    assert gc.collect() == 0


def test_a_walk_that_fails_half_way_leaves_nothing_behind():
    x = torch.zeros((), requires_grad=True)
    y = chain(Failing.apply(chain(x, HALF)), HALF)
    with pytest.raises(ValueError, match="half-way"):
        y.backward()
    root = weakref.ref(y.grad_fn)

    assert x.grad is None
    assert torch.is_grad_enabled()
    del y
    assert root() is None
    assert gc.collect() == 0


def views_and_writes(count):
    """A leaf, and what many writes into views of its double have made of that."""
    x = torch.zeros(2, requires_grad=True)
    y = x * 1.0
    for _ in range(count):
        y[0] += 1.0
        y = y.view(2)
    return x, y


def test_a_deep_graph_of_views_and_writes_is_freed_too():
    views_and_writes(1)[1].sum().backward()  # what is compiled at first use is kept
    gc.collect()
    x, y = views_and_writes(2_000)
    y.sum().backward()
    root = weakref.ref(y.grad_fn)

    assert x.grad.tolist() == [1.0, 1.0]
    del y
    assert root() is None
    assert gc.collect() == 0
