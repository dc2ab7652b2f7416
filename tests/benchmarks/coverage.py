"""Which branches of ``tensorlab`` no test takes: ``python -m tests.benchmarks.coverage [tests …]``; not in the suite.

Runs the core's tests, and those of the window's session, which drive the kernel, under Coverage.py, and prints each
file with a line or a branch that none of them took, and the total. Coverage.py is no part of the environment: install
it with ``pip install coverage``, or into a folder of its own that ``PYTHONPATH`` names.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ["tests/tensorlab", "tests/ui/session"]
NEVER_RUN = [r"if TYPE_CHECKING:", r"^\s*\.\.\.$"]
"""What exists for the type checker alone."""


def measured(tests: list[str]) -> tuple[int, float]:
    """The tests' exit status, and the percentage of branches taken; the report is printed."""
    from coverage import Coverage

    coverage = Coverage(data_file=None, branch=True, source_pkgs=["tensorlab"], config_file=False)
    for pattern in NEVER_RUN:
        coverage.exclude(pattern)
    coverage.start()
    status = pytest.main(["-q", "-p", "no:cacheprovider", "--timeout=600", *tests])
    coverage.stop()
    return status, coverage.report(show_missing=True, skip_covered=True)


def main(tests: list[str]) -> int:
    """0 when the tests pass and take every branch, else 1."""
    if find_spec("coverage") is None:
        sys.exit("Coverage.py is not installed: pip install coverage")
    os.chdir(ROOT)
    status, percentage = measured(tests or TESTS)
    return 0 if status == 0 and percentage == 100 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
