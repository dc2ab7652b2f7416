"""Training that runs and does something else: gradients that pile up, weights that stop learning, graphs that stay."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from tensorlab.events import NEVER, NOBODY, Flag, Kind
from ui.models.diagnosis import Fix
from ui.models.fixes.origin import in_place, updated_in_place
from ui.models.moment import Moment
from ui.models.program import Program, called, dotted
from ui.models.radar.scene import Scene, Trap, trap
from ui.models.recording import Call

# -- gradients and steps ----------------------------------------------------------------------------------------------


@trap("step-without-zero-grad")
def step_without_zero_grad(scene: Scene) -> Iterator[Trap]:
    """A second update with a gradient that still holds what the first was made with."""
    recording = scene.recording
    told: dict[int, list[int]] = {}
    when: dict[int, tuple[int, int]] = {}
    for leaf in _leaves(scene):
        added = recording.accumulations(leaf)
        updates = _updates(scene, leaf)
        for first, second in pairwise(updates):
            between = added[bisect_left(added, first) : bisect_left(added, second)]
            before = added[: bisect_left(added, first)]
            if not between or not before or second < scene.since:
                continue
            anew = any(_is_zero(scene, leaf, step) for step in between)
            if recording.gradient_count(leaf, second - 1) > len(between) and not anew:
                line = recording.place_of(second).line
                told.setdefault(line, []).append(leaf)
                when.setdefault(line, (second, between[0]))
                break
    for line, leaves in told.items():
        step, added_at = when[line]
        moment, culprit = scene.moment(step), scene.moment(added_at)
        operands = [moment.described(leaf) for leaf in leaves]
        fields = {"names": ", ".join(one.name for one in operands), "line": str(culprit.place.line)}
        yield Trap(moment, fields, operands, [_zeroed(moment, culprit, [one.name for one in operands])], culprit)


def _is_zero(scene: Scene, leaf: int, added: int) -> bool:
    """Whether a gradient was zero, however it became so, before a backward added to it."""
    recording = scene.recording
    gradient = recording.grad(leaf, added - 1)
    value = None if gradient == NOBODY else recording.value(gradient, added - 1)
    return value is not None and not value.any()


def _leaves(scene: Scene) -> list[int]:
    """The leaves that a backward has added to."""
    grads = scene.recording.tables["grad"]
    return list(dict.fromkeys(grads["tensor"].tolist()))


def _updates(scene: Scene, leaf: int) -> list[int]:
    """The last step of each update of a leaf; what one line does at once is one update."""
    recording = scene.recording
    writes = scene.writes_by_memory.get(recording.storage(leaf, recording.last_step), [])
    steps = [step for step, function in writes if not recording.grad_fn_name(function)]
    added = recording.accumulations(leaf)
    # Before each accumulation the last write counts, and the last of all.
    return [
        before
        for before, after in zip(steps, [*steps[1:], NEVER], strict=False)
        if after == NEVER or bisect_left(added, after) > bisect_left(added, before)
    ]


def _zeroed(moment: Moment, culprit: Moment, names: list[str]) -> Fix | None:
    """The gradients made zero before the backward that adds to them."""
    statement = culprit.statement
    if statement is None or culprit.place.source != moment.place.source or not culprit.program.stands_alone(statement):
        return None
    node = moment.node
    if isinstance(node, ast.Call) and called(node) == "step" and isinstance(node.func, ast.Attribute):
        code = f"{moment.program.source(node.func.value)}.zero_grad()"
    else:
        code = "\n".join(f"{name}.grad = None" for name in names if name.isidentifier() or "." in name)
    if not code:
        return None
    update = moment.statement
    program = moment.program
    if update is not None and program.loop(update) is not program.loop(statement) and program.stands_alone(update):
        # The gradients of several backward passes are added up on purpose: they start anew after the update.
        change = program.after(update, code)
        return moment.fix("then", change, code=code.replace("\n", "; "), line=str(update.lineno))
    change = program.before(statement, code)
    return moment.fix("first", change, code=code.replace("\n", "; "), line=str(statement.lineno))


@trap("zeroed-before-step")
def zeroed_before_step(scene: Scene) -> Iterator[Trap]:
    """Gradients forgotten between the backward that made them and the step that would use them."""
    recording = scene.recording
    seen: set[int] = set()
    for leaf in _leaves(scene):
        table = recording.tables["grad"]
        rows = table.of("tensor", leaf).tolist()
        for before, after in pairwise(rows):
            made, cleared = table.cell(before, "step"), table.cell(after, "step")
            gradient = table.cell(before, "gradient")
            if gradient == NOBODY or table.cell(after, "gradient") != NOBODY or cleared < scene.since:
                continue
            moment = scene.moment(cleared)
            used = any(made < int(recording.born[user]) < cleared for user in recording.users(gradient))
            if used or moment.place.line in seen or recording.kinds[made] != Kind.ACCUMULATED:
                continue
            step_call = _step_after(moment)
            if not isinstance(moment.node, ast.Call) or called(moment.node) != "zero_grad" or step_call is None:
                continue
            seen.add(moment.place.line)
            yield _wiped(moment, step_call, scene.moment(made))


def _step_after(moment: Moment) -> ast.stmt | None:
    """The ``optimizer.step()`` that follows in the same block, with no backward between."""
    statement = moment.statement
    if statement is None:
        return None
    block = moment.program.siblings(statement)
    for after in block[block.index(statement) + 1 :]:
        names = [called(part) for part in ast.walk(after)]
        if "backward" in names:
            return None
        if "step" in names:
            return after
    return None


def _wiped(moment: Moment, step_call: ast.stmt, made: Moment) -> Trap:
    statement = moment.statement
    fixes: list[Fix | None] = []
    if statement is not None and moment.program.stands_alone(statement) and moment.program.stands_alone(step_call):
        code = moment.program.source(statement)
        changes = moment.program.moved(statement, step_call)
        fixes.append(moment.fix("moved", *changes, code=code, line=str(step_call.lineno)))
    return Trap(moment, {"line": str(made.place.line), "step": str(step_call.lineno)}, (), fixes, made)


@trap("lost-requires-grad")
def lost_requires_grad(scene: Scene) -> Iterator[Trap]:
    """``w = w - lr * g``: the name of a leaf now means a tensor that was computed from it."""
    recording = scene.recording
    names = recording.tables["names"]
    now: dict[tuple[int, int], int] = {}
    seen: set[int] = set()
    asking = _asking(scene)
    rows = zip(*(names[column].tolist() for column in ("step", "name", "is_global", "tensor")), strict=True)
    for step, name, is_global, tensor in rows:
        before = now.get((name, is_global), NOBODY)
        now[name, is_global] = tensor
        if step < scene.since or tensor == NOBODY or before == tensor:
            continue
        if before not in asking and not is_global:
            before = _left(scene, tensor)  # a parameter of a function has not been given its name by a statement
        if before not in asking:
            continue
        if not (recording.requires_grad(before, step) and recording.is_leaf(before, step)):
            continue
        moment = scene.moment(step)
        statement = moment.statement
        if not isinstance(statement, ast.Assign) or moment.place.line in seen:
            continue
        if before in scene.ancestors(tensor) and _is_update(scene, moment, statement, tensor):
            seen.add(moment.place.line)
            yield _lost(scene, moment, statement, recording.texts[name], tensor)
    yield from _lost_in_lists(scene)


def _lost_in_lists(scene: Scene) -> Iterator[Trap]:
    """``params = [p - lr * p.grad for p in params]`` without a history: the new tensors ask for nothing."""
    recording, asking = scene.recording, _asking(scene)
    for function in scene.ops("sub", "add"):
        made, used = recording.outputs(function), recording.inputs(function)
        if not made or used[0].tensor not in asking or recording.requires_grad(made[0], recording.last_step):
            continue
        moment = scene.born(function)
        statement, node = moment.statement, moment.node
        name = _list_made_anew(statement, node)
        if name and isinstance(node, ast.expr) and statement is not None and _has_gradient(scene, made[0]):
            fields = {"name": name, "code": " ".join(moment.program.source(statement).split())}
            yield Trap(moment, fields, moment.operands(node), [moment.then(node, "requires_grad_()")])


def _list_made_anew(statement: ast.stmt | None, node: ast.AST | None) -> str:
    """The name of a list that is made of its own elements, each of them by this expression; "" for any other."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.ListComp):
        return ""
    name, made = dotted(statement.targets[0]), statement.value
    reads = [dotted(part) for source in made.generators for part in ast.walk(source.iter)]
    return name if made.elt is node and name in reads else ""


