"""Shapes that fit and are probably not those that were meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from tensorlab.events import NOBODY
from ui.models.diagnosis import Fix, shape_text
from ui.models.moment import Moment
from ui.models.program import called, constant
from ui.models.radar.scene import Scene, Trap, trap

_PAIRS = (
    "add", "sub", "mul", "div", "pow", "true_divide", "rsub", "maximum", "minimum", "eq", "ne", "lt", "le", "gt", "ge",
    "where", "atan2", "floor_divide", "remainder", "fmod", "squared_difference",
)  # fmt: skip
_LOSSES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy_with_logits")
_REDUCTIONS = ("sum", "mean", "prod", "max", "min", "norm", "var", "std", "amax", "amin", "logsumexp")
_NETWORK = ("linear", "addmm", "mm", "matmul", "mv", "bmm", "conv1d", "conv2d", "conv3d", "convolution", "dot")


@trap("broadcast-blowup")
def broadcast_blowup(scene: Scene) -> Iterator[Trap]:
    """(n,) meets (n, 1) and gives (n, n): every element with every other."""
    recording = scene.recording
    for function in scene.ops(*_PAIRS, *_LOSSES):
        step = int(recording.born[function])
        inputs = _given(scene, function)
        shapes = [recording.shape(tensor, step) for tensor in inputs]
        if len(inputs) != 2:
            continue
        low, high = (0, 1) if len(shapes[0]) < len(shapes[1]) else (1, 0)
        if not shapes[low] or shapes[high] != (*shapes[low], 1) or shapes[low][-1] < 2 or prod(shapes[low]) < 2:
            continue
        moment = scene.moment(step)
        is_loss = any(called(moment.node).lower().endswith(name) for name in ("loss", "criterion", *_LOSSES))
        if isinstance(moment.node, ast.Call) and not (is_loss or called(moment.node).rstrip("_") in _PAIRS):
            continue  # ``torch.outer`` and its like make tables because they are asked to
        if not is_loss and _is_meant(scene, moment, function, inputs[low], inputs[high]):
            continue
        yield _blown_up(moment, inputs, shapes, low, high)


def _given(scene: Scene, function: int) -> list[int]:
    """The tensors that an operation was given, before it expanded them to one shape."""
    recording = scene.recording
    found = []
    for tensor in [used.tensor for used in recording.inputs(function) if used.tensor != NOBODY]:
        maker = recording.producer(tensor)
        is_inner = maker != NOBODY and recording.op(maker) == "expand"
        here = is_inner and recording.place(maker) == recording.place(function)
        found.append(recording.inputs(maker)[0].tensor if here else tensor)
    return found


def _blown_up(moment: Moment, inputs: list[int], shapes: list[tuple[int, ...]], low: int, high: int) -> Trap:
    nodes = _sides(moment)
    flat = next((node for node in nodes if moment.shape(node) == shapes[low]), None)
    tall = next((node for node in nodes if moment.shape(node) == shapes[high]), None)
    n = shapes[low][-1]
    result = (*shapes[low][:-1], n, n)
    named = [moment.operand(node) or moment.described(inputs[at]) for at, node in ((low, flat), (high, tall))]
    fields = {
        "flat": named[0].name,
        "tall": named[1].name,
        "flat_shape": shape_text(shapes[low]),
        "tall_shape": shape_text(shapes[high]),
        "result": shape_text(result),
        "count": str(prod(result)),
        "wanted": str(prod(shapes[low])),
    }
    fixes: list[Fix | None] = [
        moment.then(tall, "squeeze(-1)", shapes[low]),
        moment.then(flat, "unsqueeze(-1)", shapes[high]),
    ]
    return Trap(moment, fields, named, fixes)


def _sides(moment: Moment) -> list[ast.expr]:
    node = moment.node
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    return moment.tensors_in(node)


def _is_meant(scene: Scene, moment: Moment, function: int, flat: int, tall: int) -> bool:
    """Whether somebody asked for a table: in the same expression, of a tensor with itself, or never summed up."""
    if any(_makes_axis(part) for part in ([] if moment.node is None else ast.walk(moment.node))):
        return True
    maker = scene.born(tall)
    is_asked = maker.node is not None and _makes_axis(maker.node)
    if is_asked and _looked_at(scene, tall) == _looked_at(scene, flat):
        return True
    return is_asked and not _ends_in_one_number(scene, function)


def _looked_at(scene: Scene, tensor: int) -> int:
    """The tensor whose elements a view, or a view of a view, shows."""
    recording = scene.recording
    while (maker := recording.producer(tensor)) != NOBODY and recording.is_view(maker):
        tensor = recording.inputs(maker)[0].tensor
    return tensor


def _makes_axis(node: ast.AST) -> bool:
    """Whether an expression adds an axis of size 1 on purpose."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return any(isinstance(part, ast.Constant) and part.value is None for part in parts)
    if isinstance(node, ast.Call):
        if called(node) == "unsqueeze":
            return True
        if called(node) in ("view", "reshape"):
            return bool(node.args) and constant(node.args[-1]) == 1
    return False


