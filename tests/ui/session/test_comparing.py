"""What can be compared is named, and a comparison is found out beside the window's thread."""

from __future__ import annotations

import threading

from ui.models.comparison import Comparison
from ui.session.base import KernelState

PROGRAM = "import torch\nx = torch.ones(2)\nfor i in range(3):\n    x = x * {factor}\n"


def run(session, *factors: int) -> None:
    for factor in factors:
        session.run_script(PROGRAM.format(factor=factor), "study.py")


def test_each_run_of_a_source_has_its_number(session):
    run(session, 2, 3)
    session.run_cell("y = x + 1")

    names = [(stretch.source, stretch.run) for stretch in session.comparing.here()]

    assert names == [("", 0), ("study.py", 1), ("study.py", 2), ("In [1]", 1)]


def test_a_cell_that_only_starts_a_script_is_no_run_of_its_own(kernel):
    kernel.session.run_script(PROGRAM.format(factor=2), "study.py")
    kernel.until(lambda: bool(kernel.ended) and kernel.session.kernel is KernelState.IDLE)

    names = [(stretch.source, stretch.run) for stretch in kernel.session.comparing.here()]

    assert names == [("", 0), ("study.py", 1)]


def test_an_empty_session_has_nothing_to_compare(session):
    assert session.comparing.here() == session.comparing.there() == []


def test_earlier_lives_come_before_opened_files(session, new_lab):
    run(session, 2)
    session.comparing.open("old.tlab", new_lab().run(PROGRAM.format(factor=2)))
    session.restart()
    run(session, 2)

    origins = [(stretch.life, stretch.origin, stretch.source) for stretch in session.comparing.there()]

    assert origins == [
        (0, "", "study.py"),
        (1, "", ""),
        (1, "", "study.py"),
        (0, "old.tlab", ""),
        (0, "old.tlab", "In [1]"),
    ]


def test_it_is_found_out_on_another_thread(session, qtbot, monkeypatch):
    run(session, 2, 3)
    threads: list[threading.Thread] = []
    found = Comparison.differences
    monkeypatch.setattr(Comparison, "differences", lambda self: _noting(threads, found(self)))
    first, second = session.comparing.here()[1:]

    session.comparing.begin(second.side, first.side)
    qtbot.waitUntil(lambda: not session.comparing.works)

    assert threads
    assert threading.main_thread() not in threads
    assert len(session.comparing.differences) == 3


def _noting(threads, found):
    for some in found:
        threads.append(threading.current_thread())
        yield some


def test_no_more_differences_are_looked_for_than_anyone_reads(session, qtbot, monkeypatch):
    monkeypatch.setattr("ui.session.comparing.MOST", 2)
    run(session, 2, 3)
    first, second = session.comparing.here()[1:]

    session.comparing.begin(second.side, first.side)
    qtbot.waitUntil(lambda: not session.comparing.works)

    assert len(session.comparing.differences) == 2


def test_another_recording_ends_it(session, qtbot):
    run(session, 2, 3)
    first, second = session.comparing.here()[1:]
    session.comparing.begin(second.side, first.side)
    qtbot.waitUntil(lambda: not session.comparing.works)

    session.restart()

    assert session.comparing.comparison is None
    assert session.comparing.differences == []
