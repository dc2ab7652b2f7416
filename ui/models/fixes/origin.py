"""Where a tensor lost its gradient: the step of the chain at which autograd stopped following, and what would mend it.

A tensor has no gradient for one of a few reasons: nobody asked for one at the first tensor; somebody switched it off;
``detach``, ``.data``, ``no_grad`` or an operation without a derivative cut the chain; the value went through Python or
numpy and came back as a new tensor; or the name now means another tensor, computed from the leaf it once meant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tensorlab.events import NOBODY, Place
from ui.models.diagnosis import Fix, Operand
from ui.models.fixes.case import Case
from ui.models.fixes.factories import FACTORIES, floats
from ui.models.moment import Moment
from ui.models.program import Change, Function, called, constant, dotted

_CUTTING = ("no_grad", "inference_mode", "set_grad_enabled")
_TRUE_NAMES = ("w", "b", "weight", "bias", "theta", "params", "param", "parameters", "coef", "slope", "intercept")


@dataclass(frozen=True)
class Origin:
    """``key`` names the reason; ``place`` and ``step`` tell where, ``fixes`` what would mend it."""

    key: str
    place: Place
    step: int
    fixes: tuple[Fix | None, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    operands: tuple[Operand, ...] = ()


def origin(case: Case, tensor: int, name: str = "", wants_leaf: bool = False) -> Origin:
    """Why no gradient comes to (or through) a tensor.

    Args:
        name: what the user calls the tensor.
        wants_leaf: a ``.grad`` was read, so the tensor itself has to be a leaf that asks for one.
    """
    recording = case.recording
    born = case.born(tensor)
    if wants_leaf and recording.requires_grad(tensor, case.step):
        return _not_a_leaf(case, born, name)
    switched = _switched_off(case, tensor)
    if switched is not None:
        return switched
    for one, function in _uses(case, tensor):
        if recording.requires_grad(one, int(recording.born[function])):
            return without_tracking(case, one, function, name if wants_leaf else "")
    for one in case.ancestors(tensor):
        once = _not_differentiable_twice(case, one)
        if once is not None:
            return once
        wrapped = _wrapped_again(case, one)
        if wrapped is not None:
            return wrapped
        switched = _switched_off(case, one)
        if switched is not None:
            return switched
    return _never_asked(case, tensor)


def _uses(case: Case, tensor: int) -> Iterator[tuple[int, int]]:
    """(input, function) of the operations that led to a tensor, nearest first."""
    for one in case.ancestors(tensor):
        function = case.recording.producer(one)
        if function != NOBODY:
            for used in case.recording.inputs(function):
                if used.tensor != NOBODY:
                    yield used.tensor, function


# -- the chain was cut ------------------------------------------------------------------------------------------------


def without_tracking(case: Case, tensor: int, function: int, name: str = "") -> Origin:
    """An operation took a tensor that asks for gradients, and gave one that does not."""
    recording = case.recording
    built = case.born(function)
    op = recording.op(function)
    node = built.node
    here = built.place.source == case.place.source
    fields = {"op": op, "input": built.described(tensor).name, "code": _line(built)}
    operands = (built.described(tensor),)
    rebound = _rebound(built, name) if here else None
    if rebound is not None:
        return Origin(
            "rebound", built.place, built.step, (_in_place_again(case, rebound), *_flags(case, rebound)), fields
        )
    if op == "detach" or (isinstance(node, ast.Attribute) and node.attr == "data"):
        fixes = _undone(case, node) if here else ()
        return Origin(
            "data" if isinstance(node, ast.Attribute) else "detached", built.place, built.step, fixes, fields, operands
        )
    outputs = recording.outputs(function)
    if outputs and not any("float" in recording.dtype(one) for one in outputs):
        fixes = (_scored(case, function), *_smooth(case, node)) if here else ()
        return Origin("not_differentiable", built.place, built.step, fixes, fields, operands)
    fixes = _tracked(case, node) if here and node is not None else ()
    return Origin("untracked", built.place, built.step, fixes, fields, operands)


def _line(moment: Moment) -> str:
    statement = moment.statement
    return "" if statement is None else " ".join(moment.program.source(statement).split("\n")[0].split())


def _rebound(built: Moment, name: str) -> ast.Assign | None:
    """``w = w - lr * w.grad``: the statement, if it gives a name a value computed from the same name's."""
    statement = built.statement
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = dotted(statement.targets[0])
    reads = [dotted(part) for part in ast.walk(statement.value) if isinstance(part, (ast.Name, ast.Attribute))]
    is_update = any(read == f"{target}.grad" for read in reads) or (name == target and target in reads)
    return statement if target and target in reads and is_update else None