def _ends_in_one_number(scene: Scene, function: int) -> bool:
    """Whether all of a result is reduced to one number, as a loss is."""
    recording = scene.recording
    waiting, seen = list(recording.outputs(function)), set[int]()
    while waiting:
        tensor = waiting.pop()
        for user in recording.users(tensor):
            if user in seen or len(seen) > 1000:
                continue
            seen.add(user)
            outputs = recording.outputs(user)
            if recording.op(user) in _REDUCTIONS:
                if any(recording.shape(one, int(recording.born[one])) == () for one in outputs):
                    return True
                continue
            waiting += outputs
    return False


@trap("loss-shapes")
def loss_shapes(scene: Scene) -> Iterator[Trap]:
    """A loss of two shapes that are not the same."""
    recording = scene.recording
    for function in scene.ops(*_LOSSES):
        step = int(recording.born[function])
        inputs = _given(scene, function)
        shapes = [recording.shape(tensor, step) for tensor in inputs[:2]]
        if len(shapes) == 2 and shapes[0] != shapes[1] and () not in shapes:
            moment = scene.moment(step)
            nodes = [node for node in moment.tensors_in(moment.node) if moment.shape(node) in shapes]
            fields = {"a": shape_text(shapes[0]), "b": shape_text(shapes[1])}
            fixes: list[Fix | None] = []
            if len(nodes) >= 2 and prod(shapes[0]) == prod(shapes[1]):
                fixes.append(moment.then(nodes[1], f"view_as({moment.program.source(nodes[0])})", shapes[0]))
            yield Trap(moment, fields, moment.operands(*nodes), fixes)


@trap("squeeze-ate-batch")
def squeeze_ate_batch(scene: Scene) -> Iterator[Trap]:
    """``squeeze()`` without an axis takes the batch axis away, too, when the batch holds one sample."""
    recording = scene.recording
    for function in scene.ops("squeeze"):
        step = int(recording.born[function])
        moment = scene.moment(step)
        call = moment.node
        if not isinstance(call, ast.Call) or called(call) != "squeeze" or _has_axis(moment, call):
            continue
        (used, *_) = recording.inputs(function)
        shape = recording.shape(used.tensor, step)
        ones = [dim for dim, size in enumerate(shape) if size == 1]
        network = scene.comes_from(used.tensor, *_NETWORK)
        if len(shape) < 2 or shape[0] != 1 or (len(ones) < 2 and not network):
            continue
        owner = call.func.value if isinstance(call.func, ast.Attribute) else call.args[0]
        after = tuple(size for size in shape if size != 1)
        fixes: list[Fix | None] = []
        kept = [dim for dim in ones if dim]
        if kept:
            at = kept[-1] - len(shape) if kept[-1] == len(shape) - 1 else kept[-1]
            outcome = tuple(size for dim, size in enumerate(shape) if dim != kept[-1])
            fixes.append(
                moment.fix("write", moment.program.argument(call, str(at)), outcome=outcome, code=f"squeeze({at})")
            )
        else:
            fixes.append(moment.swap(call, moment.program.source(owner), shape))
        name = moment.program.source(owner)
        fields = {"name": name, "shape": shape_text(shape), "result": shape_text(after)}
        yield Trap(moment, fields, moment.operands(owner) or (moment.described(used.tensor),), fixes)


