"""The Graph tab: what a person sees and does there."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from ui.canvas.frames import head_of, slider_of
from ui.models import folding
from ui.models.comparison import Side
from ui.models.timeline import steps_of_node
from ui.panels import graph as panel_module
from ui.panels.graph import GraphPanel, with_timeline
from ui.panels.timeline import TimelinePanel
from ui.widgets.label import Label

LOOP = """
import torch
w = torch.ones(2, requires_grad=True)
h = torch.ones(2)
for t in range(6):
    h = (h * w).exp()
loss = h.sum()
loss.backward()
"""


@pytest.fixture
def panel(qtbot, session):
    panel = GraphPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    session.start()
    return panel


@pytest.fixture
def few(monkeypatch):
    """Already a few nodes are a large graph."""
    for module in (folding, panel_module):
        monkeypatch.setattr(module, "MOST_UNFOLDED", 8)
    monkeypatch.setattr(folding, "MOST_UNROLLED", 8)


def run(qtbot, session, panel, code):
    session.run_cell(code)
    qtbot.waitUntil(lambda: not panel._arranger.is_busy and not panel._model.is_behind, timeout=20_000)
    qtbot.wait(40)


def titles(panel):
    return list(panel.canvas.picture.moment.titles)


def press(qtbot, canvas, place):
    at = canvas.mapFromScene(place)
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    return at


def click(qtbot, canvas, place):
    at = press(qtbot, canvas, place)
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def centre(panel, title):
    return QPointF(*panel.canvas.picture.nodes.centres[titles(panel).index(title)])


def test_code_that_runs_appears(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2")

    assert titles(panel) == ["x", "mul", "y"]


def test_a_large_graph_is_folded_and_says_so(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)

    assert len(panel.canvas.picture.frames) == 1
    assert any("nodes are folded into" in label.text() for label in panel.findChildren(Label) if label.isVisible())


def test_all_of_it_can_be_shown_and_folded_again(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    folded = len(panel.canvas.picture.nodes)

    qtbot.mouseClick(panel._unfolded, Qt.MouseButton.LeftButton)
    assert len(panel.canvas.picture.nodes) > folded
    assert titles(panel).count("exp") == 6

    qtbot.mouseClick(panel._folded, Qt.MouseButton.LeftButton)
    assert len(panel.canvas.picture.nodes) == folded


def test_opening_a_card_opens_all_iterations_and_the_head_of_their_frame_closes_them(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    card = next(title for title in titles(panel) if title.startswith("×"))
    place = panel.canvas.mapFromScene(centre(panel, card))

    qtbot.mouseDClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert titles(panel).count("mul → exp") == 6

    (frame,) = panel.canvas.picture.frames
    panel.canvas.frame_clicked.emit(frame.id)
    assert sum("exp" in title for title in titles(panel)) == 1


def test_the_slider_of_a_loop_chooses_the_iteration(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    (frame,) = panel.canvas.picture.frames
    track = slider_of(frame)
    panel.canvas.centerOn(track.center())

    click(qtbot, panel.canvas, QPointF(track.left() + 1, track.center().y()))

    assert panel.canvas.picture.frames[0].shown == 0


def test_the_iteration_that_is_drawn_is_the_one_that_the_timeline_is_in(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    recording = session.recording
    exps = [node for node in range(recording.n_nodes) if recording.label(node, recording.last_step) == "exp"]
    before = panel.canvas.picture.frames[0].box

    session.show_step(int(recording.born[exps[2]]))
    qtbot.waitUntil(lambda: panel.canvas.picture.frames[0].shown == 2)
    assert panel.canvas.picture.frames[0].box == before, "nothing moves"

    panel.canvas.frame_slid.emit(panel.canvas.picture.frames[0].id, 4)
    assert panel.canvas.picture.frames[0].shown == 4
    session.show_step(session.step + 1)
    qtbot.wait(60)
    assert panel.canvas.picture.frames[0].shown == 4, "what the reader chose stays within the iteration"

    session.show_step(recording.last_step)
    qtbot.waitUntil(lambda: panel.canvas.picture.frames[0].shown == 5)


def test_comma_and_full_stop_go_through_the_iterations(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    assert panel.canvas.picture.frames[0].shown == 5

    qtbot.keyClick(panel.canvas, Qt.Key.Key_Comma)
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Comma)
    assert panel.canvas.picture.frames[0].shown == 3

    qtbot.keyClick(panel.canvas, Qt.Key.Key_Period)
    assert panel.canvas.picture.frames[0].shown == 4


def test_the_head_of_a_module_closes_it(qtbot, session, panel):
    code = "import torch\ndef double(x):\n    y = x * 2\n    return y + 1\nz = double(torch.ones(2)).sum()"
    run(qtbot, session, panel, code)
    (frame,) = panel.canvas.picture.frames
    assert frame.title == "double"
    panel.canvas.centerOn(head_of(frame).center())

    click(qtbot, panel.canvas, head_of(frame).topLeft() + QPointF(20, 10))
    assert not panel.canvas.picture.frames
    assert "double" in titles(panel)

    panel.canvas.select(int(panel.canvas.picture.nodes.ids[titles(panel).index("double")]))
    panel.toggle_group()
    assert len(panel.canvas.picture.frames) == 1

    mul = titles(panel).index("mul")
    panel.canvas.select(int(panel.canvas.picture.nodes.ids[mul]))
    panel.toggle_group()
    assert not panel.canvas.picture.frames


def test_a_node_can_be_dragged_and_put_back(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2")
    canvas, before = panel.canvas, centre(panel, "y")
    at = press(qtbot, canvas, before)

    qtbot.mouseMove(canvas.viewport(), at + QPoint(60, 30))
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(60, 30))

    after = centre(panel, "y")
    assert (after - before).manhattanLength() == pytest.approx(90 / canvas.zoom, abs=3)
    route = canvas.picture.edges.routes[1]
    assert route[-1][1] == pytest.approx(after.y() - 21)

    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert centre(panel, "y") == before
    assert panel.can_redo

    panel.redo()
    assert centre(panel, "y") == after


def test_a_dragged_node_stays_where_it_was_put_when_the_rest_is_laid_out_anew(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()")
    node = session.recording.names_at(session.recording.last_step)["y"]
    panel.canvas.node_dragged.emit(node, QPointF(700.0, 500.0))

    panel.settle()
    qtbot.waitUntil(lambda: not panel._arranger.is_busy, timeout=20_000)

    assert panel._model.positions[node] == (700.0, 500.0)
    panel._go_on()
    qtbot.waitUntil(lambda: node in panel._model.positions, timeout=20_000)
    assert panel._model.positions[node] == (700.0, 500.0), "also when the recording lets go of what it began with"

    panel.undo()
    panel.settle()
    qtbot.waitUntil(lambda: not panel._arranger.is_busy, timeout=20_000)
    assert panel._model.positions[node] != (700.0, 500.0)


def test_a_click_that_trembles_drags_nothing(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)")
    before = centre(panel, "x")
    at = press(qtbot, panel.canvas, before)

    qtbot.mouseMove(panel.canvas.viewport(), at + QPoint(2, 1))
    qtbot.mouseRelease(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(2, 1))

    assert centre(panel, "x") == before
    assert not panel.can_undo


def test_a_search_rings_what_it_finds_and_enter_goes_through_it(qtbot, session, panel):
    run(qtbot, session, panel, LOOP)
    panel.canvas.search()
    field = panel.canvas.search_box.findChild(QLineEdit)

    qtbot.keyClicks(field, "exp")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    first = panel.canvas.selection
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert session.recording.op(first) == "exp"
    assert panel.canvas.selection != first
    assert "2 of 6" in {label.text() for label in panel.canvas.search_box.findChildren(Label)}

    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.canvas.selection == first

    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not panel.canvas.search_box.isVisible()


def test_a_search_without_a_hit_says_so(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)")
    panel.canvas.search()

    qtbot.keyClicks(panel.canvas.search_box.findChild(QLineEdit), "nothing like it")

    assert "none found" in {label.text() for label in panel.canvas.search_box.findChildren(Label)}


def test_alt_lights_the_way_to_the_result(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2\nz = x + 1\nw = y.sum()")
    panel.canvas.select(int(panel.canvas.picture.nodes.ids[titles(panel).index("mul")]))

    qtbot.keyPress(panel.canvas, Qt.Key.Key_Alt)
    lit = {titles(panel)[node] for node in panel.canvas.scene().lit.tolist()}
    qtbot.keyRelease(panel.canvas, Qt.Key.Key_Alt)

    assert lit == {"mul", "y", "sum", "w"}
    assert not len(panel.canvas.scene().lit)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_hovering_reads_out(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2, 3, requires_grad=True)")

    place = panel.canvas.mapFromScene(centre(panel, "x"))
    viewport = panel.canvas.viewport()

    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))

    assert QToolTip.text() == "x, 2 by 3 f32, leaf"
    QToolTip.hideText()


def test_opening_a_tensor_opens_its_tab_and_opening_an_operation_its_line(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2")
    opened, sources = [], []
    session.tensor_opened.connect(opened.append)
    session.source_opened.connect(lambda source, line: sources.append(line))
    ids = panel.canvas.picture.nodes.ids.tolist()

    panel.canvas.node_activated.emit(ids[titles(panel).index("x")])
    panel.canvas.node_activated.emit(ids[titles(panel).index("mul")])

    assert opened == [ids[titles(panel).index("x")]]
    assert sources == [3]


def test_compact_folds_unnamed_tensors(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = (x * 2 + x).sum()")
    before = len(panel.canvas.picture.nodes)

    panel.set_compact(True)
    assert panel.is_compact
    assert len(panel.canvas.picture.nodes) < before

    panel.set_compact(False)
    assert len(panel.canvas.picture.nodes) == before


def test_every_node_of_a_folded_graph_is_written_while_it_is_told_how_far_that_is(qtbot, session, panel, few, tmp_path):
    run(qtbot, session, panel, LOOP)
    path = tmp_path / "graph.graphml"

    panel.export(path, "en", whole=True)
    assert panel._export_notice.isVisible()
    assert panel._export_notice.text.startswith("Writing graph.graphml: ")
    qtbot.waitUntil(lambda: not panel._export_notice.isVisible(), timeout=30_000)

    labels = list(nx.get_node_attributes(nx.read_graphml(path), "label").values())
    assert labels.count("exp") == 6
    assert len(panel.canvas.picture.nodes) < len(labels)


def test_writing_can_be_cancelled(qtbot, session, panel, tmp_path):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)")

    panel.export(tmp_path / "graph.svg", "en", whole=False)
    qtbot.mouseClick(panel._export_cancelled, Qt.MouseButton.LeftButton)

    assert not panel._export_notice.isVisible()
    assert not list(tmp_path.iterdir())


def test_a_graph_that_cannot_be_written_is_told(qtbot, session, panel, tmp_path):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)")

    with qtbot.waitSignal(panel.export_refused, timeout=30_000) as got:
        panel.export(tmp_path / "nowhere" / "graph.svg", "en", whole=True)

    trouble, was_whole = got.args
    assert "nowhere" in trouble.path and was_whole


def test_what_is_seen_can_be_copied(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)")

    panel.canvas.copy_picture()

    assert QGuiApplication.clipboard().image().size() == panel.canvas.viewport().size()


def test_a_map_appears_over_a_graph_that_does_not_fit(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\nfor _ in range(40):\n    x = x * 2")
    panel.show_all()
    minimap = panel.canvas._minimap
    qtbot.waitUntil(minimap.isVisible, timeout=20_000)
    assert minimap.isVisible()

    at = panel.canvas.seen.center()
    qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(minimap.width() // 2, 20))
    assert panel.canvas.seen.center() != at

    panel.canvas.fit()
    assert not minimap.isVisible()


def test_what_a_run_has_added_is_in_sight_when_it_ends(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\n" + "y = x * 2\n" * 3)
    panel.canvas.set_zoom(2.0)
    panel.canvas.centerOn(QPointF(-600, -400))

    session.run_cell("z = y + 1")

    qtbot.waitUntil(lambda: "z" in titles(panel) and panel.canvas.seen.contains(centre(panel, "z")))


def test_broad_lines_tell_large_gradients(qtbot, session, panel):
    code = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 1000\nz = (y * 1000).sum()\nz.backward()"
    run(qtbot, session, panel, code)
    quick = lambda: panel.canvas.scene().batch.quick  # noqa: E731
    edges = np.arange(len(panel.canvas.picture.edges))
    assert len(set(quick().widths(edges).tolist())) == 1

    panel.canvas.toggle_strength()

    assert len(set(quick().widths(edges).tolist())) > 1


def test_nan_is_marked_where_it_is_born(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.zeros(2)\ny = x / 0\nz = y + 1")
    flags = dict(zip(titles(panel), panel.canvas.picture.moment.flags.tolist(), strict=True))

    assert flags["y"] & 32 and not flags["z"] & 32
    assert flags["z"] & 16
    assert not flags["x"] & 48


def test_a_gradient_that_goes_bad_marks_the_operation_it_came_from(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.zeros(2, requires_grad=True)\ny = x.sqrt().sum()\ny.backward()")
    flags = dict(zip(titles(panel), panel.canvas.picture.moment.flags.tolist(), strict=True))

    assert flags["sqrt"] & 32
    assert panel.canvas.picture.moment.invalid.any()


def test_a_selected_operation_is_tied_to_what_it_saved_until_that_is_freed(qtbot, session, panel):
    code = "import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * x).exp()\nz = y.sum()"
    run(qtbot, session, panel, code)
    exp = titles(panel).index("exp")

    panel.canvas.select(int(panel.canvas.picture.nodes.ids[exp]))
    assert [titles(panel)[node] for node in panel.canvas.scene().tied] == ["y"]

    run(qtbot, session, panel, "z.backward()")
    assert not panel.canvas.scene().tied


def test_a_view_is_tied_to_its_base(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(4)\nv = x[:2]\nw = x * 2")

    panel.canvas.select(int(panel.canvas.picture.nodes.ids[titles(panel).index("v")]))

    assert [titles(panel)[node] for node in panel.canvas.scene().tied] == ["x"]


def placed(panel):
    return dict(zip(titles(panel), map(tuple, panel.canvas.picture.nodes.centres.tolist()), strict=True))


def test_what_stands_stays_when_more_code_runs(qtbot, session, panel):
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2")
    before = placed(panel)

    run(qtbot, session, panel, "z = torch.ones(2)\nw = (x + z).sum()")

    assert {title: placed(panel)[title] for title in before} == before


def test_after_each_run_the_graph_is_laid_out_anew_if_that_is_wished(qtbot, session, panel):
    panel.settles_after_runs = True
    run(qtbot, session, panel, "import torch\nx = torch.ones(2)\ny = x * 2")
    run(qtbot, session, panel, "z = torch.ones(2)\nw = (x + z + y).sum()")
    run_by_run = placed(panel)

    panel.settle()

    assert placed(panel) == run_by_run


def test_scrubbing_moves_nothing(qtbot, session, panel):
    run(qtbot, session, panel, LOOP)
    before = placed(panel)

    for step in range(0, session.recording.last_step, 3):
        session.show_step(step)
        qtbot.wait(20)
        assert placed(panel).keys() == before.keys()
    session.return_to_live()
    qtbot.wait(40)

    assert placed(panel) == before


def test_a_selected_node_that_is_folded_is_shown_by_its_card(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    first = session.recording.users(session.recording.names_at(session.recording.last_step)["w"])[0]

    session.select(first)

    card = panel.canvas.selection
    assert card < -1
    assert "stands for" in panel.canvas.accessibleDescription()


def test_a_card_can_be_selected_and_opened_with_the_keys(qtbot, session, panel, few):
    run(qtbot, session, panel, LOOP)
    card = next(title for title in titles(panel) if title.startswith("×"))
    session.select(0)

    click(qtbot, panel.canvas, centre(panel, card))
    assert panel.canvas.selection < -1
    assert session.selection == -1

    qtbot.keyClick(panel.canvas, Qt.Key.Key_Return)
    assert not any(title.startswith("×") for title in titles(panel))


def test_nodes_that_differ_from_another_run_are_marked(panel, session, qtbot) -> None:
    for number in (3, 4):
        session.run_script(f"import torch\nx = torch.ones(2)\ny = x * {number}\n", "study.py")
    later, earlier = (Side.of_cell(session.recording, cell) for cell in reversed(session.recording.cells))

    session.comparing.begin(later, earlier)
    qtbot.waitUntil(lambda: not session.comparing.works)

    y = session.recording.names_at(session.recording.last_step)["y"]
    scene, ids = panel.canvas.scene(), panel.canvas.picture.nodes.ids
    qtbot.waitUntil(lambda: [int(ids[place]) for place in scene.different] == [y])
    session.comparing.end()
    assert not len(scene.different)


def test_a_graph_that_takes_long_to_be_read_says_how_far_it_is(qtbot, session, panel, monkeypatch) -> None:
    monkeypatch.setattr(panel_module, "A_WHILE", 0)
    told: list[str] = []
    show_text = panel._notice.show_text
    monkeypatch.setattr(panel._notice, "show_text", lambda text, *offers: (told.append(text), show_text(text, *offers)))

    session.run_cell("x = torch.ones(2, requires_grad=True)\nfor k in range(3000): x = x * 1.0")

    qtbot.waitUntil(lambda: not panel._arranger.is_busy and not panel._model.is_behind, timeout=20_000)
    assert any(text.startswith("The graph is being read: ") for text in told)
    assert not panel._notice.text.startswith("The graph is being read: ") or panel._notice.isHidden()


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right])
def test_from_the_canvas_control_and_an_arrow_lead_to_the_next_event_of_the_selected_node(qtbot, session, key) -> None:
    panel = GraphPanel(session)
    page = with_timeline(panel, TimelinePanel(session))
    qtbot.addWidget(page)
    page.show()
    session.start()
    run(qtbot, session, panel, "x = torch.ones(2, requires_grad=True)\nz = torch.ones(3)\n(x * 2).sum().backward()")
    recording = session.recording
    tensor = recording.names_at(recording.last_step)["x"]
    session.select(tensor)
    steps = steps_of_node(recording, tensor).tolist()
    session.show_step(steps[1])

    qtbot.keyClick(panel.canvas, key, Qt.KeyboardModifier.ControlModifier)

    assert session.step == (steps[0] if key == Qt.Key.Key_Left else steps[2])
