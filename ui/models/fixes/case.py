"""What a rule is given, and what it gives back.

A rule is a function with the text that it knows::

    @rule("clash", r"The size of tensor a \\((\\d+)\\) must match the size of tensor b \\((\\d+)\\)")
    def clash(case: Case) -> Finding: ...

It looks at the moment of the failure, never at a program's other particulars, and says which sentence holds, which
tensors took part, which line is to blame and what would mend it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tensorlab.events import Place
from ui.models.diagnosis import Fix, Operand
from ui.models.moment import Moment, Programs
from ui.models.program import called
from ui.models.recording import ErrorStep, Recording

MOST_FIXES = 3


class Case(Moment):
    """The moment of a failure, and its text taken apart."""

    def __init__(self, recording: Recording, programs: Programs, error: ErrorStep, match: re.Match[str]) -> None:
        super().__init__(recording, programs, error.step, error.place)
        self.error = error
        self.match = match

    def number(self, group: int) -> int:
        """A number of the text."""
        return int(self.match[group])

    @property
    def call(self) -> ast.Call | None:
        """The call that failed."""
        return self.node if isinstance(self.node, ast.Call) else None

    @property
    def receiver(self) -> ast.expr | None:
        """``x`` of a failed ``x.view(2)``, and of ``torch.sum(x)``."""
        call = self.call
        if call is None:
            return None
        if isinstance(call.func, ast.Attribute) and self.tensor(call.func.value) >= 0:
            return call.func.value
        return call.args[0] if call.args else None

    def pair(self) -> list[ast.expr]:
        """The expressions on both sides of what failed, or the tensors of a failed call."""
        node = self.node
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.AugAssign):
            return [node.target, node.value]
        if isinstance(node, ast.Compare):
            return [node.left, node.comparators[0]]
        return self.tensors_in(node)


@dataclass
class Finding:
    """What a rule has found.

    Attributes:
        key: of the sentence and the reason.
        operands: expressions or operands that took part.
        fixes: the most likely first; None where one was not possible.
        culprit: the moment at which it went wrong, if another than that of the failure.
        line: the line to blame, where the culprit is no moment.
    """

    key: str
    fields: dict[str, str] = field(default_factory=dict)
    operands: Iterable[Operand] = ()
    fixes: Iterable[Fix | None] = ()
    culprit: Place | None = None
    culprit_step: int = -1

    def best(self) -> tuple[Fix, ...]:
        """The first few fixes, each text once."""
        seen: dict[tuple[object, ...], Fix] = {}
        for one in self.fixes:
            if one is not None:
                seen.setdefault(one.edits, one)
        return tuple(list(seen.values())[:MOST_FIXES])


Rule = Callable[[Case], Finding | None]

RULES: list[tuple[re.Pattern[str], Rule]] = []


def rule(*texts: str) -> Callable[[Rule], Rule]:
    """Declare what a failure means whose ``Class: message`` matches one of these."""

    def declare(function: Rule) -> Rule:
        RULES.extend((re.compile(text), function) for text in texts)
        return function

    return declare


def is_method(node: ast.AST | None, *names: str) -> bool:
    """Whether a node calls one of these: ``x.view(…)``, ``torch.view(…)``."""
    return node is not None and called(node) in names
