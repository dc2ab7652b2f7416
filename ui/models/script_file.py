"""Scripts as files: read with a clear sentence for what is no script, written so that nothing is ever lost."""

from __future__ import annotations

import stat
from pathlib import Path

from tensorlab.errors import MissingFile, NoPermission, NotAFile, TooLarge, UnknownFormat
from ui.models.marking import QT_TRANSLATE_NOOP
from ui.models.whole_file import write_whole

LARGEST = 10 * 2**20


def read_script(path: Path) -> str:
    """The text of a script.

    Raises:
        LoadError: it is missing, no file, too large, or not UTF-8.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            reason = QT_TRANSLATE_NOOP("Files", "it is not a file")
            raise NotAFile(str(path), reason, QT_TRANSLATE_NOOP("Files", "Choose a Python script."))
        if info.st_size > LARGEST:
            reason = QT_TRANSLATE_NOOP("Files", "it has more than 10 MB")
            advice = QT_TRANSLATE_NOOP("Files", "A script is smaller; choose another file.")
            raise TooLarge(str(path), reason, advice)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        reason = QT_TRANSLATE_NOOP("Files", "it is not there")
        raise MissingFile(str(path), reason, QT_TRANSLATE_NOOP("Files", "Check the name and the folder.")) from error
    except PermissionError as error:
        reason = QT_TRANSLATE_NOOP("Files", "you may not read it")
        advice = QT_TRANSLATE_NOOP("Files", "Ask its owner, or copy it first.")
        raise NoPermission(str(path), reason, advice) from error
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = QT_TRANSLATE_NOOP("Files", "it is not UTF-8 text")
        advice = QT_TRANSLATE_NOOP("Files", "Save it as UTF-8 in your editor and open it again.")
        where = QT_TRANSLATE_NOOP("Files", "line {line}")
        raise UnknownFormat(str(path), reason, advice, where, line=line) from error


def write_script(path: Path, text: str, keep_old: bool = False) -> None:
    """Write a script whole, or leave the file as it was.

    Args:
        keep_old: keep what was there beside it, with ``.bak`` added to its name.

    Raises:
        SaveError: the disk is full, or the folder cannot be written to.
    """
    write_whole(path, text.encode("utf-8"), keep_old)
