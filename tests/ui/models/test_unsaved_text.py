"""Unsaved text on disk: what is written comes back, and what is damaged stays where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tensorlab.errors import SaveError
from ui.models.unsaved_text import UnsavedText, forget, keep, kept

FIRST = UnsavedText("", "untitled.py", "x = 1\n# 注释\n")
SECOND = UnsavedText("/home/ada/a.py", "a.py", "y = 2")


def test_what_is_kept_comes_back_in_order(tmp_path: Path) -> None:
    keep(tmp_path, 10, SECOND)
    keep(tmp_path, 2, FIRST)

    assert list(kept(tmp_path)) == [FIRST, SECOND]


def test_what_is_forgotten_does_not(tmp_path: Path) -> None:
    keep(tmp_path, 1, FIRST)
    keep(tmp_path, 1, SECOND)
    keep(tmp_path, 2, FIRST)
    forget(tmp_path, 2)

    assert list(kept(tmp_path)) == [SECOND]


@pytest.mark.parametrize("content", ["", "[]", '{"path": ""}', '{"path": 1, "name": "a", "text": "b"}', "[" * 100_000])
def test_what_cannot_be_read_is_passed_over_and_stays(tmp_path: Path, content: str) -> None:
    damaged = tmp_path / "1.json"
    damaged.write_text(content)
    keep(tmp_path, 2, FIRST)

    assert list(kept(tmp_path)) == [FIRST]
    assert damaged.read_text() == content


def test_other_files_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(json.dumps({"path": "", "name": "a", "text": "b"}))

    assert list(kept(tmp_path)) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveError):
        keep(tmp_path / "gone", 1, FIRST)
