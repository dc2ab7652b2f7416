"""Running sums, products and extremes."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

NAN = math.nan
VALUES = np.random.default_rng(0).normal(size=(3, 4))


@pytest.mark.parametrize("dim", [0, 1, -2])
def test_running_sums_products_and_logarithms_are_numpys(dim):
    x = torch.tensor(VALUES)

    np.testing.assert_allclose(x.cumsum(dim).numpy(), np.cumsum(VALUES, dim))
    np.testing.assert_allclose(x.cumprod(dim).numpy(), np.cumprod(VALUES, dim))
    np.testing.assert_allclose(x.logcumsumexp(dim).numpy(), np.log(np.cumsum(np.exp(VALUES), dim)))
    np.testing.assert_allclose(x.cummax(dim).values.numpy(), np.maximum.accumulate(VALUES, dim))
    np.testing.assert_allclose(x.cummin(dim).values.numpy(), np.minimum.accumulate(VALUES, dim))


def test_the_last_of_equal_extremes_is_named():
    assert torch.tensor([1, 3, 3, 2, 3]).cummax(0).indices.tolist() == [0, 1, 2, 2, 4]
    assert torch.tensor([2, 1, 1, 5]).cummin(0).indices.tolist() == [0, 1, 2, 2]


def test_what_is_no_number_stays_the_extreme():
    found = torch.tensor([1.0, NAN, 3.0, NAN, 2.0]).cummax(0)

    assert found.values.isnan().tolist() == [False, True, True, True, True]
    assert found.indices.tolist() == [0, 1, 1, 3, 3]


def test_whole_numbers_run_in_the_widest_type():
    assert torch.tensor([True, True]).cumsum(0).tolist() == [1, 2]
    assert torch.tensor([1, 2], dtype=torch.int8).cumprod(0).dtype is torch.int64
    assert torch.tensor([1, 2]).cumsum(0, dtype=torch.float64).dtype is torch.float64


def test_a_single_number_runs_to_itself():
    one = torch.tensor(2.0)

    for name in ("cumsum", "cumprod", "logcumsumexp"):
        assert getattr(one, name)(0).item() == 2.0
    assert [part.item() for part in one.cummax(0)] == [2.0, 0]


def test_a_running_product_has_a_slope_where_an_element_is_zero():
    x = torch.tensor([2.0, 0.0, 3.0], requires_grad=True)
    x.cumprod(0).sum().backward()

    # 1 + 0 + 0, 2 + 2 * 3, 2 * 0.
    assert x.grad.tolist() == [1.0, 8.0, 0.0]


def test_the_slope_of_a_running_logarithm_does_not_overflow():
    x = torch.tensor([-1000.0, 0.0, 1000.0], dtype=torch.float64, requires_grad=True)
    (x.logcumsumexp(0) * torch.tensor([1.0, -1.0, 2.0])).sum().backward()

    np.testing.assert_allclose(x.grad.numpy(), [1, -1, 2])


def test_running_sums_in_place_keep_their_place_in_the_graph():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    assert y.cumsum_(0) is y
    y.sum().backward()

    assert x.grad.tolist() == [2.0, 1.0]
    assert torch.tensor([2.0, 3.0]).cumprod_(0).tolist() == [2.0, 6.0]


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
def test_truth_cannot_hold_what_runs_over_it(name):
    with pytest.raises(NotImplementedError, match=f"\"{name}_out_cpu\" not implemented for 'Bool'"):
        getattr(torch.tensor([True]), name + "_")(0)


def test_logarithms_run_over_floats_only():
    with pytest.raises(NotImplementedError, match="\"logcumsumexp_out_cpu\" not implemented for 'Long'"):
        torch.tensor([1]).logcumsumexp(0)
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.ones(2).cumsum(1)
