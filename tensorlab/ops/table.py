"""One declaration makes an operation: a numpy function for its value, and a rule for the gradient of each operand.

::

    @pointwise(input=lambda g, other: g * other, other=lambda g, input: g * input)
    def mul(input, other):
        return np.multiply(input, other)

The names of a rule's parameters are what the node saves, and nothing else is saved: an operand by its name, the output
as ``result``; ``input_sizes`` and ``input_dtype`` and the plain arguments (``dim``, ``keepdim``) hold no memory. A
rule is written with tensor operations, so that it can be differentiated again.

What every operation shares happens here, once: promotion, broadcasting, recording the node, summing a gradient back
over broadcast axes, in-place and ``out=`` forms.
"""

from __future__ import annotations

import inspect
import operator
import weakref
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from types import MethodType
from typing import Any, TypeAlias

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, address, wrap
from tensorlab.dtypes import Rank, Size
from tensorlab.explain.shapes import broadcast
from tensorlab.graph import node as graph
from tensorlab.graph.mode import (
    enabled,
    inference_tensors,
    is_inference,
    is_inference_mode_enabled,
    quietly,
    run_quietly,
)
from tensorlab.graph.node import NOTHING, RELEASED, Edge, Leaf, Node, Regenerated, accumulator, edge_of, new_leaf
from tensorlab.graph.saved import Packed, SavedTensor, unpacked

TABLE: dict[str, Op] = {}
"""Every operation by the name of its node."""

Array: TypeAlias = Any
"""A numpy array. Not ``NDArray``: numpy's own stubs give Any for most of what is done with one."""
Rule = Callable[..., Any]


_new: Callable[[type], Any] = object.__new__
_next_moment = graph.next_moment


def on_both(function: Rule) -> Rule:
    """Mark a helper of rules that takes arrays as well as tensors."""
    function.on_both = True  # type: ignore[attr-defined]
    return function


def _on_arrays(rule: Rule) -> bool:
    """Whether a rule uses nothing but operators and helpers that know arrays: it then runs on bare arrays as it is."""
    if getattr(rule, "on_both", False):
        return True
    code, known = rule.__code__, rule.__globals__
    if any(inspect.iscode(constant) for constant in code.co_consts):
        return False
    return all(
        name == "T" or isinstance(known.get(name), float) or getattr(known.get(name), "on_both", False)
        for name in code.co_names
    )


def _is_tracked(operands: Sequence[Any]) -> bool:
    """Whether a gradient may be wanted of any of these."""
    return any(isinstance(one, Tensor) and one._edge is not None for one in operands)


class OpNode(Node):
    """The node of one execution of an operation; a subclass for each name.

    Attributes:
        plan: which rules run and what they need.
        facts: the plain arguments that the rules use, in the order of ``op.facts``.
        metas: shape and type of each operand that an edge stands for; None where all are as the result.
    """

    __slots__ = ("facts", "metas", "plan")
    op: Op
    on_arrays = True
    plan: Plan
    facts: tuple[Any, ...]
    metas: tuple[tuple[Size, dtypes.dtype] | None, ...] | None

    def _values(self) -> tuple[Any, ...]:
        """What is saved, one after another."""
        count = len(self.plan.saved)
        return self.saved if count > 1 else (self.saved,) if count else ()

    def _value(self, place: int) -> Any:
        """A saved value as a tensor, after making sure that nobody has written over it."""
        if self.saved is RELEASED:
            raise errors.second_backward()
        value = self._values()[place]
        self._check(value)
        if value.__class__ is Packed:
            return unpacked(value)
        if value.__class__ is not np.ndarray and value.__class__ not in _SCALARS:
            return value
        if self.plan.saved[place][1] == OPERAND:
            return value
        array = np.asarray(value)
        made = wrap(array, self._dtype_of(array))
        self.replace_saved(value, array)
        number = self.plan.saved[place][2]
        if made.dtype.is_floating_point:
            made._edge = (self, number) if self.op.is_many else self
        return made

    def _dtype_of(self, array: Array) -> dtypes.dtype:
        kinds = [meta[1] for meta in self.metas or () if meta is not None]
        return dtypes.bfloat16 if dtypes.bfloat16 in kinds else dtypes.from_numpy(array.dtype)

    def _check(self, value: Any) -> None:
        if isinstance(value, np.ndarray):
            kind = self._dtype_of(value).type_name
            graph.check_unchanged(value, self.moment, kind, self.op.title)
        elif isinstance(value, Tensor):
            producer = value.grad_fn
            name = "" if producer is None else _short(producer.name())
            graph.check_unchanged(value._array, self.moment, value.dtype.type_name, name)

    def check_saved(self) -> None:
        """Raise if memory that was saved has been written to since."""
        for value in self._values():
            self._check(value)

    def derive(self, gradient: Any) -> Sequence[Any]:
        return self.plan.derive(self, gradient)

    def derive_on_tensors(self, gradient: Any) -> Sequence[Any]:
        if self.op.is_many:
            several = gradient if self.outputs > 1 else [gradient]
            given = [None if one is None else wrap(np.asarray(one), self._dtype_of(one)) for one in several]
        else:
            given = [wrap(np.asarray(gradient), self._dtype_of(gradient))]
        return [None if one is None else one._array for one in self.apply(given)]

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        if self.saved is RELEASED:
            raise errors.second_backward()
        values = [self._value(place) for place in range(len(self.plan.saved))]
        values += self.facts
        gradient: Any = gradients if self.op.is_many else gradients[0]
        found: list[Any] = []
        for place, rule in enumerate(self.plan.rules):
            if rule is None:
                found.append(None)
                continue
            function, places = rule
            got = function(gradient, *[values[p] for p in places])
            meta = None if self.metas is None else self.metas[place]
            found.append(got if meta is None or got is None else fitted(got, *meta))
        return tuple(found)

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        names = self.plan.names
        if not names or self.saved is RELEASED:
            return ()
        return ((names[0], self.saved),) if len(names) == 1 else zip(names, self.saved, strict=True)

    def _saved_as(self, name: str) -> Any:
        """What ``_saved_self``, ``_saved_dim`` … show."""
        for place, (saved, *_) in enumerate(self.plan.saved):
            if saved == name:
                return self._value(place)
        return self.facts[self.op.facts.index(name)] if name in self.op.facts else None