def _has_gradient(scene: Scene, tensor: int) -> bool:
    """Whether a gradient is among what a tensor was computed from."""
    flags = scene.recording.flags
    return any(flags(one) & Flag.GRADIENT or _is_given(scene, one) for one in scene.ancestors(tensor))


def _asking(scene: Scene) -> set[int]:
    """The tensors that were made by no operation and asked for gradients at some time."""
    table = scene.recording.tables["requires_grad"]
    tensors = np.unique(table["tensor"][table["value"] == 1])
    return {int(one) for one in tensors if scene.recording.producer(int(one)) == NOBODY}


def _left(scene: Scene, tensor: int) -> int:
    """The first operand of the operation that made a tensor, or NOBODY."""
    maker = scene.recording.producer(tensor)
    inputs = [] if maker == NOBODY else scene.recording.inputs(maker)
    return inputs[0].tensor if inputs else NOBODY


def _is_update(scene: Scene, moment: Moment, statement: ast.Assign, tensor: int) -> bool:
    """Whether a name is given a step away from what it was, and the new tensor never becomes a leaf that asks."""
    recording = scene.recording
    name = dotted(statement.targets[0])
    reads = [dotted(part) for part in ast.walk(statement.value)]
    asked = recording.requires_grad(tensor, recording.last_step) and recording.is_leaf(tensor, recording.last_step)
    if asked or (in_place(moment, statement) is None and f"{name}.grad" not in reads):
        return False
    return _has_gradient(scene, tensor) or f"{name}.grad" in reads


