"""One declaration makes an operation: a numpy function for its value, and a rule for the gradient of each operand.

::

    @pointwise(input=lambda g, other: g * other, other=lambda g, input: g * input)
    def mul(input, other):
        return np.multiply(input, other)

The names of a rule's parameters are what the node saves, and nothing else is saved: an operand by its name, the output
as ``result``; ``input_sizes`` and ``input_dtype`` and the plain arguments (``dim``, ``keepdim``) hold no memory. A
rule is written with tensor operations, so that it can be differentiated again.

What every operation shares happens here, once: binding arguments, promotion, broadcasting, recording the node. Plain
calls, which are nearly all, do the same in one function each, which :mod:`tensorlab.ops.calls` writes. What the node
runs and keeps is in :mod:`tensorlab.ops.plans`, in-place and ``out=`` forms in :mod:`tensorlab.ops.writing`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.dtypes import Rank, Size, sizes
from tensorlab.explain.shapes import broadcast
from tensorlab.graph import node as graph
from tensorlab.graph.inference import refuse_inferred
from tensorlab.graph.mode import enabled, is_deriving, quietly
from tensorlab.graph.node import NOTHING, Edge, Node, Origin, ViewEdge, edge_of, short_name
from tensorlab.layouts import kept, laid_out, needs_layout
from tensorlab.ops._attributes import DERIVED, shown_name
from tensorlab.ops.calls import MISSING, Call, GeneralCall, PointwiseCall, ViewCall
from tensorlab.ops.histories import remember, unrecorded_origin
from tensorlab.ops.plans import (
    FLOATS,
    OPERAND,
    RESULT,
    SCALARS,
    TABLE,
    Applied,
    Array,
    Itself,
    ManyNode,
    OpNode,
    Plan,
    Rule,
    dtype_of,
    fit,
    is_tracked,
    raw_window,
    runs_on_arrays,
    window,
)
from tensorlab.ops.writing import CASTING, check_apart, check_can_hold, into

_new: Callable[[type], Any] = object.__new__
_next_moment = graph.next_moment

_SEVERAL = frozenset({tuple, list})
_NUMBERS = (bool, int, float, np.generic)


class Op:
    """An operation, ready to be called with tensors.

    Attributes:
        name: as the user calls it, ``mul``.
        title: its node's name without the ending, ``Mul``.
        rules: operand → (rule, names of what it needs).
        optional: operands that may be None, as their annotations say.
        casts_out: whether ``out=`` may have any type that can hold the result, or must have the type of the result.
        shown: what its rules need, and what PyTorch calls that; empty where PyTorch shows nothing of the kind.
    """

    promoting: tuple[str, ...] = ()
    by_scalar: Op | None = None
    casts_out = False

    def __init__(
        self,
        function: Callable[..., Any],
        rules: dict[str, Rule | None],
        *,
        name: str = "",
        node: str = "",
        operands: Sequence[str] = ("input",),
        constants: Sequence[str] = (),
        shares: bool = False,
        results: Sequence[str] = ("result",),
        strict_out: bool = False,
    ) -> None:
        self.function = function
        for rule in rules.values():
            if isinstance(rule, Itself):
                rule.stand_for(self)
        self.strict_out = strict_out
        self.name = name or function.__name__.rstrip("_")
        self.casts_out |= self.name in CASTING
        self.__doc__ = function.__doc__
        self.__name__ = self.name
        parameters = inspect.signature(function).parameters
        known = {*operands, *rules, *constants}
        self.operands = tuple([name for name in parameters if name in known])
        self.constants = frozenset(constants)
        self.optional = frozenset([n for n in self.operands if "None" in str(parameters[n].annotation)])
        self.rules = {key: (rule, _parameters(rule)) for key, rule in rules.items() if rule is not None}
        self.is_many = any(_first_parameter(rule) == "gs" for rule in rules.values() if rule is not None)
        self.shares = shares
        self.results = tuple(results)
        self.source: dict[str, tuple[int, int]] = {n: (OPERAND, i) for i, n in enumerate(self.operands)}
        self.source.update({n: (RESULT, i) for i, n in enumerate(self.results)})
        self.savable = {name for _, names in self.rules.values() for name in names if name in self.source}
        named = dict.fromkeys([name for _, names in self.rules.values() for name in names])
        self.facts = tuple([name for name in named if name not in self.source])
        self.origins = [(name, *self._origin(name)) for name in self.facts]
        node_name = node or f"{self.name.title().replace('_', '')}Backward0"
        self.title = short_name(node_name)
        base = ManyNode if self.is_many else OpNode
        self.shown = {name: shown_name(name, node_name) for name in (*self.savable, *self.facts)}
        shown: dict[str, Any] = {f"_saved_{title}": window(name) for name, title in self.shown.items() if title}
        raw = {f"_raw_saved_{self.shown[name]}": raw_window(name) for name in self.savable if self.shown[name]}
        shown |= raw | {name: property(derived) for name, derived in DERIVED.get(node_name, {}).items()}
        shown |= {
            "__slots__": (),
            "__module__": "builtins",
            "__doc__": function.__doc__,
            "op": self,
            "makes_view": shares,
        }
        self.node = type(node_name, (base,), shown)
        self.takers = [(i, n in self.rules) for i, n in enumerate(self.operands) if n not in self.constants]
        self._plans: dict[tuple[bool, ...], Plan] = {}
        self.parameters = tuple(parameters)
        self.defaults = {p.name: p.default for p in parameters.values() if p.default is not p.empty}
        self.rest = tuple([name for name in parameters if name not in self.operands])
        self.leads = self.parameters[: len(self.operands)] == self.operands
        self.usual = {name: self.defaults.get(name, MISSING) for name in self.rest}
        TABLE.setdefault(node_name, self)

    def _origin(self, name: str) -> tuple[int, str]:
        """Where a fact comes from: a plain argument, or ``input_sizes``, ``input_dtype`` of an operand."""
        operand, _, what = name.rpartition("_")
        attribute = {"sizes": "shape", "dtype": "dtype", "strides": "_strides", "offset": "_offset"}.get(what)
        return (self.operands.index(operand), attribute) if operand in self.operands and attribute else (-1, "")

    def overload(self, operands: Sequence[Any]) -> Op:
        """The operation that records these operands: itself, unless :attr:`Pointwise.overloads` say otherwise."""
        return self

    def edges(self, operands: Sequence[Any]) -> list[Edge | None] | None:
        """Where the gradients of the operands go, None for those that take none; nothing if none asks for one."""
        found: list[Edge | None] = []
        is_asked = False
        for place, has_rule in self.takers:
            operand = operands[place]
            edge = operand._edge if has_rule and isinstance(operand, Tensor) else None
            if edge is not None:
                is_asked = True
                edge = edge_of(operand)
            found.append(edge)
        return found if is_asked else None

    # -- calling ------------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call(*args, **kwargs)

    @cached_property
    def call(self) -> Callable[..., Any]:
        """The operation as a function."""
        return self.writer(self).written(self.general)

    @cached_property
    def direct(self) -> Callable[..., Any]:
        """The same, of all parameters in their order, for operations that are made of this one."""
        return self.writer(self).written_directly()

    @cached_property
    def link(self) -> Callable[..., OpNode]:
        """The node of a view alone, for views that are made of it at once: see :meth:`ViewCall.written_as_link`."""
        return ViewCall(self).written_as_link()

    @property
    def writer(self) -> type[Call]:
        """What writes the call."""
        if self.is_many or self.operands[0] in self.optional:
            return GeneralCall
        return ViewCall if self.shares else Call

    def general(self, given: dict[str, Any], rest: tuple[Any, ...], out: Any, named: dict[str, Any]) -> Any:
        """A call that is not plain, from its arguments by name, those too many, and those with other names."""
        values = self.sorted_in({name: value for name, value in given.items() if value is not MISSING}, rest, named)
        operands = tuple([values.pop(name) for name in self.operands])
        made = self.run_or_refuse(operands, values)
        if out is None:
            return made
        if self.strict_out:
            check_apart(out, operands)
        return into(out, made, self.name, self.casts_out)

    def as_given(
        self, given: dict[str, Any], rest: tuple[Any, ...], out: Any, named: dict[str, Any], by_name: frozenset[str]
    ) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a call as the user may have written them: what has its default was left out."""
        left = {n: v for n, v in given.items() if v is not MISSING and v is not self.defaults.get(n, MISSING)}
        args = []
        for name in self.parameters:
            if name not in left or name in by_name:
                break
            args.append(left.pop(name))
        return [*args, *rest], {**left, **named, **({} if out is None else {"out": out})}

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """A value for each parameter."""
        count = len(self.parameters)
        given = dict(zip(self.parameters, args, strict=False))
        return self.sorted_in({**self.defaults, **given}, args[count:], kwargs)

    def sorted_in(self, values: dict[str, Any], rest: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The same from arguments by name, those too many, and those with other names.

        Raises:
            TypeError: too many arguments, too few, or of unknown names.
        """
        names = self.parameters
        if rest:
            takes = f"{len(names)} positional argument{'s' if len(names) > 1 else ''}"
            raise TypeError(f"{self.name}() takes {takes} but {len(names) + len(rest)} were given")
        for key, value in named.items():
            name = _SYNONYMS.get(key, key) if key not in names else key
            if name not in names:
                raise TypeError(f"{self.name}() got an unexpected keyword argument '{key}'")
            if name in values and values[name] is not self.defaults.get(name, MISSING):
                problem = "multiple values for argument" if key == name else "an unexpected keyword argument"
                raise TypeError(f"{self.name}() got {problem} '{key}'")
            values[name] = value
        for name in names:
            if name not in values:
                raise TypeError(f'{self.name}() missing 1 required positional arguments: "{name}"')
        if "dtype" in values:
            values["dtype"] = dtypes.chosen(self.name, values["dtype"])
        return values

    def run(self, operands: Sequence[Any], context: dict[str, Any]) -> Any:
        """Compute, and record what was computed."""
        arrays: list[Any] = []
        for operand in operands:
            if operand.__class__ is Tensor or isinstance(operand, Tensor):
                arrays.append(operand._array)
            elif operand is None:
                arrays.append(None)
            else:
                raise self.not_a_tensor(len(arrays), operand)
        if self.shares and not self.is_many:
            return self.call(*operands, **context)
        return self.finish(operands, context, self.compute(arrays, context), context.get("dtype"))

    def straight(self, target: Tensor, operands: Sequence[Any], context: dict[str, Any]) -> Callable[[], None] | None:
        """What computes the result straight into the target's memory; None where nothing can."""
        return None

    @property
    def gives_truth(self) -> bool:
        """Whether the results are truth values, which take no gradient."""
        return False

    def run_or_refuse(self, operands: Sequence[Any], context: dict[str, Any]) -> Any:
        """Compute and record; of several errors the one that PyTorch meets first."""
        try:
            return self.run(operands, context)
        except (RuntimeError, IndexError):
            # Whether a write has spoilt a view is looked at before anything else, where a gradient might go.
            if enabled.get() and self.rules and not self.gives_truth:
                self.edges(operands)
                if is_tracked(operands):
                    refuse_inferred([o for n, o in zip(self.operands, operands, strict=False) if n in self.savable])
            raise

    def refuse_types(self, operands: Sequence[Any], context: dict[str, Any]) -> None:
        """Raise where the operation takes no operands of these types."""

    def refuse_to_write(self, target: Tensor, operands: Sequence[Any]) -> None:
        """Raise where the target could not hold the result of these operands, which no kernel has computed."""

    def not_a_tensor(self, number: int, operand: Any) -> Exception:
        if isinstance(operand, complex):
            return dtypes.absent("complex64")
        name, given = (*self.operands, *self.promoting)[number], type(operand).__name__
        place = self.parameters.index(name) + 1
        return TypeError(f"{self.name}(): argument '{name}' (position {place}) must be Tensor, not {given}")

    def compute(self, arrays: Sequence[Any], context: dict[str, Any]) -> Any:
        if self.leads:
            return quietly(self.function, *arrays, **context)
        return quietly(self.function, **dict(zip(self.operands, arrays, strict=True)), **context)

    def finish(self, operands: Sequence[Any], context: dict[str, Any], result: Any, dtype: Any = None) -> Any:
        """Tensors around the result, the node behind them, and the news of it."""
        if result.__class__ in _SEVERAL or isinstance(result, tuple):
            return self._finish_many(operands, context, result, dtype)
        if result.__class__ is not np.ndarray and result.__class__ not in SCALARS:
            result = np.asarray(result)
        made = _new(Tensor)
        made.dtype = kind = dtype or dtype_of(result, operands)
        made._raw = result if kind is not dtypes.bfloat16 else dtypes.round_to_bfloat16(np.asarray(result))
        made.shape = sizes[result.shape]
        made._edge = made._base_tensor = node = None
        if self.rules and kind.is_floating_point and is_tracked(operands) and enabled.get():
            edges = self.edges(operands)
            if edges is not None:
                node = self.make_node(operands, edges, context, (made,))
                made._edge = (node, 0) if self.is_many else node
        if events.tracer is not None:
            self.tell(operands, (made,), node)
        return made

    def _finish_many(self, operands: Sequence[Any], context: dict[str, Any], result: Any, dtype: Any) -> Any:
        arrays = [np.asarray(one) for one in result]
        kinds = [dtype or dtype_of(array, operands) for array in arrays]
        if dtypes.bfloat16 in kinds and not self.shares:
            arrays = [dtypes.rounded(array, kind) for array, kind in zip(arrays, kinds, strict=True)]
        made = [wrap(array, kind) for array, kind in zip(arrays, kinds, strict=True)]
        node = self.record(operands, context, made)
        if self.shares:
            self._share(operands[0], made, node)
        if events.tracer is not None:
            self.tell(operands, made, node)
        return tuple(made)

    def tell(self, operands: Sequence[Any], made: Sequence[Tensor], node: Node | None) -> None:
        """The news of one execution, to whoever listens."""
        tracer = events.tracer
        if tracer is not None and not tracer.muted:
            tracer.operated(self.name, self.operands, operands, made, node, self.shares)

    # -- recording ----------------------------------------------------------------------------------------------------

    def record(self, operands: Sequence[Any], context: dict[str, Any], made: Sequence[Tensor]) -> Node | None:
        """The node of this execution where one is needed; the tensors made then point to it."""
        if not self.rules or not enabled.get():
            return None
        edges = self.edges(operands)
        if edges is None or not any(one.dtype.is_floating_point for one in made):
            return None
        node = self.make_node(operands, edges, context, made)
        for number, one in enumerate(made):
            if one.dtype.is_floating_point:
                one._edge = (node, number) if self.is_many else node
        return node

    def plan_for(self, wanted: tuple[bool, ...]) -> Plan:
        """The plan for this choice of operands that want a gradient."""
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = Plan(self, wanted)
        return plan

    def make_node(
        self, operands: Sequence[Any], edges: Sequence[Edge | None], context: dict[str, Any], made: Sequence[Tensor]
    ) -> OpNode:
        node: OpNode = self.node()
        node.edges = tuple(edges)
        node.plan = plan = self.plan_for(tuple([edge is not None for edge in edges]))
        node.metas = self._metas(operands)
        node.facts = self.fact_values(operands, context)
        node.saved = NOTHING if plan.keep is None else plan.keep((*operands, *map(_as_saved, made)))
        node.moment = graph.next_moment()
        if self.is_many:
            node.made = len(made)  # type: ignore[attr-defined]
        return node

    def _metas(self, operands: Sequence[Any]) -> tuple[tuple[Size, dtypes.dtype] | None, ...] | None:
        takers = [operands[place] for place, _ in self.takers]
        return tuple([(o.shape, o.dtype) if isinstance(o, Tensor) else None for o in takers])

    def fact_values(self, operands: Sequence[Any], context: dict[str, Any]) -> tuple[Any, ...]:
        """The plain arguments that rules use, and sizes and types of operands."""
        return tuple([context[n] if place < 0 else getattr(operands[place], what) for n, place, what in self.origins])

    def _share(self, source: Tensor, made: Sequence[Tensor], node: Node | None) -> None:
        """Views know their base; a tracked view is made anew when the base was written to."""
        base = source if source._base is None else source._base
        origin = Origin.ONE_OF_MANY if enabled.get() else unrecorded_origin()
        own = source._own_counter
        for number, view in enumerate(made):
            view._base_tensor = base
            if own is not None:
                view._own_counter = own
            if node is not None:
                view._edge = ViewEdge((node, number), base, view._array, origin, node.moment)
                continue
            view._unusual_origin = origin
            if view.dtype.is_floating_point:
                remember(base, view, origin)


def _as_saved(made: Tensor) -> Any:
    """An output with a place in the graph is saved as bare memory: its tensor would be a cycle."""
    return made._raw if made.dtype.is_floating_point else made


_SYNONYMS = {"axis": "dim", "keepdims": "keepdim", "self": "input", "x1": "input", "x2": "other", "x": "input"}


def _parameters(rule: Rule) -> tuple[str, ...]:
    if isinstance(rule, Applied):
        return rule.names
    return tuple(inspect.signature(rule).parameters)[1:]


def _first_parameter(rule: Rule) -> str:
    return "g" if isinstance(rule, Applied) else next(iter(inspect.signature(rule).parameters))


class Variadic(Op):
    """An operation on a sequence of tensors; its one rule gives a gradient for each, from ``(g, number, …)``."""

    def __call__(self, *args: Any, out: Any = None, **kwargs: Any) -> Any:
        values = self.bind(args, kwargs)
        made = self.run_or_refuse(list(values.pop("tensors")), values)
        return made if out is None else into(out, made, self.name, self.casts_out)

    def not_a_tensor(self, number: int, operand: Any) -> Exception:
        given = type(operand).__name__
        return TypeError(f"expected Tensor as element {number} in argument 0, but got {given}")

    def edges(self, operands: Sequence[Any]) -> list[Edge | None] | None:
        return [None if one._edge is None else edge_of(one) for one in operands] if is_tracked(operands) else None

    def tell(self, operands: Sequence[Any], made: Sequence[Tensor], node: Node | None) -> None:
        tracer = events.tracer
        if tracer is not None and not tracer.muted:
            names = ("tensors",) * len(operands)
            tracer.operated(self.name, names, operands, made, node, self.shares)

    def compute(self, arrays: Sequence[Any], context: dict[str, Any]) -> Any:
        return self.function(arrays, **context)

    def make_node(
        self, operands: Sequence[Any], edges: Sequence[Edge | None], context: dict[str, Any], made: Sequence[Tensor]
    ) -> OpNode:
        node: OpNode = object.__new__(self.node)
        node.edges = tuple(edges)
        node.metas = tuple([(o.shape, o.dtype) for o in operands])
        sizes = [o.shape for o in operands]
        node.facts = (*[sizes if name == "sizes" else context.get(name) for name in self.facts], *range(len(edges)))
        node.plan = _NumberedPlan(self, edges)
        node.saved = ()
        node.moment = graph.next_moment()
        return node


class _NumberedPlan(Plan):
    """One rule for all, told the number of its operand; the numbers stand behind the facts."""

    __slots__ = ()

    def __init__(self, op: Op, edges: Sequence[Edge | None]) -> None:
        rule, names = op.rules["tensors"]
        count = len(op.facts)
        places = [op.facts.index(name) for name in names if name != "number"]
        self.rules = tuple([None if e is None else (rule, (count + i, *places)) for i, e in enumerate(edges)])
        self.saved, self.keep, self.names, self.on_arrays, self.form = (), None, (), runs_on_arrays(rule), None
        self.derive = _each_by_number if self.on_arrays else OpNode.derive_on_tensors


def _each_by_number(node: OpNode, g: Any) -> list[Any]:
    found = [
        None if rule is None else rule[0](g, *[node.facts[place] for place in rule[1]]) for rule in node.plan.rules
    ]
    return found if node.metas is None else fit(found, node.metas)


class Pointwise(Op):
    """Element by element, with promotion and broadcasting.

    Attributes:
        gives: the kind of result: ``same`` as promoted, ``float`` (whole numbers become the default float), ``bool``.
        ufunc: does on floats what the body does at its defaults, with nothing in between; None where nothing does.
        overloads: (place, operation) of operands that make another node when they are Python numbers.
        by_scalar: what records in a rule, where the second operand is a Python number: a user's is a tensor to PyTorch.
        takes_numbers: operands that may be Python numbers.
        aside: operands whose type does not count in promotion where they are Python numbers.
        check: looks at the operands as they were given and at the promoted type, and raises where PyTorch does.
    """

    writer = PointwiseCall
    casts_out = True
    gives = "same"
    ufunc: Any = None
    overloads: tuple[tuple[int, Op], ...] = ()
    takes_numbers: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    check: Callable[[Sequence[Any], dtypes.dtype], None] | None = None

    @property
    def gives_truth(self) -> bool:
        return self.gives == "bool"

    def overload(self, operands: Sequence[Any]) -> Op:
        for place, other in self.overloads:
            if operands[place] is not None and not isinstance(operands[place], Tensor):
                return other
        if self.by_scalar is not None and is_deriving() and not isinstance(operands[1], Tensor):
            return self.by_scalar
        return self

    def run(self, operands: Sequence[Any], context: dict[str, Any]) -> Any:
        dtype = self._result_type(operands, context)
        numpy_dtype = dtype.numpy
        arrays: list[Any] = []
        for name, operand in zip(self.operands, operands, strict=True):
            if isinstance(operand, Tensor):
                array = operand._array
                keeps = array.dtype == numpy_dtype or name in self.constants
                arrays.append(array if keeps else kept(array, numpy_dtype))
            else:
                arrays.append(None if operand is None else np.array(operand).astype(numpy_dtype))
        result = self.compute_broadcast(operands, arrays, context)
        if self.gives == "bool":
            dtype = dtypes.bool
        elif result.dtype != numpy_dtype:
            result = result.astype(numpy_dtype)
        if result.ndim > 1:
            # As they were given: to be as another type, none has moved in memory.
            given = [operand._array for operand in operands if isinstance(operand, Tensor)]
            if needs_layout(given):
                result = laid_out(result, given, len(given) == len(operands))
        return self.overload(operands).finish(operands, context, result, dtype)

    def _result_type(self, operands: Sequence[Any], context: dict[str, Any], check: Any = None) -> dtypes.dtype:
        check = check or self.look_over
        dtype = operands[0].dtype if not self.promoting and isinstance(operands[0], Tensor) else None
        if dtype in FLOATS and all(isinstance(one, Tensor) and one.dtype is dtype for one in operands):
            if self.check is not None:
                check(operands, dtype)
            return dtype
        key: list[tuple[dtypes.dtype, Rank]] = []
        named = [*zip(self.operands, operands, strict=True), *((n, context[n]) for n in self.promoting)]
        for number, (name, operand) in enumerate(named):
            if name in self.constants or operand is None:
                continue
            if isinstance(operand, Tensor):
                key.append((operand.dtype, Rank.TENSOR if operand.shape else Rank.ZERO_DIM))
            elif isinstance(operand, _NUMBERS) and (name in self.takes_numbers or name in self.promoting):
                if name not in self.aside:
                    key.append((dtypes.of_number(operand), Rank.NUMBER))
            else:
                raise self.refused(operands, number)
        if self.ufunc is None and not any(isinstance(operand, Tensor) for operand in operands):
            # Only plain arithmetic takes numbers alone: torch.mul(2, 3).
            raise self.refused(operands, 0)
        dtype = dtypes.promote(tuple(key))
        if self.check is not None:
            check(operands, dtype)
        return self._made_type(dtype)

    def straight(self, target: Tensor, operands: Sequence[Any], context: dict[str, Any]) -> Callable[[], None] | None:
        dtype, shape = target.dtype, target.shape
        if dtype not in FLOATS:
            return None
        arrays: list[Any] = []
        for operand in operands:
            if operand.__class__ is float:
                arrays.append(operand)
            elif isinstance(operand, Tensor) and operand.dtype is dtype and _ends_with(shape, operand.shape):
                arrays.append(operand._array)
            else:
                return None
        if self.ufunc is not None and all(context[name] is usual for name, usual in self.usual.items()):
            return lambda: quietly(self.ufunc, *arrays, out=target._array)
        if self.gives == "bool" or self.promoting or float in [one.__class__ for one in operands]:
            return None
        if self.check is not None:
            self.look_over(operands, dtype)
        return lambda: np.copyto(target._array, self.compute(arrays, context))

    def _made_type(self, promoted: dtypes.dtype) -> dtypes.dtype:
        floats = self.gives == "float" and not promoted.is_floating_point
        return dtypes.get_default_dtype() if floats else promoted

    def refuse_types(self, operands: Sequence[Any], context: dict[str, Any]) -> None:
        """Raise where the check does; that there is no kernel is found out last."""
        with suppress(NotImplementedError):
            self._result_type(operands, context, self.check)

    def refuse_to_write(self, target: Tensor, operands: Sequence[Any]) -> None:
        """Raise where the result could not be written into the target, whatever it is."""
        tensors = [o for o in operands if isinstance(o, Tensor)]
        shape = broadcast(*[tuple(one.shape) for one in tensors]).result
        key = [(o.dtype, Rank.TENSOR if o.shape else Rank.ZERO_DIM) for o in tensors]
        named = zip(self.operands, operands, strict=True)
        key += [(dtypes.of_number(o), Rank.NUMBER) for n, o in named if isinstance(o, _NUMBERS) and n not in self.aside]
        dtype = self._made_type(dtypes.promote(tuple(key)))
        check_can_hold(self, target, operands, Size(shape or ()), dtype)

    def look_over(self, operands: Sequence[Any], dtype: dtypes.dtype) -> None:
        """Run the check; that there is no kernel PyTorch finds out last, after the shapes."""
        assert self.check is not None, "called where there is one"
        try:
            self.check(operands, dtype)
        except NotImplementedError:
            shapes = [tuple(o.shape) for o in operands if isinstance(o, Tensor)]
            if broadcast(*shapes).clash is not None:
                raise errors.shapes_clash(*shapes) from None
            raise

    def refused(self, operands: Sequence[Any], number: int) -> Exception:
        """An operand that must be a tensor is none; where another may be a number, PyTorch lists the forms."""
        if number >= len(operands) or not self.takes_numbers or not isinstance(operands[number], _NUMBERS):
            return self.not_a_tensor(number, (*operands, None)[number])
        first, *others = self.operands
        forms = [
            ", ".join([f"Tensor {first}", *[f"{kind if o in self.takes_numbers else 'Tensor'} {o}" for o in others]])
            for kind in ("Tensor", "Number")
        ]
        return errors.no_such_form(self.name, operands, [f"{form}, *, Tensor out = None" for form in forms])

    def compute_broadcast(self, operands: Sequence[Any], arrays: Sequence[Any], context: dict[str, Any]) -> Array:
        try:
            return np.asarray(self.compute(arrays, context))
        except ValueError as error:
            shapes = [tuple(o.shape) for o in operands if isinstance(o, Tensor)]
            if broadcast(*shapes).clash is None:
                raise
            raise errors.shapes_clash(*shapes) from error


# -- declaring --------------------------------------------------------------------------------------------------------


def op(
    *,
    name: str = "",
    node: str = "",
    operands: Sequence[str] = ("input",),
    constants: Sequence[str] = (),
    shares: bool = False,
    results: Sequence[str] = ("result",),
    strict_out: bool = False,
    **rules: Rule | None,
) -> Callable[[Callable[..., Any]], Op]:
    """Declare an operation: the decorated function computes its value from arrays, ``rules`` its gradients.

    Args:
        operands: parameters that are tensors, besides those that have a rule.
        constants: tensors that no edge stands for: masks and indices.
        shares: the results look at the first operand's memory.
        strict_out: ``out=`` must have memory of its own.
    """
    return lambda function: Op(
        function,
        rules,
        name=name,
        node=node,
        operands=operands,
        constants=constants,
        shares=shares,
        results=results,
        strict_out=strict_out,
    )


def variadic(
    *, name: str = "", node: str = "", tensors: Rule | None = None
) -> Callable[[Callable[..., Any]], Variadic]:
    """Declare an operation on a sequence of tensors."""
    return lambda function: Variadic(function, {"tensors": tensors}, name=name, node=node, operands=())


def pointwise(
    ufunc: Any = None,
    *,
    gives: str = "same",
    name: str = "",
    node: str = "",
    constants: Sequence[str] = (),
    promoting: Sequence[str] = (),
    numbers: dict[str, str] | None = None,
    tensors: Sequence[str] = (),
    aside: Sequence[str] = (),
    scalar: str = "",
    check: Callable[[Sequence[Any], dtypes.dtype], None] | None = None,
    **rules: Rule | None,
) -> Callable[[Callable[..., Any]], Pointwise]:
    """Declare an operation that works element by element; its operands are the parameters without a default.

    Args:
        ufunc: see :class:`Pointwise`.
        gives: see :class:`Pointwise`.
        constants: operands that neither take a gradient nor take part in promotion: masks.
        promoting: plain arguments whose type counts in promotion, though no edge stands for them: an exponent.
        numbers: operand → name of the node where that operand is a Python number, which then has no edge.
        tensors: operands that may not be Python numbers; where there is but one operand, it never may.
        aside: see :class:`Pointwise`.
        scalar: name of the node in a rule, where the second operand is a Python number.
        check: see :class:`Pointwise`.
    """

    def declare(function: Callable[..., Any]) -> Pointwise:
        parameters = inspect.signature(function).parameters.values()
        operands = [p.name for p in parameters if p.default is p.empty and p.name not in promoting]
        made = Pointwise(function, rules, name=name, node=node, operands=operands, constants=constants)
        made.gives = gives
        made.promoting = tuple(promoting)
        made.ufunc = ufunc
        made.takes_numbers = frozenset(made.operands if len(made.operands) > 1 else ()).difference(tensors)
        made.aside = frozenset(aside)
        made.check = check
        made.overloads = tuple(
            [
                (made.operands.index(operand), _for_numbers(made, title, numbers or {}, rules))
                for operand, title in (numbers or {}).items()
            ]
        )
        if scalar:
            made.by_scalar = _for_numbers(made, scalar, {made.operands[1]: scalar}, rules)
        return made

    return declare


def _for_numbers(op: Pointwise, node: str, numbers: dict[str, str], rules: dict[str, Rule | None]) -> Op:
    """What records a pointwise operation where the operands that lead to this node are Python numbers."""
    plain = [operand for operand, title in numbers.items() if title == node]
    left = {name: rule for name, rule in rules.items() if name not in plain}
    constants = (*op.constants, *plain)
    return Op(op.function, left, name=op.name, node=node, operands=op.operands, constants=constants)


def _ends_with(shape: Size, tail: Size) -> bool:
    """Whether a tensor of shape ``tail`` is broadcast to ``shape`` without stretching an axis that it has."""
    return tail == shape or (len(tail) < len(shape) and shape[len(shape) - len(tail) :] == tail)
