"""What happens to tensors and their graph, as plain data, for whoever listens.

The core calls the one :class:`Tracer` that listens, with live objects; the tracer turns each call into one tuple of
numbers and strings and appends it to a list. One tuple is one *step* of a recording. No tuple holds a tensor, a node or
an array: holding one would keep alive the very graph that is being watched.

With nobody listening, an operation pays one global load and a comparison::

    tracer = events.tracer
    if tracer is not None:
        tracer.operated(...)

Every tuple starts ``(kind, place, phase, …)``; :class:`Kind` says what follows.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from itertools import islice
from math import isfinite
from pathlib import Path
from types import CodeType, FrameType
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
    OPERATED = 1  # FunctionRecord, is_view, (TensorRecord of each output, …); or briefly: Form and what follows it
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


class Form(NamedTuple):
    """What all executions of an operation that makes one new tensor have in common.

    In an OPERATED step the fields after it are: scope, id of the function, id of the result, then as flat tuples of
    numbers the id and version of each argument (NOBODY, 0 for what is no tensor), the node and input number of each
    edge; (AccumulateGrad, leaf) for each that is born; the bytes of each saved value, NOBODY where there is none; then
    the result's dtype, shape, strides, whether it has the function as ``grad_fn``, and the bytes of its memory.
    """

    op: str
    grad_fn: str
    names: tuple[str, ...]
    saved: tuple[tuple[str, int], ...]  # name, and the place of the argument that it is, NOBODY for the result


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


class Tracked(weakref.ref):  # type: ignore[type-arg]
    """The thread from a living tensor or node to its id. It hangs on the object itself and tells of its end."""

    __slots__ = ("id", "tracer")
    id: int
    tracer: Tracer


class _Result(Tracked):
    """The thread to a result of an operation without a node, which is over when the last of its results is."""

    __slots__ = ("of",)
    of: _Untracked


class _Untracked:
    """An operation without a node."""

    __slots__ = ("function", "left")

    def __init__(self, function: int, left: int) -> None:
        self.function = function
        self.left = left


def _ended(tracked: Tracked) -> None:
    tracer, number = tracked.tracer, tracked.id
    tracer.living.pop(number, None)
    if number in tracer.lenders:
        tracer.hand_on(number)
    phase = _BACKWARD if tracer._engine else _FREE
    tracer.events.append((_COLLECTED, tracer.place(), phase, number))
    if tracked.__class__ is _Result:
        operation = tracked.of
        operation.left -= 1
        if not operation.left:
            tracer.events.append((_COLLECTED, tracer.last_place, phase, operation.function))


# What is looked up on every event, once: an enumeration's members are slow to reach.
_OPERATED, _COLLECTED = Kind.OPERATED, Kind.COLLECTED
_BUILD, _BACKWARD, _UPDATE, _FREE = Phase
_UNMET: Any = object()


_NO_EDGE = (NOBODY, 0)

tracer: Tracer | None = None
"""Who listens now. The core reads it on every operation; set it through :func:`listen`."""


_recorder: Tracer | None = None
_onlookers: list[Any] = []


def _seat() -> None:
    """Put in the listener's place whoever is to hear now: the recorder, and those who look on beside it."""
    global tracer
    if _onlookers:
        from tensorlab.onlooking import Relay

        tracer = Relay(_recorder, _onlookers)  # type: ignore[assignment]
    else:
        tracer = _recorder


@contextmanager
def listen(listener: Tracer | None = None) -> Iterator[Tracer]:
    """Record what happens inside the block.

    >>> with listen() as heard:
    ...     z = x * y
    >>> [Kind(event[0]).name for event in heard.events]
    ['MET', 'MET', 'OPERATED']
    """
    global _recorder
    before, heard = _recorder, listener or Tracer()
    start(heard)
    try:
        yield heard
    finally:
        _recorder = before
        _seat()


def start(listener: Tracer) -> None:
    """Listen until further notice, as a kernel does."""
    global _recorder
    _recorder = listener
    _seat()


def stop() -> None:
    """Listen no more."""
    global _recorder
    _recorder = None
    _seat()


def look_on(onlooker: Any) -> None:
    """Tell this one of each node that is made, until :func:`look_away`."""
    _onlookers.append(onlooker)
    _seat()


def look_away(onlooker: Any) -> None:
    """Tell it no more."""
    _onlookers.remove(onlooker)
    _seat()


_CORE = str(Path(__file__).parent)


