"""Text in the theme's fonts and colours, and heights that follow it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.label import Label
from ui.widgets.metrics import icon_size, row_height


@pytest.fixture
def manager(qtbot: QtBot) -> Iterator[theme.ThemeManager]:
    manager = theme.manager()
    choice, scale = manager.choice, manager.scale
    yield manager
    manager.choose(choice)
    manager.set_scale(scale)


def test_a_label_changes_with_the_theme(qtbot: QtBot, manager: theme.ThemeManager) -> None:
    label = Label("loss", "label", "muted")
    qtbot.addWidget(label)

    for choice in (theme.Choice.DARK, theme.Choice.LIGHT, theme.Choice.HIGH_CONTRAST):
        manager.choose(choice)
        assert label.palette().windowText().color() == theme.current().color("muted")


def test_rows_and_icons_grow_with_the_text(manager: theme.ThemeManager) -> None:
    manager.set_scale(1.0)
    row, icon = row_height(theme.current().font("control")), icon_size(theme.current().font("control"))

    manager.set_scale(2.0)

    assert row_height(theme.current().font("control")) > row
    assert icon_size(theme.current().font("control")) > icon
    assert row % 4 == 0
