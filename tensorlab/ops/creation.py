"""Tensors from nothing: from numbers, from numpy, filled, counted, drawn at random."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from tensorlab import dtypes, errors, events, random
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.node import UNASKED
from tensorlab.layouts import laid_out
from tensorlab.ops.nested import array_from_nested, is_sequence, type_of
from tensorlab.ops.plans import Array
from tensorlab.ops.shape import sizes_from
from tensorlab.ops.writing import into

_READ_ONLY = (
    "The given buffer is not writable, and PyTorch does not support non-writable tensors. This means you can write to "
    "the underlying (supposedly non-writable) buffer using the tensor. You may want to copy the buffer to protect its "
    "data or make it writable before converting it to a tensor. This type of warning will be suppressed for the rest "
    "of this program."
)
_LIST_OF_ARRAYS = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a "
    "single numpy.ndarray with numpy.array() before converting to a tensor."
)
_COPY_WARNING = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)


def born(op: str, array: Array, dtype: dtypes.dtype, requires_grad: bool = False) -> Tensor:
    """A new leaf over this memory, told to whoever listens."""
    made = wrap(array, dtype)
    if requires_grad:
        if not dtype.is_floating_point:
            raise errors.only_floating_constructor()
        made._edge = UNASKED
    if events.tracer is not None:
        events.tracer.created(made, op)
    return made


def _check_device(device: Any) -> None:
    if device is not None:
        dtypes.check_device(device)


# -- from numbers ---------------------------------------------------------------------------------------------------


def array_from(data: Any, dtype: dtypes.dtype | None) -> tuple[Array, dtypes.dtype]:
    """Fresh memory with these numbers, and the type they get."""
    if not isinstance(data, (Tensor, np.ndarray, np.generic)):
        if isinstance(data, (list, tuple)) and data and isinstance(data[0], np.ndarray):
            warnings.warn(_LIST_OF_ARRAYS, UserWarning, stacklevel=3)
        return array_from_nested(data, dtype)
    kind = dtype or type_of(data)
    found = np.array(data._array if isinstance(data, Tensor) else data, kind.numpy)
    return dtypes.rounded(found, kind), kind


def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, **_: Any) -> Any:
    """A tensor with these numbers, copied: whole numbers give int64, others the default float type."""
    _check_device(device)
    if isinstance(data, Tensor):
        warnings.warn(_COPY_WARNING, UserWarning, stacklevel=2)
    array, kind = array_from(data, dtypes.chosen("tensor", dtype))
    if not array.shape and kind in (dtypes.float32, dtypes.float64):
        array = array[()]  # as the results of operations are: see Tensor._array
    return born("tensor", array, kind, requires_grad)


def scalar_like(value: Any, like: Any) -> Any:
    """A number, list or array as a tensor of the same type as ``like``, in no graph and not told."""
    # A number goes straight to the type: by way of the default one it would lose digits.
    array = np.asarray(value) if isinstance(value, (bool, int, float)) else array_from(value, None)[0]
    return wrap(array.astype(like._array.dtype), like.dtype)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Any:
    """A tensor of the data, sharing memory where that is possible."""
    _check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    wanted = dtypes.chosen("as_tensor", dtype)
    if isinstance(data, np.ndarray) and (wanted is None or wanted.numpy == data.dtype):
        return _over(data, "as_tensor")
    array, kind = array_from(data, wanted)
    return born("as_tensor", array, kind)


asarray = as_tensor


def from_numpy(ndarray: Array) -> Any:
    """A tensor over the memory of a numpy array: a change of one is seen in the other."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    return _over(ndarray, "from_numpy")


def _over(array: Array, op: str) -> Any:
    if any(stride < 0 for stride in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array  with "
            "array.copy().) "
        )
    made = born(op, array, dtypes.from_numpy(array.dtype))
    if events.tracer is not None:
        events.tracer.lend(made)
    return made


