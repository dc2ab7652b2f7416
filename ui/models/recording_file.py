"""A recording as a file, ``.tlab``: a zip of JSON and npy, in which nothing is ever run.

=======================  ==============================================================================================
member                   what it holds
=======================  ==============================================================================================
``about.json``           ``format`` ("tensorlab recording"), ``version``, ``cells`` (each ``[step, end step or null,
                         source, text, first line]``), ``memory_first`` (bytes of values let go before the save),
                         ``shown`` (``step``, ``selection`` when it was saved), ``script`` (``name``, ``text``; null),
                         ``bookmarks`` (each ``[step, note]``; absent in older files), ``gaps`` (each
                         ``[first step, last step]`` of what was not kept; absent in older files)
``texts.json``           the list of texts that the tables point into
``tables/<name>.npy``    one for each of :data:`tensorlab.kernel.protocol.TABLES`: int64, shape (rows, columns)
``dims.npy``             int64: shapes, strides and lists of ids, one after another
``floats.npy``           float64: summaries and magnitudes
``memory.npy``           uint8: the bytes of small memories and gradients
``positions.npy``        float64, shape (n, 3): node id, x and y of each node that has a place
=======================  ==============================================================================================

The tables are those of the wire, so a file is one large batch and passes the same checks. Member names are keys and
never paths; arrays are read without pickle; sizes are bounded before anything is unpacked. Equal documents make equal
bytes.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from tensorlab.errors import (
    Corrupt,
    LoadError,
    MissingFile,
    NoPermission,
    NotAFile,
    TooLarge,
    Truncated,
    UnknownFormat,
    UnsafeContent,
    Unsupported,
    printable,
)
from tensorlab.events import NEVER, NOBODY
from tensorlab.kernel.protocol import TABLES, Batch, ProtocolError
from ui.models.marking import QT_TRANSLATE_NOOP
from ui.models.memory import Memory
from ui.models.recording import MEMORY_LIMIT, Cell, Recording
from ui.models.thinning import Gap, joined
from ui.models.whole_file import write_whole

FORMAT = "tensorlab recording"
VERSION = 1
SUFFIX = ".tlab"

MOST_MEMBERS = 10_000
LARGEST = 4 * 2**30
"""Bytes that a file may unpack to; half of the free memory if that is less."""
_LARGEST_JSON = 256 * 2**20
_LONGEST_HEADER = 1000
_LAST_LINE = 10_000_000

_SAVE_AGAIN = QT_TRANSLATE_NOOP("Files", "Ask for another copy of the file, or save it again.")
_CHOOSE = QT_TRANSLATE_NOOP("Files", "Choose a file.")
_NO_RECORDING = QT_TRANSLATE_NOOP("Files", "it is not a recording of TensorLab")
_OPEN_TLAB = QT_TRANSLATE_NOOP("Files", "Open a .tlab file.")
_MEMBER = QT_TRANSLATE_NOOP("Files", "member “{member}”")


@dataclass
class Document:
    """What a file holds: the recording, and how it was looked at.

    Attributes:
        step: the step that was shown; None for the last.
        selection: the node that was selected, or NOBODY.
        script: name and text of the script beside it, or None.
        positions: node id → x and y, for a drawing that had been arranged.
    """

    recording: Recording
    step: int | None = None
    selection: int = NOBODY
    script: tuple[str, str] | None = None
    positions: Mapping[int, tuple[float, float]] = field(default_factory=dict)


# -- writing ----------------------------------------------------------------------------------------------------------


def save(path: str | Path, document: Document) -> None:
    """Write a file whole, or leave the one that is there as it is; that one is kept beside it with ``.bak``.

    Raises:
        SaveError: the disk is full, the folder may not be written to, or what was written does not read back.
    """
    write_whole(path, pack(document), keep_old=True, is_sound=_is_sound)


def _is_sound(name: str) -> bool:
    """Whether each member of a file matches its checksum."""
    try:
        with zipfile.ZipFile(name) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, EOFError):
        return False


def pack(document: Document) -> bytes:
    """The bytes of the file."""
    members = _members(document)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            # A fixed date: equal documents make equal bytes.
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()


def _members(document: Document) -> dict[str, bytes]:
    recording = document.recording
    about = {
        "format": FORMAT,
        "version": VERSION,
        "cells": [[c.step, None if c.end_step == NEVER else c.end_step, *c[2:]] for c in recording.cells],
        "memory_first": recording.memory.first,
        "bookmarks": sorted(recording.bookmarks.items()),
        "gaps": recording.gaps,
        "shown": {"step": document.step, "selection": document.selection},
        "script": None if document.script is None else dict(zip(("name", "text"), document.script, strict=True)),
    }
    places = [(node, x, y) for node, (x, y) in sorted(document.positions.items())]
    return {
        "about.json": _json(about),
        "texts.json": _json(recording.texts),
        **{f"tables/{name}.npy": _npy(table.rows()) for name, table in recording.tables.items()},
        "dims.npy": _npy(recording.dims.values),
        "floats.npy": _npy(recording.floats.values),
        "memory.npy": _npy(np.frombuffer(recording.memory.joined(), np.uint8)),
        "positions.npy": _npy(np.array(places, np.float64).reshape(-1, 3)),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


# -- reading ----------------------------------------------------------------------------------------------------------


def load(path: str | Path, memory_limit: int = MEMORY_LIMIT) -> Document:
    """Read a file.

    Raises:
        LoadError: it is not there, not a recording, damaged, unsafe, too large or from a newer version.
    """
    name = str(path)
    try:
        with _open(name) as file:
            return _Reader(name, file).document(memory_limit)
    except LoadError:
        raise
    except FileNotFoundError as error:
        raise MissingFile(
            name,
            QT_TRANSLATE_NOOP("Files", "there is no such file"),
            QT_TRANSLATE_NOOP("Files", "Look for it in another folder."),
        ) from error
    except PermissionError as error:
        raise NoPermission(
            name,
            QT_TRANSLATE_NOOP("Files", "you may not read it"),
            QT_TRANSLATE_NOOP("Files", "Ask its owner, or copy it first."),
        ) from error
    except IsADirectoryError as error:
        raise NotAFile(name, QT_TRANSLATE_NOOP("Files", "it is a folder"), _CHOOSE) from error
    except MemoryError as error:
        raise TooLarge(
            name,
            QT_TRANSLATE_NOOP("Files", "there is not enough memory for it"),
            QT_TRANSLATE_NOOP("Files", "Close other programs and try again."),
        ) from error
    except (OSError, ValueError, EOFError) as error:
        raise Corrupt(name, QT_TRANSLATE_NOOP("Files", "it cannot be read"), _SAVE_AGAIN) from error


def _open(name: str) -> io.BufferedReader:
    """A regular file, opened for reading; a pipe or device is refused before it can block."""
    number = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(number).st_mode
    if not stat.S_ISREG(mode):
        os.close(number)
        folder, device = (
            QT_TRANSLATE_NOOP("Files", "it is a folder"),
            QT_TRANSLATE_NOOP("Files", "it is a pipe or a device"),
        )
        raise NotAFile(name, folder if stat.S_ISDIR(mode) else device, _CHOOSE)
    return os.fdopen(number, "rb")


def _room() -> int:
    """How many bytes may be unpacked."""
    try:
        return min(LARGEST, os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    except (AttributeError, OSError, ValueError):
        return LARGEST


class _Reader:
    """The members of one file, each checked before it is used."""

    def __init__(self, path: str, file: io.BufferedReader) -> None:
        self._path = path
        self._archive = _archive(path, file)
        self._sizes = self._checked()

    def document(self, memory_limit: int) -> Document:
        about = self._about()
        recording = self._recording(about, memory_limit)
        recording.cells = self._cells(about, recording.last_step + 1)
        recording.bookmarks = self._bookmarks(about, recording.last_step)
        shown = self._member_of(about, "shown", dict)
        step, selection = shown.get("step"), shown.get("selection")
        if not (step is None or _is_within(step, -1, recording.last_step)):
            raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "the shown step is not in the recording"))
        if not _is_within(selection, NOBODY, recording.n_nodes - 1):
            raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "the selected node is not in the recording"))
        return Document(recording, step, selection, self._script(about), self._positions(recording.n_nodes))

    def _bookmarks(self, about: dict[str, Any], last_step: int) -> dict[int, str]:
        marks = about.get("bookmarks", [])
        for mark in marks if isinstance(marks, list) else [None]:
            if not (isinstance(mark, list) and len(mark) == 2 and isinstance(mark[1], str)):
                raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "a bookmark is not a step and a note"))
            if not _is_within(mark[0], 0, last_step):
                raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "a bookmark is not in the recording"))
        return dict(marks)

    # -- the zip ------------------------------------------------------------------------------------------------------

    def _checked(self) -> dict[str, int]:
        """Member → its size, when no member is of a kind that could do harm."""
        members = self._archive.infolist()
        if len(members) > MOST_MEMBERS:
            reason = QT_TRANSLATE_NOOP("Files", "it has {count} members, more than {most}")
            raise TooLarge(self._path, reason, _SAVE_AGAIN, count=len(members), most=MOST_MEMBERS)
        sizes: dict[str, int] = {}
        for member in members:
            harm = _harm(member)
            if harm or member.filename in sizes:
                reason = harm or QT_TRANSLATE_NOOP("Files", "a member is there twice")
                raise UnsafeContent(self._path, reason, _SAVE_AGAIN, _MEMBER, member=printable(member.filename))
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                reason = QT_TRANSLATE_NOOP("Files", "a member is packed in a way that is not read here")
                raise Unsupported(self._path, reason, _SAVE_AGAIN)
            sizes[member.filename] = member.file_size
        room = _room()
        if sum(sizes.values()) > room:
            reason = QT_TRANSLATE_NOOP("Files", "it unpacks to {amount:,} bytes, and {room:,} are allowed")
            raise TooLarge(self._path, reason, _SAVE_AGAIN, amount=sum(sizes.values()), room=room)
        return sizes

    def _read(self, name: str, most: int = LARGEST) -> bytes:
        if name not in self._sizes:
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a part is missing"))
        if self._sizes[name] > most:
            reason = QT_TRANSLATE_NOOP("Files", "a part is larger than is allowed")
            raise TooLarge(self._path, reason, _SAVE_AGAIN, _MEMBER, member=name)
        try:
            data = self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a part does not match its checksum")) from error
        if len(data) != self._sizes[name]:
            reason = QT_TRANSLATE_NOOP("Files", "a part should hold {wanted} bytes, {found} are there")
            raise Truncated(self._path, reason, _SAVE_AGAIN, wanted=self._sizes[name], found=len(data))
        return data

    def _corrupt(self, name: str, reason: str, **fields: object) -> LoadError:
        return Corrupt(self._path, reason, _SAVE_AGAIN, _MEMBER, member=name, **fields)

    # -- JSON and npy -------------------------------------------------------------------------------------------------

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._read(name, _LARGEST_JSON))
        except (ValueError, RecursionError) as error:
            if isinstance(error, LoadError):
                raise
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a part is not JSON")) from error

    def _array(self, name: str, dtype: type[np.generic], columns: int | None) -> NDArray[Any]:
        """An array of this type, of shape (n,), or (n, columns)."""
        data = self._read(name)
        stream = io.BytesIO(data)
        try:
            if np.lib.format.read_magic(stream) != (1, 0):
                raise self._corrupt(
                    name, QT_TRANSLATE_NOOP("Files", "a table is of a version that is not written here")
                )
            shape, is_fortran, found = np.lib.format.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
        except LoadError:
            raise
        # What a header of nonsense makes numpy's parser raise is not specified.
        except Exception as error:
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a table has no header")) from error
        if found.hasobject:
            reason = QT_TRANSLATE_NOOP("Files", "it holds Python objects, which could run code")
            raise UnsafeContent(
                self._path, reason, QT_TRANSLATE_NOOP("Files", "TensorLab doesn't open those."), _MEMBER, member=name
            )
        wanted = (shape[0] if shape else 0,) if columns is None else (shape[0] if shape else 0, columns)
        if found != np.dtype(dtype) or tuple(shape) != wanted or (is_fortran and len(shape) > 1):
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a table has another shape or type than it should"))
        if len(data) - stream.tell() != int(np.prod(wanted, dtype=object)) * found.itemsize:
            raise self._corrupt(name, QT_TRANSLATE_NOOP("Files", "a table has another length than it says"))
        return np.frombuffer(data, found, offset=stream.tell()).reshape(wanted)

    def _member_of(self, values: Mapping[str, Any], key: str, kind: type) -> Any:
        value = values.get(key)
        if not isinstance(value, kind):
            raise self._corrupt(
                "about.json", QT_TRANSLATE_NOOP("Files", "“{key}” is missing or not what it should be"), key=key
            )
        return value

    # -- parts --------------------------------------------------------------------------------------------------------

    def _about(self) -> dict[str, Any]:
        if "about.json" not in self._sizes:
            raise UnknownFormat(
                self._path, QT_TRANSLATE_NOOP("Files", "it is a zip file, but not a recording"), _OPEN_TLAB
            )
        about = self._json("about.json")
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise UnknownFormat(self._path, _NO_RECORDING, _OPEN_TLAB)
        version = about.get("version")
        if not _is_within(version, 1, 2**31):
            raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "the version is not a number"))
        if version > VERSION:
            reason = QT_TRANSLATE_NOOP(
                "Files", "it was saved by a newer TensorLab (format {version}, this one reads {known})"
            )
            raise Unsupported(
                self._path,
                reason,
                QT_TRANSLATE_NOOP("Files", "Open it with that version."),
                version=version,
                known=VERSION,
            )
        return about

    def _recording(self, about: Mapping[str, Any], memory_limit: int) -> Recording:
        texts = self._json("texts.json")
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise self._corrupt("texts.json", QT_TRANSLATE_NOOP("Files", "it is not a list of texts"))
        first = about.get("memory_first")
        if not _is_within(first, 0, 2**62):
            raise self._corrupt("about.json", "“memory_first” is not a number")
        batch = Batch(
            0,
            {name: self._array(f"tables/{name}.npy", np.int64, len(columns)) for name, columns in TABLES.items()},
            self._array("dims.npy", np.int64, None),
            self._array("floats.npy", np.float64, None),
            texts,
            self._array("memory.npy", np.uint8, None).tobytes(),
        )
        recording = Recording(memory_limit, Memory(first))
        recording.gaps = self._gaps(about, len(batch.tables["steps"]))
        try:
            recording.append(batch)
        except ProtocolError as error:
            reason = QT_TRANSLATE_NOOP("Files", "its tables do not fit together: {detail}")
            raise Corrupt(self._path, reason, _SAVE_AGAIN, detail=error) from error
        return recording

    def _gaps(self, about: Mapping[str, Any], steps: int) -> list[Gap]:
        gaps = []
        for entry in self._member_of(about, "gaps", list) if "gaps" in about else []:
            is_pair = isinstance(entry, list) and len(entry) == 2
            if not (is_pair and _is_within(entry[0], 0, steps - 1) and _is_within(entry[1], entry[0], steps - 1)):
                raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "a gap is not what it should be"))
            gaps.append(Gap(*entry))
        return joined(gaps)

    def _cells(self, about: Mapping[str, Any], end: int) -> list[Cell]:
        cells = []
        for entry in self._member_of(about, "cells", list):
            if not (isinstance(entry, list) and len(entry) == 5):
                raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "a cell is not what it should be"))
            step, end_step, source, text, line = entry
            is_ended = end_step is not None
            fits = _is_within(step, 0, end) and (not is_ended or _is_within(end_step, step, end))
            if not (fits and isinstance(source, str) and isinstance(text, str) and _is_within(line, 1, _LAST_LINE)):
                raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "a cell is not what it should be"))
            cells.append(Cell(step, end_step if is_ended else NEVER, source, text, line))
        return cells

    def _script(self, about: Mapping[str, Any]) -> tuple[str, str] | None:
        script = about.get("script")
        if script is None:
            return None
        script = self._member_of(about, "script", dict)
        name, text = script.get("name"), script.get("text")
        if not (isinstance(name, str) and isinstance(text, str)):
            raise self._corrupt("about.json", QT_TRANSLATE_NOOP("Files", "the script is not text"))
        return name, text

    def _positions(self, nodes: int) -> dict[int, tuple[float, float]]:
        table = self._array("positions.npy", np.float64, 3)
        ids = table[:, 0]
        if not (np.isfinite(table).all() and (ids >= 0).all() and (ids < nodes).all() and (ids == ids.round()).all()):
            raise self._corrupt("positions.npy", QT_TRANSLATE_NOOP("Files", "a position is of no node, or no number"))
        return {int(node): (x, y) for node, x, y in table.tolist()}


def _is_within(value: object, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _archive(path: str, file: io.BufferedReader) -> zipfile.ZipFile:
    start = file.read(4)
    file.seek(0)
    if not start:
        raise Truncated(path, QT_TRANSLATE_NOOP("Files", "the file is empty"), _SAVE_AGAIN)
    if start[:2] != b"PK":
        raise UnknownFormat(path, _NO_RECORDING, _OPEN_TLAB)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        reason = QT_TRANSLATE_NOOP("Files", "the file ends early or its list of parts is damaged")
        raise Truncated(path, reason, _SAVE_AGAIN) from error


def _harm(member: zipfile.ZipInfo) -> str:
    """Why a member is not to be touched, "" when it may be."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if "\0" in name or ":" in name or name.startswith(("/", "\\")) or ".." in parts:
        return QT_TRANSLATE_NOOP("Files", "a member has a name that leads out of the file")
    if stat.S_ISLNK(member.external_attr >> 16):
        return QT_TRANSLATE_NOOP("Files", "a member is a link")
    return QT_TRANSLATE_NOOP("Files", "a member is encrypted") if member.flag_bits & 0x1 else ""
