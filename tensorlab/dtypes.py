"""Types of elements, how they mix, and the two small values that go with them: ``Size`` and ``device``.

numpy's promotion is not PyTorch's, so numpy never decides it: :func:`promote` does, and can tell the path it took.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """The families a type can belong to; a higher one is never lost when types mix."""

    BOOL = 0
    INT = 1
    FLOAT = 2


class dtype:
    """The type of a tensor's elements; ``torch.float32`` and its siblings are the only instances."""

    __slots__ = ("is_floating_point", "is_signed", "itemsize", "kind", "name", "numpy", "type_name")

    def __init__(
        self, name: str, numpy: type, kind: Kind, type_name: str, itemsize: builtins.int | None = None
    ) -> None:
        self.name = name
        self.numpy: np.dtype[Any] = np.dtype(numpy)
        self.kind = kind
        self.type_name = type_name
        self.itemsize = self.numpy.itemsize if itemsize is None else itemsize
        self.is_signed = name not in ("uint8", "bool")
        self.is_floating_point = kind is Kind.FLOAT

    @property
    def counts(self) -> builtins.int:
        """How many whole numbers from 0 on it holds without a gap."""
        if self.kind is Kind.FLOAT:
            return 2 ** (8 if self.itemsize == 2 and self.numpy.itemsize == 4 else np.finfo(self.numpy).nmant + 1) + 1
        return 2 if self.kind is Kind.BOOL else builtins.int(np.iinfo(self.numpy).max) + 1

    @property
    def is_complex(self) -> builtins.bool:
        return False

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return named, (self.name,)


float64 = double = dtype("float64", np.float64, Kind.FLOAT, "Double")
float32 = float = dtype("float32", np.float32, Kind.FLOAT, "Float")
float16 = half = dtype("float16", np.float16, Kind.FLOAT, "Half")
bfloat16 = dtype("bfloat16", np.float32, Kind.FLOAT, "BFloat16", itemsize=2)
int64 = long = dtype("int64", np.int64, Kind.INT, "Long")
int32 = int = dtype("int32", np.int32, Kind.INT, "Int")
int16 = short = dtype("int16", np.int16, Kind.INT, "Short")
int8 = dtype("int8", np.int8, Kind.INT, "Char")
uint8 = dtype("uint8", np.uint8, Kind.INT, "Byte")
bool = dtype("bool", np.bool_, Kind.BOOL, "Bool")

ALL = (float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool)
_BY_NAME = {one.name: one for one in ALL}
_BY_NUMPY = {one.numpy: one for one in ALL if one is not bfloat16}
_WORDS = {float64: "double", float32: "float", float16: "c10::Half", bfloat16: "c10::BFloat16", int64: "long int"}

_default = float32


def named(name: str) -> dtype:
    """The type of this name: ``named("float32")``."""
    return _BY_NAME[name]


def from_numpy(numpy_dtype: np.dtype[Any]) -> dtype:
    """The type that holds what this numpy type holds.

    Raises:
        TypeError: no type does.
    """
    found = _BY_NUMPY.get(numpy_dtype.newbyteorder("="))
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type {numpy_dtype}. The only supported types are: float64, float32, float16, "
            "int64, int32, int16, int8, uint8, and bool."
        )
    return found


def word(one: dtype) -> str:
    """The name C++ gives it, as PyTorch's messages of linear algebra do: ``long int``."""
    return _WORDS.get(one, one.type_name.lower())


def get_default_dtype() -> dtype:
    """The type of float literals and of factories that are not told another."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Make ``d`` the type of float literals.

    Raises:
        TypeError: ``d`` is not a floating point type.
    """
    global _default
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _default = d


class Rank(IntEnum):
    """How much an operand's type counts: a lower rank decides only when its kind is higher."""

    NUMBER = 0
    ZERO_DIM = 1
    TENSOR = 2


@dataclass(frozen=True)
class Operand:
    """What promotion looks at."""

    dtype: dtype
    rank: Rank

    def __str__(self) -> str:
        words = {Rank.NUMBER: "Python number", Rank.ZERO_DIM: "0-dim tensor", Rank.TENSOR: "tensor"}
        return f"{self.dtype.name} ({words[self.rank]})"


@dataclass(frozen=True)
class Promotion:
    """The result of mixing types, and why: ``decided_by`` is the rank whose type won."""

    operands: tuple[Operand, ...]
    result: dtype
    decided_by: Rank

    def __str__(self) -> str:
        return " with ".join(map(str, self.operands)) + f" gives {self.result.name}"


def of_number(number: Any) -> dtype:
    """The type a Python number counts as."""
    if isinstance(number, (builtins.bool, np.bool_)):
        return bool
    if isinstance(number, (builtins.int, np.integer)):
        return int64
    return _default


