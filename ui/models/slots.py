"""What stands for the same in a folded graph before and after it has grown.

A drawn node, card or frame has a *slot*. Of a folded loop one iteration is shown, and the same operation has the same
slot in every iteration: when another one is shown, its nodes take the places of those that were shown before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from ui.models.folding import Card, Fold, Pane, Subject
from ui.models.grouping import Group, GroupKind, Key

Slot = tuple[Hashable, ...]

SET_DOWN = 60
"""Nodes that are set down beside others however few these are."""


class Slots:
    """Names the slots of one graph, by the loops that are folded in it now.

    Args:
        whole: the tree of its operations.
    """

    def __init__(self, subject: Subject, whole: Group, fold: Fold) -> None:
        self._same, self._rounds = _same_in_every_iteration(whole, [pane.key for pane in fold.panes if pane.begins])
        self._subject = subject
        self._made = self._numbered_outputs()
        self._brought = self._numbered_leaves()

    def of_row(self, row: int) -> Slot:
        """That of a node that is drawn as itself."""
        return self._made.get(row) or self._brought.get(row) or ("node", self._same.get(row, row))

    def of_card(self, card: Card) -> Slot:
        """That of a group that is closed, or of the iterations before or after the one that is shown."""
        return ("card", *_canonical(card.key, self._same), bool(card.last), card.first == 1)

    def of_pane(self, pane: Pane) -> Slot:
        """That of a frame."""
        return ("pane", *_canonical(pane.key, self._same))

    def _numbered_outputs(self) -> dict[int, Slot]:
        """Tensors that were made: by what, and which of its results they are."""
        found: dict[int, Slot] = {}
        seen: Counter[int] = Counter()
        for row, producer in enumerate(self._subject.producers.tolist()):
            if producer >= 0:
                found[row] = ("made", self._same.get(producer, producer), seen[producer])
                seen[producer] += 1
        return found

    def _numbered_leaves(self) -> dict[int, Slot]:
        """Leaves of one iteration alone: by what first uses them, and which of its leaves they are."""
        users: dict[int, list[int]] = {}
        for upper, lower in zip(self._subject.upper.tolist(), self._subject.lower.tolist(), strict=True):
            if upper not in self._made and upper not in self._same:
                users.setdefault(upper, []).append(lower)
        found: dict[int, Slot] = {}
        seen: Counter[int] = Counter()
        for leaf, used_by in users.items():
            rounds = {self._rounds.get(user) for user in used_by}
            if len(rounds) == 1 and None not in rounds:
                found[leaf] = ("leaf", self._same[used_by[0]], seen[used_by[0]])
                seen[used_by[0]] += 1
        return found


Round = tuple[int, int]
"""One iteration of an outermost loop: the operation that the loop begins with, and its number."""


def _same_in_every_iteration(whole: Group, folded: Sequence[Key]) -> tuple[dict[int, int], dict[int, Round]]:
    """For the operations of folded loops, the one that does the same in the first iteration, and their iteration."""
    same: dict[int, int] = {}
    while True:
        # What a loop within a loop is in the first iteration is known only once the outer one has been gone through.
        found, rounds = _gone_through(whole, {_canonical(key, same) for key in folded})
        if found == same:
            return same, rounds
        same = found


def _gone_through(whole: Group, folded: set[Key]) -> tuple[dict[int, int], dict[int, Round]]:
    same: dict[int, int] = {}
    rounds: dict[int, Round] = {}
    for group in whole.groups():
        if group.kind is not GroupKind.REPEAT or _canonical(group.key, same) not in folded:
            continue
        first: list[int] = []
        for turn, iteration in enumerate(group.items):
            assert isinstance(iteration, Group), "a loop has iterations"
            for number, operation in enumerate(iteration.operations()):
                if number == len(first):
                    first.append(same.get(operation, operation))
                same[operation] = first[number]
                rounds.setdefault(operation, (group.first, turn))
    return same, rounds


def _canonical(key: Key, same: Mapping[int, int]) -> Key:
    """The key of what does the same in the first iterations."""
    kind, first, depth = key
    return kind, same.get(first, first), depth


@dataclass(frozen=True)
class Standing:
    """What stands where, by slots; what stood there and may come back, too.

    Attributes:
        items: the middles of nodes and cards.
        panes: left, top, right and bottom of frames.
        chips: the middles of chips, by the slots of their leaf and of what they lead to.
        ways: the points that edges pass, by the slots of their upper and lower end.
    """

    items: Mapping[Slot, tuple[float, float]] = field(default_factory=dict)
    panes: Mapping[Slot, tuple[float, float, float, float]] = field(default_factory=dict)
    chips: Mapping[tuple[Slot, Slot], tuple[float, float]] = field(default_factory=dict)
    ways: Mapping[tuple[Slot, Slot], list[tuple[float, float]]] = field(default_factory=dict)

    def and_now(self, now: Standing) -> Standing:
        """What stands now, and what stood before where nothing else is known."""
        return Standing(
            {**self.items, **now.items},
            {**self.panes, **now.panes},
            {**self.chips, **now.chips},
            {**self.ways, **now.ways},
        )

    def knows_enough_of(self, slots: Sequence[Slot]) -> bool:
        """Whether so many of these stand that the others can be set down beside them."""
        known = sum(slot in self.items for slot in slots)
        return known > 0 and len(slots) - known < known + SET_DOWN
