"""Failures of shape: sizes that do not meet, views that cannot be, axes and positions that are not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import prod

from tensorlab.events import Place
from tensorlab.explain.shapes import broadcast
from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.case import Case, Finding, is_method, rule
from ui.models.program import Change, called, constant

Shape = tuple[int, ...]


# -- broadcasting -----------------------------------------------------------------------------------------------------


@rule(r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)")
def clash(case: Case) -> Finding:
    nodes = [node for node in case.pair() if case.shape(node) is not None]
    fields = {"a": case.match[1], "b": case.match[2], "dim": case.match[3]}
    for place, left in enumerate(nodes):
        for right in nodes[place + 1 :]:
            if _result(case.shape(left) or (), case.shape(right) or ()) is None:
                fields |= {"left": case.program.source(left), "right": case.program.source(right)}
                return Finding("clash", fields, case.operands(left, right), _meeting(case, left, right))
    fields |= {"left": "a", "right": "b"}
    return Finding("clash", fields, case.operands(*nodes))


def _result(a: Shape, b: Shape) -> Shape | None:
    return broadcast(a, b).result


def _meeting(case: Case, left: ast.expr, right: ast.expr) -> list[Fix | None]:
    """Each way to make two operands meet; those that keep the size of the larger operand first."""
    a, b = case.shape(left) or (), case.shape(right) or ()
    in_place = isinstance(case.node, ast.AugAssign) or called(case.node or left).endswith("_")
    sides = [(right, b, a)] if in_place else [(right, b, a), (left, a, b)]
    found: list[tuple[int, int, Fix | None]] = []
    for node, shape, other in sides:
        for order, (call, changed) in enumerate(_changes(shape, other)):
            result = _result(changed, other)
            if result is None or (in_place and result != a):
                continue
            grows = prod(result) > max(prod(changed), prod(other))
            if call.startswith("["):
                made = case.swap(node, f"{case.program.wrapped(node)}{call}", result)
            else:
                made = case.then(node, call, result)
            found.append((int(grows), order, made))
    return [made for _, _, made in sorted(found, key=lambda one: one[:2])]


def _changes(shape: Shape, other: Shape) -> Iterator[tuple[str, Shape]]:
    """Other forms of a shape that may meet another one."""
    if len(shape) == 2:
        yield "T", shape[::-1]
    for dim in range(len(shape), -1, -1):
        at = -1 if dim == len(shape) else dim
        yield f"unsqueeze({at})", (*shape[:dim], 1, *shape[dim:])
    if prod(shape) == prod(other):
        yield f"reshape({', '.join(map(str, other))})", other
    if 0 < len(shape) <= len(other):
        sizes = other[len(other) - len(shape) :]
        kept = [
            min(size, wanted) if wanted != 1 and size != 1 else size for size, wanted in zip(shape, sizes, strict=True)
        ]
        index = ", ".join(":" if k == size else f":{k}" for k, size in zip(kept, shape, strict=True))
        yield f"[{index}]", tuple(kept)


# -- matrix products --------------------------------------------------------------------------------------------------


@rule(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
def matmul(case: Case) -> Finding:
    rows, inner, outer, columns = (case.number(group) for group in (1, 2, 3, 4))
    fields = {"rows": str(rows), "inner": str(inner), "outer": str(outer), "columns": str(columns)}
    nodes = case.pair()
    module = _linear(case, outer, columns)
    if len(nodes) == 2 and all(case.shape(node) is not None for node in nodes) and module is None:
        return Finding("matmul", fields, case.operands(*nodes), _products(case, *nodes))
    given = nodes[0] if nodes else None
    fixes: list[Fix | None] = []
    shape = case.shape(given) or ()
    if given is not None and len(shape) > 2 and prod(shape[1:]) == outer:
        fixes.append(case.then(given, "flatten(1)", (shape[0], outer)))
    fixes += _linear_fixes(case, module, outer, inner)
    if given is not None and len(shape) == 2 and shape[0] == outer:
        fixes.append(case.then(given, "T", shape[::-1]))
    return Finding("matmul", fields, case.operands(given), fixes)


def _products(case: Case, left: ast.expr, right: ast.expr) -> list[Fix | None]:
    a, b = case.shape(left) or (), case.shape(right) or ()
    found: list[Fix | None] = []
    if len(b) == 2 and a and a[-1] == b[1]:
        found.append(case.then(right, "T", (*a[:-1], b[0])))
    if len(a) == len(b) == 2:
        if a[0] == b[0]:
            found.append(case.then(left, "T", (a[1], b[1])))
        if a[0] == b[1]:
            code = f"{case.program.wrapped(right)} @ {case.program.wrapped(left)}"
            if isinstance(case.node, ast.BinOp):
                found.append(case.swap(case.node, code, (b[0], a[1])))
    if len(a) == 1 and len(b) == 2 and b[1] == a[0]:
        code = f"{case.program.wrapped(right)} @ {case.program.wrapped(left)}"
        if isinstance(case.node, ast.BinOp):
            found.append(case.swap(case.node, code, (b[0],)))
    if a and len(b) == 2 and prod(a[1:]) == b[0] and len(a) > 2:
        found.append(case.then(left, "flatten(1)", (a[0], b[0])))
    if a and len(b) == 2 and a[-1] != b[0]:
        inner = min(a[-1], b[0])
        if a[-1] > inner:
            found.append(case.swap(left, f"{case.program.wrapped(left)}[..., :{inner}]", (*a[:-1], inner)))
        else:
            found.append(case.swap(right, f"{case.program.wrapped(right)}[:{inner}]", (inner, b[1])))
    return found


def _linear(case: Case, inputs: int, outputs: int) -> ast.Call | None:
    """The ``nn.Linear(inputs, outputs)`` of the program, unless what failed was a product of the user's own."""
    if isinstance(case.node, ast.BinOp) or is_method(case.node, "matmul", "mm", "addmm"):
        return None
    layers = [call for call in case.program.calls() if called(call) in ("Linear", "LazyLinear")]
    sized = [call for call in layers if _sizes(call) == (inputs, outputs)]
    fitting = sized or [call for call in layers if _sizes(call)[:1] == (inputs,)] or layers
    return fitting[0] if fitting else None


