"""What a recording answers with: plain values for one step, call or cell of it."""

from __future__ import annotations

from typing import NamedTuple

from tensorlab.events import Kind, Phase, Place


class Step(NamedTuple):
    """One event. ``subject`` is the node or tensor it is about; of a backward's begin and end, the call."""

    kind: Kind
    place: Place
    phase: Phase
    subject: int


class Input(NamedTuple):
    """A tensor that went into an operation, at the version it had, as the argument of this name."""

    tensor: int
    version: int
    argument: str


class Saved(NamedTuple):
    """What an operation keeps for backward: ``_saved_<name>``; ``tensor`` is NOBODY for a plain number."""

    name: str
    tensor: int
    bytes: int


class Call(NamedTuple):
    """One ``backward()`` or ``autograd.grad()``; ``error`` is the message it ended with, "" if it did not."""

    number: int
    step: int
    end_step: int
    root: int
    is_backward: bool
    retain_graph: bool
    create_graph: bool
    inputs: tuple[int, ...]
    error: str


class ErrorStep(NamedTuple):
    """The user's code raised."""

    step: int
    kind: str
    message: str
    notes: str
    place: Place


class PrintStep(NamedTuple):
    """The user's code printed."""

    step: int
    text: str


class Cell(NamedTuple):
    """A cell or a run of a script: its steps are ``step`` … ``end_step - 1``."""

    step: int
    end_step: int
    source: str
    text: str
    first_line: int
