"""Scripts as files: read with a clear sentence for what is no script, written so that nothing is ever lost."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tensorlab.errors import MissingFile, NoPermission, NotAFile, SaveError, TooLarge, UnknownFormat, printable

LARGEST = 10 * 2**20


def read_script(path: Path) -> str:
    """The text of a script.

    Raises:
        LoadError: it is missing, no file, too large, or not UTF-8.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise NotAFile(str(path), "it is not a file", "Choose a Python script.")
        if info.st_size > LARGEST:
            raise TooLarge(str(path), "it has more than 10 MB", "A script is smaller; choose another file.")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFile(str(path), "it is not there", "Check the name and the folder.") from error
    except PermissionError as error:
        raise NoPermission(str(path), "you may not read it", "Ask its owner, or copy it first.") from error
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnknownFormat(
            str(path), "it is not UTF-8 text", "Save it as UTF-8 in your editor and open it again.", f"line {line}"
        ) from error


def write_script(path: Path, text: str) -> None:
    """Write a script whole, or leave the file as it was.

    Raises:
        SaveError: the disk is full, or the folder cannot be written to.
    """
    data = text.encode("utf-8")
    fresh = path.with_name(f".{path.name}.saving")
    try:
        with fresh.open("wb") as file:
            written = file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if written != len(data):
            raise OSError("the disk is full")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        name = printable(path.name)
        raise SaveError(f"Can't save “{name}”: {error.strerror or error}. The old file is unchanged.") from error
