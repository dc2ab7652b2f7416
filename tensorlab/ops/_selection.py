"""Which of several equal elements PyTorch names when it looks for the k-th smallest.

It depends on the steps of its algorithm; these take the same steps, and are run only where there are ties.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tensorlab.ops.plans import Array


def named(rows: Array, places: Array, rank: int) -> Array:
    """``places`` of the elements of this rank in rows (…, size), or those that PyTorch names of several equal ones."""
    chosen = np.take_along_axis(rows, places[..., None], -1)
    same = (rows == chosen) | (np.isnan(rows) & np.isnan(chosen))
    tied = same.sum(-1) > 1
    if not tied.any():
        return places
    found = np.array(places)
    for row in map(tuple, np.argwhere(tied)):
        found[row] = quickselect(rows[row].tolist(), rank)
    return found


def _after(one: float, other: float) -> bool:
    """Whether the first comes later in the order; what is not a number comes last."""
    return (one != one and other == other) or one > other


def quickselect(values: list[Any], rank: int) -> int:
    """The place of the element of this rank, by Hoare's selection with the median of three as pivot."""
    places = list(range(len(values)))

    def swap(i: int, j: int) -> None:
        values[i], values[j] = values[j], values[i]
        places[i], places[j] = places[j], places[i]

    def order(i: int, j: int) -> None:
        if _after(values[i], values[j]):
            swap(i, j)

    low, high = 0, len(values) - 1
    while high > low + 1:
        swap((low + high) // 2, low + 1)
        order(low + 1, high)
        order(low, high)
        order(low + 1, low)
        i, j, pivot = low + 1, high, values[low]
        while True:
            i += 1
            while _after(pivot, values[i]):
                i += 1
            j -= 1
            while _after(values[j], pivot):
                j -= 1
            if j < i:
                break
            swap(i, j)
        swap(low, j)
        low, high = (i if j <= rank else low), (j - 1 if j >= rank else high)
    if high == low + 1:
        order(low, high)
    return places[rank]
