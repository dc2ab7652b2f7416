"""Lengths of vectors, and the shares along an axis."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

INF = math.inf
VALUES = np.array([[3.0, -4.0, 0.0], [1.0, 2.0, -2.0]])


@pytest.mark.parametrize("order", [0, 0.5, 1, 1.5, 2, 3, INF, -INF])
def test_a_norm_is_numpys(order):
    x = torch.tensor(VALUES)

    np.testing.assert_allclose(torch.norm(x, order, 1).numpy(), np.linalg.norm(VALUES, order, axis=1))
    np.testing.assert_allclose(x.norm(order).numpy(), np.linalg.norm(VALUES.reshape(-1), order))
    assert torch.norm(x, order, 0, True).shape == (1, 3)


def test_the_usual_norm_is_the_length():
    x = torch.tensor(VALUES)

    assert torch.equal(x.norm(), x.norm("fro"))
    assert torch.norm(x.float(), dtype=torch.float64).dtype is torch.float64
    np.testing.assert_allclose(torch.norm(x, "nuc").numpy(), np.linalg.norm(VALUES, "nuc"))
    np.testing.assert_allclose(torch.norm(x, "nuc", (0, 1), True).numpy(), [[np.linalg.norm(VALUES, "nuc")]])
    assert torch.norm(x, "nuc", out=torch.zeros((), dtype=torch.float64)).item() > 0


@pytest.mark.parametrize("order", [0.5, 1, 1.5, 2, 3])
def test_a_length_of_zero_has_no_slope(order):
    x = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    x.norm(order).backward()

    assert x.grad.nan_to_num().tolist() == [0.0, 0.0]


def test_the_number_of_elements_that_are_not_zero_passes_nothing_on():
    x = torch.ones(2, requires_grad=True)

    assert torch.autograd.grad(x.norm(0), x, allow_unused=True) == (None,)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: torch.norm(torch.tensor([1])), "Expected a floating point or complex tensor as input. Got Long"),
        (lambda: torch.norm(torch.zeros(0), INF), "cannot compute the inf norm on an empty tensor"),
        (lambda: torch.norm(torch.zeros(0, 2), -INF, 0), "cannot compute the -inf norm on the dimension 0"),
        (lambda: torch.norm(torch.zeros(2), "inf"), "Order inf not supported"),
        (lambda: torch.norm(torch.zeros(2), "nuc"), "must have at least 2 dimensions"),
    ],
)
def test_a_norm_without_meaning_is_refused(operation, text):
    with pytest.raises(RuntimeError, match=text):
        operation()


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_shares_add_up_to_one_and_do_not_overflow(dim):
    x = torch.tensor(VALUES * 1000)

    np.testing.assert_allclose(x.softmax(dim).sum(dim).numpy(), np.ones(VALUES.shape[1 - dim % 2]))
    np.testing.assert_allclose(x.log_softmax(dim).exp().numpy(), x.softmax(dim).numpy(), atol=1e-15)
    assert x.logsumexp(dim).isfinite().all()


def test_shares_of_one_number_of_none_and_in_another_type():
    assert torch.softmax(torch.tensor(3.0), 0).item() == 1
    assert torch.softmax(torch.zeros(0, 2), 0).shape == (0, 2)
    assert torch.log_softmax(torch.zeros(0, 2, dtype=torch.int64), 0).dtype is torch.int64
    assert torch.softmax(torch.ones(2), 0, dtype=torch.float64).dtype is torch.float64
    assert torch.log_softmax(torch.ones(2), 0, torch.float64).dtype is torch.float64


def test_logsumexp_takes_several_axes_and_whole_numbers():
    x = torch.tensor(VALUES)

    np.testing.assert_allclose(x.logsumexp((0, 1)).numpy(), np.log(np.exp(VALUES).sum()))
    assert x.logsumexp(0, keepdim=True).shape == (1, 3)
    assert torch.logsumexp(torch.tensor([0, 0]), 0).item() == pytest.approx(math.log(2))
    assert torch.logsumexp(torch.tensor([-INF, -INF]), 0).item() == -INF


def test_shares_of_whole_numbers_are_refused_by_the_kernel_that_would_run():
    with pytest.raises(NotImplementedError, match="\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"):
        torch.softmax(torch.tensor([[1, 2]]), 1)
    with pytest.raises(NotImplementedError, match="\"log_softmax_kernel_impl\" not implemented for 'Long'"):
        torch.log_softmax(torch.tensor([[1, 2]]), 0)
