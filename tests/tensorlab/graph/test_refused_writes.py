"""A write that is refused is refused before it begins: the memory and its version stay as they were."""

import numpy as np
import pytest

import tensorlab as torch


def a_leaf():
    return torch.ones(2, 2, requires_grad=True)


def whole_numbers():
    return torch.ones(2, 2, dtype=torch.int64)


def plain():
    return torch.ones(2, 2)


REFUSED = {
    "a leaf": (a_leaf, lambda x: x.add_(1)),
    "a leaf that is filled": (a_leaf, lambda x: x.zero_()),
    "a leaf that is drawn": (a_leaf, lambda x: x.uniform_()),
    "a place of a leaf": (a_leaf, lambda x: x.__setitem__(0, 5.0)),
    "a list of places of a leaf": (a_leaf, lambda x: x.__setitem__([0, 1], 5.0)),
    "a mask of a leaf": (a_leaf, lambda x: x.__setitem__(x > 0, 5.0)),
    "a view of a leaf": (a_leaf, lambda x: x[0].mul_(3)),
    "a leaf as out": (a_leaf, lambda x: torch.add(plain(), 1, out=x)),
    "a copy into a leaf": (a_leaf, lambda x: x.copy_(torch.zeros(2, 2))),
    "a fraction among whole numbers": (whole_numbers, lambda x: x.add_(1.5)),
    "another shape": (plain, lambda x: x.add_(torch.ones(2, 2, 2))),
    "another shape at a place": (plain, lambda x: x.__setitem__(0, torch.zeros(3))),
    "a place that is not there": (plain, lambda x: x.__setitem__(5, 1.0)),
    "memory that stands for many": (plain, lambda x: x[:, :1].expand(2, 2).add_(1)),
    "an index that is not there": (plain, lambda x: x.scatter_(0, torch.tensor([[7]]), 5.0)),
    "a matrix that does not fit": (plain, lambda x: x.addmm_(torch.ones(2, 3), torch.ones(2, 3))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_write_changes_nothing(name):
    make, write = REFUSED[name]
    x = make()
    with pytest.raises((RuntimeError, IndexError)):
        write(x)

    assert np.array_equal(x.detach().numpy(), np.ones((2, 2)))
    assert x._version == 0
    assert x.is_leaf
