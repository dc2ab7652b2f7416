"""Samples of what chooses elements, puts them, and orders them."""

from __future__ import annotations

import numpy as np

import tensorlab as torch


def numbers(*size, seed=0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(-2, 2, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


x, y, row = numbers(2, 3), numbers(2, 3, seed=1), numbers(3, seed=2)
PLACES = torch.tensor([[0, 2, 1], [1, 0, 2]])
ROWS = torch.tensor([[0, 0, 1], [1, 1, 0]])
MASK = torch.tensor([[True, False, True], [False, True, False]])
FEW, TWICE = torch.tensor([2, 0]), torch.tensor([1, 1])
AGAIN = torch.tensor([0, 0, 2])


def reduced(reduce, include_self):
    return lambda a, b: a.scatter_reduce(0, AGAIN, b, reduce, include_self=include_self)


def index_reduced(reduce, include_self):
    return lambda a, b: a.index_reduce(1, FEW, b, reduce, include_self=include_self)


def with_zeros(*places):
    """A vector of factors, some of them zero."""
    made = numbers(3, seed=5).detach()
    made[list(places)] = 0.0
    return made.requires_grad_()


def written(change):
    """What writing into a computed tensor makes of it."""

    def function(a, *others):
        made = a * 1
        change(made, *others)
        return made

    return function


def put_one(a, b):
    a[1] = b


def put_all(a, b):
    a[...] = b


def put_mask(a, b):
    a[MASK] = b


def put_column(a, b):
    a[:, FEW] = b


CASES = {
    "CopyBackwards": [(written(put_one), x, row)],
    "FillBackward3": [(written(put_all), x, numbers()), (written(put_one), x, numbers())],
    "GatherBackward0": [
        (lambda a: torch.gather(a, 1, PLACES), x),
        (lambda a: torch.gather(a, 0, ROWS), x),
        (lambda a: torch.take_along_dim(a, PLACES, 1), x),
        (lambda a: torch.take_along_dim(a, torch.tensor([3, -1 + 1])), x),
        (lambda a: torch.gather(a, 0, torch.tensor([0, 0])), numbers()),
    ],
    "IndexAddBackward0": [
        (lambda a, b: torch.index_add(a, 1, FEW, b), x, numbers(2, 2, seed=3)),
        (lambda a, b: torch.index_add(a, 1, TWICE, b, alpha=-2), x, numbers(2, 2, seed=3)),
        (lambda a, b: torch.index_add(a, 0, torch.tensor([0]), b), numbers(), numbers(seed=1)),
    ],
    "IndexBackward0": [
        (lambda a: a[[0, 0, 1]], x),
        (lambda a: a[MASK], x),
        (lambda a: a[:, PLACES], x),
        (lambda a: a[True], x),
        (lambda a: a[1:, None, [0, 2, 2]], x),
        (lambda a: a[[0, 1], :, [1, 0]], numbers(2, 3, 2)),
    ],
    "IndexCopyBackward0": [
        (lambda a, b: torch.index_copy(a, 1, FEW, b), x, numbers(2, 2, seed=3)),
        (lambda a, b: torch.index_copy(a, 0, torch.tensor([0]), b), numbers(), numbers(seed=1)),
    ],
    "IndexFillBackward0": [(lambda a: torch.index_fill(a, 1, FEW, 2.0), x)],
    "IndexFillBackward1": [(lambda a, b: torch.index_fill(a, 1, TWICE, b), x, numbers())],
    "IndexPutBackward0": [
        (written(put_mask), x, numbers(3, seed=4)),
        (written(put_column), x, numbers(2, 2, seed=4)),
        (lambda a, b: torch.index_put(a, (FEW,), b), numbers(3, 2), numbers(2, 2, seed=1)),
        (lambda a, b: torch.index_put(a, (TWICE,), b, accumulate=True), numbers(3, 2), numbers(2, 2, seed=1)),
    ],
    "IndexReduceBackward0": [
        (index_reduced(reduce, include), x, numbers(2, 2, seed=3))
        for reduce in ("mean", "prod", "amax", "amin")
        for include in (True, False)
    ],
    "IndexSelectBackward0": [
        (lambda a: torch.index_select(a, 1, TWICE), x),
        (lambda a: torch.index_select(a, 0, torch.tensor([0])), numbers()),
        (lambda a: a.repeat_interleave(torch.tensor([2, 0, 1]), 1), x),
    ],
    "MaskedScatterBackward0": [
        (lambda a, b: torch.masked_scatter(a, MASK, b), x, numbers(5, seed=3)),
        (lambda a, b: torch.masked_scatter(a, MASK, b), row, numbers(3, seed=3)),
    ],
    "MaskedSelectBackward0": [
        (lambda a: torch.masked_select(a, MASK), x),
        (lambda a: torch.masked_select(a, MASK), row),
        (torch.combinations, row),
    ],
    "PutBackward0": [
        (lambda a, b: torch.put(a, FEW, b), x, numbers(2, seed=3)),
        (lambda a, b: torch.put(a, TWICE, b, accumulate=True), x, numbers(2, seed=3)),
    ],
    "ScatterAddBackward0": [(lambda a, b: torch.scatter_add(a, 0, ROWS, b), x, y)],
    "ScatterBackward0": [
        (lambda a, b: torch.scatter(a, 1, PLACES, b), x, y),
        (lambda a, b: torch.scatter(a, 0, torch.tensor([0]), b), numbers(), numbers(1, seed=1)),
    ],
    "ScatterBackward1": [(lambda a: torch.scatter(a, 1, PLACES[:, :2], value=2.0), x)],
    "ScatterReduceBackward0": [
        *[
            (reduced(reduce, include), row, numbers(3, seed=4))
            for reduce in ("sum", "mean", "prod", "amax", "amin")
            for include in (True, False)
        ],
        (reduced("prod", True), row, with_zeros(1)),
        (reduced("prod", True), with_zeros(1), numbers(3, seed=4)),
    ],
    "SortBackward0": [
        (lambda a: torch.sort(a, 1, True).values, x),
        (lambda a: torch.sort(a).values, numbers()),
        (torch.msort, x),
    ],
    "SortBackward1": [(lambda a: torch.sort(a, 0, stable=True).values, x)],
    "TakeBackward0": [(lambda a: torch.take(a, torch.tensor([[0, -1], [4, 4]])), x)],
    "TopkBackward0": [(lambda a: torch.topk(a, 2, 1, largest=False).values, x), (lambda a: a.topk(1)[0], numbers())],
}
