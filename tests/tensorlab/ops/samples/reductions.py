"""Samples of sums, extremes, norms, statistics, scans and distances."""

from __future__ import annotations

import numpy as np

import tensorlab as torch
from tensorlab.ops import _composed


def numbers(*size, low=-2.0, high=2.0, seed=0):
    """Distinct float64 numbers away from 0."""
    made = np.random.default_rng(seed).uniform(low, high, size)
    return torch.tensor(made + np.sign(made) * 0.1, requires_grad=True)


def with_zeros(*places):
    """A row in which these elements are zero."""
    made = np.array([1.5, -0.7, 2.0, 0.4])
    made[list(places)] = 0
    return torch.tensor(made, requires_grad=True)


x, y, row = numbers(2, 3), numbers(2, 3, seed=1), numbers(4, seed=2)
scalar = numbers()
tied = torch.tensor([1.0, 3.0, 3.0, 2.0], dtype=torch.float64, requires_grad=True)


def distances(p):
    return lambda a, b: torch.cdist(a, b, p)


def norm(p):
    return lambda a: torch.norm(a, p)


CASES = {
    "AmaxBackward0": [(lambda a: torch.amax(a, (0, 1)), x), (torch.amax, scalar)],
    "AminmaxBackward0": [
        (lambda a: torch.aminmax(a, dim=1), x),
        (lambda a: torch.aminmax(a).max, x),
        (lambda a: torch.aminmax(a).min, x),
    ],
    "CatBackward0": [
        (lambda a: torch.gradient(a, edge_order=2)[0], row),
        (lambda a: torch.gradient(a, spacing=(torch.tensor([0.0, 1.0, 3.0, 4.0], dtype=torch.float64),))[0], row),
        (
            lambda a: torch.gradient(
                a, spacing=(torch.tensor([0.0, 1.0, 3.0, 4.0], dtype=torch.float64),), edge_order=2
            )[0],
            row,
        ),
    ],
    "CdistBackward0": [(distances(p), x, numbers(4, 3, seed=5)) for p in (0.5, 1.0, 1.5, 2.0, 3.0, float("inf"))],
    "CummaxBackward0": [(lambda a: torch.cummax(a, 1).values, x), (lambda a: torch.cummax(a, 0).values, scalar)],
    "CumminBackward0": [(lambda a: torch.cummin(a, 1).values, x)],
    "CumprodBackward0": [
        (lambda a: torch.cumprod(a, 0), with_zeros()),
        (lambda a: torch.cumprod(a, 0), with_zeros(1)),
        (lambda a: torch.cumprod(a, 0), with_zeros(0, 2)),
        (lambda a: torch.cumprod(a, 0), scalar),
    ],
    "CumsumBackward0": [(lambda a: torch.cumsum(a, 0), scalar), (torch.cumulative_trapezoid, row)],
    "DistBackward0": [(torch.dist, x, y), (lambda a, b: torch.dist(a, b, 1), x, y), (torch.dist, x, numbers(3))],
    "DivBackward1": [(torch.trapezoid, row, numbers(4, seed=4)), (torch.cumulative_trapezoid, x, numbers(3, seed=4))],
    "KthvalueBackward0": [(lambda a: torch.kthvalue(a, 2).values, x), (lambda a: torch.kthvalue(a, 1, 0)[0], x)],
    "LinalgVectorNormBackward0": [(norm(p), x) for p in (0.5, 1, 1.5, 2, 2.5, float("inf"), float("-inf"))]
    + [(lambda a: torch.norm(a, float("inf"), 1), x), (lambda a: torch.norm(a, dtype=torch.float64), x)],
    "LogcumsumexpBackward0": [(lambda a: torch.logcumsumexp(a, 1), x), (lambda a: torch.logcumsumexp(a, 0), scalar)],
    "MaxBackward0": [(lambda a: torch.max(a, 0).values, scalar)],
    "MedianBackward0": [(torch.median, x)],
    "MedianBackward1": [(lambda a: torch.median(a, 1).values, x), (lambda a: torch.median(a, 0, True).values, x)],
    "ModeBackward0": [(lambda a: torch.mode(a, 1).values, x)],
    "MulBackward1": [(torch.trapezoid, x), (lambda a: torch.trapz(a, dx=0.5, dim=0), x)],
    "NanmedianBackward0": [(torch.nanmedian, x)],
    "NanmedianBackward1": [(lambda a: torch.nanmedian(a, 1).values, x)],
    "NansumBackward0": [(torch.nansum, x), (lambda a: torch.nansum(a, 1), x), (torch.nanmean, x)],
    "NormBackward1": [(torch.pairwise_distance, x, y)],
    "PdistBackward0": [(torch.pdist, numbers(4, 3)), (lambda a: torch.pdist(a, 1.0), numbers(3, 2))],
    "ProdBackward0": [(torch.prod, with_zeros(1)), (torch.prod, with_zeros(0, 2)), (torch.prod, scalar)],
    "ProdBackward1": [(lambda a: torch.prod(a, 0), with_zeros(3)), (lambda a: torch.prod(a, 0), numbers(1))],
    "RenormBackward0": [(lambda a: torch.renorm(a, 2, 0, 1.5), x), (lambda a: torch.renorm(a, 1, 1, 0.7), x)],
    "SqueezeBackward4": [
        (lambda a: _composed.squeezed(a, 1), numbers(3, 1)),
        (lambda a: torch.quantile(a, 0.3), x),
        (lambda a: torch.quantile(a, 0.3, 0, interpolation="midpoint"), x),
        (lambda a: torch.nanquantile(a, torch.tensor([0.3, 0.8], dtype=torch.float64), 1), x),
    ],
    "StdBackward0": [(lambda a: torch.std(a, (0, 1), keepdim=True), x), (lambda a: torch.std(a, 0, False), x)],
    "StdMeanBackward0": [
        (lambda a: torch.std_mean(a, 1), x),
        (lambda a: torch.std_mean(a)[0], x),
        (lambda a: torch.std_mean(a)[1], x),
    ],
    "SubBackward0": [(torch.diff, x), (lambda a: torch.diff(a, 2, 1), x), (lambda a, b: torch.diff(a, 1, 0, b), x, y)],
    "SumBackward1": [(torch.cosine_similarity, x, y), (lambda a: a.sum_to_size(1, 3), x)],
    "VarMeanBackward0": [
        (lambda a: torch.var_mean(a, 1), x),
        (lambda a: torch.var_mean(a, correction=0)[0], x),
        (lambda a: torch.var_mean(a, 0, keepdim=True)[1], x),
    ],
}
