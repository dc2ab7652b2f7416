"""What user code may do to its process, and what the window keeps all the same. A real kernel, a real console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from jupyter_client.blocking import BlockingKernelClient
from PySide6.QtCore import QTimer
from qtconsole.rich_jupyter_widget import RichJupyterWidget

from ui.panels.console import ConsolePanel
from ui.panels.graph import GraphPanel
from ui.session.base import KernelState
from ui.session.jupyter import JupyterSession
from ui.session.process import KernelProcess

BLOCKED = 0.25
"""Seconds of its own work after which the window's thread would be felt to hang."""


class Pulse:
    """Beats on the window's thread, and knows how much that thread has worked at most between two beats."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now


@pytest.fixture
def console(kernel, qtbot) -> Iterator[RichJupyterWidget]:
    """The console dock's text, as the window shows it."""
    panel = ConsolePanel(kernel.session)
    qtbot.addWidget(panel)
    panel.show()
    yield panel.findChild(RichJupyterWidget)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    "death",
    [
        "import ctypes\nctypes.string_at(0)",
        "import os\nos._exit(1)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["segfault", "exit", "killed"],
)
def test_the_death_of_the_kernel_is_said_and_the_recording_is_kept(kernel, death):
    kernel.run("x = torch.tensor([1., 2.])\ny = x * 3")
    x, y = kernel.id("x"), kernel.id("y")

    kernel.session.run_cell(death)
    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=5)

    recording = kernel.session.recording
    assert recording.value(y, recording.last_step).tolist() == [3.0, 6.0]
    assert recording.names_at(recording.last_step) == {"x": x, "y": y}
    kernel.session.show_step(0)
    assert kernel.session.step == 0


@pytest.mark.parametrize(
    "fault",
    [
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), 11)",
        "import os; os._exit(1)",
    ],
    ids=["segfault", "abort", "signal", "exit"],
)
def test_what_led_to_a_sudden_end_is_in_the_recording(kernel, fault):
    kernel.session.run_cell(f"x = torch.arange(1000.)\nfor i in range(300):\n    y = x * i\n{fault}")
    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=10)

    recording = kernel.session.recording
    y = recording.names_at(recording.last_step)["y"]
    assert recording.place_of(int(recording.born[y])).line == 3
    assert recording.iterations.size == 300


def test_a_dead_kernel_stays_dead_until_another_is_started(kernel):
    kernel.session.run_cell("import os\nos._exit(1)")
    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=5)
    states = []
    kernel.session.kernel_changed.connect(states.append)

    kernel.session.run_cell("x = 1")
    kernel.session.interrupt()
    kernel.session.restart()
    kernel.until(lambda: kernel.session.kernel is KernelState.IDLE)

    assert states == [KernelState.STARTING, KernelState.IDLE]
    assert kernel.run("x = torch.ones(2)")


def test_a_request_to_a_dead_kernel_is_answered(kernel):
    kernel.run("x = torch.ones(2)")
    x = kernel.id("x")
    kernel.session.run_cell("import os\nos._exit(1)")
    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=5)

    assert kernel.read(x, (0, 2)) == (None, "gone")


def test_a_request_that_was_on_its_way_when_the_kernel_died_is_answered(kernel):
    kernel.run("x = torch.ones(2)")
    answers = []
    os.kill(kernel.session.process_id, signal.SIGSTOP)
    kernel.session.read_cells(kernel.id("x"), [(0, 2)], lambda cells, why: answers.append((cells, why)))
    os.kill(kernel.session.process_id, signal.SIGKILL)

    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=5)
    assert answers == [(None, "gone")]


def test_endless_recursion_is_an_ordinary_error(kernel):
    assert not kernel.run("x = torch.ones(2)\ndef down(n):\n    return down(n + 1)\ndown(0)")

    (problem,) = kernel.session.recording.errors
    assert problem.kind == "RecursionError"
    assert (problem.place.source, problem.place.line) == ("In [1]", 3)
    assert kernel.run("y = x + 1")


def test_an_endless_loop_is_interrupted(kernel):
    kernel.session.run_cell("count = 0\nwhile True:\n    pass")
    kernel.until(lambda: kernel.session.kernel is KernelState.BUSY)

    asked = time.perf_counter()
    kernel.session.interrupt()
    kernel.until(lambda: kernel.ended == [(0, False)], seconds=5)

    assert time.perf_counter() - asked < 1
    assert kernel.session.recording.errors[-1].kind == "KeyboardInterrupt"
    assert kernel.run("x = torch.ones(2)")


def test_tensors_are_read_while_a_cell_runs(kernel):
    kernel.run("x = torch.arange(6.)")
    kernel.session.run_cell("while True:\n    pass")
    kernel.until(lambda: kernel.session.kernel is KernelState.BUSY)

    asked = time.perf_counter()
    cells, _ = kernel.read(kernel.id("x"), (2, 4))

    assert cells.tolist() == [2.0, 3.0]
    assert time.perf_counter() - asked < 1
    assert kernel.session.kernel is KernelState.BUSY
    kernel.session.interrupt()
    kernel.until(lambda: kernel.session.kernel is KernelState.IDLE)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("print('a' * 10_000_000)", "aaaa"),
        ("for number in range(1_000_000): print(number)", "0\n1\n2\n3\n"),
        ("'b' * 10_000_000", "'bbbb"),
        ("raise ValueError('c' * 10_000_000)", ""),
    ],
    ids=["a long line", "many lines", "a long result", "a long error"],
)
def test_endless_output_is_clipped_and_the_window_goes_on(kernel, console, qtbot, code, begins):
    kernel.until(lambda: "In [" in console._control.toPlainText())
    seen = []
    kernel.session.client.iopub_channel.message_received.connect(
        lambda message: seen.append(
            message["content"].get("text", message["content"].get("data", {}).get("text/plain", ""))
        )
    )
    pulse = Pulse()

    kernel.run(code, seconds=30)
    qtbot.wait(300)

    text = "".join(seen)
    assert text.startswith(begins)
    assert len(text) < 1_200_000
    assert len(console._control.toPlainText()) < 1_200_000
    assert pulse.longest < BLOCKED


