"""Routes as short lines, and dashes along them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.canvas.strands import PIECES, Strands, dashed, within
from ui.models.picture import Routes

BENT = [(0.0, 0.0), (50.0, 40.0), (50.0, 90.0)]
STRAIGHT = [(10.0, 0.0), (10.0, 100.0)]
coordinates = st.floats(-500, 500)
ways = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=6)


def lines_of(*routes, edges=None):
    strands = Strands.of(Routes.of(routes))
    return strands.of_edges(np.arange(len(routes)) if edges is None else np.array(edges))


def test_a_straight_piece_is_one_line_and_a_bend_several():
    lines, owner = lines_of(BENT, STRAIGHT)

    assert np.bincount(owner).tolist() == [PIECES + 1, 1]
    assert lines[-1].tolist() == [10, 0, 10, 100]


@given(st.lists(ways, min_size=1, max_size=5))
def test_lines_follow_each_other_from_the_first_point_to_the_last(routes):
    lines, owner = lines_of(*routes)
    for number, route in enumerate(routes):
        own = lines[owner == number]
        assert own[0, :2] == pytest.approx(route[0], abs=1e-3)
        assert own[-1, 2:] == pytest.approx(route[-1], abs=1e-3)
        assert own[1:, :2] == pytest.approx(own[:-1, 2:], abs=1e-3)


def test_a_bend_is_vertical_at_both_ends():
    lines, _ = lines_of(BENT[:2])

    for line in (lines[0], lines[-1]):
        assert abs(line[3] - line[1]) > 2 * abs(line[2] - line[0])


def test_a_line_that_turns_back_is_level_where_it_turns():
    lines, _ = lines_of([(0.0, 0.0), (20.0, 30.0), (40.0, 0.0)])
    before, after = lines[PIECES - 1], lines[PIECES]

    for line in (before, after):
        assert abs(line[2] - line[0]) > 2 * abs(line[3] - line[1])


def test_some_of_many_are_picked():
    lines, owner = lines_of(BENT, STRAIGHT, BENT, edges=[1])

    assert owner.tolist() == [0]
    assert lines.tolist() == [[10, 0, 10, 100]]


def test_dashes_and_gaps_take_turns_and_each_route_begins_with_a_dash():
    lines = np.array([[0.0, 0, 0, 25], [5.0, 0, 5, 25]])

    dashes, owner = dashed(lines, np.array([0, 1]), (6, 4))

    assert owner.tolist() == [0, 0, 0, 1, 1, 1]
    assert dashes[:, 1].tolist() == [0, 10, 20, 0, 10, 20]
    assert dashes[:, 3].tolist() == [6, 16, 25, 6, 16, 25]


def test_a_dash_goes_on_round_a_corner():
    lines = np.array([[0.0, 0, 0, 3], [0.0, 3, 10, 3]])

    dashes, _ = dashed(lines, np.array([0, 0]), (6, 4))

    assert dashes.tolist() == [[0, 0, 0, 3], [0, 3, 3, 3], [7, 3, 10, 3]]


def test_nothing_has_no_lines():
    assert not len(Strands.of(Routes.of(())).lines)
    assert not len(dashed(np.zeros((0, 4)), np.zeros(0, np.int64), (6, 4))[0])


@given(st.lists(ways, min_size=1, max_size=4), st.tuples(coordinates, coordinates), st.floats(1, 300))
def test_dashes_in_an_area_are_those_of_the_whole_that_reach_into_it(routes, corner, size):
    lines, owner = lines_of(*routes)
    area = (*corner, corner[0] + size, corner[1] + size)

    whole, _ = dashed(lines, owner, (6, 4))
    part, _ = dashed(lines, owner, (6, 4), area)

    kept = {tuple(dash) for dash in part.round(6).tolist()}
    assert kept <= {tuple(dash) for dash in whole.round(6).tolist()}
    middles = (whole[:, :2] + whole[:, 2:]) / 2
    inside = ((middles > np.array(area[:2]) + 1e-6) & (middles < np.array(area[2:]) - 1e-6)).all(axis=1)
    assert {tuple(dash) for dash in whole[inside].round(6).tolist()} <= kept


def test_dashes_of_a_line_that_is_miles_long_are_only_made_where_it_is_seen():
    lines = np.array([[0.0, 0, 1e7, 0]])

    dashes, _ = dashed(lines, np.array([0]), (6, 4), (5000, -10, 5100, 10))

    assert len(dashes) <= 11


def test_a_line_along_the_border_of_an_area_is_in_it_and_one_beside_it_is_not():
    lines = np.array([[0.0, 0, 0, 50], [-1, 0, -1, 50], [20, 20, 80, 20]])

    enters, leaves = within(lines, (0, 0, 50, 50))

    assert (enters <= leaves).tolist() == [True, False, True]
    assert (enters[2], leaves[2]) == (0, 0.5)
