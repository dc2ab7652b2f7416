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
    COMPLEX = 3


class dtype:
    """The type of a tensor's elements; ``torch.float32`` and its siblings are the only instances."""

    __module__ = "torch"
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
            is_brain = self.itemsize == 2 and self.numpy.itemsize == 4
            digits = 8 if is_brain else builtins.int(np.finfo(self.numpy).nmant) + 1
            return builtins.int(2**digits) + 1
        largest = 1 if self.kind is Kind.BOOL else builtins.int(np.iinfo(self.numpy).max)
        return largest + 1

    @property
    def is_complex(self) -> builtins.bool:
        return self.kind is Kind.COMPLEX

    def to_complex(self) -> dtype:
        """The type of complex numbers with parts of this type."""
        if self.name not in _COMPLEX_OF:
            raise RuntimeError(f"Unknown Complex ScalarType for {self.type_name}")
        return _COMPLEX_OF[self.name]

    def to_real(self) -> dtype:
        """The type of the parts of complex numbers."""
        return next((_BY_NAME[name] for name, one in _COMPLEX_OF.items() if one is self), self)

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


class Absent(dtype):
    """A type that PyTorch has and tensors here do not: it can be named and compared, and no tensor made of it."""

    __slots__ = ()

    def __init__(self, name: str, kind: Kind, itemsize: builtins.int) -> None:
        self.name = name
        self.kind = kind
        self.type_name = name.title()
        self.itemsize = itemsize
        self.is_signed = not name.startswith("u")
        self.is_floating_point = kind is Kind.FLOAT

    @property
    def numpy(self) -> np.dtype[Any]:  # type: ignore[override]
        raise absent(self.name)


def absent(name: str) -> NotImplementedError:
    """The error for a tensor of a type that there is not."""
    number = "complex" if name.startswith("complex") else name
    return NotImplementedError(
        f"TensorLab has no {number} tensors; it has float16 to float64, bfloat16, int8 to int64, uint8 and bool"
    )


complex32 = chalf = Absent("complex32", Kind.COMPLEX, 4)
complex64 = cfloat = Absent("complex64", Kind.COMPLEX, 8)
complex128 = cdouble = Absent("complex128", Kind.COMPLEX, 16)
uint16, uint32, uint64 = (Absent(f"uint{8 * size}", Kind.INT, size) for size in (2, 4, 8))
float8_e4m3fn, float8_e5m2 = (Absent(name, Kind.FLOAT, 1) for name in ("float8_e4m3fn", "float8_e5m2"))
_COMPLEX_OF = {"float16": complex32, "float32": complex64, "float64": complex128}

ALL = (float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool)
_BY_NAME = {one.name: one for one in ALL}
_BY_NUMPY = {one.numpy: one for one in ALL if one is not bfloat16}
_BY_PYTHON: dict[Any, dtype] = {builtins.float: float64, builtins.int: int64, builtins.bool: bool}
_WORDS = {
    float64: "double",
    float32: "float",
    float16: "c10::Half",
    bfloat16: "c10::BFloat16",
    int64: "long int",
    int8: "signed char",
    uint8: "unsigned char",
}

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
    if found is None and (numpy_dtype.kind == "c" or numpy_dtype.name in ("uint16", "uint32", "uint64")):
        raise absent(numpy_dtype.name)
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{numpy_dtype.type.__name__}. The only supported types are: "
            "float64, float32, float16, int64, int32, int16, int8, uint8, and bool."
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
    if not isinstance(d, dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
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
    if isinstance(number, complex):
        raise absent("complex64")
    return _default


def chosen(name: str, given: Any) -> dtype | None:
    """The type that ``dtype=`` asks this function for: itself, or that of a Python type; None asks for none.

    Raises:
        TypeError: it is no type of numbers.

    >>> chosen("zeros", builtins.float)
    torch.float64
    """
    if given is None or isinstance(given, dtype):
        return given
    if given is complex:
        raise absent("complex128")
    found = _BY_PYTHON.get(given) if isinstance(given, type) else None  # what is no type may have no hash
    if found is None:
        raise TypeError(f"{name}(): argument 'dtype' must be torch.dtype, not {type(given).__name__}")
    return found


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


def rounded(array: NDArray[Any], kind: dtype) -> NDArray[Any]:
    """Numbers as this type keeps them: bfloat16's are kept as float32."""
    return round_to_bfloat16(array) if kind is bfloat16 else array


def round_to_bfloat16(array: NDArray[Any]) -> NDArray[Any]:
    """float32 values cut to bfloat16's 8 bits of precision, ties to even, still as float32."""
    bits = np.asarray(array, np.float32).view(np.uint32)
    rounded = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(array), np.float32(np.nan), rounded.view(np.float32))


class Size(tuple[builtins.int, ...]):
    """A shape: a tuple that prints as ``torch.Size([2, 3])``."""

    __module__ = "torch"
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

    def __radd__(self, other: tuple[Any, ...]) -> Size:
        return Size(tuple(other) + tuple(self))

    def __mul__(self, count: SupportsIndex) -> Size:
        return Size(tuple.__mul__(self, count))

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[Any, ...]:
        # By a function: a class that says it is of torch could not be found by its name.
        return shape_of, (tuple(self),)


