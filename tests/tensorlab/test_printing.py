"""A tensor prints exactly as PyTorch prints it."""

import numpy as np
import pytest

import tensorlab as torch

# Each text was read off PyTorch.
PRINTED = [
    (1.5, "tensor(1.5000)"),
    ([1.0, 1e10], "tensor([1.0000e+00, 1.0000e+10])"),
    ([0.001, 1.0], "tensor([0.0010, 1.0000])"),
    ([0.0001, 1.0], "tensor([1.0000e-04, 1.0000e+00])"),
    ([100000.5], "tensor([100000.5000])"),
    ([99999999.0], "tensor([100000000.])"),
    (123456789.0, "tensor(1.2346e+08)"),
    (12345678.0, "tensor(12345678.)"),
    (1e-5, "tensor(1.0000e-05)"),
    ([float("inf"), 1.0, -2.5], "tensor([    inf,  1.0000, -2.5000])"),
    ([float("nan"), 1.0], "tensor([nan, 1.])"),
    (-0.0, "tensor(-0.)"),
    ([True, False], "tensor([ True, False])"),
    ([[1, -20], [300, 4]], "tensor([[  1, -20],\n        [300,   4]])"),
    ([[[1], [2]], [[3], [4]]], "tensor([[[1],\n         [2]],\n\n        [[3],\n         [4]]])"),
    ([], "tensor([])"),
]


@pytest.mark.parametrize(("values", "text"), PRINTED)
def test_numbers_print_as_in_pytorch(values, text):
    assert repr(torch.tensor(values)) == text


def test_an_empty_tensor_prints_its_size_and_an_unusual_type():
    assert repr(torch.zeros(0, 3)) == "tensor([], size=(0, 3))"
    assert repr(torch.zeros(0, dtype=torch.int64)) == "tensor([], dtype=torch.int64)"


def test_a_type_that_the_numbers_do_not_tell_is_named():
    assert repr(torch.ones(2, dtype=torch.float64)) == "tensor([1., 1.], dtype=torch.float64)"


def test_a_leaf_shows_that_it_asks_for_gradients_and_a_result_shows_its_node():
    x = torch.ones(2, requires_grad=True)

    assert repr(x) == "tensor([1., 1.], requires_grad=True)"
    assert repr(x + 1) == "tensor([2., 2.], grad_fn=<AddBackward0>)"


def test_a_long_tensor_shows_its_ends():
    assert repr(torch.arange(1001)) == "tensor([   0,    1,    2,  ...,  998,  999, 1000])"


def test_only_what_is_shown_is_formatted():
    """A billion elements that share one number of memory print at once."""
    everything = torch.zeros(1).expand(1_000_000_000)

    assert repr(everything) == "tensor([0., 0., 0.,  ..., 0., 0., 0.])"


def test_the_digits_can_be_chosen():
    torch.set_printoptions(precision=2)
    try:
        assert repr(torch.tensor(1.23456)) == "tensor(1.23)"
    finally:
        torch.set_printoptions(profile="default")


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["float32", "float64", "float16", "bfloat16", "int64", "uint8", "bool"])
@pytest.mark.parametrize("shape", [(), (1,), (25,), (3, 4), (2, 0), (2, 3, 4), (40, 30), (8, 7, 9, 3)])
def test_any_numbers_print_as_in_pytorch(name, shape):
    oracle = pytest.importorskip("torch")
    random = np.random.default_rng(0)
    for exponent in (-6, -1, 0, 2, 9):
        numbers = np.array(random.normal(size=shape) * 10.0**exponent, np.float32)
        numbers = np.asarray(np.clip(np.round(numbers), 0, 255)) if name == "uint8" else numbers
        ours = torch.from_numpy(numbers).to(getattr(torch, name))
        theirs = oracle.from_numpy(numbers).to(getattr(oracle, name))

        assert repr(ours) == repr(theirs)
