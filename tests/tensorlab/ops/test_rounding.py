"""Whole parts, signs, and the pieces of floating point numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch


def test_halves_are_rounded_to_the_even_neighbour():
    assert torch.tensor([0.5, 1.5, 2.5, -0.5]).round().tolist() == [0.0, 2.0, 2.0, -0.0]


@pytest.mark.parametrize(("decimals", "expected"), [(1, [12.3, -0.1]), (0, [12.0, -0.0]), (-1, [10.0, -0.0])])
def test_digits_behind_the_point_or_before_it_are_kept(decimals, expected):
    x = torch.tensor([12.34, -0.06], dtype=torch.float64)

    np.testing.assert_allclose(x.round(decimals=decimals).numpy(), expected)
    np.testing.assert_allclose(torch.special.round(x, decimals=decimals).numpy(), expected)
    np.testing.assert_allclose(x.round_(decimals=decimals).numpy(), expected)


def test_rounding_in_place():
    x = torch.tensor([1.6, -1.6])

    assert x.round_() is x
    assert x.tolist() == [2.0, -2.0]


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "round"])
def test_whole_numbers_stay_as_they_are_and_truth_has_no_parts(name):
    assert getattr(torch, name)(torch.tensor([3, -4])).tolist() == [3, -4]
    with pytest.raises(NotImplementedError, match=f"\"{name}_vml_cpu\" not implemented for 'Bool'"):
        getattr(torch, name)(torch.tensor([True]))


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "round", "sign", "sgn"])
def test_steps_pass_on_no_gradient(name):
    x = torch.tensor([0.4, -1.7], requires_grad=True)
    getattr(x, name)().sum().backward()

    assert x.grad.tolist() == [0.0, 0.0]


def test_the_sign_of_what_is_no_number_is_zero():
    assert torch.sign(torch.tensor([math.nan, -3.0, 0.0])).tolist() == [0.0, -1.0, 0.0]
    assert torch.sgn(torch.tensor([True, False])).tolist() == [True, False]


def test_copysign_knows_the_sign_of_zero():
    assert torch.copysign(torch.tensor([1.0, 2.0]), torch.tensor([-0.0, 0.0])).tolist() == [-1.0, 2.0]
    assert torch.copysign(torch.tensor([3]), -1).tolist() == [-3.0]


def test_heaviside_is_in_the_graph_but_cannot_be_differentiated():
    x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    y = torch.heaviside(x, torch.tensor([0.5]))

    assert y.tolist() == [0.0, 0.5, 1.0]
    assert y.grad_fn.name() == "torch::autograd::NotImplemented"
    with pytest.raises(RuntimeError, match="derivative for aten::heaviside is not implemented"):
        y.sum().backward()


def test_a_number_is_its_mantissa_times_a_power_of_two():
    x = torch.tensor([0.0, 3.0, -0.25, 1e10])
    mantissa, exponent = torch.frexp(x)

    assert exponent.dtype is torch.int32
    assert torch.equal(torch.ldexp(mantissa, exponent), x)
    assert torch.frexp(x).mantissa.abs().max() < 1
    with pytest.raises(RuntimeError, match="only supports floating-point dtypes"):
        torch.frexp(torch.tensor([1]))


def test_truth_is_no_exponent_of_a_float():
    assert torch.ldexp(torch.tensor([True]), torch.tensor([True])).tolist() == [2.0]
    with pytest.raises(NotImplementedError, match="\"ldexp_cpu_exp\" not implemented for 'Bool'"):
        torch.ldexp(torch.ones(1), torch.tensor([True]))


@pytest.mark.parametrize(("decimals", "kernel"), [(0, "round_vml_cpu"), (1, "round_cpu")])
def test_whole_numbers_have_no_digits_to_keep(decimals, kernel):
    with pytest.raises(NotImplementedError, match=f"\"{kernel}\" not implemented for 'Long'"):
        torch.special.round(torch.tensor([1]), decimals=decimals)


def test_the_next_number_that_can_be_written():
    one = torch.tensor([1.0])

    assert torch.nextafter(one, one + 1).item() == 1 + torch.finfo(torch.float32).eps
    assert torch.equal(torch.nextafter(one, one), one)