_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+=",
    ast.Sub: "-=",
    ast.Mult: "*=",
    ast.Div: "/=",
}


def in_place(case: Moment, statement: ast.Assign) -> str | None:
    """``w = w - step`` as ``w -= step``."""
    value, target = statement.value, case.program.source(statement.targets[0])
    if isinstance(value, ast.BinOp) and type(value.op) in _SIGNS and case.program.source(value.left) == target:
        return f"{target} {_SIGNS[type(value.op)]} {case.program.source(value.right)}"
    return None


def _in_place_again(case: Case, statement: ast.Assign) -> Fix | None:
    """The update writes into the leaf, without being tracked."""
    return updated_in_place(case, statement)


def updated_in_place(case: Moment, statement: ast.Assign) -> Fix | None:
    """The update of a leaf, in place and under ``no_grad``."""
    code = in_place(case, statement)
    if code is None or not case.program.stands_alone(statement):
        return None
    changes: list[Change] = []
    chosen = [other for other in _neighbours(case, statement) if in_place(case, other) is not None] or [statement]
    for other in chosen:
        made = in_place(case, other)
        if made is not None:
            changes.append(case.program.replace(other, made))
    if not _is_untracked(case, statement):
        changes += case.program.under(chosen, f"with {case.program.torch}.no_grad():")
    return case.fix("in_place", *changes, code=code)


def _neighbours(case: Moment, statement: ast.Assign) -> list[ast.Assign]:
    """The statement, and those that follow it at once and are updates of the same kind."""
    block = case.program.siblings(statement)
    chosen = [statement]
    for after in block[block.index(statement) + 1 :]:
        if not isinstance(after, ast.Assign) or len(after.targets) != 1 or ".grad" not in case.program.source(after):
            break
        chosen.append(after)
    return chosen


def _is_untracked(case: Moment, node: ast.AST) -> bool:
    return any(
        isinstance(outer, ast.With) and any(called(item.context_expr) in _CUTTING for item in outer.items)
        for outer in case.program.parents(node)
    )


def _flags(case: Case, statement: ast.Assign) -> Iterator[Fix | None]:
    """The new tensor asks for gradients itself."""
    name = case.program.source(statement.targets[0])
    if not case.program.stands_alone(statement):
        return
    if _is_untracked(case, statement):
        code = f"{name}.requires_grad_()"
        yield case.fix("then", case.program.after(statement, code), code=code, line=str(statement.lineno))
    else:
        yield case.then(statement.value, "detach().requires_grad_()")


def _undone(case: Case, node: ast.AST | None) -> tuple[Fix | None, ...]:
    """Without ``.detach()`` or ``.data``."""
    if isinstance(node, ast.Attribute):
        inner, word = node.value, ".data"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inner, word = node.func.value, f".{node.func.attr}()"
    else:
        return ()
    statement = case.program.statement(node)
    text = case.program.source(inner)
    if isinstance(statement, ast.Assign) and statement.value is node and dotted(statement.targets[0]) == dotted(inner):
        return (case.fix("without", case.program.delete(statement), code=word),)
    return (case.fix("without", case.program.replace(node, text), code=word),)


