"""Borders around the last axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

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
    """Each end continued by the other one: the inside is copied, then on each axis the borders from what is there."""
    axes = [(input.dim() - 1 - place, sides[2 * place], sides[2 * place + 1]) for place in range(len(sides) // 2)]
    sizes = list(input.shape)
    for axis, before, behind in axes:
        if max(before, behind) > sizes[axis]:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        sizes[axis] += before + behind
        if sizes[axis] < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
    made = input.new_empty(sizes)
    inside, kept = made, input
    for axis, before, behind in axes:
        inside = inside.narrow(axis, max(before, 0), sizes[axis] - max(before, 0) - max(behind, 0))
        kept = kept.narrow(axis, max(-before, 0), input.shape[axis] - max(-before, 0) - max(-behind, 0))
    inside.copy_(kept)
    for axis, before, behind in axes:
        if before > 0:
            end = sizes[axis] - before - max(behind, 0)
            made.narrow(axis, 0, before).copy_(made.narrow(axis, end, before))
        if behind > 0:
            made.narrow(axis, sizes[axis] - behind, behind).copy_(made.narrow(axis, max(before, 0), behind))
    return made


__all__ = ["pad"]
