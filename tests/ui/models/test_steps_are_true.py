"""What is shown at a step is what was so at that step: compared with the living objects themselves, at every step.

A list that looks around whenever a step is appended to it stands in for the tracer's own. What it sees is set beside
what the recording says of that step once the whole program is over; and beside a fresh run that goes no further.
"""

import contextlib
import gc
import io
import random
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tensorlab._tensor import Tensor
from tensorlab.events import NOBODY, Kind
from tensorlab.graph.node import RELEASED, Node
from tensorlab.kernel.agent import Agent
from tensorlab.kernel.protocol import Trace
from ui import resources
from ui.models.recording import Recording

EXAMPLES = sorted(path.name for path in resources.path("examples").glob("*.py"))


class Sight(NamedTuple):
    """What was so when a step had just happened."""

    living: frozenset[int]
    freed: frozenset[int]
    values: dict[int, bytes]
    facts: dict[int, tuple[Any, ...]]
    names: dict[str, int]


class Watchful(list[Any]):
    """A tracer's list that looks around at every step."""

    def __init__(self, agent: Agent) -> None:
        super().__init__()
        self._agent = agent
        self.seen: list[Sight] = []

    def append(self, event: Any) -> None:
        super().append(event)
        self.seen.append(self._look())

    def _look(self) -> Sight:
        tracer = self._agent.tracer
        living = {number: tracked() for number, tracked in tracer.living.items()}
        tensors = {number: thing for number, thing in living.items() if isinstance(thing, Tensor)}
        nodes = {number: thing for number, thing in living.items() if isinstance(thing, Node)}
        freed = frozenset(number for number, node in nodes.items() if getattr(node, "saved", None) is RELEASED)
        facts = {}
        for number, tensor in tensors.items():
            gradient = getattr(tensor, "_gradient", None)
            facts[number] = (
                tuple(tensor.shape),
                tensor.stride(),
                tensor.requires_grad,
                tensor._version,
                NOBODY if gradient is None else tracer.id_of(gradient),
            )
        names = {
            name: tracer.id_of(value)
            for name, value in self._agent.workspace.namespace.items()
            if isinstance(value, Tensor) and not name.startswith("_")
        }
        values = {number: tensor._array.tobytes() for number, tensor in tensors.items()}
        return Sight(frozenset(living), freed, values, facts, names)


def run(text: str) -> tuple[Recording, list[Sight], BaseException | None]:
    """A program's recording, and what was seen at each of its steps."""
    recording = Recording()

    def arrive(message: Any) -> None:
        if isinstance(message, Trace):
            recording.append(message.batch)
            agent.outbox.acknowledge(message.seq)

    agent = Agent(arrive, {"__name__": "__main__"})
    watchful = agent.tracer.events = Watchful(agent)
    # Looking around makes objects: a collector that ran meanwhile would append steps while one is being looked at.
    assert not gc.isenabled()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        error = agent.workspace.execute(text, "program.py")
    agent.outbox.pump()
    return recording, watchful.seen, error


def compare(recording: Recording, seen: list[Sight]) -> tuple[int, int]:
    """Assert that every step shows what was so; how many values were kept, and how many were not and say so."""
    kept = missing = 0
    assert recording.last_step + 1 == len(seen)
    tracked = {number for sight in seen for number in sight.living}
    for step, sight in enumerate(seen):
        alive = set(np.flatnonzero(recording.alive(step)).tolist())
        assert alive & tracked == sight.living, f"who lives at step {step}"
        freed = set(np.flatnonzero(recording.released_by(step)).tolist())
        assert freed & sight.living == sight.freed, f"whose saved tensors are freed at step {step}"
        for tensor, (shape, stride, requires_grad, version, gradient) in sight.facts.items():
            where = f"tensor {tensor} at step {step}"
            assert recording.shape(tensor, step) == shape, where
            assert recording.stride(tensor, step) == stride, where
            assert recording.requires_grad(tensor, step) == requires_grad, where
            assert recording.version(tensor, step) == version, where
            assert recording.grad(tensor, step) == gradient, where
            value = recording.value(tensor, step)
            if value is None:
                missing += 1
                assert recording.why_no_value(tensor, step), where
            else:
                kept += 1
                assert np.ascontiguousarray(value).tobytes() == sight.values[tensor], where
        shown = recording.names_at(step)
        told = [recording.names_at(each) for each in telling(recording, step)] if shown != sight.names else [shown]
        for name in {*shown, *sight.names}:
            means = sight.names.get(name, NOBODY)
            assert means in [names.get(name, NOBODY) for names in told], f"name {name} at step {step}"
    return kept, missing


def telling(recording: Recording, step: int) -> Iterator[int]:
    """A step, and those after it that tell what a statement that has just run has bound."""
    yield step
    while step < recording.last_step and recording.step(step + 1).kind in (Kind.COLLECTED, Kind.MET, Kind.BOUND):
        step += 1
        yield step


# -- random programs --------------------------------------------------------------------------------------------------

