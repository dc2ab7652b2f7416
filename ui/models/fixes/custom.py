"""Failures of functions that the user has written, and derivatives that are no numbers."""

from __future__ import annotations

import ast

from tensorlab.events import Place
from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.autograd import failed_call, reachable
from ui.models.fixes.case import Case, Finding, rule
from ui.models.moment import Moment
from ui.models.program import Change, Function, dotted


def _backward_of(case: Case, name: str) -> ast.FunctionDef | None:
    for node in case.program.walk():
        if isinstance(node, ast.ClassDef) and node.name == name:
            return next(
                (part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "backward"), None
            )
    return None


def place_of(case: Case, node: ast.expr | ast.stmt) -> Place:
    end = node.end_lineno or node.lineno
    return Place(case.place.source, node.lineno, node.col_offset, end, node.end_col_offset or -1, "")


def _returns(function: ast.FunctionDef | None) -> list[ast.Return]:
    return (
        [] if function is None else [n for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    )


@rule(r"function (\w+)Backward returned an incorrect number of gradients \(expected (\d+), got (\d+)\)")
def number_of_gradients(case: Case) -> Finding:
    expected, got = case.number(2), case.number(3)
    returns = _returns(_backward_of(case, case.match[1]))
    changes: list[Change | None] = []
    for one in returns:
        value = one.value
        assert value is not None, "only returns of a value are looked at"
        parts = (
            [case.program.source(part) for part in value.elts]
            if isinstance(value, ast.Tuple)
            else [case.program.source(value)]
        )
        text = ", ".join([*parts, *["None"] * (expected - got)][:expected])
        changes.append(case.program.replace(value, text))
    fields = {"name": case.match[1], "expected": case.match[2], "got": case.match[3]}
    text = "None" if expected > got else "return"
    culprit = place_of(case, returns[0]) if returns else None
    fixes = [case.fix("gradients", *changes, count=case.match[2])] if text else []
    return Finding("number_of_gradients", fields, (), fixes, culprit)


@rule(
    r"Function (\w+)Backward returned an invalid gradient at index (\d+) - got \[([\d, ]*)\] but expected shape "
    r"compatible with \[([\d, ]*)\]"
)
def shape_of_gradient(case: Case) -> Finding:
    function = _backward_of(case, case.match[1])
    returns = _returns(function)
    fixes: list[Fix | None] = []
    got, wanted = (tuple(int(n) for n in case.match[group].split(",") if n.strip()) for group in (3, 4))
    if returns and function is not None:
        value = returns[-1].value
        part = value.elts[case.number(2)] if isinstance(value, ast.Tuple) else value
        assert part is not None, "only returns of a value are looked at"
        if len(wanted) <= len(got):
            tail = got[len(got) - len(wanted) :]
            if all(a == b or b == 1 for a, b in zip(tail, wanted, strict=True)):
                fixes.append(case.then(part, f"sum_to_size({', '.join(map(str, wanted))})", wanted))
        if sorted(got) == sorted(wanted):
            fixes.append(case.then(part, f"reshape({', '.join(map(str, wanted))})", wanted))
        incoming = [argument.arg for argument in function.args.args][1:2]
        fixes.append(case.swap(part, incoming[0]) if incoming else None)
    fields = {"name": case.match[1], "index": case.match[2], "got": shape_text(got), "wanted": shape_text(wanted)}
    culprit = place_of(case, returns[-1]) if returns else None
    return Finding("shape_of_gradient", fields, (), fixes, culprit)


@rule(r"You must implement either the backward or vjp method for your custom autograd\.Function")
def no_backward(case: Case) -> Finding:
    for node in case.program.walk():
        is_function = isinstance(node, ast.ClassDef) and any(dotted(base).endswith("Function") for base in node.bases)
        if not is_function or not isinstance(node, ast.ClassDef):
            continue
        methods = {part.name: part for part in node.body if isinstance(part, Function)}
        forward = methods.get("forward")
        if forward is None or "backward" in methods:
            continue
        count = max(1, len(forward.args.args) - 1)
        gradients = ", ".join(["grad_output", *["None"] * (count - 1)])
        code = f"\n@staticmethod\ndef backward(ctx, grad_output):\n    return {gradients}"
        fix = case.fix("backward_stub", case.program.after(forward, code), name=node.name)
        return Finding("no_backward", {"name": node.name}, (), [fix], place_of(case, node))
    return Finding("no_backward", {"name": ""})


@rule(r"Function '(\w+)' returned nan values in its (\d+)th output")
def nan_gradient(case: Case) -> Finding:
    recording = case.recording
    failed = failed_call(case)
    nodes = (
        []
        if failed is None
        else [n for n in reachable(case, failed.root) if recording.grad_fn_name(n) == case.match[1]]
    )
    if not nodes:
        return Finding("nan_gradient", {"op": case.match[1], "line": str(case.place.line)})
    built = case.born(nodes[0])
    maker = built.node
    fixes: list[Fix | None] = []
    if isinstance(maker, ast.expr) and built.place.source == case.place.source:
        for part in _risky(built, maker):
            if recording.op(nodes[0]) in ("log", "log2", "log10", "sqrt", "rsqrt", "norm", "pow"):
                fixes.append(case.swap(part, f"{case.program.source(part)} + 1e-8"))
            fixes.append(case.then(part, "clamp(min=1e-8)"))
    operands = tuple(built.described(used.tensor) for used in recording.inputs(nodes[0]))
    fields = {"op": recording.op(nodes[0]), "line": str(built.place.line)}
    return Finding("nan_gradient", fields, operands, fixes, built.place, built.step)


def _risky(built: Moment, maker: ast.expr) -> list[ast.expr]:
    """The operand whose zero makes the derivative infinite."""
    if isinstance(maker, ast.BinOp):
        return [maker.right if isinstance(maker.op, ast.Div) else maker.left]
    return built.tensors_in(maker)[:1]
