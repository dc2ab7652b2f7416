"""Adding to a drawing without moving what is there: a new node takes the nearest free place below what it hangs from.

A few new nodes are set down one by one. Many that hang together are laid out with the old ones they hang from, and set
down as a whole, so that they keep their own shape. A leaf waits in the first row, to the right of what is there, unless
something is made from it at once; then it stands beside the operand that it meets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import floor, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.models import networks as nx
from ui.models.layout.across import GAP, LEAF_PULL
from ui.models.layout.drawing import ROW_GAP, Drawing
from ui.models.layout.stretches import Stretches
from ui.models.layout.ways import Point
from ui.models.layout.wiring import Wiring, parts_of, size

BAND = ROW_GAP / 2
"""As the smallest distance of nodes above each other is twice this, what shares no band is far enough apart."""
FEW = 8
"""Up to so many new nodes are set down one by one."""
MANY = 200
"""Not more than so many are laid out as a whole: what comes later is set down below."""

Node = Any
"""Whatever nodes are called by; hashable."""
Above = Callable[[Node], Iterable[Node]]
Size = Callable[[Node], Point]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def box_of(centre: Point, size: Point) -> Box:
    """The rectangle of this size round a point."""
    (x, y), (width, height) = centre, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


class Placed(dict[Node, Point]):
    """The middle of every node of a drawing that grows; it knows the ground that it stands on."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground


def append(graph: nx.DiGraph, old_positions: Mapping[Node, Point], new_nodes: Sequence[Node]) -> dict[Node, Point]:
    """Positions of the old nodes, unchanged, and of the new ones beside them.

    The answer grows in place when it is given back here, so that adding costs no more than what is added.
    """
    if isinstance(old_positions, Placed):
        ground = old_positions.ground
    else:
        ground = Ground()
        for node, place in old_positions.items():
            ground.put(node, place, size(graph, node))
    ground.grow(new_nodes, graph.pred.__getitem__, lambda node: size(graph, node))
    return ground.places


