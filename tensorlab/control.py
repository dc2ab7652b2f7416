"""Branches and loops as functions: what PyTorch has for code that it compiles runs here as plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tensorlab._tensor import Tensor


def _is_made_of_tensors(operands: Any) -> bool:
    if isinstance(operands, (tuple, list)):
        return all(map(_is_made_of_tensors, operands))
    if isinstance(operands, dict):
        return all(map(_is_made_of_tensors, operands.values()))
    return isinstance(operands, (Tensor, int))


def cond(pred: Any, true_fn: Callable[..., Any], false_fn: Callable[..., Any], operands: Sequence[Any] = ()) -> Any:
    """``true_fn(*operands)`` where the condition holds, else ``false_fn(*operands)``."""
    if not isinstance(pred, (bool, int, float, Tensor)):
        raise RuntimeError(f"Expected pred to be bool or tensor, but got {pred}.")
    if isinstance(pred, Tensor) and pred.numel() != 1:
        raise RuntimeError(f"Expected pred to be bool or single-element tensor, but got {pred}.")
    if not isinstance(pred, Tensor):
        return true_fn(*operands) if pred else false_fn(*operands)
    if not callable(true_fn) or not callable(false_fn):
        raise RuntimeError("Expect both branches to be callable.")
    if not isinstance(operands, (tuple, list)) or not _is_made_of_tensors(operands):
        raise RuntimeError(
            "Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, but "
            f"got {operands}."
        )
    return true_fn(*operands) if pred else false_fn(*operands)
