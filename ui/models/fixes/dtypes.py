"""Failures of type: whole numbers where fractions are needed, and types that do not mix."""

from __future__ import annotations

import ast

from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.autograd import out_of_place
from ui.models.fixes.case import Case, Finding, is_method, rule
from ui.models.fixes.factories import as_floating
from ui.models.program import called


def _float_fixes(case: Case, nodes: list[ast.expr]) -> list[Fix | None]:
    """Whole-number operands as floats: here, or where they are made."""
    whole = [node for node in nodes if case.dtype(node) and not case.is_floating(node)]
    fixes: list[Fix | None] = [case.then(node, "float()") for node in whole]
    for node in whole:
        tensor = case.tensor(node)
        fixes.append(as_floating(case, case.maker(tensor)))
    return fixes


@rule(
    r"expected m1 and m2 to have the same dtype, but got: ([\w ]+) != ([\w ]+)",
    r"mat1 and mat2 must have the same dtype, but got (\w+) and (\w+)",
    r"expected both vectors to have same dtype, but found (\w+) and (\w+)",
    r"addmv input tensors must have the same dtype, but got (\w+), (\w+)",
    r"expected scalar type (\w+) but found (\w+)",
)
def different_dtypes(case: Case) -> Finding:
    nodes = case.pair()
    fields = {"a": case.match[1], "b": case.match[2]}
    fixes: list[Fix | None] = _float_fixes(case, nodes)[:1]
    if len(nodes) == 2:
        left, right = nodes
        if case.is_floating(left) and case.is_floating(right):
            fixes += [
                case.then(right, f"to({case.program.source(left)}.dtype)"),
                case.then(left, f"to({case.program.source(right)}.dtype)"),
            ]
        fixes.append(case.then(right, f"to({case.program.source(left)}.dtype)"))
    elif nodes:
        fixes.append(case.then(nodes[0], "float()"))
    return Finding("different_dtypes", fields, case.operands(*nodes), fixes)


@rule(
    r"could not infer output dtype\. Input dtype must be either a floating point or complex dtype\. Got: (\w+)",
    r"\"\w+\" not implemented for '(\w+)'",
    r"std and var only support floating point and complex dtypes",
    r"Expected a floating point or complex tensor as input\. Got (\w+)",
    r"Integers to negative integer powers are not allowed",
)
def needs_floats(case: Case) -> Finding:
    nodes = [node for node in case.pair() if case.tensor(node) >= 0] or [n for n in [case.receiver] if n is not None]
    fixes = _float_fixes(case, nodes)
    typed = [word for word in (case.call.keywords if case.call is not None else []) if word.arg == "dtype"]
    fixes += [case.swap(word.value, f"{case.program.torch}.float32") for word in typed]
    if case.call is not None and is_method(case.call, "mean", "std", "var") and not typed:
        code = f"dtype={case.program.torch}.float32"
        if is_method(case.call, "mean"):
            fixes.append(case.fix("write", case.program.argument(case.call, code), code=code))
    op = called(case.node) if case.call is not None else "**" if isinstance(case.node, ast.BinOp) else ""
    return Finding("needs_floats", {"op": op}, case.operands(*nodes), fixes)


@rule(r"result type (\w+) can't be cast to the desired output type (\w+)")
def in_place_type(case: Case) -> Finding:
    statement = case.statement
    fixes: list[Fix | None] = [] if statement is None else [out_of_place(case, statement)]
    target: ast.expr | None = None
    if isinstance(statement, ast.AugAssign):
        target = statement.target
    elif case.call is not None and isinstance(case.call.func, ast.Attribute):
        target = case.call.func.value
    tensor = case.tensor(target)
    if tensor >= 0:
        fixes.append(as_floating(case, case.maker(tensor)))
    fields = {
        "result": case.match[1],
        "into": case.match[2],
        "name": case.program.source(target) if target is not None else "",
    }
    return Finding("in_place_type", fields, case.operands(target), fixes)


# -- targets and indices ----------------------------------------------------------------------------------------------


def _last_argument(case: Case, *types: str) -> ast.expr | None:
    """The last tensor of a call that has one of these types."""
    nodes = [node for node in case.tensors_in(case.node) if case.dtype(node) in types]
    return nodes[-1] if nodes else None


_FLOATS = ("float32", "float64", "float16", "bfloat16")
_WHOLE = ("int64", "int32", "int16", "int8", "uint8", "bool")


@rule(r"expected target dtype to be Long or Byte, but got (\w+)", r"expected scalar type Long but found (\w+)")
def classes(case: Case) -> Finding:
    target = _last_argument(case, *_FLOATS, "int32", "int16")
    return Finding("classes", {"got": case.match[1]}, case.operands(target), [case.then(target, "long()")])


@rule(r"0D or 1D target tensor expected, multi-target not supported")
def one_class_each(case: Case) -> Finding:
    target = _last_argument(case, *_WHOLE)
    shape = case.shape(target) or ()
    fixes: list[Fix | None] = []
    if shape[-1:] == (1,):
        fixes.append(case.then(target, "squeeze(-1)", shape[:-1]))
    elif len(shape) == 2:
        fixes.append(case.then(target, "argmax(1)", shape[:1]))
    return Finding("one_class_each", {"shape": shape_text(shape)}, case.operands(target), fixes)


