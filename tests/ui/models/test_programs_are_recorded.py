"""A program does the same while it is recorded, and its recording can be taken in: on all whose answers are kept."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Trace
from ui.models.recording import Recording

FILES = sorted((Path(__file__).parents[2] / "tensorlab").rglob("*transcripts.txt"))


def programs(file: Path) -> Iterator[str]:
    for part in file.read_text(encoding="utf-8").split("\n>>> ")[1:]:
        yield part.partition("\n")[0]


def start() -> None:
    tensorlab.manual_seed(0)
    tensorlab.set_default_dtype(tensorlab.float32)
    tensorlab.set_printoptions(profile="default")
    tensorlab.set_grad_enabled(True)


def told(error: BaseException | None) -> str:
    return "" if error is None else f"{type(error).__name__}: {error}"


def unheard(program: str) -> BaseException | None:
    start()
    try:
        exec(program, {"__name__": "__main__", "torch": tensorlab, "np": np})
    except Exception as error:
        return error.with_traceback(None)
    return None


def recorded(program: str) -> BaseException | None:
    recording = Recording()

    def arrive(message: Any) -> None:
        if isinstance(message, Trace):
            recording.append(message.batch)
            agent.outbox.acknowledge(message.seq)

    start()
    agent = Agent(arrive, {"__name__": "__main__"})
    error = agent.workspace.execute(program, "In [1]")
    agent.outbox.pump()
    return error


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.name}" for file in FILES])
def test_a_program_ends_as_it_does_unheard_and_every_step_of_it_is_taken_in(file: Path) -> None:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for program in programs(file):
            error = recorded(program)
            assert told(error) == told(unheard(program)), program
    start()
