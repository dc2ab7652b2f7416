"""Random programs run here step by step as they run in PyTorch: values, memory, graph, gradients and errors.

A step is a line of Python, so that a difference is shown as a program that anyone can run. Many programs at once, with
what is shortest of each difference:

    python -m tests.tensorlab.test_random_programs 1000

With ``--wide`` they are made of rarer statements, too, and run in inference mode at times; some then still differ.
"""

from __future__ import annotations

import math
import random
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

import tensorlab
import tensorlab.autograd
import tensorlab.nn

Pick = Callable[[Sequence[Any]], Any]

FUNCTIONS = """
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2 + 0 * ctx.saved_tensors[0]


class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return g


class Shift(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.add_(1)

    @staticmethod
    def backward(ctx, g):
        return g


class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2, x + 1

    @staticmethod
    def backward(ctx, first, second):
        return first if second is None else second if first is None else first * 2 + second


class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.shape = x.shape
        return x.view(-1)

    @staticmethod
    def backward(ctx, g):
        return g.reshape(ctx.shape)


class Half(torch.autograd.Function):
    @staticmethod
    def forward(x, y):
        return x + y

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs, output)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return (g / 2, None) if ctx.needs_input_grad[0] else (None, g)


class Places(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        place = x.argmax()
        ctx.mark_non_differentiable(place)
        return x * 1, place

    @staticmethod
    def backward(ctx, g, _):
        return g


class Failing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, g):
        return g.sum(), g


def Cubes(x):
    return (x * x * x).sum()
"""
"""What programs may use besides PyTorch itself."""

SHAPES = ["", "2", "3", "1", "2, 3", "3, 2", "1, 3", "2, 1", "2, 2", "2, 1, 3", "0"]


def _statements() -> dict[str, list[str]]:
    """The statements of ``random_statements.txt`` by their kinds."""
    text = Path(__file__).with_name("random_statements.txt").read_text("utf-8")
    blocks = re.split(r"^\[(.*)\]\n", text, flags=re.MULTILINE)[1:]
    return {kind: lines.split("\n") for kind, lines in zip(blocks[::2], map(str.strip, blocks[1::2]), strict=True)}


STATEMENTS = _statements()
KINDS = [
    *("leaf", "tracked", "unary", "activation", "view", "view", "view", "binary", "binary", "binary"),
    *("in place", "in place", "in place", "gradient", "gradient"),
]
MODES = ["no_grad"] * 4 + ["enable_grad"] + [""] * 30


def statement(pick: Pick, names: Sequence[str], fresh: str, wide: bool = False) -> str:
    """One line that works on the tensors of these names; ``wide`` for any statement, and inference mode."""
    kind = pick(KINDS)
    if not names or kind in ("leaf", "tracked"):
        shape = pick(SHAPES)
        count = math.prod([int(size) for size in shape.split(",") if size.strip()] or [1])
        made = pick(STATEMENTS["leaf"]).format(n=count, shape=f"({shape},)" if shape else "()")
        line = f"{fresh} = {made}" + (".requires_grad_()" if kind == "tracked" else "")
        is_inferred = wide and kind == "leaf" and pick(range(20)) == 0
        return f"with torch.inference_mode(): {line}" if is_inferred else line
    statements = STATEMENTS[kind] + (STATEMENTS.get(f"{kind} *", []) if wide else [])
    line = pick(statements).format(a=pick(names), b=pick(names), c=fresh, d=pick(names))
    mode = pick([*MODES, "inference_mode"] if wide else MODES)
    return f"with torch.{mode}(): {line}" if mode and not line.startswith("del") else line


