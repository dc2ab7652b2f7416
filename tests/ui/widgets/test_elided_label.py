"""What does not fit is shortened at the end and told in full by the tool-tip."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.elided_label import ElidedLabel


def test_text_that_fits_is_shown_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("loss")
    qtbot.addWidget(label)
    label.resize(300, 24)
    label.show()

    assert label.shown_text() == "loss"
    assert label.toolTip() == ""


def test_text_that_does_not_fit_keeps_its_beginning(qtbot: QtBot) -> None:
    label = ElidedLabel("gradient of loss reaches linear, line 7")
    qtbot.addWidget(label)
    label.resize(80, 24)
    label.show()

    assert label.shown_text().startswith("gra")
    assert label.shown_text().endswith("…")
    assert label.toolTip() == "gradient of loss reaches linear, line 7"


def test_long_text_does_not_widen_its_window(qtbot: QtBot) -> None:
    label = ElidedLabel("x" * 10_000)
    qtbot.addWidget(label)

    assert label.minimumSizeHint().width() < 40
