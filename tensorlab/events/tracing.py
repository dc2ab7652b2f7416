"""The one who listens: each call of the core becomes one tuple, one *step* of a recording.

An operation that makes one small tensor, as nearly all do, is told briefly: see :class:`Form`. All else takes records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events.describing import Describer
from tensorlab.events.forms import Form
from tensorlab.events.living import memory_of
from tensorlab.events.records import NOBODY, Fact, Flag, Kind, Phase, Turn

_BOUND = Kind.BOUND
"""Looked up at every statement: an enumeration's members are slow to reach."""


class Tracer(Describer):
    """Turns what the core tells into tuples.

    Args:
        sources: see :class:`tensorlab.events.places.Places`.
        preview_limit: memory up to this many bytes travels with its event, a larger one as a summary.
    """

    def __init__(self, sources: dict[str, str] | None = None, preview_limit: int = 4096) -> None:
        super().__init__(sources, preview_limit)
        self.muted = 0
        self._calls = 0
        self._forms: dict[str, Form] = {}
        self._joined: list[Any] = []

    @contextmanager
    def update(self) -> Iterator[None]:
        """What happens inside is the update step of training: ``Optimizer.step`` and ``zero_grad``."""
        self._enter(updating=1)
        try:
            yield
        finally:
            self._enter(updating=-1)

    @contextmanager
    def inside(self, scope: str) -> Iterator[None]:
        """What happens inside belongs to a module or a composite operation of that name."""
        before = self.scope
        self.scope = f"{before}.{scope}" if before else scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens inside is not the user's doing and is not told: reads by the window, the rules of a backward."""
        self.muted += 1
        try:
            yield
        finally:
            self.muted -= 1

    # -- what the core tells ------------------------------------------------------------------------------------------

    def created(self, tensor: Any, op: str, flags: int = 0) -> None:
        """A factory made a tensor: ``torch.ones``, ``torch.from_numpy``, ``nn.Parameter`` …"""
        if self.muted:
            return
        shares = op in ("from_numpy", "as_tensor", "frombuffer")
        record = self._tensor(tensor, self._ids, flags, is_fresh=not shares)
        self._track(tensor)
        self._tell(Kind.CREATED, op, record)

    def operated(
        self,
        op: str,
        names: tuple[str, ...],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        node: Any,
        shares_memory: bool = False,
    ) -> None:
        """An operation ran.

        Args:
            op: its name as called, ``mul``.
            names: the names of its arguments.
            inputs: the values of these; what is no tensor is left out.
            outputs: the tensors that came out.
            node: the ``grad_fn`` of the outputs, None where nothing was tracked.
            shares_memory: the outputs look at memory of an input (a view, ``detach``).
        """
        if self.muted:
            return
        if not shares_memory and len(outputs) == 1:
            made = outputs[0]
            memory = made._raw
            if memory.__class__ is not np.ndarray or (memory.base is None and 0 < memory.nbytes <= self.preview_limit):
                if node is not None:
                    plan = node.plan
                    form = None if plan is None else plan.form
                else:
                    form = self._forms.get(op)
                    if form is None or form.names is not names:
                        form = self._forms[op] = Form(op, "", names)
                if form is not None:
                    form.tell(self, form, inputs, made, node)
                    return
        used = self._used(names, inputs)
        if node is None:
            function = self._ids
            self._ids = function + 1
            operation = [function, len(outputs)]
            numbers = [self._track_result(tensor, operation) for tensor in outputs]
        else:
            function = self._track_node(node)
            numbers = [self._track(tensor) for tensor in outputs]
        record = self._function(node, function, op, used, numbers[0] if numbers else NOBODY)
        made = tuple([self._tensor(t, n, 0, not shares_memory) for t, n in zip(outputs, numbers, strict=True)])
        self._tell(Kind.OPERATED, record, shares_memory, made)

    def mutated(self, op: str, target: Any, names: Iterable[str], inputs: Iterable[Any], node: Any) -> None:
        """An operation wrote into ``target``: ``x.add_(1)``, ``x[0] = 3``. ``node`` is the new node it made, if any."""
        if self.muted:
            return
        used = self._used(names, inputs)
        number = self.tensor_id(target)
        function = self._ids
        if node is None or self.id_of(node) != NOBODY:
            node = None
            self._ids = function + 1
        else:
            function = self._track_node(node)
        record = self._function(node, function, op, used, number)
        phase = Phase.UPDATE if node is None and target.requires_grad and target._is_unrecorded else None
        written = self._tensor(target, number)
        if node is not None:
            # A view's own grad_fn is made anew when it is looked at; what made it so is the write.
            written = written._replace(grad_fn=function)
        joined = tuple([self.tensor_id(one) for one in self._joined if one is not target])
        self._joined.clear()
        self._tell(Kind.MUTATED, record, written, joined, phase=phase)

    def joined(self, tensor: Any) -> None:
        """A write into memory that it shares has given this tensor a place in the graph; the write is told next."""
        self._joined.append(tensor)

    def given_memory(self, tensor: Any, array: NDArray[Any]) -> None:
        """The scalar that an operation has made has become memory, which others may look at from now on."""
        number = self.id_of(tensor)
        if number != NOBODY:
            self._storages[id(array)] = number

    def changed(self, tensor: Any) -> None:
        """Its memory was written by numpy."""
        self._tell(Kind.CHANGED, self._tensor(tensor, self.tensor_id(tensor)))

    def relaid(self, tensor: Any) -> None:
        """The tensor object looks at other memory than before: ``x.data = y``, ``x.t_()``."""
        if not self.muted:
            self._tell(Kind.LAYOUT, self._tensor(tensor, self.tensor_id(tensor)))

    def fact(self, tensor: Any, which: Fact, value: int) -> None:
        """``requires_grad`` and ``retains_grad`` as 0 or 1, ``grad`` as a tensor's id or NOBODY."""
        if not self.muted:
            phase = Phase.UPDATE if which is Fact.GRAD and not self._engine else None
            self._tell(Kind.FACT, self.tensor_id(tensor), which, value, phase=phase)

    def grad_set(self, tensor: Any, grad: Any) -> None:
        """The user set ``tensor.grad``; ``grad`` is a tensor or None."""
        if not self.muted:
            self.fact(tensor, Fact.GRAD, NOBODY if grad is None else self.tensor_id(grad))

    def bound(self, name: str, is_global: bool, tensor: Any | None) -> None:
        """A name of the user's code now means this tensor, or none any more."""
        number = NOBODY if tensor is None else self.tensor_id(tensor)
        self.events.append((_BOUND, self.place(2), self.phase, name, is_global, number))

    def iterated(self, loop: int, number: int) -> Turn:
        """The body of an outermost loop starts again; with NOBODY for the number, the loop is over."""
        turn = Turn(loop, number, self.place(2))
        self.events.append((Kind.ITERATION, turn.place, self.phase, turn))
        return turn

    def lend(self, tensor: Any) -> None:
        """numpy has seen the tensor's memory and may write into it without an operation."""
        if not self.muted:
            number = self.tensor_id(tensor)
            storage = self._storages.get(id(memory_of(tensor._array)), number)
            # Whoever had the memory first will, as a rule, have it longest.
            self._lend(storage, storage if storage in self.living else number)
            if self.on_lend is not None:
                self.on_lend(storage)

    def printed(self, text: str) -> None:
        self._tell(Kind.PRINTED, text)

    def error(self, kind: str, message: str, notes: Sequence[str], place: int | None = None) -> None:
        """The user's code raised; ``place`` says where, when the frames are gone already."""
        where = self.last_place if place is None else place
        self.events.append((Kind.ERROR, where, self.phase, kind, message, tuple(notes)))

    # -- what the engine tells ----------------------------------------------------------------------------------------

    def backward_began(
        self,
        roots: Sequence[tuple[Any, int, NDArray[Any]]],
        is_backward: bool,
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Any] = (),
    ) -> int:
        """``backward()`` or ``autograd.grad()`` starts; returns the number of the call.

        Args:
            roots: (node, input number, gradient) it starts from.
            is_backward: False for ``autograd.grad``.
            inputs: the tensors asked for by ``inputs=``.
        """
        call = self._calls
        self._calls = call + 1
        asked = tuple([self.tensor_id(tensor) for tensor in inputs])
        self._enter(engine=1)
        for node, _, gradient in roots[:1]:
            root = self._known_node(node)
            self._tell(Kind.BEGAN, call, root, self._flow(gradient), is_backward, retain_graph, create_graph, asked)
        for node, index, gradient in roots:
            self.arrived(call, node, index, None, gradient)
        return call

    def _known_node(self, node: Any) -> int:
        """A node born unheard gets its id here; who made what shows up in its edges only."""
        number = self.id_of(node)
        if number != NOBODY:
            return number
        record = self._function(node, self._track_node(node), node.name(), (), NOBODY)
        self._tell(Kind.OPERATED, record, False, ())
        return record.id

    def arrived(self, call: int, node: Any, index: int, source: Any, gradient: NDArray[Any]) -> None:
        """A gradient moved along the edge from ``source`` (None: from outside) to input ``index`` of ``node``."""
        origin = NOBODY if source is None else self._known_node(source)
        self._tell(Kind.ARRIVED, call, self._known_node(node), index, origin, self._flow(gradient))

    def accumulated(self, call: int, node: Any, leaf: Any, grad: Any, is_new: bool) -> None:
        """``AccumulateGrad`` added to ``leaf.grad``, or a retained gradient was stored (``node`` is then a grad_fn)."""
        number = self.id_of(grad)
        if number == NOBODY:
            number = self._track(grad)
        record = self._tensor(grad, number, Flag.GRADIENT, is_fresh=is_new)
        self._tell(Kind.ACCUMULATED, call, self._known_node(node), self.tensor_id(leaf), record, is_new)

    def released(self, call: int, node: Any) -> None:
        """The node's saved tensors are freed; told only of nodes that had saved something."""
        self._tell(Kind.RELEASED, call, self._known_node(node))

    def backward_ended(self, call: int, error: BaseException | None = None) -> None:
        if error is None:
            self._tell(Kind.ENDED, call)
        else:
            self._tell(Kind.FAILED, call, str(error))
        self._enter(engine=-1)