def old_constructor(name: str, kind: dtypes.dtype, args: tuple[Any, ...], size: Any = None) -> Any:
    """What ``torch.Tensor`` and ``torch.LongTensor`` make: uninitialised of a size, or of a list's numbers, copied.

    Raises:
        TypeError: a single argument that is neither.
    """
    if len(args) == 1 and not isinstance(args[0], dtypes.Size):
        (data,) = args
        if isinstance(data, (str, bytes)) or is_sequence(data):
            return born(name, array_from(data, kind)[0], kind)
        if isinstance(data, Tensor):
            return wrap(data._array, data.dtype)
        if isinstance(data, bool) or not isinstance(data, (int, np.integer)):
            raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
    return born(name, np.zeros(_shape(args or (0,), size), kind.numpy), kind)


def frombuffer(
    buffer: Any, *, dtype: dtypes.dtype, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Any:
    """A tensor over the memory of bytes: a change of one is seen in the other."""
    memory = _memory_of(buffer)
    size = dtype.itemsize
    if memory.nbytes == 0 or count == 0:
        raise ValueError(f"both buffer length ({memory.nbytes}) and count ({count}) must not be 0")
    if not 0 <= offset < memory.nbytes:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({memory.nbytes} bytes) "
            "minus 1"
        )
    if count < 0 and (memory.nbytes - offset) % size:
        raise ValueError(
            f"buffer length ({memory.nbytes - offset} bytes) after offset ({offset} bytes) must be a multiple of "
            f"element size ({size})"
        )
    number = (memory.nbytes - offset) // size if count < 0 else count
    if offset + number * size > memory.nbytes:
        raise ValueError(
            f"requested buffer length ({number} * {size} bytes) after offset ({offset} bytes) must not be greater than "
            f"actual buffer length ({memory.nbytes} bytes)"
        )
    return born("frombuffer", np.frombuffer(memory, dtype.numpy, number, offset), dtype, requires_grad)


def _memory_of(buffer: Any) -> memoryview:
    try:
        memory = memoryview(buffer)
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    if memory.readonly:
        warnings.warn(_READ_ONLY, UserWarning, stacklevel=3)
        memory = memoryview(bytearray(memory))
    return memory


def from_dlpack(ext_tensor: Any, **_: Any) -> Any:
    """A tensor over the memory of another library's array, or of a tensor."""
    if isinstance(ext_tensor, Tensor):
        return _over(ext_tensor._array, "from_dlpack")
    return _over(np.from_dlpack(ext_tensor), "from_dlpack")


def _typed(dtype: dtypes.dtype) -> Any:
    def legacy(*args: Any, size: Any = None) -> Any:
        if len(args) == 1 and isinstance(args[0], Tensor) and args[0].dtype is not dtype:
            rest = (
                "device=cpu, layout=Strided, requires_grad=false (default), pinned_memory=false (default), "
                "memory_format=(nullopt)"
            )
            wanted, given = (f"TensorOptions(dtype={dtypes.word(one)}, {rest})" for one in (dtype, args[0].dtype))
            raise TypeError(f"expected {wanted} (got {given})")
        return old_constructor(legacy.__name__, dtype, args, size)

    legacy.__name__ = legacy.__qualname__ = f"{dtype.type_name}Tensor"
    legacy.__doc__ = f"The old constructor of {dtype.name} tensors: a size, or a list of numbers."
    return legacy


BFloat16Tensor = _typed(dtypes.bfloat16)
FloatTensor, DoubleTensor, HalfTensor = map(_typed, (dtypes.float32, dtypes.float64, dtypes.float16))
LongTensor, IntTensor, ShortTensor = map(_typed, (dtypes.int64, dtypes.int32, dtypes.int16))
CharTensor, ByteTensor, BoolTensor = map(_typed, (dtypes.int8, dtypes.uint8, dtypes.bool))


# -- filled ---------------------------------------------------------------------------------------------------------