def run(line: str, names: dict[str, Any]) -> str:
    """The line, run; the error that it ends in, empty without one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(line, names)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def _told_first(error: str) -> str:
    """The first line of an error; what PyTorch finds as the size of an axis that is not there varies."""
    line = error.split("\n")[0].strip()
    return "an axis too many" if NO_AXIS.fullmatch(line) else line


NO_AXIS = re.compile(
    r"IndexError: (select\(\) cannot be applied to a 0-dim tensor\.|index -1 is out of .* with size 0)"
)


def _numbers(tensor: Any) -> Any:
    return [round(float(number), 4) for number in tensor.detach().double().reshape(-1).tolist()]


def _chain(node: Any, depth: int = 3) -> Any:
    """The names of a node and of those behind it."""
    if node is None or not depth:
        return None
    return (node.name(), [(_chain(after, depth - 1), number) for after, number in node.next_functions])


def described(tensor: Any) -> dict[str, Any]:
    """All that can be told of a tensor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grad, numel = tensor.grad, tensor.numel()
        return {
            "values": _numbers(tensor),
            "shape": tuple(tensor.shape),
            "stride": [step for step, size in zip(tensor.stride(), tensor.shape, strict=True) if size > 1 and numel],
            "offset": tensor.storage_offset() if numel else 0,
            "dtype": str(tensor.dtype),
            "requires_grad": tensor.requires_grad,
            "is_leaf": tensor.is_leaf,
            "graph": _chain(tensor.grad_fn),
            "output_nr": tensor.output_nr,
            "version": tensor._version,
            "is_view": tensor._is_view(),
            "is_inference": tensor.is_inference(),
            "retains_grad": tensor.retains_grad,
            "grad": None
            if grad is None
            else (_numbers(grad), tuple(grad.shape), grad.requires_grad, _chain(grad.grad_fn), grad.is_leaf),
        }


