"""In which order an unstable sort leaves equal elements: that of introsort, with which PyTorch sorts on a CPU.

It depends on the algorithm's very steps: a quicksort with the median of three as pivot that leaves short pieces to one
insertion at the end, and heaps where it must only find the first few or goes too deep. All work on a list of places;
``before`` compares two of them by their values. They are run only where there are ties.

Source: D. Musser, "Introspective sorting and selection algorithms" (1997), in the form of GNU's C++ library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from tensorlab.ops.plans import Array

Before: TypeAlias = Callable[[int, int], bool]

SHORT = 16
"""Pieces up to this length are left to the insertion at the end."""


def by_values(row: Array, descending: bool = False) -> Before | None:
    """Compares places by the values there, NaN as the largest; nothing where no two are equal."""
    values, found = np.unique(row, return_inverse=True)
    if len(values) == len(row):
        return None
    ranks: list[Any] = found.tolist()
    if descending:
        return lambda one, other: bool(ranks[one] > ranks[other])
    return lambda one, other: bool(ranks[one] < ranks[other])


def first_few(size: int, count: int, before: Before) -> list[int]:
    """The places of the first ``count`` of ``size``, found as PyTorch's ``topk`` does."""
    places = list(range(size))
    if count * 64 <= size:
        sort_the_first(places, count, before)
    else:
        select(places, count - 1, before)
        sort(places, before, count - 1)
    return places[:count]


def _depth(count: int) -> int:
    return 2 * (count.bit_length() - 1)


def sort(places: list[int], before: Before, end: int | None = None) -> None:
    """Bring ``places[:end]`` in order."""
    last = len(places) if end is None else end
    if last < 2:
        return
    _sort_roughly(places, 0, last, _depth(last), before)
    _insert(places, 0, min(last, SHORT), before)
    for place in range(SHORT, last):
        _sink(places, place, before)


def select(places: list[int], rank: int, before: Before) -> None:
    """Bring the element of this rank to its place, with those before it on its left."""
    first, last = 0, len(places)
    depth = _depth(last) if last else 0
    while last - first > 3:
        if depth == 0:
            _select_by_heap(places, first, rank + 1, last, before)
            places[first], places[rank] = places[rank], places[first]
            return
        depth -= 1
        cut = _partition(places, first, last, before)
        first, last = (cut, last) if cut <= rank else (first, cut)
    _insert(places, first, last, before)


def sort_the_first(places: list[int], count: int, before: Before) -> None:
    """Bring the first ``count`` in order; what follows is left as it comes."""
    _select_by_heap(places, 0, count, len(places), before)
    _sort_heap(places, 0, count, before)


# -- quicksort --------------------------------------------------------------------------------------------------------


def _sort_roughly(places: list[int], first: int, last: int, depth: int, before: Before) -> None:
    while last - first > SHORT:
        if depth == 0:
            _select_by_heap(places, first, last, last, before)
            _sort_heap(places, first, last, before)
            return
        depth -= 1
        cut = _partition(places, first, last, before)
        _sort_roughly(places, cut, last, depth, before)
        last = cut


def _partition(places: list[int], first: int, last: int, before: Before) -> int:
    """Those before the pivot to the left, those behind it to the right; where the right part begins."""
    middle = _median(places, first + 1, first + (last - first) // 2, last - 1, before)
    places[first], places[middle] = places[middle], places[first]
    pivot = places[first]
    low, high = first + 1, last
    while True:
        while before(places[low], pivot):
            low += 1
        high -= 1
        while before(pivot, places[high]):
            high -= 1
        if low >= high:
            return low
        places[low], places[high] = places[high], places[low]
        low += 1


def _median(places: list[int], a: int, b: int, c: int, before: Before) -> int:
    if before(places[a], places[b]):
        if before(places[b], places[c]):
            return b
        return c if before(places[a], places[c]) else a
    if before(places[a], places[c]):
        return a
    return c if before(places[b], places[c]) else b


def _insert(places: list[int], first: int, last: int, before: Before) -> None:
    for place in range(first + 1, last):
        if before(places[place], places[first]):
            places.insert(first, places.pop(place))
        else:
            _sink(places, place, before)


def _sink(places: list[int], place: int, before: Before) -> None:
    moved = places[place]
    while before(moved, places[place - 1]):
        places[place] = places[place - 1]
        place -= 1
    places[place] = moved


# -- heaps ------------------------------------------------------------------------------------------------------------


def _select_by_heap(places: list[int], first: int, middle: int, last: int, before: Before) -> None:
    """The first of all into ``[first, middle)``, as a heap with the last of them on top."""
    count = middle - first
    for parent in range((count - 2) // 2, -1, -1):
        _settle(places, first, parent, count, places[first + parent], before)
    for place in range(middle, last):
        if before(places[place], places[first]):
            _take_top(places, first, middle, place, before)


def _sort_heap(places: list[int], first: int, last: int, before: Before) -> None:
    for end in range(last - 1, first, -1):
        _take_top(places, first, end, end, before)


def _take_top(places: list[int], first: int, last: int, to: int, before: Before) -> None:
    moved, places[to] = places[to], places[first]
    _settle(places, first, 0, last - first, moved, before)


def _settle(places: list[int], first: int, hole: int, count: int, moved: int, before: Before) -> None:
    """Let the hole fall to the bottom of the heap, and ``moved`` rise from there to where it belongs."""
    top, child = hole, hole
    while child < (count - 1) // 2:
        child = 2 * (child + 1)
        if before(places[first + child], places[first + child - 1]):
            child -= 1
        places[first + hole] = places[first + child]
        hole = child
    if count % 2 == 0 and child == (count - 2) // 2:
        child = 2 * child + 1
        places[first + hole] = places[first + child]
        hole = child
    while hole > top and before(places[first + (hole - 1) // 2], moved):
        places[first + hole] = places[first + (hole - 1) // 2]
        hole = (hole - 1) // 2
    places[first + hole] = moved
