"""Failures of networks: layers and inputs that do not fit, parameters that nobody knows, losses of wrong numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.case import Case, Finding, rule
from ui.models.fixes.shapes import resized
from ui.models.program import called, constant, dotted

# -- layers and inputs ------------------------------------------------------------------------------------------------


def _nn(case: Case) -> str:
    """What the program calls ``torch.nn``."""
    for node in case.program.walk():
        if isinstance(node, ast.ImportFrom) and node.module == "torch":
            for alias in node.names:
                if alias.name == "nn":
                    return alias.asname or "nn"
    return case.program.module("torch.nn") or f"{case.program.torch}.nn"


@rule(r"expected input\[.*\] to have (\d+) channels, but got (\d+) channels instead")
def channels(case: Case) -> Finding:
    wanted, got = case.number(1), case.number(2)
    layers = [call for call in case.program.calls() if called(call).startswith("Conv") and call.args]
    fitting = [call for call in layers if constant(call.args[0]) == wanted]
    nodes = case.tensors_in(case.node)
    fixes: list[Fix | None] = [resized(case, call, call.args[0], got) for call in fitting]
    if nodes and (case.shape(nodes[0]) or ())[-1:] == (wanted,):
        fixes.append(case.then(nodes[0], "permute(0, 3, 1, 2)"))
    return Finding("channels", {"wanted": str(wanted), "got": str(got)}, case.operands(*nodes), fixes)


@rule(r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)")
def batch_sizes(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    fewer = min(case.number(1), case.number(2))
    fixes: list[Fix | None] = []
    for node in nodes:
        shape = case.shape(node) or ()
        if shape and shape[0] > fewer:
            fixes.append(case.swap(node, f"{case.program.wrapped(node)}[:{fewer}]", (fewer, *shape[1:])))
        if case.number(1) == 1 and len(shape) == 1 and shape[0] != fewer:
            fixes.append(case.then(node, "unsqueeze(0)"))
    return Finding("batch_sizes", {"a": case.match[1], "b": case.match[2]}, case.operands(*nodes), fixes)


@rule(
    r"Using a target size \(torch\.Size\(\[([\d, ]*)\]\)\) that is different to the input size "
    r"\(torch\.Size\(\[([\d, ]*)\]\)\)"
)
def target_size(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    fixes: list[Fix | None] = []
    if len(nodes) >= 2:
        prediction, target = nodes[-2:] if dotted(nodes[0]) not in ("self",) else nodes[:2]
        a, b = case.shape(prediction) or (), case.shape(target) or ()
        if prod(a) == prod(b):
            fixes.append(case.then(target, f"view_as({case.program.source(prediction)})", a))
            fixes.append(case.then(prediction, f"view_as({case.program.source(target)})", b))
    fields = {"target": f"[{case.match[1]}]", "input": f"[{case.match[2]}]"}
    return Finding("target_size", fields, case.operands(*nodes), fixes)


@rule(r"Given normalized_shape=\[(\d+)\], expected input with shape \[\*, \d+\], but got input of size\[([\d, ]*)\]")
def normalised(case: Case) -> Finding:
    last = int(case.match[2].split(",")[-1])
    layers = [call for call in case.program.calls() if called(call) == "LayerNorm" and call.args]
    fixes = [resized(case, call, call.args[0], last) for call in layers]
    nodes = case.tensors_in(case.node)
    return Finding("normalised", {"wanted": case.match[1], "got": str(last)}, case.operands(*nodes), fixes)


@rule(r"running_mean should contain (\d+) elements not (\d+)")
def batch_norm(case: Case) -> Finding:
    layers = [call for call in case.program.calls() if called(call).startswith("BatchNorm") and call.args]
    fixes = [resized(case, call, call.args[0], case.number(1)) for call in layers]
    nodes = case.tensors_in(case.node)
    return Finding("batch_norm", {"wanted": case.match[2], "got": case.match[1]}, case.operands(*nodes), fixes)


@rule(r"Expected more than 1 value per channel when training")
def batch_of_one(case: Case) -> Finding:
    statement, name = case.statement, "" if case.call is None else dotted(case.call.func)
    fixes: list[Fix | None] = []
    if statement is not None and name and case.program.stands_alone(statement):
        code = f"{name}.eval()"
        fixes.append(case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno)))
    return Finding("batch_of_one", {}, case.operands(*case.tensors_in(case.node)), fixes)


@rule(
    r"input\.size\(-1\) must be equal to input_size\. Expected (?P<wanted>\d+), got (?P<got>\d+)",
    r"input has inconsistent input_size: got (?P<got>\d+) expected (?P<wanted>\d+)",
)
def recurrent_size(case: Case) -> Finding:
    wanted, got = int(case.match["wanted"]), int(case.match["got"])
    fixes = [
        resized(case, call, size, got)
        for call in case.program.calls()
        if called(call).removesuffix("Cell") in ("RNN", "LSTM", "GRU")
        for size in _given(call, 0, "input_size")
        if constant(size) == wanted
    ]
    fields = {"wanted": str(wanted), "got": str(got)}
    return Finding("recurrent_size", fields, case.operands(*case.tensors_in(case.node)), fixes)


def _given(call: ast.Call, place: int, name: str) -> list[ast.expr]:
    """The argument of this place or name, if there is one."""
    return [*call.args[place : place + 1], *(word.value for word in call.keywords if word.arg == name)]


@rule(r"Expected hidden(?:\[\d\])? size \(([\d, ]+)\), got \[([\d, ]+)\]")
def hidden_state(case: Case) -> Finding:
    wanted, got = (tuple(int(size) for size in case.match[group].split(",") if size.strip()) for group in (1, 2))
    states = [node for node in _all_tensors(case) if case.shape(node) == got]
    changes = []
    for node in states:
        maker = case.maker(case.tensor(node))
        if isinstance(maker, ast.Call) and tuple(constant(size) for size in maker.args) == got:
            pairs = zip(maker.args, wanted, got, strict=True)
            changes += [case.program.replace(size, str(right)) for size, right, wrong in pairs if right != wrong]
    fixes = [case.fix("write", *changes, code=", ".join(map(str, wanted)))] if changes else []
    fields = {"wanted": shape_text(wanted), "got": shape_text(got)}
    return Finding("hidden_state", fields, case.operands(*states), fixes)


def _all_tensors(case: Case) -> Iterator[ast.expr]:
    """The tensors of the failed call, those in brackets included."""
    for part in [] if case.call is None else ast.walk(case.call):
        if isinstance(part, ast.expr) and case.shape(part) is not None:
            yield part


# -- parameters -------------------------------------------------------------------------------------------------------


@rule(r"Error\(s\) in loading state_dict for (\w+)")
def state_dict(case: Case) -> Finding:
    fixes: list[Fix | None] = []
    if case.call is not None and "size mismatch" not in case.error.message:
        fixes.append(case.fix("write", case.program.keyword(case.call, "strict", "False"), code="strict=False"))
    return Finding("state_dict", {"name": case.match[1]}, (), fixes)


@rule(r"cannot assign '.+' as parameter '(\w+)'")
def not_a_parameter(case: Case) -> Finding:
    statement = case.statement
    given = statement.value if isinstance(statement, ast.Assign) else None
    fixes = [] if given is None else [case.swap(given, f"{_nn(case)}.Parameter({case.program.source(given)})")]
    return Finding("not_a_parameter", {"name": case.match[1]}, case.operands(given), fixes)


@rule(r"optimizer got an empty parameter list")
def no_parameters(case: Case) -> Finding:
    for node in case.program.walk():
        if isinstance(node, ast.Assign) and dotted(node.targets[0]).startswith("self.") and _has_layers(node.value):
            kind = "ModuleDict" if isinstance(node.value, ast.Dict) else "ModuleList"
            fix = case.swap(node.value, f"{_nn(case)}.{kind}({case.program.source(node.value)})")
            return Finding("no_parameters", {}, (), [fix], case.looking_at(node).place)
    return Finding("no_parameters")


def _has_layers(node: ast.expr) -> bool:
    """Whether a list or dictionary holds what classes were called for."""
    if not isinstance(node, (ast.List, ast.Tuple, ast.ListComp, ast.Dict)):
        return False
    return any(called(part)[:1].isupper() for part in ast.walk(node))


# -- data and losses --------------------------------------------------------------------------------------------------


@rule(r"all elements of input should be between 0 and 1")
def chances(case: Case) -> Finding:
    nodes, call = case.tensors_in(case.node), case.call
    fixes: list[Fix | None] = []
    if call is not None and called(call) == "binary_cross_entropy":
        fixes.append(case.swap(call.func, f"{case.program.source(call.func)}_with_logits"))
    if nodes:
        fixes.append(case.then(nodes[0], "sigmoid()"))
    return Finding("chances", {}, case.operands(*nodes), fixes)


@rule(r"Sum of input lengths does not equal the length of the input dataset")
def uneven_parts(case: Case) -> Finding:
    call, fixes = case.call, []
    sizes = next((part for part in (call.args if call else []) if isinstance(part, (ast.List, ast.Tuple))), None)
    if call is not None and sizes is not None and len(sizes.elts) > 1:
        kept = "".join(f" - {case.program.source(size)}" for size in sizes.elts[:-1])
        fixes.append(case.swap(sizes.elts[-1], f"len({case.program.source(call.args[0])}){kept}"))
    return Finding("uneven_parts", {}, (), fixes)