def _shape(size: Sequence[Any], keyword: Any = None, refusal: str = "") -> tuple[int, ...]:
    """Sizes given one by one, together, or by name; ``refusal`` is what is said of one below 0."""
    shape = sizes_from(size if keyword is None else (keyword,) if isinstance(keyword, int) else (tuple(keyword),))
    for one in shape:
        if one < 0:
            raise RuntimeError(refusal or f"Trying to create tensor with negative dimension {one}: {list(shape)}")
    return shape


def kind_of(name: str, dtype: Any, out: Any, otherwise: dtypes.dtype) -> dtypes.dtype:
    """The type of what is made: that of ``out``, which ``dtype`` may only repeat, else the one asked for."""
    asked = dtypes.chosen(name, dtype)
    if out is None:
        return asked or otherwise
    if asked not in (None, out.dtype):
        raise RuntimeError(f"dtype {asked.type_name} does not match dtype of out parameter ({out.dtype.type_name})")
    return out.dtype  # type: ignore[no-any-return]


def _factory(name: str, fill: Any, doc: str, refusal: str = "") -> Any:
    def make(
        *size: Any,
        dtype: Any = None,
        requires_grad: bool = False,
        device: Any = None,
        out: Any = None,
        generator: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        **keywords: Any,
    ) -> Any:
        _check_device(device)
        kind = kind_of(name, dtype, out, dtypes.get_default_dtype())
        shape = _shape(size, keywords.get("size"), refusal)
        array = fill(shape, kind, generator or random.default_generator)
        return delivered(name, array, kind, requires_grad, out)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = doc
    return make


def _float_only(kind: dtypes.dtype, name: str) -> None:
    if isinstance(kind, dtypes.Absent):
        raise dtypes.absent(kind.name)
    if not kind.is_floating_point:
        raise NotImplementedError(f"\"{name}\" not implemented for '{kind.type_name}'")


def _rand(shape: Any, kind: dtypes.dtype, generator: Any) -> Array:
    _float_only(kind, "check_uniform_bounds")
    return np.asarray(generator.rand(shape, kind.numpy))


def _randn(shape: Any, kind: dtypes.dtype, generator: Any) -> Array:
    _float_only(kind, "normal_kernel_cpu")
    return np.asarray(generator.randn(shape, kind.numpy))


zeros = _factory(
    "zeros",
    lambda shape, kind, _: np.zeros(shape, kind.numpy),
    "A tensor of zeros.",
    "zeros: Dimension size must be non-negative.",
)
ones = _factory("ones", lambda shape, kind, _: np.ones(shape, kind.numpy), "A tensor of ones.")
empty = _factory("empty", lambda shape, kind, _: np.zeros(shape, kind.numpy), "A tensor whose values mean nothing yet.")
rand = _factory("rand", _rand, "Random numbers, evenly spread over [0, 1).")
randn = _factory("randn", _randn, "Random numbers, normal with mean 0 and deviation 1.")


def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """A tensor filled with one number, whose type it takes."""
    _check_device(device)
    number = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    kind = kind_of("full", dtype, out, dtypes.of_number(number))
    shape = _shape((size,) if isinstance(size, int) else (tuple(size),))
    return delivered("full", np.full(shape, number, kind.numpy), kind, requires_grad, out)


