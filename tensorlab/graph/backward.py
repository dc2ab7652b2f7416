"""The engine: walks the graph from outputs to leaves, newest operation first, and brings every gradient home.

Order is PyTorch's: of the nodes whose gradients have all arrived, the one that was made last runs first; a leaf is
served as soon as its last consumer has run. The walk is a loop, so a chain of a hundred thousand nodes is nothing special.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab import errors, events
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph import mode
from tensorlab.graph.node import AccumulateGrad, Edge, Leaf, Node, edge_of, note_write


class _Walk:
    """One call of ``backward()`` or ``autograd.grad()``."""

    def __init__(
        self,
        roots: Sequence[Edge],
        gradients: Sequence[Tensor],
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Tensor] | None,
        is_backward: bool,
    ) -> None:
        self._roots = roots
        self._gradients = gradients
        self._retain = retain_graph
        self._create = create_graph
        self._is_backward = is_backward
        self._inputs = inputs
        self._tracer = events.tracer
        self._call = 0
        self._buffers: dict[Node, list[Tensor | None]] = {}
        self._owned: set[tuple[Node, int]] = set()
        self._heap: list[tuple[int, int, Node]] = []
        self._waiting: dict[Node, int] = {}
        self._runs: set[Node] | None = None
        self._targets: dict[Edge, list[int]] = {}
        self.captured: list[Tensor | None] = [None] * len(inputs or ())

    # -- before the walk ------------------------------------------------------------------------------------------------

    def _survey(self) -> None:
        """Count for every reachable node how many edges lead to it; decide which run when only some inputs are wanted."""
        waiting: dict[Node, int] = {}
        finished: list[Node] = []
        seen: set[Node] = set()
        stack: list[tuple[Node, bool]] = [(node, False) for node, _ in self._roots]
        while stack:
            node, is_done = stack.pop()
            if is_done:
                finished.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            stack.append((node, True))
            for edge in node.edges:
                if edge is not None:
                    after = edge[0]
                    waiting[after] = waiting.get(after, 0) + 1
                    if after not in seen:
                        stack.append((after, False))
        self._waiting = waiting
        if self._inputs is not None:
            self._choose(finished)

    def _choose(self, finished: Sequence[Node]) -> None:
        for number, tensor in enumerate(self._inputs or ()):
            edge = edge_of(tensor)
            if edge is None:
                raise RuntimeError("One of the differentiated Tensors does not require grad")
            self._targets.setdefault(edge, []).append(number)
        wanted = {edge[0] for edge in self._targets}
        leads = set(wanted)
        self._runs = set()
        for node in finished:
            if any(edge is not None and edge[0] in leads for edge in node.edges):
                leads.add(node)
                self._runs.add(node)
        if self._is_backward:
            self._runs |= {node for node in wanted if isinstance(node, AccumulateGrad)}

    # -- the walk -------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        self._survey()
        before = mode.enabled.set(self._create)
        tracer = self._tracer
        try:
            if tracer is not None:
                starts = [(n, i, g._array) for (n, i), g in zip(self._roots, self._gradients, strict=True)]
                self._call = tracer.backward_began(
                    starts, self._is_backward, self._retain, self._create, self._inputs or ()
                )
            try:
                with np.errstate(all="ignore"):
                    self._walk()
            except BaseException as error:
                if tracer is not None:
                    tracer.backward_ended(self._call, error)
                raise
            if tracer is not None:
                tracer.backward_ended(self._call)
        finally:
            mode.enabled.reset(before)

    def _walk(self) -> None:
        for (node, number), gradient in zip(self._roots, self._gradients, strict=True):
            self._put(node, number, gradient, False)
        for node in dict.fromkeys(node for node, _ in self._roots):
            if not self._waiting.get(node):
                self._ready(node)
        while self._heap:
            node = heapq.heappop(self._heap)[2]
            gradients = self._buffers.pop(node, None)
            if gradients is None:
                gradients = [None] * node.outputs
            self._visit(node, gradients)

    def _ready(self, node: Node) -> None:
        heapq.heappush(self._heap, (-node.moment, id(node), node))

    def _put(self, node: Node, number: int, gradient: Tensor, owned: bool) -> None:
        """Add a gradient to what waits for this input of the node."""
        buffer = self._buffers.get(node)
        if buffer is None:
            buffer = self._buffers[node] = [None] * node.outputs
        old = buffer[number]
        key = (node, number)
        if old is None:
            buffer[number] = gradient
            if owned:
                self._owned.add(key)
        elif self._create:
            buffer[number] = old + gradient  # type: ignore[operator]
        elif key in self._owned and old._array.dtype == gradient._array.dtype:
            np.add(old._array, gradient._array, out=old._array)
        else:
            total = np.asarray(old._array + gradient._array)
            buffer[number] = wrap(total, old.dtype, old.shape)
            self._owned.add(key)

    def _visit(self, node: Node, gradients: list[Tensor | None]) -> None:
        if isinstance(node, AccumulateGrad):
            self._serve_leaf(node, gradients[0])
            return
        if node.has_hooks():
            self._before(node, gradients)
        if self._targets:
            self._capture(node, gradients)
        if self._runs is not None and node not in self._runs:
            return
        owned = tuple(gradients)
        results = self._apply(node, gradients)
        if not self._retain and node.release() and self._tracer is not None:
            self._tracer.released(self._call, node)
        self._send(node, results, owned)

    def _apply(self, node: Node, gradients: list[Tensor | None]) -> tuple[Tensor | None, ...]:
        tracer = self._tracer
        quiet = tracer is not None and not self._create
        if quiet and tracer is not None:
            tracer.muted += 1
        try:
            if all(gradient is None for gradient in gradients):
                results: tuple[Tensor | None, ...] = (None,) * len(node.edges)
            else:
                results = node.apply(list(gradients))
            if node.has_hooks():
                for hook in list(node.hooks("post").values()):
                    replaced = hook(results, tuple(gradients))
                    if replaced is not None:
                        results = tuple(replaced) if isinstance(replaced, (tuple, list)) else (replaced,)
        finally:
            if quiet and tracer is not None:
                tracer.muted -= 1
        return results

    def _send(self, node: Node, results: Sequence[Tensor | None], arrived: Sequence[Tensor | None]) -> None:
        """Hand the results on along the edges; a node that waits for nothing more is ready."""
        tracer = self._tracer
        incoming = [id(gradient._array) for gradient in arrived if gradient is not None]
        given: list[int] = []
        for edge, gradient in zip(node.edges, results, strict=True):
            if edge is None:
                continue
            after, number = edge
            if gradient is not None and self._is_wanted(after):
                array = gradient._array
                key = id(array)
                owned = node.makes_fresh and array.base is None and key not in incoming and key not in given
                given.append(key)
                if tracer is not None:
                    tracer.arrived(self._call, after, number, node, array)
                self._put(after, number, gradient, owned and not self._create)
            self._waiting[after] -= 1
            if not self._waiting[after]:
                self._ready(after)

    def _is_wanted(self, node: Node) -> bool:
        return self._runs is None or node in self._runs or any(target[0] is node for target in self._targets)

    # -- hooks and ends -------------------------------------------------------------------------------------------------

    def _before(self, node: Node, gradients: list[Tensor | None]) -> None:
        """Hooks of the tensors this node made, their retained gradients, then the node's own prehooks."""
        for number, hooks in node.extra.get("tensor", {}).items():
            gradients[number] = _through(hooks, gradients[number])
        for number, reference in node.extra.get("retain", {}).items():
            tensor, gradient = reference(), gradients[number]
            if tensor is not None and gradient is not None:
                self._keep(node, tensor, gradient)
        for hook in list(node.hooks("pre").values()):
            replaced = hook(tuple(gradients))
            if replaced is not None:
                gradients[:] = replaced if isinstance(replaced, (tuple, list)) else (replaced,)

    def _keep(self, node: Node, tensor: Tensor, gradient: Tensor) -> None:
        """A computed tensor that retains its gradient: later ones add to it, as on a leaf."""
        old = getattr(tensor, "_gradient", None)
        if old is None:
            new = gradient if self._create else wrap(gradient._array.copy(), gradient.dtype, gradient.shape)
        else:
            new = old + gradient
        tensor._gradient = new
        if self._tracer is not None:
            self._tracer.accumulated(self._call, node, tensor, new, True)

    def _capture(self, node: Node, gradients: Sequence[Tensor | None]) -> None:
        for number, gradient in enumerate(gradients):
            for place in self._targets.get((node, number), ()):
                tensor = self._inputs[place] if self._inputs is not None else None
                if self._is_backward and gradient is not None and tensor is not None:
                    if not tensor.is_leaf:
                        self._keep(node, tensor, gradient)
                else:
                    self.captured[place] = gradient
                    self._owned.discard((node, number))

    def _serve_leaf(self, node: AccumulateGrad, gradient: Tensor | None) -> None:
        leaf = node.variable
        hooks = getattr(leaf, "_hook_table", None)
        if hooks and gradient is not None:
            gradient = _through(hooks.get("tensor", {}), gradient)
        if self._targets:
            self._capture(node, [gradient])
        if gradient is None or (self._runs is not None and node not in self._runs):
            return
        self._accumulate(node, leaf, gradient)
        if hooks:
            for hook in list(hooks.get("accumulated", {}).values()):
                hook(leaf)

    def _accumulate(self, node: AccumulateGrad, leaf: Tensor, gradient: Tensor) -> None:
        old = getattr(leaf, "_gradient", None)
        is_new = old is None
        if is_new:
            is_ours = (node, 0) in self._owned
            array = gradient._array
            if self._create:
                new = gradient
            else:
                new = wrap(array if is_ours else np.array(array, leaf._array.dtype, order="C"), leaf.dtype, leaf.shape)
        elif self._create:
            new, is_new = old + gradient, True
        else:
            new = old
            np.add(old._array, gradient._array, out=old._array, casting="unsafe")
            note_write(old._array)
        leaf._gradient = new
        if self._tracer is not None:
            self._tracer.accumulated(self._call, node, leaf, new, is_new)