def _window(name: str) -> property:
    return property(lambda node: node._saved_as(name), doc=f"``{name}`` as backward will find it.")


def _raw_window(name: str) -> property:
    return property(lambda node: SavedTensor(node, name), doc=f"Where ``{name}`` is kept.")


class ManyNode(OpNode):
    """The node of an operation that makes several tensors."""

    __slots__ = ("made",)
    made: int

    @property
    def outputs(self) -> int:
        return self.made


_INDIRECT: frozenset[Any] = frozenset({Leaf, Regenerated})
_SCALARS = frozenset({np.float32, np.float64})
_SEVERAL = frozenset({tuple, list})
_NUMBERS = (bool, int, float, np.generic)
_PLAIN = frozenset({np.ndarray, int, float, bool, type(None), tuple, list, np.float32, np.float64, np.int64})


def _torch_name(name: str) -> str:
    return "self" if name == "input" else name


def _short(name: str) -> str:
    """``ExpBackward0`` as messages name it: ``Exp``."""
    return name.rstrip("0123456789").removesuffix("Backward")


@on_both
def fitted(gradient: Any, shape: Size, dtype: dtypes.dtype) -> Any:
    """The gradient in its operand's shape and type: summed over the axes that were broadcast, cast back if promoted."""
    if gradient.shape != shape:
        gradient = sum_to_size(gradient, shape)
    if isinstance(gradient, Tensor):
        return gradient if gradient.dtype is dtype else gradient.to(dtype)
    return gradient if gradient.dtype == dtype.numpy else gradient.astype(dtype.numpy)


@on_both
def sum_to_size(gradient: Any, shape: Sequence[int]) -> Any:
    """Sum over the axes that broadcasting had added or stretched."""
    extra = len(gradient.shape) - len(shape)
    axes = list(range(extra))
    axes += [i + extra for i, size in enumerate(shape) if size == 1 and gradient.shape[i + extra] != 1]
    if not axes:
        return gradient
    if isinstance(gradient, Tensor):
        summed = gradient.sum(axes, keepdim=True)
        return summed.reshape(tuple(shape)) if extra else summed
    return np.add.reduce(gradient, axis=tuple(axes), keepdims=True).reshape(shape)


class Plan:
    """What one node needs, for a given choice of operands that want a gradient.

    Attributes:
        rules: for each edge the rule and the places of its arguments among the saved values and facts.
        saved: (name, OPERAND or RESULT, number) of what is saved.
        keep: picks what is saved from operands and results: one value as it is, several as a tuple; None: nothing.
        names: the same as PyTorch names it: ``self`` for ``input``.
        on_arrays: whether all rules run on bare arrays.
        derive: the rules as one function of node and gradient, from bare arrays to bare arrays.
    """

    __slots__ = ("derive", "keep", "names", "on_arrays", "rules", "saved")

    def __init__(self, op: Op, wanted: tuple[bool, ...]) -> None:
        takers = [name for name in op.operands if name not in op.constants]
        chosen = [op.rules.get(name) if wants else None for name, wants in zip(takers, wanted, strict=True)]
        names = dict.fromkeys([n for rule in chosen if rule is not None for n in rule[1] if n in op.source])
        self.saved = tuple([(name, *op.source[name]) for name in names])
        order = [*names, *op.facts]
        self.rules = tuple([None if rule is None else (rule[0], _places(rule[1], order)) for rule in chosen])
        self.on_arrays = all(rule is None or _on_arrays(rule[0]) for rule in chosen)
        places = [number + (kind == RESULT) * len(op.operands) for _, kind, number in self.saved]
        self.keep = itemgetter(*places) if places else None
        self.names = tuple([_torch_name(name) for name in names])
        written = _written_out(self.rules, len(self.saved), len(op.facts))
        self.derive = written if self.on_arrays else OpNode.derive_on_tensors


def _places(names: Sequence[str], order: Sequence[str]) -> tuple[int, ...]:
    return tuple([order.index(name) for name in names])


def _written_out(
    rules: Sequence[tuple[Rule, tuple[int, ...]] | None], saved: int, facts: int
) -> Callable[[OpNode, Any], list[Any]]:
    """The rules of a plan as one function, so that backward looks nothing up. For ``mul`` it reads::

    def derive(node, g):
        if node.saved is RELEASED: raise second_backward()
        if node.moment < graph.last_write: node.check_saved()
        v0, v1 = node.saved
        if v0.__class__ not in PLAIN: v0 = v0._raw
        if v1.__class__ not in PLAIN: v1 = v1._raw
        found = [r0(g, v0), r1(g, v1)]
        return found if node.metas is None else fit(found, node.metas)
    """
    lines = []
    if saved:
        lines += ["if node.saved is RELEASED: raise second_backward()"]
        lines += ["if node.moment < graph.last_write: node.check_saved()"]
        lines += [f"{', '.join(f'v{i}' for i in range(saved))} = node.saved"]
        lines += [f"if v{i}.__class__ not in PLAIN: v{i} = v{i}._raw" for i in range(saved)]
    if any(place >= saved for rule in rules if rule is not None for place in rule[1]):
        lines += [f"{', '.join(f'v{saved + i}' for i in range(facts))}, *_ = node.facts"]
    calls = [
        "None" if rule is None else f"r{number}({', '.join(['g', *[f'v{place}' for place in rule[1]]])})"
        for number, rule in enumerate(rules)
    ]
    lines += [f"found = [{', '.join(calls)}]", "return found if node.metas is None else fit(found, node.metas)"]
    known: dict[str, Any] = {f"r{number}": rule[0] for number, rule in enumerate(rules) if rule is not None}
    known |= {"PLAIN": _PLAIN, "RELEASED": RELEASED, "fit": _fit, "graph": graph}
    known["second_backward"] = errors.second_backward
    return _compiled("def written_out(node, g):\n    " + "\n    ".join(lines), known)


