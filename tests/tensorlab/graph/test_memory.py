"""Nothing piles up: loops that build, run backward and drop need no more memory the longer they run, without gc."""

import gc
import sys

import pytest

import tensorlab as torch


@pytest.fixture(autouse=True)
def reference_counts_alone():
    gc.collect()
    assert not gc.isenabled()


FREE_LIST = 2000
"""So many freed tuples Python keeps for later."""


def left_over(body, rounds=500):
    """Blocks of memory and cycles that so many rounds leave, once caches and free lists are full."""
    body()
    gc.collect()  # what is compiled at first use has cycles, and is kept
    for _ in range(FREE_LIST + rounds):
        body()
    before = sys.getallocatedblocks()
    for _ in range(rounds):
        body()
    return sys.getallocatedblocks() - before, gc.collect()


def backward():
    x = torch.ones(4, requires_grad=True)
    (x * x + x.exp()).sum().backward()


def never_backward():
    x = torch.ones(4, requires_grad=True)
    (x * x + x.exp()).sum()


def views_and_writes():
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    y[:2].mul_(3)
    part = y[1:]
    part.add_(1)
    y.sum().backward()


def hooks():
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    y.register_hook(lambda gradient: gradient * 2)
    y.retain_grad()
    y.grad_fn.register_hook(lambda inputs, outputs: None)
    y.sum().backward()


def second_order():
    x = torch.ones(4, requires_grad=True)
    (slope,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    slope.sum().backward()


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2


def custom_function():
    x = torch.ones(4, requires_grad=True)
    Doubled.apply(x * 1).sum().backward()


def failure():
    x = torch.ones(4, requires_grad=True)
    y = x.exp()
    y.add_(1)
    try:
        y.sum().backward()
    except RuntimeError:
        return
    raise AssertionError("exp had saved what was written to")


def training_step():
    layer = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.ones(5, 3)).pow(2).mean().backward()
    optimizer.step()
    optimizer.zero_grad()


@pytest.mark.parametrize(
    "body",
    [backward, never_backward, views_and_writes, hooks, second_order, custom_function, failure, training_step],
)
def test_memory_stays_flat_and_no_cycle_is_left(body):
    grown, cycles = left_over(body)

    assert grown < 100  # for 500 rounds
    assert cycles == 0
