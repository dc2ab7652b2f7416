"""Tensors of a user's own class. Printed examples stand in scripts/programs.txt."""

import pickle
from typing import ClassVar

import pytest

import tensorlab as torch
from tensorlab import _C, nn
from tensorlab.nn import functional


class Kept(torch.Tensor):
    """A tensor with a class of its own."""

    def doubled(self):
        return self * 2


class Derived(Kept):
    """A class derived from that."""


class Other(torch.Tensor):
    """A class that has nothing to do with it."""


class Noting(torch.Tensor):
    """Notes what is called."""

    seen: ClassVar[list[str]] = []

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        cls.seen.append(func.__name__)
        return super().__torch_function__(func, types, args, kwargs)


def kept(*values):
    return torch.tensor(list(values)).as_subclass(Kept)


def test_operations_keep_the_class():
    x = kept(1.0, 2.0)
    made = [
        x + 1,
        1 - x,
        torch.ones(2) * x,
        x.sum(),
        torch.sum(x),
        x[0],
        x[None].T[0],
        x.data,
        x.doubled(),
        x.to(torch.float64),
    ]
    made += [torch.stack([x, x]), functional.relu(x), x.max(0)[0], x.unbind()[0], x.detach(), x == x]

    assert {type(one) for one in made} == {Kept}
    assert repr(x) == "Kept([1., 2.])"
    assert type(torch.ones(2) + 1) is torch.Tensor


def test_a_derived_class_wins_over_its_base_and_strangers_do_not_mix():
    derived, other = torch.ones(1).as_subclass(Derived), torch.ones(1).as_subclass(Other)

    assert type(derived + kept(1.0)) is type(kept(1.0) + derived) is Derived
    with pytest.raises(TypeError, match="unsupported operand"):
        derived + other
    with pytest.raises(TypeError, match=r"Multiple dispatch failed for 'torch.add'"):
        torch.add(derived, other)
    with pytest.raises(TypeError, match="expected Tensor as element 1 in argument 0, but got int"):
        torch.stack([derived, 3])


def test_writes_keep_the_tensor():
    x = kept(1.0, 2.0)
    same = x
    x += 1
    x.mul_(2)
    x.data = torch.zeros(2)

    assert x is same
    assert (type(x), x.tolist()) == (Kept, [0.0, 0.0])


def test_gradients_go_through_a_class():
    x = torch.ones(2, requires_grad=True)
    y = x.as_subclass(Kept)

    (y * 3).sum().backward()

    assert (y.grad_fn.name(), x.grad.tolist()) == ("AliasBackward0", [3.0, 3.0])


def test_a_class_may_decide_what_is_done():
    Noting.seen.clear()
    x = torch.ones(2, 1).as_subclass(Noting)
    _ = (x + 1, torch.stack([x, x]), x[0], x.T, ~(x > 0))

    assert Noting.seen == ["add", "stack", "__getitem__", "T", "gt", "bitwise_not"]


def test_classes_can_be_left_out_for_a_while():
    with _C.DisableTorchFunctionSubclass():
        assert type(kept(1.0) + 1) is torch.Tensor


def test_a_leaf_of_a_class_can_be_made():
    leaf = torch.Tensor._make_subclass(Kept, torch.ones(1), True)

    assert (type(leaf), leaf.is_leaf, leaf.requires_grad) == (Kept, True, True)
    assert not torch.Tensor._make_subclass(Kept, torch.ones(1)).requires_grad


def test_a_class_survives_pickling_and_its_old_constructor():
    assert type(pickle.loads(pickle.dumps(kept(1.0)))) is Kept
    assert repr(Kept([1, 2])) == "Kept([1., 2.])"


def test_a_parameter_stays_what_it_is():
    parameter = nn.Parameter(torch.ones(1))

    assert type(parameter + 1) is torch.Tensor
    assert type(parameter.data) is torch.Tensor