def _tracked(case: Case, node: ast.AST) -> tuple[Fix | None, ...]:
    """Without the ``no_grad`` around."""
    for outer in case.program.parents(node):
        if isinstance(outer, ast.With):
            cutting = [item for item in outer.items if called(item.context_expr) in _CUTTING]
            if cutting and len(outer.items) == 1:
                code = case.program.source(cutting[0].context_expr)
                return (case.fix("without", *case.program.unwrap(outer), code=code),)
        if isinstance(outer, Function):
            marks = [mark for mark in outer.decorator_list if (called(mark) or dotted(mark).split(".")[-1]) in _CUTTING]
            if marks:
                code = f"@{case.program.source(marks[0])}"
                start, end = case.program.span(marks[0])
                line = case.program.text.rfind("\n", 0, start) + 1
                stop = case.program.text.find("\n", end) + 1
                return (case.fix("without", Change(line, stop, ""), code=code),)
    line = case.place.line
    switches = [call for call in case.program.calls() if called(call) == "set_grad_enabled" and call.lineno < line]
    if switches:
        return (case.fix("write", case.program.replace(switches[-1].args[0], "True"), code="set_grad_enabled(True)"),)
    return ()


def _scored(case: Case, function: int) -> Fix | None:
    """Accuracy run backward: of scores whose ``argmax`` is compared with labels, the loss that has a derivative."""
    recording, root = case.recording, case.node.func if isinstance(case.node, ast.Call) else None
    if recording.op(function) != "argmax" or not isinstance(root, ast.Attribute):
        return None
    scores = recording.inputs(function)[0].tensor
    guesses = recording.outputs(function)
    for user in [one for guess in guesses for one in recording.users(guess) if recording.op(one) == "eq"]:
        labels = [used.tensor for used in recording.inputs(user) if used.tensor not in guesses]
        names = [recording.name(one, case.step) for one in (scores, *labels)]
        if len(names) == 2 and all(names):
            code = f"{case.program.torch}.nn.functional.cross_entropy({', '.join(names)})"
            return case.swap(root.value, code)
    return None


