"""What the parameters and the values of distributions must satisfy."""

from __future__ import annotations

from typing import Any


class Constraint:
    """A condition on each value, or on each of the vectors that the last ``event_dim`` axes hold."""

    event_dim = 0
    is_discrete = False

    def check(self, value: Any) -> Any:
        """For each value whether it holds, as a tensor of booleans."""
        raise NotImplementedError

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={one}" for name, one in vars(self).items())
        return f"{type(self).__name__.lstrip('_')}({inner})"


Constraints = dict[str, Constraint]


class Real(Constraint):
    """Any number; none is not."""

    def check(self, value: Any) -> Any:
        return value == value


class Boolean(Constraint):
    """0 or 1."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class Interval(Constraint):
    """From one bound to the other, both included."""

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound

    def check(self, value: Any) -> Any:
        return (value >= self.lower_bound) & (value <= self.upper_bound)


class IntegerInterval(Interval):
    """The whole numbers of an interval."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & super().check(value)


class GreaterThan(Constraint):
    """Above a bound."""

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        return value > self.lower_bound


class GreaterThanEq(GreaterThan):
    """A bound, or above it."""

    def check(self, value: Any) -> Any:
        return value >= self.lower_bound


class IntegerGreaterThan(GreaterThan):
    """A whole number from a bound on."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (value >= self.lower_bound)


class LessThan(Constraint):
    """Below a bound."""

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return value < self.upper_bound


class Simplex(Constraint):
    """Chances: none is negative, and they add up to 1."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class OneHot(Constraint):
    """Zeros and a single one."""

    event_dim = 1
    is_discrete = True

    def check(self, value: Any) -> Any:
        return ((value == 0) | (value == 1)).all(-1) & (value.sum(-1) == 1)


class Multinomial(Constraint):
    """Whole numbers that add up to a total."""

    event_dim = 1
    is_discrete = True

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)

    def __repr__(self) -> str:
        return "Multinomial()"


class IndependentConstraint(Constraint):
    """A condition that holds when it holds everywhere in the last axes of a value."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint, self.reinterpreted_batch_ndims = base_constraint, reinterpreted_batch_ndims
        self.event_dim = base_constraint.event_dim + reinterpreted_batch_ndims
        self.is_discrete = base_constraint.is_discrete

    def check(self, value: Any) -> Any:
        each = self.base_constraint.check(value)
        return each.flatten(-self.reinterpreted_batch_ndims).all(-1) if self.reinterpreted_batch_ndims else each

    def __repr__(self) -> str:
        return f"IndependentConstraint({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class PositiveDefinite(Constraint):
    """A symmetric matrix whose eigenvalues are all positive."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        from tensorlab import linalg

        is_symmetric = value.isclose(value.mT, atol=1e-6).all(-2).all(-1)
        if not is_symmetric.all():
            return is_symmetric
        return linalg.cholesky_ex(value).info == 0


class LowerCholesky(Constraint):
    """A lower triangular matrix with a positive diagonal."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        is_lower = (value.tril() == value).flatten(-2).all(-1)
        return is_lower & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class _Dependent(Constraint):
    """A condition that depends on other parameters, and is looked at elsewhere."""


def is_dependent(constraint: Any) -> bool:
    return isinstance(constraint, _Dependent)


boolean = Boolean()
dependent = _Dependent()
independent = IndependentConstraint
lower_cholesky = LowerCholesky()
multinomial = Multinomial
nonnegative = GreaterThanEq(0.0)
nonnegative_integer = IntegerGreaterThan(0)
one_hot = OneHot()
positive = GreaterThan(0.0)
positive_definite = PositiveDefinite()
positive_integer = IntegerGreaterThan(1)
real = Real()
real_vector = IndependentConstraint(real, 1)
simplex = Simplex()
unit_interval = Interval(0.0, 1.0)

integer_interval, interval, greater_than, greater_than_eq = IntegerInterval, Interval, GreaterThan, GreaterThanEq
less_than = LessThan
