"""``python3 -m ui``: the window; ``export``, ``inspect``, ``compare`` and ``check`` do their work without one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import metadata

from ui import bootstrap

USAGE = """\
python3 -m ui [FILE.py|FILE.tlab …]      open the window
python3 -m ui export FILE [options]       run a script, or take a recording, and write what the app would show
python3 -m ui inspect FILE.tlab [--json]  print a recording
python3 -m ui compare A.tlab B.tlab       tell what differs in two recordings
python3 -m ui check FILE.py [--json]      run a script and tell what is wrong, and what would mend it
"""

_READER_GONE = 141
"""The exit status of a program that a closed pipe ends: 128 and the number of that signal."""


def main(arguments: Sequence[str]) -> int:
    """What the command line asks for; returns the exit status."""
    if arguments[:1] in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    bootstrap.ensure("ui", arguments)
    if arguments[:1] == ["--version"]:
        sys.stdout.write(f"TensorLab {metadata.version('tensorlab')}\n")
        return 0
    if arguments[:1] in (["export"], ["inspect"], ["compare"], ["check"]):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        try:
            status = _without_window(arguments[0], arguments[1:])
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read has seen enough, as `head` does. Python must not find the closed pipe once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return _READER_GONE
        return status
    if not bootstrap.has_display():
        bootstrap.say("There is no display to show a window on. `python3 -m ui export` works without one.")
        return 1
    from ui import app

    return app.main(arguments)


def _without_window(name: str, arguments: Sequence[str]) -> int:
    if name == "export":
        from ui import export

        return export.main(arguments)
    if name == "check":
        from ui import check

        return check.main(arguments)
    if name == "compare":
        from ui import compare

        return compare.main(arguments)
    from ui import inspect

    return inspect.main(arguments)


def command() -> int:
    """The ``tensorlab`` command of an installed copy."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(command())
