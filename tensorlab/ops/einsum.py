"""``einsum``: the equation is read, every operand's axes are lined up by letter, and pairs are multiplied by ``bmm``.

Contraction goes from left to right, each summed axis as soon as no later operand has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from string import ascii_letters, ascii_lowercase, ascii_uppercase
from typing import Any

from tensorlab._tensor import Tensor
from tensorlab.ops.diagonals import diagonal
from tensorlab.ops.linalg import bmm
from tensorlab.ops.shape import check_elements, movedim, permute_op, reshape, unsqueeze, view_op

ELLIPSIS = "…"
"""Stands for ``...`` among the letters of a term."""

_ORDER = ascii_uppercase + ascii_lowercase


def einsum(equation: Any, *operands: Any) -> Any:
    """Products summed over the axes that the equation does not name in its result.

    >>> einsum("ij,jk->ik", a, b)  # doctest: +SKIP
    """
    if isinstance(equation, Tensor):
        equation, operands = _from_lists(equation, *operands)
    tensors = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    if not tensors:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    check_elements(tensors, argument=1)
    reading = _read(equation, tensors)
    lined_up = [_lined_up(term, tensor, reading) for term, tensor in zip(reading.terms, tensors, strict=True)]
    return _contracted(lined_up, reading)


def _from_lists(*given: Any) -> tuple[str, tuple[Any, ...]]:
    """``einsum(a, [0, 1], b, [1, 2], [0, 2])`` as an equation."""

    def term(numbers: Sequence[Any]) -> str:
        return "".join("..." if number is Ellipsis else _ORDER[number] for number in numbers)

    count = len(given) // 2
    terms = ",".join(term(given[2 * place + 1]) for place in range(count))
    equation = terms if len(given) % 2 == 0 else f"{terms}->{term(given[-1])}"
    return equation, tuple(given[2 * place] for place in range(count))


@dataclass
class _Reading:
    """What an equation says.

    Attributes:
        terms: the letters of each operand's axes, ELLIPSIS for those that ``...`` stands for.
        order: the letters of the axes that all operands get, the result's first.
        kept: how many of those are axes of the result.
        sizes: of each letter; of ELLIPSIS, how many axes it stands for at most.
    """

    terms: list[str]
    order: str
    kept: int
    sizes: dict[str, int]


def _read(equation: str, tensors: Sequence[Any]) -> _Reading:
    left, arrow, right = equation.partition("->")
    terms = _terms(left)
    if len(terms) != len(tensors):
        more = "fewer" if len(tensors) < len(terms) else "more"
        raise RuntimeError(f"einsum(): {more} operands were provided than specified in the equation")
    sizes: dict[str, int] = {}
    for number, (term, tensor) in enumerate(zip(terms, tensors, strict=True)):
        _note_sizes(number, term, tensor, sizes)
    letters = [letter for term in terms for letter in term]
    if arrow:
        output = _output(right, len(left) + 2, sizes)
    else:
        count = Counter(letters)
        once = [letter for letter in _ORDER if count[letter] == 1]
        output = (ELLIPSIS if ELLIPSIS in sizes else "") + "".join(once)
    rest = [letter for letter in (ELLIPSIS, *_ORDER) if letter in sizes and letter not in output]
    kept = sum(sizes[ELLIPSIS] if letter == ELLIPSIS else 1 for letter in output)
    return _Reading(terms, output + "".join(rest), kept, sizes)


def _terms(left: str) -> list[str]:
    terms, place = [""], 0
    while place < len(left):
        sign = left[place]
        if sign == ",":
            terms.append("")
        elif sign == ".":
            if left[place : place + 3] != "..." or ELLIPSIS in terms[-1]:
                fault = "for which an ellipsis was already found" if ELLIPSIS in terms[-1] else _NO_ELLIPSIS
                raise RuntimeError(f"einsum(): found '.' for operand {len(terms) - 1} {fault}")
            terms[-1] += ELLIPSIS
            place += 2
        elif sign in ascii_letters:
            terms[-1] += sign
        elif sign != " ":
            raise _not_a_letter(place)
        place += 1
    return terms


_NO_ELLIPSIS = "that is not part of any ellipsis"


def _not_a_letter(place: int) -> Exception:
    return RuntimeError(
        f"einsum(): invalid subscript given at index {place} in the equation string, subscripts must be in [a-zA-Z]"
    )


def _note_sizes(number: int, term: str, tensor: Any, sizes: dict[str, int]) -> None:
    named = len(term.replace(ELLIPSIS, ""))
    rank = tensor.dim()
    if ELLIPSIS in term:
        if named > rank:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions "
                f"({rank}) for operand {number}"
            )
        sizes[ELLIPSIS] = max(sizes.get(ELLIPSIS, 0), rank - named)
    elif named != rank:
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions "
            f"({rank}) for operand {number} and no ellipsis was given"
        )
    axis = 0
    seen: dict[str, int] = {}
    for letter in term:
        if letter == ELLIPSIS:
            axis += rank - named
            continue
        size = tensor.shape[axis]
        if letter in seen and seen[letter] != size:
            raise RuntimeError(
                f"einsum(): subscript {letter} is repeated for operand {number} but the sizes don't match, {size} != "
                f"{seen[letter]}"
            )
        known = sizes.get(letter, 1)
        if known != 1 and size not in (1, known):
            raise RuntimeError(
                f"einsum(): subscript {letter} has size {size} for operand {number} which does not broadcast with "
                f"previously seen size {known}"
            )
        seen[letter] = size
        sizes[letter] = max(known, size) if size else size
        axis += 1


def _output(right: str, start: int, sizes: dict[str, int]) -> str:
    output, place = "", 0
    while place < len(right):
        sign = right[place]
        if sign == ".":
            if right[place : place + 3] != "..." or ELLIPSIS in output:
                raise RuntimeError(
                    "einsum(): found '.' for output but an ellipsis (...) was already found"
                    if ELLIPSIS in output
                    else "einsum(): found '.' for output that is not part of any ellipsis (...)"
                )
            sizes.setdefault(ELLIPSIS, 0)
            output += ELLIPSIS
            place += 2
        elif sign in ascii_letters:
            if sign in output:
                raise RuntimeError(f"einsum(): output subscript {sign} appears more than once in the output")
            if sign not in sizes:
                raise RuntimeError(
                    f"einsum(): output subscript {sign} does not appear in the equation for any input operand"
                )
            output += sign
        elif sign != " ":
            raise _not_a_letter(start + place)
        place += 1
    return output


def _lined_up(term: str, tensor: Any, reading: _Reading) -> Any:
    """The operand with all axes of the order, those that it lacks with size 1."""
    named = len(term.replace(ELLIPSIS, ""))
    axes: list[tuple[str, int]] = []
    for letter in term:
        if letter == ELLIPSIS:
            # Counted from the right, as broadcasting does.
            axes += [(ELLIPSIS, back) for back in range(tensor.dim() - named, 0, -1)]
        elif (letter, 0) in axes:
            first, second = axes.index((letter, 0)), len(axes)
            tensor = movedim(diagonal(tensor, 0, first, second), -1, first)
        else:
            axes.append((letter, 0))
    wanted: list[tuple[str, int]] = []
    for letter in reading.order:
        count = reading.sizes[letter]
        wanted += [(ELLIPSIS, back) for back in range(count, 0, -1)] if letter == ELLIPSIS else [(letter, 0)]
    for axis in wanted:
        if axis not in axes:
            tensor = unsqueeze(tensor, tensor.dim())
            axes.append(axis)
    return permute_op(tensor, [axes.index(axis) for axis in wanted])


def _contracted(operands: list[Any], reading: _Reading) -> Any:
    """All operands multiplied and summed over what the result does not have."""
    rank, kept = operands[0].dim(), reading.kept
    summed = list(range(kept, rank))
    if len(operands) == 1:
        return operands[0].sum(summed) if summed else operands[0]
    left = {axis: sum(operand.shape[axis] != 1 for operand in operands) for axis in summed}
    made = operands[0]
    for other in operands[1:]:
        alone: tuple[list[int], list[int]] = ([], [])
        together: list[int] = []
        for axis in summed:
            sizes = (made.shape[axis], other.shape[axis])
            if 1 not in sizes:
                left[axis] -= 1
                if left[axis] == 1:
                    together.append(axis)
                    left[axis] = 0
            elif left[axis] == 1 and sizes != (1, 1):
                alone[sizes[0] == 1].append(axis)
                left[axis] = 0
        made = made.sum(alone[0], keepdim=True) if alone[0] else made
        other = other.sum(alone[1], keepdim=True) if alone[1] else other
        made = _pair(made, other, together) if together else made * other
    return view_op(made, tuple(made.shape[:kept])) if summed else made


def _pair(first: Any, second: Any, together: Sequence[int]) -> Any:
    """The product of two operands summed over some axes, which stay with size 1."""
    both: list[int] = []
    only_first: list[int] = []
    only_second: list[int] = []
    for axis in range(first.dim()):
        if axis in together:
            continue
        wide = (first.shape[axis] != 1, second.shape[axis] != 1)
        (only_first if wide == (True, False) else only_second if wide == (False, True) else both).append(axis)
    order = [*both, *only_first, *together, *only_second]
    many = [first.shape[axis] for axis in both]
    rows = [first.shape[axis] for axis in only_first]
    columns = [second.shape[axis] for axis in only_second]
    middle = prod(first.shape[axis] for axis in together)
    left = reshape(permute_op(first, order), (prod(many), prod(rows), middle))
    turned = [*both, *together, *only_second, *only_first]
    right = reshape(permute_op(second, turned), (prod(many), middle, prod(columns)))
    shape = [*many, *rows, *[1] * len(together), *columns]
    made = view_op(bmm(left, right), tuple(shape))
    return permute_op(made, [order.index(axis) for axis in range(first.dim())])
