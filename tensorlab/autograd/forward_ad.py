"""Forward mode: a tensor that carries along how it changes when its input moves in one direction.

What an operation does to such a tangent is read off its backward rule: running backward twice turns a product with
the Jacobian from the left into one from the right. So every operation with a gradient has a forward mode, too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.backward import grad
from tensorlab.graph.mode import enable_grad


class UnpackedDualTensor(NamedTuple):
    """A tensor and its tangent, None where it has none."""

    primal: Any
    tangent: Any


class _Level:
    """The duals made inside one block."""

    def __init__(self) -> None:
        self.duals: list[tuple[Tensor, Tensor]] = []


_levels: list[_Level] = []


def enter_dual_level() -> int:
    """Begin to make duals; there is one level at a time."""
    if _levels:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _levels.append(_Level())
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Forget all tangents."""
    if not _levels:
        raise RuntimeError("Dual level must be a positive number.")
    _levels.pop()


class dual_level:
    """Inside the block, tensors can have tangents."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *exception: object) -> None:
        exit_dual_level()


def make_dual(tensor: Any, tangent: Any, *, level: int | None = None) -> Any:
    """The tensor, moving in the direction of ``tangent``.

    Raises:
        RuntimeError: no level was entered, or the shapes differ.
    """
    if not _levels:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    for name, one in (("primal", tensor), ("tangent", tangent)):
        if not one.is_floating_point():
            raise ValueError(f"Expected {name} to be floating point or complex, but got: {one.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not "
            f"supported. Tensor is of size {list(tensor.shape)} while the given forward gradient is of size "
            f"{list(tangent.shape)}."
        )
    with enable_grad():
        dual = tensor.view(tensor.shape) if tensor.requires_grad else tensor.detach().requires_grad_()
    _levels[-1].duals.append((dual, tangent))
    return dual


def unpack_dual(tensor: Any, *, level: int | None = None) -> UnpackedDualTensor:
    """The tensor and how it moves, given how the duals that it was computed from move."""
    duals = _levels[-1].duals if _levels else []
    for dual, tangent in duals:
        if tensor is dual:
            return UnpackedDualTensor(tensor.detach(), tangent)
    if not tensor.requires_grad or not duals:
        return UnpackedDualTensor(tensor, None)
    return UnpackedDualTensor(tensor.detach(), _tangent_of(tensor, duals))


def _tangent_of(tensor: Any, duals: list[tuple[Tensor, Tensor]]) -> Any:
    with enable_grad():
        weight = wrap(np.zeros_like(tensor._array), tensor.dtype, tensor.shape).requires_grad_()
        found = grad(
            tensor, [dual for dual, _ in duals], weight, retain_graph=True, create_graph=True, allow_unused=True
        )
        reached = [(one, tangent) for one, (_, tangent) in zip(found, duals, strict=True) if one is not None]
        if not reached:
            return None
        moving = [(one, tangent) for one, tangent in reached if one.requires_grad]
        if not moving:
            return wrap(np.zeros_like(tensor._array), tensor.dtype, tensor.shape)
        (tangent,) = grad([one for one, _ in moving], [weight], [tangent for _, tangent in moving], allow_unused=True)
    return tangent


__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]
