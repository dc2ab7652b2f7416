"""Borders around the last axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.ops.joins import cat
from tensorlab.ops.resize import BORDERS, constant_pad, reflected, replicated

_COMBINATIONS = """Padding size {} is not supported for {}D input tensor.
Supported combinations for non-constant padding:
  - 2D or 3D input: padding size = 2 (pads last dimension)
  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"""


def pad(input: Any, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Any:
    """The input with a border.

    Args:
        pad: (before, behind) of the last axis, then of the one before it, and so on; negative cuts off.
        mode: ``"constant"``, ``"reflect"``, ``"replicate"`` or ``"circular"``.
    """
    sides = tuple(int(side) for side in pad)
    if len(sides) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(sides) > 2 * input.dim():
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(sides)} and input of dimension {input.dim()}"
        )
    if mode == "constant":
        return constant_pad(input, sides, 0.0 if value is None else value)
    if value:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    axes = len(sides) // 2
    if axes not in (1, 2, 3) or input.dim() not in (axes + 1, axes + 2):
        raise NotImplementedError(_COMBINATIONS.format(len(sides), input.dim()))
    return _circular(input, sides) if mode == "circular" else _repeated(input, sides, mode)


def _repeated(input: Any, sides: tuple[int, ...], mode: str) -> Any:
    axes = len(sides) // 2
    sources = []
    for place in range(axes):
        axis = input.dim() - axes + place
        before, behind = sides[2 * (axes - 1 - place)], sides[2 * (axes - 1 - place) + 1]
        size = input.shape[axis]
        if mode == "reflect" and max(before, behind) >= size:
            number = 4 + 2 * (axes - 1 - place)
            raise RuntimeError(
                f"Argument #{number}: Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({before}, {behind}) at dimension {axis} of input {list(input.shape)}"
            )
        sources.append((reflected if mode == "reflect" else replicated)(size, before, behind))
    kind = "reflection" if mode == "reflect" else "replication"
    return BORDERS[kind, axes](input, tuple(np.asarray(one) for one in sources))


def _circular(input: Any, sides: tuple[int, ...]) -> Any:
    """Each end continued by the other one."""
    made = input
    for place in range(len(sides) // 2):
        axis = input.dim() - 1 - place
        before, behind = sides[2 * place], sides[2 * place + 1]
        size = made.shape[axis]
        if max(before, behind) > size:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        if before + behind + size < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
        kept = made.narrow(axis, max(-before, 0), size - max(-before, 0) - max(-behind, 0))
        # What is cut off on one side does not come back on the other.
        front = [kept.narrow(axis, kept.shape[axis] - before, before)] if before > 0 else []
        back = [kept.narrow(axis, 0, behind)] if behind > 0 else []
        made = cat([*front, kept, *back], axis)
    return made


__all__ = ["pad"]
