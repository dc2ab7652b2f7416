"""The radar tells what is legal and probably not meant, and keeps quiet about what is meant.

``twin_programs.txt`` holds programs with a trap, the rule and the line that are told, and beside each its clean twin.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest

from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Acknowledge, CellBegan, CellEnded, Message, Trace
from ui import resources
from ui.models.program import Program, applied
from ui.models.recording import Recording
from ui.models.traps import muted_line, mutes, traps


class Twins(NamedTuple):
    title: str
    rule: str
    line: int
    text: str
    clean: str


def twins() -> list[Twins]:
    text = (Path(__file__).parent / "twin_programs.txt").read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        head, rest = part.split("\n", 1)
        bad, clean = rest.split("--- clean\n")
        title, told = head.split(" | ")
        rule, line = told.split(" @")
        found.append(Twins(title, rule, int(line), bad, clean))
    return found


def run(text: str) -> Recording:
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

    agent = Agent(arrive, {"__name__": "__main__"})
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        agent.workspace.run(text, "script.py")
    agent.outbox.pump()
    return recording


each = pytest.mark.parametrize("pair", twins(), ids=lambda pair: pair.title)


@each
def test_a_trap_is_told_on_its_line(pair: Twins) -> None:
    assert (pair.rule, pair.line) in [(one.rule, one.line) for one in traps(run(pair.text))]


@each
def test_its_clean_twin_is_quiet(pair: Twins) -> None:
    assert traps(run(pair.clean)) == []


@each
def test_each_fix_runs_and_leaves_no_trap(pair: Twins) -> None:
    (found,) = [one for one in traps(run(pair.text)) if one.rule == pair.rule]

    for fix in found.fixes:
        assert traps(run(applied(pair.text, fix.edits))) == []


@pytest.mark.parametrize("path", sorted(resources.path("examples").glob("*.py")), ids=lambda path: path.stem)
def test_the_examples_are_quiet(path: Path) -> None:
    assert traps(run(path.read_text(encoding="utf-8"))) == []


def clean_programs() -> list[tuple[str, str]]:
    text = (Path(__file__).parent / "clean_programs.txt").read_text(encoding="utf-8")
    parts = re.split(r"^=== ", text, flags=re.MULTILINE)[1:]
    return [(title, code) for title, _, code in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize(("title", "code"), clean_programs(), ids=lambda text: text.split("\n")[0])
def test_usual_programs_are_quiet(title: str, code: str) -> None:
    assert traps(run(code)) == []


BLOWN_UP = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nc = a - b{}\n"


@pytest.mark.parametrize(
    "comment",
    [
        "  # tensorlab: ok",
        "  # tensorlab: ignore",
        "  # tensorlab: ignore[broadcast-blowup]",
        "  # tensorlab: ignore[loss-shapes, broadcast-blowup]",
    ],
)
def test_a_comment_mutes_its_line(comment: str) -> None:
    assert traps(run(BLOWN_UP.format(comment))) == []


def test_a_comment_for_another_rule_mutes_nothing() -> None:
    assert [one.rule for one in traps(run(BLOWN_UP.format("  # tensorlab: ignore[loss-shapes]")))] == [
        "broadcast-blowup"
    ]


def test_a_rule_is_muted_everywhere_by_its_name() -> None:
    assert traps(run(BLOWN_UP.format("")), muted={"broadcast-blowup"}) == []


def test_the_line_that_mutes_a_rule_mutes_it() -> None:
    line = muted_line("c = a - b", "loss-shapes")

    assert mutes(Program(line), 1, "loss-shapes")
    assert not mutes(Program(line), 1, "broadcast-blowup")
    assert mutes(Program(muted_line(line, "broadcast-blowup")), 1, "broadcast-blowup")


def test_a_line_has_at_most_one_note() -> None:
    text = "import torch\nw = torch.ones(3, requires_grad=True)\nfor _ in range(4): (w + 1).sum().backward()\n"
    lines = [one.line for one in traps(run(text))]

    assert len(lines) == len(set(lines))


def test_a_loop_is_told_once() -> None:
    text = "import torch\na, b = torch.ones(3), torch.ones(3, 1)\nfor _ in range(5):\n    c = a - b\n"

    assert [one.line for one in traps(run(text))] == [4]
