"""Frames: their heads, and the sliders of loops."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from ui.canvas.frames import frame_at, head_of, iteration_at, slider_of
from ui.models.picture import Frame

LOOP = Frame(-2, (0.0, 0.0, 400.0, 300.0), "for t in range(100)", shown=9, count=100)
MODULE = Frame(-3, (20.0, 40.0, 300.0, 200.0), "block", depth=1)


def test_only_a_loop_has_a_slider():
    assert slider_of(MODULE).isEmpty()
    assert head_of(LOOP).contains(slider_of(LOOP))


@pytest.mark.parametrize(("share", "iteration"), [(-1, 0), (0, 0), (0.5, 50), (1, 99), (2, 99)])
def test_a_place_on_the_slider_is_an_iteration(share, iteration):
    track = slider_of(LOOP)

    assert iteration_at(LOOP, track.left() + share * track.width()) == pytest.approx(iteration, abs=1)


def test_a_head_is_hit_and_the_inside_is_not():
    assert frame_at((LOOP, MODULE), QPointF(50, 10)) is LOOP
    assert frame_at((LOOP, MODULE), QPointF(50, 50)) is MODULE
    assert frame_at((LOOP, MODULE), QPointF(50, 150)) is None
