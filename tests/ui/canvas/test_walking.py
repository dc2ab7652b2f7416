"""Where the keys lead in a picture."""

from __future__ import annotations

from ui.canvas import walking
from ui.models.picture import Life

NOWHERE = -1


def at(picture, title):
    return picture.moment.titles.index(title)


def test_down_follows_the_edge_and_up_comes_back(product):
    picture = product.picture()
    x, function, z = at(picture, "x"), at(picture, "MulBackward0"), at(picture, "z")

    assert walking.along(picture, x, downwards=True) == function
    assert walking.along(picture, function, downwards=True) == z
    assert walking.along(picture, z, downwards=False) == function


def test_where_no_edge_leads_on_one_stays(product):
    picture = product.picture()
    x, z = at(picture, "x"), at(picture, "z")

    assert walking.along(picture, x, downwards=False) == x
    assert walking.along(picture, z, downwards=True) == z
    assert walking.beside(picture, z, to_right=True) == z


def test_sideways_goes_to_the_next_in_the_same_row(product):
    picture = product.picture()
    x, y = at(picture, "x"), at(picture, "y")

    assert walking.beside(picture, x, to_right=True) == y
    assert walking.beside(picture, y, to_right=False) == x


def test_topological_order_holds_every_node_after_its_operands(backward_half_done):
    picture = backward_half_done.picture()

    order = walking.topological(picture)

    assert sorted(order) == list(range(len(picture.nodes)))
    edges = zip(picture.edges.sources.tolist(), picture.edges.targets.tolist(), strict=True)
    assert all(order.index(u) < order.index(v) for u, v in edges)


def test_the_order_begins_at_either_end_and_ends_nowhere(product):
    picture = product.picture()
    order = walking.topological(picture)

    assert walking.following(picture, NOWHERE, 1) == order[0]
    assert walking.following(picture, NOWHERE, -1) == order[-1]
    assert walking.following(picture, order[0], 1) == order[1]
    assert walking.following(picture, order[-1], 1) == NOWHERE


def test_hidden_nodes_are_passed_over(product):
    picture = product.picture()
    function = at(picture, "MulBackward0")
    picture.moment.life[function] = Life.HIDDEN

    assert function not in walking.topological(picture)
    assert walking.along(picture, at(picture, "x"), downwards=True) == at(picture, "x")