def _sizes(call: ast.Call) -> tuple[object, ...]:
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args[:2], *(by_name[name] for name in ("in_features", "out_features") if name in by_name)]
    return tuple(constant(node) for node in given)


def _linear_fixes(case: Case, layer: ast.Call | None, inputs: int, wanted: int) -> list[Fix | None]:
    if layer is None:
        return []
    for keyword in layer.keywords:
        if keyword.arg == "in_features":
            return [resized(case, layer, keyword.value, wanted)]
    return [resized(case, layer, layer.args[0], wanted)] if layer.args else []


def resized(case: Case, call: ast.Call, size: ast.expr, wanted: int) -> Fix | None:
    """The call with another number for one of its sizes."""
    change = case.program.replace(size, str(wanted))
    text = case.program.source(call)
    start = case.program.span(call)[0]
    code = text[: change.start - start] + str(wanted) + text[change.end - start :]
    return case.fix("write", change, code=code)


@rule(r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]")
def dot(case: Case) -> Finding:
    nodes = case.pair()
    shorter = min(case.number(1), case.number(2))
    longer = next((node for node in nodes if (case.shape(node) or (0,))[-1] > shorter), None)
    fixes: list[Fix | None] = []
    if longer is not None:
        fixes.append(case.swap(longer, f"{case.program.wrapped(longer)}[:{shorter}]", ()))
    if len(nodes) == 2 and isinstance(case.node, ast.BinOp):
        left, right = (case.program.wrapped(node) for node in nodes)
        fixes.append(case.swap(case.node, f"{left}.unsqueeze(1) * {right}", (case.number(1), case.number(2))))
    return Finding("dot", {"a": case.match[1], "b": case.match[2]}, case.operands(*nodes), fixes)


@rule(r"size mismatch, got input \((\d+)\), mat \((\d+)x(\d+)\), vec \((\d+)\)")
def matrix_by_vector(case: Case) -> Finding:
    nodes = case.pair()
    rows, columns, size = case.number(2), case.number(3), case.number(4)
    fixes: list[Fix | None] = []
    if len(nodes) == 2:
        left, right = nodes
        if rows == size:
            fixes.append(case.then(left, "T", (columns,)))
            code = f"{case.program.wrapped(right)} @ {case.program.wrapped(left)}"
            fixes.append(case.swap(case.node, code, (columns,)) if isinstance(case.node, ast.BinOp) else None)
        if columns < size:
            fixes.append(case.swap(right, f"{case.program.wrapped(right)}[:{columns}]", (rows,)))
        elif size < columns:
            fixes.append(case.swap(left, f"{case.program.wrapped(left)}[:, :{size}]", (rows,)))
    fields = {"rows": str(rows), "columns": str(columns), "size": str(size)}
    return Finding("matrix_by_vector", fields, case.operands(*nodes), fixes)


