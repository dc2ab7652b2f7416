"""From plain data to a pickle of protocol 2, with the memory of tensors beside it.

Only what can be read back without running anything is written. What occurs twice is written once: two names of one
list, or two views of one storage, are one list and one storage again when they are read.
"""

from __future__ import annotations

import pickle
import struct
from collections import Counter, OrderedDict
from pickle import PicklingError
from typing import Any

import numpy as np

from tensorlab import dtypes
from tensorlab._tensor import Tensor
from tensorlab.graph.node import memory_of
from tensorlab.nn import Parameter


def write(obj: Any) -> tuple[bytes, list[bytes]]:
    """The pickle, and the memory of each storage by its number."""
    writer = _Writer()
    writer.put(obj)
    return pickle.PROTO + b"\x02" + bytes(writer.code) + pickle.STOP, writer.memories


class _Writer:
    """Appends the instructions that put an object together.

    Attributes:
        code: the instructions so far.
        memories: the storages met so far.
    """

    def __init__(self) -> None:
        self.code = bytearray()
        self.memories: list[bytes] = []
        self._storages: dict[tuple[int, str, int], str] = {}
        self._places: dict[Any, int] = {}
        self._kept: list[Any] = []

    def put(self, obj: Any) -> None:
        """Write one object, or a reference to it where it has been written before."""
        if id(obj) in self._places:
            self._again(id(obj))
            return
        how = _HOW.get(type(obj)) or next((put for kind, put in _KINDS if isinstance(obj, kind)), None)
        if how is None:
            raise PicklingError(
                f"cannot save {type(obj).__name__!r} object: torch.save writes tensors, numbers, texts and containers "
                "of them here; of a model save its state_dict()"
            )
        how(self, obj)

    def _remember(self, key: Any) -> None:
        place = self._places[key] = len(self._places)
        self.code += pickle.LONG_BINPUT + struct.pack("<I", place)

    def _again(self, key: Any) -> None:
        self.code += pickle.LONG_BINGET + struct.pack("<I", self._places[key])

    def _global(self, name: str) -> None:
        """A name of PyTorch or Python, ``torch Size``, for whoever reads it to understand."""
        if ("global", name) in self._places:
            self._again(("global", name))
            return
        module, _, attribute = name.partition(" ")
        self.code += pickle.GLOBAL + f"{module}\n{attribute}\n".encode()
        self._remember(("global", name))

    def _made(self, name: str, *arguments: Any) -> None:
        """What the named function makes of the arguments."""
        self._global(name)
        self._tuple(arguments)
        self.code += pickle.REDUCE

    # -- numbers and texts --------------------------------------------------------------------------------------------

    def none(self, _: None) -> None:
        self.code += pickle.NONE

    def truth(self, value: bool) -> None:
        self.code += pickle.NEWTRUE if value else pickle.NEWFALSE

    def whole(self, value: int) -> None:
        if -(2**31) <= value < 2**31:
            self.code += pickle.BININT + struct.pack("<i", value)
            return
        encoded = pickle.encode_long(value)
        if len(encoded) < 256:
            self.code += pickle.LONG1 + bytes([len(encoded)]) + encoded
        else:
            self.code += pickle.LONG4 + struct.pack("<i", len(encoded)) + encoded

    def real(self, value: float) -> None:
        self.code += pickle.BINFLOAT + struct.pack(">d", value)

    def complex(self, value: complex) -> None:
        self._made("__builtin__ complex", value.real, value.imag)

    def text(self, value: str) -> None:
        encoded = value.encode("utf-8", "surrogatepass")
        self.code += pickle.BINUNICODE + struct.pack("<I", len(encoded)) + encoded

    def octets(self, value: bytes) -> None:
        self._made("_codecs encode", value.decode("latin1"), "latin1")

    def array(self, value: bytearray) -> None:
        self._made("__builtin__ bytearray", bytes(value))

    # -- containers ---------------------------------------------------------------------------------------------------

    def _keep(self, obj: Any) -> None:
        """Number a container before its content is written, which may hold the container itself."""
        self._kept.append(obj)
        self._remember(id(obj))

    def list(self, values: list[Any]) -> None:
        self.code += pickle.EMPTY_LIST
        self._keep(values)
        self._fill(values)

    def _fill(self, values: Any) -> None:
        self.code += pickle.MARK
        for value in values:
            self.put(value)
        self.code += pickle.APPENDS

    def tuple(self, values: tuple[Any, ...]) -> None:
        self._tuple(values)
        self._keep(values)

    def _tuple(self, values: Any) -> None:
        self.code += pickle.MARK
        for value in values:
            self.put(value)
        self.code += pickle.TUPLE

    def mapping(self, values: dict[Any, Any]) -> None:
        self.code += pickle.EMPTY_DICT
        self._keep(values)
        self._fill_mapping(values)

    def _fill_mapping(self, values: dict[Any, Any]) -> None:
        self.code += pickle.MARK
        for key, value in values.items():
            self.put(key)
            self.put(value)
        self.code += pickle.SETITEMS

    def ordered(self, values: OrderedDict[Any, Any]) -> None:
        self._made("collections OrderedDict")
        self._keep(values)
        self._fill_mapping(values)
        if values.__dict__:
            # The state of a module carries the versions of its parts as an attribute.
            self.put(dict(values.__dict__))
            self.code += pickle.BUILD

    def counter(self, values: Counter[Any]) -> None:
        self._made("collections Counter", dict(values))

    def set(self, values: set[Any]) -> None:
        self._made("__builtin__ set", list(values))

    # -- PyTorch's own ------------------------------------------------------------------------------------------------

    def size(self, value: dtypes.Size) -> None:
        self._made("torch Size", tuple(value))

    def dtype(self, value: dtypes.dtype) -> None:
        self._global(f"torch {value.name}")

    def device(self, value: dtypes.device) -> None:
        self._made("torch device", value.type, *[number for number in (value.index,) if number is not None])

    def parameter(self, value: Parameter) -> None:
        self._made("torch._utils _rebuild_parameter", value.detach(), value.requires_grad, OrderedDict())
        self._keep(value)

    def tensor(self, value: Tensor) -> None:
        array, dtype = value._array, value.dtype
        memory = memory_of(array)
        if not memory.flags.forc:
            # Not all of the memory can be reached from here; what lies between the first element and the last can.
            last = sum((size - 1) * step for size, step in zip(array.shape, array.strides, strict=True))
            span = 1 + last // array.itemsize if array.size else 0
            memory = np.lib.stride_tricks.as_strided(array, (span,), (array.itemsize,))
        start = (array.ctypes.data - memory.ctypes.data) // array.itemsize
        strides = tuple([step // array.itemsize for step in array.strides])
        self._global("torch._utils _rebuild_tensor_v2")
        self.code += pickle.MARK
        self._storage(memory, dtype)
        facts: tuple[Any, ...] = (start, tuple(value.shape), strides, value.requires_grad, OrderedDict())
        for one in facts:
            self.put(one)
        self.code += pickle.TUPLE + pickle.REDUCE
        self._keep(value)

    def _storage(self, memory: Any, dtype: dtypes.dtype) -> None:
        flat = memory.reshape(-1, order="A").view(dtype.numpy)
        place = (memory.ctypes.data, dtype.name, flat.size)
        key = self._storages.get(place) if flat.size else None
        if key is None:
            key = self._storages[place] = str(len(self.memories))
            self.memories.append(_octets(flat, dtype))
            self._kept.append(memory)
        self.code += pickle.MARK
        self.put("storage")
        self._global(f"torch {dtype.type_name}Storage")
        for one in (key, "cpu", flat.size):
            self.put(one)
        self.code += pickle.TUPLE + pickle.BINPERSID


def _octets(flat: Any, dtype: dtypes.dtype) -> bytes:
    """The elements as they stand in a file: bfloat16 is the upper half of a float32."""
    if dtype is dtypes.bfloat16:
        flat = (flat.view(np.uint32) >> 16).astype(np.uint16)
    return bytes(flat.astype(flat.dtype.newbyteorder("<"), copy=False).tobytes())


_HOW: dict[type, Any] = {
    type(None): _Writer.none,
    bool: _Writer.truth,
    int: _Writer.whole,
    float: _Writer.real,
    complex: _Writer.complex,
    str: _Writer.text,
    bytes: _Writer.octets,
    bytearray: _Writer.array,
    list: _Writer.list,
    tuple: _Writer.tuple,
    dict: _Writer.mapping,
    OrderedDict: _Writer.ordered,
    Counter: _Writer.counter,
    set: _Writer.set,
    dtypes.Size: _Writer.size,
    dtypes.dtype: _Writer.dtype,
    dtypes.device: _Writer.device,
    Tensor: _Writer.tensor,
}
_KINDS: list[tuple[type, Any]] = [
    (Parameter, _Writer.parameter),
    (Tensor, _Writer.tensor),
    (OrderedDict, _Writer.ordered),
]