def _smooth(case: Case, node: ast.AST | None) -> tuple[Fix | None, ...]:
    """A form that has a derivative, in place of one that has none."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = case.program.source(node.left), case.program.wrapped(node.comparators[0])
        turned = isinstance(node.ops[0], (ast.Lt, ast.LtE))
        inside = f"{right} - {case.program.wrapped(node.left)}" if turned else f"{left} - {right}"
        return (case.swap(node, f"{case.program.torch}.sigmoid({inside})"),)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = case.program.source(node.func.value)
        arguments = ", ".join(case.program.source(part) for part in [*node.args, *node.keywords])
        if node.func.attr in ("argmax", "argmin"):
            return (case.swap(node, f"{owner}.softmax({arguments or '-1'})"),)
        if node.func.attr in ("long", "int", "short", "bool", "byte"):
            return (case.fix("without", case.program.replace(node, owner), code=f".{node.func.attr}()"),)
        if node.func.attr == "to":
            return (case.fix("without", case.program.replace(node, owner), code=".to()"),)
    return ()


# -- through Python and back ------------------------------------------------------------------------------------------


def _wrapped_again(case: Case, tensor: int) -> Origin | None:
    """``torch.tensor(loss)``: a new leaf made from the numbers of a tensor that had a history."""
    recording = case.recording
    if recording.producer(tensor) != NOBODY:
        return None
    maker, born = case.maker(tensor), case.born(tensor)
    if not isinstance(maker, ast.Call) or not maker.args:
        return None
    given = maker.args[0]
    inside = [
        part
        for part in ast.walk(given)
        if isinstance(part, ast.expr) and (t := born.tensor(part)) != NOBODY and recording.requires_grad(t, born.step)
    ]
    if not inside or called(maker) in ("zeros_like", "ones_like", "rand_like", "randn_like", "full_like", "empty_like"):
        return None
    if isinstance(given, (ast.List, ast.Tuple)) and len(given.elts) > 0:
        parts = [_plain(case, born, part) for part in given.elts]
        text = f"{case.program.torch}.stack([{', '.join(parts)}])"
    elif isinstance(given, (ast.ListComp, ast.GeneratorExp)):
        text = f"{case.program.torch}.stack({case.program.source(given)})"
    else:
        text = case.program.source(inside[0])
    fields = {"code": _line(born), "input": case.program.source(inside[0])}
    return Origin("wrapped_again", born.place, born.step, (case.swap(maker, text),), fields, born.operands(inside[0]))


def _plain(case: Case, born: Moment, part: ast.expr) -> str:
    """A part of a list without ``.item()`` and the like."""
    found = part
    while isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute) and born.tensor(found) == NOBODY:
        found = found.func.value
    return case.program.source(found)


def _not_differentiable_twice(case: Case, tensor: int) -> Origin | None:
    """A gradient that was computed without ``create_graph=True``."""
    recording = case.recording
    if recording.producer(tensor) != NOBODY:
        return None
    for call in reversed(recording.calls):
        is_grad = tensor in recording.tables["grad"]["gradient"].tolist() and call.is_backward
        here = not call.is_backward and call.step <= recording.born[tensor] <= call.end_step + 1
        if call.create_graph or call.step > case.step or not (is_grad or here):
            continue
        moment = case.at(call.step)
        node = moment.node
        fixes: tuple[Fix | None, ...] = ()
        if isinstance(node, ast.Call) and moment.place.source == case.place.source:
            fixes = (
                case.fix("create_graph", case.program.keyword(node, "create_graph", "True"), line=str(node.lineno)),
            )
        return Origin("no_create_graph", moment.place, call.step, fixes)
    return None


# -- nobody asked -----------------------------------------------------------------------------------------------------


def _switched_off(case: Case, tensor: int) -> Origin | None:
    """``requires_grad`` was True once."""
    table = case.recording.tables["requires_grad"]
    rows = [row for row in table.of("tensor", tensor).tolist() if table.cell(row, "step") <= case.step]
    values = [table.cell(row, "value") for row in rows]
    if len(values) < 2 or values[-1] or not any(values):
        return None
    moment = case.at(table.cell(rows[-1], "step"))
    statement = moment.statement
    fixes: tuple[Fix | None, ...] = ()
    if statement is not None and moment.place.source == case.place.source:
        fixes = (case.fix("deleted", case.program.delete(statement), code=_line(moment)),)
    return Origin("switched_off", moment.place, moment.step, fixes, {"code": _line(moment)})


def _never_asked(case: Case, tensor: int) -> Origin:
    """The tensors that it all began with; those whose gradient the program wants come first."""
    recording = case.recording
    leaves = [one for one in case.ancestors(tensor) if recording.producer(one) == NOBODY]
    wanted = _wanted(case)
    ranked = sorted(leaves, key=lambda one: _rank(case, one, wanted))
    chosen = [one for one in ranked if _name(case, one) in wanted] or ranked[:1]
    fixes = [_asking_all(case, chosen)] + [_asking_all(case, [one]) for one in ranked if one not in chosen]
    first = chosen[0] if chosen else tensor
    born = case.born(first)
    fields = {"leaf": born.described(first).name if not _name(case, first) else _name(case, first)}
    return Origin(
        "never_asked", born.place, born.step, tuple(fixes), fields, tuple(case.described(one) for one in chosen)
    )


def _name(case: Moment, tensor: int) -> str:
    return case.recording.name(tensor, case.step)


def _wanted(case: Moment) -> set[str]:
    """The names whose gradients the program reads or updates."""
    found: set[str] = set()
    for node in case.program.walk():
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            found.add(dotted(node.value))
        elif isinstance(node, ast.Call) and called(node) in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "grad"):
            listed = node.args[:1] if called(node) != "grad" else node.args[1:2]
            for part in listed:
                found.update(dotted(one) for one in (part.elts if isinstance(part, (ast.List, ast.Tuple)) else [part]))
    return found - {"", case.program.torch, f"{case.program.torch}.autograd"}


def _rank(case: Moment, tensor: int, wanted: set[str]) -> tuple[bool, bool, bool]:
    name = _name(case, tensor)
    return name not in wanted, name.lower().split(".")[-1].rstrip("0123456789") not in _TRUE_NAMES, not name


def _asking_all(case: Moment, tensors: list[int]) -> Fix | None:
    changes = [asking(case, tensor) for tensor in tensors]
    if any(change is None for change in changes) or not changes:
        return None
    names = ", ".join(_name(case, one) or case.born(one).described(one).name for one in tensors)
    flat = [one for change in changes if change is not None for one in change]
    return case.fix("asks", *flat, name=names)


def asking(case: Moment, tensor: int) -> list[Change] | None:
    """The changes that make a first tensor ask for gradients; None where it was made elsewhere."""
    maker = case.maker(tensor)
    if maker is None:
        return None
    changes: list[Change] = []
    if "float" not in case.recording.dtype(tensor):
        changes += floats(case, maker)
    if isinstance(maker, ast.Call) and called(maker) in FACTORIES:
        for word in maker.keywords:
            if word.arg == "requires_grad":
                return [*changes, case.program.replace(word.value, "True")]
        return [*changes, case.program.argument(maker, "requires_grad=True")]
    statement = case.program.statement(maker)
    if isinstance(statement, ast.Assign) and statement.value is maker:
        return [*changes, case.program.method(maker, "requires_grad_()")]
    return [*changes, case.program.method(maker, "requires_grad_()")] if isinstance(maker, ast.Call) else None


# -- a computed tensor whose .grad is read ----------------------------------------------------------------------------


def _not_a_leaf(case: Case, born: Moment, name: str) -> Origin:
    fields = {"code": _line(born), "op": case.recording.op(case.recording.producer(case.named(name))) if name else ""}
    statement = born.statement
    if born.place.source != case.place.source or not isinstance(statement, ast.Assign):
        return Origin("computed", born.place, born.step, (), fields)
    rebound = _rebound(born, name)
    if rebound is not None:
        fixes = (_in_place_again(case, rebound), *_flags(case, rebound))
        return Origin("rebound", born.place, born.step, fixes, fields)
    retained = None
    if name and case.program.stands_alone(statement):
        code = f"{name}.retain_grad()"
        retained = case.fix("then", case.program.after(statement, code), code=code, line=str(statement.lineno))
    moved = _asked_at_the_end(case, statement)
    return Origin("computed", born.place, born.step, (moved, retained), fields)


def _asked_at_the_end(case: Case, statement: ast.Assign) -> Fix | None:
    """``randn(2, requires_grad=True) * 0.1`` as ``(randn(2) * 0.1).requires_grad_()``."""
    changes: list[Change] = []
    for call in [part for part in ast.walk(statement.value) if isinstance(part, ast.Call)]:
        if called(call) == "requires_grad_" and isinstance(call.func, ast.Attribute) and call is not statement.value:
            changes.append(case.program.replace(call, case.program.source(call.func.value)))
        elif any(word.arg == "requires_grad" and constant(word.value) is True for word in call.keywords):
            dropped = case.program.drop_keyword(call, "requires_grad")
            changes += [dropped] if dropped is not None else []
    if not changes:
        return None
    start, end = case.program.span(statement.value)
    opening = isinstance(statement.value, (ast.BinOp, ast.UnaryOp, ast.IfExp))
    changes.append(Change(end, end, ").requires_grad_()" if opening else ".requires_grad_()"))
    if opening:
        changes.append(Change(start, start, "("))
    return case.fix("asks_at_the_end", *changes, line=str(statement.lineno))