@rule(
    r"1D tensors expected, but got (\d)D and (\d)D tensors",
    r"self must be a matrix",
    r"mat2 must be a matrix",
    r"batch[12] must be a 3D tensor",
    r"vector \+ matrix @ vector expected",
)
def wrong_product(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    fixes: list[Fix | None] = []
    if len(nodes) == 2:
        left, right = (case.program.wrapped(node) for node in nodes)
        fixes.append(case.swap(case.node, f"{left} @ {right}"))
        if is_method(case.node, "dot"):
            fixes.append(case.swap(case.node, f"({left} * {right}).sum()", ()))
    return Finding("wrong_product", {"call": called(case.node) if case.node else ""}, case.operands(*nodes), fixes)


@rule(r"Expected size for first two dimensions of batch2 tensor to be: \[(\d+), (\d+)\] but got: \[(\d+), (\d+)\]")
def batched(case: Case) -> Finding:
    nodes = case.pair()
    fields = dict(zip(("batch", "inner", "batch2", "outer"), case.match.groups(), strict=True))
    fixes: list[Fix | None] = []
    if len(nodes) == 2:
        left, right = nodes
        a, b = case.shape(left) or (), case.shape(right) or ()
        if a and b and a[-1] == b[-1]:
            fixes.append(case.then(right, "transpose(-2, -1)", (*a[:-1], b[-2])))
        if a and b and a[-2] == b[-2]:
            fixes.append(case.then(left, "transpose(-2, -1)", (*a[:-2], a[-1], b[-1])))
        if a and b:
            inner = min(a[-1], b[-2])
            small = f"[..., :{inner}]" if a[-1] > inner else f"[..., :{inner}, :]"
            node = left if a[-1] > inner else right
            fixes.append(case.swap(node, f"{case.program.wrapped(node)}{small}"))
    return Finding("batched", fields, case.operands(*nodes), fixes)


# -- view, reshape, expand --------------------------------------------------------------------------------------------


@rule(
    r"einsum\(\): the number of subscripts in the equation \((\d+)\) does not match the number of dimensions \((\d+)\) "
    r"for operand (\d+)"
)
def letters(case: Case) -> Finding:
    call, nodes = case.call, case.tensors_in(case.node)
    written = constant(call.args[0]) if call is not None and call.args else None
    fixes: list[Fix | None] = []
    if call is not None and isinstance(written, str) and case.number(2) > case.number(1):
        inputs, arrow, result = written.partition("->")
        each = [part.strip() for part in inputs.split(",")]
        longer = [len(case.shape(node) or ()) > len(part) for node, part in zip(nodes, each, strict=False)]
        filled = [f"...{part}" if is_longer else part for part, is_longer in zip(each, longer, strict=False)]
        equation = ",".join(filled) + (f"->...{result.strip()}" if arrow else "")
        fixes.append(case.swap(call.args[0], f'"{equation}"'))
    fields = {"letters": case.match[1], "rank": case.match[2], "number": case.match[3]}
    return Finding("letters", fields, case.operands(*nodes), fixes)


@rule(r"shape '\[([-\d, ]*)\]' is invalid for input of size (\d+)")
def invalid_shape(case: Case) -> Finding:
    wanted, count = [int(size) for size in case.match[1].split(",") if size.strip()], case.number(2)
    fields = {"wanted": f"[{case.match[1]}]", "count": str(count), "product": str(abs(prod(wanted)))}
    call, sizes = case.call, _size_nodes(case.call, len(wanted))
    fixes: list[Fix | None] = []
    for shape in _possible(wanted, count, case.shape(case.receiver) or ()):
        if call is not None and len(sizes) == len(wanted):
            changes = [
                case.program.replace(node, str(new))
                for node, old, new in zip(sizes, wanted, shape, strict=True)
                if old != new
            ]
            code = f"{called(call)}({', '.join(map(str, shape))})"
            fixes.append(case.fix("write", *changes, outcome=_solved(shape, count), code=code))
        elif call is not None and isinstance(call.func, ast.Attribute):
            head = case.program.source(call.func)
            fixes.append(case.swap(call, f"{head}({', '.join(map(str, shape))})", _solved(shape, count)))
    key = "invalid_shape_inferred" if -1 in wanted else "invalid_shape"
    return Finding(key, fields, case.operands(case.receiver), fixes)


def _size_nodes(call: ast.Call | None, count: int) -> list[ast.expr]:
    """The expressions of the sizes in ``x.view(2, 3)``, ``x.view((2, 3))`` and ``torch.reshape(x, (2, 3))``."""
    if call is None:
        return []
    for argument in reversed(call.args):
        if isinstance(argument, (ast.Tuple, ast.List)):
            return argument.elts if len(argument.elts) == count else []
    return call.args if len(call.args) == count else []


def _possible(wanted: list[int], count: int, have: Shape) -> Iterator[list[int]]:
    """Sizes near the wanted ones that hold this many elements."""
    if -1 not in wanted:
        for free in reversed(range(len(wanted))):
            others = prod(size for place, size in enumerate(wanted) if place != free)
            if others > 0 and count % others == 0:
                yield [-1 if place == free else size for place, size in enumerate(wanted)]
    for place, size in enumerate(wanted):
        if size == -1:
            continue
        rest = prod(other for at, other in enumerate(wanted) if at != place and other != -1)
        if -1 in wanted and rest > 0:
            fitting = [divisor for divisor in range(1, count + 1) if count % (divisor * rest) == 0]
            nearest = sorted(fitting, key=lambda divisor: (divisor not in have, abs(divisor - size)))
            if nearest:
                yield [nearest[0] if at == place else other for at, other in enumerate(wanted)]
    yield [-1, *[1] * (len(wanted) - 1)]


def _solved(shape: list[int], count: int) -> Shape:
    known = prod(size for size in shape if size != -1)
    return tuple(count // known if size == -1 and known else size for size in shape)


@rule(r"view size is not compatible with input tensor's size and stride")
def cannot_view(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    if call is not None and isinstance(call.func, ast.Attribute):
        owner = case.program.source(call.func.value)
        arguments = case.program.source(call)[len(case.program.source(call.func)) :]
        fixes.append(case.swap(call, f"{owner}.reshape{arguments}"))
        fixes.append(case.swap(call, f"{owner}.contiguous().view{arguments}"))
    elif isinstance(case.node, ast.expr) and call is not None and call.args:
        fixes.append(case.then(call.args[0], "contiguous()"))
    shape = case.shape(case.receiver)
    stride = ""
    if shape is not None:
        stride = shape_text(case.recording.stride(case.tensor(case.receiver), case.step))
    # PyTorch's text does not tell the shape, and in the code its sizes may be names: the note beside it has them.
    asked = re.search(r"view of shape (\[.*?\])", case.error.notes)
    fields = {"stride": stride, "wanted": asked[1] if asked else "[-1]"}
    return Finding("cannot_view", fields, case.operands(case.receiver), fixes)


@rule(r"only one dimension can be inferred")
def two_inferred(case: Case) -> Finding:
    call, fixes = case.call, []
    if call is not None:
        sizes = next(
            (list(node.elts) for node in call.args if isinstance(node, (ast.Tuple, ast.List))), list(call.args)
        )
        inferred = [node for node in sizes if constant(node) == -1]
        fixes = [
            case.fix("write", *(case.program.replace(node, "1") for node in inferred if node is not kept), code=code)
            for kept, code in ((inferred[-1], "1, -1"), (inferred[0], "-1, 1"))
        ]
    return Finding("two_inferred", {}, case.operands(case.receiver), fixes)


@rule(r"must be tuple of ints", r"failed to unpack the object at pos \d+ with error \"type must be tuple of ints")
def size_type(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    culprit: Place | None = None
    for size in [] if call is None else [part for given in call.args for part in _each(given)]:
        if isinstance(constant(size), float):
            fixes.append(case.swap(size, str(int(float(case.program.source(size))))))
        elif isinstance(size, ast.BinOp) and isinstance(size.op, ast.Div):
            fixes.append(_whole(case, size))
        elif isinstance(size, ast.Name) and case.tensor(size) < 0:
            made = case.program.assignments(size.id, before=case.place.line + 1)
            value = made[-1].value if made else None
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
                fixes += [_whole(case, value), case.swap(size, f"int({size.id})")]
                culprit = case.place._replace(line=value.lineno)
    return Finding("size_type", {}, case.operands(case.receiver), fixes, culprit)


def _each(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, (ast.Tuple, ast.List)) else [node]


def _whole(case: Case, node: ast.BinOp) -> Fix | None:
    left, right = case.program.source(node.left), case.program.source(node.right)
    return case.swap(node, f"{left} // {right}")


@rule(
    r"The expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\) at non-singleton "
    r"dimension (\d+)\.  Target sizes: \[([-\d, ]*)\]\.  Tensor sizes: \[([-\d, ]*)\]"
)
def expand(case: Case) -> Finding:
    target, have = (tuple(int(size) for size in case.match[group].split(",") if size.strip()) for group in (4, 5))
    fields = {"size": case.match[1], "old": case.match[2], "dim": case.match[3]}
    fields |= {"target": shape_text(target), "have": shape_text(have)}
    if not is_method(case.node, "expand", "broadcast_to", "expand_as"):
        return _assigned(case, fields, target, have)
    node, call = case.receiver, case.call
    fixes: list[Fix | None] = []
    for dim in range(len(have), -1, -1):
        longer = (*have[:dim], 1, *have[dim:])
        if len(longer) <= len(target) and _result(longer, target) == target and node is not None:
            fixes.append(case.then(node, f"unsqueeze({-1 if dim == len(have) else dim})", target))
    if node is not None and call is not None and len(have) == len(target):
        if all(wanted % size == 0 for wanted, size in zip(target, have, strict=True) if size):
            times = ", ".join(str(wanted // size) for wanted, size in zip(target, have, strict=True))
            fixes.append(case.swap(call, f"{case.program.wrapped(node)}.repeat({times})", target))
        more = ", ".join(["-1"] * len(have))
        code = f"{case.program.wrapped(node)}.unsqueeze(0).expand({case.match[1]}, {more})"
        fixes.append(case.swap(call, code, (case.number(1), *have)))
        kept = [size if size != 1 else wanted for wanted, size in zip(target, have, strict=True)]
        code = f"{case.program.wrapped(node)}.expand({', '.join(map(str, kept))})"
        fixes.append(case.swap(call, code, tuple(kept)))
    return Finding("expand", fields, case.operands(node), fixes)


def _assigned(case: Case, fields: dict[str, str], target: Shape, have: Shape) -> Finding:
    """``x[0] = value`` with a value that does not fit."""
    statement = case.statement
    value = getattr(statement, "value", None)
    fixes: list[Fix | None] = []
    if isinstance(value, ast.expr):
        for call, changed in _changes(have, target):
            if _result(changed, target) == target:
                text = f"{case.program.wrapped(value)}{call}" if call.startswith("[") else ""
                fixes.append(case.swap(value, text, target) if text else case.then(value, call, target))
        written = _subscript(case)
        if written is not None and len(have) == len(target) and all(a <= b for a, b in zip(have, target, strict=True)):
            part = ", ".join(":" if a == b else f":{a}" for a, b in zip(have, target, strict=True))
            fixes.append(case.swap(written, f"{case.program.source(written)}[{part}]", have))
    return Finding("assigned", fields, case.operands(value), fixes)


@rule(
    r"shape mismatch: value tensor of shape \[([-\d, ]*)\] cannot be broadcast to indexing result of shape "
    r"\[([-\d, ]*)\]"
)
def assigned_by_index(case: Case) -> Finding:
    have, target = (tuple(int(size) for size in case.match[group].split(",") if size.strip()) for group in (1, 2))
    return _assigned(case, {"target": shape_text(target), "have": shape_text(have)}, target, have)


@rule(r"the number of sizes provided \((\d+)\) must be greater or equal to the number of dimensions")
def expand_too_few(case: Case) -> Finding:
    node, call = case.receiver, case.call
    shape = case.shape(node) or ()
    fixes: list[Fix | None] = []
    if call is not None and node is not None:
        sizes = ", ".join(case.program.source(part) for part in call.args if part is not node)
        more = ", ".join(["-1"] * len(shape))
        fixes.append(case.swap(call, f"{case.program.wrapped(node)}.expand({sizes}, {more})"))
        fixes.append(case.swap(call, f"{case.program.wrapped(node)}.expand({more})", shape))
    return Finding("expand_too_few", {"given": case.match[1]}, case.operands(node), fixes)


@rule(r"Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
def repeat_too_few(case: Case) -> Finding:
    node, call = case.receiver, case.call
    shape = case.shape(node) or ()
    fixes: list[Fix | None] = []
    if call is not None and isinstance(call.func, ast.Attribute) and call.args:
        given = [case.program.source(part) for part in call.args]
        missing = ["1"] * (len(shape) - len(given))
        head = case.program.source(call.func)
        fixes += [case.swap(call, f"{head}({', '.join(sizes)})") for sizes in ([*given, *missing], [*missing, *given])]
    return Finding("repeat_too_few", {"rank": str(len(shape))}, case.operands(node), fixes)


@rule(r"input\.dim\(\) = (\d+) is not equal to len\(dims\) = (\d+)")
def permute(case: Case) -> Finding:
    call, rank = case.call, case.number(1)
    given = [constant(node) for node in (call.args if call else [])]
    kept = [dim for dim in given if isinstance(dim, int) and -rank <= dim < rank]
    order = [*kept, *(dim for dim in range(rank) if dim not in [one % rank for one in kept])]
    fixes: list[Fix | None] = []
    if call is not None and isinstance(call.func, ast.Attribute) and len(order) == rank:
        code = f"{case.program.source(call.func)}({', '.join(map(str, order))})"
        shape = case.shape(case.receiver) or ()
        fixes.append(case.swap(call, code, tuple(shape[dim] for dim in order) if shape else None))
    return Finding("permute", {"rank": case.match[1], "given": case.match[2]}, case.operands(case.receiver), fixes)


@rule(r"permute\(\): duplicate dims are not allowed")
def permuted_twice(case: Case) -> Finding:
    call, shape = case.call, case.shape(case.receiver) or ()
    rank = len(shape)
    sizes = next((part.elts for part in (call.args if call else []) if isinstance(part, (ast.Tuple, ast.List))), None)
    nodes = sizes if sizes is not None else call.args[-rank:] if call and rank else []
    given = [dim % rank for dim in map(constant, nodes) if isinstance(dim, int) and rank]
    missing = [dim for dim in range(rank) if dim not in given]
    fixes: list[Fix | None] = []
    for place, (node, dim) in enumerate(zip(nodes, given, strict=False)):
        if given.count(dim) > 1 and len(missing) == 1 and len(given) == len(nodes):
            order = [*given[:place], missing[0], *given[place + 1 :]]
            change = case.program.replace(node, str(missing[0]))
            fixes = [case.fix("along", change, outcome=tuple(shape[one] for one in order), dim=str(missing[0]))]
    twice = next((str(dim) for dim in given if given.count(dim) > 1), "")
    return Finding("permuted_twice", {"dim": twice}, case.operands(case.receiver), fixes)


@rule(r"t\(\) expects a tensor with <= 2 dimensions, but self is (\d)D")
def t_of_many(case: Case) -> Finding:
    call, fixes = case.call, []
    if call is not None and isinstance(call.func, ast.Attribute):
        fixes = [case.swap(call, f"{case.program.source(call.func.value)}.transpose(-2, -1)")]
    return Finding("t_of_many", {"rank": case.match[1]}, case.operands(case.receiver), fixes)


# -- several tensors into one -----------------------------------------------------------------------------------------


@rule(
    r"Sizes of tensors must match except in dimension (\d+)\. Expected size (\d+) but got size (\d+) for tensor "
    r"number (\d+) in the list"
)
def cat(case: Case) -> Finding:
    nodes = _parts(case)
    shapes = [case.shape(node) for node in nodes]
    fields = dict(zip(("dim", "expected", "got", "number"), case.match.groups(), strict=True))
    fixes: list[Fix | None] = []
    first = shapes[0] if shapes else None
    if case.call is not None and first is not None and all(shape is not None for shape in shapes):
        for dim in range(len(first)):
            if all(_without(shape or (), dim) == _without(first, dim) for shape in shapes):
                outcome = (*first[:dim], sum((shape or ())[dim] for shape in shapes), *first[dim + 1 :])
                fixes.append(case.fix("along", _dim(case, str(dim)), outcome=outcome, dim=str(dim)))
        fixes += _cut_parts(case, nodes, [shape or () for shape in shapes], case.number(1))
    elif case.call is not None:
        fixes.append(
            case.fix(
                "along", _dim(case, "-1" if case.number(1) == 0 else "0"), dim="-1" if case.number(1) == 0 else "0"
            )
        )
    return Finding("cat", fields, case.operands(*nodes), fixes)


def _without(shape: Shape, dim: int) -> Shape:
    return (*shape[:dim], *shape[dim + 1 :])


def _dim(case: Case, value: str) -> Change:
    call = case.call
    assert call is not None, "asked of a call only"
    names = [keyword.arg for keyword in call.keywords]
    if len(call.args) > 1:
        return case.program.replace(call.args[1], value)
    return case.program.keyword(call, "axis" if "axis" in names else "dim", value)


def _parts(case: Case) -> list[ast.expr]:
    """The tensors in the list that a call was given."""
    call = case.call
    given = call.args[0] if call is not None and call.args else None
    if isinstance(given, ast.Name):
        made = case.program.assignments(given.id, before=case.place.line)
        given = made[-1].value if made else None
    if isinstance(given, (ast.List, ast.Tuple)) and all(case.shape(part) is not None for part in given.elts):
        return given.elts
    return []


def _cut_each(case: Case, *shapes: Shape, glued: int = -1) -> Fix | None:
    """The parts of a list that was made elsewhere, each cut to the smallest size."""
    call = case.call
    if call is None or not call.args or len({len(shape) for shape in shapes}) != 1:
        return None
    sizes = [min(shape[dim] for shape in shapes) for dim in range(len(shapes[0]))]
    index = ", ".join(":" if dim == glued else f":{size}" for dim, size in enumerate(sizes))
    text = f"[part[{index}] for part in {case.program.source(call.args[0])}]"
    return case.swap(call.args[0], text)


def _cut_parts(case: Case, nodes: list[ast.expr], shapes: list[Shape], glued: int) -> list[Fix | None]:
    """All parts cut to the smallest size on every axis but the glued one."""
    if len({len(shape) for shape in shapes}) != 1:
        return []
    rank = len(shapes[0])
    smallest = [min(shape[dim] for shape in shapes) for dim in range(rank)]
    changes = []
    for node, shape in zip(nodes, shapes, strict=True):
        cut = [dim != glued and shape[dim] > smallest[dim] for dim in range(rank)]
        if any(cut):
            index = ", ".join(f":{smallest[dim]}" if cut[dim] else ":" for dim in range(rank))
            changes.append(case.program.replace(node, f"{case.program.wrapped(node)}[{index}]"))
    return [case.fix("cut", *changes, size=shape_text(tuple(smallest)))]


@rule(
    r"stack expects each tensor to be equal size, but got \[([\d, ]*)\] at entry (\d+) and \[([\d, ]*)\] at entry (\d+)"
)
def stack(case: Case) -> Finding:
    nodes = _parts(case)
    shapes = [case.shape(node) or () for node in nodes]
    fields = {"first": f"[{case.match[1]}]", "other": f"[{case.match[3]}]"}
    fixes: list[Fix | None] = []
    if case.call is not None and shapes and len({len(shape) for shape in shapes}) == 1:
        fixes += _cut_parts(case, nodes, shapes, -1)
        if all(shape[1:] == shapes[0][1:] for shape in shapes) and shapes[0]:
            function = case.call.func
            code = case.program.source(function).replace("stack", "cat")
            outcome = (sum(shape[0] for shape in shapes), *shapes[0][1:])
            fixes.append(case.fix("cat_instead", case.program.replace(function, code), outcome=outcome))
    if not nodes:
        first, other = (tuple(int(n) for n in case.match[group].split(",") if n.strip()) for group in (1, 3))
        fixes.append(_cut_each(case, first, other))
    return Finding("stack", fields, case.operands(*nodes), fixes)


@rule(r"stack expects a non-empty TensorList", r"expected a non-empty list of Tensors")
def nothing_to_join(case: Case) -> Finding:
    call, fixes = case.call, []
    parts = call.args[0] if call is not None and call.args else None
    if call is not None and isinstance(parts, (ast.Name, ast.Attribute)):
        name = case.program.source(parts)
        fixes.append(
            case.swap(call, f"({case.program.source(call)} if {name} else {case.program.torch}.zeros(0))", (0,))
        )
    return Finding("nothing_to_join", {}, (), fixes)


@rule(r"Tensors must have same number of dimensions: got (\d+) and (\d+)")
def cat_ranks(case: Case) -> Finding:
    nodes = _parts(case)
    shapes = [case.shape(node) or () for node in nodes]
    rank = max((len(shape) for shape in shapes), default=0)
    fixes: list[Fix | None] = []
    for at in (0, -1):
        low = [node for node, shape in zip(nodes, shapes, strict=True) if len(shape) == rank - 1]
        longer = [shape if len(shape) == rank else (1, *shape) if at == 0 else (*shape, 1) for shape in shapes]
        dim = 0 if at == 0 else rank - 1
        if low and all(_without(shape, dim) == _without(longer[0], dim) for shape in longer):
            changes = [case.program.method(node, f"unsqueeze({at})") for node in low]
            outcome = (*longer[0][:dim], sum(shape[dim] for shape in longer), *longer[0][dim + 1 :])
            where = [] if at == 0 else [_dim(case, str(dim))]
            code = f"{case.program.wrapped(low[0])}.unsqueeze({at})"
            fixes.append(case.fix("write", *changes, *where, outcome=outcome, code=code))
    if nodes:
        changes = [
            case.program.method(node, "flatten()") for node, shape in zip(nodes, shapes, strict=True) if len(shape) > 1
        ]
        outcome = (sum(prod(shape) for shape in shapes),)
        fixes.append(case.fix("write", *changes, outcome=outcome, code=".flatten()"))
    return Finding("cat_ranks", {"a": case.match[1], "b": case.match[2]}, case.operands(*nodes), fixes)


@rule(r"zero-dimensional tensor \(at position (\d+)\) cannot be concatenated")
def cat_of_numbers(case: Case) -> Finding:
    nodes, fixes = _parts(case), []
    if case.call is not None:
        code = case.program.source(case.call.func).replace("concat", "stack").replace("cat", "stack")
        fixes = [case.fix("stack_instead", case.program.replace(case.call.func, code), outcome=(len(nodes),))]
    return Finding("cat_of_numbers", {}, case.operands(*nodes), fixes)


@rule(r"split_with_sizes expects split_sizes to sum exactly to (\d+)")
def split(case: Case) -> Finding:
    call, fixes = case.call, []
    sizes = next((part for part in (call.args if call else []) if isinstance(part, (ast.List, ast.Tuple))), None)
    if sizes is not None:
        given = [constant(node) for node in sizes.elts]
        if all(isinstance(size, int) for size in given) and given:
            rest = case.number(1) - sum(size for size in given[:-1] if isinstance(size, int))
            total = sum(size for size in given if isinstance(size, int))
            code = [*given[:-1], rest] if rest > 0 else [case.number(1)]
            if total < case.number(1):
                fixes.append(case.swap(sizes, str([*given, case.number(1) - total])))
            fixes.append(case.swap(sizes, str(code)))
    return Finding("split", {"size": case.match[1]}, case.operands(case.receiver), fixes)


# -- axes and positions -----------------------------------------------------------------------------------------------


@rule(r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)")
def dimension(case: Case) -> Finding:
    high, got = case.number(2), case.number(3)
    node, call = case.receiver, case.call
    fields = {"rank": str(high + 1), "low": case.match[1], "high": case.match[2], "got": case.match[3]}
    fixes: list[Fix | None] = []
    literal = [part for part in ast.walk(call) if constant(part) == got and isinstance(part, ast.expr)] if call else []
    literal = [part for part in literal if not isinstance(case.program.parent(part), ast.UnaryOp)]
    glues = is_method(call, "cat", "concat")
    if glues and case.call is not None:
        code = case.program.source(case.call.func).replace("concat", "stack").replace("cat", "stack")
        fixes.append(case.fix("stack_instead", case.program.replace(case.call.func, code)))
    if literal and not is_method(call, "transpose", "swapaxes"):
        fixes.append(case.fix("along", case.program.replace(literal[-1], str(high)), dim=str(high)))
        if high > 0:
            fixes.append(case.fix("along", case.program.replace(literal[-1], "0"), dim="0"))
    if node is not None and case.shape(node) is not None and got >= 0 and not glues:
        shape = case.shape(node) or ()
        if is_method(call, "transpose", "swapaxes", "permute", "mT") or got == high + 1:
            fixes.append(case.then(node, "unsqueeze(0)", None if call is not None else (1, *shape)))
    return Finding("dimension", fields, case.operands(node, *case.tensors_in(call)), fixes)


@rule(r"selected index k out of range")
def too_many_best(case: Case) -> Finding:
    call, owner = case.call, case.receiver
    shape = case.shape(owner) or ()
    given = [part for part in (call.args if call else []) if part is not owner]
    by_name = {word.arg: word.value for word in (call.keywords if call else [])}
    wanted = by_name.get("k", given[0] if given else None)
    dim = constant(by_name.get("dim", given[1] if len(given) > 1 else None))
    size = shape[dim if isinstance(dim, int) and -len(shape) <= dim < len(shape) else -1] if shape else 1
    fixes = [] if wanted is None else [case.swap(wanted, str(size))]
    if wanted is not None and not isinstance(wanted, ast.Constant):
        fixes.insert(0, case.swap(wanted, f"min({case.program.source(wanted)}, {size})"))
    fields = {"k": "" if wanted is None else case.program.source(wanted), "size": str(size)}
    return Finding("too_many_best", fields, case.operands(owner), fixes)


@rule(r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)", r"index out of range in self")
def index(case: Case) -> Finding:
    if case.match.re.groups == 0:
        return _embedding(case)
    at, dim, size = (case.number(group) for group in (1, 2, 3))
    fields = {"index": str(at), "dim": str(dim), "size": str(size), "last": str(size - 1)}
    found = _subscript(case)
    if found is None:
        return _picked(case, fields, size)
    given = found.slice.elts if isinstance(found.slice, ast.Tuple) else [found.slice]
    scalars = [node for node in given if not isinstance(node, ast.Slice)]
    literal = [node for node in scalars if constant(node) == at]
    fixes: list[Fix | None] = []
    if literal:
        last = size - 1 if at >= 0 else 0
        fixes += [case.swap(literal[0], "-1" if at >= 0 else "0"), case.swap(literal[0], str(last))]
    else:
        fixes += _loop_fixes(case, scalars, size, dim, found.value)
        for node in scalars:
            if case.tensor(node) != -1:
                fixes.append(case.then(node, f"clamp(max={size - 1})"))
            elif not isinstance(constant(node), int) and not isinstance(node, (ast.List, ast.Constant)):
                fixes.append(case.swap(node, f"min({case.program.source(node)}, {size - 1})"))
    return Finding("index", fields, case.operands(found.value), fixes)


def _subscript(case: Case) -> ast.Subscript | None:
    if isinstance(case.node, ast.Subscript):
        return case.node
    statement = case.statement
    if isinstance(case.node, ast.stmt) and statement is not None:
        return next((node for node in ast.walk(statement) if isinstance(node, ast.Subscript)), None)
    return None


def _loop_fixes(case: Case, indices: list[ast.expr], size: int, dim: int, owner: ast.expr) -> Iterator[Fix | None]:
    """The loop goes over as many positions as there are."""
    names = {part.id for node in indices for part in ast.walk(node) if isinstance(part, ast.Name)}
    for loop in (outer for outer in case.program.parents(owner) if isinstance(outer, ast.For)):
        counted = isinstance(loop.target, ast.Name) and loop.target.id in names
        if counted and is_method(loop.iter, "range") and isinstance(loop.iter, ast.Call):
            bare = any(isinstance(node, ast.Name) for node in indices)
            text = f"range({case.program.source(owner)}.shape[{dim}]{'' if bare else ' - 1'})"
            yield case.swap(loop.iter, text)


def _picked(case: Case, fields: dict[str, str], size: int) -> Finding:
    """An index inside a tensor of indices: ``gather``, ``index_select``."""
    nodes = case.tensors_in(case.node)
    whole = [node for node in nodes if "int" in case.dtype(node)]
    fixes = [case.then(node, f"clamp(max={size - 1})") for node in whole]
    return Finding("index", fields, case.operands(*nodes), fixes)


def _embedding(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    tensor = case.tensor(nodes[-1]) if nodes else -1
    summary = None if tensor < 0 else case.recording.summary(tensor, case.step)
    fixes: list[Fix | None] = []
    largest = 0 if summary is None else int(summary.maximum)
    for call in case.program.calls():
        if called(call) == "Embedding" and call.args and summary is not None:
            fixes.append(resized(case, call, call.args[0], largest + 1))
    return Finding("embedding", {"largest": str(largest)}, case.operands(*nodes), fixes)


@rule(r"too many indices for tensor of dimension (\d+)")
def too_many_indices(case: Case) -> Finding:
    rank, found = case.number(1), _subscript(case)
    fixes: list[Fix | None] = []
    if found is not None and isinstance(found.slice, ast.Tuple):
        given = [case.program.source(node) for node in found.slice.elts]
        owner = case.program.source(found.value)
        if rank:
            fixes.append(case.swap(found, f"{owner}[{', '.join(given[:rank])}]"))
            fixes.append(case.swap(found, f"{owner}[{', '.join(given[-rank:])}]"))
        if len(given) == rank + 1 and isinstance(found.slice.elts[0], ast.Slice):
            fixes.insert(0, case.swap(found, f"{owner}.unsqueeze(-1)[{', '.join(given)}]"))
    fields = {
        "rank": str(rank),
        "given": str(len(found.slice.elts)) if found and isinstance(found.slice, ast.Tuple) else "",
    }
    return Finding("too_many_indices", fields, case.operands(found and found.value), fixes)


@rule(r"invalid index of a 0-dim tensor", r"slice\(\) cannot be applied to a 0-dim tensor")
def index_of_a_number(case: Case) -> Finding:
    found = _subscript(case)
    fixes = [] if found is None else [case.swap(found, f"{case.program.source(found.value)}.item()")]
    if found is not None:
        fixes.append(case.swap(found, case.program.source(found.value), ()))
    return Finding("index_of_a_number", {}, case.operands(found and found.value), fixes)


@rule(
    r"The shape of the mask \[([\d, ]*)\] at index (\d+) does not match the shape of the indexed tensor \[([\d, ]*)\]"
)
def mask(case: Case) -> Finding:
    masked = tuple(int(size) for size in case.match[1].split(",") if size.strip())
    shape = tuple(int(size) for size in case.match[3].split(",") if size.strip())
    found = _subscript(case)
    fixes: list[Fix | None] = []
    if found is not None:
        owner, inner = case.program.wrapped(found.value), case.program.source(found.slice)
        if len(masked) == 1 and masked[0] in shape[1:]:
            skipped = ":, " * shape.index(masked[0])
            fixes.append(case.swap(found, f"{owner}[{skipped}{inner}]"))
        if masked == shape[::-1]:
            fixes.append(case.swap(found, f"{owner}[{case.program.wrapped(found.slice)}.T]"))
        if len(masked) > 1 and masked[0] == shape[0] and set(masked[1:]) == {1}:
            fixes.append(case.swap(found, f"{owner}[{case.program.wrapped(found.slice)}.squeeze(-1)]"))
        if len(masked) == 1 and masked[0] < shape[0]:
            fixes.append(case.swap(found, f"{owner}[:{masked[0]}][{inner}]"))
        elif len(masked) == 1:
            fixes.append(case.swap(found, f"{owner}[{case.program.wrapped(found.slice)}[:{shape[0]}]]"))
    fields = {"mask": shape_text(masked), "shape": shape_text(shape)}
    return Finding("mask", fields, case.operands(found and found.value, found and found.slice), fixes)


@rule(r"Index tensor must have the same number of dimensions as input tensor")
def gather_rank(case: Case) -> Finding:
    nodes = case.tensors_in(case.node)
    whole = [node for node in nodes if "int" in case.dtype(node)]
    fixes = [case.then(node, "unsqueeze(1)") for node in whole]
    return Finding("gather_rank", {}, case.operands(*nodes), fixes)
