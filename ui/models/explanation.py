"""What the explain dock is about at a step: which page, which operands, and what the source says was asked of them.

Dimensions, indices and target shapes are no tensors, so no recording holds them; they are read from the expression
that the user wrote, and where that does not tell, from the shapes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tensorlab.events import NOBODY
from tensorlab.explain import Reduction, broadcast, contiguous_strides, matmul, reduce
from ui.models.recording import NodeKind, Recording


class Page(Enum):
    """The questions that the dock answers."""

    BROADCAST = "broadcast"
    ORDER = "order"
    REDUCE = "reduce"
    MATMUL = "matmul"
    DTYPE = "dtype"
    INDEX = "index"
    CONCATENATE = "concatenate"
    STORAGE = "storage"


SIGNS = {"add": "+", "sub": "−", "mul": "×", "div": "÷"}
PRODUCTS = frozenset({"mm", "mv", "bmm", "matmul", "dot"})
_FOLDS = frozenset({"view", "_unsafe_view", "expand", "clone", "reshape", "unsqueeze"})
"""What a product of more than two axes does to its operands and to its result by itself."""

ORDERS = frozenset(
    {"view", "reshape", "permute", "transpose", "t", "unsqueeze", "squeeze", "flatten", "movedim", "unflatten"}
)
REDUCTIONS = frozenset(
    {"sum", "mean", "prod", "max", "min", "amax", "amin", "argmax", "argmin", "all", "any", "var", "std", "logsumexp"}
)
INDICES = frozenset({"select", "slice", "index"})


@dataclass(frozen=True)
class Operand:
    """A tensor as it was at the step, or one that is only played with."""

    name: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str = "float32"
    offset: int = 0
    value: NDArray[Any] | None = None
    id: int = NOBODY

    @classmethod
    def played(cls, name: str, shape: Sequence[int], scale: int = 1) -> Operand:
        """A made-up tensor of this shape: counted elements, row-major."""
        sizes = tuple(shape)
        numbers = np.arange(1, 1 + int(np.prod(sizes, dtype=np.int64)), dtype=np.float32).reshape(sizes) * scale
        return cls(name, sizes, contiguous_strides(sizes), value=numbers)

    def says_the_same(self, other: Operand) -> bool:
        """Whether nothing about it is different."""
        facts = (self.id, self.name, self.shape, self.stride, self.offset, self.dtype)
        if facts != (other.id, other.name, other.shape, other.stride, other.offset, other.dtype):
            return False
        if self.value is None or other.value is None:
            return self.value is other.value
        return np.array_equal(self.value, other.value, equal_nan=self.value.dtype.kind in "fc")


@dataclass(frozen=True)
class Subject:
    """What is explained.

    Attributes:
        op: the operation; "" where tensors are only held beside each other.
        code: what the user wrote.
        call: the arguments that are no tensors, as far as the code tells them.
    """

    page: Page
    operands: tuple[Operand, ...]
    op: str = ""
    code: str = ""
    result: Operand | None = None
    call: Call | None = None

    def says_the_same(self, other: Subject) -> bool:
        """Whether there is nothing new to explain: same question, same tensors, same numbers."""
        mine, theirs = self._tensors(), other._tensors()
        return (
            (self.page, self.op, self.code, self.call) == (other.page, other.op, other.code, other.call)
            and len(mine) == len(theirs)
            and all(one.says_the_same(two) for one, two in zip(mine, theirs, strict=True))
        )

    def _tensors(self) -> tuple[Operand, ...]:
        return self.operands if self.result is None else (*self.operands, self.result)

    @property
    def sign(self) -> str:
        """The sign of an operation of two operands; "" for one that has none, or that was told more than two."""
        if self.result is None or len(self.operands) != 2 or not self.op:
            return ""
        values = [operand.value for operand in self.operands]
        sign = SIGNS.get(self.op, "")
        if sign and values[0] is not None and values[1] is not None and self.result.value is not None:
            # With ``alpha=`` the sign alone would not tell how the result came about.
            same = np.allclose(compute(sign, values[0], values[1]), self.result.value, equal_nan=True)
            return sign if same else ""
        return sign


def compute(sign: str, left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """What two arrays give, with numpy's broadcasting."""
    functions = {"+": np.add, "−": np.subtract, "×": np.multiply, "÷": np.true_divide}
    with np.errstate(all="ignore"):
        if left.dtype == bool and right.dtype == bool:
            left, right = left.astype(np.int64), right.astype(np.int64)
        return np.asarray(functions[sign](left, right))


