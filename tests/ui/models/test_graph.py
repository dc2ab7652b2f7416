"""The graph that the canvas draws: what is in it, where it stands, and how it looks at each step."""

import time

import networkx as nx
import numpy as np
import pytest

from ui.models.folding import Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.picture import EdgeKind, Flag, Flow, Life, Mark, NodeKind, Role

PRODUCT = """
x = torch.tensor(2., requires_grad=True)
y = torch.tensor(3.)
z = x * y
z.backward()
del z
"""


class Drawing:
    """A model of a whole recording, asked by the names on its nodes."""

    def __init__(self, recording, mode=Mode.BOTH):
        self.recording = recording
        self.model = GraphModel(recording, mode)
        self.model.update()

    def at(self, step):
        self.step = self.recording.last_step + 1 + step if step < 0 else step
        self.picture = self.model.picture(self.step)
        self.moment = self.picture.moment
        self.titles = list(self.moment.titles)
        return self

    def edge(self, source, target):
        """The row of an edge between two titles."""
        edges = self.picture.edges
        pairs = zip(edges.sources.tolist(), edges.targets.tolist(), strict=True)
        (row,) = (row for row, (a, b) in enumerate(pairs) if (self.titles[a], self.titles[b]) == (source, target))
        return row

    def edges(self, kind):
        edges = self.picture.edges
        pairs = zip(edges.sources.tolist(), edges.targets.tolist(), edges.kinds.tolist(), strict=True)
        return [(self.titles[a], self.titles[b]) for a, b, each in pairs if each == kind]

    def life(self, title):
        return Life(int(self.moment.life[self.titles.index(title)]))


@pytest.fixture
def drawn(recorded):
    return lambda code, mode=Mode.BOTH: Drawing(recorded(code), mode)


# -- what is in it ----------------------------------------------------------------------------------------------------


def test_values_lead_from_tensors_through_an_operation_to_a_tensor(drawn):
    drawing = drawn(PRODUCT).at(-1)

    assert drawing.titles == ["x", "y", "mul", "z"]
    assert drawing.edges(EdgeKind.DATA) == [("x", "mul"), ("y", "mul"), ("mul", "z")]
    assert drawing.picture.nodes.kinds.tolist() == [
        NodeKind.TENSOR,
        NodeKind.TENSOR,
        NodeKind.FUNCTION,
        NodeKind.TENSOR,
    ]


def test_the_chain_leads_from_grad_fn_to_the_leaf_that_it_adds_to(drawn):
    drawing = drawn(PRODUCT, Mode.BACKWARD).at(-1)

    assert sorted(drawing.titles) == ["AccumulateGrad", "MulBackward0", "x"]
    assert drawing.edges(EdgeKind.BACKWARD) == [("MulBackward0", "AccumulateGrad")]
    assert drawing.edges(EdgeKind.WRITES) == [("AccumulateGrad", "x")]


def test_a_gradient_has_no_card_until_something_is_made_from_it(drawn):
    without = drawn("w = torch.ones(2, requires_grad=True)\nw.sum().backward()").at(-1)
    used = drawn("w = torch.ones(2, requires_grad=True)\nw.sum().backward()\nstep = w.grad * 2").at(-1)

    assert "w.grad" not in without.titles
    assert "w.grad" in used.titles
    grad = used.titles.index("w.grad")
    assert used.model.shown_from[grad] > used.recording.born[used.picture.nodes.ids[grad]]


def test_a_write_in_place_goes_back_up_and_closes_no_circle(drawn):
    drawing = drawn("x = torch.ones(2)\nx.add_(1)\ny = x * 2").at(-1)

    assert drawing.edges(EdgeKind.WRITES) == [("add_", "x")]
    assert ("x", "add_") in drawing.edges(EdgeKind.DATA)
    assert nx.is_directed_acyclic_graph(drawing.model.graph)


