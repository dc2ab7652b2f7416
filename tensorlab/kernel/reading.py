"""What the window reads while code runs: cells of a living tensor, facts of a node.

Reads come on another thread than the user's. They must not show: no event, no reference that outlives the call, no
method of a tensor. So a read goes from the id to the bare memory in one step that no other thread can interrupt, and
copies under a comparison of versions.
"""

from __future__ import annotations

import inspect
from math import prod
from operator import attrgetter, call
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes, random
from tensorlab.events import Tracer
from tensorlab.graph.node import version_of
from tensorlab.kernel.protocol import Cells, Details, Draw, NodeDetails, Refused, Slice

TRIES = 3

_array_of = attrgetter("_array")


def cells(tracer: Tracer, request: Slice) -> Cells | Refused:
    """The answer to a request for cells."""
    array = _memory(tracer, request.tensor)
    if array is None:
        return Refused(request.request, "gone", "this tensor no longer exists")
    try:
        part = array[tuple(slice(*entry) if isinstance(entry, list) else entry for entry in request.index)]
    except (IndexError, TypeError) as error:
        return Refused(request.request, "error", str(error))
    if part.size > min(request.max_cells, Slice.max_cells):
        return Refused(request.request, "error", f"{part.size} cells are more than a picture shows")
    for _ in range(TRIES):
        version = version_of(array)
        values = np.array(part, copy=True, order="C")
        if version_of(array) == version:
            return Cells(request.request, values.dtype.str, list(values.shape), version, values.tobytes())
    return Refused(request.request, "changing", "this tensor is being written to")


def drawn(request: Draw) -> Cells | Refused:
    """What a random tensor would hold; the stream stays where it is."""
    if prod(request.shape) > request.max_cells:
        return Refused(request.request, "error", f"{prod(request.shape)} cells are more than a picture shows")
    try:
        if request.seed is None:
            stream = random.default_generator.clone_state()
        else:
            stream = random.Generator().manual_seed(request.seed)
        draw = {"rand": stream.rand, "randn": stream.randn}[request.function]
        values = draw(request.shape, getattr(dtypes, request.dtype).numpy)
    except (AttributeError, KeyError, ValueError) as error:
        return Refused(request.request, "error", str(error))
    return Cells(request.request, values.dtype.str, list(values.shape), 0, values.tobytes())


def details(tracer: Tracer, request: NodeDetails) -> Details | Refused:
    """The answer to a question about a node: its rule, and the source of a custom function."""
    kind = _kind(tracer, request.node)
    if kind is None:
        return Refused(request.request, "gone", "this node no longer exists")
    declared = getattr(kind, "op", None) or getattr(kind, "function", None) or kind
    rule = inspect.getdoc(declared) or ""
    try:
        source = inspect.getsource(getattr(declared, "forward", declared))
    except (OSError, TypeError):
        source = ""
    return Details(request.request, rule, source)


def _memory(tracer: Tracer, number: int) -> NDArray[Any] | None:
    tracked = tracer.living.get(number)
    if tracked is None:
        return None
    try:
        # One call in C: the tensor is held for no moment in which another thread could run, so reading it never
        # decides where it is collected. A dead reference gives None, which has no memory.
        array = next(map(_array_of, map(call, (tracked,))))
    except AttributeError:
        return None
    assert isinstance(array, np.ndarray)
    return array


def _kind(tracer: Tracer, number: int) -> type | None:
    tracked = tracer.living.get(number)
    if tracked is None:
        return None
    kind = next(map(type, map(call, (tracked,))))
    return None if kind is type(None) else kind
