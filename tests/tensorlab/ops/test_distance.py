"""Distances between tensors, rows and directions."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

INF = math.inf
ROWS = np.random.default_rng(0).normal(size=(4, 3))
OTHERS = np.random.default_rng(1).normal(size=(2, 3))


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0, 2.0, 3.0, INF])
def test_all_pairs_of_rows(p):
    expected = [[np.linalg.norm(row - other, p) for other in OTHERS] for row in ROWS]
    pairs = [np.linalg.norm(ROWS[i] - ROWS[j], p) for i in range(4) for j in range(i + 1, 4)]

    np.testing.assert_allclose(torch.cdist(torch.tensor(ROWS), torch.tensor(OTHERS), p).numpy(), expected)
    np.testing.assert_allclose(torch.pdist(torch.tensor(ROWS), p).numpy(), pairs)


def test_pairs_that_meet_have_no_slope():
    x = torch.ones(2, 3, requires_grad=True)
    torch.cdist(x, torch.ones(1, 3)).sum().backward()

    assert x.grad.tolist() == [[0.0] * 3] * 2
    y = torch.ones(1, 3, requires_grad=True)
    torch.cdist(y, torch.zeros(1, 3), 0.0).sum().backward()
    assert y.grad.tolist() == [[0.0] * 3]


def test_one_distance_of_two_tensors():
    a, b = torch.tensor(ROWS), torch.tensor(ROWS[:1])

    np.testing.assert_allclose(torch.dist(a, b).numpy(), np.linalg.norm(ROWS - ROWS[:1]))
    np.testing.assert_allclose(torch.dist(a, b, 1).numpy(), np.abs(ROWS - ROWS[:1]).sum())


def test_the_distances_of_rows_from_their_partners():
    a, b = torch.tensor(ROWS), torch.tensor(ROWS[::-1].copy())

    expected = np.linalg.norm(ROWS - ROWS[::-1] + 1e-6, axis=1)
    np.testing.assert_allclose(torch.pairwise_distance(a, b).numpy(), expected)
    assert torch.pairwise_distance(a, b, keepdim=True).shape == (4, 1)


def test_the_cosine_is_that_of_the_angle():
    a = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    b = torch.tensor([[0.0, 2.0], [3.0, 3.0], [1.0, 0.0]])

    np.testing.assert_allclose(torch.cosine_similarity(a, b).numpy(), [0, 1, 0], rtol=1e-6)
    assert torch.cosine_similarity(a[0], b, dim=-1).shape == (3,)
    # Both are stretched to one shape before their lengths are taken.
    assert torch.cosine_similarity(torch.ones(2, 1), torch.ones(1, 3), dim=0).tolist() == pytest.approx([1, 1, 1])
    assert torch.cosine_similarity(a, b.double()).dtype is torch.float64


def test_renorm_shortens_only_what_is_too_long():
    x = torch.tensor([[3.0, 4.0], [0.3, 0.4]])

    np.testing.assert_allclose(torch.renorm(x, 2, 0, 1.0).numpy(), [[0.6, 0.8], [0.3, 0.4]], rtol=1e-6)
    assert x.renorm_(2, 0, 1.0) is x
    np.testing.assert_allclose(x.norm(2, 1).numpy(), [1, 0.5], rtol=1e-6)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: torch.cdist(torch.ones(2), torch.ones(1, 2)), "at least 2D tensors, X1 got: 1D"),
        (lambda: torch.cdist(torch.ones(1, 2), torch.ones(2)), "at least 2D tensors, X2 got: 1D"),
        (lambda: torch.cdist(torch.ones(1, 2), torch.ones(1, 3)), "must have the same number of columns. X1: 2 X2: 3"),
        (lambda: torch.cdist(torch.ones(1, 1).long(), torch.ones(1, 1)), "only supports floating-point dtypes, X1"),
        (lambda: torch.cdist(torch.ones(1, 1), torch.ones(1, 1), -1), "only supports non-negative p values"),
        (
            lambda: torch.dist(torch.tensor([1]), torch.tensor([2])),
            "either floating point or complex. Got Long instead",
        ),
        (lambda: torch.dist(torch.ones(1), torch.tensor([True])), "with a bool tensor is not supported"),
        (lambda: torch.pdist(torch.ones(2)), "pdist only supports 2D tensors, got: 1D"),
        (lambda: torch.cosine_similarity(torch.tensor([1]), torch.tensor([1]), 0), "yet common dtype is Long"),
        (lambda: torch.renorm(torch.ones(2), 2, 0, 1), "input needs at least 2 dimensions, got 1"),
        (lambda: torch.renorm(torch.ones(2, 2), 0, 0, 1), "non-positive-norm not supported"),
        (lambda: torch.renorm(torch.ones(2, 2), 2, 0, -1), "expected maxnorm to be >= 0 but got -1"),
    ],
)
def test_what_has_no_distance_is_refused(operation, text):
    with pytest.raises(RuntimeError, match=text):
        operation()