def _is_given(scene: Scene, tensor: int) -> bool:
    """Whether a tensor is a gradient that ``autograd.grad`` gave."""
    recording = scene.recording
    made = int(recording.born[tensor])
    node = scene.moment(made).node
    parts = [] if node is None else ast.walk(node)
    return recording.producer(tensor) == NOBODY and any(called(part) == "grad" for part in parts)


def _lost(scene: Scene, moment: Moment, statement: ast.Assign, name: str, tensor: int) -> Trap:
    recording = scene.recording
    tracked = recording.requires_grad(tensor, moment.step)
    fixes: list[Fix | None] = [updated_in_place(moment, statement)]
    if tracked:
        fixes.append(moment.then(statement.value, "detach().requires_grad_()"))
    elif moment.program.stands_alone(statement):
        code = f"{name}.requires_grad_()"
        fixes.append(moment.fix("then", moment.program.after(statement, code), code=code, line=str(statement.lineno)))
    fields = {"name": name, "code": " ".join(moment.program.source(statement).split())}
    return Trap(moment, fields, (moment.described(tensor),), fixes, variant="tracked" if tracked else "")


# -- graphs that stay -------------------------------------------------------------------------------------------------


@trap("loss-keeps-graph")
def loss_keeps_graph(scene: Scene) -> Iterator[Trap]:
    """``total += loss`` in a loop: every pass's graph hangs on the sum."""
    recording = scene.recording
    by_line: dict[int, list[int]] = {}
    for function in scene.executions("add", "add_"):
        if recording.grad_fn_name(function):
            by_line.setdefault(recording.place(function).line, []).append(function)
    for functions in by_line.values():
        if len(functions) < 2:
            continue
        moment = scene.born(functions[-1])
        name, added = _running_total(moment)
        if name and _is_kept(scene, functions):
            term = moment.operand(added)
            fields = {"name": name, "loss": moment.program.source(added) if added is not None else ""}
            fixes = [
                None if added is None else moment.then(added, "item()"),
                None if added is None else moment.then(added, "detach()"),
            ]
            yield Trap(moment, fields, () if term is None else (term,), fixes)
    yield from _kept_in_lists(scene)


