"""``import torch`` gives tensorlab, whose modules then speak of themselves as torch's."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program: str) -> str:
    """What a program prints in a process of its own, where ``torch`` means tensorlab."""
    start = "from tensorlab.kernel import torch_alias; torch_alias.install()\n"
    return subprocess.run([sys.executable, "-c", start + program], capture_output=True, text=True, check=True).stdout


def test_every_path_is_another_name_of_the_same_module() -> None:
    assert (
        run("import torch.nn.functional, tensorlab; print(torch.nn.functional is tensorlab.nn.functional)") == "True\n"
    )


@pytest.mark.parametrize(
    ("asked", "home"),
    [
        ("torch", "torch"),
        ("F", "torch.nn.functional"),
        ("torch.optim", "torch.optim"),
        ("torch.linalg", "torch.linalg"),
    ],
)
def test_what_a_module_lacks_it_lacks_under_pytorchs_name(asked: str, home: str) -> None:
    program = f"""
import torch
import torch.nn.functional as F
try:
    {asked}.no_such_name
except AttributeError as error:
    print(error)
"""

    assert run(program) == f"module '{home}' has no attribute 'no_such_name'\n"


def test_a_module_that_is_not_there_is_named_as_it_was_asked_for() -> None:
    program = "try:\n    import torch.no_such_module\nexcept ModuleNotFoundError as error:\n    print(error)"

    assert run(program) == "No module named 'torch.no_such_module'\n"


def test_what_is_missing_beside_tensorlab_keeps_its_own_name() -> None:
    program = """
import sys
sys.modules["zmq"] = None
try:
    import torch.kernel.ipython
except ModuleNotFoundError as error:
    print(error.name)
"""

    assert run(program) == "zmq\n"
