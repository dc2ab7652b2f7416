"""Answers to *why?* from the recording: why is grad None, why this shape, who holds this graph.

An answer is a short chain of events, each a sentence to be (a key and its fields, as in :mod:`ui.models.meaning`), with
the step at which it happened and the node it is about, so that a reader can go there. The first event is the nearest
reason; those after it tell how that came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice
from math import prod

import numpy as np

from tensorlab.events import NEVER, NOBODY
from ui.models.containers import containers
from ui.models.diagnosis import shape_text
from ui.models.recording import NodeKind, Recording

LONGEST = 4
"""Events of an answer."""


class Question(Enum):
    """What can be asked of a tensor; the word is the key of its sentence."""

    GRAD_NONE = "grad_none"
    ASKS_NOTHING = "asks_nothing"
    SHAPE = "shape"
    NOT_CONTIGUOUS = "not_contiguous"
    NOT_A_LEAF = "not_a_leaf"
    WHO_HOLDS = "who_holds"


@dataclass(frozen=True)
class Because:
    """One event of an answer; ``step`` is -1 and ``node`` NOBODY where it happened nowhere."""

    key: str
    fields: Mapping[str, str] = field(default_factory=dict)
    step: int = -1
    node: int = NOBODY
    line: int = 0


Answer = tuple[Because, ...]


def questions(recording: Recording, tensor: int, step: int) -> list[Question]:
    """What may be asked of a tensor at a step: only what is so needs a reason."""
    if tensor == NOBODY or recording.kind[tensor] != NodeKind.TENSOR or recording.born[tensor] > step:
        return []
    held = {
        Question.GRAD_NONE: recording.grad(tensor, step) == NOBODY,
        Question.ASKS_NOTHING: not recording.requires_grad(tensor, step),
        Question.SHAPE: True,
        Question.NOT_CONTIGUOUS: not is_contiguous(recording, tensor, step),
        Question.NOT_A_LEAF: not recording.is_leaf(tensor, step),
        Question.WHO_HOLDS: recording.grad_fn(tensor, step) != NOBODY,
    }
    return [question for question, holds in held.items() if holds]


def answer(recording: Recording, question: Question, tensor: int, step: int) -> Answer:
    """Why it is so, nearest reason first."""
    return tuple(islice(_ANSWERS[question](_Asked(recording, tensor, step)), LONGEST))


def is_contiguous(recording: Recording, tensor: int, step: int) -> bool:
    """Whether the elements lie one after another in memory, as in a tensor that was just made."""
    expected = 1
    sizes = zip(recording.shape(tensor, step), recording.stride(tensor, step), strict=True)
    for size, stride in reversed(list(sizes)):
        if size == 0:
            return True
        if size != 1 and stride != expected:
            return False
        expected *= size
    return True


class _Asked:
    """A tensor at a step, with the words that answers are made of."""

    def __init__(self, recording: Recording, tensor: int, step: int) -> None:
        self.recording = recording
        self.tensor = tensor
        self.step = step

    def of(self, tensor: int) -> _Asked:
        return _Asked(self.recording, tensor, self.step)

    @property
    def name(self) -> str:
        return self.recording.label(self.tensor, self.step)

    @property
    def maker(self) -> int:
        return self.recording.producer(self.tensor)

    @property
    def inputs(self) -> list[int]:
        """The tensors that it was computed from."""
        used = [] if self.maker == NOBODY else self.recording.inputs(self.maker)
        return list(dict.fromkeys(one.tensor for one in used if one.tensor != NOBODY))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.recording.shape(self.tensor, max(self.step, int(self.recording.born[self.tensor])))

    def asked_when_used(self, tensor: int) -> bool:
        """Whether a tensor asked for gradients when this one was computed from it."""
        return self.recording.requires_grad(tensor, int(self.recording.born[self.maker]))

    def because(self, key: str, node: int = NOBODY, step: int = -1, **fields: str) -> Because:
        """An event at the birth of a node, or at a step."""
        at = int(self.recording.born[node]) if step < 0 and node != NOBODY else step
        line = self.recording.place_of(at).line
        return Because(key, {"name": self.name, "line": str(line), **fields}, at, node, line)

    def born(self, key: str, **fields: str) -> Because:
        """An event at the birth of this tensor."""
        return self.because(key, self.tensor, -1, **fields)


# -- gradients --------------------------------------------------------------------------------------------------------


def _why_grad_none(asked: _Asked) -> Iterator[Because]:
    recording, tensor, step = asked.recording, asked.tensor, asked.step
    if not recording.requires_grad(tensor, step):
        yield asked.born("asks_for_none")
        yield from _why_asks_nothing(asked)
        return
    if not recording.is_leaf(tensor, step):
        yield from _why_not_kept(asked)
        return
    cleared = _cleared(asked)
    if cleared >= 0:
        yield asked.because("cleared", tensor, cleared)
        return
    calls = [call for call in recording.calls if call.step <= step]
    if not calls:
        yield asked.born("no_backward_yet")
    elif all(call.error for call in calls):
        yield asked.because("backward_failed", step=calls[-1].step, error=calls[-1].error.split(".")[0])
    elif not any(call.is_backward for call in calls):
        yield asked.because("only_grad", step=calls[-1].step)
    else:
        last = next(call for call in reversed(calls) if call.is_backward)
        if last.inputs and tensor not in last.inputs:
            yield asked.because("others_asked", step=last.step, inputs=_names(asked, list(last.inputs)))
            return
        yield asked.because("not_reached", step=last.step)
        yield from _why_not_reached(asked, last.step)


def _why_not_kept(asked: _Asked) -> Iterator[Because]:
    recording, tensor, step = asked.recording, asked.tensor, asked.step
    if recording.retains_grad(tensor, step):
        table = recording.tables["retains_grad"]
        row = table.last("tensor", tensor, step)
        asked_at = table.cell(row, "step")
        later = any(asked_at < call.step <= step for call in recording.calls)
        yield asked.because("retained_and_waits" if not later else "not_reached", tensor, asked_at)
        return
    yield asked.because("computed", asked.maker if asked.maker != NOBODY else tensor, op=_op(asked))
    yield asked.born("leaves_only")


def _op(asked: _Asked) -> str:
    return asked.recording.op(asked.maker) if asked.maker != NOBODY else asked.recording.op(asked.tensor)


def _cleared(asked: _Asked) -> int:
    """The step at which a gradient that was there became None, -1 for never."""
    table = asked.recording.tables["grad"]
    row = table.last("tensor", asked.tensor, asked.step)
    return table.cell(row, "step") if row >= 0 and table.cell(row, "gradient") == NOBODY else -1


def _why_not_reached(asked: _Asked, call: int) -> Iterator[Because]:
    """The uses of a leaf before a backward: none, or all of them cut off."""
    recording = asked.recording
    uses = [one for one in recording.users(asked.tensor) if recording.born[one] < call]
    uses = [one for one in uses if recording.target(one) == NOBODY]
    if not uses:
        yield asked.born("never_used")
        return
    for use in uses:
        if not recording.grad_fn_name(use):
            yield asked.because("cut", use, op=recording.op(use))
            return
    yield asked.because("other_graph", uses[-1], op=recording.op(uses[-1]))


def _why_asks_nothing(asked: _Asked) -> Iterator[Because]:
    recording, tensor = asked.recording, asked.tensor
    table = recording.tables["requires_grad"]
    rows = [row for row in table.of("tensor", tensor).tolist() if table.cell(row, "step") <= asked.step]
    if len(rows) > 1 and table.cell(rows[-1], "value") == 0:
        yield asked.because("switched_off", tensor, table.cell(rows[-1], "step"))
        return
    if asked.maker == NOBODY:
        whole = "float" not in recording.dtype(tensor)
        key = "made_whole" if whole else "made_without"
        yield asked.born(key, op=recording.op(tensor), dtype=recording.dtype(tensor))
        return
    asking = [one for one in asked.inputs if asked.asked_when_used(one)]
    if asking:
        yield _cut(asked, asking[0])
        return
    yield asked.because("inputs_ask_nothing", asked.maker, op=_op(asked), inputs=_names(asked, asked.inputs))
    for one in asked.inputs[:2]:
        yield from islice(_why_asks_nothing(asked.of(one)), 1)


def _names(asked: _Asked, tensors: list[int]) -> str:
    return ", ".join(asked.recording.label(one, asked.step) for one in tensors)


def _cut(asked: _Asked, asking: int) -> Because:
    """An operation took a tensor that asks, and gave one that does not."""
    recording, op = asked.recording, _op(asked)
    source = recording.label(asking, asked.step)
    if op in ("detach", "data"):
        return asked.because(op, asked.maker, input=source)
    if "float" not in recording.dtype(asked.tensor):
        return asked.because("no_derivative", asked.maker, op=op, dtype=recording.dtype(asked.tensor))
    return asked.because("untracked", asked.maker, op=op, input=source)


def _why_not_a_leaf(asked: _Asked) -> Iterator[Because]:
    recording = asked.recording
    grad_fn = recording.grad_fn(asked.tensor, asked.step)
    written = grad_fn not in (asked.maker, NOBODY)
    node = grad_fn if grad_fn != NOBODY else asked.maker
    key = "written_into" if written and asked.maker != grad_fn and asked.maker == NOBODY else "computed"
    yield asked.because(key, node, op=recording.op(node) or recording.grad_fn_name(node))
    leaf = _first_leaf(recording, node)
    if leaf != NOBODY:
        yield asked.of(leaf).born("leaf_that_asks")


def _first_leaf(recording: Recording, node: int) -> int:
    """The leaf nearest to a node along its edges."""
    waiting, seen = [node], {node}
    while waiting:
        for after, _ in recording.next_functions(waiting.pop(0)):
            if after == NOBODY or after in seen:
                continue
            if recording.leaf(after) != NOBODY:
                return recording.leaf(after)
            seen.add(after)
            waiting.append(after)
    return NOBODY


# -- shapes -----------------------------------------------------------------------------------------------------------

_VIEWS = ("view", "reshape", "flatten", "unflatten", "unsafe_view", "_unsafe_view", "view_as", "reshape_as", "ravel")
_TURNS = ("t", "T", "transpose", "permute", "mT", "swapaxes", "movedim", "H", "adjoint")
_PARTS = ("select", "slice", "index", "narrow", "getitem", "unbind", "split", "chunk", "gather", "index_select",
          "masked_select", "diagonal", "take")  # fmt: skip
_PRODUCTS = ("matmul", "mm", "mv", "dot", "bmm", "addmm", "addmv", "baddbmm", "linear", "outer", "ger")
_JOINS = ("cat", "stack", "concat", "hstack", "vstack")
_CHOOSING = ("index", "masked_select", "nonzero", "unique", "unique_dim")
"""What gives as much as the values of an operand say, whatever its shape."""


def _why_shape(asked: _Asked) -> Iterator[Because]:
    """The operation at which this shape came to be."""
    recording = asked.recording
    at = asked
    for _ in range(1000):
        shape = shape_text(at.shape)
        if at.maker == NOBODY:
            yield at.born("made_of_shape", shape=shape, op=recording.op(at.tensor))
            return
        maker, inputs = _as_written(at)
        shapes = [at.of(one).shape for one in inputs]
        if not shapes or any(one != at.shape for one in shapes) or recording.op(maker) in _CHOOSING:
            break
        # Every operand had this shape already: it came from further back.
        at = at.of(inputs[0])
    op = recording.op(maker)
    given = ", ".join(f"{recording.label(one, at.step)} {shape_text(at.of(one).shape)}" for one in inputs)
    yield at.because(_shape_rule(op, at.shape, shapes), maker, op=op, shape=shape_text(at.shape), inputs=given)
    for one in inputs[:2]:
        yield at.of(one).born("made_of_shape" if at.of(one).maker == NOBODY else "had_shape",
                              shape=shape_text(at.of(one).shape), op=_op(at.of(one)))  # fmt: skip


def _as_written(at: _Asked) -> tuple[int, list[int]]:
    """The operation and operands that the user wrote, without the views that it makes of them and of its result."""
    recording = at.recording
    place, maker, inputs = recording.place(at.maker), at.maker, at.inputs

    def made_on_the_way(tensor: int) -> int:
        """The function that made a tensor in the course of the same expression, or NOBODY."""
        function = recording.producer(tensor)
        return function if function != NOBODY and recording.place(function) == place else NOBODY

    while recording.op(maker) in _VIEWS and len(inputs) == 1 and made_on_the_way(inputs[0]) != NOBODY:
        maker = recording.producer(inputs[0])
        inputs = at.of(inputs[0]).inputs
    for number, one in enumerate(inputs):
        while made_on_the_way(one) != NOBODY and recording.is_view(recording.producer(one)):
            one = at.of(one).inputs[0]
        inputs[number] = one
    return maker, inputs


def _shape_rule(op: str, shape: tuple[int, ...], shapes: list[tuple[int, ...]]) -> str:
    """Which sentence tells how an operation makes its shape."""
    for ops, key in ((_VIEWS, "shape_view"), (_TURNS, "shape_turn"), (_PARTS, "shape_part"),
                     (_PRODUCTS, "shape_product"), (_JOINS, "shape_join")):  # fmt: skip
        if op in ops:
            return key
    if op in ("expand", "broadcast_to", "repeat", "expand_as"):
        return "shape_expand"
    if op in ("squeeze", "unsqueeze"):
        return f"shape_{op}"
    if op.startswith("conv") or "pool" in op:
        return "shape_slide"
    if len(shapes) > 1:
        return "shape_broadcast"
    if shapes and prod(shape) < prod(shapes[0]):
        return "shape_reduce" if len(shape) < len(shapes[0]) else "shape_keepdim"
    return "shape_other"


def _why_not_contiguous(asked: _Asked) -> Iterator[Because]:
    recording = asked.recording
    at = asked
    while at.maker != NOBODY and at.inputs and not is_contiguous(recording, at.inputs[0], at.step):
        if not recording.is_view(at.maker):
            break
        at = at.of(at.inputs[0])
    stride = shape_text(recording.stride(at.tensor, at.step))
    if at.maker == NOBODY:
        yield at.born("made_in_other_order", stride=stride)
        return
    before = at.of(at.inputs[0]) if at.inputs else at
    fields = {
        "op": _op(at),
        "stride": stride,
        "before": shape_text(recording.stride(before.tensor, before.step)),
        "shape": shape_text(at.shape),
        "input": before.name,
    }
    zero = any(
        step == 0 and size > 1 for size, step in zip(at.shape, recording.stride(at.tensor, at.step), strict=True)
    )
    key = (
        "expanded"
        if zero
        else "turned"
        if _op(at) in _TURNS
        else "skips"
        if recording.is_view(at.maker)
        else "kept_order"
    )
    yield at.because(key, at.maker, -1, **fields)
    if at.tensor != asked.tensor:
        yield asked.because("looks_at", asked.maker, base=at.name, op=_op(asked))


# -- lives ------------------------------------------------------------------------------------------------------------


def _why_held(asked: _Asked) -> Iterator[Because]:
    """The names through which a graph stays alive: tensors whose chain of nodes comes by this one's."""
    recording, step = asked.recording, asked.step
    node = recording.grad_fn(asked.tensor, step)
    alive = recording.alive(step)
    named = np.flatnonzero(alive & recording.is_named(step)).tolist()
    # The nearest first: what was made first after the tensor itself.
    for holder in sorted(named, key=lambda one: (one != asked.tensor, int(recording.born[one]))):
        start = recording.grad_fn(holder, step)
        if start != NOBODY and _leads_to(recording, start, node):
            yield asked.of(holder).born("holds" if holder != asked.tensor else "holds_itself")
            yield from _put_away(asked, holder)
    unnamed = [one for one in np.flatnonzero(alive).tolist() if recording.is_tensor(one) and one not in named]
    for holder in unnamed:
        start = recording.grad_fn(holder, step)
        if start != NOBODY and _leads_to(recording, start, node):
            kept = list(_put_away(asked, holder))
            yield from kept or [asked.of(holder).born("holds_unnamed")]
            return


