"""The engine: walks the graph from outputs to leaves, newest operation first, and brings every gradient home.

Order is PyTorch's: an operation's node runs before those of its inputs, the one that was made last first; a leaf is
served as soon as its last consumer has run. The walk is a loop, so a chain of a hundred thousand nodes is nothing
special.

Gradients travel as bare arrays, since nothing is recorded of backward's own arithmetic. With ``create_graph`` they
travel as tensors, and the same rules, run on tensors, record themselves.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

import tensorlab
from tensorlab import dtypes, errors, events, layouts
from tensorlab._tensor import Tensor, wrap
from tensorlab.dtypes import Size
from tensorlab.explain.shapes import broadcast
from tensorlab.graph import mode
from tensorlab.graph import node as nodes
from tensorlab.graph.node import (
    ENDS,
    INDIRECT,
    NOTHING,
    RELEASED,
    AccumulateGrad,
    Edge,
    Node,
    Origin,
    accumulator_at,
    count_write,
    edge_of,
    memory_of,
    numbered,
)

watch: Any = None
"""In anomaly mode, what runs a node in the place of the walk itself, and says where it comes from if it fails."""

_moment = attrgetter("moment")
_CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
    "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
    "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the "
    "cycle and avoid the leak."
)
_ONLY_INPUTS = (
    "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts "
    "of the graph, please use torch.autograd.backward."
)
_LARGE = 16_384
"""From this size on a sum of gradients is worth keeping in a buffer of its own and adding to in place."""


class _Walk:
    """One call of ``backward()`` or ``autograd.grad()``.

    Attributes:
        captured: for ``autograd.grad`` the gradient of each input asked for.
    """

    def __init__(
        self,
        roots: Sequence[Edge],
        gradients: Sequence[Tensor],
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Tensor] | None,
        is_backward: bool,
    ) -> None:
        self._roots = [numbered(root) for root in roots]
        self._gradients = gradients
        self._retain = retain_graph
        self._create = create_graph
        self._is_backward = is_backward
        self._inputs = inputs
        self._tracer = events.tracer
        self._call = 0
        self._pending: dict[Node, Any] = {}  # what has arrived at nodes that have not run, a list for several outputs
        self._totals: dict[Node, Any] = {}  # the same for leaves
        self._waiting: dict[Node, int] = {}  # how many edges to a leaf have not been walked yet
        self._owned: set[Node] = set()  # whose pending gradient is memory that nobody else holds
        self._runs: set[Node] | None = None
        self._reached: set[Node] = set()
        self._targets: dict[tuple[Node, int], list[int]] = {}
        self.captured: list[Tensor | None] = [None] * len(inputs or ())

    # -- before the walk ----------------------------------------------------------------------------------------------

    def _survey(self, starts: Iterable[Node]) -> list[Node]:
        """All nodes that can be reached, oldest first; leaves are counted instead: how many edges lead to each."""
        waiting = self._waiting
        found: set[Node] = set()
        stack: list[Node] = []
        for node in starts:
            if node.__class__ is AccumulateGrad:
                waiting[node] = waiting.get(node, 0) + 1
            elif node not in found:
                found.add(node)
                stack.append(node)
        while stack:
            for edge in stack.pop().edges:
                if edge is None:
                    continue
                after: Any = edge[0] if edge.__class__ is tuple else edge
                if after.__class__ is AccumulateGrad:
                    waiting[after] = waiting.get(after, 0) + 1
                elif after not in found:
                    found.add(after)
                    stack.append(after)
        order = sorted(found, key=_moment)
        for node in order:
            self._pending.setdefault(node, None)
        return order

    def _choose(self, order: Sequence[Node]) -> None:
        """Where only some inputs are wanted, decide which nodes lead to them and run."""
        for place, tensor in enumerate(self._inputs or ()):
            edge = _edge_at(tensor)
            if isinstance(tensor, Tensor):
                if self._is_backward:
                    tensor.retain_grad()
                if not tensor.requires_grad:
                    raise RuntimeError("One of the differentiated Tensors does not require grad")
            if edge is not None:
                self._targets.setdefault(numbered(edge), []).append(place)
        wanted = {node for node, _ in self._targets}
        leads = set(wanted)
        self._runs = set(wanted) if self._is_backward else set()
        for node in order:
            if any(edge is not None and numbered(edge)[0] in leads for edge in node.edges):
                leads.add(node)
                self._runs.add(node)

    # -- the walk -----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        order = self._survey([root for root, _ in self._roots])
        if self._inputs is not None:
            self._choose(order)
        self._reached = {*order, *self._waiting}
        try:
            walks.append(self)
            before = mode.enabled.get()  # asked first, and set inside ``try``: an interrupt may come after any call
            try:
                mode.enabled.set(self._create)
                self._told(order)
            finally:
                mode.enabled.set(before)
        finally:
            walks.pop()

    def will_run(self, node: Node) -> bool:
        """Whether this walk comes, or has come, to a node and runs it."""
        return node in self._reached and (self._runs is None or node in self._runs)

    def take_over(self, sprint: _Sprint) -> None:
        """Go on where a sprint has stopped."""
        self._pending = sprint.pending
        self._totals = {accumulator_at(leaf): total for leaf, total in sprint.totals.items()}
        self._owned = {accumulator_at(leaf) for leaf in sprint.owned}
        order = self._survey(sprint.pending)
        before = mode.enabled.get()
        try:
            mode.enabled.set(False)
            for leaf in [leaf for leaf in self._totals if leaf not in self._waiting]:
                self._serve_leaf(leaf, self._totals.pop(leaf))  # type: ignore[arg-type]
            if sprint.error is None:
                with np.errstate(all="ignore"):
                    self._walk(order)
        finally:
            mode.enabled.set(before)

    def _told(self, order: list[Node]) -> None:
        """The walk, between the news of its beginning and of its end."""
        tracer = self._tracer
        if tracer is not None:
            starts = [(n, i, g._array) for (n, i), g in zip(self._roots, self._gradients, strict=True)]
            asked = [one for one in self._inputs or () if isinstance(one, Tensor)]
            self._call = tracer.backward_began(starts, self._is_backward, self._retain, self._create, asked)
        try:
            with np.errstate(all="ignore"):
                for (node, number), gradient in zip(self._roots, self._gradients, strict=True):
                    # What is asked for at once is given back as it is.
                    array = gradient._array if gradient.shape or self._targets else gradient._array[()]
                    self._put(node, number, gradient if self._create else array)
                for leaf in [node for node, _ in self._roots if node.__class__ is AccumulateGrad]:
                    self._done_with(leaf)
                self._walk(order)
        except BaseException as error:
            if tracer is not None:
                tracer.backward_ended(self._call, error)
            raise
        if tracer is not None:
            tracer.backward_ended(self._call)

    def _walk(self, order: list[Node]) -> None:
        pending = self._pending
        while order:
            node = order.pop()
            # Popped, not read: the walk is the last user of this gradient, so its memory can go.
            gradient = pending.pop(node)
            if self._runs is not None and node not in self._runs:
                # Nothing is brought to a node that nobody needs, unless the walk begins there.
                if gradient is not None:
                    self._pass_by(node, gradient)
                continue
            results = self._visit(node, gradient) if watch is None else watch(self._visit, node, gradient)
            if not self._retain and node.saved is not NOTHING and node.saved is not RELEASED:
                self._free(node)
            for edge, result in zip(node.edges, results, strict=True):
                if edge is not None:
                    self._send(node, edge, result, gradient)

    def _free(self, node: Node) -> None:
        """Let go of what a node has saved; this is told before the end of all that it alone has kept alive."""
        saved, node.saved = node.saved, RELEASED
        if self._tracer is not None:
            self._tracer.released(self._call, node)
        del saved

    def _send(self, node: Node, edge: Edge, result: Any, gradient: Any) -> None:
        """Hand a result on along an edge; a leaf that waits for nothing more is served."""
        after, number = numbered(edge)
        if result is not None and hasattr(after, "_extra"):
            result = _in_first_shape(node, after, number, result)
        if result is not None and (self._runs is None or after in self._runs or (after, number) in self._targets):
            if self._tracer is not None:
                array = result._array if self._create else np.asarray(result)
                self._tracer.arrived(self._call, after, number, node, array)
            if self._arrives_first(after) and self._is_fresh(node, result, gradient):
                self._owned.add(after)
            self._put(after, number, result)
        if after.__class__ is AccumulateGrad:
            self._done_with(after)

    def _done_with(self, leaf: Any) -> None:
        """One more edge to a leaf has been walked; after the last it is served."""
        self._waiting[leaf] -= 1
        if not self._waiting[leaf]:
            self._serve_leaf(leaf, self._totals.pop(leaf, None))

    def _arrives_first(self, node: Node) -> bool:
        """Whether nothing waits for this node yet: what does may be memory that others hold, too."""
        return (self._totals if node.__class__ is AccumulateGrad else self._pending).get(node) is None

    def _is_fresh(self, node: Node, result: Any, gradient: Any) -> bool:
        """What a rule made, and neither passed on nor looks at other memory, belongs to the receiver alone."""
        if self._create or not node.on_arrays or result is gradient or isinstance(gradient, list):
            return False
        return result.__class__ is _ndarray and result.base is None and not hasattr(node, "_extra")

    def _put(self, node: Node, number: int, gradient: Any) -> None:
        """Add a gradient to what waits for this input of the node."""
        if node.outputs > 1:
            if self._pending[node] is None:
                self._pending[node] = [None] * node.outputs
            old = self._pending[node][number]
            self._pending[node][number] = gradient if old is None else old + gradient
            return
        buffers = self._totals if node.__class__ is AccumulateGrad else self._pending
        old = buffers.get(node)
        buffers[node] = gradient if old is None else self._sum(node, old, gradient)

    def _sum(self, node: Any, old: Any, gradient: Any) -> Any:
        if self._create:
            return old + gradient
        return _added(old, gradient, node, self._owned)

    # -- what only some nodes need ------------------------------------------------------------------------------------

    def _pass_by(self, node: Node, gradient: Any) -> None:
        """A node that does not run: its hooks and captures still see what has arrived."""
        tensors = self._lifted(gradient if isinstance(gradient, list) else [gradient])
        if hasattr(node, "_extra") and any(one is not None for one in tensors):
            self._to_tensors(node, tensors)
        self._capture(node, tensors)

    def _visit(self, node: Node, gradient: Any) -> Sequence[Any]:
        """Run a node on tensors where someone looks at them or records them, with its hooks before and after."""
        if gradient is None and node.outputs > 1:
            gradient = [None] * node.outputs
        is_list = isinstance(gradient, list)
        if not (hasattr(node, "_extra") or self._targets or self._create or not node.on_arrays):
            return (None,) * len(node.edges) if gradient is None else self._muted(node.derive, gradient)
        tensors = self._lifted(gradient if is_list else [gradient])
        has_hooks = hasattr(node, "_extra")
        if self._targets:
            # Of what goes on from here, the caller gets what had arrived before any hook.
            self._capture(node, tensors)
        if has_hooks:
            self._before(node, tensors)
        if not node.runs_on_nothing and all(one is None for one in tensors):
            results: Sequence[Any] = (None,) * len(node.edges)
        elif node.on_arrays and not self._create:
            arrays = [None if one is None else one._array for one in tensors]
            results = self._muted(node.derive, arrays if is_list else arrays[0])
            if self._targets and node.name().startswith("MeanBackward"):
                # Spread by a stride of 0 for the walk alone: the caller gets memory of its own.
                results = [np.array(results[0], order="C")]
        else:
            results = self._muted(node.apply, tensors)
        if has_hooks and node.hooks("post"):
            results = self._after(node, self._lifted(results), tensors)
        return results if self._create else [one._array if isinstance(one, Tensor) else one for one in results]

    def _muted(self, function: Any, argument: Any) -> Any:
        """Backward's own arithmetic is no news, unless it is recorded."""
        tracer = self._tracer
        if tracer is None or self._create:
            return function(argument)
        tracer.muted += 1
        try:
            return function(argument)
        finally:
            tracer.muted -= 1

    def _lifted(self, gradients: Sequence[Any]) -> list[Any]:
        """Arrays as tensors."""
        return [
            one if one is None or isinstance(one, Tensor) else wrap(np.asarray(one), dtypes.from_numpy(one.dtype))
            for one in gradients
        ]

    def _before(self, node: Node, gradients: list[Any]) -> None:
        """Hooks of the tensors this node made, their retained gradients, then the node's own prehooks."""
        self._to_tensors(node, gradients)
        for hook in list(node.hooks("pre").values()):
            replaced = hook(tuple(gradients))
            if replaced is not None:
                gradients[:] = replaced if isinstance(replaced, (tuple, list)) else (replaced,)

    def _to_tensors(self, node: Node, gradients: list[Any]) -> None:
        """Hooks of the tensors this node made, and their retained gradients."""
        for number, hooks in node.extra.get("tensor", {}).items():
            gradients[number] = _through(hooks, gradients[number])
        for number, reference in node.extra.get("retain", {}).items():
            tensor, gradient = reference(), gradients[number]
            if tensor is not None and gradient is not None:
                self._keep(node, tensor, gradient)

    def _after(self, node: Node, results: Sequence[Any], gradients: Sequence[Any]) -> Sequence[Any]:
        for hook in list(node.hooks("post").values()):
            replaced = hook(tuple(results), tuple(gradients))
            if replaced is not None:
                results = tuple(replaced) if isinstance(replaced, (tuple, list)) else (replaced,)
        return results

    def _keep(self, node: Node, tensor: Tensor, gradient: Tensor) -> None:
        """A computed tensor that retains its gradient: later ones add to it, as on a leaf."""
        old = getattr(tensor, "_gradient", None)
        gradient = _in_type_of(tensor, gradient)
        if old is None:
            new = gradient.clone() if self._create else wrap(gradient._array.copy(), gradient.dtype, gradient.shape)
        else:
            new = old + gradient
        tensor._gradient = new
        if self._tracer is not None:
            self._tracer.accumulated(self._call, node, tensor, new, True)

    def _capture(self, node: Node, gradients: Sequence[Tensor | None]) -> None:
        for number, gradient in enumerate(gradients):
            for place in self._targets.get((node, number), ()):
                assert self._inputs is not None, "there are targets only where inputs were asked for"
                self.captured[place] = None if gradient is None else self._caught(self._inputs[place], gradient)
                self._owned.discard(node)

    def _caught(self, tensor: Tensor, gradient: Tensor) -> Tensor:
        """A gradient as it is given to the caller: what was handed through is the caller's own, a view has a base."""
        array = gradient._array
        for own in self._gradients:
            if own._array is array:
                return own
        if array.base is not None and gradient._base is None and not self._create:
            gradient._base_tensor = wrap(memory_of(array), gradient.dtype)
            gradient._unusual_origin = Origin.NO_GRAD
        return _in_type_of(tensor, gradient)

    # -- leaves -------------------------------------------------------------------------------------------------------

    def _serve_leaf(self, node: AccumulateGrad, gradient: Any) -> None:
        leaf = node.variable
        hooks = getattr(leaf, "_hook_table", None)
        if hooks or self._targets or hasattr(node, "_extra"):
            (gradient,) = self._looked_at(node, hooks, gradient)
        if gradient is None or leaf._edge is None or (self._runs is not None and node not in self._runs):
            return
        self._accumulate(node, leaf, gradient)
        if hooks:
            for hook in list(hooks.get("accumulated", {}).values()):
                _check_nothing(hook(leaf), leaf)
        if hasattr(node, "_extra"):
            self._after(node, (), self._lifted([gradient]))

    def _looked_at(self, node: AccumulateGrad, hooks: Any, gradient: Any) -> list[Any]:
        """The leaf's gradient after its hooks; whoever has seen it may keep it, so it is copied later."""
        tensors = self._lifted([gradient])
        if hooks:
            tensors[0] = _through(hooks.get("tensor", {}), tensors[0])
        if self._targets:
            self._capture(node, tensors)
        if hasattr(node, "_extra") and (self._runs is None or node in self._runs):
            self._before(node, tensors)
        self._owned.discard(node)
        return tensors if self._create else [None if one is None else one._array for one in tensors]

    def _accumulate(self, node: AccumulateGrad, leaf: Tensor, gradient: Any) -> None:
        old = getattr(leaf, "_gradient", None)
        is_new = old is None or self._create
        if self._create:
            new = _recorded_copy(leaf, gradient) if old is None else old + gradient
        elif old is None:
            new = _gradient_of(leaf, gradient, node in self._owned)
        else:
            new = old
            _add_to(old, gradient)
        leaf._gradient = new
        if self._tracer is not None:
            self._tracer.accumulated(self._call, node, leaf, new, is_new)