def _told(tensor: Any) -> dict[str, Any]:
    """The same, or the error that asking ends in: a view may be spoilt."""
    try:
        return described(tensor)
    except (AttributeError, RuntimeError) as error:
        return {"spoilt": str(error)}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-3, abs_tol=2e-4) or (one != one and other != other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


class Twins:
    """A program as it runs in PyTorch and here."""

    def __init__(self, torch: Any) -> None:
        self.theirs: dict[str, Any] = {"torch": torch}
        self.ours: dict[str, Any] = {"torch": tensorlab}
        for names in (self.theirs, self.ours):
            exec(FUNCTIONS, names)
        self._tensor = torch.Tensor
        self.lines: list[str] = []
        self.is_over = False
        self._at_first: dict[str, tuple[int, int]] = {}

    def tensors(self) -> list[str]:
        """The names of the tensors that live in both."""
        kind = self._tensor
        return [name for name, one in self.theirs.items() if isinstance(one, kind) and name in self.ours]

    def is_settled(self, line: str) -> bool:
        """Whether the line does not read what it has just written: then it matters in which order that is done."""
        tensors = [self.ours[name] for name in re.findall(r"t\d+", line) if name in self.tensors()]
        written, *read = [one._array for one in tensors] or [None]
        inferred = any(one.is_inference() for one in tensors)
        if self._asks_whole_numbers(line, tensors) or (inferred and re.search(r"\.data = |functional\.", line)):
            return False
        return not any(
            np.shares_memory(written, one) and (one.shape, one.strides) != (written.shape, written.strides)
            for one in read
            if not (one.flags.forc and written.flags.forc)
        )

    def _asks_whole_numbers(self, line: str, tensors: Sequence[Any]) -> bool:
        """Whether whole numbers would be asked for gradients, which PyTorch refuses at the next operation only."""
        fills = re.fullmatch(r".*(\[.*\] = t\d+|(eq|fill)_\(.*\))", line) is not None
        return fills and not tensors[0].dtype.is_floating_point and tensors[-1].requires_grad

    def step(self, line: str) -> str:
        """Run a line in both: the first difference, empty where there is none."""
        self.lines.append(line)
        expected, found = run(line, self.theirs), run(line, self.ours)
        # Where PyTorch stops at an assertion of its own, which it asks to report, there is nothing to be followed.
        is_mistaken = "INTERNAL ASSERT FAILED" in expected
        # PyTorch finds out about such a write when it is done already.
        self.is_over = is_mistaken or "Inplace update to inference tensor" in expected
        if is_mistaken:
            return ""
        if _told_first(expected) != _told_first(found):
            return f"error: {expected or 'none'}\n  here: {found or 'none'}"
        for name in () if self.is_over else self.tensors():
            theirs, ours = _told(self.theirs[name]), _told(self.ours[name])
            self._count_from_birth(name, theirs, ours)
            for fact, value in theirs.items():
                if not _same(value, ours.get(fact)):
                    return f"{name}.{fact}: {value}\n  here: {ours.get(fact)}"
            self._even_out(name)
        return ""

    def _even_out(self, name: str) -> None:
        """Numbers that differ in their last digits become the same, or later steps would make much of it."""
        theirs, memory = self.theirs[name], self.ours[name]._raw
        if theirs.dtype.is_floating_point and isinstance(memory, np.ndarray):
            memory[...] = theirs.detach().clone().numpy()

    def _count_from_birth(self, name: str, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
        """Some results of PyTorch's are written to before anybody sees them: what counts is what comes after."""
        if "version" in theirs and "version" in ours:
            first = self._at_first.setdefault(name, (theirs["version"], ours["version"]))
            theirs["version"] -= first[0]
            ours["version"] -= first[1]


class RandomProgram(RuleBasedStateMachine):
    """A program that grows by a line at each step."""

    def __init__(self) -> None:
        super().__init__()
        self.twins = Twins(pytest.importorskip("torch", reason="PyTorch is not installed"))

    @rule(data=st.data())
    def grow(self, data: st.DataObject) -> None:
        names = self.twins.tensors()
        line = statement(lambda options: data.draw(st.sampled_from(options)), names, f"t{len(self.twins.lines)}")
        runs = not self.twins.is_over and self.twins.is_settled(line)
        difference = self.twins.step(line) if runs else ""
        assert not difference, "\n".join([*self.twins.lines, difference])


@pytest.mark.oracle
def test_a_random_program_runs_as_in_pytorch() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    case = RandomProgram.TestCase
    case.settings = settings(
        max_examples=200,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,  # the same programs each time; more of them by the command above
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()


def test_a_difference_is_found_and_shown_as_a_program() -> None:
    twins = Twins(tensorlab)
    twins.step("a = torch.ones(2)")
    twins.ours["a"] = tensorlab.zeros(2)

    assert twins.step("b = a * 2") == "a.values: [1.0, 1.0]\n  here: [0.0, 0.0]"
    assert twins.lines == ["a = torch.ones(2)", "b = a * 2"]
    del twins.ours["a"]
    assert twins.step("c = a + 1").startswith("error: none\n  here: NameError")


def test_statements_of_every_kind_run_here() -> None:
    source = random.Random(0)
    twins = Twins(tensorlab)

    for step in range(600):
        assert twins.step(statement(source.choice, twins.tensors(), f"t{step}")) == ""
        if step % 30 == 29:
            twins = Twins(tensorlab)


def _difference(torch: Any, lines: Sequence[str]) -> str:
    twins = Twins(torch)
    for line in lines:
        if difference := twins.step(line):
            return difference
    return ""


def _shortest(torch: Any, lines: list[str]) -> list[str]:
    """The program without the lines that its difference does not need."""
    place = 0
    while place < len(lines):
        shorter = lines[:place] + lines[place + 1 :]
        if _difference(torch, shorter):
            lines = shorter
        else:
            place += 1
    return lines


def _many(count: int, first: int = 0, *, wide: bool = False) -> None:
    """Run programs, and write the shortest form of those that differ."""
    import torch

    for seed in range(first, first + count):
        source, twins, difference = random.Random(seed), Twins(torch), ""
        while len(twins.lines) < 30 and not difference and not twins.is_over:
            line = statement(source.choice, twins.tensors(), f"t{len(twins.lines)}", wide)
            if twins.is_settled(line):
                difference = twins.step(line)
        if difference:
            lines = _shortest(torch, twins.lines)
            sys.stdout.write(f"--- {seed}\n" + "\n".join([*lines, _difference(torch, lines)]) + "\n")


if __name__ == "__main__":
    _many(*map(int, [one for one in sys.argv[1:] if one != "--wide"]), wide="--wide" in sys.argv)
