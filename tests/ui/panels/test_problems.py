"""Each error has a card with its reason, what to try, and the way to its moment."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui.panels.problems import ProblemsPanel
from ui.panels.shapes import ShapesPanel
from ui.widgets.button import CodeButton
from ui.widgets.chip import OperandChip
from ui.widgets.diagnosis_card import LINE, RULE, DiagnosisCard
from ui.widgets.link import Link


@pytest.fixture
def panel(session, qtbot) -> ProblemsPanel:
    panel = ProblemsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(700, 400)
    panel.show()
    return panel


def cards(panel) -> list[DiagnosisCard]:
    return [card for card in panel.findChildren(DiagnosisCard) if card.isVisibleTo(panel)]


def words(part: QWidget) -> str:
    found = [label.text() for label in part.findChildren(QLabel) if label.isVisibleTo(part)]
    return "\n".join(found).replace("\u00a0", " ")


def test_at_first_there_are_no_problems(panel) -> None:
    assert "No problems." in words(panel)


def test_an_error_says_where_why_and_what_to_try(panel, session, qtbot) -> None:
    session.run_cell("import torch\ntorch.ones(4, 3) + torch.ones(4)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    (card,) = cards(panel)
    assert card.title() == "The shapes of `torch.ones(4, 3)` and `torch.ones(4)` do not fit: 3 meets 4 on axis 1"
    assert "In [1], line 2" in [link.text() for link in card.findChildren(Link)]
    assert "Why" in words(card)
    assert "Try" in words(card)
    assert "must match the size of tensor b (4)" in words(card)


def test_the_newest_comes_first(panel, session, qtbot) -> None:
    session.run_cell("import torch\ntorch.ones(3) + torch.ones(4)")
    session.run_cell("\n\ntorch.ones(2) @ torch.ones(3)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    assert [(card.diagnosis.source, card.diagnosis.line) for card in cards(panel)] == [("In [2]", 3), ("In [1]", 2)]


def test_a_card_leads_to_its_moment(panel, session, qtbot) -> None:
    opened: list[tuple[str, int]] = []
    session.source_opened.connect(lambda source, line: opened.append((source, line)))
    session.run_cell("import torch\ntorch.ones(3) + torch.ones(4)")
    session.run_cell("y = torch.ones(3)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    cards(panel)[0].show_moment.emit()
    assert session.step == session.recording.errors[0].step
    assert opened == [("In [1]", 2)]


TRAP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nc = a - b\n"


def test_a_trap_has_a_card_too(panel, session, qtbot) -> None:
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    (card,) = cards(panel)
    assert card.diagnosis.rule == "broadcast-blowup"


def test_a_fix_changes_the_script_and_runs_nothing(panel, session, qtbot) -> None:
    mended: list[tuple[str, object]] = []
    session.source_mended.connect(lambda source, edits: mended.append((source, edits)))
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    steps = session.recording.last_step

    cards(panel)[0].findChildren(CodeButton)[0].click()

    assert mended == [("script.py", ((3, "c = a - b.squeeze(-1)"),))]
    assert session.recording.last_step == steps


def test_a_chip_selects_its_tensor(panel, session, qtbot) -> None:
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    cards(panel)[0].findChildren(OperandChip)[1].click()

    assert session.recording.name(session.selection, session.step) == "b"


def test_the_operands_of_a_card_can_be_lined_up(panel, session, qtbot) -> None:
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    next(link for link in panel.findChildren(Link) if link.text() == "Line up the shapes ›").click()

    assert [session.recording.name(one, session.step) for one in session.operands] == ["a", "b"]


def test_why_a_view_fails_is_seen_in_memory(panel, session, qtbot) -> None:
    session.run_script("import torch\nx = torch.arange(6.).reshape(2, 3)\nx.t().view(-1)\n", "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    shapes = ShapesPanel(session)
    qtbot.addWidget(shapes)
    shapes.show()

    next(link for link in panel.findChildren(Link) if link.text() == "See it in memory ›").click()

    told = " ".join(label.text() for label in shapes.page.findChildren(QLabel))
    assert "A copy is needed for (6,): axes 0 and 1 cannot merge" in told


@pytest.mark.parametrize(
    ("call", "asked"), [("view(2, 3)", "2, 3"), ("view(n, -1)", "2, -1"), ("view([n, 3])", "2, 3")]
)
def test_the_shape_that_failed_is_asked_for_each_time(panel, session, qtbot, call: str, asked: str) -> None:
    session.run_script(f"import torch\nn = 2\nx = torch.arange(6.).view(2, 3)\nx.t().{call}\n", "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    shapes = ShapesPanel(session)
    qtbot.addWidget(shapes)
    link = next(link for link in panel.findChildren(Link) if link.text() == "See it in memory ›")

    link.click()
    field = shapes.page.findChild(QLineEdit)
    assert field.text() == asked
    assert "A copy is needed for (2, 3)" in words(shapes.page)

    field.setText("3, 2")
    field.textEdited.emit("3, 2")
    assert "✓ A view of shape (3, 2)" in words(shapes.page)
    link.click()
    assert field.text() == asked
    assert "A copy is needed for (2, 3)" in words(shapes.page)


def test_a_muted_line_gets_its_comment(panel, session, qtbot) -> None:
    mended: list[object] = []
    session.source_mended.connect(lambda _, edits: mended.append(edits))
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    cards(panel)[0].muted.emit(LINE)

    assert mended == [((3, "c = a - b  # tensorlab: ignore[broadcast-blowup]"),)]
    assert cards(panel) == []


def test_a_muted_rule_stays_quiet_until_it_is_to_be_heard_again(panel, session, qtbot) -> None:
    session.run_script(TRAP, "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    cards(panel)[0].muted.emit(RULE)
    assert cards(panel) == []
    assert "broadcast-blowup" in words(panel)

    next(link for link in panel.findChildren(Link) if link.text() == "Hear of them again").click()
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)


def test_another_run_of_a_script_takes_the_place_of_the_first(panel, session, qtbot) -> None:
    session.run_script("import torch\ntorch.ones(3) + torch.ones(4)\n", "script.py")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)

    session.run_script("import torch\ntorch.ones(3) + torch.ones(3)\n", "script.py")

    qtbot.waitUntil(lambda: cards(panel) == [])
