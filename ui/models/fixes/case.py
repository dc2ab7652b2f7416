"""What a rule is given, and what it gives back.

A rule is a function with the text that it knows::

    @rule("clash", r"The size of tensor a \\((\\d+)\\) must match the size of tensor b \\((\\d+)\\)")
    def clash(case: Case) -> Finding: ...

It looks at the moment of the failure, never at a program's other particulars, and says which sentence holds, which
tensors took part, which line is to blame and what would mend it. A fix whose text would not parse is dropped here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tensorlab.events import Place
from ui.models.diagnosis import Fix, Operand, shape_text
from ui.models.moment import Moment, Programs
from ui.models.program import Change, Program, applied, called
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

    def fix(
        self, key: str, *changes: Change | None, outcome: tuple[int, ...] | None = None, **fields: str
    ) -> Fix | None:
        """These changes as a fix, or None when one is missing or the text would be no program."""
        return fix(self.program, self.place.source, key, changes, outcome, fields)

    def swap(self, node: ast.AST | None, text: str, outcome: tuple[int, ...] | None = None) -> Fix | None:
        """Write ``text`` in place of an expression."""
        if node is None:
            return None
        return self.fix("write", self.program.replace(node, text), outcome=outcome, code=" ".join(text.split()))

    def then(self, node: ast.expr | None, call: str, outcome: tuple[int, ...] | None = None) -> Fix | None:
        """Write ``node.call`` in place of ``node``."""
        if node is None:
            return None
        code = " ".join(f"{self.program.wrapped(node)}.{call}".split())
        return self.fix("write", self.program.method(node, call), outcome=outcome, code=code)


def fix(
    program: Program,
    source: str,
    key: str,
    changes: Iterable[Change | None],
    outcome: tuple[int, ...] | None,
    fields: dict[str, str],
) -> Fix | None:
    """The changes of a program as a fix, or None when one is missing or the text would be no program."""
    known = [change for change in changes if change is not None]
    if not known or len(known) < len(list(changes)):
        return None
    edits = program.edits(known)
    mended = applied(program.text, edits)
    if mended == program.text or not parses(mended):
        return None
    return Fix(key, fields, source, edits, "" if outcome is None else shape_text(outcome))


def parses(text: str) -> bool:
    """Whether a text is a program."""
    try:
        compile(text, "mended", "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


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
