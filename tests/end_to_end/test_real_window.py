"""The window on a real X server, as far as a virtual one is real; skipped where there is none."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ui import bootstrap

ON_A_SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24"]

pytestmark = pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs Xvfb")


def start(*command: str, home: Path) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [*ON_A_SCREEN, sys.executable, *command],
        cwd=bootstrap.ROOT,
        env=environment | {"HOME": str(home), "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_the_window_is_shown_and_closes_without_a_complaint(tmp_path):
    code = textwrap.dedent("""
        from PySide6.QtCore import QTimer
        from PySide6.QtGui import QGuiApplication

        def look():
            (window,) = [w for w in QGuiApplication.topLevelWindows() if w.isExposed()]
            print(QGuiApplication.platformName(), window.title(), window.width() >= 1024)
            window.close()

        from ui import app
        QTimer.singleShot(0, lambda: QTimer.singleShot(1500, look))
        raise SystemExit(app.main())
    """)
    process = start("-c", code, home=tmp_path)
    try:
        told, complaints = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)

    assert complaints == ""
    assert told.startswith("xcb ")
    assert "TensorLab" in told
    assert told.endswith("True\n")
    assert process.returncode == 0
