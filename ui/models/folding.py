"""Which nodes of a graph are drawn: all of them, or fewer that stand for many, so that a large graph can be read.

A fold gives every node an owner, the drawn node that stands for it, and every drawn node the frame that it stands in.
A closed module is one card. Of a folded loop one iteration is drawn in a frame, between a card for those before and one
for those after it. In a compact graph a tensor without a name goes into the operation that made it, and operations that
only hand on what they get become one pill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ui.models.grouping import Group, GroupKind, Key, Part, grouped
from ui.models.homes import Homes
from ui.models.picture import NodeKind

MOST_UNROLLED = 60
"""Of a graph with more visible nodes than this, loops show one iteration, unless its reader has said otherwise."""
MOST_UNFOLDED = 2000
"""A graph that has more even so is folded further: tensors without a name first, then modules."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Wishes:
    """What the reader wants folded.

    Attributes:
        is_open: modules and loops that have been opened or closed; the others follow the size of the graph.
        shown: for a folded loop, which of its iterations is drawn, from 0; the last unless told.
        compact: whether unnamed tensors and unary chains are folded; None follows the size of the graph.
        fold: whether loops are folded, and in a large graph modules, too; None follows the size of the graph.
    """

    is_open: Mapping[Key, bool] = field(default_factory=dict)
    shown: Mapping[Key, int] = field(default_factory=dict)
    compact: bool | None = None
    fold: bool | None = None


@dataclass(frozen=True)
class Whereabouts:
    """Where operations ran, shape (k,) each.

    Attributes:
        loop, iteration: the outermost loop around each and which of its iterations, -1 for none.
        scope: the modules around each, or the function of the code, as a place in ``names``.
        names: of modules, joined by dots.
        tokens: what makes each a repetition of another: its line and what it does.
    """

    loop: Ints
    iteration: Ints
    scope: Ints
    names: tuple[str, ...]
    tokens: Ints

    def paths(self) -> list[tuple[Part, ...]]:
        """For each operation where it ran, from the outside in."""
        scopes = [_scopes(names) for names in self.names]
        return [
            scopes[scope] if loop < 0 else (("loop", loop), ("iteration", iteration), *scopes[scope])
            for loop, iteration, scope in zip(
                self.loop.tolist(), self.iteration.tolist(), self.scope.tolist(), strict=True
            )
        ]


def _scopes(names: str) -> tuple[Part, ...]:
    """Modules, or a function of the code; what builds a module is no place of its own."""
    parts = [name for name in names.split(".") if name]
    return () if any(name.startswith(("_", "<")) for name in parts) else tuple(("scope", name) for name in parts)


