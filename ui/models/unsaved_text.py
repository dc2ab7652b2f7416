"""Text that has not been saved yet, as it is kept on disk so that a crash takes none of it: one JSON file for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ui.models.script_file import LARGEST
from ui.models.whole_file import write_whole

_SUFFIX = ".json"


@dataclass(frozen=True)
class UnsavedText:
    """What stands in a tab. ``path`` is the file it was opened from, "" for a new one; ``name`` is its name."""

    path: str
    name: str
    text: str


def keep(folder: Path, number: int, unsaved: UnsavedText) -> None:
    """Write one down, in place of what was there under this number.

    Raises:
        SaveError: it could not be written.
    """
    write_whole(_file(folder, number), json.dumps(asdict(unsaved), ensure_ascii=False).encode("utf-8"))


def forget(folder: Path, number: int) -> None:
    """It has been saved, or its tab is closed."""
    _file(folder, number).unlink(missing_ok=True)


def kept(folder: Path) -> Iterator[UnsavedText]:
    """All that is kept in a folder, in the order of its numbers. What cannot be read stays there and is passed over."""
    files = [file for file in folder.glob(f"*{_SUFFIX}") if file.stem.isdecimal()]
    for file in sorted(files, key=lambda file: int(file.stem)):
        found = _read(file)
        if found is not None:
            yield found


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number}{_SUFFIX}"


def _read(file: Path) -> UnsavedText | None:
    if not file.is_file() or file.stat().st_size > 2 * LARGEST:
        return None
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return None
    fields = tuple(UnsavedText.__annotations__)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in fields):
        return None
    return UnsavedText(**{name: found[name] for name in fields})
