"""Saved tensors that hooks have packed away: on disk, on the CPU, or anywhere else until backward needs them."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from tensorlab import errors
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.node import RELEASED, Counter, edge_of, short_name


class Packed:
    """Stands where a saved tensor was that a hook has packed away, and gets it back.

    Attributes:
        content: what the hook has made of it.
        unpack: makes the tensor of it again.
        edge: where the gradient of the saved tensor goes.
    """

    __slots__ = ("content", "edge", "unpack")

    def __init__(self, content: Any, unpack: Callable[[Any], Any], edge: Any) -> None:
        self.content = content
        self.unpack = unpack
        self.edge = edge


class Overwritten:
    """Stands where an operand was saved that the operation itself has then written over, ``x.mul_(x)``: it is lost."""

    __slots__ = ("counter", "expected", "shape", "tensor", "type_name")

    def __init__(self, counter: Counter, tensor: Tensor) -> None:
        self.counter = counter
        self.expected = len(counter.moments) - 1
        self.shape = tensor.shape
        self.type_name = tensor.dtype.type_name
        # Not held: it comes from the node that holds this.
        self.tensor = weakref.ref(tensor)

    def error(self) -> Exception:
        """That backward cannot do without it."""
        tensor, found = self.tensor(), len(self.counter.moments)
        producer = None if tensor is None else tensor.grad_fn
        name = "" if producer is None else short_name(producer.name())
        return errors.changed_in_place(self.type_name, self.shape, name, found, self.expected)


class SavedTensor:
    """Where a node keeps one of its tensors: ``grad_fn._raw_saved_self``."""

    __module__ = "torch._C._autograd"

    def __init__(self, node: Any, name: str) -> None:
        self._node = node
        self._name = name

    def register_hooks(self, pack_hook: Callable[[Any], Any], unpack_hook: Callable[[Any], Any]) -> None:
        """Keep what ``pack_hook`` makes of the tensor; ``unpack_hook`` makes the tensor of it again for backward."""
        node = self._node
        if node.saved is RELEASED:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the "
                "graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
                "to backward through the graph a second time or if you need to access saved variables after calling "
                "backward."
            )
        place = [name for name, *_ in node.plan.saved].index(self._name)
        pack_saved(node, place, pack_hook, unpack_hook)


def pack_saved(node: Any, place: int, pack: Callable[[Any], Any], unpack: Callable[[Any], Any]) -> None:
    """Let hooks keep one saved tensor of a node; its rules then run on tensors."""
    value = node._value(place)
    if not isinstance(value, Tensor):
        return
    edge = edge_of(value)
    kept = list(node._values())
    kept[place] = Packed(pack(value), unpack, edge)
    node.saved = tuple(kept) if len(kept) > 1 else kept[0]
    node.plan = node.plan.on_tensors()


def unpacked(packed: Packed) -> Tensor:
    """The tensor that a hook has packed away."""
    found = packed.unpack(packed.content)
    if not isinstance(found, Tensor):
        raise TypeError(
            f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(found).__name__}"
        )
    made = wrap(found._array, found.dtype, found.shape)
    made._edge = packed.edge
    return made
