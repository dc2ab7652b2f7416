"""An order that has come to rest is shaken, since no point by itself finds the way to a better one.

A column of points, each linked to the next, moves aside in all its rows at once; then points come to rest again. What
leaves more crossings than before is taken back. The columns are drawn by lot, the same ones every time.

Source: Lourenço, Martin, Stützle, "Iterated Local Search", Handbook of Metaheuristics, 2003.
"""

from __future__ import annotations

from random import Random

from ui.models.layout.places import Lists, Places, crossings
from ui.models.layout.rows import Rows
from ui.models.layout.sifting import Sifting

SHAKES = 128
MOST_SHAKEN = 120_000
"""Points that all shakes together may go through: a large graph is shaken less."""
TALLEST = 16
"""Rows that a column goes through."""
FARTHEST = 16
"""Places that it moves aside."""


def shaken(rows: Rows, lists: Lists, place: Places) -> Places:
    """The places after some shakes; no more links cross than before."""
    shakes = min(SHAKES, MOST_SHAKEN // max(len(rows), 1))
    fewest = crossings(rows, place)
    if not shakes or not fewest:
        return place
    sifting, lot = Sifting(rows, lists, place), _Lot()
    restless = sifting.crossed_rows()
    for _ in range(shakes):
        column = _column(lists, lot.one_of(sifting.points_of(lot.one_of(restless))), lot)
        before = sifting.state()
        sifting.move_aside(column, (1 + lot.below(FARTHEST)) * (1 if lot.below(2) else -1))
        sifting.rest()
        now = crossings(rows, sifting.places)
        if now > fewest:
            sifting.take_back(before)
            continue
        if now < fewest:
            fewest = now
            restless = sifting.crossed_rows()
        if not restless:
            break
    return sifting.places


class _Lot:
    """Numbers as if by chance, the same in every run."""

    def __init__(self) -> None:
        self._random = Random(3).random

    def below(self, end: int) -> int:
        return int(self._random() * end)

    def one_of(self, things: list[int]) -> int:
        return things[self.below(len(things))]


def _column(lists: Lists, top: int, lot: _Lot) -> list[int]:
    """A point and some below it, each linked to the one above."""
    column = [top]
    height = 2 + lot.below(TALLEST - 2)
    while len(column) < height and lists.below[column[-1]]:
        column.append(lot.one_of(lists.below[column[-1]]))
    return column
