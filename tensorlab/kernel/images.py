"""Reads a picture as numbers.

A window reads many formats; the environment names its module, which is run as a program of its own. Without one there
are PNG files of 8 bits a channel, as most are.

Source: "Portable Network Graphics (PNG) Specification, Third Edition", sections 7 (filters) and 11 (chunks).
"""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

READER = "TENSORLAB_PICTURES"
"""The variable that names the module: ``python -m MODULE FILE`` writes the pixels as npy, or says why not."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PALETTE = 3

Line = NDArray[np.int64]


def read_picture(path: str | Path) -> NDArray[np.uint8]:
    """The pixels, shape (height, width, channels).

    Raises:
        ValueError: it is no picture that can be read here.
    """
    module = os.environ.get(READER)
    if not module:
        return read_png(path)
    told = subprocess.run([sys.executable, "-P", "-m", module, str(path)], capture_output=True, check=False)
    if told.returncode:
        raise ValueError(told.stderr.decode(errors="replace").strip() or f"{Path(path).name} cannot be read")
    pixels: NDArray[np.uint8] = np.load(io.BytesIO(told.stdout), allow_pickle=False)
    return pixels


def read_png(path: str | Path) -> NDArray[np.uint8]:
    """The pixels, shape (height, width, channels): 1 grey, 2 grey and alpha, 3 colours, 4 colours and alpha.

    Raises:
        ValueError: it is no PNG file, or one of a kind that is not read (16 bits, interlaced).
    """
    data = Path(path).read_bytes()
    if not data.startswith(_SIGNATURE):
        raise ValueError(f"{Path(path).name} is no PNG file")
    chunks = _chunks(data)
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks["IHDR"])
    if depth != 8 or interlaced or kind not in _CHANNELS:
        raise ValueError(f"{Path(path).name}: only PNG files of 8 bits a channel that are not interlaced are read")
    channels = _CHANNELS[kind]
    lines = np.frombuffer(zlib.decompress(chunks["IDAT"]), np.uint8).reshape(height, 1 + width * channels)
    pixels = _unfiltered(lines, channels).reshape(height, width, channels)
    if kind == _PALETTE:
        return np.asarray(np.frombuffer(chunks["PLTE"], np.uint8).reshape(-1, 3)[pixels[:, :, 0]])
    return pixels


def _chunks(data: bytes) -> dict[str, bytes]:
    """The chunks by name; those of one name follow each other and belong together."""
    found: dict[str, bytes] = {}
    at = len(_SIGNATURE)
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        key = name.decode("latin-1")
        found[key] = found.get(key, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def _unfiltered(lines: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Each line tells how it was predicted from its left and upper neighbours; the prediction is added back."""
    height, length = lines.shape[0], lines.shape[1] - 1
    result = np.zeros((height, length), np.uint8)
    above = np.zeros(length, np.int64)
    for row in range(height):
        kind, coded = int(lines[row, 0]), lines[row, 1:].astype(np.int64)
        if kind == 0:
            current = coded
        elif kind == 1:
            current = np.cumsum(coded.reshape(-1, channels), axis=0).reshape(-1)
        elif kind == 2:
            current = coded + above
        else:
            current = _predicted(coded, above, channels, _average if kind == 3 else _paeth)
        current &= 255
        result[row] = current
        above = current
    return result


def _predicted(coded: Line, above: Line, channels: int, rule: Callable[[Line, Line, Line], Line]) -> Line:
    """Filters whose prediction needs the pixel just decoded, one pixel after another."""
    current = np.zeros_like(coded)
    left = corner = np.zeros(channels, np.int64)
    for at in range(0, len(coded), channels):
        upper = above[at : at + channels]
        left = (coded[at : at + channels] + rule(left, upper, corner)) & 255
        current[at : at + channels] = left
        corner = upper
    return current


def _average(left: Line, upper: Line, _: Line) -> Line:
    return (left + upper) // 2


def _paeth(left: Line, upper: Line, corner: Line) -> Line:
    """Of the three neighbours, the one nearest to left + upper − corner; the left first, then the upper."""
    guess = left + upper - corner
    far_left, far_upper, far_corner = abs(guess - left), abs(guess - upper), abs(guess - corner)
    first = (far_left <= far_upper) & (far_left <= far_corner)
    return np.asarray(np.where(first, left, np.where(far_upper <= far_corner, upper, corner)))