def _like(name: str, factory: Any) -> Any:
    def make(input: Any, *args: Any, dtype: Any = None, requires_grad: bool = False, **keywords: Any) -> Any:
        keywords.pop("memory_format", None)
        kind, model, tracer = dtype or input.dtype, input._array, events.tracer
        if model.flags.c_contiguous:
            return factory(tuple(input.shape), *args, dtype=kind, requires_grad=requires_grad, **keywords)
        with nullcontext() if tracer is None else tracer.quiet():
            made = factory(tuple(input.shape), *args, dtype=kind, **keywords)
        return born(name, laid_out(made._array, [model]), kind, requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"``{factory.__name__}`` in the shape and type of another tensor."
    return make


zeros_like = _like("zeros_like", zeros)
ones_like = _like("ones_like", ones)
empty_like = _like("empty_like", empty)
rand_like = _like("rand_like", rand)
randn_like = _like("randn_like", randn)
full_like = _like("full_like", full)


def scalar_tensor(s: Any, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, **_: Any) -> Any:
    """A number as a 0-d tensor, of the default type unless told."""
    return full((), s, dtype=dtype or dtypes.get_default_dtype(), requires_grad=requires_grad, device=device)


def empty_strided(
    size: Any, stride: Any, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, **_: Any
) -> Any:
    """A tensor whose values mean nothing yet, lying in memory as the strides say."""
    _check_device(device)
    kind = dtypes.chosen("empty_strided", dtype) or dtypes.get_default_dtype()
    shape, steps = tuple(size), tuple(stride)
    if len(shape) != len(steps):
        raise RuntimeError(
            f"dimensionality of sizes ({len(shape)}) must match dimensionality of strides ({len(steps)})"
        )
    room = 0 if 0 in shape else 1 + sum((n - 1) * step for n, step in zip(shape, steps, strict=True))
    memory = np.zeros(room, kind.numpy)
    array = np.ndarray(shape, kind.numpy, memory, 0, tuple([step * memory.itemsize for step in steps]))
    return born("empty_strided", array, kind, requires_grad)


def empty_permuted(size: Any, physical_layout: Any, **keywords: Any) -> Any:
    """A tensor whose values mean nothing yet; the axes lie in memory in the order given, the outermost first."""
    shape, order = tuple(size), tuple(physical_layout)
    if len(shape) != len(order):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = "
            f"{len(shape)} is not equal to len(physical_layout) = {len(order)}"
        )
    for place, axis in enumerate(order):
        if not 0 <= axis < len(shape):
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {len(shape) - 1}, but got {axis} at index "
                f"{place}).  NB: negative dims not currently supported; file an issue if you want it."
            )
    if len(set(order)) != len(order):
        raise RuntimeError("Duplicate dim not allowed")
    strides, step = [0] * len(shape), 1
    for axis in reversed(order):
        strides[axis] = step
        step *= max(shape[axis], 1)
    return empty_strided(shape, strides, **keywords)


# -- counted --------------------------------------------------------------------------------------------------------


def _plain(*numbers: Any) -> tuple[Any, ...]:
    return tuple([n.item() if isinstance(n, Tensor) else n for n in numbers])


def delivered(name: str, array: Array, kind: dtypes.dtype, requires_grad: bool, out: Any) -> Any:
    """A new leaf, or the numbers in ``out``."""
    made = dtypes.rounded(array, kind)
    return (
        born(name, made, kind, requires_grad)
        if out is None
        else into(out, wrap(made, kind), f"aten::{name}", True, True)
    )


