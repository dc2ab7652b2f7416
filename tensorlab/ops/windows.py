"""Weights that fade towards both ends of a stretch of a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab.ops.creation import born
from tensorlab.ops.plans import Array


def _window(
    name: str, length: int, periodic: bool, shape: Callable[[Array, int], Array], dtype: Any, requires_grad: bool
) -> Any:
    """The shape at the places 0 … length - 1; a periodic one is cut from one that is longer by one."""
    kind = dtype or dtypes.get_default_dtype()
    if not kind.is_floating_point:
        raise RuntimeError(
            f"{name} expects floating point dtypes, got: TensorOptions(dtype={dtypes.word(kind)}, device=cpu, "
            "layout=Strided (default), requires_grad=false (default), pinned_memory=false, memory_format=(nullopt))"
        )
    if length < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={length}")
    last = length if periodic else length - 1
    places = np.arange(length, dtype=np.float64)
    numbers = np.ones(length) if length == 1 else shape(places, last)
    return born(name, numbers.astype(kind.numpy), kind, requires_grad)


def bartlett_window(
    window_length: int, periodic: bool = True, *, dtype: Any = None, requires_grad: bool = False, **_: Any
) -> Any:
    """A triangle."""

    def shape(places: Array, last: int) -> Array:
        return np.asarray(1 - np.abs(2 * places / last - 1))

    return _window("bartlett_window", window_length, periodic, shape, dtype, requires_grad)


def blackman_window(
    window_length: int, periodic: bool = True, *, dtype: Any = None, requires_grad: bool = False, **_: Any
) -> Any:
    """A sum of three cosines."""

    def shape(places: Array, last: int) -> Array:
        angle = (2 * np.pi * places / last).astype((dtype or dtypes.get_default_dtype()).numpy)
        return np.asarray(0.08 * np.cos(2 * angle) - 0.5 * np.cos(angle) + 0.42)

    return _window("blackman_window", window_length, periodic, shape, dtype, requires_grad)


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    **_: Any,
) -> Any:
    """``alpha - beta * cos``, which does not quite reach zero."""

    def shape(places: Array, last: int) -> Array:
        return np.asarray(alpha - beta * np.cos(2 * np.pi * places / last))

    return _window("hamming_window", window_length, periodic, shape, dtype, requires_grad)


def hann_window(
    window_length: int, periodic: bool = True, *, dtype: Any = None, requires_grad: bool = False, **_: Any
) -> Any:
    """A cosine that begins and ends at zero."""

    def shape(places: Array, last: int) -> Array:
        return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * places / last))

    return _window("hann_window", window_length, periodic, shape, dtype, requires_grad)


def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    **_: Any,
) -> Any:
    """By a Bessel function; the larger ``beta``, the narrower."""

    def shape(places: Array, last: int) -> Array:
        inner = np.clip(1 - (2 * places / last - 1) ** 2, 0, None)
        return np.asarray(np.i0(beta * np.sqrt(inner)) / np.i0(beta))

    return _window("kaiser_window", window_length, periodic, shape, dtype, requires_grad)