def test_a_parameter_is_one_leaf_whatever_its_module_did_to_make_it(drawn):
    drawing = drawn(
        "import torch.nn as nn\nlayer = nn.Linear(2, 3)\nt = torch.empty(3)\nw = nn.Parameter(t.fill_(1))"
    ).at(-1)

    assert sorted(drawing.titles) == ["Parameter", "fill_", "layer.bias", "layer.weight", "t", "w"]


def test_a_card_is_as_wide_as_its_name_needs(drawn):
    drawing = drawn(
        "x = torch.ones(2)\na_name_that_tells_what_it_is = x * 2\ny = (a_name_that_tells_what_it_is + x).exp()"
    )
    drawing.model.settle()
    widths = dict(zip(drawing.at(-1).titles, drawing.picture.nodes.sizes[:, 0].tolist(), strict=True))

    assert widths["x"] == 132
    assert widths["a_name_that_tells_what_it_is"] == 232 > widths["mul"]


def test_words_are_of_the_drawing_that_was_asked_for_though_more_has_come_in(lab):
    recording = lab.run("w = torch.ones(2, requires_grad=True)\nfor t in range(9):\n    y = w * t\n")
    model = GraphModel(recording)
    model.update()
    model.settle()
    titles = model.picture(recording.last_step).moment.titles
    chips = int((model.picture(0).nodes.kinds == NodeKind.CHIP).sum())
    lab.run("z = y.exp()")
    model.update()

    assert chips and list(titles)[-chips:] == ["w"] * chips


def test_an_operand_that_goes_in_twice_has_one_edge(drawn):
    assert drawn("x = torch.ones(2)\ny = x * x").at(-1).edges(EdgeKind.DATA) == [("x", "mul"), ("mul", "y")]


def test_an_edge_over_which_no_gradient_returns_is_cut(drawn):
    drawing = drawn("x = torch.ones(2, requires_grad=True)\ny = x.detach()\nz = x * 2").at(-1)

    assert drawing.picture.edges.cut[drawing.edge("x", "detach")]
    assert not drawing.picture.edges.cut[drawing.edge("x", "mul")]


def test_nodes_carry_what_the_layout_needs(drawn):
    drawing = drawn(PRODUCT)
    about = drawing.model.graph.nodes[0]

    assert about == {"kind": "tensor", "label": "x", "leaf": True, "width": 132.0, "height": 42.0}


# -- where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", Mode)
def test_what_stands_stays_when_more_comes(lab, mode):
    recording = lab.run("x = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()")
    model = GraphModel(recording, mode)
    model.update()
    before = model.positions
    picture = model.picture(recording.last_step)

    lab.run("z = (x + y).exp()\nz.sum().backward()")
    assert model.update()

    assert {node: model.positions[node] for node in before} == before
    after = model.picture(recording.last_step)
    count = len(picture.nodes)
    assert np.array_equal(after.nodes.centres[:count], picture.nodes.centres)
    assert np.array_equal(after.nodes.ids[:count], picture.nodes.ids)
    assert len(after.nodes) > count


def test_places_do_not_depend_on_the_step(drawn):
    drawing = drawn(PRODUCT)

    pictures = [drawing.at(step).picture for step in range(drawing.recording.last_step + 1)]

    assert all(picture.nodes is pictures[0].nodes and picture.edges is pictures[0].edges for picture in pictures)


def test_nothing_new_is_nothing_to_draw(drawn):
    assert not drawn(PRODUCT).model.update()


def test_settling_keeps_every_node_and_edge(drawn):
    drawing = drawn(PRODUCT).at(-1)
    before = drawing.picture

    drawing.model.settle()

    after = drawing.at(-1).picture
    assert after.nodes.ids.tolist() == before.nodes.ids.tolist()
    assert after.edges.kinds.tolist() == before.edges.kinds.tolist()
    assert len(after.edges.routes) == len(before.edges.routes)


