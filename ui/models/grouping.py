"""What belongs together in a graph: modules, functions of the user's code, iterations of loops.

The operations of a program, in the order in which they ran, are cut into stretches: the calls of a module are one
stretch, an iteration of a loop is one. Stretches lie in stretches, so the result is a tree. Since values only flow from
older operations to younger ones, drawing any stretch as a single node never closes a circle.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

LEAST_REPEATS = 3
LEAST_MEMBERS = 2
"""A stretch of fewer operations is not worth a frame."""
LONGEST_PERIOD = 200
"""Items after which a repetition is no longer looked for."""


class GroupKind(IntEnum):
    """Why nodes belong together."""

    ALL = 0
    SCOPE = 1
    """A module, or a function of the user's code."""
    REPEAT = 2
    """A loop; its items are its iterations."""
    ITERATION = 3


Key = tuple[int, int, int]
"""A group's kind, its first operation, and how many of its kind are around it: all stay while the graph grows."""


@dataclass(eq=False, slots=True)
class Group:
    """A stretch of operations.

    Attributes:
        kind: why they belong together.
        title: the name of a module or function.
        items: operations, by their rows, and groups, in the order in which they ran.
        depth: how many groups of its kind are around it.
    """

    kind: GroupKind
    title: str = ""
    items: list[int | Group] = field(default_factory=list)
    depth: int = 0

    @property
    def first(self) -> int:
        """The operation it begins with."""
        item = self.items[0]
        return item.first if isinstance(item, Group) else item

    @property
    def key(self) -> Key:
        return int(self.kind), self.first, self.depth

    def operations(self) -> Iterator[int]:
        """All of them, those of inner groups, too."""
        waiting: list[int | Group] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Group):
                waiting += reversed(item.items)
            else:
                yield item

    def groups(self) -> Iterator[Group]:
        """This one and all within it, outer ones first."""
        waiting = [self]
        while waiting:
            group = waiting.pop()
            yield group
            waiting += [item for item in reversed(group.items) if isinstance(item, Group)]


Part = tuple[str, Hashable]
"""One step of the way to an operation: ``("scope", name)``, ``("loop", number)`` or ``("iteration", number)``."""


def grouped(operations: Sequence[int], paths: Sequence[tuple[Part, ...]], tokens: Sequence[Hashable]) -> Group:
    """The tree of all operations.

    Args:
        operations: their rows, in the order in which they ran.
        paths: for each, where it ran, from the outside in.
        tokens: for each, what makes it a repetition of another: its line and what it does.
    """
    whole = _cut(operations, paths)
    whole.items = _worthwhile(whole)
    _fold_loops(whole, dict(zip(operations, tokens, strict=True)))
    _number_depths(whole, {})
    return whole


def _number_depths(group: Group, around: dict[GroupKind, int]) -> None:
    group.depth = around.get(group.kind, 0)
    for item in group.items:
        if isinstance(item, Group):
            _number_depths(item, {**around, group.kind: group.depth + 1})


def _cut(operations: Sequence[int], paths: Sequence[tuple[Part, ...]]) -> Group:
    """Stretches of equal beginnings of the path."""
    whole = Group(GroupKind.ALL)
    stack = [whole]
    path: tuple[Part, ...] = ()
    for operation, after in zip(operations, paths, strict=True):
        if after != path:
            shared = 0
            while shared < min(len(path), len(after)) and path[shared] == after[shared]:
                shared += 1
            del stack[shared + 1 :]
            for part, name in after[shared:]:
                stack.append(_opened(part, name, stack[-1]))
            path = after
        stack[-1].items.append(operation)
    return whole


def _opened(part: str, name: Hashable, within: Group) -> Group:
    kinds = {"scope": GroupKind.SCOPE, "loop": GroupKind.REPEAT, "iteration": GroupKind.ITERATION}
    group = Group(kinds[part], str(name) if part == "scope" else "")
    within.items.append(group)
    return group


def _worthwhile(group: Group) -> list[int | Group]:
    """The items of a group, with those of inner groups that are too small instead of these."""
    kept: list[int | Group] = []
    for item in group.items:
        if isinstance(item, Group):
            item.items = _worthwhile(item)
        if not isinstance(item, Group) or _is_worth_it(item):
            kept.append(item)
        elif item.kind is GroupKind.REPEAT:
            kept += [inner for each in item.items if isinstance(each, Group) for inner in each.items]
        else:
            kept += item.items
    return kept


def _is_worth_it(group: Group) -> bool:
    if group.kind is GroupKind.REPEAT:
        return len(group.items) >= LEAST_REPEATS
    return group.kind is GroupKind.ITERATION or len(group.items) >= LEAST_MEMBERS or isinstance(group.items[0], Group)


Signature = Hashable


def _fold_loops(group: Group, tokens: dict[int, Hashable]) -> Signature:
    """Find repetitions within a group and below; returns what makes the group a repetition of another."""
    signs = [_fold_loops(item, tokens) if isinstance(item, Group) else tokens[item] for item in group.items]
    if group.kind is not GroupKind.REPEAT:
        group.items = _repeats_joined(group.items, signs)
    return hash((int(group.kind), tuple(signs)))


def _repeats_joined(items: list[int | Group], signs: list[Signature]) -> list[int | Group]:
    """Runs of equal stretches become one group each."""
    following = _next_equal(signs)
    joined: list[int | Group] = []
    at = 0
    while at < len(items):
        period, count = _run(signs, at, following[at])
        if count >= LEAST_REPEATS and (count * period > LEAST_REPEATS or isinstance(items[at], Group)):
            rounds: list[int | Group] = [
                Group(GroupKind.ITERATION, "", items[first : first + period])
                for first in range(at, at + count * period, period)
            ]
            joined.append(Group(GroupKind.REPEAT, "", rounds))
            at += count * period
        else:
            joined.append(items[at])
            at += 1
    return joined


def _next_equal(signs: list[Signature]) -> list[int]:
    """For each place the next one with the same sign, -1 for none."""
    following = [-1] * len(signs)
    seen: dict[Signature, int] = {}
    for place in reversed(range(len(signs))):
        following[place] = seen.get(signs[place], -1)
        seen[signs[place]] = place
    return following


def _run(signs: list[Signature], at: int, again: int) -> tuple[int, int]:
    """Period and number of the repetitions that begin here; one repetition is none."""
    period = again - at
    if again < 0 or period > LONGEST_PERIOD:
        return 1, 1
    stretch = signs[at:again]
    count = 1
    while signs[at + count * period : at + (count + 1) * period] == stretch:
        count += 1
    return period, count
