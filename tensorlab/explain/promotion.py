"""Which type comes out when types meet, and by which rule.

Types have a category (bool < integer < float < complex) and operands a rank: a Python number counts least, then a
tensor without axes, then a tensor with axes. A lower rank decides only where its category is higher.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

LADDER = (
    "bool", "uint8", "int8", "int16", "int32", "int64",
    "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
"""All types, those that give way before those that stay."""

_BITS = {
    "bool": 8, "uint8": 8, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "float16": 16, "bfloat16": 16,
    "float32": 32, "float64": 64, "complex32": 32, "complex64": 64, "complex128": 128,
}  # fmt: skip
_PARTS = {"float16": "complex64", "bfloat16": "complex64", "float32": "complex64", "float64": "complex128"}


class Category(IntEnum):
    """The families of types; a higher one is never lost."""

    BOOL = 0
    INTEGER = 1
    FLOAT = 2
    COMPLEX = 3


class Rank(IntEnum):
    """How much an operand's type counts."""

    NUMBER = 0
    ZERO_DIM = 1
    TENSOR = 2


class Rule(IntEnum):
    """Why the result is what it is."""

    SAME = 0
    """All types that count are the same."""
    CATEGORY = 1
    """One category is higher than the others."""
    WIDTH = 2
    """One category; the wider type holds both, or the next that does."""
    RANK = 3
    """A number or a tensor without axes gives way: its category is not higher."""


def category(dtype: str) -> Category:
    """The family of a type.

    >>> category("int64").name
    'INTEGER'
    """
    if dtype == "bool":
        return Category.BOOL
    if dtype.startswith("complex"):
        return Category.COMPLEX
    return Category.FLOAT if "float" in dtype else Category.INTEGER


@dataclass(frozen=True)
class Typed:
    """One operand, as far as its type goes."""

    dtype: str
    rank: Rank = Rank.TENSOR

    def __str__(self) -> str:
        words = {Rank.NUMBER: "Python number", Rank.ZERO_DIM: "tensor without axes", Rank.TENSOR: "tensor"}
        return f"{self.dtype} ({words[self.rank]})"


@dataclass(frozen=True)
class TypeMix:
    """What a mix of types gives.

    Attributes:
        operands: as they were.
        path: the type that those of the highest rank give, then each that a lower rank raises it to.
        rule: what decided.

    >>> print(promote("int64", 2.5))
    int64 (tensor)
    float32 (Python number)
    result float32: float is a higher category than integer
    """

    operands: tuple[Typed, ...]
    path: tuple[str, ...]
    rule: Rule

    @property
    def result(self) -> str:
        return self.path[-1]

    @property
    def loses(self) -> tuple[int, ...]:
        """Operands whose type is wider than the result, or has numbers that the result cannot hold exactly."""
        return tuple(at for at, one in enumerate(self.operands) if not _holds(self.result, one.dtype))

    def __str__(self) -> str:
        return "\n".join([*map(str, self.operands), f"result {self.result}: {self._reason()}"])

    def _reason(self) -> str:
        families = sorted({category(one.dtype) for one in self.operands})
        if self.rule is Rule.SAME:
            return "all types are the same"
        if self.rule is Rule.RANK:
            return "a number, or a tensor without axes, gives way unless its category is higher"
        if self.rule is Rule.CATEGORY:
            return f"{families[-1].name.lower()} is a higher category than {families[-2].name.lower()}"
        return "the narrowest type of the category that holds all"


def promote(*operands: Any, default: str = "float32") -> TypeMix:
    """Which type comes out of these operands.

    Args:
        operands: the names of types (``"int64"``, for a tensor of that type), Python numbers, :class:`Typed`, or
            anything with a ``dtype`` and a ``shape``.
        default: the type that a Python float counts as.

    Source: PyTorch, "Tensor Attributes", section "torch.dtype": categories and what a higher one does.
    """
    typed = tuple(_typed(one, default) for one in operands)
    if not typed:
        raise TypeError("promotion needs an operand")
    best: dict[Rank, str] = {}
    for one in typed:
        best[one.rank] = wider(best[one.rank], one.dtype) if one.rank in best else one.dtype
    path: list[str] = []
    for rank in sorted(best, reverse=True):
        # Below the highest rank, only a higher category counts.
        if not path or category(best[rank]) > category(path[-1]):
            path.append(best[rank])
    return TypeMix(typed, tuple(path), _rule(typed))


def _rule(typed: tuple[Typed, ...]) -> Rule:
    if len({one.dtype for one in typed}) == 1:
        return Rule.SAME
    top = max(one.rank for one in typed)
    full = {one.dtype for one in typed if one.rank is top}
    families = {category(dtype) for dtype in full}
    if max(families) < max(category(one.dtype) for one in typed):
        return Rule.CATEGORY
    if len(full) == 1:
        return Rule.RANK
    return Rule.CATEGORY if len(families) > 1 else Rule.WIDTH


def _typed(operand: Any, default: str) -> Typed:
    if isinstance(operand, Typed):
        return operand
    if isinstance(operand, str):
        return Typed(operand)
    if isinstance(operand, bool):
        return Typed("bool", Rank.NUMBER)
    if isinstance(operand, int):
        return Typed("int64", Rank.NUMBER)
    if isinstance(operand, float):
        return Typed(default, Rank.NUMBER)
    if isinstance(operand, complex):
        return Typed(_PARTS[default], Rank.NUMBER)
    name = str(getattr(operand, "dtype", operand)).removeprefix("torch.")
    return Typed(name, Rank.TENSOR if len(getattr(operand, "shape", (1,))) else Rank.ZERO_DIM)


def wider(one: str, other: str) -> str:
    """The smallest type that both fit, for operands of the same rank.

    >>> wider("uint8", "int8")
    'int16'
    """
    if one == other:
        return one
    if category(one) != category(other):
        high, low = (one, other) if category(one) > category(other) else (other, one)
        # A complex number's parts must hold the float.
        return wider(high, _PARTS[low]) if category(high) is Category.COMPLEX and low in _PARTS else high
    if category(one) is Category.FLOAT and {one, other} == {"float16", "bfloat16"}:
        return "float32"
    if "uint8" in (one, other) and category(one) is Category.INTEGER:
        signed = one if other == "uint8" else other
        return "int16" if signed == "int8" else signed
    return one if _BITS[one] > _BITS[other] else other


def _holds(wide: str, narrow: str) -> bool:
    """Whether every number of a type is exact in another."""
    if wide == narrow:
        return True
    exact = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53, "complex64": 24, "complex128": 53}
    if category(narrow) < Category.FLOAT and category(wide) >= Category.FLOAT:
        return narrow == "bool" or _BITS[narrow] - (narrow != "uint8") <= exact[wide]
    return wider(wide, narrow) == wide