def _compiled(source: str, known: dict[str, Any]) -> Callable[..., Any]:
    """The one function that the source defines; ``known`` are the names that it uses."""
    exec(source, known)
    return known["written_out"]  # type: ignore[no-any-return]


def _binder(op: Op) -> Callable[..., tuple[tuple[Any, ...], dict[str, Any]]]:
    """Sorts the arguments of a call into operands and the rest, as Python itself binds arguments::

    def written_out(input, dim0, dim1):
        return (input,), {"dim0": dim0, "dim1": dim1}
    """
    names = [f"{name}=defaults[{name!r}]" if name in op.defaults else name for name in op.parameters]
    rest = ", ".join(f"{name!r}: {name}" for name in op.rest)
    operands = "".join(f"{name}, " for name in op.operands)
    source = f"def written_out({', '.join(names)}): return ({operands}), {{{rest}}}"
    return _compiled(source, {"defaults": op.defaults})


def _reader(origins: Sequence[tuple[str, int, str]]) -> Callable[..., tuple[Any, ...]]:
    """Picks the facts of a call: plain arguments, and sizes and types of operands."""
    facts = [f"context[{name!r}]" if place < 0 else f"operands[{place}].{what}" for name, place, what in origins]
    return _compiled(f"def written_out(operands, context): return ({''.join(f'{fact}, ' for fact in facts)})", {})


def _fit(found: list[Any], metas: Sequence[tuple[Size, dtypes.dtype] | None]) -> list[Any]:
    return [g if m is None or g is None else fitted(g, *m) for g, m in zip(found, metas, strict=True)]


OPERAND, RESULT = 0, 1


