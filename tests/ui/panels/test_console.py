"""The console shows the card of what just failed; a fix stands at the prompt, to be run by the user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from ui import theme
from ui.panels.console import ConsolePanel
from ui.session.base import KernelState
from ui.session.jupyter import JupyterSession
from ui.widgets.button import Button, CodeButton
from ui.widgets.diagnosis_card import DiagnosisCard


@pytest.fixture
def panel(qtbot, tmp_path: Path) -> Iterator[ConsolePanel]:
    session = JupyterSession(profile=tmp_path / "profile")
    session.start()
    panel = ConsolePanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    qtbot.waitUntil(lambda: session.kernel is KernelState.IDLE, timeout=30_000)
    qtbot.waitUntil(lambda: "In [1]" in panel.text(), timeout=30_000)
    yield panel
    session.shutdown()


def cards(panel: ConsolePanel) -> list[DiagnosisCard]:
    return [card for card in panel.findChildren(DiagnosisCard) if card.isVisibleTo(panel)]


def enter(panel: ConsolePanel, text: str) -> None:
    panel.set_prompt(text)
    panel.run_prompt()


def test_a_failing_cell_has_a_card_and_its_fix_stands_at_the_prompt(panel, qtbot) -> None:
    enter(panel, "import torch\ntorch.ones(4, 3) + torch.ones(4)")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=20_000)

    cards(panel)[0].findChildren(CodeButton)[0].click()

    # The card may be there before the next prompt is.
    mended = "import torch\ntorch.ones(4, 3) + torch.ones(4).unsqueeze(-1)"
    qtbot.waitUntil(lambda: panel.prompt() == mended, timeout=20_000)
    assert cards(panel) == []


def test_a_card_goes_when_something_else_runs(panel, qtbot) -> None:
    enter(panel, "1 / 0")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=20_000)

    qtbot.waitUntil(lambda: "In [2]" in panel.text(), timeout=20_000)
    enter(panel, "x = 1")

    qtbot.waitUntil(lambda: cards(panel) == [], timeout=20_000)


def test_full_width_signs_are_found_before_they_run(panel, qtbot) -> None:
    enter(panel, "x = torch.ones（2，3）")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=5_000)

    next(one for one in cards(panel)[0].findChildren(Button) if "half-width" in one.text()).click()

    assert panel.prompt() == "x = torch.ones(2,3)"
    assert panel.session.recording.errors == []


def test_it_scrolls_to_what_was_printed_last_and_no_further(panel, qtbot) -> None:
    bar = panel._console._control.verticalScrollBar()
    assert bar.maximum() == 0

    enter(panel, "for i in range(300): print(i)")
    qtbot.waitUntil(lambda: "In [2]" in panel.text(), timeout=20_000)

    qtbot.waitUntil(lambda: bar.maximum() > 200)
    assert bar.value() == bar.maximum()
    cursor = panel._console._control.cursorRect()
    assert panel._console._control.viewport().rect().contains(cursor.center())


def test_the_prompt_stays_in_sight_above_a_card(panel, qtbot) -> None:
    panel.resize(800, 260)
    enter(panel, "for i in range(30): print(i)\n1 / 0")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=20_000)
    bar = panel._console._control.verticalScrollBar()

    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


def test_an_empty_cell_is_nothing(panel, qtbot) -> None:
    enter(panel, "")
    enter(panel, "1 + 1")
    qtbot.waitUntil(lambda: "Out[" in panel.text(), timeout=20_000)

    assert "Error" not in panel.text()


def test_code_and_prompts_have_the_colours_of_the_theme_at_once(panel, qtbot, request) -> None:
    request.addfinalizer(lambda: theme.manager().choose(theme.Choice.LIGHT))
    enter(panel, "import torch  # 一")
    qtbot.waitUntil(lambda: "In [2]" in panel.text(), timeout=20_000)
    for choice in (theme.Choice.DARK, theme.Choice.HIGH_CONTRAST, theme.Choice.LIGHT):
        theme.manager().choose(choice)
        look = theme.current()

        assert colours(panel, "In [") == look.color("accent")
        assert colours(panel, "import") == look.color("syntax_keyword")
        assert colours(panel, "# 一") == look.color("syntax_comment")


def colours(panel: ConsolePanel, text: str) -> QColor:
    """The colour in which the first letter of a text is seen."""
    document = panel._console._control.document()
    cursor = document.find(text)
    place = cursor.selectionStart() - cursor.block().position()
    (found,) = [
        part.format.foreground().color()
        for part in cursor.block().layout().formats()
        if part.start <= place < part.start + part.length
    ]
    return found


def test_lines_of_gestures_stand_in_their_order_though_they_wait_for_a_cell(panel, qtbot) -> None:
    enter(panel, "import time, torch\nx = torch.zeros(2)")
    qtbot.waitUntil(lambda: "In [2]" in panel.text(), timeout=20_000)
    x = panel.session.recording.names_at(panel.session.recording.last_step)["x"]
    enter(panel, "time.sleep(0.3)")
    for value in range(4):
        panel.session.edits.make(x, f"{{x}}[0] = {value}.0")

    qtbot.waitUntil(lambda: "In [3]" in panel.text() and "x[0] = 3.0" in panel.text(), timeout=20_000)
    lines = [line for line in panel.text().splitlines() if line.startswith("x[0]")]
    assert lines == [f"x[0] = {value}.0" for value in range(4)]


def test_a_card_takes_its_room_from_the_console_and_asks_for_none(panel, qtbot) -> None:
    before = panel.minimumSizeHint()
    enter(panel, "1 / 0")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=20_000)

    assert panel.minimumSizeHint() == before
