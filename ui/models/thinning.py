"""Letting go of the oldest iterations of a long loop, so that a recording keeps to its memory.

Steps keep their numbers. Of a stretch that goes, what its steps did goes: the nodes that were born in it and are
collected at its end, every row about them, and of what outlives it all but how it stood at the end. What was before and
what comes after is as true as it was; the stretch itself is a gap, which can be named but not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NEVER, NOBODY
from ui.models.columns import Ints, Table

LEAST_KEPT = 50
"""Iterations that stay whatever they take."""

Bools = NDArray[np.bool_]


class Gap(NamedTuple):
    """The steps ``first`` to ``last``, both included, are not kept."""

    first: int
    last: int

    def way_out(self, shown: int, wanted: int) -> int:
        """The step to show for one inside: beyond the gap for who walks up to it, else the nearer of its edges.

        >>> gap = Gap(10, 19)
        >>> gap.way_out(shown=9, wanted=10), gap.way_out(shown=20, wanted=19), gap.way_out(shown=0, wanted=13)
        (20, 9, 9)
        """
        before, behind = self.first - 1, self.last + 1
        if shown in (before, behind):
            return behind if shown == before else before
        return before if wanted - before < behind - wanted else behind


def oldest_half(iterations: Table, gaps: Collection[Gap], last_step: int, bookmarks: Collection[int]) -> list[Gap]:
    """The older half of the iterations that are over, without those of which a step is marked."""
    starts = iterations["step"]
    ends = np.append(starts[1:], NEVER) - 1
    may_go = (iterations["number"] >= 0) & (ends < last_step)
    for gap in gaps:
        may_go &= (starts < gap.first) | (starts > gap.last)
    if bookmarks:
        rows = np.searchsorted(starts, sorted(bookmarks), side="right") - 1
        may_go[rows[rows >= 0]] = False
    going = np.flatnonzero(may_go)
    going = going[: max(0, len(going) - max(LEAST_KEPT, len(going) // 2))]
    return joined([Gap(int(starts[row]), int(ends[row])) for row in going])


def joined(gaps: Collection[Gap]) -> list[Gap]:
    """The same steps in as few gaps as can be."""
    found: list[Gap] = []
    for gap in sorted(gaps):
        if found and gap.first <= found[-1].last + 1:
            found[-1] = Gap(found[-1].first, max(found[-1].last, gap.last))
        else:
            found.append(gap)
    return found


class Cut:
    """What stays of a recording without some of its steps.

    Args:
        born, collected: of each node, its steps.
        held: nodes that stay whatever happens.
        memory_end: how many bytes of values had come.

    Attributes:
        gaps: the steps that go.
        gone: the nodes that go, shape (n_nodes,).
        tables: what stays of the tables that lose something.
        counts: how many rows these had.
    """

    def __init__(
        self,
        tables: Mapping[str, Table],
        gaps: Sequence[Gap],
        born: Ints,
        collected: Ints,
        held: Collection[int],
        memory_end: int,
    ) -> None:
        self.gaps = gaps
        self.memory_end = memory_end
        self._tables = tables
        self._until = np.full(len(tables["steps"]), -1, np.int64)
        for gap in gaps:
            self._until[gap.first : gap.last + 1] = gap.last
        self.gone = np.zeros(len(born), np.bool_)
        known = np.flatnonzero(born < NEVER)
        over = self._until[born[known]]
        self.gone[known] = (over >= 0) & (collected[known] <= over)
        self.gone[[node for node in held if node < len(born)]] = False
        self._versions = self._last_versions()
        self._spare(tables["versions"]["tensor"][self._versions])
        self._spare_what_is_pointed_to()
        self.counts = {name: len(table) for name, table in tables.items()}
        self.tables = {name: tables[name].only(rows) for name, rows in self._kept().items()}
        for name, column in (("tensors", "producer"), ("grad_fn", "node"), ("names", "tensor")):
            pointers = self.tables[name][column]
            pointers[(pointers >= 0) & self.gone[pointers]] = NOBODY

    @property
    def blobs(self) -> Ints:
        """Where the bytes begin that stay."""
        columns = [self.tables[name]["blob"] for name in ("versions", "flows")]
        return np.concatenate([column[column >= 0] for column in columns])

    def _spare(self, nodes: Ints) -> None:
        self.gone[nodes[nodes >= 0]] = False

    def _spare_what_is_pointed_to(self) -> None:
        """What a node that stays was made from, or leads to, stays with it."""
        pointers = (
            ("inputs", "function", "tensor"),
            ("saved", "function", "tensor"),
            ("edges", "node", "next"),
            ("functions", "id", "target"),
            ("accumulates", "id", "leaf"),
        )
        before = -1
        while before != (before := int(self.gone.sum())):
            for name, owner, column in pointers:
                table = self._tables[name]
                self._spare(table[column][~self.gone[table[owner]]])

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _kept(self) -> dict[str, Ints]:
        """The rows of each table that stay; tables that stay as they are are left out."""
        found = {}
        for name in ("tensors", "functions", "accumulates", "released", "collected"):
            found[name] = np.flatnonzero(~self.gone[self._tables[name]["id"]])
        for name, owner in (("inputs", "function"), ("saved", "function"), ("edges", "node")):
            found[name] = np.flatnonzero(~self.gone[self._tables[name][owner]])
        for name in ("layouts", "requires_grad", "grad_fn", "grad", "retains_grad"):
            subjects = self._tables[name]["tensor"]
            found[name] = np.flatnonzero(self._lasts(name, subjects) & ~self.gone[subjects])
        names = self._tables["names"]
        found["names"] = np.flatnonzero(self._lasts("names", 2 * names["name"] + names["is_global"]))
        found["versions"] = self._versions
        found["flows"] = np.flatnonzero(self._until[self._tables["flows"]["step"]] < 0)
        return found

    def _lasts(self, name: str, subjects: Ints) -> Bools:
        """The rows outside of gaps, and of those inside the last about each subject."""
        steps = self._tables[name]["step"]
        stays = np.ones(len(steps), np.bool_)
        latest = np.full(int(subjects.max(initial=-1)) + 1, -1, np.int64)
        for gap in self.gaps:
            first, end = np.searchsorted(steps, (gap.first, gap.last + 1))
            inside = np.arange(first, end)
            stays[inside] = False
            # Of several rows about one subject, the last assignment stays.
            latest[subjects[inside]] = inside
            stays[latest[subjects[inside]]] = True
        return stays

    def _last_versions(self) -> Ints:
        """Of memory that somebody still looks at, how each part of it stood last."""
        layouts, versions = self._tables["layouts"], self._tables["versions"]
        used = np.zeros(len(self.gone), np.bool_)
        used[layouts["storage"][~self.gone[layouts["tensor"]]]] = True
        parts = versions["storage"] * (int(versions["first"].max(initial=0)) + 1) + versions["first"]
        if versions["first"].any():
            parts = np.unique(parts, return_inverse=True)[1]
        return np.flatnonzero(self._lasts("versions", parts) & used[versions["storage"]])
