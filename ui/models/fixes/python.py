"""Failures where tensors meet Python: numbers, truth, lists, names, attributes, modules."""

from __future__ import annotations

import ast
import builtins
import difflib
from itertools import pairwise

from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.case import Case, Finding, is_method, rule
from ui.models.fixes.custom import place_of
from ui.models.fixes.origin import origin
from ui.models.program import Change, Function, called, constant, dotted

# -- one number out of many -------------------------------------------------------------------------------------------


@rule(
    r"a Tensor with (\d+) elements? cannot be converted to Scalar",
    r"only one element tensors can be converted to Python scalars",
    r"only integer tensors of a single element can be converted to an index",
    r"unsupported format string passed to Tensor\.__format__",
)
def one_number(case: Case) -> Finding:
    call = case.call
    if call is not None and is_method(call, "tensor", "as_tensor", "FloatTensor", "LongTensor"):
        return _list_of_tensors(case, call)
    operand: ast.expr | None = None
    fixes: list[Fix | None] = []
    if call is not None and isinstance(call.func, ast.Attribute) and call.func.attr == "item":
        operand = call.func.value
        fixes += [case.then(operand, "mean()") if case.is_floating(operand) else None, case.then(operand, "sum()")]
        if not isinstance(case.program.parent(call), ast.FormattedValue):
            fixes.append(case.swap(call, f"{case.program.wrapped(operand)}.tolist()"))
    elif isinstance(case.node, (ast.FormattedValue, ast.JoinedStr)) or "format" in case.error.message:
        operand = _formatted(case)
        if operand is not None:
            fixes += [case.then(operand, "mean()") if case.is_floating(operand) else case.then(operand, "sum()")]
    else:
        nodes = case.tensors_in(case.node)
        operand = nodes[0] if nodes else None
        if operand is not None:
            if case.shape(operand) == () or (case.shape(operand) or ()) == (1,):
                fixes.append(case.then(operand, "int()"))
            fixes += [
                case.then(operand, "shape[0]") if is_method(call, "range") else None,
                case.then(operand, "mean()") if case.is_floating(operand) else None,
                case.then(operand, "sum()"),
            ]
            if call is not None and is_method(call, "float", "int"):
                fixes.append(case.swap(call, f"{case.program.wrapped(operand)}.tolist()"))
    shape = case.shape(operand)
    fields = {"name": case.program.source(operand) if operand is not None else "", "shape": shape_text(shape or ())}
    return Finding("one_number", fields, case.operands(operand), fixes)


def _formatted(case: Case) -> ast.expr | None:
    """The tensor with a number's format: of ``f"{x:.2f}"`` and of ``"{:.2f}".format(x)``."""
    for root in (case.node, case.statement):
        for part in [] if root is None else ast.walk(root):
            if isinstance(part, ast.FormattedValue) and case.shape(part.value) not in (None, ()):
                return part.value
            if isinstance(part, ast.Call) and called(part) in ("format", "round"):
                many = [one for one in part.args if case.shape(one) not in (None, ())]
                if many:
                    return many[0]
    return None


def _list_of_tensors(case: Case, call: ast.Call) -> Finding:
    given = call.args[0]
    code = f"{case.program.torch}.stack({case.program.source(given)})"
    return Finding("list_of_tensors", {}, case.operands(*case.tensors_in(given)), [case.swap(call, code)])


# -- truth ------------------------------------------------------------------------------------------------------------


