"""What several families of operations compute with, and what they refuse, in PyTorch's words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Kind

Check = Callable[[Sequence[Any], dtypes.dtype], None]

FLOATS = frozenset({Kind.FLOAT})
INTS = frozenset({Kind.INT})
WHOLE = frozenset({Kind.BOOL, Kind.INT})
NUMBERS = frozenset({Kind.INT, Kind.FLOAT})


@cache
def scipy_function(name: str) -> Callable[..., Any]:
    """A function of ``scipy.special``, which is imported when the first of them is used."""
    return getattr(importlib.import_module("scipy.special"), name)  # type: ignore[no-any-return]


def logistic(x: Any) -> Any:
    """The curve from 0 to 1 over an array; far on the left the power overflows, and its reciprocal is 0."""
    return 1 / (1 + np.exp(-x))


def zero_like(g: Any) -> Any:
    """The number 0 as a tensor of the gradient's type."""
    return g.new_zeros(())


def unsupported(kernel: str, dtype: dtypes.dtype) -> Exception:
    """The type is one that PyTorch has no kernel for."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.type_name}'")


def only(kinds: frozenset[Kind], kernel: str) -> Check:
    """A check that refuses all but these kinds of numbers, after promotion."""

    def check(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
        if dtype.kind not in kinds:
            raise unsupported(kernel, dtype)

    return check


def precise(kernel: str) -> Check:
    """A check that refuses the types of half precision."""

    def check(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
        if dtype in (dtypes.float16, dtypes.bfloat16):
            raise unsupported(kernel, dtype)

    return check


_NO_BOOL = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the "
    "`~` or `logical_not()` operator instead."
)
_NO_BOOLS = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator "
    "instead."
)


def check_sub(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
    """Raise where a truth value would be subtracted, or subtracted from."""
    bools = [isinstance(o, bool) or (isinstance(o, Tensor) and o.dtype is dtypes.bool) for o in operands]
    if any(bools):
        raise RuntimeError(_NO_BOOLS if all(bools) else _NO_BOOL)


def undifferentiable(operation: str) -> Callable[[Any], Any]:
    """The rule of an operation that PyTorch takes into a graph although it cannot differentiate it."""
    return _raising(RuntimeError, f"derivative for aten::{operation} is not implemented")


def without_derivative(argument: str) -> Callable[[Any], Any]:
    """The rule of the one argument of an operation that PyTorch cannot differentiate by."""
    return _raising(NotImplementedError, f"the derivative for '{argument}' is not implemented.")


def _raising(kind: type[Exception], text: str) -> Callable[[Any], Any]:
    def rule(g: Any) -> Any:
        raise kind(text)

    rule.is_missing = True  # type: ignore[attr-defined]
    return rule
