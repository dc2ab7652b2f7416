"""Samples of draws: whatever is drawn, the gradient is zero, and the same seed draws the same again."""

from __future__ import annotations

import numpy as np

import tensorlab as torch


def chances(*size, seed=0):
    return torch.tensor(np.random.default_rng(seed).uniform(0.15, 0.7, size), requires_grad=True)


def seeded(draw):
    """The draw from the same place of the stream at each call."""

    def again(*operands):
        torch.manual_seed(0)
        return draw(*operands)

    return again


def written(name, *settings):
    return seeded(lambda a: getattr(a * 1, name)(*settings))


x, y = chances(2, 3), chances(2, 3, seed=1)

CASES = {
    "BernoulliBackward0": [(seeded(torch.bernoulli), x)],
    "BernoulliBackward1": [(seeded(lambda a, p: (a * 1).bernoulli_(p)), x, y)],
    "BernoulliBackward2": [(written("bernoulli_", 0.4), x)],
    "BinomialBackward0": [(seeded(lambda p: torch.binomial(torch.full_like(p, 9.0), p)), x)],
    "CauchyBackward0": [(written("cauchy_"), x)],
    "ExponentialBackward0": [(written("exponential_"), x)],
    "GeometricBackward0": [(written("geometric_", 0.5), x)],
    "LogNormalBackward0": [(written("log_normal_"), x)],
    "NormalBackward0": [(written("normal_"), x)],
    "NormalBackward1": [(seeded(lambda a: torch.normal(a, 1.0) * 0 + a), x)],
    "NormalBackward2": [(seeded(lambda a: torch.normal(0.0, a) * 0 + a), x)],
    "NormalBackward3": [(seeded(lambda a, b: torch.normal(a, b) * 0 + a * b), x, y)],
    "PoissonBackward0": [(seeded(lambda a: torch.poisson(a * 0 + 12)), x)],
    "RandomBackward0": [(written("random_", 2, 7), x)],
    "RandomBackward1": [(written("random_", 5), x)],
    "RandomBackward2": [(written("random_"), x)],
    "UniformBackward0": [(written("uniform_"), x)],
}
