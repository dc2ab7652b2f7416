"""A picture: the parts that stay and the moment that changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ui.models.picture import CARD, PILL, EdgeKind, Edges, Flow, Life, Moment, NodeKind, Nodes, Picture, size_of


@pytest.fixture
def pair():
    """x → exp → y, one under the other."""
    sizes = np.array([CARD, PILL, CARD])
    nodes = Nodes(
        ids=np.array([7, 8, 9]),
        kinds=np.array([NodeKind.TENSOR, NodeKind.FUNCTION, NodeKind.TENSOR], np.uint8),
        centres=np.array([(0.0, 0.0), (0.0, 67.0), (0.0, 134.0)]),
        sizes=sizes,
        saved=np.zeros(3, np.uint8),
    )
    edges = Edges(
        sources=np.array([0, 1]),
        targets=np.array([1, 2]),
        kinds=np.full(2, EdgeKind.DATA, np.uint8),
        routes=[np.array([(0, 21), (0, 53)]), np.array([(0, 81), (0, 113)])],
    )
    return Picture(nodes, edges, Moment.plain(("x", "exp", "y"), ("()", "", "()"), edges=2))


def test_a_plain_moment_shows_everything_alive(pair):
    assert pair.visible.all()
    assert pair.visible_edges.all()
    assert not pair.touched_by_gradient.any()


def test_an_edge_is_seen_only_between_two_nodes_that_are_seen(pair):
    pair.moment.life[2] = Life.HIDDEN

    assert pair.visible_edges.tolist() == [True, False]


def test_the_bounds_are_those_of_what_is_seen(pair):
    life = pair.moment.life.copy()
    life[2] = Life.HIDDEN

    assert pair.bounds() == (-66, -21, 66, 155)
    assert pair.at(replace(pair.moment, life=life)).bounds() == (-66, -21, 66, 81)
    assert Picture.empty().bounds() == (0, 0, 0, 0)


def test_a_gradient_touches_both_ends_of_its_edge(pair):
    pair.moment.flows[1] = Flow.FLOWING

    assert pair.touched_by_gradient.tolist() == [False, True, True]


def test_another_moment_keeps_the_geometry(pair):
    later = pair.at(Moment.plain(("x", "exp", "z"), ("()", "", "()"), edges=2))

    assert later.nodes is pair.nodes
    assert later.edges is pair.edges
    assert later.moment.titles[2] == "z"


def test_a_moment_of_another_graph_is_refused(pair):
    with pytest.raises(AssertionError, match="every node"):
        pair.at(Moment.plain(("x",), ("()",), edges=2))


@pytest.mark.parametrize(
    ("kind", "title", "saved", "expected"),
    [
        (NodeKind.TENSOR, "weight", 0, CARD),
        (NodeKind.TENSOR, "encoder.layer.weight", 0, (202, 42)),
        (NodeKind.FUNCTION, "mul", 0, PILL),
        (NodeKind.FUNCTION, "MulBackward0", 2, (138, 28)),
        (NodeKind.ACCUMULATE, "AccumulateGrad", 0, (136, 28)),
    ],
)
def test_a_node_is_as_wide_as_what_it_holds(kind, title, saved, expected):
    assert size_of(kind, title, saved) == expected
