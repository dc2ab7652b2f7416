"""What is shown of a tensor's or a node's life is what PyTorch has made of it, in every program that tells of lives."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

import pytest

import tensorlab
from tensorlab.kernel import torch_alias
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Trace
from tests.tensorlab.graph.witness import Life, Witness, programs
from ui.models.recording import Recording


class Listening(Witness):
    """A witness that remembers at which step it has reported, and by which number each thing is recorded."""

    def __init__(self) -> None:
        super().__init__(tensorlab)
        self.recording = Recording()
        self.reports: list[tuple[int, list[Life]]] = []
        self.tensors: dict[str, int] = {}
        self.nodes: dict[str, int] = {}
        self._agent = Agent(self._arrive, self.names)

    def _arrive(self, message: Any) -> None:
        if isinstance(message, Trace):
            self.recording.append(message.batch)
            self._agent.outbox.acknowledge(message.seq)

    def watch(self, **things: Any) -> None:
        super().watch(**things)
        number_of = self._agent.tracer.id_of
        for name, thing in things.items():
            if isinstance(thing, tensorlab.Tensor):
                self.tensors[name] = number_of(thing)
                thing = thing.grad_fn
            # The node of a view that was written to is made when somebody looks: nothing has happened, nothing is told.
            if thing is not None and type(thing).__name__ != "AsStridedBackward0":
                self.nodes[name] = number_of(thing)

    def report(self) -> None:
        super().report()
        self.reports.append((self._agent.outbox.steps - 1, self.lives()))

    def run(self, program: str) -> str:
        """What the program prints."""
        text = io.StringIO()
        tensorlab.manual_seed(0)
        with warnings.catch_warnings(), contextlib.redirect_stdout(text):
            warnings.simplefilter("ignore")
            error = self._agent.workspace.execute(program, "In [1]")
        self._agent.outbox.pump()
        assert error is None
        return text.getvalue().rstrip("\n")


@pytest.fixture
def named_torch():
    """``import torch.utils.checkpoint`` finds tensorlab."""
    torch_alias.install()
    yield
    torch_alias.remove()


@pytest.mark.usefixtures("named_torch")
@pytest.mark.parametrize(("program", "printed"), programs(), ids=lambda text: text[:50])
def test_every_life_is_shown_as_it_is(program: str, printed: str) -> None:
    witness = Listening()
    assert witness.run(program) == printed

    recording = witness.recording
    for step, lives in witness.reports:
        alive, freed = recording.alive(step), recording.released_by(step)
        for life in lives:
            where = f"{life} at step {step}"
            if life.is_tensor_alive is not None:
                assert bool(alive[witness.tensors[life.name]]) == life.is_tensor_alive, where
            if life.name in witness.nodes:
                node = witness.nodes[life.name]
                assert bool(alive[node]) == life.is_node_alive, where
                assert not life.saved or bool(freed[node]) == (life.saved == "freed"), where