def test_an_arranged_drawing_comes_back(drawn):
    drawing = drawn(PRODUCT)
    places = {node: (x + 500, y - 20) for node, (x, y) in drawing.model.positions.items()}

    again = GraphModel(drawing.recording, positions=places)
    again.update()

    assert again.positions == places


def test_every_line_runs_from_its_source_to_its_target(drawn):
    drawing = drawn("x = torch.ones(2)\nx.add_(1)\ny = (x * 2).sum()").at(-1)
    nodes, edges = drawing.picture.nodes, drawing.picture.edges

    for source, target, route in zip(edges.sources, edges.targets, edges.routes, strict=True):
        for end, node in ((route[0], source), (route[-1], target)):
            away = np.abs(end - nodes.centres[node]) - nodes.sizes[node] / 2
            assert (away <= 1).all()


# -- a step -----------------------------------------------------------------------------------------------------------


def test_nodes_are_hidden_until_they_are_born_and_ghosts_when_collected(drawn, functions):
    drawing = drawn(PRODUCT)
    recording = drawing.recording
    (mul,) = functions(recording, "mul")
    born, released, collected = (int(each[mul]) for each in (recording.born, recording.released, recording.collected))

    assert drawing.at(born - 1).life("mul") is Life.HIDDEN
    assert drawing.at(born).life("mul") is Life.ALIVE
    assert drawing.at(released).life("mul") is Life.FREED
    assert drawing.at(collected).life("mul") is Life.COLLECTED
    assert drawing.at(collected).life("x") is Life.ALIVE


def test_what_a_tensor_is_to_autograd(drawn):
    drawing = drawn("x = torch.ones(2, requires_grad=True)\ny = torch.ones(2)\nz = x * y").at(-1)
    role = dict(zip(drawing.titles, drawing.moment.roles.tolist(), strict=True))

    assert (role["x"], role["y"], role["z"], role["mul"]) == (Role.LEAF, Role.DATA, Role.COMPUTED, Role.NONE)


def test_flags_are_those_of_the_step(drawn):
    drawing = drawn("x = torch.ones(4, requires_grad=True)\nv = x[:2]\nv.sum().backward()\nw = torch.ones(1) + 1")
    call = drawing.recording.calls[0]

    def flags(step, title):
        return Flag(int(drawing.at(step).moment.flags[drawing.titles.index(title)]))

    assert flags(call.step, "x") == Flag.REQUIRES_GRAD
    assert flags(call.end_step, "x") == Flag.REQUIRES_GRAD | Flag.HAS_GRAD
    assert flags(-1, "v") == Flag.REQUIRES_GRAD | Flag.VIEW
    assert flags(-1, "add") == Flag.UNTRACKED
    assert flags(-1, "sum") == Flag.NONE


def test_a_card_shows_the_shape_and_a_scalar_its_value_at_that_step(drawn):
    drawing = drawn("x = torch.ones(32, 128)\ns = torch.tensor(2.)\ns.mul_(5)")

    assert list(drawing.at(-1).moment.subtitles) == ["(32, 128) f32", "10.0 f32", ""]
    assert drawing.at(int(drawing.recording.born[1])).moment.subtitles[1] == "2.0 f32"


def test_gradients_flow_against_the_values_and_stay_green_until_something_is_built(drawn):
    drawing = drawn("x = torch.tensor(2., requires_grad=True)\nz = (x * 3).exp()\nz.backward()\ny = x + 1")
    (call,) = drawing.recording.calls
    steps = drawing.at(call.end_step)

    def flow(step, *ends):
        drawing.at(step)
        return Flow(int(drawing.moment.flows[drawing.edge(*ends)]))

    assert flow(call.step, "exp", "z") is Flow.NONE
    assert flow(call.step + 1, "exp", "z") is Flow.FLOWING
    assert flow(call.step + 1, "x", "mul") is Flow.NONE
    assert all(flow(call.end_step, *ends) is Flow.PASSED for ends in steps.edges(EdgeKind.DATA)[:4])
    assert flow(-1, "exp", "z") is Flow.NONE


