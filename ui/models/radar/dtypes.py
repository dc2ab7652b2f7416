"""Types that changed, or did not, without a word."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models.diagnosis import Fix
from ui.models.fixes.factories import floats
from ui.models.moment import Moment
from ui.models.program import called, constant
from ui.models.radar.scene import Scene, Trap, trap

Numbers = NDArray[Any]

_WHOLE = ("int64", "int32", "int16", "int8", "uint8")
_SMALL = ("uint8", "int8", "int16", "int32")
_FLOATS = ("float32", "float64", "float16", "bfloat16")
_SUMS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "add_": np.add,
    "sub_": np.subtract,
    "mul_": np.multiply,
}


@trap("integer-division")
def integer_division(scene: Scene) -> Iterator[Trap]:
    """``//`` of whole numbers leaves a remainder behind."""
    recording = scene.recording
    for function in scene.ops("floor_divide", "div"):
        step = int(recording.born[function])
        outputs, inputs = recording.outputs(function), recording.inputs(function)
        if not outputs or recording.dtype(outputs[0]) not in _WHOLE or not inputs:
            continue
        moment = scene.moment(step)
        node = moment.node
        if (
            not isinstance(node, ast.BinOp)
            or not isinstance(node.op, ast.FloorDiv)
            or _counts(scene, moment, outputs[0])
        ):
            continue
        is_sum = _sums_up(scene, inputs[0].tensor)
        if isinstance(constant(node.right), int) and not is_sum:
            continue  # halving an index or a pixel is meant to be whole
        quotient = recording.value(outputs[0], step)
        values = _value(moment, node.left), _value(moment, node.right)
        if quotient is None or not _leaves_a_rest(*values, quotient, is_sum):
            continue
        left, right = moment.program.source(node.left), moment.program.source(node.right)
        fields = {"left": left, "right": right}
        yield Trap(moment, fields, moment.operands(node.left, node.right), [moment.swap(node, f"{left} / {right}")])


def _value(moment: Moment, node: ast.expr) -> Numbers | None:
    number = constant(node)
    if isinstance(number, (int, float)):
        return np.asarray(number)
    tensor = moment.tensor(node)
    return None if tensor == NOBODY else moment.recording.value(tensor, moment.step)


def _sums_up(scene: Scene, tensor: int) -> bool:
    """Whether a tensor is one number that many were reduced to."""
    recording = scene.recording
    maker = recording.producer(tensor)
    return maker != NOBODY and recording.op(maker) in ("sum", "prod", "max", "min", "cumsum", "dot", "trace")


def _leaves_a_rest(dividend: Numbers | None, divisor: Numbers | None, quotient: Numbers, is_sum: bool) -> bool:
    """Whether a division of whole numbers did not come out even, as far as its values are known."""
    if dividend is None:
        return False
    if is_sum and np.any((quotient == 0) & (dividend != 0)):
        return True  # nothing is left of a share; a position in the first row of a table may well be there
    if divisor is None:
        # Whatever the divisor was: had it come out even, the quotient would divide the dividend.
        return bool(np.all(quotient) and np.any(np.remainder(dividend, quotient)))
    return bool(np.all(divisor) and np.any(np.remainder(dividend, divisor)))


def _counts(scene: Scene, moment: Moment, result: int) -> bool:
    """Whether a program counts with quotient and remainder, or uses the quotient as a position."""
    recording = scene.recording
    uses = {recording.op(user) for user in recording.users(result)}
    if uses & {"index", "index_select", "gather", "one_hot", "embedding", "remainder"}:
        return True
    node = moment.node
    owner = moment.program.source(node.left) if isinstance(node, ast.BinOp) else ""
    for part in moment.program.walk():
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod) and moment.program.source(part.left) == owner:
            return True
        if isinstance(part, ast.Subscript) and any(inner is node for inner in ast.walk(part.slice)):
            return True
    return False


@trap("integer-wrap")
def integer_wrap(scene: Scene) -> Iterator[Trap]:
    """A sum, difference or product that a small whole type cannot hold starts again at its other end."""
    recording = scene.recording
    for function in scene.ops(*_SUMS):
        step = int(recording.born[function])
        outputs = recording.outputs(function) or [recording.target(function)]
        if outputs[0] == NOBODY or recording.dtype(outputs[0]) not in _SMALL:
            continue
        moment = scene.moment(step)
        sides = _sides(moment.node)
        before = moment.at(step - 1) if recording.target(function) != NOBODY else moment
        values = [_value(before, side) for side in sides]
        result = recording.value(outputs[0], step)
        if len(values) != 2 or values[0] is None or values[1] is None or result is None:
            continue
        exact = _SUMS[recording.op(function)](values[0].astype(np.int64), values[1].astype(np.int64))
        if exact.shape == result.shape and np.any(exact != result):
            wrong = np.flatnonzero((exact != result).reshape(-1))[0]
            fields = {
                "dtype": recording.dtype(outputs[0]),
                "exact": str(exact.reshape(-1)[wrong]),
                "result": str(result.reshape(-1)[wrong]),
            }
            is_written = recording.target(function) != NOBODY
            fixes: list[Fix | None] = [] if is_written else [moment.then(sides[0], "long()")]
            yield Trap(moment, fields, moment.operands(*sides), fixes)


