"""A folded graph grows while code runs, and what stands stays where it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ui.models import folding
from ui.models.arrangement import arrange
from ui.models.folding import Wishes
from ui.models.graph import GraphModel
from ui.models.picture import NodeKind

TRAINING = """
import torch.nn as nn
w = torch.ones(2, requires_grad=True)
for t in range(12):
    h = (w * 2).exp()
    loss = (h - 1).pow(2).sum()
    loss.backward()
last = loss * 2
"""
MODULES = """
import torch.nn as nn
class Block(nn.Module):
    def forward(self, x):
        return (x * 2).exp() + x
block = Block()
x = torch.ones(2, requires_grad=True)
for t in range(5):
    x = block(x).tanh() * torch.ones(2)
y = x.sum()
"""


@pytest.fixture
def few(monkeypatch):
    """Already a few nodes are a large graph."""
    monkeypatch.setattr(folding, "MOST_UNFOLDED", 16)
    monkeypatch.setattr(folding, "MOST_UNROLLED", 16)


def followed(recording, wishes=None):
    """The pictures that are seen one after the other while a recording comes in, from the first folded one on."""
    model = GraphModel(recording)
    model.wish(wishes or Wishes())
    seen = []
    while model.is_behind or model.is_outgrown:
        model.update(lambda: True)
        if model.is_outgrown:
            model.adopt(arrange(model.order(stays=True)))
        if model.is_folded:
            seen.append(model.picture(recording.last_step))
    return model, seen


def places(picture):
    drawn = picture.nodes.kinds != NodeKind.CHIP
    return dict(zip(picture.nodes.ids[drawn].tolist(), map(tuple, picture.nodes.centres[drawn].tolist()), strict=True))


def place(picture, title):
    return tuple(picture.nodes.centres[list(picture.moment.titles).index(title)].tolist())


def overlaps(picture):
    centres, sizes = picture.nodes.centres, picture.nodes.sizes
    away = np.abs(centres[:, None] - centres[None]) - (sizes[:, None] + sizes[None]) / 2
    found = (away < 0).all(axis=2)
    np.fill_diagonal(found, False)
    return int(found.sum()) // 2


@pytest.mark.parametrize("program", [TRAINING, MODULES], ids=["training", "modules"])
def test_no_node_moves_while_a_loop_goes_on(lab, few, program):
    _, seen = followed(lab.run(program))

    assert len(seen) > 4
    for before, after in pairwise(seen):
        old, new = places(before), places(after)
        # Cards are called by their number, which tells nothing from one picture to the next.
        shared = [node for node in old.keys() & new.keys() if node >= 0]
        assert {node: new[node] for node in shared} == {node: old[node] for node in shared}


def test_a_new_iteration_takes_the_place_of_the_one_before(lab, few):
    _, seen = followed(lab.run(TRAINING))

    # By then all of an iteration but its result has been seen.
    looped = [picture for picture in seen if 3 <= picture.frames[0].shown <= 10]
    assert looped[-1].frames[0].shown == 10
    assert len({picture.frames[0].box for picture in looped}) == 1
    exps = [place(picture, "exp") for picture in looped if "exp" in list(picture.moment.titles)]
    assert len(exps) > 3 and len(set(exps)) == 1


@pytest.mark.parametrize("program", [TRAINING, MODULES], ids=["training", "modules"])
def test_what_is_new_stands_apart_and_its_edges_end_at_it(lab, few, program):
    recording = lab.run(program)
    _, seen = followed(recording)
    picture = seen[-1]

    assert not overlaps(picture)
    edges, nodes = picture.edges, picture.nodes
    for source, target, route in zip(edges.sources, edges.targets, edges.routes, strict=True):
        for end, node in ((route[0], source), (route[-1], target)):
            away = np.abs(end - nodes.centres[node]) - nodes.sizes[node] / 2
            assert (away <= 13).all()


def test_what_comes_after_the_loop_stands_beside_it(lab, few):
    recording = lab.run(TRAINING)
    model, seen = followed(recording)
    last, box = place(seen[-1], "last"), seen[-1].frames[0].box

    lab.run("more = (last + 1).exp().sin()")
    model.update()
    assert model.is_outgrown
    model.adopt(arrange(model.order(stays=True)))

    after = model.picture(recording.last_step)
    assert "more" in list(after.moment.titles)
    assert place(after, "last") == last
    assert after.frames[0].box == box
    assert not overlaps(after)


def test_another_iteration_that_is_chosen_changes_no_place(lab, few):
    model, seen = followed(lab.run(TRAINING))
    exp, box = place(seen[-1], "exp"), seen[-1].frames[0].box
    (key,) = model.iterations_shown

    model.wish(Wishes(shown={key: 4}))
    model.adopt(arrange(model.order(stays=True)))

    picture = model.picture(model.recording.last_step)
    assert picture.frames[0].shown == 4
    assert place(picture, "exp") == exp
    assert picture.frames[0].box == box


def test_the_iteration_of_a_step_is_known(lab, few):
    recording = lab.run(TRAINING)
    model, _ = followed(recording)
    (key,) = model.iterations_shown

    exps = [node for node in range(recording.n_nodes) if recording.label(node, recording.last_step) == "exp"]
    born = [int(recording.born[node]) for node in exps]

    assert [model.iterations_at(step)[key] for step in born] == list(range(12))
    assert model.iterations_at(0)[key] == 0


NESTED = """
w = torch.ones(2, requires_grad=True)
for t in range(8):
    h = w * 2
    for k in range(4):
        h = (h + 1).exp()
    loss = h.sum()
    loss.backward()
"""


def test_a_loop_within_a_loop_keeps_its_place_in_every_iteration(lab, few):
    model, seen = followed(lab.run(NESTED))
    outer, inner = seen[-1].frames
    assert (outer.title, inner.title) == ("for t in range(8)", "for k in range(4)")
    (key,) = (pane.key for pane in model._drawn.panes if pane.parent < 0)

    model.wish(Wishes(shown={key: 3}))
    model.adopt(arrange(model.order(stays=True)))

    picture = model.picture(model.recording.last_step)
    assert [frame.box for frame in picture.frames] == [outer.box, inner.box]
    assert not overlaps(picture)


def test_a_tensor_that_very_many_use_has_a_chip_at_each_use(lab):
    recording = lab.run("y = torch.ones(2).sum()\nkept = [y * k for k in range(40)]")
    model = GraphModel(recording)
    model.wish(Wishes(fold=False))
    model.settle()

    picture = model.picture(recording.last_step)
    chips = picture.nodes.kinds == NodeKind.CHIP
    assert chips.sum() == 39
    left, _, right, _ = picture.bounds()
    assert right - left < 40 * 100


def test_a_leaf_of_one_iteration_gives_its_place_to_that_of_another(lab, few):
    model, seen = followed(
        lab.run("w = torch.ones(2, requires_grad=True)\nfor t in range(9):\n    h = (w * torch.ones(2)).exp().sum()")
    )
    before = {place for node, place in places(seen[-1]).items() if node >= 0}
    (key,) = model.iterations_shown

    model.wish(Wishes(shown={key: 2}))
    model.adopt(arrange(model.order(stays=True)))

    after = {place for node, place in places(model.picture(model.recording.last_step)).items() if node >= 0}
    assert after <= before
