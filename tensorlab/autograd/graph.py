"""``torch.autograd.graph``: the nodes of a graph, hooks on what they save, and hooks on several gradients at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tensorlab import events
from tensorlab._tensor import Tensor
from tensorlab.events.onlooking import Onlooker
from tensorlab.graph.backward import GradientEdge, walks
from tensorlab.graph.node import Node, accumulator, count_write, edge_of, numbered
from tensorlab.graph.saved import Packed
from tensorlab.graph.saved import pack_saved as _pack_saved

Hook = Callable[[Any], Any]


def get_gradient_edge(tensor: Any) -> GradientEdge:
    """Where the gradient of a tensor arrives in the graph."""
    edge = edge_of(tensor)
    if edge is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    node, number = numbered(edge)
    return GradientEdge(node, number, None)


def increment_version(tensor: Any) -> None:
    """Count a write that autograd could not see; several tensors may be given."""
    for one in [tensor] if isinstance(tensor, Tensor) else tensor:
        count_write(one)


# -- hooks on what is saved -------------------------------------------------------------------------------------------

_pairs: list[tuple[Hook, Hook]] = []
_refusals: list[str] = []


class _Packer(Onlooker):
    """Lets the innermost pair of hooks pack what a fresh node has saved."""

    def made(self, outputs: Sequence[Any], node: Any, inputs: Sequence[Any], shares_memory: bool) -> None:
        if node is None:
            return
        pack, unpack = _pairs[-1]
        if node.plan is not None:
            for place in range(len(node.plan.saved)):
                _pack_saved(node, place, pack, unpack)
        elif isinstance(node.saved, tuple):
            # A custom operation's node, or a write into a view, has its tensors in a tuple of its own.
            node.saved = tuple([_packed(one, pack, unpack) for one in node.saved])


def _packed(value: Any, pack: Hook, unpack: Hook) -> Any:
    return Packed(pack(value), unpack, edge_of(value)) if isinstance(value, Tensor) else value


_packer = _Packer()


class saved_tensors_hooks:
    """Inside the block, what ``pack_hook`` makes of a saved tensor is kept; ``unpack_hook`` makes the tensor of it."""

    def __init__(self, pack_hook: Hook, unpack_hook: Hook) -> None:
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self) -> None:
        if _refusals:
            raise RuntimeError(_refusals[-1])
        _pairs.append((self.pack_hook, self.unpack_hook))
        if len(_pairs) == 1:
            events.look_on(_packer)

    def __exit__(self, *exception: object) -> None:
        _pairs.pop()
        if not _pairs:
            events.look_away(_packer)


class save_on_cpu(saved_tensors_hooks):
    """Saved tensors wait on the CPU, where they are anyway: as a copy."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: tensor.detach().clone(), lambda kept: kept)


class disable_saved_tensors_hooks:
    """Inside the block, hooks on saved tensors are refused with this message."""

    def __init__(self, error_message: str) -> None:
        self._message = error_message

    def __enter__(self) -> None:
        if _pairs:
            raise RuntimeError(self._message)
        _refusals.append(self._message)

    def __exit__(self, *exception: object) -> None:
        _refusals.pop()


# -- hooks on several gradients ---------------------------------------------------------------------------------------


class _Handle:
    """Takes hooks on several tensors away again."""

    def __init__(self, handles: Sequence[Any]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()

    def __enter__(self) -> _Handle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


class _Gathering:
    """The gradients of several tensors, as they come in during one walk."""

    def __init__(self, tensors: Sequence[Any], function: Callable[[Sequence[Any]], None]) -> None:
        self._tensors = tensors
        self._function = function
        self._walk: Any = None
        self._found: list[Any] = []
        self._missing = 0

    def hook(self, place: int) -> Hook:
        """What waits for the gradient of one of them."""

        def arrived(gradient: Any) -> None:
            if self._walk is not walks[-1]:
                self._walk = walks[-1]
                self._found = [None] * len(self._tensors)
                self._missing = sum(self._walk.will_run(_node_of(tensor)) for tensor in self._tensors)
            self._found[place] = gradient
            self._missing -= 1
            if not self._missing:
                self._walk = None
                self._function(self._found)

        return arrived


def _node_of(tensor: Any) -> Node:
    edge = edge_of(tensor)
    return accumulator(tensor) if edge is None else numbered(edge)[0]


def register_multi_grad_hook(tensors: Sequence[Any], fn: Callable[[Any], None], *, mode: str = "all") -> _Handle:
    """``fn(gradients)`` runs once all gradients that come are there; with ``any``, ``fn(gradient)`` for the first."""
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if mode == "all":
        gathering = _Gathering(tensors, fn)
        return _Handle([tensor.register_hook(gathering.hook(i)) for i, tensor in enumerate(tensors)])
    last: list[Any] = [None]

    def first(gradient: Any) -> None:
        if last[0] is not walks[-1]:
            last[0] = walks[-1]
            fn(gradient)

    return _Handle([tensor.register_hook(first) for tensor in tensors if tensor.requires_grad])


__all__ = [
    "GradientEdge",
    "Node",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]
