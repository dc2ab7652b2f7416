"""Errors and traps are found once for all panels, beside the window's thread."""

from __future__ import annotations

import threading

import pytest

ERROR = "import torch\ntorch.ones(3) + torch.ones(4)"
TRAP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nc = a - b\n"


def found(session, qtbot) -> list[tuple[str, int]]:
    """Every problem, once the search is over."""
    qtbot.waitUntil(lambda: not session.problems._look.isActive())
    return [(one.rule, one.line) for one in (*session.problems.errors, *session.problems.traps)]


def test_errors_and_traps_of_a_run_are_known_a_moment_later(session, qtbot) -> None:
    session.run_cell(ERROR)
    session.run_script(TRAP, "script.py")

    assert found(session, qtbot) == [("clash", 2), ("broadcast-blowup", 3)]


def test_they_are_looked_for_on_another_thread(session, qtbot, monkeypatch) -> None:
    threads = []
    sweep = "ui.models.traps.Radar.sweep"
    monkeypatch.setattr(sweep, lambda self: iter([threads.append(threading.current_thread()) or []]))

    session.run_script(TRAP, "script.py")
    found(session, qtbot)

    assert threads
    assert threading.main_thread() not in threads


def test_a_recording_that_grows_meanwhile_is_no_trouble(session, qtbot) -> None:
    for _ in range(8):
        session.run_script(TRAP, "script.py")

    assert found(session, qtbot) == [("broadcast-blowup", 3)]


def test_a_radar_that_is_off_looks_for_no_traps_and_finds_them_all_when_switched_on(session, qtbot) -> None:
    session.problems.switch_radar(False)
    session.run_script(TRAP, "script.py")
    assert found(session, qtbot) == []

    session.problems.switch_radar(True)

    assert found(session, qtbot) == [("broadcast-blowup", 3)]


def test_errors_are_told_with_the_radar_off(session, qtbot) -> None:
    session.problems.switch_radar(False)
    session.run_cell(ERROR)

    assert found(session, qtbot) == [("clash", 2)]


def test_one_of_several_muted_rules_is_heard_of_again(session, qtbot) -> None:
    session.problems.mute_rule("broadcast-blowup")
    session.problems.mute_rule("loss-shapes")
    session.run_script(TRAP, "script.py")
    assert found(session, qtbot) == []

    session.problems.hear_again("broadcast-blowup")

    assert found(session, qtbot) == [("broadcast-blowup", 3)]
    assert session.problems.muted_rules == ["loss-shapes"]


@pytest.mark.parametrize("code", [ERROR, TRAP])
def test_another_recording_has_other_problems(session, qtbot, code) -> None:
    session.run_script(code, "script.py")
    assert found(session, qtbot)

    session.restart()

    assert found(session, qtbot) == []