class Op:
    """An operation, ready to be called with tensors.

    Attributes:
        name: as the user calls it, ``mul``.
        title: its node's name without the ending, ``Mul``.
        rules: operand → (rule, names of what it needs).
    """

    promoting: tuple[str, ...] = ()

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
    ) -> None:
        self.function = function
        self.name = name or function.__name__.rstrip("_")
        self.__doc__ = function.__doc__
        self.__name__ = self.name
        parameters = inspect.signature(function).parameters
        known = {*operands, *rules, *constants}
        self.operands = tuple([name for name in parameters if name in known])
        self.constants = frozenset(constants)
        self.rules = {key: (rule, _parameters(rule)) for key, rule in rules.items() if rule is not None}
        self.is_many = any(_first_parameter(rule) == "gs" for rule in rules.values() if rule is not None)
        self.shares = shares
        self.results = tuple(results)
        self.source: dict[str, tuple[int, int]] = {n: (OPERAND, i) for i, n in enumerate(self.operands)}
        self.source.update({n: (RESULT, i) for i, n in enumerate(self.results)})
        self.savable = {name for _, names in self.rules.values() for name in names if name in self.source}
        named = dict.fromkeys([name for _, names in self.rules.values() for name in names])
        self.facts = tuple([name for name in named if name not in self.source])
        self._origins = [(name, *self._origin(name)) for name in self.facts]
        node_name = node or f"{self.name.title().replace('_', '')}Backward0"
        self.title = _short(node_name)
        base = ManyNode if self.is_many else OpNode
        windows = {name: _window(name) for name in (*self.savable, *self.facts)}
        shown = {f"_saved_{_torch_name(name)}": window for name, window in windows.items()}
        shown |= {f"_raw_saved_{_torch_name(name)}": _raw_window(name) for name in self.savable}
        self.node = type(node_name, (base,), {"__slots__": (), "op": self, "__doc__": function.__doc__, **shown})
        self.takers = [(i, n in self.rules) for i, n in enumerate(self.operands) if n not in self.constants]
        self._plans: dict[tuple[bool, ...], Plan] = {}
        self.parameters = tuple(parameters)
        self.defaults = {p.name: p.default for p in parameters.values() if p.default is not p.empty}
        self.rest = tuple([name for name in parameters if name not in self.operands])
        self.usual = {name: self.defaults[name] for name in self.rest if name in self.defaults}
        self.leads = self.parameters[: len(self.operands)] == self.operands
        self.is_plain = self.leads and len(self.usual) == len(self.rest)
        self.bind = _binder(self)
        self.read_facts = _reader(self._origins)
        TABLE.setdefault(node_name, self)

    def _origin(self, name: str) -> tuple[int, str]:
        """Where a fact comes from: a plain argument, or ``input_sizes``, ``input_dtype`` of an operand."""
        operand, _, what = name.rpartition("_")
        attribute = {"sizes": "shape", "dtype": "dtype", "strides": "_strides"}.get(what)
        return (self.operands.index(operand), attribute) if operand in self.operands and attribute else (-1, "")

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """An operation is also a method of tensors."""
        return self if instance is None else MethodType(self, instance)

    def overload(self, operands: Sequence[Any]) -> Op:
        """The operation that records these operands: itself, unless :attr:`Pointwise.overloads` say otherwise."""
        return self

    def edges(self, operands: Sequence[Any]) -> list[Edge | None]:
        """Where the gradients of the operands go; None for those that take none."""
        found: list[Edge | None] = []
        for place, has_rule in self.takers:
            operand = operands[place]
            if has_rule and (operand.__class__ is Tensor or isinstance(operand, Tensor)):
                edge = operand._edge
                found.append(edge_of(operand) if edge.__class__ in _INDIRECT else edge)
            else:
                found.append(None)
        return found

    # -- calling ------------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, out: Any = None, **kwargs: Any) -> Any:
        count = len(self.operands)
        if not kwargs and len(args) == count and self.is_plain:
            made = self.run(args, self.usual)
        else:
            try:
                operands, context = self.bind(*args, **kwargs)
            except TypeError:
                context = self._bind(args, kwargs)
                operands = tuple([context.pop(name) for name in self.operands])
            made = self.run(operands, context)
        return made if out is None else into(out, made)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        names = self.parameters
        if len(args) > len(names):
            raise TypeError(f"{self.name}() takes {len(names)} positional arguments but {len(args)} were given")
        values = dict(zip(names, args, strict=False))
        for key, value in kwargs.items():
            name = _SYNONYMS.get(key, key) if key not in names else key
            if name not in names:
                raise TypeError(f"{self.name}() got an unexpected keyword argument '{key}'")
            if name in values:
                raise TypeError(f"{self.name}() got multiple values for argument '{key}'")
            values[name] = value
        for name in names:
            if name not in values:
                if name not in self.defaults:
                    raise TypeError(f'{self.name}() missing 1 required positional arguments: "{name}"')
                values[name] = self.defaults[name]
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
            return self.view(operands[0], arrays[0], context)
        return self.finish(operands, context, self.compute(arrays, context), context.get("dtype"))

    def not_a_tensor(self, number: int, operand: Any) -> Exception:
        name, given = (*self.operands, *self.promoting)[number], type(operand).__name__
        place = self.parameters.index(name) + 1
        return TypeError(f"{self.name}(): argument '{name}' (position {place}) must be Tensor, not {given}")

    def view(self, source: Tensor, memory: Array, context: dict[str, Any]) -> Any:
        """One tensor in, one out, and the memory is the same."""
        array = self.function(memory, **context)
        dtype = source.dtype
        made = _new(Tensor)
        made._raw, made.shape = array, Size(array.shape)
        made.dtype = dtype if array.dtype is dtype.numpy else _dtype_of(array, (source,))
        base = source._base
        made._base_tensor = base = source if base is None else base
        own = getattr(source, "_own_version", None)
        if own is not None:
            made._own_version = own
        node = made._edge = None
        if source._edge is not None and self.rules and enabled.get():
            node = self.node()
            node.edges = (edge_of(source),)
            node.plan = plan = self.plan_for((True,))
            node.metas = None
            node.facts = self.fact_values((source,), context)
            node.saved = NOTHING if plan.keep is None else plan.keep((source, array))
            node.moment = _next_moment()
            made._edge = Regenerated(node, base, array)
        elif base._edge is None and dtype in _FLOATS:
            _remember(base, made)
        elif base._edge is not None and not enabled.get() and made.dtype.is_floating_point:
            # Not recorded, and yet it asks for gradients, as what it looks at does.
            made._edge = new_leaf()
            made.__dict__["_unrecorded"] = True
        if events.tracer is not None:
            self.tell((source,), (made,), node)
        return made

    def compute(self, arrays: Sequence[Any], context: dict[str, Any]) -> Any:
        if context is self.usual and self.is_plain:
            return quietly(self.function, *arrays)
        if self.leads:
            return quietly(self.function, *arrays, **context)
        return quietly(self.function, **dict(zip(self.operands, arrays, strict=True)), **context)

    def finish(self, operands: Sequence[Any], context: dict[str, Any], result: Any, dtype: Any = None) -> Any:
        """Tensors around the result, the node behind them, and the news of it."""
        if result.__class__ in _SEVERAL or isinstance(result, tuple):
            return self._finish_many(operands, context, result, dtype)
        if result.__class__ is not np.ndarray and result.__class__ not in _SCALARS:
            result = np.asarray(result)
        made = _new(Tensor)
        made.dtype = kind = dtype or _dtype_of(result, operands)
        made._raw = result if kind is not dtypes.bfloat16 else _rounded(np.asarray(result), kind)
        made.shape = Size(result.shape)
        made._edge = made._base_tensor = node = None
        if self.rules and kind.is_floating_point and _is_tracked(operands) and enabled.get():
            edges = self.edges(operands)
            if edges.count(None) != len(edges):
                node = self.make_node(operands, edges, context, (made,))
                made._edge = (node, 0) if self.is_many else node
        if events.tracer is not None:
            self.tell(operands, (made,), node)
        return made

    def _finish_many(self, operands: Sequence[Any], context: dict[str, Any], result: Any, dtype: Any) -> Any:
        arrays = [np.asarray(one) for one in result]
        kinds = [dtype or _dtype_of(array, operands) for array in arrays]
        if dtypes.bfloat16 in kinds and not self.shares:
            arrays = [_rounded(array, kind) for array, kind in zip(arrays, kinds, strict=True)]
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
            tracer.operated(self.name, self.named(operands), made, node, shares_memory=self.shares)

    def named(self, operands: Sequence[Any]) -> Iterable[tuple[str, Any]]:
        """The operands with their names."""
        return zip(self.operands, operands, strict=True)

    # -- recording ----------------------------------------------------------------------------------------------------

    def record(self, operands: Sequence[Any], context: dict[str, Any], made: Sequence[Tensor]) -> Node | None:
        """The node of this execution where one is needed; the tensors made then point to it."""
        if not self.rules or not enabled.get():
            return None
        edges = self.edges(operands)
        if edges.count(None) == len(edges) or not any(one.dtype.is_floating_point for one in made):
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
        return self.read_facts(operands, context)

    def _share(self, source: Tensor, made: Sequence[Tensor], node: Node | None) -> None:
        """Views know their base; a tracked view is made anew when the base was written to."""
        base = source if source._base is None else source._base
        for number, view in enumerate(made):
            view._base_tensor = base
            own = getattr(source, "_own_version", None)
            if own is not None:
                view._own_version = own
            if node is not None:
                view._edge = Regenerated((node, number) if self.is_many else node, base, view._array)
            elif base._edge is None:
                if self.is_many:
                    view.__dict__["_one_of_many"] = True
            elif not enabled.get():
                view._edge = new_leaf()
                view.__dict__["_unrecorded"] = True