NAMES = "abcd"
STATEMENTS = (
    "{x} = torch.tensor([1., -2., 3.], requires_grad=True)",
    "{x} = torch.arange(6.).reshape(2, 3)",
    "{x} = torch.ones(3)",
    "{x} = torch.full((2, 3), 0.5, requires_grad=True)",
    "{x} = torch.tensor(2., requires_grad=True)",
    "{x} = {y} * {z}",
    "{x} = {y} + {z}",
    "{x} = {y}.exp()",
    "{x} = {y} / 3 - 1",
    "{x} = {y}.sum()",
    "{x} = {y}.mean(-1)",
    "{x} = {y}.detach()",
    "{x} = {y}.clone()",
    "{x} = {y}.view(-1)",
    "{x} = {y}.unsqueeze(0)",
    "{x} = {y}.expand(2, 3)",
    "{x} = {y}[0]",
    "{x} = {y}[..., 1:]",
    "{x} = torch.stack([{y}, {y}])",
    "{x} = {y}",
    "del {x}",
    "{x}.sum().backward()",
    "{x}.sum().backward(retain_graph=True)",
    "{x}.grad = None",
    "{x}.retain_grad()",
    "{x}.requires_grad_()",
    "{x}.add_(1)",
    "{x}.mul_({y})",
    "{x}[0] = 7.",
    "with torch.no_grad():\n    {x}.sub_(0.5)",
    "with torch.no_grad():\n    {x} = {y} * 2",
    "for i in range(2):\n    {x} = {x} * 1.5",
    "{x}.data.mul_(3)",
    "{x}.detach().numpy()[...] = 4.",
    "{x} = torch.autograd.grad({y}.sum(), {z}, allow_unused=True)[0]",
)


def program(seed: int) -> str:
    """Twenty statements, each of which may fail without harm."""
    chance = random.Random(seed)
    lines = ["a = torch.tensor([1., 2., 3.], requires_grad=True)", "b = a * 2", "c = torch.ones(2, 3)", "d = c.t()"]
    for _ in range(20):
        names = dict(zip("xyz", chance.choices(NAMES, k=3), strict=True))
        body = chance.choice(STATEMENTS).format(**names).replace("\n", "\n    ")
        lines += ["try:", f"    {body}", "except Exception:", "    pass"]
    return "\n".join(lines)


# -- fresh runs that are stopped --------------------------------------------------------------------------------------


class Stop(BaseException):
    """Not an Exception: no program here catches it."""


class Stopping(Watchful):
    """A list that lets a run go no further than to one step."""

    def __init__(self, agent: Agent, step: int) -> None:
        super().__init__(agent)
        self._step = step

    def append(self, event: Any) -> None:
        if len(self) > self._step:
            return
        list.append(self, event)
        if len(self) > self._step:
            self.seen.append(self._look())
            # Python lets nobody raise while it takes an object apart: there, the look is all.
            if event[0] != Kind.COLLECTED:
                raise Stop


def stopped(text: str, step: int) -> tuple[Sight, Sight | None]:
    """What a fresh kernel saw at a step, and what there was when the program had been stopped by it."""
    agent = Agent(lambda message: None, {"__name__": "__main__"})
    stopping = agent.tracer.events = Stopping(agent, step)
    filename, left = "<program.py>", None
    with warnings.catch_warnings(), contextlib.suppress(Stop), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        with agent.workspace.cell("program.py", text):
            tree = agent.workspace.parsed(text, filename, "program.py")
            try:
                exec(agent.workspace.compiled(tree, filename), agent.workspace.namespace)
            except Stop:
                left = stopping._look()
                raise
    return stopping.seen[0], left


def assert_shown(text: str, recording: Recording, seen: list[Sight], step: int) -> None:
    """What the recording of a whole run shows at a step is what a run that ends there leaves behind."""
    there, left = stopped(text, step)
    assert there == seen[step], f"a fresh run at step {step}"
    if left is None:
        return
    # What only the interrupted statement was holding has gone with it; all the rest is as it was.
    assert left.living <= there.living
    assert left.names == there.names
    assert set(recording.names_at(step).values()) <= left.living
    assert left.freed == there.freed & left.living
    for tensor, facts in left.facts.items():
        assert (facts, left.values[tensor]) == (there.facts[tensor], there.values[tensor])
        assert recording.grad(tensor, step) == facts[-1]


def example(name: str) -> str:
    return Path(resources.path("examples", name)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_step_of_an_example_is_true_and_where_a_fresh_run_stops(name: str) -> None:
    text = example(name)
    recording, seen, error = run(text)

    kept, missing = compare(recording, seen)

    assert error is None
    assert kept > 0
    assert missing < 0.01 * (kept + missing)
    for step in range(0, len(seen), -(-len(seen) // 30)):
        assert_shown(text, recording, seen, step)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_every_step_of_a_random_program_is_true_and_one_is_where_a_fresh_run_stops(seed: int, chance: int) -> None:
    text = program(seed)
    recording, seen, error = run(text)

    compare(recording, seen)

    assert error is None
    assert_shown(text, recording, seen, chance % len(seen))
