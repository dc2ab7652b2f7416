"""Operations done to a tensor by hand: what they ask, the line that does them, and the shape that comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tensorlab.explain import broadcast, concatenate, index, matmul, permute, reduce, reshape, transpose, view
from ui.models.explanation import parse_key, parse_sizes


class Kind(Enum):
    """What an operation gives."""

    VIEW = "view"
    COPY = "copy"
    COMPUTED = "computed"
    CHANGED = "changed"
    """The tensor itself is changed, nothing new comes out."""


class Ask(Enum):
    """What has to be filled in."""

    NOTHING = "nothing"
    SIZES = "sizes"
    DIM = "dim"
    DIMS = "dims"
    KEY = "key"
    OTHER = "other"
    DTYPE = "dtype"


@dataclass(frozen=True)
class Given:
    """The tensor that an operation is done to, and what was filled in."""

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str = "float32"
    text: str = ""
    keepdim: bool = False
    other: str = ""
    other_shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The code, with ``{x}`` for the tensor, and what comes out of it."""

    code: str
    shape: tuple[int, ...]
    kind: Kind
    dtype: str


_TENSORS = {
    "float64": "torch.DoubleTensor",
    "float32": "torch.FloatTensor",
    "float16": "torch.HalfTensor",
    "bfloat16": "CPUBFloat16Type",
    "int64": "torch.LongTensor",
    "int32": "torch.IntTensor",
    "int16": "torch.ShortTensor",
    "int8": "torch.CharTensor",
    "uint8": "torch.ByteTensor",
    "bool": "CPUBoolType",
    "complex64": "CPUComplexFloatType",
    "complex128": "CPUComplexDoubleType",
}
"""What PyTorch's messages call a tensor of a type."""

Work = Callable[[Given], Outcome]


@dataclass(frozen=True)
class Operation:
    """One entry of the list."""

    name: str
    ask: Ask
    work: Work
    default: Callable[[Given], str] = lambda _: ""
    keeps: bool = False
    """Whether ``keepdim`` can be asked for."""


def outcome(operation: Operation, given: Given) -> Outcome:
    """What the operation gives.

    Raises:
        ValueError: what was filled in cannot be read.
        IndexError, RuntimeError: PyTorch would refuse it, in these words.
    """
    return operation.work(given)


def _reshape(given: Given) -> Outcome:
    sizes = parse_sizes(given.text)
    order = reshape(given.shape, sizes, given.stride)
    kind = Kind.VIEW if order.shares_memory else Kind.COPY
    return Outcome(f"{{x}}.reshape({_numbers(sizes)})", order.result, kind, given.dtype)


def _view(given: Given) -> Outcome:
    sizes = parse_sizes(given.text)
    found = view(given.shape, given.stride, sizes)
    if found.shape is None:
        count = 1
        for size in given.shape:
            count *= size
        raise RuntimeError(f"shape '{list(sizes)}' is invalid for input of size {count}")
    if found.stride is None:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return Outcome(f"{{x}}.view({_numbers(sizes)})", found.shape, Kind.VIEW, given.dtype)


def _numbers(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes)) if sizes else "()"


def _permute(given: Given) -> Outcome:
    dims = parse_sizes(given.text)
    return Outcome(f"{{x}}.permute({_numbers(dims)})", permute(given.shape, dims).result, Kind.VIEW, given.dtype)


def _transpose(given: Given) -> Outcome:
    dims = parse_sizes(given.text)
    if len(dims) != 2:
        raise ValueError(given.text)
    result = transpose(given.shape, *dims).result
    return Outcome(f"{{x}}.transpose({dims[0]}, {dims[1]})", result, Kind.VIEW, given.dtype)


def _squeeze(given: Given) -> Outcome:
    if not given.text.strip():
        return Outcome("{x}.squeeze()", tuple(size for size in given.shape if size != 1), Kind.VIEW, given.dtype)
    dim = _dim(given.text, len(given.shape))
    shape = given.shape
    left = (*shape[:dim], *shape[dim + 1 :]) if shape and shape[dim] == 1 else shape
    return Outcome(f"{{x}}.squeeze({int(given.text)})", left, Kind.VIEW, given.dtype)


def _unsqueeze(given: Given) -> Outcome:
    dim = _dim(given.text, len(given.shape) + 1)
    shape = (*given.shape[:dim], 1, *given.shape[dim:])
    return Outcome(f"{{x}}.unsqueeze({int(given.text)})", shape, Kind.VIEW, given.dtype)


def _dim(text: str, rank: int) -> int:
    dim, low = int(text.replace("−", "-")), max(rank, 1)
    if not -low <= dim < low:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-low}, {low - 1}], but got {dim})")
    return dim % low


def _flatten(given: Given) -> Outcome:
    order = reshape(given.shape, (-1,) if 0 not in given.shape else (0,), given.stride)
    return Outcome("{x}.flatten()", order.result, Kind.VIEW if order.shares_memory else Kind.COPY, given.dtype)


def _expand(given: Given) -> Outcome:
    sizes = parse_sizes(given.text)
    extra = len(sizes) - len(given.shape)
    if extra < 0:
        tensor = f"{_TENSORS[given.dtype]}{{{list(given.shape)}}}"
        raise RuntimeError(
            f"expand({tensor}, size={list(sizes)}): the number of sizes provided ({len(sizes)}) must be greater or "
            f"equal to the number of dimensions in the tensor ({len(given.shape)})"
        )
    for axis, (size, own) in enumerate(zip(sizes[extra:], given.shape, strict=True), extra):
        if own not in (1, size):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({own}) at non-singleton "
                f"dimension {axis}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(given.shape)}"
            )
    return Outcome(f"{{x}}.expand({_numbers(sizes)})", sizes, Kind.VIEW, given.dtype)


