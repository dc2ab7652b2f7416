"""Hooks where no gradient has come: they are called with None, and cannot make one up."""

from typing import ClassVar

import pytest

import tensorlab as torch


class Silent(torch.autograd.Function):
    """Gives its input on, and no gradient back."""

    @staticmethod
    def forward(ctx, input):
        return input.clone()

    @staticmethod
    def backward(ctx, gradient):
        return None


class Heard(torch.autograd.Function):
    """Gives its input on, and notes what comes back."""

    heard: ClassVar[list] = []

    @staticmethod
    def forward(ctx, input):
        return input.clone()

    @staticmethod
    def backward(ctx, gradient):
        Heard.heard.append(gradient.tolist())
        return gradient


def leaf():
    return torch.ones(2, requires_grad=True)


def test_where_one_way_gives_nothing_the_other_gives_all():
    x = leaf()
    (Silent.apply(x) + x * 1).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]

    x = leaf()
    (x + Silent.apply(x)).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_no_gradient_is_stored_where_none_has_come():
    x = leaf()
    Silent.apply(x * 3).sum().backward()
    Silent.apply(x).sum().backward()

    assert x.grad is None


def test_hooks_hear_that_nothing_has_come():
    x = leaf()
    y = x * 3
    heard = []
    y.register_hook(lambda gradient: heard.append(("tensor", gradient)))
    x.register_hook(lambda gradient: heard.append(("leaf", gradient)))
    y.grad_fn.register_prehook(lambda gradients: heard.append(("before", gradients)))
    y.grad_fn.register_hook(lambda inputs, outputs: heard.append(("after", inputs, outputs)))
    Silent.apply(y).sum().backward()

    assert heard == [
        ("tensor", None),
        ("before", (None,)),
        ("after", (None, None), (None,)),
        ("leaf", None),
    ]


def test_a_hook_cannot_put_something_in_the_place_of_nothing():
    x = leaf()
    x.register_hook(lambda gradient: torch.ones(2))

    with pytest.raises(RuntimeError, match="can't replace a None gradient with a non-None value"):
        Silent.apply(x).sum().backward()


def test_a_custom_function_gets_zeros_where_nothing_has_come():
    x = leaf()
    Heard.heard.clear()
    Silent.apply(Heard.apply(x)).sum().backward()

    assert Heard.heard == [[0.0, 0.0]]
    assert x.grad.tolist() == [0.0, 0.0]


def test_the_end_of_a_leaf_has_hooks_of_its_own():
    x = leaf()
    y = x * 1
    end = y.grad_fn.next_functions[0][0]
    heard = []
    x.register_hook(lambda gradient: gradient * 2)
    end.register_prehook(lambda gradients: (gradients[0] * 3,))
    end.register_hook(lambda inputs, outputs: heard.append((inputs, outputs[0].tolist())))
    y.sum().backward()

    assert heard == [((), [6.0, 6.0])]
    assert x.grad.tolist() == [6.0, 6.0]


def test_a_rule_that_fails_beside_others_stops_the_walk():
    class Failing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            return input.clone()

        @staticmethod
        def backward(ctx, gradient):
            raise ValueError("no")

    x, w = leaf(), leaf()
    late = w * 2
    with pytest.raises(ValueError, match="no"):
        (Failing.apply(x * 2) * late).sum().backward()

    assert x.grad is None


def test_nothing_goes_back_to_an_output_beside_the_one_that_is_asked():
    x = leaf()
    first, second = x.unbind(0)

    assert torch.autograd.grad(first, second, allow_unused=True) == (None,)
