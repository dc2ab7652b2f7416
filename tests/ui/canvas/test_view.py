"""The canvas as one uses it: looking, clicking, walking with the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.canvas.legend import Legend
from ui.canvas.view import LEGIBLE, Canvas
from ui.models.picture import Flow, Life

X, Y, FUNCTION, Z = 100, 101, 102, 103


@pytest.fixture
def canvas(qtbot, product):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.set_reduce_motion(True)
    canvas.resize(800, 600)
    canvas.set_picture(product.picture())
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.fit(at_most=1.0)
    return canvas


def on(canvas, node_id):
    """Where the middle of a node is in the viewport."""
    node = canvas.picture.nodes.ids.tolist().index(node_id)
    return canvas.mapFromScene(QPointF(*canvas.picture.nodes.centres[node]))


def turn(canvas, steps, modifiers=Qt.KeyboardModifier.NoModifier, at=None):
    at = QPointF(at or canvas.viewport().rect().center())
    event = QWheelEvent(
        at,
        canvas.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def told(signal):
    heard = []
    signal.connect(lambda *values: heard.append(values[0] if values else None))
    return heard


def test_a_click_selects_the_node_and_tells_its_id(qtbot, canvas):
    clicked = told(canvas.node_clicked)

    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=on(canvas, FUNCTION))

    assert clicked == [FUNCTION]
    assert canvas.selection == FUNCTION


def test_a_click_beside_the_nodes_takes_the_selection_away(qtbot, canvas):
    canvas.select(X)
    clicked, background = told(canvas.node_clicked), told(canvas.background_clicked)

    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    assert (clicked, len(background), canvas.selection) == ([], 1, -1)


def test_a_double_click_opens(qtbot, canvas):
    opened = told(canvas.node_activated)

    qtbot.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=on(canvas, Z))

    assert opened == [Z]


def test_the_pointer_tells_which_node_it_is_over_once(qtbot, canvas):
    hovered = told(canvas.node_hovered)

    for pos in (on(canvas, X), on(canvas, X) + QPoint(2, 2), on(canvas, Y), QPoint(5, 5)):
        qtbot.mouseMove(canvas.viewport(), pos)

    assert hovered == [X, Y, -1]


def test_what_cannot_be_seen_cannot_be_clicked(qtbot, canvas, product):
    pos = on(canvas, FUNCTION)
    product.set(2, life=Life.HIDDEN)
    canvas.set_picture(product.picture())
    clicked = told(canvas.node_clicked)

    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=pos)

    assert clicked == []


def test_arrow_keys_walk_along_edges_and_sideways(qtbot, canvas):
    canvas.select(X)
    walked = told(canvas.node_clicked)

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(canvas, key)

    assert walked == [FUNCTION, Z, FUNCTION, X, Y, X]


def test_the_first_arrow_key_begins_at_the_top(qtbot, canvas):
    qtbot.keyClick(canvas, Qt.Key.Key_Down)

    assert canvas.selection == X


def test_enter_opens_the_selected_node(qtbot, canvas):
    opened = told(canvas.node_activated)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    canvas.select(FUNCTION)

    qtbot.keyClick(canvas, Qt.Key.Key_Return)

    assert opened == [FUNCTION]


def test_tab_goes_through_all_nodes_in_order_and_then_on(qtbot, product):
    window = QWidget()
    qtbot.addWidget(window)
    canvas, after = Canvas(window), QLineEdit(window)
    layout = QVBoxLayout(window)
    layout.addWidget(canvas)
    layout.addWidget(after)
    canvas.set_picture(product.picture())
    window.show()
    canvas.setFocus()
    visited = told(canvas.node_clicked)

    for _ in range(4):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert visited == [X, Y, FUNCTION, Z]
    assert window.focusWidget() is canvas

    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert window.focusWidget() is not canvas


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown])
def test_the_timelines_keys_are_left_to_it(qtbot, product, key):
    class Parent(QWidget):
        def keyPressEvent(self, event):
            heard.append(event.key())

    heard = []
    parent = Parent()
    qtbot.addWidget(parent)
    canvas = Canvas(parent)
    canvas.set_picture(product.picture())

    qtbot.keyClick(canvas, key)

    assert heard == [key]


def test_the_wheel_pans_and_with_control_it_zooms_about_the_pointer(qtbot, canvas):
    pos = on(canvas, X)
    turn(canvas, 1, Qt.KeyboardModifier.ControlModifier, at=pos)

    assert canvas.zoom == pytest.approx(1.25)
    assert (on(canvas, X) - pos).manhattanLength() <= 2

    turn(canvas, -1)
    assert canvas.zoom == pytest.approx(1.25)
    assert on(canvas, X).y() < pos.y()


def test_the_zoom_keys(qtbot, canvas):
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(canvas, Qt.Key.Key_Plus, control)
    assert canvas.zoom == pytest.approx(1.25)

    qtbot.keyClick(canvas, Qt.Key.Key_Minus, control)
    assert canvas.zoom == pytest.approx(1.0)

    qtbot.keyClick(canvas, Qt.Key.Key_0, control)
    assert canvas.zoom > 1.0


def test_the_zoom_has_limits(canvas):
    canvas.set_zoom(1000)
    assert canvas.zoom == 4.0

    canvas.set_zoom(0.0001)
    assert canvas.zoom == pytest.approx(0.02)


@pytest.mark.parametrize("way", ["middle button", "space and left button"])
def test_dragging_moves_the_sheet(qtbot, canvas, way):
    viewport, start = canvas.viewport(), on(canvas, X)
    button = Qt.MouseButton.MiddleButton if way == "middle button" else Qt.MouseButton.LeftButton
    clicked = told(canvas.node_clicked)
    if button == Qt.MouseButton.LeftButton:
        qtbot.keyPress(canvas, Qt.Key.Key_Space)

    qtbot.mousePress(viewport, button, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(30, 20))
    qtbot.mouseRelease(viewport, button, pos=start + QPoint(30, 20))

    assert on(canvas, X) - start == QPoint(30, 20)
    assert clicked == []


def test_fitting_brings_every_node_into_sight(canvas, backward_half_done):
    canvas.set_zoom(4.0)
    canvas.set_picture(backward_half_done.picture())

    canvas.fit()

    assert all(canvas.viewport().rect().contains(on(canvas, node)) for node in canvas.picture.nodes.ids.tolist())


def test_a_graph_that_is_looked_at_as_a_whole_is_so_in_a_smaller_view_too(canvas, backward_half_done):
    canvas.set_picture(backward_half_done.picture())
    canvas.resize(400, 220)
    canvas.fit()
    zoom = canvas.zoom
    assert zoom < LEGIBLE

    canvas.resize(400, 200)

    assert canvas.zoom < zoom
    assert all(canvas.viewport().rect().contains(on(canvas, node)) for node in canvas.picture.nodes.ids.tolist())


def test_another_moment_moves_nothing(canvas, product):
    before = [on(canvas, node) for node in (X, Y, FUNCTION, Z)]
    product.set(2, life=Life.ALIVE)

    canvas.set_picture(canvas.picture.at(product.picture().moment))

    assert [on(canvas, node) for node in (X, Y, FUNCTION, Z)] == before


def test_the_current_node_is_read_out(canvas):
    assert canvas.accessibleName() == "Graph"
    assert canvas.accessibleDescription() == "Graph of 3 tensors and 1 functions"

    canvas.select(FUNCTION)

    assert canvas.accessibleDescription() == "MulBackward0, gradient 2 by 3, buffers freed"


def test_an_unknown_id_takes_the_ring_away(canvas):
    canvas.select(X)

    canvas.select(12345)

    assert canvas.selection == -1


def flowing(product):
    product.flow(2, 3, Flow.FLOWING, "(2, 3)")
    return product.picture()


def test_dashes_move_while_a_gradient_flows_and_rest_with_reduced_motion(canvas, product):
    canvas.set_reduce_motion(False)
    assert not canvas.scene().in_motion

    canvas.set_picture(flowing(product))
    assert canvas.scene().in_motion

    canvas.set_reduce_motion(True)
    assert not canvas.scene().in_motion


def test_new_nodes_appear_softly_unless_motion_is_reduced(qtbot, canvas, product):
    canvas.set_reduce_motion(False)
    small = product.picture()
    canvas.set_picture(small)
    grown = product.op("exp", 3, out="e")

    picture = product.picture()
    old = len(small.nodes)
    picture.nodes.centres[:old] = small.nodes.centres
    canvas.set_picture(picture)

    assert canvas.scene().in_motion
    qtbot.waitUntil(lambda: not canvas.scene().in_motion, timeout=2000)
    assert grown == len(picture.nodes) - 1


def test_a_canvas_without_a_picture_does_nothing(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show()

    canvas.fit()
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton)

    assert canvas.selection == -1


def test_where_the_whole_has_no_room_its_lowest_nodes_stand_beside_the_legend(canvas):
    canvas.fit(at_least=4.0)

    nodes = canvas.picture.nodes
    last = int(nodes.centres[:, 1].argmax())
    left = canvas.mapFromScene(canvas.scene().batch.sheet.box(last).topLeft()).x()
    assert canvas.findChild(Legend).geometry().right() <= left < canvas.viewport().width()


def test_a_narrow_canvas_has_no_legend(canvas):
    canvas.resize(900, 400)
    wide = canvas._legend.isVisible()
    canvas.resize(300, 400)

    assert (wide, canvas._legend.isVisible()) == (True, False)
