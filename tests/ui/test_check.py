"""``python3 -m ui check`` tells every error and trap of a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui import check, diagnoses
from ui.models.diagnosis import Diagnosis
from ui.models.fixes.syntax import diagnosed, unreadable
from ui.models.program import applied

CLASH = "import torch\nscores = torch.ones(4, 3)\nbias = torch.ones(4)\ntotal = scores + bias\n"
TRAP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nprint('{}')\nc = a - b\n"


@pytest.fixture
def script(tmp_path: Path):
    def write(text: str) -> str:
        path = tmp_path / "script.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_an_error_is_told_as_json(qapp, script, capsys) -> None:
    status = check.main([script(CLASH), "--json"])

    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert status == 1
    assert error["type"] == "RuntimeError"
    assert error["message"].startswith("The size of tensor a (3) must match the size of tensor b (4)")
    assert (error["line"], error["culprit_line"]) == (4, 4)
    assert error["operands"] == [
        {"name": "scores", "shape": [4, 3], "dtype": "float32"},
        {"name": "bias", "shape": [4], "dtype": "float32"},
    ]
    assert error["why"]
    assert {"line": 4, "replacement": "total = scores + bias.unsqueeze(-1)"} in error["fixes"][0]["edits"]


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--strict"], 1)])
def test_a_trap_counts_when_it_is_asked_to(qapp, script, capsys, options, status) -> None:
    assert check.main([script(TRAP), "--json", *options]) == status

    told = json.loads(capsys.readouterr().out)
    assert told["errors"] == []
    assert [(one["rule"], one["line"]) for one in told["traps"]] == [("broadcast-blowup", 4)]


def test_a_page_in_chinese(qapp, script, capsys) -> None:
    assert check.main([script(CLASH), "--language", "zh_CN"]) == 1

    page = capsys.readouterr().out
    assert "形状对不上" in page
    assert "The size of tensor a (3)" in page


def test_what_the_script_prints_is_no_part_of_the_report(qapp, script, capsys) -> None:
    assert check.main([script("print('noise')\n"), "--json"]) == 0

    told = capsys.readouterr()
    assert json.loads(told.out) == {"errors": [], "traps": []}
    assert "noise" in told.err


def test_full_width_signs_are_found_before_anything_runs(qapp, script, capsys) -> None:
    text = "import torch\nprint('ran')\nx = torch.ones（2，3）  # 好，的\ny = 'a，b'\n"

    assert check.main([script(text), "--json"]) == 1
    told = capsys.readouterr()
    (error,) = json.loads(told.out)["errors"]
    assert (error["type"], error["line"]) == ("SyntaxError", 3)
    assert error["fixes"][0]["edits"] == [{"line": 3, "replacement": "x = torch.ones(2,3)  # 好，的"}]
    assert "ran" not in told.err


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("if 1 == 1\n    print(1)\n", "if 1 == 1:\n    print(1)\n"),
        ("x = (1, 2\nprint(x)\n", "x = (1, 2)\nprint(x)\n"),
        ("x = [1, 2))\n", None),
        ("print 'a'\n", "print('a')\n"),
        ("for i in range(3):\nprint(i)\n", "for i in range(3):\n    print(i)\n"),
        ("x = 'abc\n", "x = 'abc'\n"),
        ("if x = 3:\n    pass\n", "if x == 3:\n    pass\n"),
        ("x = 1\n  y = 2\n", "x = 1\ny = 2\n"),
    ],
)
def test_slips_of_syntax_have_a_fix_that_parses(text: str, meant: str | None) -> None:
    found = unreadable(text)
    assert found is not None

    mended = [applied(text, fix.edits) for fix in diagnosed(text, "script.py", found).fixes]

    assert all(unreadable(one) is None for one in mended)
    assert meant is None or meant in mended


@pytest.mark.parametrize("name", ["missing.py", "latin.py"])
def test_a_file_that_cannot_be_read_is_one_sentence(qapp, tmp_path: Path, capsys, name: str) -> None:
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'\n")

    assert check.main([str(tmp_path / name)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def test_an_empty_program_has_nothing_to_tell(qapp) -> None:
    assert check.as_text("", [], []) == "No errors and no traps."


def test_a_page_shows_the_lines_that_change(qapp) -> None:
    text = "if 1 == 1\n    print(1)\n"
    found = unreadable(text)
    assert found is not None

    page = check.as_text(text, [diagnosed(text, "s.py", found)], [])

    assert "s.py:1: error:" in page
    assert "-    1 | if 1 == 1" in page
    assert "+    1 | if 1 == 1:" in page


def test_every_sentence_can_be_filled_with_its_fields() -> None:
    """A sentence without a key, or a key without a sentence, would show when it is needed most."""
    told = Diagnosis("other", {"kind": "KeyError"}, "s.py", 1, 0, "KeyError", "'a'")

    assert diagnoses.sentence(told) == "The program stopped with KeyError"
    assert diagnoses.why(told) == ""
