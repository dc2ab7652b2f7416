"""The way from a node to the results, and pictures between two arrangements."""

from __future__ import annotations

import numpy as np
import pytest

from ui.canvas.gliding import under_way
from ui.canvas.scene import Scene
from ui.canvas.tracing import path_down
from ui.models.picture import Picture
from ui.theme import Theme


def test_the_way_leads_from_a_leaf_through_every_use_to_the_result(product):
    picture = product.picture()

    nodes, edges = path_down(picture, 0)

    below = [title for title, on in zip(picture.moment.titles, nodes, strict=True) if on]
    assert picture.moment.titles[0] in below
    assert edges.sum() == len(below) - 1


def test_the_last_result_leads_nowhere(product):
    picture = product.picture()

    nodes, edges = path_down(picture, len(picture.nodes) - 1)

    assert nodes.sum() == 1
    assert not edges.any()


def test_half_way_a_node_is_in_the_middle_and_its_edges_hold_on_to_it(product):
    picture = product.picture()
    starts = np.add(picture.nodes.centres, [100.0, 0.0])

    half = under_way(picture, starts, 0.5)

    assert half.nodes.centres == pytest.approx(np.add(picture.nodes.centres, [50.0, 0.0]))
    for edge, route in enumerate(half.edges.routes):
        assert route[0][0] == half.nodes.centres[picture.edges.sources[edge], 0]
        assert route[-1][0] == half.nodes.centres[picture.edges.targets[edge], 0]


@pytest.fixture
def scene(qapp, product):
    scene = Scene(Theme("dark"))
    scene.set_picture(product.picture())
    return scene


def moved(picture, *nodes):
    centres = picture.nodes.centres.copy()
    centres[list(nodes)] += 40.0
    fields = (picture.nodes.ids, picture.nodes.kinds, centres, picture.nodes.sizes, picture.nodes.saved)
    return Picture(type(picture.nodes)(*fields), picture.edges, picture.moment)


def test_nodes_glide_to_a_new_arrangement(qtbot, scene, product):
    after = moved(product.picture(), 0, 1, 2)

    scene.set_picture(after)

    assert scene.is_gliding
    assert scene.picture is after
    assert not np.array_equal(scene.batch.picture.nodes.centres, after.nodes.centres)
    qtbot.waitUntil(lambda: not scene.is_gliding)
    assert scene.batch.picture is after


def test_one_that_was_dragged_has_arrived(scene, product):
    scene.set_picture(moved(product.picture(), 0))

    assert not scene.is_gliding


def test_with_little_motion_everything_is_there_at_once(scene, product):
    scene.set_reduce_motion(True)

    scene.set_picture(moved(product.picture(), 0, 1, 2))

    assert not scene.is_gliding
