"""The status bar tells in words, and never in half a word."""

from __future__ import annotations

import pytest

from ui.panels.status import StatusPanel


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
