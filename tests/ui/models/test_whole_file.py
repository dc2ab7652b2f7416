"""A file is written whole or not at all; what it replaces can be kept."""

import errno
import os
from pathlib import Path

import pytest

from tensorlab.errors import SaveError
from ui.models.whole_file import write_whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    return path


def names(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.iterdir())


def test_the_new_takes_the_place_of_the_old(file: Path) -> None:
    write_whole(file, b"new")

    assert file.read_bytes() == b"new"
    assert names(file) == ["a.py"]


def test_the_old_is_kept_if_one_asks_for_it(file: Path) -> None:
    write_whole(file, b"new", keep_old=True)

    assert (file.parent / "a.py.bak").read_bytes() == b"old"
    assert names(file) == ["a.py", "a.py.bak"]


def test_a_file_system_without_links_keeps_a_copy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_whole(file, b"new", keep_old=True)

    assert (file.parent / "a.py.bak").read_bytes() == b"old"
    assert file.read_bytes() == b"new"


def test_a_new_file_has_nothing_to_keep(tmp_path: Path) -> None:
    write_whole(tmp_path / "b.py", b"new", keep_old=True)

    assert names(tmp_path / "b.py") == ["b.py"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EFBIG, "the disk is full"),
        (errno.EACCES, "you may not write there"),
        (errno.EROFS, "you may not write there"),
        (errno.EIO, "the system says: some trouble"),
    ],
)
def test_what_fails_says_why_and_leaves_the_old(file: Path, monkeypatch: pytest.MonkeyPatch, number, reason) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "some trouble")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SaveError, match=reason) as caught:
        write_whole(file, b"new", keep_old=True)

    assert caught.value.name == "a.py"
    assert file.read_bytes() == b"old"
    assert names(file) == ["a.py"]


def test_what_does_not_read_back_is_not_put_in_place(file: Path) -> None:
    with pytest.raises(SaveError, match="does not read back"):
        write_whole(file, b"new", is_sound=lambda _: False)

    assert file.read_bytes() == b"old"