def _through(hooks: Any, gradient: Tensor | None) -> Tensor | None:
    """What is left of a gradient after each hook has had its say."""
    for hook in list(hooks.values()):
        if gradient is None:
            return None
        replaced = hook(gradient)
        if replaced is not None:
            gradient = replaced
    return gradient


# -- the two public calls -----------------------------------------------------------------------------------------------


def _sequence(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (tuple, list)) else [value]


def _start(outputs: Sequence[Tensor], given: Any) -> tuple[list[Edge], list[Tensor]]:
    """The edges a walk begins at, and the gradient for each; a scalar's is 1 when none is given."""
    supplied = [None] * len(outputs) if given is None else _sequence(given)
    edges, gradients = [], []
    for number, (output, gradient) in enumerate(zip(outputs, supplied, strict=True)):
        edge = edge_of(output)
        if gradient is None:
            if edge is not None and output._array.size != 1:
                raise errors.not_scalar()
            gradient = wrap(np.ones(output.shape, output._array.dtype), output.dtype, output.shape)
        elif tuple(gradient.shape) != tuple(output.shape):
            raise errors.mismatched_grad(number, gradient.shape, output.shape)
        if edge is None:
            raise errors.does_not_require_grad(number)
        edges.append(edge)
        gradients.append(gradient)
    return edges, gradients


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Compute the gradients of ``tensors`` with respect to the leaves and add them into their ``.grad``."""
    outputs = _sequence(tensors)
    wanted = None if inputs is None else _sequence(inputs)
    if wanted is not None and not wanted:
        raise RuntimeError("`inputs` argument to `backward` cannot be empty.")
    edges, gradients = _start(outputs, grad_tensors)
    retain = create_graph if retain_graph is None else retain_graph
    _Walk(edges, gradients, retain, create_graph, wanted, True).run()


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``, which keep their ``.grad`` as it is."""
    wanted = _sequence(inputs)
    edges, gradients = _start(_sequence(outputs), grad_outputs)
    retain = create_graph if retain_graph is None else retain_graph
    walk = _Walk(edges, gradients, retain, create_graph, wanted, False)
    walk.run()
    found: list[Any] = []
    for number, (tensor, gradient) in enumerate(zip(wanted, walk.captured, strict=True)):
        if gradient is None and materialize_grads:
            gradient = wrap(np.zeros_like(tensor._array), tensor.dtype, tensor.shape)
        if gradient is None and not allow_unused:
            raise errors.unused_input(number)
        found.append(gradient)
    return tuple(found)


__all__ = ["Leaf", "backward", "grad"]