@dataclass(frozen=True)
class Call:
    """The arguments of a call that are written out as numbers, lists, slices or truth values."""

    arguments: tuple[Any, ...]
    keywords: tuple[tuple[str, Any], ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        return dict(self.keywords).get(name, default)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers, whether written one by one or as one tuple or list."""
        given = self.arguments
        if len(given) == 1 and isinstance(given[0], (tuple, list)):
            given = tuple(given[0])
        return tuple(one for one in given if isinstance(one, int) and not isinstance(one, bool))


def call_of(code: str) -> Call | None:
    """The outermost call or index of an expression, None where it is neither or more than literals.

    >>> call_of("x.sum(1, keepdim=True)").get("keepdim")
    True
    """
    try:
        node = ast.parse(code, mode="eval").body
    except SyntaxError:
        return None
    if isinstance(node, ast.Subscript):
        key = _literal(node.slice)
        return None if key is _UNKNOWN else Call((key,))
    if not isinstance(node, ast.Call):
        return None
    # ``torch.sum(x, 1)`` has the tensor in front of what ``x.sum(1)`` has.
    given = [_literal(argument) for argument in node.args]
    keywords = [(word.arg, _literal(word.value)) for word in node.keywords if word.arg is not None]
    return Call(
        tuple(value for value in given if value is not _UNKNOWN),
        tuple((name, value) for name, value in keywords if value is not _UNKNOWN),
    )


_UNKNOWN = object()


def _literal(node: ast.expr) -> Any:
    if isinstance(node, ast.Slice):
        ends = [None if end is None else _literal(end) for end in (node.lower, node.upper, node.step)]
        return _UNKNOWN if _UNKNOWN in ends else slice(*ends)
    if isinstance(node, ast.Tuple):
        parts = [_literal(part) for part in node.elts]
        return _UNKNOWN if any(part is _UNKNOWN for part in parts) else tuple(parts)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return _UNKNOWN


def parse_key(text: str) -> Any:
    """An index as it is typed between brackets: ``1:3, ..., None, [0, 2]``.

    Raises:
        ValueError: it is no index of literals.
    """
    try:
        node = ast.parse(f"x[{text}]", mode="eval").body
    except SyntaxError:
        raise ValueError(text) from None
    key = _literal(node.slice) if isinstance(node, ast.Subscript) else _UNKNOWN
    if key is _UNKNOWN or not _is_key(key):
        raise ValueError(text)
    return key


def _is_key(key: Any) -> bool:
    if isinstance(key, (tuple, list)):
        return all(_is_key(part) for part in key)
    return key is None or key is Ellipsis or isinstance(key, (int, slice))


def parse_sizes(text: str) -> tuple[int, ...]:
    """Whole numbers with commas, in brackets or not: ``(3, -1)``.

    Raises:
        ValueError: something else was typed.

    >>> parse_sizes("3, -1")
    (3, -1)
    """
    bare = text.strip().strip("()[] ").rstrip(",").replace("−", "-").replace("×", ",").replace("，", ",")
    return tuple(int(part) for part in bare.split(",")) if bare else ()


def operand_of(recording: Recording, tensor: int, step: int) -> Operand:
    """A recorded tensor as an operand."""
    at = max(step, int(recording.born[tensor]))
    return Operand(
        recording.label(tensor, at),
        recording.shape(tensor, at),
        recording.stride(tensor, at),
        recording.dtype(tensor),
        recording.storage_offset(tensor, at),
        recording.value(tensor, at),
        tensor,
    )


SMALL = 6
"""Sizes up to this are drawn as they are."""


def drawn_smaller(operands: Sequence[Operand]) -> tuple[tuple[Operand, ...], dict[int, int]] | None:
    """The same question with sizes small enough to be drawn: equal sizes stay equal, others stay apart, 1 stays 1.

    Returns:
        made-up operands and which size stands for which, or None where there are too many axes or too many sizes.
    """
    sizes = {size for operand in operands for size in operand.shape}
    large = sorted(size for size in sizes if size > SMALL)
    free = [size for size in (3, 4, 5, 6, 2) if size not in sizes]
    if len(large) > len(free) or not all(operand.shape and len(operand.shape) <= 3 for operand in operands):
        return None
    instead = dict(zip(large, sorted(free[: len(large)]), strict=True))
    made = (
        Operand.played(operand.name, [instead.get(size, size) for size in operand.shape], 10 if number else 1)
        for number, operand in enumerate(operands)
    )
    return tuple(made), instead


def subject_of(recording: Recording, step: int, compared: Sequence[int], selection: int) -> Subject | None:
    """What to explain: the tensors held beside each other, else the operation that is or made the selection."""
    known = [tensor for tensor in compared if tensor < recording.n_nodes]
    if known:
        operands = tuple(operand_of(recording, tensor, step) for tensor in known)
        return Subject(Page.BROADCAST if len(known) > 1 else Page.STORAGE, operands)
    if selection == NOBODY or selection >= recording.n_nodes:
        return None
    function = _function(recording, selection)
    if function == NOBODY:
        if recording.kind[selection] != NodeKind.TENSOR:
            return None
        return Subject(Page.STORAGE, (operand_of(recording, selection, step),))
    return _of_function(recording, step, function, selection)


def _function(recording: Recording, node: int) -> int:
    """The operation that a node is or comes from; a reshape that belongs to a matrix product leads to the product."""
    if recording.kind[node] == NodeKind.TENSOR:
        node = recording.producer(node)
    if node == NOBODY or recording.kind[node] != NodeKind.FUNCTION:
        return NOBODY
    if recording.op(node) == "_unsafe_view":
        inside = recording.producer(recording.inputs(node)[0].tensor)
        return inside if inside != NOBODY else node
    return node


def _of_function(recording: Recording, step: int, function: int, selection: int) -> Subject | None:
    at = max(step, int(recording.born[function]))
    whole = _index_of_several(recording, function, at)
    if whole is not None:
        return whole
    taken, given = [used.tensor for used in recording.inputs(function)], recording.outputs(function)[:1]
    if recording.op(function) in PRODUCTS and given:
        taken, given = _as_written(recording, function, taken, given[0])
    operands = tuple(operand_of(recording, tensor, at) for tensor in taken)
    result = operand_of(recording, given[0], at) if given else None
    op, code = recording.op(function), recording.expression(function)
    page = _page(op, operands, result)
    if page is not None:
        return Subject(page, operands, op, code, result, call_of(code))
    if recording.kind[selection] == NodeKind.TENSOR:
        return Subject(Page.STORAGE, (operand_of(recording, selection, step),))
    return Subject(Page.STORAGE, (result,)) if result is not None else None


def _as_written(recording: Recording, product: int, taken: list[int], given: int) -> tuple[list[int], list[int]]:
    """The tensors of a product that folds its batch axes for itself, before they are folded and after."""
    code = recording.expression(product)

    def written(tensor: int) -> int:
        before = recording.producer(tensor)
        is_own = before != NOBODY and recording.op(before) in _FOLDS and recording.expression(before) == code
        return written(recording.inputs(before)[0].tensor) if is_own else tensor

    unfolded = (
        recording.outputs(reader)[0]
        for reader in recording.users(given)
        if recording.op(reader) in _FOLDS and recording.expression(reader) == code
    )
    return [written(tensor) for tensor in taken], [next(unfolded, given)]


def _index_of_several(recording: Recording, function: int, at: int) -> Subject | None:
    """An index such as ``x[0, 1]`` or ``x[None]`` is several steps; together they are what was written."""
    code = recording.expression(function)
    steps = INDICES | {"unsqueeze"}
    if not code.endswith("]") or recording.op(function) not in steps:
        return None
    first = function
    while (before := recording.producer(recording.inputs(first)[0].tensor)) != NOBODY:
        if recording.op(before) not in steps or recording.place(before) != recording.place(function):
            break
        first = before
    operands = [recording.inputs(first)[0].tensor, *(used.tensor for used in recording.inputs(function)[1:])]
    result = operand_of(recording, recording.outputs(function)[0], at)
    known = tuple(operand_of(recording, tensor, at) for tensor in operands)
    return Subject(Page.INDEX, known, "index", code, result, call_of(code))


def _page(op: str, operands: tuple[Operand, ...], result: Operand | None) -> Page | None:
    if op in PRODUCTS and len(operands) == 2 and all(operand.shape for operand in operands):
        return Page.MATMUL
    if op in ("cat", "stack"):
        return Page.CONCATENATE if op == "cat" else None
    one_operand = {**dict.fromkeys(ORDERS, Page.ORDER), **dict.fromkeys(REDUCTIONS, Page.REDUCE), "to": Page.DTYPE}
    if op in INDICES and operands:
        return Page.INDEX
    if op in one_operand and len(operands) == 1:
        return one_operand[op]
    if op in SIGNS and result is not None and _changes_type_alone(operands, result):
        return Page.DTYPE
    if len(operands) >= 2 and result is not None:
        return Page.BROADCAST if broadcast(*(one.shape for one in operands)).result == result.shape else None
    return None


def _changes_type_alone(operands: tuple[Operand, ...], result: Operand) -> bool:
    """Whether the type is the one thing about which something happened: all shapes are equal."""
    types = {one.dtype for one in (*operands, result)}
    return len(types) > 1 and all(one.shape == result.shape for one in operands)


def number_in(code: str) -> bool | int | float | None:
    """The Python number that a tensor is joined with, as it was written; None where there is none.

    >>> number_in("torch.arange(3) + 0.5")
    0.5
    """
    try:
        node = ast.parse(code, mode="eval").body
    except SyntaxError:
        return None
    sides = [_literal(node.left), _literal(node.right)] if isinstance(node, ast.BinOp) else []
    return next((side for side in sides if isinstance(side, bool | int | float)), None)


def reduction_of(subject: Subject) -> Reduction:
    """Which axes folded: as the code says, else the only way in which the shapes allow it."""
    shape = subject.operands[0].shape
    result = () if subject.result is None else subject.result.shape
    call = subject.call
    if call is not None:
        asked = call.get("dim", call.get("axis", call.numbers or None))
        try:
            told = reduce(shape, asked, bool(call.get("keepdim", len(result) == len(shape) > 0)))
        except (IndexError, RuntimeError, TypeError):
            told = None
        if told is not None and told.result == result:
            return told
    keepdim = len(result) == len(shape)
    axes = range(len(shape))
    ways = [reduce(shape, dims, keepdim) for count in range(1, len(shape) + 1) for dims in combinations(axes, count)]
    return next((way for way in ways if way.result == result), reduce(shape))


def product_clash(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two shapes have no matrix product."""
    return not left or not right or matmul(left, right).result is None