def _folding(name: str) -> Work:
    def work(given: Given) -> Outcome:
        dims = parse_sizes(given.text)
        whole = name in ("max", "min") and len(dims) > 1
        call = "amax" if whole and name == "max" else "amin" if whole else name
        reduction = reduce(given.shape, dims or None, given.keepdim and bool(dims))
        parts = [] if not dims else [str(dims[0]) if len(dims) == 1 else str(dims)]
        if given.keepdim and dims:
            parts.append("keepdim=True")
        dtype = given.dtype
        if name == "mean" and "float" not in dtype and "complex" not in dtype:
            word = "Bool" if dtype == "bool" else "Long" if dtype == "int64" else dtype
            raise RuntimeError(
                "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
                f"Got: {word}"
            )
        if name == "sum" and ("int" in dtype or dtype == "bool"):
            dtype = "int64"
        tail = ".values" if name in ("max", "min") and len(dims) == 1 else ""
        return Outcome(f"{{x}}.{call}({', '.join(parts)}){tail}", reduction.result, Kind.COMPUTED, dtype)

    return work


def _index(given: Given) -> Outcome:
    found = index(given.shape, parse_key(given.text), given.stride)
    kind = Kind.VIEW if found.is_view else Kind.COPY
    return Outcome(f"{{x}}[{given.text.strip()}]", found.result, kind, given.dtype)


def _binary(sign: str) -> Work:
    def work(given: Given) -> Outcome:
        if not given.other:
            raise ValueError("")
        found = broadcast(given.shape, given.other_shape)
        if found.result is None:
            axis = found.clash
            assert axis is not None, "shapes without a result clash"
            a, b = axis.sizes
            place = len(found.axes) + axis.position
            raise RuntimeError(
                f"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {place}"
            )
        return Outcome(f"{{x}} {sign} {given.other}", found.result, Kind.COMPUTED, given.dtype)

    return work


def _matmul(given: Given) -> Outcome:
    if not given.other:
        raise ValueError("")
    found = matmul(given.shape, given.other_shape)
    if found.result is None:
        sizes = ("x".join(map(str, shape)) for shape in (given.shape, given.other_shape))
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({' and '.join(sizes)})")
    return Outcome(f"{{x}} @ {given.other}", found.result, Kind.COMPUTED, given.dtype)


def _cat(given: Given) -> Outcome:
    if not given.other:
        raise ValueError("")
    dim = int(given.text or "0")
    found = concatenate([given.shape, given.other_shape], dim)
    if found.result is None:
        raise RuntimeError(f"Sizes of tensors must match except in dimension {found.dim}.")
    return Outcome(f"torch.cat([{{x}}, {given.other}], {dim})", found.result, Kind.COPY, given.dtype)


def _to(given: Given) -> Outcome:
    dtype = given.text.strip() or "float32"
    kind = Kind.VIEW if dtype == given.dtype else Kind.COPY
    return Outcome(f"{{x}}.to(torch.{dtype})", given.shape, kind, dtype)


def _same(code: str, kind: Kind) -> Work:
    return lambda given: Outcome(code, given.shape, kind, given.dtype)


def _reversed(given: Given) -> str:
    return ", ".join(map(str, reversed(given.shape)))


def _axes_reversed(given: Given) -> str:
    return ", ".join(map(str, reversed(range(len(given.shape)))))


OPERATIONS = (
    Operation("reshape", Ask.SIZES, _reshape, _reversed),
    Operation("view", Ask.SIZES, _view, _reversed),
    Operation("permute", Ask.DIMS, _permute, _axes_reversed),
    Operation("transpose", Ask.DIMS, _transpose, lambda given: "0, -1"),
    Operation("squeeze", Ask.DIM, _squeeze),
    Operation("unsqueeze", Ask.DIM, _unsqueeze, lambda given: "0"),
    Operation("flatten", Ask.NOTHING, _flatten),
    Operation("expand", Ask.SIZES, _expand, lambda given: ", ".join(map(str, given.shape))),
    Operation("[ ]", Ask.KEY, _index, lambda given: "0"),
    Operation("sum", Ask.DIMS, _folding("sum"), keeps=True),
    Operation("mean", Ask.DIMS, _folding("mean"), keeps=True),
    Operation("max", Ask.DIMS, _folding("max"), keeps=True),
    Operation("min", Ask.DIMS, _folding("min"), keeps=True),
    Operation("+", Ask.OTHER, _binary("+")),
    Operation("−", Ask.OTHER, _binary("-")),
    Operation("×", Ask.OTHER, _binary("*")),
    Operation("÷", Ask.OTHER, _binary("/")),
    Operation("@", Ask.OTHER, _matmul),
    Operation("cat", Ask.OTHER, _cat),
    Operation("to", Ask.DTYPE, _to),
    Operation("contiguous", Ask.NOTHING, _same("{x}.contiguous()", Kind.COPY)),
    Operation("clone", Ask.NOTHING, _same("{x}.clone()", Kind.COPY)),
    Operation("detach", Ask.NOTHING, _same("{x}.detach()", Kind.VIEW)),
    Operation("requires_grad_", Ask.NOTHING, _same("{x}.requires_grad_()", Kind.CHANGED)),
    Operation("zero_", Ask.NOTHING, _same("{x}.zero_()", Kind.CHANGED)),
    Operation("grad = None", Ask.NOTHING, _same("{x}.grad = None", Kind.CHANGED)),
)
"""In the order of the list."""
