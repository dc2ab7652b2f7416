"""Programs print here what they print in PyTorch, to the digit, the error text and the name of the grad_fn."""

from __future__ import annotations

import ast
import importlib
import re
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tensorlab
import tensorlab.autograd
import tensorlab.nn
import tensorlab.optim

NOT_LOADED_BY_TORCH = ("torch.nn.utils.prune",)
"""Modules that a program of PyTorch has to import by their names."""

ADDRESS = re.compile(r"0x[0-9a-f]+")


def transcripts() -> list[tuple[str, str]]:
    """The programs of this folder and of the folders in it."""
    texts = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.rglob("transcripts.txt"))]
    blocks = [block for text in texts for block in re.split(r"^>>> ", text, flags=re.MULTILINE)[1:]]
    return [(program, printed.rstrip("\n")) for program, _, printed in (block.partition("\n") for block in blocks)]


def outcome(program: str, torch: ModuleType) -> str:
    """What the program's last expression prints as, or the exception it raises."""
    names: dict[str, Any] = {"torch": torch}
    *before, last = ast.parse(program).body
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(ast.Module(before, []), "program", "exec"), names)
            if not isinstance(last, ast.Expr):
                exec(compile(ast.Module([last], []), "program", "exec"), names)
                return "None"
            return ADDRESS.sub("0x", repr(eval(compile(ast.Expression(last.value), "program", "eval"), names)))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        torch.set_grad_enabled(True)


@pytest.mark.parametrize(("program", "printed"), transcripts(), ids=lambda text: text[:60])
def test_a_program_prints_what_it_prints_in_pytorch(program: str, printed: str) -> None:
    assert outcome(program, tensorlab).rstrip("\n") == printed


@pytest.mark.oracle
@pytest.mark.parametrize(("program", "printed"), transcripts(), ids=lambda text: text[:60])
def test_pytorch_itself_prints_that(program: str, printed: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    for name in NOT_LOADED_BY_TORCH:
        importlib.import_module(name)

    assert outcome(program, torch).rstrip("\n") == printed
