"""What one operation does to a gradient on its way back: in symbols, and in numbers where all are single numbers.

``g`` is the gradient that comes, ``y`` the result. Source: the derivative of each function as in any calculus text; the
test compares every rule with what backward has computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from ui.models.recording import NodeKind, Recording
from ui.models.words import number_text

_LONGEST_NAME = 14

Values = dict[str, Any]
_Rule = tuple[str, Callable[[Values], Any]]

_ONE: dict[str, _Rule] = {
    "neg": ("−{g}", lambda v: -v["g"]),
    "exp": ("{g} · {y}", lambda v: v["g"] * v["y"]),
    "log": ("{g} / {a}", lambda v: v["g"] / v["a"]),
    "sqrt": ("{g} / (2 · {y})", lambda v: v["g"] / (2 * v["y"])),
    "sin": ("{g} · cos({a})", lambda v: v["g"] * np.cos(v["a"])),
    "cos": ("−{g} · sin({a})", lambda v: -v["g"] * np.sin(v["a"])),
    "tanh": ("{g} · (1 − {y}²)", lambda v: v["g"] * (1 - v["y"] ** 2)),
    "sigmoid": ("{g} · {y} · (1 − {y})", lambda v: v["g"] * v["y"] * (1 - v["y"])),
    "relu": ("{g} · ({a} > 0)", lambda v: v["g"] * (v["a"] > 0)),
    "abs": ("{g} · sign({a})", lambda v: v["g"] * np.sign(v["a"])),
    "reciprocal": ("−{g} · {y}²", lambda v: -v["g"] * v["y"] ** 2),
    "clone": ("{g}", lambda v: v["g"]),
    "sum": ("{g}.expand({shape})", lambda v: np.broadcast_to(v["g"], np.shape(v["a"]))),
    "mean": ("{g}.expand({shape}) / {count}", lambda v: np.broadcast_to(v["g"] / np.size(v["a"]), np.shape(v["a"]))),
    "view": ("{g}.reshape({shape})", lambda v: np.reshape(v["g"], np.shape(v["a"]))),
    "unsqueeze": ("{g}.reshape({shape})", lambda v: np.reshape(v["g"], np.shape(v["a"]))),
    "squeeze": ("{g}.reshape({shape})", lambda v: np.reshape(v["g"], np.shape(v["a"]))),
    "t": ("{g}.t()", lambda v: np.transpose(v["g"])),
    "expand": ("{g}.sum_to_size({shape})", lambda v: v["g"]),
}
"""Operation of one operand → the rule, ``a`` being the operand."""

_TWO: dict[str, tuple[_Rule, _Rule]] = {
    "add": (("{g}", lambda v: v["g"]), ("{g}", lambda v: v["g"])),
    "sub": (("{g}", lambda v: v["g"]), ("−{g}", lambda v: -v["g"])),
    "mul": (("{g} · {b}", lambda v: v["g"] * v["b"]), ("{g} · {a}", lambda v: v["g"] * v["a"])),
    "div": (
        ("{g} / {b}", lambda v: v["g"] / v["b"]),
        ("−{g} · {a} / {b}²", lambda v: -v["g"] * v["a"] / v["b"] ** 2),
    ),
    "mm": (
        ("{g} @ {b}.t()", lambda v: v["g"] @ np.transpose(v["b"])),
        ("{a}.t() @ {g}", lambda v: np.transpose(v["a"]) @ v["g"]),
    ),
    "mv": (
        ("{g}.outer({b})", lambda v: np.outer(v["g"], v["b"])),
        ("{a}.t() @ {g}", lambda v: np.transpose(v["a"]) @ v["g"]),
    ),
    "dot": (("{g} · {b}", lambda v: v["g"] * v["b"]), ("{g} · {a}", lambda v: v["g"] * v["a"])),
}
"""Operation of two operands → the rules for ``a`` and for ``b``."""


_POINTWISE = ("add", "sub", "mul", "div")
"""Operations that stretch their operands to one shape."""

_FOLDING = ("sum", "mean")
"""Told only where all axes fold; else it depends on which."""


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


def local_rules(recording: Recording, function: int, step: int) -> list[LocalRule]:
    """What an operation does to the gradient at a step, for each operand that asks for one."""
    if recording.kind[function] != NodeKind.FUNCTION or not recording.grad_fn_name(function):
        return []
    operands = [used.tensor for used in recording.inputs(function)]
    outputs = recording.outputs(function)
    born = int(recording.born[function])
    op = recording.op(function)
    rules = _rules(op, operands)
    if not rules or not outputs or (op in _FOLDING and recording.shape(outputs[0], born)):
        return []
    gradient = recording.gradient_of(function, step)
    return [
        _local_rule(recording, op, rule, tensor, operands, outputs[0], gradient)
        for rule, tensor in zip(rules, operands, strict=True)
        if recording.requires_grad(tensor, max(step, born))
    ]


def _rules(op: str, operands: list[int]) -> tuple[_Rule, ...]:
    if NOBODY in operands:
        return ()
    if len(operands) == 1:
        return (_ONE[op],) if op in _ONE else ()
    return _TWO[op] if len(operands) == 2 and op in _TWO else ()


def _local_rule(
    recording: Recording,
    op: str,
    rule: _Rule,
    tensor: int,
    operands: list[int],
    output: int,
    gradient: NDArray[Any] | None,
) -> LocalRule:
    template, compute = rule
    born = int(recording.born[output])
    places = dict(zip(("a", "b"), operands, strict=False)) | {"y": output}
    shape = recording.shape(tensor, born)
    facts = {"shape": ", ".join(map(str, shape)) or "()", "count": str(int(np.prod(shape, dtype=np.int64)))}
    names = {key: _name(recording, one, born) for key, one in places.items()}
    symbols = template.format(g="g", **names, **facts)
    is_stretched = op in _POINTWISE and recording.shape(output, born) != shape
    values: Values = {key: recording.value(one, born) for key, one in places.items()} | {"g": gradient}
    numbers = ""
    if all(value is not None and value.size == 1 for value in values.values()):
        written = {key: _signed(value.item()) for key, value in values.items()}
        result = np.asarray(compute({key: value.item() for key, value in values.items()})).item()
        numbers = f"{template.format(**written, **facts)} = {number_text(result)}" if template != "{g}" else ""
    return LocalRule(_name(recording, tensor, born), symbols, numbers, shape if is_stretched else None)


def _name(recording: Recording, tensor: int, step: int) -> str:
    name = recording.label(tensor, step)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _signed(number: float) -> str:
    text = number_text(number)
    return f"({text})" if text.startswith(("-", "−")) else text