@cache
def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest type that both fit, for operands of the same rank.

    >>> promote_types(uint8, int8)
    torch.int16
    """
    if type1 is type2:
        return type1
    if type1.kind is not type2.kind:
        return type1 if type1.kind > type2.kind else type2
    if type1.kind is Kind.FLOAT:
        if {type1, type2} == {float16, bfloat16}:
            return float32
        return type1 if type1.itemsize > type2.itemsize else type2
    if type1.is_signed == type2.is_signed:
        return type1 if type1.itemsize > type2.itemsize else type2
    signed = type1 if type1.is_signed else type2
    return int16 if signed is int8 else signed


def _join(high: dtype | None, low: dtype | None) -> dtype | None:
    if high is None or low is None:
        return low if high is None else high
    return low if low.kind > high.kind else high


def promotion(operands: Sequence[Operand]) -> Promotion:
    """How the types of these operands mix, with the rank that decided."""
    best: dict[Rank, dtype | None] = dict.fromkeys(Rank)
    for operand in operands:
        known = best[operand.rank]
        best[operand.rank] = operand.dtype if known is None else promote_types(known, operand.dtype)
    below = _join(best[Rank.ZERO_DIM], best[Rank.NUMBER])
    result = _join(best[Rank.TENSOR], below)
    assert result is not None, "promotion needs an operand"
    decided = next(rank for rank in reversed(Rank) if best[rank] is not None and best[rank] is result)
    return Promotion(tuple(operands), result, decided)


@lru_cache(maxsize=4096)
def _promote(key: tuple[tuple[dtype, Rank], ...], default: dtype) -> dtype:
    return promotion([Operand(one, rank) for one, rank in key]).result


def promote(key: tuple[tuple[dtype, Rank], ...]) -> dtype:
    """The type of the result of mixing these (type, rank) pairs."""
    return _promote(key, _default)


def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether an in-place result of type ``from_`` may be stored as ``to``: its kind must not go down."""
    return from_.kind <= to.kind


def round_to_bfloat16(array: NDArray[Any]) -> NDArray[Any]:
    """float32 values cut to bfloat16's 8 bits of precision, ties to even, still as float32."""
    bits = np.asarray(array, np.float32).view(np.uint32)
    rounded = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(array), np.float32(np.nan), rounded.view(np.float32))


class Size(tuple[builtins.int, ...]):
    """A shape: a tuple that prints as ``torch.Size([2, 3])``."""

    __slots__ = ()

    def numel(self) -> builtins.int:
        """How many elements a tensor of this shape has."""
        count = 1
        for size in self:
            count *= size
        return count

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __add__(self, other: Any) -> Size:
        return Size(tuple(self) + tuple(other))

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __mul__(self, count: SupportsIndex) -> Size:
        return Size(tuple.__mul__(self, count))


class device:
    """Where a tensor's memory is. TensorLab computes on the CPU alone.

    Raises:
        AssertionError: ``cuda`` was asked for, with PyTorch's text for a build without it.
        RuntimeError: no such kind of device exists.
    """

    __slots__ = ("index", "type")

    def __init__(self, type: str | device = "cpu", index: builtins.int | None = None) -> None:
        name, _, number = str(type).partition(":")
        if name == "cuda":
            raise AssertionError("Torch not compiled with CUDA enabled")
        if name not in ("cpu", "meta"):
            raise RuntimeError(f"Expected one of cpu, cuda device type at start of device string: {name}")
        self.type: str = name
        self.index: builtins.int | None = builtins.int(number) if number else index

    def __repr__(self) -> str:
        return (
            f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"
        )

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> builtins.int:
        return hash((self.type, self.index))


CPU = device("cpu")


class finfo:
    """Limits of a floating point type."""

    def __init__(self, type: dtype | None = None) -> None:
        kind = type or _default
        if not kind.is_floating_point:
            raise TypeError(f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{kind}'")
        info = np.finfo(kind.numpy)
        self.dtype = kind.name
        self.bits = kind.itemsize * 8
        self.eps = 2.0**-7 if kind is bfloat16 else builtins.float(info.eps)
        self.max = 3.3895313892515355e38 if kind is bfloat16 else builtins.float(info.max)
        self.min = -self.max
        self.tiny = self.smallest_normal = builtins.float(info.tiny)
        self.resolution = 0.01 if kind is bfloat16 else builtins.float(info.resolution)


class iinfo:
    """Limits of an integer type."""

    def __init__(self, type: dtype) -> None:
        if type.kind is not Kind.INT:
            raise TypeError(f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{type}'")
        info = np.iinfo(type.numpy)
        self.dtype = type.name
        self.bits = info.bits
        self.max, self.min = builtins.int(info.max), builtins.int(info.min)


def shape_of(sizes: Iterable[Any]) -> Size:
    """The sizes as plain integers."""
    return Size([builtins.int(size) for size in sizes])
