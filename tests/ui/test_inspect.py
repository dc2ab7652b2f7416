"""``python3 -m ui inspect``: a recording told as JSON or as a page of text."""

import json
import subprocess
import sys

import pytest

from ui.inspect import as_json, main
from ui.models.recording import Recording
from ui.models.recording_file import Document, save

CODE = """
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x).sum()
y.backward()
del y
"""


@pytest.fixture
def file(recorded, tmp_path):
    path = tmp_path / "lesson.tlab"
    save(path, Document(recorded(CODE)))
    return str(path)


@pytest.fixture
def told(file, capsys):
    def told(*options):
        assert main([file, "--json", *options]) == 0
        return json.loads(capsys.readouterr().out)

    return told


def node(told, **wanted):
    (found,) = (n for n in told["nodes"] if all(n[key] == value for key, value in wanted.items()))
    return found


def test_it_has_the_parts_that_are_promised(told):
    assert list(told()) == ["steps", "nodes", "lines", "names", "flows", "calls", "storages", "errors"]


def test_a_leaf_and_its_gradient_at_the_end(told):
    x = node(told(), name="x")

    assert x["kind"] == "tensor"
    assert x["op"] == "tensor"
    assert (x["shape"], x["dtype"], x["requires_grad"], x["is_leaf"]) == ([2], "float32", True, True)
    assert x["grad_fn"] is None and x["parents"] == [] and x["line"] == 1
    assert x["grad"] == [2.0, 4.0]
    assert x["released"] is None and x["collected"] is None


def test_at_an_earlier_step_there_was_no_gradient_yet(told):
    call = told()["calls"][0]

    assert node(told("--step", str(call["step"])), name="x")["grad"] is None


def test_an_operation_is_born_freed_and_collected(told):
    everything = told()
    mul = node(everything, kind="function", op="mul")
    call = everything["calls"][0]

    assert mul["grad_fn"] == "MulBackward0"
    assert mul["parents"] == [node(everything, name="x")["id"]] * 2
    assert mul["born"] < call["step"] < mul["released"] < call["end"] < mul["collected"]
    assert mul["shape"] is None
    assert "grad" not in mul


def test_every_step_has_its_line(told):
    everything = told()

    assert len(everything["lines"]) == len(everything["steps"])
    assert [each["line"] for each in everything["lines"]] == sorted(each["line"] for each in everything["lines"])
    assert everything["lines"][0] == {"step": 0, "source": "In [1]", "line": 1}


def test_names_are_those_of_the_step(told):
    everything = told()
    y = node(everything, name="y")

    assert list(everything["names"]) == ["x"]
    assert sorted(told("--step", str(everything["calls"][0]["step"]))["names"]) == ["x", "y"]
    assert y["grad_fn"] == "SumBackward0"


def test_flows_tell_how_the_gradient_moved(told):
    flows = told()["flows"]

    assert [flow["kind"] for flow in flows] == ["began", *["arrived"] * 4, "accumulated", "ended"]
    assert flows[1]["values"] == 1.0
    assert flows[-1]["node"] is None and flows[-1]["shape"] is None


def test_numbers_that_json_has_no_word_for(recorded):
    recording = recorded("x = torch.tensor([0.], requires_grad=True)\nx.log().sum().backward()")
    (x,) = (n for n in as_json(recording)["nodes"] if n["name"] == "x")

    assert x["grad"] == ["inf"]


def test_a_large_gradient_is_told_in_summary(recorded):
    recording = recorded("x = torch.ones(100, requires_grad=True)\n(x * 3).sum().backward()")
    (x,) = (n for n in as_json(recording)["nodes"] if n["name"] == "x")

    assert x["grad"]["shape"] == [100]
    assert x["grad"]["mean"] == 3.0


def test_an_error_keeps_its_notes(recorded):
    recording = recorded("x = torch.ones(3)\nx + torch.ones(4)")
    (error,) = as_json(recording)["errors"]

    assert error["kind"] == "RuntimeError"
    assert error["line"] == 2
    assert any(note.startswith("try:") for note in error["notes"])


def test_a_page_of_text(file, capsys):
    assert main([file]) == 0

    page = capsys.readouterr().out
    assert "x  (2,), float32, requires_grad, leaf, .grad=[2.0, 4.0]" in page
    assert "line 3: backward() ended" in page


def test_an_empty_recording(tmp_path, capsys):
    save(tmp_path / "a.tlab", Document(Recording()))

    assert main([str(tmp_path / "a.tlab")]) == 0
    assert capsys.readouterr().out == "The recording is empty.\n"
    assert main([str(tmp_path / "a.tlab"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["nodes"] == []


def test_a_bad_file_gets_a_sentence_and_one(tmp_path, capsys):
    (tmp_path / "a.tlab").write_bytes(b"hello")

    assert main([str(tmp_path / "a.tlab"), "--json"]) == 1

    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Can't open “a.tlab”: it is not a recording")


def test_a_step_that_is_not_there(file, capsys):
    assert main([file, "--step", "1000"]) == 1
    assert "There is no step 1000: the recording has the steps 0 to" in capsys.readouterr().err


def test_neither_a_display_nor_the_core_is_needed():
    code = """
import sys, ui.inspect
heavy = [m for m in sys.modules if m.startswith(("PySide6", "tensorlab._tensor", "tensorlab.ops", "ipykernel"))]
sys.exit(f"imports {heavy}" if heavy else 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
