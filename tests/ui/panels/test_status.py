"""The status bar tells in words, and never in half a word."""

from __future__ import annotations

import pytest

from ui.panels.status import StatusPanel, size_text

TRAP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nc = a - b\n"


@pytest.fixture
def panel(session, qtbot) -> StatusPanel:
    session.run_cell("import torch\nx = torch.ones(2)")
    panel = StatusPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1400, 28)
    panel.show()
    return panel


def shown(panel: StatusPanel) -> list[str]:
    return [part.text() for part in panel._parts if part.isVisible()]


def test_with_room_everything_is_told(panel) -> None:
    assert {"Build", "grad on", "float32", "graphs alive: 0", "EN"} <= set(shown(panel))


def test_with_little_room_the_less_important_words_go_and_none_is_cut(panel, qtbot) -> None:
    panel.resize(300, 28)
    qtbot.waitUntil(lambda: len(shown(panel)) < 6)

    assert "Build" in shown(panel)
    assert "EN" not in shown(panel)
    visible = [part for part in panel._parts if part.isVisible()]
    qtbot.waitUntil(lambda: all(part.width() >= part.sizeHint().width() for part in visible))


def test_it_never_makes_the_window_wider(panel) -> None:
    assert panel.minimumSizeHint().width() == 0


def test_traps_are_counted_beside_errors(panel, session, qtbot):
    session.run_script(TRAP, "script.py")
    session.run_cell("torch.ones(2) + torch.ones(3)")

    qtbot.waitUntil(lambda: {"errors: 1", "traps: 1"} <= set(shown(panel)))


def test_a_radar_that_is_off_is_said_to_be(panel, session, qtbot):
    session.problems.switch_radar(False)

    qtbot.waitUntil(lambda: "radar off" in shown(panel))


def test_what_the_recording_takes_and_may_take_is_told(panel, session, qtbot):
    session.set_memory_limit(64 * 2**20)
    session.run_cell("import torch\nx = torch.ones(2)")

    qtbot.waitUntil(lambda: any(text.endswith("of 64 MB") and text.startswith("recording: ") for text in shown(panel)))


@pytest.mark.parametrize(("nbytes", "text"), [(0, "0 B"), (999, "999 B"), (2150, "2.1 KB"), (64 * 2**20, "64 MB")])
def test_an_amount_has_two_digits(nbytes, text):
    assert size_text(nbytes) == text
