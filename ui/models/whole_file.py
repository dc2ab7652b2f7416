"""A file is written whole or not at all, and what it replaces can be kept beside it.

The bytes go into a new file of the same folder, every write is counted, the file is forced to the disk and read back,
and only then takes the place of the old one: neither a full disk nor a loss of power leaves half a file.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from tensorlab.errors import SaveError
from ui.models.marking import QT_TRANSLATE_NOOP

BACKUP = ".bak"
"""What the name of a kept file ends in."""

_FULL = QT_TRANSLATE_NOOP("Files", "the disk is full")
_FORBIDDEN = QT_TRANSLATE_NOOP("Files", "you may not write there")
_NO_FOLDER = QT_TRANSLATE_NOOP("Files", "the folder is not there")
_TOO_LONG = QT_TRANSLATE_NOOP("Files", "the name is too long")
_OTHER = QT_TRANSLATE_NOOP("Files", "the system says: {system}")
_DAMAGED = QT_TRANSLATE_NOOP("Files", "what was written does not read back")
_ELSEWHERE = QT_TRANSLATE_NOOP("Files", "Nothing was changed; save it in another place.")
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.ENAMETOOLONG: _TOO_LONG,
}


class _Damaged(Exception):
    """What was written is not what is there."""


def write_whole(
    path: str | Path, data: bytes, keep_old: bool = False, is_sound: Callable[[str], bool] = lambda _: True
) -> None:
    """Write a file, or leave the one that is there as it is.

    Args:
        keep_old: keep what was there under the same name with ``.bak``.
        is_sound: whether the file just written, of which it gets the path, reads back as what it should be.

    Raises:
        SaveError: the disk is full, the folder may not be written to, or what was written does not read back.
    """
    # A link stays a link: the file that it points to is replaced.
    target = Path(os.path.realpath(path))
    try:
        fresh = _written(target, data, is_sound)
        try:
            if keep_old:
                _keep(target)
            Path(fresh).replace(target)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, _OTHER)
        raise SaveError(str(target), reason, _ELSEWHERE, system=error.strerror or str(error)) from error
    except _Damaged as error:
        raise SaveError(str(target), _DAMAGED, _ELSEWHERE) from error


def _written(target: Path, data: bytes, is_sound: Callable[[str], bool]) -> str:
    """The path of a new file beside the target that holds the data, on the disk and read back."""
    number, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
    try:
        with os.fdopen(number, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                # A full disk can accept a part and report no error: the count tells.
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        if Path(name).stat().st_size != len(data) or not is_sound(name):
            raise _Damaged
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def _keep(target: Path) -> None:
    """Give what is there a second name; a link needs no room on a full disk."""
    if not target.exists():
        return
    number, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", dir=target.parent)
    os.close(number)
    try:
        Path(name).unlink()
        try:
            Path(name).hardlink_to(target)
        except OSError:  # a file system without links
            shutil.copy2(target, name)
        Path(name).replace(target.with_name(target.name + BACKUP))
    finally:
        Path(name).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those of any new file."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a loss of power, where the system can sync folders."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
