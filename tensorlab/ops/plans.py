"""What a node of the graph runs and keeps: the node of one execution, and the plan that it follows.

A rule reads as mathematics; a :class:`Plan` puts the rules that one execution needs into one function, written out as
source once, so that backward looks nothing up.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from operator import itemgetter
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tensorlab import dtypes, errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.dtypes import Size
from tensorlab.graph import node as graph
from tensorlab.graph.mode import deriving
from tensorlab.graph.node import RELEASED, Node, known_counter, short_name
from tensorlab.graph.saved import Overwritten, Packed, SavedTensor, unpacked
from tensorlab.ops._attributes import shown_form, shown_number

if TYPE_CHECKING:
    from tensorlab.ops.table import Op

TABLE: dict[str, Op] = {}
"""Every operation by the name of its node."""

Array: TypeAlias = Any
"""A numpy array. Not ``NDArray``: numpy's own stubs give Any for most of what is done with one."""
Rule = Callable[..., Any]

FLOATS = frozenset({dtypes.float32, dtypes.float64})
"""The types that are fast."""
SCALARS = frozenset({np.float32, np.float64})
_NUMBERS = frozenset({bool, int, float})
_PLAIN = frozenset({np.ndarray, int, float, bool, type(None), tuple, list, np.float32, np.float64, np.int64})


_SHARED_NAMES = frozenset({"T", "shape", "tuple"})
"""What arrays and tensors have both, and what means the same."""


def on_both(function: Rule) -> Rule:
    """Mark a helper of rules that takes arrays as well as tensors."""
    function.on_both = True  # type: ignore[attr-defined]
    return function


class Applied:
    """An operation as a rule: it runs itself on tensors, and so has a node of its own; its function runs on arrays.

    Attributes:
        names: what it needs after the gradient.
        on_arrays: the function.
    """

    on_both = True

    def __init__(self, operation: Op, *names: str) -> None:
        self.operation = operation
        self.names = names
        self.on_arrays = operation.function

    def __call__(self, g: Any, *values: Any) -> Any:
        return self.operation(g, *values)


class Itself(Applied):
    """The operation that is being declared, as one of its own rules: what it does to a gradient is linear."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def stand_for(self, operation: Op) -> None:
        """Now it is declared; an overload for numbers has the same rules and changes nothing."""
        if not hasattr(self, "operation"):
            super().__init__(operation, *self.names)


def runs_on_arrays(rule: Rule) -> bool:
    """Whether a rule uses nothing but operators and helpers that know arrays: it then runs on bare arrays as it is."""
    if getattr(rule, "on_both", False):
        return True
    code, known = rule.__code__, rule.__globals__
    if any(inspect.iscode(constant) for constant in code.co_consts):
        return False
    return all(
        name in _SHARED_NAMES or isinstance(known.get(name), float) or getattr(known.get(name), "on_both", False)
        for name in code.co_names
    )


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
        if value.__class__ is not np.ndarray and value.__class__ not in SCALARS:
            return value
        if self.plan.saved[place][1] == OPERAND:
            return value
        array = np.asarray(value)
        made = wrap(array, self._dtype_of(array))
        self.replace_saved(value, array)
        number = self.plan.saved[place][2]
        made._edge = (self, number) if self.op.is_many else self
        return made

    def _dtype_of(self, array: Array) -> dtypes.dtype:
        kinds = [meta[1] for meta in self.metas or () if meta is not None]
        return dtypes.bfloat16 if dtypes.bfloat16 in kinds else dtypes.from_numpy(array.dtype)

    def _check(self, value: Any) -> None:
        if isinstance(value, Overwritten):
            raise value.error()
        if isinstance(value, np.ndarray):
            kind = self._dtype_of(value).type_name
            graph.check_unchanged(known_counter(value), self.moment, kind, value.shape, self.op.title)
        elif isinstance(value, Tensor):
            producer = value.grad_fn
            name = "" if producer is None else short_name(producer.name())
            graph.check_unchanged(value._counter, self.moment, value.dtype.type_name, value.shape, name)

    def check_saved(self) -> None:
        """Raise if memory that was saved has been written to since."""
        values = self._values()
        # In PyTorch's order: operands by their names, then results.
        for place in sorted(range(len(values)), key=lambda place: (self.plan.saved[place][1], self.plan.names[place])):
            self._check(values[place])

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
        self.check_saved()
        values = [self._value(place) for place in range(len(self.plan.saved))]
        if self.op.by_scalar is not None:
            # A user's number is a tensor to PyTorch.
            values = [_as_tensor(one, gradients[0]) if one.__class__ in _NUMBERS else one for one in values]
        values += self.facts
        thread = get_ident()
        is_first = thread not in deriving
        deriving.add(thread)
        try:
            return tuple(self._derived(gradients if self.op.is_many else gradients[0], values))
        finally:
            if is_first:
                deriving.discard(thread)

    def _derived(self, gradient: Any, values: Sequence[Any]) -> Iterator[Any]:
        """What the rules give, each in its operand's shape and type."""
        for place, rule in enumerate(self.plan.rules):
            if rule is None:
                yield None
                continue
            function, places = rule
            got = function(gradient, *[values[p] for p in places])
            meta = None if self.metas is None else self.metas[place]
            yield got if meta is None or got is None else fitted(got, *meta)

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        names = self.plan.names
        if not names or self.saved is RELEASED:
            return ()
        return ((names[0], self.saved),) if len(names) == 1 else zip(names, self.saved, strict=True)

    def _shown_as(self, name: str) -> Any:
        """What ``_saved_self``, ``_saved_dim`` … show."""
        for place, (saved, *_) in enumerate(self.plan.saved):
            if saved == name:
                value = self._value(place)
                return shown_number(name, value) if value.__class__ in _NUMBERS else value
        if name not in self.op.facts:
            return None
        return shown_form(name, type(self).__name__, self.facts[self.op.facts.index(name)])


