"""Files of the graph are read by the programs they are for."""

from __future__ import annotations

import io
import json
import shutil
import subprocess

import networkx as nx
import pytest

from ui.models.folding import Wishes
from ui.models.graph import GraphModel
from ui.models.graph_files import WRITERS, graph_of, to_dot, to_graphml, to_json

PROGRAM = """
w = torch.ones(2, requires_grad=True)
h = torch.ones(2)
for _ in range(5):
    h = h * w
name = 'quotes " and \\\\ are no trouble'
loss = h.sum()
loss.backward()
"""


@pytest.fixture
def picture(recorded):
    recording = recorded(PROGRAM)
    model = GraphModel(recording)
    model.wish(Wishes(fold=False))
    model.settle()
    return model.picture(recording.last_step)


def test_a_chip_is_its_leaf(picture):
    graph = graph_of(picture)

    (w,) = [node for node, about in graph.nodes(data=True) if about["label"] == "w"]
    assert graph.out_degree(w) == 5


def test_nodes_tell_what_is_seen_of_them(picture):
    about = {about["label"]: about for _, about in graph_of(picture).nodes(data=True)}

    assert about["w"]["role"] == "leaf"
    assert about["w"]["about"] == "(2,) f32"
    assert about["mul"]["kind"] == "function"


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_dot_accepts_the_dot_file(picture):
    done = subprocess.run(["dot", "-Tsvg"], input=to_dot(picture), capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert b"loss" in done.stdout


def test_a_name_cannot_break_out_of_the_dot_file(recorded):
    recording = recorded('x = torch.ones(2)\ny = x * (1 if "\\"; evil [label=\\"" else 2)')
    model = GraphModel(recording)
    model.settle()

    text = to_dot(model.picture(recording.last_step)).decode()

    assert all(line.count('"') % 2 == 0 for line in text.replace('\\"', "").splitlines())


def test_networkx_reads_the_graphml(picture):
    graph = nx.read_graphml(io.BytesIO(to_graphml(picture)))

    assert len(graph) == len(graph_of(picture))
    assert {"w", "loss"} <= {about["label"] for _, about in graph.nodes(data=True)}


def test_networkx_reads_the_json(picture):
    graph = nx.node_link_graph(json.loads(to_json(picture)), edges="edges")

    assert graph.number_of_edges() == graph_of(picture).number_of_edges()


@pytest.mark.parametrize("write", WRITERS.values())
def test_the_same_picture_gives_the_same_bytes(picture, write):
    assert write(picture) == write(picture)
