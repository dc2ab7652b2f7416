"""The canvas's painting without a window: as an SVG, a PNG or a PDF, and the graph itself for other programs.

The same picture in the same theme gives the same bytes: nothing depends on the clock, on a hash, or on what was drawn
before.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from ui.canvas.lettering import Lettering
from ui.canvas.painting import FACTS, note_room, paint_picture
from ui.canvas.sheet import Sheet
from ui.canvas.words import spoken_canvas
from ui.models.graph_files import WRITERS
from ui.models.picture import Picture
from ui.models.piping import Progress
from ui.models.whole_file import write_whole
from ui.theme import Theme

MARGIN = 32.0
SMALLEST = (320.0, 200.0)
PNG_ZOOM = 2.0
_PDF_DOTS = 1200
_LARGEST = 16_000
"""Pixels along a side that an image may have."""


def to_svg(picture: Picture, theme: Theme, zoom: float = 1.0, progress: Progress | None = None) -> bytes:
    """The picture as an SVG whose text stays text, in whatever fonts its reader has."""
    area = _area(picture, theme)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setTitle("TensorLab")
    generator.setDescription(spoken_canvas(picture))
    generator.setSize(_whole(area.size() * zoom))
    generator.setViewBox(QRectF(0, 0, area.width() * zoom, area.height() * zoom))
    # One pixel at 100 % is one unit of the drawing.
    generator.setResolution(96)
    painter = QPainter(generator)
    try:
        _paint(painter, picture, theme, area, zoom, progress)
    finally:
        painter.end()
    return _with_generic_fonts(bytes(data.data()))


def to_image(picture: Picture, theme: Theme, zoom: float = 1.0, progress: Progress | None = None) -> QImage:
    """The picture as pixels."""
    area = _area(picture, theme)
    zoom = min(zoom, _LARGEST / max(area.width(), area.height()))
    image = QImage(_whole(area.size() * zoom), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme.color("background"))
    painter = QPainter(image)
    try:
        _paint(painter, picture, theme, area, zoom, progress)
    finally:
        painter.end()
    return image


def shows_facts(picture: Picture, suffix: str) -> bool:
    """Whether cards are so large in a file with this ending that they have room for their facts."""
    left, top, right, bottom = picture.bounds()
    return suffix == ".png" and min(PNG_ZOOM, _LARGEST / max(right - left, bottom - top, 1.0)) >= FACTS


def to_png(picture: Picture, theme: Theme, zoom: float = 1.0, progress: Progress | None = None) -> bytes:
    """The picture as a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(to_image(picture, theme, zoom, progress))
    return bytes(data.data())


def to_pdf(picture: Picture, theme: Theme, progress: Progress | None = None) -> bytes:
    """The picture as one page of lines and text, its fonts in it."""
    area = _area(picture, theme)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("TensorLab")
    writer.setCreator("TensorLab")
    # Points are 1/72 inch, pixels at 100 % 1/96.
    writer.setPageSize(QPageSize(area.size() * 0.75, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(_PDF_DOTS)
    painter = QPainter(writer)
    try:
        painter.scale(_PDF_DOTS / 96, _PDF_DOTS / 96)
        _paint(painter, picture, theme, area, 1.0, progress)
    finally:
        painter.end()
    return bytes(data.data())


FORMATS = (".svg", ".png", ".pdf", *WRITERS)
"""The endings of files that a graph can be written to."""


def rendered(picture: Picture, theme: Theme, suffix: str, progress: Progress | None = None) -> bytes:
    """The picture in the format of a file with this ending, one of the formats."""
    if suffix in WRITERS:
        return WRITERS[suffix](picture)
    if suffix == ".png":
        return to_png(picture, theme, PNG_ZOOM, progress)
    if suffix == ".pdf":
        return to_pdf(picture, theme, progress)
    return to_svg(picture, theme, progress=progress)


def write(path: Path, picture: Picture, theme: Theme, progress: Progress | None = None) -> None:
    """Write a picture whole, in the format that the ending of the path says, or leave the file that is there.

    Raises:
        SaveError: the file could not be written.
    """
    write_whole(path, rendered(picture, theme, path.suffix, progress))


def _area(picture: Picture, theme: Theme) -> QRectF:
    """The nodes, the words beside them and a margin; a picture of nothing has a size, too."""
    left, top, right, bottom = picture.bounds()
    sheet, letters = Sheet(picture.nodes, picture.edges, picture.frames), Lettering(theme)
    for node in picture.visible.nonzero()[0].tolist():
        right = max(right, sheet.boxes[node, 2] + note_room(picture, node, letters))
    room = QRectF(left, top, right - left, bottom - top).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    room.setWidth(round(room.width()))
    short = max(0.0, SMALLEST[0] - room.width()) / 2, max(0.0, SMALLEST[1] - room.height()) / 2
    return room.adjusted(-short[0], -short[1], short[0], short[1])


def _whole(size: QSizeF) -> QSize:
    return QSize(round(size.width()), round(size.height()))


def _paint(
    painter: QPainter, picture: Picture, theme: Theme, area: QRectF, zoom: float, progress: Progress | None
) -> None:
    painter.fillRect(QRectF(0, 0, area.width() * zoom, area.height() * zoom), theme.color("background"))
    painter.scale(zoom, zoom)
    painter.translate(-area.topLeft())
    sheet = Sheet(picture.nodes, picture.edges, picture.frames)
    paint_picture(painter, sheet, picture, theme, Lettering(theme), area, max(zoom, 1.0), progress)


def _with_generic_fonts(svg: bytes) -> bytes:
    """Let the reader's own fonts be used: text is the same everywhere, its letters are not."""

    def generic(match: re.Match[bytes]) -> bytes:
        mono = re.search(rb"mono|consol|menlo|courier", match[1], re.IGNORECASE)
        return b'font-family="monospace"' if mono else b'font-family="system-ui, sans-serif"'

    return re.sub(rb'font-family="([^"]*)"', generic, svg)
