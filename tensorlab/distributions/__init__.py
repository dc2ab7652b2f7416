"""Distributions: how likely values are, draws of them, and how far one distribution is from another."""

from tensorlab import methods as _methods  # noqa: F401  (they compute with tensors' methods)
from tensorlab.distributions import constraints
from tensorlab.distributions.continuous import (
    Cauchy,
    Exponential,
    Gumbel,
    HalfNormal,
    Laplace,
    LogNormal,
    Normal,
    Uniform,
)
from tensorlab.distributions.discrete import (
    Bernoulli,
    Binomial,
    Categorical,
    Geometric,
    Multinomial,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
    Poisson,
)
from tensorlab.distributions.distribution import Distribution, Independent
from tensorlab.distributions.gamma import Beta, Chi2, Dirichlet, Gamma, StudentT
from tensorlab.distributions.kl import kl_divergence, register_kl
from tensorlab.distributions.multivariate import MultivariateNormal

__all__ = [
    "Bernoulli",
    "Beta",
    "Binomial",
    "Categorical",
    "Cauchy",
    "Chi2",
    "Dirichlet",
    "Distribution",
    "Exponential",
    "Gamma",
    "Geometric",
    "Gumbel",
    "HalfNormal",
    "Independent",
    "Laplace",
    "LogNormal",
    "Multinomial",
    "MultivariateNormal",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Poisson",
    "StudentT",
    "Uniform",
    "constraints",
    "kl_divergence",
    "register_kl",
]
