"""A graph is written by another process, which paints what the window would paint."""

import networkx as nx
import pytest

from tensorlab.errors import SaveError
from ui import theme
from ui.canvas.exporter import Exporter
from ui.canvas.render import rendered
from ui.models.folding import Wishes
from ui.models.graph import GraphModel

PROGRAM = "x = torch.ones(2, requires_grad=True)\nfor _ in range({count}):\n    x = x * 2\nx.sum().backward()"
PATIENCE = 30_000


@pytest.fixture
def exporter(qtbot):
    exporter = Exporter()
    yield exporter
    exporter.shutdown()


@pytest.fixture
def model(recorded):
    model = GraphModel(recorded(PROGRAM.format(count=20)))
    model.settle()
    return model


def picture_of(model):
    return model.picture(model.recording.last_step)


@pytest.mark.parametrize("suffix", [".svg", ".dot", ".graphml", ".json"])
def test_the_file_is_that_of_this_process(qtbot, exporter, model, tmp_path, suffix):
    path = tmp_path / f"graph{suffix}"
    told = []
    exporter.progressed.connect(told.append)

    with qtbot.waitSignal(exporter.written, timeout=PATIENCE):
        exporter.export(picture_of(model), path, "en")

    assert path.read_bytes() == rendered(picture_of(model), theme.current(), suffix)
    assert told == sorted(told) and told[-1] <= 1
    assert not exporter.is_busy


def test_it_speaks_the_language_that_is_chosen(qtbot, exporter, model, tmp_path):
    path = tmp_path / "graph.svg"

    with qtbot.waitSignal(exporter.written, timeout=PATIENCE):
        exporter.export(picture_of(model), path, "zh_CN")

    assert "已释放" in path.read_text("utf-8")


def test_every_node_of_a_folded_graph_can_be_written(qtbot, exporter, model, tmp_path):
    model.wish(Wishes(fold=True))
    model.settle()
    assert model.is_folded
    path = tmp_path / "whole.graphml"

    with qtbot.waitSignal(exporter.written, timeout=PATIENCE):
        exporter.export_whole(model, model.recording.last_step, path, "en")

    assert len(nx.read_graphml(path)) == model.count
    assert model.is_folded, "the window goes on as it was"


def test_giving_up_leaves_the_file_that_is_there(qtbot, exporter, model, tmp_path):
    path = tmp_path / "graph.pdf"
    path.write_bytes(b"before")

    exporter.export(picture_of(model), path, "en")
    with qtbot.waitSignal(exporter.progressed):
        pass
    exporter.cancel()
    qtbot.wait(100)

    assert not exporter.is_busy
    assert path.read_bytes() == b"before"


def test_a_file_that_cannot_be_written_is_told(qtbot, exporter, model, tmp_path):
    with qtbot.waitSignal(exporter.refused, timeout=PATIENCE) as got:
        exporter.export(picture_of(model), tmp_path / "nowhere" / "graph.dot", "en")

    assert isinstance(got.args[0], SaveError)
