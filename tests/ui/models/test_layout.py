"""The layout as properties that hold for every graph."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.models.layout import append, routed, routes
from ui.models.layout.chips import MOST_LINES
from ui.models.layout.compound import framed
from ui.models.layout.order import order
from ui.models.layout.places import Lists, crossings, inversions
from ui.models.layout.plan import planned
from ui.models.layout.rows import Rows
from ui.models.layout.shaking import shaken
from ui.models.layout.sifting import sifted
from ui.models.layout.wiring import Wiring, size
from ui.models.picture import CHIP

GAP = 24


def graph_of(*operations, leaves=()):
    """A graph from operations written as (name, operands, result)."""
    graph = nx.DiGraph()
    for leaf in leaves:
        graph.add_node(leaf, kind="tensor", leaf=True)
    for i, (name, operands, result) in enumerate(operations):
        function = f"{name}{i}"
        for operand in operands:
            if operand not in graph:
                graph.add_node(operand, kind="tensor", leaf=True)
        graph.add_node(function, kind="function")
        graph.add_node(result, kind="tensor")
        graph.add_edges_from((operand, function) for operand in operands)
        graph.add_edge(function, result)
    return graph


@st.composite
def programs(draw, most=14):
    """The graph of a random straight-line program, in the order in which it would be built."""
    names = [f"x{i}" for i in range(draw(st.integers(1, 4)))]
    operations = []
    for i in range(draw(st.integers(0, most))):
        operands = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        if draw(st.booleans()):
            operands.append(f"w{i}")
        operations.append(("op", operands, f"y{i}"))
        names.append(f"y{i}")
    return graph_of(*operations, leaves=names[: len(names) - len(operations)])


def boxes(graph, positions):
    for node, (x, y) in positions.items():
        width, height = size(graph, node)
        yield node, x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlapping(graph, positions, gap=0.0):
    placed = list(boxes(graph, positions))
    return [
        (a[0], b[0])
        for i, a in enumerate(placed)
        for b in placed[:i]
        if a[1] < b[3] + gap and b[1] < a[3] + gap and a[2] < b[4] and b[2] < a[4]
    ]


def crossed_nodes(graph, positions, led):
    """Nodes that an upright piece of a foreign edge passes."""
    return [
        (edge, node)
        for edge, way in led.items()
        for (x0, y0), (x1, y1) in pairwise(way)
        if x0 == x1
        for node, left, top, right, bottom in boxes(graph, positions)
        if node not in edge and left < x0 < right and min(y0, y1) < bottom - 1 and max(y0, y1) > top + 1
    ]


@given(programs())
@settings(max_examples=60, deadline=None)
def test_every_edge_points_downwards(graph):
    _, led = routed(graph)

    assert all(way[0][1] < way[-1][1] for way in led.values())


@given(programs())
@settings(max_examples=60, deadline=None)
def test_no_two_nodes_come_nearer_than_the_gap(graph):
    positions, _ = routed(graph)

    assert positions.keys() == set(graph)
    assert not overlapping(graph, positions, gap=GAP - 1)  # whole pixels may take one


@given(programs())
@settings(max_examples=60, deadline=None)
def test_an_edge_leads_from_border_to_border_and_past_every_other_node(graph):
    positions, led = routed(graph)

    assert led.keys() == set(graph.edges)
    for (u, v), way in led.items():
        if graph.pred[u] or len(graph.succ[u]) <= MOST_LINES:  # else it may begin at a chip
            assert way[0] == pytest.approx((positions[u][0], positions[u][1] + size(graph, u)[1] / 2))
        assert way[-1][1] == pytest.approx(positions[v][1] - size(graph, v)[1] / 2)
        assert abs(way[-1][0] - positions[v][0]) <= size(graph, v)[0] / 2
    assert not crossed_nodes(graph, positions, led)


@given(programs(), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_growing_moves_no_old_node_and_covers_none(graph, at_once):
    names = list(graph)
    positions = {}
    for first in range(0, len(names), at_once):
        grown = graph.subgraph(names[: first + at_once])
        before = dict(positions)
        positions = append(grown, positions, names[first : first + at_once])

        assert all(positions[node] == place for node, place in before.items())
        assert positions.keys() == set(grown)
        assert not overlapping(grown, positions)
        assert all(positions[u][1] < positions[v][1] for u, v in grown.edges)
    assert not crossed_nodes(graph, positions, routes(graph, positions))


def test_a_tensor_that_nobody_uses_yet_waits_in_the_first_row():
    graph = graph_of(("mul", ["x", "y"], "z"))
    positions, _ = routed(graph)
    graph.add_node("late", kind="tensor", leaf=True)

    grown = append(graph, positions, ["late"])

    assert grown["late"][1] == positions["x"][1]
    assert grown["late"][0] > max(positions["x"][0], positions["y"][0])


def test_a_new_leaf_stands_beside_the_operand_it_meets():
    graph = graph_of(("mul", ["x", "y"], "z"), ("exp", ["z"], "e"))
    positions, _ = routed(graph)
    graph.add_node("w", kind="tensor", leaf=True)
    graph.add_node("add", kind="function")
    graph.add_edges_from([("e", "add"), ("w", "add")])

    grown = append(graph, positions, ["w", "add"])

    assert grown["w"][1] == positions["e"][1]
    assert grown["add"][1] > positions["e"][1]


def test_a_leaf_stands_just_above_its_first_use():
    graph = graph_of(("exp", ["x"], "a"), ("exp", ["a"], "b"), ("mul", ["b", "w"], "c"), leaves=["x", "w"])

    positions, _ = routed(graph)

    assert positions["w"][1] == positions["b"][1]


def test_what_is_made_of_leaves_alone_stands_beside_what_it_meets():
    graph = graph_of(("t", ["w"], "wt"), ("exp", ["x"], "a"), ("exp", ["a"], "b"), ("mm", ["b", "wt"], "c"))

    positions, _ = routed(graph)

    assert positions["wt"][1] == positions["b"][1]


def test_a_dead_end_stays_just_below_what_made_it():
    graph = graph_of(("exp", ["x"], "a"), ("sum", ["a"], "unused"), ("exp", ["a"], "b"), ("exp", ["b"], "c"))

    positions, _ = routed(graph)

    assert positions["unused"][1] == positions["b"][1]


def test_a_chain_stands_upright_though_leaves_join_it():
    graph = graph_of(*((f"op{i}", [f"h{i}", f"w{i}", f"b{i}"], f"h{i + 1}") for i in range(6)))

    positions, _ = routed(graph)

    assert len({positions[f"h{i}"][0] for i in range(1, 7)}) == 1


def test_a_tree_is_drawn_without_crossings():
    def tree(depth):
        if not depth:
            leaf = f"x{len(operations)}_{len(leaves)}"
            leaves.append(leaf)
            return leaf
        operands = [tree(depth - 1), tree(depth - 1)]
        operations.append(("add", operands, f"y{len(operations)}"))
        return operations[-1][2]

    operations, leaves = [], []
    tree(5)
    wiring = Wiring.of(graph := graph_of(*operations), graph)
    rows = Rows.of(wiring)

    assert crossings(rows, order(rows)) == 0


def test_crossings_are_counted_as_by_hand():
    # Two operands, each used by both of two functions: one crossing whatever the order.
    graph = nx.DiGraph([("a", "f"), ("a", "g"), ("b", "f"), ("b", "g")])
    rows = Rows.of(Wiring.of(graph, graph))

    assert crossings(rows, order(rows)) == 1


@given(st.lists(st.integers(0, 9)))
def test_inversions_are_pairs_in_the_wrong_order(values):
    by_hand = sum(a > b for i, b in enumerate(values) for a in values[:i])

    assert inversions(np.array(values, np.int64)) == by_hand


def recurrent(steps):
    """A weight and a bias used at every step."""
    return graph_of(*(("mm", [f"h{i}", "w"], f"h{i + 1}") for i in range(steps)))


def test_the_edges_of_a_node_leave_as_one_trunk():
    # x is used at once and again three steps further down: both edges pass the rows between at the same place.
    edges = [("x", "a"), ("a", "b"), ("b", "c"), ("c", "d"), ("x", "c"), ("x", "d")]
    _, routes = routed(nx.DiGraph(edges))

    short, long = routes["x", "c"], routes["x", "d"]
    assert len(short) > 2
    assert long[1] == short[1]
    assert long[2][0] == short[2][0]


def neurons(layers, width):
    """A net of scalars: every neuron of a layer adds up the weighted outputs of the layer before it."""
    operations, outputs = [], [f"x{i}" for i in range(width)]
    for layer in range(layers):
        sums = [f"b{layer}.{i}" for i in range(width)]
        for i in range(width):
            for j, output in enumerate(outputs):
                name = f"{layer}.{i}.{j}"
                operations.append(("mul", [output, f"w{name}"], f"m{name}"))
                operations.append(("add", [sums[i], f"m{name}"], f"s{name}"))
                sums[i] = f"s{name}"
        outputs = sums
    return graph_of(*operations)


def test_shaking_saves_crossings_where_no_point_by_itself_would():
    graph = neurons(3, 5)
    rows = Rows.of(Wiring.of(graph, list(graph)))
    lists = Lists.of(rows)
    by_age = np.empty(len(rows), np.int64)
    for points in lists.points:
        by_age[points] = np.arange(len(points))
    at_rest = sifted(rows, lists, by_age)

    assert crossings(rows, shaken(rows, lists, at_rest)) < crossings(rows, at_rest)


def test_a_chain_runs_straight_through_a_frame_whatever_else_is_in_it():
    # 0 → 1 → 2 → 3, where 1 and 2 are in a frame with a row of others beside them.
    sizes = np.full((8, 2), (100.0, 40.0))
    edges = np.array([(0, 1), (1, 2), (2, 3), (4, 1), (5, 1), (6, 1), (7, 1)])
    frame = np.array([-1, 0, 0, -1, 0, 0, 0, 0])

    drawing = framed(sizes, edges, frame, [-1])

    assert len(set(drawing.centres[[1, 2, 3], 0].tolist())) == 1


def test_a_leaf_used_many_times_has_a_chip_at_each_further_use():
    graph = recurrent(steps=6)
    wiring = Wiring.of(graph, graph)

    plan = planned(wiring)

    names = list(graph)
    assert {names[owner] for owner in plan.chip_owners} == {"w"}
    assert len(plan.chip_edges) == 5
    for chip, edge in zip(plan.chip_centres, plan.chip_edges, strict=True):
        assert plan.ways[edge][0] == pytest.approx((chip[0], chip[1] + CHIP[1] / 2))


def test_a_leaf_used_a_few_times_has_none():
    graph = recurrent(steps=MOST_LINES)

    assert not len(planned(Wiring.of(graph, graph)).chip_edges)


@given(programs(most=30))
@settings(max_examples=30, deadline=None)
def test_chips_keep_the_gap_to_nodes_and_to_each_other(graph):
    wiring = Wiring.of(graph, graph)
    plan = planned(wiring)
    whole = graph.copy()
    places = dict(zip(graph, plan.centres.tolist(), strict=True))
    for i, centre in enumerate(plan.chip_centres.tolist()):
        whole.add_node(("chip", i), width=CHIP[0], height=CHIP[1])
        places["chip", i] = centre

    assert not overlapping(whole, places, gap=GAP - 1)


def test_a_deep_graph_is_cut_into_strips_that_fill_a_screen():
    graph = graph_of(*(("op", [f"h{i}", f"w{i}"], f"h{i + 1}") for i in range(150)))

    positions, led = routed(graph)

    x, y = np.array(list(positions.values())).T
    assert 0.7 < np.ptp(x) / np.ptp(y) < 2.5
    assert not overlapping(graph, positions, gap=GAP - 1)
    assert not crossed_nodes(graph, positions, led)


def test_an_edge_to_the_next_strip_goes_up_between_the_two():
    graph = graph_of(*(("op", [f"h{i}"], f"h{i + 1}") for i in range(150)))

    positions, led = routed(graph)

    over = [(edge, way) for edge, way in led.items() if way[-1][1] < way[0][1]]
    assert over
    for (u, v), way in over:
        lane = way[2][0]
        assert way[2][0] == way[3][0]
        assert positions[u][0] + 66 < lane < positions[v][0] - 66


def test_unconnected_graphs_stand_side_by_side():
    graph = graph_of(("exp", ["x"], "a"), ("exp", ["y"], "b"))

    positions, _ = routed(graph)

    assert positions["x"][1] == positions["y"][1]
    assert positions["y"][0] - positions["x"][0] >= 132 + GAP


def test_many_single_tensors_fill_lines_instead_of_one_endless_row():
    graph = nx.DiGraph()
    graph.add_nodes_from(range(100), kind="tensor")

    positions, _ = routed(graph)

    width = max(x for x, _ in positions.values())
    height = max(y for _, y in positions.values())
    assert width < 3 * height


def test_a_cycle_is_refused():
    with pytest.raises(nx.NetworkXUnfeasible, match="cycle"):
        routed(nx.DiGraph([("a", "b"), ("b", "a")]))


def test_an_empty_graph_has_an_empty_drawing():
    assert routed(nx.DiGraph()) == ({}, {})
    assert append(nx.DiGraph(), {}, []) == {}


def test_the_answer_does_not_depend_on_how_names_are_hashed():
    program = (
        "import networkx as nx, random\n"
        "from ui.models.layout import routed, append\n"
        "r = random.Random(1)\n"
        "g = nx.DiGraph()\n"
        "g.add_nodes_from(f'n{i}' for i in range(60))\n"
        "g.add_edges_from((f'n{r.randrange(i)}', f'n{i}') for i in range(1, 60) for _ in range(2))\n"
        "half = list(g)[:30]\n"
        "print(routed(g), append(g, routed(g.subgraph(half).copy())[0] and {n: (200.0 * i, 0.0) "
        "for i, n in enumerate(half)}, list(g)[30:]))\n"
    )

    def answer(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert answer("1") == answer("2")


def test_low_parts_are_piled_up_beside_a_tall_one():
    graph = nx.DiGraph()
    nx.add_path(graph, [("tall", i) for i in range(12)])
    for part in range(3):
        nx.add_path(graph, [("low", part, i) for i in range(3)])

    positions, _ = routed(graph)

    lows = [positions["low", part, 0] for part in range(3)]
    assert len({x for x, _ in lows}) == 1
    assert lows == sorted(lows, key=lambda place: place[1])
    assert max(y for _, y in positions.values()) == positions["tall", 11][1]
