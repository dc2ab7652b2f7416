"""What the text alone tells: a call that is none, a result that nobody takes, a tensor made from a tensor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from tensorlab.events import NOBODY, Place
from ui.models.diagnosis import Fix
from ui.models.moment import Moment
from ui.models.program import called, constant, dotted
from ui.models.radar.scene import Scene, Trap, trap

_CALLED = ("backward", "zero_grad", "step", "detach", "item", "requires_grad_", "zero_", "train", "eval", "retain_grad")


def _programs(scene: Scene) -> Iterator[Moment]:
    """Each source since the scene's step, as it was at its end; what is typed at the prompt shows its results."""
    recording = scene.recording
    seen: set[str] = set()
    for cell in reversed(recording.cells):
        end = min(cell.end_step - 1, recording.last_step)
        if end < scene.since or cell.source in seen or cell.source.startswith(("In [", "edit ")):
            continue
        seen.add(cell.source)
        yield Moment(recording, scene.programs, end, Place(cell.source, cell.first_line, 0, cell.first_line, 0, ""))


@trap("not-called")
def not_called(scene: Scene) -> Iterator[Trap]:
    """``optimizer.step`` without brackets does nothing."""
    for moment in _programs(scene):
        for node in moment.program.walk():
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute) and node.value.attr in _CALLED:
                text = moment.program.source(node.value)
                here = moment.looking_at(node.value)
                fix = here.fix("write", here.program.replace(node.value, f"{text}()"), code=f"{text}()")
                yield Trap(here, {"code": text}, (), [fix])


_PURE = frozenset(
    [
        "add",
        "sub",
        "mul",
        "div",
        "pow",
        "exp",
        "log",
        "sqrt",
        "abs",
        "neg",
        "clamp",
        "relu",
        "sigmoid",
        "tanh",
        "float",
        "double",
        "long",
        "int",
        "half",
        "bool",
        "to",
        "t",
        "transpose",
        "permute",
        "view",
        "reshape",
        "squeeze",
        "unsqueeze",
        "flatten",
        "expand",
        "repeat",
        "detach",
        "clone",
        "contiguous",
        "round",
        "floor",
        "ceil",
        "masked_fill",
        "softmax",
        "sum",
        "mean",
        "fill",
    ]
)


@trap("result-unused")
def result_unused(scene: Scene) -> Iterator[Trap]:
    """``x.add(1)`` on a line of its own: a new tensor that nobody keeps; ``x`` stays as it was."""
    for moment in _programs(scene):
        for node in moment.program.walk():
            call = node.value if isinstance(node, ast.Expr) else None
            if (
                not isinstance(call, ast.Call)
                or not isinstance(call.func, ast.Attribute)
                or call.func.attr not in _PURE
            ):
                continue
            owner = call.func.value
            name = dotted(owner)
            if not name or moment.tensor(owner) == NOBODY or not _has_run(scene, moment, call):
                continue
            here = moment.looking_at(call)
            text = moment.program.source(call)
            code = f"{name} = {text}"
            fixes: list[Fix | None] = [here.fix("write", here.program.replace(call, code), code=code)]
            yield Trap(here, {"code": text, "name": name}, moment.operands(owner), fixes)


def _has_run(scene: Scene, moment: Moment, node: ast.expr) -> bool:
    lines = scene.recording.lines
    return bool((lines[scene.since :] == node.lineno).any()) or moment.recording.last_step < 0


@trap("grad-of-non-leaf")
def grad_of_non_leaf(scene: Scene) -> Iterator[Trap]:
    """``y.grad`` of a computed tensor is None: only leaves keep their gradients."""
    recording = scene.recording
    for end in _programs(scene):
        if not any(call.is_backward for call in recording.calls):
            continue
        for node in [part for part in end.program.walk() if isinstance(part, ast.Attribute) and part.attr == "grad"]:
            owner = node.value
            if not isinstance(node.ctx, ast.Load) or not dotted(owner) or end.program.function(node) is not None:
                continue
            moment = _when(scene, end, node)
            tensor = moment.tensor(owner)
            if tensor == NOBODY or recording.is_leaf(tensor, moment.step):
                continue
            if recording.retains_grad(tensor, moment.step) or recording.grad(tensor, moment.step) != NOBODY:
                continue
            name = moment.program.source(owner)
            made = scene.born(tensor)
            fixes: list[Fix | None] = []
            statement = made.statement
            same = made.place.source == moment.place.source
            if same and statement is not None and made.program.stands_alone(statement) and not made.place.scope:
                code = f"{name}.retain_grad()"
                change = made.program.after(statement, code)
                fixes.append(made.fix("then", change, code=code, line=str(statement.lineno)))
            fields = {"name": name, "line": str(made.place.line)}
            yield Trap(moment, fields, moment.operands(owner), fixes, made)


def _when(scene: Scene, end: Moment, node: ast.expr) -> Moment:
    """The last moment at which the line of a node had run; names mean what they meant then."""
    lines, recording = scene.recording.lines, scene.recording
    steps = [
        int(step)
        for step in np.flatnonzero(lines == node.lineno)
        if recording.place_of(int(step)).source == end.place.source
    ]
    before = [int(step) for step in np.flatnonzero((lines > 0) & (lines < node.lineno))]
    at = steps[-1] if steps else before[-1] if before else end.step
    return Moment(recording, scene.programs, at, end.looking_at(node).place)


@trap("tensor-of-tensor")
def tensor_of_tensor(scene: Scene) -> Iterator[Trap]:
    """``torch.tensor(x)`` of a tensor copies its numbers and leaves its history behind."""
    for tensor in scene.created("tensor"):
        moment = scene.born(tensor)
        call = moment.node
        if not isinstance(call, ast.Call) or called(call) != "tensor" or len(call.args) != 1:
            continue
        given = call.args[0]
        if moment.tensor(given) in (NOBODY, tensor):
            continue
        kept = any(word.arg == "requires_grad" and constant(word.value) is True for word in call.keywords)
        code = f"{moment.program.wrapped(given)}.detach().clone()" + (".requires_grad_()" if kept else "")
        fields = {"name": moment.program.source(given)}
        yield Trap(moment, fields, moment.operands(given), [moment.swap(call, code)])


@trap("uninitialised")
def uninitialised(scene: Scene) -> Iterator[Trap]:
    """``torch.Tensor(3)`` is three numbers of whatever was in memory, not the number 3."""
    for moment in _programs(scene):
        for call in moment.program.calls():
            if called(call) not in ("Tensor", "FloatTensor") or len(call.args) != 1 or call.keywords:
                continue
            number = constant(call.args[0])
            parent = moment.program.parent(call)
            filled = isinstance(parent, ast.Attribute) and parent.attr.endswith("_")
            if type(number) is not int or filled or not _has_run(scene, moment, call):
                continue
            here = moment.looking_at(call)
            fixes = [
                here.swap(call, f"{moment.program.torch}.tensor({number}.0)", ()),
                here.swap(call, f"{moment.program.torch}.zeros({number})", (number,)),
            ]
            fields = {"code": moment.program.source(call), "count": str(number)}
            yield Trap(here, fields, moment.operands(call), fixes)
