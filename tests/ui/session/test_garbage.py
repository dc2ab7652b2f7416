"""What nobody refers to any more ends on the thread of the window."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from ui.session.garbage import Garbage


class Ring:
    """An object that only the collector can end, and that tells on which thread it did."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself = self
        self._ended = ended

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


@pytest.fixture
def garbage(qapp):
    owner = QObject()
    yield Garbage(owner)
    owner.deleteLater()


def test_another_thread_that_needs_memory_ends_nothing(garbage, qtbot) -> None:
    ended: list[threading.Thread] = []
    Ring(ended)

    made: list[list[int]] = []
    thread = threading.Thread(target=lambda: made.extend([] for _ in range(200_000)))
    thread.start()
    thread.join()
    assert ended == []

    qtbot.waitUntil(lambda: ended != [])
    assert ended == [threading.main_thread()]


def test_few_young_objects_are_left_alone(garbage) -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]

    garbage.collect()

    assert gc.get_stats()[0]["collections"] == before
