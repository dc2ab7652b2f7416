"""Dropout layers: they drop while training, and pass everything in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from tensorlab.nn import functional as F
from tensorlab.nn.modules.family import Family
from tensorlab.nn.modules.module import Module


class _DropoutNd(Family, Module):
    """A chance and a function that drops."""

    handed_down = ("forward",)
    _drop: ClassVar[Callable[..., Any]]

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input: Any) -> Any:
        return type(self)._drop(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Some elements become zero at random while training, the others grow by as much."""

    _drop = F.dropout


class Dropout1d(_DropoutNd):
    """Some channels of signals become zero at random while training."""

    _drop = F.dropout1d


class Dropout2d(_DropoutNd):
    """Some channels of images become zero at random while training."""

    _drop = F.dropout2d


class Dropout3d(_DropoutNd):
    """Some channels of volumes become zero at random while training."""

    _drop = F.dropout3d


class AlphaDropout(_DropoutNd):
    """Dropout that keeps the mean and spread of what went through selu."""

    _drop = F.alpha_dropout


class FeatureAlphaDropout(_DropoutNd):
    """The same for whole channels."""

    _drop = F.feature_alpha_dropout
