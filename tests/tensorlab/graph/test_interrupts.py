"""Ctrl+C at any place of the core: what was under way is lost, and nothing else is."""

import dis
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import tensorlab as torch
from tensorlab.graph import backward

CORE = str(Path(torch.__file__).parent)


class Interrupt:
    """Raises KeyboardInterrupt at the n-th of the places in the core where Python looks for signals."""

    def __init__(self, number):
        self.left = number

    def __call__(self, frame, event, argument):
        if not frame.f_code.co_filename.startswith(CORE):
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti in places(frame.f_code):
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self


@cache
def places(code):
    """The instructions that follow a call or begin a function or a round of a loop."""
    instructions = list(dis.get_instructions(code))
    after = {later.offset for one, later in pairwise(instructions) if one.opname.startswith(("CALL", "RESUME"))}
    return after | {one.argval for one in instructions if one.opname.startswith("JUMP_BACKWARD")}


def interrupted_everywhere(program):
    """Runs a program again and again, interrupted one place later each time, and yields after each run."""
    number, is_over = 0, False
    while not is_over:
        number += 1
        before = sys.gettrace()
        sys.settrace(Interrupt(number))
        try:
            program()
            is_over = True
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        yield is_over
    assert number > 10, "the program has hardly run in the core"


def leaf(*values):
    return torch.tensor(values, requires_grad=True)


def the_core_works():
    """A small computation gives what it always gives, and nothing has been left switched off."""
    x = leaf(1.0, 2.0)
    (x * x).sum().backward()
    return (
        x.grad.tolist() == [2.0, 4.0]
        and torch.is_grad_enabled()
        and not torch.is_inference_mode_enabled()
        and np.geterr()["divide"] == "warn"
    )


def test_an_interrupted_operation_leaves_its_operands_and_the_modes_alone():
    x = leaf(1.0, 2.0)
    for _ in interrupted_everywhere(lambda: (x * 3 + x.exp()).cumsum(0)):
        assert (x.tolist(), x._version, x.grad) == ([1.0, 2.0], 0, None)
        assert the_core_works()


@pytest.mark.parametrize("has_hook", [False, True])
def test_an_interrupted_backward_gives_each_leaf_the_whole_gradient_or_none(has_hook):
    leaves = {}

    def program():
        leaves.clear()
        x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
        if has_hook:
            x.register_hook(lambda gradient: gradient)
        y = (x * w).exp().log().sum()
        leaves.update(x=x, w=w)
        y.backward()

    for is_over in interrupted_everywhere(program):
        found = {name: one.grad for name, one in leaves.items()}
        for name, expected in (("x", [3.0, 4.0]), ("w", [1.0, 2.0])):
            gradient = found.get(name)
            assert gradient is not None or not is_over
            assert gradient is None or gradient.tolist() == pytest.approx(expected)
        assert the_core_works()


def test_an_interrupted_accumulation_adds_everything_or_nothing():
    x = leaf(1.0, 2.0)
    (x * 3).sum().backward()
    total = 3.0
    for _ in interrupted_everywhere(lambda: (x * 2).sum().backward()):
        found = x.grad.tolist()
        assert found in ([total, total], [total + 2.0, total + 2.0])
        total = found[0]
        assert the_core_works()


@pytest.mark.parametrize("write", [lambda x: x.add_(1), lambda x: x.exp_(), lambda x: torch.ones(2, out=x)])
def test_an_interrupted_write_that_has_happened_is_counted(write):
    targets = []

    def program():
        targets[:] = [torch.zeros(2)]
        write(targets[0])

    for _ in interrupted_everywhere(program):
        for x in targets:
            assert (x.tolist(), x._version) in [([0.0, 0.0], 0), ([0.0, 0.0], 1), ([1.0, 1.0], 1)]
        assert the_core_works()


def test_an_interrupted_rule_leaves_a_graph_that_can_run_again():
    x = leaf(1.0, 2.0)
    y = (x * x).sum()
    for is_over in interrupted_everywhere(lambda: y.backward(retain_graph=True)):
        x.grad = None
        y.backward(retain_graph=True)
        assert x.grad.tolist() == [2.0, 4.0] or is_over
        x.grad = None


def test_a_sum_of_gradients_that_finds_no_memory_leaves_a_graph_that_can_run_again(monkeypatch):
    def no_memory(*_):
        raise MemoryError

    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 2
    loss = (y * y * w).sum()
    with monkeypatch.context() as context:
        context.setattr(backward, "_plus", no_memory)
        with pytest.raises(MemoryError):
            loss.backward(retain_graph=True)

    assert (x.grad, w.grad.tolist()) == (None, [4.0, 16.0])
    loss.backward()
    assert (x.grad.tolist(), w.grad.tolist()) == ([24.0, 64.0], [8.0, 32.0])
