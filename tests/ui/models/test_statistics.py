"""Figures of many numbers: worked out by hand, and what is no number counted apart."""

import math

import numpy as np
import pytest

from ui.models.statistics import Histogram, Statistics


def test_the_figures_are_those_of_the_finite_values():
    found = Statistics.of(np.float32([[1, 3], [np.nan, np.inf], [0, -np.inf]]))

    assert (found.count, found.nans, found.infs, found.zeros) == (6, 1, 2, 1)
    assert (found.minimum, found.maximum) == (0, 3)
    assert found.mean == pytest.approx(4 / 3)
    assert found.std == pytest.approx(math.sqrt((1 / 9 + 25 / 9 + 16 / 9) / 2))


def test_nothing_finite_has_no_figures():
    found = Statistics.of(np.float32([np.nan]))

    assert math.isnan(found.mean)
    assert found.nans == 1
    assert math.isnan(Statistics.of(np.float32([2])).std), "one value has no spread"


def test_few_whole_numbers_have_a_bar_each():
    found = Histogram.of(np.array([1, 1, 3]))

    assert found.counts.tolist() == [2, 0, 1]
    assert found.edges.tolist() == [0.5, 1.5, 2.5, 3.5]


def test_every_finite_value_is_counted_once():
    values = np.random.default_rng(0).normal(size=1000)
    values[0] = np.nan

    assert Histogram.of(values).counts.sum() == 999
    assert Histogram.of(np.float32([2, 2])).counts.tolist() == [2]
    assert len(Histogram.of(np.float32([np.inf])).counts) == 0
    assert Histogram.of(np.array([True, False, True])).counts.tolist() == [1, 2]
    assert Histogram.of(np.complex64([3 + 4j])).edges.mean() == 5
