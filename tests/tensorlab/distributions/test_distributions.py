"""Distributions beyond what the programs beside this file print."""

import pytest

import tensorlab as torch
from tensorlab import distributions as D


def mean_slope(distribution, parameter):
    """How the mean of many draws grows with the parameter, by the gradients of the draws."""
    parameter = torch.tensor(parameter, requires_grad=True)
    torch.manual_seed(0)
    distribution(parameter).rsample((4000,)).mean().backward()
    return parameter.grad.item()


def test_draws_of_gamma_distributions_know_how_they_grow_with_the_parameters():
    assert mean_slope(lambda a: D.Gamma(a, torch.tensor(2.0)), 3.0) == pytest.approx(1 / 2, rel=0.02)
    assert mean_slope(lambda a: D.Beta(a, torch.tensor(2.0)), 3.0) == pytest.approx(2 / 5**2, rel=0.05)
    assert mean_slope(D.Chi2, 3.0) == pytest.approx(1.0, rel=0.02)


def test_a_divergence_of_one_s_own_is_found_by_the_nearest_classes():
    class Sharp(D.Normal):
        """A normal distribution of another name."""

    @D.register_kl(Sharp, D.Uniform)
    def _(p, q):
        return p.loc * 0 + 7

    assert D.kl_divergence(Sharp(0.0, 1.0), D.Uniform(0.0, 1.0)).item() == 7
    assert D.kl_divergence(Sharp(0.0, 1.0), D.Normal(0.0, 1.0)).item() == 0
    with pytest.raises(NotImplementedError, match=r"No KL\(p \|\| q\) is implemented for p type Uniform"):
        D.kl_divergence(D.Uniform(0.0, 1.0), D.Normal(0.0, 1.0))
    with pytest.raises(TypeError, match="Expected type_p to be a Distribution subclass"):
        D.register_kl(int, D.Normal)


def test_what_a_kind_of_distribution_does_not_know_it_refuses():
    with pytest.raises(NotImplementedError, match="Multinomial'> does not implement mode"):
        _ = D.Multinomial(2, torch.tensor([0.5, 0.5])).mode
    with pytest.raises(NotImplementedError):
        D.Bernoulli(0.5).rsample()


def test_checks_can_be_left_out():
    D.Distribution.set_default_validate_args(False)
    try:
        assert D.Normal(0.0, 1.0).log_prob(0.0).item() == pytest.approx(-0.9189, abs=1e-4)
    finally:
        D.Distribution.set_default_validate_args(True)
    assert D.Normal(0.0, -1.0, validate_args=False).scale.item() == -1


@pytest.mark.parametrize(
    "one",
    [
        D.Normal(torch.zeros(2), torch.ones(2)),
        D.LogNormal(torch.zeros(2), torch.ones(2) / 4),
        D.HalfNormal(torch.ones(2)),
        D.Uniform(torch.zeros(2), torch.ones(2)),
        D.Exponential(torch.tensor([1.0, 2.0])),
        D.Laplace(torch.zeros(2), torch.ones(2)),
        D.Gumbel(torch.zeros(2), torch.ones(2)),
        D.StudentT(torch.tensor([9.0, 12.0])),
        D.Gamma(torch.tensor([1.0, 3.0]), torch.tensor([1.0, 2.0])),
        D.Beta(torch.tensor([1.0, 3.0]), torch.tensor([1.0, 2.0])),
        D.Bernoulli(torch.tensor([0.2, 0.7])),
        D.Geometric(torch.tensor([0.4, 0.7])),
        D.Binomial(5, torch.tensor([0.2, 0.7])),
        D.Poisson(torch.tensor([2.0, 12.0])),
        D.OneHotCategorical(torch.tensor([0.2, 0.8])),
        D.Multinomial(4, torch.tensor([0.2, 0.8])),
        D.MultivariateNormal(torch.tensor([1.0, -1.0]), torch.tensor([[2.0, 0.3], [0.3, 1.0]])),
    ],
    ids=lambda one: type(one).__name__,
)
def test_draws_have_the_mean_and_the_spread_that_it_says(one):
    torch.manual_seed(0)
    drawn = one.sample((4000,))

    assert torch.allclose(drawn.mean(0), one.mean, atol=0.15)
    assert torch.allclose(drawn.std(0), one.stddev, atol=0.2)
    assert one.support.check(drawn).all()


@pytest.mark.parametrize(
    ("one", "values"),
    [
        (D.Normal(0.5, 2.0), [-1.0, 0.5, 3.0]),
        (D.LogNormal(0.0, 1.0), [0.5, 1.0, 3.0]),
        (D.Uniform(-1.0, 3.0), [-0.5, 0.0, 2.5]),
        (D.Exponential(2.0), [0.1, 1.0, 3.0]),
        (D.Laplace(0.5, 2.0), [-1.0, 0.7, 3.0]),
        (D.Cauchy(0.5, 2.0), [-1.0, 0.5, 3.0]),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_share_leads_back_to_its_value(one, values):
    value = torch.tensor(values)

    assert torch.allclose(one.icdf(one.cdf(value)), value, atol=1e-4)


def test_the_density_is_the_slope_of_the_share():
    value = torch.tensor([0.3, 1.2], dtype=torch.float64, requires_grad=True)
    for one in (D.Normal(0.0, 1.0), D.HalfNormal(1.0), D.Exponential(2.0), D.LogNormal(0.0, 1.0), D.Laplace(0.0, 1.0)):
        (slope,) = torch.autograd.grad(one.cdf(value).sum(), value)
        assert torch.allclose(slope, one.log_prob(value).exp().detach(), atol=1e-6)
