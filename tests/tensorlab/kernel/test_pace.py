"""Running code goes freely, rests between statements, or stands until it is told to go on."""

import threading
import time

import pytest

from tensorlab.kernel.pace import SLICE, Pace


class Code:
    """Ten statements on a thread of their own, counted as they end."""

    def __init__(self) -> None:
        self.news: list[bool] = []
        self.pace = Pace(self.news.append)
        self.done = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        for _ in range(10):
            self.done += 1
            if not self.pace.is_free:
                self.pace.rest()

    def start(self) -> None:
        self._thread.start()

    def reach(self, count: int) -> None:
        """Wait until so many statements are over and the code stands."""
        deadline = time.monotonic() + 5
        while (self.done, self.news[-1:]) != (count, [True]):
            assert time.monotonic() < deadline, (self.done, self.news)
            time.sleep(0.002)

    def end(self) -> None:
        self._thread.join(5)
        assert not self._thread.is_alive()


def test_free_code_never_stands():
    code = Code()
    code.start()
    code.end()

    assert (code.done, code.news) == (10, [])


def test_stopped_code_stands_after_its_statement_and_goes_on_statement_by_statement():
    code = Code()
    code.pace.stop()
    code.start()
    code.reach(1)
    code.pace.step()
    code.reach(2)

    time.sleep(3 * SLICE)
    assert code.done == 2, "it stands until it is told"

    code.pace.run()
    code.end()
    assert code.done == 10
    assert code.news[-1] is False


def test_slow_code_rests_after_each_statement():
    code = Code()
    code.pace.slow(SLICE)
    began = time.monotonic()
    code.start()
    code.end()

    assert code.news == [True, False] * 10
    assert time.monotonic() - began >= 10 * SLICE * 0.9


def test_an_interrupt_ends_a_rest_and_says_that_the_code_goes_on():
    news: list[bool] = []

    def stands(now: bool) -> None:
        news.append(now)
        if now:
            raise KeyboardInterrupt

    pace = Pace(stands)
    pace.stop()
    with pytest.raises(KeyboardInterrupt):
        pace.rest()


def test_free_code_that_comes_to_a_rest_goes_on():
    pace = Pace(lambda stands: pytest.fail("it stood"))
    pace.rest()

    assert pace.is_free