class Ground:
    """What stands where, so that the nearest free place is found without looking at all of it."""

    def __init__(self) -> None:
        self.places = Placed(self)
        self._sizes: dict[Node, Point] = {}
        self._bands: defaultdict[int, Stretches] = defaultdict(Stretches)
        """By their number, what no node may reach into at each height."""
        self._rows: list[float] = []
        self._top = inf
        self._end = 0.0
        """The right end of the first row."""

    def put(self, node: Node, at: Point, of_size: Point) -> None:
        """A node stands here."""
        self.places[node] = at
        self._sizes[node] = of_size
        y = at[1]
        _, top, right, _ = box = box_of(at, of_size)
        if top < self._top:
            self._top, self._end = top, right
        elif top <= self._top + ROW_GAP:
            self._end = max(self._end, right)
        self.block(box)
        at_row = bisect_left(self._rows, y)
        if at_row == len(self._rows) or self._rows[at_row] != y:
            self._rows.insert(at_row, y)

    def block(self, box: Box) -> None:
        """Nothing else may stand here."""
        left, top, right, bottom = box
        for band in self._bands_of(top - ROW_GAP / 2, bottom + ROW_GAP / 2):
            self._bands[band].take(left - GAP, right + GAP)

    def grow(self, new: Sequence[Node], above: Above, size_of: Size) -> None:
        """Find a place for new nodes; what they hang from is above them."""
        for first in range(0, len(new), MANY):
            self._grow(new[first : first + MANY], above, size_of)

    def _grow(self, new: Sequence[Node], above: Above, size_of: Size) -> None:
        if len(new) <= FEW:
            self._one_by_one(new, above, size_of)
            return
        for part in parts_of(new, above):
            if len(part) <= FEW:
                self._one_by_one(part, above, size_of)
            else:
                self._as_a_whole(part, above, size_of)

    # -- one by one ---------------------------------------------------------------------------------------------------

    def _one_by_one(self, new: Sequence[Node], above: Above, size_of: Size) -> None:
        waiting = set(new)
        for node in new:
            if any(True for _ in above(node)):
                self._hang(node, above, size_of, waiting)
        for node in new:
            if node in waiting:
                waiting.discard(node)
                self._wait(node, size_of)

    def _hang(self, node: Node, above: Above, size_of: Size, waiting: set[Node]) -> None:
        """Below its operands, which are set down before it."""
        if node not in waiting:
            return
        waiting.discard(node)
        operands = list(dict.fromkeys(above(node)))
        loose = []
        for operand in operands:
            if operand in waiting:
                if any(True for _ in above(operand)):
                    self._hang(operand, above, size_of, waiting)
                else:
                    waiting.discard(operand)
                    loose.append(operand)
        beside = max((operand for operand in operands if operand in self.places), key=self._height, default=None)
        for operand in loose:
            if beside is None:
                self._wait(operand, size_of)
            else:
                self._stand_beside(operand, beside, size_of(operand))
            beside = operand
        self._set_down(node, [operand for operand in operands if operand in self.places], above, size_of(node))

    def _height(self, node: Node) -> float:
        return self.places[node][1]

    def _set_down(self, node: Node, operands: Sequence[Node], above: Above, own: Point) -> None:
        if not operands:
            self._wait(node, lambda _: own)
            return
        bottom = max(self.places[each][1] + self._sizes[each][1] / 2 for each in operands)
        y = bottom + ROW_GAP + own[1] / 2
        at = bisect_left(self._rows, y)
        if at < len(self._rows) and self._rows[at] <= y + ROW_GAP / 2:
            y = self._rows[at]
        pull = total = 0.0
        for each in operands:
            weight = 1.0 if any(True for _ in above(each)) else LEAF_PULL
            pull += weight * self.places[each][0]
            total += weight
        self._put_near(node, pull / total, y, own)

    def _stand_beside(self, node: Node, other: Node, own: Point) -> None:
        x, y = self.places[other]
        self._put_near(node, x + self._sizes[other][0] / 2 + GAP + own[0] / 2, y, own)

    def _wait(self, node: Node, size_of: Size) -> None:
        """In the first row, to the right of what stands there."""
        width, height = size_of(node)
        is_empty = self._top == inf
        top, x = (0.0, width / 2) if is_empty else (self._top, self._end + GAP + width / 2)
        x = self._free_to_the_right(x, top, top + height, width)
        self.put(node, (float(round(x)), top + height / 2), (width, height))

    def _put_near(self, node: Node, wish: float, y: float, own: Point) -> None:
        width, height = own
        x = round(self._nearest(wish, y - height / 2, y + height / 2, width))
        self.put(node, (float(x), y), own)

    def _nearest(self, wish: float, top: float, bottom: float, width: float) -> float:
        """The middle of the free place nearest to the wish between two heights."""
        right = self._free_to_the_right(wish, top, bottom, width)
        left = self._free_to_the_left(wish, top, bottom, width)
        return left if wish - left < right - wish else right

    def _free_to_the_right(self, x: float, top: float, bottom: float, width: float) -> float:
        begin, moved = x - width / 2, True
        while moved:
            before = begin
            for band in self._taken(top, bottom):
                begin = band.to_the_right(begin, width)
            moved = begin != before
        return begin + width / 2

    def _free_to_the_left(self, x: float, top: float, bottom: float, width: float) -> float:
        begin, moved = x - width / 2, True
        while moved:
            before = begin
            for band in self._taken(top, bottom):
                begin = band.to_the_left(begin, width)
            moved = begin != before
        return begin + width / 2

    def _taken(self, top: float, bottom: float) -> Iterator[Stretches]:
        """What stands between two heights, band by band."""
        return (self._bands[band] for band in self._bands_of(top, bottom) if band in self._bands)

    @staticmethod
    def _bands_of(top: float, bottom: float) -> range:
        return range(floor(top / BAND), floor(bottom / BAND) + 1)

    # -- as a whole ---------------------------------------------------------------------------------------------------

    def _as_a_whole(self, part: Sequence[Node], above: Above, size_of: Size) -> None:
        new = set(part)
        hooks = list(dict.fromkeys(u for v in part for u in above(v) if u not in new and u in self.places))
        number = {node: i for i, node in enumerate((*hooks, *part))}
        edges = [(number[u], number[v]) for v in part for u in above(v) if u in number]
        sizes = [*(self._sizes[hook] for hook in hooks), *(size_of(node) for node in part)]
        wiring = Wiring.linked(np.array(sizes, np.float64), np.array(edges, np.int64).reshape(-1, 2))
        centres = Drawing.of(wiring).centres
        down = self._drop(wiring, centres, [self.places[hook] for hook in hooks])
        own = [(x, y + down) for x, y in centres[len(hooks) :].tolist()]
        if hooks:
            weights = [1.0 if any(True for _ in above(hook)) else LEAF_PULL for hook in hooks]
            apart = [self.places[hook][0] - x for hook, x in zip(hooks, centres[:, 0].tolist(), strict=False)]
            wish = float(np.average(apart, weights=weights))
        else:
            wish = -inf
        aside = self._aside(own, sizes[len(hooks) :], wish)
        for node, (x, y), one in zip(part, own, sizes[len(hooks) :], strict=True):
            self.put(node, (x + aside, y), one)

    def _drop(self, wiring: Wiring, centres: NDArray[np.float64], hooked: Sequence[Point]) -> float:
        """How far down the part goes: below every node it hangs from, in line with a row that is there."""
        top = centres[:, 1] - wiring.sizes[:, 1] / 2
        hooks = len(hooked)
        if not hooks:
            return (self._top if self._top < inf else 0.0) - float(top.min())
        bottom = np.array([y for _, y in hooked]) + wiring.sizes[:hooks, 1] / 2
        upper, lower = wiring.edges[wiring.edges[:, 0] < hooks].T
        room = bottom[upper] + ROW_GAP - top[lower]
        tightest = int(np.argmax(room))
        at = float(room[tightest] + centres[lower[tightest], 1])
        row = bisect_left(self._rows, at)
        in_line = row < len(self._rows) and self._rows[row] <= at + ROW_GAP / 2
        return float(room[tightest]) + (self._rows[row] - at if in_line else 0.0)

    def _aside(self, own: Sequence[Point], sizes: Sequence[Point], wish: float) -> float:
        """How far a part goes to the right, so that it covers nothing; as near to the wish as there is room."""
        blocked: list[tuple[float, float]] = []
        for (x, y), (width, height) in zip(own, sizes, strict=True):
            for left, right in chain.from_iterable(self._taken(y - height / 2, y + height / 2)):
                blocked.append((left - width / 2 - x, right + width / 2 - x))
        blocked.sort()
        if wish == -inf:
            wish = max((right for _, right in blocked), default=0.0)
        return float(round(_nearest_free(wish, blocked)))


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