def _remember(base: Tensor, view: Tensor) -> None:
    """Note a view made outside any graph: a tracked write into the base will bring both into one."""
    try:
        views = base._views
    except AttributeError:
        views = base._views = []
    views.append(weakref.ref(view))
    if len(views) % 256 == 0:
        base._views = [one for one in views if one() is not None]


def _bring_in(base: Tensor) -> None:
    """The base has just got its first history: so have the views that were made before."""
    views, base._views = getattr(base, "_views", ()), []
    for reference in views:
        view = reference()
        edge = None if view is None or view._edge is not None else as_strided_edge(base, view._array)
        if edge is not None:
            view._edge = Regenerated(edge, base, view._array)
            if events.tracer is not None:
                events.tracer.joined(view)


def as_strided_edge(base: Tensor, array: Array) -> Edge | None:
    """The edge of a fresh ``AsStridedBackward0`` from this memory back to ``base``."""
    return None if base._edge is None else _remade(base, array)


def _remade(base: Tensor, array: Array) -> Edge:
    """The same, of a base that takes no gradient, too: it then leads nowhere."""
    edge = edge_of(base)
    op = TABLE["AsStridedBackward0"]
    strides = tuple([step // array.itemsize for step in array.strides])
    offset = (address(array) - address(base._array)) // array.itemsize + base.storage_offset()
    context = {"size": Size(array.shape), "stride": strides, "storage_offset": offset}
    return op.make_node([base], [edge], context, ())


Regenerated.remake = staticmethod(_remade)


def _rounded(array: Array, kind: dtypes.dtype) -> Array:
    return dtypes.round_to_bfloat16(array) if kind is dtypes.bfloat16 else array


def _as_saved(made: Tensor) -> Any:
    """An output with a place in the graph is saved as bare memory: its tensor would be a cycle."""
    return made._raw if made.dtype.is_floating_point else made


def _dtype_of(array: Array, operands: Sequence[Any]) -> dtypes.dtype:
    first = operands[0] if operands else None
    if isinstance(first, Tensor) and first.dtype.numpy is array.dtype:
        return first.dtype
    for operand in operands:
        if isinstance(operand, Tensor) and operand.dtype is dtypes.bfloat16 and array.dtype == np.float32:
            return dtypes.bfloat16
    return dtypes.from_numpy(array.dtype)


_SYNONYMS = {"axis": "dim", "keepdims": "keepdim", "self": "input", "x1": "input", "x2": "other", "x": "input"}


def _parameters(rule: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(rule).parameters)[1:]


def _first_parameter(rule: Rule) -> str:
    return next(iter(inspect.signature(rule).parameters))


class Variadic(Op):
    """An operation on a sequence of tensors; its one rule gives a gradient for each, from ``(g, number, …)``."""

    def __call__(self, *args: Any, out: Any = None, **kwargs: Any) -> Any:
        values = self._bind(args, kwargs)
        made = self.run(list(values.pop("tensors")), values)
        return made if out is None else into(out, made)

    def not_a_tensor(self, number: int, operand: Any) -> Exception:
        given = type(operand).__name__
        return TypeError(f"expected Tensor as element {number} in argument 0, but got {given}")

    def edges(self, operands: Sequence[Any]) -> list[Edge | None]:
        return [None if one._edge is None else edge_of(one) for one in operands]

    def named(self, operands: Sequence[Any]) -> Iterable[tuple[str, Any]]:
        return [("tensors", one) for one in operands]

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
        self.saved, self.keep, self.names, self.on_arrays = (), None, (), _on_arrays(rule)
        self.derive = _each_by_number if self.on_arrays else OpNode.derive_on_tensors


def _each_by_number(node: OpNode, g: Any) -> list[Any]:
    found = [
        None if rule is None else rule[0](g, *[node.facts[place] for place in rule[1]]) for rule in node.plan.rules
    ]
    return found if node.metas is None else _fit(found, node.metas)


class Pointwise(Op):
    """Element by element, with promotion and broadcasting.

    Attributes:
        gives: the kind of result: ``same`` as promoted, ``float`` (whole numbers become the default float), ``bool``.
        ufunc: does on floats what the body does at its defaults, with nothing in between; None where nothing does.
        overloads: (place, operation) of operands that make another node when they are Python numbers.
        takes_numbers: operands that may be Python numbers.
        check: looks at the operands as they were given and at the promoted type, and raises where PyTorch does.
    """

    gives = "same"
    ufunc: Any = None
    overloads: tuple[tuple[int, Op], ...] = ()
    takes_numbers: frozenset[str] = frozenset()
    check: Callable[[Sequence[Any], dtypes.dtype], None] | None = None

    def overload(self, operands: Sequence[Any]) -> Op:
        for place, other in self.overloads:
            if operands[place] is not None and not isinstance(operands[place], Tensor):
                return other
        return self

    def run(self, operands: Sequence[Any], context: dict[str, Any]) -> Any:
        dtype = self._result_type(operands, context)
        numpy_dtype = dtype.numpy
        arrays: list[Any] = []
        for name, operand in zip(self.operands, operands, strict=True):
            if isinstance(operand, Tensor):
                array = operand._array
                keeps = array.dtype == numpy_dtype or name in self.constants
                arrays.append(array if keeps else array.astype(numpy_dtype))
            else:
                arrays.append(None if operand is None else np.array(operand).astype(numpy_dtype))
        result = self.compute_broadcast(operands, arrays, context)
        if self.gives == "bool":
            dtype = dtypes.bool
        elif result.dtype != numpy_dtype:
            result = result.astype(numpy_dtype)
        recorder = self.overload(operands) if self.overloads else self
        return recorder.finish(operands, context, result, dtype)

    def _result_type(self, operands: Sequence[Any], context: dict[str, Any]) -> dtypes.dtype:
        dtype = operands[0].dtype if self.is_plain and isinstance(operands[0], Tensor) else None
        if dtype in _FLOATS and all(isinstance(one, Tensor) and one.dtype is dtype for one in operands):
            if self.check is not None:
                self.look_over(operands, dtype)
            return dtype
        key: list[tuple[dtypes.dtype, Rank]] = []
        named = [*zip(self.operands, operands, strict=True), *((n, context[n]) for n in self.promoting)]
        for number, (name, operand) in enumerate(named):
            if name in self.constants or operand is None:
                continue
            if isinstance(operand, Tensor):
                key.append((operand.dtype, Rank.TENSOR if operand.shape else Rank.ZERO_DIM))
            elif isinstance(operand, _NUMBERS) and (name in self.takes_numbers or name in self.promoting):
                key.append((dtypes.of_number(operand), Rank.NUMBER))
            else:
                raise self.refused(operands, number)
        if self.ufunc is None and not any(isinstance(operand, Tensor) for operand in operands):
            # Only plain arithmetic takes numbers alone: torch.mul(2, 3).
            raise self.refused(operands, 0)
        dtype = dtypes.promote(tuple(key))
        if self.check is not None:
            self.look_over(operands, dtype)
        return self._made_type(dtype)

    def _made_type(self, promoted: dtypes.dtype) -> dtypes.dtype:
        floats = self.gives == "float" and not promoted.is_floating_point
        return dtypes.get_default_dtype() if floats else promoted

    def refuse_to_write(self, target: Tensor, operands: Sequence[Any]) -> None:
        """Raise where the result could not be written into the target, whatever it is."""
        tensors = [o for o in operands if isinstance(o, Tensor)]
        shape = broadcast(*[tuple(one.shape) for one in tensors]).result
        key = [(o.dtype, Rank.TENSOR if o.shape else Rank.ZERO_DIM) for o in tensors]
        key += [(dtypes.of_number(o), Rank.NUMBER) for o in operands if isinstance(o, _NUMBERS)]
        dtype = self._made_type(dtypes.promote(tuple(key)))
        _check_can_hold(target, Size(shape or ()), dtype)

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


# -- the short way ----------------------------------------------------------------------------------------------------

_FLOATS = frozenset({dtypes.float32, dtypes.float64})
_constants: dict[tuple[Any, Any], Array] = {}


def _constant(number: Any, dtype: dtypes.dtype) -> Array:
    """A Python number as a 0-d array; the usual ones are kept."""
    key = (number, dtype)
    found = _constants.get(key)
    # 0 is made each time: -0.0 == 0.0, so that one could stand for the other.
    if found is None:
        found = np.array(number, dtype.numpy)
        if number and len(_constants) < 1000:
            _constants[key] = found
    return found


_OPERATORS = {np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul, np.negative: operator.neg}
"""Python's operators, with which numpy scalars are several times as fast as with ufuncs."""


def binary(op: Pointwise, otherwise: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The operation as an operator, with a short way for floats of one type and shape and for Python numbers.

    It does what :meth:`Pointwise.run` does, without looking at what cannot be: no promotion, no broadcasting.
    All else goes ``otherwise``. A 0-d result stays a numpy scalar (see :attr:`Tensor._raw`).
    """
    node_class = op.node
    ufunc: Any = _OPERATORS.get(op.ufunc, op.ufunc)
    facts = tuple([op.defaults.get(name) for name in op.facts])
    plans = {key: op.plan_for(key) for key in ((True, True), (True, False), (False, True))}
    both, only_first, only_second = plans.values()
    assert ufunc is not None, "the short way calls a ufunc"

    def operate(self: Any, other: Any) -> Any:
        dtype, shape = self.dtype, self.shape
        kind = other.__class__
        if dtype not in _FLOATS:
            return otherwise(self, other)
        if kind is Tensor or isinstance(other, Tensor):
            if other.dtype is not dtype or (other.shape is not shape and other.shape != shape):
                return otherwise(self, other)
            right, second = other._raw, other._edge
        elif kind is float or kind is int:
            right, second = _constant(other, dtype) if shape else other, None
        else:
            return otherwise(self, other)
        try:
            array = run_quietly(ufunc, self._raw, right)
        except RuntimeError:
            array = quietly(ufunc, self._raw, right)
        made = _new(Tensor)
        made._raw, made.shape, made.dtype, made._base_tensor = array, shape, dtype, None
        first = self._edge
        node = None
        if (first is not None or second is not None) and enabled.get():
            if first.__class__ in _INDIRECT:
                first = first() or accumulator(self)
            if second.__class__ in _INDIRECT:
                # Looked up again: where both are one leaf, the line above has just made its end.
                second = other._edge() or accumulator(other)
            node = node_class()
            node.edges = (first, second)
            node.plan = plan = only_first if second is None else both if first is not None else only_second
            node.metas, node.facts = None, facts
            node.saved = NOTHING if plan.keep is None else plan.keep((self, other, array))
            node.moment = _next_moment()
        made._edge = node
        if events.tracer is not None:
            op.tell((self, other), (made,), node)
        return made

    return operate


def unary(op: Pointwise) -> Callable[[Any], Any]:
    """The operation on one tensor, with the same short way for floats."""
    node_class, plan = op.node, op.plan_for((True,))
    ufunc: Any = _OPERATORS.get(op.ufunc, op.ufunc)
    facts = tuple([op.defaults.get(name) for name in op.facts])
    assert ufunc is not None, "the short way calls a ufunc"

    def operate(self: Any) -> Any:
        dtype = self.dtype
        if dtype not in _FLOATS:
            return op(self)
        array = quietly(ufunc, self._raw)
        made = _new(Tensor)
        made._raw, made.shape, made.dtype, made._base_tensor = array, self.shape, dtype, None
        node = None
        if self._edge is not None and enabled.get():
            node = node_class()
            node.edges = (edge_of(self),)
            node.plan, node.metas, node.facts = plan, None, facts
            node.saved = NOTHING if plan.keep is None else plan.keep((self, array))
            node.moment = _next_moment()
        made._edge = node
        if events.tracer is not None:
            op.tell((self,), (made,), node)
        return made

    return operate


# -- declaring --------------------------------------------------------------------------------------------------------


def op(
    *,
    name: str = "",
    node: str = "",
    operands: Sequence[str] = ("input",),
    constants: Sequence[str] = (),
    shares: bool = False,
    results: Sequence[str] = ("result",),
    **rules: Rule | None,
) -> Callable[[Callable[..., Any]], Op]:
    """Declare an operation: the decorated function computes its value from arrays, ``rules`` its gradients.

    Args:
        operands: parameters that are tensors, besides those that have a rule.
        constants: tensors that no edge stands for: masks and indices.
        shares: the results look at the first operand's memory.
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
        made.check = check
        made.overloads = tuple(
            [
                (made.operands.index(operand), _for_numbers(made, title, numbers or {}, rules))
                for operand, title in (numbers or {}).items()
            ]
        )
        return made

    return declare


def _for_numbers(op: Pointwise, node: str, numbers: dict[str, str], rules: dict[str, Rule | None]) -> Op:
    """What records a pointwise operation where the operands that lead to this node are Python numbers."""
    plain = [operand for operand, title in numbers.items() if title == node]
    left = {name: rule for name, rule in rules.items() if name not in plain}
    constants = (*op.constants, *plain)
    return Op(op.function, left, name=op.name, node=node, operands=op.operands, constants=constants)


# -- writing into a tensor ------------------------------------------------------------------------------------------


def into(out: Any, made: Any) -> Any:
    """Put a result where ``out=`` says."""
    if isinstance(out, (tuple, list)):
        return tuple(into(o, m) for o, m in zip(out, made, strict=True))
    if out.requires_grad or made.requires_grad:
        raise RuntimeError(
            "functions with out=... arguments don't support automatic differentiation, but one of the arguments "
            "requires grad."
        )
    if not dtypes.can_cast(made.dtype, out.dtype):
        raise errors.cannot_store(made.dtype, out.dtype)
    if _overlaps_itself(out):
        raise errors.overlapping_write()
    if out.shape != made.shape:
        out._array, out.shape = np.empty(made.shape, out._array.dtype), made.shape
    np.copyto(out._array, made._array, casting="unsafe")
    graph.note_write(out._array)
    if events.tracer is not None:
        events.tracer.mutated("out", out, [("input", made)], None)
    return out


def check_writable(target: Tensor, may_overlap: bool = False) -> None:
    """Raise where autograd or the memory forbids to write into this tensor, before anything is changed."""
    if inference_tensors and is_inference(target) and not is_inference_mode_enabled():
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
            "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )
    check_no_leaf(target)
    if not may_overlap and _overlaps_itself(target):
        raise errors.overlapping_write()


def check_no_leaf(target: Tensor) -> None:
    """Raise where a leaf's own memory or place in the graph would change while operations are recorded."""
    if enabled.get() and target._edge is not None:
        base = target._base
        if base is not None and base._edge is not None and "_unrecorded" in target.__dict__:
            raise errors.view_made_in_no_grad()
        if target.grad_fn is not None and _is_one_of_many(target):
            raise errors.one_of_many_views(target.output_nr, _short(target.grad_fn.name()))
        if base is not None and base.is_leaf:
            raise errors.view_of_leaf_in_place()
        if type(target._edge) is Leaf:
            raise errors.leaf_in_place()


_FILLING = ("fill", "zero")


def _overlaps_itself(target: Tensor) -> bool:
    """Whether one element of memory stands for several of the tensor."""
    steps = target._array.strides
    return bool(target._array.size) and any(
        step == 0 and size > 1 for step, size in zip(steps, target.shape, strict=True)
    )


def _check_apart(target: Tensor, operands: Sequence[Any]) -> None:
    """Raise where an operand shares part of the memory that is to be written, but not all of it."""
    written = target._array
    for operand in operands:
        if operand is target or not isinstance(operand, Tensor):
            continue
        other = operand._array
        if graph.memory_of(other) is not graph.memory_of(written) or not (written.flags.forc and other.flags.forc):
            continue
        first, second = address(written), address(other)
        apart = first + written.nbytes <= second or second + other.nbytes <= first
        if not apart and (first != second or written.nbytes != other.nbytes or written.strides != other.strides):
            raise errors.partial_overlap()


def _is_one_of_many(target: Tensor) -> bool:
    producer = target.grad_fn
    return target._base is not None and isinstance(producer, ManyNode)


def in_place(operation: Op, target: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """``target.op_(…)``: compute, write the result into the target's memory, put the target behind the new node."""
    values = operation._bind((target, *args), kwargs)
    operands = [values.pop(name) for name in operation.operands]
    # Where all elements become the same, it does not matter that some share their memory.
    check_writable(target, operation.name in _FILLING)
    _check_apart(target, operands)
    if events.tracer is None and not (_is_tracked(operands) and enabled.get()):
        made = _made_for(target, operation, operands, values)
        write(target, made._raw)
        return target
    edge = edge_of(target)
    if edge is None and enabled.get() and _is_tracked(operands) and "_one_of_many" in target.__dict__:
        raise errors.untracked_one_of_many_views()
    # What the derivative needs of the old value must outlive the write.
    source = wrap(target._array, target.dtype, target.shape)
    source._edge = target._edge
    tracer = events.tracer
    if tracer is not None:
        tracer.muted += 1
    try:
        before = enabled.set(False)
        try:
            made = _made_for(target, operation, [source if o is target else o for o in operands], dict(values))
        finally:
            enabled.reset(before)
    finally:
        if tracer is not None:
            tracer.muted -= 1
    node = _node_for_write(operation.overload(operands), target, operands, values, made, edge)
    write(target, made._array)
    rebase(target, node)
    if tracer is not None and not tracer.muted:
        told = node if node is None or target._base is None else target._base.grad_fn
        tracer.mutated(operation.name + "_", target, operation.named(operands), told)
    return target


def _check_can_hold(target: Tensor, shape: Size, dtype: dtypes.dtype) -> None:
    if shape != target.shape:
        raise RuntimeError(f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(shape)}")
    if not dtypes.can_cast(dtype, target.dtype):
        raise errors.cannot_store(dtype, target.dtype)


def _made_for(target: Tensor, operation: Op, operands: Sequence[Any], context: dict[str, Any]) -> Tensor:
    """The result that the target will hold."""
    try:
        made: Tensor = operation.run(operands, context)
    except NotImplementedError:
        # That there is no kernel PyTorch finds out last.
        if isinstance(operation, Pointwise):
            operation.refuse_to_write(target, operands)
        raise
    _check_can_hold(target, made.shape, made.dtype)
    return made


def _node_for_write(
    operation: Op, target: Tensor, operands: Sequence[Any], context: dict[str, Any], made: Tensor, edge: Edge | None
) -> OpNode | None:
    if not enabled.get() or not operation.rules or not target.dtype.is_floating_point:
        return None
    edges = operation.edges(operands)
    if edges.count(None) == len(edges):
        return None
    old = [_copy_if_needed(o, target, operation, n, edges) for n, o in zip(operation.operands, operands, strict=True)]
    result = wrap(target._array, target.dtype, target.shape)
    return operation.make_node(old, edges, context, [result])


def _copy_if_needed(operand: Any, target: Tensor, operation: Op, name: str, edges: Sequence[Edge | None]) -> Any:
    if operand is not target:
        return operand
    plan = operation.plan_for(tuple(edge is not None for edge in edges))
    if not any(saved == name for saved, *_ in plan.saved):
        return operand
    copy = wrap(target._array.copy(), target.dtype, target.shape)
    copy._edge = target._edge
    return copy


def write(target: Tensor, values: Any) -> None:
    """Put values into the target's memory and count it as a new version."""
    np.copyto(target._array, values, casting="unsafe")
    if target.dtype is dtypes.bfloat16:
        np.copyto(target._array, dtypes.round_to_bfloat16(target._array))
    count_write(target)


def count_write(target: Tensor) -> None:
    """A new version: what was saved of this memory before is no longer what it was."""
    if getattr(target, "_own_version", None) is not None:
        target._own_version[0] += 1
    else:
        graph.note_write(target._array)


def rebase(target: Tensor, node: OpNode | None) -> None:
    """After a write: the target comes from ``node`` now; if it is a view, its base's history holds the write."""
    if node is None:
        return
    # The node is younger than the write that made its result.
    node.moment = graph.next_moment()
    base = target._base
    if base is None:
        target._edge = node
        _bring_in(target)
        return
    base._edge = CopySlices(edge_of(base), node, base, target._array)
    if events.tracer is not None:
        events.tracer.joined(base)
    edge = as_strided_edge(base, target._array)
    assert edge is not None, "the base has just been given an edge"
    target._edge = Regenerated(edge, base, target._array)
    _bring_in(base)


class CopySlices(Node):
    """A write into part of a tensor: the gradient of that part goes through the write, the rest passes by."""

    __slots__ = ("dtype", "function", "shape", "size", "start", "strides")

    def name(self) -> str:
        return "torch::autograd::CopySlices"

    def __init__(self, edge: Edge | None, function: OpNode, base: Tensor, part: Array) -> None:
        self.function = function
        self.edges = (edge, *function.edges[1:])
        self.moment = graph.next_moment()
        self.shape, self.dtype = base.shape, base.dtype
        self.size = part.shape
        itemsize = part.itemsize
        self.strides = tuple([step // itemsize for step in part.strides])
        self.start = (address(part) - address(base._array)) // itemsize

    @property
    def saved(self) -> Any:
        """What the write saved: the two are freed together."""
        return self.function.saved

    @saved.setter
    def saved(self, value: Any) -> None:
        self.function.saved = value

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        return self.function.saved_items()

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        whole = gradients[0].contiguous()
        part = whole.as_strided(self.size, self.strides, self.start).clone()
        into_part, *others = self.function.apply([part])
        rest = whole.clone()
        hole = rest.as_strided(self.size, self.strides, self.start)
        if into_part is None:
            hole.zero_()
        else:
            hole.copy_(into_part)
        return (rest if self.edges[0] is not None else None, *others)
