"""Optimisers: how parameters move along their gradients."""

from tensorlab import methods as _methods  # noqa: F401  (updates are in-place methods)
from tensorlab.naming import name_as_in_torch
from tensorlab.optim import lr_scheduler
from tensorlab.optim.adam import Adam, Adamax, AdamW, NAdam, RAdam
from tensorlab.optim.adaptive import Adadelta, Adagrad, RMSprop, Rprop
from tensorlab.optim.lbfgs import LBFGS
from tensorlab.optim.optimizer import Optimizer
from tensorlab.optim.sgd import ASGD, SGD

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]

for _name in __all__:
    name_as_in_torch([globals()[_name]], f"torch.optim.{_name.lower()}")
name_as_in_torch(vars(lr_scheduler).values())
