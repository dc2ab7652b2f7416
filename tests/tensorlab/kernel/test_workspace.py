"""A traceback shows the user's own lines, as with PyTorch, whose core is not Python."""

from __future__ import annotations

import traceback

import pytest

from tensorlab.kernel.workspace import Workspace, users_part


@pytest.fixture
def workspace() -> Workspace:
    from tensorlab.kernel.agent import Agent

    return Agent(lambda message: None, {"__name__": "__main__"}).workspace


def shown(workspace: Workspace, text: str) -> list[str]:
    """The functions of the frames that the user sees when a script fails."""
    with pytest.raises(BaseException) as failed:
        workspace.run(text, "script.py")
    return [frame.name for frame in traceback.extract_tb(users_part(failed.value.__traceback__))]


def test_code_that_is_no_python_has_no_frames_of_the_reader(workspace):
    assert shown(workspace, "x = (1,\n") == []


def test_what_the_core_calls_is_not_shown(workspace):
    assert shown(workspace, "import torch\ndef f():\n    torch.ones(2) + torch.ones(3)\nf()") == ["<module>", "f"]


def test_what_the_user_calls_in_a_library_is_shown(workspace):
    names = shown(workspace, "import json\ndef f():\n    json.loads('?')\nf()")

    assert names[:3] == ["<module>", "f", "loads"]


def test_a_function_of_the_user_that_the_core_calls_is_shown(workspace):
    text = "import torch\ndef f(g):\n    raise ValueError\nx = torch.ones(1, requires_grad=True)\n"
    text += "x.register_hook(f)\n(x * 2).sum().backward()"

    assert shown(workspace, text) == ["<module>", "f"]
