"""Sets a fresh checkout up, then hands over: standard library only, since nothing else may be there yet.

Run from a checkout, it makes sure of Python's version, of the libraries that Qt needs from the system, and of an
environment in ``.venv`` with everything installed; then the process becomes that environment's Python. Installed as a
wheel, there is nothing to do.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Library → the Debian package that has it. The last six are for a window on X11."""

INSTALLERS = {
    "apt-get": "apt-get install -y -qq --no-install-recommends",
    "dnf": "dnf install mesa-libGL mesa-libEGL libxkbcommon-x11 dbus-libs fontconfig glib2"
    " xcb-util-cursor xcb-util-wm xcb-util-keysyms",
    "pacman": "pacman -S libglvnd libxkbcommon-x11 dbus fontconfig glib2 xcb-util-cursor xcb-util-wm xcb-util-keysyms",
    "zypper": "zypper install Mesa-libGL1 Mesa-libEGL1 libxkbcommon-x11-0 libdbus-1-3 fontconfig libglib-2_0-0"
    " libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1",
}
"""Package manager → its command; all but Debian's name their packages here, since names differ."""

NEEDED = ("numpy", "PySide6", "networkx", "pyqtgraph", "qtconsole", "ipykernel", "jupyter_client")
NEEDED_FOR_TESTS = ("pytest", "pytestqt", "pytest_timeout", "hypothesis", "ruff", "mypy", "importlinter", "hatchling")

Say = Callable[[str], None]


def say(sentence: str) -> None:
    """Tell whoever waits at the terminal."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def ensure(module: str, arguments: Sequence[str]) -> None:
    """Return in a Python that has everything: this one, or ``.venv``'s running ``python -m module``."""
    if sys.version_info < OLDEST:
        stop(f"TensorLab needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    if not (ROOT / "pyproject.toml").is_file():
        return
    provide_libraries()
    if is_complete_environment(NEEDED + NEEDED_FOR_TESTS if module == "tests" else NEEDED):
        return
    python = environment_python()
    if not is_up_to_date():
        make_environment(python)
    hand_over(python, module, arguments)


def stop(sentence: str) -> NoReturn:
    """Say one sentence and end."""
    say(sentence)
    raise SystemExit(1)


# -- the system's libraries -------------------------------------------------------------------------------------------


def missing_packages(load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The Debian packages of the libraries that cannot be loaded."""
    packages = []
    for library, package in QT_LIBRARIES.items():
        try:
            load(library)
        except OSError:
            packages.append(package)
    return packages


def provide_libraries() -> None:
    """Install what Qt needs where that is possible, else say the one line that does it."""
    if not sys.platform.startswith("linux"):
        return
    packages = missing_packages()
    if not packages:
        return
    line = install_line(packages)
    if line is None:
        stop(
            f"Qt needs system libraries that are missing; please install them: {', '.join(packages)} (Debian's names)."
        )
    if not line.startswith("apt-get") or not may_install():
        stop(f"Qt needs system libraries that are missing. An administrator can install them with:\n  sudo {line}")
    say(f"Installing the system libraries that Qt needs (about half a minute): {', '.join(packages)}")
    if not install(line):
        stop(f"The system libraries could not be installed; apt-get said why above. The command was:\n  sudo {line}")


def install_line(packages: Sequence[str], find: Callable[[str], str | None] = shutil.which) -> str | None:
    """The command that installs Debian's packages or their like here, None where no package manager is known."""
    manager = next((name for name in INSTALLERS if find(name)), None)
    if manager == "apt-get":
        return " ".join([INSTALLERS[manager], *packages])
    return INSTALLERS[manager] if manager else None


def install(line: str) -> bool:
    """Run apt-get's line as administrator; whether it went well."""
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    commands = (["apt-get", "update", "-qq"], line.split())
    return all(
        subprocess.run([*prefix, *command], check=False, stdout=subprocess.DEVNULL).returncode == 0
        for command in commands
    )


def may_install() -> bool:
    """Whether this is the administrator, or may become it without a password."""
    if os.geteuid() == 0:
        return True
    return (
        shutil.which("sudo") is not None
        and subprocess.run(["sudo", "-n", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0
    )


# -- the environment --------------------------------------------------------------------------------------------------


def is_complete_environment(modules: Sequence[str]) -> bool:
    """Whether this Python is our own environment as it should be, or an activated one that has these modules."""
    if sys.prefix == sys.base_prefix:
        return False
    if Path(sys.prefix) == ROOT / ".venv":
        return is_up_to_date()
    return all(importlib.util.find_spec(name) is not None for name in modules)


def is_up_to_date() -> bool:
    """Whether ``.venv`` was made to its end, from the project as it is now."""
    return stamp_file().is_file() and stamp_file().read_text("utf-8") == stamp() and environment_python().is_file()


def environment_python() -> Path:
    folder = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    return folder / ("python.exe" if os.name == "nt" else "python")


def stamp_file() -> Path:
    return ROOT / ".venv" / "tensorlab-stamp"


def stamp() -> str:
    """What the environment was made from: another pyproject, Python or place makes a new one."""
    parts = ((ROOT / "pyproject.toml").read_text("utf-8"), sysconfig.get_python_version(), str(ROOT))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def make_environment(python: Path) -> None:
    """Make ``.venv`` and install TensorLab with what it needs."""
    say("Setting TensorLab up in .venv. This happens once and takes a minute or two.")
    if not python.is_file() and not make_bare_environment():
        stop("Python cannot make an environment here. On Debian and Ubuntu: sudo apt-get install python3-venv")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", f"{ROOT}[test]"]
    if subprocess.run(pip, check=False).returncode != 0:
        stop("The packages could not be installed; pip said why above. Run the same command to try again.")
    stamp_file().write_text(stamp(), "utf-8")


def make_bare_environment() -> bool:
    """Make ``.venv`` with pip in it; Debian ships Python without what that takes, and an administrator has it added."""
    if importlib.util.find_spec("ensurepip") is None and shutil.which("apt-get") and may_install():
        say("Installing python3-venv, which Debian leaves out.")
        install("apt-get install -y -qq --no-install-recommends python3-venv")
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", str(ROOT / ".venv")], check=False).returncode == 0
    if not made:
        shutil.rmtree(ROOT / ".venv", ignore_errors=True)
    return made


def hand_over(python: Path, module: str, arguments: Sequence[str]) -> None:
    """Become the environment's Python, running the same command."""
    command = [str(python), "-m", module, *arguments]
    if os.name == "nt":
        raise SystemExit(subprocess.call(command, cwd=Path.cwd()))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    os.execv(python, command)


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window can be shown: on a screen, or by one of Qt's platforms that needs none."""
    if not platform.startswith("linux"):
        return True
    needs_screen = environment.get("QT_QPA_PLATFORM", "").split(":")[0] in ("", "xcb", "wayland")
    return not needs_screen or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
