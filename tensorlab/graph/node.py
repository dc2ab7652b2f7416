"""What the graph is made of: nodes, the edges between them, what they saved for backward, and the writes that spoil it.

A tensor that was computed points to its node; the node points to the nodes of its inputs; nothing points back, so a
graph is freed by reference counts alone. An edge is the node that a gradient goes to, and where that node made several
tensors a pair (node, number). A leaf's edge is its :class:`AccumulateGrad`, which the leaf holds weakly and the edges
hold strongly, so that it lives exactly as long as a graph leads to it. Until somebody asks for that node, the leaf
itself stands in its place: most graphs are walked and forgotten without anybody having looked.
"""

from __future__ import annotations

import gc
import weakref
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import count
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tensorlab import errors
from tensorlab.naming import name_as_in_torch

Edge: TypeAlias = "Node | tuple[Node, int]"

_clock = count(1)
next_moment = _clock.__next__
"""Numbers nodes and in-place writes in the order they happen, in one sequence."""

LATEST = 2**63


class RemovableHandle:
    """Takes a hook away again: ``handle.remove()``, or leaving a ``with`` block."""

    _ids = count()

    def __init__(self, hooks: OrderedDict[int, Any]) -> None:
        self._hooks = hooks
        self.id = next(self._ids)

    def remove(self) -> None:
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


name_as_in_torch([RemovableHandle], "torch.utils.hooks")


def add_hook(hooks: OrderedDict[int, Any], hook: Any) -> RemovableHandle:
    """Put ``hook`` last among ``hooks``."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


# -- writes: which memory was changed in place, and when --------------------------------------------------------------


class Counter:
    """The version of all that shares a memory: the moments at which it was written to in place."""

    __slots__ = ("moments",)

    def __init__(self) -> None:
        self.moments: list[int] = []

    def count(self) -> None:
        """An in-place operation has written."""
        global last_write
        last_write = next_moment()
        self.moments.append(last_write)

    def version_at(self, moment: int) -> int:
        """How many writes there had been by that moment."""
        return bisect_right(self.moments, moment)


_counters: dict[int, tuple[weakref.ref[NDArray[Any]], Counter]] = {}
last_write = 0
"""The moment of the latest in-place write of all; a node younger than it needs no look at the counters."""


def memory_of(array: NDArray[Any]) -> NDArray[Any]:
    """The array that owns the memory, or the outermost one over memory that numpy does not own."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def known_counter(array: NDArray[Any]) -> Counter | None:
    """The counter of this memory, None where nothing was ever written to it."""
    if not _counters:
        return None
    found = _counters.get(id(memory_of(array)))
    return None if found is None else found[1]


def counter_of(array: NDArray[Any]) -> Counter:
    """The counter of this memory."""
    memory = memory_of(array)
    key = id(memory)
    found = _counters.get(key)
    if found is None:
        found = _counters[key] = (weakref.ref(memory, lambda _: _counters.pop(key, None)), Counter())
    return found[1]


def note_write(array: NDArray[Any]) -> None:
    """An in-place operation has written into this memory."""
    counter_of(array).count()


def version_of(array: NDArray[Any]) -> int:
    """How often this memory was written to in place."""
    counter = known_counter(array)
    return 0 if counter is None else len(counter.moments)


# -- hooks ------------------------------------------------------------------------------------------------------------

watchers: set[int] = set()
"""Who carries hooks or notes now: with nobody, nobody sees in which order backward does its work.

A set, not a count: an interrupt on the way into it or out of it may leave one too many, which costs time alone.
"""


class Watched(dict[str, Any]):
    """Hooks and notes of a node or a leaf by their kind, among the :data:`watchers` while they live."""

    __slots__ = ()

    def __init__(self) -> None:
        watchers.add(id(self))

    def __del__(self) -> None:
        watchers.discard(id(self))


# -- nodes ------------------------------------------------------------------------------------------------------------


class Released:
    """Stands where the saved tensors of a node were."""


