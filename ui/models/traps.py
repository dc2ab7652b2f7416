"""The trap radar: what is legal in a recording and probably not meant, at most one note a line.

A line is muted by a comment on it or alone above it, for all rules or for those that are named::

    table = row - column  # tensorlab: ok
    table = row - column  # tensorlab: ignore[broadcast-blowup]

and a rule everywhere by its name, as the settings have it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from ui.models.diagnosis import Diagnosis
from ui.models.moment import Moment, Programs
from ui.models.program import Program
from ui.models.radar import dtypes, memory, shapes, source, training  # the rules declare themselves
from ui.models.radar.scene import RULES, Rule, Scene, Trap
from ui.models.recording import Recording

FAMILIES = (shapes, training, memory, dtypes, source)
"""The modules whose rules are known, the most telling first: of several on a line the first is told."""

_ORDERED = [(name, rule) for family in FAMILIES for name, rule in RULES.items() if rule.__module__ == family.__name__]

_MUTED = re.compile(r"#\s*tensorlab:\s*(?:ok|ignore)\b(?:\[([\w\s,-]*)\])?")


class Radar:
    """One look at a recording from a step on, rule by rule.

    Args:
        muted: the names of rules that are not told.
    """

    def __init__(self, recording: Recording, since: int = 0, muted: Collection[str] = ()) -> None:
        self._scene = Scene(recording, Programs(recording), since)
        self._muted = muted
        self._told: set[tuple[str, int]] = set()

    def sweep(self) -> Iterator[list[Diagnosis]]:
        """What each rule finds on lines that no rule before has told of; one list a rule."""
        for name, rule in _ORDERED:
            yield [] if name in self._muted else list(self._found(name, rule))

    def _found(self, name: str, rule: Rule) -> Iterator[Diagnosis]:
        for found in rule(self._scene):
            one = _diagnosis(name, found)
            key = (one.source, one.line)
            if one.line > 0 and key not in self._told and not _is_muted(found, name):
                self._told.add(key)
                yield one


def traps(recording: Recording, since: int = 0, muted: Collection[str] = ()) -> list[Diagnosis]:
    """The traps of a recording from a step on, in the order of their lines.

    Args:
        muted: the names of rules that are not told.
    """
    found = chain.from_iterable(Radar(recording, since, muted).sweep())
    return sorted(found, key=lambda one: (one.source, one.line))


def _diagnosis(rule: str, found: Trap) -> Diagnosis:
    moment, culprit = found.moment, found.culprit or found.moment
    return Diagnosis(
        f"{rule}:{found.variant}" if found.variant else rule,
        found.fields,
        moment.place.source,
        moment.place.line,
        moment.step,
        culprit_source=culprit.place.source,
        culprit_line=culprit.place.line,
        culprit_step=culprit.step,
        operands=tuple(found.operands),
        fixes=tuple(fix for fix in found.fixes if fix is not None),
    )


def _is_muted(found: Trap, rule: str) -> bool:
    moments: list[Moment] = [found.moment, *([found.culprit] if found.culprit is not None else [])]
    return any(mutes(moment.program, moment.place.line, rule) for moment in moments)


def mutes(program: Program, line: int, rule: str) -> bool:
    """Whether a comment on a line, or alone on the line above, mutes a rule there.

    >>> mutes(Program("a + b  # tensorlab: ignore[loss-shapes]"), 1, "loss-shapes")
    True
    """
    statement = program.statement_on(line)
    is_simple = statement is not None and not hasattr(statement, "body")
    last = max(line, statement.end_lineno or line) if statement is not None and is_simple else line
    texts = [program.line(number) for number in range(line, last + 1)]
    above = program.line(line - 1)
    if above.lstrip().startswith("#"):
        texts.append(above)
    for text in texts:
        found = _MUTED.search(text)
        if found is not None and (found[1] is None or rule in [name.strip() for name in found[1].split(",")]):
            return True
    return False


def muted_line(text: str, rule: str) -> str:
    """A line of code with the comment that mutes a rule on it.

    >>> muted_line("y = a - b", "loss-shapes")
    'y = a - b  # tensorlab: ignore[loss-shapes]'
    """
    found = _MUTED.search(text)
    if found is None:
        return f"{text.rstrip()}  # tensorlab: ignore[{rule}]"
    if found[1] is None:
        return text
    start, end = found.span(1)
    return f"{text[:start]}{found[1]}, {rule}{text[end:]}"
