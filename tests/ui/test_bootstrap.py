"""A fresh checkout sets itself up: what is missing is found, said in a sentence and provided once."""

import subprocess
import sys
from pathlib import Path

import pytest

from ui import bootstrap


def missing(*libraries: str):
    def load(library: str) -> None:
        if library in libraries:
            raise OSError(f"{library}: cannot open shared object file")

    return load


def only(*programs: str):
    return lambda name: f"/usr/bin/{name}" if name in programs else None


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tensorlab"\n')
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def environment(checkout: Path) -> Path:
    """An environment that was made to its end."""
    bootstrap.environment_python().parent.mkdir(parents=True)
    bootstrap.environment_python().touch()
    bootstrap.stamp_file().write_text(bootstrap.stamp(), "utf-8")
    return checkout / ".venv"


def test_the_package_of_every_missing_library_is_named():
    assert bootstrap.missing_packages(missing("libEGL.so.1", "libxcb-cursor.so.0")) == ["libegl1", "libxcb-cursor0"]
    assert bootstrap.missing_packages(missing()) == []


def test_apt_gets_exactly_what_is_missing():
    line = bootstrap.install_line(["libegl1", "libgl1"], only("apt-get"))

    assert line == "apt-get install -y -qq --no-install-recommends libegl1 libgl1"


@pytest.mark.parametrize("manager", ["dnf", "pacman", "zypper"])
def test_other_systems_are_told_their_own_line(manager):
    line = bootstrap.install_line(["libegl1"], only(manager))

    assert line is not None
    assert line.startswith(manager)
    assert "libegl1" not in line  # Debian's name means nothing there


def test_a_system_without_a_known_package_manager_gets_no_line():
    assert bootstrap.install_line(["libegl1"], only()) is None


@pytest.mark.parametrize("programs", [(), ("dnf",), ("apt-get",)])
def test_missing_libraries_that_cannot_be_installed_end_in_a_sentence(programs, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    monkeypatch.setattr(bootstrap, "missing_packages", lambda: ["libegl1"])
    line = bootstrap.install_line(["libegl1"], only(*programs))
    monkeypatch.setattr(bootstrap, "install_line", lambda packages: line)
    monkeypatch.setattr(bootstrap, "may_install", lambda: False)

    with pytest.raises(SystemExit) as ended:
        bootstrap.provide_libraries()

    assert ended.value.code == 1
    assert "Qt needs system libraries that are missing" in capsys.readouterr().err


@pytest.mark.usefixtures("environment")
def test_an_environment_made_from_this_project_is_up_to_date():
    assert bootstrap.is_up_to_date()


@pytest.mark.usefixtures("environment")
def test_another_pyproject_asks_for_a_new_environment(checkout):
    (checkout / "pyproject.toml").write_text('[project]\nname = "tensorlab"\nversion = "2"\n')

    assert not bootstrap.is_up_to_date()


def test_an_environment_that_was_moved_is_made_anew(environment, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pyproject.toml").write_text((tmp_path / "pyproject.toml").read_text())
    environment.rename(elsewhere / ".venv")

    monkeypatch.setattr(bootstrap, "ROOT", elsewhere)

    assert not bootstrap.is_up_to_date()


def test_an_installation_that_was_interrupted_is_taken_up_again(environment):
    bootstrap.stamp_file().unlink()

    assert not bootstrap.is_up_to_date()


def test_packages_that_cannot_be_installed_leave_no_stamp_and_say_so(environment, monkeypatch, capsys):
    bootstrap.stamp_file().unlink()
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))

    with pytest.raises(SystemExit) as ended:
        bootstrap.make_environment(bootstrap.environment_python())

    assert ended.value.code == 1
    assert not bootstrap.stamp_file().exists()
    assert "Run the same command to try again." in capsys.readouterr().err


def test_an_installed_copy_has_nothing_to_set_up(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)  # no pyproject.toml beside it
    monkeypatch.setattr(bootstrap, "provide_libraries", lambda: pytest.fail("looked for libraries"))

    bootstrap.ensure("ui", [])


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 9))

    with pytest.raises(SystemExit):
        bootstrap.ensure("ui", [])

    assert "TensorLab needs Python 3.11 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "linux", True),
        ({"QT_QPA_PLATFORM": "xcb"}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_window_needs_a_display(environment, platform, shown):
    assert bootstrap.has_display(environment, platform) is shown


def test_setting_up_needs_nothing_that_is_not_installed_yet():
    code = "import sys; before = set(sys.modules); import ui.bootstrap, tests; print(*(set(sys.modules) - before))"

    found = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=bootstrap.ROOT, capture_output=True, text=True, check=True
    )

    names = {name.split(".")[0] for name in found.stdout.split()}
    assert names - {"ui", "tests"} <= set(sys.stdlib_module_names)
