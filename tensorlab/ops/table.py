"""One declaration makes an operation: a numpy function for its value, and a rule for the gradient of each operand.

::

    @pointwise(input=lambda g, other: g * other, other=lambda g, input: g * input)
    def mul(input, other):
        return np.multiply(input, other)

The names of a rule's parameters are what the node saves, and nothing else is saved: an operand by its name, the output as
``result``; ``input_sizes`` and ``input_dtype`` and the plain arguments (``dim``, ``keepdim``) hold no memory. A rule is
written with tensor operations, so that it can be differentiated again.

What every operation shares happens here, once: promotion, broadcasting, recording the node, summing a gradient back over
broadcast axes, in-place and ``out=`` forms.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, address, wrap
from tensorlab.dtypes import Rank, Size
from tensorlab.explain.shapes import broadcast
from tensorlab.graph import node as graph
from tensorlab.graph.mode import enabled
from tensorlab.graph.node import RELEASED, Edge, Leaf, Node, Regenerated, edge_of

TABLE: dict[str, Op] = {}
"""Every operation by its name."""

Array = NDArray[Any]
Rule = Callable[..., Any]


class _Quiet(threading.local):
    """A context in which numpy says nothing of inf and nan, as PyTorch doesn't: cheaper than errstate around each call."""

    def __init__(self) -> None:
        self.context = Context()
        self.context.run(np.seterr, all="ignore")


_quiet = _Quiet()


class OpNode(Node):
    """The node of one execution of an operation; a subclass for each name."""

    __slots__ = ("context", "metas", "plan")
    op: Op
    makes_fresh = True
    plan: Plan
    context: dict[str, Any]
    metas: tuple[tuple[Size, dtypes.dtype] | None, ...]

    @property
    def outputs(self) -> int:
        return int(self.context.get("outputs", 1))

    def _value(self, place: int, moment: int) -> Any:
        """A saved value as a tensor, after making sure that nobody has written over it."""
        if self.saved is RELEASED:
            raise errors.second_backward()
        assert isinstance(self.saved, tuple), "what is not released is a tuple"
        value = self.saved[place]
        kind, number = self.plan.saved[place][1:]
        if isinstance(value, np.ndarray):
            dtype = self.context["dtypes"][number]
            graph.check_unchanged(value, moment, dtype.type_name, self.op.title)
            result = wrap(value, dtype)
            result._edge = (self, number) if dtype.is_floating_point else None
            return result
        if isinstance(value, Tensor):
            producer = value.grad_fn
            graph.check_unchanged(
                value._array, moment, value.dtype.type_name, "" if producer is None else _short(producer.name())
            )
        return value

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        if self.plan.saved and self.saved is RELEASED:
            raise errors.second_backward()
        values = {entry[0]: self._value(i, self.moment) for i, entry in enumerate(self.plan.saved)}
        gradient: Any = gradients if self.op.takes_all else gradients[0]
        found = []
        for rule, meta in zip(self.plan.rules, self.metas, strict=True):
            if rule is None or meta is None:
                found.append(None)
                continue
            function, names = rule
            got = function(gradient, *[values[n] if n in values else self.context[n] for n in names])
            found.append(_fitted(got, meta))
        return tuple(found)

    def saved_items(self) -> Iterator[tuple[str, Any]]:
        if isinstance(self.saved, tuple):
            for (name, *_), value in zip(self.plan.saved, self.saved, strict=True):
                yield _torch_name(name), value

    def __getattr__(self, name: str) -> Any:
        # ``_saved_self``, ``_saved_dim`` …: PyTorch's window on what a node keeps.
        wanted = name.removeprefix("_raw").removeprefix("_saved_")
        if not name.startswith(("_saved_", "_raw_saved_")):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        for place, (saved, *_) in enumerate(self.plan.saved):
            if _torch_name(saved) == wanted:
                return self._value(place, self.moment)
        if wanted in self.context:
            return self.context[wanted]
        if wanted in map(_torch_name, self.op.savable):
            return None
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def _torch_name(name: str) -> str:
    return "self" if name == "input" else name


def _short(name: str) -> str:
    """``ExpBackward0`` as messages name it: ``Exp``."""
    return name.rstrip("0123456789").removesuffix("Backward")


def _fitted(gradient: Any, meta: tuple[Size, dtypes.dtype]) -> Any:
    """The gradient in its operand's shape and type: summed over the axes that were broadcast, cast back if promoted."""
    if gradient is None:
        return None
    shape, dtype = meta
    if gradient.shape != shape:
        gradient = sum_to_size(gradient, shape)
    if gradient.dtype is not dtype:
        gradient = gradient.to(dtype)
    return gradient


