"""What one operation does to a gradient on its way back: in symbols, and in numbers where all are single numbers.

In the rules of :mod:`ui.models.derivatives` the operands have the names that the operation gives them; here these
become the user's. A number that the user wrote is no tensor, so no recording has it: it is read from the code.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models.derivatives import DERIVATIVES, STRETCHING, Derivative, Shapes
from ui.models.moment import Moment, Programs
from ui.models.program import called, constant
from ui.models.recording import NodeKind, Recording
from ui.models.words import number_text

_LONGEST_NAME = 22
_LONGEST_LITERAL = 8
_MODIFYING = ("alpha", "beta", "rounding_mode", "approximate")
_ARGUMENTS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_SIMPLE = re.compile(rf"(?:[\w.]+|{_ARGUMENTS})(?:{_ARGUMENTS}|\[[^]]*\]|\.\w+)*…?")


@dataclass(frozen=True)
class LocalRule:
    """The gradient of one operand.

    Attributes:
        operand: the operand's name.
        symbols: the rule with the user's names, ``g · y``.
        numbers: the rule with single numbers and what they give, ``2 · 3 = 6``; "" where there are more.
        summed_to: the shape to which the stretched axes are added up; None where none was stretched.
    """

    operand: str
    symbols: str
    numbers: str
    summed_to: tuple[int, ...] | None


class _Part(NamedTuple):
    """An operand, the result or the gradient: what it is called, and its value where that is kept."""

    name: str
    value: NDArray[Any] | None


def local_rules(recording: Recording, function: int, step: int) -> list[LocalRule]:
    """What an operation does to the gradient at a step, for each operand that asks for one."""
    if recording.kind[function] != NodeKind.FUNCTION or not recording.grad_fn_name(function):
        return []
    rules, outputs = DERIVATIVES.get(recording.op(function)), recording.outputs(function)
    if rules is None or len(outputs) != 1:
        return []
    moment = Moment(recording, Programs(recording), int(recording.born[function]))
    if _is_modified(moment.node):
        return []
    born = moment.step
    parts = _parts(moment, function, outputs[0], step)
    found = []
    for used in recording.inputs(function):
        rule = rules.get(used.argument)
        if rule is not None and used.tensor != NOBODY and recording.requires_grad(used.tensor, max(step, born)):
            told = _told(recording, function, rule, used.tensor, parts)
            found += [] if told is None else [told]
    return found


def _is_modified(node: ast.AST | None) -> bool:
    """Whether a call has an argument with which the usual rule doesn't hold: ``x.add(y, alpha=2)``."""
    return isinstance(node, ast.Call) and any(word.arg in _MODIFYING for word in node.keywords)


def _parts(moment: Moment, function: int, output: int, step: int) -> dict[str, _Part]:
    """All that a rule may speak of, by the operation's own names: ``g``, ``y``, ``input``, ``other`` …"""
    recording, born = moment.recording, moment.step
    parts = {
        "g": _Part("g", recording.gradient_of(function, step)),
        "y": _Part(_name(recording, output, born), recording.value(output, born)),
    }
    for used in recording.inputs(function):
        if used.tensor != NOBODY:
            name = _written(recording, function, used.tensor, born)
            parts[used.argument] = _Part(name, recording.value(used.tensor, born))
    missing = [name for name in ("input", "other", "exponent") if name not in parts]
    literal = _literal(moment)
    for name in missing:
        parts[name] = literal or _Part(name, None)
    return parts


def _literal(moment: Moment) -> _Part | None:
    """The number beside the tensor in ``x * 2``, ``1 - x``, ``x.pow(3)``; None where there is none."""
    node = moment.node
    given: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        given = [node.left, node.right]
    elif isinstance(node, ast.AugAssign):
        given = [node.value]
    elif isinstance(node, ast.Call):
        given = [*node.args, *(word.value for word in node.keywords)]
        if called(node) == "square":
            return _Part("2", np.asarray(2))
    for part in given:
        number, text = constant(part), moment.program.source(part)
        if isinstance(number, (int, float)):
            return _Part(text, np.asarray(number))
        if isinstance(part, ast.Name) and moment.tensor(part) == NOBODY and len(text) <= _LONGEST_LITERAL:
            return _Part(text, None)
    return None


def _told(
    recording: Recording, function: int, rule: Derivative, tensor: int, parts: dict[str, _Part]
) -> LocalRule | None:
    born, output = int(recording.born[function]), recording.outputs(function)[0]
    shapes = Shapes(
        recording.shape(tensor, born),
        recording.shape(output, born),
        recording.stride(tensor, born),
        recording.stride(output, born),
    )
    values = {name: part.value for name, part in parts.items()}
    template = rule.template(shapes, values)
    if template is None:
        return None
    names = {name: bracketed(part.name) for name, part in parts.items()}
    symbols = _plain(template.format(**names))
    numbers = _in_numbers(rule, template, shapes, parts) if rule.compute is not None and template != "{g}" else ""
    is_stretched = recording.op(function) in STRETCHING and shapes.operand != shapes.result
    return LocalRule(_name(recording, tensor, born), symbols, numbers, shapes.operand if is_stretched else None)


def _in_numbers(rule: Derivative, template: str, shapes: Shapes, parts: dict[str, _Part]) -> str:
    spoken_of = [name for name in parts if "{" + name + "}" in template]
    values = {name: parts[name].value for name in spoken_of}
    if any(value is None or value.size != 1 for value in values.values()):
        return ""
    written = {name: _signed(value.item()) for name, value in values.items() if value is not None}
    assert rule.compute is not None
    numbers = {name: None if part.value is None else np.asarray(part.value) for name, part in parts.items()}
    with np.errstate(all="ignore"):
        result = np.asarray(rule.compute(SimpleNamespace(**numbers), shapes))
    return f"{template.format(**written)} = {number_text(result.reshape(-1)[0].item())}" if result.size == 1 else ""


def _written(recording: Recording, function: int, tensor: int, step: int) -> str:
    """The name of an operand; of one that the same expression turned on the way, that of what it turned."""
    maker = recording.producer(tensor)
    if maker != NOBODY and recording.op(maker) == "t" and recording.place(maker) == recording.place(function):
        return f"{_name(recording, recording.inputs(maker)[0].tensor, step)}.t()"
    return _name(recording, tensor, step)


def bracketed(name: str) -> str:
    """A name, a call, an index or a number as it is; a sum or a comparison in brackets."""
    return name if _SIMPLE.fullmatch(name) else f"({name})"


def _plain(symbols: str) -> str:
    """Turned twice is not turned."""
    return symbols.replace(".t().t()", "").replace(".T.t()", "")


def _name(recording: Recording, tensor: int, step: int) -> str:
    name = recording.label(tensor, step)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _signed(number: float) -> str:
    text = number_text(number)
    return f"({text})" if text.startswith(("-", "−")) else text