@rule(r"Found dtype (\w+) but expected (\w+)")
def loss_types(case: Case) -> Finding:
    target = _last_argument(case, *_WHOLE, "float64")
    fields = {"got": case.match[1], "wanted": case.match[2]}
    return Finding("loss_types", fields, case.operands(target), [case.then(target, "float()")])


@rule(r"Target (-?\d+) is out of bounds")
def class_out_of_bounds(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    scores = next((node for node in nodes if case.is_floating(node) and len(case.shape(node) or ()) > 1), None)
    target = _last_argument(case, *_WHOLE)
    count = (case.shape(scores) or (0, 0))[1]
    fixes: list[Fix | None] = []
    if target is not None:
        summary = case.recording.summary(case.tensor(target), case.step)
        if summary is not None and summary.minimum >= 1 and summary.maximum - 1 < count:
            fixes.append(case.swap(target, f"{case.program.wrapped(target)} - 1"))
        wanted = case.number(1) + 1
        for call in reversed(list(case.program.calls())):
            if called(call) == "Linear" and len(call.args) > 1 and _is_number(call.args[1], count):
                fixes.append(case.swap(call.args[1], str(wanted)))
        fixes.append(case.then(target, f"clamp(max={count - 1})"))
    fields = {"target": case.match[1], "count": str(count), "last": str(count - 1)}
    return Finding("class_out_of_bounds", fields, case.operands(scores, target), fixes)


def _is_number(node: ast.expr, value: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


@rule(
    r"tensors used as indices must be long, int, byte or bool tensors",
    r"only integers, slices \(`:`\), ellipsis \(`\.\.\.`\), None and long or byte Variables are valid indices",
    r"Expected dtype int32/int64 for index",
    r"one_hot is only applicable to index tensor",
    r"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int",
)
def index_type(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    given = [node for node in nodes if case.is_floating(node)]
    fixes: list[Fix | None] = []
    if isinstance(case.node, ast.Subscript) and case.tensor(case.node.slice) < 0:
        scalar = case.node.slice
        whole = isinstance(scalar, ast.BinOp) and isinstance(scalar.op, ast.Div)
        if whole and isinstance(scalar, ast.BinOp):
            left, right = case.program.source(scalar.left), case.program.source(scalar.right)
            fixes.append(case.swap(scalar, f"{left} // {right}"))
        fixes.append(case.swap(scalar, f"int({case.program.source(scalar)})"))
        given = []
    index = given[-1] if given else None
    fixes.insert(0, case.then(index, "long()"))
    return Finding("index_type", {}, case.operands(index), fixes)


@rule(
    r"masked_fill_? only supports boolean masks",
    r"where expected condition to be a boolean tensor",
    r"masked_select: expected BoolTensor",
)
def mask_type(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    given = [node for node in nodes if case.dtype(node) in _WHOLE and case.dtype(node) != "bool"]
    mask = given[0] if given else None
    return Finding("mask_type", {}, case.operands(mask), [case.then(mask, "bool()")])


@rule(
    r"Negation, the `-` operator, on a bool tensor is not supported",
    r"Subtraction, the `-` operator, with a bool tensor is not supported",
)
def bool_minus(case: Case) -> Finding:
    node = case.node
    operand: ast.expr | None = node.operand if isinstance(node, ast.UnaryOp) else None
    if isinstance(node, ast.BinOp):
        operand = node.right if case.dtype(node.right) == "bool" else node.left
    fixes: list[Fix | None] = []
    if operand is not None:
        text = case.program.wrapped(operand)
        fixes.append(case.swap(node, f"~{text}"))
        fixes.append(case.then(operand, "int()"))
    return Finding("bool_minus", {}, case.operands(operand), fixes)


@rule(r"Subtraction, the `-` operator, with two bool tensors is not supported")
def bool_difference(case: Case) -> Finding:
    node, fixes = case.node, []
    if isinstance(node, ast.BinOp):
        left, right = case.program.wrapped(node.left), case.program.wrapped(node.right)
        fixes = [case.swap(node, f"{left} ^ {right}"), case.swap(node, f"{left}.int() - {right}.int()")]
    elif isinstance(node, ast.AugAssign):
        target, value = case.program.source(node.target), case.program.source(node.value)
        fixes = [case.fix("write", case.program.replace(node, f"{target} ^= {value}"), code=f"{target} ^= {value}")]
    return Finding("bool_difference", {}, case.operands(*case.pair()), fixes)


@rule(r"^RuntimeError: ZeroDivisionError")
def zero_division(case: Case) -> Finding:
    node, fixes = case.node, []
    if isinstance(node, ast.BinOp):
        left, right = case.program.source(node.left), case.program.source(node.right)
        sign = "/" if isinstance(node.op, ast.FloorDiv) else "%"
        left = left if sign == "/" else f"{case.program.wrapped(node.left)}.float()"
        fixes = [case.swap(node, f"{left} {sign} {right}")]
        if case.tensor(node.right) >= 0:
            fixes.append(case.then(node.right, "clamp(min=1)"))
    return Finding("zero_division", {}, case.operands(*case.pair()), fixes)
