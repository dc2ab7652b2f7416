"""The project as a whole: style, types, directions of import, catalogues, and what an installed copy finds."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import tensorlab

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "translations" / "tensorlab_zh_CN.ts"
TOOLS = Path(sys.executable).parent

SAME_IN_BOTH = re.compile(r"^(\{\w+\}|[\W\d_])*$|^(English|中文|TensorLab)$")
"""Texts that need no translation: signs, numbers and places for them; the names of languages and of the app."""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def tracked_files() -> list[Path]:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_ruff_finds_nothing_to_say() -> None:
    found = run(sys.executable, "-m", "ruff", "check", ".")

    assert found.returncode == 0, found.stdout


def test_every_file_is_formatted() -> None:
    found = run(sys.executable, "-m", "ruff", "format", "--check", ".")

    assert found.returncode == 0, found.stdout


@pytest.mark.timeout(400)
def test_both_packages_are_strictly_typed() -> None:
    found = run(sys.executable, "-m", "mypy")

    assert found.returncode == 0, found.stdout


def test_imports_point_one_way() -> None:
    found = run(str(TOOLS / "lint-imports"))

    assert found.returncode == 0, found.stdout


def messages() -> list[tuple[str, str, str]]:
    """(context, source, translation) of every entry; the translation is empty where it is unfinished."""
    found = []
    for context in ElementTree.parse(CATALOGUE).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            node = message.find("translation")
            finished = node is not None and node.get("type") is None
            found.append(
                (name, message.findtext("source") or "", (node.text or "") if finished and node is not None else "")
            )
    return found


def test_chinese_is_complete() -> None:
    missing = [source for _, source, translation in messages() if not translation.strip()]
    same = [s for _, s, t in messages() if s == t and not SAME_IN_BOTH.match(s)]

    assert not missing
    assert not same


def test_translations_keep_every_place() -> None:
    places = re.compile(r"\{\w*\}")

    assert [s for _, s, t in messages() if sorted(places.findall(s)) != sorted(places.findall(t))] == []


def test_the_catalogue_holds_every_string_of_the_code(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh_zh_CN.ts"
    fresh.write_bytes(CATALOGUE.read_bytes())
    sources = sorted(str(file) for file in (ROOT / "ui").rglob("*.py"))

    run(str(TOOLS / "pyside6-lupdate"), *sources, "-ts", str(fresh), "-no-obsolete", "-locations", "none")

    assert fresh.read_text("utf-8") == CATALOGUE.read_text("utf-8"), "run: python -m ui.i18n"


def test_the_compiled_catalogue_is_that_of_the_source(tmp_path: Path) -> None:
    compiled = tmp_path / "fresh.qm"

    run(str(TOOLS / "pyside6-lrelease"), str(CATALOGUE), "-qm", str(compiled))

    assert compiled.read_bytes() == CATALOGUE.with_suffix(".qm").read_bytes()


def public_functions() -> set[str]:
    """The functions that ``torch`` has, by ours, and by its own where PyTorch is installed."""
    packages: list[ModuleType] = [tensorlab]
    if importlib.util.find_spec("torch"):
        packages.append(importlib.import_module("torch"))
    names = ((package, name) for package in packages for name in dir(package) if not name.startswith("_"))
    return {name for package, name in names if inspect.isroutine(getattr(package, name, None))}


def test_no_module_has_the_name_of_a_public_function() -> None:
    """A module ``tensorlab.trace`` and a function ``tensorlab.trace`` would replace each other."""
    modules = {file.stem for file in (ROOT / "tensorlab").iterdir() if file.suffix == ".py" or file.is_dir()}

    assert "matmul" in public_functions()
    assert modules & public_functions() == set()


def test_no_file_names_a_place_of_one_machine() -> None:
    forbidden = ("/wo" + "rk/", "../sha" + "red", "/ro" + "ot/", "pypi." + "org", "files.python" + "hosted")
    found = []
    for file in tracked_files():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {word}" for word in forbidden if word in text]

    assert found == []


@pytest.mark.timeout(300)
def test_a_wheel_carries_its_resources(tmp_path: Path) -> None:
    built = run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), "."
    )
    assert built.returncode == 0, built.stderr
    place = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(place)
    look = (
        "from ui import resources; import ui;"
        "parts = ('icons/run.svg', 'themes/dark.json', 'translations/tensorlab_zh_CN.qm');"
        "print(resources.folder()); assert all(resources.path(p).is_file() for p in parts)"
    )

    found = subprocess.run(
        [sys.executable, "-P", "-c", look], cwd=tmp_path, env={"PYTHONPATH": str(place)}, capture_output=True, text=True
    )

    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == str(place / "ui" / "resources")
