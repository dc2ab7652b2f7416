"""Failures of the graph: freed, never built, cut off, or built on a value that has changed since."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensorlab.events import NOBODY, Kind
from ui.models.diagnosis import Fix, shape_text
from ui.models.fixes.case import Case, Finding, is_method, rule
from ui.models.fixes.factories import as_floating
from ui.models.fixes.origin import Origin, origin
from ui.models.moment import Moment
from ui.models.program import called, constant, dotted
from ui.models.recording import Call

_ONLY_IN_PLACE = (
    "uniform_",
    "normal_",
    "random_",
    "bernoulli_",
    "exponential_",
    "copy_",
    "set_",
    "resize_",
    "requires_grad_",
)

_SAVED_ANEW = {"zero_": "torch.zeros_like({x})", "fill_": "torch.full_like({x}, {arguments})"}


def root_expression(case: Case) -> ast.expr | None:
    """``y`` of ``y.backward()`` and of ``torch.autograd.grad(y, x)``."""
    call = case.call
    if call is None:
        return None
    if is_method(call, "backward") and isinstance(call.func, ast.Attribute) and case.tensor(call.func.value) != NOBODY:
        return call.func.value
    return argument(call, 0, "outputs")


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """An argument of a call, by its place or by its name."""
    if len(call.args) > place:
        return call.args[place]
    return next((word.value for word in call.keywords if word.arg == name), None)


def reachable(case: Case, root: int) -> list[int]:
    """The functions that a backward from ``root`` would visit, youngest first."""
    recording = case.recording
    found, waiting = {root}, [root]
    while waiting:
        for after, _ in recording.next_functions(waiting.pop()):
            if after != NOBODY and after not in found:
                found.add(after)
                waiting.append(after)
    return sorted(found, reverse=True)


def failed_call(case: Case) -> Call | None:
    calls = [call for call in case.recording.calls if call.step <= case.step]
    return calls[-1] if calls else None


# -- a second backward ------------------------------------------------------------------------------------------------


@rule(r"Trying to backward through the graph a second time")
def second_backward(case: Case) -> Finding:
    first = _first_backward(case)
    expression = root_expression(case)
    operands = case.operands(expression)
    name = case.program.source(expression) if expression is not None else ""
    if first is None:
        return Finding("second_backward", {"name": name, "line": "?"}, operands)
    earlier = case.at(first.step)
    fields = {"name": name, "line": str(earlier.place.line)}
    fixes: list[Fix | None] = []
    is_same = earlier.place.source == case.place.source
    if is_same:
        cut = _detached_each_pass(case)
        fixes += [cut, _retained(case, earlier), _built_again(case) if cut is None else None]
    return Finding("second_backward", fields, operands, fixes, earlier.place, first.step)


def _first_backward(case: Case) -> Call | None:
    """The call that freed what this one needs."""
    recording = case.recording
    failed = failed_call(case)
    released = recording.tables["released"]
    nodes = range(recording.n_nodes) if failed is None or not failed.error else reachable(case, failed.root)
    for node in sorted(nodes, reverse=True):
        row = released.last("id", node, case.step)
        if row >= 0 and (failed is None or not failed.error or released.cell(row, "call") != failed.number):
            return recording.call(released.cell(row, "call"))
    return None


def _retained(case: Case, earlier: Moment) -> Fix | None:
    """``retain_graph=True`` for every backward through the same graph but the last."""
    call = earlier.node
    if not isinstance(call, ast.Call):
        return None
    chosen = [call]
    if case.call is not None and case.call is not call and case.program.loop(case.call) is not None:
        chosen.append(case.call)
    text = case.program.source(call.func)
    chosen += [
        other
        for other in case.program.calls()
        if other is not call and case.program.source(other.func) == text and _has_one_after(case, other, text)
    ]
    changes = [case.program.keyword(one, "retain_graph", "True") for one in dict.fromkeys(chosen)]
    return case.fix("retain_graph", *changes, line=str(earlier.place.line))


def _has_one_after(case: Case, call: ast.Call, text: str) -> bool:
    return any(case.program.source(one.func) == text and one.lineno > call.lineno for one in case.program.calls())


def _built_again(case: Case) -> Fix | None:
    """The statements that made the root once more, above the failing one."""
    expression, statement = root_expression(case), case.statement
    root = case.tensor(expression)
    if root == NOBODY or statement is None or not case.program.stands_alone(statement):
        return None
    made: dict[int, ast.stmt] = {}
    for tensor in case.ancestors(root):
        maker = case.maker(tensor) if case.recording.producer(tensor) != NOBODY else None
        owner = None if maker is None else case.program.statement(maker)
        if owner is None:
            continue
        if not isinstance(owner, ast.Assign) or case.program.function(owner) is not case.program.function(statement):
            return None
        made[owner.lineno] = owner
    if not made or statement.lineno in made:
        return None
    code = "\n".join(case.program.source(made[line]) for line in sorted(made))
    return case.fix("built_again", case.program.before(statement, code), name=case.program.source(expression))  # type: ignore[arg-type]


def carried(loop: ast.For | ast.While) -> list[str]:
    """The names that a pass of a loop takes over from the pass before: read there before they are given."""
    given: set[str] = set()
    found: dict[str, None] = {}
    for statement in loop.body:
        stored = [part.id for part in ast.walk(statement) if isinstance(part, ast.Name) and _is_store(part)]
        read = [part.id for part in ast.walk(statement) if isinstance(part, ast.Name) and not _is_store(part)]
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            read.append(statement.target.id)
        found.update(dict.fromkeys(name for name in read if name not in given))
        given.update(stored)
    return [name for name in found if name in given]


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _detached_each_pass(case: Case) -> Fix | None:
    """A value that goes from pass to pass, cut from the graph of the pass before."""
    loop = None if case.node is None else case.program.loop(case.node)
    if loop is None:
        return None
    names = [
        name
        for name in carried(loop)
        if case.named(name) != NOBODY
        and case.recording.requires_grad(case.named(name), case.step)
        and not case.recording.is_leaf(case.named(name), case.step)
    ]
    if not names:
        return None
    code = "\n".join(f"{name} = {name}.detach()" for name in names)
    return case.fix("detach_each_pass", case.program.before(loop.body[0], code), name=", ".join(names))


# -- no gradient can come ---------------------------------------------------------------------------------------------


@rule(
    r"element \d+ of tensors does not require grad and does not have a grad_fn",
    r"One of the differentiated Tensors does not require grad",
    r"cannot register a hook on a tensor that doesn't require gradient",
)
def no_grad_fn(case: Case) -> Finding:
    expression: ast.expr | None = root_expression(case)
    if is_method(case.node, "grad") and "differentiated" in case.error.message:
        call = case.call
        asked = None if call is None else argument(call, 1, "inputs")
        parts = list(asked.elts) if isinstance(asked, (ast.List, ast.Tuple)) else [asked]
        without = [
            n for n in parts if (t := case.tensor(n)) != NOBODY and not case.recording.requires_grad(t, case.step)
        ]
        expression = without[0] if without else expression
    elif is_method(case.node, "register_hook"):
        expression = case.receiver
    tensor = case.tensor(expression)
    if expression is None or tensor == NOBODY:
        return Finding("never_asked", {"name": case.program.source(expression) if expression else "?"})
    return _found(case, expression, origin(case, tensor))


def _found(case: Case, expression: ast.expr, where: Origin) -> Finding:
    fields = {"name": case.program.source(expression), "line": str(where.place.line), **where.fields}
    operands = [*case.operands(expression), *where.operands]
    return Finding(where.key, fields, tuple(dict.fromkeys(operands)), where.fixes, where.place, where.step)


@rule(r"grad can be implicitly created only for scalar outputs")
def not_scalar(case: Case) -> Finding:
    expression, call = root_expression(case), case.call
    fixes: list[Fix | None] = []
    if expression is not None and call is not None:
        fixes += [case.then(expression, "sum()", ()), case.then(expression, "mean()", ())]
        ones = f"{case.program.torch}.ones_like({case.program.source(expression)})"
        given = ones if is_method(call, "backward") else f"grad_outputs={ones}"
        text = case.program.source(call)
        code = f"{text[:-1]}{given})" if text.endswith("()") else f"{text[:-1]}, {given})"
        fixes.append(case.fix("write", case.program.argument(call, given), code=code))
    shape = case.shape(expression)
    fields = {
        "name": case.program.source(expression) if expression is not None else "",
        "shape": shape_text(shape or ()),
    }
    return Finding("not_scalar", fields, case.operands(expression), fixes)


@rule(
    r"Mismatch in shape: grad_output\[\d+\] has a shape of torch\.Size\(\[([\d, ]*)\]\) and output\[\d+\] has a "
    r"shape of torch\.Size\(\[([\d, ]*)\]\)"
)
def gradient_shape(case: Case) -> Finding:
    expression, call = root_expression(case), case.call
    given = None
    if call is not None:
        named = [word.value for word in call.keywords if word.arg in ("gradient", "grad_outputs", "grad_tensors")]
        positional = [node for node in call.args if node is not expression][-1:]
        given = next(iter([*named, *positional]), None)
    fixes: list[Fix | None] = []
    if given is not None and expression is not None:
        name = case.program.source(expression)
        shape = case.shape(expression)
        fixes.append(case.swap(given, f"{case.program.torch}.ones_like({name})", shape))
        if sorted(case.shape(given) or ()) == sorted(shape or ()):
            fixes.insert(0, case.then(given, f"view_as({name})", shape))
    fields = {"given": f"[{case.match[1]}]", "wanted": f"[{case.match[2]}]"}
    return Finding("gradient_shape", fields, case.operands(expression, given), fixes)


@rule(
    r"The differentiated Tensor at index (\d+) appears to not have been used in the graph", r"unreachable; allow_unused"
)
def unused(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    parts: list[ast.expr] = []
    if call is not None:
        fixes.append(case.fix("allow_unused", case.program.keyword(call, "allow_unused", "True")))
        asked = argument(call, 1, "inputs")
        parts = list(asked.elts) if isinstance(asked, (ast.List, ast.Tuple)) else []
        if asked is not None and len(parts) > 1:
            kept = [case.program.source(part) for at, part in enumerate(parts) if at != case.number(1)]
            fixes.append(case.swap(asked, f"[{', '.join(kept)}]"))
    at = case.number(1)
    culprit = parts[at] if at < len(parts) else None if call is None else argument(call, 1, "inputs")
    fields = {"name": case.program.source(culprit) if culprit is not None else "?"}
    return Finding("unused", fields, case.operands(root_expression(case), culprit), fixes)


# -- values written over ----------------------------------------------------------------------------------------------


@rule(
    r"modified by an inplace operation: \[.*\](?:, which is output \d+ of ([\w:]+),)? is at version (\d+); "
    r"expected version (\d+)"
)
def changed_in_place(case: Case) -> Finding:
    found = _overwritten(case)
    version, expected = case.match[2], case.match[3]
    if found is None:
        return Finding("changed_in_place_somewhere", {"version": version, "expected": expected})
    function, saved, step = found
    written, built = case.at(step), case.born(function)
    owner = case.recording.target(written.recording.step(step).subject)
    # What was saved may be a view of what has a name: the weight of a layer is saved turned.
    known = owner if owner != NOBODY and not case.recording.name(saved, case.step) else saved
    name = built.described(known).name
    fields = {
        "name": name,
        "op": case.recording.op(function),
        "line": str(built.place.line),
        "written": str(written.place.line),
        "code": _short(written),
        "version": version,
        "expected": expected,
    }
    operands = tuple(dict.fromkeys([case.described(known), case.described(owner if owner != NOBODY else saved)]))
    fixes = [*_writes_elsewhere(case, written, owner), _saved_apart(case, built, function, saved)]
    return Finding("changed_in_place", fields, operands, fixes, written.place, step)


def _short(moment: Moment) -> str:
    statement = moment.statement
    return " ".join((moment.program.source(statement) if statement is not None else "").split("\n")[0].split())


def _overwritten(case: Case) -> tuple[int, int, int] | None:
    """(function, what it had saved, the step at which that was first written over)."""
    recording = case.recording
    failed = failed_call(case)
    if failed is None:
        return None
    near = [step for step in range(failed.step, case.step + 1) if recording.kinds[step] == Kind.FAILED]
    node = recording.failed_node(near[-1]) if near else NOBODY
    for function in [node, *reachable(case, failed.root)]:
        if function == NOBODY or recording.grad_fn_name(function) in ("", "AccumulateGrad"):
            continue
        for saved in recording.saved(function):
            if saved.tensor != NOBODY:
                step = written_after(case, saved.tensor, int(recording.born[function]))
                if step is not None and step < case.step:
                    return function, saved.tensor, step
    return None


def written_after(moment: Moment, tensor: int, step: int) -> int | None:
    """The first step after ``step`` at which the memory of a tensor was written to by an operation."""
    recording = moment.recording
    storage = recording.storage(tensor, step)
    functions = recording.tables["functions"]
    for row in range(functions.until(step), len(functions)):
        target, at = functions.cell(row, "target"), functions.cell(row, "step")
        if target != NOBODY and at > step and recording.storage(target, at) == storage:
            return at
    return None


def _writes_elsewhere(case: Case, written: Moment, owner: int) -> Iterator[Fix | None]:
    """The statement that wrote, so that it makes a new tensor instead."""
    statement = written.statement
    if statement is None or written.place.source != case.place.source:
        return
    is_leaf = (
        owner != NOBODY and case.recording.requires_grad(owner, case.step) and case.recording.is_leaf(owner, case.step)
    )
    if is_leaf:
        yield _moved(case, statement)
    else:
        yield out_of_place(case, statement)
    yield _not_in_place(case, statement)


def out_of_place(case: Case, statement: ast.stmt) -> Fix | None:
    """``b += 1`` as ``b = b + 1``, ``b.mul_(2)`` as ``b = b.mul(2)``, ``b[0] = 1`` on a copy."""
    code = _out_of_place(case, statement)
    if code is not None:
        return case.fix("write", case.program.replace(statement, code), code=code)
    target: ast.expr | None = statement.target if isinstance(statement, ast.AugAssign) else None
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
    if isinstance(target, ast.Subscript) and dotted(target.value) and case.program.stands_alone(statement):
        name = dotted(target.value)
        code = f"{name} = {name}.clone()"
        return case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno))
    call = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and called(call).endswith("_"):
        owner = call.func.value
        name = dotted(owner.value) if isinstance(owner, ast.Subscript) else ""
        if name and case.program.stands_alone(statement):
            is_tensor = case.named(name) != NOBODY
            code = f"{name} = {name}.clone()" if is_tensor else f"{name} = [part.clone() for part in {name}]"
            return case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno))
    return None


def _out_of_place(case: Case, statement: ast.stmt) -> str | None:
    program = case.program
    if isinstance(statement, ast.AugAssign) and dotted(statement.target):
        name = dotted(statement.target)
        start = program.span(statement.target)[1]
        value = program.span(statement.value)
        sign = program.text[start : value[0]].strip().split("=")[0].strip()
        text = program.source(statement.value)
        is_long = isinstance(statement.value, (ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp))
        return f"{name} = {name} {sign} ({text})" if is_long else f"{name} = {name} {sign} {text}"
    call = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    method, owner = call.func.attr, call.func.value
    if not method.endswith("_") or method.startswith("_") or method in _ONLY_IN_PLACE or not dotted(owner):
        return None
    arguments = ", ".join(program.source(part) for part in [*call.args, *call.keywords])
    name = dotted(owner)
    pattern = _SAVED_ANEW.get(method, "{x}." + method[:-1] + "({arguments})").replace("torch.", f"{program.torch}.")
    made = pattern.format(x=name, arguments=arguments)
    if isinstance(statement, ast.Assign):
        return f"{program.source(statement.targets[0])} = {made}"
    return f"{name} = {made}"


def _not_in_place(case: Case, statement: ast.stmt) -> Fix | None:
    """``inplace=True`` gone from the call, and from the modules of the program."""
    calls = [
        call
        for call in case.program.calls()
        if any(word.arg == "inplace" and constant(word.value) is True for word in call.keywords)
    ]
    here = [call for call in calls if case.program.statement(call) is statement] or calls
    return case.fix("not_in_place", *(case.program.drop_keyword(call, "inplace") for call in here)) if here else None


def _moved(case: Case, statement: ast.stmt) -> Fix | None:
    """The update of a leaf below the backward that needs the leaf as it was."""
    program, failing = case.program, case.statement
    block: ast.stmt = statement
    for outer in program.parents(statement):
        if isinstance(outer, ast.With) and failing is not None and failing not in ast.walk(outer):
            block = outer
    if failing is None or failing not in program.siblings(block) or block.lineno >= failing.lineno:
        return None
    code = program.source(block).split("\n")[0]
    return case.fix("moved", *program.moved(block, failing), code=code, line=str(failing.lineno))


def _saved_apart(case: Case, built: Moment, function: int, saved: int) -> Fix | None:
    """A copy at the operation that saved, so that later writes do not reach what it keeps."""
    maker = built.node
    if built.place.source != case.place.source or not isinstance(maker, ast.expr):
        return None
    if saved in case.recording.outputs(function):
        return case.then(maker, "clone()")
    for part in [*built.tensors_in(maker)]:
        if built.tensor(part) == saved:
            return case.then(part, "clone()")
    return None


@rule(r"a (view of a )?leaf Variable that requires grad is being used in an in-place operation")
def leaf_in_place(case: Case) -> Finding:
    statement = case.statement
    targets = _written(statement)
    fields = {"name": case.program.source(targets[0]) if targets else "", "code": _short(case)}
    fixes: list[Fix | None] = []
    if statement is not None and case.program.stands_alone(statement):
        inside = case.program.under(_updates(case, statement), f"with {case.program.torch}.no_grad():")
        fixes.append(case.fix("under_no_grad", *inside))
        fixes.append(out_of_place(case, statement))
    owner = targets[0] if targets else None
    while isinstance(owner, ast.Subscript):
        owner = owner.value
    key = "view_of_leaf_in_place" if case.match[1] else "leaf_in_place"
    return Finding(key, fields, case.operands(owner), fixes)


def _written(statement: ast.stmt | None) -> list[ast.expr]:
    if isinstance(statement, ast.AugAssign):
        return [statement.target]
    if isinstance(statement, ast.Assign):
        return [part for part in statement.targets if isinstance(part, ast.Subscript)] or _method_owner(statement.value)
    return _method_owner(statement.value) if isinstance(statement, ast.Expr) else []


def _method_owner(node: ast.expr) -> list[ast.expr]:
    is_writing = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_")
    return [node.func.value] if is_writing else []  # type: ignore[attr-defined]


def _updates(case: Case, statement: ast.stmt) -> list[ast.stmt]:
    """A statement and those right below it that write into leaves, too."""
    block = case.program.siblings(statement)
    place = block.index(statement)
    chosen = [statement]
    for after in block[place + 1 :]:
        owners = _written(after)
        root = owners[0] if owners else None
        while isinstance(root, ast.Subscript):
            root = root.value
        tensor = case.tensor(root)
        is_gradient = root is not None and dotted(root).endswith(".grad")
        if not owners or not (is_gradient or (tensor != NOBODY and case.recording.requires_grad(tensor, case.step))):
            break
        chosen.append(after)
    return chosen


@rule(r"more than one element of the written-to tensor refers to a single memory location")
def overlapping(case: Case) -> Finding:
    targets = _written(case.statement)
    owner = targets[0] if targets else None
    while isinstance(owner, ast.Subscript):
        owner = owner.value
    tensor = case.tensor(owner)
    fixes: list[Fix | None] = []
    maker = case.maker(_expanded(case, tensor)) if tensor != NOBODY else None
    line = maker.lineno if maker is not None else 0
    if maker is not None:
        fixes.append(case.then(maker, "clone()"))
    statement = case.statement
    if owner is not None and dotted(owner) and statement is not None and case.program.stands_alone(statement):
        code = f"{dotted(owner)} = {dotted(owner)}.clone()"
        fixes.append(case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno)))
    fields = {"name": case.program.source(owner) if owner is not None else "", "line": str(line)}
    return Finding("overlapping", fields, case.operands(owner), fixes)


def _expanded(case: Case, tensor: int) -> int:
    """The oldest of the views that led to a tensor and has an axis of stride 0."""
    oldest = tensor
    for one in case.ancestors(tensor):
        strides = zip(case.recording.stride(one, case.step), case.shape_of(one), strict=False)
        if any(stride == 0 and size > 1 for stride, size in strides):
            oldest = one
    return oldest


@rule(r"Output (\d+) of (\w+) is a view and is being modified inplace")
def one_of_many_views(case: Case) -> Finding:
    statement = case.statement
    targets = _written(statement)
    fixes: list[Fix | None] = []
    if statement is not None:
        fixes.append(out_of_place(case, statement))
    owner = targets[0] if targets else None
    name = "" if owner is None else dotted(owner)
    if name and statement is not None and case.program.stands_alone(statement):
        code = f"{name} = {name}.clone()"
        fixes.append(case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno)))
    fields = {"name": case.program.source(owner) if owner is not None else "", "op": case.match[2].lower()}
    return Finding("one_of_many_views", fields, case.operands(owner), fixes)


# -- flags ------------------------------------------------------------------------------------------------------------


@rule(r"[Oo]nly Tensors of floating point(?: and complex)? dtype can require gradients")
def only_floating(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    operand: ast.expr | None = None
    if call is not None and is_method(call, "requires_grad_") and isinstance(call.func, ast.Attribute):
        operand = call.func.value
        tensor = case.tensor(operand)
        maker = operand if isinstance(operand, ast.Call) else case.maker(tensor) if tensor != NOBODY else None
        fixes.append(as_floating(case, maker))
        fixes.append(_float_first(case, operand))
    elif call is not None and is_method(call, "Parameter", "Variable"):
        operand = call.args[0] if call.args else None
        fixes.append(None if operand is None else case.then(operand, "float()"))
    elif call is not None:
        fixes.append(as_floating(case, call))
    elif isinstance(case.node, ast.Attribute):
        operand = case.node.value
        tensor = case.tensor(operand)
        fixes += [as_floating(case, case.maker(tensor)) if tensor != NOBODY else None, _float_first(case, operand)]
    dtype = case.dtype(operand) if operand is not None else ""
    name = case.program.source(operand) if operand is not None else ""
    return Finding("only_floating", {"name": name, "dtype": dtype}, case.operands(operand), fixes)


def _float_first(case: Case, operand: ast.expr) -> Fix | None:
    statement, name = case.statement, dotted(operand)
    if statement is None or not name or not case.program.stands_alone(statement):
        return None
    code = f"{name} = {name}.float()"
    return case.fix("first", case.program.before(statement, code), code=code, line=str(statement.lineno))


@rule(r"you can only change requires_grad flags of leaf variables")
def flag_of_computed(case: Case) -> Finding:
    statement, node = case.statement, case.node
    operand = node.value if isinstance(node, ast.Attribute) else case.receiver
    fixes: list[Fix | None] = []
    if statement is not None and operand is not None:
        name = case.program.source(operand)
        if (isinstance(statement, ast.Assign) and isinstance(node, ast.Attribute)) or (
            isinstance(statement, ast.Expr) and dotted(operand)
        ):
            code = f"{name} = {name}.detach()"
            fixes.append(case.fix("write", case.program.replace(statement, code), code=code))
        elif case.call is not None:
            fixes.append(case.swap(case.call, f"{case.program.wrapped(operand)}.detach()"))
    fields = {"name": case.program.source(operand) if operand is not None else ""}
    return Finding("flag_of_computed", fields, case.operands(operand), fixes)


@rule(r"Can't call numpy\(\) on Tensor that requires grad")
def numpy(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    operands: list[ast.expr] = []
    if is_method(call, "numpy") and call is not None and isinstance(call.func, ast.Attribute):
        operands = [call.func.value]
        fixes.append(case.then(call.func.value, "detach()"))
    else:
        operands = [n for n in case.tensors_in(case.node) if case.recording.requires_grad(case.tensor(n), case.step)]
        changes = [case.program.method(node, "detach()") for node in operands]
        if operands:
            code = f"{case.program.wrapped(operands[0])}.detach()"
            fixes.append(case.fix("write", *changes, code=code))
    name = case.program.source(operands[0]) if operands else ""
    return Finding("numpy", {"name": name}, case.operands(*operands), fixes)


@rule(r"Only Tensors created explicitly by the user \(graph leaves\) support the deepcopy protocol")
def deepcopy(case: Case) -> Finding:
    call = case.call
    fixes: list[Fix | None] = []
    operand = call.args[0] if call is not None and call.args else None
    if operand is not None and call is not None:
        fixes.append(case.swap(call, f"{case.program.wrapped(operand)}.detach().clone()"))
        fixes.append(case.then(operand, "detach()"))
    fields = {"name": case.program.source(operand) if operand is not None else ""}
    return Finding("deepcopy", fields, case.operands(operand), fixes)


@rule(r"Inference tensors cannot be saved for backward")
def inference(case: Case) -> Finding:
    changes = [
        case.program.replace(call.func, f"{case.program.torch}.no_grad")
        for call in case.program.calls()
        if called(call) == "inference_mode"
    ]
    operands, fixes = case.operands(*case.pair()), [case.fix("no_grad_instead", *changes)]
    made = next((case.born(one.tensor) for one in operands if _in_inference(case.born(one.tensor))), None)
    if made is None:
        return Finding("inference", {}, operands, fixes)
    return Finding("inference", {}, operands, fixes, made.place, made.step)


def _in_inference(made: Moment) -> bool:
    """Whether a tensor was made under ``inference_mode``."""
    outer = [] if made.node is None else made.program.parents(made.node)
    return any(isinstance(part, ast.With) and called(part.items[0].context_expr) == "inference_mode" for part in outer)