def _running_total(moment: Moment) -> tuple[str, ast.expr | None]:
    """(name, term) of ``total += loss``, ``total = total + loss`` and ``mean = 0.9 * mean + 0.1 * loss``."""
    statement, program = moment.statement, moment.program
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        return program.source(statement.target), statement.value
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp):
        name, value = program.source(statement.targets[0]), statement.value
        if isinstance(value.op, ast.Add):
            match (_reads(program, value.left, name), _reads(program, value.right, name)):
                case (True, False):
                    return name, value.right
                case (False, True):
                    return name, value.left
    return "", None


def _reads(program: Program, node: ast.expr, name: str) -> bool:
    """Whether an expression has another one in it, which is written so."""
    return any(program.source(part) == name for part in ast.walk(node) if isinstance(part, ast.expr))


def _is_kept(scene: Scene, sums: list[int]) -> bool:
    """Whether sums hang on each other, a backward went through a term, and none ever through a sum."""
    # The sum may be weighed before it is added to: ``mean = 0.9 * mean + 0.1 * loss``.
    chained = any(before in _behind(scene, {after}, 2) for before, after in pairwise(sums))
    if not chained or any(scene.reached(call) & set(sums) for call in scene.ended_calls):
        return False
    # The term may be the loss or made of it: ``total += loss * len(batch)``.
    terms = _behind(scene, set(sums), 3) - set(sums)
    return any(scene.reached(call) & terms for call in scene.ended_calls)


def _behind(scene: Scene, functions: set[int], far: int) -> set[int]:
    """The functions that gradients come to from these, after so many steps at most."""
    found, reached = set[int](), functions
    for _ in range(far):
        reached = {after for one in reached for after, _ in scene.recording.next_functions(one) if after != NOBODY}
        found |= reached
    return found


def _kept_in_lists(scene: Scene) -> Iterator[Trap]:
    """``losses.append(loss)`` of a loss that has a graph, which nobody goes back through later."""
    for call in scene.ended_calls[-1:]:
        moment = scene.moment(call.step)
        for node in [part for part in moment.program.calls() if called(part) == "append" and len(part.args) == 1]:
            given, here = node.args[0], _as_it_ran(scene, moment, node)
            if not _keeps_all(scene, here.tensor(given)):
                continue
            fields = {
                "name": moment.program.source(node.func).removesuffix(".append"),
                "loss": moment.program.source(given),
            }
            fixes = [here.then(given, "item()"), here.then(given, "detach()")]
            yield Trap(here.looking_at(node), fields, here.operands(given), fixes, variant="list")


def _as_it_ran(scene: Scene, moment: Moment, node: ast.expr) -> Moment:
    """The moment at which what stands before a node in its block had run last, or a later one of the same source."""
    recording, statement = scene.recording, moment.program.statement(node)
    block = [] if statement is None else moment.program.siblings(statement)
    first = block[0].lineno if block else node.lineno
    for step in np.flatnonzero((recording.lines >= first) & (recording.lines < node.lineno))[::-1].tolist():
        if recording.place_of(step).source == moment.place.source:
            return scene.moment(max(step, moment.step) if not recording.place_of(step).scope else step)
    return moment


def _keeps_all(scene: Scene, tensor: int) -> bool:
    """Whether the graphs of all that was made where this tensor was are still there, though backward is done."""
    recording = scene.recording
    maker = NOBODY if tensor == NOBODY else recording.producer(tensor)
    roots = {call.root for call in scene.ended_calls}
    if maker == NOBODY or not roots & {maker, *_behind(scene, {maker}, 2)}:
        return False
    alike = [one for one in scene.executions(recording.op(maker)) if recording.place(one) == recording.place(maker)]
    users = {user for one in alike for out in recording.outputs(one) for user in recording.users(out)}
    alive = [one for one in alike if recording.collected[one] == NEVER]
    return len(alive) > 2 and not any(scene.reached(call) & (users - roots) for call in scene.ended_calls)


