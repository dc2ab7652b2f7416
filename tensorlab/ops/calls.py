"""A call of an operation, written out as source once: when the operation is first called.

Nearly all calls are plain: tensors of one type, nothing to promote, no ``out=``. What such a call does is known as soon
as the operation is declared, so that it can stand in one function that looks nothing up and calls nothing of its own.
All else is left to the operation itself, which takes the arguments as they come: see ``Op.general``.

For ``mm``, the product of two matrices, the function reads::

    def mm(input=MISSING, mat2=MISSING, *_rest, out=None, **_named):
        if _rest or _named or out is not None: return general({'input': input, 'mat2': mat2}, _rest, out, _named)
        if not isinstance(input, Tensor) or not isinstance(mat2, Tensor): return general(…)
        _memory0 = input._raw
        if _memory0.__class__ is not ndarray: _memory0 = input._array
        …
        try: _array = run_quietly(function, _memory0, _memory1)
        except Exception: return general(…)
        …
        _made = new(Tensor)
        _made._raw, _made.shape, _made.dtype, _made._base_tensor = _array, SIZES[_array.shape], _dtype, None
        _edge0 = input._edge
        _edge1 = mat2._edge
        _node = None
        if (_edge0 is not None or _edge1 is not None) and is_enabled():
            …
            _node = node_class()
            _node.ends = (_edge0, _edge1,)
            …
        _made._edge = _node
        if events.tracer is not None: events.tracer.operated('mm', names, (input, mat2, ), (_made,), _node)
        return _made
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab import dtypes, events
from tensorlab._tensor import Tensor
from tensorlab.dtypes import sizes
from tensorlab.graph import node as graph
from tensorlab.graph.mode import deriving, enabled, is_deriving, run_quietly
from tensorlab.graph.node import INDIRECT, NOTHING, RECORDED, UNASKED, ViewEdge, edge_of
from tensorlab.layouts import is_unusual
from tensorlab.ops.histories import stand_by
from tensorlab.ops.plans import RESULT, SCALARS, Array, OpNode, Plan, dtype_of

if TYPE_CHECKING:
    from tensorlab.ops.table import Op, Pointwise

MISSING = object()
"""Stands where a call has given no argument."""

_FOLDER = Path(__file__).parent

OPERATORS = {np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul, np.negative: operator.neg}
"""Python's operators, with which numpy scalars are several times as fast as with ufuncs."""


class _Constants(dict[tuple[Any, dtypes.dtype], Array]):
    """Python numbers as 0-d arrays of a type; the usual ones are kept."""

    __slots__ = ()

    def __missing__(self, key: tuple[Any, dtypes.dtype]) -> Array:
        number, dtype = key
        made = np.array(number, dtype.numpy)
        # 0 is made each time: -0.0 == 0.0, so that one could stand for the other.
        if number and len(self) < 1000:
            self[key] = made
        return made


_KNOWN: dict[str, Any] = {
    "ARRAYS": frozenset({np.ndarray, *SCALARS}),
    "INDIRECT": INDIRECT,
    "MISSING": MISSING,
    "NOTHING": NOTHING,
    "NUMBERS": frozenset({float, int}),
    "RECORDED": RECORDED,
    "SCALARS": SCALARS,
    "Tensor": Tensor,
    "UNASKED": UNASKED,
    "ViewEdge": ViewEdge,
    "bfloat16": dtypes.bfloat16,
    "boolean": dtypes.bool,
    "CONSTANTS": _Constants(),
    "dtype_of": dtype_of,
    "edge_of": edge_of,
    "float32": dtypes.float32,
    "float64": dtypes.float64,
    "events": events,
    "is_deriving": is_deriving,
    "is_enabled": enabled.get,
    "is_unusual": is_unusual,
    "ndarray": np.ndarray,
    "new": object.__new__,
    "next_moment": graph.next_moment,
    "graph": graph,
    "run_quietly": run_quietly,
    "SIZES": sizes,
    "stand_by": stand_by,
}


def _tuple(parts: list[str]) -> str:
    return f"({''.join([f'{part}, ' for part in parts])})"


