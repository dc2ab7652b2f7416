"""The command line: what answers without a window does so without a display."""

import os
import subprocess
import sys
from importlib import metadata

from ui import bootstrap
from ui.models.recording import Recording
from ui.models.recording_file import Document, save


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        cwd=bootstrap.ROOT,
        env=variables | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_way_to_start():
    told = start("--help")

    assert told.returncode == 0
    assert "python3 -m ui export" in told.stdout
    assert "python3 -m ui inspect" in told.stdout


def test_the_version_is_that_of_the_project():
    assert start("--version").stdout == f"TensorLab {metadata.version('tensorlab')}\n"


def test_without_a_display_there_is_one_sentence_and_exit_1():
    told = start()

    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr == "There is no display to show a window on. `python3 -m ui export` works without one.\n"


def test_inspecting_a_missing_file_is_a_sentence_and_needs_no_display(tmp_path):
    told = start("inspect", str(tmp_path / "absent.tlab"), "--json")

    assert told.returncode == 1
    assert "absent.tlab" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path):
    save(tmp_path / "a.tlab", Document(Recording()))
    command = f"{sys.executable} -m ui inspect {tmp_path / 'a.tlab'} --json"

    told = subprocess.run(
        f"{command} | true; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        cwd=bootstrap.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert told.stdout in ("141\n", "0\n")
    assert told.stderr == ""
