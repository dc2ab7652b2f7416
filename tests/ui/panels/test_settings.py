"""Settings hold at once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSpinBox

from ui.panels.settings import SettingsDialog
from ui.widgets.check_box import CheckBox
from ui.widgets.link import Link


@pytest.fixture
def dialog(session, qtbot) -> SettingsDialog:
    session.problems.mute_rule("loss-shapes")
    dialog = SettingsDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_memory_of_a_recording_is_what_the_session_keeps_to(dialog, session) -> None:
    box = dialog.findChild(QSpinBox)
    assert box.value() == 512

    box.setValue(128)

    assert session.recording.memory_limit == session.memory_limit == 128 * 2**20
    session.restart()
    assert session.recording.memory_limit == 128 * 2**20


def test_the_radar_is_switched(dialog, session) -> None:
    dialog.findChild(CheckBox).click()
    assert not session.problems.has_radar

    session.problems.switch_radar(True)
    assert dialog.findChild(CheckBox).isChecked()


def test_a_muted_rule_is_heard_of_again(dialog, session, qtbot) -> None:
    dialog.findChild(Link).click()

    assert session.problems.muted_rules == []
    qtbot.waitUntil(lambda: dialog.findChildren(Link) == [])
