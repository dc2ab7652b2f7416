"""Every message between the window and the kernel, described before any code that sends one.

Messages travel over one Jupyter comm, target :data:`TARGET`. Its ``data`` is JSON, its ``buffers`` are raw bytes;
nothing is ever pickled, and whatever arrives is checked before it is used. The session and the agent speak in the
dataclasses of this module; :func:`encode` and :func:`decode` are the only way on and off the wire.

===============================  =========  =================================================================
window → kernel                  channel    answered by
===============================  =========  =================================================================
:class:`Hello`                   control    :class:`Welcome`
:class:`Acknowledge`             control    –  (a batch was applied; the next may be sent)
:class:`Resync`                  control    :class:`Trace` batches from that sequence number
:class:`Slice`                   control    :class:`Cells` or :class:`Refused`
:class:`NodeDetails`             control    :class:`Details` or :class:`Refused`
:class:`Edit`                    shell      :class:`Edited` or :class:`Refused`
===============================  =========  =================================================================

Kernel → window, unasked, on iopub: :class:`Trace`, :class:`CellBegan`, :class:`CellEnded`, :class:`Status`,
:class:`Pointed`.
Cells and scripts run through Jupyter's own ``execute`` on shell; a script is the line
``lab.run(text, path, first_line)``.

A :class:`Trace` carries a :class:`Batch`: the tracer's tuples, rearranged into the integer tables of :data:`TABLES`,
a flat list of floats, one of texts, and the bytes of small memories. A recording is the sum of its batches, and a file
of a recording is the same tables.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab.events import NOBODY, FlowRecord, Form, FunctionRecord, Kind, Place, Summary, TensorRecord, Turn

TARGET = "tensorlab.v1"
VERSION = 1

Ints = NDArray[np.int64]

TABLES: dict[str, tuple[str, ...]] = {
    # one row a step; the step's number is the row's. ``subject`` is the node, tensor or call it is about
    "steps": ("kind", "place", "phase", "subject"),
    # what never changes about a node; ids are dense over the three
    "tensors": ("step", "id", "producer", "output", "op", "dtype", "flags"),
    "functions": ("step", "id", "op", "grad_fn", "scope", "is_view", "target"),
    "accumulates": ("step", "id", "leaf"),
    # of functions: what went in, what backward leads to, what is saved for backward
    "inputs": ("function", "tensor", "version", "argument"),
    "edges": ("node", "next", "input"),
    "saved": ("function", "name", "tensor", "bytes"),
    # what can change about a tensor: the last row at or before a step holds. ``start`` points into ``dims``:
    # ``rank`` sizes, then ``rank`` strides
    "layouts": ("step", "tensor", "storage", "offset", "rank", "start"),
    "requires_grad": ("step", "tensor", "value"),
    "grad_fn": ("step", "tensor", "node"),
    "grad": ("step", "tensor", "gradient"),
    "retains_grad": ("step", "tensor", "value"),
    "names": ("step", "name", "is_global", "tensor"),
    # memory: ``bytes`` at ``blob`` are elements ``first``… of the storage; ``summary`` points into ``floats``; or -1
    "versions": ("step", "storage", "version", "dtype", "first", "blob", "bytes", "summary", "tensor"),
    # gradients on their way; ``shape`` points into ``dims``, ``largest`` into ``floats``
    "flows": (
        "step",
        "call",
        "node",
        "input",
        "source",
        "kind",
        "dtype",
        "rank",
        "shape",
        "largest",
        "nans",
        "blob",
        "bytes",
    ),
    "calls": ("step", "call", "root", "is_backward", "retain_graph", "create_graph", "inputs", "n_inputs"),
    "ends": ("step", "call", "error"),
    "released": ("step", "id", "call"),
    "collected": ("step", "id"),
    "prints": ("step", "text"),
    "errors": ("step", "class", "message", "notes"),
    # the body of an outermost loop starts; ``loop`` counts runs of such loops, ``number`` its iterations from 0; NOBODY
    # when the loop is over
    "iterations": ("step", "loop", "number"),
    # where: ``source`` and ``scope`` are texts
    "places": ("source", "line", "column", "end_line", "end_column", "scope"),
}
"""The tables of a recording and their columns. A text is its index among the recording's texts, -1 for none."""