def sum_to_size(gradient: Any, shape: Sequence[int]) -> Any:
    """Sum over the axes that broadcasting had added or stretched."""
    extra = len(gradient.shape) - len(shape)
    stretched = [i + extra for i, size in enumerate(shape) if size == 1 and gradient.shape[i + extra] != 1]
    axes = [*range(extra), *stretched]
    if not axes:
        return gradient
    summed = gradient.sum(axes, keepdim=True)
    return summed.reshape(tuple(shape)) if extra else summed


class Plan:
    """What one node needs, for a given choice of operands that want a gradient."""

    __slots__ = ("rules", "saved")

    def __init__(self, op: Op, wanted: tuple[bool, ...]) -> None:
        rules: list[tuple[Rule, tuple[str, ...]] | None] = []
        names: dict[str, None] = {}
        takers = [name for name in op.operand_names(len(wanted)) if name not in op.constants]
        for name, wants in zip(takers, wanted, strict=True):
            rule = op.rules.get(name) if wants else None
            if rule is None:
                rules.append(None)
                continue
            function, parameters = rule
            rules.append(rule)
            names.update(dict.fromkeys(parameters))
        self.rules = tuple(rules)
        self.saved = tuple((name, *op.source[name]) for name in names if name in op.source)


OPERAND, RESULT = 0, 1


