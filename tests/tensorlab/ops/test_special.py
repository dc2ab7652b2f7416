"""Special functions: identities between them, which no table of values can fake."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

import tensorlab as torch
from tensorlab import special

X = torch.tensor([0.3, 0.9, 2.4], dtype=torch.float64)


def agree(one, other):
    np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-10, atol=1e-12)


def test_scipy_is_imported_when_the_first_special_function_is_used():
    program = (
        "import sys, tensorlab as torch; torch.ones(2).exp(); before = 'scipy' in sys.modules; "
        "torch.erf(torch.ones(2)); print(before, 'scipy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["False", "True"]


def test_error_functions_add_up_and_turn_back():
    agree(torch.erf(X) + torch.erfc(X), torch.ones(3, dtype=torch.float64))
    agree(torch.erfinv(torch.erf(X)), X)
    agree(special.erfcx(X), torch.erfc(X) * (X * X).exp())


def test_gamma_functions_step_by_their_argument():
    agree(torch.lgamma(X + 1), torch.lgamma(X) + X.log())
    agree(torch.digamma(X + 1), torch.digamma(X) + 1 / X)
    agree(torch.polygamma(1, X + 1), torch.polygamma(1, X) - 1 / X**2)
    agree(torch.polygamma(2, X + 1), torch.polygamma(2, X) + 2 / X**3)
    agree(torch.mvlgamma(X + 1, 1), torch.lgamma(X + 1))
    agree(torch.polygamma(1, -X) + torch.polygamma(1, 1 + X), (math.pi / (math.pi * X).sin()) ** 2)


def test_polygamma_takes_its_order_first_or_as_a_method_last():
    expected = torch.polygamma(1, X)

    assert torch.equal(X.polygamma(1), expected)
    assert torch.equal(torch.polygamma(n=1, input=X), expected)
    assert torch.equal(X.clone().polygamma_(1), expected)
    assert torch.equal(torch.polygamma(0, X), torch.digamma(X))
    with pytest.raises(RuntimeError, match="does not support negative n"):
        torch.polygamma(-1, X)


def test_incomplete_gamma_functions_are_shares_of_a_whole():
    agree(torch.igamma(X, X + 1) + torch.igammac(X, X + 1), torch.ones(3, dtype=torch.float64))
    agree(special.gammainc(torch.ones(3, dtype=torch.float64), X), 1 - (-X).exp())


def test_at_nothing_the_shares_are_known_whatever_the_shape():
    shape, at = torch.tensor([math.nan, 2.0, math.inf]), torch.tensor([0.0, 0.0, math.nan])

    assert torch.igamma(shape, at).tolist() == [0, 0, 0]
    assert torch.igammac(shape, at).tolist() == [1, 1, 1]


def test_a_derivative_that_is_not_there_is_told():
    a = torch.tensor([1.5], requires_grad=True)

    with pytest.raises(NotImplementedError, match="the derivative for 'igamma: input' is not implemented"):
        torch.igamma(a, torch.ones(1)).backward()
    with pytest.raises(NotImplementedError, match="the derivative for 'zeta' is not implemented"):
        special.zeta(a, torch.ones(1)).backward()


def test_the_bell_curve_and_its_way_back():
    agree(special.ndtri(special.ndtr(X)), X)
    agree(special.log_ndtr(X), special.ndtr(X).log())
    agree(special.ndtr(X) + special.ndtr(-X), torch.ones(3, dtype=torch.float64))


def test_logarithms_that_are_nothing_at_zero():
    zero = torch.zeros(1, requires_grad=True)
    torch.xlogy(zero, zero.detach()).backward()

    assert zero.grad.item() == 0
    assert torch.xlogy(torch.zeros(2), torch.tensor([0.0, math.nan])).isnan().tolist() == [False, True]
    agree(special.xlog1py(X, X), torch.xlogy(X, X + 1))
    agree(special.entr(X), -torch.xlogy(X, X))


def test_bessel_functions_of_their_kinds_meet():
    agree(special.i0e(X), torch.i0(X) * (-X).exp())
    agree(special.i1e(X), special.i1(X) * (-X).exp())
    agree(special.modified_bessel_i0(X), torch.i0(X))
    agree(special.modified_bessel_i1(X), special.i1(X))
    agree(special.scaled_modified_bessel_k0(X), special.modified_bessel_k0(X) * X.exp())
    agree(special.scaled_modified_bessel_k1(X), special.modified_bessel_k1(X) * X.exp())
    # Wronski's determinants of the two kinds.
    agree(special.bessel_j1(X) * special.bessel_y0(X) - special.bessel_j0(X) * special.bessel_y1(X), 2 / (math.pi * X))
    agree(
        special.modified_bessel_i0(X) * special.modified_bessel_k1(X)
        + special.modified_bessel_i1(X) * special.modified_bessel_k0(X),
        1 / X,
    )


def test_the_slope_of_i1_at_zero_is_a_half():
    x = torch.zeros(1, requires_grad=True)
    (special.i1(x) + special.i1e(x)).backward()

    assert x.grad.item() == 1


def test_functions_that_pytorch_does_not_differentiate_are_in_no_graph():
    x = X.clone().requires_grad_()

    for function in (special.bessel_j0, special.airy_ai, special.spherical_bessel_j0):
        assert not function(x).requires_grad


def test_spherical_bessel_and_airy():
    agree(special.spherical_bessel_j0(X), X.sin() / X)
    assert special.spherical_bessel_j0(torch.tensor([0.0, math.inf])).tolist() == [1, 0]
    np.testing.assert_allclose(special.airy_ai(torch.zeros(1)).numpy(), [0.3550280538878172], rtol=1e-6)


@pytest.mark.parametrize("name", ["erfcx", "ndtri", "log_ndtr", "airy_ai", "spherical_bessel_j0", "bessel_j0"])
@pytest.mark.parametrize(("dtype", "word"), [(torch.float16, "Half"), (torch.bfloat16, "BFloat16")])
def test_half_precision_is_not_enough_for_some(name, dtype, word):
    with pytest.raises(NotImplementedError, match=f"\"{name}_cpu\" not implemented for '{word}'"):
        getattr(special, name)(torch.ones(1, dtype=dtype))


def test_truth_has_no_gamma_function_of_several_dimensions():
    with pytest.raises(RuntimeError, match="The input tensor may not be a boolean tensor"):
        torch.mvlgamma(torch.tensor([True]), 1)
    with pytest.raises(RuntimeError, match="p has to be greater than or equal to 1"):
        torch.mvlgamma(X, 0)
    assert torch.lgamma(torch.tensor([-math.inf])).item() == math.inf


def test_polynomials_by_their_definitions():
    x = torch.tensor([-0.7, 0.1, 0.8], dtype=torch.float64)
    turn = x.acos()

    agree(special.chebyshev_polynomial_t(x, 5), (5 * turn).cos())
    agree(special.chebyshev_polynomial_u(x, 5), (6 * turn).sin() / turn.sin())
    agree(special.chebyshev_polynomial_v(x, 3), (3.5 * turn).cos() / (turn / 2).cos())
    agree(special.chebyshev_polynomial_w(x, 3), (3.5 * turn).sin() / (turn / 2).sin())
    agree(special.shifted_chebyshev_polynomial_t(x, 4), special.chebyshev_polynomial_t(2 * x - 1, 4))
    agree(special.hermite_polynomial_h(x, 3), 8 * x**3 - 12 * x)
    agree(special.hermite_polynomial_he(x, 3), x**3 - 3 * x)
    agree(special.laguerre_polynomial_l(x, 2), (x**2 - 4 * x + 2) / 2)
    agree(special.legendre_polynomial_p(x, 3), (5 * x**3 - 3 * x) / 2)
    assert special.hermite_polynomial_h(x, torch.tensor([-1, 0, 1])).tolist() == [0, 1, 1.6]


@pytest.mark.parametrize("name", special.__all__)
def test_every_name_of_the_module_is_there(name):
    assert callable(getattr(special, name))
