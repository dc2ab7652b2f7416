"""Long work is done on another thread, in turn, and handed over bit by bit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from ui.session.beside import Beside


def done(beside: Beside) -> list:
    """Everything, once it has all been done."""
    deadline = time.monotonic() + 5
    while beside.works and time.monotonic() < deadline:
        time.sleep(0.001)
    assert not beside.works
    return beside.taken()


def test_one_work_after_another_in_order():
    beside: Beside[int] = Beside("test")

    beside.begin(iter([[1, 2], [], [3]]))
    beside.begin(iter([[4]]))

    assert done(beside) == [1, 2, 3, 4]
    assert beside.taken() == []


def test_it_works_again_after_a_rest():
    beside: Beside[int] = Beside("test")
    beside.begin(iter([[1]]))
    assert done(beside) == [1]

    beside.begin(iter([[2]]))

    assert done(beside) == [2]


def test_ended_it_begins_nothing_more_and_leaves_what_it_was_at():
    beside: Beside[int] = Beside("test")
    goes_on = threading.Event()

    def slowly() -> Iterator[list[int]]:
        yield [1]
        goes_on.wait(5)
        yield [2]
        yield [3]

    beside.begin(slowly())
    beside.begin(iter([[4]]))
    beside.end()
    goes_on.set()

    assert 3 not in (found := done(beside))
    assert 4 not in found