class Op:
    """An operation, ready to be called with tensors.

    Attributes:
        name: as the user calls it, ``mul``.
        title: its node's name without the ending, ``Mul``.
        rules: operand → (rule, names of what it needs).
    """

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
        self.takes_all = any(_first_parameter(rule) == "gs" for rule in rules.values() if rule is not None)
        self.shares = shares
        self.results = tuple(results)
        self.source: dict[str, tuple[int, int]] = {n: (OPERAND, i) for i, n in enumerate(self.operands)}
        self.source.update({n: (RESULT, i) for i, n in enumerate(self.results)})
        self.savable = {name for _, names in self.rules.values() for name in names if name in self.source}
        self.context_names = {name for _, names in self.rules.values() for name in names} - set(self.source)
        node_name = node or f"{self.name.title().replace('_', '')}Backward0"
        self.title = _short(node_name)
        self.node = type(node_name, (OpNode,), {"__slots__": (), "op": self, "__doc__": function.__doc__})
        self._plans: dict[tuple[bool, ...], Plan] = {}
        self.parameters = tuple(parameters)
        self.defaults = {p.name: p.default for p in parameters.values() if p.default is not p.empty}
        TABLE[self.name] = self

    def operand_names(self, count: int) -> tuple[str, ...]:
        return self.operands

    def differentiable(self, operands: Sequence[Any]) -> list[tuple[str, Any]]:
        """The operands that an edge stands for, with their names: all but the constants."""
        names = self.operand_names(len(operands))
        return [(n, o) for n, o in zip(names, operands, strict=True) if n not in self.constants]

    def edges(self, operands: Sequence[Any]) -> list[Edge | None]:
        """Where the gradients of the operands go; None for those that take none."""
        return [
            edge_of(o) if isinstance(o, Tensor) and o._edge is not None and n in self.rules else None
            for n, o in self.differentiable(operands)
        ]

    # -- calling --------------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, out: Any = None, **kwargs: Any) -> Any:
        values = self._bind(args, kwargs)
        operands = [values.pop(name) for name in self.operands]
        made = self.run(operands, values)
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
        for operand in operands:
            if operand is not None and not isinstance(operand, Tensor):
                raise TypeError(f"{self.name}(): argument 'input' must be Tensor, not {type(operand).__name__}")
        arrays = [None if operand is None else operand._array for operand in operands]
        return self.finish(operands, context, self.compute(arrays, context))

    def compute(self, arrays: Sequence[Any], context: dict[str, Any]) -> Any:
        return _quiet.context.run(self.function, *arrays, **context)

    def finish(self, operands: Sequence[Any], context: dict[str, Any], result: Any, dtype: Any = None) -> Any:
        """Tensors around the result, the node behind them, and the news of it."""
        many = isinstance(result, (tuple, list))
        arrays = [np.asarray(one) for one in result] if many else [np.asarray(result)]
        kinds = [dtype or _dtype_of(array, operands) for array in arrays]
        made = [wrap(array, kind) for array, kind in zip(arrays, kinds, strict=True)]
        node = self.record(operands, context, made)
        if self.shares:
            self._share(operands[0], made, node)
        tracer = events.tracer
        if tracer is not None and not tracer.muted:
            tracer.operated(
                self.name, self.named(operands), made, node, shares_memory=self._shares_memory(made, operands)
            )
        return tuple(made) if many else made[0]

    def _shares_memory(self, made: Sequence[Tensor], operands: Sequence[Any]) -> bool:
        return bool(self.shares and made and _share_memory(made[0]._array, operands[0]._array))

    def named(self, operands: Sequence[Any]) -> list[tuple[str, Tensor]]:
        """The operands that are tensors, with their names."""
        names = self.operand_names(len(operands))
        return [(n, o) for n, o in zip(names, operands, strict=True) if isinstance(o, Tensor)]

    # -- recording ------------------------------------------------------------------------------------------------------

    def record(self, operands: Sequence[Any], context: dict[str, Any], made: Sequence[Tensor]) -> Node | None:
        """The node of this execution where one is needed; the tensors made then point to it."""
        if not self.rules or not enabled.get():
            return None
        edges = self.edges(operands)
        if not any(edges) or not any(one.dtype.is_floating_point for one in made):
            return None
        node = self.make_node(operands, edges, context, made)
        for number, one in enumerate(made):
            if one.dtype.is_floating_point:
                one._edge = (node, number)
        return node

    def make_node(
        self, operands: Sequence[Any], edges: Sequence[Edge | None], context: dict[str, Any], made: Sequence[Tensor]
    ) -> OpNode:
        wanted = tuple([edge is not None for edge in edges])
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = Plan(self, wanted)
        node: OpNode = object.__new__(self.node)
        node.edges = tuple(edges)
        takers = self.differentiable(operands)
        node.metas = tuple([(o.shape, o.dtype) if isinstance(o, Tensor) else None for _, o in takers])
        node.plan = plan
        node.context = self._context(operands, context, made)
        node.saved = tuple([_saved(operands, made, kind, number) for _, kind, number in plan.saved])
        node.moment = graph.next_moment()
        return node

    def _context(self, operands: Sequence[Any], context: dict[str, Any], made: Sequence[Tensor]) -> dict[str, Any]:
        kept = dict(context)
        for name in self.context_names - set(context):
            operand, _, what = name.rpartition("_")
            if what == "sizes" and operand in self.source:
                kept[name] = operands[self.source[operand][1]].shape
            elif what == "dtype" and operand in self.source:
                kept[name] = operands[self.source[operand][1]].dtype
            elif what == "strides":
                kept[name] = operands[self.source[operand][1]].stride()
        if self.plan_saves_results:
            kept["dtypes"] = [one.dtype for one in made]
        if len(made) > 1:
            kept["outputs"] = len(made)
        return kept

    @property
    def plan_saves_results(self) -> bool:
        return any(name in self.results for name in self.savable)

    def _share(self, source: Tensor, made: Sequence[Tensor], node: Node | None) -> None:
        """Views know their base; a tracked view is made anew when the base was written to."""
        base = source if source._base is None else source._base
        for number, view in enumerate(made):
            if not _share_memory(view._array, source._array):
                continue
            view._base_tensor = base
            own = getattr(source, "_own_version", None)
            if own is not None:
                view._own_version = own
            if node is not None:
                view._edge = Regenerated((node, number), view._array, _Remake(base, view._array))


class _Remake:
    """Makes the edge of a view from its base as it is now."""

    __slots__ = ("_array", "_base")

    def __init__(self, base: Tensor, array: Array) -> None:
        self._base = base
        self._array = array

    def __call__(self) -> Edge | None:
        return as_strided_edge(self._base, self._array)