RELEASED = Released()
NOTHING = ()
"""What a node has saved that needs nothing."""


_WRITTEN_BY_HAND = frozenset({"CopyBackwards", "NotImplemented"})
"""Nodes that PyTorch has not generated from its table, which it names with their namespace."""


class Node:
    """One operation in the graph, seen from backward; its class name is PyTorch's, ``MulBackward0``.

    Attributes:
        ends: the edges as they were recorded: a leaf may stand for its own end.
        moment: its place in the order of all operations.
        saved: what backward needs: :data:`NOTHING`, one value as it is, or a tuple; :data:`RELEASED` once it is freed.
    """

    __slots__ = ("__weakref__", "_extra", "_tracked", "ends", "moment", "saved")
    _extra: Watched
    ends: tuple[Any, ...]
    moment: int
    saved: Any
    plan: Any = None
    """What an operation's node runs and keeps, see :class:`tensorlab.ops.plans.Plan`; None on those of other kinds."""

    @property
    def edges(self) -> tuple[Edge | None, ...]:
        """Where the gradients of its inputs go; None for an input that takes none."""
        if not ENDS.isdisjoint([end.__class__ for end in self.ends]):
            self.ends = tuple([accumulator_at(end) if end.__class__ in ENDS else end for end in self.ends])
        return self.ends

    @edges.setter
    def edges(self, edges: tuple[Edge | None, ...]) -> None:
        self.ends = edges

    # -- what PyTorch shows -----------------------------------------------------------------------------------------

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that its gradients go to, with the input number there; (None, 0) for constants."""
        shown = [(None, 0) if edge is None else numbered(edge) for edge in self.edges]
        if type(self).__name__ == "NotImplemented":
            # The node of what has no derivative knows of nothing but what would need one.
            shown = [one for one in shown if one[0]] or shown[:1]
        return tuple(shown)

    def name(self) -> str:
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in _WRITTEN_BY_HAND else name

    @property
    def requires_grad(self) -> bool:
        return True

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dictionary for the user's own notes."""
        found: dict[Any, Any] = self.extra.setdefault("metadata", {})
        return found

    @property
    def extra(self) -> dict[str, Any]:
        """Hooks and notes: absent on nearly all nodes."""
        try:
            return self._extra
        except AttributeError:
            self._extra = Watched()
            return self._extra

    def hooks(self, kind: str) -> OrderedDict[int, Any]:
        """The hooks of a kind, empty where nobody has registered one."""
        found: OrderedDict[int, Any] = self.extra.setdefault(kind, OrderedDict())
        return found

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(grad_inputs, grad_outputs)`` runs after the node; a result replaces ``grad_inputs``."""
        return add_hook(self.hooks("post"), hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(grad_outputs)`` runs before the node; a result replaces ``grad_outputs``."""
        return add_hook(self.hooks("pre"), hook)

    # -- what the engine does -----------------------------------------------------------------------------------------

    on_arrays = False
    """Whether :meth:`derive` works on bare arrays; if not, the engine calls :meth:`apply` with tensors."""

    makes_view = False
    """Whether what it made looks at its input's memory."""

    runs_on_nothing = False
    """Whether it runs where no gradient has arrived, too."""

    @property
    def outputs(self) -> int:
        """How many tensors the operation made: how many gradients may arrive."""
        return 1

    apply: Callable[[list[Any]], tuple[Any, ...]]
    """The gradients of the inputs, one for each edge, from those of the outputs; all of them tensors."""

    derive: Callable[[Any], Sequence[Any]]
    """The same from an array (a list of them where there are several outputs) to arrays."""

    def saved_items(self) -> Iterable[tuple[str, Any]]:
        """(name, value) of what backward needs."""
        return ()

    def replace_saved(self, old: Any, new: Any) -> None:
        """Where it has saved ``old``, it has now saved ``new``."""
        if self.saved is old:
            self.saved = new
        elif self.saved.__class__ is tuple:
            self.saved = tuple([new if one is old else one for one in self.saved])

    def __call__(self, *gradients: Any) -> Any:
        found = self.apply(list(gradients))
        return found[0] if len(found) == 1 else found

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class AccumulateGrad(Node):
    """The end of the graph at a leaf: adds what arrives into ``leaf.grad``."""

    __slots__ = ("variable",)
    variable: Any
    # The same for all, so that making one, which each pass of a loop does for each leaf, costs next to nothing.
    ends = ()
    saved = ()
    moment = LATEST

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def apply(self, gradients: list[Any]) -> tuple[Any, ...]:
        """What a call by hand does; the engine adds what it brings without a tensor for each."""
        leaf, (gradient,) = self.variable, gradients
        leaf.grad = gradient.clone() if leaf.grad is None else leaf.grad + gradient
        return ()


