"""While ``torch`` means tensorlab, classes print as PyTorch's; else they say where they are."""

import gc
import pickle
import weakref

import pytest

from tensorlab import nn, optim
from tensorlab.kernel import torch_alias
from tensorlab.nn.utils import parametrize
from tensorlab.utils import data


@pytest.fixture
def alias():
    torch_alias.install()
    yield
    torch_alias.remove()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (nn.Linear, "torch.nn.modules.linear.Linear"),
        (nn.Parameter, "torch.nn.parameter.Parameter"),
        (optim.AdamW, "torch.optim.adamw.AdamW"),
        (optim.lr_scheduler.StepLR, "torch.optim.lr_scheduler.StepLR"),
        (data.DataLoader, "torch.utils.data.dataloader.DataLoader"),
    ],
)
def test_a_class_prints_as_pytorch_s(alias, kind, shown):
    assert repr(kind) == f"<class '{shown}'>"


def test_a_module_is_found_again_under_either_name(alias):
    layer = nn.Linear(1, 1)
    there = pickle.loads(pickle.dumps(layer))
    torch_alias.remove()

    assert repr(nn.Linear) == "<class 'tensorlab.nn.modules.linear.Linear'>"
    assert type(pickle.loads(pickle.dumps(layer))) is type(there) is nn.Linear


def test_the_class_of_a_parametrized_module_lives_as_long_as_the_module(alias):
    layer = parametrize.register_parametrization(nn.Linear(1, 1), "weight", nn.Identity())
    kind = weakref.ref(type(layer))
    assert repr(kind()) == "<class 'torch.nn.utils.parametrize.ParametrizedLinear'>"

    del layer
    gc.collect()

    assert kind() is None