_NUMBERS = frozenset({bool, int, float})


def _as_tensor(number: Any, gradient: Tensor) -> Tensor:
    return wrap(np.asarray(number, gradient._array.dtype), gradient.dtype)


def window(name: str) -> property:
    return property(lambda node: node._shown_as(name), doc=f"``{name}`` as backward will find it.")


def raw_window(name: str) -> property:
    return property(lambda node: SavedTensor(node, name), doc=f"Where ``{name}`` is kept.")


class ManyNode(OpNode):
    """The node of an operation that makes several tensors."""

    __slots__ = ("made",)
    made: int

    @property
    def outputs(self) -> int:
        return self.made


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
    if not shape:
        return gradient.sum()
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
        form: how an execution is told to whoever records; None where that takes more words.
    """

    __slots__ = ("derive", "form", "keep", "names", "on_arrays", "rules", "saved")

    def __init__(self, op: Op, wanted: tuple[bool, ...]) -> None:
        takers = [name for name in op.operands if name not in op.constants]
        chosen = [op.rules.get(name) if wants else None for name, wants in zip(takers, wanted, strict=True)]
        rules = [rule for rule in chosen if rule is not None]
        # A result is saved for all who take a gradient as soon as the rule of one needs it, as in PyTorch.
        results = [n for _, needed in op.rules.values() if rules for n in needed if n in op.results]
        names = dict.fromkeys([*[n for rule in rules for n in rule[1] if n in op.source], *results])
        self.saved = tuple([(name, *op.source[name]) for name in names])
        order = [*names, *op.facts]
        self.rules = tuple([None if rule is None else (rule[0], _places(rule[1], order)) for rule in chosen])
        self.on_arrays = all(rule is None or runs_on_arrays(rule[0]) for rule in chosen)
        places = [number + (kind == RESULT) * len(op.operands) for _, kind, number in self.saved]
        self.keep = itemgetter(*places) if places else None
        self.names = tuple([op.shown[name] or name for name in names])
        written = _written_out(self.rules, len(self.saved), len(op.facts))
        self.derive = written if self.on_arrays else OpNode.derive_on_tensors
        kept = [number if kind == OPERAND else events.NOBODY for _, kind, number in self.saved]
        self.form: events.Form | None = events.Form(
            op.name, op.node.__name__, op.operands, tuple(zip(self.names, kept, strict=True)), len(takers)
        )

    def on_tensors(self) -> Plan:
        """The same for one node that has saved what is no array."""
        plan = copy(self)
        plan.derive, plan.on_arrays = OpNode.derive_on_tensors, False
        return plan


def _places(names: Sequence[str], order: Sequence[str]) -> tuple[int, ...]:
    return tuple([order.index(name) for name in names])


def _written_out(
    rules: Sequence[tuple[Rule, tuple[int, ...]] | None], saved: int, facts: int
) -> Callable[[OpNode, Any], Sequence[Any]]:
    """The rules of a plan as one function, so that backward looks nothing up. For ``mul`` it reads::

    def derive(node, g):
        if node.saved is RELEASED: raise second_backward()
        if node.moment < graph.last_write: node.check_saved()
        v0, v1 = node.saved
        if v0.__class__ not in PLAIN: v0 = v0._raw
        if v1.__class__ not in PLAIN: v1 = v1._raw
        f0 = r0(g, v1)
        f1 = r1(g, v0)
        metas = node.metas
        if metas is not None:
            if f0 is not None and (meta := metas[0]) is not None:
                if f0.shape != meta[0] or f0.dtype is not meta[1].numpy: f0 = fitted(f0, *meta)
            …
        return (f0, f1, )
    """
    lines = []
    if saved:
        lines += ["if node.saved is RELEASED: raise second_backward()"]
        lines += ["if node.moment < graph.last_write: node.check_saved()"]
        lines += [f"{', '.join(f'v{i}' for i in range(saved))} = node.saved"]
        lines += [f"if v{i}.__class__ not in PLAIN: v{i} = v{i}._raw" for i in range(saved)]
    if any(place >= saved for rule in rules if rule is not None for place in rule[1]):
        lines += [f"{''.join(f'v{saved + i}, ' for i in range(facts))} = node.facts"]
    chosen = [(number, rule[1]) for number, rule in enumerate(rules) if rule is not None]
    lines += [f"f{n} = r{n}({', '.join(['g', *[f'v{place}' for place in places]])})" for n, places in chosen]
    if chosen:
        lines += ["metas = node.metas", "if metas is not None:"]
    for n, _ in chosen:
        lines += [f"    if f{n} is not None and (meta := metas[{n}]) is not None:"]
        lines += [f"        if f{n}.shape != meta[0] or f{n}.dtype is not meta[1].numpy: f{n} = fitted(f{n}, *meta)"]
    lines += [f"return {''.join(['None, ' if rule is None else f'f{n}, ' for n, rule in enumerate(rules)])}"]
    known: dict[str, Any] = {
        f"r{number}": getattr(rule[0], "on_arrays", rule[0]) for number, rule in enumerate(rules) if rule is not None
    }
    known |= {"PLAIN": _PLAIN, "RELEASED": RELEASED, "fitted": fitted, "graph": graph}
    known["second_backward"] = errors.second_backward
    return _compiled("def written_out(node, g):\n    " + "\n    ".join(lines), known)


def _compiled(source: str, known: dict[str, Any]) -> Callable[..., Any]:
    """The one function that the source defines; ``known`` are the names that it uses."""
    exec(source, known)
    return known["written_out"]  # type: ignore[no-any-return]


def fit(found: list[Any], metas: Sequence[tuple[Size, dtypes.dtype] | None]) -> list[Any]:
    return [g if m is None or g is None else fitted(g, *m) for g, m in zip(found, metas, strict=True)]


OPERAND, RESULT = 0, 1


def dtype_of(array: Array, operands: Sequence[Any]) -> dtypes.dtype:
    """The type of a result: an array of bfloat16 is one of float32 to numpy."""
    first = operands[0] if operands else None
    if isinstance(first, Tensor) and first.dtype.numpy is array.dtype:
        return first.dtype
    for operand in operands:
        if isinstance(operand, Tensor) and operand.dtype is dtypes.bfloat16 and array.dtype == np.float32:
            return dtypes.bfloat16
    return dtypes.from_numpy(array.dtype)


def is_tracked(operands: Sequence[Any]) -> bool:
    """Whether a gradient may be wanted of any of these."""
    return any(isinstance(one, Tensor) and one._edge is not None for one in operands)
