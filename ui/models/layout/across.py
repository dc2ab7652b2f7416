"""How far to the right each point stands, once its row and its place in the row are known.

Points move towards their neighbours and are then pushed apart to the gaps that their widths need, many times over. What
belongs together moves as one: a chain of results, each made from the one before, becomes a straight spine, and a long
edge runs straight through the rows. Leaves hardly pull; they settle in the room that the spine leaves.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from math import inf

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.places import Places
from ui.models.layout.rows import Rows
from ui.models.layout.wiring import Wiring

GAP = 24.0
"""Between two nodes of a row."""
BEND_WIDTH = 8.0
ROUNDS = 60
STRAIGHTENING = 12
"""Last rounds, in which nothing pulls any more but chains still want to be straight."""
SETTLED = 0.25
LEAF_PULL = 0.02
BEND_PULL = 3.0

Reals = NDArray[np.float64]


def across(wiring: Wiring, rows: Rows, place: Places) -> Reals:
    """The middle of each point, from the left edge of the leftmost node, shape (points,)."""
    width = np.concatenate([wiring.sizes[:, 0], np.full(len(rows) - rows.nodes, BEND_WIDTH)])
    axis = np.concatenate([wiring.axes, np.zeros(len(rows) - rows.nodes)])
    heavy = np.ones(len(rows), np.bool_)
    heavy[: rows.nodes] = wiring.are_made
    line = _Line(rows.row, place, width, axis, heavy)
    springs = _Springs(rows, heavy)
    chain = _chains(wiring, rows)
    x = line.start()
    for _ in range(ROUNDS):
        moved = line.apart(_means(chain, springs.wish(x), springs.mass))
        # That all drift aside together changes nothing.
        settled = np.ptp(moved - x) < SETTLED
        x = moved
        if settled:
            break
    for _ in range(STRAIGHTENING):
        x = line.apart(_means(chain, x, springs.mass))
    x = line.straightened(x, _by_weight(chain, heavy, rows.nodes))
    # Leaves hardly pulled so far; now that all else stands they come as near to their uses as there is room.
    x = np.round(line.apart(np.where(heavy, x, springs.wish(x))) - axis)
    return np.asarray(x - np.min(x - width / 2))


class _Line:
    """All rows laid end to end, so that one running maximum keeps every gap of every row.

    A point is where its axis is.
    """

    def __init__(
        self, row: NDArray[np.int64], place: Places, width: Reals, axis: Reals, heavy: NDArray[np.bool_]
    ) -> None:
        self.points = np.lexsort((place, row))
        self.heavy = heavy[self.points]
        width, axis, row = width[self.points], axis[self.points], row[self.points]
        both_nodes = np.minimum(width[1:], width[:-1]) > BEND_WIDTH
        needed = (width[1:] + width[:-1]) / 2 + np.diff(axis) + np.where(both_nodes, GAP, GAP / 2)
        first = np.concatenate([[True], row[1:] != row[:-1]])
        from_left = np.cumsum(np.concatenate([[0.0], needed]))
        starts = np.flatnonzero(first)
        length = np.diff(np.append(starts, len(row)))
        self.offset = from_left - np.repeat(from_left[starts], length)
        self.middle = np.repeat(np.maximum.reduceat(self.offset, starts), length) / 2
        # Rows stand so far apart on the line that no point of one ever pushes a point of the next.
        self.base = row * (4.0 * from_left[-1] + 1e4)

    def start(self) -> Reals:
        """Every row packed, and centred above the others."""
        return self._back(self.base - self.middle)

    def apart(self, wish: Reals) -> Reals:
        """The wish with all gaps kept: heavy points settle among themselves, the others between them."""
        slack = wish[self.points] - self.offset + self.base
        settled = _ascending(slack[self.heavy])
        before = np.cumsum(self.heavy)
        bounds = np.concatenate([[-np.inf], settled, [np.inf]])
        slack = np.clip(slack, bounds[before], bounds[np.minimum(before + 1, len(bounds) - 1)])
        slack[self.heavy] = settled
        return self._back(_ascending(slack))

    def straightened(self, x: Reals, chains: list[NDArray[np.int64]]) -> Reals:
        """One chain after the other upright, as far as those before it leave room; leaves give way to all."""
        slot = np.empty(len(x), np.int64)
        slot[self.points] = np.arange(len(x))
        set_down = _Placed(self.base.tolist(), self.offset.tolist())
        upright = x.copy()
        for chain in chains:
            upright[chain] = set_down.put(slot[chain].tolist(), float(np.mean(x[chain])))
        return self.apart(upright)

    def _back(self, slack: Reals) -> Reals:
        x = np.empty(len(slack))
        x[self.points] = slack - self.base + self.offset
        return x


class _Placed:
    """The heavy points that have their final place, by the slots of the line."""

    def __init__(self, row: list[float], offset: list[float]) -> None:
        self._row = row
        self._offset = offset
        self._x: dict[int, float] = {}
        self._slots: defaultdict[float, list[int]] = defaultdict(list)

    def put(self, slots: list[int], wish: float) -> list[float]:
        """Place a chain upright as near as possible to the wish, or else each of its points by itself."""
        room = [self._room(slot) for slot in slots]
        least, most = max(low for low, _ in room), min(high for _, high in room)
        if least <= most:
            room = [(least, most)] * len(room)
        places = [min(max(wish, low), high) for low, high in room]
        for slot, place in zip(slots, places, strict=True):
            self._x[slot] = place
            insort(self._slots[self._row[slot]], slot)
        return places

    def _room(self, slot: int) -> tuple[float, float]:
        """From where to where a slot can lie between those of its row that are placed."""
        others = self._slots[self._row[slot]]
        at = bisect_left(others, slot)
        low = self._beside(others[at - 1], slot) if at else -inf
        high = self._beside(others[at], slot) if at < len(others) else inf
        return low, high

    def _beside(self, other: int, slot: int) -> float:
        return self._x[other] + self._offset[slot] - self._offset[other]


def _by_weight(chain: NDArray[np.int64], heavy: NDArray[np.bool_], nodes: int) -> list[NDArray[np.int64]]:
    """The heavy points of each chain: those of nodes before those of bends, long ones before short ones."""
    if not heavy.any():
        return []
    points = np.flatnonzero(heavy)
    points = points[np.argsort(chain[points], kind="stable")]
    chains = np.split(points, np.flatnonzero(np.diff(chain[points])) + 1)
    return sorted(chains, key=lambda members: (members[0] >= nodes, -len(members)))


def _ascending(values: Reals) -> Reals:
    """Ascending values near these: half way between pushing everything right and everything left."""
    pushed_right = np.maximum.accumulate(values)
    pushed_left = np.minimum.accumulate(values[::-1])[::-1]
    return np.asarray((pushed_right + pushed_left) / 2)


class _Springs:
    """The links, each of which wants to be vertical; the mass of a point is how strongly it is held."""

    def __init__(self, rows: Rows, heavy: NDArray[np.bool_]) -> None:
        bends = (rows.upper >= rows.nodes).astype(np.float64) + (rows.lower >= rows.nodes)
        self.pull: Reals = np.where(heavy[rows.upper], 1.0 + BEND_PULL * bends / 2, LEAF_PULL)
        self.rows = rows
        self.mass = self._sum(self.pull, self.pull)

    def wish(self, x: Reals) -> Reals:
        """Where each point would be straight above and below the others it is linked to, on balance."""
        pulled = self._sum(self.pull * x[self.rows.lower], self.pull * x[self.rows.upper])
        return np.where(self.mass > 0, pulled / np.maximum(self.mass, 1e-9), x)

    def _sum(self, at_upper: Reals, at_lower: Reals) -> Reals:
        points = len(self.rows)
        at_uppers: Reals = np.bincount(self.rows.upper, at_upper, points).astype(np.float64)
        return at_uppers + np.bincount(self.rows.lower, at_lower, points)


def _chains(wiring: Wiring, rows: Rows) -> NDArray[np.int64]:
    """A number for each point, the same for points that are to stand in one straight line.

    A node continues the line of the one it hangs from by the longest path, if that one leads nowhere nearer.
    """
    chain = np.arange(len(rows))
    for bends in rows.bends:
        chain[bends.start : bends.stop] = bends.start
    depth = wiring.are_made.astype(int).tolist()
    for node in wiring.topological():
        above = wiring.above[node]
        if not above:
            continue
        spine = max(above, key=depth.__getitem__)
        depth[node] = depth[spine] + 1
        is_leaf_among_others = not depth[spine] and len(above) > 1
        nearest = min(wiring.below[spine], key=rows.row.__getitem__)
        if nearest == node and rows.row[node] - rows.row[spine] == 1 and not is_leaf_among_others:
            chain[node] = chain[spine]
    return chain


def _means(chain: NDArray[np.int64], wish: Reals, mass: Reals) -> Reals:
    """Every chain's mean wish, for each of its points."""
    weight = mass + 1e-6
    mean = np.bincount(chain, wish * weight, len(chain)) / np.maximum(np.bincount(chain, weight, len(chain)), 1e-12)
    return np.asarray(mean[chain])
