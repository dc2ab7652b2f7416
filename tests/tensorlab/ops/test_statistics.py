"""Spread, middle, and what stands at a place in the order."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

NAN = math.nan
VALUES = np.random.default_rng(0).normal(size=(3, 4, 5))


@pytest.mark.parametrize("dim", [None, 0, -1, (0, 2)])
@pytest.mark.parametrize("correction", [0, 1])
def test_variance_and_deviation_are_numpys_and_come_with_the_mean(dim, correction):
    x = torch.tensor(VALUES)
    variance = VALUES.var(axis=dim, ddof=correction)

    np.testing.assert_allclose(x.var(dim, correction=correction).numpy(), variance)
    np.testing.assert_allclose(x.std(dim, unbiased=bool(correction)).numpy(), np.sqrt(variance))
    for function, first in ((torch.var_mean, variance), (torch.std_mean, np.sqrt(variance))):
        spread, middle = function(x, dim=dim, correction=correction)
        np.testing.assert_allclose(spread.numpy(), first)
        np.testing.assert_allclose(middle.numpy(), VALUES.mean(axis=dim))


def test_the_first_argument_may_say_whether_one_is_taken_off():
    x = torch.tensor(VALUES)

    assert torch.equal(x.var(False), x.var(correction=0))
    assert x.std(1, keepdim=True).shape == (3, 1, 5)


def test_the_variance_of_one_number_is_none_and_a_warning():
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        assert torch.ones(1).var().isnan()
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        x = torch.ones(1, requires_grad=True)
        x.std().backward()
    assert x.grad.isnan().all() or x.grad.item() == 0


def test_equal_numbers_pass_no_slope_through_their_deviation():
    x = torch.tensor([2.0, 2.0], requires_grad=True)
    x.std().backward()

    assert x.grad.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "subject"), [("var", "std and var"), ("std", "std and var"), ("var_mean", "var_mean")]
)
def test_whole_numbers_have_no_spread(name, subject):
    with pytest.raises(RuntimeError, match=f"{subject} only support floating point"):
        getattr(torch, name)(torch.tensor([1, 2]))


def test_the_median_is_the_lower_of_two():
    x = torch.tensor([[4.0, 1.0, 3.0, 2.0], [7.0, 9.0, 8.0, 6.0]])

    assert x.median().item() == 4.0
    assert x.median(1).values.tolist() == [2.0, 7.0]
    assert x.median(1).indices.tolist() == [3, 0]
    assert x.median(0, keepdim=True).values.shape == (1, 4)
    assert torch.median(torch.tensor([3, 1, 2])).item() == 2


def test_what_is_no_number_is_the_median_unless_it_is_left_out():
    x = torch.tensor([5.0, NAN, 3.0, 4.0])

    assert x.median().isnan()
    assert x.median(0).indices.item() == 1
    assert x.nanmedian().item() == 4.0
    assert x.nanmedian(0).indices.item() == 3
    assert torch.tensor([NAN, NAN]).nanmedian(0).indices.item() == 0
    assert torch.zeros(0).median().isnan()
    assert torch.zeros(0, dtype=torch.int64).median().item() == torch.iinfo(torch.int64).min


def test_the_kth_smallest_counts_from_one():
    x = torch.tensor([5.0, NAN, 3.0, 4.0])

    assert [x.kthvalue(k).indices.item() for k in (1, 2, 3, 4)] == [2, 3, 0, 1]
    assert torch.tensor(3.0).kthvalue(1).values.item() == 3.0
    assert torch.tensor([[3, 1], [2, 2]]).kthvalue(1, 0, True).values.tolist() == [[2, 1]]


@pytest.mark.parametrize(
    ("values", "k", "place"),
    [
        # Which of equal ones PyTorch 2.13 names; found by asking it.
        ([1.0, NAN, 3.0, 1.0], 1, 3),
        ([3, 3, 1], 3, 1),
        ([1, 1, 1, 0], 2, 0),
        ([2, 2], 1, 0),
        ([4, 1, 5, 2, 5, 0, 3, 5, 1], 8, 2),
        ([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 7, 1),
    ],
)
def test_of_equal_elements_the_same_is_named_as_in_pytorch(values, k, place):
    assert torch.tensor(values).kthvalue(k).indices.item() == place


def test_the_most_frequent_is_the_smallest_of_such_at_its_last_place():
    x = torch.tensor([[2, 3, 2, 3, 1], [5, 5, 5, 1, 1]])

    assert x.mode().values.tolist() == [2, 5]
    assert x.mode().indices.tolist() == [2, 2]
    assert x.mode(0, True).values.tolist() == [[2, 3, 2, 1, 1]]
    assert torch.tensor(7).mode().values.item() == 7


def test_what_is_no_number_stays_where_it_is_when_the_most_frequent_is_looked_for():
    # As an insertion sort leaves it that compares with <; PyTorch does no better.
    assert torch.tensor([NAN, -3.0, 3.0]).mode().values.isnan()
    assert torch.tensor([1.0, NAN, 2.0, 1.0, 1.0]).mode().values.item() == 1.0
    assert torch.tensor([2.0, 1.0, NAN]).mode().values.item() == 1.0


@pytest.mark.parametrize("way", ["linear", "lower", "higher", "midpoint", "nearest"])
@pytest.mark.parametrize("dim", [None, 0, 1, 2])
def test_quantiles_are_numpys(way, dim):
    shares = [0.0, 0.3, 0.55, 1.0]
    found = torch.quantile(
        torch.tensor(VALUES), torch.tensor(shares, dtype=torch.float64), dim, interpolation=way, keepdim=True
    )

    np.testing.assert_allclose(found.numpy(), np.quantile(VALUES, shares, axis=dim, method=way, keepdims=True))


def test_one_share_gives_one_number_for_each_row():
    x = torch.tensor(VALUES)

    assert x.quantile(0.5).shape == ()
    assert x.quantile(0.5, 1).shape == (3, 5)
    assert x.quantile(0.5, 1, keepdim=True).shape == (3, 1, 5)
    assert torch.tensor(3.0).quantile(0.5, 0).item() == 3.0
    assert torch.quantile(x, 0.5, out=torch.zeros((), dtype=torch.float64)).item() == pytest.approx(np.median(VALUES))


def test_quantiles_of_what_are_numbers():
    holes = VALUES.copy()
    holes[0, :2] = np.nan
    x = torch.tensor(holes)

    np.testing.assert_allclose(x.nanquantile(0.3, 1).numpy(), np.nanquantile(holes, 0.3, axis=1))
    assert x.quantile(0.3).isnan()
    assert torch.nanquantile(torch.tensor([NAN]), 0.5, out=torch.zeros(())).isnan()


@pytest.mark.parametrize(
    ("operation", "error", "text"),
    [
        (
            lambda: torch.zeros(0, 2).median(0),
            IndexError,
            r"median\(\): Expected reduction dim 0 to have non-zero size",
        ),
        (lambda: torch.zeros(0, 2).nanmedian(0), IndexError, r"median\(\): Expected reduction dim 0"),
        (lambda: torch.zeros(2, 0).mode(), IndexError, r"mode\(\): Expected reduction dim 1"),
        (lambda: torch.tensor([True]).median(), NotImplementedError, "median_cpu"),
        (lambda: torch.tensor([True]).nanmedian(0), NotImplementedError, "median_out"),
        (lambda: torch.tensor([True]).kthvalue(1), NotImplementedError, "kthvalue_cpu"),
        (lambda: torch.ones(2).kthvalue(0), RuntimeError, "selected number k out of range for dimension 0"),
        (lambda: torch.quantile(torch.tensor([1]), 0.5), RuntimeError, "must be either float or double dtype"),
        (lambda: torch.quantile(torch.zeros(0), 0.5), RuntimeError, "input tensor must be non-empty"),
        (lambda: torch.quantile(torch.ones(1), 2.0), RuntimeError, r"must be in the range \[0, 1\] but got 2.0"),
        (lambda: torch.quantile(torch.ones(1), torch.tensor([2.0])), RuntimeError, "q values must be in the range"),
        (lambda: torch.quantile(torch.ones(1), torch.ones(1, 1)), RuntimeError, "q must be a scalar or 1D tensor"),
        (lambda: torch.quantile(torch.ones(1), torch.ones(1).double()), RuntimeError, "same dtype as the input"),
        (lambda: torch.quantile(torch.ones(1), 0.5, interpolation="cubic"), RuntimeError, "but got cubic"),
    ],
)
def test_what_has_no_place_in_an_order_is_refused(operation, error, text):
    with pytest.raises(error, match=text):
        operation()


def test_kthvalue_does_not_write_into_what_it_reads():
    x = torch.ones(3)

    with pytest.raises(RuntimeError, match="refer to a single memory location"):
        torch.kthvalue(x, 1, out=(x, torch.zeros(0, dtype=torch.int64)))
