"""Who watches tensors and nodes without keeping them alive, and tells what has become of them.

A tensor is watched by a weak reference, a node by an object that only its ``metadata`` holds: both can be had from
PyTorch, too, so that a program which reports its lives can be run there.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

PROGRAMS = Path(__file__).parent / "lives.txt"

SECOND_TIME = ("second time", "after they have already been freed")


def programs() -> list[tuple[str, str]]:
    """The programs, and what PyTorch prints when they run."""
    found = []
    for block in re.split(r"^>>> ", PROGRAMS.read_text("utf-8").partition("\n\n")[2], flags=re.MULTILINE)[1:]:
        lines = block.rstrip("\n").split("\n")
        count = next((i for i, line in enumerate(lines) if i and not line.startswith("... ")), len(lines))
        found.append(("\n".join([lines[0], *[line[4:] for line in lines[1:count]]]), "\n".join(lines[count:])))
    return found


class Probe:
    """What a node alone keeps alive."""


class Life(NamedTuple):
    """What has become of one thing that is watched; ``saved`` is "" where the node cannot be reached."""

    name: str
    is_tensor_alive: bool | None
    node: str
    is_node_alive: bool
    saved: str

    def __str__(self) -> str:
        parts = [] if self.is_tensor_alive is None else ["alive" if self.is_tensor_alive else "dead"]
        if self.node:
            parts.append(f"{self.node} {'alive' if self.is_node_alive else 'collected'}")
        if self.is_node_alive and self.saved:
            parts.append(self.saved)
        return f"{self.name}: {', '.join(parts)}"


class Witness:
    """The names that a program of :data:`PROGRAMS` finds beside ``torch``.

    Attributes:
        names: the program's own names; their values lead to the nodes whose saved tensors are looked at.
    """

    def __init__(self, torch: ModuleType) -> None:
        self.names: dict[str, Any] = {
            "torch": torch,
            "__name__": "__main__",
            "watch": self.watch,
            "report": self.report,
            "again": self.again,
        }
        self._torch = torch
        self._tensors: dict[str, weakref.ref[Any]] = {}
        self._probes: dict[str, weakref.ref[Probe]] = {}
        self._nodes: dict[str, str] = {}

    def watch(self, **things: Any) -> None:
        """Watch tensors with their nodes, or nodes, from now on."""
        for name, thing in things.items():
            node = thing
            if isinstance(thing, self._torch.Tensor):
                self._tensors[name] = weakref.ref(thing)
                node = thing.grad_fn
            if node is not None:
                node.metadata[name] = probe = Probe()
                self._probes[name] = weakref.ref(probe)
                self._nodes[name] = type(node).__name__

    def lives(self) -> list[Life]:
        """What has become of all that is watched."""
        nodes = {key: node for node in self._reachable() for key in node.metadata}
        return [
            Life(
                name,
                None if name not in self._tensors else self._tensors[name]() is not None,
                self._nodes.get(name, ""),
                name in self._probes and self._probes[name]() is not None,
                _saved(nodes[name], self._torch) if name in nodes else "",
            )
            for name in dict.fromkeys([*self._tensors, *self._probes])
        ]

    def report(self) -> None:
        """Print what has become of all that is watched."""
        _say(*self.lives())

    def again(self, root: Any, **how: Any) -> None:
        """Run backward once more, and print whether that goes."""
        try:
            root.backward(self._torch.ones_like(root), **how)
            _say("again: runs")
        except RuntimeError as error:
            _say(f"again: {'freed' if _is_of_freed(error) else error}")

    def _reachable(self) -> list[Any]:
        """The nodes to which a name of the program leads."""
        waiting, found = list(_nodes_in(self.names.values(), self._torch)), []
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.append(node)
                waiting += [after for after, _ in node.next_functions if after is not None]
        return found


def _say(*lines: object) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _is_of_freed(error: RuntimeError) -> bool:
    return any(text in str(error) for text in SECOND_TIME)


def _nodes_in(values: Any, torch: ModuleType) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _nodes_in(value, torch)
        elif isinstance(value, torch.Tensor):
            if value.grad_fn is not None:
                yield value.grad_fn
        elif hasattr(value, "next_functions") and not isinstance(value, type):
            yield value


def _saved(node: Any, torch: ModuleType) -> str:
    """Whether the tensors that a node has saved can be read."""
    if type(node).__name__ == "CopySlices":
        return ""  # what the write in it has saved is hidden
    state = "saves nothing"
    for name in dir(node):
        if name.startswith("_saved_") or name == "saved_tensors":
            try:
                value = getattr(node, name)
            except RuntimeError as error:
                return "freed" if _is_of_freed(error) else "written over"
            if isinstance(value, torch.Tensor) or (name == "saved_tensors" and value):
                state = "readable"
    return state


def printed_by(program: str, torch: ModuleType) -> str:
    """All that a program writes, and the error in which it ends."""
    torch.manual_seed(0)
    text = io.StringIO()
    names = Witness(torch).names
    with warnings.catch_warnings(), contextlib.redirect_stdout(text):
        warnings.simplefilter("ignore")
        try:
            exec(compile(program, "program", "exec"), names)
        except Exception as error:
            _say(f"!! {type(error).__name__}: {error}")
        finally:
            torch.set_grad_enabled(True)
    return text.getvalue().rstrip("\n")
