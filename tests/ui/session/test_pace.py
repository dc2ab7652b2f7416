"""Looking again soon: often enough to follow, and never all at the same moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.session.pace import Pace


def test_requests_that_come_close_together_are_one_look(qtbot):
    owner, looks = QObject(), []
    pace = Pace(lambda: looks.append("look"), 5, owner)

    for _ in range(10):
        pace.soon()
    qtbot.waitUntil(lambda: looks != [])
    qtbot.wait(20)

    assert looks == ["look"]


def test_between_the_looks_of_two_other_things_happen(qtbot):
    owner, happened = QObject(), []

    def look(name: str) -> None:
        happened.append(name)
        QTimer.singleShot(0, owner, lambda: happened.append("something else"))

    for name in ("one", "other"):
        Pace(lambda name=name: look(name), 0, owner).soon()
    qtbot.waitUntil(lambda: len(happened) == 4)

    assert happened == ["one", "something else", "other", "something else"]
