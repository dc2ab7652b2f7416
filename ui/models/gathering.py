"""What is told of every node and link of a graph, gathered on those that are drawn."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.ma  # set operations load it when first used, which would be while code runs
from numpy.typing import NDArray

from ui.models.arrangement import Arrangement
from ui.models.picture import Life

Bytes = NDArray[np.uint8]
Number = TypeVar("Number", np.uint8, np.float64, np.bool_)


class Gather:
    """From the rows of a graph to the places of its drawing."""

    def __init__(self, drawn: Arrangement) -> None:
        self._drawn = drawn
        self._shows = np.where(drawn.nodes < 0, 0, drawn.nodes)
        self._is_card = drawn.nodes < 0

    def own(self, values: NDArray[np.uint8], otherwise: int) -> Bytes:
        """Of each drawn node the value of the row it shows; of a card ``otherwise``."""
        if not len(values):
            return np.full(len(self._shows), otherwise, np.uint8)
        return np.where(self._is_card, otherwise, values[self._shows]).astype(np.uint8)

    def lives(self, life: Bytes) -> Bytes:
        """A card lives as long as one of its nodes; a chip appears with its use."""
        drawn = self._drawn
        found = self.own(life, Life.HIDDEN)
        for one in (Life.COLLECTED, Life.FREED, Life.ALIVE):
            held = np.unique(drawn.places[life == one])
            found[held[self._is_card[held]]] = one
        hidden = found[drawn.chip_users] == Life.HIDDEN
        found[drawn.first_chip :][hidden] = Life.HIDDEN
        return found

    def edges(self, values: NDArray[Number]) -> NDArray[Number]:
        """Of each drawn edge the largest value of its links, not below zero."""
        found = np.zeros(len(self._drawn.links), values.dtype)
        links, edges = self._drawn_links(len(values))
        np.maximum.at(found, edges, values[links])
        return found

    def _drawn_links(self, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        links = np.flatnonzero(self._drawn.edges[:count] >= 0)
        return links, self._drawn.edges[links]
