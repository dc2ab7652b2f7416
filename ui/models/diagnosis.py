"""What is told of a failure or a trap, without a language: which sentence, what it speaks of, what would mend it.

A :class:`Diagnosis` is a value. Whoever shows it (a card, a line of text, JSON) phrases it through
:mod:`ui.diagnoses`; who made it, :mod:`ui.models.failure` or :mod:`ui.models.traps`, no longer matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tensorlab.events import NOBODY
from ui.models.program import Edit


@dataclass(frozen=True)
class Operand:
    """A tensor that took part, as the user calls it there and as it was then."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    tensor: int = NOBODY


@dataclass(frozen=True)
class Fix:
    """A change of the source that would help: ``key`` and ``fields`` make its title.

    Attributes:
        edits: whole lines of ``source``.
        outcome: what the expression would have as its shape, "" where that is not known.
    """

    key: str
    fields: Mapping[str, str]
    source: str
    edits: tuple[Edit, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """One failure or one trap.

    Attributes:
        key: which sentence, reason and, for a trap, which rule.
        fields: what stands in the places of the sentences.
        kind: the exception's class, "" for a trap.
        exact: PyTorch's text, "" for a trap.
        source: the name of the code, as places have it.
        line: where it came to light.
        culprit_line: where it went wrong; of ``culprit_source``.
        step: when it came to light; ``culprit_step`` when it went wrong.
    """

    key: str
    fields: Mapping[str, str]
    source: str
    line: int
    step: int
    kind: str = ""
    exact: str = ""
    culprit_source: str = ""
    culprit_line: int = 0
    culprit_step: int = -1
    operands: tuple[Operand, ...] = ()
    fixes: tuple[Fix, ...] = field(default=())

    @property
    def rule(self) -> str:
        """The name by which a trap is muted."""
        return self.key.partition(":")[0]

    @property
    def is_trap(self) -> bool:
        return not self.kind


def shape_text(shape: tuple[int, ...]) -> str:
    """``[2, 3]``, as PyTorch prints a size.

    >>> shape_text((2, 3))
    '[2, 3]'
    """
    return f"[{', '.join(map(str, shape))}]"
