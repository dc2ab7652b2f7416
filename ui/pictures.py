"""Reads a picture as numbers, in every format that Qt knows and that is a picture of pixels alone.

``python -m ui.pictures FILE`` writes the pixels as npy to its output: so that the kernel reads what the window shows,
and neither waits for a decoder nor ends with one that fails.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QImageReader

from tensorlab.errors import Corrupt, FileTrouble, MissingFile, NotAFile, TooLarge, UnknownFormat
from ui.models.marking import QT_TRANSLATE_NOOP

MOST_PIXELS = 2**28
_MEGABYTES = MOST_PIXELS * 4 // 2**20
_DRAWINGS = frozenset({"svg", "svgz", "pdf"})
"""Qt draws these, and they may load more than themselves: they are no pictures of pixels."""

_FORMS: dict[tuple[bool, bool], tuple[Any, int]] = {
    (True, False): (QImage.Format.Format_Grayscale8, 1),
    (False, False): (QImage.Format.Format_RGB888, 3),
    (False, True): (QImage.Format.Format_RGBA8888, 4),
    (True, True): (QImage.Format.Format_RGBA8888, 4),
}
"""Whether it is grey, and has alpha → the layout in memory and its channels."""


@cache
def endings() -> tuple[str, ...]:
    """The endings of files that are read, the usual ones first: ``("png", "jpg", …)``."""
    found = {bytes(form.data()).decode() for form in QImageReader.supportedImageFormats()} - _DRAWINGS
    usual = [ending for ending in ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff") if ending in found]
    return (*usual, *sorted(found - set(usual)))


def read(path: str | Path) -> NDArray[np.uint8]:
    """The pixels, shape (height, width, channels): 1 grey, 3 colours, 4 colours and alpha.

    Raises:
        LoadError: it is not there, no picture, damaged, or too large.
    """
    name = str(path)
    if not Path(path).exists():
        raise MissingFile(name, QT_TRANSLATE_NOOP("Files", "it is not there"))
    if not Path(path).is_file():
        raise NotAFile(name, QT_TRANSLATE_NOOP("Files", "it is not a file"))
    QImageReader.setAllocationLimit(_MEGABYTES)
    reader = QImageReader(name)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()).decode() not in endings():
        advice = QT_TRANSLATE_NOOP("Files", "These are read: {formats}.")
        formats = ", ".join(endings()[:8])
        raise UnknownFormat(name, QT_TRANSLATE_NOOP("Files", "it is no picture"), advice, formats=formats)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        reason = QT_TRANSLATE_NOOP("Files", "it has {count:,} pixels, and {most:,} are allowed")
        raise TooLarge(name, reason, count=size.width() * size.height(), most=MOST_PIXELS)
    image = reader.read()
    if image.isNull():
        raise Corrupt(name, QT_TRANSLATE_NOOP("Files", "the picture in it is damaged"))
    return _pixels(image)


def _pixels(image: QImage) -> NDArray[np.uint8]:
    form, channels = _FORMS[image.isGrayscale(), image.hasAlphaChannel()]
    image = image.convertToFormat(form)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    width = image.width() * channels
    return lines[:, :width].reshape(image.height(), image.width(), channels).copy()


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """The picture that has these pixels."""
    height, width, channels = pixels.shape
    form = next(form for form, count in _FORMS.values() if count == channels)
    return QImage(np.ascontiguousarray(pixels).data, width, height, width * channels, form).copy()


def main(argv: Sequence[str]) -> int:
    """Write the pixels of a file to the output, or say why not and return 1."""
    try:
        np.save(sys.stdout.buffer, read(argv[0]), allow_pickle=False)
    except FileTrouble as trouble:
        sys.stderr.write(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