class _Sizes(dict[tuple[builtins.int, ...], Size]):
    """The shapes met lately, each made once: finding one takes half as long as making it."""

    __slots__ = ()

    def __missing__(self, shape: tuple[builtins.int, ...]) -> Size:
        if len(self) >= _MOST_SIZES:
            self.clear()
        made = self[shape] = Size(shape)
        return made


_MOST_SIZES = 4096
sizes = _Sizes()


_DEVICES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)


class device:
    """Where a tensor's memory could be. TensorLab computes on the CPU alone: see :func:`check_device`.

    Raises:
        RuntimeError: no such kind of device exists.
    """

    __module__ = "torch"
    __slots__ = ("index", "type")

    def __init__(self, type: str | device | builtins.int, index: builtins.int | None = None) -> None:
        if isinstance(type, builtins.int):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        name, colon, number = str(type).partition(":")
        if name not in _DEVICES.split(", "):
            raise RuntimeError(f"Expected one of {_DEVICES} device type at start of device string: {name}")
        if colon and not number.isdecimal():
            raise RuntimeError(f"Invalid device string: '{type}'")
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

    def __reduce__(self) -> tuple[Any, ...]:
        return device_at, (str(self),)

    def __enter__(self) -> device:
        """Tensors made inside a ``with`` block stand on this device, which can be the CPU alone."""
        check_device(self)
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing has changed."""


def device_at(name: str) -> device:
    """The device of this name."""
    return device(name)


def check_device(given: Any) -> None:
    """Raise, with PyTorch's text for a build without it, unless tensors can stand there.

    Raises:
        AssertionError: ``cuda`` was asked for.
        RuntimeError: another device than the CPU was.
    """
    kind = device(given).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {kind} devices")


CPU = device("cpu")


class _Limits:
    """What ``finfo`` and ``iinfo`` share: they print and compare by what they say."""

    _shown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        facts = [f"{name}={_short(getattr(self, name))}" for name in self._shown]
        return f"{type(self).__name__}({', '.join(facts)})"

    def __eq__(self, other: object) -> builtins.bool:
        return type(other) is type(self) and repr(other) == repr(self)

    __hash__ = None  # type: ignore[assignment]


def _short(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"


class finfo(_Limits):
    """Limits of a floating point type.

    >>> finfo(float16)
    finfo(resolution=0.001, min=-65504, max=65504, eps=0.000976562, smallest_normal=6.10352e-05, tiny=6.10352e-05, \
dtype=float16)
    """

    __module__ = "torch"
    _shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny", "dtype")

    def __init__(self, type: dtype | None = None) -> None:
        kind = _default if type is None else _a_dtype("finfo", type)
        if not kind.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        info = np.finfo(kind.numpy)
        self.dtype = kind.name
        self.bits = kind.itemsize * 8
        self.eps = 2.0**-7 if kind is bfloat16 else builtins.float(info.eps)
        self.max = 3.3895313892515355e38 if kind is bfloat16 else builtins.float(info.max)
        self.min = -self.max
        self.tiny = self.smallest_normal = builtins.float(info.tiny)
        self.resolution = 0.01 if kind is bfloat16 else 10.0 ** -builtins.int(info.precision)


class iinfo(_Limits):
    """Limits of an integer type."""

    __module__ = "torch"
    _shown = ("min", "max", "dtype")

    def __init__(self, type: dtype) -> None:
        kind = _a_dtype("iinfo", type)
        if kind is bool:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if kind.kind is not Kind.INT:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        info = np.iinfo(kind.numpy)
        self.dtype = kind.name
        self.bits = info.bits
        self.max, self.min = builtins.int(info.max), builtins.int(info.min)


def _a_dtype(name: str, given: Any) -> dtype:
    found = given if isinstance(given, dtype) else _BY_PYTHON.get(given) if isinstance(given, type) else None
    if found is None:
        kind = type(given).__name__
        raise TypeError(f"{name}(): argument 'type' (position 1) must be torch.dtype, not {kind}")
    return found


class layout:
    """How a tensor's elements lie in memory; here there is one way, ``torch.strided``."""

    __module__ = "torch"

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"torch.{self._name}"


class memory_format(layout):
    """In which order the elements of a new tensor lie; accepted, and all are contiguous here."""

    __module__ = "torch"


strided = layout("strided")
contiguous_format = legacy_contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")


def shape_of(sizes: Iterable[Any]) -> Size:
    """The sizes as plain integers."""
    return Size([builtins.int(size) for size in sizes])


def contiguous_strides(shape: Iterable[builtins.int]) -> tuple[builtins.int, ...]:
    """The steps, in elements, of a tensor whose elements stand row by row; an empty axis counts as one element."""
    strides: list[builtins.int] = []
    step = 1
    for size in reversed(tuple(shape)):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))