def _made_of(shape: str, dtype: str, base: str) -> list[str]:
    """The tensor around the array."""
    return [
        "_made = new(Tensor)",
        f"_made._raw, _made.shape, _made.dtype, _made._base_tensor = _array, {shape}, {dtype}, {base}",
    ]


def _is_indirect(place: int, name: str) -> str:
    """Whether an edge slot holds no edge, or that of a view whose memory may have been written to since."""
    edge = f"_edge{place}"
    is_late = f"{edge}.__class__ is not tuple and {edge}.moment < graph.last_write"
    return f"({edge}.__class__ in INDIRECT or {name}._base_tensor is not None and {is_late})"


class Call:
    """Writes the call of an operation, part by part.

    Attributes:
        op: computes.
        recorder: has the node: the same, or its overload for Python numbers.
        known: what the written function uses, by name.
        leave: the statement with which the function leaves a call that is not plain to somebody else.
        handed_on: the plain arguments that the function takes.
    """

    def __init__(self, op: Op, recorder: Op | None = None) -> None:
        self.op = op
        self.recorder = recorder or op
        self.known = {**_KNOWN, "op": op, "function": op.function, "node_class": self.recorder.node}
        given = ", ".join([f"{name!r}: {name}" for name in op.parameters])
        self.leave = f"return general({{{given}}}, _rest, out, _named)"
        self.handed_on: tuple[str, ...] = op.rest

    def written(self, general: Callable[..., Any]) -> Callable[..., Any]:
        """The call as a function of the operation's own parameters; ``general`` does what is not plain."""
        self.prepare(lambda call: call.written(general))
        self.known.update({f"_default_{name}": default for name, default in self.op.defaults.items()}, general=general)
        parameters = [f"{n}=_default_{n}" if n in self.op.defaults else f"{n}=MISSING" for n in self.op.parameters]
        unusual = [
            "_rest",
            "_named",
            "out is not None",
            *[f"{name} is MISSING" for name in self.op.rest if name not in self.op.defaults],
        ]
        lines = [f"if {' or '.join(unusual)}: {self.leave}", *self.body()]
        return self._compiled(", ".join([*parameters, "*_rest", "out=None", "**_named"]), lines)

    def written_as_operator(self, otherwise: Callable[..., Any]) -> Callable[..., Any]:
        """The call as a function of the operands alone."""
        self.prepare(lambda call: call.written_as_operator(otherwise))
        self.known.update(self.op.defaults, otherwise=otherwise)
        operands = ", ".join(self.op.operands)
        self.leave = f"return otherwise({operands})"
        self.handed_on = ()
        return self._compiled(operands, self.body())

    def written_directly(self) -> Callable[..., Any]:
        """The call as a function of all parameters, each in its place, for operations that are made of this one."""
        self.prepare(lambda call: call.written_directly())
        context = ", ".join([f"{name!r}: {name}" for name in self.op.rest])
        self.leave = f"return op.run_or_refuse({_tuple([*self.op.operands])}, {{{context}}})"
        return self._compiled(", ".join(self.op.parameters), self.body())

    def _compiled(self, parameters: str, lines: list[str]) -> Callable[..., Any]:
        name = self.op.name
        source = f"def {name}({parameters}):\n    " + "\n    ".join(lines)
        # A file of this folder, so that nobody takes it for the user's code.
        exec(compile(source, str(_FOLDER / f"<{name}>"), "exec"), self.known)
        function: Callable[..., Any] = self.known[name]
        function.__doc__ = self.op.__doc__
        return function

    def prepare(self, write: Callable[[Call], Callable[..., Any]]) -> None:
        """Write what else the call needs."""

    # -- the parts ----------------------------------------------------------------------------------------------------

    def body(self) -> list[str]:
        """All that comes after the arguments have their names."""
        return [*self.check(), *self.computation(), *self.wrapping(), *self.recording(), *self.news()]

    def check(self) -> list[str]:
        """The operands are tensors."""
        refused = [
            f"{name} is not None and not isinstance({name}, Tensor)"
            if self._is_optional(name)
            else f"not isinstance({name}, Tensor)"
            for name in self.op.operands
        ]
        if "dtype" in self.op.rest:
            refused.append("dtype is not None")
        return [f"if {' or '.join(refused)}: {self.leave}"]

    def _is_optional(self, operand: str) -> bool:
        return operand in self.op.optional

    def memory(self) -> list[str]:
        """The operands as arrays."""
        return [line for place, name in enumerate(self.op.operands) for line in self._memory_of(place, name)]

    def _memory_of(self, place: int, name: str) -> list[str]:
        if self._is_optional(name):
            return [f"_memory{place} = None if {name} is None else {name}._array"]
        return [
            f"_memory{place} = {name}._raw",
            f"if _memory{place}.__class__ is not ndarray: _memory{place} = {name}._array",
        ]

    def _memories(self) -> list[str]:
        return [f"_memory{place}" for place in range(len(self.op.operands))]

    def arguments(self) -> str:
        """What the declared function is called with."""
        given = dict(zip(self.op.operands, self._memories(), strict=True))
        return ", ".join([given.get(name, name) for name in self.op.parameters])

    def computation(self) -> list[str]:
        return [
            *self.memory(),
            f"try: _array = run_quietly(function, {self.arguments()})",
            # Another call is inside numpy's context already, or the function has refused.
            f"except Exception: {self.leave}",
        ]

    def wrapping(self) -> list[str]:
        """A tensor around the result, where that is one array of the first operand's type."""
        context = "{" + ", ".join([f"{name!r}: {name}" for name in self.op.rest]) + "}"
        finished = f"return op.finish({_tuple([*self.op.operands])}, {context}, _array)"
        return [
            f"_dtype = {self.op.operands[0]}.dtype",
            "if _array.__class__ not in ARRAYS or _array.dtype is not _dtype.numpy or _dtype is bfloat16: " + finished,
            *_made_of("SIZES[_array.shape]", "_dtype", "None"),
        ]

    def recording(self) -> list[str]:
        """The node, where one of the operands takes a gradient."""
        sources = [(place, name) for place, name in self._takers() if name is not None]
        if not sources:
            return ["_made._edge = _node = None"]
        lines = [line for place, name in sources for line in self._edge_of(place, name)]
        wanted = " or ".join([f"_edge{place} is not None" for place, _ in sources])
        condition = f"({wanted}){self.condition}" if len(sources) > 1 else wanted
        lines += ["_node = None", f"if {condition} and is_enabled():"]
        for place, name in sources:
            asks = f"_edge{place} is not None and " if len(sources) > 1 else ""
            lines += [f"    if _edge{place} is UNASKED: _edge{place} = {name}"]
            lines += [f"    elif {asks}{_is_indirect(place, name)}:", f"        _edge{place} = edge_of({name})"]
            # Asked for a gradient that goes nowhere.
            lines += [f"        if _edge{place} is None: {self.leave}"]
        lines += [f"    {line}" for line in self.node([place for place, _ in sources])]
        return [*lines, "_made._edge = _node"]

    condition = " and _dtype.is_floating_point"
    """What else must hold for a node to be made where one of several operands asks for a gradient."""

    def _takers(self) -> list[tuple[int, str | None]]:
        """Place and name of what edges stand for; no name where no gradient goes."""
        names = self.recorder.operands
        return [(place, names[place] if has_rule else None) for place, has_rule in self.recorder.takers]

    def _edge_of(self, place: int, name: str) -> list[str]:
        return [
            f"_edge{place} = {name}._edge" + (f" if {name} is not None else None" if self._is_optional(name) else "")
        ]

    def node(self, sources: list[int], facts: str = "") -> list[str]:
        """Making the node."""
        edges = _tuple([f"_edge{place}" if name is not None else "None" for place, name in self._takers()])
        return [
            "_node = node_class()",
            f"_node.ends = {edges}",
            *self._plan(sources),
            f"_node.metas, _node.facts = {self.metas()}, {facts or self._facts()}",
            "_node.moment = next_moment()",
        ]

    def _plan(self, sources: list[int]) -> list[str]:
        """The plan, and what it wants saved."""
        takers = [place for place, _ in self._takers()]

        def plan_for(*wanted: int) -> Any:
            return self.recorder.plan_for(tuple([place in wanted for place in takers]))

        if len(sources) == 1:
            return [self._following("plan", plan_for(*sources))]
        if len(sources) == 2:
            first, second = sources
            return [
                f"if _edge{second} is None: {self._following('first', plan_for(first))}",
                f"elif _edge{first} is None: {self._following('second', plan_for(second))}",
                f"else: {self._following('both', plan_for(first, second))}",
            ]
        wanted = _tuple([f"_edge{place} is not None" if place in sources else "False" for place in takers])
        keep = f"_plan.keep({_tuple([*self.op.operands, '_array'])})"
        return [
            f"_node.plan = _plan = op.plan_for({wanted})",
            f"_node.saved = NOTHING if _plan.keep is None else {keep}",
        ]

    def _following(self, name: str, plan: Plan) -> str:
        """The node follows this plan, and saves what it wants."""
        self.known[name] = plan
        parts = ["_array" if kind == RESULT else self.op.operands[place] for _, kind, place in plan.saved]
        saved = "NOTHING" if not parts else parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
        return f"_node.plan, _node.saved = {name}, {saved}"

    def metas(self) -> str:
        """Shape and type of what edges stand for."""
        shown = []
        for place, _ in self.recorder.takers:
            name = self.op.operands[place]
            one = f"({name}.shape, {name}.dtype)"
            shown.append(f"None if {name} is None else {one}" if self._is_optional(name) else one)
        return _tuple(shown)

    def _facts(self) -> str:
        recorder = self.recorder
        if not self.handed_on and all(place < 0 for _, place, _ in recorder.origins):
            self.known["facts"] = tuple([self.op.defaults[name] for name, *_ in recorder.origins])
            return "facts"
        return _tuple([n if place < 0 else f"{recorder.operands[place]}.{what}" for n, place, what in recorder.origins])

    def news(self) -> list[str]:
        """To whoever listens."""
        self.known["names"] = self.op.operands
        told = f"events.tracer.operated({self.op.name!r}, names, {_tuple([*self.op.operands])}, (_made,), _node"
        told += ", True)" if self.op.shares else ")"
        return [f"if events.tracer is not None: {told}", "return _made"]