@dataclass(frozen=True)
class Subject:
    """The graph that is folded: n nodes and m links, the links from operand to result.

    Attributes:
        kinds: a :class:`NodeKind` each, shape (n,).
        parameters: whether it is a leaf that requires a gradient, shape (n,).
        named: whether the reader's code has a name for it, shape (n,).
        upper, lower: the ends of each link, shape (m,).
        producers: the operation that each tensor came out of, -1 for leaves and operations, shape (n,).
        targets: the tensor that each operation writes into, -1 for none and for tensors, shape (n,).
        operations: the nodes that are operations, in the order in which they ran.
        whereabouts: where each of these ran.
        rooms: the width that the words and the discs of each need.
    """

    kinds: NDArray[np.uint8]
    parameters: NDArray[np.bool_]
    named: NDArray[np.bool_]
    upper: Ints
    lower: Ints
    producers: Ints
    targets: Ints
    operations: Ints
    whereabouts: Whereabouts
    rooms: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Card:
    """A node that stands for several: a closed group, or iterations ``first`` … ``last`` of a loop, counted from 1."""

    key: Key
    title: str
    operations: int
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Pane:
    """A frame without its place: an open module, or the shown iteration of a loop.

    Attributes:
        begins: of a loop, the operation that each of its iterations begins with.
    """

    key: Key
    title: str
    parent: int
    shown: int = 0
    begins: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Of a loop, how many iterations it has."""
        return len(self.begins)


@dataclass
class Fold:
    """What is drawn.

    Attributes:
        owner: for each node, the node that is drawn for it: itself, another, or n + the number of a card, shape (n,).
        pane: for each node the innermost frame of the node that is drawn for it, -1 for none, shape (n,).
        cards, card_panes: the nodes that stand for groups, and the frames they stand in.
        panes: the frames; outer ones before inner ones.
        is_folded: whether anything is not drawn as itself.
        whole: the tree of all operations.
    """

    owner: Ints
    pane: Ints
    whole: Group
    cards: list[Card] = field(default_factory=list)
    card_panes: list[int] = field(default_factory=list)
    panes: list[Pane] = field(default_factory=list)

    @property
    def drawn(self) -> Ints:
        """The nodes that are drawn as themselves."""
        return np.flatnonzero(self.owner == np.arange(len(self.owner)))

    @property
    def is_folded(self) -> bool:
        return len(self.drawn) < len(self.owner)


def folded(subject: Subject, wishes: Wishes) -> Fold:
    """As much as can be read at once, unless the wishes say otherwise."""
    where = subject.whereabouts
    whole = grouped(subject.operations.tolist(), where.paths(), where.tokens.tolist())
    if not is_to_fold(len(subject.kinds), bool((where.iteration > 0).any()), wishes):
        return _fold(subject, whole, wishes, loops_open=True, depth=None)
    fold = _fold(subject, whole, wishes, loops_open=False, depth=None)
    if _count(fold) > MOST_UNFOLDED and wishes.compact is None:
        wishes = replace(wishes, compact=True)
        fold = _fold(subject, whole, wishes, loops_open=False, depth=None)
    for depth in range(_depth(whole), 0, -1):
        if _count(fold) <= MOST_UNFOLDED:
            break
        fold = _fold(subject, whole, wishes, loops_open=False, depth=depth)
    return fold


def is_to_fold(count: int, repeats: bool, wishes: Wishes) -> bool:
    """Whether a graph of so many nodes is folded, in which a loop repeats or none does."""
    return count > (MOST_UNROLLED if repeats else MOST_UNFOLDED) if wishes.fold is None else wishes.fold


def _count(fold: Fold) -> int:
    return len(fold.drawn) + len(fold.cards)


def _depth(group: Group) -> int:
    """How many modules lie in each other at most."""
    inner = max((_depth(item) for item in group.items if isinstance(item, Group)), default=0)
    return inner + (group.kind is GroupKind.SCOPE)


def _fold(subject: Subject, whole: Group, wishes: Wishes, *, loops_open: bool, depth: int | None) -> Fold:
    """Fold what is closed: by the wishes, or loops in general, or modules from this depth on."""
    count = len(subject.kinds)
    fold = Fold(np.arange(count), np.full(count, -1, np.int64), whole)
    _Folding(fold, wishes, loops_open, depth).walk(whole, -1, 1)
    _take_along(subject, fold)
    if wishes.compact:
        _make_compact(subject, fold)
    return fold


@dataclass
class _Folding:
    """A walk over the tree that fills a fold."""

    fold: Fold
    wishes: Wishes
    loops_open: bool
    depth: int | None

    def walk(self, group: Group, pane: int, depth: int) -> None:
        for item in group.items:
            if not isinstance(item, Group):
                self.fold.pane[item] = pane
            elif item.kind is GroupKind.SCOPE:
                self._scope(item, pane, depth)
            elif item.kind is GroupKind.REPEAT:
                self._loop(item, pane, depth)
            else:
                self.walk(item, pane, depth)

    def _scope(self, group: Group, pane: int, depth: int) -> None:
        is_open = self.wishes.is_open.get(group.key, self.depth is None or depth < self.depth)
        if is_open:
            self.fold.panes.append(Pane(group.key, group.title, pane))
            self.walk(group, len(self.fold.panes) - 1, depth + 1)
        else:
            self._close([group], Card(group.key, group.title, 0), pane)

    def _loop(self, group: Group, pane: int, depth: int) -> None:
        if self.wishes.is_open.get(group.key):
            # What the reader has opened can be closed again.
            self.fold.panes.append(Pane(group.key, "", pane))
            self.walk(group, len(self.fold.panes) - 1, depth)
            return
        if self.wishes.is_open.get(group.key, self.loops_open):
            self.walk(group, pane, depth)
            return
        rounds = [item for item in group.items if isinstance(item, Group)]
        count = len(rounds)
        shown = min(max(self.wishes.shown.get(group.key, count - 1), 0), count - 1)
        if shown:
            self._close(rounds[:shown], Card(group.key, "", 0, 1, shown), pane)
        self.fold.panes.append(Pane(group.key, "", pane, shown, tuple(item.first for item in rounds)))
        self.walk(rounds[shown], len(self.fold.panes) - 1, depth)
        if shown < count - 1:
            self._close(rounds[shown + 1 :], Card(group.key, "", 0, shown + 2, count), pane)

    def _close(self, groups: list[Group], card: Card, pane: int) -> None:
        members = [operation for group in groups for operation in group.operations()]
        self.fold.owner[members] = len(self.fold.owner) + len(self.fold.cards)
        self.fold.pane[members] = pane
        self.fold.cards.append(replace(card, operations=len(members)))
        self.fold.card_panes.append(pane)


def _take_along(subject: Subject, fold: Fold) -> None:
    """Have tensors go where their operations are."""
    parents = [pane.parent for pane in fold.panes]
    graph = (subject.kinds, subject.upper, subject.lower, subject.producers, subject.parameters, subject.targets)
    Homes(*graph, fold.owner, fold.pane, parents).find()


def _make_compact(subject: Subject, fold: Fold) -> None:
    """Unnamed tensors go into their operations; then operations in a row into the first of them."""
    count = len(fold.owner)
    own = fold.owner == np.arange(count)
    uses = np.bincount(subject.upper, minlength=count)
    hides = own & (subject.kinds == NodeKind.TENSOR) & ~subject.named & (subject.producers >= 0) & (uses == 1)
    fold.owner[hides] = subject.producers[hides]
    upper, lower = (_resolved(fold.owner, ends) for ends in (subject.upper, subject.lower))
    apart = upper != lower
    upper, lower = upper[apart], lower[apart]
    total = count + len(fold.cards)
    enters, leaves = np.bincount(lower, minlength=total), np.bincount(upper, minlength=total)
    is_operation = np.zeros(total, np.bool_)
    is_operation[:count] = (fold.owner == np.arange(count)) & (subject.kinds == NodeKind.FUNCTION)
    joins = is_operation[upper] & is_operation[lower] & (leaves[upper] == 1) & (enters[lower] == 1)
    joins &= fold.pane[np.minimum(upper, count - 1)] == fold.pane[np.minimum(lower, count - 1)]
    for first, second in sorted(zip(upper[joins].tolist(), lower[joins].tolist(), strict=True)):
        fold.owner[second] = fold.owner[first]
    fold.owner[:] = _resolved(fold.owner, fold.owner)


def _resolved(owner: Ints, nodes: Ints) -> Ints:
    """Who is drawn for these in the end: the owner's owner, as far as it goes."""
    found = nodes
    while True:
        inner = found < len(owner)
        after = np.where(inner, owner[np.where(inner, found, 0)], found)
        if np.array_equal(after, found):
            return np.asarray(after)
        found = after
