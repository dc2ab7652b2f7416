"""Writes that reach further than it seems, or that autograd does not see."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from tensorlab.events import NOBODY, Kind
from tensorlab.kernel.protocol import FLOW_ARRIVED
from ui.models.diagnosis import Fix, shape_text
from ui.models.moment import Moment
from ui.models.program import called, dotted
from ui.models.radar.scene import Scene, Trap, trap


@trap("write-through-expand")
def write_through_expand(scene: Scene) -> Iterator[Trap]:
    """A write into an expanded tensor changes every row that looks at the same memory."""
    recording = scene.recording
    for function in scene.writes:
        step, target = int(recording.born[function]), recording.target(function)
        expanded = _expanded(scene, target, step)
        if expanded == NOBODY:
            continue
        moment, made = scene.moment(step), scene.born(expanded)
        shape, stride = recording.shape(expanded, step), recording.stride(expanded, step)
        times = 1
        for size, each in zip(shape, stride, strict=True):
            times *= size if each == 0 else 1
        fields = {
            "name": moment.described(target).name,
            "shape": shape_text(shape),
            "times": str(times),
            "line": str(made.place.line),
        }
        fixes: list[Fix | None] = []
        if isinstance(made.node, ast.expr) and made.place.source == moment.place.source:
            fixes.append(made.then(made.node, "clone()", shape))
        yield Trap(moment, fields, (moment.described(target),), fixes, made)


def _expanded(scene: Scene, tensor: int, step: int) -> int:
    """The tensor with an axis of stride 0 that a write went through, or NOBODY."""
    recording = scene.recording
    storage = recording.storage(tensor, step)
    for one in scene.ancestors(tensor):
        if recording.storage(one, step) != storage:
            break
        sizes = zip(recording.shape(one, step), recording.stride(one, step), strict=True)
        if any(size > 1 and stride == 0 for size, stride in sizes):
            return one
    return NOBODY


@trap("hidden-write")
def hidden_write(scene: Scene) -> Iterator[Trap]:
    """A value that backward needs was changed through ``.data`` or numpy, which autograd does not notice."""
    recording = scene.recording
    steps = [int(recording.born[one]) for one in scene.writes if _is_hidden(scene, one)]
    changed = np.flatnonzero(recording.kinds[scene.since :] == Kind.CHANGED)[:100] + scene.since
    steps += [int(step) for step in changed]
    for step in steps:
        moment = scene.moment(step)
        event = recording.step(step)
        target = event.subject if event.kind == Kind.CHANGED else recording.target(event.subject)
        needed = _needed_later(scene, recording.storage(target, step), step)
        if needed is None:
            continue
        function, saved, call = needed
        built = scene.born(function)
        fields = {
            "name": moment.described(saved).name,
            "op": recording.op(function),
            "line": str(built.place.line),
            "backward": str(recording.place_of(call).line),
        }
        yield Trap(
            moment,
            fields,
            (moment.described(saved),),
            _seen(scene, moment, saved, call),
            variant="numpy" if event.kind == Kind.CHANGED else "",
        )


def _is_hidden(scene: Scene, function: int) -> bool:
    """Whether a write went through ``.data``."""
    recording = scene.recording
    target = recording.target(function)
    maker = recording.producer(target)
    return maker != NOBODY and recording.op(maker) == "data"


def _needed_later(scene: Scene, storage: int, step: int) -> tuple[int, int, int] | None:
    """(function, what it saved, the step of the backward that came by it later)."""
    recording = scene.recording
    table, flows = recording.tables["saved"], recording.tables["flows"]
    rows = zip(table["function"].tolist(), table["tensor"].tolist(), strict=True)
    for function, tensor in rows:
        if tensor == NOBODY or recording.born[function] >= step or recording.storage(tensor, step) != storage:
            continue
        for row in flows.of("node", function).tolist():
            at = flows.cell(row, "step")
            if flows.cell(row, "kind") == FLOW_ARRIVED and at > step:
                return function, tensor, at
    return None


def _seen(scene: Scene, moment: Moment, saved: int, backward: int) -> list[Fix | None]:
    """A leaf is written to after the backward; of what was computed, a new tensor is made."""
    statement, other = moment.statement, scene.moment(backward).statement
    program = moment.program
    if scene.recording.is_leaf(saved, moment.step):
        together = statement is not None and other is not None and other in program.siblings(statement)
        if not together or statement is None or other is None or not program.stands_alone(statement):
            return []
        code = program.source(statement)
        return [moment.fix("moved", *program.moved(statement, other), code=code, line=str(other.lineno))]
    target = statement.target if isinstance(statement, ast.AugAssign) else None
    if isinstance(target, ast.Attribute) and target.attr == "data" and isinstance(statement, ast.AugAssign):
        name = dotted(target.value)
        sign = moment.program.source(statement)[len(moment.program.source(target)) :].strip().split("=")[0].strip()
        code = f"{name} = {name} {sign} ({moment.program.source(statement.value)})"
        return [moment.fix("write", moment.program.replace(statement, code), code=code)] if name else []
    call = statement.value if isinstance(statement, ast.Expr) else None
    if (
        statement is not None
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and called(call).endswith("_")
    ):
        owner = call.func.value
        if isinstance(owner, ast.Attribute) and owner.attr == "data" and dotted(owner.value):
            name = dotted(owner.value)
            arguments = ", ".join(moment.program.source(part) for part in [*call.args, *call.keywords])
            code = f"{name} = {name}.{call.func.attr[:-1]}({arguments})"
            return [moment.fix("write", moment.program.replace(statement, code), code=code)]
    return []
