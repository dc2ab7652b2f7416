"""Normal vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from tensorlab import linalg
from tensorlab.distributions import constraints
from tensorlab.distributions.constraints import Constraints
from tensorlab.distributions.continuous import standard_normal
from tensorlab.distributions.distribution import Distribution
from tensorlab.ops.creation import eye


class MultivariateNormal(Distribution):
    """Normal vectors with a mean and a covariance, or its inverse, or its triangular root."""

    has_rsample = True
    support = constraints.real_vector
    arg_constraints: ClassVar[Constraints] = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }

    def __init__(
        self,
        loc: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {
            "covariance_matrix": covariance_matrix,
            "scale_tril": scale_tril,
            "precision_matrix": precision_matrix,
        }
        known = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(known) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        ((name, matrix),) = known.items()
        if matrix.dim() < 2:
            kind = "scale_tril matrix" if name == "scale_tril" else name
            raise ValueError(f"{kind} must be at least two-dimensional, with optional leading batch dimensions")
        batch = tuple(np.broadcast_shapes(tuple(matrix.shape[:-2]), tuple(loc.shape[:-1])))
        self.loc = loc.expand(*batch, -1)
        self.__dict__[name] = matrix.expand(*batch, -1, -1)
        super().__init__(batch, self.loc.shape[-1:], validate_args)
        if scale_tril is not None:
            self._root = self.__dict__[name]
        elif covariance_matrix is not None:
            self._root = linalg.cholesky(covariance_matrix)
        else:
            self._root = linalg.cholesky(linalg.inv(precision_matrix))

    @cached_property
    def scale_tril(self) -> Any:
        return self._root.expand(*self._batch_shape, *self._event_shape, *self._event_shape)

    @cached_property
    def covariance_matrix(self) -> Any:
        return self._root @ self._root.mT

    @cached_property
    def precision_matrix(self) -> Any:
        one = eye(self._event_shape[0], dtype=self.loc.dtype)
        back = linalg.solve_triangular(self._root, one, upper=False)
        return back.mT @ back

    @property
    def mean(self) -> Any:
        return self.loc

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        return self._root.pow(2).sum(-1).expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Any:
        drawn = standard_normal(self._extended_shape(sample_shape), self.loc.dtype)
        return self.loc + (self._root @ drawn.unsqueeze(-1)).squeeze(-1)

    def _half_log_det(self) -> Any:
        return self._root.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value: Any) -> Any:
        self._check_value(value)
        apart = linalg.solve_triangular(self._root, (value - self.loc).unsqueeze(-1), upper=False).squeeze(-1)
        squares = apart.pow(2).sum(-1)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squares) - self._half_log_det()

    def entropy(self) -> Any:
        made = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._half_log_det()
        return made.expand(self._batch_shape)