def _put_away(asked: _Asked, tensor: int) -> Iterator[Because]:
    """The list or dictionary that a tensor was put into."""
    for container in islice(containers(asked.recording, tensor, asked.step), 1):
        where = asked.of(tensor).born("held_in")
        yield replace(where, fields={**where.fields, "name": container.name, "line": str(container.line)},
                      line=container.line)  # fmt: skip


def _leads_to(recording: Recording, start: int, node: int) -> bool:
    """Whether the chain of nodes from ``start`` comes by ``node``; a node's number is larger than of those before."""
    waiting, seen = [start], {start}
    while waiting:
        at = waiting.pop()
        if at == node:
            return True
        for after, _ in recording.next_functions(at):
            if after != NOBODY and after not in seen and recording.born[after] < NEVER and len(seen) < 20_000:
                seen.add(after)
                waiting.append(after)
    return False


_ANSWERS: dict[Question, Callable[[_Asked], Iterator[Because]]] = {
    Question.GRAD_NONE: _why_grad_none,
    Question.ASKS_NOTHING: _why_asks_nothing,
    Question.SHAPE: _why_shape,
    Question.NOT_CONTIGUOUS: _why_not_contiguous,
    Question.NOT_A_LEAF: _why_not_a_leaf,
    Question.WHO_HOLDS: _why_held,
}
