"""Distributions of choices and counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from tensorlab import dtypes
from tensorlab.distributions import constraints
from tensorlab.distributions.constraints import Constraints
from tensorlab.distributions.distribution import Distribution, broadcast_all
from tensorlab.graph.mode import no_grad
from tensorlab.nn import functional as F
from tensorlab.ops.creation import arange, eye, rand, zeros_like
from tensorlab.ops.draws import bernoulli, binomial, multinomial, poisson
from tensorlab.ops.special import xlogy

_NOT_BOTH = "Either `probs` or `logits` must be specified, but not both."


def _kept_inside(probs: Any) -> Any:
    """Chances that are neither 0 nor 1, so that their logarithms are numbers."""
    eps = dtypes.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


class _Weighed(Distribution):
    """Outcomes by their chances or by their logits: what was given is the parameter, the other is made of it."""

    @property
    def _param(self) -> Any:
        return self.__dict__["probs"] if "probs" in self.__dict__ else self.__dict__["logits"]

    @property
    def param_shape(self) -> Any:
        return self._param.size()


class _ByChance(_Weighed):
    """Two outcomes, by the chance of one of them or by its logit."""

    arg_constraints: ClassVar[Constraints] = {"probs": constraints.unit_interval, "logits": constraints.real}

    def __init__(self, probs: Any, logits: Any, validate_args: bool | None) -> None:
        if (probs is None) == (logits is None):
            raise ValueError(_NOT_BOTH)
        if probs is not None:
            (self.probs,) = broadcast_all(probs)
        else:
            (self.logits,) = broadcast_all(logits)
        super().__init__(self._param.shape, validate_args=validate_args)

    @cached_property
    def logits(self) -> Any:
        inside = _kept_inside(self.probs)
        return inside.log() - (-inside).log1p()

    @cached_property
    def probs(self) -> Any:
        return self.logits.sigmoid()


class Bernoulli(_ByChance):
    """1 with a chance, else 0."""

    support = constraints.boolean
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(probs, logits, validate_args)

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        mode = (self.probs >= 0.5).to(self.probs.dtype)
        mode[self.probs == 0.5] = float("nan")
        return mode

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Any:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Any:
        values = arange(2, dtype=self._param.dtype).view(-1, *[1] * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class Geometric(_ByChance):
    """Failures before the first success."""

    support = constraints.nonnegative_integer

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(probs, logits, validate_args)

    @property
    def mean(self) -> Any:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Any:
        return zeros_like(self.probs)

    @property
    def variance(self) -> Any:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        with no_grad():
            kind = self.probs.dtype
            drawn = rand(self._extended_shape(sample_shape), dtype=kind).clamp(min=dtypes.finfo(kind).tiny)
            return (drawn.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        value, probs = broadcast_all(value, self.probs)
        return value * (-probs.masked_fill((probs == 1) & (value == 0), 0)).log1p() + self.probs.log()

    def entropy(self) -> Any:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class Binomial(_ByChance):
    """How many of ``total_count`` trials succeed."""

    has_enumerate_support = True
    arg_constraints: ClassVar[Constraints] = {
        "total_count": constraints.nonnegative_integer,
        **_ByChance.arg_constraints,
    }

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        if (probs is None) == (logits is None):
            raise ValueError(_NOT_BOTH)
        self.total_count, given = broadcast_all(total_count, logits if probs is None else probs)
        self.total_count = self.total_count.type_as(given)
        super().__init__(None if probs is None else given, given if probs is None else None, validate_args)

    @property
    def support(self) -> Any:
        return constraints.IntegerInterval(0, self.total_count)

    @property
    def mean(self) -> Any:
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        ways = (self.total_count + 1).lgamma() - (value + 1).lgamma() - (self.total_count - value + 1).lgamma()
        positive = self.logits.clamp(min=0)
        rest = self.total_count * (positive + (-self.logits.abs()).exp().log1p())
        return ways + value * self.logits - rest

    def entropy(self) -> Any:
        each = self.log_prob(self._all_values("entropy"))
        return -(each.exp() * each).sum(0)

    def enumerate_support(self, expand: bool = True) -> Any:
        values = self._all_values("enumerate_support")
        return values.expand(-1, *self._batch_shape) if expand else values

    def _all_values(self, asker: str) -> Any:
        """From 0 to the number of trials, with an axis of size 1 for each axis of the batch."""
        most = int(self.total_count.max())
        if self.total_count.min() != most:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{asker}`.")
        return arange(1 + most, dtype=self._param.dtype).view(-1, *[1] * len(self._batch_shape))


class Poisson(Distribution):
    """How many events come at a rate."""

    support = constraints.nonnegative_integer
    arg_constraints: ClassVar[Constraints] = {"rate": constraints.nonnegative}

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.rate

    @property
    def mode(self) -> Any:
        return self.rate.floor()

    @property
    def variance(self) -> Any:
        return self.rate

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        with no_grad():
            return poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        rate, value = broadcast_all(self.rate, value)
        return xlogy(value, rate) - rate - (value + 1).lgamma()


class Categorical(_Weighed):
    """One of several classes; the last axis of the parameter holds their chances or logits."""

    has_enumerate_support = True
    arg_constraints: ClassVar[Constraints] = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        if (probs is None) == (logits is None):
            raise ValueError(_NOT_BOTH)
        name, given = ("logits", logits) if probs is None else ("probs", probs)
        if given.dim() < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        if probs is not None:
            self.probs = probs / probs.sum(-1, keepdim=True)
        else:
            self.logits = logits - logits.logsumexp(dim=-1, keepdim=True)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    @property
    def support(self) -> Any:
        return constraints.IntegerInterval(0, self._num_events - 1)

    @cached_property
    def logits(self) -> Any:
        return _kept_inside(self.probs).log()

    @cached_property
    def probs(self) -> Any:
        return F.softmax(self.logits, dim=-1)

    @property
    def mean(self) -> Any:
        return self._param.new_zeros(self._batch_shape) + float("nan")

    @property
    def mode(self) -> Any:
        return self.probs.argmax(dim=-1)

    @property
    def variance(self) -> Any:
        return self.mean

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        count = 1
        for size in sample_shape:
            count *= size
        rows = self.probs.detach().reshape(-1, self._num_events)
        return multinomial(rows, count, True).T.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        places = value.long().unsqueeze(-1)
        shape = [max(a, b) for a, b in zip(*_aligned(places.shape[:-1], self.logits.shape[:-1]), strict=True)]
        logits = self.logits.expand(*shape, self._num_events)
        return logits.gather(-1, places.expand(*shape, 1)).squeeze(-1)

    def entropy(self) -> Any:
        lowest = dtypes.finfo(self.logits.dtype).min
        return -(self.logits.clamp(min=lowest) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        values = arange(self._num_events, dtype=dtypes.int64).view(-1, *[1] * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


def _aligned(*shapes: Sequence[int]) -> list[tuple[int, ...]]:
    rank = max(map(len, shapes))
    return [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]


class OneHotCategorical(Distribution):
    """The same, with a class as a row of zeros and a one."""

    support = constraints.one_hot
    has_enumerate_support = True
    arg_constraints = Categorical.arg_constraints

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._categorical = Categorical(probs, logits, validate_args)
        shape = self._categorical.param_shape
        super().__init__(shape[:-1], shape[-1:], validate_args)

    @property
    def probs(self) -> Any:
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        return self._categorical.param_shape

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        return F.one_hot(self.probs.argmax(dim=-1), self._event_shape[0]).to(self.probs.dtype)

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        drawn = self._categorical.sample(sample_shape)
        return F.one_hot(drawn, self._event_shape[0]).to(self.probs.dtype)

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Any:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Any:
        count = self._event_shape[0]
        values = eye(count, dtype=self.probs.dtype).view(count, *[1] * len(self._batch_shape), count)
        return values.expand(count, *self._batch_shape, count) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """The same, with draws that pass their gradient on to the chances."""

    has_rsample = True

    def rsample(self, sample_shape: Sequence[int] = ()) -> Any:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


class Multinomial(Distribution):
    """How often each of several classes comes in ``total_count`` draws."""

    arg_constraints = Categorical.arg_constraints

    def __init__(
        self, total_count: int = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs, logits, validate_args)
        shape = self._categorical.param_shape
        super().__init__(shape[:-1], shape[-1:], validate_args)

    @property
    def support(self) -> Any:
        return constraints.multinomial(self.total_count)

    @property
    def probs(self) -> Any:
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        return self._categorical.param_shape

    @property
    def mean(self) -> Any:
        return self.probs * self.total_count

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        drawn = self._categorical.sample((self.total_count, *sample_shape))
        return F.one_hot(drawn, self._event_shape[0]).sum(0).to(self.probs.dtype)

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        logits = logits.masked_fill((value == 0) & (logits == -float("inf")), 0)
        total = (value.sum(-1) + 1).lgamma()
        return total - (value + 1).lgamma().sum(-1) + (logits * value).sum(-1)

    def entropy(self) -> Any:
        # Draws in their order know as much as so many single ones; how often each class came forgets the order.
        ordered = self.total_count * self._categorical.entropy()
        of_one_class = Binomial(self.total_count, self.probs)
        counts = of_one_class.enumerate_support(expand=False)[1:]
        orders = (of_one_class.log_prob(counts).exp() * (counts + 1).lgamma()).sum([0, -1])
        return ordered - math.lgamma(self.total_count + 1) + orders