def arange(
    start: Any,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """Numbers from ``start`` up to, not including, ``end``; whole if all arguments are."""
    _check_device(device)
    if end is None:
        start, end = 0, start
    first, last, stride = _plain(start, end, step)
    whole = all(isinstance(n, (int, np.integer)) for n in (first, last, stride))
    kind = kind_of("arange", dtype, out, dtypes.int64 if whole else dtypes.get_default_dtype())
    if kind is dtypes.int64 and all(map(math.isfinite, (first, last, stride))):
        # Here PyTorch counts the elements in the type of the result, elsewhere as the arguments are.
        first, last, stride = int(first), int(last), int(stride)
    if stride == 0:
        raise (ValueError if step else RuntimeError)("step must be nonzero")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise RuntimeError(f"unsupported range: {first:g} -> {last:g}")
    if (last - first) * stride < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    count = math.ceil((last - first) / stride)
    if not kind.is_floating_point:
        first, stride = int(first), int(stride)
    numbers = first + np.arange(count, dtype=np.float64 if kind.is_floating_point else np.int64) * stride
    return delivered("arange", numbers.astype(kind.numpy), kind, requires_grad, out)


_SPACE_ENDS = [f"{one} start, {other} end" for other in ("Tensor", "Number") for one in ("Tensor", "Number")]
_FACTORY = (
    "Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool "
    "pin_memory = False, bool requires_grad = False"
)


def _check_steps(name: str, start: Any, end: Any, steps: Any) -> int:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer, Tensor)):
        base = ", float base = 10.0" if name == "logspace" else ""
        forms = [f"{ends}, int steps{base}, *, {_FACTORY}" for ends in _SPACE_ENDS]
        raise errors.no_such_form(name, (start, end, steps), forms)
    count = int(steps)
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    return count


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """``steps`` numbers from ``start`` to ``end``, both included."""
    _check_device(device)
    kind = kind_of("linspace", dtype, out, dtypes.get_default_dtype())
    first, last = _plain(start, end)
    numbers = _evenly(first, last, _check_steps("linspace", start, end, steps), kind)
    return delivered("linspace", numbers, kind, requires_grad, out)


def _evenly(first: Any, last: Any, steps: int, kind: dtypes.dtype) -> Array:
    """Counted from both ends, so that both are met exactly; a single step is the first."""
    number = kind.numpy.type
    gaps = max(1, steps - 1)
    step = number(number(last - first) / number(gaps)) if kind.is_floating_point else (last - first) / gaps
    places = np.arange(steps)
    ahead = number(first) + places.astype(kind.numpy) * step
    behind = number(last) - (steps - 1 - places).astype(kind.numpy) * step
    return np.where(places < max(steps // 2, steps == 1), ahead, behind).astype(kind.numpy)


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """``steps`` numbers from ``base ** start`` to ``base ** end``, evenly by ratio."""
    _check_device(device)
    kind = kind_of("logspace", dtype, out, dtypes.get_default_dtype())
    first, last = _plain(start, end)
    if not kind.is_floating_point:
        first, last = int(first), int(last)
    exponents = np.linspace(first, last, _check_steps("logspace", start, end, steps))
    return delivered("logspace", (float(base) ** exponents).astype(kind.numpy), kind, requires_grad, out)


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Any = None,
    **_: Any,
) -> Any:
    """A matrix with ones on its diagonal."""
    _check_device(device)
    for name, size in (("n", n), ("m", m)):
        if size is not None and size < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    kind = kind_of("eye", dtype, out, dtypes.get_default_dtype())
    return delivered("eye", np.eye(n, m, dtype=kind.numpy), kind, requires_grad, out)


# -- drawn ----------------------------------------------------------------------------------------------------------


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Any:
    """Random whole numbers from ``low`` up to, not including, ``high``."""
    _check_device(device)
    if size is None:
        low, high, size = 0, low, high
    if high <= low:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    kind = dtypes.chosen("randint", dtype) or dtypes.int64
    drawn = (generator or random.default_generator).randint(low, high, _shape((tuple(size),)))
    return born("randint", drawn.astype(kind.numpy), kind, requires_grad)


def randint_like(input: Any, low: int, high: int | None = None, *, dtype: Any = None, **keywords: Any) -> Any:
    """``randint`` in the shape and type of another tensor."""
    first, end = _plain(*((0, low) if high is None else (low, high)))
    keywords.pop("memory_format", None)
    return randint(first, end, tuple(input.shape), dtype=dtype or input.dtype, **keywords)


def randperm(n: int, *, generator: Any = None, dtype: Any = None, device: Any = None) -> Any:
    """The numbers 0 … n-1 in random order."""
    _check_device(device)
    kind = dtypes.chosen("randperm", dtype) or dtypes.int64
    _shape((n,))  # refuses a negative one
    return born("randperm", (generator or random.default_generator).randperm(n).astype(kind.numpy), kind)
