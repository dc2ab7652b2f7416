"""Comparison, truth and bits."""

from __future__ import annotations

import numpy as np
import pytest

import tensorlab as torch

COMPARISONS = {
    "eq": np.equal,
    "ge": np.greater_equal,
    "gt": np.greater,
    "le": np.less_equal,
    "lt": np.less,
    "ne": np.not_equal,
}
TRUTH = {"logical_and": np.logical_and, "logical_or": np.logical_or, "logical_xor": np.logical_xor}
BITS = {"bitwise_and": np.bitwise_and, "bitwise_or": np.bitwise_or, "bitwise_xor": np.bitwise_xor}
TYPES = [torch.float32, torch.float64, torch.int64, torch.int8, torch.uint8, torch.bool]


@pytest.mark.parametrize("name", [*COMPARISONS, *TRUTH])
@pytest.mark.parametrize("dtype", TYPES)
def test_comparisons_and_truth_are_bool_in_every_type(name, dtype):
    left, right = torch.tensor([0, 1, 1], dtype=dtype), torch.tensor([0, 0, 1], dtype=dtype)

    made = getattr(torch, name)(left, right)

    assert made.dtype is torch.bool
    assert made.tolist() == {**COMPARISONS, **TRUTH}[name](left.numpy(), right.numpy()).tolist()
    assert not made.requires_grad


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_comparison_written_into_a_tensor_cuts_it_off_from_its_past(name):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    getattr(y, name + "_")(1.5)
    z = x * 1
    getattr(z, name + "_")(torch.tensor([1.5, 2.5]))
    (y + z).sum().backward()

    assert (y.grad_fn.name(), z.grad_fn.name()) == (f"{name.title()}Backward0", f"{name.title()}Backward1")
    assert x.grad.tolist() == [0.0, 0.0]


def test_types_mix_before_they_are_compared():
    assert (torch.tensor([1, 2]) == torch.tensor([1.0, 2.5])).tolist() == [True, False]
    assert (torch.tensor([1], dtype=torch.uint8) > -1).tolist() == [False]


@pytest.mark.parametrize("name", BITS)
def test_bits_are_those_of_numpy(name):
    left, right = torch.tensor([12, -3, 0]), torch.tensor([10, 5, -1])

    assert getattr(torch, name)(left, right).tolist() == BITS[name](left.numpy(), right.numpy()).tolist()
    assert getattr(left.clone(), name + "_")(right).tolist() == BITS[name](left.numpy(), right.numpy()).tolist()


def test_a_shift_by_the_whole_width_leaves_nothing_but_the_sign():
    byte = torch.tensor([1, -1, 3], dtype=torch.int8)

    assert (byte << 8).tolist() == [0, 0, 0]
    assert (byte << -1).tolist() == [0, 0, 0]
    assert (byte >> 9).tolist() == [0, -1, 0]
    assert (byte << 7).tolist() == [-128, -128, -128]


@pytest.mark.parametrize(
    ("operation", "kernel"),
    [
        (lambda x: x & 1, "bitwise_and_cpu"),
        (lambda x: x | 1, "bitwise_or_cpu"),
        (lambda x: x ^ 1, "bitwise_xor_cpu"),
        (lambda x: x << 1, "lshift_cpu"),
        (lambda x: x >> 1, "rshift_cpu"),
        (lambda x: torch.gcd(x, x), "gcd_cpu"),
        (lambda x: torch.lcm(x, x), "lcm_cpu"),
    ],
)
def test_floats_have_no_bits(operation, kernel):
    with pytest.raises(NotImplementedError, match=f"\"{kernel}\" not implemented for 'Float'"):
        operation(torch.ones(1))


def test_the_operator_that_turns_bits_wants_whole_numbers():
    with pytest.raises(TypeError, match="only implemented on integer and Boolean-type tensors"):
        ~torch.ones(1)
    assert (~torch.tensor([True, False])).tolist() == [False, True]
    assert (~torch.tensor([0, 5])).tolist() == [-1, -6]


def test_operators_write_into_their_left_side():
    x = kept = torch.tensor([5, -3])
    x &= 7
    x |= 8
    x ^= 1
    x <<= 2
    x >>= 1

    assert x is kept
    assert x.tolist() == [24, 24]


def test_kinds_of_numbers():
    x = torch.tensor([1.0, float("inf"), float("-inf"), float("nan"), -0.0])

    assert x.isfinite().tolist() == [True, False, False, False, True]
    assert x.isinf().tolist() == [False, True, True, False, False]
    assert x.isposinf().tolist() == [False, True, False, False, False]
    assert x.isneginf().tolist() == [False, False, True, False, False]
    assert x.isnan().tolist() == [False, False, False, True, False]
    assert x.signbit().tolist() == [False, False, True, False, True]
    assert x.isreal().all()
    assert torch.signbit(torch.tensor([-1, 0])).tolist() == [True, False]


def test_close_is_measured_against_the_second():
    assert torch.isclose(torch.tensor([1.0, 1.0]), torch.tensor([1.1, 1.2]), rtol=0.1).tolist() == [True, False]
    assert torch.allclose(torch.ones(2), torch.ones(2) + 1e-7)
    assert not torch.allclose(torch.ones(2), torch.tensor([1.0, 2.0]))
    with pytest.raises(RuntimeError, match="Float did not match Double"):
        torch.isclose(torch.ones(1), torch.ones(1, dtype=torch.float64))


def test_equal_compares_shapes_too():
    assert torch.equal(torch.ones(2), torch.ones(2))
    assert not torch.equal(torch.ones(2), torch.ones(2, 1))
    with pytest.raises(TypeError, match="must be Tensor, not int"):
        torch.equal(torch.ones(1), 1)