def _has_axis(moment: Moment, call: ast.Call) -> bool:
    is_function = (
        isinstance(call.func, ast.Attribute) and moment.tensor(call.func.value) == NOBODY and len(call.args) == 1
    )
    return bool(call.keywords) or (bool(call.args) and not is_function)


@trap("softmax-axis")
def softmax_axis(scene: Scene) -> Iterator[Trap]:
    """A softmax whose axis is left open, or runs down the samples of a batch."""
    recording = scene.recording
    for function in scene.ops("softmax", "log_softmax"):
        step = int(recording.born[function])
        moment = scene.moment(step)
        (used, *_) = recording.inputs(function)
        shape = recording.shape(used.tensor, step)
        call = moment.node
        if not isinstance(call, ast.Call) or len(shape) < 2:
            continue
        operand = moment.described(used.tensor)
        fields = {"name": operand.name, "shape": shape_text(shape), "size": str(shape[0])}
        axis = _axis(call)
        if axis is None and called(call) in ("softmax", "log_softmax"):
            given = moment.program.keyword(call, "dim", "-1")
            yield Trap(moment, fields, (operand,), [moment.fix("along", given, dim="-1")], variant="open")
        elif axis is not None and constant(axis) == 0 and len(shape) == 2 and shape[0] > 1:
            scores = scene.comes_from(used.tensor, *_NETWORK) or any(
                word in operand.name.lower() for word in ("logit", "score", "out", "pred")
            )
            if scores:
                fix = moment.fix("along", moment.program.replace(axis, "-1"), dim="-1")
                yield Trap(moment, fields, (operand,), [fix])


def _axis(call: ast.Call) -> ast.expr | None:
    for word in call.keywords:
        if word.arg in ("dim", "axis"):
            return word.value
    whole = [part for part in call.args if isinstance(constant(part), int)]
    return whole[0] if whole else None


@trap("probabilities-as-scores")
def probabilities_as_scores(scene: Scene) -> Iterator[Trap]:
    """A loss that takes scores and turns them into probabilities itself was given probabilities."""
    recording = scene.recording
    makes = {"cross_entropy": "softmax", "binary_cross_entropy_with_logits": "sigmoid", "nll_loss": "softmax"}
    for function in scene.ops("cross_entropy", "log_softmax", "binary_cross_entropy_with_logits", "nll_loss"):
        step = int(recording.born[function])
        moment = scene.moment(step)
        inputs = [used.tensor for used in recording.inputs(function) if used.argument in ("input", "self")]
        op = recording.op(function)
        inside = recording.scope(function)
        if op == "log_softmax" and "cross_entropy" not in inside and not _calls_cross_entropy(scene, moment):
            continue
        maker = recording.producer(inputs[0]) if inputs else NOBODY
        done = makes.get(op, "softmax")
        if maker == NOBODY or recording.op(maker) != done:
            continue
        scores = [used.tensor for used in recording.inputs(maker) if used.tensor != NOBODY][:1]
        born = scene.born(maker)
        operand = moment.described(inputs[0])
        fixes: list[Fix | None] = []
        if isinstance(born.node, ast.Call) and born.place.source == moment.place.source and scores:
            inner = born.node.func.value if isinstance(born.node.func, ast.Attribute) else None
            first = born.node.args[0] if born.node.args else None
            part = inner if inner is not None and born.tensor(inner) == scores[0] else first
            if part is not None and op != "nll_loss":
                fixes.append(moment.swap(born.node, moment.program.source(part)))
            elif op == "nll_loss":
                code = moment.program.source(born.node.func).replace("softmax", "log_softmax")
                fixes.append(moment.fix("write", moment.program.replace(born.node.func, code), code=code))
        fields = {"name": operand.name, "op": done, "loss": "cross_entropy" if op == "log_softmax" else op}
        yield Trap(moment, fields, (operand,), fixes, born)


def _calls_cross_entropy(scene: Scene, moment: Moment) -> bool:
    node = moment.node
    if not isinstance(node, ast.Call):
        return False
    if called(node) == "cross_entropy":
        return True
    made = moment.program.assignments(called(node))
    return any(called(given.value) == "CrossEntropyLoss" for given in made)