class GeneralCall(Call):
    """A call that is never plain: of what gives several tensors, and of what begins with an operand left out."""

    def body(self) -> list[str]:
        return [self.leave]


class ViewCall(Call):
    """The call of what looks at its operand's memory: the tensor made knows its base."""

    def check(self) -> list[str]:
        return [f"if not isinstance({self.op.operands[0]}, Tensor): {self.leave}"]

    def computation(self) -> list[str]:
        source = self.op.operands[0]
        return [
            *self.memory(),
            f"try: _array = function({self.arguments()})",
            "except (RuntimeError, IndexError):",
            # Whether a write has spoilt the operand is looked at before anything else.
            f"    if {source}._edge is not None and is_enabled(): edge_of({source})",
            "    raise",
        ]

    def wrapping(self) -> list[str]:
        source = self.op.operands[0]
        retyped = [f"if _array.dtype is not _dtype.numpy: _dtype = dtype_of(_array, ({source},))"]
        if "dtype" not in self.op.parameters:
            retyped = []
        return [
            f"_dtype = {source}.dtype",
            *retyped,
            f"_base = {source}._base_tensor",
            f"if _base is None: _base = {source}",
            *_made_of("SIZES[_array.shape]", "_dtype", "_base"),
        ]

    def recording(self) -> list[str]:
        source = self.op.operands[0]
        lines = ["_made._edge = _node = None"]
        if self.op.rules:
            lines += [
                f"_edge0 = {source}._edge",
                "if _edge0 is not None and is_enabled():",
                "    _origin = RECORDED",
                f"    if _edge0 is UNASKED: _edge0 = {source}",
                f"    elif {_is_indirect(0, source)}:",
                f"        _origin, _edge0 = {source}._origin, edge_of({source})",
                *[f"    {line}" for line in self.node([0])],
                "    _made._edge = _node",
                "    if _origin is not RECORDED:",
                "        _made._edge = ViewEdge(_node, _base, _array, _origin, _node.moment)",
            ]
        return [
            *lines,
            f"if _node is None: stand_by(_base, _made, {source})",
            f"_own_counter = {source}._own_counter",
            "if _own_counter is not None: _made._own_counter = _own_counter",
        ]

    def written_as_link(self) -> Callable[..., OpNode]:
        """The node alone, as a function of the edge, of the operand's shape and of the plain arguments.

        What is made of a view at once, as in ``x[0, 2:]``, needs no tensor for the view, which nobody sees.
        """
        sizes = [name for name, place, what in self.op.origins if what == "shape"]
        parameters = ["_edge0", *sizes, *self.op.rest]
        facts = _tuple([name for name, *_ in self.op.origins])
        self.known["op"] = self.op
        lines = [*self.node([0], facts), "return _node"]
        return self._compiled(", ".join(parameters), lines)

    def _plan(self, sources: list[int]) -> list[str]:
        """The plan, unless the operand asks for a gradient that goes nowhere."""
        (followed,) = super()._plan(sources)
        nowhere = self._following("nowhere", self.recorder.plan_for((False,)))
        return [f"if _edge0 is not None: {followed}", f"else: {nowhere}"]

    def metas(self) -> str:
        return "None"


