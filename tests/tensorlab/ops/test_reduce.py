"""Axes that fold away: which, how far, in which type, and how the gradient comes back."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

NAN = math.nan
FOLDS = {"sum": np.sum, "mean": np.mean, "amax": np.max, "amin": np.min, "nansum": np.nansum, "nanmean": np.nanmean}
CUBE = np.random.default_rng(0).normal(size=(2, 3, 4))


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def slope(function, x):
    (found,) = torch.autograd.grad(function(x).sum(), x)
    return found.tolist()


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("dim", [0, -1, (0, 2), (1,), (2, 0, 1)])
@pytest.mark.parametrize("keepdim", [False, True])
def test_any_axes_fold_and_stay_with_size_one_if_asked(name, dim, keepdim):
    made = getattr(torch.tensor(CUBE), name)(dim, keepdim)

    np.testing.assert_allclose(made.numpy(), FOLDS[name](CUBE, axis=dim, keepdims=keepdim))
    assert torch.equal(getattr(torch, name)(torch.tensor(CUBE), dim=dim, keepdim=keepdim), made)
    assert torch.equal(getattr(torch, name)(torch.tensor(CUBE), axis=dim, keepdims=keepdim), made)


@pytest.mark.parametrize("name", [*FOLDS, "prod", "max", "min"])
def test_without_an_axis_all_fold(name):
    whole = {**FOLDS, "prod": np.prod, "max": np.max, "min": np.min}[name](CUBE)

    np.testing.assert_allclose(getattr(torch.tensor(CUBE), name)().numpy(), whole)


@pytest.mark.parametrize("name", ["all", "any", "count_nonzero"])
@pytest.mark.parametrize("dim", [None, 0, (0, 1)])
def test_truth_folds_too(name, dim):
    values = np.array([[0, 1, 2], [0, 0, 3]])

    assert getattr(torch.tensor(values), name)(dim).tolist() == getattr(np, name)(values, axis=dim).tolist()


def test_bytes_keep_their_truth_in_bytes():
    assert torch.tensor([2, 0], dtype=torch.uint8).any().dtype is torch.uint8
    assert torch.tensor([2, 0]).any().dtype is torch.bool
    assert torch.all(torch.tensor([[1, 0]]), dim=()).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("dtype", "total"), [(torch.bool, torch.int64), (torch.uint8, torch.int64), (torch.float16, torch.float16)]
)
def test_whole_numbers_add_up_in_the_widest_type(dtype, total):
    ones = torch.ones(3, dtype=dtype)

    assert ones.sum().dtype is total
    assert ones.prod(0).dtype is total
    assert ones.sum(dtype=torch.float64).dtype is torch.float64


def test_a_type_asked_for_holds_before_adding():
    halves = torch.full((4096,), 1.0, dtype=torch.float16)

    assert halves.sum(dtype=torch.float32).item() == 4096
    assert torch.ones(300, dtype=torch.bfloat16).sum(dtype=torch.bfloat16).dtype is torch.bfloat16


@pytest.mark.parametrize(
    ("operation", "error", "text"),
    [
        (lambda: torch.tensor([1]).mean(), RuntimeError, r"mean\(\): could not infer output dtype. Input dtype"),
        (lambda: torch.ones(1).mean(dtype=torch.int64), RuntimeError, "Optional dtype must be either"),
        (lambda: torch.tensor([1]).nanmean(), RuntimeError, "expected input to have floating point"),
        (lambda: torch.ones(1).sum((0, -1)), RuntimeError, "dim 0 appears multiple times"),
        (lambda: torch.ones(1).sum(1), IndexError, "Dimension out of range"),
        (lambda: torch.ones(1).sum("x"), TypeError, "invalid combination of arguments"),
        (lambda: torch.zeros(0).max(), RuntimeError, r"max\(\): Expected reduction dim to be specified"),
        (lambda: torch.zeros(0, 2).min(0), IndexError, r"min\(\): Expected reduction dim 0 to have non-zero size"),
        (lambda: torch.zeros(0).argmin(), IndexError, "to be specified for input.numel"),
        (lambda: torch.tensor([True]).argmax(), RuntimeError, "does not support bool input"),
        (lambda: torch.zeros(0).aminmax(), RuntimeError, "as the operation has no identity"),
        (lambda: torch.zeros(2, 0).aminmax(dim=1), IndexError, "Expected reduction dim 1 to have non-zero size"),
        (lambda: torch.ones(1).max(0.5), TypeError, "invalid combination of arguments"),
        (lambda: torch.ones(2, 3).sum_to_size(2, 2), RuntimeError, "is not expandable to size"),
        (lambda: torch.ones(2).sum_to_size(1, 2), RuntimeError, "is not expandable to size"),
    ],
)
def test_what_cannot_be_folded_is_refused(operation, error, text):
    with pytest.raises(error, match=text):
        operation()


def test_aminmax_writes_only_into_its_own_type():
    doubles = torch.zeros(1, dtype=torch.float64)

    with pytest.raises(RuntimeError, match="Expected out tensor to have dtype float, but got double instead"):
        torch.aminmax(torch.ones(2), out=(doubles, doubles))


def test_extremes_come_with_their_places_under_names():
    x = torch.tensor([[1.0, 5.0, 2.0], [7.0, 3.0, 7.0]])
    found = x.max(1)

    assert (found.values.tolist(), found.indices.tolist()) == ([5.0, 7.0], [1, 0])
    assert repr(found).startswith("torch.return_types.max(\nvalues=tensor([5., 7.]),\nindices=")
    assert type(found) is torch.return_types.max
    assert repr(type(found)) == "<class 'torch.return_types.max'>"
    assert x.min(0, keepdim=True).indices.tolist() == [[0, 1, 0]]
    assert x.argmax().item() == 3
    assert x.argmin(0, keepdim=True).tolist() == [[0, 1, 0]]
    assert torch.aminmax(x, dim=0).max.tolist() == [7.0, 5.0, 7.0]


def test_a_single_number_is_its_own_extreme_along_an_axis():
    x = torch.tensor(3.0)

    assert [one.item() for one in x.max(0)] == [3.0, 0]
    assert x.argmax(0).item() == 0
    assert x.amax(-1).item() == 3.0


def test_max_of_two_tensors_is_their_maximum():
    a, b = torch.tensor([1.0, 4.0]), torch.tensor([3.0, 2.0])

    assert torch.max(a, b).tolist() == [3.0, 4.0]
    assert torch.min(a, other=b).tolist() == [1.0, 2.0]


def test_the_first_that_is_no_number_is_the_extreme():
    x = torch.tensor([1.0, NAN, 3.0, NAN])

    assert x.max(0).indices.item() == 1
    assert x.argmin().item() == 1
    assert x.max().isnan()


def test_all_ties_share_the_gradient_but_one_place_takes_it_whole():
    x = leaf(3.0, 1.0, 3.0)

    assert slope(torch.max, x) == [0.5, 0.0, 0.5]
    assert slope(torch.amax, x) == [0.5, 0.0, 0.5]
    assert slope(lambda x: x.max(0).values, x) == [1.0, 0.0, 0.0]
    assert slope(lambda x: torch.max(leaf(NAN, 1.0) * 0 + x[:2]), x) == [1.0, 0.0, 0.0]


def test_a_product_has_a_slope_where_an_element_is_zero():
    assert slope(torch.prod, leaf(2.0, 0.0, 3.0)) == [0.0, 6.0, 0.0]
    assert slope(torch.prod, leaf(2.0, 0.0, 0.0)) == [0.0, 0.0, 0.0]
    assert slope(torch.prod, leaf(0.0)) == [1.0]
    assert slope(lambda x: x.prod(0), torch.zeros((), dtype=torch.float64, requires_grad=True)) == 1.0
    assert slope(lambda x: x.prod(0), torch.zeros(0, dtype=torch.float64, requires_grad=True)) == []


def test_what_is_no_number_neither_counts_nor_moves():
    x = leaf(1.0, NAN, 3.0)

    assert torch.nansum(x).item() == 4.0
    assert torch.nanmean(x).item() == 2.0
    assert slope(torch.nansum, x) == [1.0, 0.0, 1.0]


def test_sum_to_size_undoes_broadcasting():
    x = torch.arange(6.0).view(2, 3)

    assert x.sum_to_size(3).tolist() == [3.0, 5.0, 7.0]
    assert x.sum_to_size((2, 1)).tolist() == [[3.0], [12.0]]
    assert x.sum_to_size().item() == 15.0


@pytest.mark.parametrize(
    "fold",
    [
        lambda x: x.sum(1),
        lambda x: x.mean(1, keepdim=True),
        lambda x: x.prod(1),
        lambda x: x.amax(1),
        lambda x: x.aminmax(dim=1).min,
        lambda x: (x > 0).all(1),
        lambda x: x.count_nonzero(1),
        lambda x: x.var(1),
        lambda x: torch.var_mean(x, 1)[1],
        lambda x: x.norm(2, 1),
        lambda x: x.norm(0, 1),
        lambda x: x.norm(3, 1),
        lambda x: x.logsumexp(1),
        lambda x: x.softmax(1),
        lambda x: x.log_softmax(1),
        lambda x: x.cumsum(1),
        lambda x: x.cummax(1).values,
        lambda x: x.logcumsumexp(1),
    ],
)
def test_whatever_the_order_of_the_input_the_result_lies_row_by_row(fold):
    assert fold(torch.tensor(CUBE).permute(2, 0, 1)).is_contiguous()
    assert fold(torch.tensor(CUBE).transpose(0, 2)).is_contiguous()


def test_results_are_written_where_out_says():
    x = torch.arange(6.0).view(2, 3)
    total, values, places = torch.zeros(3), torch.zeros(2), torch.zeros(2, dtype=torch.int64)
    torch.sum(x, 0, out=total)
    torch.max(x, 1, out=(values, places))

    assert total.tolist() == [3.0, 5.0, 7.0]
    assert (values.tolist(), places.tolist()) == ([2.0, 5.0], [2, 2])
    assert torch.nanmean(x, out=torch.zeros(())).item() == 2.5
    assert [one.item() for one in torch.aminmax(x, out=(torch.zeros(()), torch.zeros(())))] == [0.0, 5.0]
