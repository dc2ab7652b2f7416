"""What a listener hears, as plain data: the kinds of steps, and the records that they carry.

No record holds a tensor, a node or an array: holding one would keep alive the very graph that is being watched.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NEVER = 2**62
"""The step of what has not happened: larger than any step."""

NOBODY = -1
"""No node, no tensor, no call."""


class Kind(IntEnum):
    """What a step is. The comment after each names the fields that follow ``(kind, place, phase``."""

    CREATED = 0  # op, TensorRecord
    OPERATED = 1  # FunctionRecord, is_view, (TensorRecord of each output, …); or briefly: a Form and what it says
    MUTATED = 2  # FunctionRecord, TensorRecord of the tensor that was written to, ids of those that came into the graph
    MET = 3  # TensorRecord: it was born while nobody listened
    CHANGED = 4  # TensorRecord: numpy wrote into its memory
    FACT = 5  # tensor id, Fact, value
    LAYOUT = 6  # TensorRecord: it now looks at other memory (``x.data = …``)
    BOUND = 7  # name, whether it is a name of the module, tensor id or NOBODY
    BEGAN = 8  # call, root node id, FlowRecord, is_backward, retain_graph, create_graph, input tensor ids
    ARRIVED = 9  # call, node id, input number, source node id, FlowRecord
    ACCUMULATED = 10  # call, AccumulateGrad id, leaf tensor id, TensorRecord of its .grad, is_new
    RELEASED = 11  # call, node id
    ENDED = 12  # call
    FAILED = 13  # call, message
    COLLECTED = 14  # id
    PRINTED = 15  # text
    ERROR = 16  # class name, message, notes (a tuple of texts)
    ITERATION = 17  # Turn


class Phase(IntEnum):
    """Which of the four steps of training a moment belongs to."""

    BUILD = 0
    BACKWARD = 1
    UPDATE = 2
    FREE = 3


class Fact(IntEnum):
    """What can change about a tensor while it lives."""

    REQUIRES_GRAD = 0
    GRAD_FN = 1
    GRAD = 2
    RETAINS_GRAD = 3


class Flag(IntEnum):
    """Bits of :attr:`TensorRecord.flags`: what never changes about a tensor."""

    VIEW = 1
    PARAMETER = 2
    GRADIENT = 4
    MET = 8
    OWN_VERSION = 16  # made by ``.data``: it counts its writes apart from those who share its memory


class Place(NamedTuple):
    """Where in the user's code something happened; lines count from 1, columns are characters from 0, -1 unknown."""

    source: str
    line: int
    column: int
    end_line: int
    end_column: int
    scope: str


class Summary(NamedTuple):
    """What is told of a memory too large to keep: exact up to 65 536 elements, from an even sample above."""

    size: int
    minimum: float
    maximum: float
    mean: float
    std: float
    nans: int
    infs: int
    sampled: bool


class TensorRecord(NamedTuple):
    """A tensor as it is at one step. ``strides`` and ``offset`` count elements of its storage."""

    id: int
    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    storage: int
    version: int
    flags: int
    requires_grad: bool
    grad_fn: int
    start: int  # the first element of the storage that ``values`` holds
    values: bytes | Summary | None


class FunctionRecord(NamedTuple):
    """One execution of an operation: a ``grad_fn`` where it was tracked, ``grad_fn == ""`` where not."""

    id: int
    op: str
    grad_fn: str
    scope: str
    inputs: tuple[tuple[int, int, str], ...]  # tensor id, version used, argument name
    next_functions: tuple[tuple[int, int], ...]  # node id or NOBODY, input number
    accumulates: tuple[tuple[int, int], ...]  # AccumulateGrad id, leaf id: those that are born with it
    saved: tuple[tuple[str, int, int], ...]  # name, tensor id or NOBODY, bytes


class FlowRecord(NamedTuple):
    """A gradient on its way."""

    dtype: str
    shape: tuple[int, ...]
    largest: float
    nans: int
    values: bytes | None


class Turn:
    """A loop's body starts, or the loop is over.

    It may become another one as long as nothing has happened since and it is not sent. Whoever sends it says so before
    reading it, and whoever changes it looks afterwards whether it was sent, so that no change is lost between them.

    Attributes:
        loop: a run of an outermost loop.
        number: of the iteration, from 0; NOBODY when the loop is over.
    """

    __slots__ = ("is_sent", "loop", "number", "place")

    def __init__(self, loop: int, number: int, place: int) -> None:
        self.loop = loop
        self.number = number
        self.place = place
        self.is_sent = False


def summarise(array: NDArray[Any], exact_up_to: int = 65_536) -> Summary:
    """Range, mean, spread and the count of what is not finite, from an even sample when there are too many elements."""
    sampled = array.size > exact_up_to
    some = array.reshape(-1)[:: -(-array.size // exact_up_to)] if sampled else array.reshape(-1)
    numbers = some.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    nans, infs = int(np.isnan(numbers).sum()), int(np.isinf(numbers).sum())
    if finite.size == 0:
        return Summary(array.size, float("nan"), float("nan"), float("nan"), float("nan"), nans, infs, sampled)
    return Summary(
        array.size,
        float(finite.min()),
        float(finite.max()),
        float(finite.mean()),
        float(finite.std()),
        nans,
        infs,
        sampled,
    )