class PointwiseCall(Call):
    """The call of what works element by element: on floats of one type, and on a Python number as the second operand.

    Where Python numbers have a node of their own, a second function is the call by a number.
    """

    op: Pointwise
    condition = ""

    def __init__(self, op: Pointwise, recorder: Op | None = None) -> None:
        super().__init__(op, recorder)
        self.known |= {"ufunc": op.ufunc, "operator": OPERATORS.get(op.ufunc), "asarray": np.asarray}
        self._by_number = recorder is not None
        self._may_be_number = len(op.operands) == 2 and op.operands[1] in op.takes_numbers
        self._tensors = [op.operands[0]] if self._by_number else [*op.operands]

    def prepare(self, write: Callable[[Call], Callable[..., Any]]) -> None:
        overload = dict(self.op.overloads).get(1)
        if overload is not None and self._may_be_number and not self._by_number:
            self.known["by_number"] = write(PointwiseCall(self.op, overload))
        elif self.op.by_scalar is not None and not self._by_number:
            self.known |= {"by_scalar": write(PointwiseCall(self.op, self.op.by_scalar)), "deriving": deriving}

    def body(self) -> list[str]:
        if self.op.promoting or self.op.operands[0] in self.op.constants:
            return [self.leave]
        return super().body()

    def check(self) -> list[str]:
        """The operands are floats of one type; whether they are of one shape, too."""
        op = self.op
        first, *others = op.operands
        lines = [] if self._by_number else [f"if not isinstance({first}, Tensor): {self.leave}"]
        if "by_number" in self.known:
            lines += self._pass_on(others[0])
        lines += [f"_dtype, _shape = {first}.dtype, {first}.shape"]
        lines += [f"if _dtype is not float32 and _dtype is not float64: {self.leave}"]
        if self._may_be_number:
            return [*lines, *self._check_second(others[0])]
        for name in others:
            of_type = "" if name in op.constants else f" or {name}.dtype is not _dtype"
            lines += [f"if not isinstance({name}, Tensor){of_type}: {self.leave}"]
        same = " and ".join([f"({name}.shape is _shape or {name}.shape == _shape)" for name in others])
        return [*lines, f"_is_same = {same or True}"]

    def _check_second(self, name: str) -> list[str]:
        kept = f"CONSTANTS[{name}, _dtype]" + ("" if self.op.ufunc is None else f" if _shape else {name}")
        number = f"_memory1, _edge1, _is_same = {kept}, None, True"
        if self._by_number:
            return [number]
        tensor = [
            f"if {name}.dtype is not _dtype: {self.leave}",
            f"_edge1, _is_same = {name}._edge, {name}.shape is _shape or {name}.shape == _shape",
            *self._memory_of(1, name),
        ]
        if "by_number" in self.known:
            return tensor
        scalar = "by_scalar" in self.known
        return [
            f"if isinstance({name}, Tensor):",
            *[f"    {line}" for line in tensor],
            f"elif {name}.__class__ not in NUMBERS: {self.leave}",
            *([f"elif deriving and is_deriving(): return by_scalar({self._given(name)})"] if scalar else []),
            f"else: {number}",
        ]

    def _pass_on(self, name: str) -> list[str]:
        """A number as the second operand is for the other function."""
        return [
            f"if not isinstance({name}, Tensor):",
            f"    if {name}.__class__ not in NUMBERS: {self.leave}",
            f"    return by_number({self._given(name)})",
        ]

    def _given(self, name: str) -> str:
        """The arguments handed on, the second operand by this name."""
        return ", ".join([self.op.operands[0], name, *[f"{rest}={rest}" for rest in self.handed_on]])

    def _edge_of(self, place: int, name: str) -> list[str]:
        return [] if place and self._may_be_number else super()._edge_of(place, name)

    def memory(self) -> list[str]:
        operands = self.op.operands[:1] if self._may_be_number else self.op.operands
        return [line for place, name in enumerate(operands) for line in self._memory_of(place, name)]

    def _memory_of(self, place: int, name: str) -> list[str]:
        """Ufuncs take numpy scalars, too; what else is declared gets arrays."""
        return super()._memory_of(place, name)[: 1 if self.op.ufunc is not None else 2]

    def computation(self) -> list[str]:
        lines = [*self.memory(), *self._layout()]
        if self.op.check is not None and self.op.ufunc is None:
            lines += [f"op.look_over({_tuple([*self.op.operands])}, _dtype)"]
        lines += [f"try: _array = {self._computed()}"]
        # Shapes that do not fit are a ValueError of numpy's.
        lines += [f"except (RuntimeError, ValueError): {self.leave}"]
        if self.op.gives == "bool":
            lines += ["if _array.__class__ is not ndarray: _array = asarray(_array)"]
        elif self.op.ufunc is None:
            lines += ["if _array.__class__ not in ARRAYS or _array.dtype is not _dtype.numpy:"]
            lines += ["    _array = asarray(_array).astype(_dtype.numpy)"]
        return lines

    def _layout(self) -> list[str]:
        """Where operands do not stand row by row in memory, theirs is the order of the result."""
        if len(self._tensors) == 1 and self.op.ufunc is not None:
            return []
        unlike = [f"is_unusual(_memory{place})" for place in range(len(self._tensors))]
        stretched = f" or not _is_same and ({' or '.join(unlike)})" if len(unlike) > 1 else ""
        return [f"if _shape and not _memory0.flags.c_contiguous and len(_shape) > 1{stretched}: {self.leave}"]

    def _computed(self) -> str:
        declared = f"run_quietly(function, {self.arguments()})"
        if self.op.ufunc is None:
            return declared
        quickest = "ufunc if _shape else operator" if self.op.ufunc in OPERATORS else "ufunc"
        ready = f"run_quietly({quickest}, {', '.join(self._memories())})"
        usual = " and ".join([f"{name} is _default_{name}" for name in self.handed_on])
        return f"{ready} if {usual} else {declared}" if usual else ready

    def wrapping(self) -> list[str]:
        dtype = "boolean" if self.op.gives == "bool" else "_dtype"
        lines = ["if not _is_same: _shape = SIZES[_array.shape]"]
        if self.op.ufunc is None:
            lines = ["if not _is_same or _array.shape != _shape: _is_same, _shape = False, SIZES[_array.shape]"]
        elif len(self._tensors) == 1:
            lines = []
        return [
            *lines,
            *_made_of("_shape", dtype, "None"),
        ]

    def recording(self) -> list[str]:
        return ["_made._edge = _node = None"] if self.op.gives == "bool" else super().recording()

    def metas(self) -> str:
        is_ufunc_of_one = len(self._tensors) == 1 and self.op.ufunc is not None
        return "None" if is_ufunc_of_one else f"None if _is_same else {super().metas()}"