class Leaf(weakref.ref):  # type: ignore[type-arg]
    """The edge slot of a leaf that requires a gradient: its AccumulateGrad, not kept alive."""

    __slots__ = ()


UNASKED = Leaf(AccumulateGrad())
"""The slot of a leaf whose AccumulateGrad nobody has asked for: dead, and the same for all of them."""

ENDS: set[type] = {AccumulateGrad}
"""What stands where a graph ends; with AccumulateGrad the class of tensors and those derived from it."""


def accumulator(tensor: Any) -> AccumulateGrad:
    """A new end of the graph at a leaf whose last one is gone."""
    node = AccumulateGrad()
    node.variable = tensor
    slot = tensor._edge
    if slot.__class__ is ViewEdge:
        slot.held = Leaf(node)
    else:
        tensor._edge = Leaf(node)
    return node


def accumulator_at(end: Any) -> AccumulateGrad:
    """The node where a graph ends, or where it ends at a tensor that was a leaf then, whatever it has become."""
    if end.__class__ is AccumulateGrad:
        return end
    slot = end._edge
    if slot.__class__ is ViewEdge:
        slot = slot.held
    if slot.__class__ is Leaf:
        return slot() or accumulator(end)
    node = AccumulateGrad()
    node.variable = end
    return node


class Origin(Enum):
    """How a view was made, which decides whether autograd can follow a write through it."""

    RECORDED = "recorded"
    NO_GRAD = "no_grad"
    INFERENCE = "inference"
    ONE_OF_MANY = "one of many"
    IN_FUNCTION = "in a custom function"


RECORDED = Origin.RECORDED


class ViewEdge:
    """The edge slot of a view that requires a gradient, by itself or because its base does.

    Its history is that of its base, so that it is made anew when its memory was written to since. The slot of a view
    that a recorded operation made is the bare node until there is a write at all: see :func:`edge_of`.

    Attributes:
        held: the edge as it was when last looked at; where no operation is recorded that made the view, the slot of
            its own end of the graph, if it was asked for a gradient of its own, or None.
        base: the tensor that it is a view of.
        array: the memory it looks at.
        origin: how it was made.
        moment: when it was last made sure that ``held`` is up to date.
    """

    __slots__ = ("array", "base", "held", "moment", "origin")
    remake: Callable[[Any, NDArray[Any]], Edge]
    """Makes an edge from the base's present history; set where ``as_strided`` is declared."""

    def __init__(self, held: Edge | Leaf | None, base: Any, array: NDArray[Any], origin: Origin, moment: int) -> None:
        self.held = held
        self.base = base
        self.array = array
        self.origin = origin
        self.moment = moment

    def __call__(self) -> Edge | Leaf | None:
        """What it holds, once that is up to date.

        Raises:
            RuntimeError: there was a write that autograd could not follow.
        """
        if self.moment < last_write and self._is_out_of_date():
            if self.origin is not RECORDED:
                raise self.spoilt("its base or another view of its base has been")
            before, self.held = self.held, ViewEdge.remake(self.base, self.array)
            keep_retaining(before, self.held)
            self.moment = last_write
        return self.held

    def _is_out_of_date(self) -> bool:
        if self.base._edge is None and not self.is_recorded:
            return False
        counter = self.base._counter
        if counter is not None and counter.version_at(self.moment) != len(counter.moments):
            return True
        self.moment = last_write
        return False

    @property
    def is_recorded(self) -> bool:
        """Whether it holds the edge of an operation, as far as is known."""
        return self.held is not None and self.held.__class__ is not Leaf

    def spoilt(self, what: str) -> Exception:
        """The error of a write that autograd cannot follow; ``what`` says whose memory is, or has been, modified."""
        named = None
        if self.is_recorded:
            producer, number = numbered(self.held)  # type: ignore[arg-type]
            named = (number, short_name(producer.name()))
        return errors.unfollowed_write(self.origin.value, what, named)


