"""Less is drawn the farther away one looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ui.canvas import quick
from ui.canvas.lettering import Lettering
from ui.canvas.quick import Quick
from ui.canvas.sheet import Sheet
from ui.canvas.stamps import Stamps
from ui.theme import Theme


class Counter(Lettering):
    """Counts the texts that are drawn."""

    def __init__(self, look):
        super().__init__(look)
        self.drawn = 0

    def draw(self, *arguments, **options):
        self.drawn += 1
        return super().draw(*arguments, **options)

    def pen(self, *arguments):
        pen, draw = super().pen(*arguments), super().pen(*arguments).draw

        def counted(*words):
            self.drawn += 1
            draw(*words)

        pen.draw = counted
        return pen


@pytest.fixture
def look(qapp):
    return Theme("dark")


def painted(picture, look, zoom, area=None):
    image = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look.color("background"))
    letters = Counter(look)
    painter = QPainter(image)
    try:
        painter.scale(zoom, zoom)
        area = area if area is not None else QRectF(0, 0, 400 / zoom, 400 / zoom)
        sheet = Sheet(picture.nodes, picture.edges)
        Quick(sheet, picture, look, letters, Stamps(look, letters)).paint(painter, area, zoom)
    finally:
        painter.end()
    return image, letters.drawn


@pytest.mark.parametrize(("zoom", "words"), [(0.05, False), (0.2, False), (0.4, False), (0.6, True), (2.0, True)])
def test_words_appear_when_they_can_be_read(product, look, zoom, words):
    _, drawn = painted(product.picture(), look, zoom)

    assert (drawn > 0) == words


@pytest.mark.parametrize("zoom", [0.05, 0.2, 0.4, 1.0, 2.0])
def test_something_is_seen_from_everywhere(product, look, zoom):
    image, _ = painted(product.picture(), look, zoom)

    empty = QImage(image.size(), image.format())
    empty.fill(look.color("background"))
    assert image != empty


def test_from_afar_a_leaf_keeps_its_colour(product, look):
    picture = product.picture()
    image, _ = painted(picture, look, 0.2)

    x, y = (picture.nodes.centres[0] * 0.2).astype(int).tolist()
    assert image.pixelColor(x, y) == look.color("leaf")


def test_what_lies_outside_is_not_painted(chain, look):
    picture = chain(200).picture()

    _, everything = painted(picture, look, 1, QRectF(0, 0, 1e6, 1e6))
    _, a_part = painted(picture, look, 1, QRectF(0, 0, 400, 400))

    assert a_part < everything / 10


def test_at_the_farthest_only_a_sample_of_the_edges_is_drawn(chain, look, monkeypatch):
    picture = chain(40).picture()
    everything, _ = painted(picture, look, 0.05)
    monkeypatch.setattr(quick, "MOST_LINES", 3)

    sample, _ = painted(picture, look, 0.05)

    assert sample != everything


def test_a_node_that_is_appearing_is_faint(product, look):
    picture = product.picture()
    image = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look.color("background"))
    painter = QPainter(image)
    try:
        sheet, area = Sheet(picture.nodes, picture.edges), QRectF(0, 0, 400, 400)
        letters = Lettering(look)
        Quick(sheet, picture, look, letters, Stamps(look, letters)).paint(painter, area, 1.0, faint={0: 0.0})
    finally:
        painter.end()

    left, top, *_ = sheet.boxes[0].astype(int).tolist()
    assert image.pixelColor(left + 2, top + 20) == look.color("background")
