"""Tensors in files: ``torch.save`` and ``torch.load`` in PyTorch's zip format, for plain data alone.

A file holds a pickle that describes containers, numbers and texts, and beside it the memory of each storage. PyTorch
reads what is written here, and the other way round. A pickle is a small program; here it is read by an interpreter of
its own that knows how to put plain data together and nothing else, so that no file can make anything run.
"""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from tensorlab import dtypes
from tensorlab.serialization.reading import Memories, read
from tensorlab.serialization.writing import write

_BROKEN = (
    "PytorchStreamReader failed reading zip archive: failed finding central directory. This is an internal miniz "
    "error. If you are seeing this error, there is a high likelihood that your checkpoint file is corrupted. This can "
    "happen if the checkpoint was not saved properly, was transferred incorrectly, or the file was modified after "
    "saving."
)
_NO_CUDA = (
    "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a "
    "CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that equal data give equal files."""


def save(
    obj: Any,
    f: Any,
    pickle_module: Any = None,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write tensors, numbers, texts and containers of them to a path or to an open file.

    Raises:
        PicklingError: there is something else among them, such as a whole model; save its ``state_dict()``.
    """
    is_path = isinstance(f, (str, os.PathLike))
    if not is_path and not hasattr(f, "write"):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute")
    if is_path and not Path(f).absolute().parent.is_dir():
        raise RuntimeError(f"Parent directory {Path(f).parent} does not exist.")
    description, memories = write(obj)
    name = Path(f).stem if is_path else "archive"
    members = {"data.pkl": description, ".format_version": b"1", "byteorder": b"little"}
    members.update({f"data/{key}": memory for key, memory in enumerate(memories)})
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for member, content in {**members, "version": b"3\n"}.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{member}", _LONG_AGO), content)
    if is_path:
        Path(f).write_bytes(whole.getvalue())
    else:
        f.write(whole.getvalue())


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **_: Any,
) -> Any:
    """Read what ``save`` wrote, here or in PyTorch; with ``weights_only=False``, too, nothing in a file is ever run.

    Raises:
        UnpicklingError: it asks for more than plain data.
        RuntimeError: the file is damaged, or holds memory of a GPU and no ``map_location`` for it.
    """
    data = _content(f)
    if not data:
        raise EOFError
    if not data.startswith(b"PK\x03\x04"):
        raise UnpicklingError(
            "Weights only load failed. The file is not in PyTorch's zip format; torch.load reads nothing else here."
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile as error:
        raise RuntimeError(_BROKEN) from error
    with archive:
        start = next((name for name in archive.namelist() if name.rpartition("/")[2] == "data.pkl"), None)
        if start is None:
            raise RuntimeError("PytorchStreamReader failed locating file data.pkl: file not found")
        folder = start.removesuffix("data.pkl")
        return read(archive.read(start), _Members(archive, folder, map_location))


def _content(f: Any) -> bytes:
    if isinstance(f, (str, os.PathLike)):
        return Path(f).read_bytes()
    if not hasattr(f, "seek") or not hasattr(f, "read"):
        raise AttributeError(
            f"'{type(f).__name__}' object has no attribute 'seek'. You can only torch.load from a file that is "
            "seekable. Please pre-load the data into a buffer like io.BytesIO and try to load from it instead."
        )
    return bytes(f.read())


class _Members(Memories):
    """The memories of one archive."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, map_location: Any) -> None:
        self._archive = archive
        self._folder = folder
        self._map_location = map_location
        order = f"{folder}byteorder"
        self.is_big = order in archive.namelist() and archive.read(order).strip() == b"big"

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._archive.read(f"{self._folder}data/{key}")
        except (KeyError, zipfile.BadZipFile) as error:
            raise RuntimeError(f"PytorchStreamReader failed reading file data/{key}: {error}") from error

    def check_place(self, location: str) -> None:
        wanted = self._map_location
        if isinstance(wanted, dict):
            wanted = wanted.get(location)
        if callable(wanted):
            return
        if isinstance(wanted, (str, dtypes.device)):
            location = str(wanted)
        if location.startswith("cuda"):
            raise RuntimeError(_NO_CUDA)


__all__ = ["load", "save"]
