"""Angles and hyperbolas: values as numpy's, each inverse the way back."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorlab as torch

INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}


@pytest.mark.parametrize("name", INVERSES)
def test_a_function_and_its_inverse_cancel(name):
    x = torch.tensor([0.2, 0.5, 1.1], dtype=torch.float64)

    there = getattr(torch, name)(x)

    np.testing.assert_allclose(there.numpy(), getattr(np, name)(x.numpy()))
    np.testing.assert_allclose(getattr(torch, INVERSES[name])(there).numpy(), x.numpy())
    assert torch.equal(getattr(torch, "arc" + name)(there), getattr(torch, INVERSES[name])(there))


@pytest.mark.parametrize("name", ["asinh", "acosh", "atanh", "arcsinh", "arccosh", "arctanh"])
def test_an_inverse_written_in_place_cannot_be_differentiated(name):
    x = torch.tensor([0.5], requires_grad=True)
    y = x * 1
    getattr(y, name + "_")()

    assert torch.allclose(y, getattr(x, name)(), equal_nan=True)
    with pytest.raises(
        NotImplementedError, match=f"the derivative for 'inplace version of {name.replace('arc', 'a')}'"
    ):
        y.backward()


def test_outside_of_its_domain_an_inverse_is_no_number():
    assert torch.asin(torch.tensor([1.5])).isnan().item()
    assert torch.acosh(torch.tensor([0.5])).isnan().item()
    assert torch.atanh(torch.tensor([1.0])).isinf().item()


def test_degrees_and_radians():
    np.testing.assert_allclose(torch.deg2rad(torch.tensor([180.0, 90.0])).numpy(), [math.pi, math.pi / 2], rtol=1e-6)
    np.testing.assert_allclose(torch.rad2deg(torch.tensor([math.pi])).numpy(), [180], rtol=1e-6)


def test_the_origin_has_no_angle_and_passes_nothing_on():
    x = torch.zeros(1, requires_grad=True)
    y = torch.zeros(1, requires_grad=True)
    torch.atan2(x, y).backward()

    assert x.grad.item() == 0
    assert y.grad.item() == 0


def test_a_negative_number_has_the_angle_of_a_half_turn():
    found = torch.angle(torch.tensor([-2.0, 3.0, math.nan]))

    np.testing.assert_allclose(found.numpy(), [math.pi, 0, math.nan], rtol=1e-6)


def test_sinc_is_flat_and_one_at_zero():
    x = torch.tensor([0.0, 1.0], dtype=torch.float64, requires_grad=True)
    y = torch.sinc(x)
    y.sum().backward()

    np.testing.assert_allclose(y.detach().numpy(), [1, 0], atol=1e-15)
    np.testing.assert_allclose(x.grad.numpy(), [0, -1])


def test_hypot_wants_floats():
    assert torch.hypot(torch.tensor([3.0]), torch.tensor([4.0])).item() == 5
    with pytest.raises(NotImplementedError, match="\"hypot_cpu\" not implemented for 'Long'"):
        torch.hypot(torch.tensor([3]), torch.tensor([4]))