def _in_first_shape(node: Node, after: Node, number: int, gradient: Any) -> Any:
    """A gradient in the shape that the tensor it is of had when it was made; it may have another by now."""
    shape = after.extra.get("shapes", {}).get(number)
    if shape is None or tuple(gradient.shape) == tuple(shape):
        return gradient
    if broadcast(tuple(shape), tuple(gradient.shape)).result != tuple(gradient.shape):
        raise errors.invalid_gradient(
            node.name(), [edge and numbered(edge) for edge in node.edges].index((after, number)), gradient.shape, shape
        )
    if isinstance(gradient, Tensor):
        return gradient.sum_to_size(shape)
    return wrap(np.asarray(gradient), dtypes.from_numpy(gradient.dtype)).sum_to_size(shape)._array


def _through(hooks: Any, gradient: Tensor | None) -> Tensor | None:
    """What is left of a gradient after each hook has had its say."""
    for hook in list(hooks.values()):
        replaced = hook(gradient)
        if replaced is not None:
            _check_replaced(hook, replaced, gradient)
            gradient = replaced
    return gradient


def _check_nothing(returned: Any, leaf: Tensor) -> None:
    if returned is None or returned is leaf:
        return
    if isinstance(returned, Tensor):
        raise RuntimeError("Tensor post accumulate grad hooks should return None.")
    raise TypeError(f"expected Variable, but hook returned '{type(returned).__name__}'")


