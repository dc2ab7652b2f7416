"""What makes tensors out of numbers and sizes, and how one is made to give floats."""

from __future__ import annotations

import ast

from ui.models.diagnosis import Fix
from ui.models.moment import Moment
from ui.models.program import Change, called

FACTORIES = frozenset(
    [
        "tensor",
        "zeros",
        "ones",
        "full",
        "empty",
        "rand",
        "randn",
        "randint",
        "arange",
        "linspace",
        "logspace",
        "eye",
        "zeros_like",
        "ones_like",
        "full_like",
        "empty_like",
        "rand_like",
        "randn_like",
        "randint_like",
        "normal",
        "randperm",
        "new_zeros",
        "new_ones",
        "new_tensor",
        "new_full",
    ]
)
"""What makes a tensor and takes ``requires_grad``."""


def as_floating(moment: Moment, maker: ast.expr | None) -> Fix | None:
    """A factory that makes floats: by the dots of its numbers, or by its dtype."""
    changes = floats(moment, maker)
    if not changes or not isinstance(maker, ast.Call):
        return None
    return moment.fix("floats", *changes, line=str(maker.lineno))


def floats(moment: Moment, maker: ast.expr | None) -> list[Change]:
    """The changes that make a factory's numbers floats."""
    if not isinstance(maker, ast.Call):
        return []
    typed = [word for word in maker.keywords if word.arg == "dtype"]
    if typed or called(maker) not in ("tensor", "as_tensor", "full"):
        return [moment.program.keyword(maker, "dtype", f"{moment.program.torch}.float32")]
    numbers = [part for part in ast.walk(maker.args[-1]) if isinstance(part, ast.Constant) and type(part.value) is int]
    if not numbers:
        return [moment.program.keyword(maker, "dtype", f"{moment.program.torch}.float32")]
    return [moment.program.replace(number, f"{moment.program.source(number)}.0") for number in numbers]
