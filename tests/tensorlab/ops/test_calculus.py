"""Differences, slopes and areas of sampled functions: exact where the function is of the order of the rule."""

from __future__ import annotations

import numpy as np
import pytest

import tensorlab as torch

AT = torch.tensor([0.0, 0.5, 2.0, 3.0, 5.0], dtype=torch.float64)


def test_differences_of_neighbours():
    x = torch.tensor([1.0, 4.0, 9.0, 16.0])

    assert x.diff().tolist() == [3.0, 5.0, 7.0]
    assert x.diff(2).tolist() == [2.0, 2.0]
    assert x.diff(9).tolist() == []
    assert x.diff(0).data_ptr() != x.data_ptr()
    assert torch.diff(x, prepend=torch.zeros(1), append=torch.tensor([25.0])).tolist() == [1.0, 3.0, 5.0, 7.0, 9.0]
    assert torch.diff(torch.tensor([True, False, False])).tolist() == [True, False]
    assert torch.diff(x.view(2, 2), dim=0, out=torch.zeros(1, 2)).tolist() == [[8.0, 12.0]]


@pytest.mark.parametrize(("edge_order", "exact"), [(1, slice(1, -1)), (2, slice(None))])
def test_the_slope_of_a_parabola_is_exact_where_the_rule_is_of_second_order(edge_order, exact):
    (uneven,) = torch.gradient(AT**2, spacing=(AT,), edge_order=edge_order)
    (even,) = torch.gradient(torch.arange(5.0) ** 2, edge_order=edge_order)
    (wide,) = torch.gradient((torch.arange(5.0) * 2) ** 2, spacing=2.0, edge_order=edge_order)

    np.testing.assert_allclose(uneven.numpy()[exact], 2 * AT.numpy()[exact])
    np.testing.assert_allclose(even.numpy()[exact], 2 * np.arange(5.0)[exact])
    np.testing.assert_allclose(wide.numpy()[exact], 4 * np.arange(5.0)[exact])


def test_each_axis_has_its_slope():
    plane = 3 * torch.arange(3.0).unsqueeze(1) + 5 * torch.arange(4.0)
    down, across = torch.gradient(plane)

    assert (down == 3).all()
    assert (across == 5).all()
    assert torch.equal(torch.gradient(plane, dim=1)[0], across)
    assert torch.equal(torch.gradient(plane, spacing=(2.0, 2.0), dim=(0, 1))[0], down / 2)


def test_the_area_under_a_line_is_exact():
    line = 2 * AT + 1

    assert torch.trapezoid(line, AT).item() == pytest.approx(5**2 + 5)
    assert torch.trapz(line, AT).item() == pytest.approx(5**2 + 5)
    np.testing.assert_allclose(torch.cumulative_trapezoid(line, AT).numpy(), (AT**2 + AT).numpy()[1:])
    assert torch.trapezoid(torch.arange(4.0), dx=0.5).item() == pytest.approx(4.5 * 0.5)
    assert torch.cumulative_trapezoid(torch.arange(3.0), dx=2).tolist() == [1.0, 4.0]


def test_areas_of_many_rows_and_of_none():
    rows = torch.ones(2, 3)

    assert torch.trapezoid(rows, torch.tensor([0.0, 1.0, 3.0])).tolist() == [3.0, 3.0]
    assert torch.trapezoid(rows, torch.tensor([[0.0, 1.0, 3.0], [0.0, 1.0, 5.0]])).tolist() == [3.0, 5.0]
    assert torch.trapezoid(torch.ones(2, 2, 2), torch.tensor([[0.0, 3.0], [0.0, 1.0]])).tolist() == [[3.0, 1.0]] * 2
    assert torch.trapezoid(torch.zeros(2, 0)).tolist() == [0.0, 0.0]
    assert torch.trapezoid(torch.zeros(0), torch.zeros(0)).item() == 0


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: torch.diff(torch.tensor(1.0)), "at least one-dimensional"),
        (lambda: torch.diff(torch.ones(2), -1), "order must be non-negative but got -1"),
        (lambda: torch.diff(torch.ones(2), prepend=torch.ones(1, 1)), "to be the same dimension as input"),
        (lambda: torch.gradient(torch.ones(1)), "each dimension size to be at least edge_order\\+1"),
        (lambda: torch.gradient(torch.ones(3), edge_order=3), "only supports edge_order=1 and edge_order=2"),
        (lambda: torch.gradient(torch.ones(3, 3), spacing=(1.0, 2.0, 3.0)), "since dim argument was not given"),
        (lambda: torch.gradient(torch.ones(3, 3), spacing=(1.0,), dim=(0, 1)), "a dim argument of length 2"),
        (lambda: torch.gradient(torch.ones(3), spacing=(torch.ones(3, 1),)), "an element with 2 dimensions"),
        (lambda: torch.gradient(torch.ones(3, 3), dim=(0, 0)), "dim 0 appears multiple times"),
        (lambda: torch.trapezoid(torch.ones(3), torch.ones(2)), "one `x` value for each sample point"),
        (lambda: torch.trapezoid(torch.tensor([True])), "received a bool input for `y`"),
        (lambda: torch.cumulative_trapezoid(torch.ones(1), torch.tensor([True])), "a bool input for `x` or `y`"),
    ],
)
def test_what_is_no_sampled_function_is_refused(operation, text):
    with pytest.raises(RuntimeError, match=text):
        operation()
