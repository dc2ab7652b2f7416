"""Each error has a card with its reason, what to try, and the way to its moment."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from ui.panels.problems import ProblemsPanel
from ui.widgets.error_card import ErrorCard


@pytest.fixture
def panel(session, qtbot) -> ProblemsPanel:
    panel = ProblemsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(700, 400)
    panel.show()
    return panel


def cards(panel) -> list[ErrorCard]:
    return [card for card in panel.findChildren(ErrorCard) if card.isVisibleTo(panel)]


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisibleTo(part))


def test_at_first_there_are_no_problems(panel) -> None:
    assert "No problems." in words(panel)


def test_an_error_says_where_why_and_what_to_try(panel, session, qtbot) -> None:
    session.run_cell("import torch\ntorch.ones(4, 3) + torch.ones(4)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    (card,) = cards(panel)
    assert card.title() == "RuntimeError in In [1], line 2"
    assert "Why" in words(card)
    assert "Try" in words(card)
    assert "must match the size of tensor b (4)" in words(card)


def test_the_newest_comes_first(panel, session, qtbot) -> None:
    session.run_cell("import torch\ntorch.ones(3) + torch.ones(4)")
    session.run_cell("\n\ntorch.ones(2) @ torch.ones(3)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    assert [card.title().partition(" in ")[2] for card in cards(panel)] == ["In [2], line 3", "In [1], line 2"]


def test_a_card_leads_to_its_moment(panel, session, qtbot) -> None:
    opened: list[tuple[str, int]] = []
    session.source_opened.connect(lambda source, line: opened.append((source, line)))
    session.run_cell("import torch\ntorch.ones(3) + torch.ones(4)")
    session.run_cell("y = torch.ones(3)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    cards(panel)[0].show_moment.emit()
    assert session.step == session.recording.errors[0].step
    assert opened == [("In [1]", 2)]