def _check_replaced(hook: Any, replaced: Any, gradient: Tensor | None) -> None:
    if gradient is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(replaced, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(replaced).__name__}'")
    what = "size" if replaced.shape != gradient.shape else "type" if replaced.dtype is not gradient.dtype else ""
    if what:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the {what} of value")


# -- the short way ----------------------------------------------------------------------------------------------------


class _Sprint:
    """The walk as nearly all of them are: one root, no hook anywhere, nobody listens, only ``.grad`` is wanted.

    Nobody can then see in which order leaves are served, so no survey comes first: a node runs as soon as it is the
    youngest of those that a gradient has reached, since whatever uses its tensor is younger still. At a node that runs
    code of the user's, and when a rule raises, what is left is handed to a :class:`_Walk`, which knows the order.

    Attributes:
        pending: what has arrived at nodes that have not run.
        totals: the same for leaves, which are tensors here.
        owned: leaves whose total is memory that nobody else holds.
    """

    __slots__ = ("error", "owned", "pending", "retain", "totals")

    def __init__(self, retain: bool) -> None:
        self.retain = retain
        self.pending: dict[Node, Any] = {}
        self.totals: dict[Any, Any] = {}
        self.owned: set[Any] = set()
        self.error: BaseException | None = None

    def run(self, node: Any, gradient: Any) -> bool:
        """Whether it came to the end."""
        pending, totals, owned, keep = self.pending, self.totals, self.owned, self.retain
        heap: list[tuple[int, Node]] = []
        ahead: Any = None
        ahead_gradient: Any = None
        try:
            while node.on_arrays:
                results = (None,) * len(node.ends) if gradient is None else node.plan.derive(node, gradient)
                if not keep and node.saved is not NOTHING:
                    node.saved = RELEASED
                for edge, result in zip(node.ends, results):  # noqa: B905  (strict= costs a tenth of the walk)
                    if edge is None:
                        continue
                    kind = edge.__class__
                    if kind in ENDS:
                        if kind is AccumulateGrad:
                            edge = edge.variable
                        old = totals.get(edge)
                        if old is not None:
                            if result is not None:
                                totals[edge] = _added(old, result, edge, owned)
                        else:
                            totals[edge] = result
                            if result.__class__ is _ndarray and result.base is None and result is not gradient:
                                owned.add(edge)
                    elif ahead is None and not heap and kind is not tuple:
                        ahead, ahead_gradient = edge, result
                    elif edge is ahead:
                        ahead_gradient = _plus(ahead_gradient, result)
                    elif edge in pending:
                        pending[edge] = _plus(pending[edge], result)
                    else:
                        if ahead is not None:
                            pending[ahead] = ahead_gradient
                            heappush(heap, (-ahead.moment, ahead))
                            ahead = None
                        number = 0
                        if kind is tuple:
                            edge, number = edge
                        if edge not in pending:
                            heappush(heap, (-edge.moment, edge))
                            pending[edge] = None if edge.outputs == 1 else [None] * edge.outputs
                        if edge.outputs == 1:
                            pending[edge] = _plus(pending[edge], result)
                        else:
                            pending[edge][number] = _plus(pending[edge][number], result)
                if ahead is not None:
                    node, gradient, ahead = ahead, ahead_gradient, None
                elif heap:
                    node = heappop(heap)[1]
                    gradient = pending.pop(node)
                else:
                    return True
        except BaseException as error:
            self.error = error
        pending[node] = gradient
        if ahead is not None:
            pending[ahead] = ahead_gradient
        return False

    def serve_leaves(self) -> None:
        """Add every total into its leaf's ``.grad``."""
        for leaf, total in self.totals.items():
            if total is None or leaf._edge is None:
                continue  # it has been told since that it wants none
            old = getattr(leaf, "_gradient", None)
            if old is not None:
                _add_to(old, total)
            else:
                leaf._gradient = _gradient_of(leaf, total, leaf in self.owned)


