"""The shapes dock shows how shapes line up from the right, and where they cannot."""

import pytest
from PySide6.QtWidgets import QLabel

from ui.panels.shapes import ShapesPanel
from ui.widgets.broadcast_cells import BroadcastCells


@pytest.fixture
def panel(session, qtbot) -> ShapesPanel:
    panel = ShapesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(332, 400)
    panel.show()
    return panel


def words(panel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def ids(session, *names: str) -> list[int]:
    found = session.recording.names_at(session.recording.last_step)
    return [found[name] for name in names]


def test_the_selected_operations_operands_are_lined_up(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3)\nc = torch.ones(3, 1)\nd = a + c")
    session.select(ids(session, "d")[0])
    assert "add of a, c" in words(panel)
    assert "Result: (3, 3)" in words(panel)


def test_shapes_that_fit_as_they_are_are_said_to(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(3)")
    session.compare(ids(session, "a", "b"))
    assert "fit as they are" in words(panel)


def test_a_clash_names_its_axis_and_both_sizes(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(4)")
    session.compare(ids(session, "a", "b"))
    assert "Axis -1 does not fit: 3 ≠ 4" in words(panel)


def test_a_product_of_matrices_is_lined_up_by_its_inner_axes(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3, 2)\nb = torch.ones(2, 5)\nc = a @ b")
    session.select(ids(session, "c")[0])
    assert "Result: (3, 5)" in words(panel)


def test_an_operation_chosen_later_replaces_what_was_compared(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(4)\nd = a * torch.ones(2, 3)")
    session.compare(ids(session, "a", "b"))
    session.select(ids(session, "d")[0])
    assert "Result: (2, 3)" in words(panel)


def test_an_operation_that_joins_its_operands_does_not_line_them_up(panel, session) -> None:
    session.run_cell("import torch\na = torch.ones(3)\nb = torch.ones(3)\nd = torch.cat([a, b])")
    session.select(ids(session, "d")[0])
    assert "Select an operation" in words(panel)


def test_the_numbers_of_a_small_sum_are_shown_with_the_stretched_ones(session, panel):
    session.run_cell("import torch\na = torch.tensor([[1, 2]])\nb = torch.tensor([[10], [20]])\nc = a + b")
    session.run_cell("d = torch.add(a, b, alpha=2)")
    cells = panel.findChild(BroadcastCells)

    session.select(*ids(session, "c"))
    assert not cells.isHidden()

    session.select(*ids(session, "d"))
    assert cells.isHidden(), "the sign alone would not tell of alpha"
