"""An order that is found step by step, as PyTorch finds it, however the values lie."""

import math

import numpy as np
import pytest

from tensorlab.ops import _introsort


def worst_values(count, ask):
    """Values that make an introsort split badly: what a value is, is decided only when it is compared.

    Source: M. McIlroy, "A killer adversary for quicksort" (1999).
    """
    values, candidate, decided = [math.inf] * count, 0, 0

    def before(one, other):
        nonlocal candidate, decided
        if values[one] == values[other] == math.inf:
            values[one if one == candidate else other] = decided
            decided += 1
        if values[one] == math.inf:
            candidate = one
        elif values[other] == math.inf:
            candidate = other
        return values[one] < values[other]

    ask(before)
    return np.array([decided if value == math.inf else value for value in values])


def test_the_worst_values_for_a_quicksort_are_sorted_by_a_heap():
    values = worst_values(300, lambda before: _introsort.sort(list(range(300)), before))
    places = list(range(300))
    _introsort.sort(places, lambda one, other: bool(values[one] < values[other]))

    assert values[places].tolist() == sorted(values)


@pytest.mark.parametrize("count", [3, 40, 150])
def test_the_first_few_of_the_worst_values_are_found(count):
    values = worst_values(190, lambda before: _introsort.select(list(range(190)), count - 1, before))

    places = _introsort.first_few(190, count, lambda one, other: bool(values[one] < values[other]))

    assert values[places].tolist() == sorted(values)[:count]
