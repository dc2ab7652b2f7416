"""``python3 -m ui export``: files of the graph, whole or as it is drawn."""

from __future__ import annotations

import json

import pytest

from tensorlab.errors import SaveError
from ui import export, theme
from ui.canvas import render
from ui.canvas.render import FORMATS, write
from ui.models import folding
from ui.models.recording_file import Document, save

PROGRAM = """
w = torch.ones(2, requires_grad=True)
h = torch.ones(2)
for _ in range(6):
    h = (h * w).exp()
loss = h.sum()
"""


@pytest.fixture
def recording_file(recorded, tmp_path, qapp):
    path = tmp_path / "run.tlab"
    save(path, Document(recorded(PROGRAM), 0))
    return path


@pytest.mark.parametrize("ending", FORMATS)
def test_a_recording_is_written_in_every_format(recording_file, tmp_path, ending):
    target = tmp_path / f"graph{ending}"

    assert export.main([str(recording_file), "--graph", str(target)]) == 0

    beginnings = {".png": b"\x89PNG", ".pdf": b"%PDF", ".dot": b"digraph", ".json": b"{", ".svg": b"<?xml"}
    assert target.read_bytes().startswith(beginnings.get(ending, b"<"))


def test_a_pdf_is_lines_and_text_with_its_fonts(recording_file, tmp_path):
    target = tmp_path / "graph.pdf"
    export.main([str(recording_file), "--graph", str(target)])
    data = target.read_bytes()

    assert b"/FontFile" in data
    assert b"/Subtype /Image" not in data


def test_of_a_large_graph_all_is_written_only_when_asked_for(recording_file, tmp_path, monkeypatch):
    monkeypatch.setattr(folding, "MOST_UNFOLDED", 8)
    monkeypatch.setattr(folding, "MOST_UNROLLED", 8)
    drawn, whole = tmp_path / "drawn.json", tmp_path / "whole.json"

    export.main([str(recording_file), "--graph", str(drawn)])
    export.main([str(recording_file), "--graph", str(whole), "--all"])

    count = [len(json.loads(path.read_text("utf-8"))["nodes"]) for path in (drawn, whole)]
    assert count[0] < count[1]


def test_another_ending_is_refused_with_the_formats_there_are(recording_file, capsys):
    with pytest.raises(SystemExit):
        export.main([str(recording_file), "--graph", "graph.bmp"])

    assert ".graphml" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told_and_the_old_one_stays(recording_file, tmp_path, capsys, monkeypatch):
    target = tmp_path / "graph.svg"
    target.write_text("old", "utf-8")
    monkeypatch.setattr(render, "rendered", lambda *_: (_ for _ in ()).throw(SaveError("graph.svg", "no room")))

    assert export.main([str(recording_file), "--graph", str(target)]) == 1

    assert "no room" in capsys.readouterr().err
    assert target.read_text("utf-8") == "old"


def test_a_folder_that_is_not_there_is_a_sentence(recorded, tmp_path, qapp):
    picture = render.Picture.empty()

    with pytest.raises(SaveError, match=r"Can.t save “graph\.svg”"):
        write(tmp_path / "nowhere" / "graph.svg", picture, theme.Theme("light"))
