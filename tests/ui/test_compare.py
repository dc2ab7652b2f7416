"""``python3 -m ui compare`` tells what differs in two files, to a reader and to a program."""

from __future__ import annotations

import json

import pytest

from ui.compare import main
from ui.models.recording_file import Document, save

PROGRAM = "import torch\nw = torch.tensor([1., 2.], requires_grad=True)\nloss = (w * 3).sum()\nloss.backward()"


@pytest.fixture
def files(new_lab, tmp_path) -> list[str]:
    """A recording, one of the same program, and one of another."""
    names = []
    for number, text in enumerate((PROGRAM, PROGRAM, PROGRAM.replace("3", "4"))):
        path = tmp_path / f"{number}.tlab"
        save(path, Document(new_lab().run(text)))
        names.append(str(path))
    return names


def test_equal_recordings_are_said_to_be_equal(files, capsys):
    assert main(files[:2]) == 0
    assert capsys.readouterr().out.startswith("no differences; ")


def test_each_difference_is_a_line_with_its_place(files, capsys):
    assert main([files[0], files[2]]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "In [1]:3: value of w * 3: 3.0, 6.0 | 4.0, 8.0 (by 2)"
    assert "gradient of w.grad: 3.0, 3.0 | 4.0, 4.0 (by 1)" in "\n".join(lines)
    assert lines[-1].startswith("3 differences; ")


def test_json_has_both_sides(files, capsys):
    assert main([files[0], files[2], "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    first = told["differences"][0]
    assert first["what"] == "value"
    assert first["here"]["line"] == first["there"]["line"] == 3
    assert first["largest"] == 2.0
    assert told["values_not_kept"] == 0


def test_a_tolerance_lets_small_differences_pass(files):
    assert main([files[0], files[2], "--tolerance", "100"]) == 0


def test_a_file_that_cannot_be_read_is_named(files, capsys):
    assert main([files[0], "nowhere.tlab"]) == 2
    assert "nowhere.tlab" in capsys.readouterr().err
