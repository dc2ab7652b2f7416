"""Arranging any program in any mode, folded or not: every claim here holds for all of them."""

from __future__ import annotations

import os
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.models import folding
from ui.models.folding import Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.picture import EdgeKind

START = """
import torch
w = torch.ones(2, requires_grad=True)
a = torch.ones(2)
def inner(x):
    y = x * w
    return y + a
def outer(x):
    z = inner(x)
    return inner(z) - x
"""
WISHES = (
    Wishes(),
    Wishes(fold=False),
    Wishes(fold=True, compact=True),
    Wishes(fold=False, compact=True),
    Wishes(fold=True, compact=False),
)


@st.composite
def programs(draw):
    """Straight lines, loops, functions, writes in place and parts without gradients."""
    names, lines = ["w", "a"], [START]

    def expression():
        one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        forms = ("{0} * {1}", "outer({0})", "({0} * 2).exp()", "{0}.detach()", "({0} + {1}).sum() * {1}")
        return draw(st.sampled_from(forms)).format(one, other)

    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(("line", "loop", "write", "no_grad")))
        name = f"v{i}"
        if kind == "line":
            lines.append(f"{name} = {expression()}")
        elif kind == "loop":
            rounds, operand = draw(st.integers(1, 5)), draw(st.sampled_from(names))
            lines.append(f"{name} = {expression()}\nfor _ in range({rounds}):\n    {name} = inner({name} * {operand})")
        elif kind == "write":
            lines.append(f"{name} = torch.ones(2)\n{name}.add_(a)\n{name}.mul_(2)")
        else:
            lines.append(f"with torch.no_grad():\n    {name} = {expression()}")
        names.append(name)
    lines.append(f"({names[-1]} * w).sum().backward()")
    return "\n".join(lines)


def boxes(picture):
    half = picture.nodes.sizes / 2
    return np.hstack([picture.nodes.centres - half, picture.nodes.centres + half])


def are_apart(box, others, gap=0.0):
    return (
        (others[:, 0] >= box[2] + gap)
        | (others[:, 2] <= box[0] - gap)
        | (others[:, 1] >= box[3])
        | (others[:, 3] <= box[1])
    )


@pytest.mark.parametrize("mode", Mode)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=programs())
def test_every_program_can_be_arranged(new_lab, monkeypatch, mode, code):
    monkeypatch.setattr(folding, "MOST_UNFOLDED", 10)
    monkeypatch.setattr(folding, "MOST_UNROLLED", 10)
    recording = new_lab().run(code)
    for wishes in WISHES:
        model = GraphModel(recording, mode)
        model.wish(wishes)
        model.settle()
        picture = model.picture(recording.last_step)
        edges, all_boxes = picture.edges, boxes(picture)

        up = edges.kinds != EdgeKind.DATA
        above, below = np.where(up, edges.targets, edges.sources), np.where(up, edges.sources, edges.targets)
        assert nx.is_directed_acyclic_graph(nx.DiGraph(list(zip(above.tolist(), below.tolist(), strict=True))))
        for node, box in enumerate(all_boxes):
            assert are_apart(box, np.delete(all_boxes, node, axis=0)).all(), "nodes cover each other"
        for edge, route in enumerate(edges.routes):
            for end, node in ((route[0], edges.sources[edge]), (route[-1], edges.targets[edge])):
                away = np.abs(end - picture.nodes.centres[node]) - picture.nodes.sizes[node] / 2
                assert (away <= 1).all(), "an edge ends beside its node"
        assert set(model.shown_for(model.ids)) <= set(picture.nodes.ids.tolist())
        assert len(model.shown_for(model.ids)) == len(set(picture.nodes.ids.tolist()))


def test_the_answer_does_not_depend_on_how_names_are_hashed():
    program = (
        "from tests.ui.conftest import Lab\n"
        "from ui.models.graph import GraphModel\n"
        "from ui.models.folding import Wishes\n"
        "from tests.ui.models.test_arrangement import START\n"
        "recording = Lab().run(START + 'h = a\\nfor _ in range(6):\\n    h = outer(h)\\nh.sum().backward()')\n"
        "model = GraphModel(recording)\n"
        "model.wish(Wishes(fold=True, compact=True))\n"
        "model.settle()\n"
        "picture = model.picture(recording.last_step)\n"
        "print(picture.nodes.centres.tolist(), picture.edges.routes.points.tolist(), picture.frames)\n"
    )

    def answer(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert answer("1") == answer("2")
