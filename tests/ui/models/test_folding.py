"""What is drawn of a large graph, and that every value still finds its way."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from ui.models import folding
from ui.models.arrangement import LOOP_HEAD
from ui.models.folding import Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.picture import LETTER, Life, NodeKind, pill

LOOP = """
w = torch.ones(2, requires_grad=True)
h = torch.ones(2)
for t in range(6):
    h = (h * w).exp()
loss = h.sum()
loss.backward()
"""
NET = """
import torch.nn as nn
class Block(nn.Module):
    def forward(self, x):
        return (x * 2).exp() + x
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Block(), Block()
    def forward(self, x):
        return self.second(self.first(x)).sum()
y = Net()(torch.ones(2, requires_grad=True))
"""


@pytest.fixture
def few(monkeypatch):
    """Already a few nodes are a large graph."""
    monkeypatch.setattr(folding, "MOST_UNFOLDED", 8)
    monkeypatch.setattr(folding, "MOST_UNROLLED", 8)


def settled(recording, mode=Mode.BOTH, **wishes):
    model = GraphModel(recording, mode)
    model.wish(Wishes(**wishes))
    model.settle()
    return model, model.picture(recording.last_step)


def titles(picture):
    return [
        title for title, kind in zip(picture.moment.titles, picture.nodes.kinds, strict=True) if kind != NodeKind.CHIP
    ]


def digraph(picture):
    down = picture.edges.kinds == 0
    pairs = zip(picture.edges.sources[down].tolist(), picture.edges.targets[down].tolist(), strict=True)
    return nx.DiGraph(list(pairs))


def test_a_small_graph_is_drawn_as_it_is(recorded):
    model, picture = settled(recorded(LOOP))

    assert not model.is_folded
    assert model.count == len(titles(picture))


def test_of_a_folded_loop_one_iteration_is_drawn_and_cards_stand_for_the_others(recorded, few):
    model, picture = settled(recorded(LOOP), compact=False)

    (frame,) = picture.frames
    assert (frame.shown, frame.count, frame.title) == (5, 6, "for t in range(6)")
    assert "× 5" in titles(picture)
    assert titles(picture).count("mul") == titles(picture).count("exp") == 1
    assert model.is_folded


def test_the_slider_chooses_the_iteration(recorded, few):
    recording = recorded(LOOP)
    model, picture = settled(recording, compact=False)
    key = model.key_of(picture.frames[0].id)

    _, first = settled(recording, compact=False, shown={key: 0})
    _, third = settled(recording, compact=False, shown={key: 2})

    assert [title for title in titles(first) if "×" in title] == ["× 5"]
    assert [title for title in titles(third) if "×" in title] == ["× 2", "× 3"]
    assert list(third.moment.subtitles)[titles(third).index("× 3")] == "4 … 6"


def test_what_is_folded_still_lies_between_operand_and_result(recorded, few):
    _, picture = settled(recorded(LOOP), compact=False)
    graph, names = digraph(picture), titles(picture)

    assert nx.is_directed_acyclic_graph(graph)
    assert nx.has_path(graph, names.index("× 5"), names.index("loss"))


def test_everything_is_drawn_when_that_is_wished(recorded, few):
    model, _ = settled(recorded(LOOP), fold=False)

    assert not model.is_folded


def test_a_card_lives_as_long_as_one_of_its_nodes(recorded, few):
    recording = recorded(LOOP)
    model, picture = settled(recording, compact=False)
    card = titles(picture).index("× 5")

    assert Life(int(picture.moment.life[card])) is not Life.HIDDEN
    assert Life(int(model.moment(0).life[card])) is Life.HIDDEN


def test_modules_are_frames_that_open_and_close(recorded):
    recording = recorded(NET)
    model, picture = settled(recording)
    frames = {frame.title: frame for frame in picture.frames}
    assert set(frames) == {"Net", "first", "second"}

    closed, after = settled(recording, is_open={model.key_of(frames["first"].id): False})

    assert {frame.title for frame in after.frames} == {"Net", "second"}
    assert "first" in titles(after)
    card = int(after.nodes.ids[titles(after).index("first")])
    assert closed.key_of(card) == model.key_of(frames["first"].id)


def test_the_frame_of_a_loop_is_wide_enough_for_its_line_and_its_slider(recorded, few):
    _, picture = settled(recorded("x = torch.ones(2)\nfor count in range(6):\n    x = (x * 2).exp()"))

    (frame,) = picture.frames
    left, _, right, _ = frame.box
    assert right - left == LOOP_HEAD
    inside = (picture.nodes.centres[:, 0] > left) & (picture.nodes.centres[:, 0] < right)
    assert inside.any()
    assert np.allclose(
        picture.nodes.centres[inside & (picture.nodes.centres[:, 1] > frame.box[1]), 0], (left + right) / 2
    )


def test_a_frame_holds_its_nodes_and_no_others(recorded):
    _, picture = settled(recorded(NET))
    x, y = picture.nodes.centres.T
    for frame in picture.frames:
        left, top, right, bottom = frame.box
        inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        assert inside.any()
        half = picture.nodes.sizes / 2
        away = (x + half[:, 0] < left) | (x - half[:, 0] > right) | (y + half[:, 1] < top) | (y - half[:, 1] > bottom)
        assert (inside | away).all()


def inside(picture, frame):
    left, top, right, bottom = frame.box
    x, y = picture.nodes.centres.T
    held = (left < x) & (x < right) & (top < y) & (y < bottom)
    return [title for title, is_held in zip(picture.moment.titles, held, strict=True) if is_held]


def test_a_module_holds_its_parameters_and_what_the_optimizer_does_to_them(recorded):
    recording = recorded("""
        import torch.nn as nn
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(2, 1)
            def forward(self, x):
                return self.fc(x).exp()
        net = Net()
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        net(torch.ones(3, 2)).sum().backward()
        optimizer.step()
    """)
    _, picture = settled(recording)
    (layer,) = (frame for frame in picture.frames if frame.title == "fc")

    assert {"net.fc.weight", "net.fc.bias", "add_"} <= set(inside(picture, layer))

    model, _ = settled(recording, is_open={})
    (key,) = (model.key_of(frame.id) for frame in picture.frames if frame.title == "fc")
    _, closed = settled(recording, is_open={key: False})

    assert not {"net.fc.weight", "net.fc.bias", "add_"} & set(titles(closed))


def test_what_repeats_within_a_line_is_called_by_that_line(recorded, few):
    _, picture = settled(
        recorded("""
        weights = [torch.ones(2, requires_grad=True) for _ in range(4)]
        optimizer = torch.optim.SGD(weights, lr=0.1)
        for t in range(5):
            sum((w * w).sum() for w in weights).backward()
            optimizer.step()
    """)
    )

    titles_of_loops = [frame.title for frame in picture.frames if frame.count]
    assert titles_of_loops[0] == "for t in range(5)"
    assert "optimizer.step()" in titles_of_loops[1:]
    assert "for t in range(5)" not in titles_of_loops[1:]


def test_each_of_many_results_goes_with_what_uses_it(recorded, few):
    _, picture = settled(recorded("w = torch.ones(2)\nfor x in torch.ones(20, 2):\n    y = x * w\n"))

    assert titles(picture).count("x") == 1
    assert "x" in inside(picture, picture.frames[0])


def test_unnamed_tensors_go_into_their_operations_in_a_compact_graph(recorded):
    recording = recorded("x = torch.ones(2, 3, requires_grad=True)\ny = (x.t() * 2).sum()")

    _, picture = settled(recording, compact=True)

    assert titles(picture) == ["x", "t → mul", "sum", "y"] or titles(picture) == ["x", "t … sum × 3", "y"]


def test_a_pill_is_as_wide_as_the_names_of_all_that_it_stands_for(recorded):
    recording = recorded("x = torch.ones(2, 3)\ny = x.exp().tanh()\nz = (y * 2).exp().sum()")

    _, picture = settled(recording, compact=True)

    widths = dict(zip(titles(picture), picture.nodes.sizes[:, 0].tolist(), strict=False))
    assert widths["exp → tanh"] == pill(LETTER * len("exp → tanh"))[0]
    assert widths["mul … sum × 3"] == pill(LETTER * len("mul … sum × 3"))[0]


def test_a_folded_tensor_leaves_its_shape_on_the_edge(recorded):
    recording = recorded("x = torch.ones(2, 3, requires_grad=True)\na = torch.ones(3)\ny = (x * 2 + a * 3)")

    _, picture = settled(recording, compact=True)

    assert "(2, 3) f32" in dict(picture.edges.labels).values()


@pytest.mark.parametrize("mode", Mode)
def test_folding_never_closes_a_circle(recorded, few, mode):
    _, picture = settled(recorded(LOOP + NET), mode)
    up = picture.edges.kinds != 0
    sources = np.where(up, picture.edges.targets, picture.edges.sources)
    targets = np.where(up, picture.edges.sources, picture.edges.targets)
    read = picture.edges.kinds != 2

    pairs = zip(sources[read].tolist(), targets[read].tolist(), strict=True)
    assert nx.is_directed_acyclic_graph(nx.DiGraph(list(pairs)))


def test_gradients_flow_into_cards_too(recorded, few):
    recording = recorded(LOOP)
    model, picture = settled(recording, compact=False)
    card = titles(picture).index("× 5")
    touching = (picture.edges.sources == card) | (picture.edges.targets == card)

    assert picture.moment.flows[touching].any()
    assert model.row_of(recording.names_at(recording.last_step)["loss"]) == titles(picture).index("loss")


def test_more_of_a_folded_graph_waits_to_be_arranged(lab, few):
    recording = lab.run(LOOP)
    model, _ = settled(recording)
    lab.run("again = (loss * 2).exp()")

    model.update()
    assert model.is_outgrown

    model.settle()
    assert not model.is_outgrown
    assert "again" in titles(model.picture(recording.last_step))


def test_a_loop_of_a_middling_graph_shows_one_iteration(recorded) -> None:
    model, picture = settled(recorded("x = torch.ones(2)\nfor _ in range(40):\n    x = x * 2"))

    (frame,) = picture.frames
    assert (model.is_folded, frame.shown, frame.count) == (True, 39, 40)


def test_a_middling_graph_without_loops_is_drawn_as_it_is(recorded) -> None:
    model, _ = settled(recorded("x = torch.ones(2)\n" + "x = x * 2\n" * 40))

    assert (model.count, model.is_folded) == (81, False)
