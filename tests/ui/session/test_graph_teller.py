"""``lab.graph()`` gives code the graph that the window shows."""

from __future__ import annotations

import networkx as nx
import pytest

from ui.models.folding import Wishes
from ui.models.graph import GraphModel, Mode
from ui.models.graph_files import graph_of
from ui.session.graph_teller import GraphTeller

PROGRAM = "import torch\nw = torch.ones(2, requires_grad=True)\nloss = (w * 3).sum()\nloss.backward()"


@pytest.fixture
def shown(session):
    """The graph of a session that has run PROGRAM, and whoever tells of it."""
    session.run_cell(PROGRAM)
    model = GraphModel(session.recording, Mode.BOTH)
    model.settle()
    teller = GraphTeller(session, lambda: model, session)
    yield model
    teller.deleteLater()


def asked(session) -> nx.DiGraph:
    """What lab.graph() gave."""
    session.run_cell("g = lab.graph()")
    return session._agent.workspace.namespace["g"]


def test_it_is_a_networkx_graph_of_the_shown_step(session, shown):
    last = session.recording.last_step

    graph = asked(session)

    assert type(graph) is nx.DiGraph
    assert graph.graph["step"] == last
    assert [about["label"] for _, about in graph.nodes(data=True)] == ["w", "mul", "w * 3", "sum", "loss"]


def test_its_nodes_and_edges_say_what_an_exported_file_says(session, shown):
    graph = asked(session)

    exported = graph_of(shown.picture(session.step))
    assert dict(graph.nodes(data=True)) == dict(exported.nodes(data=True))
    assert sorted(graph.edges(data="kind")) == sorted(exported.edges(data="kind"))


def test_at_an_earlier_step_it_has_what_there_was_then(session, shown):
    session.show_step(0)

    graph = asked(session)

    assert [about["label"] for _, about in graph.nodes(data=True)] == ["w"]


def test_a_folded_graph_is_given_whole(session, shown):
    session.run_cell("for _ in range(9):\n    w = w * 2")
    shown.update()
    shown.wish(Wishes(fold=True))
    shown.settle()
    assert shown.is_folded

    graph = asked(session)

    assert sum(about["label"] == "mul" and about["kind"] == "function" for _, about in graph.nodes(data=True)) == 10
    inside = [about for _, about in graph.nodes(data=True) if "x" not in about]
    assert inside


def test_without_a_window_the_code_is_told_so(session, monkeypatch):
    monkeypatch.setattr("tensorlab.kernel.lab.PATIENCE", 0.1)
    session.run_cell("try:\n    lab.graph()\nexcept RuntimeError as error:\n    print(error)")
    written = []
    session.written.connect(written.append)

    session.run_cell("lab.graph()")

    assert "no window answers" in "".join(written)
