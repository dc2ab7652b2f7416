"""From a pickle to plain data, by an interpreter that can do nothing else.

A pickle is a list of instructions for a machine with a stack. Python's own machine may be told to import and to call
anything; this one knows the instructions that build plain data, and a closed list of names that may be called.
"""

from __future__ import annotations

import pickletools
import warnings
from collections import Counter, OrderedDict
from collections.abc import Callable
from pickle import UnpicklingError
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tensorlab import dtypes
from tensorlab._tensor import Tensor, wrap
from tensorlab.graph.node import UNASKED
from tensorlab.nn import Parameter


class Memories:
    """The memory of each storage of a file."""

    is_big = False
    """Whether numbers in it begin with their largest byte."""

    def __getitem__(self, key: str) -> bytes:
        raise NotImplementedError

    def check_place(self, location: str) -> None:
        """Raise if memory from there cannot be had here."""


def refused(what: str) -> UnpicklingError:
    """The error for a file that asks for more than plain data, in PyTorch's words."""
    return UnpicklingError(
        "Weights only load failed. torch.load reads tensors, numbers, texts and containers of them here, and never "
        f"runs code from a file.\n\tWeightsUnpickler error: {what}\n\nCheck the documentation of torch.load to learn "
        "more about types accepted by default with weights_only https://pytorch.org/docs/stable/generated/torch.load.html."
    )


def read(description: bytes, memories: Memories) -> Any:
    """The object that a pickle describes.

    Raises:
        UnpicklingError: it is damaged, or asks for something else than plain data.
    """
    machine = _Machine(memories)
    try:
        return _followed(description, machine)
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, DeprecationWarning) as error:
        raise refused(f"the description is damaged ({error})") from error


def _followed(description: bytes, machine: _Machine) -> Any:
    with warnings.catch_warnings():
        # Text with escapes that Python doubts is no text that was written here.
        warnings.simplefilter("error", DeprecationWarning)
        # It ends with a STOP, or with a ValueError.
        for instruction, argument, _ in pickletools.genops(description):
            if instruction.name != "STOP":
                machine.do(instruction.name, argument)
    return machine.stack.pop()


class _Mark:
    """Where on the stack a group begins."""


_MARK = _Mark()


class _Name:
    """A name that may be called, with what it then does."""

    def __init__(self, name: str, call: Callable[..., Any]) -> None:
        self.name = name
        self.call = call


class _Machine:
    def __init__(self, memories: Memories) -> None:
        self.stack: list[Any] = []
        self._memo: dict[int, Any] = {}
        self._memories = memories
        self._storages: dict[tuple[str, str], NDArray[Any]] = {}

    def do(self, name: str, argument: Any) -> None:
        """Carry out one instruction."""
        if name in _PUSHED:
            self.stack.append(argument)
        elif name in _MADE:
            self.stack.append(_MADE[name]())
        elif name in ("PROTO", "FRAME"):
            pass
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            self._memo[argument] = self.stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET", "GET"):
            self.stack.append(self._memo[argument])
        elif name == "GLOBAL":
            self.stack.append(_named(*argument.split(" ", 1)))
        elif name in _STEPS:
            _STEPS[name](self)
        else:
            raise refused(f"Unsupported operand {name}")

    # -- groups -------------------------------------------------------------------------------------------------------

    def _group(self) -> list[Any]:
        """What stands above the last mark."""
        place = len(self.stack) - 1
        while self.stack[place] is not _MARK:
            place -= 1
        group = self.stack[place + 1 :]
        del self.stack[place:]
        return group

    def _last(self, count: int) -> list[Any]:
        if count > len(self.stack):
            raise IndexError("the stack is empty")
        group = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return group

    def tuple_of_group(self) -> None:
        self.stack.append(tuple(self._group()))

    def list_of_group(self) -> None:
        self.stack.append(self._group())

    def mapping_of_group(self) -> None:
        group = self._group()
        self.stack.append(dict(zip(group[::2], group[1::2], strict=True)))

    def append(self) -> None:
        (value,) = self._last(1)
        self._target(list).append(value)

    def appends(self) -> None:
        group = self._group()
        self._target(list).extend(group)

    def add_items(self) -> None:
        group = self._group()
        self._target(set).update(group)

    def set_item(self) -> None:
        key, value = self._last(2)
        self._target(dict)[key] = value

    def set_items(self) -> None:
        group = self._group()
        self._target(dict).update(zip(group[::2], group[1::2], strict=True))

    def _target(self, kind: type) -> Any:
        target = self.stack[-1]
        if not isinstance(target, kind):
            raise refused(f"Can only fill {kind.__name__}, but got {type(target)}")
        return target

    # -- names --------------------------------------------------------------------------------------------------------

    def name_from_stack(self) -> None:
        module, attribute = self._last(2)
        self.stack.append(_named(str(module), str(attribute)))

    def call(self) -> None:
        function, arguments = self._last(2)
        if not isinstance(function, _Name) or not isinstance(arguments, tuple):
            raise refused(f"Trying to call reduce for unrecognized function {function!r}")
        self.stack.append(function.call(*arguments))

    def build(self) -> None:
        """An ordered dictionary may carry attributes: the versions of a module's parts."""
        (state,) = self._last(1)
        target = self._target(OrderedDict)
        if not isinstance(state, dict):
            raise refused(f"Can only build OrderedDict with a dict, but got {type(state)}")
        target.__dict__.update(state)

    def storage(self) -> None:
        """The memory that a record names: ("storage", type, key, place, number of elements)."""
        (record,) = self._last(1)
        kind, name, key, location, count = record
        if kind != "storage" or not isinstance(name, _Name) or name.name not in _STORAGES:
            raise refused(f"Unsupported storage {record!r}")
        dtype = _STORAGES[name.name]
        if (key, dtype.name) not in self._storages:
            self._memories.check_place(str(location))
            self._storages[key, dtype.name] = _elements(self._memories[key], dtype, count, self._memories.is_big)
        self.stack.append(_Storage(self._storages[key, dtype.name], dtype))


