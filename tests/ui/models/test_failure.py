"""Every failure has a meaning, a line to blame, and a fix that makes the program run.

``failing_programs.txt`` holds programs, the line to blame, and what PyTorch says. The first half was written beside the
rules, the second without looking at them.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest

import tensorlab
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Acknowledge, CellBegan, CellEnded, Message, Trace
from ui.models.diagnosis import Diagnosis
from ui.models.failure import diagnoses
from ui.models.program import applied
from ui.models.recording import Recording


class Program(NamedTuple):
    title: str
    text: str
    line: int
    says: str


def programs() -> list[Program]:
    text = (Path(__file__).parent / "failing_programs.txt").read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        title, rest = part.split("\n", 1)
        code, answer = rest.split("--- line ")
        line, says = answer.split("\n", 1)
        found.append(Program(title, code, int(line), says.strip()))
    return found


def run(text: str) -> tuple[Recording, str]:
    """The recording of a script, and what it ended with."""
    recording = Recording()

    def arrive(message: Message) -> None:
        match message:
            case Trace():
                recording.append(message.batch)
                agent.read(Acknowledge(message.seq))
            case CellBegan():
                recording.cell_began(message.source, message.text, message.first_line)
            case CellEnded():
                recording.cell_ended()

    tensorlab.set_grad_enabled(True)
    tensorlab.autograd.set_detect_anomaly(False)
    agent = Agent(arrive, {"__name__": "__main__"})
    says = ""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        try:
            agent.workspace.run(text, "script.py")
        except (Exception, KeyboardInterrupt) as error:
            says = f"{type(error).__name__}: {error}"
    agent.outbox.pump()
    return recording, says


def diagnosed(text: str) -> Diagnosis:
    recording, _ = run(text)
    return diagnoses(recording)[-1]


each = pytest.mark.parametrize("program", programs(), ids=lambda program: program.title)


def test_the_table_is_long_enough() -> None:
    assert len(programs()) >= 60


@each
def test_a_program_fails_with_the_words_of_pytorch(program: Program) -> None:
    recording, says = run(program.text)

    assert says.strip() == program.says
    assert f"{recording.errors[-1].kind}: {recording.errors[-1].message}".strip() == program.says


@each
def test_the_line_to_blame_is_found(program: Program) -> None:
    assert diagnosed(program.text).culprit_line == program.line


@each
def test_a_fix_that_is_offered_makes_the_program_run(program: Program) -> None:
    found = diagnosed(program.text)

    assert found.key != "other"
    assert any(run(applied(program.text, fix.edits))[1] == "" for fix in found.fixes)


def test_operands_have_the_users_names_and_the_shapes_of_the_moment() -> None:
    found = diagnosed("import torch\nscores = torch.ones(4, 3)\nbias = torch.arange(4)\nscores + bias\n")

    assert [(one.name, one.shape, one.dtype) for one in found.operands] == [
        ("scores", (4, 3), "float32"),
        ("bias", (4,), "int64"),
    ]


def test_parameters_of_a_function_are_operands_too() -> None:
    found = diagnosed(
        "import torch\ndef gap(first, second):\n    return first - second\ngap(torch.ones(3), torch.ones(4))\n"
    )

    assert [one.name for one in found.operands] == ["first", "second"]


def test_a_fix_speaks_of_the_library_by_the_name_the_program_gave_it() -> None:
    found = diagnosed("import torch as th\nw = th.ones(2, requires_grad=True)\nw -= 1\n")

    assert "with th.no_grad():" in applied("import torch as th\nw = ...\nw -= 1\n", found.fixes[0].edits)


def test_an_error_that_no_rule_knows_is_told_with_its_own_words_and_no_guess() -> None:
    found = diagnosed("raise KeyError('key')\n")

    assert (found.key, found.kind, found.exact, found.fixes) == ("other", "KeyError", "'key'", ())


def test_a_name_in_the_prompts_earlier_cell_is_blamed_there(recorded, lab) -> None:
    recorded("import torch\nx = torch.ones(2, requires_grad=True)\nloss = (x * x).sum()\nloss.backward()")
    lab.run("loss.backward()")

    found = diagnoses(lab.recording)[-1]

    assert (found.source, found.line) == ("In [2]", 1)
    assert (found.culprit_source, found.culprit_line) == ("In [1]", 4)


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("raise KeyboardInterrupt", "interrupted", {}),
        ("def f(n):\n    return f(n + 1)\nf(0)", "recursion", {"name": "f"}),
        ("raise RecursionError('maximum recursion depth exceeded')", "other", {"kind": "RecursionError"}),
    ],
)
def test_a_program_without_an_end_is_told_in_plain_words(text: str, key: str, fields: dict[str, str]) -> None:
    recording, _ = run(text)

    (told,) = diagnoses(recording)

    assert (told.key, told.fields) == (key, fields)
