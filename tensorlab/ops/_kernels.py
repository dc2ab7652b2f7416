"""What several families of operations refuse, in PyTorch's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tensorlab import dtypes, errors
from tensorlab._tensor import Tensor
from tensorlab.dtypes import Kind

Check = Callable[[Sequence[Any], dtypes.dtype], None]

FLOATS = frozenset({Kind.FLOAT})
INTS = frozenset({Kind.INT})
WHOLE = frozenset({Kind.BOOL, Kind.INT})
NUMBERS = frozenset({Kind.INT, Kind.FLOAT})


def unsupported(kernel: str, dtype: dtypes.dtype) -> Exception:
    """The type is one that PyTorch has no kernel for."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.type_name}'")


def only(kinds: frozenset[Kind], kernel: str) -> Check:
    """A check that refuses all but these kinds of numbers, after promotion, and numbers alone."""

    def check(operands: Sequence[Any], dtype: dtypes.dtype) -> None:
        if not any(isinstance(one, Tensor) for one in operands):
            name = kernel.removesuffix("_cpu")
            forms = [
                "Tensor input, Tensor other, *, Tensor out = None",
                "Tensor input, Number other, *, Tensor out = None",
            ]
            raise errors.no_such_form(name, operands, forms)
        if dtype.kind not in kinds:
            raise unsupported(kernel, dtype)

    return check


def undifferentiable(operation: str) -> Callable[[Any], Any]:
    """The rule of an operation that PyTorch takes into a graph although it cannot differentiate it."""

    def rule(g: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{operation} is not implemented")

    return rule


def without_derivative(argument: str) -> Exception:
    """This one argument of an operation has no derivative in PyTorch."""
    return NotImplementedError(f"the derivative for '{argument}' is not implemented.")
