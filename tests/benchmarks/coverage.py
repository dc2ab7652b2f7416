"""Which branches of ``tensorlab`` no test takes: ``python -m tests.benchmarks.coverage [tests …]``; not in the suite.

Runs the core's tests, those of what the window makes of its news, and those of the kernel in its own process, followed
to its end, under Coverage.py, and prints each file with a line or a branch that none of them took, and the total.
Coverage.py is no part of the environment: install it with ``pip install coverage``, or into a
folder of its own that ``PYTHONPATH`` names.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ["tests/tensorlab", "tests/ui/models", "tests/ui/session", "tests/end_to_end/test_kernel.py"]

SETTINGS = r"""
[run]
branch = True
source_pkgs = tensorlab
omit = */<*
parallel = True
sigterm = True
patch = _exit
data_file = {folder}/data
[report]
exclude_also =
    if TYPE_CHECKING:
    ^\s*\.\.\.$
"""
"""What the core writes and compiles itself has no file, and what stands for the type checker never runs."""

IN_EACH_PROCESS = """
import coverage
coverage.process_startup()
"""


def let_kernels_end_by_themselves() -> None:
    """A kernel that its parent lets go of ends, and writes down first what it has run; one that is killed cannot."""
    from ui.session.process import KernelProcess

    kill = KernelProcess._kill

    def let_go(process: KernelProcess) -> None:
        assert process._process.stdin is not None, "it is started with one"
        process._process.stdin.close()
        if not process._gone.wait(5.0):
            kill(process)

    KernelProcess._kill = let_go  # type: ignore[method-assign]


def measured(tests: list[str], folder: str) -> tuple[int, float]:
    """The tests' exit status, and the percentage of branches taken; the report is printed."""
    from coverage import Coverage

    settings = Path(folder, "settings.ini")
    settings.write_text(SETTINGS.format(folder=folder))
    Path(folder, "sitecustomize.py").write_text(IN_EACH_PROCESS)
    os.environ["COVERAGE_PROCESS_START"] = str(settings)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
    let_kernels_end_by_themselves()
    coverage = Coverage(config_file=str(settings))
    coverage.start()
    status = pytest.main(["-q", "-p", "no:cacheprovider", "--timeout=600", *tests])
    coverage.stop()
    coverage.save()
    coverage.combine()
    return status, coverage.report(show_missing=True, skip_covered=True)


def main(tests: list[str]) -> int:
    """0 when the tests pass and take every branch, else 1."""
    if find_spec("coverage") is None:
        sys.exit("Coverage.py is not installed: pip install coverage")
    os.chdir(ROOT)
    with TemporaryDirectory() as folder:
        status, percentage = measured(tests or TESTS, folder)
    return 0 if status == 0 and percentage == 100 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
