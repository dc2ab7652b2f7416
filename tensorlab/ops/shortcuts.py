"""The short way of the commonest operations: floats of one type and shape, and Python numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes, events
from tensorlab._tensor import Tensor
from tensorlab.graph import node as graph
from tensorlab.graph.mode import enabled, quietly, run_quietly
from tensorlab.graph.node import NOTHING, accumulator, edge_of
from tensorlab.ops.plans import Array
from tensorlab.ops.table import FLOATS, INDIRECT, Pointwise

_new: Callable[[type], Any] = object.__new__
_next_moment = graph.next_moment
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
        if dtype not in FLOATS:
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
            if first.__class__ in INDIRECT:
                first = first() or accumulator(self)
            if second.__class__ in INDIRECT:
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
            events.tracer.operated(op.name, op.operands, (self, other), (made,), node)
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
        if dtype not in FLOATS:
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
            events.tracer.operated(op.name, op.operands, (self,), (made,), node)
        return made

    return operate
