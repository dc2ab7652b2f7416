"""The base of distributions: shapes, what is checked, and what every one of them can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.distributions import constraints
from tensorlab.dtypes import Size
from tensorlab.graph.mode import no_grad
from tensorlab.ops.creation import tensor
from tensorlab.ops.shape import broadcast_tensors


def broadcast_all(*values: Any) -> tuple[Any, ...]:
    """Numbers and tensors as tensors of one shape; numbers take the type of the tensors."""
    kind = next((one.dtype for one in values if isinstance(one, Tensor)), dtypes.get_default_dtype())
    tensors = [one if isinstance(one, Tensor) else tensor(float(one), dtype=kind) for one in values]
    return tuple(broadcast_tensors(*tensors))


class Distribution:
    """Of each batch element's values: how likely they are, and draws of them.

    Attributes:
        batch_shape: how many distributions there are.
        event_shape: the shape of one value of one of them.
    """

    has_rsample: ClassVar[bool] = False
    has_enumerate_support: ClassVar[bool] = False
    arg_constraints: ClassVar[constraints.Constraints] = {}
    support: Any = None
    _validate_args = True

    def __init__(
        self, batch_shape: Sequence[int] = (), event_shape: Sequence[int] = (), validate_args: bool | None = None
    ) -> None:
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether parameters and values are checked where nobody says."""
        Distribution._validate_args = bool(value)

    def _check_parameters(self) -> None:
        for name, constraint in self.arg_constraints.items():
            made_later = name not in self.__dict__ and isinstance(getattr(type(self), name), cached_property)
            if made_later or constraints.is_dependent(constraint):
                continue
            value = getattr(self, name)
            if not constraint.check(value).all():
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    # -- shapes -------------------------------------------------------------------------------------------------------

    @property
    def batch_shape(self) -> Size:
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        return self._event_shape

    def _extended_shape(self, sample_shape: Sequence[int] = ()) -> Size:
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def mean(self) -> Any:
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        return self.variance.sqrt()

    def entropy(self) -> Any:
        raise NotImplementedError

    def perplexity(self) -> Any:
        return self.entropy().exp()

    # -- draws --------------------------------------------------------------------------------------------------------

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        """Draws without a gradient, shape (*sample_shape, *batch_shape, *event_shape)."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Any:
        """Draws through which gradients reach the parameters."""
        raise NotImplementedError

    # -- how likely ---------------------------------------------------------------------------------------------------

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the chance, or of the density, of a value."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values there are, along a new first axis."""
        raise NotImplementedError

    def _check_value(self, value: Any) -> None:
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        rank = len(self._event_shape)
        if tuple(value.shape[value.dim() - rank :]) != tuple(self._event_shape):
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs {self._event_shape}."
            )
        expected = self._batch_shape + self._event_shape
        for given, wanted in zip(reversed(value.shape), reversed(expected), strict=False):
            if given not in (1, wanted) and wanted != 1:
                raise ValueError(
                    f"Value is not broadcastable with batch_shape+event_shape: {value.shape} vs {expected}."
                )
        if not self.support.check(value).all():
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({self.support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self) -> str:
        known = [(name, self.__dict__[name]) for name in self.arg_constraints if name in self.__dict__]
        shown = [f"{name}: {one if one.numel() == 1 else one.size()}" for name, one in known]
        return f"{type(self).__name__}({', '.join(shown)})"


class Independent(Distribution):
    """Some batch axes of a distribution as axes of its events: their chances multiply."""

    def __init__(
        self, base_distribution: Any, reinterpreted_batch_ndims: int, validate_args: bool | None = None
    ) -> None:
        count = reinterpreted_batch_ndims
        base = base_distribution
        if count > len(base.batch_shape):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{count} vs {len(base.batch_shape)}"
            )
        self.base_dist, self.reinterpreted_batch_ndims = base, count
        split = len(base.batch_shape) - count
        whole = base.batch_shape + base.event_shape
        super().__init__(whole[:split], whole[split:], validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        return bool(self.base_dist.has_rsample)

    @property
    def support(self) -> Any:
        count = self.reinterpreted_batch_ndims
        return constraints.independent(self.base_dist.support, count) if count else self.base_dist.support

    @property
    def mean(self) -> Any:
        return self.base_dist.mean

    @property
    def mode(self) -> Any:
        return self.base_dist.mode

    @property
    def variance(self) -> Any:
        return self.base_dist.variance

    def sample(self, sample_shape: Sequence[int] = ()) -> Any:
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Any:
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Any) -> Any:
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        return self._summed(self.base_dist.entropy())

    def enumerate_support(self, expand: bool = True) -> Any:
        if self.reinterpreted_batch_ndims:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand)

    def _summed(self, each: Any) -> Any:
        count = self.reinterpreted_batch_ndims
        return each.sum(tuple(range(-count, 0))) if count else each

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"