_ndarray = np.ndarray


def _in_type_of(tensor: Tensor, gradient: Tensor) -> Tensor:
    """A gradient as its tensor's type: one of bfloat16 has travelled as bare float32."""
    if getattr(tensor, "dtype", None) is not dtypes.bfloat16 or gradient.dtype is dtypes.bfloat16:
        return gradient
    return wrap(dtypes.round_to_bfloat16(gradient._array), dtypes.bfloat16, gradient.shape)


def _plus(old: Any, gradient: Any) -> Any:
    return gradient if old is None else old if gradient is None else old + gradient


def _added(old: Any, gradient: Any, node: Node, owned: set[Node]) -> Any:
    """A sum of gradients: in place once it is a buffer of its own, so that a leaf used often costs no memory."""
    if node in owned and old.dtype == gradient.dtype:
        return np.add(old, gradient, out=old)
    total = old + gradient
    if total.__class__ is _ndarray:
        owned.add(node)
    return total


def _add_to(old: Tensor, gradient: Any) -> None:
    """Add into the gradient that a leaf has already."""
    memory = old._array
    count_write(old)
    np.add(memory, gradient, out=memory, casting="unsafe")
    if old.dtype is dtypes.bfloat16:
        np.copyto(memory, dtypes.round_to_bfloat16(memory))


