"""Optimisers: how parameters move along their gradients."""

from tensorlab import methods as _methods  # noqa: F401  (updates are in-place methods)
from tensorlab.optim.optimizer import Optimizer
from tensorlab.optim.sgd import SGD

__all__ = ["SGD", "Optimizer"]