def test_the_cell_is_told_that_output_was_left_out(kernel):
    texts = []
    kernel.session.client.iopub_channel.message_received.connect(
        lambda message: texts.append(message["content"].get("text", ""))
    )
    kernel.run("for number in range(300_000): print(number)")
    kernel.until(lambda: "not shown" in "".join(texts))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_what_a_forked_process_prints_is_shown(kernel):
    texts = []
    kernel.session.client.iopub_channel.message_received.connect(
        lambda message: texts.append(message["content"].get("text", ""))
    )
    kernel.run("import os, sys\nif os.fork() == 0:\n    print('from the child'); sys.stdout.flush(); os._exit(0)")
    kernel.until(lambda: "from the child" in "".join(texts), seconds=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_no_port_is_open_to_other_users(kernel):
    """The channels are sockets in a folder that nobody else can enter."""
    kernel.run("x = 1")
    process = Path(f"/proc/{kernel.session.process_id}")
    sockets = {str(file.readlink()) for file in (process / "fd").iterdir() if file.is_symlink()}

    listening = set()
    for table in ("tcp", "tcp6"):
        for line in (process / "net" / table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A":
                listening.add(f"socket:[{columns[9]}]")

    assert not sockets & listening
    folder = kernel.session._process.folder
    assert folder.stat().st_mode & 0o077 == 0


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.session.base import KernelState
from ui.session.jupyter import JupyterSession
from ui.session.process import KernelProcess
from ui.session.jupyter import JupyterSession
from ui.session.process import KernelProcess

app = QApplication([])
session = JupyterSession(profile=Path(sys.argv[1]))

def tell(state):
    if state is KernelState.IDLE:
        session.run_cell("while True: pass")
    if state is KernelState.BUSY:
        print(session.process_id, flush=True)

session.kernel_changed.connect(tell)
session.start()
app.exec()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_no_kernel_outlives_a_window_that_was_killed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", WINDOW, str(tmp_path)], stdout=subprocess.PIPE, text=True) as window:
        kernel = int(window.stdout.readline())
        assert is_running(kernel)
        window.kill()

    deadline = time.monotonic() + 5
    while is_running(kernel) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(kernel)


def test_values_of_a_dead_kernel_are_those_that_were_recorded(kernel):
    kernel.run("x = torch.zeros(3)\nx[1] = 7.0")
    x = kernel.id("x")
    os.kill(kernel.session.process_id, signal.SIGKILL)
    kernel.until(lambda: kernel.session.kernel is KernelState.DEAD, seconds=5)

    assert np.array_equal(kernel.session.value(x), [0.0, 7.0, 0.0])


def test_a_script_that_runs_before_the_first_prompt_is_not_shown_as_a_cell(kernel, qtbot):
    panel = ConsolePanel(kernel.session)
    qtbot.addWidget(panel)
    panel.show()
    kernel.session.run_script("print('hello')", "early.py")
    text = panel.findChild(RichJupyterWidget)._control

    kernel.until(lambda: "hello" in text.toPlainText())

    assert "lab.run" not in text.toPlainText()


def test_code_that_runs_is_given_the_graph_of_the_window(kernel, qtbot):
    panel = GraphPanel(kernel.session)
    qtbot.addWidget(panel)

    kernel.run("x = torch.ones(300, requires_grad=True)\nfor part in x:\n    y = part * 2\ng = lab.graph()")
    kernel.run("count = torch.tensor([g.number_of_nodes(), g.number_of_edges()])")

    count = kernel.session.recording.value(kernel.id("count"), kernel.session.recording.last_step)
    panel.shutdown()
    assert count.tolist() == [2 + 3 * 300, 1 + 3 * 300]


def test_code_that_is_run_while_the_kernel_starts_is_run_when_it_is_there(qtbot, tmp_path):
    session = JupyterSession(profile=tmp_path)
    ended: list[bool] = []
    session.cell_ended.connect(lambda _, ok: ended.append(ok))
    session.start()
    session.run_cell("x = torch.ones(2)")

    qtbot.waitUntil(lambda: bool(ended), timeout=30_000)

    assert ended == [True]
    assert "x" in session.recording.names_at(session.recording.last_step)
    session.shutdown()


@pytest.mark.parametrize("channel", ["shell_channel", "control_channel"])
def test_what_is_no_message_is_dropped_and_those_after_it_are_answered(kernel, channel):
    kernel.run("x = torch.ones(2)")
    client = kernel.session.client
    for data in ({"type": "no such message"}, {}):
        getattr(client, channel).send(client.session.msg("comm_msg", {"comm_id": kernel.session._comm, "data": data}))

    assert kernel.read(kernel.id("x"), (0, 2))[0].tolist() == [1, 1]
    assert kernel.run("y = x * 2")


def test_a_kernel_that_no_window_has_come_to_runs_code_all_the_same(tmp_path):
    process = KernelProcess(tmp_path / "profile", died=lambda: None)
    client = BlockingKernelClient(connection_file=process.connection_file)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    many = "import torch\nfor _ in range(8000):\n    x = torch.ones(2)"
    reply = client.execute_interactive(many, timeout=60, output_hook=lambda message: None)
    client.stop_channels()
    process.end()

    assert reply["content"]["status"] == "ok"