@trap("silent-second-backward")
def silent_second_backward(scene: Scene) -> Iterator[Trap]:
    """A graph that had saved nothing was run backward again, and its gradients were added again."""
    last: dict[int, Call] = {}
    seen: set[int] = set()
    for second in scene.ended_calls:
        first = last.get(second.root)
        last[second.root] = second
        is_meant = first is None or first.retain_graph or first.create_graph
        if first is None or is_meant or not (first.is_backward and second.is_backward) or second.step < scene.since:
            continue
        moment = scene.moment(second.step)
        if moment.place.line not in seen and _added_twice(scene, first.step, second.step):
            seen.add(moment.place.line)
            yield _run_again(moment, scene.moment(first.step))


def _run_again(moment: Moment, first: Moment) -> Trap:
    call, statement = moment.node, moment.statement
    receiver = call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
    fixes: list[Fix | None] = []
    if statement is not None and statement is first.statement:
        fixes += _rebuilt_each_pass(moment, receiver)
    elif statement is not None and moment.program.stands_alone(statement):
        code = moment.program.source(statement)
        fixes.append(moment.fix("deleted", moment.program.delete(statement), code=code))
    name = "" if receiver is None else moment.program.source(receiver)
    return Trap(moment, {"name": name, "line": str(first.place.line)}, moment.operands(receiver), fixes, first)


def _added_twice(scene: Scene, first: int, second: int) -> bool:
    """Whether a leaf got both gradients and kept them."""
    recording = scene.recording
    for leaf in _leaves(scene):
        added = recording.accumulations(leaf)
        later = [step for step in added if step > second]
        if any(first < step < second for step in added) and later and recording.gradient_count(leaf, later[0]) > 1:
            return True
    return False


def _rebuilt_each_pass(moment: Moment, receiver: ast.expr | None) -> Iterator[Fix | None]:
    """The statement that builds the graph, moved into the loop that runs it backward."""
    statement = moment.statement
    name = dotted(receiver) if receiver is not None else ""
    made = moment.program.assignments(name, before=moment.place.line) if name else []
    if statement is not None and made and moment.program.stands_alone(statement):
        code = moment.program.source(made[-1])
        yield moment.fix("first", moment.program.before(statement, code), code=code, line=str(statement.lineno))


# -- leaves without gradients -----------------------------------------------------------------------------------------


@trap("never-gets-gradient")
def never_gets_gradient(scene: Scene) -> Iterator[Trap]:
    """A leaf asks for gradients, backward ran, and every use of the leaf was cut off."""
    recording = scene.recording
    if not any(call.is_backward for call in scene.ended_calls):
        return
    last = recording.last_step
    for leaf in sorted(_asking(scene)):
        if not recording.requires_grad(leaf, last) or not recording.is_leaf(leaf, last):
            continue
        if recording.grad(leaf, last) != NOBODY or recording.accumulations(leaf) or not recording.name(leaf, last):
            continue
        first = next(call for call in scene.ended_calls if call.is_backward)
        used = [
            one for one in recording.users(leaf) if recording.born[one] < first.step and recording.target(one) == NOBODY
        ]
        cut = [one for one in used if not recording.grad_fn_name(one)]
        if not used or len(cut) < len(used):
            continue
        moment = scene.born(cut[0])
        if moment.step < scene.since:
            continue
        fields = {
            "name": recording.name(leaf, last),
            "code": _line(moment),
            "line": str(scene.moment(first.step).place.line),
        }
        yield Trap(moment, fields, (moment.described(leaf),), _uncut(moment))


def _line(moment: Moment) -> str:
    statement = moment.statement
    return "" if statement is None else " ".join(moment.program.source(statement).split("\n")[0].split())


def _uncut(moment: Moment) -> list[Fix | None]:
    node = moment.node
    if isinstance(node, ast.Attribute) and node.attr == "data":
        return [moment.fix("without", moment.program.replace(node, moment.program.source(node.value)), code=".data")]
    if isinstance(node, ast.Call) and called(node) == "detach" and isinstance(node.func, ast.Attribute):
        text = moment.program.source(node.func.value)
        return [moment.fix("without", moment.program.replace(node, text), code=".detach()")]
    for outer in [] if node is None else moment.program.parents(node):
        if isinstance(outer, ast.With) and any(called(item.context_expr) == "no_grad" for item in outer.items):
            return [moment.fix("without", *moment.program.unwrap(outer), code="no_grad()")]
    return []
