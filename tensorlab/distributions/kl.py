"""How far one distribution is from another: the Kullback-Leibler divergence, by the pair of their classes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tensorlab import linalg
from tensorlab.distributions.continuous import (
    EULER,
    Cauchy,
    Exponential,
    Gumbel,
    HalfNormal,
    Laplace,
    LogNormal,
    Normal,
    Uniform,
)
from tensorlab.distributions.discrete import Bernoulli, Binomial, Categorical, Geometric, OneHotCategorical, Poisson
from tensorlab.distributions.distribution import Distribution, Independent
from tensorlab.distributions.gamma import Beta, Dirichlet, Gamma
from tensorlab.distributions.multivariate import MultivariateNormal
from tensorlab.nn import functional as F

Rule = Callable[[Any, Any], Any]

_RULES: dict[tuple[type, type], Rule] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Rule], Rule]:
    """Declare the divergence of distributions of one class from those of another."""
    for one in (type_p, type_q):
        if not (isinstance(one, type) and issubclass(one, Distribution)):
            raise TypeError(f"Expected type_p to be a Distribution subclass but got {one}")

    def declare(rule: Rule) -> Rule:
        _RULES[type_p, type_q] = rule
        return rule

    return declare


def _rule_for(p: type, q: type) -> Rule:
    """The rule of the nearest pair of bases."""
    for first in p.__mro__:
        for second in q.__mro__:
            if (first, second) in _RULES:
                return _RULES[first, second]
    raise NotImplementedError(f"No KL(p || q) is implemented for p type {p.__name__} and q type {q.__name__}")


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The mean of ``log p - log q`` under ``p``, shape ``batch_shape``."""
    return _rule_for(type(p), type(q))(p, q)


@register_kl(Normal, Normal)
def _normals(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@register_kl(HalfNormal, HalfNormal)
@register_kl(LogNormal, LogNormal)
def _from_normals(p: Any, q: Any) -> Any:
    return _normals(p.base_dist, q.base_dist)


@register_kl(Bernoulli, Bernoulli)
def _bernoullis(p: Any, q: Any) -> Any:
    first = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    second = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    first = first.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0)
    return first + second.masked_fill(q.probs == 1, math.inf).masked_fill(p.probs == 1, 0)


@register_kl(Categorical, Categorical)
def _categoricals(p: Any, q: Any) -> Any:
    each = p.probs * (p.logits - q.logits)
    return each.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hots(p: Any, q: Any) -> Any:
    return _categoricals(p._categorical, q._categorical)


@register_kl(Binomial, Binomial)
def _binomials(p: Any, q: Any) -> Any:
    made = p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())
    return made.masked_fill(p.total_count > q.total_count, math.inf)


@register_kl(Geometric, Geometric)
def _geometrics(p: Any, q: Any) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


@register_kl(Poisson, Poisson)
def _poissons(p: Any, q: Any) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Exponential, Exponential)
def _exponentials(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(Laplace, Laplace)
def _laplaces(p: Any, q: Any) -> Any:
    ratio = p.scale / q.scale
    apart = (p.loc - q.loc).abs()
    return -ratio.log() + apart / q.scale + ratio * (-apart / p.scale).exp() - 1


@register_kl(Cauchy, Cauchy)
def _cauchys(p: Any, q: Any) -> Any:
    return ((p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)).log() - (4 * p.scale * q.scale).log()


@register_kl(Gumbel, Gumbel)
def _gumbels(p: Any, q: Any) -> Any:
    ratio, apart = p.scale / q.scale, (q.loc - p.loc) / q.scale
    return -ratio.log() - apart + ratio * EULER + (apart + (1 + ratio).lgamma()).exp() - (1 + EULER)


@register_kl(Uniform, Uniform)
def _uniforms(p: Any, q: Any) -> Any:
    made = ((q.high - q.low) / (p.high - p.low)).log()
    return made.masked_fill((q.low > p.low) | (q.high < p.high), math.inf)


@register_kl(Gamma, Gamma)
def _gammas(p: Any, q: Any) -> Any:
    return (
        q.concentration * (p.rate / q.rate).log()
        + q.concentration.lgamma()
        - p.concentration.lgamma()
        + (p.concentration - q.concentration) * p.concentration.digamma()
        + (q.rate - p.rate) * (p.concentration / p.rate)
    )


@register_kl(Dirichlet, Dirichlet)
def _dirichlets(p: Any, q: Any) -> Any:
    total_p, total_q = p.concentration.sum(-1), q.concentration.sum(-1)
    apart = p.concentration - q.concentration
    return (
        total_p.lgamma()
        - total_q.lgamma()
        - (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
        + (apart * (p.concentration.digamma() - total_p.digamma().unsqueeze(-1))).sum(-1)
    )


@register_kl(Beta, Beta)
def _betas(p: Any, q: Any) -> Any:
    return _dirichlets(p._dirichlet, q._dirichlet)


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate_normals(p: Any, q: Any) -> Any:
    half = q._half_log_det() - p._half_log_det()
    turned = linalg.solve_triangular(q._root, p._root, upper=False).pow(2).sum((-1, -2))
    apart = linalg.solve_triangular(q._root, (q.loc - p.loc).unsqueeze(-1), upper=False).pow(2).sum((-1, -2))
    return half + 0.5 * (turned + apart - p.event_shape[0])


@register_kl(Independent, Independent)
def _independents(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._summed(kl_divergence(p.base_dist, q.base_dist))
