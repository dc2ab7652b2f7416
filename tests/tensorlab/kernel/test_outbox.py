"""Events leave in numbered batches, as fast as the window takes them and no faster."""

import threading

import pytest

from tensorlab.events import Tracer
from tensorlab.kernel import outbox
from tensorlab.kernel.outbox import Outbox
from tensorlab.kernel.protocol import CellEnded, Trace


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(outbox, "LARGEST", 2)
    monkeypatch.setattr(outbox, "BATCH", 2)
    monkeypatch.setattr(outbox, "CREDIT", 1)
    monkeypatch.setattr(outbox, "PATIENCE", 0.1)
    monkeypatch.setattr(outbox, "SLICE", 0.01)


def later(seconds, function):
    """Call it from another thread."""
    timer = threading.Timer(seconds, function)
    timer.daemon = True
    timer.start()


class Office:
    """A tracer, its outbox, and what has left it."""

    def __init__(self, answers: bool = False) -> None:
        self.tracer = Tracer(sources={})
        self.sent = []
        self.waits = []
        self._answers = answers
        self.box = Outbox(self.tracer, self._send, self.waits.append)

    def _send(self, message) -> None:
        self.sent.append(message)
        if self._answers and isinstance(message, Trace):
            # The window answers from another thread, and later.
            later(0.01, lambda: self.box.acknowledge(message.seq))

    def tell(self, count: int) -> None:
        for number in range(count):
            self.tracer.printed(str(number))

    @property
    def batches(self) -> list[int]:
        return [message.seq for message in self.sent if isinstance(message, Trace)]


def test_no_more_is_sent_than_may_be_unacknowledged():
    office = Office()
    office.tell(5)
    office.box.pump()

    assert office.batches == [0]
    assert (office.box.pending, office.box.steps, office.box.is_idle) == (3, 5, False)
    office.box.acknowledge(0)
    office.box.pump()
    assert office.batches == [0, 1]


def test_a_notice_comes_after_all_that_happened_before_it():
    office = Office()
    office.tell(1)
    office.box.notice(CellEnded(0, -1, True))
    office.tell(1)
    office.box.pump()
    office.box.acknowledge(0)
    office.box.pump()

    kinds = [type(message).__name__ for message in office.sent]
    assert kinds == ["Trace", "CellEnded", "Trace"]
    assert office.sent[1].seq == 0


def test_what_was_lost_is_sent_again():
    office = Office()
    office.tell(2)
    office.box.pump()
    office.box.resend(0)
    office.box.resend(1)

    assert office.batches == [0, 0]


def test_everything_is_sent_before_the_end_if_the_window_takes_it():
    office = Office(answers=True)
    office.tell(7)
    office.box.empty(5.0)

    assert office.batches == [0, 1, 2, 3]
    assert office.box.is_idle


def test_code_waits_for_the_window():
    office = Office()
    office.tell(3)
    office.box.pump()
    office.tell(3)

    def window():
        office.box.acknowledge(0)
        office.box.pump()
        office.box.acknowledge(1)
        office.box.pump()

    later(0.03, window)
    office.box.wait()

    assert office.waits == [True, False]
    assert office.box.pending < outbox.LARGEST


def test_a_silent_window_holds_the_code_up_once():
    office = Office()
    office.tell(3)
    office.box.wait()
    office.box.wait()

    assert office.waits == [True, False]
    office.box.acknowledge(-1)  # it is there again
    office.box.wait()
    assert office.waits == [True, False] * 2
