"""Nodes as they are read out."""

from __future__ import annotations

import pytest

from ui.canvas.words import spoken, spoken_canvas
from ui.models.picture import Flag, Life, Mark


def test_a_function_says_its_gradient_and_that_its_buffers_are_freed(product, qapp):
    picture = product.picture()

    assert (
        spoken(picture, picture.moment.titles.index("MulBackward0")) == "MulBackward0, gradient 2 by 3, buffers freed"
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("W", "W, 3 by 2 f32, leaf"),
        ("x", "x, 4 by 2 f32, data, no gradient"),
        ("v", "v, 3 by 1 f32, leaf, has a gradient"),
        ("loss", "loss, 0.459 f32"),
        ("sq", "sq, 3 by 2 f32, collected"),
        ("linear", "linear, gradient 4 by 3, running"),
    ],
)
def test_a_node_says_what_its_figure_shows(backward_half_done, qapp, title, said):
    picture = backward_half_done.picture()

    assert spoken(picture, picture.moment.titles.index(title)) == said


def test_words_of_the_moment_replace_those_of_the_state(sketch, qapp):
    s = sketch()
    x = s.leaf("x", "() f32")
    s.set(x, life=Life.FREED, mark=Mark.ERROR, flags=Flag.NONE)
    picture = s.picture()
    picture.moment.notes[x] = "cannot run again"

    assert spoken(picture, x) == "x, scalar f32, leaf, cannot run again"


def test_the_canvas_says_how_much_it_shows(product, qapp):
    assert spoken_canvas(product.picture()) == "Graph of 3 tensors and 1 functions"
