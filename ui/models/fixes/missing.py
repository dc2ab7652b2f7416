"""A ``.grad`` that is None where a gradient was needed: why, and since which line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensorlab.events import NOBODY
from ui.models.diagnosis import Fix
from ui.models.fixes.case import Case, Finding, is_method, rule
from ui.models.fixes.origin import origin, without_tracking
from ui.models.program import dotted


@rule(r"^\w+Error: .*NoneType")
def missing_gradient(case: Case) -> Finding | None:
    for owner, node in _gradients_read(case):
        tensor = case.tensor(owner)
        if tensor != NOBODY and case.recording.grad(tensor, case.step) == NOBODY:
            return _why_missing(case, owner, node, tensor)
    return None


def _gradients_read(case: Case) -> Iterator[tuple[ast.expr, ast.expr]]:
    """(x, the expression) of each ``x.grad`` in what failed, names that stand for one included."""
    statement = case.statement
    for root in [part for part in (case.node, statement) if part is not None]:
        for part in ast.walk(root):
            if isinstance(part, ast.Attribute) and part.attr == "grad":
                yield part.value, part
            elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                for given in case.program.assignments(part.id, before=case.place.line):
                    if isinstance(given.value, ast.Attribute) and given.value.attr == "grad":
                        yield given.value.value, part


def _why_missing(case: Case, owner: ast.expr, node: ast.expr, tensor: int) -> Finding:
    recording, step = case.recording, case.step
    name = case.program.source(owner)
    if not recording.is_leaf(tensor, step) or not recording.requires_grad(tensor, step):
        where = origin(case, tensor, name=dotted(owner), wants_leaf=True)
        fields = {"name": name, "line": str(where.place.line), **where.fields}
        key = f"grad_none_{where.key}"
        return Finding(key, fields, case.operands(owner), where.fixes, where.place, where.step)
    cleared = _cleared(case, tensor)
    if cleared is not None:
        place = recording.place_of(cleared)
        call = case.at(cleared).node
        fixes = [_kept_zero(case, call), _guarded(case, node)]
        fields = {"name": name, "line": str(place.line)}
        return Finding("grad_none_cleared", fields, case.operands(owner), fixes, place, cleared)
    cut = _cut_use(case, tensor)
    if cut is not None and recording.calls:
        where = without_tracking(case, *cut)
        fields = {"name": name, "line": str(where.place.line), **where.fields}
        return Finding(f"grad_none_{where.key}", fields, case.operands(owner), where.fixes, where.place, where.step)
    key = "grad_none_unreached" if any(call.is_backward for call in recording.calls) else "grad_none_early"
    return Finding(key, {"name": name, "line": str(case.place.line)}, case.operands(owner), [_guarded(case, node)])


def _cleared(case: Case, tensor: int) -> int | None:
    """The step at which a gradient that was there became None."""
    table = case.recording.tables["grad"]
    row = table.last("tensor", tensor, case.step)
    return table.cell(row, "step") if row >= 0 and table.cell(row, "gradient") == NOBODY else None


def _cut_use(case: Case, tensor: int) -> tuple[int, int] | None:
    """(tensor, function) of a use of a leaf that was not tracked."""
    recording = case.recording
    for function in recording.users(tensor):
        if (
            not recording.grad_fn_name(function)
            and recording.target(function) == NOBODY
            and recording.born[function] <= case.step
        ):
            return tensor, function
    return None


def _kept_zero(case: Case, call: ast.AST | None) -> Fix | None:
    if not isinstance(call, ast.Call) or not is_method(call, "zero_grad"):
        return None
    return case.fix("write", case.program.keyword(call, "set_to_none", "False"), code="zero_grad(set_to_none=False)")


def _guarded(case: Case, node: ast.expr) -> Fix | None:
    statement = case.statement
    if statement is None or not case.program.stands_alone(statement) or isinstance(statement, (ast.Return, ast.For)):
        return None
    text = case.program.source(node)
    return case.fix("guarded", *case.program.under([statement], f"if {text} is not None:"), name=text)