class Tracer:
    """Turns what the core tells into tuples.

    Args:
        sources: file name of compiled code → the name a user knows it by (``In [3]``, ``script.py``). Only frames of
            these count as the user's; without it, every frame outside the core does.
        preview_limit: memory up to this many bytes travels with its event, a larger one as a :class:`Summary`.
    """

    def __init__(self, sources: dict[str, str] | None = None, preview_limit: int = 4096) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.sources = sources
        self.preview_limit = preview_limit
        self.places: list[Place] = [Place("", 0, -1, 0, -1, "")]
        self.scope = ""
        self.muted = 0
        self.last_place = 0
        self.updating = 0
        self._engine = 0
        self._calls = 0
        self._ids = 0
        self._forms: dict[str, Form] = {}
        self._codes: dict[int, tuple[CodeType, dict[int, int] | None]] = {}
        self._storages: dict[int, int] = {}
        self.on_lend: Callable[[int], None] | None = None
        self._joined: list[Any] = []
        self.living: dict[int, Tracked] = {}
        self.lent: dict[int, Tracked] = {}
        """Memory that numpy may write to, by the number of its storage, and a tensor that looks at it."""
        self.lenders: dict[int, int] = {}
        """The same the other way round: the tensor's number and the storage's."""

    # -- who and where ------------------------------------------------------------------------------------------------

    def id_of(self, thing: Any) -> int:
        """Its id if it has one, else NOBODY."""
        try:
            tracked = thing._tracked
        except AttributeError:
            return NOBODY
        return tracked.id if tracked.tracer is self else NOBODY

    def tensor_id(self, tensor: Any) -> int:
        """The id of a tensor; one not heard of before gets it now, and a MET step says so."""
        number = self.id_of(tensor)
        if number == NOBODY:
            # Described first: what cannot be described gets no number that no step ever tells of.
            record = self._tensor(tensor, self._ids, Flag.MET)
            number = self._track(tensor)
            self._tell(Kind.MET, record)
        return number

    def _track(self, thing: Any) -> int:
        number = self._ids
        self._ids = number + 1
        self.living[number] = thing._tracked = tracked = Tracked(thing, _ended)
        tracked.id = number
        tracked.tracer = self
        return number

    def _track_result(self, thing: Any, operation: _Untracked) -> int:
        number = self._ids
        self._ids = number + 1
        self.living[number] = thing._tracked = tracked = _Result(thing, _ended)
        tracked.id = number
        tracked.tracer = self
        tracked.of = operation
        return number

    def place(self, above: int = 1) -> int:
        """Index in :attr:`places` of the instruction of the user's innermost frame that runs now.

        Args:
            above: so many frames at least are the core's own.
        """
        frame: FrameType | None = sys._getframe(above)
        codes = self._codes
        while frame is not None:
            # By id, since a code object takes long to hash; the entry keeps it alive.
            met = codes.get(id(frame.f_code))
            numbers = met[1] if met is not None else self._numbers(frame.f_code)
            if numbers is not None:
                number = numbers.get(frame.f_lasti)
                if number is None:
                    number = self._new_place(frame.f_code, frame.f_lasti)
                self.last_place = number
                return number
            frame = frame.f_back
        return self.last_place

    def _numbers(self, code: CodeType) -> dict[int, int] | None:
        """The places of a code object by instruction; None if it is not the user's."""
        met = self._codes.get(id(code))
        if met is None:
            met = self._codes[id(code)] = (code, {} if self._is_users(code) else None)
        return met[1]

    def _is_users(self, code: CodeType) -> bool:
        if self.sources is not None:
            return code.co_filename in self.sources
        return not code.co_filename.startswith((_CORE, "<frozen"))

    def place_in(self, code: CodeType, instruction: int) -> int:
        """The place of an instruction of the user's code, ``tb_lasti`` of a traceback."""
        number = (self._numbers(code) or {}).get(instruction)
        return self._new_place(code, instruction) if number is None else number

    def _new_place(self, code: CodeType, instruction: int) -> int:
        span = next(islice(code.co_positions(), instruction // 2, None))
        line, end_line, column, end_column = (-1 if value is None else value for value in span)
        source = code.co_filename if self.sources is None else self.sources[code.co_filename]
        scope = "" if code.co_name == "<module>" else code.co_qualname
        self.places.append(Place(source, line, column, end_line, end_column, scope))
        number = len(self.places) - 1
        numbers = self._numbers(code)
        if numbers is not None:
            numbers[instruction] = number
        return number

    def place_of_line(self, source: str, line: int) -> int:
        """A place that is a whole line, for what has no instruction of its own."""
        place = Place(source, line, -1, line, -1, "")
        self.places.append(place)
        self.last_place = len(self.places) - 1
        return self.last_place

    @property
    def phase(self) -> Phase:
        return _BACKWARD if self._engine else _UPDATE if self.updating else _BUILD

    @contextmanager
    def update(self) -> Iterator[None]:
        """What happens inside is the update step of training: ``Optimizer.step`` and ``zero_grad``."""
        self.updating += 1
        try:
            yield
        finally:
            self.updating -= 1

    @contextmanager
    def inside(self, scope: str) -> Iterator[None]:
        """What happens inside belongs to a module or a composite operation of that name."""
        before = self.scope
        self.scope = f"{before}.{scope}" if before else scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens inside is not the user's doing and is not told: reads by the window, the rules of a backward."""
        self.muted += 1
        try:
            yield
        finally:
            self.muted -= 1

    def _tell(self, kind: Kind, *fields: Any, phase: Phase | None = None) -> None:
        self.events.append((kind, self.place(), self.phase if phase is None else phase, *fields))

    # -- describing ---------------------------------------------------------------------------------------------------

    def _tensor(self, tensor: Any, number: int, flags: int = 0, is_fresh: bool = False) -> TensorRecord:
        array: NDArray[Any] = tensor._array
        base = _memory(array)
        itemsize = array.itemsize
        if is_fresh or (storage := self._storages.get(id(base))) is None:
            storage = self._storages[id(base)] = number
        offset = 0 if base is array else (_address(array) - _address(base)) // itemsize
        strides = tensor._strides
        edge = _producer(tensor)
        if tensor._base is not None:
            flags |= Flag.VIEW
        if hasattr(tensor, "_own_counter"):
            flags |= Flag.OWN_VERSION
        start, values = self._values(base, array, offset, strides)
        return TensorRecord(
            number,
            tensor.dtype.name,
            tuple(tensor.shape),
            strides,
            offset,
            storage,
            tensor._version,
            flags,
            tensor.requires_grad,
            NOBODY if edge is None else self.id_of(edge),
            start,
            values,
        )

    def _values(
        self, base: NDArray[Any], array: NDArray[Any], offset: int, strides: Sequence[int]
    ) -> tuple[int, bytes | Summary | None]:
        """The storage's memory if it is small, else this tensor's stretch of it, else a summary."""
        if base.nbytes <= self.preview_limit and base.dtype == array.dtype:
            return 0, base.tobytes(order="A")
        low = high = 0
        for size, stride in zip(array.shape, strides, strict=True):
            if size == 0:
                return 0, b""
            reach = (size - 1) * stride
            low, high = (low + reach, high) if reach < 0 else (low, high + reach)
        if (high - low + 1) * array.itemsize <= self.preview_limit:
            first = array[tuple([slice(-1, None) if s < 0 else slice(0, 1) for s in strides])]
            stretch = np.lib.stride_tricks.as_strided(first, (high - low + 1,), (array.itemsize,))
            return offset + low, stretch.tobytes()
        return 0, summarise(array)

    def _flow(self, gradient: NDArray[Any]) -> FlowRecord:
        if gradient.size == 1:
            number = float(gradient.item())
            usual = isfinite(number)
            largest = abs(number) if usual else 0.0
            values = gradient.tobytes() if gradient.nbytes <= self.preview_limit else None
            return FlowRecord(gradient.dtype.name, gradient.shape, largest, int(not usual), values)
        finite = gradient[np.isfinite(gradient)] if gradient.size else gradient
        nans = int(gradient.size - finite.size)
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        values = gradient.tobytes() if gradient.nbytes <= self.preview_limit else None
        return FlowRecord(gradient.dtype.name, gradient.shape, largest, nans, values)

    def _function(self, node: Any, number: int, op: str, used: tuple[Any, ...], result: int) -> FunctionRecord:
        """``used`` says of each input its id, its version and its argument's name."""
        if node is None:
            return FunctionRecord(number, op, "", self.scope, used, (), (), ())
        born: list[tuple[int, int]] = []
        edges = tuple([self._edge(edge, born) for edge in node.edges])
        saved = tuple([self._saved(name, value, result) for name, value in node.saved_items() if value is not None])
        return FunctionRecord(number, op, node.name(), self.scope, used, edges, tuple(born), saved)

    def _edge(self, edge: Any, born: list[tuple[int, int]]) -> tuple[int, int]:
        """The node that an edge leads to, and which of its inputs."""
        if edge is None:
            return _NO_EDGE
        after, place = edge if edge.__class__ is tuple else (edge, 0)
        number = self.id_of(after)
        return self._born(after, born) if number == NOBODY else number, place

    def _born(self, node: Any, born: list[tuple[int, int]]) -> int:
        """A node that nothing has told of before comes into the graph with the one that leads to it."""
        number = self._track(node)
        leaf = getattr(node, "variable", None)
        born.append((number, NOBODY if leaf is None else self.id_of(leaf)))
        return number

    def _used(self, names: Iterable[str], inputs: Iterable[Any]) -> tuple[tuple[int, int, str], ...]:
        """The tensors among the inputs."""
        named = zip(names, inputs, strict=True)
        return tuple([(self.tensor_id(one), one._version, name) for name, one in named if hasattr(one, "_edge")])

    def _saved(self, name: str, value: Any, result: int) -> tuple[str, int, int]:
        """A tensor, a result's memory, a plain argument, or something that a hook has packed."""
        if isinstance(value, (np.ndarray, np.generic)):
            return name, result, value.nbytes
        memory = getattr(value, "_raw", None)
        return (name, NOBODY, 0) if memory is None else (name, self.id_of(value), memory.nbytes)

    # -- what the core tells ------------------------------------------------------------------------------------------

    def created(self, tensor: Any, op: str, flags: int = 0) -> None:
        """A factory made a tensor: ``torch.ones``, ``torch.from_numpy``, ``nn.Parameter`` …"""
        if self.muted:
            return
        shares = op in ("from_numpy", "as_tensor", "frombuffer")
        record = self._tensor(tensor, self._ids, flags, is_fresh=not shares)
        self._track(tensor)
        self._tell(Kind.CREATED, op, record)

    def operated(
        self,
        op: str,
        names: tuple[str, ...],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        node: Any,
        shares_memory: bool = False,
    ) -> None:
        """An operation ran.

        Args:
            op: its name as called, ``mul``.
            names: the names of its arguments.
            inputs: the values of these; what is no tensor is left out.
            outputs: the tensors that came out.
            node: the ``grad_fn`` of the outputs, None where nothing was tracked.
            shares_memory: the outputs look at memory of an input (a view, ``detach``).
        """
        if self.muted:
            return
        if not shares_memory and len(outputs) == 1 and self._fits(outputs[0]._raw):
            if node is None:
                form = self._forms.get(op)
                if form is None or form.names is not names:
                    form = self._forms[op] = Form(op, "", names, ())
            else:
                form = getattr(getattr(node, "plan", None), "form", None)
            if form is not None:
                self._tell_briefly(form, inputs, outputs[0], node)
                return
        used = self._used(names, inputs)
        if node is None:
            function = self._ids
            self._ids = function + 1
            operation = _Untracked(function, len(outputs))
            numbers = [self._track_result(tensor, operation) for tensor in outputs]
        else:
            function = self._track(node)
            numbers = [self._track(tensor) for tensor in outputs]
        record = self._function(node, function, op, used, numbers[0] if numbers else NOBODY)
        made = tuple([self._tensor(t, n, 0, not shares_memory) for t, n in zip(outputs, numbers, strict=True)])
        self._tell(Kind.OPERATED, record, shares_memory, made)

    def _fits(self, array: Any) -> bool:
        """Whether a result is told with its values: a number, or memory of its own that is not too large."""
        return array.__class__ is not np.ndarray or (array.base is None and 0 < array.nbytes <= self.preview_limit)

    def _tell_briefly(self, form: Form, inputs: Sequence[Any], made: Any, node: Any) -> None:
        """Tell of an execution as nearly all are told; written out, since this runs on every operation."""
        used: list[int] = []
        for one in inputs:
            try:
                tracked = one._tracked
            except AttributeError:
                # A Python number, or a tensor not heard of before.
                if not hasattr(one, "_edge"):
                    used += NOBODY, 0
                    continue
                number = self.tensor_id(one)
            else:
                number = tracked.id if tracked.tracer is self else self.tensor_id(one)
            used.append(number)
            used.append(one._version)
        function = self._ids
        self._ids = result = function + 1
        edges: list[int] = []
        born: list[tuple[int, int]] = []
        sizes = []
        if node is None:
            self._track_result(made, _Untracked(function, 1))
        else:
            self._ids = result + 1
            self.living[function] = node._tracked = tracked = Tracked(node, _ended)
            tracked.id, tracked.tracer = function, self
            self.living[result] = made._tracked = tracked = Tracked(made, _ended)
            tracked.id, tracked.tracer = result, self
            for edge in node.edges:
                if edge is None:
                    edges += _NO_EDGE
                    continue
                after, place = edge if edge.__class__ is tuple else (edge, 0)
                try:
                    tracked = after._tracked
                except AttributeError:
                    edges.append(self._born(after, born))
                else:
                    edges.append(tracked.id if tracked.tracer is self else self._born(after, born))
                edges.append(place)
            for _, place in form.saved:
                one = made if place < 0 else inputs[place]
                sizes.append(one._raw.nbytes if hasattr(one, "_raw") else NOBODY if one is None else 0)
        array: Any = made._raw
        strides: tuple[int, ...] = ()
        if array.__class__ is np.ndarray:
            self._storages[id(array)] = result
            itemsize = array.itemsize
            strides = tuple([stride // itemsize for stride in array.strides])
            values = array.tobytes() if len(strides) < 2 else array.tobytes("A")
        else:
            values = bytes(array)
        phase = _BACKWARD if self._engine else _UPDATE if self.updating else _BUILD
        self.events.append(
            (
                _OPERATED,
                self.place(3),
                phase,
                form,
                self.scope,
                function,
                result,
                tuple(used),
                tuple(edges),
                tuple(born),
                tuple(sizes),
                made.dtype.name,
                made.shape,
                strides,
                made._edge is not None,
                values,
            )
        )

    def mutated(self, op: str, target: Any, names: Iterable[str], inputs: Iterable[Any], node: Any) -> None:
        """An operation wrote into ``target``: ``x.add_(1)``, ``x[0] = 3``. ``node`` is the new node it made, if any."""
        if self.muted:
            return
        used = self._used(names, inputs)
        number = self.tensor_id(target)
        function = self._ids
        if node is None or self.id_of(node) != NOBODY:
            node = None
            self._ids = function + 1
        else:
            function = self._track(node)
        record = self._function(node, function, op, used, number)
        phase = Phase.UPDATE if node is None and target.requires_grad and target._is_unrecorded else None
        written = self._tensor(target, number)
        if node is not None:
            # A view's own grad_fn is made anew when it is looked at; what made it so is the write.
            written = written._replace(grad_fn=function)
        joined = tuple([self.tensor_id(one) for one in self._joined if one is not target])
        self._joined.clear()
        self._tell(Kind.MUTATED, record, written, joined, phase=phase)

    def joined(self, tensor: Any) -> None:
        """A write into memory that it shares has given this tensor a place in the graph; the write is told next."""
        self._joined.append(tensor)

    def given_memory(self, tensor: Any, array: NDArray[Any]) -> None:
        """The scalar that an operation has made has become memory, which others may look at from now on."""
        number = self.id_of(tensor)
        if number != NOBODY:
            self._storages[id(array)] = number

    def changed(self, tensor: Any) -> None:
        """Its memory was written by numpy."""
        self._tell(Kind.CHANGED, self._tensor(tensor, self.tensor_id(tensor)))

    def relaid(self, tensor: Any) -> None:
        """The tensor object looks at other memory than before: ``x.data = y``, ``x.t_()``."""
        if not self.muted:
            self._tell(Kind.LAYOUT, self._tensor(tensor, self.tensor_id(tensor)))

    def fact(self, tensor: Any, which: Fact, value: int) -> None:
        """``requires_grad`` and ``retains_grad`` as 0 or 1, ``grad`` as a tensor's id or NOBODY."""
        if not self.muted:
            phase = Phase.UPDATE if which is Fact.GRAD and not self._engine else None
            self._tell(Kind.FACT, self.tensor_id(tensor), which, value, phase=phase)

    def grad_set(self, tensor: Any, grad: Any) -> None:
        """The user set ``tensor.grad``; ``grad`` is a tensor or None."""
        if not self.muted:
            self.fact(tensor, Fact.GRAD, NOBODY if grad is None else self.tensor_id(grad))

    def bound(self, name: str, is_global: bool, tensor: Any | None) -> None:
        """A name of the user's code now means this tensor, or none any more."""
        self._tell(Kind.BOUND, name, is_global, NOBODY if tensor is None else self.tensor_id(tensor))

    def iterated(self, loop: int, number: int) -> Turn:
        """The body of an outermost loop starts again; with NOBODY for the number, the loop is over."""
        turn = Turn(loop, number, self.place())
        self.events.append((Kind.ITERATION, turn.place, self.phase, turn))
        return turn

    def lend(self, tensor: Any) -> None:
        """numpy has seen the tensor's memory and may write into it without an operation."""
        if not self.muted:
            number = self.tensor_id(tensor)
            storage = self._storages.get(id(_memory(tensor._array)), number)
            # Whoever had the memory first will, as a rule, have it longest.
            self._lend(storage, storage if storage in self.living else number)
            if self.on_lend is not None:
                self.on_lend(storage)

    def _lend(self, storage: int, number: int) -> None:
        before = self.lent.get(storage)
        if before is not None:
            self.lenders.pop(before.id, None)
        self.lent[storage] = self.living[number]
        self.lenders[number] = storage

    def hand_on(self, ended: int) -> None:
        """The tensor that stood for lent memory is gone; of those who look at it, too, another stands for it now."""
        storage = self.lenders.pop(ended)
        self.lent.pop(storage, None)
        for number, tracked in self.living.items():
            memory = getattr(tracked(), "_raw", None)
            if isinstance(memory, np.ndarray) and self._storages.get(id(_memory(memory))) == storage:
                self._lend(storage, number)
                return

    def printed(self, text: str) -> None:
        self._tell(Kind.PRINTED, text)

    def error(self, kind: str, message: str, notes: Sequence[str], place: int | None = None) -> None:
        """The user's code raised; ``place`` says where, when the frames are gone already."""
        where = self.last_place if place is None else place
        self.events.append((Kind.ERROR, where, self.phase, kind, message, tuple(notes)))

    # -- what the engine tells ----------------------------------------------------------------------------------------

    def backward_began(
        self,
        roots: Sequence[tuple[Any, int, NDArray[Any]]],
        is_backward: bool,
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Any] = (),
    ) -> int:
        """``backward()`` or ``autograd.grad()`` starts; returns the number of the call.

        Args:
            roots: (node, input number, gradient) it starts from.
            is_backward: False for ``autograd.grad``.
            inputs: the tensors asked for by ``inputs=``.
        """
        call = self._calls
        self._calls = call + 1
        asked = tuple([self.tensor_id(tensor) for tensor in inputs])
        self._engine += 1
        for node, _, gradient in roots[:1]:
            root = self._known_node(node)
            self._tell(Kind.BEGAN, call, root, self._flow(gradient), is_backward, retain_graph, create_graph, asked)
        for node, index, gradient in roots:
            self.arrived(call, node, index, None, gradient)
        return call

    def _known_node(self, node: Any) -> int:
        """A node born unheard gets its id here; who made what shows up in its edges only."""
        number = self.id_of(node)
        if number != NOBODY:
            return number
        record = self._function(node, self._track(node), node.name(), (), NOBODY)
        self._tell(Kind.OPERATED, record, False, ())
        return record.id

    def arrived(self, call: int, node: Any, index: int, source: Any, gradient: NDArray[Any]) -> None:
        """A gradient moved along the edge from ``source`` (None: from outside) to input ``index`` of ``node``."""
        origin = NOBODY if source is None else self._known_node(source)
        self._tell(Kind.ARRIVED, call, self._known_node(node), index, origin, self._flow(gradient))

    def accumulated(self, call: int, node: Any, leaf: Any, grad: Any, is_new: bool) -> None:
        """``AccumulateGrad`` added to ``leaf.grad``, or a retained gradient was stored (``node`` is then a grad_fn)."""
        number = self.id_of(grad)
        if number == NOBODY:
            number = self._track(grad)
        record = self._tensor(grad, number, Flag.GRADIENT, is_fresh=is_new)
        self._tell(Kind.ACCUMULATED, call, self._known_node(node), self.tensor_id(leaf), record, is_new)

    def released(self, call: int, node: Any) -> None:
        """The node's saved tensors are freed; told only of nodes that had saved something."""
        self._tell(Kind.RELEASED, call, self._known_node(node))

    def backward_ended(self, call: int, error: BaseException | None = None) -> None:
        if error is None:
            self._tell(Kind.ENDED, call)
        else:
            self._tell(Kind.FAILED, call, str(error))
        self._engine -= 1


def _producer(tensor: Any) -> Any:
    """Its ``grad_fn``, as far as it can be told: a write that autograd could not follow spoils it."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def _memory(array: NDArray[Any]) -> NDArray[Any]:
    """The array that owns the memory, or the outermost one over memory that numpy does not own."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


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
