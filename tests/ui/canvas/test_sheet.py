"""Finding nodes and edges by place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from ui.canvas.sheet import Sheet, curve
from ui.models.picture import Picture


@pytest.fixture
def picture(product):
    return product.picture()


@pytest.fixture
def sheet(picture):
    return Sheet(picture.nodes, picture.edges)


def test_the_node_under_a_point_is_found(sheet, picture):
    for node, (x, y) in enumerate(picture.nodes.centres):
        assert sheet.node_at(QPointF(x, y), picture.visible) == node


def test_between_nodes_there_is_none_but_the_nearest_within_the_tolerance(sheet, picture):
    beside = QPointF(sheet.boxes[0, 2] + 3, picture.nodes.centres[0, 1])

    assert sheet.node_at(beside, picture.visible) == -1
    assert sheet.node_at(beside, picture.visible, tolerance=4) == 0


def test_what_is_hidden_is_not_found(sheet, picture):
    nothing = np.zeros(len(picture.nodes), bool)

    assert sheet.node_at(QPointF(*picture.nodes.centres[0]), nothing) == -1


def test_an_empty_picture_has_nothing_anywhere():
    empty = Picture.empty()
    sheet = Sheet(empty.nodes, empty.edges)

    assert sheet.node_at(QPointF(0, 0), empty.visible) == -1
    assert not len(sheet.nodes_in(QRectF(0, 0, 9, 9), empty.visible))


def test_only_what_reaches_into_an_area_is_in_it(sheet, picture):
    around_first = sheet.box(0).adjusted(-1, -1, 1, 1)

    assert sheet.nodes_in(around_first, picture.visible).tolist() == [0]
    assert len(sheet.edges_in(sheet.box(3), picture.visible_edges)) == 1


def test_the_room_beside_a_node_ends_at_the_next_one(sheet):
    assert sheet.room_beside(0) == sheet.boxes[1, 0] - sheet.boxes[0, 2]
    assert sheet.room_beside(3) == np.inf


def test_a_route_is_drawn_as_a_line_that_is_vertical_at_every_point():
    path = curve([(0, 0), (40, 32), (40, 100)])

    bend, after_bend = path.elementAt(1), path.elementAt(2)
    assert (bend.x, after_bend.x) == (0, 40)
    assert path.elementAt(4).type == QPainterPath.ElementType.LineToElement
    assert path.currentPosition() == QPointF(40, 100)
