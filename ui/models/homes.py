"""Where tensors go once it is known which operations are folded and which frames these stand in.

A tensor goes with what made it, a leaf with what uses it. What changes a parameter after a backward is no use of it: it
goes where the parameter is, so that a module holds its parameters and their updates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ui.models.picture import NodeKind

MANY_RESULTS = 8
"""A tensor that came out of an operation with more results than this goes with what uses it, as a leaf does."""
OUTSIDE = -1

Ints = NDArray[np.int64]


class Homes:
    """Sets owner and frame of all nodes that are no operations.

    Args:
        kinds, upper, lower, producers, parameters, targets: of the graph, see :class:`ui.models.folding.Subject`.
        owner: who is drawn for each node; operations in a closed group have the group's, n + its number.
        pane: the frame of each node; those of operations are given.
        parents: the frame around each frame.
    """

    def __init__(
        self,
        kinds: NDArray[np.uint8],
        upper: Ints,
        lower: Ints,
        producers: Ints,
        parameters: NDArray[np.bool_],
        targets: Ints,
        owner: Ints,
        pane: Ints,
        parents: Sequence[int],
    ) -> None:
        self._owner, self._pane, self._parents = owner, pane, parents
        self._producers, self._parameters, self._targets = producers, parameters, targets
        self._is_free = (kinds != NodeKind.FUNCTION) & (producers < 0)
        self._users: defaultdict[int, list[int]] = defaultdict(list)
        self._operands: defaultdict[int, list[int]] = defaultdict(list)
        for above, below in zip(upper.tolist(), lower.tolist(), strict=True):
            self._users[above].append(below)
            self._operands[below].append(above)
        self._done: set[int] = set()

    def find(self) -> None:
        """Take all of them along."""
        made = np.flatnonzero(self._producers >= 0)
        makers = self._producers[made]
        inside = self._owner[makers] >= len(self._owner)
        self._owner[made[inside]] = self._owner[makers[inside]]
        self._pane[made] = self._pane[makers]
        self._bring_home(np.flatnonzero(self._parameters).tolist())
        for operation in np.flatnonzero(self._targets >= 0).tolist():
            if self._is_update(operation):
                self._follow_parameter(operation)
        self._bring_home(np.flatnonzero(self._is_free).tolist())
        results = np.bincount(makers, minlength=len(self._owner))
        self._bring_home(made[~inside & (results[makers] > MANY_RESULTS)].tolist())

    def _bring_home(self, nodes: Iterable[int]) -> None:
        for node in nodes:
            self._go_home(node)

    def _go_home(self, node: int) -> None:
        """Put a node where all its users are; its users may be leaves' nodes themselves (``AccumulateGrad``)."""
        users = self._uses(node)
        if node in self._done or not users:
            return
        self._done.add(node)
        self._bring_home(user for user in users if self._is_free[user])
        owners = {int(self._owner[user]) for user in users}
        (owner,) = owners if len(owners) == 1 else (node,)
        if owner >= len(self._owner):
            self._owner[node] = owner
        self._pane[node] = self._shared({int(self._pane[user]) for user in users})

    def _uses(self, node: int) -> list[int]:
        users = self._users.get(node, [])
        if not self._parameters[node]:
            return users
        return [user for user in users if not self._is_update(user)] or users

    def _is_update(self, operation: int) -> bool:
        """Whether it writes into a parameter what comes from leaves alone, such as gradients."""
        target = int(self._targets[operation])
        return (
            target >= 0
            and bool(self._parameters[target])
            and all(self._is_free[operand] for operand in self._operands[operation])
        )

    def _follow_parameter(self, operation: int) -> None:
        parameter = int(self._targets[operation])
        if self._owner[operation] != operation or self._pane[operation] not in self._around(self._pane[parameter]):
            return
        self._pane[operation] = self._pane[parameter]
        if self._owner[parameter] >= len(self._owner):
            self._owner[operation] = self._owner[parameter]

    def _around(self, pane: int) -> list[int]:
        """A frame and those around it, from the inside out."""
        way = [int(pane)]
        while way[-1] != OUTSIDE:
            way.append(self._parents[way[-1]])
        return way

    def _shared(self, panes: set[int]) -> int:
        """The innermost frame that holds all of these."""
        shared = OUTSIDE
        for level in zip(*(self._around(pane)[::-1] for pane in sorted(panes)), strict=False):
            if len(set(level)) > 1:
                break
            shared = level[0]
        return shared