def _gradient_of(leaf: Tensor, gradient: Any, is_owned: bool) -> Tensor:
    """What becomes the leaf's ``.grad``, in the leaf's type."""
    if gradient.shape == leaf.shape and leaf._raw.flags.c_contiguous:
        if not gradient.flags.c_contiguous:
            gradient, is_owned = gradient.copy(), True
        return wrap(_own(gradient, leaf, is_owned), leaf.dtype, leaf.shape)
    arranged = layouts.arranged(np.asarray(gradient), leaf._array)
    # A leaf that has been given another shape since may still get the gradient of what it was.
    return wrap(_own(arranged, leaf, is_owned or arranged is not gradient), leaf.dtype, Size(gradient.shape))


def _recorded_copy(leaf: Tensor, gradient: Tensor) -> Tensor:
    """The same where it is to be differentiated again: never memory that somebody holds."""
    if not layouts.is_dense(leaf._array):
        made: Tensor = gradient.clone(memory_format=tensorlab.contiguous_format)
    else:
        made = gradient.new_empty_strided(leaf.shape, leaf.stride()).copy_(gradient)
    return made


def _own(gradient: Any, leaf: Tensor, is_owned: bool) -> Any:
    """The gradient as memory of the leaf's own: taken over where nobody else holds it, else copied."""
    dtype = leaf.dtype
    kind = dtype.numpy
    if dtype is dtypes.bfloat16:
        return dtypes.round_to_bfloat16(gradient)
    if gradient.dtype is not kind:
        return gradient.astype(kind)
    return gradient if is_owned or gradient.__class__ is not _ndarray else gradient.copy("K")


