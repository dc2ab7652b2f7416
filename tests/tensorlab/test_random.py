"""A seeded script draws here the numbers that it draws with PyTorch."""

import math

import numpy as np
import pytest

import tensorlab.random as streams

ORACLE = pytest.mark.oracle


@pytest.fixture
def stream() -> streams.Generator:
    return streams.Generator().manual_seed(0)


def test_the_first_uniform_numbers_of_seed_zero_are_those_that_pytorch_prints(stream):
    assert [f"{number:.4f}" for number in stream.rand((3,))] == ["0.4963", "0.7682", "0.0885"]


def test_the_first_normal_numbers_of_seed_zero_are_those_that_pytorch_prints(stream):
    assert [f"{number:.4f}" for number in stream.randn((3,))] == ["1.5410", "-0.2934", "-2.1788"]


def test_the_same_seed_gives_the_same_numbers_again(stream):
    first = stream.rand((5,))

    assert np.array_equal(stream.manual_seed(0).rand((5,)), first)


def test_a_permutation_holds_every_position_once(stream):
    assert sorted(stream.randperm(50).tolist()) == list(range(50))


def test_whole_numbers_stay_within_their_bounds(stream):
    drawn = stream.randint(-3, 4, (1000,))

    assert set(drawn.tolist()) == {-3, -2, -1, 0, 1, 2, 3}


def test_positions_of_no_weight_are_never_drawn(stream):
    drawn = stream.multinomial(np.array([0.0, 1.0, 0.0, 3.0]), 100, True)

    assert set(drawn.tolist()) == {1, 3}


def test_the_seed_can_be_asked_for(stream):
    assert stream.manual_seed(7).initial_seed() == 7


CHANCES = np.linspace(0.1, 0.9, 30)
WEIGHTS = np.array([[0.1, 0.2, 0.7], [3.0, 1.0, 1.0]])
DRAWS = {
    "rand": (lambda g: g.rand((17,)), lambda t: t.rand(17)),
    "rand of doubles": (lambda g: g.rand((5,), np.float64), lambda t: t.rand(5, dtype=t.float64)),
    "few normal numbers": (lambda g: g.randn((5,)), lambda t: t.randn(5)),
    "many normal numbers": (lambda g: g.randn((100,)), lambda t: t.randn(100)),
    "a small range": (lambda g: g.randint(0, 10, (9,)), lambda t: t.randint(0, 10, (9,))),
    "the largest range of one output": (
        lambda g: g.randint(0, 2**28 - 1, (9,)),
        lambda t: t.randint(0, 2**28 - 1, (9,)),
    ),
    "the smallest range of two outputs": (lambda g: g.randint(0, 2**28, (9,)), lambda t: t.randint(0, 2**28, (9,))),
    "randperm": (lambda g: g.randperm(100), lambda t: t.randperm(100)),
    "bernoulli": (lambda g: g.bernoulli(CHANCES), lambda t: t.bernoulli(t.from_numpy(CHANCES))),
    "one chance": (lambda g: g.bernoulli(np.full(30, 0.3)), lambda t: t.empty(30).bernoulli_(0.3)),
    "multinomial": (lambda g: g.multinomial(WEIGHTS, 2, False), lambda t: t.multinomial(t.from_numpy(WEIGHTS), 2)),
    "multinomial with replacement": (
        lambda g: g.multinomial(WEIGHTS, 5, True),
        lambda t: t.multinomial(t.from_numpy(WEIGHTS), 5, replacement=True),
    ),
}


@ORACLE
@pytest.mark.parametrize("seed", [0, 42, 2**40 + 5])
@pytest.mark.parametrize("draw", DRAWS)
def test_draws_and_the_state_after_them_are_pytorchs(draw, seed, stream):
    torch = pytest.importorskip("torch")
    ours, theirs = DRAWS[draw]
    stream.manual_seed(seed)
    torch.manual_seed(seed)

    assert np.allclose(ours(stream), theirs(torch).numpy(), rtol=1e-6, atol=1e-6)
    assert np.array_equal(stream.rand((3,)), torch.rand(3).numpy())


def test_trials_of_which_nobody_knows_the_number_or_the_chance_have_no_known_outcome(stream):
    assert math.isnan(stream.binomial(5.0, math.nan))
    assert math.isnan(stream.binomial(math.nan, 0.5))
