"""Finding nodes by what they are."""

from __future__ import annotations

import numpy as np
import pytest

from ui.models.invalid import Invalid
from ui.models.search import found

PROGRAM = """
x = torch.ones(3, 1, requires_grad=True)
n = torch.tensor([1, 2])
y = x * 2
v = y.t()
z = (y / 0).sum()
z.backward()
"""


@pytest.fixture
def hits(recorded):
    recording = recorded(PROGRAM)
    invalid = Invalid(recording)
    invalid.follow()
    ids = np.arange(recording.n_nodes)

    def search(text):
        step = recording.last_step
        rows = np.flatnonzero(found(recording, ids, step, text, invalid.at(step)))
        return {recording.label(int(node), step) for node in rows}

    return search


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mul", {"mul"}),
        ("MUL", {"mul"}),
        ("shape:3x1", {"x", "y", "y / 0"}),
        ("shape:(3,1) leaf", {"x"}),
        ("shape:*x3", {"v"}),
        ("dtype:int64", {"n"}),
        ("dtype:i64", {"n"}),
        ("grad:some", {"x"}),
        ("leaf dtype:int64", {"n"}),
        ("freed", {"mul", "div"}),
        ("view", {"v"}),
        ("nonsense", set()),
        ("", set()),
    ],
)
def test_a_search_finds_what_all_its_words_say(hits, text, names):
    found_names = hits(text)

    assert {name for name in found_names if not name.endswith(".grad")} >= names
    assert bool(found_names) == bool(names)


def test_values_with_infinity_are_found(hits):
    assert {"y / 0", "z"} <= hits("nan")


def test_infinity_is_born_where_no_operand_had_any(recorded):
    recording = recorded(PROGRAM)
    invalid = Invalid(recording)
    invalid.follow()

    born = [recording.label(node, recording.last_step) for node in invalid.born(recording.last_step).tolist()]

    assert "y / 0" in born
    assert "z" not in born


def test_values_are_looked_at_a_few_at_a_time(recorded):
    recording = recorded(PROGRAM)
    invalid = Invalid(recording)

    invalid.follow(2)
    assert invalid.is_behind

    invalid.follow()
    assert not invalid.is_behind
    assert not invalid.is_clean


def test_before_it_was_born_nothing_is_invalid(recorded):
    recording = recorded(PROGRAM)
    invalid = Invalid(recording)
    invalid.follow()

    assert not invalid.at(0).any()