# -- the two public calls ---------------------------------------------------------------------------------------------


walks: list[_Walk] = []
"""The walks that are under way, the innermost last: a hook may ask for a gradient itself."""


class GradientEdge(NamedTuple):
    """A place in the graph that a gradient arrives at: an output of a node, whether its tensor lives or not."""

    node: Node
    output_nr: int
    ownership_token: Any = None


def _edge_at(place: Any) -> Edge | None:
    """The edge of a tensor, or the one that a :class:`GradientEdge` stands for."""
    if isinstance(place, GradientEdge):
        return (place.node, place.output_nr) if place.node.outputs > 1 else place.node
    return edge_of(place)


def _sequence(value: Any) -> list[Any]:
    return [value] if isinstance(value, (Tensor, GradientEdge)) else list(value)


def _start(outputs: Sequence[Tensor], given: Any) -> tuple[list[Edge], list[Tensor]]:
    """The edges a walk begins at, and the gradient for each; a scalar's is 1 when none is given."""
    supplied = [None] * len(outputs) if given is None else _sequence(given)
    edges, gradients = [], []
    if len(supplied) < len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(supplied)} gradients")
    for number, (output, gradient) in enumerate(zip(outputs, supplied, strict=False)):
        if isinstance(output, GradientEdge):
            if gradient is None:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
        elif gradient is None:
            if output.requires_grad and output._array.size != 1:
                raise errors.not_scalar()
            gradient = wrap(np.ones(output.shape, output._array.dtype), output.dtype, output.shape)
        elif tuple(gradient.shape) != tuple(output.shape):
            raise errors.mismatched_grad(number, gradient.shape, output.shape)
        gradients.append(gradient)
    for number, output in enumerate(outputs):
        edge = _edge_at(output)
        if edge is None:
            raise errors.does_not_require_grad(number)
        edges.append(edge)
    return edges, gradients


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Compute the gradients of ``tensors`` with respect to the leaves and add them into their ``.grad``."""
    if grad_tensors is None and inputs is None and not create_graph and _sprinted(tensors, bool(retain_graph)):
        return
    if create_graph:
        warnings.warn(_CYCLE, UserWarning, stacklevel=3)
    outputs = _sequence(tensors)
    wanted = None if inputs is None else _sequence(inputs)
    if wanted is not None and not wanted:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    edges, gradients = _start(outputs, grad_tensors)
    retain = create_graph if retain_graph is None else retain_graph
    _Walk(edges, gradients, retain, create_graph, wanted, True).run()


def _sprinted(output: Any, retain: bool) -> bool:
    """Whether the whole call could go the short way and is done."""
    if not isinstance(output, Tensor) or events.tracer is not None or nodes.watchers:
        return False
    root = output._edge
    if output._base_tensor is not None or root.__class__ in INDIRECT:
        root = edge_of(output)
    kind = root.__class__
    if root is None or kind is tuple or kind is AccumulateGrad or not root.on_arrays or output._raw.size != 1:
        return False
    shape, dtype = output.shape, output.dtype.numpy
    gradient = np.ones(shape, dtype) if shape else dtype.type(1)
    sprint = _Sprint(retain)
    try:
        is_done = mode.run_quietly(sprint.run, root, gradient)
    except RuntimeError:
        # Another call is inside numpy's context already: what goes wrong on the way is kept by the sprint.
        is_done = mode.quietly(sprint.run, root, gradient)
    if is_done:
        sprint.serve_leaves()
        return True
    _Walk([], [], retain, False, None, True).take_over(sprint)
    if sprint.error is not None:
        try:
            raise sprint.error
        finally:
            sprint.error = None  # or it would hold the frames that hold it
    return True


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> Any:
    """The gradients of ``outputs`` with respect to ``inputs``, which keep their ``.grad`` as it is.

    Returns:
        A tuple, one gradient for each input; where ``inputs`` is a dictionary, a dictionary with its keys.
    """
    if isinstance(inputs, dict):
        options = (only_inputs, allow_unused, is_grads_batched, materialize_grads)
        found = grad(outputs, list(inputs.values()), grad_outputs, retain_graph, create_graph, *options)
        return dict(zip(inputs, found, strict=True))
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        warnings.warn(_ONLY_INPUTS, FutureWarning, stacklevel=2)
    wanted = _sequence(inputs)
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    retain = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        allows = bool(allow_unused) or materialize_grads
        return _one_by_one(_sequence(outputs), wanted, _sequence(grad_outputs), retain, create_graph, allows)
    edges, gradients = _start(_sequence(outputs), grad_outputs)
    walk = _Walk(edges, gradients, retain, create_graph, wanted, False)
    walk.run()
    each: list[Any] = []
    for number, (tensor, gradient) in enumerate(zip(wanted, walk.captured, strict=True)):
        if gradient is None and materialize_grads:
            gradient = wrap(np.zeros_like(tensor._array), tensor.dtype, tensor.shape)
        if gradient is None and not allow_unused:
            raise errors.unused_input(number)
        each.append(gradient)
    return tuple(each)


def _one_by_one(
    outputs: list[Any], wanted: list[Any], batches: list[Any], retain: bool, create_graph: bool, allow_unused: bool
) -> tuple[Any, ...]:
    """A whole batch of gradients of the outputs, one walk for each, stacked along a first axis."""
    count = int(batches[0].shape[0])
    rows = [
        grad(
            outputs,
            wanted,
            [batch[row] for batch in batches],
            retain or row < count - 1,
            create_graph,
            allow_unused=allow_unused,
        )
        for row in range(count)
    ]
    return tuple([None if column[0] is None else tensorlab.stack(column) for column in zip(*rows, strict=True)])
