"""How far to the right each point stands, once its row and its place in the row are known.

Points move towards their neighbours and are then pushed apart to the gaps that their widths need, many times over. What
belongs together moves as one: a chain of results, each made from the one before, becomes a straight spine, and a long
edge runs straight through the rows. Leaves hardly pull; they settle in the room that the spine leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.models.layout.order import Places
from ui.models.layout.rows import Rows
from ui.models.layout.wiring import Wiring

GAP = 24.0
"""Between two nodes of a row."""
BEND_WIDTH = 8.0
ROUNDS = 60
LEAF_PULL = 0.02
BEND_PULL = 3.0

Reals = NDArray[np.float64]


def across(wiring: Wiring, rows: Rows, place: Places) -> Reals:
    """The middle of each point, from the left edge of the leftmost node, shape (points,)."""
    width = np.concatenate([wiring.sizes[:, 0], np.full(len(rows) - rows.nodes, BEND_WIDTH)])
    line = _Line(rows.row, place, width)
    chain = _chains(wiring, rows)
    heavy = np.ones(len(rows), np.bool_)
    heavy[: rows.nodes] = [bool(above) for above in wiring.above]
    pull = _pull(rows, heavy)
    mass: Reals = np.bincount(rows.upper, pull, len(rows)) + np.bincount(rows.lower, pull, len(rows))
    x = line.start()
    for _ in range(ROUNDS):
        wish: Reals = np.bincount(rows.upper, pull * x[rows.lower], len(rows))
        wish += np.bincount(rows.lower, pull * x[rows.upper], len(rows))
        wish = np.where(mass > 0, wish / np.maximum(mass, 1e-9), x)
        wish = _means(chain, wish, mass)
        moved = line.apart(wish, heavy)
        settled = np.abs(moved - x).max(initial=0.0) < 0.25
        x = moved
        if settled:
            break
    x = np.round(x)
    return np.asarray(x - np.min(x - width / 2))


class _Line:
    """All rows laid end to end, so that one running maximum keeps every gap of every row."""

    def __init__(self, row: NDArray[np.int64], place: Places, width: Reals) -> None:
        self.points = np.lexsort((place, row))
        width, row = width[self.points], row[self.points]
        both_nodes = np.minimum(width[1:], width[:-1]) > BEND_WIDTH
        needed = (width[1:] + width[:-1]) / 2 + np.where(both_nodes, GAP, GAP / 2)
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

    def apart(self, wish: Reals, heavy: NDArray[np.bool_]) -> Reals:
        """The wish with all gaps kept: heavy points settle among themselves, the others between them."""
        slack = wish[self.points] - self.offset + self.base
        is_heavy = heavy[self.points]
        settled = _ascending(slack[is_heavy])
        before = np.cumsum(is_heavy)
        bounds = np.concatenate([[-np.inf], settled, [np.inf]])
        slack = np.clip(slack, bounds[before], bounds[np.minimum(before + 1, len(bounds) - 1)])
        slack[is_heavy] = settled
        return self._back(_ascending(slack))

    def _back(self, slack: Reals) -> Reals:
        x = np.empty(len(slack))
        x[self.points] = slack - self.base + self.offset
        return x


def _ascending(values: Reals) -> Reals:
    """Ascending values near these: half way between pushing everything right and everything left."""
    pushed_right = np.maximum.accumulate(values)
    pushed_left = np.minimum.accumulate(values[::-1])[::-1]
    return np.asarray((pushed_right + pushed_left) / 2)


def _pull(rows: Rows, heavy: NDArray[np.bool_]) -> Reals:
    """How strongly each link wants to be vertical."""
    bends = (rows.upper >= rows.nodes).astype(np.float64) + (rows.lower >= rows.nodes)
    return np.where(heavy[rows.upper], 1.0 + BEND_PULL * bends / 2, LEAF_PULL)


def _chains(wiring: Wiring, rows: Rows) -> NDArray[np.int64]:
    """A number for each point, the same for points that stand in one straight line."""
    chain = np.arange(len(rows))
    for bends in rows.bends:
        chain[bends.start : bends.stop] = bends.start
    for node, above in enumerate(wiring.above):
        # Nodes come in the order they were made, so what is above has its chain already.
        made = [upper for upper in above if wiring.above[upper]] or above
        spine = max(made, key=lambda upper: rows.row[upper], default=node)
        if made and rows.row[node] - rows.row[spine] == 1 and _continues(wiring, rows, spine) == node:
            chain[node] = chain[spine]
    return chain


def _continues(wiring: Wiring, rows: Rows, node: int) -> int:
    """The one use of a node that continues its line: the one that is nearest."""
    return min(wiring.below[node], key=lambda lower: rows.row[lower])


def _means(chain: NDArray[np.int64], wish: Reals, mass: Reals) -> Reals:
    """Every chain's mean wish, for each of its points."""
    weight = mass + 1e-6
    mean = np.bincount(chain, wish * weight, len(chain)) / np.maximum(np.bincount(chain, weight, len(chain)), 1e-12)
    return np.asarray(mean[chain])
