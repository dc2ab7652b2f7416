"""The tensors dock lists what lives at the shown step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QTreeView

from ui import theme
from ui.panels.tensors import GRAD, TensorsPanel

LINES = """import torch
x = torch.ones(3, 2)
w = torch.ones(2, requires_grad=True)
n = torch.arange(3)
w.sum().backward()"""


@pytest.fixture
def panel(session, qtbot) -> TensorsPanel:
    panel = TensorsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.show()
    session.run_cell(LINES)
    qtbot.waitUntil(lambda: names(panel) == ["x", "w", "n"])
    return panel


def names(panel) -> list[str]:
    model = panel.findChild(QTreeView).model()
    group = model.index(0, 0)
    return [model.index(row, 0, group).data() for row in range(model.rowCount(group))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("x", ["x"]), ("shape:3x2", ["x"]), ("dtype:int64", ["n"]), ("grad:none", ["x", "n"]), ("", ["x", "w", "n"])],
)
def test_the_filter_keeps_what_matches(panel, qtbot, wanted: str, found: list[str]) -> None:
    qtbot.keyClicks(panel.findChild(QLineEdit), wanted)
    qtbot.waitUntil(lambda: names(panel) == found)


def test_a_click_selects(panel, session, qtbot) -> None:
    tree = panel.findChild(QTreeView)
    group = tree.model().index(0, 0)
    place = tree.visualRect(tree.model().index(1, 0, group)).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selection == session.recording.names_at(session.recording.last_step)["w"]


def test_two_that_are_chosen_together_are_lined_up(panel, session, qtbot) -> None:
    tree = panel.findChild(QTreeView)
    group = tree.model().index(0, 0)
    places = [tree.visualRect(tree.model().index(row, 0, group)).center() for row in (0, 1)]
    compared: list[tuple[int, ...]] = []
    session.operands_changed.connect(compared.append)

    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.wait(20)
    assert compared == []
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, places[1])

    known = session.recording.names_at(session.recording.last_step)
    qtbot.waitUntil(lambda: compared == [(known["x"], known["w"])])


def test_enter_opens_the_tensor_in_a_tab(panel, session, qtbot) -> None:
    opened: list[int] = []
    session.tensor_opened.connect(opened.append)
    x = session.recording.names_at(session.recording.last_step)["x"]
    session.select(x)
    tree = panel.findChild(QTreeView)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert opened == [x]


def test_at_an_earlier_step_only_what_lived_then_is_named(panel, session, qtbot) -> None:
    w = session.recording.names_at(session.recording.last_step)["w"]
    session.show_step(int(session.recording.born[w]) - 1)
    qtbot.waitUntil(lambda: names(panel) == ["x"])


def test_a_tensor_dropped_on_another_asks_to_be_combined(panel, session, qtbot) -> None:
    model = panel.findChild(QTreeView).model()
    group = model.index(0, 0)
    x, w = (model.index(row, 0, group) for row in (0, 1))
    data = model.mimeData([w])

    with qtbot.waitSignal(panel.operation_wanted) as asked:
        model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, x)

    ids = session.recording.names_at(session.recording.last_step)
    assert asked.args == [ids["x"], ids["w"]]
    assert names(panel) == ["x", "w", "n"], "nothing moves"


def test_a_tensor_dropped_on_itself_or_beside_asks_nothing(panel, qtbot) -> None:
    model = panel.findChild(QTreeView).model()
    group = model.index(0, 0)
    x = model.index(0, 0, group)

    with qtbot.assertNotEmitted(panel.operation_wanted):
        model.dropMimeData(model.mimeData([x]), Qt.DropAction.CopyAction, -1, -1, x)
        model.dropMimeData(model.mimeData([x]), Qt.DropAction.CopyAction, -1, -1, group)


def test_without_tensors_one_can_be_made(session, qtbot) -> None:
    panel = TensorsPanel(session)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.new_wanted):
        panel._empty.action_triggered.emit()


def test_no_shape_is_cut_while_there_is_room(session, qtbot) -> None:
    panel = TensorsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(420, 300)
    panel.show()
    session.run_cell("import torch\nlong = torch.zeros(8, 16, 20, 16)")
    qtbot.waitUntil(lambda: names(panel) == ["long"])

    tree = panel.findChild(QTreeView)
    assert tree.columnWidth(1) >= QFontMetrics(theme.current().font("code_small")).horizontalAdvance("(8, 16, 20, 16)")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_word_of_the_gradient_has_room_in_every_language(panel, qtbot, translations, language: str) -> None:
    panel.resize(500, 500)
    translations.choose(language)
    qtbot.wait(20)
    tree = panel.findChild(QTreeView)
    metrics = QFontMetrics(theme.current().font("label"))

    for word in tree.model().grad_words().values():
        assert metrics.horizontalAdvance("∇ ") + metrics.horizontalAdvance(word) + 8 <= tree.columnWidth(GRAD)
