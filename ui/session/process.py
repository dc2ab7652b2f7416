"""The kernel process: started, interrupted, watched and ended. No Qt, and no word of what is said to it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from jupyter_client.connect import write_connection_file
from jupyter_client.launcher import launch_kernel

from tensorlab.kernel.images import READER

LONGEST_PATH = 80
"""A socket's path must stay below 108 bytes, of which the channel's number takes a few."""


class KernelProcess:
    """One life of a kernel, from start to end.

    Args:
        profile: folder for the kernel's own profile and history.
        died: called once, on a thread of its own, when the process is gone.
    """

    def __init__(self, profile: Path, died: Callable[[], None]) -> None:
        self.folder = _private_folder()
        self.connection_file = str(self.folder / "kernel.json")
        local = {"ip": "127.0.0.1"} if sys.platform == "win32" else {"transport": "ipc", "ip": str(self.folder / "k")}
        write_connection_file(self.connection_file, key=secrets.token_hex(32).encode(), **local)
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [sys.executable, "-P", "-m", "tensorlab.kernel.ipython", "-f", self.connection_file]
        command += [f"--ipython-dir={profile}", "--log-level=ERROR"]
        self._process: Popen[bytes] = launch_kernel(
            command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=_environment()
        )
        self._gone = threading.Event()
        self._died = died
        threading.Thread(target=self._watch, name="tensorlab-kernel-watch", daemon=True).start()

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    @property
    def is_alive(self) -> bool:
        return not self._gone.is_set()

    def interrupt(self) -> None:
        """What Ctrl+C does."""
        if not self.is_alive:
            return
        if sys.platform == "win32":
            from jupyter_client.win_interrupt import send_interrupt

            send_interrupt(self._process.win32_interrupt_event)
        else:
            os.killpg(self.pid, signal.SIGINT)

    def end(self) -> None:
        """End it and all that it has started, and wait until it is gone."""
        if self.is_alive:
            self._kill()
        self._gone.wait(5.0)
        if self._process.stdin is not None:
            self._process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill(self) -> None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(self.pid)], check=False, capture_output=True)
            return
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it ended between the question and the signal

    def _watch(self) -> None:
        self._process.wait()
        self._gone.set()
        self._died()


def _private_folder() -> Path:
    """A fresh folder that only this user can enter, with a path short enough for a socket."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = runtime if runtime and len(runtime) < LONGEST_PATH - 30 and Path(runtime).is_dir() else None
    return Path(tempfile.mkdtemp(prefix="tensorlab-", dir=base))


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    environment["TENSORLAB_LIFELINE"] = "stdin"
    environment[READER] = "ui.pictures"
    environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # or the debugger prints four lines about itself
    environment.pop("PYTHONSTARTUP", None)
    # ``-P`` keeps the current folder off the path; the package itself must be found all the same.
    root = str(Path(__file__).resolve().parent.parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH", "")]))
    return environment