def as_strided_edge(base: Tensor, array: Array) -> Edge | None:
    """The edge of a fresh ``AsStridedBackward0`` from this memory back to ``base``."""
    edge = edge_of(base)
    if edge is None:
        return None
    op = TABLE["as_strided"]
    strides = tuple([step // array.itemsize for step in array.strides])
    offset = (address(array) - address(base._array)) // array.itemsize + base.storage_offset()
    context = {"size": Size(array.shape), "stride": strides, "storage_offset": offset}
    node = op.make_node([base], [edge], context, ())
    return node, 0


def _share_memory(one: Array, other: Array) -> bool:
    return graph.memory_of(one) is graph.memory_of(other)


def _saved(operands: Sequence[Any], made: Sequence[Tensor], kind: int, number: int) -> Any:
    if kind == OPERAND:
        return operands[number]
    # An output with a place in the graph is saved as bare memory: its tensor would be a cycle.
    one = made[number]
    return one._array if one.dtype.is_floating_point else one


def _dtype_of(array: Array, operands: Sequence[Any]) -> dtypes.dtype:
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

    def operand_names(self, count: int) -> tuple[str, ...]:
        return ("tensors",) * count

    def compute(self, arrays: Sequence[Any], context: dict[str, Any]) -> Any:
        return self.function(arrays, **context)

    def make_node(
        self, operands: Sequence[Any], edges: Sequence[Edge | None], context: dict[str, Any], made: Sequence[Tensor]
    ) -> OpNode:
        node: OpNode = object.__new__(self.node)
        node.edges = tuple(edges)
        node.metas = tuple([(o.shape, o.dtype) for o in operands])
        rule = self.rules["tensors"]
        node.plan = Plan(self, ())
        node.plan.rules = tuple([_numbered(rule, i) if edge is not None else None for i, edge in enumerate(edges)])
        node.context = {**context, "sizes": [o.shape for o in operands]}
        node.saved = ()
        node.moment = graph.next_moment()
        return node


def _numbered(rule: tuple[Rule, tuple[str, ...]], number: int) -> tuple[Rule, tuple[str, ...]]:
    function, names = rule
    return (lambda g, *values: function(g, number, *values)), names[1:]


class Pointwise(Op):
    """Element by element, with promotion and broadcasting.

    Attributes:
        gives: the kind of result: ``same`` as promoted, ``float`` (whole numbers become the default float), ``bool``.
    """

    gives = "same"
    promoting: tuple[str, ...] = ()

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
        if dtype is dtypes.bfloat16:
            result = dtypes.round_to_bfloat16(result)
        return self.finish(operands, context, result, dtype)

    def _result_type(self, operands: Sequence[Any], context: dict[str, Any]) -> dtypes.dtype:
        key: list[tuple[dtypes.dtype, Rank]] = []
        for name, operand in [*zip(self.operands, operands, strict=True), *((n, context[n]) for n in self.promoting)]:
            if name in self.constants or operand is None:
                continue
            if isinstance(operand, Tensor):
                key.append((operand.dtype, Rank.TENSOR if operand.shape else Rank.ZERO_DIM))
            elif isinstance(operand, (bool, int, float, np.generic)):
                key.append((dtypes.of_number(operand), Rank.NUMBER))
            else:
                given = type(operand).__name__
                raise TypeError(f"{self.name}(): argument '{name}' must be Tensor or Number, not {given}")
        dtype = dtypes.promote(tuple(key))
        floats = self.gives == "float" and not dtype.is_floating_point
        return dtypes.get_default_dtype() if floats else dtype

    def compute_broadcast(self, operands: Sequence[Any], arrays: Sequence[Any], context: dict[str, Any]) -> Array:
        try:
            return np.asarray(self.compute(arrays, context))
        except ValueError as error:
            shapes = [tuple(o.shape) for o in operands if isinstance(o, Tensor)]
            if broadcast(*shapes).clash is None:
                raise
            raise errors.shapes_clash(*shapes) from error


# -- declaring ----------------------------------------------------------------------------------------------------------


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
    *,
    gives: str = "same",
    name: str = "",
    node: str = "",
    constants: Sequence[str] = (),
    promoting: Sequence[str] = (),
    **rules: Rule | None,
) -> Callable[[Callable[..., Any]], Pointwise]:
    """Declare an operation that works element by element; its operands are the parameters without a default.

    Args:
        gives: see :class:`Pointwise`.
        constants: operands that neither take a gradient nor take part in promotion: masks.
        promoting: plain arguments whose type counts in promotion, though no edge stands for them: an exponent.
    """

    def declare(function: Callable[..., Any]) -> Pointwise:
        parameters = inspect.signature(function).parameters.values()
        operands = [p.name for p in parameters if p.default is p.empty and p.name not in promoting]
        made = Pointwise(function, rules, name=name, node=node, operands=operands, constants=constants)
        made.gives = gives
        made.promoting = tuple(promoting)
        return made

    return declare


# -- writing into a tensor ----------------------------------------------------------------------------------------------


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
    if out.shape != made.shape:
        out._array, out.shape = np.empty(made.shape, out._array.dtype), made.shape
    np.copyto(out._array, made._array, casting="unsafe")
    graph.note_write(out._array)
    if events.tracer is not None:
        events.tracer.mutated("out", out, [("input", made)], None)
    return out


def check_writable(target: Tensor) -> None:
    """Raise where autograd or the memory forbids to write into this tensor, before anything is changed."""
    if enabled.get() and target._edge is not None:
        base = target._base
        if type(target._edge) is Leaf:
            raise errors.leaf_in_place()
        if base is not None and type(base._edge) is Leaf:
            raise errors.view_of_leaf_in_place()
        if target.grad_fn is not None and target.output_nr is not None and _is_one_of_many(target):
            name = _short(target.grad_fn.name())
            raise RuntimeError(
                f"Output {target.output_nr} of {name} is a view and is being modified inplace. This view is the output "
                "of a function that returns multiple views. Such functions do not allow the output views to be modified "
                "inplace. You should replace the inplace operation by an out-of-place one."
            )
    if any(step == 0 and size > 1 for step, size in zip(target._array.strides, target.shape, strict=True)):
        raise errors.overlapping_write()


def _is_one_of_many(target: Tensor) -> bool:
    producer = target.grad_fn
    return target._base is not None and producer is not None and producer.outputs > 1


def in_place(operation: Op, target: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """``target.op_(…)``: compute, then write the result into the target's memory and put the target behind the new node."""
    values = operation._bind((target, *args), kwargs)
    operands = [values.pop(name) for name in operation.operands]
    check_writable(target)
    edge = edge_of(target)
    # What the derivative needs of the old value must outlive the write.
    source = wrap(target._array, target.dtype, target.shape)
    source._edge = target._edge
    tracer = events.tracer
    if tracer is not None:
        tracer.muted += 1
    try:
        before = enabled.set(False)
        try:
            made = operation.run([source if o is target else o for o in operands], dict(values))
        finally:
            enabled.reset(before)
    finally:
        if tracer is not None:
            tracer.muted -= 1
    if made.shape != target.shape:
        raise RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(made.shape)}"
        )
    if not dtypes.can_cast(made.dtype, target.dtype):
        raise errors.cannot_store(made.dtype, target.dtype)
    node = _node_for_write(operation, target, operands, values, made, edge)
    write(target, made._array)
    rebase(target, node)
    if tracer is not None and not tracer.muted:
        tracer.mutated(operation.name + "_", target, operation.named(operands), node)
    return target


