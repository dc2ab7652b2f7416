"""A drawing that grows while code runs: what comes in is set down beside what stands, which does not move.

A little is done at a time, so that the window never waits: first it is learnt what stands, then what is new is set down
and its edges are led. All that has been set down between two looks is handed over as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ui.models.arrangement import Arrangement
from ui.models.graph_content import Content
from ui.models.layout.growth import Ground, box_of
from ui.models.layout.ways import PORT_GAP, Bands, Point, ways
from ui.models.picture import EdgeKind


class Growing:
    """Sets down the rows of a graph that an arrangement does not have.

    Args:
        content: the graph.
        drawn: what stands; every row in it is drawn as itself.
        given: places of nodes, by their ids, of a drawing that had been arranged before.
    """

    def __init__(self, content: Content, drawn: Arrangement, given: Mapping[int, Point]) -> None:
        self._content = content
        self._drawn = drawn
        self._given = given
        self._ground = Ground()
        self._bands = Bands()
        self._learnt = 0
        self._rows = len(drawn.places)
        self._links = len(drawn.edges)
        self._ways: list[list[Point]] = []

    @property
    def is_behind(self) -> bool:
        """Whether the graph has rows or links that have not been set down."""
        return self._rows < len(self._content) or self._links < len(self._content.links)

    def follow(self, most: int) -> None:
        """Learn where up to so many nodes stand or, once that is known, set down so many new ones and their edges."""
        if self._learnt < len(self._drawn.centres):
            self._learn(most)
        else:
            self._set_down(range(self._rows, min(self._rows + most, len(self._content))))
            self._lead()

    def _learn(self, most: int) -> None:
        drawn = self._drawn
        if not self._learnt:
            for left, top, right, bottom in drawn.boxes.tolist():
                self._ground.block((left, top, right, bottom))
        part = slice(self._learnt, self._learnt + most)
        for place, (centre, size) in enumerate(
            zip(drawn.centres[part].tolist(), drawn.sizes[part].tolist(), strict=True), self._learnt
        ):
            if place < drawn.first_card:
                self._put(place, tuple(centre), tuple(size))
            else:
                self._ground.block(box_of(centre, size))
                self._bands.block(centre, size)
        self._learnt += most

    def _put(self, row: int, centre: Point, size: Point) -> None:
        self._ground.put(row, centre, size)
        self._bands.add(centre, size)

    def _set_down(self, rows: range) -> None:
        content, ground = self._content, self._ground
        ids = content.ids[rows.start : rows.stop].tolist()
        sizes = dict(zip(rows, map(tuple, content.sizes_of(rows).tolist()), strict=True))
        for row, node in zip(rows, ids, strict=True):
            if node in self._given:
                ground.put(row, self._given[node], sizes[row])
        ground.grow([row for row in rows if row not in ground.places], content.above.__getitem__, sizes.__getitem__)
        for row in rows:
            self._bands.add(ground.places[row], sizes[row])
        self._rows = rows.stop

    def _lead(self) -> None:
        """Lead the edges whose ends both stand."""
        content = self._content
        upper, lower = (ends[self._links :] for ends in content.ends)
        waits = np.flatnonzero((upper >= self._rows) | (lower >= self._rows))
        end = int(waits[0]) if len(waits) else len(upper)
        pairs = list(zip(upper[:end].tolist(), lower[:end].tolist(), strict=True))
        distinct = list(dict.fromkeys(pairs))
        led = dict(zip(distinct, ways(distinct, self._bands), strict=True))
        for pair, link in zip(pairs, content.links[self._links : self._links + end], strict=True):
            way = led[pair]
            if link.kind is not EdgeKind.DATA:
                is_read = link.kind is EdgeKind.WRITES and content.is_joined(link.upper, link.lower)
                way = [(x + (PORT_GAP if is_read else 0.0), y) for x, y in reversed(way)]
            self._ways.append(way)
        self._links += end

    def drawn(self) -> Arrangement:
        """What stands, and all that has been set down."""
        before, content = self._drawn, self._content
        rows, links = slice(len(before.places), self._rows), slice(len(before.edges), self._links)
        if rows.start < rows.stop or links.start < links.stop:
            centres = np.array(self._bands.centres[rows], np.float64).reshape(-1, 2)
            sizes = np.array(self._bands.sizes[rows], np.float64).reshape(-1, 2)
            upper, lower = content.ends
            kinds = content.link_kinds[links]
            self._drawn = before.grown(centres, sizes, upper[links], lower[links], kinds, self._ways)
            self._learnt = len(self._drawn.centres)
            self._ways = []
        return self._drawn