def test_a_flowing_gradient_tells_its_shape_where_it_arrives(drawn, functions):
    drawing = drawn(
        "x = torch.ones(4, 3, requires_grad=True)\ny = torch.ones(3, requires_grad=True)\n(x * y).sum().backward()"
    )
    (call,) = drawing.recording.calls
    told = {}
    for step in range(call.step, call.end_step):
        drawing.at(step)
        edges = drawing.picture.edges
        for edge, shape in drawing.moment.flow_labels.items():
            told[drawing.titles[edges.sources[edge]], drawing.titles[edges.targets[edge]]] = shape

    assert told == {
        ("sum", "(x * y).sum()"): "()",
        ("mul", "x * y"): "(4, 3)",
        ("x", "mul"): "(4, 3)",
        ("y", "mul"): "(3,)",
    }


def test_the_values_alone_show_no_gradient(drawn):
    drawing = drawn(PRODUCT, Mode.FORWARD)

    assert not any(drawing.at(step).moment.flows.any() for step in range(drawing.recording.last_step + 1))


def test_the_node_at_work_is_marked_and_the_one_that_failed(drawn):
    drawing = drawn("x = torch.tensor(3., requires_grad=True)\nz = x * x\nz.backward()\nz.backward()")
    good, bad = drawing.recording.calls

    def marked(step, mark):
        drawing.at(step)
        return [drawing.titles[row] for row in np.flatnonzero(drawing.moment.marks == mark)]

    assert marked(good.step, Mark.RUNNING) == ["mul"]
    assert marked(good.end_step - 1, Mark.RUNNING) == ["x"]
    assert marked(good.end_step, Mark.RUNNING) == []
    assert marked(bad.end_step, Mark.ERROR) == ["mul"]


def test_large_cards_hold_the_five_facts(drawn):
    drawing = drawn("x = torch.ones(2, 3, requires_grad=True)\n(x * 2).sum().backward()").at(-1)

    facts = drawing.moment.facts(drawing.titles.index("x"))

    assert [name for name, _ in facts.lines] == ["data", "requires_grad", "grad", "grad_fn", "is_leaf"]
    assert dict(facts.lines)["requires_grad"] == "True"
    assert facts.data.tolist() == [[1.0] * 3] * 2
    assert facts.grad.tolist() == [[2.0] * 3] * 2
    assert drawing.at(0).moment.facts(0).grad is None


def test_the_facts_of_a_card_are_short_enough_to_be_read_on_it(drawn):
    drawing = drawn(
        "x = torch.tensor([[0.12345, -3.25, 8.], [1., 2., 3.]])\n"
        "few = torch.tensor([1.5, -2.])\n"
        "same = torch.zeros(5)\n"
        "bad = torch.tensor([1., float('nan'), float('inf')])"
    ).at(-1)

    def data(name):
        return dict(drawing.moment.facts(drawing.titles.index(name)).lines)["data"]

    assert [data("x"), data("few"), data("same"), data("bad")] == ["−3.2…8", "1.5, −2.0", "0", "NaN×2"]


def test_scrubbing_five_hundred_nodes_takes_a_moment(lab):
    recording = lab.run(
        "x = torch.ones(2, requires_grad=True)\ny = x\nfor _ in range(250):\n    y = y * 1.01\ny.sum().backward()"
    )
    model = GraphModel(recording)
    model.wish(Wishes(fold=False))
    model.update()
    picture = model.picture(recording.last_step)
    assert len(picture.nodes) >= 500

    began = time.thread_time()
    for step in range(0, recording.last_step, recording.last_step // 20):
        moment = model.moment(step)
        list(moment.titles), list(moment.subtitles)
    seconds = (time.thread_time() - began) / 20

    assert seconds < 0.05, "of this thread's own time"