def _node_for_write(
    operation: Op, target: Tensor, operands: Sequence[Any], context: dict[str, Any], made: Tensor, edge: Edge | None
) -> OpNode | None:
    if not enabled.get() or not operation.rules or not target.dtype.is_floating_point:
        return None
    edges = operation.edges(operands)
    if not any(edges):
        return None
    old = [_copy_if_needed(o, target, operation, n, edges) for n, o in zip(operation.operands, operands, strict=True)]
    result = wrap(target._array, target.dtype, target.shape)
    return operation.make_node(old, edges, context, [result])


def _copy_if_needed(operand: Any, target: Tensor, operation: Op, name: str, edges: Sequence[Edge | None]) -> Any:
    if operand is not target:
        return operand
    wanted = Plan(operation, tuple(edge is not None for edge in edges))
    if not any(saved == name for saved, *_ in wanted.saved):
        return operand
    copy = wrap(target._array.copy(), target.dtype, target.shape)
    copy._edge = target._edge
    return copy


def write(target: Tensor, values: Any) -> None:
    """Put values into the target's memory and count it as a new version."""
    np.copyto(target._array, values, casting="unsafe")
    if target.dtype is dtypes.bfloat16:
        np.copyto(target._array, dtypes.round_to_bfloat16(target._array))
    if getattr(target, "_own_version", None) is not None:
        target._own_version += 1
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
        target._edge = (node, 0)
        return
    base._edge = (CopySlices(edge_of(base), node, base, target._array), 0)
    edge = as_strided_edge(base, target._array)
    assert edge is not None, "the base has just been given an edge"
    target._edge = Regenerated(edge, target._array, _Remake(base, target._array))


class CopySlices(Node):
    """A write into part of a tensor: the gradient of that part goes through the write, the rest passes by."""

    __slots__ = ("dtype", "function", "shape", "size", "start", "strides")
    makes_fresh = True

    def __init__(self, edge: Edge | None, function: OpNode, base: Tensor, part: Array) -> None:
        self.function = function
        self.edges = (edge, *function.edges[1:])
        self.saved = ()
        self.moment = graph.next_moment()
        self.shape, self.dtype = base.shape, base.dtype
        self.size = part.shape
        itemsize = part.itemsize
        self.strides = tuple([step // itemsize for step in part.strides])
        self.start = (address(part) - address(base._array)) // itemsize

    def release(self) -> bool:
        return self.function.release()

    def saved_items(self) -> Iterator[tuple[str, Any]]:
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