class _Storage:
    """Memory with the type of its elements, as the functions that rebuild tensors take it."""

    def __init__(self, memory: NDArray[Any], dtype: dtypes.dtype) -> None:
        self.memory = memory
        self.dtype = dtype


def _elements(octets: bytes, dtype: dtypes.dtype, count: int, is_big: bool) -> NDArray[Any]:
    if len(octets) != count * dtype.itemsize:
        raise RuntimeError(f"storage has wrong byte size: expected {count * dtype.itemsize} got {len(octets)}")
    order: Literal[">", "<"] = ">" if is_big else "<"
    if dtype is dtypes.bfloat16:
        upper = np.frombuffer(octets, np.dtype(np.uint16).newbyteorder(order)).astype(np.uint32)
        return (upper << np.uint32(16)).view(np.float32)
    return np.frombuffer(octets, dtype.numpy.newbyteorder(order)).astype(dtype.numpy)


def _tensor(storage: Any, offset: int, size: Any, stride: Any, requires_grad: bool, *_: Any) -> Tensor:
    """A view of a storage, after making sure that it does not look beyond its end."""
    if not isinstance(storage, _Storage) or len(size) != len(stride):
        raise ValueError("a tensor without storage")
    if min((offset, *size, *stride), default=0) < 0:
        raise ValueError("negative sizes or strides")
    last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
    memory = storage.memory
    if 0 not in size and last >= memory.size:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize "
            f"{storage.dtype.itemsize} requiring a storage size of {(last + 1) * storage.dtype.itemsize} are out of "
            f"bounds for storage of size {memory.size * storage.dtype.itemsize}"
        )
    steps = [step * memory.itemsize for step in stride]
    start = 0 if 0 in size else offset * memory.itemsize
    made = wrap(np.ndarray(size, memory.dtype, memory, start, steps), storage.dtype)
    if requires_grad:
        made._edge = UNASKED
    return made


def _parameter(data: Any, requires_grad: bool, *_: Any) -> Parameter:
    return Parameter(data, bool(requires_grad))  # type: ignore[no-any-return]


def _encode(text: str, coding: str) -> bytes:
    if coding != "latin1":
        raise ValueError(f"bytes are written as latin1, not as {coding}")
    return text.encode("latin1")


_STORAGES = {f"torch {one.type_name}Storage": one for one in dtypes.ALL}
_CALLABLE: dict[str, Callable[..., Any]] = {
    "torch._utils _rebuild_tensor_v2": _tensor,
    "torch._utils _rebuild_parameter": _parameter,
    "torch Size": lambda sizes=(): dtypes.Size(map(int, sizes)),
    "torch device": dtypes.device,
    "collections OrderedDict": OrderedDict,
    "collections Counter": lambda counts=(): Counter(dict(counts)),
    "_codecs encode": _encode,
    "__builtin__ bytearray": lambda octets=b"": bytearray(bytes(octets)),
    "__builtin__ complex": lambda real, imag: complex(float(real), float(imag)),
    "__builtin__ set": lambda values=(): set(values),
    "builtins bytearray": lambda octets=b"": bytearray(bytes(octets)),
    "builtins complex": lambda real, imag: complex(float(real), float(imag)),
    "builtins set": lambda values=(): set(values),
}


def _named(module: str, attribute: str) -> Any:
    """A name from the closed list; a type of elements stands for itself."""
    name = f"{module} {attribute}"
    if module == "torch" and attribute in _DTYPES:
        return _DTYPES[attribute]
    if name in _CALLABLE:
        return _Name(name, _CALLABLE[name])
    if name in _STORAGES:
        return _Name(name, _not_called)
    raise refused(
        f"Unsupported global: GLOBAL {module}.{attribute} was not an allowed global by default. Of a model save and "
        "load its state_dict()."
    )


def _not_called(*_: Any) -> Any:
    raise ValueError("a type of storage is no function")


_DTYPES = {one.name: one for one in dtypes.ALL}
_PUSHED = frozenset(
    [
        *("BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "LONG4", "BINFLOAT", "FLOAT"),
        *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE"),
        *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
    ]
)
_MADE: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
    "MARK": lambda: _MARK,
}
_STEPS: dict[str, Callable[[_Machine], None]] = {
    "TUPLE": _Machine.tuple_of_group,
    "TUPLE1": lambda machine: machine.stack.append(tuple(machine._last(1))),
    "TUPLE2": lambda machine: machine.stack.append(tuple(machine._last(2))),
    "TUPLE3": lambda machine: machine.stack.append(tuple(machine._last(3))),
    "LIST": _Machine.list_of_group,
    "DICT": _Machine.mapping_of_group,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
    "ADDITEMS": _Machine.add_items,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_items,
    "STACK_GLOBAL": _Machine.name_from_stack,
    "REDUCE": _Machine.call,
    "BUILD": _Machine.build,
    "BINPERSID": _Machine.storage,
}
