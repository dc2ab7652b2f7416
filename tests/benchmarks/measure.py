"""How fast TensorLab starts, follows and scrubs: ``python -m tests.benchmarks.measure``. Not part of the suite.

Prints one figure a line. Times are wall clock on an otherwise idle machine; the recorder's cost is CPU time a node,
beside the same code with nobody listening.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
START = time.perf_counter()

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer  # noqa: E402  (the clock starts before Qt is loaded)
from PySide6.QtWidgets import QWidget  # noqa: E402

from ui import app, i18n  # noqa: E402

EVENTS = """
import torch
x = torch.ones(2, requires_grad=True)
for _ in range(20_000):
    y = x + 1
"""
NODES = """
import torch
x = torch.ones(2, requires_grad=True)
kept = []
for _ in range(250):
    x = x + 1
    kept.append(x)
"""


def say(name: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{name:<44}{value:10.2f} {unit}\n")


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    loop = QEventLoop()
    look = QTimer(interval=5)
    look.timeout.connect(lambda: loop.quit() if until() else None)
    look.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class FirstPicture(QObject):
    """When the first picture of the window stood on the screen."""

    seen = 0.0
    _paints = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._paints = True
        elif self._paints and not self.seen:
            # Whatever comes after the paint events of one picture.
            self.seen = time.perf_counter()
        return False


class Stalls:
    """How long the window's thread was away, sampled every 4 ms.

    On a machine that does other things, too, the thread is away for their sake as well; the CPU time that the whole
    process has used between two samples tells what is its own.
    """

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._last_own = time.process_time()
        self.gaps: list[float] = []
        self.own: list[float] = []
        self._timer = QTimer(interval=4)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        own = time.process_time()
        self.gaps.append((now - self._last) * 1000 - 4)
        self.own.append((own - self._last_own) * 1000)
        self._last, self._last_own = now, own

    def stop(self) -> tuple[float, float]:
        """The 99th percentile and the maximum, in milliseconds."""
        self._timer.stop()
        gaps = np.array(self.gaps)
        return float(np.percentile(gaps, 99)), float(gaps.max())


def measure_window() -> None:
    application = app.application(["measure"])
    translations = i18n.Translations()
    translations.choose("en")
    session = app.started()
    window = app.opened(session, translations)
    picture = FirstPicture()
    window.installEventFilter(picture)
    wait(lambda: picture.seen > 0)
    say("window visible after the process began", picture.seen - START, "s")

    from ui.session.base import KernelState

    stalls = Stalls()
    wait(lambda: session.kernel is KernelState.IDLE)
    say("kernel ready after the process began", time.perf_counter() - START, "s")
    wait(lambda: any(type(child).__name__ == "ConsolePanel" for child in window.findChildren(QWidget)))
    say("console ready after the process began", time.perf_counter() - START, "s")
    say("stall of the window's thread meanwhile, longest", stalls.stop()[1], "ms")
    wait(lambda: False, 0.5)
    ended: list[bool] = []
    session.cell_ended.connect(lambda _, ok: ended.append(ok))

    stalls = Stalls()
    began = time.perf_counter()
    session.run_cell(EVENTS)
    wait(lambda: bool(ended) and session.kernel is KernelState.IDLE)
    p99, most = stalls.stop()
    say("steps of one cell that arrived", session.recording.last_step + 1, "")
    say("time for that cell", time.perf_counter() - began, "s")
    say("stall of the window's thread, 99 %", p99, "ms")
    say("stall of the window's thread, longest", most, "ms")
    say("CPU time of the process in one turn, 99 %", float(np.percentile(stalls.own, 99)), "ms")
    say("CPU time of the process in one turn, most", max(stalls.own), "ms")

    session.run_cell("while True:\n    pass")
    wait(lambda: session.kernel is KernelState.BUSY)
    began = time.perf_counter()
    session.interrupt()
    wait(lambda: session.kernel is KernelState.IDLE)
    say("an endless loop is interrupted after", (time.perf_counter() - began) * 1000, "ms")

    session.restart()
    wait(lambda: session.kernel is KernelState.IDLE)
    ended.clear()
    session.run_cell(NODES)
    wait(lambda: bool(ended) and session.kernel is KernelState.IDLE)
    window.documents.show_graph()
    steps = np.linspace(0, session.recording.last_step, 40).astype(int).tolist()
    times = []
    for step in steps:
        began = time.perf_counter()
        session.show_step(step)
        pause = QTimer(singleShot=True, interval=20)
        pause.start()
        wait(lambda pause=pause: not pause.isActive())
        times.append((time.perf_counter() - began) * 1000 - 20)
    say(f"scrub a step at {session.recording.n_nodes} nodes, median", float(np.median(times)), "ms")
    window.close()
    application.processEvents()


def measure_recorder() -> None:
    import tensorlab as torch
    from tensorlab import events

    def chain(count: int) -> float:
        z, a = torch.tensor(1.0), torch.tensor(0.5, requires_grad=True)
        began = time.process_time()
        for _ in range(count):
            z = z * a
        return (time.process_time() - began) / count * 1e6

    # As in the kernel, where graphs are freed by reference counts and the collector looks rarely.
    gc.set_threshold(10_000, 10, 10)
    gc.freeze()
    chain(2000)
    quiet = min(chain(5000) for _ in range(5))
    heard = float("inf")
    for _ in range(5):
        with events.listen():
            heard = min(heard, chain(5000))
    say("an operation with nobody listening", quiet, "µs")
    say("an operation recorded, on top of that", heard - quiet, "µs")


if __name__ == "__main__":
    measure_window()
    measure_recorder()