@rule(r"Boolean value of Tensor with (more than one value|no values) is ambiguous")
def truth(case: Case) -> Finding:
    node = case.node
    operand, fixes = node if isinstance(node, ast.expr) else None, []
    parent = case.program.parent(node) if node is not None else None
    whole = parent if isinstance(parent, ast.BoolOp) else node
    if isinstance(whole, ast.BoolOp):
        sign = " & " if isinstance(whole.op, ast.And) else " | "
        joined = sign.join(f"({case.program.source(part)})" for part in whole.values)
        is_test = _is_test(case, whole)
        fixes.append(case.swap(whole, f"({joined}).all()" if is_test else joined))
        if is_test:
            fixes.append(case.swap(whole, f"({joined}).any()"))
        operand = whole
    elif isinstance(node, ast.Compare) and len(node.ops) > 1:
        fixes += _chained(case, node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        operand = node.operand
        fixes = [case.swap(node, f"~{case.program.wrapped(operand)}")] if not _is_test(case, node) else []
        fixes += [case.then(operand, "any()"), case.then(operand, "all()")]
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        left, right = case.program.source(node.left), case.program.source(node.comparators[0])
        sign = "not any" if isinstance(node.ops[0], ast.NotIn) else "any"
        fixes.append(case.swap(node, f"{sign}({left} is one for one in {right})"))
    elif isinstance(node, ast.Call) and called(node) in ("max", "min", "sorted", "any", "all"):
        fixes += _builtin(case, node)
    elif isinstance(node, ast.expr):
        fixes += [case.then(node, "any()"), case.then(node, "all()")]
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            left, right = case.program.source(node.left), case.program.source(node.comparators[0])
            fixes.insert(0, case.then(node, "all()"))
            fixes.append(case.swap(node, f"{case.program.torch}.equal({left}, {right})"))
    elif isinstance(node, (ast.If, ast.While, ast.Assert)):
        operand = node.test
        fixes += [case.then(node.test, "any()"), case.then(node.test, "all()")]
    name = case.program.source(operand) if operand is not None else ""
    return Finding("truth", {"name": name}, case.operands(*case.tensors_in(operand), operand), fixes)


def _is_test(case: Case, node: ast.AST) -> bool:
    parent = case.program.parent(node)
    return isinstance(parent, (ast.If, ast.While, ast.Assert, ast.IfExp))


def _chained(case: Case, node: ast.Compare) -> list[Fix | None]:
    """``0 < x < 1`` as two comparisons of all elements."""
    parts = [node.left, *node.comparators]
    text = [case.program.source(part) for part in parts]
    start = case.program.span(node)[0]
    signs = [
        case.program.text[case.program.span(a)[1] : case.program.span(b)[0]].strip(" ()") for a, b in pairwise(parts)
    ]
    assert start >= 0, "a node has a place"
    pairs = [f"({a} {sign} {b})" for a, sign, b in zip(text, signs, text[1:], strict=False)]
    joined = " & ".join(pairs)
    if _is_test(case, node):
        return [case.swap(node, f"({joined}).all()"), case.swap(node, f"({joined}).any()")]
    return [case.swap(node, f"({joined})")]


def _builtin(case: Case, call: ast.Call) -> list[Fix | None]:
    name, arguments = called(call), [case.program.source(part) for part in call.args]
    torch = case.program.torch
    if name in ("max", "min") and len(arguments) == 2:
        return [case.swap(call, f"{torch}.{name}imum({', '.join(arguments)})")]
    if name in ("max", "min") and len(arguments) == 1:
        return [case.swap(call, f"{case.program.wrapped(call.args[0])}.{name}()")]
    return [case.swap(call, f"{case.program.wrapped(call.args[0])}.{name}()")] if name in ("any", "all") else []


# -- lists, numbers, text ---------------------------------------------------------------------------------------------


@rule(r"expected sequence of length (\d+) at dim (\d+) \(got (\d+)\)")
def ragged(case: Case) -> Finding:
    call = case.call
    given = call.args[0] if call is not None and call.args else None
    literal = given
    if isinstance(given, ast.Name):
        made = case.program.assignments(given.id, before=case.place.line + 1)
        literal = made[-1].value if made else None
    fixes: list[Fix | None] = []
    if isinstance(literal, (ast.List, ast.Tuple)):
        rows = [row for row in literal.elts if isinstance(row, (ast.List, ast.Tuple))]
        longest = max((len(row.elts) for row in rows), default=0)
        shortest = min((len(row.elts) for row in rows), default=0)
        if rows and len(rows) == len(literal.elts):
            zero = "0.0" if any(isinstance(constant(one), float) for row in rows for one in row.elts) else "0"
            padded = [_row(case, row, longest, zero) for row in rows if len(row.elts) < longest]
            cut = [_row(case, row, shortest, zero) for row in rows if len(row.elts) > shortest]
            fixes += [case.fix("padded", *padded, zero=zero), case.fix("shortened", *cut, count=str(shortest))]
    elif given is not None:
        name = case.program.source(given)
        code = f"[row[:{case.number(3)}] for row in {name}]"
        fixes.append(case.swap(given, code))
    fields = {"expected": case.match[1], "got": case.match[3], "dim": case.match[2]}
    return Finding("ragged", fields, (), fixes)


def _row(case: Case, row: ast.List | ast.Tuple, length: int, zero: str) -> Change:
    parts = [case.program.source(part) for part in row.elts]
    return case.program.replace(row, f"[{', '.join([*parts, *[zero] * (length - len(parts))][:length])}]")


@rule(r"new\(\): invalid data type 'str'", r"too many dimensions 'str'", r"Could not infer dtype of (\w+)")
def not_numbers(case: Case) -> Finding:
    call = case.call
    given = call.args[0] if call is not None and call.args else None
    fixes: list[Fix | None] = []
    if given is not None:
        inside = ast.walk(given) if isinstance(given, (ast.List, ast.Tuple, ast.Constant)) else []
        texts = [part for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        numbers = [part for part in texts if _is_number(str(part.value))]
        if texts and len(numbers) == len(texts):
            fixes.append(case.fix("numbers", *(case.program.replace(part, str(part.value).strip()) for part in texts)))
        nothing = [part for part in ast.walk(given) if isinstance(part, ast.Constant) and part.value is None]
        fixes.append(case.fix("nan", *(case.program.replace(part, "float('nan')") for part in nothing)))
        if not texts and not isinstance(given, (ast.List, ast.Tuple)):
            name = case.program.source(given)
            fixes.append(case.swap(given, f"[float(one) for one in {name}]"))
            fixes.append(case.swap(given, f"list({name})"))
        if texts and not numbers:
            places = {text: str(at) for at, text in enumerate(dict.fromkeys(str(part.value) for part in texts))}
            fixes.append(case.fix("numbered", *(case.program.replace(part, places[str(part.value)]) for part in texts)))
    return Finding("not_numbers", {}, (), fixes)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@rule(r"iteration over a 0-d tensor", r"len\(\) of a 0-d tensor")
def zero_dimensional(case: Case) -> Finding:
    node = case.node
    operand: ast.expr | None = None
    fixes: list[Fix | None] = []
    if isinstance(node, ast.Call) and called(node) == "len":
        operand = node.args[0]
        fixes.append(case.swap(node, f"{case.program.wrapped(operand)}.numel()"))
    elif isinstance(node, ast.Call) and node.args:
        operand = node.args[0]
    elif isinstance(node, (ast.For,)):
        operand = node.iter
    elif isinstance(node, ast.Assign):
        operand = node.value
    elif isinstance(node, ast.expr):
        operand = node
    if operand is not None:
        fixes.append(case.then(operand, "reshape(-1)", (1,)))
    name = case.program.source(operand) if operand is not None else ""
    return Finding("zero_dimensional", {"name": name}, case.operands(operand), fixes)


@rule(
    r"can only concatenate str \(not \"Tensor\"\) to str",
    r"unsupported operand type\(s\) for \S+: '(?:Tensor|str|list|tuple)' and '(?:Tensor|str|list|tuple)'",
    r"can only concatenate list \(not \"Tensor\"\) to list",
)
def text_and_tensor(case: Case) -> Finding:
    node = case.node
    left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (None, None)
    if isinstance(node, ast.AugAssign):
        left, right = node.target, node.value
    fixes: list[Fix | None] = []
    operand = left if case.tensor(left) >= 0 else right
    other = right if operand is left else left
    if operand is not None and other is not None:
        if "list" in case.error.message or "tuple" in case.error.message:
            fixes.append(case.swap(other, f"{case.program.torch}.tensor({case.program.source(other)})"))
        else:
            fixes.append(case.swap(operand, f"str({case.program.source(operand)})"))
            if isinstance(constant(other), str) and _is_number(str(constant(other))):
                fixes.append(case.swap(other, str(constant(other))))
            elif constant(other) is None and not isinstance(other, ast.JoinedStr):
                fixes.append(case.swap(other, f"float({case.program.source(other)})"))
    return Finding("text_and_tensor", {}, case.operands(operand), fixes)


@rule(r"expected np\.ndarray \(got (\w+)\)")
def not_an_array(case: Case) -> Finding:
    call, fixes = case.call, []
    if call is not None and call.args:
        given = case.program.source(call.args[0])
        fixes.append(case.swap(call, given if case.match[1] == "Tensor" else f"{case.program.torch}.tensor({given})"))
    return Finding("not_an_array", {"kind": case.match[1]}, case.operands(case.receiver), fixes)


@rule(r"expected Tensor as element (\d+) in argument 0, but got (\w+)")
def list_of_numbers(case: Case) -> Finding:
    call, fixes = case.call, []
    if call is not None and call.args:
        given = case.program.source(call.args[0])
        fixes.append(case.swap(call, f"{case.program.torch}.tensor({given})"))
    return Finding("list_of_numbers", {"got": case.match[2]}, (), fixes)


@rule(r"not enough values to unpack \(expected (\d+), got (\d+)\)", r"too many values to unpack \(expected (\d+)\)")
def unpacking(case: Case) -> Finding | None:
    statement = case.statement
    if not isinstance(statement, ast.Assign) or case.tensor(statement.value) < 0:
        return None
    target = statement.targets[0]
    shape = case.shape(statement.value) or ()
    fixes: list[Fix | None] = []
    wanted = case.number(1)
    if shape and shape[-1] == wanted:
        fixes.append(case.then(statement.value, "T"))
    if shape and shape[0] > wanted:
        fixes.append(case.swap(statement.value, f"{case.program.wrapped(statement.value)}[:{wanted}]"))
    elif shape and isinstance(target, (ast.Tuple, ast.List)):
        kept = ", ".join(case.program.source(part) for part in target.elts[: shape[0]])
        fixes.append(case.fix("write", case.program.replace(target, f"{kept},"), code=kept))
    fields = {"expected": str(wanted), "got": str(shape[0]) if shape else "0"}
    return Finding("unpacking", fields, case.operands(statement.value), fixes)


# -- names, attributes, modules ---------------------------------------------------------------------------------------

_IMPORTS = {
    "torch": "import torch",
    "nn": "import torch.nn as nn",
    "F": "import torch.nn.functional as F",
    "optim": "import torch.optim as optim",
    "np": "import numpy as np",
    "math": "import math",
    "random": "import random",
    "copy": "import copy",
    "time": "import time",
    "plt": "import matplotlib.pyplot as plt",
}


@rule(r"^NameError: name '(\w+)' is not defined", r"^UnboundLocalError: cannot access local variable '(\w+)'")
def name_error(case: Case) -> Finding:
    name = case.match[1]
    fixes: list[Fix | None] = []
    if name in _IMPORTS:
        code = _IMPORTS[name]
        fixes.append(case.fix("imported", Change(_top(case), _top(case), f"{code}\n"), code=code))
    known = {n.id for n in case.program.walk() if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    known |= {n.name for n in case.program.walk() if isinstance(n, (*Function, ast.ClassDef))}
    known |= {n.arg for n in case.program.walk() if isinstance(n, ast.arg)}
    near = difflib.get_close_matches(name, sorted((known | set(dir(builtins))) - {name}), 2, 0.7)
    node = case.node
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.id == name] if node else []
    fixes += [case.swap(names[0], close) for close in near if names]
    return Finding("name_error", {"name": name}, (), fixes)


def _top(case: Case) -> int:
    """Where an import goes: above the first statement that is not the docstring or of the future."""
    for statement in case.program.tree.body:
        is_text = isinstance(statement, ast.Expr) and isinstance(constant(statement.value), str)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not is_text and not is_future:
            start = case.program.span(statement)[0]
            return case.program.text.rfind("\n", 0, start) + 1
    return 0


@rule(r"^AttributeError: (?:module )?'?([\w.]+)'?.* has no attribute '(\w+)'")
def attribute(case: Case) -> Finding | None:
    name = case.match[2]
    if "'NoneType'" in case.error.message:
        return None
    node = (
        next((n for n in ast.walk(case.node) if isinstance(n, ast.Attribute) and n.attr == name), None)
        if case.node
        else None
    )
    notes = dict(part.split(": ", 1) for part in case.error.notes.splitlines() if ": " in part)
    near = [word.strip() for word in notes.get("near", "").split(",") if word.strip()]
    fixes: list[Fix | None] = []
    if node is not None:
        fixes = [case.swap(node, f"{case.program.source(node.value)}.{close}") for close in near]
    owner = node.value if node is not None else None
    fields = {"name": name, "owner": case.program.source(owner) if owner is not None else case.match[1]}
    return Finding("attribute", fields, case.operands(owner), fixes)


@rule(r"Torch not compiled with CUDA enabled", r"^RuntimeError: .*(?:CUDA|cuda).*(?:not available|device|driver)")
def cuda(case: Case) -> Finding:
    changes: list[Change] = []
    for node in case.program.walk():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split(":")[0] == "cuda":
            changes.append(case.program.replace(node, '"cpu"'))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cuda":
            end = case.program.span(node.func.value)[1]
            changes.append(Change(end, case.program.span(node)[1], ""))
    return Finding("cuda", {}, case.operands(case.receiver), [case.fix("on_cpu", *changes)])


@rule(r"cannot assign (?:module|parameters?) before (?:Module|\w+)\.__init__\(\) call")
def super_init(case: Case) -> Finding:
    function = case.program.function(case.node) if case.node is not None else None
    fixes = []
    if function is not None:
        fixes = [
            case.fix(
                "first",
                case.program.before(function.body[0], "super().__init__()"),
                code="super().__init__()",
                line=str(function.body[0].lineno),
            )
        ]
    return Finding("super_init", {}, (), fixes)


@rule(r"Module \[(\w+)\] is missing the required \"forward\" function")
def no_forward(case: Case) -> Finding:
    fixes: list[Fix | None] = []
    for node in case.program.walk():
        if isinstance(node, ast.ClassDef) and node.name == case.match[1]:
            methods = [part for part in node.body if isinstance(part, Function) and part.name != "__init__"]
            near = difflib.get_close_matches("forward", [part.name for part in methods], 1, 0.6)
            for part in methods:
                if part.name in near or (not near and len(methods) == 1):
                    text = case.program.source(part)
                    fixes.append(
                        case.fix(
                            "renamed",
                            case.program.replace(part, text.replace(part.name, "forward", 1)),
                            old=part.name,
                            new="forward",
                        )
                    )
    return Finding("no_forward", {"name": case.match[1]}, (), fixes)


@rule(r"can't optimize a non-leaf Tensor")
def optimise_non_leaf(case: Case) -> Finding:
    nodes = [n for n in case.tensors_in(case.node) if not case.recording.is_leaf(case.tensor(n), case.step)]
    if not nodes:
        return Finding("optimise_non_leaf", {"name": ""})
    found = origin(case, case.tensor(nodes[0]), dotted(nodes[0]), wants_leaf=True)
    fixes = [one for one in found.fixes if one is not None and one.key != "then"]
    fixes += [one for one in [case.then(nodes[0], "detach().requires_grad_()")] if one is not None]
    fields = {"name": case.program.source(nodes[0]), "line": str(found.place.line)}
    return Finding("optimise_non_leaf", fields, case.operands(*nodes), fixes, found.place, found.step)


@rule(r"params argument given to the optimizer should be an iterable of Tensors or dicts, but got")
def optimise_tensor(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    fixes = [case.swap(nodes[0], f"[{case.program.source(nodes[0])}]")] if nodes else []
    return Finding("optimise_tensor", {}, case.operands(*nodes), fixes)


@rule(r"^\w+Error: .*'NoneType'")
def none(case: Case) -> Finding | None:
    """Something is None that was meant to be a value: a function without ``return``, or ``loss = loss.backward()``."""
    names = [part.id for part in ast.walk(case.node) if isinstance(part, ast.Name)] if case.node is not None else []
    for name in names:
        for given in reversed(case.program.assignments(name, before=case.place.line)):
            if isinstance(given, ast.Assign) and isinstance(given.value, ast.Call):
                found = _gives_nothing(case, name, given, given.value)
                if found is not None:
                    return found
    return None


def _gives_nothing(case: Case, name: str, given: ast.Assign, call: ast.Call) -> Finding | None:
    if called(call) in ("backward", "step", "zero_grad", "append", "sort", "extend", "manual_seed"):
        text = case.program.source(call)
        fix = case.fix("write", case.program.replace(given, text), code=text)
        return Finding("gives_nothing", {"name": name, "call": called(call)}, (), [fix], place_of(case, given))
    function = _definition(case, call)
    if function is None or any(isinstance(n, ast.Return) and n.value is not None for n in ast.walk(function)):
        return None
    last = function.body[-1]
    fixes: list[Fix | None] = []
    if isinstance(last, ast.Assign) and dotted(last.targets[0]):
        code = f"return {dotted(last.targets[0])}"
        fixes.append(case.fix("then", case.program.after(last, code), code=code, line=str(last.lineno)))
    elif isinstance(last, ast.Expr):
        code = f"return {case.program.source(last)}"
        fixes.append(case.fix("write", case.program.replace(last, code), code=code))
    fields = {"name": name, "function": function.name}
    return Finding("no_return", fields, (), fixes, place_of(case, last))


def _definition(case: Case, call: ast.Call) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function that a call runs: its own, or ``forward`` of the class that its name is an instance of."""
    name = called(call)
    functions = {n.name: n for n in case.program.walk() if isinstance(n, Function)}
    if name in functions and name != "forward":
        return functions[name]
    for given in case.program.assignments(name):
        made = called(given.value)
        for node in case.program.walk():
            if isinstance(node, ast.ClassDef) and node.name == made:
                return next((part for part in node.body if isinstance(part, Function) and part.name == "forward"), None)
    return None


# -- programs without an end -------------------------------------------------------------------------------------------


@rule(r"^KeyboardInterrupt:")
def interrupted(case: Case) -> Finding:
    return Finding("interrupted")


@rule(r"^RecursionError: maximum recursion depth exceeded")
def recursion(case: Case) -> Finding | None:
    """The function in which it ran out of room, if that calls itself."""
    function = None if case.node is None else case.program.function(case.node)
    return None if function is None else Finding("recursion", {"name": function.name})
