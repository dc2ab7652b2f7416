"""How an execution is told briefly: what all executions of an operation share stands once, in its form.

Nearly all operations make one small tensor of their own. Telling of one happens at every step of the user's code, so it
is one function without a loop or a look-up, written out as source for each number of arguments and edges.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any

import numpy as np

from tensorlab.events.living import OnlyResult, Tracked, TrackedNode, ended
from tensorlab.events.records import NOBODY, Kind


class Form:
    """What all executions of an operation that makes one new tensor have in common.

    In an OPERATED step the fields after it are: scope; id of the function, the result's being the next; a tuple of
    (AccumulateGrad, leaf) for each that is born; the result's dtype, shape, strides in bytes and memory; then the id
    and version of each argument (NOBODY, 0 for what is no tensor), the node and input number of each edge, and the
    bytes of each saved value, NOBODY where there is none.

    Attributes:
        op: its name as called, ``mul``.
        grad_fn: its node's name, "" where nothing is tracked.
        names: of its arguments.
        saved: name, and the place of the argument that it is, NOBODY for the result.
        edges: how many edges its node has.
    """

    def __init__(
        self, op: str, grad_fn: str, names: tuple[str, ...], saved: tuple[tuple[str, int], ...] = (), edges: int = 0
    ) -> None:
        self.op = op
        self.grad_fn = grad_fn
        self.names = names
        self.saved = saved
        self.edges = edges

    @cached_property
    def tell(self) -> Callable[..., None]:
        """Tells one execution: ``tell(tracer, form, inputs, made, node)``."""
        places = tuple([place for _, place in self.saved])
        return _written_out(len(self.names), self.edges, places, bool(self.grad_fn))


@cache
def _written_out(inputs: int, edges: int, saved: tuple[int, ...], is_tracked: bool) -> Callable[..., None]:
    """The function for all forms of this pattern. For a tracked ``exp``, which saves its result, it reads::

    def tell(tracer, form, inputs, made, node):
        i0, = inputs
        if i0.__class__ in PLAIN: n0, v0, s0 = NOBODY, 0, NOBODY if i0 is None else 0
        else: …
        function = tracer._ids
        …
    """
    lines = [
        *_inputs(inputs),
        *_threads(is_tracked),
        *_edges(edges),
        *_memory(),
        *_place(),
        *_step(inputs, edges, saved),
    ]
    source = "def tell(tracer, form, inputs, made, node):\n    " + "\n    ".join(lines)
    known: dict[str, Any] = {
        "NOBODY": NOBODY,
        "OPERATED": Kind.OPERATED,
        "OnlyResult": OnlyResult,
        "PLAIN": frozenset({float, int, bool, type(None)}),
        "size_of": {np.float32: 4, np.float64: 8}.get,
        "Tracked": Tracked,
        "TrackedNode": TrackedNode,
        "ended": ended,
        "ndarray": np.ndarray,
        "getframe": sys._getframe,
    }
    # A file of this folder, so that nobody takes it for the user's code.
    exec(compile(source, f"{__file__} <tell>", "exec"), known)
    written: Callable[..., None] = known["tell"]
    return written


def _inputs(count: int) -> Iterator[str]:
    """Of each argument ``i`` its id ``n``, its version ``v`` and its bytes ``s``."""
    if count:
        yield f"{''.join([f'i{i}, ' for i in range(count)])} = inputs"
    for i in range(count):
        yield f"if i{i}.__class__ in PLAIN: n{i}, v{i}, s{i} = NOBODY, 0, NOBODY if i{i} is None else 0"
        yield "else:"
        yield "    try:"
        yield f"        thread, memory = i{i}._tracked, i{i}._raw"
        yield f"        n{i} = thread.id if thread.tracer is tracer else tracer.tensor_id(i{i})"
        yield f"        s{i} = size_of(memory.__class__)"
        yield f"        if s{i} is None: v{i}, s{i} = i{i}._writes, memory.nbytes"
        yield f"        else: v{i} = 0"
        yield f"    except AttributeError: n{i}, v{i}, s{i} = tracer._met(i{i})"


def _threads(is_tracked: bool) -> Iterator[str]:
    """The ids of the function and of its result, and the threads to both."""
    yield "function, living = tracer._ids, tracer.living"
    yield "result = function + 1"
    yield "tracer._ids = result + 1"
    if is_tracked:
        yield "living[function] = node._tracked = thread = TrackedNode(node, ended)"
        yield "thread.id, thread.tracer = function, tracer"
    yield f"living[result] = made._tracked = thread = {'Tracked' if is_tracked else 'OnlyResult'}(made, ended)"
    yield "thread.id, thread.tracer = result, tracer"


def _edges(count: int) -> Iterator[str]:
    """Of each edge the node ``e`` that it leads to and which of its inputs, ``p``.

    A leaf may stand for its own end until somebody asks for the node there, as the tracer does where it meets one.
    """
    yield "born = ()"
    if count:
        yield f"{''.join([f'a{i}, ' for i in range(count)])} = node.ends"
    for i in range(count):
        yield f"if a{i} is None: e{i}, p{i} = NOBODY, 0"
        yield "else:"
        yield f"    p{i} = 0"
        yield f"    if a{i}.__class__ is tuple: a{i}, p{i} = a{i}"
        yield f"    thread = getattr(a{i}, '_tracked', None)"
        yield f"    if thread.__class__ is TrackedNode and thread.tracer is tracer: e{i} = thread.id"
        yield f"    else: e{i}, born = tracer._met_edge(node, {i}, born)"


def _memory() -> Iterator[str]:
    """The strides and the bytes of the result, in the order in which they lie."""
    yield "array = made._raw"
    yield "if array.__class__ is not ndarray: strides, values = (), bytes(array)"
    yield "else:"
    yield "    strides = array.strides"
    yield "    values = array.tobytes('A') if len(strides) < 3 else array.ravel('K').tobytes()"
    yield "    tracer._storages[id(array)] = result"


def _place() -> Iterator[str]:
    """Where the user's code is; most often it has called the operation, and that the tracer."""
    yield "frame = getframe(3)"
    yield "numbers = tracer._numbers.get(id(frame.f_code))"
    yield "if numbers is None: place = tracer.place_from(frame)"
    yield "else:"
    yield "    try: place = tracer.last_place = numbers[frame.f_lasti]"
    yield "    except KeyError: place = tracer.place_from(frame)"


def _step(inputs: int, edges: int, saved: tuple[int, ...]) -> Iterator[str]:
    numbers = [f"n{i}, v{i}" for i in range(inputs)]
    numbers += [f"e{i}, p{i}" for i in range(edges)]
    numbers += ["len(values)" if place == NOBODY else f"s{place}" for place in saved]
    about = "OPERATED, place, tracer.phase, form, tracer.scope, function, born"
    yield f"tracer.events.append(({about}, made.dtype, made.shape, strides, values, {', '.join(numbers)}))"
