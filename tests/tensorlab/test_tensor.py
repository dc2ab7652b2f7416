"""The tensor itself: its gradient as an attribute, hooks on it, and what is told of it."""

import numpy as np
import pytest

import tensorlab as torch


def test_a_gradient_can_be_deleted():
    x = torch.ones(2, requires_grad=True)
    x.sum().backward()
    del x.grad

    assert x.grad is None


def test_only_a_leaf_has_hooks_after_accumulation():
    x = torch.ones(2, requires_grad=True)

    with pytest.raises(RuntimeError, match="post accumulate grad hooks cannot be registered on non-leaf tensors"):
        (x * 2).register_post_accumulate_grad_hook(print)


def test_whether_a_number_is_in_a_tensor():
    x = torch.tensor([1, 2])

    assert 2 in x
    assert torch.tensor([7, 2]) in x
    assert 5 not in x
    assert np.float64(2) in x
    with pytest.raises(RuntimeError, match=r"Tensor.__contains__ only supports Tensor or scalar, but you passed in a"):
        "2" in x  # noqa: B015
    with pytest.raises(RuntimeError, match=r"The size of tensor a \(3\) must match the size of tensor b \(2\)"):
        torch.tensor([1, 2, 3]) in x  # noqa: B015


def test_a_numpy_array_may_stand_beside_an_operator():
    x = torch.tensor([1.0, 2.0])

    assert (x - np.ones(2)).tolist() == [0.0, 1.0]
    assert (x ** np.array([2.0, 3.0])).dtype is torch.float64
    assert (x == np.array([1.0, 5.0])).tolist() == [True, False]
    assert (np.array([1.0, 5.0]) == x).tolist() == [True, False]
    with pytest.raises(TypeError, match=r"'<' not supported between instances of 'Tensor' and 'numpy\.ndarray'"):
        x < np.ones(2)  # noqa: B015


def test_two_tensors_on_one_memory_are_set_to_the_same():
    x = torch.ones(2)

    assert x.is_set_to(x)
    assert x.is_set_to(x.view(2))
    assert not x.is_set_to(x.clone())
    assert not x.is_set_to(x.view(2, 1))
