"""The canvas's painting without a window."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from ui.canvas.render import shows_facts, to_image, to_png, to_svg
from ui.models.picture import Facts, Flag, Flow, Life, Mark, Picture
from ui.theme import Theme

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["dark", "light", "high_contrast"])
def look(request, qapp):
    return Theme(request.param)


@pytest.fixture
def dark(qapp):
    return Theme("dark")


def words_of(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def colours_in(image, centre, reach):
    x, y = int(centre.x()), int(centre.y())
    return {
        image.pixelColor(i, j).name()
        for i in range(max(0, x - reach), min(image.width(), x + reach))
        for j in range(max(0, y - reach), min(image.height(), y + reach))
    }


def place_in_image(picture, node):
    """Where the middle of a node is in an image at 100 %."""
    left, top, *_ = picture.bounds()
    x, y = picture.nodes.centres[node]
    return QPointF(x - left + 32, y - top + 32)


def test_the_same_picture_gives_the_same_bytes(backward_half_done, look):
    first = to_svg(backward_half_done.picture(), look)
    second = to_svg(backward_half_done.picture(), look)

    assert first == second
    assert to_png(backward_half_done.picture(), look) == to_png(backward_half_done.picture(), look)


def test_an_svg_keeps_names_shapes_and_states_as_text(backward_half_done, dark):
    words = words_of(to_svg(backward_half_done.picture(), dark))

    for word in ("linear", "running", "(4, 3)", "pred", "(4, 1) f32", "collected", "∇", ".grad"):
        assert word in words
    assert words.count("saved tensors freed") == 2


def test_an_svg_names_no_font_of_this_machine(backward_half_done, dark):
    svg = to_svg(backward_half_done.picture(), dark)

    families = {part.split(b'"')[1] for part in svg.split(b"font-family=")[1:]}
    assert families <= {b"system-ui, sans-serif", b"monospace"}


def test_a_png_is_as_large_as_asked(product, dark):
    picture = product.picture()

    once, twice = (QImage.fromData(to_png(picture, dark, zoom)) for zoom in (1, 2))

    assert abs(twice.width() - 2 * once.width()) <= 1
    assert abs(twice.height() - 2 * once.height()) <= 1


def test_a_picture_of_nothing_is_an_empty_sheet(dark):
    image = to_image(Picture.empty(), dark)

    assert image.width() > 0
    assert colours_in(image, QPointF(image.width() / 2, image.height() / 2), 50) == {dark.hex("background").lower()}


def test_hidden_nodes_and_their_edges_are_not_drawn(product, dark):
    product.set(2, life=Life.HIDDEN)

    assert "MulBackward0" not in words_of(to_svg(product.picture(), dark))


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ({"mark": Mark.RUNNING}, "running"),
        ({"mark": Mark.ERROR}, "error"),
        ({"life": Life.FREED}, "freed"),
    ],
)
def test_a_state_has_its_colour(sketch, dark, state, role):
    s = sketch()
    y = s.op("exp", s.leaf("x"), out="y", saved=1)
    function = s.made_by(y)
    plain = s.picture()
    s.set(function, **state)
    changed = s.picture()

    def seen(picture):
        return colours_in(to_image(picture, dark, 1), place_in_image(picture, function), 60)

    assert dark.hex(role).lower() in seen(changed)
    assert dark.hex(role).lower() not in seen(plain)


def test_what_is_collected_leaves_a_dotted_outline_and_its_name(sketch, dark):
    s = sketch()
    x = s.leaf("x", "(2, 3) f32")
    s.set(x, life=Life.COLLECTED)

    svg = to_svg(s.picture(), dark)

    assert b'stroke-dasharray="1,3"' in svg
    assert words_of(svg) == ["x", "collected"]


def test_states_can_be_told_apart_without_colour(sketch, dark):
    """Each state of a function is drawn in its own lines and words."""
    drawn = set()
    for state in ({}, {"life": Life.FREED}, {"life": Life.COLLECTED}, {"mark": Mark.RUNNING}, {"mark": Mark.ERROR}):
        s = sketch()
        y = s.op("exp", s.leaf("x"), out="y", saved=1)
        s.set(s.made_by(y), **state)
        drawn.add(tuple(words_of(to_svg(s.picture(), dark))))

    assert len(drawn) == 5


def test_a_gradient_is_dashed_and_says_its_shape(product, dark):
    svg = to_svg(product.picture(), dark)

    assert b'stroke-dasharray="6,4"' in svg
    assert words_of(svg).count("(2, 3)") == 3


def test_a_cut_edge_has_a_mark_across_it(sketch, dark):
    s = sketch()
    y = s.op("detach", s.leaf("x"), out="y")
    whole = to_svg(s.picture(), dark)
    s.cut.add((s.made_by(y), y))

    assert to_svg(s.picture(), dark) != whole


def test_a_view_has_a_second_stripe(sketch, dark):
    s = sketch()
    x = s.data("x")
    plain = to_svg(s.picture(), dark)
    s.set(x, flags=Flag.VIEW)

    assert to_svg(s.picture(), dark).count(b"<rect") == plain.count(b"<rect") + 1


def test_facts_are_shown_where_there_is_room(product, dark):
    picture = product.picture()

    assert "requires_grad" not in words_of(to_svg(picture, dark, zoom=1))
    near = words_of(to_svg(picture, dark, zoom=2))
    assert near.count("requires_grad") == 3
    assert near.count("grad") == 2


def test_what_is_collected_keeps_its_name_where_others_show_facts(product, dark):
    product.set(0, life=Life.COLLECTED)
    picture = product.picture()

    near = words_of(to_svg(picture, dark, zoom=2))
    assert picture.moment.titles[0] in near
    assert "collected" in near
    assert near.count("requires_grad") == 2


def test_facts_go_into_an_image_that_is_not_too_large_to_be_enlarged(product):
    picture = product.picture()
    wide = replace(picture, nodes=replace(picture.nodes, centres=picture.nodes.centres * 200))

    assert shows_facts(picture, ".png")
    assert not shows_facts(picture, ".svg")
    assert not shows_facts(wide, ".png")


def test_facts_are_asked_only_for_nodes_large_enough(product, dark):
    asked = []
    picture = product.picture()
    moment = picture.moment

    def facts(node):
        asked.append(node)
        return Facts()

    curious = picture.at(type(moment)(**{**{s: getattr(moment, s) for s in moment.__slots__}, "facts": facts}))
    to_image(curious, dark, 1)
    assert not asked

    to_image(curious, dark, 2)
    assert sorted(asked) == [0, 1, 3]


def test_a_flow_on_its_way_is_drawn_too(product, dark):
    still = to_svg(product.picture(), dark)
    product.flow(0, 2, Flow.FLOWING, "(2, 3)")

    assert to_svg(product.picture(), dark) == still
