"""Adding to a drawing without moving what is there: a new part keeps its own shape and takes the nearest free place.

The new nodes that hang together are laid out with the old ones they hang from, and set down so that every edge from an
old node points downwards and is as steep as the room allows. A part that hangs from nothing starts at the top, to the
right of what is there.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ui.models.layout.across import GAP, LEAF_PULL
from ui.models.layout.drawing import ROW_GAP, Drawing
from ui.models.layout.wiring import Wiring, parts, size

Position = tuple[float, float]
Reals = NDArray[np.float64]


def append(
    graph: nx.DiGraph, old_positions: Mapping[Hashable, Position], new_nodes: Sequence[Hashable]
) -> dict[Hashable, Position]:
    """Positions of the old nodes, unchanged, and of the new ones beside them."""
    positions = dict(old_positions)
    for part in parts(graph, new_nodes):
        positions.update(_set_down(graph, positions, part))
    return positions


def _set_down(
    graph: nx.DiGraph, positions: Mapping[Hashable, Position], part: Sequence[Hashable]
) -> dict[Hashable, Position]:
    new = set(part)
    hooks = list(dict.fromkeys(u for v in part for u in graph.pred[v] if u not in new and u in positions))
    nodes = [*hooks, *part]
    wiring = Wiring.of(graph, nodes, hung_up=set(hooks))
    centres = Drawing.of(wiring).centres if len(nodes) > 1 else wiring.sizes / 2
    own, own_sizes = centres[len(hooks) :], wiring.sizes[len(hooks) :]
    old = np.array(list(positions.values()), np.float64).reshape(-1, 2)
    old_sizes = np.array([size(graph, v) for v in positions], np.float64).reshape(-1, 2)
    hooked = np.array([positions[v] for v in hooks], np.float64).reshape(-1, 2)

    down = _drop(wiring, centres, hooked, old, old_sizes)
    blocked = _blocked(np.add(own, (0.0, down)), own_sizes, old, old_sizes)
    if hooks:
        weight = [1.0 if graph.pred[v] else LEAF_PULL for v in hooks]
        wish = float(np.average(hooked[:, 0] - centres[: len(hooks), 0], weights=weight))
    else:
        wish = max((right for _, right in blocked), default=0.0)
    aside = round(_nearest_free(wish, blocked))
    return {v: (x + aside, y + down) for v, (x, y) in zip(part, own.tolist(), strict=True)}


def _drop(wiring: Wiring, centres: Reals, hooked: Reals, old: Reals, old_sizes: Reals) -> float:
    """How far down the part goes: below every node it hangs from, in line with a row that is there."""
    top = centres[:, 1] - wiring.sizes[:, 1] / 2
    hooks = len(hooked)
    if not hooks:
        return float(np.min(old[:, 1] - old_sizes[:, 1] / 2, initial=0.0) if len(old) else 0.0) - float(top.min())
    bottom = hooked[:, 1] + wiring.sizes[:hooks, 1] / 2
    upper, lower = wiring.edges[wiring.edges[:, 0] < hooks].T
    room = bottom[upper] + ROW_GAP - top[lower]
    tightest = int(np.argmax(room))
    at = float(room[tightest] + centres[lower[tightest], 1])
    row = old[(old[:, 1] >= at) & (old[:, 1] <= at + ROW_GAP / 2), 1]
    return float(room[tightest]) + float(np.min(row, initial=at + ROW_GAP) - at if len(row) else 0.0)


def _blocked(own: Reals, own_sizes: Reals, old: Reals, old_sizes: Reals) -> list[tuple[float, float]]:
    """By how much the part may not move aside: open intervals, ascending."""
    reach = (own_sizes[:, None, :] + old_sizes[None, :, :]) / 2 + [GAP, ROW_GAP / 2]
    apart = old[None, :, :] - own[:, None, :]
    beside = np.abs(apart[..., 1]) < reach[..., 1]
    left, right = (apart - reach)[..., 0][beside], (apart + reach)[..., 0][beside]
    return sorted(zip(left.tolist(), right.tolist(), strict=True))


def _nearest_free(wish: float, blocked: Sequence[tuple[float, float]]) -> float:
    """The value nearest to the wish that no open interval contains.

    >>> _nearest_free(1.0, [(-3.0, 2.0), (1.5, 9.0)])
    -3.0
    """
    lower = upper = wish
    for left, right in blocked:
        if left < upper < right:
            upper = right
    for left, right in sorted(blocked, key=lambda interval: -interval[1]):
        if left < lower < right:
            lower = left
    return lower if wish - lower < upper - wish else upper
