"""Optimisers: how parameters move along their gradients."""

from tensorlab import methods as _methods  # noqa: F401  (updates are in-place methods)
from tensorlab.naming import name_as_in_torch
from tensorlab.optim import lr_scheduler, swa_utils
from tensorlab.optim.adam import Adam, Adamax, AdamW, NAdam, RAdam
from tensorlab.optim.adaptive import Adadelta, Adagrad, RMSprop, Rprop
from tensorlab.optim.factored import Adafactor, Muon
from tensorlab.optim.lbfgs import LBFGS
from tensorlab.optim.optimizer import Optimizer
from tensorlab.optim.sgd import ASGD, SGD
from tensorlab.optim.sparse_adam import SparseAdam

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SparseAdam",
    "lr_scheduler",
    "swa_utils",
]

for _name in __all__:
    name_as_in_torch([globals()[_name]], f"torch.optim.{_name.lower()}")
name_as_in_torch([*vars(lr_scheduler).values(), *vars(swa_utils).values()])
