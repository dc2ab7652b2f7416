"""Programs of several lines print here what they print in PyTorch, with its warnings and its errors."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import tensorlab
import tensorlab.autograd
import tensorlab.nn
from tensorlab.kernel import torch_alias

ADDRESS = re.compile(r"0x[0-9a-f]+")
SAID_ONCE = ("torch.jit", "Converting a tensor with requires_grad=True")
"""Warnings that PyTorch gives once in a process: which program they stand at depends on those before."""

ORIGIN = re.compile(r" \(Triggered internally[^)]*\)")


def programs() -> list[tuple[str, str]]:
    """(program, what it prints) of every ``programs.txt`` in this folder and those in it."""
    found = []
    for path in sorted(Path(__file__).parent.rglob("programs.txt")):
        for block in re.split(r"^>>> ", path.read_text("utf-8").partition("\n\n")[2], flags=re.MULTILINE)[1:]:
            lines = block.rstrip("\n").split("\n")
            count = next((i for i, line in enumerate(lines) if i and not line.startswith("... ")), len(lines))
            code = [lines[0], *[line[4:] for line in lines[1:count]]]
            found.append(("\n".join(code), "\n".join(lines[count:])))
    return found


def printed_by(program: str, torch: ModuleType) -> str:
    """All that it writes, then its warnings, as a person would read them."""
    torch.manual_seed(0)
    text = io.StringIO()
    with warnings.catch_warnings(record=True) as heard, contextlib.redirect_stdout(text):
        warnings.simplefilter("always")
        try:
            exec(compile(program, "program", "exec"), {"torch": torch, "__name__": "__main__"})
        except Exception as error:
            print("!!", type(error).__name__, ":", error, file=text)
        finally:
            torch.set_grad_enabled(True)
    said = [f"  WARN {one.category.__name__} {ORIGIN.sub('', str(one.message))}" for one in heard]
    shown = [line for line in [text.getvalue().rstrip(), *said] if not any(text in line for text in SAID_ONCE)]
    return "\n".join(line.rstrip() for line in ADDRESS.sub("0x", "\n".join(shown)).split("\n")).strip("\n")


@pytest.fixture
def named_torch() -> Iterator[None]:
    """``from torch.func import …`` finds tensorlab."""
    torch_alias.install()
    yield
    torch_alias.remove()


@pytest.mark.usefixtures("named_torch")
@pytest.mark.parametrize(("program", "printed"), programs(), ids=lambda text: text[:50])
def test_a_program_prints_what_it_prints_in_pytorch(program: str, printed: str) -> None:
    assert printed_by(program, tensorlab) == printed.strip("\n")


@pytest.mark.oracle
@pytest.mark.parametrize(("program", "printed"), programs(), ids=lambda text: text[:50])
def test_pytorch_itself_prints_that(program: str, printed: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    assert printed_by(program, torch) == printed.strip("\n")