def short_name(name: str) -> str:
    """``ExpBackward0`` as messages name it: ``Exp``; ``MaxBackward1`` is ``Max1``."""
    title, is_made, number = name.rpartition("Backward")
    return title + number.removeprefix("0") if is_made and (number.isdigit() or not number) else name


INDIRECT: frozenset[type] = frozenset({Leaf, ViewEdge})
"""What an edge slot may hold that is no edge itself: :func:`edge_of` asks it."""


def numbered(edge: Edge) -> tuple[Node, int]:
    """An edge as PyTorch shows it: with the number of the input that it leads to."""
    return edge if type(edge) is tuple else (edge, 0)  # type: ignore[return-value]


def edge_of(tensor: Any) -> Edge | None:
    """Where a gradient of this tensor goes, None if it goes nowhere."""
    slot = tensor._edge
    if tensor._base_tensor is not None:
        if isinstance(slot, Node) and slot.makes_view and slot.moment < last_write:
            slot = tensor._edge = ViewEdge(slot, tensor._base_tensor, tensor._array, RECORDED, slot.moment)
        if slot.__class__ is ViewEdge:
            slot = slot()
    if slot.__class__ is Leaf:
        return slot() or accumulator(tensor)
    return slot  # type: ignore[no-any-return]


def keep_retaining(before: Any, after: Any) -> None:
    """What retains its gradient retains that of what it has become: its edge was ``before`` and is ``after``."""
    slot: Any = before.held if before.__class__ is ViewEdge else before
    if slot is None or slot.__class__ is Leaf:
        return
    producer, number = numbered(slot)
    if hasattr(producer, "_extra"):
        reference = producer.extra.get("retain", {}).pop(number, None)
        if reference is not None:
            producer, number = numbered(after)
            producer.extra.setdefault("retain", {})[number] = reference


def keep_shape(tensor: Any) -> None:
    """What has made a tensor still takes gradients of the shape that it has now, although it will have another."""
    name_ends(tensor)
    slot = tensor._edge
    if slot.__class__ is ViewEdge:
        slot = slot.held
    if slot.__class__ is Leaf:
        slot = slot()
    if slot is not None:
        producer, number = numbered(slot)
        producer.extra.setdefault("shapes", {}).setdefault(number, tensor.shape)


def name_ends(leaf: Any) -> None:
    """Every graph that leads to a leaf ends at its AccumulateGrad, as if somebody had looked at it."""
    for ends in gc.get_referrers(leaf):
        if ends.__class__ is tuple:
            for node in gc.get_referrers(ends):
                if isinstance(node, Node) and node.ends is ends:
                    node.edges  # noqa: B018  (asking for them makes them)


def count_write(tensor: Any) -> None:
    """A new version of a tensor: what was saved of its memory before is no longer what it was."""
    (tensor._own_counter or counter_of(tensor._array)).count()


def check_unchanged(counter: Counter | None, moment: int, type_name: str, shape: Sequence[int], producer: str) -> None:
    """Raise if the saved memory that this counter stands for was written to after ``moment``."""
    if moment < last_write and counter is not None:
        found, expected = len(counter.moments), counter.version_at(moment)
        if found != expected:
            raise errors.changed_in_place(type_name, shape, producer, found, expected)
