"""A tensor's tab shows its numbers at the shown step, and lets one change them while live."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from ui.panels.tensor_tab import TensorTab


@pytest.fixture
def tab(session, qtbot) -> TensorTab:
    session.run_cell("import torch\nx = torch.arange(6.).reshape(2, 3)")
    tab = TensorTab(session, session.recording.names_at(session.recording.last_step)["x"])
    qtbot.addWidget(tab)
    tab.resize(700, 500)
    tab.show()
    return tab


def words(tab) -> list[str]:
    return [label.text() for label in tab.findChildren(QLabel) if label.isVisibleTo(tab)]


def type_into(tab, qtbot, row: int, column: int, text: str) -> None:
    tab.grid.set_current(row, column)
    qtbot.keyClick(tab.grid, text[0])
    editor = tab.grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_it_tells_name_and_shape(tab) -> None:
    assert {"x", "(2, 3)"} <= set(words(tab))


def test_a_typed_number_becomes_a_line_of_code(tab, session, qtbot) -> None:
    echoed: list[str] = []
    session.echoed.connect(echoed.append)
    type_into(tab, qtbot, 0, 2, "7.5")
    assert echoed == ["x[0, 2] = 7.5"]
    assert session.value(tab.tensor).tolist() == [[0, 1, 7.5], [3, 4, 5]]


def test_an_edit_of_a_leaf_that_requires_grad_runs_without_tracking(tab, session, qtbot) -> None:
    session.run_cell("x.requires_grad_()")
    echoed: list[str] = []
    session.echoed.connect(echoed.append)
    type_into(tab, qtbot, 0, 0, "1")
    assert "no_grad" in echoed[0]
    assert session.value(tab.tensor)[0, 0] == 1


def test_a_step_of_the_past_is_read_only(tab, session, qtbot) -> None:
    session.show_step(session.recording.last_step - 1)
    qtbot.waitUntil(lambda: "Read only: return to live to edit." in words(tab))


def test_before_it_was_created_there_is_nothing_to_show(tab, session, qtbot) -> None:
    session.show_step(-1)
    qtbot.waitUntil(lambda: "Not created yet at this step." in words(tab))


def test_pointing_at_a_cell_tells_its_place_and_value(tab) -> None:
    tab.grid.hovered.emit(1, 2)
    assert any(text.startswith("index [1, 2]   offset 5   value 5") for text in words(tab))