def _sides(node: ast.AST | None) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Call):
        given = [*node.args, *(word.value for word in node.keywords if word.arg in ("input", "other"))]
        return [node.func.value, *given] if len(given) == 1 and isinstance(node.func, ast.Attribute) else given
    return []


@trap("fraction-lost")
def fraction_lost(scene: Scene) -> Iterator[Trap]:
    """Fractions written into a tensor of whole numbers, or made whole numbers until nothing is left of them."""
    yield from _stored(scene)
    yield from _made_whole(scene)
    yield from _typed(scene)


def _stored(scene: Scene) -> Iterator[Trap]:
    recording = scene.recording
    for function in scene.writes:
        step, target = int(recording.born[function]), recording.target(function)
        if recording.dtype(target) not in _WHOLE or recording.op(function) not in (
            "copy_",
            "index_put_",
            "fill_",
            "setitem",
        ):
            continue
        moment = scene.moment(step)
        statement = moment.statement
        value = statement.value if isinstance(statement, (ast.Assign, ast.AugAssign)) else None
        given = None if value is None else _value(moment, value)
        if value is None or given is None or not np.any(given != np.floor(given.astype(np.float64))):
            continue
        name = moment.described(target).name
        maker = moment.maker(target)
        fixes: list[Fix | None] = []
        if isinstance(maker, ast.Call):
            fixes.append(moment.fix("floats", *floats(moment, maker), line=str(maker.lineno)))
        fields = {"name": name, "value": moment.program.source(value), "dtype": recording.dtype(target)}
        yield Trap(moment, fields, (moment.described(target),), fixes)


def _made_whole(scene: Scene) -> Iterator[Trap]:
    recording = scene.recording
    for function in scene.ops("to", "long", "int", "type"):
        step = int(recording.born[function])
        outputs, inputs = recording.outputs(function), recording.inputs(function)
        if (
            not outputs
            or not inputs
            or recording.dtype(outputs[0]) not in _WHOLE
            or recording.dtype(inputs[0].tensor) not in _FLOATS
        ):
            continue
        before, after = recording.value(inputs[0].tensor, step), recording.value(outputs[0], step)
        if before is None or after is None or before.size < 1 or np.any(after) or not np.any(before):
            continue
        moment = scene.moment(step)
        node = moment.node
        fixes: list[Fix | None] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            fixes.append(moment.then(node.func.value, "round()"))
        fields = {"name": moment.described(inputs[0].tensor).name, "dtype": recording.dtype(outputs[0])}
        yield Trap(moment, fields, (moment.described(inputs[0].tensor),), fixes, variant="zero")


def _typed(scene: Scene) -> Iterator[Trap]:
    """``torch.tensor([0.5, 1.5], dtype=torch.long)``, ``torch.LongTensor([0.5])``."""
    recording = scene.recording
    for tensor in scene.created("tensor", "as_tensor", "full", "LongTensor", "IntTensor"):
        if recording.dtype(tensor) not in _WHOLE:
            continue
        moment = scene.born(tensor)
        maker = moment.maker(tensor)
        if not isinstance(maker, ast.Call) or called(maker) not in (
            "tensor",
            "as_tensor",
            "LongTensor",
            "IntTensor",
            "full",
        ):
            continue
        numbers = [constant(part) for argument in maker.args for part in ast.walk(argument)]
        if any(isinstance(number, float) and number != int(number) for number in numbers if number == number):
            dtypes = [word.value for word in maker.keywords if word.arg == "dtype"]
            fixes = [moment.swap(dtypes[0], f"{moment.program.torch}.float32")] if dtypes else []
            fields = {
                "name": moment.described(tensor).name,
                "value": moment.program.source(maker),
                "dtype": recording.dtype(tensor),
            }
            yield Trap(moment, fields, (moment.described(tensor),), fixes)


@trap("mixed-precision")
def mixed_precision(scene: Scene) -> Iterator[Trap]:
    """float32 met float64, as numpy makes it, and all that follows is float64."""
    recording = scene.recording
    for function in scene.ops("add", "sub", "mul", "div", "true_divide"):
        step = int(recording.born[function])
        inputs = [used.tensor for used in recording.inputs(function) if used.tensor != NOBODY]
        sized = [one for one in inputs if recording.shape(one, step)]
        dtypes = {recording.dtype(one) for one in sized}
        if dtypes != {"float32", "float64"}:
            continue
        moment = scene.moment(step)
        wide = next(one for one in sized if recording.dtype(one) == "float64")
        if not any(recording.op(one) == "from_numpy" for one in scene.ancestors(wide)) and not _asks(scene, sized):
            continue
        node = next((side for side in _sides(moment.node) if moment.dtype(side) == "float64"), None)
        fixes: list[Fix | None] = [moment.then(node, "float()")] if node is not None else []
        operands = [moment.described(one) for one in sized]
        yield Trap(moment, {"name": moment.described(wide).name}, operands, fixes)


def _asks(scene: Scene, tensors: list[int]) -> bool:
    recording = scene.recording
    return any(recording.requires_grad(one, int(recording.born[one])) for one in tensors)