MOST_LAYOUTS = 1000
"""So many ways to lie in memory are remembered, so that each is told once."""

FLOW_BEGAN, FLOW_ARRIVED, FLOW_ACCUMULATED, FLOW_ENDED, FLOW_FAILED = range(5)


@dataclass
class Batch:
    """A stretch of a recording. Ids and indices into dims, floats, texts and blob count over the whole recording."""

    first_step: int
    tables: dict[str, Ints]
    dims: Ints
    floats: NDArray[np.float64]
    texts: list[str]
    blob: bytes

    @property
    def steps(self) -> int:
        return len(self.tables["steps"])


class Encoder:
    """Turns the tracer's tuples into batches, and keeps the counts that make indices run on from batch to batch."""

    def __init__(self) -> None:
        self.step = 0
        self._dims = 0
        self._floats = 0
        self._blob = 0
        self._texts: dict[str, int] = {}
        self._forms: dict[int, tuple[Form, int, int, list[int], list[tuple[int, int]]]] = {}
        self._layouts: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
        self._fresh()

    def _fresh(self) -> None:
        self._rows: dict[str, array[int]] = {name: array("q") for name in TABLES}
        """The rows of each table, one after another."""
        self._new_dims: list[int] = []
        self._new_floats: list[float] = []
        self._new_texts: list[str] = []
        self._new_bytes: list[bytes] = []
        self._first_step = self.step

    def batch(self, events: Iterable[tuple[Any, ...]], places: Sequence[Place]) -> Batch:
        """The batch of these events; ``places`` are those that no batch before has carried."""
        for place in places:
            row = (place.line, place.column, place.end_line, place.end_column)
            self._rows["places"].extend((self._text(place.source), *row, self._text(place.scope)))
        add, steps = self._add, self._rows["steps"].extend
        for kind, place_id, phase, *rest in events:
            steps((kind, place_id, phase, add[kind](self, *rest)))
            self.step += 1
        tables = {
            name: np.frombuffer(rows, np.int64).reshape(-1, len(TABLES[name])) for name, rows in self._rows.items()
        }
        dims = np.array(self._new_dims, np.int64)
        floats = np.array(self._new_floats, np.float64)
        result = Batch(self._first_step, tables, dims, floats, self._new_texts, b"".join(self._new_bytes))
        self._fresh()
        return result

    # -- parts ----------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> int:
        index = self._texts.get(text)
        if index is None:
            index = self._texts[text] = len(self._texts)
            self._new_texts.append(text)
        return index

    def _keep_dims(self, *numbers: int) -> int:
        start = self._dims
        self._new_dims.extend(numbers)
        self._dims = start + len(numbers)
        return start

    def _keep_floats(self, *numbers: float) -> int:
        start = self._floats
        self._new_floats.extend(numbers)
        self._floats = start + len(numbers)
        return start

    def _keep_bytes(self, data: bytes | None) -> tuple[int, int]:
        if data is None:
            return -1, 0
        start = self._blob
        self._new_bytes.append(data)
        self._blob = start + len(data)
        return start, len(data)

    def _layout(self, record: TensorRecord) -> None:
        start = self._keep_dims(*record.shape, *record.strides)
        rank = len(record.shape)
        self._rows["layouts"].extend((self.step, record.id, record.storage, record.offset, rank, start))

    def _memory(self, record: TensorRecord) -> None:
        blob = size = summary = -1
        if isinstance(record.values, Summary):
            summary = self._keep_floats(*map(float, record.values))
        else:
            blob, size = self._keep_bytes(record.values)
        dtype = self._text(record.dtype)
        memory = (record.storage, record.version, dtype, record.start, blob, size, summary, record.id)
        self._rows["versions"].extend((self.step, *memory))

    def _graph(self, record: TensorRecord) -> None:
        self._rows["requires_grad"].extend((self.step, record.id, int(record.requires_grad)))
        self._rows["grad_fn"].extend((self.step, record.id, record.grad_fn))

    def _tensor(self, record: TensorRecord, producer: int, output: int, op: str) -> int:
        dtype, name = self._text(record.dtype), self._text(op)
        self._rows["tensors"].extend((self.step, record.id, producer, output, name, dtype, record.flags))
        self._layout(record)
        self._memory(record)
        self._graph(record)
        return record.id

    def _function(self, record: FunctionRecord, is_view: bool, target: int) -> None:
        op, grad_fn, scope = self._text(record.op), self._text(record.grad_fn), self._text(record.scope)
        if not record.grad_fn:
            grad_fn = -1
        self._rows["functions"].extend((self.step, record.id, op, grad_fn, scope, int(is_view), target))
        for node, leaf in record.accumulates:
            self._rows["accumulates"].extend((self.step, node, leaf))
        for tensor, version, argument in record.inputs:
            self._rows["inputs"].extend((record.id, tensor, version, self._text(argument)))
        for node, index in record.next_functions:
            self._rows["edges"].extend((record.id, node, index))
        for saved, tensor, size in record.saved:
            self._rows["saved"].extend((record.id, self._text(saved), tensor, size))

    def _flow(self, call: int, node: int, index: int, source: int, kind: int, record: FlowRecord | None) -> None:
        if record is None:
            self._rows["flows"].extend((self.step, call, node, index, source, kind, -1, 0, -1, -1, 0, -1, 0))
            return
        shape = self._keep_dims(*record.shape)
        largest = self._keep_floats(record.largest)
        blob, size = self._keep_bytes(record.values)
        row = (self._text(record.dtype), len(record.shape), shape, largest, record.nans, blob, size)
        self._rows["flows"].extend((self.step, call, node, index, source, kind, *row))

    # -- kinds: each returns the step's subject ---------------------------------------------------------------------

    def _created(self, op: str, record: TensorRecord) -> int:
        return self._tensor(record, NOBODY, 0, op)

    def _operated(self, function: FunctionRecord | Form, *rest: Any) -> int:
        return self._ran(function, *rest) if isinstance(function, Form) else self._ran_in_full(function, *rest)

    def _ran(
        self,
        form: Form,
        scope: str,
        function: int,
        born: tuple[tuple[int, int], ...],
        kind: dtypes.dtype,
        shape: tuple[int, ...],
        strides: tuple[int, ...],
        values: bytes,
        *numbers: int,
    ) -> int:
        rows, step = self._rows, self.step
        result = function + 1
        (_, op, grad_fn, names, kept) = self._forms.get(id(form)) or self._met_form(form)
        dtype = self._text(kind.name)
        is_tracked = grad_fn != NOBODY
        edges = 2 * len(names)
        sizes = edges + 2 * form.edges
        rows["functions"].extend((step, function, op, grad_fn, self._text(scope), 0, NOBODY))
        for node, leaf in born:
            rows["accumulates"].extend((step, node, leaf))
        inputs = rows["inputs"]
        for name, tensor, version in zip(names, numbers[:edges:2], numbers[1:edges:2], strict=True):
            if tensor != NOBODY:
                inputs.extend((function, tensor, version, name))
        links = rows["edges"]
        for node, number in zip(numbers[edges:sizes:2], numbers[edges + 1 : sizes : 2], strict=True):
            links.extend((function, node, number))
        for (name, place), size in zip(kept, numbers[sizes:], strict=True):
            if size != NOBODY:
                rows["saved"].extend((function, name, result if place == NOBODY else numbers[2 * place], size))
        rows["tensors"].extend((step, result, function, 0, op, dtype, 0))
        rows["layouts"].extend((step, result, result, 0, len(shape), self._lies(kind.numpy.itemsize, shape, strides)))
        rows["versions"].extend((step, result, 0, dtype, 0, *self._keep_bytes(values), -1, result))
        rows["requires_grad"].extend((step, result, int(is_tracked)))
        rows["grad_fn"].extend((step, result, function if is_tracked else NOBODY))
        return function

    def _lies(self, itemsize: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> int:
        """Where shape and strides stand, which nearly all results have in common with others."""
        key = (itemsize, shape, strides)
        start = self._layouts.get(key)
        if start is None:
            if len(self._layouts) > MOST_LAYOUTS:
                self._layouts.clear()
            start = self._layouts[key] = self._keep_dims(*shape, *[stride // itemsize for stride in strides])
        return start

    def _met_form(self, form: Form) -> tuple[Form, int, int, list[int], list[tuple[int, int]]]:
        """The texts of a form by their numbers; with the form, whose id must not become another's."""
        grad_fn = self._text(form.grad_fn) if form.grad_fn else NOBODY
        names = [self._text(name) for name in form.names]
        kept = [(self._text(name), place) for name, place in form.saved]
        known = self._forms[id(form)] = (form, self._text(form.op), grad_fn, names, kept)
        return known

    def _ran_in_full(self, function: FunctionRecord, is_view: bool, outputs: Sequence[TensorRecord]) -> int:
        self._function(function, is_view, NOBODY)
        for index, record in enumerate(outputs):
            self._tensor(record, function.id, index, function.op)
        return function.id

    def _mutated(self, function: FunctionRecord, record: TensorRecord, joined: Sequence[int] = ()) -> int:
        self._function(function, False, record.id)
        for tensor in joined:
            self._rows["requires_grad"].extend((self.step, tensor, 1))
            self._rows["grad_fn"].extend((self.step, tensor, function.id))
        self._layout(record)
        self._memory(record)
        self._graph(record)
        return function.id

    def _met(self, record: TensorRecord) -> int:
        return self._tensor(record, NOBODY, 0, "")

    def _changed(self, record: TensorRecord) -> int:
        self._memory(record)
        return record.id

    def _fact(self, tensor: int, which: int, value: int) -> int:
        table = ("requires_grad", "grad_fn", "grad", "retains_grad")[which]
        self._rows[table].extend((self.step, tensor, value))
        return tensor

    def _relaid(self, record: TensorRecord) -> int:
        self._layout(record)
        self._memory(record)
        self._graph(record)
        return record.id

    def _bound(self, name: str, is_global: bool, tensor: int) -> int:
        self._rows["names"].extend((self.step, self._text(name), int(is_global), tensor))
        return tensor

    def _began(
        self,
        call: int,
        root: int,
        flow: FlowRecord,
        is_backward: bool,
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[int],
    ) -> int:
        asked = self._keep_dims(*inputs)
        flags = (int(is_backward), int(retain_graph), int(create_graph))
        self._rows["calls"].extend((self.step, call, root, *flags, asked, len(inputs)))
        self._flow(call, root, 0, NOBODY, FLOW_BEGAN, flow)
        return call

    def _arrived(self, call: int, node: int, index: int, source: int, flow: FlowRecord) -> int:
        self._flow(call, node, index, source, FLOW_ARRIVED, flow)
        return node

    def _accumulated(self, call: int, node: int, leaf: int, record: TensorRecord, is_new: bool) -> int:
        if is_new:
            self._tensor(record, NOBODY, 0, "accumulate")
        else:
            self._memory(record)
        self._rows["grad"].extend((self.step, leaf, record.id))
        self._flow(call, node, 0, NOBODY, FLOW_ACCUMULATED, None)
        return leaf

    def _released(self, call: int, node: int) -> int:
        self._rows["released"].extend((self.step, node, call))
        return node

    def _call_ended(self, call: int) -> int:
        self._rows["ends"].extend((self.step, call, -1))
        self._flow(call, NOBODY, 0, NOBODY, FLOW_ENDED, None)
        return call

    def _call_failed(self, call: int, message: str) -> int:
        self._rows["ends"].extend((self.step, call, self._text(message)))
        self._flow(call, NOBODY, 0, NOBODY, FLOW_FAILED, None)
        return call

    def _node_collected(self, node: int) -> int:
        self._rows["collected"].extend((self.step, node))
        return node

    def _printed(self, text: str) -> int:
        self._rows["prints"].extend((self.step, self._text(text)))
        return NOBODY

    def _error(self, kind: str, message: str, notes: Sequence[str]) -> int:
        texts = (self._text(kind), self._text(message), self._text("\n".join(notes)))
        self._rows["errors"].extend((self.step, *texts))
        return NOBODY

    def _iterated(self, turn: Turn) -> int:
        turn.is_sent = True
        self._rows["iterations"].extend((self.step, turn.loop, turn.number))
        return NOBODY

    _add: ClassVar[dict[int, Any]] = {
        Kind.CREATED: _created,
        Kind.OPERATED: _operated,
        Kind.MUTATED: _mutated,
        Kind.MET: _met,
        Kind.CHANGED: _changed,
        Kind.FACT: _fact,
        Kind.LAYOUT: _relaid,
        Kind.BOUND: _bound,
        Kind.BEGAN: _began,
        Kind.ARRIVED: _arrived,
        Kind.ACCUMULATED: _accumulated,
        Kind.RELEASED: _released,
        Kind.ENDED: _call_ended,
        Kind.FAILED: _call_failed,
        Kind.COLLECTED: _node_collected,
        Kind.PRINTED: _printed,
        Kind.ERROR: _error,
        Kind.ITERATION: _iterated,
    }


class ProtocolError(ValueError):
    """A message that is not of this protocol; it is dropped, and said so."""


# -- window → kernel ------------------------------------------------------------------------------------------------


@dataclass
class Hello:
    """The window is there and listens; tracing starts."""


@dataclass
class Acknowledge:
    """Batch ``seq`` and all before it are applied."""

    seq: int


@dataclass
class Resync:
    """A batch was lost: send again from ``seq``."""

    seq: int


@dataclass
class Slice:
    """Cells of a living tensor, as it is now.

    ``index`` holds one entry an axis: a position, or ``[start, stop]`` for the (at most two) axes shown.
    """

    request: int
    tensor: int
    index: list[int | list[int]]
    max_cells: int = 512 * 512


@dataclass
class Draw:
    """What ``torch.rand`` or ``torch.randn`` would give, without drawing it: answered with Cells.

    ``seed`` None draws from a copy of the stream, as it stands now.
    """

    request: int
    function: str
    shape: list[int]
    dtype: str
    seed: int | None = None
    max_cells: int = 512 * 512


@dataclass
class NodeDetails:
    """What only the kernel knows of a node: its formula and, for a custom Function, its source."""

    request: int
    node: int


@dataclass
class Edit:
    """One line of Python that changes a tensor by hand, refused when ``version`` is no longer the tensor's.

    ``code`` says ``{x}`` for the tensor; the kernel knows what it is called there: a name, or ``lab[17]``.
    """

    request: int
    tensor: int
    version: int
    code: str


@dataclass
class Drive:
    """The pace of the code that runs: ``how`` is ``run``, ``slow``, ``stop`` or ``step``; ``rest`` counts seconds."""

    how: str
    rest: float = 0.0


@dataclass
class GraphPart:
    """Some nodes and edges of the graph that was asked for, as it is shown at ``step``; the last part says so.

    A node is its id and what is seen of it, an edge its two ends and what is seen of it.
    """

    request: int
    step: int
    nodes: list[tuple[int, dict[str, Any]]]
    edges: list[tuple[int, int, dict[str, Any]]]
    is_last: bool


# -- kernel → window ------------------------------------------------------------------------------------------------


@dataclass
class Welcome:
    """The kernel's answer to Hello: who it is, and every operation's local rule as text."""

    protocol: int
    version: str
    python: str
    process: int
    rules: dict[str, str] = field(default_factory=dict)


@dataclass
class Trace:
    """The next stretch of the recording. ``seq`` counts batches from 0 without a gap."""

    seq: int
    batch: Batch


@dataclass
class CellBegan:
    """A cell or script starts; ``text`` is its source, known to the user as ``source`` (``In [3]``, ``script.py``).

    ``path`` is the script's file, or what it was run as; "" for a cell. Two files have two sources.
    """

    cell: int
    source: str
    text: str
    first_line: int
    path: str = ""


@dataclass
class CellEnded:
    """A cell or script is over, and every step of it has been sent: the batches up to ``seq``."""

    cell: int
    seq: int
    ok: bool


@dataclass
class Standing:
    """The code rests after this line of this source, and goes on when told or in a while; line 0: it goes on now."""

    source: str
    line: int


@dataclass
class Status:
    """What the status bar tells: facts that hold between cells."""

    grad_enabled: bool
    default_dtype: str
    seed: int
    waiting: bool = False


@dataclass
class Cells:
    """Answer to Slice and Draw: an array as raw bytes, C order; ``index`` is what was really read, after clipping."""

    request: int
    dtype: str
    shape: list[int]
    version: int
    values: bytes = b""

    def array(self) -> NDArray[Any]:
        """The cells as an array.

        Raises:
            ProtocolError: the bytes are not what dtype and shape say, or the dtype is no plain number.
        """
        try:
            dtype = np.dtype(self.dtype)
            if dtype.kind not in "biufc":
                raise ValueError(f"{self.dtype} is no type of numbers")
            return np.frombuffer(self.values, dtype).reshape(self.shape)
        except (TypeError, ValueError) as error:
            raise ProtocolError(f"cells that are not what they say: {error}") from error


@dataclass
class Details:
    request: int
    rule: str
    source: str


@dataclass
class Edited:
    """The line ran; ``undo`` is the line that puts the old values back, valid while ``version`` is the tensor's."""

    request: int
    code: str
    undo: str
    version: int = 0


@dataclass
class Pointed:
    """The user's code pointed at something: ``lab.select(x)``, ``lab.show(x)``, ``lab.explain(a, b)``."""

    what: str
    tensors: list[int]


@dataclass
class GraphWanted:
    """The user's code asks which graph is shown, and waits for the answer: ``lab.graph()``."""

    request: int


@dataclass
class Refused:
    """A request that could not be met. ``reason`` is one of ``gone``, ``changing``, ``conflict``, ``error``."""

    request: int
    reason: str
    message: str


Message = (
    Hello
    | Acknowledge
    | Resync
    | Slice
    | Draw
    | NodeDetails
    | Edit
    | Drive
    | GraphPart
    | Welcome
    | Trace
    | CellBegan
    | CellEnded
    | Standing
    | Status
    | Cells
    | Details
    | Edited
    | Pointed
    | GraphWanted
    | Refused
)

_TYPES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Hello,
        Acknowledge,
        Resync,
        Slice,
        Draw,
        NodeDetails,
        Edit,
        Drive,
        GraphPart,
        Welcome,
        Trace,
        CellBegan,
        CellEnded,
        Standing,
        Status,
        Cells,
        Details,
        Edited,
        Pointed,
        GraphWanted,
        Refused,
    )
}


def encode(message: Message) -> tuple[dict[str, Any], list[bytes]]:
    """The JSON part and the raw buffers of a message."""
    kind = type(message).__name__
    if isinstance(message, Trace):
        batch = message.batch
        head = {
            "seq": message.seq,
            "first_step": batch.first_step,
            "texts": batch.texts,
            "rows": {name: len(table) for name, table in batch.tables.items()},
        }
        raw = [batch.tables[name].tobytes() for name in TABLES]
        return {"type": kind, **head}, [*raw, batch.dims.tobytes(), batch.floats.tobytes(), batch.blob]
    data = asdict(message)
    buffers = [data.pop("values")] if isinstance(message, Cells) else []
    return {"type": kind, **data}, buffers


def decode(data: dict[str, Any], buffers: Sequence[Any]) -> Message:
    """The message that these parts are.

    Raises:
        ProtocolError: it is none of this protocol, or its buffers don't fit what it says.
    """
    try:
        kind = _TYPES[data["type"]]
        values = {key: value for key, value in data.items() if key != "type"}
        if kind is Trace:
            return _decode_trace(values, buffers)
        if kind is Cells:
            values["values"] = bytes(buffers[0])
        message = kind(**{f.name: values[f.name] for f in fields(kind) if f.name in values})
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ProtocolError(f"not a message of {TARGET}: {error}") from error
    return message  # type: ignore[no-any-return]


def _decode_trace(values: dict[str, Any], buffers: Sequence[Any]) -> Trace:
    *raw, dims, floats, blob = buffers
    tables = {}
    for (name, columns), buffer in zip(TABLES.items(), raw, strict=True):
        rows = np.frombuffer(buffer, np.int64).reshape(values["rows"][name], len(columns))
        # Each column in one piece, as whoever takes it in reads and keeps it.
        tables[name] = np.asfortranarray(rows)
    batch = Batch(
        int(values["first_step"]),
        tables,
        np.frombuffer(dims, np.int64),
        np.frombuffer(floats, np.float64),
        [str(text) for text in values["texts"]],
        bytes(blob),
    )
    return Trace(int(values["seq"]), batch)
